//! Other amounts that would be published in the same way: by how much each must differ for one to be so much
//! more or less. Found by a linear program that changes as little as it can of what is shown (Kelly, Golden and Assad,
//! *Cell suppression: disclosure protection for sensitive tabular data*, Networks 22 (1992)).

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome, Variable};

use super::cells::Cells;

/// What a unit of a change costs in an amount that is withheld anyway: so little that it is taken first, and enough
/// that it is not taken for nothing.
const WITHHELD: f64 = 1e-3;
/// The largest amount is scaled to this, so that the solver works with numbers of its own size.
const LARGEST: f64 = 1e5;

/// Amounts may be so much more, or less, together.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// Each with its change; none stands twice.
    pub targets: Vec<(u32, f64)>,
    /// Whether those are thought of who have one record elsewhere, or only who has none.
    pub readers: bool,
}

impl Need {
    pub fn of(cell: usize, by: f64) -> Need {
        Need { targets: vec![(cell as u32, by)], readers: true }
    }

    pub fn change_of(&self, cell: u32) -> Option<f64> {
        self.targets.iter().find(|(target, _)| *target == cell).map(|(_, by)| *by)
    }
}

/// The amounts that change where a need is met; `None` if it cannot be. Of what is shown those may that `may_hide`.
pub fn changed(
    cells: &Cells<'_>,
    need: &Need,
    withheld: &[bool],
    may_hide: impl Fn(usize) -> bool,
) -> Option<Vec<u32>> {
    let scale = (cells.sums.iter().map(|sum| sum.total).max().unwrap_or(1).max(1) as f64) / LARGEST;
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let mut variables: Vec<Option<[Variable; 2]>> = vec![None; cells.keys.len()];
    let free = (0..cells.keys.len()).filter(|cell| withheld[*cell] || may_hide(*cell));
    for cell in free.filter(|cell| need.change_of(*cell as u32).is_none()) {
        let (less, more) = match need.readers {
            true => cells.room(cell, &need.targets),
            false => (cells.sums[cell].total as f64, f64::INFINITY),
        };
        let cost = if withheld[cell] { WITHHELD } else { cells.worth[cell] };
        variables[cell] = Some([
            problem.add_var(cost, (0.0, more / scale)),
            problem.add_var(cost, (0.0, less / scale)),
        ]);
    }
    for row in &cells.rows {
        let mut terms = Vec::new();
        let mut sum = 0.0;
        for (cell, sign) in row {
            let sign = f64::from(*sign);
            if let Some([more, less]) = variables[*cell as usize] {
                terms.extend([(more, sign), (less, -sign)]);
            } else if let Some(by) = need.change_of(*cell) {
                sum -= sign * by / scale;
            }
        }
        match terms.is_empty() {
            true if sum.abs() > 1e-9 => return None,
            true => {}
            false => {
                problem.add_constraint(&terms[..], ComparisonOp::Eq, sum);
            }
        }
    }
    let Ok(SolveOutcome::Solution(solution)) = problem.solve() else { return None };
    let moved = |cell: &u32| {
        variables[*cell as usize].is_some_and(|pair| {
            let [more, less] = pair.map(|variable| solution.var_value(variable));
            (more - less).abs() > 1e-7
        })
    };
    Some((0..cells.keys.len() as u32).filter(moved).collect())
}
