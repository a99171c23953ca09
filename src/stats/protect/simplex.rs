//! Small linear programs that change by little: the dual simplex method with bounds on a dense tableau.
//!
//! It is asked thousands of times about programs of some hundred rows, each time with one row or one bound more. What
//! it says is a guide: bounds are reckoned from its multipliers and the inequalities themselves.

/// `Σ cost · x` is made least under `low ≤ x ≤ high` and rows of the same form.
#[derive(Clone)]
pub struct Simplex {
    /// Of columns first, then of rows.
    low: Vec<f64>,
    high: Vec<f64>,
    values: Vec<f64>,
    /// Where each is: of those that depend on others, the line of the tableau, of others their place in it.
    places: Vec<Place>,
    dependent: Vec<usize>,
    free: Vec<usize>,
    /// How each dependent one moves with each free one.
    tableau: Vec<f64>,
    /// How the cost does.
    reduced: Vec<f64>,
    /// Of every line the sum of squares, once it was asked.
    squares: Vec<Option<f64>>,
    pivots: u64,
    /// Numbers looked at in them.
    touched: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Dependent(usize),
    Free(usize),
    Gone,
}

/// What is known when a search ends.
#[derive(Debug, Clone, PartialEq)]
pub enum End {
    Least,
    /// No values do: by how much of each row, added up, shows it.
    None(Vec<(usize, f64)>),
    /// After as many steps as were allowed.
    Open,
}

/// A bound holds within this.
const CLOSE: f64 = 1e-7;
/// What is smaller is no pivot.
const TINY: f64 = 1e-7;
/// What is smaller is taken for zero in the tableau.
const NOTHING: f64 = 1e-11;

/// Numbers of a tableau that a step more is reckoned for when they are looked at.
const UNIT: u64 = 1_000;
/// Work of a pivot in a large program.
const LARGE: u64 = 100;

impl Simplex {
    /// Columns with cost and bounds; one that costs nothing or more begins at its low bound, others at their high
    /// bound, which must be finite.
    pub fn new(columns: &[(f64, f64, f64)]) -> Simplex {
        let values = |(cost, low, high): &(f64, f64, f64)| if *cost < 0.0 { *high } else { *low };
        Simplex {
            low: columns.iter().map(|(_, low, _)| *low).collect(),
            high: columns.iter().map(|(_, _, high)| *high).collect(),
            values: columns.iter().map(values).collect(),
            places: (0..columns.len()).map(Place::Free).collect(),
            dependent: Vec::new(),
            free: (0..columns.len()).collect(),
            tableau: Vec::new(),
            reduced: columns.iter().map(|(cost, _, _)| *cost).collect(),
            squares: Vec::new(),
            pivots: 0,
            touched: 0,
        }
    }

    pub fn value(&self, of: usize) -> f64 {
        self.values[of]
    }

    /// Steps so far, and for what they looked at.
    pub fn work(&self) -> u64 {
        self.pivots + self.touched / UNIT
    }

    /// Numbers in the tableau.
    pub fn size(&self) -> u64 {
        self.tableau.len() as u64
    }

    /// By how much the least cost grows with a row's, or a column's, bound.
    pub fn multiplier(&self, of: usize) -> f64 {
        match self.places[of] {
            Place::Free(at) => self.reduced[at],
            Place::Dependent(_) | Place::Gone => 0.0,
        }
    }

    /// Adds a row over columns; its name.
    pub fn add(&mut self, terms: &[(usize, f64)], low: f64, high: f64) -> usize {
        let width = self.free.len();
        let start = self.tableau.len();
        self.tableau.resize(start + width, 0.0);
        let (before, line) = self.tableau.split_at_mut(start);
        let mut value = 0.0;
        for (column, by) in terms {
            value += by * self.values[*column];
            match self.places[*column] {
                Place::Free(at) => line[at] += by,
                Place::Dependent(other) => {
                    self.touched += width as u64;
                    let other = &before[other * width..][..width];
                    line.iter_mut().zip(other).for_each(|(to, from)| *to += by * from);
                }
                Place::Gone => {}
            }
        }
        let name = self.values.len();
        self.low.push(low);
        self.high.push(high);
        self.values.push(value);
        self.places.push(Place::Dependent(self.dependent.len()));
        self.dependent.push(name);
        self.squares.push(None);
        name
    }

    /// Forgets a row, if it does not bind.
    pub fn remove(&mut self, row: usize) -> bool {
        let Place::Dependent(line) = self.places[row] else { return false };
        let (width, last) = (self.free.len(), self.dependent.len() - 1);
        self.tableau.copy_within(last * width.., line * width);
        self.tableau.truncate(last * width);
        self.dependent.swap_remove(line);
        self.squares.swap_remove(line);
        if line < last {
            self.places[self.dependent[line]] = Place::Dependent(line);
        }
        self.places[row] = Place::Gone;
        true
    }

    /// Decides a column or a row.
    pub fn fix(&mut self, of: usize, value: f64) {
        (self.low[of], self.high[of]) = (value, value);
        if let Place::Free(at) = self.places[of] {
            self.shift(at, value - self.values[of]);
        }
    }

    /// Forgets columns that can move no more: most, where a part of a choice is looked at.
    pub fn forget_fixed(&mut self) {
        let width = self.free.len();
        let moves = |at: &usize| self.low[self.free[*at]] < self.high[self.free[*at]];
        let kept: Vec<usize> = (0..width).filter(moves).collect();
        if kept.len() == width {
            return;
        }
        let lines = 0..self.dependent.len();
        let of = |line: usize| kept.iter().map(move |at| (line, *at));
        let tableau = lines.flat_map(of).map(|(line, at)| self.tableau[line * width + at]);
        self.tableau = tableau.collect();
        self.reduced = kept.iter().map(|at| self.reduced[*at]).collect();
        self.free.iter().for_each(|name| self.places[*name] = Place::Gone);
        self.free = kept.iter().map(|at| self.free[*at]).collect();
        for (at, name) in self.free.iter().enumerate() {
            self.places[*name] = Place::Free(at);
        }
        self.squares.fill(None);
    }

    fn shift(&mut self, at: usize, by: f64) {
        if by == 0.0 {
            return;
        }
        let width = self.free.len();
        self.values[self.free[at]] += by;
        for (line, name) in self.dependent.iter().enumerate() {
            self.values[*name] += self.tableau[line * width + at] * by;
        }
    }

    /// The least cost, in at most so many pivots, and no more work than as many of a large program take.
    pub fn solve(&mut self, most: u64) -> End {
        let last = self.pivots + most;
        let all = self.work() + most * LARGE;
        loop {
            let Some((line, missing)) = self.worst() else { return End::Least };
            if self.pivots >= last || self.work() >= all {
                return End::Open;
            }
            let Some(at) = self.entering(line, missing) else {
                return End::None(self.proof(line, missing));
            };
            self.pivot(line, at);
        }
    }

    /// The line whose bound is broken most, for how far it moves, and by how much it must grow.
    fn worst(&mut self) -> Option<(usize, f64)> {
        let width = self.free.len();
        let mut worst: Option<(f64, usize, f64)> = None;
        for (line, name) in self.dependent.iter().enumerate() {
            let value = self.values[*name];
            let missing = match (self.low[*name] - value, value - self.high[*name]) {
                (below, _) if below > CLOSE => below,
                (_, above) if above > CLOSE => -above,
                _ => continue,
            };
            let square = *self.squares[line].get_or_insert_with(|| {
                self.touched += width as u64;
                self.tableau[line * width..][..width].iter().map(|by| by * by).sum()
            });
            let score = missing * missing / (1.0 + square);
            if worst.is_none_or(|(most, ..)| score > most) {
                worst = Some((score, line, missing));
            }
        }
        worst.map(|(_, line, missing)| (line, missing))
    }

    /// The free one that becomes dependent: the first whose cost would turn, after all that can be moved from one
    /// bound to the other on the way.
    fn entering(&mut self, line: usize, missing: f64) -> Option<usize> {
        let width = self.free.len();
        let row = &self.tableau[line * width..][..width];
        let mut ways: Vec<(f64, f64, usize)> = Vec::new();
        for (at, by) in row.iter().enumerate() {
            let name = self.free[at];
            let room = self.high[name] - self.low[name];
            if by.abs() < TINY || room <= 0.0 {
                continue;
            }
            let low = self.at_low(name);
            if (by * missing > 0.0) == low {
                let price = if low { self.reduced[at] } else { -self.reduced[at] };
                ways.push((price.max(0.0) / by.abs(), by.abs(), at));
            }
        }
        ways.sort_by(|one, other| {
            one.0.total_cmp(&other.0).then(other.1.total_cmp(&one.1)).then(one.2.cmp(&other.2))
        });
        let mut left = missing.abs();
        let mut first = 0;
        while first + 1 < ways.len() {
            let name = self.free[ways[first].2];
            let gives = (self.high[name] - self.low[name]) * ways[first].1;
            if gives >= left {
                break;
            }
            left -= gives;
            first += 1;
        }
        // Of equals that which moves most.
        let ratio = ways.get(first)?.0;
        let mut chosen = first;
        for (place, way) in ways.iter().enumerate() {
            if (way.0 - ratio).abs() < 1e-10 && place >= first && way.1 > ways[chosen].1 {
                chosen = place;
            }
        }
        let flips: Vec<usize> = ways[..first].iter().map(|(_, _, at)| *at).collect();
        let chosen = ways[chosen].2;
        for at in flips {
            let name = self.free[at];
            let to = if self.at_low(name) { self.high[name] } else { self.low[name] };
            self.shift(at, to - self.values[name]);
        }
        Some(chosen)
    }

    fn at_low(&self, name: usize) -> bool {
        self.values[name] - self.low[name] <= self.high[name] - self.values[name]
    }

    fn pivot(&mut self, line: usize, at: usize) {
        self.pivots += 1;
        let width = self.free.len();
        let (leaving, entering) = (self.dependent[line], self.free[at]);
        let bound = match self.values[leaving] < self.low[leaving] {
            true => self.low[leaving],
            false => self.high[leaving],
        };
        let turn = self.tableau[line * width + at];
        self.shift(at, (bound - self.values[leaving]) / turn);
        self.values[leaving] = bound;
        let mut row: Vec<(usize, f64)> = Vec::new();
        for (other, by) in self.tableau[line * width..][..width].iter().enumerate() {
            if other != at && by.abs() > NOTHING {
                row.push((other, -by / turn));
            }
        }
        for other in 0..self.dependent.len() {
            let line_of = &mut self.tableau[other * width..][..width];
            if other == line {
                line_of.fill(0.0);
                row.iter().for_each(|(to, by)| line_of[*to] = *by);
                line_of[at] = 1.0 / turn;
                self.squares[other] = None;
            } else if line_of[at].abs() > NOTHING {
                let times = line_of[at];
                row.iter().for_each(|(to, by)| line_of[*to] += times * by);
                line_of[at] = times / turn;
                self.squares[other] = None;
                self.touched += row.len() as u64;
            } else {
                line_of[at] = 0.0;
            }
        }
        let times = self.reduced[at];
        row.iter().for_each(|(to, by)| self.reduced[*to] += times * by);
        self.reduced[at] = times / turn;
        (self.dependent[line], self.free[at]) = (entering, leaving);
        self.places[entering] = Place::Dependent(line);
        self.places[leaving] = Place::Free(at);
    }

    /// The multipliers of rows by which a line cannot come to its bound.
    fn proof(&self, line: usize, missing: f64) -> Vec<(usize, f64)> {
        let width = self.free.len();
        let sign = if missing > 0.0 { -1.0 } else { 1.0 };
        let mut proof: Vec<(usize, f64)> = self.tableau[line * width..][..width]
            .iter()
            .enumerate()
            .filter(|(_, by)| by.abs() > NOTHING)
            .map(|(at, by)| (self.free[at], sign * by))
            .collect();
        proof.push((self.dependent[line], -sign));
        proof
    }
}

#[cfg(test)]
mod tests {
    use super::{End, Simplex};

    #[test]
    fn the_least_is_found_again_after_a_row_and_after_a_decision() {
        // Each two of three come to one.
        let mut program = Simplex::new(&[(1.0, 0.0, 1.0); 3]);
        for pair in [[0, 1], [1, 2], [0, 2]] {
            program.add(&pair.map(|at| (at, 1.0)), 1.0, f64::INFINITY);
        }
        assert_eq!(program.solve(100), End::Least);
        let cost = |program: &Simplex| (0..3).map(|at| program.value(at)).sum::<f64>();
        assert!((cost(&program) - 1.5).abs() < 1e-9);
        let mut with_row = program.clone();
        with_row.add(&[(0, 1.0), (1, 1.0), (2, 1.0)], 2.0, f64::INFINITY);
        assert_eq!(with_row.solve(100), End::Least);
        assert!((cost(&with_row) - 2.0).abs() < 1e-9);
        program.fix(1, 0.0);
        program.forget_fixed();
        assert_eq!(program.solve(100), End::Least);
        assert!((cost(&program) - 2.0).abs() < 1e-9);
        program.fix(0, 0.0);
        assert!(matches!(program.solve(100), End::None(_)));
    }
}
