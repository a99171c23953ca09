//! Which cells are withheld: those that must be, and as few others as protect them.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::{
    cells::{Cells, NONE},
    seek::{Need, Proof, Who, seek},
};

/// Cells withheld, each need with its proof.
#[derive(Clone)]
pub struct Suppression<'c> {
    pub cells: &'c Cells,
    pub withheld: Vec<bool>,
    pub primary: Vec<bool>,
    /// Withheld because an earlier release asks for it: never shown again.
    pub forced: Vec<bool>,
    pub needs: Vec<(Need, Option<Proof>)>,
}

/// Cells that one search may withhold in addition.
const MOST_NEW: usize = 16;
/// Needs that are proved together, in between which nothing new is withheld.
const LOT: usize = 256;

impl<'c> Suppression<'c> {
    /// Small cells, parts that hold nearly all of a group, and cells that must be withheld for
    /// another reason.
    pub fn primary(cells: &'c Cells, forced: &[u32]) -> Suppression<'c> {
        let mut withheld = vec![false; cells.counts.len()];
        (0..cells.published()).for_each(|at| withheld[at] = cells.is_small(at as u32));
        cells.groups.iter().for_each(|group| withheld[group.part as usize] = true);
        let primary = withheld.clone();
        let mut must = vec![false; cells.counts.len()];
        for cell in forced.iter().filter(|cell| cells.may_hide(**cell)) {
            withheld[*cell as usize] = true;
            must[*cell as usize] = true;
        }
        let mut suppression =
            Suppression { cells, withheld, primary, forced: must, needs: Vec::new() };
        for cell in 0..cells.published() as u32 {
            if suppression.withheld[cell as usize] {
                suppression.needs_of(cell);
            }
        }
        for group in &cells.groups {
            let need =
                Need { cell: group.others, up: true, goal: group.threshold, who: Who::Everybody };
            suppression.needs.push((need, None));
        }
        suppression
    }

    fn needs_of(&mut self, cell: u32) {
        let (count, threshold) =
            (self.cells.counts[cell as usize], self.cells.thresholds[cell as usize]);
        if count < threshold {
            self.needs.push((Need { cell, up: true, goal: threshold, who: Who::Everybody }, None));
            if count > 1 {
                self.needs.push((Need { cell, up: false, goal: 1, who: Who::Everybody }, None));
            }
        }
    }

    /// Withholds more until every need has a proof. The needs that have none in the end.
    pub fn complete(&mut self) -> Vec<Need> {
        let mut lost = BTreeSet::new();
        let mut effort = 1;
        loop {
            self.prove();
            let open: Vec<usize> = (0..self.needs.len())
                .filter(|at| self.needs[*at].1.is_none() && !lost.contains(at))
                .collect();
            if open.is_empty() {
                break;
            }
            let mut progress = false;
            for lot in open.chunks(LOT) {
                for at in lot {
                    if self.needs[*at].1.is_some() {
                        continue;
                    }
                    let need = self.needs[*at].0.clone();
                    match self.satisfy(&need, effort) {
                        Some((need, proof, new)) => {
                            progress = true;
                            self.withhold(&new);
                            self.set(*at, need, proof);
                        }
                        None if effort >= 4 => {
                            lost.insert(*at);
                        }
                        None => {}
                    }
                }
            }
            if !progress && effort < 4 {
                effort += 3;
            } else if !progress {
                break;
            }
        }
        lost.into_iter().map(|at| self.needs[at].0.clone()).collect()
    }

    fn withhold(&mut self, new: &[u32]) {
        for cell in new {
            if !std::mem::replace(&mut self.withheld[*cell as usize], true) {
                self.needs_of(*cell);
            }
        }
    }

    /// For everybody at once, or where that cannot be, for each of those concerned.
    fn satisfy(&self, need: &Need, effort: usize) -> Option<(Need, Proof, Vec<u32>)> {
        let strict = seek(self.cells, &self.withheld, need, MOST_NEW, effort);
        if need.who == Who::Everybody && strict.is_none() {
            let loose = Need { who: Who::Stranger, ..need.clone() };
            let (proof, new) = seek(self.cells, &self.withheld, &loose, MOST_NEW, effort)?;
            return Some((loose, proof, new));
        }
        strict.map(|(proof, new)| (need.clone(), proof, new))
    }

    /// Keeps a proof, with the needs of those whose knowledge it does not respect.
    fn set(&mut self, at: usize, need: Need, proof: Proof) {
        if need.who == Who::Stranger {
            for who in self.concerned(&need, &proof) {
                let other = Need { who, ..need.clone() };
                if !self.needs.iter().any(|(need, _)| *need == other) {
                    self.needs.push((other, None));
                }
            }
        }
        self.needs[at] = (need, Some(proof));
    }

    fn concerned(&self, need: &Need, proof: &Proof) -> BTreeSet<Who> {
        let own = self.cells.record[need.cell as usize];
        let mut concerned = BTreeSet::new();
        for (cell, by) in proof {
            let at = *cell as usize;
            if at >= self.cells.published() || *cell == need.cell {
                continue;
            }
            match self.cells.record[at] {
                record if record != NONE && record != own => {
                    concerned.insert(Who::Record(record));
                }
                NONE if self.cells.counts[at] > 0 && self.cells.counts[at] + by < 1 => {
                    concerned.insert(Who::Contributor(*cell));
                }
                _ => {}
            }
        }
        concerned
    }

    /// Looks for the proofs that need nothing more.
    fn prove(&mut self) {
        let found: Vec<(usize, Need, Proof)> = (0..self.needs.len())
            .into_par_iter()
            .filter(|at| self.needs[*at].1.is_none())
            .filter_map(|at| {
                let need = &self.needs[at].0;
                let (proof, _) = seek(self.cells, &self.withheld, need, 0, 1)?;
                Some((at, need.clone(), proof))
            })
            .collect();
        for (at, need, proof) in found {
            self.set(at, need, proof);
        }
    }

    /// Shows again what can be shown without: first the cells that protect others by the largest
    /// counts, until nothing more can be.
    pub fn clean(&mut self) {
        loop {
            let mut order: Vec<u32> = (0..self.cells.published() as u32)
                .filter(|cell| self.withheld[*cell as usize] && !self.primary[*cell as usize])
                .filter(|cell| !self.forced[*cell as usize])
                .collect();
            order.sort_by_key(|cell| (std::cmp::Reverse(self.cells.counts[*cell as usize]), *cell));
            let mut shown = false;
            for cell in order {
                shown |= self.try_show(cell);
            }
            if !shown {
                break;
            }
        }
    }

    /// Shows a cell if all needs still have a proof.
    pub fn try_show(&mut self, cell: u32) -> bool {
        self.withheld[cell as usize] = false;
        let concerned: Vec<usize> = (0..self.needs.len())
            .filter(|at| {
                let (need, proof) = &self.needs[*at];
                need.cell != cell
                    && proof
                        .as_ref()
                        .is_none_or(|proof| proof.iter().any(|(moved, _)| *moved == cell))
            })
            .collect();
        let found: Option<Vec<Proof>> = concerned
            .par_iter()
            .map(|at| {
                let need = &self.needs[*at].0;
                let (proof, _) = seek(self.cells, &self.withheld, need, 0, 1)?;
                let known = |who| {
                    self.needs.iter().any(|(other, _)| *other == Need { who, ..need.clone() })
                };
                let all = need.who != Who::Stranger
                    || self.concerned(need, &proof).into_iter().all(known);
                all.then_some(proof)
            })
            .collect();
        let Some(found) = found else {
            self.withheld[cell as usize] = true;
            return false;
        };
        for (at, proof) in concerned.into_iter().zip(found) {
            self.needs[at].1 = Some(proof);
        }
        self.needs.retain(|(need, _)| need.cell != cell);
        true
    }
}
