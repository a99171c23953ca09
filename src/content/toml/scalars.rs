//! Numbers, flags and dates.

use std::ops::Range;

use jiff::civil::{Date, DateTime, Time};
use toml::{Spanned, de::DeValue};

use super::{At, Fields};
use crate::diagnostic::{Code, Diagnostic, Place};

impl Fields<'_, '_> {
    pub fn integer(&mut self, key: &'static str) -> Option<At<i64>> {
        let value = self.take(key)?;
        let number = value
            .get_ref()
            .as_integer()
            .and_then(|number| i64::from_str_radix(number.as_str(), number.radix()).ok());
        if number.is_none() {
            self.wrong_type(key, value, "a whole number", "整数");
        }
        Some(At { value: number?, place: self.at(value.span()) })
    }

    /// A number from `range`.
    pub fn count(&mut self, key: &'static str, range: Range<i64>) -> Option<At<u32>> {
        let At { value, place } = self.integer(key)?;
        match u32::try_from(value) {
            Ok(count) if range.contains(&value) => Some(At { value: count, place }),
            _ => {
                let (low, high) = (range.start, range.end - 1);
                let problem = Diagnostic::new(
                    Code::BadValue,
                    format!("`{key}` must be from {low} to {high}"),
                    format!("“{key}”应当在 {low} 到 {high} 之间"),
                );
                let problem = problem.mend("change the number", "请改这个数").at(place);
                self.problem(problem);
                None
            }
        }
    }

    /// 0 where it is missing; that has been told then.
    pub fn need_count(&mut self, key: &'static str, range: Range<i64>) -> At<u32> {
        if !self.has(key) {
            self.missing(key);
        }
        self.count(key, range).unwrap_or_else(|| At { value: 0, place: self.place().clone() })
    }

    /// A length: a number, whole or not. 0 where it is missing; that has been told then.
    pub fn need_length(&mut self, key: &'static str) -> At<f64> {
        if !self.has(key) {
            self.missing(key);
        }
        let none = At { value: 0.0, place: self.place().clone() };
        let Some(value) = self.take(key) else { return none };
        self.length_of(key, value).unwrap_or(none)
    }

    /// A list of lists of lengths: `[[93, 189], [96, 192]]`.
    pub fn length_lists(&mut self, key: &'static str) -> Vec<At<Vec<f64>>> {
        let Some(value) = self.take(key) else { return Vec::new() };
        let lists = value.get_ref().as_array().map(|lists| {
            lists.iter().map(|list| (list, list.get_ref().as_array())).collect::<Vec<_>>()
        });
        let Some(lists) = lists.filter(|lists| lists.iter().all(|(_, list)| list.is_some())) else {
            self.wrong_type(
                key,
                value,
                "a list of lists: [[ … ], [ … ]]",
                "列表的列表：[[ … ], [ … ]]",
            );
            return Vec::new();
        };
        lists
            .into_iter()
            .map(|(list, lengths)| At {
                value: lengths
                    .into_iter()
                    .flat_map(|lengths| lengths.iter())
                    .filter_map(|length| Some(self.length_of(key, length)?.value))
                    .collect(),
                place: self.at(list.span()),
            })
            .collect()
    }

    fn length_of(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<At<f64>> {
        let number = match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().parse().ok(),
            DeValue::Float(number) => number.as_str().parse().ok(),
            _ => None,
        };
        let number = number.filter(|number: &f64| number.is_finite());
        if number.is_none() {
            self.wrong_type(key, value, "a number", "数");
        }
        Some(At { value: number?, place: self.at(value.span()) })
    }

    pub fn flag(&mut self, key: &'static str) -> bool {
        let Some(value) = self.take(key) else { return false };
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong_type(key, value, "true or false", " true 或 false");
        }
        flag.unwrap_or(false)
    }

    /// A date, or a date and a time; midnight where it has no time.
    pub fn moment(&mut self, key: &'static str) -> Option<At<DateTime>> {
        let value = self.take(key)?;
        let place = self.at(value.span());
        let Some(moment) = value.get_ref().as_datetime() else {
            self.bad_date(key, place);
            return None;
        };
        let date = moment
            .date
            .and_then(|date| Date::new(date.year as i16, date.month as i8, date.day as i8).ok());
        let time = match moment.time {
            None => Some(Time::midnight()),
            Some(time) => {
                let second = time.second.unwrap_or(0).min(59);
                Time::new(time.hour as i8, time.minute as i8, second as i8, 0).ok()
            }
        };
        match (date, time, moment.offset) {
            (Some(date), Some(time), None) => Some(At { value: date.to_datetime(time), place }),
            _ => {
                self.bad_date(key, place);
                None
            }
        }
    }

    pub fn date(&mut self, key: &'static str) -> Option<At<Date>> {
        let At { value, place } = self.moment(key)?;
        if value.time() != Time::midnight() {
            self.bad_date(key, place);
            return None;
        }
        Some(At { value: value.date(), place })
    }

    fn bad_date(&mut self, key: &str, place: Place) {
        let problem = Diagnostic::new(
            Code::BadDate,
            format!("`{key}` is not a date as it is written here"),
            format!("“{key}”不是这里用的日期写法"),
        )
        .mend(
            "write it as 2026-11-23, without quotes and without a time zone",
            "请写成 2026-11-23，不加引号，不写时区",
        );
        self.problem(problem.at(place));
    }

    pub fn need_date(&mut self, key: &'static str) -> Option<At<Date>> {
        if !self.has(key) {
            self.missing(key);
        }
        self.date(key)
    }

    pub fn need_moment(&mut self, key: &'static str) -> Option<At<DateTime>> {
        if !self.has(key) {
            self.missing(key);
        }
        self.moment(key)
    }
}
