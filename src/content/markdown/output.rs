//! HTML under construction, with the slots that the site fills.

use super::chars::{SLOT_END, SLOT_START, is_word};

#[derive(Debug, Default)]
pub struct Output {
    pub html: String,
    /// Byte offset in `html` and index of a link, ascending by offset.
    pub slots: Vec<(u32, u32)>,
}

impl Output {
    pub fn slot(&mut self, link: u32) {
        self.slots.push((self.html.len() as u32, link));
    }

    /// Puts `text` before what was written since `at`.
    pub fn insert(&mut self, at: usize, text: &str) {
        self.html.insert_str(at, text);
        for slot in self.slots.iter_mut().rev().take_while(|slot| slot.0 as usize >= at) {
            slot.0 += text.len() as u32;
        }
    }

    /// Marks the paragraph or item that is being written if a link, and a full stop perhaps, is all
    /// there is in it: a theme makes such a link large enough to touch.
    pub fn mark_lone_link(&mut self, open: &str) {
        let says_nothing = |c: char| !is_word(c) && c != '<';
        let is_after_link = |c| says_nothing(c) && c != '>';
        // Most end otherwise, and need not be looked through.
        if !self.html.trim_end_matches(is_after_link).ends_with("</a>") {
            return;
        }
        let Some(at) = self.html.rfind(open) else { return };
        let inner = &self.html[at + open.len()..];
        let after = inner.starts_with("<a ").then(|| inner.split_once("</a>")).flatten();
        if after.is_some_and(|(_, after)| after.chars().all(says_nothing)) {
            self.insert(at + open.len() - 1, " class=\"alone\"");
        }
    }

    /// Takes back what was written since `at`.
    pub fn truncate(&mut self, at: usize) {
        self.html.truncate(at);
        while self.slots.last().is_some_and(|slot| slot.0 as usize > at) {
            self.slots.pop();
        }
    }

    pub fn append(&mut self, other: &Output) {
        let base = self.html.len() as u32;
        self.html.push_str(&other.html);
        self.slots.extend(other.slots.iter().map(|(at, link)| (base + at, *link)));
    }

    /// Whether nothing was written since `at`.
    pub fn is_empty_since(&self, at: usize) -> bool {
        self.html[at..].trim().is_empty()
            && self.slots.last().is_none_or(|slot| (slot.0 as usize) < at)
    }

    /// The last character a reader sees, if the last thing written is text.
    pub fn last_char(&self) -> Option<char> {
        let mut html = self.html.as_str();
        while html.ends_with('>') {
            let tag = html.rfind('<')?;
            if !html[tag..].starts_with("</") {
                return None;
            }
            html = &html[..tag];
        }
        html.chars().next_back()
    }

    /// As one string in which `SLOT_START index SLOT_END` stands for a slot.
    pub fn with_marks(&self) -> String {
        let mut marked = String::with_capacity(self.html.len() + self.slots.len() * 12);
        let mut from = 0;
        for &(at, link) in &self.slots {
            marked.push_str(&self.html[from..at as usize]);
            marked.push(SLOT_START);
            marked.push_str(&link.to_string());
            marked.push(SLOT_END);
            from = at as usize;
        }
        marked.push_str(&self.html[from..]);
        marked
    }

    /// The reverse of `with_marks`.
    pub fn from_marked(marked: &str) -> Output {
        let mut output = Output::default();
        let mut parts = marked.split(SLOT_START);
        output.html.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let (link, rest) = part.split_once(SLOT_END).unwrap_or(("", part));
            if let Ok(link) = link.parse() {
                output.slot(link);
            }
            output.html.push_str(rest);
        }
        output
    }
}
