//! What can be derived of the amounts that releases show and withhold.
//!
//! An amount has no threshold: that it is small says nothing. What must not be known is its size, to within
//! a part of it. Amounts are taken to be any numbers that are not negative (a cent more or less is possible), so that
//! their ranges are the ends of linear programs.

use std::collections::BTreeMap;

use super::{
    Leak, Range, What,
    polytope::{Bound, Part, Polytope},
    published::{Common, Epoch, Names, sums},
};
use crate::stats::{
    model::{CellKey, Counts, Shown, Table},
    release::{Release, ShownAmount},
};

/// The amounts of all releases, as one system.
#[derive(Default)]
struct Amounts {
    polytope: Polytope,
    /// Release and name of each, where it was published last.
    cells: Vec<(usize, CellKey)>,
    /// Whether a release withholds it.
    withheld: Vec<bool>,
    /// For every release, which amount a cell of it is.
    names: Vec<BTreeMap<CellKey, u32>>,
    leaks: Vec<Leak>,
}

/// What an earlier release said of an amount.
struct Before {
    amount: u32,
    shown: Option<u64>,
    count: Shown,
}

/// Every amount of which too much can be derived. With the counts of the last release those are looked at more closely
/// that it withholds for their own sake: none may be known to within the percentage of the rule.
pub fn leaks(releases: &[&Release], counts: Option<&Counts>) -> Vec<Leak> {
    let Some(last) = releases.iter().rposition(|release| release.design.amount.is_some()) else {
        return Vec::new();
    };
    let mut amounts = Amounts::of(releases);
    if let Some(wrong) = amounts.polytope.contradiction() {
        amounts.leak(wrong, What::Contradiction);
    }
    if !amounts.leaks.is_empty() {
        return amounts.leaks;
    }
    let parts = amounts.polytope.parts();
    amounts.look_at_all(&parts, width(releases[last]) as f64);
    if let (Some(counts), true) = (counts, last + 1 == releases.len()) {
        amounts.look_at_sensitive(&parts, releases[last], counts);
    }
    amounts.leaks
}

/// The range of every withheld amount; none where the numbers cannot all be true.
pub fn ranges(releases: &[&Release]) -> Vec<Range> {
    let amounts = Amounts::of(releases);
    if !amounts.leaks.is_empty() || amounts.polytope.contradiction().is_some() {
        return Vec::new();
    }
    let mut ends: BTreeMap<u32, (u64, Option<u64>)> = BTreeMap::new();
    for part in amounts.polytope.parts() {
        let Some(mut reach) = part.reach() else { return Vec::new() };
        for (at, unknown) in part.unknowns.iter().enumerate() {
            ends.insert(*unknown, reach.range(at));
        }
    }
    let range = |(unknown, (least, most)): (u32, (u64, Option<u64>))| {
        let (release, key) = amounts.cells[unknown as usize].clone();
        Range { release, key, least, most, exact: true, of_amount: true }
    };
    ends.into_iter().map(range).collect()
}

/// Which cells of the last release may be empty together as far as its amounts tell: a count can be protected by
/// another register in which they are only if the amounts leave that open.
pub struct Emptying<'a> {
    release: &'a Release,
    counts: &'a Counts,
    parts: Vec<Part>,
    /// Part and place of every withheld amount.
    places: BTreeMap<CellKey, (usize, usize)>,
}

impl<'a> Emptying<'a> {
    /// `None` where no amounts are shown.
    pub fn of(releases: &[&'a Release], counts: &'a Counts) -> Option<Emptying<'a>> {
        let release = releases.last().filter(|release| release.design.amount.is_some())?;
        let amounts = Amounts::of(releases);
        let parts = amounts.polytope.parts();
        let mut places = BTreeMap::new();
        let names: BTreeMap<u32, &CellKey> =
            amounts.names.last()?.iter().map(|(key, unknown)| (*unknown, key)).collect();
        for (part, one) in parts.iter().enumerate() {
            for (at, unknown) in one.unknowns.iter().enumerate() {
                if let Some(key) = names.get(unknown) {
                    places.insert((*key).clone(), (part, at));
                }
            }
        }
        Some(Emptying { release, counts, parts, places })
    }

    /// Whether these may all be empty, as far as somebody knows who has one record in none of them.
    pub fn may_be_empty(&self, cells: &[&CellKey]) -> bool {
        let filled = cells.iter().copied().filter(|cell| self.counts.sum(cell).total > 0);
        let filled: Vec<&CellKey> =
            filled.filter(|cell| self.release.amount(cell).is_some()).collect();
        let mut touched = std::collections::BTreeSet::new();
        for cell in &filled {
            match self.places.get(*cell) {
                Some((part, _)) => touched.insert(*part),
                None => return false,
            };
        }
        touched.into_iter().all(|part| {
            let bounds: Vec<Bound> = self
                .places
                .iter()
                .filter(|(_, (one, _))| *one == part)
                .filter_map(|(key, (_, at))| match filled.contains(&key) {
                    true => Some((*at, 0.0, 0.0)),
                    false => known_to_one(self.release, &filled, key, self.counts)
                        .map(|(low, high)| (*at, low, high)),
                })
                .collect();
            self.parts[part].has(&bounds)
        })
    }
}

impl Amounts {
    fn of(releases: &[&Release]) -> Amounts {
        let mut amounts = Amounts::default();
        let mut names = Names::default();
        let mut before: BTreeMap<(Epoch, String, Common), Before> = BTreeMap::new();
        for (index, release) in releases.iter().enumerate() {
            let id = release.design.amount.as_ref().map_or("", |amount| &amount.id);
            let mut unknowns = BTreeMap::new();
            for (key, (shown, count)) in cells(release, index, &mut amounts.leaks) {
                let place = (Epoch::of(release, &key), id.to_owned(), names.common(release, &key));
                let known = before.get(&place);
                if known.is_some_and(|known| tells_the_difference(known, shown, count)) {
                    let leak = Leak { release: index, key: key.clone(), what: What::AmountChanged };
                    amounts.leaks.push(leak);
                }
                let same = known.filter(|known| !is_visibly_other(known, shown, count));
                let amount = match same {
                    Some(known) => {
                        amounts.cells[known.amount as usize] = (index, key.clone());
                        if let Some(shown) = shown {
                            amounts.polytope.show(known.amount, shown as f64);
                        }
                        known.amount
                    }
                    None => {
                        amounts.cells.push((index, key.clone()));
                        amounts.withheld.push(false);
                        amounts.polytope.unknown(shown.map(|shown| shown as f64))
                    }
                };
                amounts.withheld[amount as usize] |= shown.is_none();
                let shown = shown.or(same.and_then(|known| known.shown));
                before.insert(place, Before { amount, shown, count });
                unknowns.insert(key, amount);
            }
            let mut rows = Vec::new();
            let tables = release.design.tables.iter().filter(|table| table.amounts);
            sums(release, tables, &unknowns, &mut rows);
            rows.into_iter().for_each(|row| amounts.polytope.row(row.terms));
            amounts.names.push(unknowns);
        }
        amounts
    }

    fn leak(&mut self, amount: u32, what: What) {
        let (release, key) = self.cells[amount as usize].clone();
        self.leaks.push(Leak { release, key, what });
    }

    /// No withheld amount may be known to within the least width.
    fn look_at_all(&mut self, parts: &[Part], width: f64) {
        // Withheld by one release, and shown by another.
        for amount in 0..self.cells.len() as u32 {
            if self.withheld[amount as usize] && self.polytope.is_shown(amount) {
                self.leak(amount, What::Amount);
            }
        }
        for part in parts {
            let Some(mut reach) = part.reach() else {
                self.leak(part.unknowns[0], What::Contradiction);
                continue;
            };
            for (at, unknown) in part.unknowns.iter().enumerate() {
                if !reach.is_as_wide_as(at, width) {
                    self.leak(*unknown, What::Amount);
                }
            }
        }
    }

    /// An amount that is withheld for its own sake may be so much more, and so much less, as far as anybody
    /// knows who has one record elsewhere.
    fn look_at_sensitive(&mut self, parts: &[Part], release: &Release, counts: &Counts) {
        let Some(amount) = &release.design.amount else { return };
        let Some(names) = self.names.last().cloned() else { return };
        let width = width(release);
        let mut places: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
        for (part, one) in parts.iter().enumerate() {
            places.extend(
                one.unknowns.iter().enumerate().map(|(at, unknown)| (*unknown, (part, at))),
            );
        }
        for (key, unknown) in &names {
            let sum = counts.sum(key);
            let small = (1..threshold(release, key)).contains(&counts.of(key));
            if !small && !amount.is_sensitive(&sum) {
                continue;
            }
            let (up, down) = amount.protection(&sum, width);
            let (low, high) = (sum.total as f64 - down as f64, sum.total as f64 + up as f64);
            let is_open = places.get(unknown).is_some_and(|(part, at)| {
                let mut bounds: Vec<Bound> = Vec::new();
                for (other, name) in &names {
                    if let Some((_, place)) = places.get(name).filter(|(one, _)| one == part) {
                        let known = known_to_one(release, &[key], other, counts);
                        bounds.extend(known.map(|(low, high)| (*place, low, high)));
                    }
                }
                let mut may_be = |low, high| {
                    bounds.push((*at, low, high));
                    let has = parts[*part].has(&bounds);
                    bounds.pop();
                    has
                };
                may_be(high, f64::INFINITY) && may_be(0.0, low)
            });
            if !is_open {
                self.leak(*unknown, What::Amount);
            }
        }
    }
}

/// The ends of an amount for somebody who has one record of it, where that record is in none of the cells that are
/// looked at: at least their own, and all of it where they are alone. `None` where all its records are of one of the cells.
fn known_to_one(
    release: &Release,
    cells: &[&CellKey],
    other: &CellKey,
    counts: &Counts,
) -> Option<(f64, f64)> {
    if cells.iter().any(|cell| holds(release, cell, other)) {
        return None;
    }
    let theirs = counts.sum(other);
    let mut inside: Vec<&CellKey> = Vec::new();
    for cell in cells.iter().filter(|cell| holds(release, other, cell)) {
        // A record that two cells have must not be taken off twice.
        if inside.iter().all(|one| have_none_in_common(release, one, cell)) {
            inside.push(cell);
        }
    }
    let total = theirs.total as f64;
    if inside.is_empty() && counts.of(other) == 1 {
        return Some((total, total));
    }
    let mut largest = theirs.largest.to_vec();
    for amount in inside.iter().flat_map(|cell| counts.sum(cell).largest) {
        if let Some(at) = largest.iter().position(|one| *one == amount) {
            largest.remove(at);
        }
    }
    let own = largest.first().copied().unwrap_or(theirs.largest[theirs.largest.len() - 1]);
    Some((own as f64, f64::INFINITY))
}

fn have_none_in_common(release: &Release, one: &CellKey, other: &CellKey) -> bool {
    (0..one.len()).any(|dimension| {
        let only = |key: &CellKey| {
            let mut only: CellKey = vec![0; key.len()].into();
            only[dimension] = key[dimension];
            only
        };
        let (one, other) = (only(one), only(other));
        !holds(release, &one, &other) && !holds(release, &other, &one)
    })
}

/// Whether every record of `inner` is one of `outer`.
fn holds(release: &Release, outer: &CellKey, inner: &CellKey) -> bool {
    outer.iter().zip(inner).enumerate().all(|(dimension, (above, below))| {
        let codes = &release.design.dimensions[dimension].codes;
        let mut at = Some(*below);
        while let Some(code) = at.filter(|code| code != above) {
            at = codes[usize::from(code)].parent;
        }
        at.is_some()
    })
}

/// The largest threshold of the tables that show a cell.
fn threshold(release: &Release, key: &CellKey) -> u64 {
    let tables = release.design.tables.iter().enumerate();
    let having = tables.filter(|(index, _)| release.table(*index).cell(key).is_some());
    having.map(|(_, table)| table.threshold).max().unwrap_or(0)
}

/// The least width of a range that a withheld amount of a release may have.
fn width(release: &Release) -> u64 {
    let Some(amount) = &release.design.amount else { return 1 };
    let total: CellKey = vec![0; release.design.dimensions.len()].into();
    let of = match (release.amount(&total), release.shown(&total)) {
        (Some(ShownAmount::Amount(sum)), Some(Shown::Count(count))) => Some((sum, count)),
        _ => None,
    };
    amount.least_width(of)
}

/// Whether two releases show that their amounts are not of the same records.
fn is_visibly_other(before: &Before, shown: Option<u64>, count: Shown) -> bool {
    let other = |a: Option<u64>, b: Option<u64>| a.zip(b).is_some_and(|(a, b)| a != b);
    other(before.count.number(), count.number()) || other(before.shown, shown)
}

/// Whether the difference of two amounts of the same records but few is shown.
fn tells_the_difference(before: &Before, shown: Option<u64>, count: Shown) -> bool {
    before.shown.is_some() && shown.is_some() && is_visibly_other(before, shown, count)
}

/// The amounts that a release shows, each once, with what it shows of the counts.
fn cells(
    release: &Release,
    index: usize,
    leaks: &mut Vec<Leak>,
) -> BTreeMap<CellKey, (Option<u64>, Shown)> {
    let mut cells: BTreeMap<CellKey, (Option<u64>, Shown)> = BTreeMap::new();
    let tables = release.design.tables.iter().enumerate();
    for (at, _) in tables.filter(|(_, table): &(usize, &Table)| table.amounts) {
        let view = release.table(at);
        for ((key, shown), (_, count)) in view.amounts().zip(view.cells()) {
            let known = *cells.entry(key.clone()).or_insert((shown, count));
            let wrong = known != (shown, count)
                // Where nobody is, there is no amount; and no amount tells of a count that is withheld.
                || (count == Shown::Count(0) && shown != Some(0))
                || (count == Shown::Withheld && shown.is_some());
            if wrong {
                leaks.push(Leak { release: index, key, what: What::Contradiction });
            }
        }
    }
    cells
}
