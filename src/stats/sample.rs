//! A synthetic export with the traps that real ones have.
//!
//! Invariant: nobody is in it. Area codes of its ID numbers are those of no place, its telephone
//! numbers begin as no network's do, and a heading says of the whole what it is.

use std::io::{self, Write};

use super::declare::{By, Declaration};
use super::import::SAMPLE;
use super::model::Dimension;
use jiff::{Span, civil::Date};

/// Headings of what an export must never give away, behind the declared columns.
const PRIVATE: [&str; 6] = ["姓名", "身份证号", "住址", "监护人", "联系电话", "备注"];
/// First six digits of an ID number, GB/T 2260: that of no province.
const NOWHERE: u32 = 999_999;
/// In how many records something is wrong or written otherwise, one in so many.
const ONE_IN_DUPLICATE: u32 = 40;
const ONE_IN_VARIANT: u32 = 12;
const ONE_IN_UNKNOWN: u32 = 200;
/// How many have two values where a code is declared for several, and how many none.
const ONE_IN_SEVERAL: u32 = 12;
const ONE_IN_EMPTY: u32 = 16;
/// In how many a repeated record has another amount, and how many amounts are written otherwise than in digits.
const ONE_IN_CHANGED: u32 = 3;
const ONE_IN_WRITTEN: u32 = 8;
/// One in so many groups has hardly any amounts.
const ONE_IN_UNPAID: usize = 5;
/// How many were registered years ago.
const ONE_IN_EARLIER: u32 = 8;

/// What is made.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    pub rows: u64,
    pub seed: u64,
    /// The last day of a birth or a registration.
    pub as_of: Date,
}

/// Writes a CSV with as many records as asked, in UTF-8. `columns` are those of the declaration.
pub fn write(declaration: &Declaration, sample: Sample, out: &mut impl Write) -> io::Result<()> {
    let marker = format!("{SAMPLE} seed={} rows={}", sample.seed, sample.rows);
    let declared: Vec<&str> =
        declaration.export.columns.iter().map(|column| column.names[0].as_str()).collect();
    let private: Vec<&str> = PRIVATE.into_iter().filter(|name| !declared.contains(name)).collect();
    let mut csv = csv::Writer::from_writer(out);
    let headings = declared.iter().chain(&private).copied().chain([marker.as_str()]);
    csv.write_record(headings)?;
    let mut random = fastrand::Rng::with_seed(sample.seed);
    // Of its own, so that all other columns are what they would be without amounts.
    let mut chance = fastrand::Rng::with_seed(sample.seed ^ 0xA301);
    let mut amount = 0;
    let mut before: Option<Vec<String>> = None;
    for number in 0..sample.rows {
        let again = before.as_ref().filter(|_| random.u32(..ONE_IN_DUPLICATE) == 0);
        let mut child = Child::new(&mut random, number, sample.as_of);
        let mut record = match again {
            Some(before) => {
                if chance.u32(..ONE_IN_CHANGED) == 0 {
                    amount = drawn_amount(declaration, &[], &mut chance);
                }
                before.clone()
            }
            None => {
                let codes = codes(declaration, &mut child, &mut random);
                amount = drawn_amount(declaration, &codes, &mut chance);
                let value = |name: &&str| child.private(name);
                let mut record: Vec<String> = declaration
                    .export
                    .columns
                    .iter()
                    .enumerate()
                    .map(|(column, declared)| {
                        column_value(declaration, column, &codes, &child)
                            .or_else(|| declared.names.iter().find_map(|name| child.private(name)))
                            .unwrap_or_default()
                    })
                    .collect();
                record.extend(private.iter().map(|name| value(name).unwrap_or_default()));
                record.push("示例".to_owned());
                record
            }
        };
        before = Some(record.clone());
        spoil(&mut record[..declared.len()], declaration, &mut random);
        if let Some(column) = declaration.amount {
            record[column.column] = written(amount, declaration, &mut chance);
        }
        csv.write_record(&record)?;
    }
    csv.flush()
}

/// A child that there is not.
struct Child {
    girl: bool,
    birth: Date,
    registered: Date,
    id: String,
    name: String,
    guardian: String,
    phone: String,
    remark: &'static str,
    house: u32,
    /// Decide which of its values are none or two.
    dice: [u32; 2],
}

impl Child {
    fn new(random: &mut fastrand::Rng, number: u64, as_of: Date) -> Self {
        let days_ago = |days: i64| as_of.checked_sub(Span::new().days(days)).unwrap_or(as_of);
        let registered = match random.u32(..ONE_IN_EARLIER) {
            0 => days_ago(random.i64(600..1_500)),
            _ => days_ago(random.i64(0..600)),
        };
        // A child when it was registered, and more often a larger one.
        let age = random.i64(0..18).max(random.i64(0..18)) * 365 + random.i64(0..365);
        let birth = registered.checked_sub(Span::new().days(age)).unwrap_or(registered);
        let girl = random.bool();
        // Of an odd number a boy, of an even one a girl.
        let sequence = (number % 499) as u32 * 2 + u32::from(!girl);
        let day = super::import::date::of_date(birth);
        let id = id_number(NOWHERE - (number / 499 % 99_999) as u32 % 900, day, sequence);
        let surname = SURNAMES[random.usize(..SURNAMES.len())];
        let given = GIVEN[random.usize(..GIVEN.len())];
        let remarks = if random.u32(..6) == 0 { &TRAPS[..] } else { &REMARKS[..] };
        Child {
            girl,
            birth,
            registered,
            name: format!("{surname}示{given}"),
            guardian: format!("{surname}例{}", GIVEN[random.usize(..GIVEN.len())]),
            phone: format!("1540000{:04}", random.u32(..10_000)),
            remark: remarks[random.usize(..remarks.len())],
            house: random.u32(1..200),
            dice: [random.u32(..), random.u32(..)],
            id,
        }
    }

    fn private(&self, name: &str) -> Option<String> {
        Some(match name {
            "姓名" => self.name.clone(),
            "身份证号" => self.id.clone(),
            "住址" => format!("示例市虚构路{}号", self.house),
            "监护人" => self.guardian.clone(),
            "联系电话" => self.phone.clone(),
            "备注" => self.remark.replace("{id}", &self.id).replace("{phone}", &self.phone),
            "登记日期" => self.registered.to_string(),
            "出生日期" => self.birth.to_string(),
            _ => return None,
        })
    }
}

/// An ID number with its check digit, GB 11643-1999. `sequence` has three digits.
pub fn id_number(area: u32, birth: u32, sequence: u32) -> String {
    let digits = format!("{area:06}{birth:08}{sequence:03}");
    let plain: Vec<u8> = digits.bytes().map(|byte| byte - b'0').collect();
    match super::import::screen::check_digit(&plain) {
        10 => format!("{digits}X"),
        digit => format!("{digits}{digit}"),
    }
}

/// The code of the child in each dimension: its birth, registration and sex decide where they can; else
/// chance does, some codes often and some hardly ever, as in life.
fn codes(declaration: &Declaration, child: &mut Child, random: &mut fastrand::Rng) -> Vec<u16> {
    let dimensions = declaration.design.dimensions.iter().zip(&declaration.mappings);
    let mut drawn: Vec<u16> = Vec::new();
    for (dimension, mapping) in dimensions {
        let code = match &mapping.by {
            By::Age { .. } => 0,
            By::Quarter { quarters, .. } => {
                let (year, quarter) = quarter_of(child.registered);
                let own = quarters.iter().find(|one| (one.year, one.quarter) == (year, quarter));
                own.or(quarters.last()).map_or(0, |one| one.code)
            }
            By::Spelling { .. } => {
                let leaves = leaves(dimension, mapping.several);
                let is_sex = dimension.id == "sex";
                let skew = drawn.iter().map(|code| usize::from(*code)).sum::<usize>();
                let nth = match is_sex {
                    true => usize::from(child.girl),
                    false => skewed(leaves.len(), skew, random),
                };
                leaves.get(nth).copied().unwrap_or(0)
            }
        };
        drawn.push(code);
    }
    drawn
}

/// Codes that a value can mean.
fn leaves(dimension: &Dimension, several: Option<u16>) -> Vec<u16> {
    let is_parent = |code: u16| dimension.codes.iter().any(|one| one.parent == Some(code));
    (1..dimension.codes.len() as u16)
        .filter(|code| !is_parent(*code) && Some(*code) != several)
        .filter(|code| !dimension.codes[usize::from(*code)].id.contains("unknown"))
        .collect()
}

/// A number below `many`: the first ones often. Which one is the first moves with `skew`, so that what
/// is rare here is frequent there.
fn skewed(many: usize, skew: usize, random: &mut fastrand::Rng) -> usize {
    let least = random.usize(..many.max(1)).min(random.usize(..many.max(1)));
    match random.u32(..3) {
        0 => (least + skew) % many.max(1),
        _ => least,
    }
}

fn quarter_of(date: Date) -> (u16, u8) {
    (date.year() as u16, (date.month() as u8 - 1) / 3 + 1)
}

/// What a declared column says of a child.
fn column_value(
    declaration: &Declaration,
    column: usize,
    codes: &[u16],
    child: &Child,
) -> Option<String> {
    let dimensions = declaration.design.dimensions.iter().zip(&declaration.mappings).zip(codes);
    for ((dimension, mapping), code) in dimensions {
        let label = |code: u16| dimension.codes[usize::from(code)].label.clone();
        match &mapping.by {
            By::Spelling { column: one, finer, .. } if *one == column => {
                let parent = dimension.codes[usize::from(*code)].parent.filter(|up| *up > 0);
                let one = label(parent.filter(|_| finer.is_some()).unwrap_or(*code));
                let Some(several) = mapping.several else { return Some(one) };
                // Another die for each dimension.
                let [first, second] = child.dice.map(|die| die.rotate_left(u32::from(several)));
                let others = leaves(dimension, mapping.several);
                let other = others.get((second / ONE_IN_SEVERAL) as usize % others.len().max(1));
                return Some(match other {
                    _ if first.is_multiple_of(ONE_IN_EMPTY)
                        && mapping.unknown_below(0).is_some() =>
                    {
                        String::new()
                    }
                    Some(other) if second.is_multiple_of(ONE_IN_SEVERAL) && other != code => {
                        format!("{one}、{}", label(*other))
                    }
                    _ => one,
                });
            }
            By::Spelling { finer: Some(finer), .. } if *finer == column => {
                let is_below = dimension.codes[usize::from(*code)].depth > 1;
                return Some(if is_below { label(*code) } else { String::new() });
            }
            By::Quarter { column: one, .. } if *one == column => {
                return Some(label(*code));
            }
            By::Age { birth: Some(birth), .. } if *birth == column => {
                return Some(child.birth.to_string());
            }
            By::Age { age: Some(age), .. } if *age == column => {
                let years = child.registered.year() - child.birth.year();
                return Some(years.to_string());
            }
            _ => {}
        }
    }
    None
}

/// Writes a value as somebody else would, or not at all.
fn spoil(record: &mut [String], declaration: &Declaration, random: &mut fastrand::Rng) {
    let amount = declaration.amount.map(|amount| amount.column);
    for (column, value) in
        record.iter_mut().enumerate().filter(|(column, _)| Some(*column) != amount)
    {
        if random.u32(..ONE_IN_VARIANT) == 0 {
            *value = match random.u32(..4) {
                0 => value.chars().map(wide).collect(),
                1 => format!(" {value}　"),
                2 => value.strip_suffix('市').unwrap_or(value).to_owned(),
                _ => value.replace("年第", "年").replace('-', "/"),
            };
        }
        let may_be_unknown = declaration.mappings.iter().any(|mapping| {
            matches!(mapping.by, By::Spelling { .. })
                && mapping.unknown_below(0).is_some()
                && mapping.columns().any(|one| one == column)
        });
        if may_be_unknown && random.u32(..ONE_IN_UNKNOWN) == 0 {
            *value = if random.bool() { String::new() } else { "不详".to_owned() };
        }
    }
}

/// What a child with these codes was given in a quarter: nothing, a rate for some months, or help in need, now and
/// then a great deal. In some groups next to nobody has anything, so that one amount is most of a sum.
fn drawn_amount(declaration: &Declaration, codes: &[u16], chance: &mut fastrand::Rng) -> u64 {
    const RATES: [u64; 5] = [260, 480, 800, 1_150, 1_600];
    let Some(column) = declaration.amount else { return 0 };
    let tables = declaration.design.tables.iter().filter(|table| table.amounts);
    let group = tables.flat_map(|table| &table.axes).filter_map(|axis| codes.get(axis.dimension));
    let group: usize = group.map(|code| usize::from(*code)).sum();
    let is_unpaid = group % ONE_IN_UNPAID == 1;
    let amount = match chance.u32(..400) {
        3.. if is_unpaid => 0,
        0..3 => chance.u64(6_000..60_000) / 100 * 100,
        3..40 => chance.u64(3..60) * 100,
        40..120 => 0,
        _ => RATES[chance.usize(..RATES.len())] * [1, 2, 3, 3, 3][chance.usize(..5)],
    };
    amount.min(column.most)
}

/// An amount as somebody wrote it.
fn written(amount: u64, declaration: &Declaration, chance: &mut fastrand::Rng) -> String {
    let unit = declaration.design.amount.as_ref().map_or("", |amount| &amount.unit);
    if amount == 0 && declaration.amount.is_some_and(|column| column.empty_is_zero) && chance.bool()
    {
        return String::new();
    }
    let plain = amount.to_string();
    if chance.u32(..ONE_IN_WRITTEN) > 0 {
        return plain;
    }
    let grouped = || {
        let digits = plain.char_indices();
        digits.fold(String::new(), |mut text, (at, digit)| {
            if at > 0 && (plain.len() - at).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
            text
        })
    };
    match chance.u32(..5) {
        0 => plain.chars().map(wide).collect(),
        1 => grouped(),
        2 => format!("{plain}{unit}"),
        3 => format!("{plain}.00"),
        _ => format!(" {}{unit}　", grouped()),
    }
}

fn wide(c: char) -> char {
    match c {
        '!'..='~' => char::from_u32(c as u32 + 0xFEE0).unwrap_or(c),
        c => c,
    }
}

const SURNAMES: [&str; 12] =
    ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "欧阳", "司马"];
const GIVEN: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
const REMARKS: [&str; 5] = ["", "", "已走访", "每月回访", "材料齐全"];
/// What has to be seen, and must not survive.
const TRAPS: [&str; 8] = [
    "=cmd|'/c calc'!A1",
    "+1+1",
    "@SUM(1+1)",
    "身份证{id}，电话{phone}",
    "第一行\n第二行",
    "他说\"好\"，签了字",
    "监护人电话 {phone}",
    "-2+3",
];
