//! Tables that overlap in a ring.

use super::{about, count, dimension, flat, is_safe, options, table};
use crate::stats::{
    model::{Axis, Design},
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
    let records = super::atoms(&design)
        .into_iter()
        .map(|atom| (atom, [0, 1, 2, 9, 30][random.usize(..5)]))
        .collect();
    let counts = count(&design, &records);
    let made = make(about("ring"), &design, &counts, &[], &options())
        .unwrap_or_else(|told| panic!("{told:?}"));
    assert!(is_safe(&made.release, &counts));
}
