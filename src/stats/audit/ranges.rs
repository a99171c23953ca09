//! The range of counts that an attacker can derive of each withheld cell.

use super::{published::Published, system::MOST};
use crate::stats::{model::CellKey, release::Release};

/// What can be derived of a withheld cell: from (at least) and to (at most), by single sums.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    pub release: usize,
    pub key: CellKey,
    pub least: u64,
    /// `None`: without end.
    pub most: Option<u64>,
}

/// The range of every withheld cell.
pub fn ranges(releases: &[&Release]) -> Vec<Range> {
    let published = Published::of(releases);
    let mut system = published.system.clone();
    if system.propagate().is_err() {
        return Vec::new();
    }
    (0..published.cells.len())
        .filter(|at| published.cells[*at].withheld)
        .map(|at| Range {
            release: published.cells[at].release,
            key: published.cells[at].key.clone(),
            least: system.lower[at].max(0) as u64,
            most: (system.upper[at] < MOST / 2).then_some(system.upper[at] as u64),
        })
        .collect()
}
