//! How much a search has done. It is counted, never timed, so that the same counts give the same release on every
//! machine.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// Counts the numbers that searches look at. Clones share the count: threads of one search add to it.
#[derive(Debug, Clone, Default)]
pub struct Work(Arc<AtomicU64>);

/// Numbers that take as long to look at as a step of the simplex method.
const STEP: u64 = 200;

impl Work {
    pub fn add(&self, numbers: u64) {
        self.0.fetch_add(numbers, Ordering::Relaxed);
    }

    pub fn add_steps(&self, steps: u64) {
        self.add(steps.saturating_mul(STEP));
    }

    /// What was done since it was asked last, in steps of the simplex method.
    pub fn take(&self) -> i64 {
        (self.0.swap(0, Ordering::Relaxed) / STEP) as i64
    }
}
