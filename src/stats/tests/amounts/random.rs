//! Random registers, and every reader who has a record of one.

use std::collections::BTreeMap;

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome};

use super::{
    super::atoms, Record, about, cells_of, counted, dimension, flat, is_safe, options, table,
    with_amounts,
};
use crate::stats::{
    audit::{Range, ranges},
    model::{CellKey, Design, Dimension, Dominance, Shown},
    protect::{Asked, protect},
    release::Release,
};

/// A random register, of one to three tables.
fn example(seed: u64) -> (Design, Vec<Record>) {
    let mut random = fastrand::Rng::with_seed(seed);
    let dimensions: Vec<Dimension> = ["place", "measure", "sex"]
        .iter()
        .map(|id| match random.u8(..4) {
            0 => dimension(id, &[0, 0, 1, 1]),
            _ => flat(id, random.usize(2..4)),
        })
        .collect();
    let threshold = random.u64(2..5);
    let tables = match random.u8(..3) {
        0 => vec![table("a", &[0, 1, 2], threshold)],
        1 => vec![table("a", &[0, 1], threshold), table("b", &[1, 2], threshold)],
        _ => vec![table("a", &[0, 1], threshold), table("b", &[0, 2], threshold)],
    };
    let mut design = with_amounts(dimensions, tables);
    if let Some(amount) = &mut design.amount {
        amount.percent = random.u64(5..40);
        amount.dominance = random
            .bool()
            .then(|| Dominance { records: random.usize(1..4), percent: random.u64(60..99) });
    }
    let mut records = Vec::new();
    for leaf in atoms(&design) {
        for _ in 0..[0, 1, 3, 12][random.usize(..4)] {
            let amount = [0, 600, 600, 1_200, random.u64(..3_000), random.u64(..40_000)];
            records.push((leaf.clone(), amount[random.usize(..amount.len())]));
        }
    }
    (design, records)
}

/// The ends of an amount for somebody who knows all that is shown, and for some cells the least, and of some all, by a
/// program of its own.
fn ends(release: &Release, cell: &CellKey, least: &BTreeMap<CellKey, (u64, bool)>) -> (f64, f64) {
    let of = |direction: OptimizationDirection| {
        let mut problem = Problem::new(direction);
        let mut variables = BTreeMap::new();
        for index in 0..release.design.tables.len() {
            for (key, amount) in release.table(index).amounts() {
                let known = least.get(&key);
                let bounds = match (amount, known) {
                    (Some(amount), _) => (amount as f64, amount as f64),
                    (None, Some((all, true))) => (*all as f64, *all as f64),
                    (None, known) => (known.map_or(0.0, |(least, _)| *least as f64), f64::INFINITY),
                };
                let worth = if key == *cell { 1.0 } else { 0.0 };
                variables.entry(key).or_insert_with(|| problem.add_var(worth, bounds));
            }
        }
        for table in &release.design.tables {
            for axis in &table.axes {
                let codes = &release.design.dimensions[axis.dimension].codes;
                for key in release.design.cells(table) {
                    let mut terms = vec![(variables[&key], -1.0)];
                    for code in release.design.codes(*axis) {
                        if codes[usize::from(code)].parent == Some(key[axis.dimension]) {
                            let mut part = key.clone();
                            part[axis.dimension] = code;
                            terms.push((variables[&part], 1.0));
                        }
                    }
                    if terms.len() > 1 {
                        problem.add_constraint(&terms[..], ComparisonOp::Eq, 0.0);
                    }
                }
            }
        }
        match problem.solve() {
            Ok(SolveOutcome::Solution(solution)) => solution.var_value(variables[cell]),
            Err(microlp::Error::Unbounded) => f64::INFINITY,
            other => panic!("{other:?}"),
        }
    };
    (of(OptimizationDirection::Minimize), of(OptimizationDirection::Maximize))
}

#[test]
fn nobody_who_knows_a_record_of_the_register_learns_a_sensitive_amount() {
    let (mut looked_at, mut readers, mut shown) = (0, 0, 0);
    for seed in 0..50 {
        let (design, records) = example(seed);
        let counts = counted(&design, &records);
        let protected = protect(about("random"), &design, &counts, &Asked::default(), &options());
        if !protected.lost.is_empty() {
            continue;
        }
        let release = &protected.release;
        assert!(is_safe(release, &counts), "seed {seed}");
        let Some(amount) = &design.amount else { continue };
        looked_at += 1;
        let of_amounts = ranges(&[release]).into_iter().filter(|range| range.of_amount);
        let known: BTreeMap<CellKey, Range> =
            of_amounts.map(|range| (range.key.clone(), range)).collect();
        for (index, table) in design.tables.iter().enumerate() {
            for ((key, sum), (_, count)) in
                release.table(index).amounts().zip(release.table(index).cells())
            {
                let true_sum = counts.sum(&key);
                assert!(sum.is_none_or(|sum| sum == true_sum.total), "seed {seed}");
                assert!(sum.is_none() || count != Shown::Withheld, "seed {seed}: {key:?}");
                shown += usize::from(sum.is_some());
                let small = (1..table.threshold).contains(&counts.of(&key));
                if !small && !amount.is_sensitive(&true_sum) {
                    continue;
                }
                assert_eq!(sum, None, "seed {seed}: {key:?}");
                // A stranger, and one of each cell who is not in this one.
                let is_in = |(leaf, _): &Record, key: &CellKey| {
                    design.tables.iter().any(|table| cells_of(&design, table, leaf).contains(key))
                };
                let strangers = records.iter().filter(|record| !is_in(record, &key));
                let mut knowing: Vec<BTreeMap<CellKey, (u64, bool)>> = vec![BTreeMap::new()];
                for (leaf, own) in strangers {
                    let cells =
                        design.tables.iter().flat_map(|table| cells_of(&design, table, leaf));
                    knowing.push(
                        cells
                            .map(|cell| {
                                let alone = counts.of(&cell) == 1;
                                (cell, (*own, alone))
                            })
                            .collect(),
                    );
                }
                knowing.sort();
                knowing.dedup();
                let range = known.get(&key);
                let (low, high) = ends(release, &key, &BTreeMap::new());
                let same = range.is_some_and(|one| {
                    (one.least as f64 - low).abs() < 1.0
                        && one
                            .most
                            .map_or(high.is_infinite(), |most| (most as f64 - high).abs() < 1.0)
                });
                assert!(same, "seed {seed}: {key:?}");
                let part = true_sum.total as f64 * amount.percent as f64 / 100.0;
                for known in knowing {
                    readers += 1;
                    let (low, high) = ends(release, &key, &known);
                    let wide = high >= true_sum.total as f64 + part - 1e-6
                        && low <= true_sum.total as f64 - part + 1e-6;
                    assert!(wide, "seed {seed}: {key:?} {low}–{high} of {}", true_sum.total);
                }
            }
        }
    }
    assert!(looked_at > 25 && readers > 5_000 && shown > 300, "{looked_at} {readers} {shown}");
}

#[test]
fn the_same_amounts_give_the_same_release_whatever_the_threads() {
    for seed in 0..20 {
        let (design, records) = example(seed);
        let counts = counted(&design, &records);
        let make =
            || protect(about("same"), &design, &counts, &Asked::default(), &options()).release;
        let alone =
            rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("one thread can be had");
        assert_eq!(make(), alone.install(make), "seed {seed}");
    }
}
