//! The least that gives the guarantee, or how far from it what was found may be.
//!
//! A master chooses cells by inequalities that every protection fulfils; what it chooses is looked at
//! as a reader would, and what it lacks becomes another inequality, until a choice protects.

use rayon::prelude::*;

use super::{
    branch::{Proof, prove},
    cells::{Cells, NONE},
    cuts::{Cut, Field, VIOLATED},
    halves::halves,
    master::{Master, Relaxed},
    seek::{Need, Who},
    suppress::Suppression,
    witness::{Witness, witness},
};

/// How long fewer cells are looked for. Always bounded by rounds and steps, never by a clock: the same counts
/// give the same release on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// A few seconds for some thousands of cells.
    Short,
    /// Up to some minutes for some thousands of cells; most tables are then solved to the optimum.
    Long,
}

/// Cells up to which inequalities of single sums are reckoned with.
const LARGE: usize = 3_200;

/// What is spent below that.
pub struct Limits {
    /// Cells up to which inequalities of several sums are reckoned with.
    several_sums: usize,
    /// Whether those are looked for of each who knows a record, too.
    readers: bool,
    /// Rounds of inequalities.
    rounds: usize,
    /// Steps of these.
    relaxation: i64,
    /// What of a fractional choice is withheld to begin with; each takes as long as the first protection did.
    levels: &'static [f64],
    /// Steps, most of them of the simplex method, of whole choices.
    steps: i64,
    /// The same, of choosing parts anew.
    pub renewal: i64,
}

impl Patience {
    /// What is spent, one search after the other: a long one begins with what a short one found, and is never
    /// worse.
    fn limits(self) -> Vec<Limits> {
        let short = Limits {
            several_sums: 350,
            readers: false,
            rounds: 20,
            relaxation: 1_000_000,
            levels: &[0.45],
            steps: 20_000,
            renewal: 20_000,
        };
        let long = Limits {
            several_sums: 1_000,
            readers: true,
            rounds: 60,
            relaxation: 6_000_000,
            levels: &[0.3, 0.45, 0.6],
            steps: 3_000_000,
            renewal: 12_000_000,
        };
        match self {
            Patience::Short => vec![short],
            Patience::Long => vec![short, long],
        }
    }
}

/// Cells by which what was found may exceed a bound, however small that is, and still be the least.
const NEAR: usize = 12;

/// Inequalities that are learned at once.
const LEARNED: usize = 200;
/// Weights from which on an inequality is not looked at.
const LARGEST: f64 = 1e5;
/// Two whose directions have a larger cosine are alike.
const ALIKE: f64 = 0.9;
/// Steps of one solution.
const MOST_STEPS: u64 = 100_000;

/// What is found: no protection takes fewer complementary cells than the second.
pub fn optimise(start: Suppression<'_>, patience: Patience) -> (Suppression<'_>, usize) {
    let cells = start.cells;
    let true_sums = cells.rows.iter().all(|row| {
        row.iter().map(|(at, sign)| i64::from(*sign) * cells.counts[*at as usize]).sum::<i64>() == 0
    });
    if cells.published() > LARGE || !true_sums {
        return (start, 0);
    }
    let (mut best, mut bound) = (start, 0);
    for limits in patience.limits() {
        let mut search = Search::new(best, limits, bound);
        if !search.done()
            && let Some(root) = search.relax()
        {
            search.renew(&root);
            if search.is_near() {
                search.choose(root);
            }
        }
        (best, bound) = (search.best, search.bound);
    }
    (best, bound)
}

pub struct Search<'c> {
    pub limits: Limits,
    pub field: Field<'c>,
    pub master: Master,
    needs: Vec<Need>,
    pub best: Suppression<'c>,
    bound: usize,
}

impl<'c> Search<'c> {
    fn new(start: Suppression<'c>, limits: Limits, bound: usize) -> Search<'c> {
        let cells = start.cells;
        let mut always = start.forced.clone();
        always[cells.published()..].fill(true);
        let field = Field { cells, always };
        let (master, needs) = (Master::new(&field), needs(&field));
        Search { limits, field, master, needs, best: start, bound }
    }

    pub fn done(&self) -> bool {
        self.bound >= self.best.cost().0
    }

    /// Fractional choices, until no inequality that is found is violated.
    fn relax(&mut self) -> Option<Relaxed> {
        let mut relaxed = self.master.empty();
        let mut steps = self.limits.relaxation;
        self.spent();
        for _ in 0..self.limits.rounds {
            let before = relaxed.steps();
            if !self.master.solve(&mut relaxed, MOST_STEPS) {
                return None;
            }
            steps -= (relaxed.steps() - before) as i64;
            self.bound = self.bound.max(relaxed.least());
            if self.done() {
                return Some(relaxed);
            }
            self.master.loosen(&mut relaxed);
            let mut broken = self.master.broken(&relaxed, usize::MAX);
            if broken.is_empty() {
                let cuts = self.violated(&relaxed.values);
                steps -= self.spent();
                let fresh = self.learn(cuts, &relaxed.values);
                if fresh == 0 || steps <= 0 {
                    break;
                }
                let known = self.master.cuts.len();
                broken = (known - fresh..known).collect();
            }
            self.master.add(&mut relaxed, broken.into_iter());
        }
        for level in self.limits.levels {
            self.round(&relaxed.values, *level);
        }
        // Threads end these as soon as one knows the answer: what they did is not the same every time.
        self.spent();
        Some(relaxed)
    }

    /// Keeps the inequalities that a choice violates most, of those that are alike only one; how many.
    pub fn learn(&mut self, cuts: Vec<Cut>, values: &[f64]) -> usize {
        let mut cuts: Vec<(f64, f64, Cut)> = cuts
            .into_iter()
            .filter(|cut| cut.scale() < LARGEST)
            .map(|cut| {
                let length =
                    cut.terms.iter().map(|(_, by)| (by * by) as f64).sum::<f64>().sqrt().max(1.0);
                (-cut.slack(values) / length, length, cut)
            })
            .collect();
        cuts.sort_by(|one, other| other.0.total_cmp(&one.0));
        let mut kept: Vec<(f64, Cut)> = Vec::new();
        let mut dense = vec![0.0; values.len()];
        for (_, length, cut) in cuts {
            if kept.len() >= LEARNED {
                break;
            }
            let compared = kept.iter().map(|(_, other)| other.terms.len() as u64);
            self.field.cells.work.add(compared.sum::<u64>() + 4 * cut.terms.len() as u64);
            cut.terms.iter().for_each(|(at, by)| dense[*at as usize] = *by as f64);
            let alike = kept.iter().any(|(other_length, other)| {
                let product: f64 =
                    other.terms.iter().map(|(at, by)| *by as f64 * dense[*at as usize]).sum();
                product > ALIKE * length * other_length
            });
            cut.terms.iter().for_each(|(at, _)| dense[*at as usize] = 0.0);
            if !alike {
                kept.push((length, cut));
            }
        }
        let fresh = kept.len();
        self.master.learn(kept.into_iter().map(|(_, cut)| cut));
        fresh
    }

    /// Whether it is not in vain to ask whether as few as the bound protect.
    fn is_near(&self) -> bool {
        self.best.cost().0 <= self.bound + (self.bound / 4).max(NEAR)
    }

    /// Whether as few as the bound protect, and if not, one more.
    fn choose(&mut self, root: Relaxed) {
        let mut steps = self.limits.steps;
        while !self.done() {
            match prove(self, root.clone(), self.bound, &mut steps) {
                Proof::More => self.bound += 1,
                Proof::Kept | Proof::Open => return,
            }
        }
    }

    /// What is chosen, completed and cleaned.
    fn round(&mut self, values: &[f64], level: f64) {
        let mut next = self.with(values, level);
        if next.complete().is_empty() {
            next.clean();
            self.keep(next);
        }
    }

    fn keep(&mut self, next: Suppression<'c>) {
        if next.cost() < self.best.cost() {
            self.best = next;
        }
    }

    fn with(&self, values: &[f64], level: f64) -> Suppression<'c> {
        let cells = self.field.cells;
        let forced: Vec<u32> =
            (0..cells.published() as u32).filter(|at| self.field.always[*at as usize]).collect();
        let mut next = Suppression::primary(cells, &forced);
        next.withhold(&self.master.chosen(values, level));
        next
    }

    fn violated(&self, values: &[f64]) -> Vec<Cut> {
        let mut cuts = self.of_rows(values);
        if cuts.len() < 4 {
            cuts.extend(self.of_many(values));
            cuts.extend(self.of_halves(values));
        }
        cuts
    }

    pub fn of_halves(&self, values: &[f64]) -> Vec<Cut> {
        halves(&self.master.cuts, values, &self.field.cells.work)
    }

    /// What was done since this was asked last, but for solutions of the master.
    pub fn spent(&self) -> i64 {
        self.field.cells.work.take()
    }

    /// The inequalities of single sums that do not hold.
    pub fn of_rows(&self, values: &[f64]) -> Vec<Cut> {
        let (field, cells) = (&self.field, self.field.cells);
        let mut cuts = Vec::new();
        for need in self.needs.iter().filter(|need| values[need.cell as usize] > VIOLATED) {
            for (row, _) in &cells.columns[need.cell as usize] {
                cuts.extend(worst(field, need, &[(*row, 1)], values));
            }
        }
        for cell in (0..cells.published() as u32).filter(|at| !field.always[*at as usize]) {
            if values[cell as usize] > VIOLATED {
                let rows = cells.columns[cell as usize].iter();
                let alone = rows.filter_map(|(row, _)| field.not_alone(cell, *row));
                cuts.extend(alone.filter(|cut| cut.lack(values) > VIOLATED));
            }
        }
        cuts
    }

    /// Those of several sums.
    pub fn of_many(&self, values: &[f64]) -> Vec<Cut> {
        if self.field.cells.published() > self.limits.several_sums {
            return Vec::new();
        }
        let (field, cells) = (&self.field, self.field.cells);
        let of = |need: &Need| {
            if values[need.cell as usize] < VIOLATED {
                return None;
            }
            let of_one = |who: Who| {
                let need = Need { who, ..need.clone() };
                worst(field, &need, &field.separate(&need, values, 1.0)?, values)
            };
            let readers = || {
                let near = cells.columns[need.cell as usize].iter();
                let near = near.flat_map(|(row, _)| &cells.rows[*row as usize]);
                knowing(cells, need, near, values).into_iter().skip(1).find_map(of_one)
            };
            of_one(Who::Stranger).or_else(|| self.limits.readers.then(readers).flatten())
        };
        self.needs.par_iter().filter_map(of).collect()
    }

    /// Whether a whole choice protects; if so it is kept, if not, what it lacks.
    pub fn look(&mut self, values: &[f64]) -> (bool, Vec<Cut>) {
        let cuts = self.of_many(values);
        if !cuts.is_empty() {
            return (false, cuts);
        }
        let field = &self.field;
        let mut next = self.best.clone();
        let chosen = self.master.chosen(values, 0.5);
        for cell in next.complementary().into_iter().filter(|cell| !chosen.contains(cell)) {
            next.show(cell);
        }
        next.withhold(&chosen);
        let failed = next.settle(|hidden, need| match witness(field, hidden, need) {
            Witness::Found(proof) => Some(proof),
            Witness::Impossible | Witness::Open => None,
        });
        let cut = |need: &Need| {
            let need = match need.who {
                Who::Everybody => Need { who: Who::Stranger, ..need.clone() },
                _ => need.clone(),
            };
            let cut = [1.0, 8.0].iter().find_map(|reach| {
                let multipliers = field.separate(&need, values, *reach)?;
                worst(field, &need, &multipliers, values)
            });
            cut.or_else(|| {
                let impossible = witness(field, &next.hidden, &need) == Witness::Impossible;
                impossible.then(|| self.master.outside(field, values, need.cell))
            })
        };
        let cuts: Vec<Cut> = failed.iter().filter_map(cut).collect();
        let protects = failed.is_empty();
        if protects {
            self.keep(next);
        }
        (protects, cuts)
    }
}

/// What is asked whatever else is withheld, and of a zero if it is.
fn needs(field: &Field<'_>) -> Vec<Need> {
    let cells = field.cells;
    let need = |cell, up, goal| Need { cell, up, goal, who: Who::Stranger };
    let mut needs = Vec::new();
    for cell in 0..cells.published() as u32 {
        let (count, threshold) = (cells.counts[cell as usize], cells.thresholds[cell as usize]);
        if (field.always[cell as usize] || cells.may_hide(cell)) && count < threshold {
            needs.push(need(cell, true, threshold));
            if count > 1 {
                needs.push(need(cell, false, 1));
            }
        }
    }
    needs.extend(cells.groups.iter().map(|group| need(group.others, true, group.threshold)));
    needs
}

/// The inequality of sums with multipliers that does not hold, for whom it holds least; for all if the need is a
/// stranger's.
fn worst(
    field: &Field<'_>,
    need: &Need,
    multipliers: &[(u32, i64)],
    values: &[f64],
) -> Option<Cut> {
    let near = multipliers.iter().flat_map(|(row, _)| &field.cells.rows[*row as usize]);
    let readers = match need.who {
        Who::Stranger => knowing(field.cells, need, near, values),
        who => vec![who],
    };
    readers
        .into_iter()
        .filter_map(|who| field.of(&Need { who, ..need.clone() }, multipliers, values))
        .map(|cut| (cut.lack(values), cut))
        .filter(|(lack, _)| *lack > VIOLATED)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, cut)| cut)
}

/// A stranger, and those who know one thing about cells that may move.
fn knowing<'a>(
    cells: &Cells,
    need: &Need,
    near: impl Iterator<Item = &'a (u32, i8)>,
    values: &[f64],
) -> Vec<Who> {
    let own = cells.record[need.cell as usize];
    let mut all = vec![Who::Stranger];
    for (cell, _) in near {
        let at = *cell as usize;
        if at >= cells.published() || *cell == need.cell || values[at] < VIOLATED {
            continue;
        }
        match cells.record[at] {
            NONE if cells.least(*cell) == 0 && (1..8).contains(&cells.counts[at]) => {
                all.push(Who::Contributor(*cell));
            }
            record if record != NONE && record != own => all.push(Who::Record(record)),
            _ => {}
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}
