//! The questions that searching does not answer, put to a solver of linear programs.
//!
//! Unknowns are counted from their lower bounds, so that large counts lose nothing.

use microlp::{
    ComparisonOp, Error, OptimizationDirection, Problem, Solution, SolveOptions, SolveOutcome,
    Variable,
};

use super::system::System;

/// Where a range is cut off for the search for whole numbers, which knows none longer.
const ROOM: i64 = 1 << 30;

/// What is known of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Counts that fit.
    Counts(Vec<i64>),
    /// There are none.
    Impossible,
    /// It was not found out.
    Open,
}

/// What is known of a question if counts may have fractions.
#[derive(Debug, Clone)]
pub enum Relaxed {
    Numbers(Vec<f64>),
    Impossible,
    Open,
}

/// A system as a linear program that is solved once; questions of one unknown more begin from there.
#[derive(Debug)]
pub struct Relaxation<'s> {
    system: &'s System,
    solution: Solution,
    unknowns: Vec<Variable>,
    /// Worth something and bound to nothing: a question binds it to an unknown.
    worth: Variable,
}

impl<'s> Relaxation<'s> {
    /// # Errors
    /// That no numbers fit, or that it was not found out.
    pub fn of(system: &'s System) -> Result<Relaxation<'s>, Answer> {
        let (mut problem, unknowns) = problem(system, &[], false);
        let range = |(low, high): (&i64, &i64)| high - low;
        let widest = system.lower.iter().zip(&system.upper).map(range).max().unwrap_or(0);
        let worth = problem.add_var(1.0, (0.0, (widest + 1) as f64));
        match problem.solve() {
            Ok(SolveOutcome::Solution(solution)) => {
                Ok(Relaxation { system, solution, unknowns, worth })
            }
            Err(Error::Infeasible) => Err(Answer::Impossible),
            _ => Err(Answer::Open),
        }
    }

    pub fn numbers(&self) -> Vec<f64> {
        self.values(&self.solution)
    }

    /// Numbers in which an unknown is at least, or at most, `goal`.
    pub fn reach(&self, unknown: u32, up: bool, goal: i64) -> Relaxed {
        let goal = (goal - self.system.lower[unknown as usize]) as f64;
        let order = if up { ComparisonOp::Ge } else { ComparisonOp::Le };
        let terms = [(self.unknowns[unknown as usize], 1.0)];
        self.answer(self.solution.clone().add_constraint(&terms[..], order, goal))
    }

    /// Numbers in which an unknown is as large, or as small, as it can be.
    pub fn furthest(&self, unknown: u32, up: bool) -> Relaxed {
        let at = unknown as usize;
        let range = (self.system.upper[at] - self.system.lower[at]) as f64;
        let (sign, most) = if up { (-1.0, 0.0) } else { (1.0, range) };
        let terms = [(self.worth, 1.0), (self.unknowns[at], sign)];
        self.answer(self.solution.clone().add_constraint(&terms[..], ComparisonOp::Le, most))
    }

    fn answer(&self, outcome: Result<SolveOutcome, Error>) -> Relaxed {
        match outcome {
            Ok(SolveOutcome::Solution(solution)) => Relaxed::Numbers(self.values(&solution)),
            Err(Error::Infeasible) => Relaxed::Impossible,
            _ => Relaxed::Open,
        }
    }

    fn values(&self, solution: &Solution) -> Vec<f64> {
        let value =
            |at: usize| self.system.lower[at] as f64 + solution.var_value(self.unknowns[at]);
        (0..self.system.len()).map(value).collect()
    }
}

/// Counts that fit, also within `bounds` (unknown, lower, upper), by branch and bound of at most `nodes`.
pub fn whole(system: &System, bounds: &[(u32, i64, i64)], nodes: u64) -> Answer {
    if empty(system, bounds) {
        return Answer::Impossible;
    }
    let (problem, unknowns) = problem(system, bounds, true);
    let mut options = SolveOptions::default();
    options.node_limit = Some(nodes);
    options.mip_gap = 0.5;
    match problem.solve_with(options) {
        Ok(SolveOutcome::Solution(solution)) => {
            let count =
                |at: usize| system.lower[at] + solution.var_value(unknowns[at]).round() as i64;
            let counts: Vec<i64> = (0..system.len()).map(count).collect();
            match system.fits(&counts) && within(&counts, bounds) {
                true => Answer::Counts(counts),
                false => Answer::Open,
            }
        }
        Err(Error::Infeasible) => {
            let long = |at: usize| system.upper[at] - system.lower[at] > ROOM;
            if (0..system.len()).any(long) { Answer::Open } else { Answer::Impossible }
        }
        _ => Answer::Open,
    }
}

/// Numbers that fit, also within `bounds`.
pub fn relaxed(system: &System, bounds: &[(u32, i64, i64)]) -> Relaxed {
    if empty(system, bounds) {
        return Relaxed::Impossible;
    }
    let (problem, unknowns) = problem(system, bounds, false);
    match problem.solve() {
        Ok(SolveOutcome::Solution(solution)) => {
            let value = |at: usize| system.lower[at] as f64 + solution.var_value(unknowns[at]);
            Relaxed::Numbers((0..system.len()).map(value).collect())
        }
        Err(Error::Infeasible) => Relaxed::Impossible,
        _ => Relaxed::Open,
    }
}

/// Counts near to numbers that fit: all that is whole stays, but for what shares a sum with what is
/// not, and what shares one with that.
pub fn mended(
    system: &System,
    bounds: &[(u32, i64, i64)],
    numbers: &[f64],
    nodes: u64,
) -> Option<Vec<i64>> {
    let mut free: Vec<bool> =
        numbers.iter().map(|number| (number - number.round()).abs() > 1e-6).collect();
    for _ in 0..3 {
        let near: Vec<bool> = system
            .rows
            .iter()
            .map(|row| row.terms.iter().any(|(at, _)| free[*at as usize]))
            .collect();
        for (row, near) in system.rows.iter().zip(near) {
            row.terms.iter().filter(|_| near).for_each(|(at, _)| free[*at as usize] = true);
        }
        let mut small = system.clone();
        for (at, low, high) in bounds {
            let at = *at as usize;
            (small.lower[at], small.upper[at]) =
                (small.lower[at].max(*low), small.upper[at].min(*high));
        }
        for at in (0..system.len()).filter(|at| !free[*at]) {
            (small.lower[at], small.upper[at]) =
                (numbers[at].round() as i64, numbers[at].round() as i64);
        }
        let Ok(parts) = small.propagate().and_then(|()| small.parts()) else { continue };
        let mut counts = small.lower.clone();
        let all = parts.iter().all(|(part, unknowns)| match whole(part, &[], nodes) {
            Answer::Counts(found) => {
                unknowns.iter().zip(found).for_each(|(at, count)| counts[*at as usize] = count);
                true
            }
            Answer::Impossible | Answer::Open => false,
        });
        if all && system.fits(&counts) && within(&counts, bounds) {
            return Some(counts);
        }
    }
    None
}

fn problem(system: &System, bounds: &[(u32, i64, i64)], whole: bool) -> (Problem, Vec<Variable>) {
    let mut problem = Problem::new(OptimizationDirection::Maximize);
    let mut lower = system.lower.clone();
    let mut upper = system.upper.clone();
    for (unknown, low, high) in bounds {
        let at = *unknown as usize;
        (lower[at], upper[at]) = (lower[at].max(*low), upper[at].min(*high));
    }
    let unknowns: Vec<Variable> = (0..system.len())
        .map(|at| {
            let (low, high) = (lower[at] - system.lower[at], upper[at] - system.lower[at]);
            match whole {
                true => {
                    let end = i64::from(i32::MAX);
                    problem.add_integer_var(
                        0.0,
                        (low.min(end) as i32, high.min(low + ROOM).min(end) as i32),
                    )
                }
                false => problem.add_var(0.0, (low as f64, high as f64)),
            }
        })
        .collect();
    for row in &system.rows {
        let terms: Vec<(Variable, f64)> =
            row.terms.iter().map(|(at, sign)| (unknowns[*at as usize], f64::from(*sign))).collect();
        let least: i64 =
            row.terms.iter().map(|(at, sign)| i64::from(*sign) * system.lower[*at as usize]).sum();
        problem.add_constraint(&terms[..], ComparisonOp::Eq, (row.sum - least) as f64);
    }
    (problem, unknowns)
}

fn empty(system: &System, bounds: &[(u32, i64, i64)]) -> bool {
    bounds.iter().any(|(at, low, high)| {
        (*low).max(system.lower[*at as usize]) > (*high).min(system.upper[*at as usize])
    })
}

pub fn within(counts: &[i64], bounds: &[(u32, i64, i64)]) -> bool {
    bounds.iter().all(|(at, low, high)| (*low..=*high).contains(&counts[*at as usize]))
}
