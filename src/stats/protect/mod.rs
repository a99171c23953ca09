//! From counts to what may be published of them.
//!
//! ```text
//! cells       design, counts → cells, sums        what is withheld together, as one linear system
//! suppress    cells → withheld, with proofs       greedy, then cleaned of what is not needed
//! seek        withheld, a need → a proof          a walk; `product` knows the commonest ones, `stuck` what is in vain
//! improve     withheld → fewer                    some shown, and protected in another way
//! optimum     cells → the least, or a bound       `master` chooses by `cuts` and `halves` (a `simplex`), `branch`
//!                                                 splits the choice, `renew` chooses parts of it anew, `witness`
//!                                                 looks at what is chosen
//! work        what all of these have done: counted, never timed
//! round       table → multiples of a base         the other method
//! amounts     sums of amounts → withheld          after the counts; linear programs
//! ```
//!
//! Invariant: what comes out of here is not published before `audit`, which shares none of this
//! code, has found it safe.

mod amounts;
mod branch;
mod cells;
mod cuts;
mod halves;
mod hidden;
mod improve;
mod master;
mod optimum;
mod past;
mod product;
mod renew;
mod round;
mod seek;
mod simplex;
mod stuck;
mod suppress;
mod witness;
mod work;

use std::collections::BTreeSet;

pub use self::{amounts::MOST as MOST_AMOUNTS, optimum::Patience};
use self::{cells::Cells, suppress::Suppression};
use crate::stats::{
    model::{CellKey, Counts, Design, Method, Shown},
    release::{About, Options, Protection, Release, Withheld},
};

/// A release that has not been audited yet.
#[derive(Debug, Clone)]
pub struct Protected {
    pub release: Release,
    pub primary: usize,
    pub complementary: usize,
    /// Cells that must be withheld whatever is done.
    pub bound: usize,
    /// Cells that cannot be protected by withholding others.
    pub lost: Vec<CellKey>,
    /// For each cell: by how much cells differ in another register that is published in the same way.
    pub proofs: Vec<(CellKey, Vec<(CellKey, i64)>)>,
    /// Counts of the common table of a ring, of some register that is published in this way; what `proofs`
    /// differ from.
    pub common: Vec<(CellKey, i64)>,
}

/// What earlier releases ask of a new one, and whoever makes it.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Only whether it can be protected: the first way that is found does, however much it withholds.
    pub only_whether: bool,
    /// Cells that must be withheld if they can be.
    pub withheld: BTreeSet<CellKey>,
    /// Cells whose counts are known.
    pub known: BTreeSet<CellKey>,
    pub amounts: amounts::Asked,
}

/// Protects all tables of a design together.
pub fn protect(
    about: About,
    design: &Design,
    counts: &Counts,
    asked: &Asked,
    options: &Options,
) -> Protected {
    let small = Cells::of(design, counts).with_known(&asked.known);
    let first = match small.zeros_must_hide() {
        true => None,
        false => Some(suppressed(&small, asked, options.patience)),
    };
    let (zeros, result) = match first {
        Some(result) if result.1.is_empty() => (false, result.into_keys(&small)),
        first => {
            let cells = small.clone().with_zeros();
            let second = suppressed(&cells, asked, options.patience);
            match first {
                // Zeros are not given up for nothing.
                Some(first) if !second.1.is_empty() => (false, first.into_keys(&small)),
                _ => (true, second.into_keys(&cells)),
            }
        }
    };
    let Suppressed { withheld, primary, mut lost, cells, bound, proofs, common } = result;
    let emptied = proofs.iter().map(|(_, changes)| -> Vec<CellKey> {
        let is_empty = |(key, by): &&(CellKey, i64)| *by < 0 && counts.of(key) as i64 + by == 0;
        changes.iter().filter(is_empty).map(|(key, _)| key.clone()).collect()
    });
    let emptied: BTreeSet<Vec<CellKey>> = emptied.collect();
    let sums = amounts::protect(design, counts, &withheld, &emptied, &asked.amounts);
    lost.extend(sums.lost);
    let mut deviation = None;
    let mut shown = Vec::new();
    for (number, table) in design.tables.iter().enumerate() {
        shown.push(match table.method {
            Method::Suppress => {
                let show = |key: &CellKey| match withheld.contains(key) {
                    true => Shown::Withheld,
                    false => Shown::Count(counts.of(key)),
                };
                design.cells(table).iter().map(show).collect()
            }
            Method::Round { base } => {
                let seed = options.seed ^ (number as u64) << 32;
                let rounded = round::round(design, table, counts, base, seed);
                deviation = deviation.max(Some(rounded.deviation));
                rounded.numbers.into_iter().map(Shown::Rounded).collect::<Vec<_>>()
            }
        });
    }
    let amounts = design.tables.iter().map(|table| {
        let show = |key: &CellKey| (!sums.withheld.contains(key)).then(|| counts.sum(key).total);
        if table.amounts { design.cells(table).iter().map(show).collect() } else { Vec::new() }
    });
    let amounts = amounts.collect();
    let protection = Protection {
        seed: options.seed,
        cells,
        withheld: withheld.len(),
        zeros_withheld: zeros,
        deviation,
        amounts: design
            .amount
            .as_ref()
            .map(|_| Withheld { cells: sums.cells, withheld: sums.withheld.len() }),
    };
    Protected {
        complementary: withheld.len() - primary,
        primary,
        bound,
        lost,
        proofs,
        common,
        release: Release { about, design: design.clone(), amounts, shown, protection },
    }
}

struct Suppressed {
    withheld: BTreeSet<CellKey>,
    primary: usize,
    lost: Vec<CellKey>,
    cells: usize,
    bound: usize,
    proofs: Vec<(CellKey, Vec<(CellKey, i64)>)>,
    common: Vec<(CellKey, i64)>,
}

struct Outcome<'c>(Suppression<'c>, Vec<u32>, usize);

impl Outcome<'_> {
    fn into_keys(self, cells: &Cells) -> Suppressed {
        let key = |at: usize| cells.keys[at].clone();
        let withheld =
            (0..cells.published()).filter(|at| self.0.hidden.is(*at as u32)).map(key).collect();
        // What is left of a group has no key; it is the sum of cells that have one.
        let name = |at: u32| cells.keys.get(at as usize).or_else(|| cells.common.get(&at)).cloned();
        let named = |(at, by): &(u32, i64)| Some((name(*at)?, *by));
        let proofs = self.0.needs.iter().filter_map(|(need, proof)| {
            Some((name(need.cell)?, proof.as_ref()?.iter().filter_map(named).collect()))
        });
        let common = |(at, key): (&u32, &CellKey)| (key.clone(), cells.counts[*at as usize]);
        Suppressed {
            proofs: proofs.collect(),
            common: cells.common.iter().map(common).collect(),
            withheld,
            primary: self.0.primary.iter().filter(|primary| **primary).count(),
            lost: self.1.iter().map(|at| key(*at as usize)).collect(),
            cells: cells.published(),
            bound: self.2,
        }
    }
}

fn suppressed<'c>(cells: &'c Cells, asked: &Asked, patience: Patience) -> Outcome<'c> {
    let forced: Vec<u32> = (0..cells.published() as u32)
        .filter(|at| asked.withheld.contains(&cells.keys[*at as usize]))
        .collect();
    let mut suppression = Suppression::primary(cells, &forced);
    let lost = suppression.complete_unless(asked.only_whether);
    let group = |cell: u32| {
        cells.groups.iter().find(|group| group.others == cell).map_or(cell, |group| group.part)
    };
    let mut lost: Vec<u32> = lost.iter().map(|need| group(need.cell)).collect();
    lost.sort_unstable();
    lost.dedup();
    let always = suppression.forced.iter().filter(|forced| **forced).count();
    if !lost.is_empty() || asked.only_whether {
        return Outcome(suppression, lost, always);
    }
    suppression.clean();
    suppression.improve(improve::few(suppression.cost().0));
    let (mut suppression, bound) = optimum::optimise(suppression, patience);
    if bound < suppression.cost().0 {
        suppression.improve(improve::many(suppression.cost().0));
    }
    Outcome(suppression, lost, always + bound)
}
