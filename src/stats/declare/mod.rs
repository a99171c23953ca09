//! What is counted and how an export is read, as `content/statistics/NAME.toml` declares it.
//!
//! Invariant: a declaration that was read without an error names every code once, has a tree of
//! codes in each dimension, and gives each spelling to one code.

mod codes;
mod problem;
mod quarters;
mod read;
mod resolve;
mod source;
#[cfg(test)]
pub mod tests;

pub use read::read;

use super::{model::Design, release::Counting};

/// One file of `content/statistics/`: all that is counted and released together.
#[derive(Debug, Clone)]
pub struct Declaration {
    /// The file's name without `.toml`.
    pub id: String,
    pub title: String,
    /// What is counted, in a sentence.
    pub about: String,
    pub note: Option<String>,
    /// Of the numbers: `人`.
    pub unit: String,
    /// Whose register it is.
    pub source: String,
    pub counting: Counting,
    pub design: Design,
    /// How a record finds its code, for each dimension of the design.
    pub mappings: Vec<Mapping>,
    /// Where the amount of the design is read.
    pub amount: Option<AmountColumn>,
    pub export: Export,
}

/// How the amount of a record is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AmountColumn {
    /// Index in `Export::columns`.
    pub column: usize,
    /// The largest that one record may have: more is a wrong column, or a wrong unit.
    pub most: u64,
    /// Whether nothing written means nothing received; otherwise it stops the import.
    pub empty_is_zero: bool,
}

/// What an export is read by. Indices are into `columns`.
#[derive(Debug, Clone)]
pub struct Export {
    /// The only columns that are ever taken.
    pub columns: Vec<Column>,
    /// Columns that together say which child a record is about; empty: every record is a child.
    pub key: Vec<usize>,
    pub duplicates: Duplicates,
    /// Column of dates by which the first and the last record of a child are told.
    pub order: Option<usize>,
    /// Name of the table in a database.
    pub table: String,
}

#[derive(Debug, Clone)]
pub struct Column {
    pub id: String,
    /// Headings under which it is met; the first is also its name in a database.
    pub names: Vec<String>,
}

/// Which of several records of one child counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duplicates {
    /// None: the import stops.
    Refuse,
    First,
    Last,
}

/// How a record finds its code in a dimension.
#[derive(Debug, Clone)]
pub struct Mapping {
    pub by: By,
    /// The code that takes what cannot be told below a code, by that code: 0 for the whole dimension.
    pub unknown: Vec<(u16, u16)>,
    /// The code of a value that names several codes.
    pub several: Option<u16>,
}

#[derive(Debug, Clone)]
pub enum By {
    Spelling {
        column: usize,
        finer: Option<usize>,
        spellings: Vec<Spelling>,
    },
    /// Years of age, or a date of birth, which goes first where it is given.
    Age {
        age: Option<usize>,
        birth: Option<usize>,
        bands: Vec<Band>,
    },
    /// A date, or a quarter in words.
    Quarter {
        column: usize,
        quarters: Vec<Quarter>,
    },
}

/// A folded text that means a code; with a `finer` column it means it below its parent only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelling {
    pub text: String,
    pub code: u16,
}

/// Ages `from` to `to`, both included.
#[derive(Debug, Clone, Copy)]
pub struct Band {
    pub from: u16,
    pub to: u16,
    pub code: u16,
}

#[derive(Debug, Clone, Copy)]
pub struct Quarter {
    pub year: u16,
    /// 1 to 4.
    pub quarter: u8,
    pub code: u16,
}

impl Mapping {
    /// The code for what cannot be told below `parent`.
    pub fn unknown_below(&self, parent: u16) -> Option<u16> {
        self.unknown.iter().find(|(above, _)| *above == parent).map(|(_, code)| *code)
    }

    /// The columns it reads.
    pub fn columns(&self) -> impl Iterator<Item = usize> {
        let (one, other) = match &self.by {
            By::Spelling { column, finer, .. } => (Some(*column), *finer),
            By::Age { age, birth, .. } => (*age, *birth),
            By::Quarter { column, .. } => (Some(*column), None),
        };
        one.into_iter().chain(other)
    }
}
