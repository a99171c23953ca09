//! Which cells are withheld: those that must be, and as few others as protect them.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::{
    cells::{Cells, NONE},
    hidden::Hidden,
    seek::{Effort, Need, Proof, Who, seek},
    stuck::stuck,
};

/// Cells withheld, each need with its proof.
#[derive(Clone)]
pub struct Suppression<'c> {
    pub cells: &'c Cells,
    pub hidden: Hidden,
    /// Withheld because of what they hold.
    pub primary: Vec<bool>,
    /// The same, with what an earlier release asks for: never shown again.
    pub forced: Vec<bool>,
    pub needs: Vec<(Need, Option<Proof>)>,
}

/// Cells that one search may withhold in addition.
const MOST_NEW: usize = 16;
/// Cells that are tried in one search.
const TRIES: usize = 300;

/// Cells from which on fewer tries are made.
const MANY: usize = 3_000;

/// Needs without a proof that say enough of what is withheld, and needs that are looked at together.
const ENOUGH: usize = 16;
const LOT: usize = 8;

fn tries(cells: &Cells) -> usize {
    if cells.counts.len() > MANY { TRIES / 4 } else { TRIES }
}

impl Effort {
    /// For a proof among what is withheld.
    fn proof(cells: &Cells) -> Effort {
        Effort { most: 0, tries: tries(cells), salt: 0 }
    }
}

impl<'c> Suppression<'c> {
    /// Small cells, parts that hold nearly all of a group, and cells that must be withheld for
    /// another reason.
    pub fn primary(cells: &'c Cells, forced: &[u32]) -> Suppression<'c> {
        let mut withheld = vec![false; cells.counts.len()];
        (0..cells.published()).for_each(|at| withheld[at] = cells.is_small(at as u32));
        cells.groups.iter().for_each(|group| withheld[group.part as usize] = true);
        let primary = withheld.clone();
        for cell in forced.iter().filter(|cell| cells.may_hide(**cell)) {
            withheld[*cell as usize] = true;
        }
        let forced = withheld.clone();
        let hidden = Hidden::new(cells, withheld);
        let mut suppression = Suppression { cells, hidden, primary, forced, needs: Vec::new() };
        for cell in 0..cells.published() as u32 {
            if suppression.hidden.is(cell) {
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
        self.complete_unless(false)
    }

    /// The same; where `lost_is_enough`, every search is a hard one, and it ends with the first need that is not met,
    /// though what is withheld for the others might meet it later.
    pub fn complete_unless(&mut self, lost_is_enough: bool) -> Vec<Need> {
        let mut lost: Vec<Need> = Vec::new();
        let efforts: &[usize] = if lost_is_enough { &[4] } else { &[1, 4] };
        for hard in efforts.iter().copied() {
            let effort = Effort { most: MOST_NEW, tries: tries(self.cells) * hard, salt: 0 };
            loop {
                self.prove();
                let open: Vec<Need> = self.open().collect();
                let mut progress = false;
                lost.clear();
                for need in open {
                    let Some(at) = self.place(&need).filter(|at| self.needs[*at].1.is_none())
                    else {
                        continue;
                    };
                    match self.satisfy(&need, effort) {
                        Some((need, proof, new)) => {
                            progress = true;
                            self.withhold(&new);
                            self.set(at, need, proof);
                        }
                        None if hard > 1 && self.may_show(need.cell) => {
                            // It protects another, and cannot be protected: something else must.
                            progress = true;
                            self.hidden.bar(need.cell);
                            self.show(need.cell);
                        }
                        None if lost_is_enough => return vec![need],
                        None => lost.push(need),
                    }
                }
                if !progress {
                    break;
                }
            }
        }
        lost
    }

    pub fn open(&self) -> impl Iterator<Item = Need> {
        self.needs.iter().filter(|(_, proof)| proof.is_none()).map(|(need, _)| need.clone())
    }

    pub fn place(&self, need: &Need) -> Option<usize> {
        self.needs.iter().position(|(other, _)| other == need)
    }

    /// Shows a cell; what relied on it has to be proved again, for everybody.
    pub fn show(&mut self, cell: u32) {
        self.hidden.show(self.cells, cell);
        let relies = |(need, proof): &&(Need, Option<Proof>)| {
            let moves = proof.as_ref().is_some_and(|proof| proof.iter().any(|(at, _)| *at == cell));
            need.cell != cell && moves
        };
        let again: Vec<(u32, bool, i64)> = (self.needs.iter().filter(relies))
            .map(|(need, _)| (need.cell, need.up, need.goal))
            .collect();
        self.needs.retain(|(need, _)| {
            need.cell != cell && !again.contains(&(need.cell, need.up, need.goal))
        });
        let mut before = None;
        for (cell, up, goal) in again {
            if before.replace((cell, up)) != Some((cell, up)) {
                let need = Need { cell, up, goal, who: Who::Everybody };
                if self.place(&need).is_none() {
                    self.needs.push((need, None));
                }
            }
        }
    }

    pub fn withhold(&mut self, new: &[u32]) {
        for cell in new {
            if self.hidden.hide(self.cells, *cell) {
                self.needs_of(*cell);
            }
        }
    }

    /// For everybody at once, or where that takes more, for each of those concerned.
    pub fn satisfy(&self, need: &Need, effort: Effort) -> Option<(Need, Proof, Vec<u32>)> {
        let loose = Need { who: Who::Stranger, ..need.clone() };
        let loose = (need.who == Who::Everybody).then_some(&loose);
        let found = |need: &Need, most: usize| {
            let (proof, new) = seek(self.cells, &self.hidden, need, Effort { most, ..effort })?;
            Some((need.clone(), proof, new))
        };
        found(need, 0).or_else(|| found(loose?, 0)).or_else(|| {
            if effort.most == 0 {
                return None;
            }
            let strict = found(need, effort.most);
            match strict.as_ref().map_or(effort.most, |(_, _, new)| new.len().saturating_sub(1)) {
                0 => strict,
                less => loose.and_then(|loose| found(loose, less)).or(strict),
            }
        })
    }

    /// Keeps a proof, with the needs of those whose knowledge it does not respect.
    pub fn set(&mut self, at: usize, need: Need, proof: Proof) {
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
                let (proof, _) = seek(self.cells, &self.hidden, need, Effort::proof(self.cells))?;
                Some((at, need.clone(), proof))
            })
            .collect();
        for (at, need, proof) in found {
            self.set(at, need, proof);
        }
    }

    fn may_show(&self, cell: u32) -> bool {
        (cell as usize) < self.cells.published() && !self.forced[cell as usize]
    }

    /// Cells that are withheld only to protect others.
    pub fn complementary(&self) -> Vec<u32> {
        (0..self.cells.published() as u32)
            .filter(|cell| self.hidden.is(*cell) && self.may_show(*cell))
            .collect()
    }

    /// Shows again what can be shown without: first the cells that protect others by the largest
    /// counts, until nothing more can be.
    pub fn clean(&mut self) {
        loop {
            let mut order = self.complementary();
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
    fn try_show(&mut self, cell: u32) -> bool {
        let mut next = self.clone();
        next.show(cell);
        let shown = next.holds();
        if shown {
            *self = next;
        }
        shown
    }

    /// Whether all needs have proofs among what is withheld, for each of those concerned where there is none for
    /// all; nothing more is looked for once one has none.
    fn holds(&mut self) -> bool {
        // Of a stranger it is known of all needs at once which cannot have one.
        let might = |cell: u32, up: bool| {
            let at = cell as usize;
            let least = if at < self.cells.published() { self.cells.least(cell) } else { 0 };
            !self.cells.fixed[at] && (up || self.cells.counts[at] > least)
        };
        let stuck = stuck(self.cells, &self.hidden, might);
        if self.open().any(|need| stuck[need.cell as usize][usize::from(need.up)]) {
            return false;
        }
        loop {
            let open: Vec<Need> = self.open().collect();
            if open.is_empty() {
                return true;
            }
            let effort = Effort::proof(self.cells);
            let found: Option<Vec<_>> =
                open.par_iter().map(|need| self.satisfy(need, effort)).collect();
            let Some(found) = found else { return false };
            for (need, (one, proof, _)) in open.iter().zip(found) {
                if let Some(at) = self.place(need) {
                    self.set(at, one, proof);
                }
            }
        }
    }

    /// Looks for proofs among what is withheld, for each of those concerned where there is none for
    /// all; `ask` is asked where a search finds none. The needs that are left without one, or as many of them as
    /// are enough.
    pub fn settle(&mut self, ask: impl Fn(&Hidden, &Need) -> Option<Proof> + Sync) -> Vec<Need> {
        let mut failed: Vec<Need> = Vec::new();
        loop {
            self.prove();
            let open: Vec<Need> = self.open().filter(|need| !failed.contains(need)).collect();
            if open.is_empty() || failed.len() >= ENOUGH {
                return failed;
            }
            for lot in open.chunks(LOT) {
                let look = |need: &Need| {
                    let one = match need.who {
                        Who::Everybody => Need { who: Who::Stranger, ..need.clone() },
                        _ => need.clone(),
                    };
                    let found = seek(self.cells, &self.hidden, &one, Effort::proof(self.cells));
                    let proof =
                        found.map(|(proof, _)| proof).or_else(|| ask(&self.hidden, &one))?;
                    Some((one, proof))
                };
                let found: Vec<_> = lot.par_iter().map(look).collect();
                for (need, found) in lot.iter().zip(found) {
                    match found.zip(self.place(need)) {
                        Some(((one, proof), at)) => self.set(at, one, proof),
                        None => failed.push(need.clone()),
                    }
                }
                if failed.len() >= ENOUGH {
                    break;
                }
            }
        }
    }
}
