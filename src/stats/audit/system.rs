//! What an attacker can write down: unknown counts, and the sums that bind them.

use std::collections::BTreeMap;

/// No count is larger, so that sums of bounds stay far from the end of `i64`.
pub const MOST: i64 = 1 << 40;

/// Whole unknowns between bounds, and sums of them that are known.
#[derive(Debug, Clone, Default)]
pub struct System {
    pub lower: Vec<i64>,
    pub upper: Vec<i64>,
    pub rows: Vec<Row>,
}

/// `Σ sign · unknown = sum`. An unknown stands in it once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub terms: Vec<(u32, i8)>,
    pub sum: i64,
}

/// That no counts fit what was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contradiction;

impl System {
    pub fn unknown(&mut self, lower: i64, upper: i64) -> u32 {
        self.lower.push(lower);
        self.upper.push(upper);
        self.lower.len() as u32 - 1
    }

    pub fn len(&self) -> usize {
        self.lower.len()
    }

    /// The rows that each unknown stands in, with its sign.
    pub fn columns(&self) -> Vec<Vec<(u32, i8)>> {
        let mut columns = vec![Vec::new(); self.len()];
        for (index, row) in self.rows.iter().enumerate() {
            for (unknown, sign) in &row.terms {
                columns[*unknown as usize].push((index as u32, *sign));
            }
        }
        columns
    }

    /// Draws the bounds together as far as single rows do, to the end or until it would take long;
    /// what it leaves is true either way.
    pub fn propagate(&mut self) -> Result<(), Contradiction> {
        let columns = self.columns();
        let mut queued = vec![true; self.rows.len()];
        let mut queue: std::collections::VecDeque<u32> = (0..self.rows.len() as u32).collect();
        let mut left = 60 * self.rows.len() + 1000;
        while let Some(index) = queue.pop_front() {
            queued[index as usize] = false;
            if left == 0 {
                break;
            }
            left -= 1;
            let row = &self.rows[index as usize];
            let (mut least, mut most) = (0, 0);
            for (unknown, sign) in &row.terms {
                let (low, high) = self.span(*unknown, *sign);
                least += low;
                most += high;
            }
            if least > row.sum || most < row.sum {
                return Err(Contradiction);
            }
            for (unknown, sign) in row.terms.clone() {
                let sum = self.rows[index as usize].sum;
                let (low, high) = self.span(unknown, sign);
                // What the others leave.
                let (new_low, new_high) =
                    (low.max(sum - (most - high)), high.min(sum - (least - low)));
                if (new_low, new_high) == (low, high) {
                    continue;
                }
                if new_low > new_high {
                    return Err(Contradiction);
                }
                least += new_low - low;
                most += new_high - high;
                let (low, high) =
                    if sign > 0 { (new_low, new_high) } else { (-new_high, -new_low) };
                self.lower[unknown as usize] = low;
                self.upper[unknown as usize] = high;
                for (other, _) in &columns[unknown as usize] {
                    if !queued[*other as usize] {
                        queued[*other as usize] = true;
                        queue.push_back(*other);
                    }
                }
            }
        }
        Ok(())
    }

    fn span(&self, unknown: u32, sign: i8) -> (i64, i64) {
        let (low, high) = (self.lower[unknown as usize], self.upper[unknown as usize]);
        if sign > 0 { (low, high) } else { (-high, -low) }
    }

    /// Takes out what is known by now, and parts what does not touch. The second is the unknowns of
    /// each part as this system numbers them.
    pub fn parts(&self) -> Result<Vec<(System, Vec<u32>)>, Contradiction> {
        let known = |unknown: u32| self.lower[unknown as usize] == self.upper[unknown as usize];
        let mut rows = Vec::new();
        for row in &self.rows {
            let mut left = Row { terms: Vec::new(), sum: row.sum };
            for (unknown, sign) in &row.terms {
                match known(*unknown) {
                    true => left.sum -= i64::from(*sign) * self.lower[*unknown as usize],
                    false => left.terms.push((*unknown, *sign)),
                }
            }
            match left.terms.is_empty() {
                true if left.sum != 0 => return Err(Contradiction),
                true => {}
                false => rows.push(left),
            }
        }
        let mut leader: Vec<u32> = (0..self.len() as u32).collect();
        for row in &rows {
            let first = find(&mut leader, row.terms[0].0);
            for (unknown, _) in &row.terms[1..] {
                let other = find(&mut leader, *unknown);
                leader[other as usize] = first;
            }
        }
        let mut members: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for unknown in (0..self.len() as u32).filter(|unknown| !known(*unknown)) {
            members.entry(find(&mut leader, unknown)).or_default().push(unknown);
        }
        let mut at = vec![(0u32, 0u32); self.len()];
        let mut parts: Vec<(System, Vec<u32>)> = Vec::new();
        for (_, unknowns) in members {
            let mut part = System::default();
            for unknown in &unknowns {
                let number =
                    part.unknown(self.lower[*unknown as usize], self.upper[*unknown as usize]);
                at[*unknown as usize] = (parts.len() as u32, number);
            }
            parts.push((part, unknowns));
        }
        for mut row in rows {
            let (part, _) = at[row.terms[0].0 as usize];
            row.terms.iter_mut().for_each(|(unknown, _)| *unknown = at[*unknown as usize].1);
            parts[part as usize].0.rows.push(row);
        }
        Ok(parts)
    }

    /// Whether these counts fit.
    pub fn fits(&self, counts: &[i64]) -> bool {
        let within = |at: usize| self.lower[at] <= counts[at] && counts[at] <= self.upper[at];
        counts.len() == self.len()
            && (0..self.len()).all(within)
            && self.rows.iter().all(|row| {
                row.terms
                    .iter()
                    .map(|(at, sign)| i64::from(*sign) * counts[*at as usize])
                    .sum::<i64>()
                    == row.sum
            })
    }
}

fn find(leader: &mut [u32], of: u32) -> u32 {
    let mut root = of;
    while leader[root as usize] != root {
        root = leader[root as usize];
    }
    let mut at = of;
    while leader[at as usize] != root {
        at = std::mem::replace(&mut leader[at as usize], root);
    }
    root
}
