//! The first sentences of a text, for lists and descriptions.

use super::chars::joins;

/// Longest summary, in characters.
const LONGEST: usize = 120;

/// Room for as many characters of Chinese.
const USUAL: usize = 3 * (LONGEST + 1);

#[derive(Debug, Default)]
pub struct Summary {
    text: String,
    characters: usize,
    /// A block or line has ended: what follows is set off.
    gap: bool,
}

impl Summary {
    pub fn is_full(&self) -> bool {
        self.characters > LONGEST
    }

    pub fn push(&mut self, text: &str) {
        if self.is_full() {
            return;
        }
        if self.gap {
            let last = self.text.chars().next_back();
            let first = text.chars().next();
            self.gap = false;
            if let (Some(last), Some(first)) = (last, first)
                && !last.is_whitespace()
                && (!joins(last, first) || last.is_alphanumeric())
            {
                self.text.push(' ');
                self.characters += 1;
            }
        }
        let room = LONGEST + 1 - self.characters.min(LONGEST);
        let end = text.char_indices().nth(room).map_or(text.len(), |(at, _)| at);
        let text = &text[..end];
        self.characters += text.chars().count();
        if self.text.is_empty() {
            self.text.reserve(USUAL);
        }
        let mut parts = text.split(char::is_whitespace);
        self.text.push_str(parts.next().unwrap_or_default());
        for part in parts {
            self.text.push(' ');
            self.text.push_str(part);
        }
    }

    pub fn gap(&mut self) {
        self.gap = true;
    }

    /// The whole text if it is short enough, else up to the end of a sentence, else cut with `…`.
    pub fn finish(self) -> String {
        let text = self.text.trim();
        if text.chars().count() <= LONGEST {
            return text.to_owned();
        }
        let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| at);
        let is_stop = |c: &char| matches!(c, '。' | '！' | '？' | '；');
        if let Some((at, stop)) = text[..end].char_indices().rfind(|(_, c)| is_stop(c)) {
            // A closing quotation mark belongs to the sentence.
            let stop = at + stop.len_utf8();
            let quote = text[stop..end].chars().next().filter(|c| "”’）」』".contains(*c));
            return text[..stop + quote.map_or(0, char::len_utf8)].to_owned();
        }
        let end = text.char_indices().nth(LONGEST - 1).map_or(end, |(at, _)| at);
        format!("{}…", text[..end].trim_end())
    }
}
