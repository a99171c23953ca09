//! The least number of cells by all inequalities that are known: a bound, and a guide.

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOptions, SolveOutcome, Variable};

use super::cuts::{Cut, Field};

/// Which cells to withhold, as far as the inequalities say.
pub struct Master {
    /// Cells about which there is a choice.
    free: Vec<u32>,
    place: Vec<u32>,
    pub cuts: Vec<Cut>,
}

/// A choice, whole or not.
pub struct Choice {
    /// For every cell; 1 for those that are withheld anyway.
    pub values: Vec<f64>,
    /// No choice takes fewer of the free cells.
    pub bound: f64,
}

impl Master {
    pub fn new(field: &Field<'_>) -> Master {
        let cells = field.cells;
        let free: Vec<u32> = (0..cells.published() as u32)
            .filter(|at| !field.always[*at as usize] && cells.may_hide(*at))
            .collect();
        let mut place = vec![u32::MAX; cells.counts.len()];
        free.iter().enumerate().for_each(|(at, cell)| place[*cell as usize] = at as u32);
        Master { free, place, cuts: Vec::new() }
    }

    fn problem(&self, whole: bool) -> (Problem, Vec<Variable>) {
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let variables: Vec<Variable> =
            self.free
                .iter()
                .map(|_| {
                    if whole {
                        problem.add_binary_var(1.0)
                    } else {
                        problem.add_var(1.0, (0.0, 1.0))
                    }
                })
                .collect();
        for cut in &self.cuts {
            let terms: Vec<(Variable, f64)> = cut
                .terms
                .iter()
                .map(|(at, by)| (variables[self.place[*at as usize] as usize], *by))
                .collect();
            problem.add_constraint(&terms[..], ComparisonOp::Ge, cut.least);
        }
        (problem, variables)
    }

    /// The best fractional choice.
    pub fn relaxed(&self, field: &Field<'_>) -> Option<Choice> {
        let (problem, variables) = self.problem(false);
        match problem.solve() {
            Ok(SolveOutcome::Solution(solution)) => {
                let bound = solution.objective();
                Some(self.choice(field, bound, |at| solution.var_value(variables[at])))
            }
            _ => None,
        }
    }

    /// The best whole choice, as far as so many nodes tell, and the steps that it took.
    pub fn whole(&self, field: &Field<'_>, nodes: u64, start: &[u32]) -> Option<(Choice, u64)> {
        let (problem, variables) = self.problem(true);
        let mut options = SolveOptions::default();
        options.node_limit = Some(nodes);
        let mut values = vec![0.0; self.free.len()];
        start.iter().for_each(|cell| values[self.place[*cell as usize] as usize] = 1.0);
        options.warm_start = Some(variables.iter().copied().zip(values).collect());
        match problem.solve_with(options) {
            Ok(SolveOutcome::Solution(solution)) => {
                let stats = solution.stats();
                let bound = stats.best_bound.unwrap_or(0.0);
                let value = |at: usize| solution.var_value(variables[at]).round();
                Some((self.choice(field, bound, value), stats.lp_iterations))
            }
            _ => None,
        }
    }

    pub fn chosen(&self, choice: &Choice, level: f64) -> Vec<u32> {
        self.free.iter().copied().filter(|cell| choice.values[*cell as usize] > level).collect()
    }

    /// That something else than what was chosen is withheld, if `cell` is.
    pub fn outside(&self, field: &Field<'_>, choice: &Choice, cell: u32) -> Cut {
        let others = self.free.iter().filter(|other| choice.values[**other as usize] < 0.5);
        let mut cut = Cut { terms: others.map(|other| (*other, 1.0)).collect(), least: 1.0 };
        if !field.always[cell as usize] {
            cut.terms.push((cell, -1.0));
            cut.least = 0.0;
        }
        cut
    }

    fn choice(&self, field: &Field<'_>, bound: f64, value: impl Fn(usize) -> f64) -> Choice {
        let mut values: Vec<f64> =
            field.always.iter().map(|always| if *always { 1.0 } else { 0.0 }).collect();
        for (at, cell) in self.free.iter().enumerate() {
            values[*cell as usize] = value(at).clamp(0.0, 1.0);
        }
        Choice { values, bound }
    }
}
