//! A table laid out for reading: one dimension across, the others down.

use super::{Statistics, TableIx, order};
use crate::stats::{
    model::{CellKey, Shown},
    release::ShownAmount,
};

/// A dimension, and those of its codes that are laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spread {
    /// Index in `Design::dimensions`.
    pub dimension: usize,
    pub codes: Vec<u16>,
}

/// What is published, row by row.
#[derive(Debug)]
pub struct Grid {
    /// The outermost first; may be empty.
    pub down: Vec<Spread>,
    /// `None`: one column, of the counts themselves.
    pub across: Option<Spread>,
    pub rows: Vec<Row>,
}

#[derive(Debug)]
pub struct Row {
    /// One of each dimension in `Grid::down`.
    pub codes: Vec<u16>,
    /// One a column.
    pub cells: Vec<Shown>,
    /// One a column; empty where the table shows no amounts.
    pub amounts: Vec<ShownAmount>,
}

/// More columns than this are hard to read on paper.
const MOST_COLUMNS: usize = 16;

impl Grid {
    /// Lays `spreads` out around the cell `base`. The last goes across, or, where it is too wide, the
    /// one with the fewest codes; one alone goes down.
    pub fn new(
        statistics: &Statistics,
        table: TableIx,
        base: &CellKey,
        mut spreads: Vec<Spread>,
    ) -> Self {
        let across = match spreads.len() {
            0 | 1 => None,
            count => {
                let fewest = spreads.iter().map(|spread| spread.codes.len()).min();
                let at = match spreads[count - 1].codes.len() <= MOST_COLUMNS {
                    true => count - 1,
                    false => spreads
                        .iter()
                        .rposition(|s| Some(s.codes.len()) == fewest)
                        .unwrap_or(count - 1),
                };
                Some(spreads.remove(at))
            }
        };
        let cells = statistics.cells(table);
        let mut rows = Vec::new();
        let mut codes = Vec::with_capacity(spreads.len());
        let columns = across.as_ref();
        walk(&spreads, &mut codes, &mut |codes| {
            let mut key = base.clone();
            for (spread, &code) in spreads.iter().zip(codes) {
                key[spread.dimension] = code;
            }
            let keys: Vec<CellKey> = match columns {
                None => vec![key],
                Some(across) => across
                    .codes
                    .iter()
                    .map(|&code| {
                        key[across.dimension] = code;
                        key.clone()
                    })
                    .collect(),
            };
            rows.push(Row {
                codes: codes.to_vec(),
                cells: keys.iter().map(|key| cells.shown(key)).collect(),
                amounts: keys.iter().filter_map(|key| cells.amount(key)).collect(),
            });
        });
        Grid { down: spreads, across, rows }
    }

    /// A whole table. No dimension is broken down deeper than `deepest`.
    pub fn of_table(statistics: &Statistics, table: TableIx, deepest: u8) -> Self {
        let spreads = whole(statistics, table, deepest);
        Grid::new(statistics, table, &statistics.total(), spreads)
    }

    /// The number of cells.
    pub fn size(&self) -> usize {
        self.rows.iter().map(|row| row.cells.len()).sum()
    }
}

/// Every axis of a table with all its codes down to `deepest`.
pub fn whole(statistics: &Statistics, table: TableIx, deepest: u8) -> Vec<Spread> {
    let design = statistics.design();
    let axes = design.tables[table].axes.iter();
    axes.map(|axis| Spread {
        dimension: axis.dimension,
        codes: order::reading_order(&design.dimensions[axis.dimension], axis.depth.min(deepest)),
    })
    .collect()
}

/// Every combination of codes, the last dimension fastest.
fn walk(spreads: &[Spread], codes: &mut Vec<u16>, visit: &mut impl FnMut(&[u16])) {
    match spreads.get(codes.len()) {
        None => visit(codes),
        Some(spread) => {
            for &code in &spread.codes {
                codes.push(code);
                walk(spreads, codes, visit);
                codes.pop();
            }
        }
    }
}
