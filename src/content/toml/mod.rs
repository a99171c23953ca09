//! TOML with the place of each value. A decoder that goes on after a problem, so that a file's
//! problems are told all at once.

mod fields;
mod scalars;

use std::{fmt::Display, ops::Range};

use serde::{Deserialize, Serialize};
use toml::de::DeTable;

use crate::diagnostic::{Code, Diagnostic, Lines, Place};
pub use fields::Fields;

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
    let place = Place { line: 1, column: 1, length: 1, file: lines.file.clone() };
    let mut fields = Fields::new(lines, offset, table.get_ref(), place, problems);
    if broken.is_empty() {
        return fields.decode(decode);
    }
    // What a broken text lacks may stand in the part that could not be read, and what such a part was
    // taken for is nothing that somebody wrote.
    let before = fields.problems().len();
    let value = fields.decode(decode);
    let mut index = 0;
    fields.problems().retain(|problem| {
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

/// The values without their places.
pub fn values<T>(values: Vec<At<T>>) -> Vec<T> {
    values.into_iter().map(|at| at.value).collect()
}

/// A sentence about a value outside what is allowed.
pub fn bad_value(place: Place, en: impl Display, zh: impl Display) -> Diagnostic {
    Diagnostic::new(Code::BadValue, en.to_string(), zh.to_string()).at(place)
}

/// A word that is none of those allowed.
pub fn unknown_word<'w>(
    word: &At<String>,
    allowed: impl Iterator<Item = &'w str> + Clone,
) -> Diagnostic {
    let list: Vec<&str> = allowed.collect();
    bad_value(
        word.place.clone(),
        format!("`{}` is not one of the words allowed here", word.value),
        format!("“{}”不是这里可用的词", word.value),
    )
    .mend(format!("one of: {}", list.join(", ")), format!("可用：{}", list.join("、")))
}
