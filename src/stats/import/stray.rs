//! Rows of an export that are no record: totals, headings that are printed again, notes. Where a code for
//! "unknown" is declared, each would count as a child.

use csv::ByteRecord;

use super::heading::Heading;
use crate::{
    diagnostic::{Code, Diagnostic},
    stats::{
        declare::Declaration,
        text::{fold, is_blank},
    },
};

/// What such a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stray {
    /// `合计`
    Total,
    Heading,
    /// `填表人：…`, or nothing in any column that is counted.
    Note,
}

impl Stray {
    pub const COUNT: usize = 3;
    pub const ALL: [Stray; Stray::COUNT] = [Stray::Total, Stray::Heading, Stray::Note];
}

/// Most rows that are told by their number.
const MOST_TOLD: usize = 5;
/// Longest text that is looked at for a total or a note, in bytes.
const LONGEST: usize = 120;

/// Nothing may stand before these.
const WHOLE: [&str; 7] = ["累计", "总数", "total", "totals", "subtotal", "grandtotal", "sum"];
/// Something may: the name of what is summed up.
const TOTALS: [&str; 4] = ["合计", "小计", "总计", "共计"];

/// Whether a text is that of a row of totals: `合 计`, `本页小计：`, `东区合计（人）`, `Total`. What is left of it without
/// digits, signs and a unit must end in such a word.
pub fn is_total(text: &str) -> bool {
    if text.len() > LONGEST || !may_be_total(text) {
        return false;
    }
    const UNITS: [char; 9] = ['人', '名', '个', '户', '元', '例', '条', '数', '次'];
    let folded = fold(text).replace('計', "计").replace('總', "总").replace('數', "数");
    // What stands in brackets is a unit or a remark.
    let inside = folded.trim_start_matches(|c: char| !c.is_alphanumeric());
    let outside = inside.split(['(', '[', '【', '〔']).next().unwrap_or_default();
    let letters: String = outside.chars().filter(|c| c.is_alphabetic()).collect();
    let word = letters.trim_end_matches(UNITS);
    let is_whole = [&*letters, word].iter().any(|word| WHOLE.contains(word));
    is_whole || (letters.chars().count() <= 12 && TOTALS.iter().any(|total| word.ends_with(total)))
}

fn may_be_total(text: &str) -> bool {
    match text.is_ascii() {
        true => {
            let first = text.bytes().find(u8::is_ascii_alphabetic);
            first.is_some_and(|first| matches!(first | 0x20, b't' | b's' | b'g'))
        }
        false => text.contains(['计', '計', '总', '總', 'Ｔ', 'ｔ', 'Ｓ', 'ｓ']),
    }
}

/// Whether a text is that of a note below or above a table: `注：…`, `填表人：…`, `制表日期 2026-10-08`, `第 2 页`.
fn is_note(text: &str) -> bool {
    const WITH_COLON: [&str; 6] = ["注", "附注", "备注", "说明", "附", "单位"];
    const STARTS: [&str; 17] = [
        "填表人",
        "填表日期",
        "填表单位",
        "填报人",
        "填报日期",
        "填报单位",
        "填报时间",
        "制表人",
        "制表日期",
        "制表单位",
        "制表时间",
        "审核人",
        "单位负责人",
        "打印日期",
        "打印时间",
        "导出时间",
        "数据截至",
    ];
    let folded = fold(text);
    let has_colon = |word: &&str| {
        let rest = folded.strip_prefix(*word);
        let rest = rest.map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
        rest.is_some_and(|rest| rest.starts_with([':', '︰', '∶']))
    };
    let is_page = || {
        let digits = folded.strip_prefix('第').and_then(|rest| rest.split_once('页'));
        digits.is_some_and(|(digits, _)| {
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    WITH_COLON.iter().any(has_colon)
        || STARTS.iter().any(|word| folded.starts_with(word))
        || is_page()
}

/// What is known of a row before it is counted.
pub struct Row<'r> {
    pub fields: &'r ByteRecord,
    pub heading: &'r Heading,
    pub declaration: &'r Declaration,
    /// By dimension: whether it has a value, and whether a code stands for it.
    pub has_value: &'r [bool],
    pub has_code: &'r [bool],
}

impl Row<'_> {
    /// `None` for a record. What is dear is looked at only where something of the row is unknown.
    pub fn stray(&self) -> Option<Stray> {
        let key = &self.declaration.export.key;
        let keys = || key.iter().map(|column| self.text(*column));
        if keys().any(is_total) {
            return Some(Stray::Total);
        }
        let has_key = keys().any(|text| !is_blank(text));
        if self.has_code.iter().all(|has| *has) && (key.is_empty() || has_key) {
            return None;
        }
        let unknown = self.declaration.mappings.iter().zip(self.has_code).filter(|(_, has)| !**has);
        let unknown: Vec<usize> = unknown.flat_map(|(mapping, _)| mapping.columns()).collect();
        if unknown.iter().any(|column| is_total(self.text(*column))) {
            return Some(Stray::Total);
        }
        if self.is_heading(&unknown) {
            return Some(Stray::Heading);
        }
        let none_known = self.has_code.iter().all(|has| !*has);
        // Beside a child there may be a sum: `合计500元`.
        let is_word =
            |text: &str| is_total_alone(text) && (none_known || !text.contains(char::is_numeric));
        if self.all().any(is_word) {
            return Some(Stray::Total);
        }
        if !none_known {
            return None;
        }
        let filled = self.all().filter(|text| !is_blank(text)).count();
        let is_sparse = filled <= self.heading.width() / 3;
        let has_note = keys().any(is_note)
            || (!has_key && unknown.iter().any(|column| is_note(self.text(*column))))
            || (!has_key && is_sparse && self.all().any(is_note));
        if has_note {
            return Some(Stray::Note);
        }
        let no_value = self.has_value.iter().all(|has| !*has);
        // A title that is printed again stands where the key is.
        let is_title = || {
            keys().any(|text| fold(text).chars().count() > 6 && !text.chars().any(char::is_numeric))
        };
        let is_none = match (key.is_empty(), has_key) {
            (true, _) => no_value,
            (false, false) => true,
            (false, true) => no_value && is_title(),
        };
        (is_none && is_sparse).then_some(Stray::Note)
    }

    /// Whether columns that are read hold their own headings: two of them, or the only one with a value.
    fn is_heading(&self, unknown: &[usize]) -> bool {
        let key = self.declaration.export.key.iter();
        let (mut own, mut others) = (0, 0);
        for column in key.chain(unknown) {
            let text = fold(self.text(*column));
            let names = &self.declaration.export.columns[*column].names;
            match names.iter().any(|name| fold(name) == text) {
                true => own += 1,
                false => others += usize::from(!text.is_empty()),
            }
        }
        let known = self.has_code.iter().filter(|has| **has).count();
        own >= 2 || (own == 1 && others + known == 0)
    }

    fn text(&self, column: usize) -> &str {
        self.heading
            .field(column)
            .and_then(|field| self.fields.get(field))
            .map_or("", super::row::text_of)
    }

    fn all(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(super::row::text_of)
    }
}

/// As `is_total`, with nothing before the word: a remark may end in one.
fn is_total_alone(text: &str) -> bool {
    const BEFORE: [&str; 6] = ["本页", "本表", "全表", "本县", "全县", "全市"];
    is_total(text) && {
        let folded = fold(text).replace('計', "计").replace('總', "总");
        let start = BEFORE.iter().find_map(|before| folded.strip_prefix(before)).unwrap_or(&folded);
        let start = start.trim_start_matches(|c: char| !c.is_alphanumeric());
        let is_word = |word: &&str| start.starts_with(*word);
        start.is_ascii()
            || TOTALS.iter().any(is_word)
            || start.starts_with("总数")
            || start.starts_with("累计")
    }
}

/// Rows that are no record: how many, and the first of them, counted from the first below the headings.
#[derive(Default)]
pub struct Strays([(u64, Vec<u64>); Stray::COUNT]);

impl Strays {
    pub fn put(&mut self, stray: Stray, row: u64) {
        let (rows, first) = &mut self.0[stray as usize];
        *rows += 1;
        if first.len() < MOST_TOLD {
            first.push(row);
        }
    }

    /// Adds those of a part that follows `before` rows.
    pub fn add(&mut self, next: Strays, before: u64) {
        for ((rows, first), (more, others)) in self.0.iter_mut().zip(next.0) {
            *rows += more;
            let room = MOST_TOLD.saturating_sub(first.len());
            first.extend(others.into_iter().take(room).map(|row| row + before));
        }
    }

    pub fn tell(&self) -> impl Iterator<Item = Diagnostic> {
        Stray::ALL.into_iter().zip(&self.0).filter(|(_, (rows, _))| *rows > 0).map(|(stray, (rows, first))| {
            let (en, zh) = match stray {
                Stray::Total => ("totals (合计, 小计, Total)", "合计、小计一类的行"),
                Stray::Heading => ("the headings again", "重复的表头"),
                Stray::Note => (
                    "a title or a note, or have nothing in the columns that are counted",
                    "标题、说明、落款一类的行，或用来统计的各列都空着的行",
                ),
            };
            let numbers: Vec<String> = first.iter().map(u64::to_string).collect();
            let more = *rows > first.len() as u64;
            let (more_en, more_zh) = if more { (" and more", " 等") } else { ("", "") };
            Diagnostic::new(
                Code::StrayRow,
                format!(
                    "{rows} rows are no record of a child but {en}: number {}{more_en} below the headings, empty rows not \
                     counted",
                    numbers.join(", ")
                ),
                format!(
                    "有 {rows} 行不是孩子的记录，而是{zh}：表头以下第 {} 行{more_zh}（空行不计）",
                    numbers.join("、")
                ),
            )
            .mend(
                "delete these rows and export again, one row a child",
                "请删去这些行，再导出一次，一个孩子一行",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_total_is_known_however_it_is_written() {
        for text in [
            "合计",
            "合 计",
            "小计",
            "总计：",
            "合计(人)",
            "合计（人）",
            "共计",
            "本页小计",
            "Total",
            "TOTAL:",
            "Grand Total",
            "sub-total",
            "合計",
            "東區小計",
            "东屏区合计",
            "合计：240人",
            "共计 12 名",
            "【合计】",
            "总数",
            "合计人数",
            "Ｔｏｔａｌ",
        ] {
            assert!(is_total(text), "{text}");
        }
        for text in [
            "合计三次",
            "统计",
            "会计",
            "孤儿",
            "计",
            "设计",
            "合计三次救助",
            "Tom",
            "",
            "共计划",
            "总",
            "王总",
        ] {
            assert!(!is_total(text), "{text}");
        }
    }

    #[test]
    fn a_note_is_known() {
        for text in [
            "注：本表不含外地",
            "注1:含",
            "备注：无",
            "填表人：",
            "填表人 甲",
            "制表日期：2026-10-08",
            "第 2 页 共 9 页",
            "说明：一、",
        ] {
            assert!(is_note(text), "{text}");
        }
        for text in ["注意力缺陷", "备注", "孤儿", "第二页", "说明会"] {
            assert!(!is_note(text), "{text}");
        }
    }
}
