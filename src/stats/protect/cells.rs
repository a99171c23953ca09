//! The cells of all tables whose cells are withheld, as one linked system with its true counts.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOptions, SolveOutcome, Variable};

use super::{product::Grid, work::Work};
use crate::stats::model::{CellKey, Counts, Design, Method, Table};

/// All cells, each once, and the sums that bind them.
#[derive(Clone)]
pub struct Cells {
    /// Of the published cells; what comes after them in the other lists is never published.
    pub keys: Vec<CellKey>,
    /// Of the cells of the common table of a ring that are not published.
    pub common: BTreeMap<u32, CellKey>,
    pub counts: Vec<i64>,
    /// The largest of the tables that have the cell; 0 for what is not published.
    pub thresholds: Vec<i64>,
    /// Whether it may be withheld though it is zero.
    pub zero_may_hide: Vec<bool>,
    pub zero_is_small: Vec<bool>,
    /// Known from an earlier release: it cannot protect another.
    pub fixed: Vec<bool>,
    /// Zeros beside the one record of their sum: who is that record knows them, withheld or not.
    pub seen: Vec<bool>,
    /// `Σ sign · count = 0`.
    pub rows: Vec<Vec<(u32, i8)>>,
    pub columns: Vec<Vec<(u32, i8)>>,
    pub groups: Vec<Group>,
    /// Of cells of one record: the number of that record; `NONE` of others.
    pub record: Vec<u32>,
    pub grid: Grid,
    /// What searches among these cells have done.
    pub work: Work,
}

/// Cells of the common table of a ring that are reckoned with.
const MOST_HIDDEN: usize = 20_000;

/// No record's number.
pub const NONE: u32 = u32::MAX;

fn lead(leader: &[u32], mut at: u32) -> u32 {
    while leader[at as usize] != at {
        at = leader[at as usize];
    }
    at
}

/// Nobody may see that `part` has nearly all of a group.
#[derive(Debug, Clone, Copy)]
pub struct Group {
    pub part: u32,
    /// Not published: the sum of the other parts.
    pub others: u32,
    pub threshold: i64,
}

impl Cells {
    pub fn of(design: &Design, counts: &Counts) -> Cells {
        let mut cells = Cells {
            keys: Vec::new(),
            common: BTreeMap::new(),
            counts: Vec::new(),
            thresholds: Vec::new(),
            zero_may_hide: Vec::new(),
            zero_is_small: Vec::new(),
            fixed: Vec::new(),
            seen: Vec::new(),
            rows: Vec::new(),
            columns: Vec::new(),
            groups: Vec::new(),
            record: Vec::new(),
            grid: Grid::default(),
            work: Work::default(),
        };
        let mut index: HashMap<CellKey, u32> = HashMap::new();
        let tables: Vec<&Table> =
            design.tables.iter().filter(|table| table.method == Method::Suppress).collect();
        for table in &tables {
            for key in design.cells(table) {
                let at = *index.entry(key.clone()).or_insert_with(|| {
                    let count = counts.of(&key) as i64;
                    cells.keys.push(key);
                    cells.add(count, false)
                });
                let at = at as usize;
                cells.thresholds[at] = cells.thresholds[at].max(table.threshold as i64);
                cells.zero_may_hide[at] |= table.zeros_are_sensitive || !table.sensitive.is_empty();
                cells.zero_is_small[at] |= table.zeros_are_sensitive;
            }
        }
        let mut seen = BTreeSet::new();
        for table in &tables {
            for axis in &table.axes {
                let codes = &design.dimensions[axis.dimension].codes;
                let mut children: BTreeMap<u16, Vec<u16>> = BTreeMap::new();
                for code in design.codes(*axis) {
                    if let Some(parent) = codes[code as usize].parent {
                        children.entry(parent).or_default().push(code);
                    }
                }
                let sensitive = table.sensitive.contains(&axis.dimension);
                for key in design.cells(table) {
                    let Some(children) = children.get(&key[axis.dimension]) else { continue };
                    let parts: Vec<u32> = children
                        .iter()
                        .map(|child| {
                            let mut part = key.clone();
                            part[axis.dimension] = *child;
                            index[&part]
                        })
                        .collect();
                    if sensitive {
                        cells.group(&parts, table.threshold as i64);
                    }
                    if seen.insert((axis.dimension, key.clone())) {
                        let whole = std::iter::once((index[&key], -1));
                        cells.rows.push(whole.chain(parts.iter().map(|part| (*part, 1))).collect());
                    }
                }
            }
        }
        let ring = cells.ring(design, &mut index);
        cells.columns = vec![Vec::new(); cells.counts.len()];
        for (row, terms) in cells.rows.iter().enumerate() {
            for (cell, sign) in terms {
                cells.columns[*cell as usize].push((row as u32, *sign));
            }
        }
        cells.records(design, &index);
        if !ring {
            cells.grid = Grid::new(design, &tables, |key| index[key], cells.keys.len());
        }
        cells
    }

    fn add(&mut self, count: i64, zero_may_hide: bool) -> u32 {
        self.counts.push(count);
        self.thresholds.push(0);
        self.zero_may_hide.push(zero_may_hide);
        self.zero_is_small.push(false);
        self.fixed.push(false);
        self.seen.push(false);
        self.counts.len() as u32 - 1
    }

    /// The parts of a group that hold all of it, or all but fewer than the threshold.
    fn group(&mut self, parts: &[u32], threshold: i64) {
        let total: i64 = parts.iter().map(|part| self.counts[*part as usize]).sum();
        for part in parts {
            let others = total - self.counts[*part as usize];
            if self.counts[*part as usize] == 0 || others >= threshold {
                continue;
            }
            let unknown = self.add(others, true);
            let mut row: Vec<(u32, i8)> = vec![(unknown, -1)];
            row.extend(parts.iter().filter(|other| *other != part).map(|other| (*other, 1)));
            self.rows.push(row);
            self.groups.push(Group { part: *part, others: unknown, threshold });
        }
    }

    /// The common table of tables that overlap in a ring: nobody publishes it, but it must exist. Its
    /// counts here are of one register that fits, which need not be the true one.
    fn ring(&mut self, design: &Design, index: &mut HashMap<CellKey, u32>) -> bool {
        let Some(table) = design.ring() else { return false };
        let keys = design.cells(&table);
        if keys.len() > MOST_HIDDEN {
            return true;
        }
        let known = self.counts.len() as u32;
        for key in &keys {
            if !index.contains_key(key) {
                let at = self.add(0, true);
                index.insert(key.clone(), at);
                self.common.insert(at, key.clone());
            }
        }
        let rows = self.rows.len();
        for axis in &table.axes {
            let codes = &design.dimensions[axis.dimension].codes;
            let mut families: BTreeMap<CellKey, Vec<u32>> = BTreeMap::new();
            for key in &keys {
                if let Some(parent) = codes[key[axis.dimension] as usize].parent {
                    let mut whole = key.clone();
                    whole[axis.dimension] = parent;
                    families.entry(whole).or_default().push(index[key]);
                }
            }
            for (whole, parts) in families {
                let mut row = vec![(index[&whole], -1)];
                row.extend(parts.iter().map(|part| (*part, 1)));
                if row.iter().any(|(cell, _)| *cell >= known) {
                    self.rows.push(row);
                }
            }
        }
        self.fit(known, rows);
        true
    }

    /// Counts for the cells from `known` on that fit the rows from `rows` on.
    fn fit(&mut self, known: u32, rows: usize) {
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let most = self.counts.iter().copied().max().unwrap_or(0).min(i64::from(i32::MAX)) as i32;
        let variables: Vec<Variable> = (known as usize..self.counts.len())
            .map(|_| problem.add_integer_var(0.0, (0, most)))
            .collect();
        for row in &self.rows[rows..] {
            let mut terms = Vec::new();
            let mut sum = 0;
            for (cell, sign) in row {
                match cell.checked_sub(known) {
                    Some(at) => terms.push((variables[at as usize], f64::from(*sign))),
                    None => sum -= i64::from(*sign) * self.counts[*cell as usize],
                }
            }
            problem.add_constraint(&terms[..], ComparisonOp::Eq, sum as f64);
        }
        let mut options = SolveOptions::default();
        options.node_limit = Some(20_000);
        if let Ok(SolveOutcome::Solution(solution)) = problem.solve_with(options) {
            for (at, variable) in variables.iter().enumerate() {
                self.counts[known as usize + at] = solution.var_value(*variable).round() as i64;
            }
        }
    }

    /// Cells of one record within cells of one record hold the same.
    fn records(&mut self, design: &Design, index: &HashMap<CellKey, u32>) {
        self.record = vec![NONE; self.counts.len()];
        let single = |at: u32| self.counts[at as usize] == 1;
        let mut leader: Vec<u32> = (0..self.counts.len() as u32).collect();
        for at in (0..self.keys.len() as u32).filter(|at| single(*at)) {
            let key = &self.keys[at as usize];
            for (dimension, code) in key.iter().enumerate() {
                let codes = &design.dimensions[dimension].codes;
                let mut parent = codes[*code as usize].parent;
                while let Some(up) = parent {
                    let mut above = key.clone();
                    above[dimension] = up;
                    if let Some(above) = index.get(&above).filter(|above| single(**above)) {
                        let (one, other) = (lead(&leader, at), lead(&leader, *above));
                        leader[one.max(other) as usize] = one.min(other);
                    }
                    parent = codes[up as usize].parent;
                }
            }
        }
        for at in (0..self.keys.len() as u32).filter(|at| self.counts[*at as usize] == 1) {
            self.record[at as usize] = lead(&leader, at);
        }
        let count = |cell: u32| self.counts[cell as usize];
        let known = |row: &&Vec<(u32, i8)>| {
            row.iter().any(|(cell, sign)| {
                *sign < 0 && (*cell as usize) < self.keys.len() && count(*cell) == 1
            })
        };
        let zeros: Vec<u32> = (self.rows.iter().filter(known).flatten())
            .map(|(cell, _)| *cell)
            .filter(|cell| count(*cell) == 0)
            .collect();
        zeros.into_iter().for_each(|cell| self.seen[cell as usize] = true);
    }

    /// Whether a small sum has two parts that are not zero. Where zeros are never withheld, each of
    /// these shows that there is one, and the sum that it is at least two.
    pub fn zeros_must_hide(&self) -> bool {
        self.rows.iter().any(|row| {
            let whole = row.iter().find(|(_, sign)| *sign < 0).map(|(cell, _)| *cell);
            let filled = row
                .iter()
                .filter(|(cell, sign)| *sign > 0 && self.counts[*cell as usize] > 0)
                .count();
            whole.is_some_and(|whole| {
                (whole as usize) < self.keys.len()
                    && !self.zero_may_hide[whole as usize]
                    && self.is_small(whole)
            }) && filled > 1
        })
    }

    /// As they are where zeros may be withheld in every table.
    pub fn with_zeros(mut self) -> Cells {
        self.zero_may_hide.fill(true);
        self
    }

    /// With cells whose counts an earlier release tells.
    pub fn with_known(mut self, known: &BTreeSet<CellKey>) -> Cells {
        for (at, key) in self.keys.iter().enumerate() {
            self.fixed[at] |= known.contains(key);
        }
        self
    }

    pub fn published(&self) -> usize {
        self.keys.len()
    }

    /// 1 to k − 1, or from 0 where zero is sensitive.
    pub fn is_small(&self, cell: u32) -> bool {
        let at = cell as usize;
        let least = i64::from(!self.zero_is_small[at]);
        (least..self.thresholds[at]).contains(&self.counts[at])
    }

    /// The least that a withheld cell may hold as far as a reader knows.
    pub fn least(&self, cell: u32) -> i64 {
        i64::from(!self.zero_may_hide[cell as usize])
    }

    pub fn may_hide(&self, cell: u32) -> bool {
        let at = cell as usize;
        at < self.keys.len()
            && !self.fixed[at]
            && !self.seen[at]
            && (self.counts[at] > 0 || self.zero_may_hide[at])
    }
}
