//! The least number of cells by all inequalities that are known: a bound, and a guide.

use super::{
    cuts::{Cut, Field},
    simplex::{End, Simplex},
    work::Work,
};

/// Which cells to withhold, as far as the inequalities say.
pub struct Master {
    /// Cells about which there is a choice, each a column.
    pub free: Vec<u32>,
    columns: Vec<usize>,
    /// For every cell, whether it is withheld whatever is chosen.
    always: Vec<bool>,
    pub cuts: Vec<Cut>,
    /// Weights of all inequalities.
    weights: u64,
    work: Work,
}

/// The best fractional choice under some inequalities and decisions.
#[derive(Clone)]
pub struct Relaxed {
    program: Simplex,
    /// Steps of programs before it.
    before: u64,
    /// Rows of the program, and the inequalities that they are.
    rows: Vec<(usize, usize)>,
    /// For every free cell, what was decided.
    decided: Vec<Option<bool>>,
    /// For every cell; 1 for those that are withheld anyway.
    pub values: Vec<f64>,
    /// No choice takes fewer of the free cells.
    pub bound: f64,
    /// For every free cell, by how much more the bound is if it is not as in the choice.
    turns: Vec<f64>,
}

/// No column.
const NONE: usize = usize::MAX;
/// What is added to costs, so that no two are the same.
const APART: f64 = 1e-8;
/// By how much an inequality holds that is not reckoned with any more.
const LOOSE: f64 = 0.05;
/// By how much one must not hold to be looked at.
const BROKEN: f64 = 1e-4;
/// How far from whole numbers a value may be that is taken for one.
const WHOLE: f64 = 1e-5;
/// A bound is this much lower than what is reckoned.
const SAFE: f64 = 1e-6;

fn whole(bound: f64) -> usize {
    (bound - SAFE).ceil().max(0.0) as usize
}

impl Master {
    pub fn new(field: &Field<'_>) -> Master {
        let cells = field.cells;
        let free: Vec<u32> = (0..cells.published() as u32)
            .filter(|at| !field.always[*at as usize] && cells.may_hide(*at))
            .collect();
        let mut columns = vec![NONE; cells.counts.len()];
        free.iter().enumerate().for_each(|(at, cell)| columns[*cell as usize] = at);
        Master {
            free,
            columns,
            always: field.always.clone(),
            cuts: Vec::new(),
            weights: 0,
            work: cells.work.clone(),
        }
    }

    /// Keeps inequalities.
    pub fn learn(&mut self, cuts: impl Iterator<Item = Cut>) {
        for cut in cuts {
            self.weights += cut.terms.len() as u64;
            self.cuts.push(cut);
        }
    }

    /// Without inequalities.
    pub fn empty(&self) -> Relaxed {
        let column = |at: usize| (1.0 + APART * (at * 7919 % 1009) as f64, 0.0, 1.0);
        let columns: Vec<(f64, f64, f64)> = (0..self.free.len()).map(column).collect();
        Relaxed {
            program: Simplex::new(&columns),
            before: 0,
            rows: Vec::new(),
            decided: vec![None; columns.len()],
            values: self.always.iter().map(|always| f64::from(*always)).collect(),
            bound: 0.0,
            turns: vec![0.0; columns.len()],
        }
    }

    /// Adds inequalities; not yet solved.
    pub fn add(&self, relaxed: &mut Relaxed, cuts: impl Iterator<Item = usize>) {
        for at in cuts {
            let cut = &self.cuts[at];
            let scale = cut.scale();
            let terms: Vec<(usize, f64)> = (cut.terms.iter())
                .map(|(cell, by)| (self.columns[*cell as usize], *by as f64 / scale))
                .collect();
            let row = relaxed.program.add(&terms, cut.least as f64 / scale, f64::INFINITY);
            relaxed.rows.push((row, at));
        }
    }

    /// Decides a cell; not yet solved.
    pub fn decide(&self, relaxed: &mut Relaxed, cell: u32, withheld: bool) {
        let column = self.columns[cell as usize];
        if column != NONE {
            relaxed.decided[column] = Some(withheld);
            relaxed.program.fix(column, f64::from(withheld));
        }
    }

    /// Solves it, in at most so many steps; whether that was enough. The bound is infinite where nothing fulfils
    /// the inequalities.
    pub fn solve(&self, relaxed: &mut Relaxed, steps: u64) -> bool {
        if self.advance(relaxed, steps) {
            return true;
        }
        // What many steps reckoned on becomes inexact.
        let mut afresh = self.empty();
        for (column, decided) in relaxed.decided.iter().enumerate() {
            if let Some(withheld) = decided {
                self.decide(&mut afresh, self.free[column], *withheld);
            }
        }
        self.add(&mut afresh, relaxed.rows.iter().map(|(_, cut)| *cut));
        afresh.before = relaxed.steps();
        *relaxed = afresh;
        self.advance(relaxed, steps)
    }

    /// The same from where it stands.
    pub fn advance(&self, relaxed: &mut Relaxed, steps: u64) -> bool {
        relaxed.program.forget_fixed();
        let end = relaxed.program.solve(steps);
        let mut multipliers: Vec<(usize, f64)> = relaxed
            .rows
            .iter()
            .map(|(row, cut)| (*cut, relaxed.program.multiplier(*row).max(0.0)))
            .filter(|(_, by)| *by > 0.0)
            .collect();
        if let End::None(proof) = &end {
            // Any multiple of it may be added: as many as make the bound larger than any choice.
            let times = 4.0 * self.free.len() as f64 / 1e-3;
            for (row, by) in proof {
                if let Some((_, cut)) = relaxed.rows.iter().find(|(other, _)| other == row) {
                    multipliers.push((*cut, (by * times).max(0.0)));
                }
            }
        }
        self.reckon(relaxed, &multipliers);
        for (column, cell) in self.free.iter().enumerate() {
            relaxed.values[*cell as usize] = relaxed.program.value(column).clamp(0.0, 1.0);
        }
        match end {
            End::None(_) => relaxed.bound > self.free.len() as f64,
            End::Least => true,
            End::Open => false,
        }
    }

    /// The bound that multipliers of inequalities give, whatever solver they come from.
    fn reckon(&self, relaxed: &mut Relaxed, multipliers: &[(usize, f64)]) {
        let mut costs = vec![1.0; self.free.len()];
        let mut bound = 0.0;
        for (cut, by) in multipliers {
            let cut = &self.cuts[*cut];
            let by = by / cut.scale();
            bound += by * cut.least as f64;
            for (cell, weight) in &cut.terms {
                costs[self.columns[*cell as usize]] -= by * *weight as f64;
            }
        }
        for (column, cost) in costs.iter().enumerate() {
            bound += match relaxed.decided[column] {
                Some(withheld) => cost * f64::from(withheld),
                None => cost.min(0.0),
            };
        }
        relaxed.bound = bound;
        relaxed.turns = costs;
    }

    /// Decides what must be as it is in any choice of at most `target` cells.
    pub fn tighten(&self, relaxed: &mut Relaxed, target: usize) {
        for column in 0..self.free.len() {
            let cost = relaxed.turns[column];
            if relaxed.decided[column].is_none() && whole(relaxed.bound + cost.abs()) > target {
                let withheld = cost < 0.0;
                relaxed.decided[column] = Some(withheld);
                relaxed.program.fix(column, f64::from(withheld));
            }
        }
    }

    /// Forgets inequalities that hold by far.
    pub fn loosen(&self, relaxed: &mut Relaxed) {
        let Relaxed { program, rows, values, .. } = relaxed;
        rows.retain(|(row, cut)| self.cuts[*cut].lack(values) > -LOOSE || !program.remove(*row));
    }

    /// Those that do not hold, the worst first, at most so many.
    pub fn broken(&self, relaxed: &Relaxed, most: usize) -> Vec<usize> {
        self.work.add(self.weights);
        let mut broken: Vec<(f64, usize)> = (self.cuts.iter().enumerate())
            .map(|(at, cut)| (cut.lack(&relaxed.values), at))
            .filter(|(lack, _)| *lack > BROKEN)
            .collect();
        broken.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        broken.into_iter().take(most).map(|(_, at)| at).collect()
    }

    pub fn chosen(&self, values: &[f64], level: f64) -> Vec<u32> {
        self.free.iter().copied().filter(|cell| values[*cell as usize] > level).collect()
    }

    /// Free cells that are neither withheld nor shown as a whole.
    pub fn undecided(&self, values: &[f64]) -> Vec<u32> {
        let between = |cell: &u32| (WHOLE..1.0 - WHOLE).contains(&values[*cell as usize]);
        self.free.iter().copied().filter(between).collect()
    }

    /// That something else than what was chosen is withheld, if `cell` is.
    pub fn outside(&self, field: &Field<'_>, values: &[f64], cell: u32) -> Cut {
        let others = self.free.iter().filter(|other| values[**other as usize] < 0.5);
        let mut cut = Cut { terms: others.map(|other| (*other, 1)).collect(), least: 1 };
        if !field.always[cell as usize] {
            cut.terms.push((cell, -1));
            cut.least = 0;
        }
        cut
    }
}

impl Relaxed {
    /// No choice takes fewer of the free cells.
    pub fn least(&self) -> usize {
        whole(self.bound)
    }

    /// Steps of the simplex method so far, by the size of the program.
    pub fn steps(&self) -> u64 {
        self.before + self.program.work()
    }

    /// Numbers that it holds.
    pub fn size(&self) -> u64 {
        self.program.size()
    }
}
