//! Fewer cells: a few that protect others are shown, and what relied on them is protected in another
//! way, if that takes no more.

use rayon::prelude::*;

use super::{
    seek::{Effort, Need},
    suppress::Suppression,
};

/// Tries that set out from the same state; the best of them goes on.
const TOGETHER: u64 = 4;
/// Cells that are shown in one try.
const MOST: usize = 6;
const TRIES: usize = 40;

/// Rounds before the least is asked for, where there are so many complementary cells.
pub fn few(complementary: usize) -> u64 {
    complementary.min(12) as u64
}

/// Rounds where the least was not reached.
pub fn many(complementary: usize) -> u64 {
    (complementary as u64 * 2).min(8_000 / (complementary as u64 + 1)).max(8)
}

impl<'c> Suppression<'c> {
    /// The number of withheld cells, and what they hold together.
    pub fn cost(&self) -> (usize, i64) {
        let complementary = self.complementary();
        let counts = complementary.iter().map(|cell| self.cells.counts[*cell as usize]);
        (complementary.len(), counts.sum())
    }

    /// So many rounds of tries; what comes out withholds no more than before.
    pub fn improve(&mut self, rounds: u64) {
        let mut best = self.cost();
        for round in 0..rounds {
            let tried: Vec<Suppression<'c>> = (0..TOGETHER)
                .into_par_iter()
                .filter_map(|at| self.attempt(best.0, best.0 as u64 ^ (round * TOGETHER + at) << 8))
                .collect();
            // At the end smaller counts are looked for too.
            let last = round + rounds / 10 >= rounds;
            let better = |tried: &Suppression<'c>| {
                let cost = tried.cost();
                cost.0 < best.0 || (cost.0 == best.0 && (!last || cost.1 < best.1))
            };
            let next = tried.into_iter().filter(better).min_by_key(|tried| tried.cost().0);
            if let Some(next) = next {
                best = next.cost();
                *self = next;
            }
        }
    }

    fn attempt(&self, most: usize, seed: u64) -> Option<Suppression<'c>> {
        let mut random = fastrand::Rng::with_seed(seed);
        let complementary = self.complementary();
        let first = *random.choice(&complementary)?;
        // Others that move together with it.
        let mut near: Vec<u32> = self
            .needs
            .iter()
            .filter_map(|(_, proof)| proof.as_ref())
            .filter(|proof| proof.iter().any(|(moved, _)| *moved == first))
            .flatten()
            .map(|(moved, _)| *moved)
            .filter(|moved| *moved != first && complementary.binary_search(moved).is_ok())
            .collect();
        near.sort_unstable();
        near.dedup();
        random.shuffle(&mut near);
        near.truncate(random.usize(..MOST));
        near.push(first);
        let mut next = self.clone();
        near.iter().for_each(|cell| next.show(*cell));
        let mut left = near.len();
        let mut open: Vec<Need> = next.open().collect();
        let salt = random.u64(1..1 << 20);
        while !open.is_empty() {
            random.shuffle(&mut open);
            for need in open {
                let Some(at) = next.place(&need) else {
                    continue;
                };
                let effort = Effort { most: left, tries: TRIES, salt };
                let (need, proof, new) = next.satisfy(&need, effort)?;
                left -= new.len();
                next.withhold(&new);
                next.set(at, need, proof);
            }
            open = next.open().collect();
        }
        // What nothing relies on.
        let mut used = vec![false; next.cells.counts.len()];
        for (moved, _) in next.needs.iter().filter_map(|(_, proof)| proof.as_ref()).flatten() {
            used[*moved as usize] = true;
        }
        for cell in next.complementary() {
            if !used[cell as usize] {
                next.show(cell);
            }
        }
        (next.complementary().len() <= most).then_some(next)
    }
}
