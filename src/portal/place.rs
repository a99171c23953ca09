//! Places and the numbers that can be rung in them.

use super::{Attribution, Phone, PlaceIx};

/// A jurisdiction: the city, or a county or district below it.
#[derive(Debug, Clone)]
pub struct Place {
    pub id: String,
    pub name: String,
    /// Other spellings under which people look for it.
    pub aliases: Vec<String>,
    pub kind: PlaceKind,
    /// `None` for the city.
    pub parent: Option<PlaceIx>,
    /// Least number of townships (sub-districts) in the pilot.
    pub pilot_townships: Option<u32>,
    /// Least number of villages (communities) in the pilot.
    pub pilot_villages: Option<u32>,
    /// Index of its own hotline.
    pub own_hotline: Option<usize>,
    /// The hotline to ring here: its own, else its parent's.
    pub hotline: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceKind {
    City,
    County,
    CountyLevelCity,
    District,
    NewDistrict,
}

impl PlaceKind {
    pub const ALL: [(&'static str, PlaceKind); 5] = [
        ("city", PlaceKind::City),
        ("county", PlaceKind::County),
        ("county-level-city", PlaceKind::CountyLevelCity),
        ("district", PlaceKind::District),
        ("new-district", PlaceKind::NewDistrict),
    ];

    /// The word used in `places.toml` and in the data files.
    pub fn word(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}

/// One number of the programme and the office that answers it.
#[derive(Debug, Clone)]
pub struct Hotline {
    pub id: String,
    pub place: PlaceIx,
    /// The office that answers, where known.
    pub office: Option<String>,
    /// What it is for, e.g. 社会保护热线.
    pub purpose: String,
    pub phone: Phone,
    /// Office hours, where known; never invented.
    pub hours: Option<String>,
    pub attribution: Attribution,
}

/// A number that is the same in the whole country.
#[derive(Debug, Clone)]
pub struct NationalLine {
    pub phone: Phone,
    pub name: String,
    pub use_when: Option<String>,
}
