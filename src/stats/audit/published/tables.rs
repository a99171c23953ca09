//! What one release says: its cells, their bounds, their sums.

use std::collections::{BTreeMap, BTreeSet};

use super::Cell;
use crate::stats::{
    audit::system::{MOST, Row},
    model::{CellKey, Method, Shown, Table},
    release::Release,
};

/// Each cell of a release once, with the bounds that its tables give it.
pub fn cells(
    release: &Release,
    index: usize,
    contradictions: &mut Vec<(usize, CellKey)>,
) -> BTreeMap<CellKey, (Cell, (i64, i64))> {
    let mut cells: BTreeMap<CellKey, (Cell, (i64, i64))> = BTreeMap::new();
    for (at, table) in release.design.tables.iter().enumerate() {
        for (key, shown) in release.table(at).cells() {
            let (lower, upper) = bounds(release, table, shown);
            let (known, (low, high)) = cells.entry(key.clone()).or_insert_with(|| {
                let cell = Cell {
                    release: index,
                    key: key.clone(),
                    threshold: 0,
                    withheld: false,
                    shown: None,
                    zero_possible: release.protection.zeros_withheld,
                    zero_sensitive: false,
                    rounded: false,
                };
                (cell, (0, MOST))
            });
            (*low, *high) = ((*low).max(lower), (*high).min(upper));
            if low > high {
                contradictions.push((index, key));
            }
            known.threshold = known.threshold.max(table.threshold as i64);
            known.withheld |= shown == Shown::Withheld;
            known.zero_possible |= table.zeros_are_sensitive || !table.sensitive.is_empty();
            known.zero_sensitive |= table.zeros_are_sensitive;
            if let Shown::Count(count) = shown {
                known.shown = Some(count as i64);
            }
            known.rounded |= matches!(shown, Shown::Rounded(_));
        }
    }
    for (cell, (low, _)) in cells.values_mut() {
        if cell.withheld && !cell.zero_possible {
            *low = (*low).max(1);
        }
    }
    cells
}

fn bounds(release: &Release, table: &Table, shown: Shown) -> (i64, i64) {
    match shown {
        Shown::Count(count) => (count as i64, count as i64),
        Shown::Withheld => (0, MOST),
        Shown::Rounded(number) => {
            let base = match table.method {
                Method::Round { base } => base,
                Method::Suppress => 1,
            };
            let most = release.protection.deviation.unwrap_or(base) as i64;
            ((number as i64 - most).max(0), number as i64 + most)
        }
    }
}

/// A code with children is their sum, in every dimension of every table.
pub fn sums<'t>(
    release: &Release,
    tables: impl Iterator<Item = &'t Table>,
    unknowns: &BTreeMap<CellKey, u32>,
    rows: &mut Vec<Row>,
) {
    let mut seen = BTreeSet::new();
    for table in tables {
        for axis in &table.axes {
            for (key, children) in families(release, table, axis.dimension) {
                if seen.insert((axis.dimension, key.clone())) {
                    let mut terms = vec![(unknowns[&key], -1)];
                    terms.extend(children.iter().map(|child| (unknowns[child], 1)));
                    rows.push(Row { terms, sum: 0 });
                }
            }
        }
    }
}

/// The cells of a table that have parts in a dimension, with these.
pub fn families(
    release: &Release,
    table: &Table,
    dimension: usize,
) -> Vec<(CellKey, Vec<CellKey>)> {
    let Some(axis) = table.axes.iter().find(|axis| axis.dimension == dimension) else {
        return Vec::new();
    };
    let codes = &release.design.dimensions[dimension].codes;
    let mut children: BTreeMap<u16, Vec<u16>> = BTreeMap::new();
    for code in release.design.codes(*axis) {
        if let Some(parent) = codes[code as usize].parent {
            children.entry(parent).or_default().push(code);
        }
    }
    let part = |key: &CellKey, child: &u16| {
        let mut part = key.clone();
        part[dimension] = *child;
        part
    };
    release
        .design
        .cells(table)
        .into_iter()
        .filter_map(|key| {
            let children = children.get(&key[dimension])?;
            let parts = children.iter().map(|child| part(&key, child)).collect();
            Some((key, parts))
        })
        .collect()
}

/// A cell and all that contain it.
pub fn above(release: &Release, key: &[u16]) -> Vec<CellKey> {
    let mut all = vec![CellKey::from(key)];
    for (dimension, code) in key.iter().enumerate() {
        let codes = &release.design.dimensions[dimension].codes;
        let mut parents = Vec::new();
        let mut at = codes[*code as usize].parent;
        while let Some(parent) = at {
            parents.push(parent);
            at = codes[parent as usize].parent;
        }
        for index in 0..all.len() {
            for parent in &parents {
                let mut up = all[index].clone();
                up[dimension] = *parent;
                all.push(up);
            }
        }
    }
    all
}
