//! The range of counts that an attacker can derive of each withheld cell.
//!
//! A linear program says how far an unknown can go at most; counts that fit say that it can. Where the two
//! differ, an integer program decides.

use std::sync::OnceLock;

use rayon::prelude::*;

use super::{
    amounts,
    begin::{LARGEST, NODES, begin},
    published::Published,
    search::Field,
    settle::Patience,
    solve::{self, Answer, Relaxation, Relaxed},
    system::{MOST, System},
};
use crate::stats::{model::CellKey, release::Release};

/// What can be derived of a withheld cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    pub release: usize,
    pub key: CellKey,
    pub least: u64,
    /// `None`: without end.
    pub most: Option<u64>,
    /// Whether there are counts that fit for either end. If not, the range may be narrower.
    pub exact: bool,
    /// Whether it is of the amount of the cell, not of its count.
    pub of_amount: bool,
}

/// Ends that are looked at together.
const LOT: usize = 16;
/// Unknowns times sums, times questions to the solver: what it takes grows so.
const QUESTIONS: u64 = 24_000_000_000;
const DECISIONS: u64 = 300_000_000;
const PATIENCE: Patience = Patience { work: 1_000_000, failures: 10 };
/// Numbers that are not whole and may be an end, one after the other, until one is.
const STEPS: usize = 12;

/// The range of every withheld count, and then of every withheld amount, jointly over all tables and releases; none where the numbers cannot
/// all be true.
pub fn ranges(releases: &[&Release]) -> Vec<Range> {
    let published = Published::of(releases);
    let mut system = published.system.clone();
    if !published.contradictions.is_empty() {
        return Vec::new();
    }
    let Ok(parts) = system.propagate().and_then(|()| system.parts()) else { return Vec::new() };
    let withheld: Vec<bool> = published.cells.iter().map(|cell| cell.withheld).collect();
    let found: Vec<Option<Vec<(u32, End, End)>>> = parts
        .par_iter()
        .map(|(part, unknowns)| {
            let asked: Vec<u32> = (0..part.len() as u32)
                .filter(|at| withheld[unknowns[*at as usize] as usize])
                .collect();
            let ends = ends(part, &asked)?.into_iter();
            Some(ends.map(|(at, low, high)| (unknowns[at as usize], low, high)).collect())
        })
        .collect();
    // Counts that are known by now.
    let end = |at| End { at, exact: true };
    let mut all: Vec<(End, End)> =
        (0..system.len()).map(|at| (end(system.lower[at]), end(system.upper[at]))).collect();
    for part in found {
        let Some(part) = part else { return Vec::new() };
        for (unknown, low, high) in part {
            all[unknown as usize] = (low, high);
        }
    }
    // What is not reckoned with can only narrow.
    let whole = published.too_large.is_empty() && published.overlapping.is_empty();
    (0..published.cells.len())
        .filter(|at| withheld[*at])
        .map(|at| {
            let (cell, (low, high)) = (&published.cells[at], &all[at]);
            Range {
                release: cell.release,
                key: cell.key.clone(),
                least: low.at.max(0) as u64,
                most: (high.at < MOST / 2).then_some(high.at as u64),
                exact: whole && low.exact && high.exact,
                of_amount: false,
            }
        })
        .chain(amounts::ranges(releases))
        .collect()
}

/// An end of a range.
#[derive(Debug, Clone, Copy)]
struct End {
    /// It goes no further.
    at: i64,
    /// It goes so far.
    exact: bool,
}

/// The ends of the unknowns that are asked for; `None` where no counts fit.
fn ends(part: &System, asked: &[u32]) -> Option<Vec<(u32, End, End)>> {
    let field = Field::new(part);
    let mut relaxation = OnceLock::new();
    let start = match begin(&field, &mut relaxation) {
        Ok(start) => start,
        Err(Answer::Impossible) => return None,
        Err(_) => {
            let end = |at| End { at, exact: false };
            let bounds =
                |at: &u32| (*at, end(part.lower[*at as usize]), end(part.upper[*at as usize]));
            return Some(asked.iter().map(bounds).collect());
        }
    };
    let mut search = Search {
        least: start.clone(),
        most: start.clone(),
        bounds: (part.lower.clone(), part.upper.clone()),
        start,
    };
    let both: Vec<(u32, bool)> = asked.iter().flat_map(|at| [(*at, false), (*at, true)]).collect();
    let size = (part.len() * part.rows.len()).max(1) as u64;
    if part.len() <= LARGEST {
        let relaxation = relaxation.into_inner().flatten();
        if let Some(relaxation) = relaxation.or_else(|| Relaxation::of(part).ok()) {
            let most = (QUESTIONS / size) as usize;
            search.all(&both, most, |search, end| search.relax(&field, &relaxation, end));
            let most = (DECISIONS / size) as usize;
            search.all(&both, most, |search, end| search.decide(&field, end));
        }
    }
    let ends = |at: &u32| {
        let index = *at as usize;
        let end = |bound: i64, reached: i64| End { at: bound, exact: bound == reached };
        let low = end(search.bounds.0[index], search.least[index]);
        (*at, low, end(search.bounds.1[index], search.most[index]))
    };
    Some(asked.iter().map(ends).collect())
}

/// How far unknowns were seen to go, and how far they can go at most.
struct Search {
    start: Vec<i64>,
    least: Vec<i64>,
    most: Vec<i64>,
    bounds: (Vec<i64>, Vec<i64>),
}

/// What was learned of an end: that it goes no further, and counts that fit.
type Learned = (i64, Option<Vec<i64>>);

impl Search {
    /// Looks at the first ends that are still open.
    fn all(
        &mut self,
        ends: &[(u32, bool)],
        most: usize,
        look: impl Fn(&Search, (u32, bool)) -> Learned + Sync,
    ) {
        let open: Vec<(u32, bool)> =
            ends.iter().copied().filter(|end| self.open(*end)).take(most).collect();
        for lot in open.chunks(LOT) {
            let learned: Vec<((u32, bool), Learned)> = lot
                .par_iter()
                .filter(|end| self.open(**end))
                .map(|end| (*end, look(self, *end)))
                .collect();
            for ((unknown, up), (bound, counts)) in learned {
                let bounds = if up { &mut self.bounds.1 } else { &mut self.bounds.0 };
                bounds[unknown as usize] = bound;
                counts.into_iter().for_each(|counts| self.see(&counts));
            }
        }
    }

    fn open(&self, (unknown, up): (u32, bool)) -> bool {
        let at = unknown as usize;
        match up {
            true => self.most[at] < self.bounds.1[at],
            false => self.least[at] > self.bounds.0[at],
        }
    }

    fn bound(&self, (unknown, up): (u32, bool)) -> i64 {
        let bounds = if up { &self.bounds.1 } else { &self.bounds.0 };
        bounds[unknown as usize]
    }

    fn see(&mut self, counts: &[i64]) {
        for (at, count) in counts.iter().enumerate() {
            self.least[at] = self.least[at].min(*count);
            self.most[at] = self.most[at].max(*count);
        }
    }

    /// By linear programming, and counts near to where it ends.
    fn relax(&self, field: &Field<'_>, relaxation: &Relaxation<'_>, end: (u32, bool)) -> Learned {
        let (unknown, up) = end;
        let known = self.bound(end);
        let Relaxed::Numbers(numbers) = relaxation.furthest(unknown, up) else {
            return (known, None);
        };
        let number = numbers[unknown as usize];
        // The solver's numbers are a little off.
        let little = 1e-5 + 1e-9 * number.abs();
        let bound = match up {
            true => known.min((number + little).floor() as i64),
            false => known.max((number - little).ceil() as i64),
        };
        let limits = [limit(end, bound)];
        let near: Vec<i64> = numbers.iter().map(|number| number.round() as i64).collect();
        let settle = |from: &[i64]| field.settle(from, &limits, PATIENCE, u64::from(unknown));
        (bound, settle(&near).or_else(|| settle(&self.start)))
    }

    /// By branch and bound, until counts that fit are found or it is not known whether there are any.
    fn decide(&self, field: &Field<'_>, end: (u32, bool)) -> Learned {
        let mut bound = self.bound(end);
        for _ in 0..STEPS {
            let limits = [limit(end, bound)];
            match solve::whole(field.system, &limits, NODES) {
                Answer::Counts(counts) => return (bound, Some(counts)),
                Answer::Impossible => bound += if end.1 { -1 } else { 1 },
                Answer::Open => break,
            }
        }
        (bound, None)
    }
}

fn limit((unknown, up): (u32, bool), bound: i64) -> (u32, i64, i64) {
    if up { (unknown, bound, i64::MAX) } else { (unknown, i64::MIN, bound) }
}
