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
    description: "登记了多少孩子，在哪里，得到什么帮助；小的数怎样保护。",
};

pub const OVER_TIME: &str = "一季一季地看";
pub const OVER_TIME_DESCRIPTION: &str = "各个季度的数字放在一起，看得出变化。";
pub const PROTECTION: &str = "这些数字怎样保护孩子";
pub const PROTECTION_DESCRIPTION: &str = "为什么有些数不公布，保证什么，不保证什么，怎样自己检查。";

// What is promised of the figures, and what is not: line by line as in `docs/protection.md`.

/// Of every release.
pub const HELD: [&str; 4] = [
    "把公布的数、各处的合计都弄清楚，也知道哪些格不公布、从几起不算小，仍然算不出一个不公布的小数是几：它可能不超过 1，也可能根本不小。",
    "多知道一条登记（例如自己家的）的人，也一样算不出。",
    "标为敏感的项目里，看不出一群孩子全都一样，或者差不多全都一样。",
    "和以前公布的、同一天或同一时期的数放在一起，只要两次的项目和编号没有变，也一样。",
];
/// Where a table is rounded.
pub const HELD_OF_ROUNDED: [&str; 1] = [
    "取整的表里，看到的数和真实的数相差不超过发布文件写的最大出入，这张表的合计也是由取整的数相加而来。",
];
/// Where a table shows amounts.
pub const HELD_OF_AMOUNTS: [&str; 1] = [
    "因为人数太少、或者几乎全是一两个孩子的，才不公布的数额，不在这一格里的人推不准：比真实的多或者少上面写的百分之几，都有可能。",
];
/// Of every release.
pub const NOT_HELD: [&str; 7] = [
    "从做法本身倒推：为什么偏偏不公布这几格，而不是别的几格。用同一个程序把可能的登记一种一种试过去，有时能把不公布的数缩小到几个可能，甚至一个。",
    "一个人知道两条以上的登记，几个人凑在一起对，或者本来就从别处知道一些孩子的情况。",
    "别处另外统计过其中一部分孩子（例如只数女孩、只数一种救助），或者统计过包括这些孩子在内的更多人：两份统计没有放在一起核对。",
    "同一件事换了名称、列、写法，或者把几类并成一类、拆成几类（年龄段除外），又或者累计数和各季度的数并排公布：认得出的不许公布，认不出的不在保证之内。",
    "哪张表都没有印，要把几张表连起来才有的更细的数。",
    "前后两天的数一比，看出中间多了或少了孩子。",
    "几个可能的数里，哪一个更可能。",
];
/// Where a table is rounded.
pub const NOT_HELD_OF_ROUNDED: [&str; 1] =
    ["取整的表里，0 说明真实的数不超过发布文件写的最大出入。"];
/// Where a table shows amounts.
pub const NOT_HELD_OF_AMOUNTS: [&str; 2] = [
    "发放的标准是公开的：知道每一类孩子每人发多少，就可能从数额倒算出有几个孩子、是哪一类。",
    "知道每个孩子的数额在什么范围里，或者知道数额都没有零头。",
];

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
