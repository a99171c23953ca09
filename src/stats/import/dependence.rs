//! Whether one dimension follows from another: a township says its county, a category its group.
//!
//! Counts by such dimensions are sums of each other. Who knows how they hang together works out what is withheld in
//! one from what is shown in the other, and protection does not know it. So such a release is not made.
//!
//! A dimension follows from another if nearly all records of each of its codes have one code of the other, and that is
//! not chance. Nearly all: at most one record in `EXCEPTIONS` is otherwise, of those that are not of the other's most
//! frequent code; a handful of exceptions leaves what can be worked out as narrow. Not chance: if the two had nothing
//! to do with each other, it would come about less than once in 10,000 registers like this. So a small register in
//! which the three children of a village are all boys is not refused, nor is a dimension with nearly as many codes as
//! children. Records whose code is unknown, or several, say nothing and are left out.

use ahash::AHashMap;

use super::margins::codes_of;
use crate::{
    diagnostic::{Code, Diagnostic, Place},
    stats::{
        declare::Declaration,
        model::{CellKey, Counts, Dimension, Table},
    },
};

const EXCEPTIONS: u64 = 50;
/// The logarithm of one in 10,000.
const CHANCE: f64 = -9.21;

/// How many records have two codes together.
type Together = AHashMap<(u16, u16), u64>;

/// What is wrong with children by combination of codes: of all dimensions.
pub fn of_combinations(declaration: &Declaration, combinations: &[(u64, u64)]) -> Vec<Diagnostic> {
    let dimensions = &declaration.design.dimensions;
    let depths = depths(declaration);
    let records: Vec<(Vec<u16>, u64)> = combinations
        .iter()
        .map(|(combination, children)| {
            let codes = codes_of(*combination, dimensions);
            let shown = codes
                .iter()
                .enumerate()
                .map(|(at, code)| above(&dimensions[at], *code, depths[at]));
            (shown.collect(), *children)
        })
        .collect();
    pairs(declaration, |one, other| {
        let mut together = Together::new();
        for (codes, children) in &records {
            *together.entry((codes[one], codes[other])).or_default() += children;
        }
        together
    })
}

/// The same, with counts of tables: of two dimensions that a table shows together.
pub fn of_counts(
    declaration: &Declaration,
    counts: &Counts,
    is_innermost: impl Fn(&Declaration, &Table, &CellKey) -> bool,
) -> Vec<Diagnostic> {
    pairs(declaration, |one, other| {
        let has = |table: &&Table| {
            [one, other].iter().all(|at| table.axes.iter().any(|axis| axis.dimension == *at))
        };
        let mut together = Together::new();
        if let Some(table) = declaration.design.tables.iter().find(has) {
            for (cell, children) in &counts.cells {
                if is_innermost(declaration, table, cell) {
                    *together.entry((cell[one], cell[other])).or_default() += children;
                }
            }
        }
        together
    })
}

/// The deepest level of each dimension that a table shows.
fn depths(declaration: &Declaration) -> Vec<u8> {
    let mut depths = vec![0; declaration.design.dimensions.len()];
    for axis in declaration.design.tables.iter().flat_map(|table| &table.axes) {
        depths[axis.dimension] = depths[axis.dimension].max(axis.depth);
    }
    depths
}

fn above(dimension: &Dimension, mut code: u16, depth: u8) -> u16 {
    while dimension.codes[usize::from(code)].depth > depth {
        code = dimension.codes[usize::from(code)].parent.unwrap_or(0);
    }
    code
}

fn pairs(
    declaration: &Declaration,
    together: impl Fn(usize, usize) -> Together,
) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    let depths = depths(declaration);
    for one in 0..depths.len() {
        for other in one + 1..depths.len() {
            let known = |dimension: usize, code: u16| {
                let mapping = &declaration.mappings[dimension];
                mapping.several != Some(code)
                    && mapping.unknown.iter().all(|(_, unknown)| *unknown != code)
            };
            let together = together(one, other);
            let follows = |from: usize, to: usize| {
                (1..=depths[to]).rev().any(|depth| {
                    let mut table: AHashMap<u16, AHashMap<u16, u64>> = AHashMap::new();
                    for ((a, b), children) in &together {
                        let (a, b) = if from == one { (*a, *b) } else { (*b, *a) };
                        let b = above(&declaration.design.dimensions[to], b, depth);
                        if known(from, a) && known(to, b) {
                            *table.entry(a).or_default().entry(b).or_default() += children;
                        }
                    }
                    is_dependence(
                        table
                            .values()
                            .map(|row| row.iter().map(|(b, n)| (*b, *n)).collect())
                            .collect(),
                    )
                })
            };
            if follows(one, other) {
                told.push(problem(declaration, one, other));
            } else if follows(other, one) {
                told.push(problem(declaration, other, one));
            }
        }
    }
    told
}

/// For each code of a dimension, how many of its records have which code of another: whether it says the other.
fn is_dependence(mut rows: Vec<Vec<(u16, u64)>>) -> bool {
    // In one order, so that sums of fractions are the same every time.
    rows.iter_mut().for_each(|row| row.sort_unstable());
    rows.sort_unstable();
    let mut of_other: std::collections::BTreeMap<u16, u64> = Default::default();
    for (code, children) in rows.iter().flatten() {
        *of_other.entry(*code).or_default() += children;
    }
    let all: u64 = of_other.values().sum();
    let usual = of_other.values().max().copied().unwrap_or(0);
    let most: Vec<u64> =
        rows.iter().map(|row| row.iter().map(|(_, n)| *n).max().unwrap_or(0)).collect();
    let exceptions = all - most.iter().sum::<u64>();
    if usual == all || exceptions * EXCEPTIONS > all - usual {
        return false;
    }
    let share = |children: u64| children as f64 / all as f64;
    let of_row = |most: &u64| -> f64 {
        of_other.values().map(|children| share(*children).powf(*most as f64)).sum::<f64>().ln()
    };
    // The exceptions may be any so many of all.
    let chosen = match exceptions {
        0 => 0.0,
        some => some as f64 * (1.0 - share(some).ln()),
    };
    most.iter().map(of_row).sum::<f64>() + chosen < CHANCE
}

fn problem(declaration: &Declaration, from: usize, to: usize) -> Diagnostic {
    let name = |at: usize| &declaration.design.dimensions[at].id;
    let (from, to) = (name(from), name(to));
    let file = format!("content/statistics/{}.toml", declaration.id).into();
    Diagnostic::new(
        Code::DependentDimensions,
        format!("`{to}` follows from `{from}`: nearly every record with the same `{from}` has the same `{to}`"),
        format!("由“{from}”就知道“{to}”：“{from}”相同的记录，“{to}”几乎都相同"),
    )
    .mend(
        "keep one of the two; or make them one dimension, the codes of the one below those of the other (`parent`, or \
         `finer` for a column of the next level)",
        "两个只留一个；或合成一个维度，把一个的代码归到另一个的代码下面（用 parent，下一级在另一列时用 finer）",
    )
    .at(Place::file(&file))
}

#[cfg(test)]
mod tests {
    use super::is_dependence;

    fn rows(rows: &[&[u64]]) -> Vec<Vec<(u16, u64)>> {
        let row = |row: &&[u64]| (0..).zip(row.iter().copied()).filter(|(_, n)| *n > 0).collect();
        rows.iter().map(row).collect()
    }

    #[test]
    fn what_follows_from_another_is_told_from_chance() {
        for dependent in [
            // Townships of two counties, categories of two groups, a few exceptions, a rare group.
            rows(&[&[12, 0], &[9, 0], &[0, 14], &[0, 11]]),
            rows(&[&[40, 0, 0], &[0, 31, 0], &[0, 0, 25]]),
            rows(&[&[5, 0], &[5, 0], &[0, 5], &[0, 5]]),
            rows(&[&[300, 2], &[1, 260], &[280, 0], &[0, 310]]),
            rows(&[&[2000, 0], &[0, 12]]),
        ] {
            assert!(is_dependence(dependent.clone()), "{dependent:?}");
        }
        for independent in [
            // One code only; a village of three boys; nearly a key; mixed; three children each of small places;
            // one code of which a tenth is otherwise; hardly any of the other code.
            rows(&[&[12], &[9]]),
            rows(&[&[3, 0], &[20, 18], &[11, 14]]),
            rows(&[&[1, 0], &[0, 1], &[1, 0], &[0, 1], &[1, 0], &[0, 1], &[1, 0], &[1, 0]]),
            rows(&[&[12, 9], &[9, 11]]),
            rows(&[&[3, 0], &[0, 3], &[3, 0]]),
            rows(&[&[90, 10], &[0, 100]]),
            rows(&[&[500, 2], &[400, 1], &[300, 2]]),
        ] {
            assert!(!is_dependence(independent.clone()), "{independent:?}");
        }
    }
}
