//! Statistics of an invented register for tests: its texts try to break out of every format, and what
//! is small in it is a number that is found again wherever it gets to.

use jiff::civil::date;

use super::Statistics;
use crate::{
    portal::PlaceIx,
    stats::{
        model::{Amount, Axis, Code, Counts, Design, Dimension, Method, Sum, Table},
        protect::Patience,
        release::{self, About, Counting, Options, Sample},
    },
};

/// Begins a formula, ends scripts, quotes and cells.
pub const HOSTILE: &str = "=cmd|'</script>\"<!--]]>&amp;,;\\名称";

/// Counts below it are small.
pub const THRESHOLD: u64 = 900;

/// The only count that is small by itself; no other number has these digits in it.
pub const SMALL: u64 = 777;

/// A city with an east, whose name is hostile, and a west; two kinds, two sexes, two quarters.
pub fn statistics() -> Statistics {
    of_release(released(Some(sample())))
}

/// The same of a register in which so much of two withheld amounts of the first table is in two others, so that
/// all that is shown is as it was.
pub fn statistics_of_other_amounts(moved: u64) -> Statistics {
    let design = design();
    of_release(release_of(&design, &counts_with(&design, moved), Some(sample())))
}

/// The same with amounts in the table of kinds and quarters too.
pub fn statistics_with_amounts_over_time() -> Statistics {
    let mut design = design();
    design.tables[2].amounts = true;
    of_release(release_of(&design, &counts(&design), None))
}

fn sample() -> Sample {
    Sample { label: "样本".into(), seed: 1, rows: 10_000 }
}

fn of_release(release: release::AuditedRelease) -> Statistics {
    let place_of = |id: &str, _: &str| -> Option<PlaceIx> {
        ["city", "east", "west"].iter().position(|place| *place == id)
    };
    Statistics::new(vec![release], place_of).expect("a release with tables")
}

/// The same figures, said to be real.
pub fn real() -> Statistics {
    of_release(released(None))
}

/// A release of the register. No sample: it claims to be real.
pub fn released(sample: Option<Sample>) -> release::AuditedRelease {
    let design = design();
    release_of(&design, &counts(&design), sample)
}

/// A release that counts only.
pub fn released_without_amounts() -> release::AuditedRelease {
    let mut design = design();
    design.amount = None;
    design.tables.iter_mut().for_each(|table| table.amounts = false);
    release_of(&design, &counts(&design), None)
}

fn release_of(design: &Design, counts: &Counts, sample: Option<Sample>) -> release::AuditedRelease {
    let about = About {
        name: "2026-q3".into(),
        title: HOSTILE.into(),
        unit: "人".into(),
        source: HOSTILE.into(),
        note: Some(HOSTILE.into()),
        as_of: date(2026, 2, 1),
        counting: Counting::Stock,
        sample,
    };
    let options = Options { seed: 1, protect_against_past: false, patience: Patience::Short };
    let made = release::make(about, design, counts, &[], &options);
    made.expect("it can be protected").release
}

pub fn design() -> Design {
    let sub = Some(0);
    Design {
        dimensions: vec![
            dimension(
                "place",
                "地区",
                &[("city", "样例市", None), ("east", HOSTILE, sub), ("west", "西区", sub)],
            ),
            dimension(
                "kind",
                HOSTILE,
                &[
                    ("total", "合计", None),
                    ("a", "甲类", sub),
                    ("b", HOSTILE, sub),
                    ("c", "丙类", sub),
                ],
            ),
            dimension(
                "sex",
                "性别",
                &[("total", "合计", None), ("f", "女", sub), ("m", "男", sub)],
            ),
            Dimension {
                period: true,
                ..dimension(
                    "quarter",
                    "季度",
                    &[
                        ("total", "合计", None),
                        ("2025", "2025年", sub),
                        ("2025-q3", "2025年第三季度", Some(1)),
                        ("2025-q4", "2025年第四季度", Some(1)),
                        ("earlier", "更早或不详", sub),
                    ],
                )
            },
        ],
        tables: vec![
            Table { amounts: true, ..table("place-kind", &[0, 1]) },
            Table { amounts: true, ..table("place-sex", &[0, 2]) },
            table("kind-quarter", &[1, 3]),
            Table { method: Method::Round { base: 1_000 }, ..table("quarter", &[3]) },
        ],
        amount: Some(Amount {
            id: "aid".into(),
            label: format!("{HOSTILE}救助"),
            unit: "元".into(),
            percent: 10,
            dominance: None,
        }),
    }
}

/// Of every combination of leaves so many thousands that no two sums are alike, but one.
pub fn counts(design: &Design) -> Counts {
    counts_with(design, 0)
}

/// So much of what the west's first and the east's second kind have is in the other two.
fn counts_with(design: &Design, moved: u64) -> Counts {
    let mut counts = Counts::default();
    let mut number = 1_000;
    for place in [1, 2] {
        for kind in [1, 2, 3] {
            for sex in [1, 2] {
                for quarter in [2, 3] {
                    // All of the east's third kind is one boy and what was registered with him.
                    let count = match (place, kind, sex, quarter) {
                        (1, 3, 1, 2) => SMALL,
                        (1, 3, _, _) => 0,
                        _ => number,
                    };
                    number += 1_111;
                    let mut sum = match (place, kind, sex, quarter) {
                        // All of the east's first kind is what one child was given.
                        (1, 1, 1, 2) => Sum::of(321_123),
                        (1, 1, ..) => Sum::default(),
                        _ if count == 0 => Sum::default(),
                        _ => Sum { total: count * 131 + 17, largest: [148, 131, 131, 131] },
                    };
                    match (place, kind, sex, quarter) {
                        (1, 1, 1, 2) => sum = Sum::of(sum.total + moved),
                        (2, 2, 1, 2) => sum.total += moved,
                        (1, 2, 1, 2) | (2, 1, 1, 2) => sum.total -= moved,
                        _ => {}
                    }
                    add(&mut counts, design, [place, kind, sex, quarter], count, &sum);
                }
            }
        }
    }
    counts
}

/// Adds records to a cell and to every one above it.
fn add(counts: &mut Counts, design: &Design, cell: [u16; 4], records: u64, sum: &Sum) {
    let up = |dimension: usize| {
        let codes = &design.dimensions[dimension].codes;
        std::iter::successors(Some(cell[dimension]), |&code| codes[usize::from(code)].parent)
    };
    for place in up(0) {
        for kind in up(1) {
            for sex in up(2) {
                for quarter in up(3) {
                    let key = Box::new([place, kind, sex, quarter]);
                    *counts.cells.entry(key.clone()).or_default() += records;
                    counts.sums.entry(key).or_default().add(sum);
                }
            }
        }
    }
}

fn dimension(id: &str, label: &str, codes: &[(&str, &str, Option<u16>)]) -> Dimension {
    let depth = |parent| match parent {
        None => 0,
        Some(0) => 1,
        Some(_) => 2,
    };
    let code = |&(id, label, parent): &(&str, &str, Option<u16>)| Code {
        id: id.to_owned(),
        label: label.to_owned(),
        parent,
        depth: depth(parent),
        band: None,
    };
    Dimension {
        id: id.into(),
        label: label.into(),
        codes: codes.iter().map(code).collect(),
        period: false,
        columns: vec![id.into()],
    }
}

fn table(id: &str, axes: &[usize]) -> Table {
    Table {
        id: id.into(),
        title: format!("{id}{HOSTILE}"),
        note: Some(HOSTILE.into()),
        axes: axes.iter().map(|&dimension| Axis { dimension, depth: 2 }).collect(),
        threshold: THRESHOLD,
        zeros_are_sensitive: false,
        sensitive: Vec::new(),
        method: Method::Suppress,
        amounts: false,
    }
}
