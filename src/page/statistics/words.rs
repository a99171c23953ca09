//! The words around the figures.
//!
//! Invariant: they hold for any city and any register; a sentence is made of counts and amounts that are shown,
//! and says nothing of those that are not but how many they are.

use jiff::civil::Date;

pub use crate::portal::statistics::words::*;
use crate::{page::words::Words, stats::model::Shown};

pub const STATISTICS: Words = Words {
    menu: "统计",
    title: "统计数字",
    description: "登记了多少孩子，在哪里，得到什么帮助；怎样做到不让任何一个孩子被认出来。",
};

pub const OVER_TIME: &str = "一季一季地看";
pub const OVER_TIME_DESCRIPTION: &str = "各个季度的数字放在一起，看得出变化。";
pub const PROTECTION: &str = "这些数字怎样保护孩子";
pub const PROTECTION_DESCRIPTION: &str =
    "为什么有些数不公布，公布的数为什么认不出任何一个孩子，怎样自己检查。";

/// The way to the statistics, where they are invented.
pub const STATISTICS_OF_SAMPLE: &str = "统计数字（样本）";

/// A description of invented figures.
pub fn sample_of(description: &str) -> String {
    format!("样本数据，不是真实的数字。{description}")
}

/// Which part of the whole it is, where both are shown.
pub fn share(part: Shown, whole: Shown) -> Option<String> {
    let [part_is, whole_is] = [u128::from(part.number()?), u128::from(whole.number()?)];
    let percent = (part_is * 200 + whole_is).checked_div(whole_is * 2)?;
    let about = match (part, whole) {
        (Shown::Count(_), Shown::Count(_)) => "",
        _ => "约",
    };
    match percent {
        0 if part_is > 0 => Some("不到1%".to_owned()),
        // More than all can come of rounding only.
        101.. => None,
        percent => Some(format!("{about}{percent}%")),
    }
}

pub fn place_total(place: &str, as_of: Date, shown: Shown, unit: &str) -> String {
    match shown {
        Shown::Withheld => format!("截至{}，{place}的总数不公布。", day(as_of)),
        _ => format!("截至{}，{place}一共{}。", day(as_of), count(shown, unit)),
    }
}

pub fn table_description(title: &str, caption: &str, as_of: Date) -> String {
    format!("{title}，{caption}，截至{}。", day(as_of))
}

/// `按类别看，最多的是孤儿：123人，占12%。`
pub fn most(
    dimension: &str,
    label: &str,
    shown: Shown,
    share: Option<&str>,
    unit: &str,
    all_shown: bool,
) -> String {
    let among = if all_shown { "" } else { "公布的数里" };
    let share = share.map_or(String::new(), |share| format!("，占{share}"));
    format!("按{dimension}看，{among}最多的是{label}：{}{share}。", count(shown, unit))
}

/// `最近的2026年第三季度是123人。`
pub fn latest(label: &str, shown: Shown, unit: &str) -> String {
    match shown {
        Shown::Withheld => format!("最近的{label}不公布。"),
        _ => format!("最近的{label}是{}。", count(shown, unit)),
    }
}

/// `发放的救助金一共123,456元。`
pub fn amount_total(label: &str, amount: u64, unit: &str) -> String {
    format!("{label}一共{}{unit}。", number(amount))
}

/// `一共123,456元。`
pub fn amount_whole(shown: Shown, unit: &str) -> String {
    match shown {
        Shown::Withheld => format!("总数{WITHHELD}。"),
        _ => format!("一共{}。", count(shown, unit)),
    }
}

/// `下面的表有48个数，其中4个不公布。`
pub fn withheld_amounts(withheld: usize, all: usize) -> String {
    format!("下面的表有{all}个数，其中{withheld}个{WITHHELD}。")
}

/// `发放的救助金，按县区分`: what is summed up, and the rest.
pub fn amounts_caption(label: &str, caption: &str) -> String {
    format!("{label}，{caption}")
}

pub fn chart_title(title: &str, caption: &str) -> String {
    format!("{title}（{caption}）")
}

/// Below a column: the quarter, and the year where it begins.
pub fn quarter(quarter: &str, year: Option<&str>) -> String {
    match year {
        Some(year) => format!("{quarter}季度\n{year}年"),
        None => format!("{quarter}季度"),
    }
}

/// What a chart shows, for those who do not see it.
pub fn description(entries: &str, sample: bool) -> String {
    let sample = if sample { SAMPLE } else { "" };
    format!("{sample}{entries}。")
}

pub fn place_title(place: &str) -> String {
    format!("{place}的统计数字")
}

pub fn place_description(place: &str, title: &str) -> String {
    format!("{place}：{title}，公布的全部数字。")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_in_sentences() {
        for (said, is) in [
            (amount_whole(Shown::Count(33_487_090), "元"), "一共33,487,090元。"),
            (amount_whole(Shown::Count(0), "元"), "一共0元。"),
            (amount_whole(Shown::Withheld, "元"), "总数不公布。"),
            (withheld_amounts(4, 48), "下面的表有48个数，其中4个不公布。"),
            (latest("2026年第三季度", Shown::Withheld, "元"), "最近的2026年第三季度不公布。"),
            (amounts_caption("救助金（元）", "按县区分"), "救助金（元），按县区分"),
        ] {
            assert_eq!(said, is);
        }
    }

    #[test]
    fn a_share_needs_both_its_counts() {
        use Shown::{Count, Rounded, Withheld};
        for (part, whole, is) in [
            (Count(1), Count(3), Some("33%")),
            (Count(2), Count(3), Some("67%")),
            (Count(0), Count(3), Some("0%")),
            (Count(1), Count(1_000), Some("不到1%")),
            (Count(0), Count(0), None),
            (Withheld, Count(3), None),
            (Count(3), Withheld, None),
            (Rounded(5), Rounded(10), Some("约50%")),
            (Rounded(10), Rounded(5), None),
        ] {
            assert_eq!(share(part, whole).as_deref(), is, "{part:?} of {whole:?}");
        }
    }
}
