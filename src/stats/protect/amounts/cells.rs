//! The amounts of all tables that show some, as one linked system.

use std::collections::{BTreeMap, BTreeSet};

use crate::stats::model::{CellKey, Counts, Design, Sum, Table};

/// All amounts, each once, and the sums that bind them.
pub struct Cells<'d> {
    design: &'d Design,
    pub keys: Vec<CellKey>,
    pub sums: Vec<Sum>,
    pub counts: Vec<u64>,
    /// The largest of the tables that show the cell.
    pub thresholds: Vec<u64>,
    /// `Σ sign · amount = 0`.
    pub rows: Vec<Vec<(u32, i8)>>,
    /// What it costs a reader not to see it: totals more than parts.
    pub worth: Vec<f64>,
}

impl<'d> Cells<'d> {
    pub fn of(design: &'d Design, counts: &Counts) -> Cells<'d> {
        let tables: Vec<&Table> = design.tables.iter().filter(|table| table.amounts).collect();
        let mut keys: BTreeMap<CellKey, u64> = BTreeMap::new();
        // Wherever a cell is shown its threshold holds, with or without an amount.
        for table in &design.tables {
            for key in design.cells(table) {
                let threshold = keys.entry(key).or_default();
                *threshold = table.threshold.max(*threshold);
            }
        }
        let shown: BTreeSet<CellKey> =
            tables.iter().flat_map(|table| design.cells(table)).collect();
        keys.retain(|key, _| shown.contains(key));
        let index: BTreeMap<&CellKey, u32> = keys.keys().zip(0..).collect();
        let mut rows = Vec::new();
        let mut seen = BTreeSet::new();
        for axis in tables.iter().flat_map(|table| &table.axes) {
            let codes = &design.dimensions[axis.dimension].codes;
            for (key, whole) in &index {
                let parts: Vec<(u32, i8)> = (0..codes.len() as u16)
                    .filter(|code| codes[usize::from(*code)].parent == Some(key[axis.dimension]))
                    .filter_map(|code| {
                        let mut part = (*key).clone();
                        part[axis.dimension] = code;
                        Some((*index.get(&part)?, 1))
                    })
                    .collect();
                if !parts.is_empty() && seen.insert((axis.dimension, *whole)) {
                    rows.push([&[(*whole, -1)], parts.as_slice()].concat());
                }
            }
        }
        let all: u64 = keys.keys().map(|key| counts.sum(key).total).max().unwrap_or(0);
        let worth = |key: &CellKey| {
            let is_whole = |(dimension, code): (usize, &u16)| {
                let codes = &design.dimensions[dimension].codes;
                let used = tables.iter().flat_map(|table| &table.axes);
                used.clone().any(|axis| axis.dimension == dimension)
                    && codes.iter().any(|one| one.parent == Some(*code))
            };
            let wholes = key.iter().enumerate().filter(|one| is_whole(*one)).count();
            1.0 + 2.0 * wholes as f64 + counts.sum(key).total as f64 / all.max(1) as f64
        };
        Cells {
            design,
            sums: keys.keys().map(|key| counts.sum(key)).collect(),
            counts: keys.keys().map(|key| counts.of(key)).collect(),
            thresholds: keys.values().copied().collect(),
            worth: keys.keys().map(worth).collect(),
            keys: keys.into_keys().collect(),
            rows,
        }
    }

    /// 1 to k − 1 records.
    pub fn is_small(&self, cell: usize) -> bool {
        (1..self.thresholds[cell]).contains(&self.counts[cell])
    }

    /// By how much a cell may become less and more while others are looked at, whoever has one record in it that is in
    /// none of these: less by what is not their own; nothing if they are alone there.
    pub fn room(&self, cell: usize, targets: &[(u32, f64)]) -> (f64, f64) {
        let sum = &self.sums[cell];
        let targets = || targets.iter().map(|(target, _)| *target as usize);
        if targets().any(|target| self.is_within(cell, target)) {
            return (sum.total as f64, f64::INFINITY);
        }
        let within: Vec<usize> = targets().filter(|target| self.is_within(*target, cell)).collect();
        if within.is_empty() && self.counts[cell] == 1 {
            return (0.0, 0.0);
        }
        // Of the targets those that have no record in common: what is not in these is not in the others either.
        let mut apart: Vec<usize> = Vec::new();
        for target in within {
            if apart.iter().all(|other| self.are_apart(*other, target)) {
                apart.push(target);
            }
        }
        let known = apart.iter().fold(sum.largest.to_vec(), |largest, target| {
            without(largest, &self.sums[*target].largest)
        });
        let least = sum.largest[sum.largest.len() - 1];
        ((sum.total - known.first().copied().unwrap_or(least)) as f64, f64::INFINITY)
    }

    /// Whether no record can be of both cells.
    fn are_apart(&self, one: usize, other: usize) -> bool {
        let pairs = self.keys[one].iter().zip(&self.keys[other]).enumerate();
        pairs.into_iter().any(|(dimension, (one, other))| {
            !self.is_above(dimension, *one, *other) && !self.is_above(dimension, *other, *one)
        })
    }

    /// Whether all records of a cell are of another.
    fn is_within(&self, inner: usize, outer: usize) -> bool {
        let pairs = self.keys[inner].iter().zip(&self.keys[outer]).enumerate();
        pairs.into_iter().all(|(dimension, (code, above))| self.is_above(dimension, *above, *code))
    }

    fn is_above(&self, dimension: usize, above: u16, code: u16) -> bool {
        let codes = &self.design.dimensions[dimension].codes;
        let mut up = std::iter::successors(Some(code), |code| codes[usize::from(*code)].parent);
        up.any(|code| code == above)
    }
}

/// The largest amounts of a sum, the largest first, without those of a part of it.
fn without(mut largest: Vec<u64>, part: &[u64]) -> Vec<u64> {
    for amount in part {
        if let Some(at) = largest.iter().position(|one| one == amount) {
            largest.remove(at);
        }
    }
    largest
}
