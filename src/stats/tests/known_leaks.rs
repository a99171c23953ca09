//! Leaks that published tables have had: each is one while only small counts are withheld, and none
//! in the release.

use super::{Records, about, count, dimension, flat, is_safe, leaks, options, primary_only, table};
use crate::stats::{
    audit::{What, audit, audit_knowing},
    model::{Counts, Design, Dimension, Shown, Table},
    release::{Release, make},
};

struct Case {
    design: Design,
    records: Records,
}

/// Two dimensions in one table, by rows.
fn square(rows: &[&[u64]], threshold: u64) -> Case {
    let dimensions = vec![flat("place", rows.len()), flat("category", rows[0].len())];
    let records = rows
        .iter()
        .enumerate()
        .flat_map(|(row, numbers)| {
            let number = move |(column, number): (usize, &u64)| {
                (vec![row as u16 + 1, column as u16 + 1], *number)
            };
            numbers.iter().enumerate().map(number)
        })
        .collect();
    Case {
        design: Design {
            dimensions,
            tables: vec![table("square", &[0, 1], threshold)],
            amount: None,
        },
        records,
    }
}

fn cube(numbers: [[[u64; 2]; 3]; 3], tables: Vec<Table>, dimensions: Vec<Dimension>) -> Case {
    let mut records = Records::new();
    for (place, rows) in numbers.iter().enumerate() {
        for (age, cells) in rows.iter().enumerate() {
            for (sex, number) in cells.iter().enumerate() {
                records.push((vec![place as u16 + 1, age as u16 + 1, sex as u16 + 1], *number));
            }
        }
    }
    Case { design: Design { dimensions, tables, amount: None }, records }
}

fn three() -> Vec<Dimension> {
    vec![flat("place", 3), flat("age", 3), flat("sex", 2)]
}

const PEOPLE: [[[u64; 2]; 3]; 3] =
    [[[2, 30], [20, 14], [9, 40]], [[25, 11], [3, 31], [17, 8]], [[13, 19], [40, 22], [6, 12]]];

fn cases() -> Vec<(&'static str, Case)> {
    let one_in_a_row = square(&[&[3, 40, 25], &[17, 31, 22], &[9, 28, 14]], 5);
    let one_and_one = square(&[&[1, 1, 40], &[30, 25, 22], &[21, 14, 18]], 5);
    let total_under_k = square(&[&[2, 0, 0], &[30, 25, 22], &[21, 14, 18]], 5);
    let mut townships = square(&[&[3, 30], &[20, 25], &[40, 33], &[50, 21]], 5);
    // Two counties; the first has the townships of the first two rows, the second of the others.
    townships.design.dimensions[0] = dimension("place", &[0, 0, 1, 1, 2, 2]);
    townships.records.iter_mut().for_each(|(atom, _)| atom[0] += 2);
    let linked = cube(PEOPLE, vec![table("a", &[0, 1], 20), table("b", &[1, 2], 20)], three());
    let three_margins = cube(
        PEOPLE,
        vec![table("a", &[0, 1], 30), table("b", &[1, 2], 30), table("c", &[0, 2], 30)],
        three(),
    );
    let whole_cube = cube(PEOPLE, vec![table("all", &[0, 1, 2], 5)], three());
    vec![
        ("one withheld cell in a row", one_in_a_row),
        ("one and one is two", one_and_one),
        ("the total of a township", townships),
        ("a total under the threshold", total_under_k),
        ("linked tables", linked),
        ("three margins", three_margins),
        ("a cube with its margins", whole_cube),
    ]
}

fn made(design: &Design, counts: &Counts, past: &[Release]) -> Release {
    match make(about("release"), design, counts, past, &options()) {
        Ok(made) => (*made.release).clone(),
        Err(told) => panic!("{:?}", told.iter().map(|told| &told.message.en).collect::<Vec<_>>()),
    }
}

#[test]
fn a_leak_that_withholding_small_counts_leaves_is_found_and_is_not_in_the_release() {
    for (name, case) in cases() {
        let counts = count(&case.design, &case.records);
        assert!(leaks(&primary_only(&case.design, &counts), &counts) > 0, "{name} is not found");
        assert!(is_safe(&made(&case.design, &counts, &[]), &counts), "{name} is in the release");
    }
}

/// Small counts of four ages, and larger ones; each in one place and of one sex.
fn spread(small: [u64; 4], large: &[(u16, u16, u64)]) -> Records {
    let corners = [(1, 1), (1, 2), (2, 1), (2, 2)];
    let small = corners.into_iter().zip(small).map(|((place, sex), number)| (place, sex, number));
    let all = small.chain(large.iter().copied());
    (1..).zip(all).map(|(age, (place, sex, number))| (vec![place, age, sex], number)).collect()
}

#[test]
fn tables_that_are_safe_without_one_of_them_are_made_safe_together() {
    // Of the small counts the one table tells the sums of the rows of a square, the other those of its
    // columns. With 6 and 8 in them no corner that belongs to an 8 and an 8 can be one.
    let linked = spread([4, 4, 4, 2], &[(1, 1, 30), (2, 2, 20)]);
    // The first two tables say where and of which sex the large ages are. The third tells them and one
    // small count in one sum.
    let margins = spread([4, 4, 4, 4], &[(1, 1, 30), (1, 2, 20), (2, 1, 25), (2, 2, 15)]);
    let tables = || vec![table("a", &[0, 1], 5), table("b", &[1, 2], 5), table("c", &[0, 2], 5)];
    for (name, records, tables) in
        [("two tables", linked, tables()[..2].to_vec()), ("three margins", margins, tables())]
    {
        let dimensions = vec![flat("place", 2), flat("age", records.len()), flat("sex", 2)];
        let leaking = |tables: &[Table]| {
            let design =
                Design { dimensions: dimensions.clone(), tables: tables.to_vec(), amount: None };
            let counts = count(&design, &records);
            leaks(&primary_only(&design, &counts), &counts) > 0
        };
        for without in 0..tables.len() {
            let mut others = tables.clone();
            others.remove(without);
            assert!(!leaking(&others), "{name} without number {without}");
        }
        assert!(leaking(&tables), "{name} together");
        let design = Design { dimensions: dimensions.clone(), tables, amount: None };
        let counts = count(&design, &records);
        assert!(is_safe(&made(&design, &counts, &[]), &counts), "{name} in the release");
    }
}

#[test]
fn nobody_sees_that_all_of_a_group_are_in_one_category() {
    for rows in [
        [&[12u64, 0, 0][..], &[30, 25, 22], &[21, 14, 18]],
        [&[12, 1, 0], &[30, 25, 22], &[21, 14, 18]],
    ] {
        let mut case = square(&rows, 5);
        case.design.tables[0].sensitive = vec![1];
        let counts = count(&case.design, &case.records);
        let before = audit_knowing(&[&primary_only(&case.design, &counts)], &counts);
        assert!(before.leaks.iter().any(|leak| leak.what == What::Group));
        let release = made(&case.design, &counts, &[]);
        assert!(is_safe(&release, &counts));
        assert_eq!(release.table(0).shown(&[1, 1]), Some(Shown::Withheld));
    }
}

#[test]
fn the_one_child_of_a_cell_learns_nothing_of_another() {
    // 1 and 2 in a row: whoever is the 1 would know the 2 from the row's sum without more.
    let case = square(&[&[1, 2, 6, 40], &[6, 25, 22, 30], &[21, 14, 18, 35], &[11, 17, 23, 29]], 5);
    let counts = count(&case.design, &case.records);
    let release = made(&case.design, &counts, &[]);
    assert!(audit_knowing(&[&release], &counts).leaks.is_empty());
    // The same with the fewest cells against somebody who knows nobody.
    let mut weak = release.clone();
    weak.shown[0] = weak
        .design
        .cells(&weak.design.tables[0])
        .iter()
        .map(|key| Shown::Count(counts.of(key)))
        .collect();
    for (row, column) in [(1, 1), (1, 2), (2, 1), (2, 2)] {
        let at = row * 5 + column;
        weak.shown[0][at] = Shown::Withheld;
    }
    weak.protection.zeros_withheld = false;
    assert!(
        audit_knowing(&[&weak], &counts).leaks.iter().any(|leak| leak.what != What::Contradiction)
    );
}

#[test]
fn a_correction_does_not_reveal_what_last_quarters_table_hides() {
    let case = square(&[&[3, 40, 25], &[17, 31, 22], &[9, 28, 14]], 5);
    let counts = count(&case.design, &case.records);
    let first = made(&case.design, &counts, &[]);
    // The same counts, other cells withheld: each is safe, both together are not.
    let mut second = case.design.clone();
    second.tables[0].threshold = 5;
    let hidden: Vec<usize> =
        (0..first.shown[0].len()).filter(|at| first.shown[0][*at] == Shown::Withheld).collect();
    let mut other = first.clone();
    other.about.name = "other".into();
    let keys = case.design.cells(&case.design.tables[0]);
    other.shown[0] = keys.iter().map(|key| Shown::Count(counts.of(key))).collect();
    let free: Vec<usize> = [(1, 1), (1, 3), (3, 1), (3, 3), (1, 2), (3, 2), (2, 1), (2, 3), (2, 2)]
        .iter()
        .map(|(row, column)| row * 4 + column)
        .collect();
    // The four corners on which the first release does not rely.
    let corners = |columns: [usize; 2], rows: [usize; 2]| {
        [
            rows[0] * 4 + columns[0],
            rows[0] * 4 + columns[1],
            rows[1] * 4 + columns[0],
            rows[1] * 4 + columns[1],
        ]
    };
    let pattern = [
        corners([1, 3], [1, 2]),
        corners([1, 2], [1, 2]),
        corners([1, 3], [1, 3]),
        corners([1, 2], [1, 3]),
    ]
    .into_iter()
    .find(|pattern| pattern.iter().filter(|at| hidden.contains(at)).count() < 3)
    .expect("the first release withholds four cells; another square shares but two of them");
    pattern.iter().for_each(|at| other.shown[0][*at] = Shown::Withheld);
    assert!(free.len() == 9 && audit(&[&other]).leaks.is_empty());
    assert!(!audit(&[&first, &other]).leaks.is_empty());
    // A corrected record: one more child in the last place.
    let mut records = case.records.clone();
    records[8].1 += 1;
    let corrected = count(&case.design, &records);
    match make(
        about("corrected"),
        &case.design,
        &corrected,
        std::slice::from_ref(&first),
        &options(),
    ) {
        Ok(made) => assert!(audit(&[&first, &made.release]).leaks.is_empty()),
        Err(told) => assert!(!told.is_empty()),
    }
}

#[test]
fn a_rounded_table_says_neither_a_small_count_nor_that_it_is_small() {
    let mut random = fastrand::Rng::with_seed(3);
    for seed in 0..40 {
        let mut case = square(&[&[2, 1, 9], &[30, 25, 22], &[4, 14, 18]], 5);
        case.records.iter_mut().for_each(|(_, number)| *number = random.u64(..*number + 8));
        case.design.tables[0].method = crate::stats::model::Method::Round { base: 5 };
        let counts = count(&case.design, &case.records);
        let options = crate::stats::release::Options { seed, ..options() };
        let made = make(about("rounded"), &case.design, &counts, &[], &options);
        let release =
            made.unwrap_or_else(|told| panic!("seed {seed}: {:?}", told[0].message.en)).release;
        let deviation = release.protection().deviation.expect("a rounded table has one");
        for (key, shown) in release.table(0).cells() {
            let Shown::Rounded(number) = shown else { panic!("{shown:?}") };
            assert!(number % 5 == 0 && number.abs_diff(counts.of(&key)) <= deviation);
        }
        for place in 1..=3 {
            let number = |age| match release.table(0).shown(&[place, age]) {
                Some(Shown::Rounded(number)) => number,
                other => panic!("{other:?}"),
            };
            assert_eq!(number(0), number(1) + number(2) + number(3));
        }
    }
}

/// The wholes or parts that a share of so many thousandths fits.
fn fitting(thousandths: u64, share_with: impl Fn(u64) -> (u64, u64)) -> Vec<u64> {
    let fits = |number: &u64| {
        let (part, whole) = share_with(*number);
        whole > 0 && (part * 2_000 + whole) / (2 * whole) == thousandths
    };
    (0..1_000).filter(fits).collect()
}

#[test]
fn a_percentage_beside_a_withheld_count_would_tell_it() {
    // The share of a withheld count: only three of 68 are 4.4%.
    let case = square(&[&[3, 40, 25], &[17, 31, 22], &[9, 28, 14]], 5);
    let counts = count(&case.design, &case.records);
    assert!(leaks(&primary_only(&case.design, &counts), &counts) > 0);
    let mut release = made(&case.design, &counts, &[]);
    assert!(is_safe(&release, &counts));
    let parts = fitting(44, |part| (part, 68));
    assert_eq!(parts, [3]);
    let cells = case.design.cells(&case.design.tables[0]);
    let cell = cells.iter().position(|key| **key == [1, 1]).expect("a cell");
    assert_eq!(release.shown[0][cell], Shown::Withheld);
    release.shown[0][cell] = Shown::Count(parts[0]);
    assert!(leaks(&release, &counts) > 0);

    // The share of a shown count, whose whole is withheld together with another part of it: only of
    // 68 are 40 58.8%, and 68 − 40 − 25 are three. A page says a share where it shows both.
    let row = Design {
        dimensions: vec![flat("category", 3)],
        tables: vec![table("row", &[0], 5)],
        amount: None,
    };
    let counts = count(&row, &vec![(vec![1], 3), (vec![2], 40), (vec![3], 25)]);
    let mut release = primary_only(&row, &counts);
    assert!(leaks(&release, &counts) > 0);
    release.shown[0][0] = Shown::Withheld;
    assert!(is_safe(&release, &counts));
    let wholes = fitting(588, |whole| (40, whole));
    assert_eq!(wholes, [68]);
    release.shown[0][0] = Shown::Count(wholes[0]);
    assert!(leaks(&release, &counts) > 0);
}

#[test]
fn the_one_child_of_a_cell_learns_what_a_stranger_does_not() {
    // To a stranger either may be 0 to 3. Whoever is the one knows the two.
    let mut case = square(&[&[1, 2, 40], &[2, 1, 30], &[21, 14, 18]], 3);
    case.design.tables[0].zeros_are_sensitive = true;
    let counts = count(&case.design, &case.records);
    let mut primary = primary_only(&case.design, &counts);
    primary.protection.zeros_withheld = true;
    assert!(audit(&[&primary]).leaks.is_empty());
    assert!(leaks(&primary, &counts) > 0);
    assert!(is_safe(&made(&case.design, &counts, &[]), &counts));
}
