//! How far each unknown can go, shown by counts that fit.

use rayon::prelude::*;

use super::{
    search::{Effort, Field, Frozen},
    solve::{self, Answer},
    system::System,
};

/// That an unknown can be at least, or at most, so much while others stay as they are at the start.
#[derive(Debug, Clone, Copy)]
pub struct Want<'a> {
    pub unknown: u32,
    pub up: bool,
    pub goal: i64,
    pub frozen: Frozen<'a>,
}

/// What became of a want.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// By these counts.
    Reached(usize),
    /// No counts that fit reach it.
    Impossible,
    /// It was not found out: to be taken for impossible.
    Open,
}

/// Wants that are looked at together; what one finds serves the next such lot.
const LOT: usize = 64;

const FIRST: Effort = Effort { tries: 600, changes: 24, breadth: 8 };
const SECOND: Effort = Effort { tries: 10_000, changes: 60, breadth: 6 };
/// Counts that other searches begin from.
const STARTS: usize = 6;
/// Unknowns up to which the solver is asked before the long search.
const SOLVABLE: usize = 1_000;
/// Unknowns up to which it is asked at all.
const LARGEST: usize = 8_000;
const NODES: u64 = 300;
/// Rounds in which many unknowns are looked at together, and how many make it worth while.
const ROUNDS: usize = 8;
const FEW: usize = 12;

/// A part of a system, and counts that fit it; the first are the start.
#[derive(Debug)]
pub struct Examination<'s> {
    field: Field<'s>,
    pub kept: Vec<Vec<i64>>,
}

impl<'s> Examination<'s> {
    /// Without counts to start from, the solver looks for some; `None` where it finds none.
    pub fn new(
        system: &'s System,
        start: Option<Vec<i64>>,
        wanted: &[(u32, i64)],
    ) -> Option<Examination<'s>> {
        let start = start.filter(|start| system.fits(start)).or_else(|| {
            match solve::counts(system, &[], wanted, NODES) {
                Answer::Counts(counts) => Some(counts),
                Answer::Impossible | Answer::Open => None,
            }
        })?;
        Some(Examination { field: Field::new(system), kept: vec![start] })
    }

    /// What becomes of each want.
    pub fn find(&mut self, wants: &[Want<'_>]) -> Vec<Found> {
        let mut found = vec![None; wants.len()];
        for (index, counts) in self.kept.iter().enumerate() {
            self.note(wants, counts, index, &mut found);
        }
        self.spread(wants, &mut found);
        self.walk(wants, FIRST, &mut found);
        if self.field.system.len() > SOLVABLE {
            self.walk(wants, SECOND, &mut found);
        }
        self.solve(wants, &mut found);
        if self.field.system.len() <= SOLVABLE {
            self.walk(wants, SECOND, &mut found);
        }
        found.into_iter().map(|found| found.unwrap_or(Found::Open)).collect()
    }

    /// Counts in which as many unknowns as can be are as large as is wanted, a few times over.
    fn spread(&mut self, wants: &[Want<'_>], found: &mut [Option<Found>]) {
        let mut before = usize::MAX;
        for _ in 0..ROUNDS {
            let open = |(at, want): (usize, &Want<'_>)| {
                let free = want.frozen.marked.is_empty() && want.frozen.positive.is_none();
                (found[at].is_none() && want.up && free).then_some((want.unknown, want.goal))
            };
            let open: Vec<(u32, i64)> = wants.iter().enumerate().filter_map(open).collect();
            // The same ones again and again: they need to be looked at one by one.
            if open.len() < FEW || open.len() >= before {
                break;
            }
            before = open.len();
            match solve::counts(self.field.system, &[], &open, NODES) {
                Answer::Counts(counts) => self.keep(wants, counts, found),
                Answer::Impossible | Answer::Open => break,
            }
        }
    }

    fn walk(&mut self, wants: &[Want<'_>], effort: Effort, found: &mut [Option<Found>]) {
        for lot in (0..wants.len()).collect::<Vec<_>>().chunks(LOT) {
            let results: Vec<(usize, Option<Vec<i64>>)> = lot
                .par_iter()
                .filter(|at| found[**at].is_none())
                .map(|at| (*at, self.search(&wants[*at], effort)))
                .collect();
            for (at, counts) in results {
                if found[at].is_none()
                    && let Some(counts) = counts
                {
                    self.keep(wants, counts, found);
                }
            }
        }
    }

    fn solve(&mut self, wants: &[Want<'_>], found: &mut [Option<Found>]) {
        for lot in (0..wants.len()).collect::<Vec<_>>().chunks(LOT / 16) {
            let answers: Vec<(usize, Answer)> = lot
                .par_iter()
                .filter(|at| found[**at].is_none())
                .map(|at| (*at, self.ask(&wants[*at])))
                .collect();
            for (at, answer) in answers {
                match answer {
                    Answer::Counts(counts) if found[at].is_none() => {
                        self.keep(wants, counts, found)
                    }
                    Answer::Impossible => found[at] = Some(Found::Impossible),
                    Answer::Counts(_) | Answer::Open => {}
                }
            }
        }
    }

    /// Which wants a short walk from the start meets; nothing is known of the others.
    pub fn find_quickly(
        &self,
        wants: &[Want<'_>],
        hints: impl Fn(&Want<'_>) -> Vec<Vec<i64>> + Sync,
    ) -> Vec<bool> {
        let system = self.field.system;
        wants
            .par_iter()
            .map(|want| {
                let hinted = |counts: &Vec<i64>| system.fits(counts) && self.meets(want, counts);
                hints(want).iter().any(hinted) || self.search(want, FIRST).is_some()
            })
            .collect()
    }

    fn keep(&mut self, wants: &[Want<'_>], counts: Vec<i64>, found: &mut [Option<Found>]) {
        self.note(wants, &counts, self.kept.len(), found);
        self.kept.push(counts);
    }

    fn note(&self, wants: &[Want<'_>], counts: &[i64], index: usize, found: &mut [Option<Found>]) {
        for (want, found) in wants.iter().zip(found) {
            if found.is_none() && self.meets(want, counts) {
                *found = Some(Found::Reached(index));
            }
        }
    }

    fn meets(&self, want: &Want<'_>, counts: &[i64]) -> bool {
        let count = counts[want.unknown as usize];
        let there = if want.up { count >= want.goal } else { count <= want.goal };
        let start = &self.kept[0];
        let positive = want.frozen.positive.is_none_or(|at| counts[at as usize] > 0);
        there
            && positive
            && (0..start.len()).all(|at| counts[at] == start[at] || !want.frozen.holds(at as u32))
    }

    /// From the start, and where nothing has to stay as it is there also from other counts.
    fn search(&self, want: &Want<'_>, effort: Effort) -> Option<Vec<i64>> {
        let system = self.field.system;
        let (low, high) =
            (system.lower[want.unknown as usize], system.upper[want.unknown as usize]);
        if (want.up && want.goal > high) || (!want.up && want.goal < low) {
            return None;
        }
        let starts = if want.frozen.marked.is_empty() && want.frozen.positive.is_none() {
            STARTS
        } else {
            1
        };
        self.kept.iter().take(starts).find_map(|from| {
            let mut counts = from.clone();
            if self.meets(want, from) {
                return Some(counts);
            }
            self.field
                .push(&mut counts, want.unknown, want.goal, &want.frozen, effort)
                .then_some(counts)
        })
    }

    fn ask(&self, want: &Want<'_>) -> Answer {
        if self.field.system.len() > LARGEST {
            return Answer::Open;
        }
        let start = &self.kept[0];
        let mut bounds: Vec<(u32, i64, i64)> = (0..start.len())
            .filter(|at| want.frozen.holds(*at as u32))
            .map(|at| (at as u32, start[at], start[at]))
            .collect();
        bounds.push(match want.up {
            true => (want.unknown, want.goal, i64::MAX),
            false => (want.unknown, i64::MIN, want.goal),
        });
        bounds.extend(want.frozen.positive.map(|at| (at, 1, i64::MAX)));
        solve::counts(self.field.system, &bounds, &[], NODES)
    }
}
