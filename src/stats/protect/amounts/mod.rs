//! From the sums of amounts to those that may be published.
//!
//! ```text
//! cells    design, counts → amounts, sums, what single readers know
//! moves    one need       → which other amounts change if it is met
//! ```
//!
//! An amount is withheld where its count is, where a few records have nearly all of it, and where one of those could
//! otherwise be derived to within the percentage of the rule.

mod cells;
mod moves;

use std::collections::BTreeSet;

use self::{
    cells::Cells,
    moves::{Need, changed},
};
use crate::stats::model::{CellKey, Counts, Design};

/// Amounts that are protected together, at most: the linear programs of more would take too long.
pub const MOST: usize = 3_000;

/// How much more than asked is looked for, so that the audit, which rounds otherwise, finds as much as is asked.
const MARGIN: f64 = 1.001;

/// What earlier releases ask.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Amounts that must be withheld.
    pub withheld: BTreeSet<CellKey>,
    /// Amounts that are known.
    pub known: BTreeSet<CellKey>,
}

/// Which amounts are withheld, and which of these that does not protect.
pub struct Withheld {
    pub withheld: BTreeSet<CellKey>,
    pub cells: usize,
    pub lost: Vec<CellKey>,
}

/// Withholds amounts. `counts_withheld` are the cells whose count is; `emptied` are cells that must possibly be empty
/// together, because a count is protected by that.
pub fn protect(
    design: &Design,
    counts: &Counts,
    counts_withheld: &BTreeSet<CellKey>,
    emptied: &BTreeSet<Vec<CellKey>>,
    asked: &Asked,
) -> Withheld {
    let Some(amount) = &design.amount else {
        return Withheld { withheld: BTreeSet::new(), cells: 0, lost: Vec::new() };
    };
    let cells = Cells::of(design, counts);
    let total: CellKey = vec![0; design.dimensions.len()].into();
    let width = amount.least_width(Some((counts.sum(&total).total, counts.of(&total))));
    let sensitive = |cell: usize| cells.is_small(cell) || amount.is_sensitive(&cells.sums[cell]);
    let forced: Vec<bool> = (0..cells.keys.len())
        .map(|cell| {
            let key = &cells.keys[cell];
            // Where nobody is, everybody sees that there is no amount.
            let is_asked = asked.withheld.contains(key) && cells.counts[cell] > 0;
            sensitive(cell) || counts_withheld.contains(key) || is_asked
        })
        .collect();
    let mut needs = Vec::new();
    for cell in (0..cells.keys.len()).filter(|cell| sensitive(*cell)) {
        let (up, down) = amount.protection(&cells.sums[cell], width);
        needs.push(Need::of(cell, up as f64 * MARGIN));
        // Nothing is less than nothing.
        let down = (down as f64 * MARGIN).min(cells.sums[cell].total as f64);
        needs.extend((down > 0.0).then(|| Need::of(cell, -down)));
    }
    // The largest first: what protects them protects others.
    let by = |need: &Need| need.targets[0].1.abs();
    needs.sort_by(|a, b| by(b).total_cmp(&by(a)).then(a.targets[0].0.cmp(&b.targets[0].0)));
    needs.extend(emptied.iter().filter_map(|together| {
        let places = together.iter().filter_map(|key| cells.keys.binary_search(key).ok());
        let filled = places.filter(|cell| cells.sums[*cell].total > 0);
        let targets: Vec<(u32, f64)> =
            filled.map(|cell| (cell as u32, -(cells.sums[cell].total as f64))).collect();
        (!targets.is_empty()).then_some(Need { targets, readers: true })
    }));
    let mut choice =
        Choice { cells: &cells, withheld: forced.clone(), known: &asked.known, met: Vec::new() };
    let mut lost = BTreeSet::new();
    for need in needs {
        if !choice.meet(&need) {
            lost.insert(need.targets[0].0);
        }
    }
    // No range may be narrower than the least width, whatever it is of.
    let mut looked_at = vec![false; cells.keys.len()];
    while let Some(cell) =
        (0..cells.keys.len()).find(|cell| choice.withheld[*cell] && !looked_at[*cell])
    {
        looked_at[cell] = true;
        let width = width as f64 * MARGIN;
        let need = |by| Need { readers: false, ..Need::of(cell, by) };
        let is_wide = sensitive(cell)
            || choice.is_met(&need(width))
            || (width <= cells.sums[cell].total as f64 && choice.is_met(&need(-width)))
            || choice.meet(&need(width));
        if !is_wide {
            lost.insert(cell as u32);
        }
    }
    choice.clean(&forced);
    let key = |cell: usize| cells.keys[cell].clone();
    Withheld {
        withheld: (0..cells.keys.len()).filter(|cell| choice.withheld[*cell]).map(key).collect(),
        cells: cells.keys.len(),
        lost: lost.into_iter().map(|cell| key(cell as usize)).collect(),
    }
}

/// What is withheld so far, and how each need is met by it.
struct Choice<'c> {
    cells: &'c Cells<'c>,
    withheld: Vec<bool>,
    known: &'c BTreeSet<CellKey>,
    /// Needs, and the amounts that change where they are met.
    met: Vec<(Need, Vec<u32>)>,
}

impl Choice<'_> {
    /// Meets a need by what is withheld, if it can be.
    fn is_met(&mut self, need: &Need) -> bool {
        self.try_to_meet(need, |_| false)
    }

    /// Meets a need, withholding more where it must.
    fn meet(&mut self, need: &Need) -> bool {
        // Where nobody is, everybody sees that there is no amount.
        let (cells, known) = (self.cells, self.known);
        self.is_met(need)
            || self.try_to_meet(need, |cell| {
                cells.counts[cell] > 0 && !known.contains(&cells.keys[cell])
            })
    }

    fn try_to_meet(&mut self, need: &Need, may_hide: impl Fn(usize) -> bool) -> bool {
        let open = self.open();
        let others = match need.targets.iter().all(|(target, _)| open[*target as usize]) {
            true => changed(self.cells, need, &open, may_hide),
            false => None,
        };
        let Some(others) = others else { return false };
        others.iter().for_each(|cell| self.withheld[*cell as usize] = true);
        self.met.push((need.clone(), others));
        true
    }

    /// What is withheld and not known.
    fn open(&self) -> Vec<bool> {
        let is_open = |(cell, withheld): (usize, &bool)| {
            *withheld && !self.known.contains(&self.cells.keys[cell])
        };
        self.withheld.iter().enumerate().map(is_open).collect()
    }

    /// Shows again what is not needed, the most telling first.
    fn clean(&mut self, forced: &[bool]) {
        let mut order: Vec<usize> =
            (0..forced.len()).filter(|cell| self.withheld[*cell] && !forced[*cell]).collect();
        let worth = |cell: &usize| self.cells.worth[*cell];
        order.sort_by(|a, b| worth(b).total_cmp(&worth(a)).then(a.cmp(b)));
        for cell in order {
            let (own, others): (Vec<_>, Vec<_>) = std::mem::take(&mut self.met)
                .into_iter()
                .partition(|(need, _)| need.change_of(cell as u32).is_some());
            let (touched, rest): (Vec<_>, Vec<_>) =
                others.into_iter().partition(|(_, others)| others.contains(&(cell as u32)));
            self.withheld[cell] = false;
            self.met = rest;
            let before = self.met.len();
            if !touched.iter().all(|(need, _)| self.is_met(need)) {
                self.withheld[cell] = true;
                self.met.truncate(before);
                self.met.extend(touched);
                self.met.extend(own);
            }
        }
    }
}
