//! Random tables, and every register that fits what is published of them.

use super::{about, atoms, brute, count, dimension, flat, is_safe, options, primary_only, table};
use crate::stats::{
    audit::ranges,
    model::{Counts, Design, Shown},
    protect::{Asked, protect},
    tests::Records,
};

/// Random tables of each test. 20,000 were looked at when this was written.
const CASES: u64 = 400;

fn example(seed: u64) -> (Design, Records, Counts) {
    let mut random = fastrand::Rng::with_seed(seed);
    let threshold = random.u64(2..5);
    let number = random.usize(2..4);
    let dimensions = ["place", "age", "sex"][..number]
        .iter()
        .map(|id| match random.u8(..4) {
            0 => dimension(id, &[0, 0, 1, 1]),
            _ => flat(id, random.usize(2..4)),
        })
        .collect();
    let all: Vec<usize> = (0..number).collect();
    let mut tables = match (number, random.u8(..4)) {
        (3, 2) => vec![table("a", &[0, 1], threshold), table("b", &[1, 2], threshold)],
        (3, 3) => vec![
            table("a", &[0, 1], threshold),
            table("b", &[1, 2], threshold),
            table("c", &[0, 2], threshold),
        ],
        _ => vec![table("a", &all, threshold)],
    };
    if random.u8(..6) == 0 {
        tables[0].sensitive = vec![1];
    }
    if tables.len() == 1 && random.u8(..10) == 0 {
        tables[0].zeros_are_sensitive = true;
    }
    let design = Design { dimensions, tables, amount: None };
    let records: Records = atoms(&design)
        .into_iter()
        .map(|atom| {
            let most = [1, 4, 10, 20][random.usize(..4)];
            (atom, random.u64(..most))
        })
        .collect();
    let counts = count(&design, &records);
    (design, records, counts)
}

#[test]
fn no_release_lets_a_reader_narrow_a_small_count() {
    let (mut made, mut looked_at) = (0, 0);
    for seed in 0..CASES {
        let (design, records, counts) = example(seed);
        let protected = protect(about("random"), &design, &counts, &Asked::default(), &options());
        if !protected.lost.is_empty() {
            continue;
        }
        made += 1;
        let release = &protected.release;
        assert!(is_safe(release, &counts), "seed {seed}");
        for (index, table) in design.tables.iter().enumerate() {
            for (key, shown) in release.table(index).cells() {
                let small = (1..table.threshold).contains(&counts.of(&key));
                let right =
                    shown == Shown::Withheld || (shown == Shown::Count(counts.of(&key)) && !small);
                assert!(right, "seed {seed}");
            }
        }
        if let Some(narrowed) = brute::narrowed(&design, release, &counts, &records) {
            looked_at += 1;
            assert!(narrowed.is_empty(), "seed {seed}: {narrowed:?}");
        }
    }
    assert!(made > CASES / 2 && looked_at > CASES / 2, "{made} releases, {looked_at} looked at");
}

#[test]
fn the_audit_finds_what_every_possible_register_shows_and_nothing_else() {
    let (mut looked_at, mut leaking) = (0, 0);
    for seed in 0..CASES {
        let (design, records, counts) = example(seed);
        if design
            .tables
            .iter()
            .any(|table| table.zeros_are_sensitive || !table.sensitive.is_empty())
        {
            continue;
        }
        let release = primary_only(&design, &counts);
        let Some(narrowed) = brute::narrowed(&design, &release, &counts, &records) else {
            continue;
        };
        looked_at += 1;
        leaking += u64::from(!narrowed.is_empty());
        brute::audit_agrees(&release, &counts, &narrowed, seed);
    }
    assert!(
        looked_at > CASES / 3 && leaking > CASES / 4,
        "{looked_at} looked at, {leaking} leaking"
    );
}

/// Choices of so many out of so many.
fn choices(of: usize, many: usize) -> Vec<Vec<usize>> {
    if many == 0 {
        return vec![Vec::new()];
    }
    let last =
        |last: usize| choices(last, many - 1).into_iter().map(move |c| [c, vec![last]].concat());
    (0..of).flat_map(last).collect()
}

#[test]
fn what_is_called_the_least_is() {
    let (mut least, mut patterns) = (0, 0);
    for seed in 0..300 {
        let (design, _, counts) = example(seed);
        if design.tables.len() > 1
            || design.tables[0].zeros_are_sensitive
            || !design.tables[0].sensitive.is_empty()
        {
            continue;
        }
        let made = protect(about("least"), &design, &counts, &Asked::default(), &options());
        let protection = made.release.protection().clone();
        if !made.lost.is_empty() || made.bound != protection.withheld {
            continue;
        }
        let keys = design.cells(&design.tables[0]);
        let small = |at: &usize| (1..design.tables[0].threshold).contains(&counts.of(&keys[*at]));
        let first: Vec<usize> = (0..keys.len()).filter(small).collect();
        let may = |at: &usize| protection.zeros_withheld || counts.of(&keys[*at]) > 0;
        let others: Vec<usize> = (0..keys.len()).filter(|at| !small(at) && may(at)).collect();
        // More are too many to look at.
        if made.complementary > 3 || others.len() > 12 {
            continue;
        }
        let fewer: Vec<Vec<usize>> =
            (0..made.complementary).flat_map(|many| choices(others.len(), many)).collect();
        least += 1;
        for choice in fewer {
            patterns += 1;
            let mut release = made.release.clone();
            let withheld: Vec<usize> =
                first.iter().copied().chain(choice.iter().map(|at| others[*at])).collect();
            release.protection.withheld = withheld.len();
            for (at, key) in keys.iter().enumerate() {
                release.shown[0][at] = match withheld.contains(&at) {
                    true => Shown::Withheld,
                    false => Shown::Count(counts.of(key)),
                };
            }
            assert!(!is_safe(&release, &counts), "seed {seed}: {withheld:?} would do");
        }
    }
    assert!(least > 60 && patterns > 1_000, "{least} releases, {patterns} patterns");
}

#[test]
fn the_same_counts_give_the_same_release_whatever_the_threads() {
    for seed in 0..60 {
        let (design, _, counts) = example(seed);
        let make =
            || protect(about("same"), &design, &counts, &Asked::default(), &options()).release;
        let alone =
            rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("one thread can be had");
        assert_eq!(make(), alone.install(make), "seed {seed}");
    }
}

#[test]
fn one_record_less_changes_no_number_but_those_that_count_it() {
    for seed in 0..150 {
        let (design, mut records, counts) = example(seed);
        let Some(at) = records.iter().position(|(_, number)| *number > 0) else { continue };
        let release =
            protect(about("all"), &design, &counts, &Asked::default(), &options()).release;
        let gone = records[at].0.clone();
        records[at].1 -= 1;
        let fewer = count(&design, &records);
        let other = protect(about("all"), &design, &fewer, &Asked::default(), &options()).release;
        for index in 0..design.tables.len() {
            for ((key, before), (_, after)) in
                release.table(index).cells().zip(other.table(index).cells())
            {
                let counts_it = key.iter().enumerate().all(|(dimension, code)| {
                    super::path(&design.dimensions[dimension], gone[dimension]).contains(code)
                });
                if let (Shown::Count(before), Shown::Count(after)) = (before, after) {
                    assert_eq!(before - after, u64::from(counts_it), "seed {seed}: {key:?}");
                }
            }
        }
    }
}

#[test]
fn the_range_of_a_withheld_count_is_that_of_all_registers_that_fit() {
    let (mut looked_at, mut cells) = (0, 0);
    for seed in 0..CASES {
        let (design, records, counts) = example(seed);
        // Protected, and with small counts withheld only.
        let protected = protect(about("range"), &design, &counts, &Asked::default(), &options());
        for release in [protected.release, primary_only(&design, &counts)] {
            // Without the total there is no end to the registers.
            let total = vec![0; design.dimensions.len()];
            let Some(Shown::Count(total)) = release.shown(&total) else { continue };
            let Some(brute) = brute::ranges(&design, &release, &records, total as i64) else {
                continue;
            };
            looked_at += 1;
            let found = ranges(&[&release]);
            assert_eq!(found.len(), brute.len(), "seed {seed}");
            for range in found {
                let most = range.most.map(|most| most as i64);
                let (low, high) = brute[&range.key];
                assert!(range.exact, "seed {seed}: {range:?}");
                let right = (range.least as i64, most) == (low, Some(high));
                assert!(right, "seed {seed}: {range:?}, not {low}–{high}");
                cells += 1;
            }
        }
    }
    assert!(looked_at > CASES / 4 && cells > CASES, "{looked_at} looked at, {cells} cells");
}
