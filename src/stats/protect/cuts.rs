//! What every protection must withhold: inequalities that hold for all of them.
//!
//! A sum, or several added up with multipliers, says by how much one cell moves when others do. If
//! that cell is to move by `distance`, what is withheld of the others must allow it:
//! `Σ min(1, multiplier · room / distance) · withheld ≥ 1`, the capacity inequalities of Fischetti and
//! Salazar (2001). They hold for any multipliers, exactly where these are whole numbers.

use super::{
    cells::{Cells, NONE},
    seek::{Need, Who},
    simplex::{End, Simplex},
};

/// `Σ weight · withheld ≥ least` over published cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    pub terms: Vec<(u32, i64)>,
    pub least: i64,
}

impl Cut {
    pub fn slack(&self, values: &[f64]) -> f64 {
        let given: f64 = self.terms.iter().map(|(at, by)| *by as f64 * values[*at as usize]).sum();
        given - self.least as f64
    }

    /// The largest weight.
    pub fn scale(&self) -> f64 {
        let most = self.terms.iter().map(|(_, by)| by.abs()).max();
        most.unwrap_or(1) as f64
    }

    /// By how much it does not hold, where one cell gives at most one.
    pub fn lack(&self, values: &[f64]) -> f64 {
        -self.slack(values) / self.scale()
    }

    /// That the terms come to so much, if the cell of the condition is withheld; in the smallest numbers.
    fn asked(mut terms: Vec<(u32, i64)>, least: i64, condition: Option<u32>) -> Cut {
        let common = terms.iter().fold(least, |common, (_, by)| divisor(common, *by));
        terms.iter_mut().for_each(|(_, by)| *by /= common);
        let least = least / common;
        match condition {
            Some(cell) => {
                terms.push((cell, -least));
                Cut { terms, least: 0 }
            }
            None => Cut { terms, least },
        }
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
/// Steps of one search for multipliers.
const MOST_STEPS: u64 = 3_000;
/// Numbers by which one inequality is divided.
const MOST_DIVISORS: i64 = 16;
/// What is smaller is taken for nothing.
pub const LITTLE: f64 = 1e-7;
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

    /// The inequality of sums with multipliers, as it is or rounded, whichever a choice violates more.
    pub fn of(&self, need: &Need, multipliers: &[(u32, i64)], values: &[f64]) -> Option<Cut> {
        let demand = self.demand(need, multipliers)?;
        let condition = (!self.always[need.cell as usize]).then_some(need.cell);
        let plain = demand.plain(condition);
        let rounded = demand.divisors().map(|by| demand.rounded(by, condition));
        let lack = |cut: Cut| (cut.lack(values), cut);
        let worst =
            |one: (f64, Cut), other: (f64, Cut)| if other.0 > one.0 + LITTLE { other } else { one };
        Some(rounded.map(lack).fold(lack(plain), worst).1)
    }

    /// What must come from elsewhere for a cell to move; `None` where what is withheld anyway does.
    fn demand(&self, need: &Need, multipliers: &[(u32, i64)]) -> Option<Demand> {
        let mut moves: Vec<(u32, i64)> = multipliers
            .iter()
            .flat_map(|(row, by)| {
                self.cells.rows[*row as usize]
                    .iter()
                    .map(move |(at, sign)| (*at, by * i64::from(*sign)))
            })
            .collect();
        // Sorted once, and gone through again for every number it is divided by.
        self.cells.work.add(moves.len() as u64 * (4 + MOST_DIVISORS as u64));
        moves.sort_unstable_by_key(|(at, _)| *at);
        moves.dedup_by(|later, first| {
            let same = later.0 == first.0;
            first.1 += if same { later.1 } else { 0 };
            same
        });
        let own = moves.iter().find(|(at, _)| *at == need.cell)?.1;
        let along = (own > 0) == need.up;
        let most = own.checked_abs()?.checked_mul(self.distance(need))?;
        let mut demand = Demand { terms: Vec::new(), least: most };
        for (at, by) in moves {
            if at == need.cell || by == 0 || !self.may(at) || self.frozen(at, need) {
                continue;
            }
            let by = if along { by } else { -by };
            let gives = match by < 0 {
                true => most,
                false => by.saturating_mul(self.room(at, need)).clamp(0, most),
            };
            match self.always[at as usize] {
                true => demand.least -= gives,
                false if gives > 0 => demand.terms.push((at, gives)),
                false => {}
            }
            if demand.least <= 0 {
                return None;
            }
        }
        let least = demand.least;
        demand.terms.iter_mut().for_each(|(_, gives)| *gives = (*gives).min(least));
        Some(demand)
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
        let terms = others.into_iter().map(|at| (at, 1)).chain([(cell, -1)]);
        Some(Cut { terms: terms.collect(), least: 0 })
    }

    /// Multipliers of the inequality that a choice violates most before its weights are bounded by one: the
    /// dual of the reader's question how far the cell can go, each cell moving at most `reach` times the
    /// distance.
    pub fn separate(&self, need: &Need, values: &[f64], reach: f64) -> Option<Vec<(u32, i64)>> {
        let distance = self.distance(need) as f64;
        let moves = |at: u32| values[at as usize] > LITTLE && !self.frozen(at, need);
        // Rows that hang together with the cell.
        let mut rows: Vec<u32> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        let mut reached = std::collections::BTreeSet::from([need.cell]);
        let mut queue = vec![need.cell];
        while let Some(cell) = queue.pop() {
            for (row, _) in &self.cells.columns[cell as usize] {
                if !seen.insert(*row) {
                    continue;
                }
                rows.push(*row);
                for (other, _) in &self.cells.rows[*row as usize] {
                    if moves(*other) && reached.insert(*other) {
                        queue.push(*other);
                    }
                }
            }
        }
        let most = if self.always[need.cell as usize] { 1.0 } else { values[need.cell as usize] };
        let mut columns = vec![(-1.0, 0.0, most)];
        let mut moving = vec![(need.cell, need.up)];
        for cell in reached.into_iter().filter(|cell| *cell != need.cell) {
            let value = values[cell as usize];
            let room = (self.room(cell, need) as f64 / distance).min(reach);
            for (up, far) in [(true, reach), (false, room)] {
                if far > 0.0 {
                    // A little, each its own, so that of equals the shortest is taken.
                    columns.push((
                        1e-6 + 1e-8 * (moving.len() * 7919 % 1009) as f64,
                        0.0,
                        far * value,
                    ));
                    moving.push((cell, up));
                }
            }
        }
        let mut program = Simplex::new(&columns);
        let mut terms: std::collections::BTreeMap<u32, Vec<(usize, f64)>> = Default::default();
        for (column, (cell, up)) in moving.iter().enumerate() {
            for (row, sign) in &self.cells.columns[*cell as usize] {
                let by = f64::from(*sign) * if *up { 1.0 } else { -1.0 };
                terms.entry(*row).or_default().push((column, by));
            }
        }
        let names: Vec<usize> = rows.iter().map(|row| program.add(&terms[row], 0.0, 0.0)).collect();
        let end = program.solve(MOST_STEPS);
        self.cells.work.add_steps(program.work());
        if end != End::Least || program.value(0) > most - VIOLATED {
            return None;
        }
        let mut multipliers: Vec<(u32, i64)> = rows
            .iter()
            .zip(names)
            .map(|(row, name)| (*row, (program.multiplier(name) * UNIT).round() as i64))
            .filter(|(_, by)| *by != 0)
            .collect();
        let common = multipliers.iter().fold(0, |common, (_, by)| divisor(common, by.abs()));
        multipliers.iter_mut().for_each(|(_, by)| *by /= common);
        Some(multipliers)
    }
}

/// The greatest common one.
fn divisor(one: i64, other: i64) -> i64 {
    if other == 0 { one } else { divisor(other, one % other) }
}

/// `Σ gives · withheld ≥ least`, in whole numbers, of cells about which there is a choice.
struct Demand {
    terms: Vec<(u32, i64)>,
    least: i64,
}

impl Demand {
    fn plain(&self, condition: Option<u32>) -> Cut {
        Cut::asked(self.terms.clone(), self.least, condition)
    }

    /// By what it is worth to divide: all numbers, where they are few.
    fn divisors(&self) -> impl Iterator<Item = i64> {
        let mut divisors: Vec<i64> = match self.least <= MOST_DIVISORS {
            true => (2..self.least).collect(),
            false => self.terms.iter().map(|(_, gives)| *gives).collect(),
        };
        divisors.sort_unstable();
        divisors.dedup();
        divisors.truncate(MOST_DIVISORS as usize);
        let least = self.least;
        divisors.into_iter().filter(move |by| *by > 1 && *by < least && least % by != 0)
    }

    /// Mixed-integer rounding: true of whole choices.
    fn rounded(&self, by: i64, condition: Option<u32>) -> Cut {
        let rest = self.least % by;
        let weight = |gives: i64| gives / by * rest + (gives % by).min(rest);
        let terms = self.terms.iter().map(|(at, gives)| (*at, weight(*gives))).collect();
        Cut::asked(terms, (self.least / by + 1) * rest, condition)
    }
}
