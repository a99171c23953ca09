//! Several records of one child: found by a salted digest of their key, resolved by the declared rule.
//!
//! Invariant: the digests live in memory and end with the import. Which record counts does not depend
//! on the salt.

use std::{
    cmp::Reverse,
    collections::hash_map::RandomState,
    hash::{BuildHasher, Hasher},
    iter,
    sync::{Mutex, PoisonError},
};

use ahash::AHashMap;
use rayon::prelude::*;

use super::packed::{Kept, Packed, Run};
use crate::stats::{
    declare::Duplicates,
    model::{Dimension, Sum},
};

/// Bits of a digest that are kept. Two of *n* children have the same by chance in *n*² / 2⁶⁹ imports, and one of them is
/// then not counted: of ten million in one of 5.9 million imports, of a million in one of 590 million.
const HASH_BITS: u32 = 68;
/// Records of one part are set apart by so many bits of their digest.
const PART_BITS: u32 = 10;
/// Records of a part that lie as they came; so many are packed together.
const LOOSE: usize = 512;

/// Random bytes of this run, from the system's source.
pub struct Salt([u8; 16]);

impl Salt {
    pub fn random() -> Self {
        let mut bytes = [0; 16];
        for half in bytes.chunks_exact_mut(8) {
            // Its keys come from the system; the sum of nothing under them is as random.
            half.copy_from_slice(&RandomState::new().build_hasher().finish().to_le_bytes());
        }
        Salt(bytes)
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// `HASH_BITS` of a digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, std::hash::Hash)]
pub struct Hash {
    part: u16,
    rest: u64,
}

impl Hash {
    /// Of a digest of at least ten bytes.
    pub fn of(digest: &[u8]) -> Self {
        let byte = |at: usize| u64::from(digest[at]);
        let part = (byte(8) | byte(9) << 8) & ((1 << PART_BITS) - 1);
        let rest = (0..8).fold(0, |rest, at| rest << 8 | byte(at));
        Hash { part: part as u16, rest: rest >> (64 + PART_BITS - HASH_BITS) }
    }
}

/// A record with a key.
#[derive(Debug, Clone, Copy)]
pub struct Record {
    pub hash: Hash,
    /// A day, or the place of the record in the file.
    pub order: u32,
    /// Of its codes, as one number.
    pub combination: u64,
    /// 0 where none is declared.
    pub amount: u32,
}

/// All records that have a key, until every one has been read.
pub struct Repeats {
    parts: Vec<Part>,
    packed: Packed,
    numbers: AHashMap<u64, u32>,
    combinations: Vec<u64>,
    has_amounts: bool,
    /// Room for those that are being packed.
    gathered: Vec<Kept>,
}

#[derive(Default)]
struct Part {
    loose: Vec<Loose>,
    /// Of the loose ones; none where none are declared, so that they cost nothing there.
    amounts: Vec<u32>,
    runs: Vec<Run>,
}

/// A record that is not packed yet, without its amount.
struct Loose {
    rest: u64,
    order: u32,
    combination: u32,
}

impl Part {
    /// Moves what lies loose.
    fn gather(&mut self, kept: &mut Vec<Kept>) {
        let amounts = self.amounts.drain(..).chain(iter::repeat(0));
        kept.extend(self.loose.drain(..).zip(amounts).map(|(one, amount)| Kept {
            rest: one.rest,
            order: one.order,
            combination: one.combination,
            amount,
        }));
    }
}

/// What became of them.
pub struct Resolved {
    /// Children by combination.
    pub counts: Vec<(u64, u64)>,
    /// Their amounts by combination; none where none are declared.
    pub sums: Vec<(u64, Sum)>,
    /// Records that were not counted, because another of the same child was.
    pub repeats: u64,
    /// Children with several records.
    pub repeated: u64,
    /// Children whose records differ in what is counted.
    pub differing: u64,
    pub largest: Largest,
}

/// The child with the most records, among all.
#[derive(Debug, Default)]
pub struct Largest {
    pub records: u64,
    pub children: u64,
    /// Records of all of them.
    pub all: u64,
}

/// What was seen of the children of a part.
#[derive(Default)]
struct Told {
    repeats: u64,
    repeated: u64,
    differing: u64,
    largest: u64,
}

impl Repeats {
    pub fn new(has_amounts: bool) -> Self {
        Repeats {
            parts: (0..1 << PART_BITS).map(|_| Part::default()).collect(),
            packed: Packed::default(),
            numbers: AHashMap::new(),
            combinations: Vec::new(),
            has_amounts,
            gathered: Vec::new(),
        }
    }

    pub fn put(&mut self, record: Record) {
        let next = self.combinations.len() as u32;
        let combination = *self.numbers.entry(record.combination).or_insert_with(|| {
            self.combinations.push(record.combination);
            next
        });
        let part = &mut self.parts[usize::from(record.hash.part)];
        part.loose.push(Loose { rest: record.hash.rest, order: record.order, combination });
        if self.has_amounts {
            part.amounts.push(record.amount);
        }
        if part.loose.len() == LOOSE {
            part.gather(&mut self.gathered);
            part.runs.push(self.packed.keep(&mut self.gathered));
            self.gathered.clear();
        }
    }

    /// Counts one record of each child.
    pub fn resolve(self, rule: Duplicates, dimensions: &[Dimension]) -> Resolved {
        let ranks = Ranks::new(dimensions, &self.combinations);
        let with_amounts = if self.has_amounts { ranks.0.len() } else { 0 };
        // One for all threads: there are as many sums as combinations, and every thread would have its own of each.
        let sums = Mutex::new(Sums {
            children: vec![0; ranks.0.len()],
            amounts: vec![Sum::default(); with_amounts],
            told: Told::default(),
        });
        let packed = &self.packed;
        self.parts.into_par_iter().for_each_init(Vec::new, |kept, mut part| {
            kept.clear();
            part.gather(kept);
            part.runs.into_iter().for_each(|run| packed.read(run, kept));
            let told = resolve_part(kept, rule, &ranks);
            sums.lock().unwrap_or_else(PoisonError::into_inner).add(kept, told);
        });
        drop(self.packed);
        let sums = sums.into_inner().unwrap_or_else(PoisonError::into_inner);
        let amounts = self.combinations.iter().copied().zip(sums.amounts).collect();
        let counts = self.combinations.into_iter().zip(sums.children);
        let counts = counts.filter(|(_, children)| *children > 0);
        let counts: Vec<(u64, u64)> = counts.collect();
        let Told { repeats, repeated, differing, largest } = sums.told;
        let children = counts.iter().map(|(_, children)| children).sum();
        let largest = Largest { records: largest, children, all: children + repeats };
        Resolved { counts, sums: amounts, repeats, repeated, differing, largest }
    }
}

/// Children and their amounts by the number of their combination, and what was seen of them.
struct Sums {
    children: Vec<u64>,
    amounts: Vec<Sum>,
    told: Told,
}

impl Sums {
    fn add(&mut self, children: &[Kept], told: Told) {
        for child in children {
            self.children[child.combination as usize] += 1;
            if let Some(sum) = self.amounts.get_mut(child.combination as usize) {
                sum.put(child.amount.into());
            }
        }
        self.told.repeats += told.repeats;
        self.told.repeated += told.repeated;
        self.told.differing += told.differing;
        self.told.largest = self.told.largest.max(told.largest);
    }
}

/// Leaves one record of each child.
fn resolve_part(kept: &mut Vec<Kept>, rule: Duplicates, ranks: &Ranks) -> Told {
    kept.sort_unstable_by_key(|one| one.rest);
    let mut told = Told::default();
    let (mut start, mut children) = (0, 0);
    while start < kept.len() {
        let of_one = kept[start..].chunk_by(|a, b| a.rest == b.rest).next();
        let child = of_one.unwrap_or_default();
        // Of two with the same date the one whose codes come first by name, then the one with less.
        let place = |one: &&Kept| (ranks.of(one), one.amount);
        let chosen = match rule {
            Duplicates::Last => child.iter().max_by_key(|one| (one.order, Reverse(place(one)))),
            Duplicates::First | Duplicates::Refuse => {
                child.iter().min_by_key(|one| (one.order, place(one)))
            }
        };
        let Some(chosen) = chosen.copied() else { break };
        told.largest = told.largest.max(child.len() as u64);
        if child.len() > 1 {
            told.repeated += 1;
            told.repeats += child.len() as u64 - 1;
            let counted = |one: &Kept| (one.combination, one.amount);
            told.differing += u64::from(child.iter().any(|one| counted(one) != counted(&chosen)));
        }
        start += child.len();
        kept[children] = chosen;
        children += 1;
    }
    kept.truncate(children);
    told
}

/// The order of combinations by the ids of their codes, dimension by dimension.
struct Ranks(Vec<u64>);

impl Ranks {
    fn new(dimensions: &[Dimension], combinations: &[u64]) -> Self {
        let by_id: Vec<Vec<u64>> = dimensions.iter().map(ranks_of_codes).collect();
        let rank = |combination: &u64| {
            let codes = super::margins::codes_of(*combination, dimensions);
            let digits = codes.iter().zip(&by_id);
            digits
                .fold(0, |sum, (code, ranks)| sum * ranks.len() as u64 + ranks[usize::from(*code)])
        };
        Ranks(combinations.iter().map(rank).collect())
    }

    fn of(&self, kept: &Kept) -> u64 {
        self.0[kept.combination as usize]
    }
}

/// How many ids come before that of each code.
fn ranks_of_codes(dimension: &Dimension) -> Vec<u64> {
    let mut order: Vec<usize> = (0..dimension.codes.len()).collect();
    order.sort_unstable_by_key(|code| &dimension.codes[*code].id);
    let mut ranks = vec![0; order.len()];
    for (rank, code) in (0..).zip(order) {
        ranks[code] = rank;
    }
    ranks
}
