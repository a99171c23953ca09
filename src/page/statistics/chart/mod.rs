//! Charts: drawn by `plotters`, then dressed for a page.
//!
//! Invariant: a chart is made of what is shown and of nothing else. A count or an amount that is withheld
//! has one mark of one size, which says nothing of it, and no scale is made of it.

mod bars;
mod columns;
mod dress;
mod ink;

pub use bars::bars;
pub use columns::{MOST as MOST_COLUMNS, columns, fit as fits_columns};
pub use ink::SERIES;

use crate::stats::model::Shown;

/// Width of every chart, in its own units: of a phone's screen, so that its type is as large there
/// as that of the page.
const WIDTH: u32 = 400;
/// Size of its type.
const TYPE: u32 = 17;

/// What a chart shows and says of itself.
#[derive(Debug)]
pub struct Subject {
    /// Unique in its page; a letter and digits.
    pub id: String,
    pub title: String,
    /// Written into the picture, so that it goes wherever the picture goes: that the figures are invented.
    pub mark: Option<&'static str>,
    /// The same in words, for those who do not see it.
    pub description: String,
}

/// A bar, or a group of bars: one a series.
#[derive(Debug)]
pub struct Entry {
    pub label: String,
    pub values: Vec<Shown>,
}

/// The largest number that is shown; 1 where there is none.
fn largest(entries: &[Entry]) -> u64 {
    let shown = entries.iter().flat_map(|entry| &entry.values);
    shown.filter_map(|shown| shown.number()).max().unwrap_or(0).max(1)
}

/// How wide a text is at most, in units of a chart, in whatever font it is shown: a Chinese character
/// is as wide as it is high, a digit up to six tenths of that, the comma that groups digits half a digit.
fn width_of(text: &str) -> u32 {
    use unicode_width::UnicodeWidthChar;
    let tenths = |c: char| match c {
        ',' => 3,
        c if c.width() == Some(2) => 10,
        _ => 6,
    };
    (text.chars().map(tenths).sum::<u32>() * TYPE).div_ceil(10)
}
