//! Which cells cannot move at all, among what is withheld: in each sum of a cell that moves another must move
//! against it. Cheap, so it is asked before anything is searched; what is left may still not move.

use super::{cells::Cells, hidden::Hidden};

/// For every cell, whether it cannot become less, and whether it cannot grow; `room` is whether it might by itself.
pub fn stuck(cells: &Cells, hidden: &Hidden, room: impl Fn(u32, bool) -> bool) -> Vec<[bool; 2]> {
    let mut stuck = vec![[true; 2]; cells.counts.len()];
    // By how many cells each sum can become less, and grow.
    let mut ways = vec![[0_u32; 2]; cells.rows.len()];
    for cell in (0..cells.counts.len() as u32).filter(|cell| hidden.is(*cell)) {
        for up in [false, true].into_iter().filter(|up| room(cell, *up)) {
            stuck[cell as usize][usize::from(up)] = false;
            for (row, sign) in &cells.columns[cell as usize] {
                ways[*row as usize][usize::from((*sign > 0) == up)] += 1;
            }
        }
    }
    let mut waits = vec![true; ways.len()];
    let mut queue: Vec<u32> = (0..ways.len() as u32).collect();
    while let Some(row) = queue.pop() {
        waits[row as usize] = false;
        for (cell, sign) in hidden.row(row) {
            for up in [false, true] {
                let itself = u32::from(!stuck[*cell as usize][usize::from(!up)]);
                let against = ways[row as usize][usize::from((*sign > 0) != up)];
                if stuck[*cell as usize][usize::from(up)] || against > itself {
                    continue;
                }
                stuck[*cell as usize][usize::from(up)] = true;
                for (other, sign) in &cells.columns[*cell as usize] {
                    ways[*other as usize][usize::from((*sign > 0) == up)] -= 1;
                    if !std::mem::replace(&mut waits[*other as usize], true) {
                        queue.push(*other);
                    }
                }
            }
        }
    }
    stuck
}
