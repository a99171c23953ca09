//! Numbers that are not negative and fulfil sums: how far each can go.

use std::collections::BTreeMap;

use microlp::{ComparisonOp, OptimizationDirection, Problem, Solution, SolveOutcome, Variable};

/// Numbers are scaled so that none that is shown is larger: what the solver takes for nothing is then less than a
/// millionth of a unit in sums of a million.
const LARGEST: f64 = 1e6;

/// What is nearer to a whole number is that number.
const ROUND: f64 = 1e-3;

/// All numbers and sums, as they are published.
#[derive(Debug, Clone, Default)]
pub struct Polytope {
    /// `None` is withheld.
    shown: Vec<Option<f64>>,
    /// `Σ sign · number = 0`.
    rows: Vec<Vec<(u32, i8)>>,
}

/// Withheld numbers that hang together.
#[derive(Debug, Clone)]
pub struct Part {
    pub unknowns: Vec<u32>,
    /// `Σ sign · number = sum`, by places in `unknowns`.
    rows: Vec<(Vec<(usize, i8)>, f64)>,
    scale: f64,
}

/// What is known of one of the numbers besides: its place in a part, and ends.
pub type Bound = (usize, f64, f64);

impl Polytope {
    pub fn unknown(&mut self, shown: Option<f64>) -> u32 {
        self.shown.push(shown);
        self.shown.len() as u32 - 1
    }

    /// Tells a number that was withheld before.
    pub fn show(&mut self, number: u32, shown: f64) {
        self.shown[number as usize] = Some(shown);
    }

    pub fn is_shown(&self, number: u32) -> bool {
        self.shown[number as usize].is_some()
    }

    pub fn row(&mut self, terms: Vec<(u32, i8)>) {
        self.rows.push(terms);
    }

    /// A number of a sum of shown numbers that is wrong.
    pub fn contradiction(&self) -> Option<u32> {
        let wrong = |terms: &&Vec<(u32, i8)>| {
            let shown: Option<f64> = terms
                .iter()
                .map(|(at, sign)| Some(self.shown[*at as usize]? * f64::from(*sign)))
                .sum();
            shown.is_some_and(|sum| sum != 0.0)
        };
        self.rows.iter().find(wrong).map(|terms| terms[0].0)
    }

    /// What is withheld, parted where no sum joins it.
    pub fn parts(&self) -> Vec<Part> {
        let mut leader: Vec<u32> = (0..self.shown.len() as u32).collect();
        fn lead(leader: &[u32], mut at: u32) -> u32 {
            while leader[at as usize] != at {
                at = leader[at as usize];
            }
            at
        }
        let withheld = |terms: &[(u32, i8)]| -> Vec<(u32, i8)> {
            terms.iter().copied().filter(|(at, _)| !self.is_shown(*at)).collect()
        };
        for row in &self.rows {
            let open = withheld(row);
            for pair in open.windows(2) {
                let (one, other) = (lead(&leader, pair[0].0), lead(&leader, pair[1].0));
                leader[one.max(other) as usize] = one.min(other);
            }
        }
        let mut parts: BTreeMap<u32, Part> = BTreeMap::new();
        let mut places = vec![0; self.shown.len()];
        for at in (0..self.shown.len() as u32).filter(|at| !self.is_shown(*at)) {
            let empty = || Part { unknowns: Vec::new(), rows: Vec::new(), scale: 1.0 };
            let part = parts.entry(lead(&leader, at)).or_insert_with(empty);
            places[at as usize] = part.unknowns.len();
            part.unknowns.push(at);
        }
        for row in &self.rows {
            let open = withheld(row);
            let Some((first, _)) = open.first() else { continue };
            let known =
                |(at, sign): &(u32, i8)| self.shown[*at as usize].unwrap_or(0.0) * f64::from(*sign);
            let sum = -row.iter().map(known).sum::<f64>();
            if let Some(part) = parts.get_mut(&lead(&leader, *first)) {
                let terms = open.iter().map(|(at, sign)| (places[*at as usize], *sign)).collect();
                part.scale = part.scale.max(sum.abs() / LARGEST);
                part.rows.push((terms, sum));
            }
        }
        parts.into_values().collect()
    }
}

impl Part {
    fn problem(&self, bounds: &[Bound]) -> (Problem, Vec<Variable>) {
        let mut problem = Problem::new(OptimizationDirection::Maximize);
        let mut ends = vec![(0.0, f64::INFINITY); self.unknowns.len()];
        for (at, low, high) in bounds {
            ends[*at] = (low / self.scale, high / self.scale);
        }
        let unknowns: Vec<Variable> =
            ends.into_iter().map(|ends| problem.add_var(0.0, ends)).collect();
        for (terms, sum) in &self.rows {
            let terms: Vec<(Variable, f64)> =
                terms.iter().map(|(at, sign)| (unknowns[*at], f64::from(*sign))).collect();
            problem.add_constraint(&terms[..], ComparisonOp::Eq, sum / self.scale);
        }
        (problem, unknowns)
    }

    /// Whether there are numbers that fulfil all sums within the bounds.
    pub fn has(&self, bounds: &[Bound]) -> bool {
        bounds.iter().all(|(_, low, high)| low <= high)
            && matches!(self.problem(bounds).0.solve(), Ok(SolveOutcome::Solution(_)))
    }

    /// As far as it was seen to go: every number in numbers that fulfil all sums. `None` where there are none.
    pub fn reach(&self) -> Option<Reach<'_>> {
        let (mut problem, unknowns) = self.problem(&[]);
        let most = 8.0 * LARGEST;
        let worth = problem.add_var(1.0, (0.0, most));
        let Ok(SolveOutcome::Solution(solution)) = problem.solve() else { return None };
        let ends = vec![(f64::INFINITY, f64::NEG_INFINITY); unknowns.len()];
        let mut reach = Reach { part: self, unknowns, worth, most, ends, solution };
        reach.note(&reach.solution.clone());
        Some(reach)
    }
}

/// How far the numbers of a part were seen to go.
pub struct Reach<'p> {
    part: &'p Part,
    unknowns: Vec<Variable>,
    /// Worth something and bound to nothing: a question binds it to a number.
    worth: Variable,
    most: f64,
    ends: Vec<(f64, f64)>,
    solution: Solution,
}

impl Reach<'_> {
    /// Whether a number goes over a range of this width.
    pub fn is_as_wide_as(&mut self, at: usize, width: f64) -> bool {
        for question in [None, Some(true), Some(false)] {
            if let Some(up) = question {
                self.ask(at, up);
            }
            let (low, high) = self.ends[at];
            if high - low >= width {
                return true;
            }
        }
        false
    }

    /// Its ends, as whole numbers; the upper one `None` where there is none.
    pub fn range(&mut self, at: usize) -> (u64, Option<u64>) {
        self.ask(at, true);
        self.ask(at, false);
        let (low, high) = self.ends[at];
        let is_bound = high < self.most * 0.99 * self.part.scale;
        // What the solver leaves behind the point is no range.
        let low = (low + ROUND).floor().max(0.0) as u64;
        (low, is_bound.then(|| (high - ROUND).ceil().max(0.0) as u64))
    }

    /// Sends a number as far as it can go.
    fn ask(&mut self, at: usize, up: bool) {
        let (sign, most) = if up { (-1.0, 0.0) } else { (1.0, self.most) };
        let terms = [(self.worth, 1.0), (self.unknowns[at], sign)];
        let asked = self.solution.clone().add_constraint(&terms[..], ComparisonOp::Le, most);
        if let Ok(SolveOutcome::Solution(solution)) = asked {
            self.note(&solution);
        }
    }

    fn note(&mut self, solution: &Solution) {
        for (unknown, (low, high)) in self.unknowns.iter().zip(&mut self.ends) {
            let number = solution.var_value(*unknown) * self.part.scale;
            (*low, *high) = (low.min(number), high.max(number));
        }
    }
}
