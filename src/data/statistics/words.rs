//! The Chinese words of the files.
//!
//! Invariant: they hold for any city and any register. Programs find a column by its heading: they
//! are not changed.

use crate::stats::{model::Shown, release::ShownAmount};

pub const STATUS: &str = "公布情况";
pub const NATURE: &str = "数据性质";

pub const REAL: &str = "正式数据";
pub const SAMPLE: &str = "样本数据（由程序编造，不是真实情况）";

/// What stands in a table program for a count that is withheld.
pub const MARK: &str = "※";

pub fn code_of(label: &str) -> String {
    format!("{label}编号")
}

pub fn value(unit: &str) -> String {
    format!("数量（{unit}）")
}

/// What is published of a cell: `公布`, `不公布`, `取整`.
pub fn status(shown: Shown) -> &'static str {
    match shown {
        Shown::Count(_) => STATES[0],
        Shown::Withheld => STATES[1],
        Shown::Rounded(_) => STATES[2],
    }
}

/// The headings of an amount and of what is published of it.
pub use crate::portal::statistics::words::amounts;
pub const AMOUNT_STATUS: &str = "数额公布情况";

pub fn amount_status(amount: ShownAmount) -> &'static str {
    match amount {
        ShownAmount::Amount(_) => STATES[0],
        ShownAmount::Withheld => STATES[1],
    }
}

pub const STATES: [&str; 3] = ["公布", "不公布", "取整"];

pub fn nature(sample: bool) -> &'static str {
    if sample { SAMPLE } else { REAL }
}

pub fn suppressed(threshold: u64) -> String {
    format!(
        "{MARK}（{}）：少于{threshold}的数，或者公布了就能算出别的小数的数。两种用同一个记号。",
        STATES[1]
    )
}

pub fn rounded(base: u64) -> String {
    format!("每个数都取整成{base}的倍数，和真实的数有一点出入。")
}

/// `一个：另一个`
pub fn of(what: &str, said: &str) -> String {
    format!("{what}：{said}")
}

/// What is to be known of amounts before they are read.
pub const AMOUNTS_SUPPRESSED: &str = "※（不公布）：人数太少，或者几乎全归很少几个，或者公布了就能算出别的数的数额。几种用同一个记号。";

pub const SHEET: &str = "表";
pub const AMOUNTS: &str = "数额";
pub const NOTES: &str = "说明";

pub const NOTE_TITLE: &str = "表名";
pub const NOTE_REGISTER: &str = "统计";
pub const NOTE_SOURCE: &str = "来源";
pub const NOTE_AS_OF: &str = "截至";
pub const NOTE_UNIT: &str = "单位";
pub const NOTE_PROTECTION: &str = "保护";
pub const NOTE_AMOUNTS: &str = "数额";
pub const NOTE_AMOUNTS_PROTECTION: &str = "数额的保护";
pub const NOTE_NOTE: &str = "注";
pub const NOTE_PAGE: &str = "网页";
pub const NOTE_ABOUT: &str = "怎样保护";
pub const NOTE_RELEASE: &str = "可供检查的发布文件";
