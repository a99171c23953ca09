//! From releases to what an attacker can write down.
//!
//! Counts of two releases are the same unknown where nothing that both show says otherwise:
//! `docs/protection.md`, "Earlier releases".

use std::collections::{BTreeMap, BTreeSet};

use super::{
    bands::Bands,
    system::{MOST, Row, System},
};
use crate::stats::{
    model::{CellKey, Method, Shown, Table},
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
    pub threshold: i64,
}

/// A key that means the same in all releases: dimension and code by their numbers in the whole set.
pub type Common = Vec<(u32, u32)>;

#[derive(Debug, Default)]
pub struct Names {
    dimensions: BTreeMap<String, u32>,
    codes: BTreeMap<(u32, String), u32>,
}

impl Names {
    fn common(&mut self, release: &Release, key: &[u16]) -> Common {
        let mut common = Vec::new();
        for (dimension, code) in key.iter().enumerate().filter(|(_, code)| **code != 0) {
            let dimension = &release.design.dimensions[dimension];
            let next = self.dimensions.len() as u32;
            let number = *self.dimensions.entry(dimension.id.clone()).or_insert(next);
            let next = self.codes.len() as u32;
            let code = &dimension.codes[*code as usize];
            // A band is its years, whatever it is called.
            let name = match code.band {
                Some((first, last)) => format!("{first}–{last}"),
                None => code.id.clone(),
            };
            common.push((number, *self.codes.entry((number, name)).or_insert(next)));
        }
        common.sort_unstable();
        common
    }

    /// The name of a cell that had this stretch of years in place of its code in a dimension.
    pub fn stretch(
        &mut self,
        release: &Release,
        key: &[u16],
        dimension: usize,
        (first, last): (u16, u16),
    ) -> Common {
        let mut whole = key.to_vec();
        whole[dimension] = 0;
        let mut common = self.common(release, &whole);
        let next = self.dimensions.len() as u32;
        let id = release.design.dimensions[dimension].id.clone();
        let number = *self.dimensions.entry(id).or_insert(next);
        let next = self.codes.len() as u32;
        let code = *self.codes.entry((number, format!("{first}–{last}"))).or_insert(next);
        common.push((number, code));
        common.sort_unstable();
        common
    }
}

impl Published {
    pub fn of(releases: &[&Release]) -> Published {
        let (mut bands, overlapping) = Bands::of(releases);
        let mut published = Published { overlapping, ..Published::default() };
        let mut names = Names::default();
        let mut latest: BTreeMap<(Epoch, Common), u32> = BTreeMap::new();
        let mut earlier: BTreeMap<Common, Vec<(usize, u32)>> = BTreeMap::new();
        for (index, release) in releases.iter().enumerate() {
            let cells = cells(release, index, &mut published.contradictions);
            let changed = Changes::of(release, &cells, releases, index, &mut names);
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
                    let grown = self.hidden(0);
                    self.system
                        .rows
                        .push(Row { terms: vec![(before, 1), (grown, 1), (after, -1)], sum: 0 });
                }
            }
        }
    }

    /// Tables that overlap in a ring are sums of one that nobody publishes.
    fn ring(&mut self, release: &Release, index: usize, unknowns: &BTreeMap<CellKey, u32>) {
        let Some(table) = release.design.ring() else { return };
        let size: usize = table.axes.iter().map(|axis| release.design.codes(*axis).len()).product();
        if size > MOST_HIDDEN {
            self.too_large.push(index);
            return;
        }
        let mut all = unknowns.clone();
        for key in release.design.cells(&table) {
            all.entry(key).or_insert_with(|| self.hidden(0));
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
                        let mut terms = vec![(others, -1)];
                        terms.extend(
                            parts.iter().filter(|other| **other != part).map(|other| (*other, 1)),
                        );
                        self.system.rows.push(Row { terms, sum: 0 });
                        self.groups.push(Group { part, others, threshold });
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

/// Which count a cell is one of: two releases of one epoch mean the same records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Epoch {
    /// The period is in the key.
    Period,
    Day(jiff::civil::Date, bool),
}

impl Epoch {
    pub fn of(release: &Release, key: &[u16]) -> Epoch {
        let dimensions = &release.design.dimensions;
        match key.iter().zip(dimensions).any(|(code, dimension)| dimension.period && *code != 0) {
            true => Epoch::Period,
            false => Epoch::Day(release.about.as_of, release.about.counting == Counting::Running),
        }
    }
}

/// Each cell of a release once, with the bounds that its tables give it.
fn cells(
    release: &Release,
    index: usize,
    contradictions: &mut Vec<(usize, CellKey)>,
) -> BTreeMap<CellKey, (Cell, (i64, i64))> {
    let mut cells: BTreeMap<CellKey, (Cell, (i64, i64))> = BTreeMap::new();
    for (at, table) in release.design.tables.iter().enumerate() {
        for (key, shown) in release.table(at).cells() {
            let (lower, upper) = bounds(release, table, shown);
            let (known, (low, high)) = cells.entry(key.clone()).or_insert_with(|| {
                let cell = Cell {
                    release: index,
                    key: key.clone(),
                    threshold: 0,
                    withheld: false,
                    shown: None,
                    zero_possible: release.protection.zeros_withheld,
                    zero_sensitive: false,
                    rounded: false,
                };
                (cell, (0, MOST))
            });
            (*low, *high) = ((*low).max(lower), (*high).min(upper));
            if low > high {
                contradictions.push((index, key));
            }
            known.threshold = known.threshold.max(table.threshold as i64);
            known.withheld |= shown == Shown::Withheld;
            known.zero_possible |= table.zeros_are_sensitive || !table.sensitive.is_empty();
            known.zero_sensitive |= table.zeros_are_sensitive;
            if let Shown::Count(count) = shown {
                known.shown = Some(count as i64);
            }
            known.rounded |= matches!(shown, Shown::Rounded(_));
        }
    }
    for (cell, (low, _)) in cells.values_mut() {
        if cell.withheld && !cell.zero_possible {
            *low = (*low).max(1);
        }
    }
    cells
}

fn bounds(release: &Release, table: &Table, shown: Shown) -> (i64, i64) {
    match shown {
        Shown::Count(count) => (count as i64, count as i64),
        Shown::Withheld => (0, MOST),
        Shown::Rounded(number) => {
            let base = match table.method {
                Method::Round { base } => base,
                Method::Suppress => 1,
            };
            let most = release.protection.deviation.unwrap_or(base) as i64;
            ((number as i64 - most).max(0), number as i64 + most)
        }
    }
}

/// A code with children is their sum, in every dimension of every table.
fn sums<'t>(
    release: &Release,
    tables: impl Iterator<Item = &'t Table>,
    unknowns: &BTreeMap<CellKey, u32>,
    rows: &mut Vec<Row>,
) {
    let mut seen = BTreeSet::new();
    for table in tables {
        for axis in &table.axes {
            for (key, children) in families(release, table, axis.dimension) {
                if seen.insert((axis.dimension, key.clone())) {
                    let mut terms = vec![(unknowns[&key], -1)];
                    terms.extend(children.iter().map(|child| (unknowns[child], 1)));
                    rows.push(Row { terms, sum: 0 });
                }
            }
        }
    }
}

/// The cells of a table that have parts in a dimension, with these.
pub fn families(
    release: &Release,
    table: &Table,
    dimension: usize,
) -> Vec<(CellKey, Vec<CellKey>)> {
    let Some(axis) = table.axes.iter().find(|axis| axis.dimension == dimension) else {
        return Vec::new();
    };
    let codes = &release.design.dimensions[dimension].codes;
    let mut children: BTreeMap<u16, Vec<u16>> = BTreeMap::new();
    for code in release.design.codes(*axis) {
        if let Some(parent) = codes[code as usize].parent {
            children.entry(parent).or_default().push(code);
        }
    }
    let part = |key: &CellKey, child: &u16| {
        let mut part = key.clone();
        part[dimension] = *child;
        part
    };
    release
        .design
        .cells(table)
        .into_iter()
        .filter_map(|key| {
            let children = children.get(&key[dimension])?;
            let parts = children.iter().map(|child| part(&key, child)).collect();
            Some((key, parts))
        })
        .collect()
}

/// What a release says of an earlier one of the same records.
#[derive(Debug, Default)]
struct Changes {
    touched: BTreeSet<CellKey>,
}

impl Changes {
    /// A cell has been touched if something above it was visibly changed and nothing above it was
    /// visibly left as it was.
    fn of(
        release: &Release,
        cells: &BTreeMap<CellKey, (Cell, (i64, i64))>,
        releases: &[&Release],
        index: usize,
        names: &mut Names,
    ) -> Changes {
        // The exact numbers that earlier releases show, the latest of each.
        let mut before: BTreeMap<(Epoch, Common), i64> = BTreeMap::new();
        for earlier in &releases[..index] {
            for at in 0..earlier.design.tables.len() {
                for (key, shown) in earlier.table(at).cells() {
                    if let Shown::Count(count) = shown {
                        before.insert(
                            (Epoch::of(earlier, &key), names.common(earlier, &key)),
                            count as i64,
                        );
                    }
                }
            }
        }
        if before.is_empty() {
            return Changes::default();
        }
        let mut changed = BTreeSet::new();
        let mut same = BTreeSet::new();
        for (key, (cell, (low, high))) in cells {
            if cell.withheld || cell.rounded || low != high {
                continue;
            }
            let place = (Epoch::of(release, key), names.common(release, key));
            match before.get(&place) {
                Some(count) if count == low => same.insert(key.clone()),
                Some(_) => changed.insert(key.clone()),
                None => false,
            };
        }
        if changed.is_empty() {
            return Changes::default();
        }
        // A sum that hides a change in its parts is no evidence.
        for key in &changed {
            for above in above(release, key) {
                same.remove(&above);
            }
        }
        let touched = cells
            .keys()
            .filter(|key| {
                let above = above(release, key);
                above.iter().any(|above| changed.contains(above))
                    && !above.iter().any(|above| same.contains(above))
            })
            .cloned()
            .collect();
        Changes { touched }
    }

    fn touched(&self, key: &CellKey) -> bool {
        self.touched.contains(key)
    }
}

/// A cell and all that contain it.
pub fn above(release: &Release, key: &[u16]) -> Vec<CellKey> {
    let mut all = vec![CellKey::from(key)];
    for (dimension, code) in key.iter().enumerate() {
        let codes = &release.design.dimensions[dimension].codes;
        let mut parents = Vec::new();
        let mut at = codes[*code as usize].parent;
        while let Some(parent) = at {
            parents.push(parent);
            at = codes[parent as usize].parent;
        }
        for index in 0..all.len() {
            for parent in &parents {
                let mut up = all[index].clone();
                up[dimension] = *parent;
                all.push(up);
            }
        }
    }
    all
}
