//! Keys that no longer say which child a record is of: rewritten by a spreadsheet, or filled with a word
//! for "none". Counted as they are, many children would become one.

use ahash::AHashMap;

use super::repeats::{Hash, Largest};
use crate::{
    diagnostic::{Code, Diagnostic},
    stats::{declare::Declaration, text::fold},
};

/// What became of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// `3.69901E+17`
    Scientific,
    /// `#N/A`
    Error,
    /// Digits behind the fifteenth, all of them 0: what a spreadsheet leaves of a long number. How many digits: 1, 2, or
    /// 3 for more.
    Rounded(u8),
}

impl Flaw {
    pub const COUNT: usize = 5;
    const ALL: [Flaw; Flaw::COUNT] =
        [Flaw::Scientific, Flaw::Error, Flaw::Rounded(1), Flaw::Rounded(2), Flaw::Rounded(3)];

    fn index(self) -> usize {
        match self {
            Flaw::Scientific => 0,
            Flaw::Error => 1,
            Flaw::Rounded(zeros) => 1 + usize::from(zeros.clamp(1, 3)),
        }
    }

    /// Of so many records with a key, how many must have the flaw so that it is one.
    fn least(self, records: u64) -> u64 {
        // Numbers end in zeros by chance: one in ten in a single one, of ID numbers one in a thousand in three.
        let (part, of) = match self {
            Flaw::Scientific | Flaw::Error => return 1,
            Flaw::Rounded(0 | 1) => (3, 5),
            Flaw::Rounded(2) => (1, 5),
            Flaw::Rounded(_) => (1, 50),
        };
        LEAST_ROUNDED.max(records * part / of).min(records.max(1))
    }
}

/// Digits of a number that a spreadsheet keeps.
const KEPT_DIGITS: usize = 15;
/// Fewer numbers that end in zeros are chance.
const LEAST_ROUNDED: u64 = 3;
/// So many records of one child that has only a part of its key are taken for records of several.
const MOST_OF_PART: u64 = 2;
/// A key with more records than this, and than so many times what the others have, is that of no child.
const MOST_OF_ONE: u64 = 20;
const TIMES_OTHERS: u64 = 10;

/// What is wrong with a part of a key that was seen as `text`.
pub fn flaw(text: &str) -> Option<Flaw> {
    let text = text.trim();
    // Most keys are digits, perhaps with a letter at the end: `36990120150304012X`.
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits > KEPT_DIGITS || digits == text.len() {
        return rounded(&text[..digits], &text[digits..]);
    }
    let folded = fold(text);
    let folded = folded.trim_matches(['\'', '"', '=']);
    if is_scientific(folded) {
        return Some(Flaw::Scientific);
    }
    if is_error(folded) {
        return Some(Flaw::Error);
    }
    let digits = folded.bytes().take_while(u8::is_ascii_digit).count();
    rounded(&folded[..digits], &folded[digits..])
}

/// Of digits and what stands behind them.
fn rounded(digits: &str, rest: &str) -> Option<Flaw> {
    let behind = digits.as_bytes().get(KEPT_DIGITS..).filter(|behind| !behind.is_empty())?;
    if is_fraction_of_zeros(rest.as_bytes()) {
        // A float does not hold so many digits.
        return Some(Flaw::Rounded(3));
    }
    let is_rounded = rest.is_empty() && behind.iter().all(|digit| *digit == b'0');
    is_rounded.then_some(Flaw::Rounded(behind.len().min(3) as u8))
}

/// `.0`, `,00`
fn is_fraction_of_zeros(rest: &[u8]) -> bool {
    rest.split_first().is_some_and(|(point, zeros)| {
        matches!(point, b'.' | b',') && zeros.iter().all(|byte| *byte == b'0')
    })
}

/// `3.69901e+17`, `3,69901e17`, `37e+16`: up to three digits, a fraction or a sign, and a power of ten.
fn is_scientific(folded: &str) -> bool {
    let Some((number, power)) = folded.split_once('e') else { return false };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (sign, power) = match power.strip_prefix(['+', '-']) {
        Some(power) => (true, power),
        None => (false, power),
    };
    let (whole, fraction) = match number.split_once(['.', ',']) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (number, None),
    };
    is_digits(whole)
        && whole.len() <= 3
        && fraction.is_none_or(|fraction| fraction.is_empty() || is_digits(fraction))
        && (sign || fraction.is_some())
        && is_digits(power)
        && power.len() <= 3
}

/// `#N/A`, `#REF!`, `#######`, `Err:502`.
fn is_error(folded: &str) -> bool {
    const ERRORS: [&str; 10] =
        ["n/a", "ref", "value", "name", "div/0", "num", "null", "getting_data", "spill", "calc"];
    if let Some(of) = folded.strip_prefix('#') {
        let word = of.trim_end_matches(['!', '?']);
        return of.bytes().all(|byte| byte == b'#') || ERRORS.contains(&word);
    }
    folded.strip_prefix("err:").is_some_and(|of| of.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a part of a key is a word or a sign for "none": `无`, `不详`, `NULL`, `-`, `000`.
pub fn is_filler(text: &str) -> bool {
    const FILLERS: [&str; 44] = [
        "无",
        "没有",
        "暂无",
        "不详",
        "未知",
        "不明",
        "不清楚",
        "不知道",
        "空",
        "空白",
        "未填",
        "未填写",
        "缺",
        "缺失",
        "无证",
        "无号",
        "无编号",
        "无身份证",
        "无身份证号",
        "没有身份证",
        "无户口",
        "未上户",
        "未上户口",
        "未落户",
        "未办",
        "未办理",
        "待办",
        "待办理",
        "办理中",
        "待补",
        "待补充",
        "待定",
        "待查",
        "待核实",
        "未登记",
        "未提供",
        "none",
        "null",
        "nil",
        "nan",
        "na",
        "n/a",
        "undefined",
        "unknown",
    ];
    // No filler is longer; most keys are.
    if text.len() > 40 || text.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        return false;
    }
    let folded = fold(text);
    let word: String = folded.chars().filter(|c| c.is_alphanumeric() || *c == '/').collect();
    if word.is_empty() || word.chars().all(|c| c == '0' || c == '/') {
        // Signs alone: `-`, `—`, `*`, `/`; or zeros.
        return !folded.is_empty();
    }
    let n = folded.strip_prefix("\\n").is_some_and(str::is_empty);
    n || FILLERS.contains(&word.as_str())
}

/// What was seen of keys.
#[derive(Default)]
pub struct Keys {
    /// Records, by part of the key and `Flaw`.
    flaws: Vec<[u64; Flaw::COUNT]>,
    /// Records that have a key.
    records: u64,
    /// Records of which a part of the key is blank or a filler, by the whole key.
    partial: AHashMap<Hash, u64>,
}

impl Keys {
    pub fn new(parts: usize) -> Self {
        Keys { flaws: vec![[0; Flaw::COUNT]; parts], ..Keys::default() }
    }

    pub fn part(&mut self, part: usize, flaw: Flaw) {
        self.flaws[part][flaw.index()] += 1;
    }

    pub fn record(&mut self, hash: Hash, is_partial: bool) {
        self.records += 1;
        if is_partial {
            *self.partial.entry(hash).or_default() += 1;
        }
    }

    pub fn add(&mut self, next: Keys) {
        for (sums, more) in self.flaws.iter_mut().zip(next.flaws) {
            sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        }
        self.records += next.records;
        for (hash, records) in next.partial {
            *self.partial.entry(hash).or_default() += records;
        }
    }

    pub fn tell(&self, declaration: &Declaration, largest: &Largest) -> Vec<Diagnostic> {
        let name =
            |part: usize| &*declaration.export.columns[declaration.export.key[part]].names[0];
        let mut told = Vec::new();
        for (part, flaws) in self.flaws.iter().enumerate() {
            for flaw in Flaw::ALL {
                let records = flaws[flaw.index()];
                if records > 0 && records >= flaw.least(self.records) {
                    told.push(damaged(name(part), flaw, records));
                }
            }
        }
        let keys: Vec<&str> = (0..self.flaws.len()).map(name).collect();
        let allowed = if self.flaws.len() > 1 { MOST_OF_PART } else { 1 };
        let shared: u64 = self.partial.values().filter(|records| **records > allowed).sum();
        if shared > 0 {
            told.push(filled(&keys, shared));
        } else if told.is_empty() && is_of_none(largest) {
            told.push(crowded(&keys, largest.records));
        }
        told
    }
}

/// Whether the key with the most records is that of no child.
fn is_of_none(largest: &Largest) -> bool {
    let others = largest.all.saturating_sub(largest.records);
    let often = others * TIMES_OTHERS / largest.children.saturating_sub(1).max(1);
    largest.records > MOST_OF_ONE.max(often)
}

const MEND: (&str, &str) = (
    "in the spreadsheet or database format the column as text before it is filled, take its values from the \
     register again, and export as CSV; what a spreadsheet has cut off cannot be brought back by a format",
    "请先把这一列设为“文本”格式，再从信息库重新取数，另存为 CSV 导出；电子表格已经截掉的数字，改格式找不回来",
);

fn damaged(name: &str, flaw: Flaw, records: u64) -> Diagnostic {
    let (en, zh) = match flaw {
        Flaw::Scientific => (
            "is written as a power of ten (as 1.23456E+17), which a spreadsheet makes of long numbers",
            "成了科学记数（像 1.23456E+17），这是电子表格把长数字改了",
        ),
        Flaw::Rounded(_) => (
            "has nothing but zeros behind its fifteenth digit, which is what a spreadsheet leaves of long numbers",
            "第 15 位以后全是 0，这是电子表格把长数字截断了",
        ),
        Flaw::Error => (
            "is an error of a spreadsheet (as #N/A or #REF!)",
            "是电子表格的错误值（像 #N/A、#REF!）",
        ),
    };
    Diagnostic::new(
        Code::DamagedKey,
        format!("column {name}, which says which child it is: in {records} records it {en}"),
        format!("用来认出孩子的“{name}”列：有 {records} 条记录{zh}"),
    )
    .mend(MEND.0, MEND.1)
}

fn filled(keys: &[&str], records: u64) -> Diagnostic {
    let (en, zh) = (keys.join(", "), keys.join("”“"));
    Diagnostic::new(
        Code::DamagedKey,
        format!(
            "column {en}, which says which child it is: {records} records have a word or sign for \"none\" there, or \
             nothing, and are the same in all else of the key: they would count as one child or a few"
        ),
        format!(
            "用来认出孩子的“{zh}”列：有 {records} 条记录填的是“无”“不详”一类的字或符号，或者没有填，彼此分不开，\
             会被当成一个或几个孩子"
        ),
    )
    .mend(
        "give each child a key of its own, or leave the whole key of such a record empty: a record with an empty key is \
         a child of its own",
        "请给每个孩子各填一个不同的编号；或者把这些记录用来认人的各列都留空，都空着的每条算一个孩子",
    )
}

fn crowded(keys: &[&str], records: u64) -> Diagnostic {
    let (en, zh) = (keys.join(", "), keys.join("”“"));
    Diagnostic::new(
        Code::DamagedKey,
        format!(
            "column {en}, which says which child it is: one value stands in {records} records, many times as often as \
             the others, and would count as one child"
        ),
        format!("用来认出孩子的“{zh}”列：同一个值出现在 {records} 条记录里，远比其他的多，会被当成一个孩子"),
    )
    .mend(
        "look for that value in the export: give each child a key of its own, or leave the key empty where there is none",
        "请在导出文件里找出这个值：给每个孩子各填不同的编号，没有编号的留空",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_leaves_of_a_key_is_known() {
        for (text, expected) in [
            ("3.69901E+17", Some(Flaw::Scientific)),
            ("3,69901e+17", Some(Flaw::Scientific)),
            ("3.69901E17", Some(Flaw::Scientific)),
            ("３．６９９０１Ｅ＋１７", Some(Flaw::Scientific)),
            (" 4E+17 ", Some(Flaw::Scientific)),
            ("369.901E+15", Some(Flaw::Scientific)),
            ("3.69901E+017", Some(Flaw::Scientific)),
            ("369901201504015000", Some(Flaw::Rounded(3))),
            ("369901201504015000.0", Some(Flaw::Rounded(3))),
            ("369901201504015000.00", Some(Flaw::Rounded(3))),
            ("369901201504015123.0", Some(Flaw::Rounded(3))),
            ("３６９９０１２０１５０４０１５０００", Some(Flaw::Rounded(3))),
            ("#N/A", Some(Flaw::Error)),
            ("#REF!", Some(Flaw::Error)),
            ("#VALUE!", Some(Flaw::Error)),
            ("#NAME?", Some(Flaw::Error)),
            ("########", Some(Flaw::Error)),
            ("Err:502", Some(Flaw::Error)),
            ("20260000000010", None),
            ("2026000000001000", Some(Flaw::Rounded(1))),
            ("36990120150401512X", None),
            ("369901201504015123", None),
            ("369901150401000", None),
            ("2026E001", None),
            ("12E5", None),
            ("A-1000", None),
            ("#12", None),
            ("王小明", None),
            ("", None),
        ] {
            assert_eq!(flaw(text), expected, "{text}");
        }
    }

    #[test]
    fn words_and_signs_for_none_are_known() {
        for text in [
            "无",
            " 无 ",
            "不详",
            "NULL",
            "（无）",
            "-",
            "——",
            "/",
            "\\",
            "*",
            "0",
            "0000",
            "N/A",
            "\\N",
            "无。",
            "nan",
            "待补",
        ] {
            assert!(is_filler(text), "{text}");
        }
        for text in ["", "10", "无忧", "A0", "王小明", "36990120150401512X"] {
            assert!(!is_filler(text), "{text}");
        }
    }
}
