//! Every register there could be, one by one.

use std::collections::{BTreeMap, BTreeSet};

use super::{Records, path};
use crate::stats::{
    audit::{What, audit_knowing},
    model::{CellKey, Counts, Design, Shown},
    release::Release,
};

struct Cell {
    key: CellKey,
    shown: Shown,
    threshold: u64,
    least: i64,
}

struct Search {
    cells: Vec<Cell>,
    /// For every atom: the cells that it lies in, and whether it is the last of each.
    within: Vec<Vec<(usize, bool)>>,
    sums: Vec<i64>,
    low: Vec<i64>,
    high: Vec<i64>,
    most: i64,
    left: u64,
}

/// The small withheld cells whose count a reader can bring within fewer than 1 … threshold; `None`
/// where there are too many registers to look at.
pub fn narrowed(
    design: &Design,
    release: &Release,
    counts: &Counts,
    records: &Records,
) -> Option<BTreeSet<CellKey>> {
    let most = 12.max(records.iter().map(|(_, number)| *number as i64 + 5).max().unwrap_or(0));
    let search = searched(design, release, records, most)?;
    let narrow = |at: &usize| {
        let cell = &search.cells[*at];
        cell.shown == Shown::Withheld
            && (1..cell.threshold).contains(&counts.of(&cell.key))
            && (search.low[*at] > 1 || search.high[*at] < cell.threshold as i64)
    };
    Some((0..search.cells.len()).filter(narrow).map(|at| search.cells[at].key.clone()).collect())
}

/// Fails unless the audit finds the cells that are narrowed, and no other but for whoever knows one record.
pub fn audit_agrees(release: &Release, counts: &Counts, narrowed: &BTreeSet<CellKey>, seed: u64) {
    let leaks = audit_knowing(&[release], counts).leaks;
    for cell in narrowed {
        assert!(leaks.iter().any(|leak| leak.key == *cell), "seed {seed}: {cell:?} missed");
    }
    for leak in &leaks {
        let is_right = leak.what == What::ByOneRecord || narrowed.contains(&leak.key);
        assert!(is_right, "seed {seed}: {leak:?} is none");
    }
}

/// The least and the largest count that each withheld cell has in any register with no more than `most`
/// records of a kind; `None` where there are too many registers to look at.
pub fn ranges(
    design: &Design,
    release: &Release,
    records: &Records,
    most: i64,
) -> Option<BTreeMap<CellKey, (i64, i64)>> {
    let search = searched(design, release, records, most)?;
    let withheld = |at: &usize| search.cells[*at].shown == Shown::Withheld;
    let range = |at: usize| (search.cells[at].key.clone(), (search.low[at], search.high[at]));
    Some((0..search.cells.len()).filter(withheld).map(range).collect())
}

/// All registers, looked at; `None` where there are too many.
fn searched(design: &Design, release: &Release, records: &Records, most: i64) -> Option<Search> {
    let mut cells: BTreeMap<CellKey, Cell> = BTreeMap::new();
    for (index, table) in design.tables.iter().enumerate() {
        for (key, shown) in release.table(index).cells() {
            let zero = release.protection.zeros_withheld
                || !table.sensitive.is_empty()
                || table.zeros_are_sensitive;
            let least = i64::from(shown == Shown::Withheld && !zero);
            let cell = cells.entry(key.clone()).or_insert(Cell { key, shown, threshold: 0, least });
            cell.threshold = cell.threshold.max(table.threshold);
            cell.least = cell.least.min(least);
        }
    }
    let cells: Vec<Cell> = cells.into_values().collect();
    let mut last = vec![0; cells.len()];
    let mut within: Vec<Vec<(usize, bool)>> = Vec::new();
    for (number, (atom, _)) in records.iter().enumerate() {
        let lies_in = |cell: &Cell| {
            let of =
                |(at, code): (usize, &u16)| path(&design.dimensions[at], atom[at]).contains(code);
            cell.key.iter().enumerate().all(of)
        };
        let these: Vec<usize> = (0..cells.len()).filter(|at| lies_in(&cells[*at])).collect();
        these.iter().for_each(|at| last[*at] = number);
        within.push(these.into_iter().map(|at| (at, false)).collect());
    }
    for (number, these) in within.iter_mut().enumerate() {
        these.iter_mut().for_each(|(at, is_last)| *is_last = last[*at] == number);
    }
    let (low, high) = (vec![i64::MAX; cells.len()], vec![-1; cells.len()]);
    let mut search =
        Search { sums: vec![0; cells.len()], cells, within, low, high, most, left: 200_000 };
    search.go(0).then_some(search)
}

impl Search {
    fn go(&mut self, atom: usize) -> bool {
        if self.left == 0 {
            return false;
        }
        self.left -= 1;
        if atom == self.within.len() {
            for (at, sum) in self.sums.iter().enumerate() {
                (self.low[at], self.high[at]) = (self.low[at].min(*sum), self.high[at].max(*sum));
            }
            return true;
        }
        let (mut least, mut most) = (0, self.most);
        for (cell, is_last) in &self.within[atom] {
            if let Shown::Count(count) = self.cells[*cell].shown {
                most = most.min(count as i64 - self.sums[*cell]);
                if *is_last {
                    least = least.max(count as i64 - self.sums[*cell]);
                }
            }
        }
        for number in least..=most {
            self.add(atom, number);
            let fits = self.within[atom].iter().all(|(cell, is_last)| {
                let (sum, cell) = (self.sums[*cell], &self.cells[*cell]);
                !is_last
                    || match cell.shown {
                        Shown::Count(count) => sum == count as i64,
                        _ => sum >= cell.least,
                    }
            });
            let done = !fits || self.go(atom + 1);
            self.add(atom, -number);
            if !done {
                return false;
            }
        }
        true
    }

    fn add(&mut self, atom: usize, number: i64) {
        for (cell, _) in &self.within[atom] {
            self.sums[*cell] += number;
        }
    }
}
