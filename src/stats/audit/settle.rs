//! From counts that nearly fit to counts that fit.
//!
//! A sum that does not hold is mended by one of its unknowns, the sums which that breaks by others, until
//! less is wrong altogether than before; that is kept, and the next sum is mended.

use super::{
    search::{Field, MOST_WAYS},
    system::{MOST, Row},
};

/// How hard to look.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Ways that may be weighed in all.
    pub work: u64,
    /// Times that nothing better is found before it is given up.
    pub failures: usize,
}

/// Unknowns that may be tried for one sum, that may change, and ways that are followed out of a sum.
const TRIES: usize = 400;
const CHANGES: usize = 24;
const BREADTH: usize = 6;
/// Sums that are moved elsewhere where nothing better is found, and how far.
const STIRRED: usize = 8;
const STIRS: usize = 3;
/// A sum that is further off is mended by more than one at a time.
const FAR: i64 = 8;

struct Settling<'f> {
    field: &'f Field<'f>,
    lower: Vec<i64>,
    upper: Vec<i64>,
    counts: Vec<i64>,
    /// By how much each sum is too large, and what is wrong altogether.
    off: Vec<i64>,
    total: i64,
    tries: usize,
    work: u64,
    changed: Vec<u32>,
    near: Vec<u32>,
    random: fastrand::Rng,
}

/// What a change makes worse, a lot, the unknown, the change.
type Way = (i64, u32, u32, i64);

impl Field<'_> {
    /// Counts that fit, also within `bounds` (unknown, lower, upper), near to others. `None` where none
    /// were found.
    pub fn settle(
        &self,
        counts: &[i64],
        bounds: &[(u32, i64, i64)],
        patience: Patience,
        seed: u64,
    ) -> Option<Vec<i64>> {
        let system = self.system;
        let (mut lower, mut upper) = (system.lower.clone(), system.upper.clone());
        for (at, low, high) in bounds {
            let at = *at as usize;
            (lower[at], upper[at]) = (lower[at].max(*low), upper[at].min(*high));
            if lower[at] > upper[at] {
                return None;
            }
        }
        let counts: Vec<i64> =
            (0..system.len()).map(|at| counts[at].clamp(lower[at], upper[at])).collect();
        let sum = |row: &Row| -> i64 {
            row.terms.iter().map(|(at, sign)| i64::from(*sign) * counts[*at as usize]).sum()
        };
        let off: Vec<i64> = system.rows.iter().map(|row| sum(row) - row.sum).collect();
        if off.iter().any(|off| off.abs() > MOST) {
            return None;
        }
        let mut settling = Settling {
            field: self,
            lower,
            upper,
            total: off.iter().map(|off| off.abs()).sum(),
            counts,
            off,
            tries: 0,
            work: patience.work,
            changed: Vec::new(),
            near: Vec::new(),
            random: fastrand::Rng::with_seed(seed),
        };
        (settling.settle(patience.failures) && system.fits(&settling.counts))
            .then_some(settling.counts)
    }
}

impl Settling<'_> {
    fn settle(&mut self, failures: usize) -> bool {
        let mut left = failures;
        while self.total > 0 && left > 0 && self.work > 0 {
            let mut open = self.open();
            self.random.shuffle(&mut open);
            let before = self.total;
            for row in open {
                if self.off[row as usize] != 0 {
                    self.tries = TRIES;
                    self.changed.clear();
                    self.near.clear();
                    self.near.push(row);
                    self.better(self.total - 1);
                }
            }
            if self.total == before {
                left -= 1;
                self.stir();
            }
        }
        self.total == 0
    }

    fn open(&self) -> Vec<u32> {
        (0..self.off.len() as u32).filter(|row| self.off[*row as usize] != 0).collect()
    }

    /// Moves what is wrong to other sums.
    fn stir(&mut self) {
        let open = self.open();
        for _ in 0..STIRRED.min(open.len()) {
            let row = open[self.random.usize(..open.len())];
            self.changed.clear();
            for _ in 0..STIRS {
                if self.off[row as usize] == 0 {
                    break;
                }
                let ways = self.ways(row);
                if ways.is_empty() {
                    break;
                }
                let (_, _, unknown, step) = ways[self.random.usize(..ways.len().min(4))];
                self.shift(unknown, step);
            }
        }
    }

    /// Changes counts near to the sums `near` until no more than `most` is wrong altogether, or leaves all
    /// as it was.
    fn better(&mut self, most: i64) -> bool {
        if self.total <= most {
            return true;
        }
        if self.changed.len() >= CHANGES {
            return false;
        }
        let mut fewest: Option<Vec<Way>> = None;
        for at in 0..self.near.len() {
            let row = self.near[at];
            if self.off[row as usize] == 0 || self.near[..at].contains(&row) {
                continue;
            }
            let ways = self.ways(row);
            if !ways.is_empty() && fewest.as_ref().is_none_or(|fewest| ways.len() < fewest.len()) {
                fewest = Some(ways);
            }
        }
        for (_, _, unknown, step) in fewest.unwrap_or_default().into_iter().take(BREADTH) {
            if self.tries == 0 || self.work == 0 {
                return false;
            }
            self.tries -= 1;
            let near = self.near.len();
            self.changed.push(unknown);
            self.shift(unknown, step);
            self.near.extend(self.field.columns[unknown as usize].iter().map(|(row, _)| *row));
            if self.better(most) {
                return true;
            }
            self.near.truncate(near);
            self.shift(unknown, -step);
            self.changed.pop();
        }
        false
    }

    fn shift(&mut self, unknown: u32, step: i64) {
        self.counts[unknown as usize] += step;
        for (row, sign) in &self.field.columns[unknown as usize] {
            let off = &mut self.off[*row as usize];
            self.total -= off.abs();
            *off += i64::from(*sign) * step;
            self.total += off.abs();
        }
    }

    /// The ways in which a sum comes nearer, best first.
    fn ways(&mut self, row: u32) -> Vec<Way> {
        let off = self.off[row as usize];
        let size = if off.abs() > FAR { off.abs() / 2 } else { 1 };
        let terms = &self.field.system.rows[row as usize].terms;
        let from = if terms.len() > MOST_WAYS { self.random.usize(..terms.len()) } else { 0 };
        let mut ways = Vec::new();
        for (unknown, sign) in terms[from..].iter().chain(&terms[..from]) {
            self.work = self.work.saturating_sub(1);
            let (at, up) = (*unknown as usize, (*sign > 0) != (off > 0));
            let room = match up {
                true => self.upper[at] - self.counts[at],
                false => self.counts[at] - self.lower[at],
            };
            if room <= 0 || self.changed.contains(unknown) {
                continue;
            }
            let step = if up { size.min(room) } else { -size.min(room) };
            let worse = |(row, sign): &(u32, i8)| {
                let off = self.off[*row as usize];
                (off + i64::from(*sign) * step).abs() - off.abs()
            };
            let worse = self.field.columns[at].iter().map(worse).sum();
            ways.push((worse, self.random.u32(..), *unknown, step));
            if ways.len() >= MOST_WAYS {
                break;
            }
        }
        ways.sort_unstable();
        ways
    }
}
