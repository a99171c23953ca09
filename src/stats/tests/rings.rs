//! Tables that overlap in a ring.

use super::{
    Records, about, atoms, brute, count, dimension, flat, is_safe, options, primary_only, table,
};
use crate::stats::{
    model::{Axis, Counts, Design},
    protect::{Asked, protect},
    release::make,
};

/// Places with townships by category, category by measure and year, measure by place.
fn ring() -> Design {
    let dimensions = vec![
        dimension("place", &[0, 0, 0, 1, 1]),
        flat("category", 3),
        flat("measure", 3),
        flat("year", 3),
    ];
    let mut tables = vec![
        table("place-category", &[0, 1], 5),
        table("category-measure-year", &[1, 2, 3], 5),
        table("measure-place", &[2, 0], 5),
    ];
    // Townships are in one table only.
    tables[2].axes[1].depth = 1;
    Design { dimensions, tables, amount: None }
}

#[test]
fn the_common_table_of_a_ring_has_nothing_that_one_table_alone_shows() {
    let mut design = ring();
    let axis = |dimension, depth| Axis { dimension, depth };
    design.tables.iter_mut().flat_map(|table| &mut table.axes).for_each(|axis| {
        axis.depth = axis.depth.min(2);
    });
    design.tables[1].axes.iter_mut().for_each(|axis| axis.depth = 1);
    design.tables[0].axes[1].depth = 1;
    design.tables[2].axes[0].depth = 1;
    let common = design.ring().expect("a ring").axes;
    assert_eq!(common, [axis(0, 1), axis(1, 1), axis(2, 1)]);
    design.tables.pop();
    assert!(design.ring().is_none());
}

#[test]
fn a_ring_with_a_dimension_that_one_table_alone_shows_is_released_and_safe() {
    let design = ring();
    let mut random = fastrand::Rng::with_seed(3);
    let records = atoms(&design)
        .into_iter()
        .map(|atom| (atom, [0, 1, 2, 9, 30][random.usize(..5)]))
        .collect();
    let counts = count(&design, &records);
    let made = make(about("ring"), &design, &counts, &[], &options())
        .unwrap_or_else(|told| panic!("{told:?}"));
    assert!(is_safe(&made.release, &counts));
}

/// Random rings that are looked at. 300 were when this was written.
const SMALL: u64 = 80;

/// A ring with two codes in each dimension, one of which only one table has, and a random register.
fn small(seed: u64) -> (Design, Records, Counts) {
    let mut random = fastrand::Rng::with_seed(seed);
    let names = ["place", "category", "measure", "year"];
    let dimensions = names.iter().map(|name| flat(name, 2)).collect();
    let threshold = random.u64(2..4);
    let tables = [("a", &[0, 1][..]), ("b", &[1, 2, 3]), ("c", &[2, 0])];
    let tables = tables.iter().map(|(id, of)| table(id, of, threshold)).collect();
    let design = Design { dimensions, tables, amount: None };
    let records: Records =
        (atoms(&design).into_iter()).map(|atom| (atom, [0, 0, 1, 4][random.usize(..4)])).collect();
    let counts = count(&design, &records);
    (design, records, counts)
}

#[test]
fn in_a_ring_no_register_that_looks_the_same_narrows_a_small_count() {
    let (mut looked_at, mut leaking) = (0, 0);
    for seed in 0..SMALL {
        let (design, records, counts) = small(seed);
        let protected = protect(about("ring"), &design, &counts, &Asked::default(), &options());
        if protected.lost.is_empty() {
            assert!(is_safe(&protected.release, &counts), "seed {seed}");
            let narrowed = brute::narrowed(&design, &protected.release, &counts, &records);
            looked_at += u64::from(narrowed.is_some());
            assert!(narrowed.unwrap_or_default().is_empty(), "seed {seed}");
        }
        let release = primary_only(&design, &counts);
        let Some(narrowed) = brute::narrowed(&design, &release, &counts, &records) else {
            continue;
        };
        leaking += u64::from(!narrowed.is_empty());
        brute::audit_agrees(&release, &counts, &narrowed, seed);
    }
    let enough = SMALL / 2;
    assert!(looked_at > enough && leaking > enough, "{looked_at} looked at, {leaking} leaking");
}
