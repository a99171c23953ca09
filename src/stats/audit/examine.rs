//! How far each unknown can go, shown by counts that fit.
//!
//! From cheap to dear: counts in which many unknowns are large at once; for each of the others a short walk,
//! a point far from all bounds that is made whole, a linear program (which can also prove that there are no
//! such counts), a long walk, an integer program.

use std::sync::OnceLock;

use rayon::prelude::*;

use super::{
    begin::{LARGEST, NODES, begin},
    middle::middle,
    search::{Effort, Field, Frozen},
    settle::Patience,
    solve::{self, Answer, Relaxation, Relaxed},
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

impl Want<'_> {
    /// Nothing has to stay as it is.
    fn free(&self) -> bool {
        self.frozen.marked.is_empty() && self.frozen.positive.is_none()
    }
}

/// What became of a want.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// By counts that fit: these of those that were kept, if they were.
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
/// Unknowns up to which the solver is asked before the long search where much has to stay as it is.
const SOLVABLE: usize = 1_000;
/// Wants that are walked for, and settled one by one.
const WALKS: usize = 20_000;
const LONG_WALKS: usize = 1_000;
const SETTLED: usize = 2_000;
/// Unknowns times sums, times questions to the solver: what it takes grows so. A minute or two.
const QUESTIONS: u64 = 6_000_000_000;
const DECISIONS: u64 = 60_000_000;
/// Rounds in which many unknowns are looked at together, and how many unknowns make it worth while.
const ROUNDS: u64 = 24;
const FEW: usize = 8;
/// Rounds that found next to nothing, one after the other, after which there are no more.
const VAIN: usize = 3;
const IN_A_ROUND: Patience = Patience { work: 40_000_000, failures: 20 };
const ATTEMPTS: u64 = 3;
const FOR_ONE: Patience = Patience { work: 4_000_000, failures: 20 };

/// A part of a system, and counts that fit it; the first are the start.
#[derive(Debug)]
pub struct Examination<'s> {
    pub field: Field<'s>,
    pub kept: Vec<Vec<i64>>,
    /// Whether all counts that were found are kept, and not only some to begin from.
    all: bool,
    relaxation: OnceLock<Option<Relaxation<'s>>>,
}

impl<'s> Examination<'s> {
    /// From counts that fit; `None` if they do not. All counts that are found are kept.
    pub fn from(system: &'s System, start: Vec<i64>) -> Option<Examination<'s>> {
        system.fits(&start).then(|| Examination {
            field: Field::new(system),
            kept: vec![start],
            all: true,
            relaxation: OnceLock::new(),
        })
    }

    /// From nothing but the system.
    ///
    /// # Errors
    /// That no counts fit, or that none were found.
    pub fn of(system: &'s System) -> Result<Examination<'s>, Answer> {
        let field = Field::new(system);
        let mut relaxation = OnceLock::new();
        let start = begin(&field, &mut relaxation)?;
        Ok(Examination { field, kept: vec![start], all: false, relaxation })
    }

    /// What becomes of each want.
    pub fn find(&mut self, wants: &[Want<'_>]) -> Vec<Found> {
        let mut found = vec![None; wants.len()];
        for (index, counts) in self.kept.iter().enumerate() {
            self.note(wants, counts, index, &mut found);
        }
        self.spread(wants, &mut found);
        self.walk(wants, FIRST, WALKS, &mut found);
        let dear = self.field.system.len() > SOLVABLE && wants.iter().any(|want| !want.free());
        if dear {
            self.walk(wants, SECOND, LONG_WALKS, &mut found);
        }
        self.ask(wants, SETTLED, &mut found, |examination, want| examination.settle(want));
        self.ask(wants, self.most(QUESTIONS), &mut found, |examination, want| {
            examination.relax(want)
        });
        if !dear {
            self.walk(wants, SECOND, LONG_WALKS, &mut found);
        }
        self.ask(wants, self.most(DECISIONS), &mut found, |examination, want| {
            examination.decide(want)
        });
        found.into_iter().map(|found| found.unwrap_or(Found::Open)).collect()
    }

    /// Counts in which as many unknowns as can be are as large as is wanted, a few times over.
    fn spread(&mut self, wants: &[Want<'_>], found: &mut [Option<Found>]) {
        let (mut before, mut vain) = (usize::MAX, 0);
        for round in 0..ROUNDS {
            let open: Vec<&Want<'_>> = wants
                .iter()
                .zip(found.iter())
                .filter(|(want, found)| found.is_none() && want.up && want.free())
                .map(|(want, _)| want)
                .collect();
            vain = if before - open.len() < 2 { vain + 1 } else { 0 };
            if open.len() < FEW || vain == VAIN {
                break;
            }
            before = open.len();
            let Some(counts) = self.round(&open, round) else { continue };
            self.keep(wants, counts, found);
        }
    }

    fn round(&self, open: &[&Want<'_>], round: u64) -> Option<Vec<i64>> {
        let system = self.field.system;
        let mut random = fastrand::Rng::with_seed(round);
        let mut weights = vec![1.0; system.len()];
        let mut goals = vec![0; system.len()];
        for want in open {
            let at = want.unknown as usize;
            // Not all at once, after the first: they stand in one another's way.
            if round == 0 || random.bool() {
                weights[at] = want.goal as f64 * 4f64.powi(1 + (round as i32).min(8));
                goals[at] = want.goal;
            }
        }
        let numbers = middle(system, (&system.lower, &system.upper), &weights);
        let whole = |(at, number): (usize, &f64)| {
            let (down, up) = (number.floor() as i64, number.ceil() as i64);
            match goals[at] == up || random.f64() < number.fract() {
                true => up,
                false => down,
            }
        };
        let near: Vec<i64> = numbers.iter().enumerate().map(whole).collect();
        self.field.settle(&near, &[], IN_A_ROUND, round)
    }

    /// Questions that can be put to the solver without taking long.
    fn most(&self, all: u64) -> usize {
        let system = self.field.system;
        let size = (system.len() * system.rows.len()).max(1) as u64;
        if system.len() > LARGEST { 0 } else { (all / size) as usize }
    }

    fn walk(
        &mut self,
        wants: &[Want<'_>],
        effort: Effort,
        most: usize,
        found: &mut [Option<Found>],
    ) {
        for lot in open(found, most).chunks(LOT) {
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

    fn ask(
        &mut self,
        wants: &[Want<'_>],
        most: usize,
        found: &mut [Option<Found>],
        answer: impl Fn(&Examination<'s>, &Want<'_>) -> Answer + Sync,
    ) {
        for lot in open(found, most).chunks(LOT / 8) {
            let answers: Vec<(usize, Answer)> = lot
                .par_iter()
                .filter(|at| found[**at].is_none())
                .map(|at| (*at, answer(self, &wants[*at])))
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
        if self.all || self.kept.len() < STARTS {
            self.kept.push(counts);
        }
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
        let still = |at: &bool, (index, count): (usize, &i64)| {
            !at || *count == start[index] || !want.frozen.holds(index as u32)
        };
        let marked = want.frozen.marked.iter().zip(counts.iter().enumerate());
        there && positive && marked.into_iter().all(|(at, count)| still(at, count))
    }

    /// From the start, and where nothing has to stay as it is there also from other counts.
    fn search(&self, want: &Want<'_>, effort: Effort) -> Option<Vec<i64>> {
        let system = self.field.system;
        let (low, high) =
            (system.lower[want.unknown as usize], system.upper[want.unknown as usize]);
        if (want.up && want.goal > high) || (!want.up && want.goal < low) {
            return None;
        }
        let starts = if want.free() { STARTS } else { 1 };
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

    /// From a point far from all bounds, that of the want among them.
    fn settle(&self, want: &Want<'_>) -> Answer {
        let system = self.field.system;
        let bounds = self.bounds(want);
        let (mut lower, mut upper) = (system.lower.clone(), system.upper.clone());
        for (at, low, high) in &bounds {
            let at = *at as usize;
            (lower[at], upper[at]) = (lower[at].max(*low), upper[at].min(*high));
            if lower[at] > upper[at] {
                return Answer::Impossible;
            }
        }
        let numbers = middle(system, (&lower, &upper), &vec![1.0; system.len()]);
        let settled = |seed: u64| {
            let mut random = fastrand::Rng::with_seed(seed);
            let near = numbers.iter().map(|number| (number + random.f64()).floor() as i64);
            self.field.settle(&near.collect::<Vec<i64>>(), &bounds, FOR_ONE, seed)
        };
        (0..ATTEMPTS).find_map(settled).map_or(Answer::Open, Answer::Counts)
    }

    /// By linear programming, and from there to whole counts.
    fn relax(&self, want: &Want<'_>) -> Answer {
        let bounds = self.bounds(want);
        let relaxed = match want.free() {
            true => match self.relaxation() {
                Some(relaxation) => relaxation.reach(want.unknown, want.up, want.goal),
                None => return Answer::Open,
            },
            false => solve::relaxed(self.field.system, &bounds),
        };
        match relaxed {
            Relaxed::Numbers(numbers) => {
                let near: Vec<i64> = numbers.iter().map(|number| number.round() as i64).collect();
                let seed = u64::from(want.unknown);
                let from = |counts: &Vec<i64>| self.field.settle(counts, &bounds, FOR_ONE, seed);
                from(&near).or_else(|| from(&self.kept[0])).map_or(Answer::Open, Answer::Counts)
            }
            Relaxed::Impossible => Answer::Impossible,
            Relaxed::Open => Answer::Open,
        }
    }

    /// By branch and bound.
    fn decide(&self, want: &Want<'_>) -> Answer {
        let bounds = self.bounds(want);
        if let Relaxed::Numbers(numbers) = solve::relaxed(self.field.system, &bounds)
            && let Some(counts) = solve::mended(self.field.system, &bounds, &numbers, NODES)
        {
            return Answer::Counts(counts);
        }
        solve::whole(self.field.system, &bounds, NODES)
    }

    pub fn relaxation(&self) -> Option<&Relaxation<'s>> {
        let of = || Relaxation::of(self.field.system).ok();
        self.relaxation.get_or_init(of).as_ref()
    }

    fn bounds(&self, want: &Want<'_>) -> Vec<(u32, i64, i64)> {
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
        bounds
    }
}

/// The first wants of which nothing is known yet.
fn open(found: &[Option<Found>], most: usize) -> Vec<usize> {
    (0..found.len()).filter(|at| found[*at].is_none()).take(most).collect()
}
