//! Other counts that look the same: how one cell can be moved when some more are withheld.
//!
//! From the true counts, one cell is moved by a step; each sum that no longer holds is mended by a
//! cell that is withheld, or by one that is then withheld too, until all hold.

use super::cells::{Cells, NONE};

/// That a cell can be at least, or at most, `goal`, whatever one record somebody knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    pub cell: u32,
    pub up: bool,
    pub goal: i64,
    pub who: Who,
}

/// Whom a need is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// Everybody at once: no cell of one record but of the need's own moves, none becomes empty.
    Everybody,
    /// Who knows no record.
    Stranger,
    /// Who knows the record of certain cells that hold one.
    Record(u32),
    /// Who knows that there is a record in a cell.
    Contributor(u32),
}

/// By how much each cell moves.
pub type Proof = Vec<(u32, i64)>;

/// A search from the true counts.
pub struct Walk<'c> {
    /// By what the number of tries is divided.
    few: usize,
    cells: &'c Cells,
    withheld: &'c [bool],
    counts: Vec<i64>,
    need: &'c Need,
    own: u32,
    step: i64,
    left: usize,
    longest: usize,
    /// Cells that may be withheld in addition, and those that are.
    allowed: usize,
    new: Vec<u32>,
    moved: Vec<(u32, bool)>,
    open: Vec<(u32, i32)>,
    random: fastrand::Rng,
}

/// Tries of one search where nothing new is withheld, and where something is.
const TRIES: usize = 300;
const TRIES_NEW: usize = 300;
/// Cells from which on fewer tries are made.
const MANY: usize = 3_000;
const LONGEST: usize = 28;

/// A proof that withholds at most `most` more cells, with these. `None` where none was found.
pub fn seek(
    cells: &Cells,
    withheld: &[bool],
    need: &Need,
    most: usize,
    effort: usize,
) -> Option<(Proof, Vec<u32>)> {
    let few = if cells.counts.len() > MANY { 4 } else { 1 };
    let mut walk = Walk {
        few,
        cells,
        withheld,
        counts: cells.counts.clone(),
        need,
        own: cells.record[need.cell as usize],
        step: 1,
        left: 0,
        longest: LONGEST,
        allowed: 0,
        new: Vec::new(),
        moved: Vec::new(),
        open: Vec::new(),
        random: fastrand::Rng::with_seed(u64::from(need.cell) << 1 | u64::from(need.up)),
    };
    let mut added: Vec<u32> = Vec::new();
    loop {
        let now = walk.counts[need.cell as usize];
        let missing = if need.up { need.goal - now } else { now - need.goal };
        if missing <= 0 {
            break;
        }
        let (step, moved, new) = walk.cheapest(missing, &added, most, effort)?;
        for (cell, up) in moved {
            walk.counts[cell as usize] += if up { step } else { -step };
        }
        added = new;
    }
    let proof = (0..cells.counts.len())
        .filter(|at| walk.counts[*at] != cells.counts[*at])
        .map(|at| (at as u32, walk.counts[at] - cells.counts[at]))
        .collect();
    Some((proof, added))
}

/// Size of a step, what moves, and all that is withheld in addition.
type Step = (i64, Vec<(u32, bool)>, Vec<u32>);

impl Walk<'_> {
    pub fn cell(&self) -> u32 {
        self.need.cell
    }

    pub fn up(&self) -> bool {
        self.need.up
    }

    /// What it costs to move a cell along with the need's or against it; `None` if it cannot move.
    pub fn price(&self, cell: u32, along: bool) -> Option<u64> {
        let hidden = self.hidden(cell);
        if (!hidden && !self.cells.may_hide(cell)) || !self.room(cell, along == self.need.up) {
            return None;
        }
        let size = self.cells.counts[cell as usize].clamp(0, 1 << 20) as u64;
        Some(if hidden { 0 } else { (1 << 32) + size })
    }

    pub fn affordable(&self, price: u64) -> bool {
        (price >> 32) as usize + self.new.len() <= self.allowed
    }

    /// The step that withholds fewest more.
    fn cheapest(
        &mut self,
        missing: i64,
        added: &[u32],
        most: usize,
        effort: usize,
    ) -> Option<Step> {
        let mut step = missing;
        loop {
            if let Some(found) = self.product(step, added, added.len()) {
                return Some(found);
            }
            if let Some(found) = self.step(step, added, added.len(), effort * TRIES) {
                return Some(found);
            }
            if step == 1 {
                break;
            }
            step = if step > 3 { step / 2 } else { 1 };
        }
        if most <= added.len() {
            return None;
        }
        let found = [missing, 1].into_iter().find_map(|step| self.product(step, added, most));
        if let Some(found) = found {
            let mut allowed = added.len() + 1;
            while allowed < found.2.len() && allowed < added.len() + 4 {
                if let Some(less) = self.step(missing, added, allowed, effort * TRIES_NEW) {
                    return Some(less);
                }
                allowed += 1;
            }
            return Some(found);
        }
        for allowed in added.len() + 1..=most {
            let found = [missing, 1]
                .into_iter()
                .find_map(|step| self.step(step, added, allowed, effort * TRIES_NEW));
            if found.is_some() {
                return found;
            }
        }
        None
    }

    fn product(&mut self, step: i64, added: &[u32], allowed: usize) -> Option<Step> {
        (self.step, self.allowed) = (step, allowed);
        self.new = added.to_vec();
        let cells = self.cells;
        let moved = cells.grid.cheapest(self, cells)?;
        for (cell, _) in &moved {
            if !self.hidden(*cell) {
                self.new.push(*cell);
            }
        }
        Some((step, moved, self.new.clone()))
    }

    fn step(&mut self, step: i64, added: &[u32], allowed: usize, tries: usize) -> Option<Step> {
        (self.step, self.allowed, self.left) = (step, allowed, tries / self.few);
        self.moved.clear();
        self.open.clear();
        self.new = added.to_vec();
        let (cell, up) = (self.need.cell, self.need.up);
        if !self.room(cell, up) {
            return None;
        }
        self.turn(cell, up);
        self.close().then(|| (step, std::mem::take(&mut self.moved), self.new.clone()))
    }

    fn hidden(&self, cell: u32) -> bool {
        cell as usize >= self.cells.published()
            || self.withheld[cell as usize]
            || self.new.contains(&cell)
    }

    fn room(&self, cell: u32, up: bool) -> bool {
        let at = cell as usize;
        if self.cells.fixed[at] {
            return false;
        }
        let (record, published) = (self.cells.record[at], at < self.cells.published());
        if cell != self.need.cell && published {
            match self.need.who {
                Who::Everybody if record != NONE && record != self.own => return false,
                Who::Record(of) if record == of => return false,
                _ => {}
            }
        }
        if up {
            return true;
        }
        let firm = match self.need.who {
            Who::Everybody => published && self.cells.counts[at] > 0,
            Who::Contributor(to) => to == cell,
            _ => false,
        };
        let least = self.cells.least(cell).max(i64::from(firm));
        self.counts[at] - self.step >= if published { least } else { 0 }
    }

    fn turn(&mut self, cell: u32, up: bool) {
        self.moved.push((cell, up));
        self.shift(cell, up);
    }

    fn shift(&mut self, cell: u32, up: bool) {
        for (row, sign) in &self.cells.columns[cell as usize] {
            let by = i32::from(*sign) * if up { 1 } else { -1 };
            match self.open.iter().position(|(open, _)| open == row) {
                Some(at) => {
                    self.open[at].1 += by;
                    if self.open[at].1 == 0 {
                        self.open.swap_remove(at);
                    }
                }
                None => self.open.push((*row, by)),
            }
        }
    }

    fn close(&mut self) -> bool {
        if self.open.is_empty() {
            return true;
        }
        if self.moved.len() >= self.longest {
            return false;
        }
        let Some(options) = self.options() else { return false };
        for (_, _, cell, up) in options.into_iter().take(8) {
            if self.left == 0 {
                return false;
            }
            self.left -= 1;
            let new = !self.hidden(cell);
            if new {
                self.new.push(cell);
            }
            self.turn(cell, up);
            if self.close() {
                return true;
            }
            self.moved.pop();
            self.shift(cell, !up);
            if new {
                self.new.pop();
            }
        }
        false
    }

    /// The ways out of the open sum that has the fewest, best first.
    fn options(&mut self) -> Option<Vec<(i32, u64, u32, bool)>> {
        let mut fewest: Option<Vec<(i32, u64, u32, bool)>> = None;
        let full = self.new.len() >= self.allowed;
        for at in 0..self.open.len() {
            let (row, by) = self.open[at];
            let most = fewest.as_ref().map_or(usize::MAX, Vec::len);
            let mut options = Vec::new();
            for (cell, sign) in &self.cells.rows[row as usize] {
                let up = (*sign > 0) == (by < 0);
                let hidden = self.hidden(*cell);
                if (!hidden && (full || !self.cells.may_hide(*cell)))
                    || !self.room(*cell, up)
                    || self.moved.iter().any(|(moved, _)| moved == cell)
                {
                    continue;
                }
                let price = self.damage(*cell, up) + if hidden { 0 } else { 2 };
                // Small cells first, and none always before another that is as good.
                let size = if hidden { 0 } else { self.cells.counts[*cell as usize].max(0) as u64 };
                options.push((price, size << 8 | u64::from(self.random.u8(..)), *cell, up));
                if options.len() >= most {
                    break;
                }
            }
            if options.len() < most {
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

    fn damage(&self, cell: u32, up: bool) -> i32 {
        let mut damage = 0;
        for (row, sign) in &self.cells.columns[cell as usize] {
            let by = i32::from(*sign) * if up { 1 } else { -1 };
            damage += match self.open.iter().find(|(open, _)| open == row) {
                Some((_, open)) if open.signum() == -by => -1,
                _ => 1,
            };
        }
        damage
    }
}
