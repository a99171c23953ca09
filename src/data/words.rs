//! The Chinese words of the data files.
//!
//! Invariant: they hold for any city.

use crate::portal::PlaceKind;

/// The header of the CSV file. Programs find a column by these words: they are not changed.
pub const COLUMNS: [&str; 14] = [
    "编号",
    "地区",
    "类型",
    "用途",
    "热线",
    "拨号",
    "号码所属",
    "接听单位",
    "接听时间",
    "说明",
    "来源",
    "条款",
    "核实日期",
    "网页",
];

/// Place and kind of a national number.
pub const NATION: &str = "全国";
pub const NATIONAL_NUMBER: &str = "全国号码";

pub fn kind(kind: PlaceKind) -> &'static str {
    match kind {
        PlaceKind::City => "市",
        PlaceKind::County => "县",
        PlaceKind::CountyLevelCity => "县级市",
        PlaceKind::District => "区",
        PlaceKind::NewDistrict => "新区",
    }
}

/// Said of a place that rings another's number.
pub fn served_by(place: &str, other: &str) -> String {
    format!("{place}没有单独的号码，这是{other}的号码。")
}

pub const NATIONAL_NOTE: &str = "全国通用的号码，不是本地的热线。";

pub fn national_name(name: &str) -> String {
    format!("{name}（全国）")
}

pub fn hours(hours: &str) -> String {
    format!("接听时间：{hours}")
}

pub fn source(title: &str, number: Option<&str>, clause: Option<&str>) -> String {
    let mut text = format!("来源：{title}");
    if let Some(number) = number {
        text.push_str(&format!("（{number}）"));
    }
    if let Some(clause) = clause {
        text.push_str(&format!("，{clause}"));
    }
    text
}

pub fn verified(day: Option<&str>) -> String {
    match day {
        Some(day) => format!("核实日期：{day}"),
        None => "还没有人打过核实。".to_owned(),
    }
}

/// Titles of the data set and of the feeds.
pub fn hotlines_of(site: &str) -> String {
    format!("{site}：热线电话")
}

pub fn policies_of(site: &str) -> String {
    format!("{site}：政策文件")
}

pub fn campaigns_of(site: &str) -> String {
    format!("{site}：专项行动")
}
