//! What a part of a chart is drawn with.
//!
//! `plotters` knows colours only, and a page has more: an ink that follows light, dark and paper, and
//! patterns. So each ink is drawn in a colour of its own, which is never seen: `dress` puts what is
//! meant in its place.

use plotters::style::RGBColor;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// Words and numbers.
    Text,
    /// Words that stand back.
    Soft,
    /// The line that bars stand on.
    Axis,
    /// The bars of a series: solid, striped, dotted.
    Series(usize),
    /// What is withheld.
    Withheld,
}

/// How many series can be told apart.
pub const SERIES: usize = 3;

impl Ink {
    const ALL: [Ink; 7] = [
        Ink::Text,
        Ink::Soft,
        Ink::Axis,
        Ink::Series(0),
        Ink::Series(1),
        Ink::Series(2),
        Ink::Withheld,
    ];

    /// The colour that stands for it while `plotters` draws.
    pub fn stand_in(self) -> RGBColor {
        let number = Ink::ALL.iter().position(|&ink| ink == self).unwrap_or(0);
        RGBColor(0, 0, number as u8 + 1)
    }

    /// The ink that a colour of an SVG stands for: `#000001` and so on.
    pub fn of(color: &str) -> Option<Ink> {
        let number = u8::from_str_radix(color.strip_prefix("#0000")?, 16).ok()?;
        Ink::ALL.get(usize::from(number).checked_sub(1)?).copied()
    }

    /// What the part is called in a style sheet; `None` where it looks like the chart as a whole.
    pub fn class(self) -> Option<&'static str> {
        match self {
            Ink::Text | Ink::Series(0) => None,
            Ink::Series(_) => Some("lined"),
            Ink::Soft => Some("soft"),
            Ink::Axis => Some("axis"),
            Ink::Withheld => Some("kept"),
        }
    }

    /// The pattern that a part is filled with, by the end of its id.
    pub fn pattern(self) -> Option<&'static str> {
        match self {
            Ink::Series(1) => Some("s"),
            Ink::Series(2) => Some("o"),
            Ink::Withheld => Some("w"),
            _ => None,
        }
    }
}
