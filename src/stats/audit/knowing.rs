//! The audit by somebody who holds the counts: that small counts cannot be narrowed from below either,
//! and what the one child of a cell learns.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{
    Hints, Leak, What,
    amounts::Emptying,
    begin::complete,
    examine::{Examination, Found, Want},
    leak, public,
    published::{self, Group, Published},
    search::Frozen,
    system::System,
    thresholds,
};
use crate::stats::{model::CellKey, release::Release};

/// Cells that hold one record, and which of them hold the same.
pub struct Alone {
    /// For every unknown: the number of its record.
    record: BTreeMap<u32, u32>,
}

impl Alone {
    pub fn of(published: &Published, releases: &[&Release], truth: &[Option<i64>]) -> Alone {
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

/// Hints in numbers of the last release. Whatever they say is looked at before it is believed.
pub struct Hinted {
    /// By the unknown that they are about.
    changes: BTreeMap<u32, Vec<Changes>>,
    /// Counts of what is not published.
    common: BTreeMap<u32, i64>,
}

impl Hinted {
    pub fn of(published: &Published, hints: &Hints<'_>) -> Hinted {
        let Published { names, common, groups, .. } = published;
        let names = names.last();
        let unknown = |key: &CellKey| names?.get(key).or_else(|| common.get(key)).copied();
        let mut changes: BTreeMap<u32, Vec<Changes>> = BTreeMap::new();
        for (cell, moved) in hints.changes {
            let Some(cell) = unknown(cell) else { continue };
            let moved: BTreeMap<u32, i64> =
                moved.iter().filter_map(|(key, by)| Some((unknown(key)?, *by))).collect();
            // What is left of a group changes as its parts do.
            let of =
                |group: &Group| -> i64 { group.of.iter().filter_map(|part| moved.get(part)).sum() };
            let others = groups.iter().map(|group| (group.others, of(group)));
            let others: Changes = others.filter(|(_, by)| *by != 0).collect();
            changes.entry(cell).or_default().push(moved.into_iter().chain(others).collect());
        }
        let common =
            hints.common.iter().filter_map(|(key, count)| Some((*common.get(key)?, *count)));
        Hinted { changes, common: common.collect() }
    }

    fn about(&self, unknown: u32) -> impl Iterator<Item = &Changes> {
        self.changes.get(&unknown).into_iter().flatten()
    }
}

/// Each small cell of a part must possibly be large and possibly at most one, whoever looks.
pub fn knowing(
    part: &System,
    unknowns: &[u32],
    published: &Published,
    (truth, alone, emptying): (&[Option<i64>], &Alone, Option<&Emptying<'_>>),
    hinted: &Hinted,
) -> Vec<Leak> {
    let mut leaks = Vec::new();
    let known: Vec<(u32, i64)> = (0..part.len())
        .filter_map(|at| truth[unknowns[at] as usize].map(|count| (at as u32, count)))
        .collect();
    let said =
        (0..part.len()).filter_map(|at| Some((at as u32, *hinted.common.get(&unknowns[at])?)));
    let with_said: Vec<(u32, i64)> = known.iter().copied().chain(said).collect();
    let start = match known.len() == part.len() {
        true => Some(known.iter().map(|(_, count)| *count).collect()),
        false => complete(part, &with_said).or_else(|| complete(part, &known)),
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
    let Some(strict) = Examination::from(&firm, start.clone()) else { return leaks };
    let places: BTreeMap<u32, usize> =
        unknowns.iter().enumerate().map(|(at, unknown)| (*unknown, at)).collect();
    let hints = |want: &Want<'_>| -> Vec<Vec<i64>> {
        hinted
            .about(unknowns[want.unknown as usize])
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
    // Amounts must leave open that those are empty which are so in counts that fit.
    let fits_amounts = |counts: &[i64]| {
        let emptied = (0..part.len()).filter(|at| {
            truth[unknowns[*at] as usize].is_some() && start[*at] > 0 && counts[*at] == 0
        });
        let emptied: Vec<&CellKey> =
            emptied.map(|at| &published.cells[unknowns[at] as usize].key).collect();
        emptying.is_none_or(|emptying| emptying.may_be_empty(&emptied))
    };
    let proved = ByHints {
        part,
        unknowns,
        start: &start,
        alone,
        hinted,
        places: &places,
        fits_amounts: &fits_amounts,
    };
    let hard: Vec<usize> = (0..goals.len())
        .into_par_iter()
        .filter(|at| !strict[*at] && !proved.settle(goals[*at], &free[*at]))
        .collect();
    let wants: Vec<Want<'_>> = hard.iter().map(|at| want(&goals[*at], Frozen::default())).collect();
    let Some(mut examination) = Examination::from(part, start.clone()) else { return leaks };
    let found = examination.find(&wants);
    for (at, found) in hard.iter().zip(&found) {
        let goal = goals[*at];
        let what = if goal.1 { What::Small } else { What::MoreThanOne };
        let unknown = unknowns[goal.0 as usize];
        let Found::Reached(counts) = found else {
            leaks.extend(leak(published, unknown, Some(found), what));
            continue;
        };
        if !fits_amounts(&examination.kept[*counts]) {
            leaks.extend(leak(published, unknown, None, what));
            continue;
        }
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
            let fits = |counts: &usize| fits_amounts(&examination.kept[*counts]);
            if !matches!(&found[0], Found::Reached(counts) if fits(counts)) {
                let told = Some(&found[0]).filter(|found| !matches!(found, Found::Reached(_)));
                leaks.extend(leak(published, unknown, told, What::ByOneRecord));
                break;
            }
        }
    }
    leaks
}

/// What a hint can settle where no single proof holds for everybody: one for whoever knows no record, and
/// for each of those whose knowledge that does not respect, another.
struct ByHints<'a> {
    part: &'a System,
    unknowns: &'a [u32],
    /// The true counts.
    start: &'a [i64],
    alone: &'a Alone,
    hinted: &'a Hinted,
    /// Where an unknown is in the part.
    places: &'a BTreeMap<u32, usize>,
    fits_amounts: &'a (dyn Fn(&[i64]) -> bool + Sync),
}

impl ByHints<'_> {
    /// Whether the hints of a goal, each looked at, reach it whoever looks. `free` are the cells that hold the
    /// same record as its own.
    fn settle(&self, (cell, up, goal): (u32, bool, i64), free: &[u32]) -> bool {
        let hints = self.hinted.about(self.unknowns[cell as usize]);
        let good: Vec<BTreeMap<usize, i64>> = hints
            .filter_map(|changes| {
                let mut counts = self.start.to_vec();
                let mut moved = BTreeMap::new();
                for (unknown, by) in changes {
                    let at = *self.places.get(unknown)?;
                    counts[at] += by;
                    *moved.entry(at).or_insert(0) += by;
                }
                moved.retain(|_, by| *by != 0);
                let count = counts[cell as usize];
                let reached = if up { count >= goal } else { count <= goal };
                let fits = reached && self.part.fits(&counts) && (self.fits_amounts)(&counts);
                fits.then_some(moved)
            })
            .collect();
        let record = |at: &usize| self.alone.record.get(&self.unknowns[*at]);
        let respects = |record_of: u32| {
            good.iter().any(|moved| moved.keys().all(|at| record(at) != Some(&record_of)))
        };
        let keeps = |at: usize| {
            good.iter().any(|moved| self.start[at] + moved.get(&at).copied().unwrap_or(0) > 0)
        };
        good.iter().any(|moved| {
            moved.iter().all(|(at, by)| match record(at) {
                Some(_) if free.contains(&(*at as u32)) => true,
                Some(one) => respects(*one),
                None => self.start[*at] <= 0 || self.start[*at] + by > 0 || keeps(*at),
            })
        })
    }
}

fn want<'a>(goal: &(u32, bool, i64), frozen: Frozen<'a>) -> Want<'a> {
    Want { unknown: goal.0, up: goal.1, goal: goal.2, frozen }
}
