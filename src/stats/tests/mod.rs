//! Promises of protection, audit and release, held on tables that are small enough to be read.

mod amounts;
mod bands;
mod bounded;
mod brute;
mod known_leaks;
mod offers;
mod past;
mod random;
mod releases;
mod rings;
mod same;

use std::collections::BTreeMap;

use super::{
    audit::{audit, audit_knowing},
    model::{Axis, CellKey, Code, Counts, Design, Dimension, Method, Shown, Table},
    protect::Patience,
    release::{About, Counting, Options, Protection, Release},
};

/// A dimension out of the parents of its codes, the total being code 0: `[0, 0, 1, 1]` has two
/// children of the total, the first with two of its own.
fn dimension(id: &str, parents: &[u16]) -> Dimension {
    let code =
        |id: String, parent, depth| Code { label: id.clone(), id, parent, depth, band: None };
    let mut codes = vec![code("total".into(), None, 0)];
    for (at, parent) in parents.iter().enumerate() {
        let depth = codes[*parent as usize].depth + 1;
        codes.push(code(format!("{id}-{}", at + 1), Some(*parent), depth));
    }
    Dimension { id: id.into(), label: id.into(), codes, period: false, columns: vec![id.into()] }
}

fn flat(id: &str, codes: usize) -> Dimension {
    dimension(id, &vec![0; codes])
}

fn table(id: &str, dimensions: &[usize], threshold: u64) -> Table {
    let axes =
        dimensions.iter().map(|dimension| Axis { dimension: *dimension, depth: 9 }).collect();
    Table {
        id: id.into(),
        title: id.into(),
        note: None,
        axes,
        threshold,
        zeros_are_sensitive: false,
        sensitive: Vec::new(),
        method: Method::Suppress,
        amounts: false,
    }
}

fn about(name: &str) -> About {
    About {
        name: name.into(),
        title: "Children in the register".into(),
        unit: "人".into(),
        source: "A register that does not exist".into(),
        note: None,
        as_of: jiff::civil::date(2026, 9, 30),
        counting: Counting::Stock,
        sample: None,
    }
}

fn options() -> Options {
    Options { seed: 1, protect_against_past: false, patience: Patience::Short }
}

/// So many records of a leaf of every dimension.
type Records = Vec<(Vec<u16>, u64)>;

/// A code and all above it.
fn path(dimension: &Dimension, code: u16) -> Vec<u16> {
    let mut path = vec![code];
    while let Some(parent) = dimension.codes[path[path.len() - 1] as usize].parent {
        path.push(parent);
    }
    path
}

fn leaves(dimension: &Dimension) -> Vec<u16> {
    let inner = |at: u16| dimension.codes.iter().any(|code| code.parent == Some(at));
    (0..dimension.codes.len() as u16).filter(|at| !inner(*at)).collect()
}

/// All combinations of leaves.
fn atoms(design: &Design) -> Vec<Vec<u16>> {
    let mut atoms = vec![Vec::new()];
    for dimension in &design.dimensions {
        let leaves = leaves(dimension);
        atoms = atoms
            .iter()
            .flat_map(|atom: &Vec<u16>| {
                leaves.iter().map(|leaf| [atom.as_slice(), &[*leaf]].concat())
            })
            .collect();
    }
    atoms
}

fn count(design: &Design, records: &Records) -> Counts {
    let mut cells: BTreeMap<CellKey, u64> = BTreeMap::new();
    for table in &design.tables {
        let mut of_table: BTreeMap<CellKey, u64> = BTreeMap::new();
        for (atom, number) in records {
            let mut keys = vec![vec![0; design.dimensions.len()]];
            for axis in &table.axes {
                let dimension = &design.dimensions[axis.dimension];
                let path = path(dimension, atom[axis.dimension]);
                let shown =
                    path.iter().filter(|code| dimension.codes[**code as usize].depth <= axis.depth);
                keys = shown
                    .flat_map(|code| {
                        keys.iter().map(|key| {
                            let mut key = key.clone();
                            key[axis.dimension] = *code;
                            key
                        })
                    })
                    .collect();
            }
            for key in keys {
                *of_table.entry(key.into()).or_default() += number;
            }
        }
        cells.extend(of_table);
    }
    Counts { cells, ..Counts::default() }
}

/// What would be published if only small counts were withheld.
fn primary_only(design: &Design, counts: &Counts) -> Release {
    let small = |key: &CellKey| {
        let having = |table: &&Table| design.cells(table).contains(key);
        let threshold = design.tables.iter().filter(having).map(|table| table.threshold).max();
        (1..threshold.unwrap_or(0)).contains(&counts.of(key))
    };
    let shown =
        |key: &CellKey| if small(key) { Shown::Withheld } else { Shown::Count(counts.of(key)) };
    let shown: Vec<Vec<Shown>> =
        design.tables.iter().map(|table| design.cells(table).iter().map(shown).collect()).collect();
    let protection = Protection {
        seed: 1,
        cells: 0,
        withheld: 0,
        zeros_withheld: false,
        deviation: None,
        amounts: None,
    };
    Release {
        about: about("primary"),
        design: design.clone(),
        amounts: vec![Vec::new(); shown.len()],
        shown,
        protection,
    }
}

fn leaks(release: &Release, counts: &Counts) -> usize {
    audit_knowing(&[release], counts).leaks.len()
}

fn is_safe(release: &Release, counts: &Counts) -> bool {
    audit(&[release]).leaks.is_empty() && leaks(release, counts) == 0
}
