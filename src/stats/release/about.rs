//! The head of a release: what it is about, and how it was protected.

use jiff::civil::Date;

/// What readers are told of a release, from the declaration and the export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Name of its file, without the ending: a–z, 0–9, `-`.
    pub name: String,
    pub title: String,
    /// What is counted: `人`.
    pub unit: String,
    /// Whose register, in one line.
    pub source: String,
    /// For readers; one line.
    pub note: Option<String>,
    /// The day on which the register was counted.
    pub as_of: Date,
    pub counting: Counting,
    /// Where the records are synthetic: how they were made.
    pub sample: Option<Sample>,
}

/// How a count of one day hangs together with that of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    /// Those in the register on that day: of two days nothing follows.
    Stock,
    /// All since the beginning: a later count is at least the earlier one.
    Running,
}

/// Synthetic records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    pub label: String,
    pub seed: u64,
    pub rows: u64,
}

/// How the tables were protected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protection {
    /// Of the random numbers that were used.
    pub seed: u64,
    /// Cells that are shown or withheld; a cell of two tables counts once.
    pub cells: usize,
    pub withheld: usize,
    /// Whether a withheld cell of any table may hold zero. Otherwise only one of a table whose zeros
    /// are sensitive, or that has a sensitive dimension, may. It depends on what is withheld, so a text does not
    /// say it: of a release that was read it is true, as for its readers.
    pub zeros_withheld: bool,
    /// The most by which a number of a rounded table may differ from the count.
    pub deviation: Option<u64>,
    /// Where the release shows amounts.
    pub amounts: Option<Withheld>,
}

/// How many amounts are not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Withheld {
    /// Amounts that are shown or withheld; one of two tables counts once.
    pub cells: usize,
    pub withheld: usize,
}
