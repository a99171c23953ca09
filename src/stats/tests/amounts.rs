//! Amounts: what their sums tell of one child, and that the release does not.

use std::collections::BTreeMap;

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome};

use super::{about, dimension, flat, is_safe, options, path, table};
use crate::stats::{
    audit::{Range, audit, audit_knowing, ranges},
    model::{Amount, CellKey, Counts, Design, Dimension, Dominance, Shown, Sum, Table},
    protect::{Asked, protect},
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
    for leaf in super::atoms(&design) {
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

/// As the register stands on the same day, but for one amount.
fn corrected(records: &[Record], at: usize, amount: u64) -> Vec<Record> {
    let mut records = records.to_vec();
    records[at].1 = amount;
    records
}

#[test]
fn two_releases_do_not_tell_what_one_child_has() {
    let even: &[u64] = &EVEN;
    let (design, records) =
        square(&[&[even, even, even], &[even, even, even], &[even, even, even]]);
    let counts = counted(&design, &records);
    let first = Release { about: about("first"), ..made(&design, &counts, &[], &options()) };
    assert_eq!(first.protection.amounts.map(|of| of.withheld), Some(0));
    // The same once more is nothing new.
    let past = std::slice::from_ref(&first);
    assert_eq!(made(&design, &counts, past, &options()).amounts, first.amounts);
    // One child has more.
    let more = counted(&design, &corrected(&records, 0, 1_900));
    let told = make(about("second"), &design, &more, past, &options()).expect_err("a difference");
    assert!(told.iter().any(|told| told.code.as_str() == "E933"));
    // One child is new, in one cell and all above it.
    let mut grown = records.clone();
    grown.push((vec![1, 1], 5_000));
    let grown = counted(&design, &grown);
    let told = make(about("second"), &design, &grown, past, &options()).expect_err("a child");
    assert!(told.iter().any(|told| told.code.as_str() == "E933"));
    // Of another day these are other amounts.
    let later = about("later");
    let later = crate::stats::release::About { as_of: jiff::civil::date(2026, 12, 31), ..later };
    assert!(make(later, &design, &more, past, &options()).is_ok());
}

#[test]
fn what_an_earlier_release_withholds_is_withheld_again_where_that_is_asked() {
    let even: &[u64] = &EVEN;
    let one: &[u64] = &[9_000, 20, 20, 30, 10, 10];
    let (design, records) = square(&[&[one, even, even], &[even, even, even], &[even, even, even]]);
    let counts = counted(&design, &records);
    let first = Release { about: about("first"), ..made(&design, &counts, &[], &options()) };
    // The second has a place more, so that others might be chosen.
    let mut wider = design.clone();
    wider.dimensions[0] = flat("place", 4);
    let mut all = records.clone();
    all.extend(EVEN.iter().map(|amount| (vec![4, 1], *amount)));
    all.extend([5, 6, 4, 3, 2].iter().map(|amount| (vec![4, 2], *amount)));
    let wide = counted(&wider, &all);
    let options = Options { protect_against_past: true, ..options() };
    let second = made(&wider, &wide, std::slice::from_ref(&first), &options);
    assert!(audit_knowing(&[&first, &second], &wide).leaks.is_empty());
    for (key, amount) in first.table(0).amounts() {
        let again = second.table(0).amount(&key);
        // What was withheld is withheld again; so is what is another sum now.
        let is_as_before = again == Some(amount.map_or(ShownAmount::Withheld, ShownAmount::Amount));
        assert!(is_as_before || again == Some(ShownAmount::Withheld), "{key:?}");
    }
}

#[test]
fn a_release_with_amounts_comes_back_from_its_text_and_a_changed_one_does_not() {
    let (design, records) = cases().swap_remove(7).1;
    let counts = counted(&design, &records);
    let made = make(about("release"), &design, &counts, &[], &options()).expect("a safe table");
    let text = made.release.text().to_owned();
    let parse = |text: &str| Release::parse(&"r.release".into(), text);
    assert_eq!(parse(&text).0.as_ref(), Some(&*made.release));
    let resealed = |text: String| {
        let end = text.rfind("seal\t").unwrap_or(text.len());
        format!("{}seal\t{}\n", &text[..end], crate::stats::release::seal(&text[..end]))
    };
    let code = |text: String| {
        let (release, told) = parse(&resealed(text));
        match release {
            None => told.first().map_or("", |told| told.code.as_str()).to_owned(),
            Some(release) => match crate::stats::release::audit_verdict(&[release]) {
                Ok(_) => "safe".to_owned(),
                Err(told) => told.first().map_or("", |told| told.code.as_str()).to_owned(),
            },
        }
    };
    assert_eq!(code(text.clone()), "safe");
    let line = text.lines().find(|line| line.starts_with("amount\t")).expect("its head").to_owned();
    for (from, to) in [
        ("\namounts\n".to_owned(), "\n".to_owned()),
        (format!("{line}\n"), String::new()),
        (line.clone(), "amount\taid\tAid\t元\t0\t1\t2".to_owned()),
        (line.clone(), "amount\taid\tAid\t元\t15\t1\t2\t9\t85".to_owned()),
        (line.clone(), "amount\taid".to_owned()),
        ("\tx\tx\n".to_owned(), "\tx\t1\n".to_owned()),
        ("\tx\tx\n".to_owned(), "\tx\t-1\n".to_owned()),
        ("\tx\tx\n".to_owned(), "\tx\t99999999999999999999\n".to_owned()),
        ("\tx\tx\n".to_owned(), "\tx\n".to_owned()),
    ] {
        assert!(text.contains(&from), "{from}");
        let told = code(text.replacen(&from, &to, 1));
        assert!(["E931", "E934", "E936"].contains(&told.as_str()), "{from} → {to}: {told}");
    }
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
