//! The lines of a release, one after the other: fields, whole numbers, and what is told where something else stands.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Lines};

/// No number of a release is larger.
const MOST: u64 = 1 << 39;
pub fn problem(lines: &Lines<'_>, at: Range<usize>, en: &str, zh: &str) -> Diagnostic {
    Diagnostic::new(Code::ReleaseSyntax, en, zh).at(lines.place(at)).mend(
        "a release is written by `weibao stats import` only; make it again",
        "发布文件只能由 `weibao stats import` 生成，请重新生成",
    )
}

/// Reads on from where it stands.
pub struct Reader<'l, 't> {
    pub lines: &'l Lines<'t>,
    pub at: usize,
    /// The line that was read last.
    line: Range<usize>,
    pub told: Vec<Diagnostic>,
}

impl<'l, 't> Reader<'l, 't> {
    pub fn of(lines: &'l Lines<'t>) -> Self {
        Reader { lines, at: 0, line: 0..0, told: Vec::new() }
    }

    /// The fields of the next line.
    pub fn peek(&self) -> Option<Vec<&'t str>> {
        let rest = &self.lines.text[self.at..];
        let end = rest.find('\n')?;
        Some(rest[..end].split('\t').collect())
    }

    /// The same, which is then read.
    pub fn next(&mut self) -> Option<Vec<&'t str>> {
        let fields = self.peek()?;
        let length = fields.iter().map(|field| field.len() + 1).sum::<usize>();
        self.line = self.at..self.at + length - 1;
        self.at += length;
        Some(fields)
    }

    /// The fields of the next line if it is of this kind.
    pub fn maybe(&mut self, kind: &str) -> Option<Vec<&'t str>> {
        (self.peek()?.first() == Some(&kind))
            .then(|| self.next())
            .flatten()
            .map(|fields| fields[1..].to_vec())
    }

    /// As [`Reader::maybe`], told where it is not.
    pub fn need(&mut self, kind: &str) -> Option<Vec<&'t str>> {
        let found = self.maybe(kind);
        if found.is_none() {
            let at = self.at.min(self.lines.text.len());
            let end =
                self.lines.text[at..].find('\n').map_or(self.lines.text.len(), |end| at + end);
            self.told.push(problem(
                self.lines,
                at..end,
                &format!("a line `{kind}` is missing here"),
                &format!("这里缺少“{kind}”一行"),
            ));
        }
        found
    }

    /// Tells what is wrong with the line that was read last.
    pub fn wrong<T>(&mut self, en: &str, zh: &str) -> Option<T> {
        self.told.push(problem(self.lines, self.line.clone(), en, zh));
        None
    }

    /// A whole number, written in one way only.
    pub fn number(&mut self, text: Option<&&str>) -> Option<u64> {
        let number = text.and_then(|text| {
            let canonical = text.bytes().all(|byte| byte.is_ascii_digit())
                && (*text == "0" || !text.starts_with('0'));
            text.parse::<u64>().ok().filter(|number| canonical && *number <= MOST)
        });
        match number {
            Some(number) => Some(number),
            None => self.wrong("this is not a whole number", "这里不是整数"),
        }
    }

    /// The first field of a line of this kind.
    pub fn text(&mut self, kind: &str) -> Option<String> {
        self.need(kind).map(|fields| fields.first().copied().unwrap_or_default().to_owned())
    }

    /// Of the whole range, as a seed may be.
    pub fn whole(&mut self, text: Option<&&str>) -> Option<u64> {
        match text.and_then(|text| text.parse().ok()) {
            Some(number) => Some(number),
            None => self.wrong("this is not a whole number", "这里不是整数"),
        }
    }
}
