//! From releases to what an attacker can write down.
//!
//! ```text
//! names       which cells of several releases are one count
//! changes     what a later release shows to have changed
//! tables      a release → its cells, bounds and sums
//! ```
//!
//! Counts of two releases are the same unknown where nothing that both show says otherwise:
//! `docs/protection.md`, "Earlier releases".

mod changes;
mod names;
mod tables;

use std::collections::{BTreeMap, btree_map::Entry};

use self::{
    changes::{Changes, Seen},
    tables::cells,
};
pub use self::{
    names::{Common, Epoch, Names},
    tables::{above, families, sums},
};
use super::{
    bands::Bands,
    system::{MOST, Row, System},
};
use crate::stats::{
    model::{CellKey, Method},
    release::{Counting, Release},
};

/// Cells of the common table of a ring that can be reckoned with.
pub const MOST_HIDDEN: usize = 20_000;

/// All that a set of releases says, as one system.
#[derive(Debug, Clone, Default)]
pub struct Published {
    pub system: System,
    pub cells: Vec<Cell>,
    /// For every release, which unknown a cell of it is.
    pub names: Vec<BTreeMap<CellKey, u32>>,
    /// Which unknown a cell of the common table of a ring of the last release is, where it is not published.
    pub common: BTreeMap<CellKey, u32>,
    /// All of a group but one of its parts, where that part must not be seen to hold nearly all.
    pub groups: Vec<Group>,
    /// Cells of which two tables of one release say different things.
    pub contradictions: Vec<(usize, CellKey)>,
    /// Releases whose bands cannot be brought together with those of an earlier one.
    pub overlapping: Vec<usize>,
    /// Rings of tables whose common table is too large to be reckoned with.
    pub too_large: Vec<usize>,
}

/// An unknown that somebody published something about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The last release that has it, and its name there.
    pub release: usize,
    pub key: CellKey,
    /// The largest threshold of the tables that have it; 0 where it is not published at all.
    pub threshold: i64,
    pub withheld: bool,
    /// The count, where it is shown.
    pub shown: Option<i64>,
    /// Where withheld, it may hold zero.
    pub zero_possible: bool,
    /// Zero counts as small.
    pub zero_sensitive: bool,
    pub rounded: bool,
}

/// What a sensitive dimension leaves of a group besides one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub part: u32,
    /// The unknown that is the sum of the other parts.
    pub others: u32,
    /// These other parts.
    pub of: Vec<u32>,
    pub threshold: i64,
}

impl Published {
    pub fn of(releases: &[&Release]) -> Published {
        let (mut bands, overlapping) = Bands::of(releases);
        let mut published = Published { overlapping, ..Published::default() };
        let (mut names, mut seen) = (Names::default(), Seen::default());
        let mut latest: BTreeMap<(Epoch, Common), u32> = BTreeMap::new();
        let mut earlier: BTreeMap<Common, Vec<(usize, u32)>> = BTreeMap::new();
        for (index, release) in releases.iter().enumerate() {
            let cells = cells(release, index, &mut published.contradictions);
            let changed = Changes::of(release, &cells, &seen, &mut names);
            seen.add(release, &mut names);
            let mut unknowns = BTreeMap::new();
            for (key, (cell, bounds)) in &cells {
                let common = names.common(release, key);
                let epoch = Epoch::of(release, key);
                let place = (epoch, common.clone());
                let unknown = match latest.get(&place) {
                    Some(unknown) if !changed.touched(key) => {
                        published.meet(*unknown, cell, *bounds);
                        *unknown
                    }
                    _ => {
                        published.cells.push(cell.clone());
                        published.system.unknown(bounds.0, bounds.1)
                    }
                };
                latest.insert(place, unknown);
                unknowns.insert(key.clone(), unknown);
                if release.about.counting == Counting::Running {
                    earlier.entry(common).or_default().push((index, unknown));
                }
            }
            sums(release, release.design.tables.iter(), &unknowns, &mut published.system.rows);
            let touched = |key: &CellKey| changed.touched(key);
            match bands.join(&mut published, (release, index), &unknowns, touched, &mut names) {
                Some(stretches) if release.about.counting == Counting::Running => {
                    for (common, unknown) in stretches {
                        earlier.entry(common).or_default().push((index, unknown));
                    }
                }
                Some(_) => {}
                None => published.overlapping.push(index),
            }
            published.ring(release, index, &unknowns);
            published.groups(release, &unknowns);
            published.names.push(unknowns);
        }
        published.growth(releases, earlier);
        published
    }

    /// One unknown is published a second time.
    fn meet(&mut self, unknown: u32, cell: &Cell, (lower, upper): (i64, i64)) {
        let (low, high) =
            (&mut self.system.lower[unknown as usize], &mut self.system.upper[unknown as usize]);
        (*low, *high) = ((*low).max(lower), (*high).min(upper));
        let known = &mut self.cells[unknown as usize];
        known.threshold = known.threshold.max(cell.threshold);
        known.withheld |= cell.withheld;
        known.shown = cell.shown.or(known.shown);
        known.zero_possible |= cell.zero_possible;
        known.zero_sensitive |= cell.zero_sensitive;
        known.rounded |= cell.rounded;
        (known.release, known.key) = (cell.release, cell.key.clone());
    }

    /// A running total is at least what it was.
    fn growth(&mut self, releases: &[&Release], earlier: BTreeMap<Common, Vec<(usize, u32)>>) {
        for (_, mut counts) in earlier {
            counts.sort_by_key(|(release, _)| (releases[*release].about.as_of, *release));
            for pair in counts.windows(2) {
                let ((_, before), (_, after)) = (pair[0], pair[1]);
                if before != after {
                    // Those of between the two days. What can be derived of them is judged as if it were published.
                    let grown = self.hidden(0);
                    let (before_cell, mut cell) =
                        (&self.cells[before as usize], self.cells[after as usize].clone());
                    cell.threshold = cell.threshold.max(before_cell.threshold);
                    (cell.withheld, cell.shown, cell.zero_possible) = (false, None, true);
                    cell.rounded = cell.threshold > 0;
                    self.cells[grown as usize] = cell;
                    self.system
                        .rows
                        .push(Row { terms: vec![(before, 1), (grown, 1), (after, -1)], sum: 0 });
                }
            }
        }
    }

    /// Tables that overlap in a ring are sums of one that nobody publishes.
    fn ring(&mut self, release: &Release, index: usize, unknowns: &BTreeMap<CellKey, u32>) {
        self.common.clear();
        let Some(table) = release.design.ring() else { return };
        let size: usize = table.axes.iter().map(|axis| release.design.codes(*axis).len()).product();
        if size > MOST_HIDDEN {
            self.too_large.push(index);
            return;
        }
        let mut all = unknowns.clone();
        for key in release.design.cells(&table) {
            if let Entry::Vacant(cell) = all.entry(key) {
                let unknown = self.hidden(0);
                self.common.insert(cell.key().clone(), unknown);
                cell.insert(unknown);
            }
        }
        sums(release, std::iter::once(&table), &all, &mut self.system.rows);
    }

    /// The parts of every group of a sensitive dimension, where what is shown of the other parts is
    /// not plainly enough.
    fn groups(&mut self, release: &Release, unknowns: &BTreeMap<CellKey, u32>) {
        for table in &release.design.tables {
            let axes = table.axes.iter().filter(|axis| table.sensitive.contains(&axis.dimension));
            for axis in axes.filter(|_| table.method == Method::Suppress) {
                for (key, children) in families(release, table, axis.dimension) {
                    let parts: Vec<u32> = children.iter().map(|child| unknowns[child]).collect();
                    let lower = |part: &u32| self.system.lower[*part as usize];
                    let least: i64 = parts.iter().map(lower).sum();
                    let threshold = table.threshold as i64;
                    let total = unknowns[&key];
                    if self.system.upper[total as usize] == 0 {
                        continue;
                    }
                    let open: Vec<u32> = parts
                        .iter()
                        .copied()
                        .filter(|part| least - lower(part) < threshold)
                        .collect();
                    for part in open {
                        if self.system.upper[part as usize] == 0 {
                            continue;
                        }
                        let others = self.hidden(0);
                        let of: Vec<u32> =
                            parts.iter().copied().filter(|other| *other != part).collect();
                        let mut terms = vec![(others, -1)];
                        terms.extend(of.iter().map(|other| (*other, 1)));
                        self.system.rows.push(Row { terms, sum: 0 });
                        self.groups.push(Group { part, others, of, threshold });
                    }
                }
            }
        }
    }

    /// An unknown that nobody publishes.
    pub fn hidden(&mut self, lower: i64) -> u32 {
        self.cells.push(Cell {
            release: 0,
            key: CellKey::default(),
            threshold: 0,
            withheld: false,
            shown: None,
            zero_possible: true,
            zero_sensitive: false,
            rounded: false,
        });
        self.system.unknown(lower, MOST)
    }
}
