//! The questions that searching does not answer, put to a solver of linear programs.

use microlp::{
    ComparisonOp, Error, OptimizationDirection, Problem, SolveOptions, SolveOutcome, Variable,
};

use super::system::System;

/// Where an unknown without a bound is cut off. A smaller range can only look worse than it is.
const ROOM: i64 = 1_000_000;

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

/// Counts that fit with other bounds for some unknowns (unknown, lower, upper); of several, some in
/// which many of the `wanted` are as large as their goal.
pub fn counts(
    system: &System,
    bounds: &[(u32, i64, i64)],
    wanted: &[(u32, i64)],
    nodes: u64,
) -> Answer {
    match relaxed(system, bounds, wanted) {
        Relaxed::Impossible => Answer::Impossible,
        Relaxed::Counts(counts) => Answer::Counts(counts),
        Relaxed::Broken(values) => match mended(system, bounds, &values, nodes) {
            Some(counts) => Answer::Counts(counts),
            None => whole(system, bounds, wanted, nodes),
        },
        Relaxed::Open => whole(system, bounds, wanted, nodes),
    }
}

enum Relaxed {
    Impossible,
    Counts(Vec<i64>),
    /// Feasible, with parts of a count.
    Broken(Vec<f64>),
    Open,
}

fn problem(
    system: &System,
    bounds: &[(u32, i64, i64)],
    wanted: &[(u32, i64)],
    whole: bool,
) -> (Problem, Vec<Variable>) {
    let mut problem = Problem::new(OptimizationDirection::Maximize);
    let mut lower = system.lower.clone();
    let mut upper = system.upper.clone();
    for (unknown, low, high) in bounds {
        let at = *unknown as usize;
        (lower[at], upper[at]) = (lower[at].max(*low), upper[at].min(*high));
    }
    let variables: Vec<Variable> = (0..system.len())
        .map(|at| {
            let high = upper[at].min(lower[at].max(0) + ROOM);
            match whole {
                true => problem.add_integer_var(0.0, (lower[at] as i32, high as i32)),
                false => problem.add_var(0.0, (lower[at] as f64, high as f64)),
            }
        })
        .collect();
    // What a wanted unknown has beyond its goal is worth nothing.
    for (unknown, goal) in wanted {
        let least = system.lower[*unknown as usize] as f64;
        let worth = problem.add_var(1.0, (least.min(*goal as f64), *goal as f64));
        let terms = [(variables[*unknown as usize], 1.0), (worth, -1.0)];
        problem.add_constraint(&terms[..], ComparisonOp::Ge, 0.0);
    }
    for row in &system.rows {
        let terms: Vec<(Variable, f64)> = row
            .terms
            .iter()
            .map(|(at, sign)| (variables[*at as usize], f64::from(*sign)))
            .collect();
        problem.add_constraint(&terms[..], ComparisonOp::Eq, row.sum as f64);
    }
    (problem, variables)
}

fn empty(system: &System, bounds: &[(u32, i64, i64)]) -> bool {
    bounds.iter().any(|(at, low, high)| {
        (*low).max(system.lower[*at as usize]) > (*high).min(system.upper[*at as usize])
    })
}

fn relaxed(system: &System, bounds: &[(u32, i64, i64)], wanted: &[(u32, i64)]) -> Relaxed {
    if empty(system, bounds) {
        return Relaxed::Impossible;
    }
    let (problem, variables) = problem(system, bounds, wanted, false);
    match problem.solve() {
        Ok(SolveOutcome::Solution(solution)) => {
            let counts: Vec<i64> =
                variables.iter().map(|at| solution.var_value(*at).round() as i64).collect();
            match system.fits(&counts) && within(&counts, bounds) {
                true => Relaxed::Counts(counts),
                false => {
                    Relaxed::Broken(variables.iter().map(|at| solution.var_value(*at)).collect())
                }
            }
        }
        Err(Error::Infeasible) => Relaxed::Impossible,
        _ => Relaxed::Open,
    }
}

/// Whole counts near to others: all that is whole stays, but for what shares a sum with what is not,
/// and what shares one with that.
fn mended(
    system: &System,
    bounds: &[(u32, i64, i64)],
    values: &[f64],
    nodes: u64,
) -> Option<Vec<i64>> {
    let mut free: Vec<bool> =
        values.iter().map(|value| (value - value.round()).abs() > 1e-6).collect();
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
                (values[at].round() as i64, values[at].round() as i64);
        }
        let Ok(parts) = small.propagate().and_then(|()| small.parts()) else { continue };
        let mut counts = small.lower.clone();
        let all = parts.iter().all(|(part, unknowns)| match whole(part, &[], &[], nodes) {
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

fn whole(system: &System, bounds: &[(u32, i64, i64)], wanted: &[(u32, i64)], nodes: u64) -> Answer {
    let (problem, variables) = problem(system, bounds, wanted, true);
    let mut options = SolveOptions::default();
    options.node_limit = Some(nodes);
    options.mip_gap = 0.5;
    match problem.solve_with(options) {
        Ok(SolveOutcome::Solution(solution)) => {
            let counts: Vec<i64> =
                variables.iter().map(|at| solution.var_value(*at).round() as i64).collect();
            match system.fits(&counts) && within(&counts, bounds) {
                true => Answer::Counts(counts),
                false => Answer::Open,
            }
        }
        Err(Error::Infeasible) => Answer::Impossible,
        _ => Answer::Open,
    }
}

fn within(counts: &[i64], bounds: &[(u32, i64, i64)]) -> bool {
    bounds.iter().all(|(at, low, high)| (*low..=*high).contains(&counts[*at as usize]))
}
