//! Controlled rounding: every number a multiple of a base, every total the sum of its rounded parts
//! where that can be, no number further from its count than a bound that is published.
//!
//! The bound is the larger of base and threshold, so that a number says neither that a count is
//! small nor, where it is, which. A count that is a multiple is moved at times as well, lest a number
//! that it could not have come from anything else.

use std::collections::HashMap;

use crate::stats::model::{CellKey, Counts, Design, Table};

/// Passes over all leaves to draw the sums nearer.
const PASSES: usize = 60;

/// A table, rounded.
#[derive(Debug)]
pub struct Rounded {
    /// In the order of `Design::cells`.
    pub numbers: Vec<u64>,
    /// The most by which a number differs from its count, as it is published.
    pub deviation: u64,
}

/// Rounds a table. The same seed gives the same numbers.
pub fn round(design: &Design, table: &Table, counts: &Counts, base: u64, seed: u64) -> Rounded {
    let keys = design.cells(table);
    let index: HashMap<&CellKey, usize> =
        keys.iter().enumerate().map(|(at, key)| (key, at)).collect();
    let leaf = |key: &CellKey| {
        table.axes.iter().all(|axis| {
            let codes = &design.dimensions[axis.dimension].codes;
            let shown = |code: &crate::stats::model::Code| code.depth <= axis.depth;
            !codes.iter().any(|code| code.parent == Some(key[axis.dimension]) && shown(code))
        })
    };
    let leaves: Vec<usize> = (0..keys.len()).filter(|at| leaf(&keys[*at])).collect();
    let above: Vec<Vec<usize>> = leaves
        .iter()
        .map(|at| containing(design, table, &keys[*at]).iter().map(|key| index[key]).collect())
        .collect();
    let truth: Vec<i64> = keys.iter().map(|key| counts.of(key) as i64).collect();
    let step = base as i64;
    let deviation = base.max(table.threshold);
    let mut random = fastrand::Rng::with_seed(seed);
    // By how much the number of each cell is too large.
    let mut error = vec![0i64; keys.len()];
    let mut rounded: Vec<i64> = Vec::with_capacity(leaves.len());
    for (leaf, above) in leaves.iter().zip(&above) {
        let count = truth[*leaf];
        let rest = count % step;
        let number = match rest {
            0 if count > 0 && random.u8(..4) == 0 => {
                count + if random.bool() { step } else { -step }
            }
            0 => count,
            rest if random.i64(..step) < rest => count - rest + step,
            rest => count - rest,
        };
        rounded.push(number);
        above.iter().for_each(|at| error[*at] += number - count);
    }
    draw_nearer(&leaves, &above, &truth, &mut rounded, &mut error, step, deviation as i64);
    let largest = error.iter().map(|error| error.unsigned_abs()).max().unwrap_or(0);
    let numbers =
        truth.iter().zip(&error).map(|(count, error)| (count + error).max(0) as u64).collect();
    Rounded { numbers, deviation: deviation.max(largest) }
}

/// Moves single leaves by a step as long as that takes sums nearer to their bound.
fn draw_nearer(
    leaves: &[usize],
    above: &[Vec<usize>],
    truth: &[i64],
    rounded: &mut [i64],
    error: &mut [i64],
    step: i64,
    bound: i64,
) {
    let cost = |error: i64| {
        let over = (error.abs() - bound).max(0);
        over * over * 1_000 + error * error
    };
    for _ in 0..PASSES {
        let mut moved = false;
        for (at, leaf) in leaves.iter().enumerate() {
            for by in [step, -step] {
                let number = rounded[at] + by;
                if number < 0
                    || (truth[*leaf] == 0 && number > 0)
                    || (number - truth[*leaf]).abs() > bound
                {
                    continue;
                }
                let gain: i64 =
                    above[at].iter().map(|cell| cost(error[*cell]) - cost(error[*cell] + by)).sum();
                if gain > 0 {
                    rounded[at] = number;
                    above[at].iter().for_each(|cell| error[*cell] += by);
                    moved = true;
                    break;
                }
            }
        }
        if !moved {
            break;
        }
    }
}

/// A cell of a table and all cells that contain it.
fn containing(design: &Design, table: &Table, key: &CellKey) -> Vec<CellKey> {
    let mut all = vec![key.clone()];
    for axis in &table.axes {
        let codes = &design.dimensions[axis.dimension].codes;
        let mut up = codes[key[axis.dimension] as usize].parent;
        let within = all.len();
        while let Some(parent) = up {
            for at in 0..within {
                let mut above = all[at].clone();
                above[axis.dimension] = parent;
                all.push(above);
            }
            up = codes[parent as usize].parent;
        }
    }
    all
}
