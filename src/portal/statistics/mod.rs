//! The figures that a site publishes: audited releases, and the order in which they are read.
//!
//! Invariant: nothing here has a number that a release does not show.

mod grid;
mod labels;
mod order;
#[cfg(test)]
pub mod sample;
pub mod words;

pub use grid::{Grid, Row, Spread, whole};
pub use labels::Labels;
pub use order::{children, leaves, reading_order, subtree};

use super::PlaceIx;
use std::cmp::Reverse;

use crate::stats::{
    model::{Amount, CellKey, Design, Dimension, Shown, Table},
    release::{AuditedRelease, ShownAmount, TableView},
};

/// Id of the dimension whose codes are places.
pub const PLACE: &str = "place";

/// Index of a table in the `Design` of the newest release.
pub type TableIx = usize;

/// All releases of a site, which have passed the audit together.
#[derive(Debug)]
pub struct Statistics {
    /// The newest first: the one that the pages show. Never empty.
    releases: Vec<AuditedRelease>,
    /// For each code of the place dimension of the newest, the place of the site that it is.
    places: Vec<Option<PlaceIx>>,
}

/// What of the statistics has an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StatisticsPart {
    Overview,
    Table(TableIx),
    /// What the tables say of one place, by its code in the place dimension.
    Place(u16),
    OverTime,
    /// How the figures are protected.
    Protection,
    Csv(TableIx),
    Xlsx(TableIx),
    /// CSV on the Web: what the columns of the CSV file are.
    Csvw(TableIx),
    /// The text of a release, by its index in `Statistics::releases`.
    Release(usize),
}

impl Statistics {
    /// `place_of` finds the place of the site that has an id or, failing that, a name. `None` without
    /// a release, or a table in the newest.
    pub fn new(
        mut releases: Vec<AuditedRelease>,
        place_of: impl Fn(&str, &str) -> Option<PlaceIx>,
    ) -> Option<Self> {
        releases.sort_by_key(|release| {
            let about = release.about();
            Reverse((about.as_of, about.name.clone()))
        });
        let design = releases.first()?.design();
        if design.tables.is_empty() {
            return None;
        }
        let places = position(design, |d| d.id == PLACE).map_or(Vec::new(), |ix| {
            let codes = design.dimensions[ix].codes.iter();
            codes.map(|code| place_of(&code.id, &code.label)).collect()
        });
        Some(Statistics { releases, places })
    }

    pub fn releases(&self) -> &[AuditedRelease] {
        &self.releases
    }

    /// The release that the pages show.
    pub fn newest(&self) -> &AuditedRelease {
        // `new` makes none without a release.
        &self.releases[0]
    }

    /// Whether the figures of the newest are invented.
    pub fn is_sample(&self) -> bool {
        self.newest().about().sample.is_some()
    }

    /// What stands wherever figures of the newest are, if they are invented.
    pub fn mark(&self) -> Option<&'static str> {
        self.is_sample().then_some(words::SAMPLE_SOURCE)
    }

    /// Whose register the newest is of; of an invented one nobody's.
    pub fn source(&self) -> &str {
        match self.is_sample() {
            true => words::SAMPLE_SOURCE,
            false => &self.newest().about().source,
        }
    }

    pub fn design(&self) -> &Design {
        self.newest().design()
    }

    pub fn tables(&self) -> &[Table] {
        &self.design().tables
    }

    /// Index of the dimension of places, if there is one.
    pub fn place_dimension(&self) -> Option<usize> {
        position(self.design(), |dimension| dimension.id == PLACE)
    }

    /// Index of the dimension of time, if a table is broken down by it.
    pub fn time_dimension(&self) -> Option<usize> {
        position(self.design(), |dimension| dimension.period)
            .filter(|&time| self.tables().iter().any(|table| depth(table, time) > 0))
    }

    /// Codes of the place dimension that have a page: those right below the total that a table shows,
    /// and that are places of the site, if any are.
    pub fn place_codes(&self) -> Vec<u16> {
        let Some(place) = self.place_dimension() else { return Vec::new() };
        match self.tables().iter().any(|table| depth(table, place) > 0) {
            false => Vec::new(),
            true => {
                let mut codes = children(&self.design().dimensions[place], 0);
                if codes.iter().any(|&code| self.place(code).is_some()) {
                    codes.retain(|&code| self.place(code).is_some());
                }
                codes
            }
        }
    }

    /// The place of the site that a code of the place dimension is.
    pub fn place(&self, code: u16) -> Option<PlaceIx> {
        self.places.get(usize::from(code)).copied().flatten()
    }

    /// The id of a code of the place dimension.
    pub fn place_id(&self, code: u16) -> Option<&str> {
        let codes = &self.design().dimensions[self.place_dimension()?].codes;
        codes.get(usize::from(code)).map(|code| code.id.as_str())
    }

    /// The code that has a page and is a place of the site.
    pub fn code_of(&self, place: PlaceIx) -> Option<u16> {
        self.place_codes().into_iter().find(|&code| self.place(code) == Some(place))
    }

    /// A table of the newest release, cell by cell.
    pub fn cells(&self, table: TableIx) -> Cells<'_> {
        Cells(self.newest().table(table))
    }

    /// The pages, in a fixed order.
    pub fn pages(&self) -> Vec<StatisticsPart> {
        let time = self.time_dimension().map(|_| StatisticsPart::OverTime);
        [StatisticsPart::Overview]
            .into_iter()
            .chain((0..self.tables().len()).map(StatisticsPart::Table))
            .chain(self.place_codes().into_iter().map(StatisticsPart::Place))
            .chain(time)
            .chain([StatisticsPart::Protection])
            .collect()
    }

    /// How many cells of a table are withheld, and how many there are.
    pub fn withheld(&self, table: TableIx) -> (usize, usize) {
        let newest = self.newest();
        newest.table(table).cells().fold((0, 0), |(withheld, all), (_, shown)| {
            (withheld + usize::from(shown == Shown::Withheld), all + 1)
        })
    }

    /// What a table shows sums of beside its counts; `None` where it shows none.
    pub fn amount(&self, table: TableIx) -> Option<&Amount> {
        self.design().amount.as_ref().filter(|_| self.tables()[table].amounts)
    }

    /// How many amounts of a table are withheld.
    pub fn withheld_amounts(&self, table: TableIx) -> usize {
        self.newest().table(table).amounts().filter(|(_, amount)| amount.is_none()).count()
    }

    /// The name of the cell of all.
    pub fn total(&self) -> CellKey {
        vec![0; self.design().dimensions.len()].into()
    }
}

/// What a table shows.
#[derive(Debug)]
pub struct Cells<'s>(TableView<'s>);

impl Cells<'_> {
    /// What is shown of a cell, named by a code of every dimension; what the table does not have is
    /// not shown.
    pub fn shown(&self, key: &[u16]) -> Shown {
        self.0.cell(key).unwrap_or(Shown::Withheld)
    }

    /// What is shown of the amount of a cell; `None` where the table shows no amounts.
    pub fn amount(&self, key: &[u16]) -> Option<ShownAmount> {
        let withheld = || self.0.table.amounts.then_some(ShownAmount::Withheld);
        self.0.amount(key).or_else(withheld)
    }
}

fn position(design: &Design, is: impl Fn(&Dimension) -> bool) -> Option<usize> {
    design.dimensions.iter().position(is)
}

/// How deep a table breaks a dimension down; 0 where it does not.
pub fn depth(table: &Table, dimension: usize) -> u8 {
    let axis = table.axes.iter().find(|axis| axis.dimension == dimension);
    axis.map_or(0, |axis| axis.depth)
}
