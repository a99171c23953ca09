//! From combinations of codes to every cell of every table.

use std::collections::BTreeMap;

use ahash::AHashMap;

use crate::stats::model::{CellKey, Counts, Design, Dimension, Sum, Table};

/// The codes that a combination's number stands for, one for each dimension.
pub fn codes_of(combination: u64, dimensions: &[Dimension]) -> Vec<u16> {
    let mut rest = combination;
    let mut codes: Vec<u16> = dimensions
        .iter()
        .rev()
        .map(|dimension| {
            let size = dimension.codes.len() as u64;
            let code = (rest % size) as u16;
            rest /= size;
            code
        })
        .collect();
    codes.reverse();
    codes
}

/// Counts every cell, margins included, of children and their amounts by combination.
pub fn count(
    design: &Design,
    children: impl IntoIterator<Item = (u64, u64)>,
    sums: impl IntoIterator<Item = (u64, Sum)>,
) -> Counts {
    let tables: Vec<&Table> = design.tables.iter().collect();
    let with_amounts: Vec<&Table> = design.tables.iter().filter(|table| table.amounts).collect();
    let mut counts = Counts {
        cells: cells(design, &tables, children, |sum, more| *sum += more),
        sums: cells(design, &with_amounts, sums, Sum::add),
    };
    counts.sums.retain(|_, sum| sum.total > 0);
    counts
}

/// Every cell of some tables, of what is given by combination.
fn cells<T: Clone + Default>(
    design: &Design,
    tables: &[&Table],
    given: impl IntoIterator<Item = (u64, T)>,
    add: impl Fn(&mut T, &T),
) -> BTreeMap<CellKey, T> {
    let mut leaves: Vec<AHashMap<CellKey, T>> = vec![AHashMap::new(); tables.len()];
    for (combination, more) in given {
        let codes = codes_of(combination, &design.dimensions);
        for (table, leaves) in tables.iter().zip(&mut leaves) {
            add(leaves.entry(leaf(design, table, &codes)).or_default(), &more);
        }
    }
    let mut all = BTreeMap::new();
    for (table, leaves) in tables.iter().zip(leaves) {
        let mut cells: AHashMap<CellKey, T> = AHashMap::new();
        for (leaf, more) in leaves {
            for_each_margin(design, table, &leaf, |cell| {
                add(cells.entry(cell.into()).or_default(), &more);
            });
        }
        all.extend(cells);
    }
    all
}

/// The cell of a table that the codes are in, as far down as the table goes.
pub fn leaf(design: &Design, table: &Table, codes: &[u16]) -> CellKey {
    let mut key = vec![0; codes.len()];
    for axis in &table.axes {
        let dimension = &design.dimensions[axis.dimension].codes;
        let mut code = codes[axis.dimension];
        while dimension[usize::from(code)].depth > axis.depth {
            code = dimension[usize::from(code)].parent.unwrap_or(0);
        }
        key[axis.dimension] = code;
    }
    key.into()
}

/// Calls `take` with every cell of a table that a cell is part of, itself included.
pub fn for_each_margin(design: &Design, table: &Table, leaf: &[u16], mut take: impl FnMut(&[u16])) {
    let mut cell = leaf.to_vec();
    loop {
        take(&cell);
        // The next combination of codes above the leaf, as a counter counts.
        let mut axes = table.axes.iter();
        loop {
            let Some(axis) = axes.next() else { return };
            let at = axis.dimension;
            match design.dimensions[at].codes[usize::from(cell[at])].parent {
                Some(parent) => {
                    cell[at] = parent;
                    break;
                }
                None => cell[at] = leaf[at],
            }
        }
    }
}
