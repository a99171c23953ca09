//! How long tables take to be protected and audited, and how much is withheld:
//! `cargo bench --bench statistics`, or with `-- 2` only the first two, smaller, of the tables. Synthetic counts, seeded.

use std::time::Instant;

use weibao::stats::{
    audit::audit,
    model::{Axis, CellKey, Code, Counts, Design, Dimension, Method, Table},
    release::{About, Counting, Options, make},
};

fn main() {
    println!(
        "| cells | primary | complementary | protect and audit, s | audit of the file alone, s |"
    );
    println!("| --- | --- | --- | --- | --- |");
    let first: usize = std::env::args().find_map(|given| given.parse().ok()).unwrap_or(4);
    let tables = [([6, 5, 3], 20), ([10, 8, 6], 20), ([20, 12, 8], 20), ([50, 20, 8], 20)];
    for (sizes, mean) in tables.into_iter().take(first) {
        let (design, counts) = cube(sizes, mean);
        let started = Instant::now();
        let options = Options { seed: 1, protect_against_past: false };
        let made = make(about(), &design, &counts, &[], &options);
        let seconds = started.elapsed().as_secs_f64();
        match made {
            Ok(made) => {
                let started = Instant::now();
                let audit = audit(&[&made.release]);
                let alone = started.elapsed().as_secs_f64();
                let report = &made.report;
                println!(
                    "| {} | {} | {} | {seconds:.2} | {alone:.2} |",
                    report.cells, report.primary, report.complementary
                );
                assert!(audit.leaks.is_empty(), "{} leaks", audit.leaks.len());
            }
            Err(told) => println!("| {sizes:?} | {} | | {seconds:.2} | |", told[0].message.en),
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
        Dimension { label: id.clone(), id, codes: (0..=size).map(code).collect(), period: false }
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
    (Design { dimensions, tables: vec![table] }, counts)
}
