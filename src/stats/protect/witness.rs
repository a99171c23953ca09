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
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let distance = field.distance(need);
    let mut terms: BTreeMap<u32, Vec<_>> = BTreeMap::new();
    let mut variables = Vec::new();
    for cell in &reached {
        let low = field.room(*cell, need).clamp(0, FAR) as i32;
        let (low, high) = match *cell == need.cell {
            true if need.up => (distance as i32, FAR as i32),
            true => (-low, -distance as i32),
            false => (-low, FAR as i32),
        };
        if low > high {
            return Witness::Impossible;
        }
        let variable = problem.add_integer_var(0.0, (low, high));
        let size = problem.add_var(1.0, (0.0, f64::INFINITY));
        problem.add_constraint([(size, 1.0), (variable, -1.0)], ComparisonOp::Ge, 0.0);
        problem.add_constraint([(size, 1.0), (variable, 1.0)], ComparisonOp::Ge, 0.0);
        for (row, sign) in &cells.columns[*cell as usize] {
            terms.entry(*row).or_default().push((variable, f64::from(*sign)));
        }
        variables.push((*cell, variable));
    }
    for terms in terms.values() {
        problem.add_constraint(&terms[..], ComparisonOp::Eq, 0.0);
    }
    let mut options = SolveOptions::default();
    options.node_limit = Some(NODES);
    options.mip_gap = 0.5;
    match problem.solve_with(options) {
        Ok(SolveOutcome::Solution(solution)) => {
            let by = |variable| solution.var_value(variable).round() as i64;
            let proof: Proof = variables
                .into_iter()
                .map(|(cell, variable)| (cell, by(variable)))
                .filter(|(_, by)| *by != 0)
                .collect();
            match fits(field, hidden, need, &proof) {
                true => Witness::Found(proof),
                false => Witness::Open,
            }
        }
        Err(Error::Infeasible) => Witness::Impossible,
        _ => Witness::Open,
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
