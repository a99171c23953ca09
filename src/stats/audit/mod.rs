//! What an attacker can derive from what is published.
//!
//! ```text
//! published   releases → system        unknown counts, bounds, sums; several releases joined
//! system      bounds drawn together; parts that do not touch
//! examine     each small cell shown to be possibly small and possibly not, by counts that fit
//! search, solve                         where such counts come from: a walk, a linear program
//! ```
//!
//! Invariant: this shares no code with `protect` but the model and the release. Counts that fit are
//! the only proof of safety; what was not proved is reported as a leak.

mod examine;
mod published;
mod search;
mod solve;
mod system;

use std::collections::BTreeMap;

use rayon::prelude::*;

use self::{
    examine::{Examination, Found, Want},
    published::Published,
    search::Frozen,
    system::{MOST, System},
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
    /// It cuts a dimension into other bands than an earlier release of the same records.
    Bands,
    /// It could not be shown that nothing can be.
    Unproven,
}

/// Audits what is published, together. The order is that of publication.
pub fn audit(releases: &[&Release]) -> Audit {
    run(releases, None, &[])
}

/// As [`audit`], with the counts of the last release: finds also what only they can tell, that a
/// count which can be derived to be at least two is small, and what the one child of a cell learns.
pub fn audit_knowing(releases: &[&Release], counts: &Counts) -> Audit {
    run(releases, Some(counts), &[])
}

/// As [`audit_knowing`], trying first what somebody says are other counts that fit. Each is checked as
/// those are that the audit finds itself.
pub fn audit_with_hints(releases: &[&Release], counts: &Counts, hints: &[Hint]) -> Audit {
    run(releases, Some(counts), hints)
}

/// A cell, and by how much each cell differs from its count where that one is large, or small.
pub type Hint = (CellKey, Vec<(CellKey, i64)>);

fn run(releases: &[&Release], counts: Option<&Counts>, hints: &[Hint]) -> Audit {
    let mut published = Published::of(releases);
    let mut audit = Audit::default();
    let contradiction = |(release, key)| Leak { release, key, what: What::Contradiction };
    audit.leaks.extend(published.contradictions.iter().cloned().map(contradiction));
    let too_large =
        |release: &usize| Leak { release: *release, key: CellKey::default(), what: What::TooLarge };
    audit.leaks.extend(published.too_large.iter().map(too_large));
    let bands = |release: &usize| Leak { what: What::Bands, ..too_large(release) };
    audit.leaks.extend(published.overlapping.iter().map(bands));
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
    let hinted = hinted(published, hints);
    let found: Vec<Vec<Leak>> = parts
        .par_iter()
        .map(|(part, unknowns)| match (&truth, &alone) {
            (Some(truth), Some(alone)) => {
                knowing(part, unknowns, published, (truth, alone), &hinted)
            }
            _ => public(part, unknowns, published),
        })
        .collect();
    audit.leaks.extend(found.into_iter().flatten());
    audit.leaks.sort_by(|a, b| (a.release, &a.key, a.what).cmp(&(b.release, &b.key, b.what)));
    audit.leaks.dedup_by(|later, first| (later.release, &later.key) == (first.release, &first.key));
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
    let wanted: Vec<(u32, i64)> = wants.iter().map(|want| (want.unknown, want.goal)).collect();
    let found =
        Examination::new(part, None, &wanted).map(|mut examination| examination.find(&wants));
    let leak = |(at, want): (usize, &Want<'_>)| {
        let found = found.as_ref().map(|found| &found[at]);
        leak(published, unknowns[want.unknown as usize], found, What::Small)
    };
    wants.iter().enumerate().filter_map(leak).collect()
}

/// Cells that hold one record, and which of them hold the same.
struct Alone {
    /// For every unknown: the number of its record.
    record: BTreeMap<u32, u32>,
}

impl Alone {
    fn of(published: &Published, releases: &[&Release], truth: &[Option<i64>]) -> Alone {
        let last = releases.len() - 1;
        let names = &published.names[last];
        let single = |unknown: u32| truth[unknown as usize] == Some(1);
        let mut record: BTreeMap<u32, u32> = BTreeMap::new();
        // A cell of one record that lies in another such cell holds the record of that.
        for (key, unknown) in names.iter().filter(|(_, unknown)| single(**unknown)) {
            let same: Vec<u32> = published::above(releases[last], key)
                .iter()
                .filter_map(|above| names.get(above).copied())
                .filter(|above| single(*above))
                .collect();
            let numbers: Vec<u32> =
                same.iter().filter_map(|same| record.get(same).copied()).collect();
            let number = numbers.iter().copied().min().unwrap_or(*unknown);
            for value in record.values_mut().filter(|value| numbers.contains(value)) {
                *value = number;
            }
            for same in same {
                record.insert(same, number);
            }
        }
        Alone { record }
    }
}

/// Unknowns, and by how much they differ.
type Changes = Vec<(u32, i64)>;

/// The hints by the unknown that they are about, in numbers of the last release.
fn hinted(published: &Published, hints: &[Hint]) -> BTreeMap<u32, Vec<Changes>> {
    let mut hinted: BTreeMap<u32, Vec<Changes>> = BTreeMap::new();
    let Some(names) = published.names.last() else { return hinted };
    for (cell, changes) in hints {
        let changes =
            changes.iter().filter_map(|(key, by)| Some((*names.get(key)?, *by))).collect();
        if let Some(cell) = names.get(cell) {
            hinted.entry(*cell).or_default().push(changes);
        }
    }
    hinted
}

/// Each small cell of a part must possibly be large and possibly at most one, whoever looks.
fn knowing(
    part: &System,
    unknowns: &[u32],
    published: &Published,
    (truth, alone): (&[Option<i64>], &Alone),
    hinted: &BTreeMap<u32, Vec<Changes>>,
) -> Vec<Leak> {
    let mut leaks = Vec::new();
    let known: Vec<(u32, i64, i64)> = (0..part.len())
        .filter_map(|at| truth[unknowns[at] as usize].map(|count| (at as u32, count, count)))
        .collect();
    let start = match known.len() == part.len() {
        true => Some(known.iter().map(|(_, count, _)| *count).collect()),
        false => match solve::counts(part, &known, &[], 3_000) {
            solve::Answer::Counts(counts) => Some(counts),
            _ => None,
        },
    };
    let Some(start) = start.filter(|start: &Vec<i64>| part.fits(start)) else {
        // An earlier release is of other records than was assumed: an attacker is misled as we are.
        return public(part, unknowns, published);
    };
    let singles: Vec<bool> =
        unknowns.iter().map(|unknown| alone.record.contains_key(unknown)).collect();
    let same = |at: u32| -> Vec<u32> {
        let Some(record) = alone.record.get(&unknowns[at as usize]) else { return Vec::new() };
        let is_same = |other: &u32| alone.record.get(&unknowns[*other as usize]) == Some(record);
        (0..part.len() as u32).filter(is_same).collect()
    };
    let thresholds = thresholds(part, unknowns, published);
    let mut goals: Vec<(u32, bool, i64)> = Vec::new();
    for at in (0..part.len()).filter(|at| thresholds[*at] > 0) {
        if start[at] < thresholds[at] || truth[unknowns[at] as usize].is_none() {
            goals.push((at as u32, true, thresholds[at]));
        }
        let cell = &published.cells[unknowns[at] as usize];
        let mine = truth[unknowns[at] as usize].is_some() && (cell.withheld || cell.rounded);
        if mine && (2..thresholds[at]).contains(&start[at]) {
            goals.push((at as u32, false, 1));
        }
    }
    if goals.is_empty() {
        return leaks;
    }
    // Whoever looks knows of at most one record; a proof in which no cell of one record changes and
    // none that has a record becomes empty holds for everybody.
    let mut firm = part.clone();
    for at in 0..part.len() {
        if truth[unknowns[at] as usize].is_some_and(|count| count > 0) {
            firm.lower[at] = firm.lower[at].max(1);
        }
    }
    let free: Vec<Vec<u32>> = goals.iter().map(|(at, _, _)| same(*at)).collect();
    let wants: Vec<Want<'_>> = goals
        .iter()
        .zip(&free)
        .map(|(goal, free)| want(goal, Frozen { marked: &singles, free, positive: None }))
        .collect();
    let Some(strict) = Examination::new(&firm, Some(start.clone()), &[]) else { return leaks };
    let places: BTreeMap<u32, usize> =
        unknowns.iter().enumerate().map(|(at, unknown)| (*unknown, at)).collect();
    let hints = |want: &Want<'_>| -> Vec<Vec<i64>> {
        let hints = hinted.get(&unknowns[want.unknown as usize]).into_iter().flatten();
        hints
            .map(|changes| {
                let mut counts = start.clone();
                for (unknown, by) in changes {
                    if let Some(at) = places.get(unknown) {
                        counts[*at] += by;
                    }
                }
                counts
            })
            .collect()
    };
    let strict = strict.find_quickly(&wants, hints);
    let hard: Vec<usize> = (0..goals.len()).filter(|at| !strict[*at]).collect();
    let wants: Vec<Want<'_>> = hard.iter().map(|at| want(&goals[*at], Frozen::default())).collect();
    let Some(mut examination) = Examination::new(part, Some(start), &[]) else { return leaks };
    let found = examination.find(&wants);
    for (at, found) in hard.iter().zip(&found) {
        let goal = goals[*at];
        let what = if goal.1 { What::Small } else { What::MoreThanOne };
        let unknown = unknowns[goal.0 as usize];
        let Found::Reached(counts) = found else {
            leaks.extend(leak(published, unknown, Some(found), what));
            continue;
        };
        // Another proof for those whose knowledge this one does not respect.
        let (before, after) = (examination.kept[0].clone(), examination.kept[*counts].clone());
        let mut disturbed: Vec<u32> = (0..part.len())
            .filter(|other| singles[*other] && before[*other] != after[*other])
            .filter(|other| !free[*at].contains(&(*other as u32)))
            .map(|other| alone.record[&unknowns[other]])
            .collect();
        disturbed.sort_unstable();
        disturbed.dedup();
        let emptied = (0..part.len())
            .filter(|other| firm.lower[*other] > after[*other])
            .map(|other| other as u32);
        let emptied: Vec<u32> = emptied.filter(|other| !singles[*other as usize]).collect();
        let marks: Vec<Vec<bool>> = disturbed
            .iter()
            .map(|record| {
                unknowns.iter().map(|unknown| alone.record.get(unknown) == Some(record)).collect()
            })
            .collect();
        let alike = marks.iter().map(|marked| Frozen { marked, free: &[], positive: None });
        let kept = emptied.iter().map(|at| Frozen { positive: Some(*at), ..Frozen::default() });
        for frozen in alike.chain(kept) {
            let found = examination.find(&[want(&goal, frozen)]);
            if !matches!(found[0], Found::Reached(_)) {
                leaks.extend(leak(published, unknown, Some(&found[0]), What::ByOneRecord));
                break;
            }
        }
    }
    leaks
}

fn want<'a>(goal: &(u32, bool, i64), frozen: Frozen<'a>) -> Want<'a> {
    Want { unknown: goal.0, up: goal.1, goal: goal.2, frozen }
}

/// What can be derived of a withheld cell: from (at least) and to (at most), by single sums.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    pub release: usize,
    pub key: CellKey,
    pub least: u64,
    /// `None`: without end.
    pub most: Option<u64>,
}

/// The range of every withheld cell.
pub fn ranges(releases: &[&Release]) -> Vec<Range> {
    let published = Published::of(releases);
    let mut system = published.system.clone();
    if system.propagate().is_err() {
        return Vec::new();
    }
    (0..published.cells.len())
        .filter(|at| published.cells[*at].withheld)
        .map(|at| Range {
            release: published.cells[at].release,
            key: published.cells[at].key.clone(),
            least: system.lower[at].max(0) as u64,
            most: (system.upper[at] < MOST / 2).then_some(system.upper[at] as u64),
        })
        .collect()
}
