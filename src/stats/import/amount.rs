//! Amounts as registers have them: whole numbers, in the ways in which people write them.
//!
//! Invariant: an amount is reckoned with exactly, and is in no message: it can tell a person.

use super::{
    screen::{self, Kind},
    tally::Tally,
};
use crate::{
    diagnostic::{Code, Diagnostic},
    stats::{
        declare::{AmountColumn, Declaration},
        text::{IGNORED, fold_words, folded},
    },
};

/// The largest sum that is taken, in units. What is larger comes of a wrong unit; below it the linear programs of
/// the audit tell one unit more or less with doubles.
pub const MOST_SUM: u64 = 1 << 39;

/// Why a value is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    Empty,
    Negative,
    Fraction,
    NoNumber,
    TooLarge,
}

impl Flaw {
    pub const COUNT: usize = 5;
    const ALL: [Flaw; Flaw::COUNT] =
        [Flaw::Empty, Flaw::Negative, Flaw::Fraction, Flaw::NoNumber, Flaw::TooLarge];
}

/// Reads the amounts of a declared column.
pub struct Amounts {
    /// Folded, as it may stand behind a number.
    unit: String,
    column: AmountColumn,
}

impl Amounts {
    /// `None` where nothing is declared to have an amount.
    pub fn new(declaration: &Declaration) -> Option<Self> {
        let (amount, column) = declaration.design.amount.as_ref().zip(declaration.amount)?;
        Some(Amounts { unit: fold_words(&amount.unit), column })
    }

    /// Index of the declared column.
    pub fn column(&self) -> usize {
        self.column.column
    }

    /// The amount that a value means. It fits: no declaration allows more than 1,000,000,000 for one record.
    pub fn read(&self, text: &str) -> Result<u32, Flaw> {
        let amount = match text.len() {
            1..=9 if text.bytes().all(|byte| byte.is_ascii_digit()) => whole(text),
            _ => self.number(&spaced(text))?,
        };
        match u32::try_from(amount) {
            Ok(small) if amount <= self.column.most => Ok(small),
            _ => Err(Flaw::TooLarge),
        }
    }

    fn number(&self, text: &str) -> Result<u64, Flaw> {
        let text = text.trim_matches(' ');
        if text.is_empty() {
            return if self.column.empty_is_zero { Ok(0) } else { Err(Flaw::Empty) };
        }
        let number = text.strip_suffix(&self.unit).map_or(text, |rest| rest.trim_end_matches(' '));
        let (is_negative, number) =
            number.strip_prefix(['-', '−']).map_or((false, number), |rest| (true, rest));
        let (units, fraction) = number.split_once('.').unwrap_or((number, "0"));
        let is_digits =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let mut groups = units.split(',');
        let first = groups.next().unwrap_or_default();
        let is_grouped = units.len() == first.len() || first.len() <= 3;
        let is_number = is_digits(first)
            && is_digits(fraction)
            && is_grouped
            && groups.all(|group| group.len() == 3 && is_digits(group));
        match whole(units) {
            _ if !is_number => Err(Flaw::NoNumber),
            _ if is_negative => Err(Flaw::Negative),
            amount if amount > self.column.most => Err(Flaw::TooLarge),
            _ if fraction.bytes().any(|byte| byte != b'0') => Err(Flaw::Fraction),
            amount => Ok(amount),
        }
    }

    /// Counts a value that is no amount. It stands where sums are published, so it is seen whether it tells a person.
    pub fn look_at(&self, text: &str, flaw: Flaw, tally: &mut Tally) {
        tally.flaws[flaw as usize] += 1;
        if matches!(flaw, Flaw::Empty | Flaw::Fraction) {
            return;
        }
        for kind in screen::strict_kinds_in(text).iter() {
            // A number that is nothing but long is told as too large.
            if kind != Kind::LongNumber || flaw == Flaw::NoNumber {
                tally.published[self.column()][kind as usize] += 1;
            }
        }
    }

    /// What is told of the values that were no amounts, by reason and number of records.
    pub fn tell(&self, flaws: [u64; Flaw::COUNT], declaration: &Declaration) -> Vec<Diagnostic> {
        let name = &declaration.export.columns[self.column()].names[0];
        let unit = declaration.design.amount.as_ref().map_or("", |amount| &amount.unit);
        let most = self.column.most;
        let told = |(flaw, records): (Flaw, u64)| {
            let (en, zh, mend_en, mend_zh) = match flaw {
                Flaw::Empty => (
                    "have no amount".to_owned(),
                    "没有填金额".to_owned(),
                    "fill them in; if nothing written means nothing received, write `empty = \"zero\"` under [amount]",
                    "请补上；如果没有填就是没有发放，请在 [amount] 里写 empty = \"zero\"",
                ),
                Flaw::Negative => (
                    "have an amount below zero".to_owned(),
                    "的金额是负数".to_owned(),
                    "export what each child received in all, with what was paid back taken off",
                    "请导出每个孩子实际收到的合计，退回的已经减去",
                ),
                Flaw::Fraction => (
                    format!("have an amount that is no whole number of {unit}"),
                    format!("的金额不是整{unit}"),
                    "round the amounts in the export: sums are made of whole numbers",
                    "请在导出文件里取整：合计按整数算",
                ),
                Flaw::NoNumber => (
                    "have something else than a number as amount".to_owned(),
                    "的金额不是数字".to_owned(),
                    "write digits only, as 1800; commas between thousands and the declared unit may stand there",
                    "请只写数字，例如 1800；可以带千位分隔符和声明的单位",
                ),
                Flaw::TooLarge => (
                    format!("have an amount over {most}"),
                    format!("的金额超过 {most}"),
                    "see whether columns were shifted or the unit is another one; if so much is right, raise `most` \
                     under [amount]",
                    "请检查是否串了列、单位是否写错；如果确实有这么多，请调大 [amount] 里的 most",
                ),
            };
            Diagnostic::new(
                Code::ExportValue,
                format!("column {name}: {records} records {en}"),
                format!("“{name}”列：有 {records} 条记录{zh}"),
            )
            .mend(mend_en, mend_zh)
        };
        Flaw::ALL.into_iter().zip(flaws).filter(|(_, records)| *records > 0).map(told).collect()
    }
}

/// What is told where the sum of all is over `MOST_SUM`.
pub fn too_large(declaration: &Declaration) -> Diagnostic {
    let column = declaration.amount.map(|amount| &declaration.export.columns[amount.column]);
    let name = column.map_or("", |column| &column.names[0]);
    Diagnostic::new(
        Code::ExportValue,
        format!("column {name}: the sum of all is over {MOST_SUM}"),
        format!("“{name}”列：总和超过 {MOST_SUM}"),
    )
    .mend(
        "declare a larger unit, as 万元, and export the amounts in it",
        "请换大一些的单位，例如万元，并按这个单位导出",
    )
}

/// Half-width, with every white space as one of ASCII.
fn spaced(text: &str) -> String {
    text.chars().map(|c| if IGNORED.contains(&c) { ' ' } else { folded(c).unwrap_or(c) }).collect()
}

/// The number that the digits of a text make; the largest there is if it is larger.
fn whole(text: &str) -> u64 {
    let digits = text.bytes().filter(u8::is_ascii_digit);
    digits.fold(0u64, |sum, digit| sum.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amounts(empty_is_zero: bool) -> Amounts {
        let column = AmountColumn { column: 0, most: 50_000, empty_is_zero };
        Amounts { unit: "元".to_owned(), column }
    }

    #[test]
    fn an_amount_is_read_as_people_write_it_and_nothing_else_is_one() {
        for (text, amount) in [
            ("0", 0),
            ("000", 0),
            ("1800", 1_800),
            ("00000000001800", 1_800),
            ("50000", 50_000),
            (" 1800　", 1_800),
            ("１８００", 1_800),
            ("１，８００．００元", 1_800),
            ("1,800", 1_800),
            ("1，800", 1_800),
            ("50,000", 50_000),
            ("0,001,800", 1_800),
            ("1800元", 1_800),
            ("1800 元 ", 1_800),
            ("1,800.00元", 1_800),
            ("1800.0", 1_800),
            ("\u{FEFF}1800\u{A0}", 1_800),
        ] {
            assert_eq!(amounts(false).read(text), Ok(amount), "{text}");
        }
        let long = "9".repeat(1_000_000);
        let zeros = format!("1.{}1", "0".repeat(1_000_000));
        for (text, flaw) in [
            ("", Flaw::Empty),
            (" \u{200B}　", Flaw::Empty),
            ("-1", Flaw::Negative),
            ("－１，８００", Flaw::Negative),
            ("−1800.5元", Flaw::Negative),
            ("1800.5", Flaw::Fraction),
            ("0.30000000000000004", Flaw::Fraction),
            (&zeros, Flaw::Fraction),
            ("1e5", Flaw::NoNumber),
            ("NaN", Flaw::NoNumber),
            ("inf", Flaw::NoNumber),
            ("元", Flaw::NoNumber),
            ("1800元元", Flaw::NoNumber),
            ("1800万元", Flaw::NoNumber),
            ("￥1800", Flaw::NoNumber),
            ("+1800", Flaw::NoNumber),
            ("--1800", Flaw::NoNumber),
            ("1 800", Flaw::NoNumber),
            ("1800 900", Flaw::NoNumber),
            ("18,00", Flaw::NoNumber),
            ("1800,900", Flaw::NoNumber),
            (",800", Flaw::NoNumber),
            ("1,,800", Flaw::NoNumber),
            ("1800,", Flaw::NoNumber),
            ("1800.", Flaw::NoNumber),
            (".00", Flaw::NoNumber),
            ("1.800.000", Flaw::NoNumber),
            ("1800.0,0", Flaw::NoNumber),
            ("0x10", Flaw::NoNumber),
            ("一千八百", Flaw::NoNumber),
            ("٣٤", Flaw::NoNumber),
            ("不详", Flaw::NoNumber),
            ("50001", Flaw::TooLarge),
            ("50,001元", Flaw::TooLarge),
            ("50001.5", Flaw::TooLarge),
            ("18446744073709551616", Flaw::TooLarge),
            (&long, Flaw::TooLarge),
        ] {
            assert_eq!(amounts(false).read(text), Err(flaw), "{}", &text[..text.len().min(40)]);
        }
        assert_eq!(amounts(true).read("　"), Ok(0));
        assert_eq!(amounts(true).read("无"), Err(Flaw::NoNumber));
    }
}
