//! Headings: levels and ids.

use std::ops::Range;

use ahash::AHashMap;

use serde::Serialize;

use super::{chars::is_word, problems, render::Renderer};
use crate::flat;

/// As `super::Heading` reads it.
#[derive(Debug, Serialize)]
pub struct Heading {
    level: u8,
    id: String,
    text: String,
}

/// A heading whose end has not come.
#[derive(Debug)]
pub struct Open {
    /// Where it begins in the output.
    start: usize,
    level: u8,
    id: Option<String>,
    pub text: String,
    range: Range<usize>,
}

/// Levels and ids given so far.
#[derive(Debug, Default)]
pub struct Headings {
    last_level: u8,
    all: Vec<Heading>,
    /// Ids and the number last put behind them.
    ids: AHashMap<String, u32>,
}

impl Headings {
    pub fn written(&self) -> super::Headings {
        // A list of texts can always be written.
        super::Headings(flat::write(&self.all).unwrap_or_default().into())
    }

    /// `wanted`, or `wanted-2` and so on if it is taken.
    fn unique(&mut self, wanted: String) -> String {
        let Some(count) = self.ids.get_mut(&wanted) else {
            self.ids.insert(wanted.clone(), 1);
            return wanted;
        };
        let mut number = *count;
        let id = loop {
            number += 1;
            let id = format!("{wanted}-{number}");
            if !self.ids.contains_key(&id) {
                break id;
            }
        };
        self.ids.insert(wanted, number);
        self.ids.insert(id.clone(), 1);
        id
    }
}

impl Renderer<'_> {
    pub fn start_heading(&mut self, level: u8, id: Option<String>, range: Range<usize>) {
        let last = self.headings.last_level.max(1);
        if level == 1 {
            self.tell(problems::heading_one(), range.clone());
        } else if level > last + 1 {
            self.tell(problems::heading_skipped(last, level), range.clone());
        }
        self.headings.last_level = level;
        let start = self.out.html.len();
        self.heading = Some(Open { start, level: level.max(2), id, text: String::new(), range });
    }

    pub fn end_heading(&mut self) {
        let Some(Open { start, level, id, mut text, range }) = self.heading.take() else { return };
        if text.trim().len() < text.len() {
            text = text.trim().to_owned();
        }
        if text.is_empty() {
            self.tell(problems::empty_heading(), range.clone());
            if self.out.is_empty_since(start) {
                self.out.truncate(start);
                return;
            }
        }
        let id = match id {
            Some(id) => self.given_id(id, range.clone()),
            None => self.headings.unique(slug(&text)),
        };
        // There are many: without the machinery of `format!`.
        let digit = &"0123456"[usize::from(level)..][..1];
        self.out.insert(start, &["<h", digit, " id=\"", &id, "\">"].concat());
        ["</h", digit, ">\n"].into_iter().for_each(|part| self.out.html.push_str(part));
        self.headings.all.push(Heading { level, id, text });
    }

    fn given_id(&mut self, id: String, range: Range<usize>) -> String {
        if slug(&id) != id.to_ascii_lowercase() {
            self.tell(problems::bad_id(&id), range);
            return self.headings.unique(slug(&id));
        }
        if self.headings.ids.contains_key(&id) {
            self.tell(problems::duplicate_id(&id), range);
        }
        self.headings.unique(id)
    }
}

/// An id out of words: letters and digits of any script, ASCII in lower case, `-` for spaces.
fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.chars() {
        if is_word(c) || c == '_' {
            slug.push(c.to_ascii_lowercase());
        } else if (c.is_whitespace() || c == '-') && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    // `fn-` and `fnref-` are the footnotes'; an id that begins with no letter is hard to select.
    let taken = slug.starts_with("fn-") || slug.starts_with("fnref-");
    let is_letter = |c| matches!(c, '\u{4E00}'..='\u{9FFF}') || char::is_alphabetic(c);
    if taken || !slug.starts_with(is_letter) {
        slug.insert_str(0, if slug.is_empty() { "section" } else { "h-" });
    }
    slug
}
