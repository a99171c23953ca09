//! What an attacker can derive from what is published.
//!
//! ```text
//! published   releases → system      unknown counts, bounds, sums; several releases joined
//! bands                              bands that overlap in two releases, as sums of what they share
//! system      bounds drawn together; parts that do not touch
//! begin       part → counts that fit   a point in the middle, made whole and settled
//! examine     part → wants found       each small cell shown to be possibly large, by counts that fit
//! knowing     the same, with the counts in hand: possibly at most one, and whoever looks
//! middle, settle, search, solve        where counts come from: proportional fitting, chains, a walk, a solver
//! same        what two dimensions, or two releases, say of one thing in other words
//! ranges      releases → ranges
//! amounts     what is known of amounts of money, by the linear programs of `polytope`
//! ```
//!
//! Invariant: this shares no code with `protect` but the model and the release. Counts that fit are
//! the only proof of safety; what was not proved is reported as a leak.

mod amounts;
mod bands;
mod begin;
mod examine;
mod knowing;
mod middle;
mod polytope;
mod published;
mod ranges;
mod same;
mod search;
mod settle;
mod solve;
mod system;

use std::collections::BTreeMap;

use rayon::prelude::*;

pub(in crate::stats) use self::amounts::Emptying;
pub use self::ranges::{Range, ranges};
use self::{
    examine::{Examination, Found, Want},
    knowing::{Alone, Hinted, knowing},
    published::{Cell, Published},
    search::Frozen,
    solve::Answer,
    system::System,
};
use crate::stats::{
    model::{CellKey, Counts},
    release::Release,
};

/// What the audit found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Audit {
    /// Withheld cells that were looked at.
    pub withheld: usize,
    pub leaks: Vec<Leak>,
}

/// A cell of which too much can be derived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leak {
    /// Index among the releases.
    pub release: usize,
    pub key: CellKey,
    pub what: What,
}

/// What can be derived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// The numbers cannot all be true.
    Contradiction,
    /// The count itself, which is small.
    Value,
    /// A count that is withheld, though it is not small.
    Derived,
    /// That the count is small.
    Small,
    /// That a small count is more than one. Only who knows the counts can tell.
    MoreThanOne,
    /// That all, or all but few, of a group have one value of a sensitive dimension.
    Group,
    /// One of these, by someone who knows the one record of a cell that holds one.
    ByOneRecord,
    /// Its tables overlap in a ring whose common table is too large.
    TooLarge,
    /// It cuts a dimension into other bands than an earlier release of the same records, and the two cannot
    /// be brought together.
    Bands,
    /// It has two dimensions of one column: the counts of one tell those of the other.
    OneColumn,
    /// It gives to what an earlier release of the same records counts other ids or codes, so that the two cannot
    /// be brought together.
    Renamed,
    /// A running total beside one of another day that is told by periods, in tables that are not.
    RunningPeriods,
    /// An amount, or that it is between ends that are too near to each other.
    Amount,
    /// Amounts of two releases tell by how much they differ, and so what a few records have.
    AmountChanged,
    /// It could not be shown that nothing can be.
    Unproven,
}

impl What {
    /// Whether it is told of the amount of a cell, not of its count.
    pub fn is_of_an_amount(self) -> bool {
        matches!(self, What::Amount | What::AmountChanged)
    }
}

/// Audits what is published, together. The order is that of publication.
pub fn audit(releases: &[&Release]) -> Audit {
    run(releases, None, &Hints::default())
}

/// As [`audit`], with the counts of the last release: finds also what only they can tell, that a
/// count which can be derived to be at least two is small, and what the one child of a cell learns.
pub fn audit_knowing(releases: &[&Release], counts: &Counts) -> Audit {
    run(releases, Some(counts), &Hints::default())
}

/// As [`audit_knowing`], trying first what somebody says are other counts that fit. Each is checked as
/// those are that the audit finds itself.
pub fn audit_with_hints(releases: &[&Release], counts: &Counts, hints: &Hints<'_>) -> Audit {
    run(releases, Some(counts), hints)
}

/// What somebody says of the last release.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hints<'a> {
    /// A cell, and by how much each cell differs from its count where that one is large, or small.
    pub changes: &'a [(CellKey, Vec<(CellKey, i64)>)],
    /// Counts that fit of the common table of a ring, where nobody publishes them.
    pub common: &'a [(CellKey, i64)],
}

fn run(releases: &[&Release], counts: Option<&Counts>, hints: &Hints<'_>) -> Audit {
    let mut published = Published::of(releases);
    let mut audit = Audit::default();
    let contradiction = |(release, key)| Leak { release, key, what: What::Contradiction };
    audit.leaks.extend(published.contradictions.iter().cloned().map(contradiction));
    let too_large =
        |release: &usize| Leak { release: *release, key: CellKey::default(), what: What::TooLarge };
    audit.leaks.extend(published.too_large.iter().map(too_large));
    let bands = |release: &usize| Leak { what: What::Bands, ..too_large(release) };
    audit.leaks.extend(published.overlapping.iter().map(bands));
    audit.leaks.extend(same::leaks(releases));
    let cells = published.cells.clone();
    let hidden = |at: usize| cells[at].withheld || cells[at].rounded;
    audit.withheld = (0..published.cells.len()).filter(|at| hidden(*at)).count();
    let mut system = published.system.clone();
    let parts = match system.propagate().and_then(|()| system.parts()) {
        Ok(parts) if audit.leaks.is_empty() => parts,
        _ => {
            if audit.leaks.is_empty() {
                audit
                    .leaks
                    .push(contradiction((releases.len().saturating_sub(1), CellKey::default())));
            }
            return audit;
        }
    };
    let truth = counts.map(|counts| truth(&published, counts, releases.len() - 1));
    // What is shown and should not be.
    for cell in published.cells.iter().filter(|cell| cell.threshold > 0) {
        let small = |count: i64| (i64::from(!cell.zero_sensitive)..cell.threshold).contains(&count);
        if cell.shown.is_some_and(small) {
            audit.leaks.push(Leak {
                release: cell.release,
                key: cell.key.clone(),
                what: What::Value,
            });
        }
    }
    let one = releases.len() == 1;
    let sensitive = releases
        .iter()
        .flat_map(|release| &release.design.tables)
        .any(|table| !table.sensitive.is_empty());
    // What single sums tell.
    for at in (0..published.cells.len()).filter(|at| hidden(*at)) {
        let cell = &published.cells[at];
        let (low, high) = (system.lower[at], system.upper[at]);
        let what = match (low == high, high < cell.threshold) {
            (true, true) => What::Value,
            (false, true) => What::Small,
            // No release that was made has one: of several, a later may show what an earlier did not.
            (true, false) if cell.withheld && one && !sensitive => What::Derived,
            _ => continue,
        };
        if !(cell.rounded && high == 0) {
            audit.leaks.push(Leak { release: cell.release, key: cell.key.clone(), what });
        }
    }
    // A part that may be empty has not been seen to hold anybody.
    let truly = |part: u32| truth.as_ref().and_then(|truth| truth[part as usize]);
    published
        .groups
        .retain(|group| truly(group.part).unwrap_or(system.lower[group.part as usize]) > 0);
    let published = &published;
    for group in &published.groups {
        let (part, others) = (group.part as usize, group.others as usize);
        if system.upper[others] < group.threshold {
            let cell = &published.cells[part];
            audit.leaks.push(Leak {
                release: cell.release,
                key: cell.key.clone(),
                what: What::Group,
            });
        }
    }
    let alone = truth.as_ref().map(|truth| Alone::of(published, releases, truth));
    let hinted = Hinted::of(published, hints);
    let emptying = counts.and_then(|counts| Emptying::of(releases, counts));
    let found: Vec<Vec<Leak>> = parts
        .par_iter()
        .map(|(part, unknowns)| match (&truth, &alone) {
            (Some(truth), Some(alone)) => {
                knowing(part, unknowns, published, (truth, alone, emptying.as_ref()), &hinted)
            }
            _ => public(part, unknowns, published),
        })
        .collect();
    audit.leaks.extend(found.into_iter().flatten());
    audit.leaks.extend(amounts::leaks(releases, counts));
    audit.leaks.sort_by(|a, b| (a.release, &a.key, a.what).cmp(&(b.release, &b.key, b.what)));
    let of = |leak: &Leak| (leak.release, leak.key.clone(), leak.what.is_of_an_amount());
    audit.leaks.dedup_by(|later, first| of(later) == of(first));
    audit
}

/// The counts of the unknowns of one release; `None` for those of other releases.
fn truth(published: &Published, counts: &Counts, release: usize) -> Vec<Option<i64>> {
    let mut truth = vec![None; published.cells.len()];
    for (key, unknown) in &published.names[release] {
        truth[*unknown as usize] = Some(counts.of(key) as i64);
    }
    truth
}

fn leak(published: &Published, unknown: u32, found: Option<&Found>, what: What) -> Option<Leak> {
    let group = published.groups.iter().find(|group| group.others == unknown);
    let (unknown, what) = group.map_or((unknown, what), |group| (group.part, What::Group));
    let cell = &published.cells[unknown as usize];
    let what = match found {
        Some(Found::Reached(_)) => return None,
        Some(Found::Impossible) => what,
        Some(Found::Open) | None => What::Unproven,
    };
    Some(Leak { release: cell.release, key: cell.key.clone(), what })
}

/// How much each unknown of a part must possibly hold: the threshold of a withheld cell, and of what
/// a sensitive dimension leaves of a group. 0 where nothing is asked.
fn thresholds(part: &System, unknowns: &[u32], published: &Published) -> Vec<i64> {
    let mut thresholds: Vec<i64> = unknowns
        .iter()
        .map(|unknown| {
            let cell = &published.cells[*unknown as usize];
            if cell.withheld || cell.rounded { cell.threshold } else { 0 }
        })
        .collect();
    let places: BTreeMap<u32, usize> =
        unknowns.iter().enumerate().map(|(at, unknown)| (*unknown, at)).collect();
    for group in &published.groups {
        if let Some(at) = places.get(&group.others) {
            thresholds[*at] = thresholds[*at].max(group.threshold);
        }
    }
    for (at, threshold) in thresholds.iter_mut().enumerate() {
        // Told already, or plainly large.
        if part.upper[at] < *threshold || part.lower[at] >= *threshold {
            *threshold = 0;
        }
    }
    thresholds
}

/// Each withheld cell of a part must possibly be large.
fn public(part: &System, unknowns: &[u32], published: &Published) -> Vec<Leak> {
    let thresholds = thresholds(part, unknowns, published);
    let wants: Vec<Want<'_>> = (0..part.len())
        .filter(|at| thresholds[*at] > 0)
        .map(|at| Want {
            unknown: at as u32,
            up: true,
            goal: thresholds[at],
            frozen: Frozen::default(),
        })
        .collect();
    if wants.is_empty() {
        return Vec::new();
    }
    let found = match Examination::of(part) {
        Ok(mut examination) => Some(examination.find(&wants)),
        Err(Answer::Impossible) => {
            let shown = |unknown: &&u32| published.cells[**unknown as usize].threshold > 0;
            let cell = unknowns.iter().find(shown).map(|at| &published.cells[*at as usize]);
            let leak = |cell: &Cell| Leak {
                release: cell.release,
                key: cell.key.clone(),
                what: What::Contradiction,
            };
            return cell.map(leak).into_iter().collect();
        }
        Err(_) => None,
    };
    let leak = |(at, want): (usize, &Want<'_>)| {
        let found = found.as_ref().map(|found| &found[at]);
        leak(published, unknowns[want.unknown as usize], found, What::Small)
    };
    wants.iter().enumerate().filter_map(leak).collect()
}
