//! Decoding a table, key by key.

use std::ops::Range;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{At, shift};
use crate::{
    content::{files, scan},
    diagnostic::{Code, Diagnostic, Lines, Place, nearest},
};

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
    /// `offset` is where the TOML begins in the file of `lines`.
    pub(super) fn new(
        lines: &'a Lines<'a>,
        offset: usize,
        table: &'a DeTable<'i>,
        place: Place,
        problems: &'a mut Vec<Diagnostic>,
    ) -> Self {
        Fields { lines, offset, table, place, known: Vec::new(), problems }
    }

    pub(super) fn problems(&mut self) -> &mut Vec<Diagnostic> {
        self.problems
    }

    /// Whether a key is there.
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    pub(super) fn decode<T>(&mut self, decode: impl FnOnce(&mut Fields<'_, '_>) -> T) -> T {
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

    pub(super) fn at(&self, range: Range<usize>) -> Place {
        self.lines.place(shift(range, self.offset))
    }

    /// Where the table stands.
    pub fn place(&self) -> &Place {
        &self.place
    }

    pub fn problem(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    pub(super) fn take(&mut self, key: &'static str) -> Option<&'a Spanned<DeValue<'i>>> {
        self.known.push(key);
        self.table.get(key)
    }

    pub(super) fn missing(&mut self, key: &str) {
        let problem = Diagnostic::new(
            Code::MissingKey,
            format!("the key `{key}` is missing"),
            format!("缺少“{key}”"),
        )
        .mend(format!("add a line `{key} = …`"), format!("请加一行 {key} = …"))
        .at(self.place.clone());
        self.problems.push(problem);
    }

    pub(super) fn wrong_type(
        &mut self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        en: &str,
        zh: &str,
    ) {
        let problem = Diagnostic::new(
            Code::WrongType,
            format!("`{key}` must be {en}, and is {}", value.get_ref().type_str()),
            format!("“{key}”应当是{zh}"),
        )
        .mend(format!("write {en}"), format!("请写{zh}"))
        .at(self.at(value.span()));
        self.problems.push(problem);
    }

    /// A text: without its outer white space, not empty, without characters that are refused.
    fn text_of(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<At<String>> {
        let text = self.words_of(key, value)?.to_owned();
        Some(At { value: text, place: self.at(value.span()) })
    }

    /// The same without its place.
    fn words_of<'v>(&mut self, key: &str, value: &'v Spanned<DeValue<'_>>) -> Option<&'v str> {
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_type(key, value, "a text between quotes", "引号之间的文字");
            return None;
        };
        let text = text.trim();
        if text.is_empty() {
            let (en, zh) = ("write something, or take the line out", "请写上内容，或者删去这一行");
            self.empty(key, self.at(value.span()), en, zh);
            return None;
        }
        // Where it stands as it is it has been told with the file; an escape hides it.
        let span = shift(value.span(), self.offset);
        let written = self.lines.text.get(span).unwrap_or_default();
        if let Some(bad) = text.chars().find(|c| scan::turns(*c))
            && !written.contains(bad)
        {
            self.problems.push(files::turns(bad).at(self.at(value.span())));
            return None;
        }
        if let Some(bad) = scan::refused(text) {
            let code = bad as u32;
            let problem = Diagnostic::new(
                Code::ControlCharacter,
                format!("`{key}` has the character U+{code:04X}, which cannot be printed"),
                format!("“{key}”里有打印不出来的字符 U+{code:04X}"),
            )
            .mend("type the text again by hand", "请重新手工输入这段文字")
            .at(self.at(value.span()));
            self.problems.push(problem);
            return None;
        }
        Some(text)
    }

    pub fn text(&mut self, key: &'static str) -> Option<At<String>> {
        let value = self.take(key)?;
        self.text_of(key, value)
    }

    /// Empty, at the table's place, where it is missing; that has been told then.
    pub fn need_text(&mut self, key: &'static str) -> At<String> {
        let value = self.need(key).and_then(|value| self.text_of(key, value));
        value.unwrap_or_else(|| At { value: String::new(), place: self.place.clone() })
    }

    /// A text whose place nobody asks for.
    pub fn words<T: for<'t> From<&'t str>>(&mut self, key: &'static str) -> Option<T> {
        let value = self.take(key)?;
        self.words_of(key, value).map(T::from)
    }

    /// Empty where it is missing; that has been told then.
    pub fn need_words<T: for<'t> From<&'t str>>(&mut self, key: &'static str) -> T {
        let value = self.need(key).and_then(|value| self.words_of(key, value));
        value.unwrap_or_default().into()
    }

    pub fn all_words(&mut self, key: &'static str) -> Vec<String> {
        self.values(key, |fields, value| fields.words_of(key, value).map(str::to_owned))
    }

    /// A value; that it is missing is told.
    fn need(&mut self, key: &'static str) -> Option<&'a Spanned<DeValue<'i>>> {
        let value = self.take(key);
        if value.is_none() {
            self.missing(key);
        }
        value
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
