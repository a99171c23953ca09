//! What a release says of earlier ones of the same records.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Cell,
    names::{Common, Epoch, Names},
};
use crate::stats::{
    model::{CellKey, Shown},
    release::Release,
};

/// The numbers that releases have shown so far, the latest of each.
#[derive(Debug, Default)]
pub struct Seen(BTreeMap<(Epoch, Common), i64>);

impl Seen {
    pub fn add(&mut self, release: &Release, names: &mut Names) {
        for at in 0..release.design.tables.len() {
            for (key, shown) in release.table(at).cells() {
                if let Shown::Count(count) = shown {
                    let place = (Epoch::of(release, &key), names.common(release, &key));
                    self.0.insert(place, count as i64);
                }
            }
        }
    }
}

/// What a release says of an earlier one of the same records.
#[derive(Debug, Default)]
pub struct Changes {
    touched: BTreeSet<CellKey>,
}

/// What was seen of a cell, or of a cell that contains it.
#[derive(Debug, Clone, Copy, Default)]
struct Evidence {
    changed: bool,
    same: bool,
}

impl Changes {
    /// A cell has been touched if something above it was visibly changed and nothing above it was
    /// visibly left as it was.
    pub fn of(
        release: &Release,
        cells: &BTreeMap<CellKey, (Cell, (i64, i64))>,
        seen: &Seen,
        names: &mut Names,
    ) -> Changes {
        if seen.0.is_empty() {
            return Changes::default();
        }
        let mut evidence: BTreeMap<&CellKey, Evidence> = BTreeMap::new();
        for (key, (cell, (low, high))) in cells {
            let mut own = Evidence::default();
            if !cell.withheld && !cell.rounded && low == high {
                let before = seen.0.get(&(Epoch::of(release, key), names.common(release, key)));
                own.changed = before.is_some_and(|before| before != low);
                own.same = before == Some(low);
            }
            evidence.insert(key, own);
        }
        if !evidence.values().any(|evidence| evidence.changed) {
            return Changes::default();
        }
        // A sum that hides a change in its parts is no evidence. What contains a cell stands before it.
        let mut hiding: BTreeSet<CellKey> = BTreeSet::new();
        for (key, evidence) in evidence.iter_mut().rev() {
            if evidence.changed || hiding.contains(*key) {
                evidence.same = false;
                hiding.extend(parents(release, key));
            }
        }
        let mut above: BTreeMap<&CellKey, Evidence> = BTreeMap::new();
        for (key, mut of) in evidence {
            for parent in parents(release, key).iter().filter_map(|parent| above.get(parent)) {
                of.changed |= parent.changed;
                of.same |= parent.same;
            }
            above.insert(key, of);
        }
        let touched = above.into_iter().filter(|(_, of)| of.changed && !of.same);
        Changes { touched: touched.map(|(key, _)| key.clone()).collect() }
    }

    pub fn touched(&self, key: &CellKey) -> bool {
        self.touched.contains(key)
    }
}

/// The cells that contain a cell and are one step above it.
fn parents(release: &Release, key: &CellKey) -> Vec<CellKey> {
    let parent = |(dimension, code): (usize, &u16)| {
        let parent = release.design.dimensions[dimension].codes[*code as usize].parent?;
        let mut above = key.clone();
        above[dimension] = parent;
        Some(above)
    };
    key.iter().enumerate().filter_map(parent).collect()
}
