//! What is withheld, sum by sum.

use super::cells::Cells;

/// Cells whose counts a reader does not know.
#[derive(Clone)]
pub struct Hidden {
    cells: Vec<bool>,
    /// Cells that would have to be protected themselves, and cannot be.
    barred: Vec<bool>,
    /// Of every sum those cells that are hidden; what is never published always is.
    rows: Vec<Vec<(u32, i8)>>,
}

impl Hidden {
    pub fn new(cells: &Cells, mut hidden: Vec<bool>) -> Hidden {
        hidden[cells.published()..].fill(true);
        let of = |row: &Vec<(u32, i8)>| -> Vec<(u32, i8)> {
            row.iter().filter(|(cell, _)| hidden[*cell as usize]).copied().collect()
        };
        let rows = cells.rows.iter().map(of).collect();
        Hidden { rows, barred: vec![false; hidden.len()], cells: hidden }
    }

    pub fn is(&self, cell: u32) -> bool {
        self.cells[cell as usize]
    }

    /// Whether it may be hidden too.
    pub fn may(&self, cells: &Cells, cell: u32) -> bool {
        cells.may_hide(cell) && !self.barred[cell as usize]
    }

    pub fn bar(&mut self, cell: u32) {
        self.barred[cell as usize] = true;
    }

    /// The hidden cells of a sum.
    pub fn row(&self, row: u32) -> &[(u32, i8)] {
        &self.rows[row as usize]
    }

    /// Whether it was not hidden before.
    pub fn hide(&mut self, cells: &Cells, cell: u32) -> bool {
        let new = !std::mem::replace(&mut self.cells[cell as usize], true);
        if new {
            for (row, sign) in &cells.columns[cell as usize] {
                self.rows[*row as usize].push((cell, *sign));
            }
        }
        new
    }

    pub fn show(&mut self, cells: &Cells, cell: u32) {
        if std::mem::replace(&mut self.cells[cell as usize], false) {
            for (row, _) in &cells.columns[cell as usize] {
                self.rows[*row as usize].retain(|(hidden, _)| *hidden != cell);
            }
        }
    }
}
