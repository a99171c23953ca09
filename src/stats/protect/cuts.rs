//! What every protection must withhold: inequalities that hold for all of them.
//!
//! A sum, or several added up with multipliers, says by how much one cell moves when others do. If
//! that cell is to move by `distance`, what is withheld of the others must allow it:
//! `Σ min(1, multiplier · room / distance) · withheld ≥ 1`, the capacity inequalities of Fischetti and
//! Salazar (2001). They hold for any multipliers, exactly where these are whole numbers.

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome};

use super::{
    cells::{Cells, NONE},
    seek::{Need, Who},
};

/// `Σ weight · withheld ≥ least` over published cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Cut {
    pub terms: Vec<(u32, f64)>,
    pub least: f64,
}

impl Cut {
    /// By how much it does not hold.
    pub fn lack(&self, values: &[f64]) -> f64 {
        self.least - self.terms.iter().map(|(at, by)| by * values[*at as usize]).sum::<f64>()
    }
}

/// Cells as the master knows them.
pub struct Field<'c> {
    pub cells: &'c Cells,
    /// Withheld whatever else is, or never published.
    pub always: Vec<bool>,
}

/// The denominator of multipliers.
const UNIT: f64 = 840.0;
/// How far from zero a multiplier may be.
const LARGEST: f64 = 8.0;
/// What is smaller is taken for nothing.
const LITTLE: f64 = 1e-7;
/// A violation that is worth a row.
pub const VIOLATED: f64 = 0.02;

impl Field<'_> {
    fn may(&self, cell: u32) -> bool {
        self.always[cell as usize] || self.cells.may_hide(cell)
    }

    /// Whether somebody knows the count of a cell, so that it cannot move for them.
    pub fn frozen(&self, cell: u32, need: &Need) -> bool {
        let at = cell as usize;
        let known = match need.who {
            Who::Everybody => {
                let record = self.cells.record[at];
                record != NONE && record != self.cells.record[need.cell as usize]
            }
            Who::Record(of) => self.cells.record[at] == of,
            Who::Stranger | Who::Contributor(_) => false,
        };
        self.cells.fixed[at] || (known && cell != need.cell && at < self.cells.published())
    }

    pub fn room(&self, cell: u32, need: &Need) -> i64 {
        let at = cell as usize;
        if at >= self.cells.published() {
            return self.cells.counts[at];
        }
        let firm = match need.who {
            Who::Everybody => self.cells.counts[at] > 0,
            Who::Contributor(to) => to == cell,
            Who::Stranger | Who::Record(_) => false,
        };
        self.cells.counts[at] - self.cells.least(cell).max(i64::from(firm))
    }

    pub fn distance(&self, need: &Need) -> i64 {
        let count = self.cells.counts[need.cell as usize];
        if need.up { need.goal - count } else { count - need.goal }
    }

    /// The inequality of one sum for a need in it; `None` where it says nothing.
    pub fn of_row(&self, need: &Need, row: u32) -> Option<Cut> {
        self.of(need, &[(row, 1)])
    }

    /// The inequality of sums with multipliers.
    fn of(&self, need: &Need, multipliers: &[(u32, i64)]) -> Option<Cut> {
        let mut moves: Vec<(u32, i64)> = multipliers
            .iter()
            .flat_map(|(row, by)| {
                self.cells.rows[*row as usize]
                    .iter()
                    .map(move |(at, sign)| (*at, by * i64::from(*sign)))
            })
            .collect();
        moves.sort_unstable_by_key(|(at, _)| *at);
        moves.dedup_by(|later, first| {
            let same = later.0 == first.0;
            first.1 += if same { later.1 } else { 0 };
            same
        });
        let own = moves.iter().find(|(at, _)| *at == need.cell)?.1;
        let turn = match (own > 0) == need.up {
            true => -1,
            false => 1,
        };
        let distance = self.distance(need) as f64;
        let mut cut = Cut { terms: Vec::new(), least: 1.0 };
        for (at, by) in moves {
            if at == need.cell || by == 0 || !self.may(at) || self.frozen(at, need) {
                continue;
            }
            let weight = match by * turn > 0 {
                true => 1.0,
                false => {
                    let room = self.room(at, need) as f64;
                    ((by as f64 / own as f64).abs() * room / distance).clamp(0.0, 1.0)
                }
            };
            match self.always[at as usize] {
                true => cut.least -= weight,
                false if weight > 0.0 => cut.terms.push((at, weight)),
                false => {}
            }
        }
        if cut.least < LITTLE {
            return None;
        }
        let least = cut.least;
        cut.terms.iter_mut().for_each(|(_, weight)| *weight = weight.min(least));
        if !self.always[need.cell as usize] {
            // Only if it is withheld itself.
            cut.terms.push((need.cell, -least));
            cut.least = 0.0;
        }
        Some(cut)
    }

    /// That a cell which is withheld in a sum is not the only one. Not asked of any protection, but
    /// true of the least.
    pub fn not_alone(&self, cell: u32, row: u32) -> Option<Cut> {
        let others = self.cells.rows[row as usize].iter().map(|(at, _)| *at);
        let others: Vec<u32> = others
            .filter(|at| *at != cell && self.may(*at) && !self.cells.fixed[*at as usize])
            .collect();
        if others.iter().any(|at| self.always[*at as usize]) {
            return None;
        }
        let terms = others.into_iter().map(|at| (at, 1.0)).chain([(cell, -1.0)]);
        Some(Cut { terms: terms.collect(), least: 0.0 })
    }

    /// The inequality that a fractional choice violates most, found by linear programming: the dual of
    /// the reader's question how far the cell can go, each cell moving at most `reach` times the
    /// distance.
    pub fn separate(&self, need: &Need, values: &[f64], reach: f64) -> Option<Cut> {
        let distance = self.distance(need) as f64;
        let scale = if self.always[need.cell as usize] { 1.0 } else { values[need.cell as usize] };
        let moves = |at: u32| values[at as usize] > LITTLE && !self.frozen(at, need);
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let mut rows = std::collections::BTreeMap::new();
        // Rows that hang together with the cell.
        let mut queue = vec![need.cell];
        let mut reached = std::collections::BTreeSet::from([need.cell]);
        while let Some(cell) = queue.pop() {
            for (row, _) in &self.cells.columns[cell as usize] {
                if rows.contains_key(row) {
                    continue;
                }
                rows.insert(*row, problem.add_var(0.0, (-LARGEST, LARGEST)));
                for (other, _) in &self.cells.rows[*row as usize] {
                    if moves(*other) && reached.insert(*other) {
                        queue.push(*other);
                    }
                }
            }
        }
        for cell in &reached {
            let column = &self.cells.columns[*cell as usize];
            let by = |times: f64| {
                column
                    .iter()
                    .map(|(row, sign)| (rows[row], f64::from(*sign) * times))
                    .collect::<Vec<_>>()
            };
            if *cell == need.cell {
                let terms = by(1.0);
                let own = if need.up { -1.0 } else { 1.0 };
                problem.add_constraint(&terms[..], ComparisonOp::Eq, own);
                continue;
            }
            let cost = problem.add_var(values[*cell as usize], (0.0, f64::INFINITY));
            let terms: Vec<_> = by(-reach).into_iter().chain([(cost, 1.0)]).collect();
            problem.add_constraint(&terms[..], ComparisonOp::Ge, 0.0);
            let room = (self.room(*cell, need) as f64 / distance).min(reach);
            if room > 0.0 {
                let terms: Vec<_> = by(room).into_iter().chain([(cost, 1.0)]).collect();
                problem.add_constraint(&terms[..], ComparisonOp::Ge, 0.0);
            }
        }
        let Ok(SolveOutcome::Solution(solution)) = problem.solve() else { return None };
        if solution.objective() > scale - VIOLATED {
            return None;
        }
        let multipliers: Vec<(u32, i64)> = rows
            .iter()
            .map(|(row, variable)| (*row, (solution.var_value(*variable) * UNIT).round() as i64))
            .filter(|(_, by)| *by != 0)
            .collect();
        self.of(need, &multipliers).filter(|cut| cut.lack(values) > VIOLATED / 2.0)
    }
}
