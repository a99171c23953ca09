//! A search ends, and looking for longer is never worse.

use super::{Records, about, count, flat, table};
use crate::stats::{
    model::Design,
    protect::Patience,
    release::{Options, make},
};

/// Children of eleven places by category; the last place has few, the last row those whose place is not known.
const CHILDREN: [[u64; 12]; 11] = [
    [171, 275, 197, 298, 172, 271, 157, 224, 117, 286, 75, 260],
    [112, 137, 149, 246, 124, 194, 115, 184, 94, 237, 79, 84],
    [190, 352, 374, 393, 213, 278, 166, 226, 114, 328, 70, 258],
    [219, 327, 344, 424, 195, 464, 167, 239, 128, 351, 82, 291],
    [158, 139, 150, 331, 154, 207, 167, 197, 117, 249, 81, 212],
    [108, 119, 126, 208, 95, 195, 104, 49, 84, 194, 86, 68],
    [82, 90, 94, 175, 65, 118, 20, 51, 62, 138, 56, 39],
    [47, 66, 46, 89, 33, 74, 15, 37, 18, 103, 34, 29],
    [248, 386, 402, 423, 240, 537, 178, 274, 106, 567, 52, 284],
    [13, 22, 15, 25, 17, 14, 1, 13, 6, 25, 0, 20],
    [11, 1, 18, 9, 6, 8, 8, 10, 6, 8, 1, 12],
];

fn withheld(numbers: &[[u64; 12]], patience: Patience) -> usize {
    let dimensions = vec![flat("place", numbers.len()), flat("category", 12)];
    let mut places = table("places", &[0, 1], 5);
    places.sensitive = vec![1];
    let design = Design { dimensions, tables: vec![places], amount: None };
    let mut records = Records::new();
    for (row, place) in numbers.iter().zip(1..) {
        records.extend(row.iter().zip(1..).map(|(number, kind)| (vec![place, kind], *number)));
    }
    let counts = count(&design, &records);
    let options = Options { seed: 1, protect_against_past: false, patience };
    let made = make(about("bounded"), &design, &counts, &[], &options).expect("a safe table");
    made.report.primary + made.report.complementary
}

#[test]
fn a_table_of_few_cells_is_protected_in_bounded_work_and_no_worse_than_in_short() {
    // Such a table took over a quarter of an hour.
    let quick = withheld(&CHILDREN, Patience::Short);
    assert!(withheld(&CHILDREN, Patience::Long) <= quick);
}

#[test]
fn looking_for_longer_withholds_no_more() {
    let mut random = fastrand::Rng::with_seed(11);
    for _ in 0..5 {
        let numbers: Vec<[u64; 12]> = (0..3)
            .map(|_| std::array::from_fn(|at| random.u64(if at % 4 == 0 { 0..7 } else { 8..60 })))
            .collect();
        assert!(withheld(&numbers, Patience::Long) <= withheld(&numbers, Patience::Short));
    }
}
