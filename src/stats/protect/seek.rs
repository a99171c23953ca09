//! Other counts that look the same: how one cell can be moved when some more are withheld.
//!
//! From the true counts, one cell is moved by a step; each sum that no longer holds is mended by a
//! cell that is withheld, or by one that is then withheld too, until all hold.

use super::{
    cells::{Cells, NONE},
    hidden::Hidden,
    stuck::stuck,
};

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
    cells: &'c Cells,
    hidden: &'c Hidden,
    need: &'c Need,
    own: u32,
    /// By what cells differ already.
    moves: Proof,
    step: i64,
    left: usize,
    /// Cells that may be withheld in addition, and those that are.
    allowed: usize,
    new: Vec<u32>,
    moved: Vec<(u32, bool)>,
    open: Vec<(u32, i32)>,
    /// Of every cell, which of these lists it is in: they are asked at every turn.
    marks: Vec<u8>,
    /// What cannot move as long as nothing more is withheld; empty until it is asked.
    stuck: Vec<[bool; 2]>,
    random: fastrand::Rng,
    /// Cells that were looked at.
    looked: u64,
}

impl Drop for Walk<'_> {
    fn drop(&mut self) {
        self.cells.work.add(self.looked);
    }
}

/// In `moves`, `new` and `moved`.
const DIFFERS: u8 = 1;
const NEW: u8 = 2;
const MOVED: u8 = 4;

/// How hard to look, and for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Cells that may be withheld in addition.
    pub most: usize,
    /// Cells that may be tried in one search.
    pub tries: usize,
    /// Of the choices between equals.
    pub salt: u64,
}

const LONGEST: usize = 28;

/// A proof that withholds few more cells, with these. `None` where none was found.
pub fn seek(
    cells: &Cells,
    hidden: &Hidden,
    need: &Need,
    effort: Effort,
) -> Option<(Proof, Vec<u32>)> {
    let seed = effort.salt << 33 ^ u64::from(need.cell) << 1 | u64::from(need.up);
    let mut walk = Walk {
        cells,
        hidden,
        need,
        own: cells.record[need.cell as usize],
        moves: Vec::new(),
        step: 1,
        left: 0,
        allowed: 0,
        new: Vec::new(),
        moved: Vec::new(),
        open: Vec::new(),
        marks: vec![0; cells.counts.len()],
        stuck: Vec::new(),
        random: fastrand::Rng::with_seed(seed),
        looked: cells.counts.len() as u64,
    };
    let mut added: Vec<u32> = Vec::new();
    loop {
        let now = walk.count(need.cell);
        let missing = if need.up { need.goal - now } else { now - need.goal };
        if missing <= 0 {
            break;
        }
        let (step, moved, new) = walk.cheapest(missing, &added, effort)?;
        for (cell, up) in moved {
            let by = if up { step } else { -step };
            match walk.moves.iter_mut().find(|(moved, _)| *moved == cell) {
                Some((_, before)) => *before += by,
                None => {
                    walk.marks[cell as usize] |= DIFFERS;
                    walk.moves.push((cell, by));
                }
            }
        }
        added = new;
    }
    let mut proof = std::mem::take(&mut walk.moves);
    proof.retain(|(_, by)| *by != 0);
    proof.sort_unstable();
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

    fn count(&self, cell: u32) -> i64 {
        let count = self.cells.counts[cell as usize];
        match self.is(cell, DIFFERS) {
            true => {
                count + self.moves.iter().find(|(moved, _)| *moved == cell).map_or(0, |(_, by)| *by)
            }
            false => count,
        }
    }

    fn is(&self, cell: u32, mark: u8) -> bool {
        self.marks[cell as usize] & mark != 0
    }

    /// Begins a step with these withheld in addition.
    fn begin(&mut self, added: &[u32]) {
        for (cell, _) in self.moved.drain(..) {
            self.marks[cell as usize] &= !MOVED;
        }
        for cell in self.new.drain(..) {
            self.marks[cell as usize] &= !NEW;
        }
        self.open.clear();
        added.iter().for_each(|cell| self.add(*cell));
    }

    fn add(&mut self, cell: u32) {
        self.marks[cell as usize] |= NEW;
        self.new.push(cell);
    }

    /// What it costs to move a cell along with the need's or against it; `None` if it cannot move.
    pub fn price(&self, cell: u32, along: bool) -> Option<u64> {
        let hidden = self.hidden(cell);
        if (!hidden && (self.new.len() >= self.allowed || !self.hidden.may(self.cells, cell)))
            || !self.room(cell, along == self.need.up)
        {
            return None;
        }
        let size = self.cells.counts[cell as usize].clamp(0, 1 << 20) as u64;
        Some(if hidden { 0 } else { (1 << 32) + size })
    }

    pub fn affordable(&self, price: u64) -> bool {
        (price >> 32) as usize + self.new.len() <= self.allowed
    }

    /// The step that withholds fewest more.
    fn cheapest(&mut self, missing: i64, added: &[u32], effort: Effort) -> Option<Step> {
        let mut step = missing;
        loop {
            if let Some(found) = self.product(step, added, added.len()) {
                return Some(found);
            }
            if added.is_empty() && !self.can_move() {
                break;
            }
            if let Some(found) = self.step(step, added, added.len(), effort.tries) {
                return Some(found);
            }
            if step == 1 {
                break;
            }
            step = 1;
        }
        if effort.most <= added.len() {
            return None;
        }
        let found =
            [missing, 1].into_iter().find_map(|step| self.product(step, added, effort.most));
        if let Some(found) = found {
            let mut allowed = added.len() + 1;
            while allowed < found.2.len() && allowed < added.len() + 4 {
                if let Some(less) = self.step(missing, added, allowed, effort.tries) {
                    return Some(less);
                }
                allowed += 1;
            }
            return Some(found);
        }
        for allowed in added.len() + 1..=effort.most {
            let found = [missing, 1]
                .into_iter()
                .find_map(|step| self.step(step, added, allowed, effort.tries));
            if found.is_some() {
                return found;
            }
        }
        None
    }

    fn product(&mut self, step: i64, added: &[u32], allowed: usize) -> Option<Step> {
        (self.step, self.allowed) = (step, allowed);
        self.begin(added);
        let cells = self.cells;
        let (moved, looked) = cells.grid.cheapest(self, cells);
        self.looked += looked;
        let moved = moved?;
        for (cell, _) in &moved {
            if !self.hidden(*cell) {
                self.add(*cell);
            }
        }
        Some((step, moved, self.new.clone()))
    }

    fn step(&mut self, step: i64, added: &[u32], allowed: usize, tries: usize) -> Option<Step> {
        (self.step, self.allowed, self.left) = (step, allowed, tries);
        self.begin(added);
        let (cell, up) = (self.need.cell, self.need.up);
        if !self.room(cell, up) {
            return None;
        }
        self.turn(cell, up);
        self.close().then(|| (step, self.moved.clone(), self.new.clone()))
    }

    /// Whether the need's cell may move at all without more being withheld.
    fn can_move(&mut self) -> bool {
        if self.stuck.is_empty() {
            (self.step, self.allowed) = (1, 0);
            self.looked += 8 * self.cells.counts.len() as u64;
            self.stuck = stuck(self.cells, self.hidden, |cell, up| self.room(cell, up));
        }
        !self.stuck[self.need.cell as usize][usize::from(self.need.up)]
    }

    fn hidden(&self, cell: u32) -> bool {
        self.hidden.is(cell) || self.is(cell, NEW)
    }

    fn room(&self, cell: u32, up: bool) -> bool {
        let at = cell as usize;
        let is_stuck =
            self.allowed == 0 && self.stuck.get(at).is_some_and(|to| to[usize::from(up)]);
        if is_stuck || self.cells.fixed[at] {
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
        self.count(cell) - self.step >= if published { least } else { 0 }
    }

    fn turn(&mut self, cell: u32, up: bool) {
        self.marks[cell as usize] |= MOVED;
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
        if self.moved.len() >= LONGEST {
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
                self.add(cell);
            }
            self.turn(cell, up);
            if self.close() {
                return true;
            }
            self.moved.pop();
            self.marks[cell as usize] &= !MOVED;
            self.shift(cell, !up);
            if new {
                self.new.pop();
                self.marks[cell as usize] &= !NEW;
            }
        }
        false
    }

    /// The ways out of the open sum that has the fewest among what is hidden, best first.
    fn options(&mut self) -> Option<Vec<(i32, u64, u32, bool)>> {
        let full = self.new.len() >= self.allowed;
        let mut fewest: Option<(usize, usize)> = None;
        let rows = self.open.iter().map(|(row, _)| self.hidden.row(*row).len() as u64);
        self.looked += rows.sum::<u64>();
        for at in 0..self.open.len() {
            let most = fewest.map_or(usize::MAX, |(ways, _)| ways);
            let (row, by) = self.open[at];
            let can = |(cell, sign): (u32, i8)| self.can_turn(cell, (sign > 0) == (by < 0));
            let mut ways = 0;
            for (cell, sign) in self.hidden.row(row) {
                ways += usize::from(can((*cell, *sign)));
                if ways >= most {
                    break;
                }
            }
            if ways < most {
                ways += self.new_in(row).filter(|of| can(*of)).count();
            }
            if ways == 0 && full {
                return None;
            }
            if ways < most {
                fewest = Some((ways, at));
            }
        }
        let (row, by) = self.open[fewest?.1];
        let mut random = self.random.clone();
        let mut options = Vec::new();
        for (cell, sign) in self.hidden.row(row).iter().copied().chain(self.new_in(row)) {
            let up = (sign > 0) == (by < 0);
            if self.can_turn(cell, up) {
                options.push((self.damage(cell, up), u64::from(random.u8(..)), cell, up));
            }
        }
        self.looked += 8 * options.len() as u64;
        if !full {
            self.looked += 8 * self.cells.rows[row as usize].len() as u64;
            for (cell, sign) in &self.cells.rows[row as usize] {
                let up = (*sign > 0) == (by < 0);
                if !self.hidden(*cell)
                    && self.hidden.may(self.cells, *cell)
                    && self.can_turn(*cell, up)
                {
                    // Small cells first, and none always before another that is as good.
                    let size = self.cells.counts[*cell as usize].max(0) as u64;
                    let size = size << 8 | u64::from(random.u8(..));
                    options.push((self.damage(*cell, up) + 2, size, *cell, up));
                }
            }
        }
        self.random = random;
        options.sort_unstable();
        Some(options)
    }

    /// What is withheld in addition in a sum: of the few that are.
    fn new_in(&self, row: u32) -> impl Iterator<Item = (u32, i8)> {
        self.new.iter().filter_map(move |cell| {
            let mut column = self.cells.columns[*cell as usize].iter();
            column.find(|(in_row, _)| *in_row == row).map(|(_, sign)| (*cell, *sign))
        })
    }

    fn can_turn(&self, cell: u32, up: bool) -> bool {
        !self.is(cell, MOVED) && self.room(cell, up)
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
