//! The words of a count, wherever it is shown: on a page or on paper.
//!
//! Invariant: they hold for any city and any register.

use jiff::civil::Date;

use crate::stats::model::Shown;

/// What stands in the place of a count that is withheld, and its mark where there is no room.
pub const WITHHELD: &str = "不公布";
pub const MARK: &str = "※";

pub const ALL: &str = "合计";

pub fn all_of(dimension: &str) -> String {
    format!("所有{dimension}")
}

/// Said wherever figures of an invented register are.
pub const SAMPLE: &str = "样本数据：由程序编造，不是真实的孩子，也不是真实的数字。";

/// The source of such figures, whatever register they imitate, and the mark inside every chart.
pub const SAMPLE_SOURCE: &str = "程序编造的样本";

/// A title or a sentence that says that the figures are invented.
pub fn marked(mark: Option<&str>, title: &str) -> String {
    mark.map_or(title.to_owned(), |mark| format!("{mark}：{title}"))
}

/// With a comma every three digits.
pub fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

pub fn day(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// A count in a sentence: `1,234人`, `约40人`, `不公布`.
pub fn count(shown: Shown, unit: &str) -> String {
    match shown {
        Shown::Count(count) => format!("{}{unit}", number(count)),
        Shown::Rounded(count) => format!("约{}{unit}", number(count)),
        Shown::Withheld => WITHHELD.to_owned(),
    }
}

pub fn total(as_of: Date, shown: Shown, unit: &str) -> String {
    match shown {
        Shown::Withheld => format!("截至{}。总数不公布。", day(as_of)),
        _ => format!("截至{}，一共{}。", day(as_of), count(shown, unit)),
    }
}

/// The heading of a column of counts.
pub fn counted(unit: &str) -> String {
    format!("数量（{unit}）")
}

/// The heading of amounts: `发放的救助金（元）`.
pub fn amounts(label: &str, unit: &str) -> String {
    format!("{label}（{unit}）")
}

pub fn by_all(dimensions: &[&str]) -> String {
    match dimensions {
        [] => ALL.to_owned(),
        dimensions => format!("按{}分", dimensions.join("、")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_grouped_by_three() {
        for (given, shown) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(number(given), shown);
        }
    }
}
