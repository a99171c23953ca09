//! Years and quarters between two quarters.

use super::problem::contradiction;
use crate::{
    content::toml::{At, bad_value},
    diagnostic::{Diagnostic, Place},
};

/// Most years that a dimension spans.
const MOST_YEARS: u16 = 100;

/// A year, or a quarter of one.
pub struct QuarterDraft {
    /// `2026`, `2026-q3`
    pub id: String,
    pub label: String,
    /// Of the year that a quarter belongs to.
    pub year_id: Option<String>,
    pub year: u16,
    pub quarter: Option<u8>,
    pub place: Place,
}

/// Every year and quarter from one to another, both included.
pub fn drafts(
    from: &At<String>,
    to: &At<String>,
    problems: &mut Vec<Diagnostic>,
) -> Vec<QuarterDraft> {
    let mut read = |at: &At<String>| {
        let read = parse(&at.value);
        if read.is_none() && !at.value.is_empty() {
            problems.push(
                bad_value(
                    at.place.clone(),
                    format!("`{}` is no quarter", at.value),
                    format!("“{}”不是季度", at.value),
                )
                .mend("write it as 2026-Q3", "请写成 2026-Q3"),
            );
        }
        read
    };
    let (Some(first), Some(last)) = (read(from), read(to)) else { return Vec::new() };
    if first > last || last.0 - first.0 >= MOST_YEARS {
        problems.push(contradiction(
            &to.place,
            &format!("`to` comes before `from`, or more than {MOST_YEARS} years after it"),
            &format!("to 早于 from，或相差超过 {MOST_YEARS} 年"),
        ));
        return Vec::new();
    }
    let mut drafts = Vec::new();
    for year in first.0..=last.0 {
        let year_id = year.to_string();
        drafts.push(QuarterDraft {
            id: year_id.clone(),
            label: format!("{year}年"),
            year_id: None,
            year,
            quarter: None,
            place: from.place.clone(),
        });
        for quarter in (1..=4).filter(|quarter| (first..=last).contains(&(year, *quarter))) {
            let word = ["一", "二", "三", "四"][usize::from(quarter) - 1];
            drafts.push(QuarterDraft {
                id: format!("{year}-q{quarter}"),
                label: format!("{year}年第{word}季度"),
                year_id: Some(year_id.clone()),
                year,
                quarter: Some(quarter),
                place: from.place.clone(),
            });
        }
    }
    drafts
}

/// `2026-Q3`
fn parse(text: &str) -> Option<(u16, u8)> {
    let (year, quarter) = text.split_once("-Q")?;
    let year = year.parse().ok().filter(|year| (1900..=2200).contains(year))?;
    let quarter = quarter.parse().ok().filter(|quarter| (1..=4).contains(quarter))?;
    Some((year, quarter))
}
