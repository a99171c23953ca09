//! Whether there is a register that looks the same and in which a cell holds what it must: found, or
//! shown not to be, by integer programming.

use std::collections::{BTreeMap, BTreeSet};

use microlp::{ComparisonOp, Error, OptimizationDirection, Problem, SolveOptions, SolveOutcome};

use super::{
    cells::Cells,
    cuts::Field,
    hidden::Hidden,
    seek::{Need, Proof},
};

/// What is known of a need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Witness {
    Found(Proof),
    /// No register does it.
    Impossible,
    Open,
}

/// No cell needs to move further: sums are of ones.
const FAR: i64 = 20_000;
const NODES: u64 = 400;
/// Numbers looked at in one program, for each of its cells times sums, and whatever its size.
const OF_SIZE: u64 = 20;
const AT_LEAST: u64 = 100_000;
/// Programs solved until it is known that there is no register, as a rule.
const UNTIL_IMPOSSIBLE: u64 = 10;
/// Cells that hang together, above which one such program takes seconds.
const MANY: usize = 3_000;

/// Asks for a need of somebody who knows one thing at most.
pub fn witness(field: &Field<'_>, hidden: &Hidden, need: &Need) -> Witness {
    let cells: &Cells = field.cells;
    let moves = |at: u32| hidden.is(at) && !field.frozen(at, need);
    if !moves(need.cell) {
        return Witness::Impossible;
    }
    let mut reached = BTreeSet::from([need.cell]);
    let mut rows = BTreeSet::new();
    let mut queue = vec![need.cell];
    while let Some(cell) = queue.pop() {
        for (row, _) in &cells.columns[cell as usize] {
            if rows.insert(*row) {
                for (other, _) in hidden.row(*row) {
                    if moves(*other) && reached.insert(*other) {
                        queue.push(*other);
                    }
                }
            }
        }
    }
    if reached.len() > MANY {
        return Witness::Open;
    }
    let size = (reached.len() * rows.len()) as u64;
    let solved = |programs: u64| cells.work.add(programs * (AT_LEAST + size * OF_SIZE));
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let distance = field.distance(need);
    let mut terms: BTreeMap<u32, Vec<_>> = BTreeMap::new();
    let mut variables = Vec::new();
    for cell in &reached {
        let low = field.room(*cell, need).clamp(0, FAR) as i32;
        // What it gains and what it loses: two variables, since that takes no sum more.
        let (gains, loses) = match *cell == need.cell {
            true if need.up => ((distance as i32, FAR as i32), (0, 0)),
            true => ((0, 0), (distance as i32, low)),
            false => ((0, FAR as i32), (0, low)),
        };
        if gains.0 > gains.1 || loses.0 > loses.1 {
            return Witness::Impossible;
        }
        let gains = problem.add_integer_var(1.0, gains);
        let loses = problem.add_integer_var(1.0, loses);
        for (row, sign) in &cells.columns[*cell as usize] {
            let sign = f64::from(*sign);
            terms.entry(*row).or_default().extend([(gains, sign), (loses, -sign)]);
        }
        variables.push((*cell, gains, loses));
    }
    for terms in terms.values() {
        problem.add_constraint(&terms[..], ComparisonOp::Eq, 0.0);
    }
    let mut options = SolveOptions::default();
    options.node_limit = Some(NODES);
    options.mip_gap = 0.5;
    match problem.solve_with(options) {
        Ok(SolveOutcome::Solution(solution)) => {
            solved(solution.stats().nodes_solved + 1);
            let count = |variable| solution.var_value(variable).round() as i64;
            let proof: Proof = variables
                .into_iter()
                .map(|(cell, gains, loses)| (cell, count(gains) - count(loses)))
                .filter(|(_, by)| *by != 0)
                .collect();
            match fits(field, hidden, need, &proof) {
                true => Witness::Found(proof),
                false => Witness::Open,
            }
        }
        Err(Error::Infeasible) => {
            solved(UNTIL_IMPOSSIBLE);
            Witness::Impossible
        }
        _ => {
            solved(NODES);
            Witness::Open
        }
    }
}

/// Whether moves keep all sums, within what is hidden and may move, and do what is needed.
pub fn fits(field: &Field<'_>, hidden: &Hidden, need: &Need, proof: &Proof) -> bool {
    let mut sums: BTreeMap<u32, i64> = BTreeMap::new();
    for (cell, by) in proof {
        if !hidden.is(*cell) || field.frozen(*cell, need) || -by > field.room(*cell, need) {
            return false;
        }
        for (row, sign) in &field.cells.columns[*cell as usize] {
            *sums.entry(*row).or_default() += i64::from(*sign) * by;
        }
    }
    let own = proof.iter().find(|(cell, _)| *cell == need.cell).map_or(0, |(_, by)| *by);
    let far = if need.up { own } else { -own };
    far >= field.distance(need) && sums.values().all(|sum| *sum == 0)
}
