//! The least that gives the guarantee, or how far from it what was found may be.
//!
//! A master chooses cells by inequalities that every protection fulfils; what it chooses is looked at
//! as a reader would, and what it lacks becomes another inequality, until a choice protects.

use rayon::prelude::*;

use super::{
    cells::{Cells, NONE},
    cuts::{Cut, Field, VIOLATED},
    hidden::Hidden,
    master::{Choice, Master},
    seek::{Effort, Need, Who, seek},
    suppress::Suppression,
    witness::{Witness, witness},
};

/// How long fewer cells are looked for. Always bounded by rounds and steps, never by a clock: the same counts
/// give the same release on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// A second or two for some thousands of cells.
    Short,
    /// Up to half a minute for some thousands of cells; most tables are then solved to the optimum.
    Long,
}

/// Cells up to which inequalities of single sums are reckoned with.
const LARGE: usize = 3_200;

/// What is spent below that.
struct Limits {
    /// Cells up to which inequalities of several sums are reckoned with, and whole choices.
    several_sums: usize,
    whole_choices: usize,
    /// Rounds of inequalities, fractional and whole, and the nodes of one whole choice.
    fractional_rounds: usize,
    whole_rounds: usize,
    nodes: u64,
    /// Steps of the simplex method in all whole choices together.
    steps: u64,
}

impl Patience {
    fn limits(self) -> Limits {
        match self {
            Patience::Short => Limits {
                several_sums: 350,
                whole_choices: 200,
                fractional_rounds: 20,
                whole_rounds: 12,
                nodes: 200,
                steps: 5_000,
            },
            Patience::Long => Limits {
                several_sums: 1_000,
                whole_choices: LARGE,
                fractional_rounds: 60,
                whole_rounds: 60,
                nodes: 2_000,
                steps: 200_000,
            },
        }
    }
}

/// What is found: no protection takes fewer complementary cells than the second.
pub fn optimise(start: Suppression<'_>, patience: Patience) -> (Suppression<'_>, usize) {
    let cells = start.cells;
    let true_sums = cells.rows.iter().all(|row| {
        row.iter().map(|(at, sign)| i64::from(*sign) * cells.counts[*at as usize]).sum::<i64>() == 0
    });
    if cells.published() > LARGE || !true_sums {
        return (start, 0);
    }
    let mut search = Search::new(start, patience.limits());
    search.relax();
    if cells.published() <= search.limits.whole_choices {
        search.choose();
    }
    (search.best, search.bound)
}

struct Search<'c> {
    limits: Limits,
    field: Field<'c>,
    master: Master,
    needs: Vec<Need>,
    best: Suppression<'c>,
    bound: usize,
}

impl<'c> Search<'c> {
    fn new(start: Suppression<'c>, limits: Limits) -> Search<'c> {
        let cells = start.cells;
        let mut always = start.forced.clone();
        always[cells.published()..].fill(true);
        let field = Field { cells, always };
        let (master, needs) = (Master::new(&field), needs(&field));
        Search { limits, field, master, needs, best: start, bound: 0 }
    }

    fn done(&self) -> bool {
        self.bound >= self.best.cost().0
    }

    fn learn(&mut self, choice: &Choice) {
        self.bound = self.bound.max((choice.bound - 1e-6).ceil() as usize);
    }

    /// Fractional choices, until no inequality that is found is violated.
    fn relax(&mut self) {
        let mut last = None;
        for _ in 0..self.limits.fractional_rounds {
            let Some(choice) = self.master.relaxed(&self.field) else { break };
            self.learn(&choice);
            if self.done() {
                return;
            }
            let cuts = self.violated(&choice);
            last = Some(choice);
            if cuts.is_empty() {
                break;
            }
            self.master.cuts.extend(cuts);
        }
        if let Some(choice) = last {
            for level in [0.3, 0.45, 0.6] {
                self.round(&choice, level);
            }
        }
    }

    /// Whole choices, until one protects.
    fn choose(&mut self) {
        let mut steps = 0;
        for _ in 0..self.limits.whole_rounds {
            if self.done() || steps > self.limits.steps {
                return;
            }
            let start = self.best.complementary();
            let Some((choice, more)) = self.master.whole(&self.field, self.limits.nodes, &start)
            else {
                return;
            };
            steps += more;
            self.learn(&choice);
            let mut cuts = self.of_rows(&choice.values);
            if cuts.is_empty() {
                cuts = self.look(&choice);
            }
            if cuts.is_empty() || self.done() {
                return;
            }
            self.round(&choice, 0.5);
            self.master.cuts.extend(cuts);
        }
    }

    /// What is chosen, completed and cleaned.
    fn round(&mut self, choice: &Choice, level: f64) {
        let mut next = self.with(choice, level);
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

    fn with(&self, choice: &Choice, level: f64) -> Suppression<'c> {
        let cells = self.field.cells;
        let forced: Vec<u32> =
            (0..cells.published() as u32).filter(|at| self.field.always[*at as usize]).collect();
        let mut next = Suppression::primary(cells, &forced);
        next.withhold(&self.master.chosen(choice, level));
        next
    }

    fn violated(&self, choice: &Choice) -> Vec<Cut> {
        let mut cuts = self.of_rows(&choice.values);
        if cuts.len() < 4 && self.field.cells.published() <= self.limits.several_sums {
            cuts.extend(self.of_many(&choice.values));
        }
        cuts
    }

    /// The inequalities of single sums that do not hold.
    fn of_rows(&self, values: &[f64]) -> Vec<Cut> {
        let (field, cells) = (&self.field, self.field.cells);
        let mut cuts = Vec::new();
        for need in self.needs.iter().filter(|need| values[need.cell as usize] > VIOLATED) {
            for (row, _) in &cells.columns[need.cell as usize] {
                let lack = knowing(cells, need, cells.rows[*row as usize].iter(), values)
                    .into_iter()
                    .filter_map(|who| field.of_row(&Need { who, ..need.clone() }, *row))
                    .map(|cut| (cut.lack(values), cut))
                    .filter(|(lack, _)| *lack > VIOLATED)
                    .max_by(|one, other| one.0.total_cmp(&other.0));
                cuts.extend(lack.map(|(_, cut)| cut));
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

    /// Those of several sums, for a stranger.
    fn of_many(&self, values: &[f64]) -> Vec<Cut> {
        let (field, cells) = (&self.field, self.field.cells);
        let sure = values.iter().map(|value| *value > 0.999).collect();
        let sure = Hidden::new(cells, sure);
        let of = |need: &Need| {
            if values[need.cell as usize] < VIOLATED {
                return None;
            }
            let effort = Effort { most: 0, tries: 60, salt: 0 };
            let plain = sure.is(need.cell) && seek(cells, &sure, need, effort).is_some();
            if plain { None } else { field.separate(need, values, 1.0) }
        };
        self.needs.par_iter().filter_map(of).collect()
    }

    /// Whether a whole choice protects; if so it is kept, if not, what it lacks.
    fn look(&mut self, choice: &Choice) -> Vec<Cut> {
        let field = &self.field;
        let mut next = self.with(choice, 0.5);
        let failed = next.settle(usize::MAX, |hidden, need| match witness(field, hidden, need) {
            Witness::Found(proof) => Some(proof),
            Witness::Impossible | Witness::Open => None,
        });
        let cut = |need: &Need| {
            let need = match need.who {
                Who::Everybody => Need { who: Who::Stranger, ..need.clone() },
                _ => need.clone(),
            };
            let cut =
                [1.0, 8.0].iter().find_map(|reach| field.separate(&need, &choice.values, *reach));
            cut.or_else(|| {
                let impossible = witness(field, &next.hidden, &need) == Witness::Impossible;
                impossible.then(|| self.master.outside(field, choice, need.cell))
            })
        };
        let cuts: Vec<Cut> = failed.iter().filter_map(cut).collect();
        if failed.is_empty() {
            self.keep(next);
        }
        cuts
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
