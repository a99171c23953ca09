//! Fewer cells by parts: what is withheld in a few codes of one dimension is chosen anew, all else being as it is.
//! Such a choice is small enough to be the least.

use super::{
    branch::{Proof, prove},
    master::Relaxed,
    optimum::Search,
};

/// Parts that are chosen anew, at least, and so many in a row in vain at most.
const PARTS: i64 = 40;
const VAIN: usize = 40;
/// Cells of one part that only protect others.
const PART: usize = 24;

impl Search<'_> {
    /// Parts of what is withheld are chosen anew, all else being as it is, until many in a row come to no fewer.
    pub fn renew(&mut self, root: &Relaxed) {
        let mut steps = self.limits.renewal;
        let mut random = fastrand::Rng::with_seed(self.best.cost().0 as u64);
        let mut vain = 0;
        while steps > 0 && vain < VAIN && !self.done() {
            let Some(part) = self.part(&mut random) else { return };
            let mut relaxed = root.clone();
            for cell in self.master.free.iter().filter(|cell| !part[**cell as usize]) {
                self.master.decide(&mut relaxed, *cell, self.best.hidden.is(*cell));
            }
            let mut of_part = steps.min(self.limits.renewal / PARTS);
            steps -= of_part;
            let target = self.best.cost().0 - 1;
            match prove(self, relaxed, target, &mut of_part) {
                Proof::Kept => vain = 0,
                Proof::More | Proof::Open => vain += 1,
            }
            steps += of_part;
        }
    }

    /// Cells of a few codes of one dimension, and of its total.
    fn part(&self, random: &mut fastrand::Rng) -> Option<Vec<bool>> {
        let cells = self.field.cells;
        let complementary = self.best.complementary();
        let dimensions = cells.keys.first()?.len();
        let dimension = random.usize(..dimensions);
        let mut codes: Vec<u16> =
            complementary.iter().map(|cell| cells.keys[*cell as usize][dimension]).collect();
        random.shuffle(&mut codes);
        let mut part = vec![false; cells.counts.len()];
        let mut chosen = vec![0];
        let mut size = 0;
        let most = random.usize(PART / 3..=PART);
        for code in codes {
            if chosen.contains(&code) {
                continue;
            }
            let of = |cell: &&u32| cells.keys[**cell as usize][dimension] == code;
            let more = complementary.iter().filter(of).count();
            if size > 0 && size + more > most {
                continue;
            }
            size += more;
            chosen.push(code);
        }
        for (cell, key) in cells.keys.iter().enumerate() {
            part[cell] = chosen.contains(&key[dimension]);
        }
        Some(part)
    }
}
