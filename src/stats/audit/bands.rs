//! Releases of the same records with other bands: what each band is made of.
//!
//! Years 0–5 of one release and 0–6 of another differ by those of six, which neither shows. All bands of
//! a dimension are sums of the stretches that their ends cut it into. These stretches become unknowns of
//! the system, in every cell that is told by band, with their sums over places and all else; and what
//! an attacker learns of one is judged as if it were published.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    published::{Cell, Common, Epoch, MOST_HIDDEN, Names, Published, families},
    system::Row,
};
use crate::stats::{
    model::{Axis, CellKey, Design, Table},
    release::{Counting, Release},
};

/// First and last year.
type Stretch = (u16, u16);

/// The stretches of every dimension that is cut in two ways, and what is known of them so far.
#[derive(Debug, Default)]
pub struct Bands {
    /// By the id of the dimension.
    cut: BTreeMap<String, Vec<Stretch>>,
    latest: BTreeMap<(Epoch, Common), u32>,
    made: usize,
}

impl Bands {
    /// The second is the releases whose bands cannot be brought together with those of earlier ones: they
    /// do not cover the same years, their tables overlap in a ring, or a table has two such dimensions.
    pub fn of(releases: &[&Release]) -> (Bands, Vec<usize>) {
        let mut bands = Bands::default();
        let mut later = BTreeSet::new();
        for (index, release) in releases.iter().enumerate() {
            for earlier in releases[..index].iter().filter(|other| of_same_records(other, release))
            {
                for dimension in &release.design.dimensions {
                    let id = dimension.id.as_str();
                    let (one, other) = (of_dimension(earlier, id), of_dimension(release, id));
                    if !one.is_empty() && !other.is_empty() && one != other {
                        bands.cut.insert(id.to_owned(), Vec::new());
                        later.insert(index);
                    }
                }
            }
        }
        let mut is_possible = !is_ring(releases, &bands);
        for (id, stretches) in &mut bands.cut {
            let of_all: Vec<BTreeSet<Stretch>> = releases
                .iter()
                .map(|release| of_dimension(release, id))
                .filter(|bands| !bands.is_empty())
                .collect();
            is_possible &= of_all.iter().all(|bands| years(bands) == years(&of_all[0]));
            let starts: BTreeSet<u16> = of_all.iter().flatten().map(|(first, _)| *first).collect();
            let end = of_all.iter().flatten().map(|(_, last)| *last).max().unwrap_or(0);
            let starts: Vec<u16> = starts.into_iter().collect();
            let ends = starts.iter().skip(1).map(|next| next - 1).chain([end]);
            *stretches = starts.iter().copied().zip(ends).collect();
        }
        is_possible &= releases
            .iter()
            .flat_map(|release| {
                release.design.tables.iter().map(|table| bands.axes(release, table).count())
            })
            .all(|cut| cut < 2);
        match is_possible {
            true => (bands, Vec::new()),
            false => (Bands::default(), later.into_iter().collect()),
        }
    }

    /// The axes of a table that show bands of a dimension that is cut in two ways.
    fn axes<'a>(
        &'a self,
        release: &'a Release,
        table: &'a Table,
    ) -> impl Iterator<Item = &'a Axis> {
        table.axes.iter().filter(|axis| {
            let dimension = &release.design.dimensions[axis.dimension];
            let shown =
                |code: &crate::stats::model::Code| code.band.is_some() && code.depth <= axis.depth;
            self.cut.contains_key(&dimension.id) && dimension.codes.iter().any(shown)
        })
    }

    /// Writes the stretches of a release into the system: bands as their sums, and their own sums over all
    /// other dimensions. Gives their names, for what grows; `None` where there are too many of them.
    pub fn join(
        &mut self,
        published: &mut Published,
        (release, index): (&Release, usize),
        unknowns: &BTreeMap<CellKey, u32>,
        touched: impl Fn(&CellKey) -> bool,
        names: &mut Names,
    ) -> Option<Vec<(Common, u32)>> {
        let mut own: BTreeMap<(CellKey, Stretch), u32> = BTreeMap::new();
        let mut named = Vec::new();
        let mut seen = BTreeSet::new();
        for table in &release.design.tables {
            let Some(axis) = self.axes(release, table).next().copied() else { continue };
            let dimension = &release.design.dimensions[axis.dimension];
            let stretches = self.cut[&dimension.id].clone();
            let within = |key: &CellKey| -> Vec<Stretch> {
                let band = dimension.codes[usize::from(key[axis.dimension])].band;
                let is_within = |(first, last): &&Stretch| {
                    band.is_some_and(|(from, to)| from <= *first && *last <= to)
                };
                stretches.iter().filter(is_within).copied().collect()
            };
            for key in release.design.cells(table) {
                let parts = within(&key);
                let mut terms = Vec::new();
                for part in &parts {
                    let place = (without(&key, axis.dimension), *part);
                    let unknown = match own.get(&place) {
                        Some(unknown) => *unknown,
                        None => {
                            let name = (
                                Epoch::of(release, &key),
                                names.stretch(release, &key, axis.dimension, *part),
                            );
                            let unknown = match self.latest.get(&name) {
                                Some(unknown) if !touched(&key) => *unknown,
                                // It is the band itself.
                                _ if parts.len() == 1 => unknowns[&key],
                                _ => {
                                    self.made += 1;
                                    published.stretch()
                                }
                            };
                            self.latest.insert(name.clone(), unknown);
                            named.push((name.1, unknown));
                            own.insert(place, unknown);
                            unknown
                        }
                    };
                    published.asked(unknown, index, &key, table);
                    terms.push((unknown, 1));
                }
                let is_itself = terms.len() == 1 && terms[0].0 == unknowns[&key];
                if !parts.is_empty()
                    && !is_itself
                    && seen.insert((axis.dimension, key.clone(), None))
                {
                    terms.push((unknowns[&key], -1));
                    published.system.rows.push(Row { terms, sum: 0 });
                }
            }
            for other in table.axes.iter().filter(|other| other.dimension != axis.dimension) {
                for (whole, children) in families(release, table, other.dimension) {
                    for part in within(&whole) {
                        let at = |key: &CellKey| own[&(without(key, axis.dimension), part)];
                        let place = (other.dimension, without(&whole, axis.dimension), Some(part));
                        if seen.insert(place) {
                            let mut terms = vec![(at(&whole), -1)];
                            terms.extend(children.iter().map(|child| (at(child), 1)));
                            published.system.rows.push(Row { terms, sum: 0 });
                        }
                    }
                }
            }
        }
        (self.made <= MOST_HIDDEN).then_some(named)
    }
}

impl Published {
    /// A stretch: what is derived of it is judged, and that it is empty may be known.
    fn stretch(&mut self) -> u32 {
        let unknown = self.hidden(0);
        self.cells[unknown as usize].rounded = true;
        unknown
    }

    /// A table asks as much of the unknown of a stretch as of its own cells.
    fn asked(&mut self, unknown: u32, release: usize, key: &CellKey, table: &Table) {
        let cell: &mut Cell = &mut self.cells[unknown as usize];
        cell.threshold = cell.threshold.max(table.threshold as i64);
        cell.zero_sensitive |= table.zeros_are_sensitive;
        (cell.release, cell.key) = (release, key.clone());
    }
}

/// Whether some counts of two releases are of the same records.
fn of_same_records(earlier: &Release, later: &Release) -> bool {
    let running = |release: &Release| release.about.counting == Counting::Running;
    let periods =
        |release: &Release| release.design.dimensions.iter().any(|dimension| dimension.period);
    (earlier.about.as_of, running(earlier)) == (later.about.as_of, running(later))
        || (running(earlier) && running(later))
        || (periods(earlier) && periods(later))
}

fn of_dimension(release: &Release, id: &str) -> BTreeSet<Stretch> {
    let dimensions = release.design.dimensions.iter().filter(|dimension| dimension.id == id);
    dimensions.flat_map(|dimension| dimension.codes.iter().filter_map(|code| code.band)).collect()
}

/// All years of some bands.
fn years(bands: &BTreeSet<Stretch>) -> BTreeSet<u16> {
    bands.iter().flat_map(|(first, last)| *first..=*last).collect()
}

/// Whether the tables of all releases, told by stretch, overlap in a ring: counts could then fit each
/// and yet be those of no register.
fn is_ring(releases: &[&Release], bands: &Bands) -> bool {
    if bands.cut.is_empty() {
        return false;
    }
    let mut ids: Vec<&str> = Vec::new();
    let mut tables = Vec::new();
    for release in releases {
        for table in &release.design.tables {
            let cut: Vec<usize> = bands.axes(release, table).map(|axis| axis.dimension).collect();
            let mut common = table.clone();
            for axis in &mut common.axes {
                let dimension = &release.design.dimensions[axis.dimension];
                let deepest = dimension.codes.iter().map(|code| code.depth).max().unwrap_or(0);
                axis.depth = axis.depth.min(deepest) + u8::from(cut.contains(&axis.dimension));
                axis.dimension = ids.iter().position(|id| *id == dimension.id).unwrap_or(ids.len());
                if axis.dimension == ids.len() {
                    ids.push(&dimension.id);
                }
            }
            tables.push(common);
        }
    }
    Design { dimensions: Vec::new(), tables, amount: None }.ring().is_some()
}

fn without(key: &CellKey, dimension: usize) -> CellKey {
    let mut key = key.clone();
    key[dimension] = 0;
    key
}
