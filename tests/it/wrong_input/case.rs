//! The notation of a case.
//!
//! ```text
//! == a kind of place that does not exist        the name of the case
//! @ content/places.toml                         a file
//! - kind = "county"                             lines that are there: the first such place
//! + kind = ⟦E206⟧"contry"                       lines in their place; alone, the whole file
//! x content/site.toml                           a file to take away
//! $ --as-of tomorrow                            arguments of the command
//! ~ E301                                        may be told besides: it follows from the rest
//! ! E105 content/notes.docx                     told of the file as a whole, of no file,
//! ! E201 content/site.toml:16:1                 or where no mark can stand
//! ```
//!
//! `⟦E206⟧` stands where the diagnostic E206 must be told, and is no part of the file. What is told
//! must be exactly what is marked. A table that cannot be read at all may be missed by others.

use std::{collections::BTreeMap, fmt};

use crate::site::Site;

pub struct Case {
    pub name: String,
    changes: Vec<Change>,
    pub arguments: Vec<String>,
    expected: Vec<Expected>,
    /// Codes of what may be told besides.
    follows: Vec<String>,
    act: Option<fn(&Site)>,
}

enum Change {
    Write { file: String, text: String },
    Edit { file: String, from: String, to: String },
    Remove(String),
}

/// A diagnostic and its place. Ordered as they are told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Expected {
    pub without_file: bool,
    pub file: String,
    /// 0 where the file as a whole is meant.
    pub line: u64,
    pub column: u64,
    pub code: String,
}

impl Expected {
    pub fn new(code: &str, file: Option<&str>, line: u64, column: u64) -> Self {
        Expected {
            without_file: file.is_none(),
            file: file.unwrap_or_default().to_owned(),
            line,
            column,
            code: code.to_owned(),
        }
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Expected { file, line, column, code, .. } = self;
        write!(f, "{code} {file}:{line}:{column}")
    }
}

impl Case {
    /// A case that a function makes.
    pub fn odd(name: &str, act: fn(&Site), expected: &[(&str, &str, u64, u64)]) -> Self {
        let expected = expected.iter().map(|(code, file, line, column)| {
            Expected::new(code, Some(*file).filter(|file| !file.is_empty()), *line, *column)
        });
        Case {
            name: name.to_owned(),
            changes: Vec::new(),
            arguments: Vec::new(),
            expected: expected.collect(),
            follows: Vec::new(),
            act: Some(act),
        }
    }

    /// The same case with more that may be told besides.
    pub fn follows(mut self, codes: &[&str]) -> Self {
        self.follows.extend(codes.iter().map(|code| (*code).to_owned()));
        self
    }

    /// Whether what was told is what must be told, but for what may.
    pub fn is_met(&self, told: &[Expected], expected: &[Expected]) -> bool {
        let counts = |one: &&Expected| expected.contains(one) || !self.follows.contains(&one.code);
        told.iter().filter(counts).eq(expected)
    }

    /// The codes that the case shows.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        let texts = self.changes.iter().map(|change| match change {
            Change::Write { text, .. } => text.as_str(),
            Change::Edit { to, .. } => to,
            Change::Remove(_) => "",
        });
        let marked = texts.flat_map(|text| {
            text.split('⟦').skip(1).filter_map(|rest| rest.split_once('⟧')).map(|(code, _)| code)
        });
        marked.chain(self.expected.iter().map(|one| one.code.as_str()))
    }

    /// Breaks the site. Gives what must be told, in order.
    pub fn apply(&self, site: &Site) -> Vec<Expected> {
        let mut expected = self.expected.clone();
        // Marked, so that a mark moves with the lines around it.
        let mut texts: BTreeMap<&str, String> = BTreeMap::new();
        for change in &self.changes {
            match change {
                Change::Write { file, text } => {
                    texts.insert(file, text.clone());
                }
                Change::Edit { file, from, to } => {
                    let text = texts.entry(file).or_insert_with(|| site.read(file));
                    assert!(text.contains(from.as_str()), "{}: {file} has no {from}", self.name);
                    *text = text.replacen(from.as_str(), to, 1);
                }
                Change::Remove(file) => site.remove(file),
            }
        }
        for (file, marked) in texts {
            let (text, marks) = unmark(&marked);
            site.write(file, text);
            expected.extend(
                marks
                    .into_iter()
                    .map(|(code, line, column)| Expected::new(&code, Some(file), line, column)),
            );
        }
        if let Some(act) = self.act {
            act(site);
        }
        expected.sort();
        expected
    }
}

/// The text without its marks; the code, line and column of each.
fn unmark(marked: &str) -> (String, Vec<(String, u64, u64)>) {
    let mut text = String::new();
    let mut marks = Vec::new();
    let mut parts = marked.split('⟦');
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (code, rest) = part.split_once('⟧').expect("a mark is closed");
        let line = text.matches('\n').count() + 1;
        let column = text.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        marks.push((code.to_owned(), line as u64, column as u64));
        text.push_str(rest);
    }
    (text, marks)
}

/// Reads a table of cases.
pub fn parse(table: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut reader = Reader::default();
    for line in table.lines() {
        let (sign, rest) = line.split_once(' ').unwrap_or((line, ""));
        if sign == "==" {
            if let Some(case) = cases.last_mut() {
                reader.finish(case);
            }
            cases.push(Case {
                name: rest.to_owned(),
                changes: Vec::new(),
                arguments: Vec::new(),
                expected: Vec::new(),
                follows: Vec::new(),
                act: None,
            });
            continue;
        }
        if let Some(case) = cases.last_mut() {
            reader.line(sign, rest, case);
        }
    }
    if let Some(case) = cases.last_mut() {
        reader.finish(case);
    }
    cases
}

#[derive(Default)]
struct Reader {
    file: String,
    from: String,
    to: String,
}

impl Reader {
    fn line(&mut self, sign: &str, rest: &str, case: &mut Case) {
        match sign {
            "-" => {
                if !self.to.is_empty() {
                    self.finish(case);
                }
                self.from += rest;
                self.from.push('\n');
            }
            "+" => {
                self.to += rest;
                self.to.push('\n');
            }
            "" | "#" => {}
            _ => self.finish(case),
        }
        match sign {
            "@" => self.file = rest.to_owned(),
            "x" => case.changes.push(Change::Remove(rest.to_owned())),
            "$" => case.arguments.extend(rest.split(' ').map(str::to_owned)),
            "~" => case.follows.extend(rest.split(' ').map(str::to_owned)),
            "!" => {
                let (code, place) = rest.split_once(' ').unwrap_or((rest, ""));
                let mut place = place.split(':');
                let file = place.next().filter(|file| !file.is_empty());
                let mut number = || place.next().map_or(0, |n| n.parse().expect("a number"));
                case.expected.push(Expected::new(code, file, number(), number()));
            }
            "-" | "+" | "" | "#" => {}
            other => panic!("{}: {other} is no sign", case.name),
        }
    }

    /// Ends a block of `-` and `+`.
    fn finish(&mut self, case: &mut Case) {
        let file = self.file.clone();
        let (from, to) = (std::mem::take(&mut self.from), std::mem::take(&mut self.to));
        // Lines may be parts of lines: what ends both is no matter.
        let trim = |text: &str| text.strip_suffix('\n').unwrap_or(text).to_owned();
        match (from.is_empty(), to.is_empty()) {
            (true, true) => {}
            (true, false) => case.changes.push(Change::Write { file, text: to }),
            _ => case.changes.push(Change::Edit { file, from: trim(&from), to: trim(&to) }),
        }
    }
}
