//! Tables of counts: `cargo bench --bench statistics` says how long they take to be protected and audited, or with
//! `-- 2` only the first two, smaller, of them; with `-- amounts` the same where they show amounts; with `-- ratio` how
//! much is withheld of 90 tables, against the least that is possible, or with `-- ratio 70` of those from number 70 on.
//! Synthetic counts, seeded.

mod tables;

use std::time::Instant;

use weibao::stats::{
    audit::audit,
    model::{
        Amount, Axis, CellKey, Code, Counts, Design, Dimension, Dominance, Method, Sum, Table,
    },
    protect::Patience,
    release::{About, Counting, Options, make},
};

fn main() {
    let is_given = |word: &str| std::env::args().any(|given| given == word);
    match (is_given("ratio"), is_given("amounts")) {
        (true, _) => ratio(),
        (false, true) => amounts(),
        (false, false) => times(),
    }
}

fn number_given() -> Option<usize> {
    std::env::args().find_map(|given| given.parse().ok())
}

/// What came of the tables of one form.
#[derive(Default)]
struct Group {
    cells: Vec<usize>,
    tables: usize,
    without: usize,
    solved: usize,
    /// Cells withheld for each that must be.
    ratios: Vec<f64>,
    seconds: Vec<f64>,
}

fn ratio() {
    let options = Options { seed: 1, protect_against_past: false, patience: Patience::Long };
    let mut groups: Vec<(&str, Group)> = Vec::new();
    let first = number_given().unwrap_or(0);
    for (number, case) in tables::family().into_iter().enumerate().skip(first) {
        let started = Instant::now();
        let made = make(about(), &case.design, &case.counts, &[], &options);
        let seconds = started.elapsed().as_secs_f64();
        if groups.last().is_none_or(|(family, _)| *family != case.family) {
            groups.push((case.family, Group::default()));
        }
        let Some((_, group)) = groups.last_mut() else { continue };
        group.tables += 1;
        group.seconds.push(seconds);
        let Ok(made) = made else {
            group.without += 1;
            continue;
        };
        let report = &made.report;
        group.cells.push(report.cells);
        let withheld = report.primary + report.complementary;
        eprintln!("{number} {} {withheld} {} {seconds:.1}", report.cells, report.bound);
        group.solved += usize::from(withheld == report.bound);
        group.ratios.push(withheld as f64 / report.bound as f64);
    }
    println!(
        "| tables of | cells | tables | solved to the optimum | worst ratio to the bound | within 1.05 | s, at most |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|");
    for (family, group) in groups {
        let Group { cells, tables, without, solved, ratios, seconds } = group;
        let worst = |all: &[f64]| all.iter().copied().fold(0.0, f64::max);
        let within = ratios.iter().filter(|ratio| **ratio <= 1.05).count();
        let [least, most] =
            [cells.iter().min(), cells.iter().max()].map(|of| of.copied().unwrap_or(0));
        let cells = if least == most { most.to_string() } else { format!("{least}–{most}") };
        let tables = match without {
            0 => tables.to_string(),
            without => format!("{tables}, {without} cannot be protected"),
        };
        println!(
            "| {family} | {cells} | {tables} | {solved} | {:.3} | {within} | {:.1} |",
            worst(&ratios),
            worst(&seconds)
        );
    }
}

fn times() {
    println!(
        "| cells | primary | complementary, `--quick` | s | complementary | s | audit of the file alone, s |"
    );
    println!("|--:|--:|--:|--:|--:|--:|--:|");
    let first = number_given().unwrap_or(4);
    let tables = [([6, 5, 3], 20), ([10, 8, 6], 20), ([20, 12, 8], 20), ([50, 20, 8], 20)];
    for (sizes, mean) in tables.into_iter().take(first) {
        let (design, counts) = cube(sizes, mean);
        let mut columns = Vec::new();
        let mut last = None;
        for patience in [Patience::Short, Patience::Long] {
            let started = Instant::now();
            let options = Options { seed: 1, protect_against_past: false, patience };
            let made = make(about(), &design, &counts, &[], &options);
            let seconds = started.elapsed().as_secs_f64();
            match made {
                Ok(made) => {
                    columns.push(format!("{} | {seconds:.2}", made.report.complementary));
                    last = Some(made);
                }
                Err(told) => columns.push(format!("{} | {seconds:.2}", told[0].message.en)),
            }
        }
        let columns = columns.join(" | ");
        let Some(made) = last else {
            println!("| {sizes:?} | | {columns} | |");
            continue;
        };
        let started = Instant::now();
        let audit = audit(&[&made.release]);
        let alone = started.elapsed().as_secs_f64();
        println!("| {} | {} | {columns} | {alone:.2} |", made.report.cells, made.report.primary);
        assert!(audit.leaks.is_empty(), "{} leaks", audit.leaks.len());
    }
}

/// How long amounts take besides their counts, and how many are withheld that no count asks for.
fn amounts() {
    println!("| cells | counts withheld | amounts withheld | counts alone, s | with amounts, s |");
    println!("| --- | --- | --- | --- | --- |");
    let options = Options { seed: 1, protect_against_past: false, patience: Patience::Short };
    for (sizes, mean) in [([6, 5, 3], 20), ([10, 8, 6], 20), ([20, 12, 8], 20)] {
        let (mut design, mut counts) = cube(sizes, mean);
        let made = |design: &Design, counts: &Counts| {
            let started = Instant::now();
            let made = make(about(), design, counts, &[], &options);
            (made, started.elapsed().as_secs_f64())
        };
        let (_, alone) = made(&design, &counts);
        give_amounts(&mut design, &mut counts);
        match made(&design, &counts) {
            (Ok(made), seconds) => {
                let report = &made.report;
                let amounts = report.amounts.map_or(0, |of| of.withheld);
                let withheld = report.primary + report.complementary;
                println!(
                    "| {} | {withheld} | {amounts} | {alone:.2} | {seconds:.2} |",
                    report.cells
                );
            }
            (Err(told), _) => println!("| {sizes:?} | {} | | | |", told[0].message.en),
        }
    }
}

/// Gives every record an amount: most one of a few rates, one in fifty something large.
fn give_amounts(design: &mut Design, counts: &mut Counts) {
    design.amount = Some(Amount {
        id: "aid".into(),
        label: "Aid".into(),
        unit: "元".into(),
        percent: 15,
        dominance: Some(Dominance { records: 2, percent: 85 }),
    });
    design.tables.iter_mut().for_each(|table| table.amounts = true);
    let mut random = fastrand::Rng::with_seed(2);
    for (key, count) in counts.cells.clone() {
        if key.contains(&0) {
            continue;
        }
        let mut sum = Sum::default();
        for _ in 0..count {
            sum.add(&Sum::of(match random.u32(..50) {
                0 => random.u64(10_000..60_000),
                _ => 300 * random.u64(0..7),
            }));
        }
        for mask in 0..8 {
            let above: Vec<u16> =
                (0..3).map(|axis| if mask >> axis & 1 == 1 { key[axis] } else { 0 }).collect();
            counts.sums.entry(above.into()).or_default().add(&sum);
        }
    }
}

fn about() -> About {
    About {
        name: "bench".into(),
        title: "Bench".into(),
        unit: "人".into(),
        source: "synthetic".into(),
        note: None,
        as_of: jiff::civil::date(2026, 9, 30),
        counting: Counting::Stock,
        sample: None,
    }
}

/// A table of three dimensions with all margins; some places and categories are larger than others.
fn cube(sizes: [usize; 3], mean: u64) -> (Design, Counts) {
    let mut random = fastrand::Rng::with_seed(1);
    let dimension = |(number, size): (usize, usize)| {
        let code = |at: usize| Code {
            id: format!("c{at}"),
            label: String::new(),
            parent: (at > 0).then_some(0),
            depth: u8::from(at > 0),
            band: None,
        };
        let id = ["place", "category", "quarter"][number].to_owned();
        let columns = vec![id.clone()];
        Dimension {
            label: id.clone(),
            id,
            codes: (0..=size).map(code).collect(),
            period: false,
            columns,
        }
    };
    let table = Table {
        id: "cube".into(),
        title: String::new(),
        note: None,
        axes: (0..3).map(|dimension| Axis { dimension, depth: 1 }).collect(),
        threshold: 5,
        zeros_are_sensitive: false,
        sensitive: Vec::new(),
        method: Method::Suppress,
        amounts: false,
    };
    let dimensions = sizes.into_iter().enumerate().map(dimension).collect();
    let weights: Vec<Vec<f64>> =
        sizes[..2].iter().map(|size| (0..*size).map(|_| random.f64() + 0.2).collect()).collect();
    let mut counts = Counts::default();
    for place in 1..=sizes[0] {
        for category in 1..=sizes[1] {
            for quarter in 1..=sizes[2] {
                let most = 4.0 * mean as f64 * weights[0][place - 1] * weights[1][category - 1];
                let count = (random.f64() * most) as u64;
                for mask in 0..8 {
                    let code = |axis: usize, code: usize| {
                        if mask >> axis & 1 == 1 { code as u16 } else { 0 }
                    };
                    let key: CellKey = [code(0, place), code(1, category), code(2, quarter)].into();
                    *counts.cells.entry(key).or_default() += count;
                }
            }
        }
    }
    (Design { dimensions, tables: vec![table], amount: None }, counts)
}
