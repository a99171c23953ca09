//! From counts that fit to others that fit, by changing few of them.
//!
//! One unknown is pushed; each sum that no longer holds is mended by another of its unknowns, until
//! all hold. What is found is a proof whatever way it was found: `System::fits` says so.

use super::system::System;

/// A part of a system, ready for many searches.
#[derive(Debug)]
pub struct Field<'s> {
    pub system: &'s System,
    /// The sums that each unknown stands in, with its sign.
    pub columns: Vec<Vec<(u32, i8)>>,
}

/// Ways out of one sum that are weighed at most: a sum may have tens of thousands of unknowns.
pub const MOST_WAYS: usize = 64;

/// How hard to look.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// Unknowns that may be tried in one search.
    pub tries: usize,
    /// Unknowns that may change.
    pub changes: usize,
    /// Ways that are followed out of one sum.
    pub breadth: usize,
}

/// Unknowns that must stay as they are: those that are marked, but for a few.
#[derive(Debug, Clone, Copy, Default)]
pub struct Frozen<'a> {
    pub marked: &'a [bool],
    pub free: &'a [u32],
    /// One more that must stay above zero: somebody knows of a record in it.
    pub positive: Option<u32>,
}

impl Frozen<'_> {
    pub fn holds(&self, unknown: u32) -> bool {
        self.marked.get(unknown as usize).copied().unwrap_or(false) && !self.free.contains(&unknown)
    }
}

struct Way<'a> {
    counts: &'a [i64],
    frozen: &'a Frozen<'a>,
    step: i64,
    tries: usize,
    changes: usize,
    breadth: usize,
    /// Unknown, and whether it goes up.
    changed: Vec<(u32, bool)>,
    /// Sums that do not hold: row, and by how many steps it is too large.
    open: Vec<(u32, i32)>,
    random: fastrand::Rng,
}

impl<'s> Field<'s> {
    pub fn new(system: &'s System) -> Field<'s> {
        Field { system, columns: system.columns() }
    }

    /// Moves `target` to `goal` or past it, in place, leaving `frozen` as they are. Gives back
    /// whether it came there; if not, the counts have come as far as they could and still fit.
    pub fn push(
        &self,
        counts: &mut [i64],
        target: u32,
        goal: i64,
        frozen: &Frozen<'_>,
        effort: Effort,
    ) -> bool {
        let mut seed = u64::from(target) << 8;
        while counts[target as usize] != goal {
            let left = goal - counts[target as usize];
            let (up, most) = (left > 0, left.abs());
            let mut step = most;
            let found = loop {
                seed += 1;
                if let Some(changed) = self.step(counts, target, up, step, frozen, effort, seed) {
                    break Some(changed);
                }
                if step == 1 {
                    break None;
                }
                step = (step / 2).max(1);
            };
            let Some(changed) = found else { return false };
            for (unknown, up) in changed {
                counts[unknown as usize] += if up { step } else { -step };
            }
        }
        true
    }

    #[allow(clippy::too_many_arguments)]
    fn step(
        &self,
        counts: &[i64],
        target: u32,
        up: bool,
        step: i64,
        frozen: &Frozen<'_>,
        effort: Effort,
        seed: u64,
    ) -> Option<Vec<(u32, bool)>> {
        let random = fastrand::Rng::with_seed(seed);
        let mut way = Way {
            counts,
            frozen,
            step,
            tries: effort.tries,
            changes: effort.changes,
            breadth: effort.breadth,
            changed: Vec::new(),
            open: Vec::new(),
            random,
        };
        if frozen.holds(target) || !self.room(&way, target, up) {
            return None;
        }
        self.turn(&mut way, target, up);
        self.close(&mut way).then_some(way.changed)
    }

    fn room(&self, way: &Way<'_>, unknown: u32, up: bool) -> bool {
        let (at, count) = (unknown as usize, way.counts[unknown as usize]);
        match up {
            true => count + way.step <= self.system.upper[at],
            false => {
                let least =
                    i64::from(way.frozen.positive == Some(unknown)).max(self.system.lower[at]);
                count - way.step >= least
            }
        }
    }

    fn turn(&self, way: &mut Way<'_>, unknown: u32, up: bool) {
        way.changed.push((unknown, up));
        self.shift(way, unknown, up);
    }

    fn shift(&self, way: &mut Way<'_>, unknown: u32, up: bool) {
        for (row, sign) in &self.columns[unknown as usize] {
            let by = i32::from(*sign) * if up { 1 } else { -1 };
            match way.open.iter().position(|(open, _)| open == row) {
                Some(at) => {
                    way.open[at].1 += by;
                    if way.open[at].1 == 0 {
                        way.open.swap_remove(at);
                    }
                }
                None => way.open.push((*row, by)),
            }
        }
    }

    /// Mends all open sums, or leaves the way as it was.
    fn close(&self, way: &mut Way<'_>) -> bool {
        if way.open.is_empty() {
            return true;
        }
        if way.changed.len() >= way.changes || way.tries == 0 {
            return false;
        }
        let Some(options) = self.options(way) else { return false };
        for (_, _, unknown, up) in options.into_iter().take(way.breadth) {
            if way.tries == 0 {
                return false;
            }
            way.tries -= 1;
            self.turn(way, unknown, up);
            if self.close(way) {
                return true;
            }
            way.changed.pop();
            self.shift(way, unknown, !up);
        }
        false
    }

    /// The ways out of the open sum that has the fewest, best first: those that mend most other sums
    /// and break fewest.
    fn options(&self, way: &mut Way<'_>) -> Option<Vec<(i32, u32, u32, bool)>> {
        let mut fewest: Option<Vec<(i32, u32, u32, bool)>> = None;
        for at in 0..way.open.len() {
            let (row, by) = way.open[at];
            let most = fewest.as_ref().map_or(MOST_WAYS, Vec::len);
            let mut options = Vec::new();
            let terms = &self.system.rows[row as usize].terms;
            let from = if terms.len() > MOST_WAYS { way.random.usize(..terms.len()) } else { 0 };
            for (unknown, sign) in terms[from..].iter().chain(&terms[..from]) {
                let up = (i32::from(*sign) > 0) == (by < 0);
                if way.changed.iter().any(|(changed, _)| changed == unknown)
                    || way.frozen.holds(*unknown)
                    || !self.room(way, *unknown, up)
                {
                    continue;
                }
                options.push((self.damage(way, *unknown, up), way.random.u32(..), *unknown, up));
                if options.len() >= most {
                    break;
                }
            }
            if fewest.is_none() || options.len() < most {
                if options.is_empty() {
                    return None;
                }
                fewest = Some(options);
            }
        }
        let mut options = fewest?;
        options.sort_unstable();
        Some(options)
    }

    /// Sums that turning an unknown breaks, less those that it mends.
    fn damage(&self, way: &Way<'_>, unknown: u32, up: bool) -> i32 {
        let mut damage = 0;
        for (row, sign) in &self.columns[unknown as usize] {
            let by = i32::from(*sign) * if up { 1 } else { -1 };
            damage += match way.open.iter().find(|(open, _)| open == row) {
                Some((_, open)) if open.signum() == -by => -1,
                _ => 1,
            };
        }
        damage
    }
}
