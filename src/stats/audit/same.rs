//! What is said twice in other words: two dimensions of one column, and two releases that count the same thing
//! under other ids.
//!
//! Counts of such dimensions are sums of each other, and the system of `published` does not know it. What cannot be
//! told apart for certain is taken to be the same.

use std::collections::BTreeSet;

use super::{Leak, What};
use crate::stats::{
    model::{CellKey, Code, Dimension, Table},
    release::{Counting, Release},
    text::fold,
};

/// Two releases whose days are nearer than this are of nearly the same records.
const DAYS: i32 = 28;
/// Counts that two dimensions share by chance are smaller, and fewer.
const LARGE: u64 = 10;
const SHARED: usize = 2;

/// What keeps releases from being audited together. The order is that of publication.
pub fn leaks(releases: &[&Release]) -> Vec<Leak> {
    let mut leaks = Vec::new();
    for (later, release) in releases.iter().enumerate() {
        let mut leak = |what| leaks.push(Leak { release: later, key: CellKey::default(), what });
        let earlier = &releases[..later];
        if has_one_column_twice(release) {
            leak(What::OneColumn);
        } else if earlier.iter().any(|earlier| is_renamed(earlier, release)) {
            leak(What::Renamed);
        } else if earlier.iter().any(|earlier| tells_periods(earlier, release)) {
            leak(What::RunningPeriods);
        }
    }
    leaks
}

fn has_one_column_twice(release: &Release) -> bool {
    let dimensions = &release.design.dimensions;
    dimensions.iter().enumerate().any(|(at, one)| {
        dimensions[..at].iter().any(|other| {
            shares(&one.columns, &other.columns) || (is_banded(one) && is_banded(other))
        })
    })
}

fn is_banded(dimension: &Dimension) -> bool {
    dimension.codes.iter().any(|code| code.band.is_some())
}

fn folded<'t>(texts: impl IntoIterator<Item = &'t String>) -> BTreeSet<String> {
    texts.into_iter().map(|text| fold(text)).collect()
}

fn shares(one: &[String], other: &[String]) -> bool {
    !folded(one).is_disjoint(&folded(other))
}

/// Whether the two may be of the same records and count one thing under other ids or by other codes.
fn is_renamed(earlier: &Release, later: &Release) -> bool {
    let (one, other) = (&earlier.design.dimensions, &later.design.dimensions);
    if one == other {
        return false;
    }
    let apart = (later.about.as_of - earlier.about.as_of).get_days().abs();
    let is_near = apart < DAYS || (is_running(earlier) && is_running(later));
    // Of other days only counts of a period are of the same records.
    let concerned = |release: &Release| -> BTreeSet<usize> {
        let tables = release.design.tables.iter();
        let tables = tables.filter(|table| is_near || has_period(release, table));
        tables.flat_map(|table| &table.axes).map(|axis| axis.dimension).collect()
    };
    let (ours, theirs) = (concerned(earlier), concerned(later));
    let of = |all: &[Dimension], id: &str| all.iter().any(|dimension| dimension.id == id);
    ours.iter().any(|a| {
        theirs.iter().any(|b| {
            let (first, second) = (&one[*a], &other[*b]);
            if first.id == second.id {
                return !agree(first, second);
            }
            // One that both releases have is no other of the same release.
            !of(other, &first.id)
                && !of(one, &second.id)
                && (are_alike(first, second)
                    || (apart == 0
                        && large(earlier, *a).intersection(&large(later, *b)).count() >= SHARED))
        })
    })
}

fn is_running(release: &Release) -> bool {
    release.about.counting == Counting::Running
}

fn has_period(release: &Release, table: &Table) -> bool {
    table.axes.iter().any(|axis| release.design.dimensions[axis.dimension].period)
}

/// Whether two dimensions of one id have the same codes: a code may have parts in only one of them, bands and
/// periods are compared by their years.
fn agree(one: &Dimension, other: &Dimension) -> bool {
    if one.period != other.period || is_banded(one) != is_banded(other) {
        return false;
    }
    one.period || (within(one, other) && within(other, one) && !has_label_elsewhere(one, other))
}

/// Whether each code of `one` is in `other` below the same parent, or is a part of a code that has none there.
fn within(one: &Dimension, other: &Dimension) -> bool {
    let id = |of: &Dimension, at: Option<u16>| {
        at.filter(|at| *at > 0).map(|at| of.codes[usize::from(at)].id.clone())
    };
    let find =
        |id: &str| other.codes.iter().skip(1).position(|code| code.id == id).map(|at| at + 1);
    one.codes.iter().skip(1).filter(|code| code.band.is_none()).all(|code| {
        if let Some(at) = find(&code.id) {
            return id(one, code.parent) == id(other, other.codes[at].parent);
        }
        let mut parent = code.parent;
        while let Some(at) = parent.filter(|at| *at > 0) {
            if let Some(known) = find(&one.codes[usize::from(at)].id) {
                return other.codes.iter().all(|code| code.parent != Some(known as u16));
            }
            parent = one.codes[usize::from(at)].parent;
        }
        false
    })
}

/// Whether a label of one is that of a code with another id in the other: ids that were exchanged.
fn has_label_elsewhere(one: &Dimension, other: &Dimension) -> bool {
    one.codes.iter().skip(1).filter(|code| code.band.is_none()).any(|code| {
        let same = |found: &&Code| fold(&found.label) == fold(&code.label);
        let mut found = other.codes.iter().skip(1).filter(same).peekable();
        found.peek().is_some() && found.all(|found| found.id != code.id)
    })
}

/// Whether two dimensions of other ids may be one thing.
fn are_alike(one: &Dimension, other: &Dimension) -> bool {
    let labels =
        |dimension: &Dimension| folded(dimension.codes.iter().skip(1).map(|code| &code.label));
    shares(&one.columns, &other.columns)
        || fold(&one.label) == fold(&other.label)
        || (is_banded(one) && is_banded(other))
        || labels(one).intersection(&labels(other)).count() >= SHARED
}

/// Large counts that are shown of a dimension alone.
fn large(release: &Release, dimension: usize) -> BTreeSet<u64> {
    let codes = 1..release.design.dimensions[dimension].codes.len();
    let shown = codes.filter_map(|code| {
        let mut key = vec![0; release.design.dimensions.len()];
        key[dimension] = code as u16;
        release.shown(&key)?.number()
    });
    shown.filter(|count| *count >= LARGE).collect()
}

/// Whether two running totals of other days are told by periods in some tables and not in others: what has come
/// since the first day is then the count of a period that may be withheld.
fn tells_periods(earlier: &Release, later: &Release) -> bool {
    let tables = || {
        [earlier, later].into_iter().flat_map(|release| {
            release.design.tables.iter().map(move |table| has_period(release, table))
        })
    };
    is_running(earlier)
        && is_running(later)
        && earlier.about.as_of != later.about.as_of
        && tables().any(|has| has)
        && !tables().all(|has| has)
}
