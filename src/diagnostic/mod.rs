//! What is wrong, where, and how to mend it.
//!
//! A diagnostic has a stable code, a severity, a place in a file, a sentence and a mend, each in
//! English and Chinese. Phases collect them; nobody prints one but the command that ends the run.
//!
//! Invariant: a message never quotes a row of an export of the register.

mod code;
mod lines;
pub mod names;
pub mod report;

use std::sync::Arc;

pub use code::Code;
pub use lines::Lines;
use serde::{Deserialize, Serialize};

/// How bad it is. Only an error keeps a site from being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    Note,
    Warning,
    Error,
}

/// The language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    #[default]
    English,
    Chinese,
}

/// A sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    pub en: String,
    pub zh: String,
}

impl Sentence {
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Sentence { en: en.into(), zh: zh.into() }
    }

    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::Chinese => &self.zh,
        }
    }
}

/// A stretch of a line of a file. Line and column count from 1, columns and length in characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// Relative to the project's root, `/` separated.
    #[serde(with = "names")]
    pub file: Arc<str>,
    /// 0 where the file as a whole is meant.
    pub line: u32,
    pub column: u32,
    pub length: u32,
}

impl Place {
    /// The file as a whole.
    pub fn file(file: &Arc<str>) -> Self {
        Place { file: file.clone(), line: 0, column: 0, length: 0 }
    }
}

/// One thing an editor should know about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    pub place: Option<Place>,
    /// What is wrong.
    pub message: Box<Sentence>,
    /// How to mend it.
    pub mend: Option<Box<Sentence>>,
}

impl Diagnostic {
    /// With the severity that the code has.
    pub fn new(code: Code, en: impl Into<String>, zh: impl Into<String>) -> Self {
        Diagnostic {
            code,
            severity: code.severity(),
            place: None,
            message: Box::new(Sentence::new(en, zh)),
            mend: None,
        }
    }

    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    pub fn mend(mut self, en: impl Into<String>, zh: impl Into<String>) -> Self {
        self.mend = Some(Box::new(Sentence::new(en, zh)));
        self
    }

    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Whether any of them keeps the site from being written.
pub fn any_error(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(Diagnostic::is_error)
}

/// Orders diagnostics for people: by file, line and column; those without a place last.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| {
        (a.place.is_none(), &a.place, a.code, &a.message.en).cmp(&(
            b.place.is_none(),
            &b.place,
            b.code,
            &b.message.en,
        ))
    });
    diagnostics.dedup();
}

/// The nearest of `known` to `given`, if it is near enough to be a slip of the pen.
pub fn nearest<'k>(given: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    known
        .into_iter()
        .map(|word| (strsim::damerau_levenshtein(given, word), word))
        .filter(|(distance, word)| *distance <= (word.chars().count() / 3).max(1))
        .min()
        .map(|(_, word)| word)
}
