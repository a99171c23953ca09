//! Amounts: what their sums tell of one child, and that the release does not.

mod random;
mod releases;

use super::{about, dimension, flat, is_safe, options, path, table};
use crate::stats::{
    audit::{Emptying, audit, audit_knowing},
    model::{Amount, CellKey, Counts, Design, Dimension, Dominance, Shown, Sum, Table},
    release::{Options, Release, ShownAmount, make},
};

/// A record: its leaf of every dimension, and its amount.
type Record = (Vec<u16>, u64);

fn with_amounts(dimensions: Vec<Dimension>, mut tables: Vec<Table>) -> Design {
    tables.iter_mut().for_each(|table| table.amounts = true);
    let amount = Amount {
        id: "aid".into(),
        label: "Aid".into(),
        unit: "元".into(),
        percent: 15,
        dominance: Some(Dominance { records: 2, percent: 85 }),
    };
    Design { dimensions, tables, amount: Some(amount) }
}

/// The cells of a table that a record is in.
fn cells_of(design: &Design, table: &Table, leaf: &[u16]) -> Vec<CellKey> {
    let mut keys = vec![vec![0; design.dimensions.len()]];
    for axis in &table.axes {
        let of = &design.dimensions[axis.dimension];
        let shown = path(of, leaf[axis.dimension]);
        let shown = shown.into_iter().filter(|code| of.codes[*code as usize].depth <= axis.depth);
        keys = shown
            .flat_map(|code| {
                keys.iter().map(move |key| {
                    let mut key = key.clone();
                    key[axis.dimension] = code;
                    key
                })
            })
            .collect();
    }
    keys.into_iter().map(CellKey::from).collect()
}

fn counted(design: &Design, records: &[Record]) -> Counts {
    let mut counts = Counts::default();
    for (leaf, amount) in records {
        let mut cells: Vec<CellKey> =
            design.tables.iter().flat_map(|table| cells_of(design, table, leaf)).collect();
        cells.sort();
        cells.dedup();
        for cell in cells {
            *counts.cells.entry(cell.clone()).or_default() += 1;
            counts.sums.entry(cell).or_default().add(&Sum::of(*amount));
        }
    }
    counts
}

/// Amounts by row and column.
fn square(rows: &[&[&[u64]]]) -> (Design, Vec<Record>) {
    let dimensions = vec![flat("place", rows.len()), flat("measure", rows[0].len())];
    let mut records = Vec::new();
    for (row, columns) in rows.iter().enumerate() {
        for (column, amounts) in columns.iter().enumerate() {
            let leaf = vec![row as u16 + 1, column as u16 + 1];
            records.extend(amounts.iter().map(|amount| (leaf.clone(), *amount)));
        }
    }
    (with_amounts(dimensions, vec![table("square", &[0, 1], 5)]), records)
}

const EVEN: [u64; 6] = [900, 1_000, 1_100, 1_000, 950, 1_050];

fn cases() -> Vec<(&'static str, (Design, Vec<Record>))> {
    let even: &[u64] = &EVEN;
    let one_has_nearly_all: &[u64] = &[9_000, 20, 20, 30, 10, 10];
    let two_have_nearly_all: &[u64] = &[4_000, 5_000, 100, 100, 100, 100];
    let few: &[u64] = &[700, 800, 600];
    let single: &[u64] = &[5_000];
    let nothing: &[u64] = &[0, 0, 0];
    let mut townships = square(&[&[few, even], &[even, even], &[even, even], &[even, even]]);
    townships.0.dimensions[0] = dimension("place", &[0, 0, 1, 1, 2, 2]);
    townships.1.iter_mut().for_each(|(leaf, _)| leaf[0] += 2);
    let mut linked = square(&[&[single, even, even], &[even, even, even], &[even, even, even]]);
    linked.0.dimensions.push(flat("sex", 2));
    linked.0.tables.push(Table { amounts: true, ..table("other", &[0, 2], 5) });
    let sexes = linked.1.iter_mut().enumerate();
    sexes.for_each(|(at, (leaf, _))| leaf.push(at as u16 % 2 + 1));
    vec![
        (
            "one has nearly all",
            square(&[&[one_has_nearly_all, even], &[even, even], &[even, even]]),
        ),
        ("two have nearly all", square(&[&[even, even], &[even, two_have_nearly_all]])),
        ("few children", square(&[&[few, even, even], &[even, even, even], &[even, even, even]])),
        (
            "an only child",
            square(&[&[single, even, even], &[even, even, even], &[even, even, even]]),
        ),
        (
            "two only children of a row",
            square(&[&[single, single, even], &[even, even, even], &[even, even, even]]),
        ),
        (
            "a small total with two parts",
            square(&[&[&[700], &[800], &[]], &[even, even, even], &[even, even, even]]),
        ),
        ("few who got nothing", square(&[&[nothing, even], &[even, even], &[even, even]])),
        ("the total of a township", townships),
        ("linked tables", linked),
    ]
}

/// The release in which only those amounts are withheld that must be for their own sake.
fn primary_only(release: &Release, counts: &Counts) -> Release {
    let mut release = release.clone();
    let Some(amount) = release.design.amount.clone() else { return release };
    let mut withheld = std::collections::BTreeSet::new();
    for (index, table) in release.design.tables.clone().iter().enumerate() {
        for (at, key) in release.design.cells(table).iter().enumerate() {
            let sum = counts.sum(key);
            let small = (1..table.threshold).contains(&counts.of(key));
            let hide = small || amount.is_sensitive(&sum);
            release.amounts[index][at] = (!hide).then_some(sum.total);
            release.shown[index][at] =
                if small { Shown::Withheld } else { Shown::Count(counts.of(key)) };
            if hide {
                withheld.insert(key.clone());
            }
        }
    }
    release
}

fn made(design: &Design, counts: &Counts, past: &[Release], options: &Options) -> Release {
    match make(about("release"), design, counts, past, options) {
        Ok(made) => (*made.release).clone(),
        Err(told) => panic!("{:?}", told.iter().map(|told| &told.message.en).collect::<Vec<_>>()),
    }
}

#[test]
fn an_amount_that_withholding_the_sensitive_leaves_open_is_found_and_is_not_in_the_release() {
    let mut from_the_file = 0;
    for (name, (design, records)) in cases() {
        let counts = counted(&design, &records);
        let release = made(&design, &counts, &[], &options());
        let bare = primary_only(&release, &counts);
        let found = audit_knowing(&[&bare], &counts);
        assert!(found.leaks.iter().any(|leak| leak.what.is_of_an_amount()), "{name} is not found");
        let public = audit(&[&bare]).leaks;
        from_the_file += usize::from(public.iter().any(|leak| leak.what.is_of_an_amount()));
        assert!(audit(&[&release]).leaks.is_empty(), "{name} is in the release");
        assert!(audit_knowing(&[&release], &counts).leaks.is_empty(), "{name} is in the release");
    }
    assert!(from_the_file > 4, "{from_the_file}");
}

#[test]
fn an_amount_that_is_shown_by_hand_is_found_unless_it_protected_nothing() {
    for (name, (design, records)) in cases() {
        let counts = counted(&design, &records);
        let release = made(&design, &counts, &[], &options());
        let table = &design.tables[0];
        let withheld: Vec<usize> =
            (0..release.amounts[0].len()).filter(|at| release.amounts[0][*at].is_none()).collect();
        assert!(withheld.len() > 1, "{name}");
        for at in withheld {
            let key = &design.cells(table)[at];
            let mut changed = release.clone();
            // In every table that has the cell.
            for (index, table) in design.tables.iter().enumerate() {
                for (other, one) in design.cells(table).iter().enumerate() {
                    if one == key {
                        changed.amounts[index][other] = Some(counts.sum(key).total);
                    }
                }
            }
            if !audit_knowing(&[&changed], &counts).leaks.is_empty() {
                continue;
            }
            // What is shown then protected nothing.
            let sum = counts.sum(key);
            let rule = design.amount.as_ref().is_some_and(|amount| amount.is_sensitive(&sum));
            assert!(!rule, "{name}: {key:?}");
        }
        // A total that is not the sum of its parts.
        let mut wrong = release.clone();
        let shown = wrong.amounts[0].iter_mut().flatten().max();
        shown.into_iter().for_each(|amount| *amount += 1);
        let told = audit(&[&wrong]).leaks;
        assert!(!told.is_empty(), "{name}");
    }
}

#[test]
fn cells_may_be_empty_together_where_their_amounts_leave_that_open() {
    let (_, (design, records)) = cases().swap_remove(5);
    let counts = counted(&design, &records);
    let release = made(&design, &counts, &[], &options());
    let releases = [&release];
    let emptying = Emptying::of(&releases, &counts).expect("it shows amounts");
    let small: CellKey = [1, 1].into();
    assert_eq!(counts.of(&small), 1);
    assert!(emptying.may_be_empty(&[&small]));
    // What is shown is not nothing, nor are all parts of a sum that is shown.
    let shown: CellKey = [0, 1].into();
    assert!(release.amount(&shown).is_some_and(|amount| amount != ShownAmount::Withheld));
    assert!(!emptying.may_be_empty(&[&shown]));
    let parts: Vec<CellKey> = (1..4).map(|place| [place, 1].into()).collect();
    assert!(!emptying.may_be_empty(&parts.iter().collect::<Vec<_>>()));
}
