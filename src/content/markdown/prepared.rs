//! Readies a text for the parser in one scan.
//!
//! CommonMark lets `*` close emphasis after punctuation only before a space or punctuation. Chinese
//! has no spaces, so `**历经10年发展，**年` would stay as typed. The rule of the newer parsers (a
//! Chinese character on the other side is as good as a space) is had by putting a character that is
//! neither letter nor punctuation between the run and the punctuation. `render` takes it out again.
//!
//! Two things that the parser takes for markup are words in Chinese documents, and are hidden from it in the
//! same way: a single `~`, as in 5~7, gives its place to punctuation that the parser does not know as a
//! delimiter, and braces at the end of a line that are not `{#id}`, as in `## 集合 {1,2}`, get a mark behind them.

use std::{borrow::Cow, ops::Range};

use super::chars::{MARK, TILDE, is_cjk, is_word};
use crate::content::scan::{self, is_refused};

/// Deepest nesting of quotes and lists, and of everything together.
pub const MAX_BLOCKS: usize = 32;
pub const MAX_DEPTH: usize = 100;
/// Problems told for one text: enough to see the pattern.
pub const MAX_TOLD: usize = 50;

#[derive(Debug)]
pub struct Prepared<'s> {
    pub text: Cow<'s, str>,
    /// Where marks and tildes begin in `text`, ascending. Each makes it as much longer.
    marks: Vec<usize>,
    /// Where the text begins in its file.
    base: usize,
    /// Characters that no text may have, as ranges of the source; replaced in `text`.
    pub refused: Vec<Range<usize>>,
    /// A line nested too deep to be parsed, as a range of the source.
    pub too_deep: Option<Range<usize>>,
}

impl<'s> Prepared<'s> {
    pub fn new(source: &'s str, base: usize) -> Self {
        let scan = Scan::of(source);
        let mut prepared = Prepared {
            text: Cow::Borrowed(source),
            marks: Vec::new(),
            base,
            refused: scan.refused,
            too_deep: scan.too_deep,
        };
        if !prepared.refused.is_empty() {
            prepared.text = Cow::Owned(without(source, &prepared.refused));
        }
        if !scan.marks.is_empty() {
            let mut text = String::with_capacity(source.len() + scan.marks.len() * MARK.len_utf8());
            let mut from = 0;
            for mark in scan.marks {
                let (Mark::Before(at) | Mark::Tilde(at)) = mark;
                text.push_str(&prepared.text[from..at]);
                prepared.marks.push(text.len());
                (from, _) = match mark {
                    Mark::Before(at) => (at, text.push(MARK)),
                    Mark::Tilde(at) => (at + 1, text.push(TILDE)),
                };
            }
            text.push_str(&prepared.text[from..]);
            prepared.text = Cow::Owned(text);
        }
        prepared
    }

    /// Whether there is a mark in a range of `text`.
    pub fn has_mark(&self, range: &Range<usize>) -> bool {
        let next = self.marks.partition_point(|mark| *mark < range.start);
        self.marks.get(next).is_some_and(|mark| *mark < range.end)
    }

    /// Where the byte `offset` of a range stands in `text`, counted in the words of that range. `None` if the
    /// range has other words, as a reference to a character.
    pub fn position(&self, words: &str, range: &Range<usize>, offset: usize) -> Option<usize> {
        let first = self.marks.partition_point(|mark| *mark < range.start);
        let marks = self.marks[first..].iter().take_while(|mark| **mark < range.end);
        if words.len() + marks.clone().count() * MARK.len_utf8() != range.len() {
            return None;
        }
        let position = |at, mark: &usize| if *mark < at { at + MARK.len_utf8() } else { at };
        Some(marks.fold(range.start + offset, position))
    }

    /// The range of the file from which a range of `text` comes.
    pub fn origin(&self, range: Range<usize>) -> Range<usize> {
        let origin = |at| {
            let marks = self.marks.partition_point(|mark| *mark < at);
            self.base + at - marks * MARK.len_utf8()
        };
        origin(range.start)..origin(range.end)
    }
}

/// Where something is to be put, by its place in the source.
#[derive(Debug, Clone, Copy)]
enum Mark {
    /// A mark.
    Before(usize),
    /// What takes the place of a `~`.
    Tilde(usize),
}

#[derive(Default)]
struct Scan {
    marks: Vec<Mark>,
    refused: Vec<Range<usize>>,
    too_deep: Option<Range<usize>>,
}

impl Scan {
    fn of(text: &str) -> Scan {
        let mut scan = Scan::default();
        if scan::may_have_refused(text) || text.contains(TILDE) {
            let refused = text.char_indices().filter(|(_, c)| is_refused(*c) || *c == TILDE);
            scan.refused = refused.map(|(at, c)| at..at + c.len_utf8()).collect();
        }
        let bytes = text.as_bytes();
        scan.line(text, 0);
        let mut at = 0;
        let is_sought =
            |byte: u8| (byte == b'\n') | (byte == b'*') | (byte == b'~') | (byte == b'}');
        while let Some(found) = scan::find(&bytes[at..], is_sought) {
            at += found;
            if bytes[at] == b'\n' {
                at += 1;
                scan.line(text, at);
            } else if bytes[at] == b'}' {
                at += 1;
                if ends_line(&bytes[at..]) && !is_id(&text[..at]) {
                    scan.marks.push(Mark::Before(at));
                }
            } else {
                at = scan.run(text, at);
            }
        }
        scan
    }

    fn line(&mut self, text: &str, start: usize) {
        let line = &text.as_bytes()[start..];
        let can_nest =
            matches!(line.first(), Some(b'>' | b'-' | b'+' | b'*' | b' ' | b'\t' | b'0'..=b'9'));
        if can_nest && self.too_deep.is_none() && nests_too_deep(line) {
            let end = text[start..].find('\n').map_or(text.len(), |end| start + end);
            self.too_deep = Some(start..end);
        }
    }

    /// Marks the run of delimiters at `at` if it needs it; gives its end.
    fn run(&mut self, text: &str, at: usize) -> usize {
        let bytes = text.as_bytes();
        let escapes = bytes[..at].iter().rev().take_while(|byte| **byte == b'\\').count();
        let start = at + escapes % 2;
        let run = bytes[start..].iter().take_while(|byte| **byte == bytes[at]).count();
        let end = start + run;
        if run == 1 && bytes[start] == b'~' {
            self.marks.push(Mark::Tilde(start));
            return end;
        }
        // Three `~` open a block of code.
        if run == 0 || bytes[at] == b'~' && run != 2 {
            return end;
        }
        let before = text[..start].chars().next_back();
        let after = text[end..].chars().next();
        let (Some(before), Some(after)) = (before, after) else { return end };
        let is_space = char::is_whitespace;
        if is_space(before) || is_space(after) || !(is_cjk(before) || is_cjk(after)) {
            return end;
        }
        match (is_word(before), is_word(after)) {
            (true, false) => self.marks.push(Mark::Before(end)),
            (false, true) => self.marks.push(Mark::Before(start)),
            _ => {}
        }
        end
    }
}

/// Whether a line ends here, but for spaces.
fn ends_line(rest: &[u8]) -> bool {
    let end = rest.iter().find(|byte| !matches!(byte, b' ' | b'\t'));
    matches!(end, None | Some(b'\n' | b'\r'))
}

/// Whether a text ends with `{#id}`, which names a heading.
fn is_id(text: &str) -> bool {
    let line = text.rsplit('\n').next().unwrap_or_default();
    let Some((before, id)) = line.strip_suffix('}').and_then(|line| line.rsplit_once('{')) else {
        return false;
    };
    let escapes = before.bytes().rev().take_while(|byte| *byte == b'\\').count();
    let is_id = |id: &str| !id.is_empty() && !id.contains(char::is_whitespace);
    escapes % 2 == 0 && id.strip_prefix('#').is_some_and(is_id)
}

/// Whether the line begins more quotes and lists than `MAX_BLOCKS`. The parser's time grows with
/// this depth on every line that follows.
fn nests_too_deep(line: &[u8]) -> bool {
    let ends = |byte: Option<&u8>| matches!(byte, None | Some(b' ' | b'\t' | b'\n' | b'\r'));
    let (mut at, mut depth, mut only) = (0, 0, true);
    while let Some(&byte) = line.get(at) {
        match byte {
            b' ' | b'\t' => {
                at += 1;
                continue;
            }
            b'>' => {}
            b'-' | b'+' | b'*' if ends(line.get(at + 1)) => {}
            b'0'..=b'9' => {
                let digits = line[at..].iter().take(10).take_while(|b| b.is_ascii_digit()).count();
                at += digits;
                if !matches!(line.get(at), Some(b'.' | b')')) || !ends(line.get(at + 1)) {
                    break;
                }
            }
            _ => break,
        }
        only &= byte != b'>' && line.iter().take(at).all(|b| *b == byte || *b == b' ');
        at += 1;
        depth += 1;
        if depth > MAX_BLOCKS {
            let rest = line[at..].iter().take_while(|byte| **byte != b'\n');
            // A rule, as `- - - -`, may be as long as it likes.
            return !(only && rest.clone().all(|b| *b == byte || b.is_ascii_whitespace()));
        }
    }
    false
}

/// The text with as many bytes of something harmless in place of each range.
fn without(text: &str, refused: &[Range<usize>]) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut from = 0;
    for range in refused {
        clean.push_str(&text[from..range.start]);
        clean.push_str(match range.len() {
            1 => " ",
            2 => "  ",
            3 => "\u{FFFD}",
            _ => "\u{FFFD} ",
        });
        from = range.end;
    }
    clean.push_str(&text[from..]);
    clean
}
