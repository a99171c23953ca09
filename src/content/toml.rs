//! TOML with the place of each value. A decoder that goes on after a problem, so that a file's
//! problems are told all at once.

use std::{fmt::Display, ops::Range};

use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::diagnostic::{Code, Diagnostic, Lines, Place, nearest};

/// A value and where it stands.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct At<T> {
    pub value: T,
    pub place: Place,
}

impl<T> At<T> {
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> At<U> {
        At { value: change(self.value), place: self.place }
    }
}

/// Reads a whole TOML text. `offset` is where `text` begins in the file of `lines`.
pub fn read<T>(
    lines: &Lines<'_>,
    text: &str,
    offset: usize,
    problems: &mut Vec<Diagnostic>,
    decode: impl FnOnce(&mut Fields<'_, '_>) -> T,
) -> T {
    let (table, mut errors) = DeTable::parse_recoverable(text);
    errors.sort_by_key(|error| error.span().map(|span| span.start));
    // One on a line: the next is mostly what the first makes of it.
    let mut broken = Vec::new();
    for error in errors {
        let range = error.span().unwrap_or(0..0);
        let place = lines.place(shift(range, offset));
        if broken.contains(&place.line) {
            continue;
        }
        broken.push(place.line);
        let problem = syntax(error.message());
        let too_deep = problem.code == Code::TooDeep;
        problems.push(problem.at(place));
        // What follows is out of step.
        if too_deep {
            break;
        }
    }
    let mut fields = Fields {
        lines,
        offset,
        table: table.get_ref(),
        place: Place { line: 1, column: 1, length: 1, file: lines.file.clone() },
        known: Vec::new(),
        problems,
    };
    if broken.is_empty() {
        return fields.decode(decode);
    }
    // What a broken text lacks may stand in the part that could not be read, and what such a part was
    // taken for is nothing that somebody wrote.
    let before = fields.problems.len();
    let value = fields.decode(decode);
    let mut index = 0;
    fields.problems.retain(|problem| {
        index += 1;
        let on_broken_line = problem.place.as_ref().is_some_and(|at| broken.contains(&at.line));
        index <= before || (problem.code != Code::MissingKey && !on_broken_line)
    });
    value
}

fn shift(range: Range<usize>, offset: usize) -> Range<usize> {
    range.start + offset..range.end + offset
}

fn syntax(message: &str) -> Diagnostic {
    if message.contains("recurs") {
        return Diagnostic::new(Code::TooDeep, "nested too deep", "嵌套层数太多")
            .mend("write it flatter", "请减少嵌套");
    }
    if ["date", "time", "month", "day"].iter().any(|word| message.contains(word)) {
        return Diagnostic::new(
            Code::BadDate,
            format!("this is not a date: {message}"),
            format!("日期不成立（{message}）"),
        )
        .mend("write it as 2026-11-23, without quotes", "请写成 2026-11-23，不加引号");
    }
    Diagnostic::new(
        Code::TomlSyntax,
        format!("this cannot be read: {message}"),
        format!("这里的写法读不懂（{message}）"),
    )
    .mend(
        "write `key = \"text\"`; a text stands between straight quotes",
        "请写成 键 = \"文字\"；文字放在英文直引号之间",
    )
}

/// A table that is being decoded. Every key that is asked for is known; the others are told.
pub struct Fields<'a, 'i> {
    lines: &'a Lines<'a>,
    offset: usize,
    table: &'a DeTable<'i>,
    place: Place,
    known: Vec<&'static str>,
    problems: &'a mut Vec<Diagnostic>,
}

impl<'a, 'i> Fields<'a, 'i> {
    fn decode<T>(&mut self, decode: impl FnOnce(&mut Fields<'_, '_>) -> T) -> T {
        let value = decode(self);
        for (key, _) in self.table.iter() {
            let name = key.get_ref().as_ref();
            if self.known.contains(&name) {
                continue;
            }
            let near = nearest(name, self.known.iter().copied());
            let mut problem = Diagnostic::new(
                Code::UnknownKey,
                format!("the key `{name}` is not known here"),
                format!("这里没有“{name}”这个键"),
            )
            .at(self.at(key.span()));
            problem = match near {
                Some(near) => {
                    problem.mend(format!("did you mean `{near}`?"), format!("是不是想写“{near}”？"))
                }
                None => problem.mend(
                    format!("known here: {}", self.known.join(", ")),
                    format!("这里可用的键：{}", self.known.join("、")),
                ),
            };
            self.problems.push(problem);
        }
        value
    }

    fn at(&self, range: Range<usize>) -> Place {
        self.lines.place(shift(range, self.offset))
    }

    /// Where the table stands.
    pub fn place(&self) -> &Place {
        &self.place
    }

    pub fn problem(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    fn take(&mut self, key: &'static str) -> Option<&'a Spanned<DeValue<'i>>> {
        self.known.push(key);
        self.table.get(key)
    }

    fn missing(&mut self, key: &str) {
        let problem = Diagnostic::new(
            Code::MissingKey,
            format!("the key `{key}` is missing"),
            format!("缺少“{key}”"),
        )
        .mend(format!("add a line `{key} = …`"), format!("请加一行 {key} = …"))
        .at(self.place.clone());
        self.problems.push(problem);
    }

    fn wrong_type(&mut self, key: &str, value: &Spanned<DeValue<'_>>, en: &str, zh: &str) {
        let problem = Diagnostic::new(
            Code::WrongType,
            format!("`{key}` must be {en}, and is {}", value.get_ref().type_str()),
            format!("“{key}”应当是{zh}"),
        )
        .mend(format!("write {en}"), format!("请写{zh}"))
        .at(self.at(value.span()));
        self.problems.push(problem);
    }

    /// A text: without its outer white space, not empty, without control characters.
    fn text_of(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<At<String>> {
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_type(key, value, "a text between quotes", "引号之间的文字");
            return None;
        };
        let place = self.at(value.span());
        let text = text.trim();
        if text.is_empty() {
            let (en, zh) = ("write something, or take the line out", "请写上内容，或者删去这一行");
            self.empty(key, place, en, zh);
            return None;
        }
        if let Some(bad) = text.chars().find(|c| is_forbidden(*c)) {
            let code = bad as u32;
            let problem = Diagnostic::new(
                Code::ControlCharacter,
                format!("`{key}` has the character U+{code:04X}, which cannot be printed"),
                format!("“{key}”里有打印不出来的字符 U+{code:04X}"),
            )
            .mend("type the text again by hand", "请重新手工输入这段文字");
            self.problems.push(problem.at(place));
            return None;
        }
        Some(At { value: text.to_owned(), place })
    }

    pub fn text(&mut self, key: &'static str) -> Option<At<String>> {
        let value = self.take(key)?;
        self.text_of(key, value)
    }

    /// Empty, at the table's place, where it is missing; that has been told then.
    pub fn need_text(&mut self, key: &'static str) -> At<String> {
        match self.take(key) {
            Some(value) => self.text_of(key, value),
            None => {
                self.missing(key);
                None
            }
        }
        .unwrap_or_else(|| At { value: String::new(), place: self.place.clone() })
    }

    pub fn texts(&mut self, key: &'static str) -> Vec<At<String>> {
        self.values(key, |fields, value| fields.text_of(key, value))
    }

    pub fn need_texts(&mut self, key: &'static str) -> Vec<At<String>> {
        self.need_list(key);
        self.texts(key)
    }

    /// Tells a list that is missing or has nothing in it.
    pub fn need_list(&mut self, key: &str) {
        match self.table.get(key) {
            None => self.missing(key),
            Some(value) if value.get_ref().as_array().is_some_and(|list| list.is_empty()) => {
                self.empty(key, self.at(value.span()), "write something", "请写上内容");
            }
            Some(_) => {}
        }
    }

    fn empty(&mut self, key: &str, place: Place, en: &str, zh: &str) {
        let problem = Diagnostic::new(
            Code::EmptyValue,
            format!("`{key}` is empty"),
            format!("“{key}”是空的"),
        );
        self.problems.push(problem.mend(en, zh).at(place));
    }

    fn values<T>(
        &mut self,
        key: &'static str,
        mut decode: impl FnMut(&mut Self, &'a Spanned<DeValue<'i>>) -> Option<T>,
    ) -> Vec<T> {
        let Some(value) = self.take(key) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(key, value, "a list: [ …, … ]", "列表：[ …, … ]");
            return Vec::new();
        };
        array.iter().filter_map(|value| decode(self, value)).collect()
    }

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
                self.problems.push(problem);
                None
            }
        }
    }

    /// 0 where it is missing; that has been told then.
    pub fn need_count(&mut self, key: &'static str, range: Range<i64>) -> At<u32> {
        if !self.table.contains_key(key) {
            self.missing(key);
        }
        self.count(key, range).unwrap_or_else(|| At { value: 0, place: self.place.clone() })
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
        self.problems.push(problem.at(place));
    }

    pub fn need_date(&mut self, key: &'static str) -> Option<At<Date>> {
        if !self.table.contains_key(key) {
            self.missing(key);
        }
        self.date(key)
    }

    pub fn need_moment(&mut self, key: &'static str) -> Option<At<DateTime>> {
        if !self.table.contains_key(key) {
            self.missing(key);
        }
        self.moment(key)
    }

    fn sub<T>(
        &mut self,
        key: &str,
        value: &'a Spanned<DeValue<'i>>,
        decode: impl FnOnce(&mut Fields<'_, '_>) -> T,
    ) -> Option<T> {
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_type(key, value, "a table: { key = … }", "表：{ 键 = … }");
            return None;
        };
        let place = self.at(value.span());
        let mut fields = Fields {
            lines: self.lines,
            offset: self.offset,
            table,
            place,
            known: Vec::new(),
            problems: self.problems,
        };
        Some(fields.decode(decode))
    }

    pub fn table<T>(
        &mut self,
        key: &'static str,
        decode: impl FnOnce(&mut Fields<'_, '_>) -> T,
    ) -> Option<T> {
        let value = self.take(key)?;
        self.sub(key, value, decode)
    }

    pub fn tables<T>(
        &mut self,
        key: &'static str,
        mut decode: impl FnMut(&mut Fields<'_, '_>) -> T,
    ) -> Vec<T> {
        self.values(key, |fields, value| fields.sub(key, value, &mut decode))
    }

    pub fn need_tables<T>(
        &mut self,
        key: &'static str,
        decode: impl FnMut(&mut Fields<'_, '_>) -> T,
    ) -> Vec<T> {
        self.need_list(key);
        self.tables(key, decode)
    }

    /// Entries that are a text, or a table where there is more to say.
    pub fn texts_or_tables<T>(
        &mut self,
        key: &'static str,
        text: impl Fn(At<String>) -> T,
        mut table: impl FnMut(&mut Fields<'_, '_>) -> T,
    ) -> Vec<T> {
        self.values(key, |fields, value| match value.get_ref().is_table() {
            true => fields.sub(key, value, &mut table),
            false => fields.text_of(key, value).map(&text),
        })
    }
}

/// The values without their places.
pub fn values<T>(values: Vec<At<T>>) -> Vec<T> {
    values.into_iter().map(|at| at.value).collect()
}

/// Control characters and noncharacters: nothing a page or a feed can carry.
pub fn is_forbidden(c: char) -> bool {
    let control = c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    control || matches!(c, '\u{FDD0}'..='\u{FDEF}') || (c as u32 & 0xFFFE) == 0xFFFE
}

/// A sentence about a value outside what is allowed.
pub fn bad_value(place: Place, en: impl Display, zh: impl Display) -> Diagnostic {
    Diagnostic::new(Code::BadValue, en.to_string(), zh.to_string()).at(place)
}
