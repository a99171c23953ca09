//! Whether a text has something in it by which a person is known.
//!
//! Invariant: what is found is told by its kind only; no text leaves.

mod address;
mod digits;
mod names;

pub use digits::check_digit;
pub use names::{is_like_a_name, named_by};

use crate::stats::text::folded;

/// What identifies a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Name,
    /// 18 digits with birth date and check digit, GB 11643-1999.
    IdNumber,
    /// 15 digits with birth date: the form until 1999.
    OldIdNumber,
    Mobile,
    Landline,
    /// With a check digit, ISO/IEC 7812-1.
    BankCard,
    Address,
    /// Nothing else that is known; told only where it would be published.
    LongNumber,
}

impl Kind {
    pub const COUNT: usize = 8;
    pub const ALL: [Kind; Kind::COUNT] = [
        Kind::Name,
        Kind::IdNumber,
        Kind::OldIdNumber,
        Kind::Mobile,
        Kind::Landline,
        Kind::BankCard,
        Kind::Address,
        Kind::LongNumber,
    ];

    /// For messages, in English and Chinese.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Kind::Name => ("names", "姓名"),
            Kind::IdNumber => ("ID numbers of 18 digits", "18 位身份证号"),
            Kind::OldIdNumber => ("ID numbers of 15 digits", "15 位身份证号"),
            Kind::Mobile => ("mobile numbers", "手机号"),
            Kind::Landline => ("landline numbers", "固定电话"),
            Kind::BankCard => ("bank cards", "银行卡号"),
            Kind::Address => ("addresses", "住址"),
            Kind::LongNumber => ("long numbers", "很长的数字"),
        }
    }
}

/// A set of kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Kinds(u8);

impl Kinds {
    pub fn put(&mut self, kind: Kind) {
        self.0 |= 1 << kind as u8;
    }

    pub fn has(self, kind: Kind) -> bool {
        self.0 & (1 << kind as u8) != 0
    }

    pub fn iter(self) -> impl Iterator<Item = Kind> {
        Kind::ALL.into_iter().filter(move |kind| self.has(*kind))
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// What a text has in it. `is_phone` where its column is one of telephone numbers: there even a number
/// without an area code is one.
pub fn kinds_in(text: &str, is_phone: bool) -> Kinds {
    let mut kinds = Kinds::default();
    // Seven digits are the shortest that tell a person.
    if text.len() >= 7 {
        digits::find(text, is_phone, &mut kinds);
    }
    if address::is_one(text) {
        kinds.put(Kind::Address);
    }
    kinds
}

/// As `kinds_in`, for a text that would be published: any long number is taken for one that tells a
/// person, and so is any name.
pub fn strict_kinds_in(text: &str) -> Kinds {
    let mut kinds = kinds_in(text, true);
    if names::is_like_a_name(text) {
        kinds.put(Kind::Name);
    }
    let digits = text.chars().filter_map(folded).filter(char::is_ascii_digit).count();
    if kinds.is_empty() && digits > MOST_DIGITS {
        kinds.put(Kind::LongNumber);
    }
    kinds
}

/// Most digits of a text that may be shown: those of a date.
const MOST_DIGITS: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[Kind]) {
        let found: Vec<Kind> =
            Kind::ALL.into_iter().filter(|kind| kinds_in(text, false).has(*kind)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn an_id_number_is_known_by_its_check_digit_wherever_it_stands() {
        // Area code 999999 is that of no place.
        check("999999201203050012", &[]);
        let good = crate::stats::sample::id_number(999_999, 20_120_305, 1);
        check(&good, &[Kind::IdNumber]);
        check(&format!("母亲身份证{good}，已核"), &[Kind::IdNumber]);
        check(&format!("号{}", spaced(&good)), &[Kind::IdNumber]);
        let wide: String = good
            .chars()
            .map(|c| char::from_u32(c as u32 + 0xFEE0).expect("a full-width form"))
            .collect();
        check(&wide, &[Kind::IdNumber]);
        check("999999120305001", &[Kind::OldIdNumber]);
        check("999999129905001", &[]);
        // A number that holds one: nothing may hide it.
        check(&format!("00{good}13812345678"), &[Kind::IdNumber]);
    }

    fn spaced(id: &str) -> String {
        format!("{} {} {}", &id[..6], &id[6..14], &id[14..])
    }

    #[test]
    fn telephone_numbers_and_cards_are_known() {
        check("13900000000", &[Kind::Mobile]);
        check("父 139-0000-0000", &[Kind::Mobile]);
        check("+86 13900000000", &[Kind::Mobile]);
        check("１３９００００００００", &[Kind::Mobile]);
        check("0999-2000001", &[Kind::Landline]);
        check("(0999)2000001", &[Kind::Landline]);
        check("电话2000001", &[Kind::Landline]);
        check("6222020000000000001", &[]);
        check("4111111111111111", &[Kind::BankCard]);
        check("4111 1111 1111 1111", &[Kind::BankCard]);
    }

    #[test]
    fn what_is_no_identifier_is_left_alone() {
        for text in [
            "",
            "孤儿",
            "12",
            "2026年第三季度",
            "2026-09-30",
            "20260930",
            "2026-09-30 12:30:00",
            "档案编号2026000123",
            "救助金额1200000元",
            "留守儿童",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn an_address_is_known_by_its_street_and_number() {
        check("示例市北县解放路12号", &[Kind::Address]);
        check("某某村三组", &[Kind::Address]);
        check("幸福小区５栋2单元301室", &[Kind::Address]);
        check("示例市北县", &[]);
        check("在校路上走失", &[]);
    }

    #[test]
    fn a_name_is_known_by_its_surname() {
        for text in ["王小明", "欧阳小明", "李 明", "张伟"] {
            assert!(is_like_a_name(text), "{text}");
        }
        for text in ["孤儿", "留守儿童", "北县", "不详", "王小明的母亲说", ""] {
            assert!(!is_like_a_name(text), "{text}");
        }
    }
}
