//! Several records of one child: found by a salted digest of their key, resolved by the declared rule.
//!
//! Invariant: the digests live in memory and end with the import. Which record counts does not depend
//! on the salt.

use std::{
    collections::hash_map::RandomState,
    hash::{BuildHasher, Hasher},
};

use ahash::AHashMap;
use rayon::prelude::*;

use super::packed::{Packed, Run};
use crate::stats::{declare::Duplicates, model::Dimension};

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

/// 74 bits of a digest: among ten million children two agree by chance once in 400 million imports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hash {
    part: u16,
    rest: u64,
}

impl Hash {
    /// Of a digest of at least ten bytes.
    pub fn of(digest: &[u8]) -> Self {
        let byte = |at: usize| u64::from(digest[at]);
        let part = (byte(8) | byte(9) << 8) & ((1 << PART_BITS) - 1);
        Hash { part: part as u16, rest: (0..8).fold(0, |rest, at| rest << 8 | byte(at)) }
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
}

/// A record as it waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    pub rest: u64,
    pub order: u32,
    /// Index in `Repeats::combinations`.
    pub combination: u32,
}

/// All records that have a key, until every one has been read.
pub struct Repeats {
    parts: Vec<Part>,
    packed: Packed,
    numbers: AHashMap<u64, u32>,
    combinations: Vec<u64>,
}

#[derive(Default)]
struct Part {
    loose: Vec<Kept>,
    runs: Vec<Run>,
}

/// What became of them.
pub struct Resolved {
    /// Children by combination.
    pub counts: Vec<(u64, u64)>,
    /// Records that were not counted, because another of the same child was.
    pub repeats: u64,
    /// Children with several records.
    pub repeated: u64,
    /// Children whose records differ in what is counted.
    pub differing: u64,
}

impl Repeats {
    pub fn new() -> Self {
        Repeats {
            parts: (0..1 << PART_BITS).map(|_| Part::default()).collect(),
            packed: Packed::default(),
            numbers: AHashMap::new(),
            combinations: Vec::new(),
        }
    }

    pub fn put(&mut self, record: Record) {
        let next = self.combinations.len() as u32;
        let combination = *self.numbers.entry(record.combination).or_insert_with(|| {
            self.combinations.push(record.combination);
            next
        });
        let part = &mut self.parts[usize::from(record.hash.part)];
        part.loose.push(Kept { rest: record.hash.rest, order: record.order, combination });
        if part.loose.len() == LOOSE {
            part.runs.push(self.packed.keep(&mut part.loose));
            part.loose.clear();
        }
    }

    /// Counts one record of each child.
    pub fn resolve(self, rule: Duplicates, dimensions: &[Dimension]) -> Resolved {
        let ranks = Ranks::new(dimensions, &self.combinations);
        let nothing = || Sums { children: vec![0; ranks.0.len()], told: [0; 3] };
        let packed = &self.packed;
        let sums = self
            .parts
            .into_par_iter()
            .fold(nothing, |mut sums, Part { mut loose, runs }| {
                runs.into_iter().for_each(|run| packed.read(run, &mut loose));
                resolve_part(&mut loose, rule, &ranks, &mut sums);
                sums
            })
            .reduce(nothing, Sums::add);
        let counts = self.combinations.into_iter().zip(sums.children);
        let counts = counts.filter(|(_, children)| *children > 0);
        let [repeats, repeated, differing] = sums.told;
        Resolved { counts: counts.collect(), repeats, repeated, differing }
    }
}

/// Children by the number of their combination; repeats, repeated and differing ones.
struct Sums {
    children: Vec<u64>,
    told: [u64; 3],
}

impl Sums {
    fn add(mut self, other: Sums) -> Sums {
        self.children.iter_mut().zip(other.children).for_each(|(sum, more)| *sum += more);
        self.told.iter_mut().zip(other.told).for_each(|(sum, more)| *sum += more);
        self
    }
}

fn resolve_part(kept: &mut [Kept], rule: Duplicates, ranks: &Ranks, sums: &mut Sums) {
    kept.sort_unstable_by_key(|one| one.rest);
    let [repeats, repeated, differing] = &mut sums.told;
    for child in kept.chunk_by(|a, b| a.rest == b.rest) {
        // Of two with the same date the one whose codes come first by name.
        let chosen = match rule {
            Duplicates::Last => {
                child.iter().max_by_key(|one| (one.order, std::cmp::Reverse(ranks.of(one))))
            }
            Duplicates::First | Duplicates::Refuse => {
                child.iter().min_by_key(|one| (one.order, ranks.of(one)))
            }
        };
        let Some(chosen) = chosen else { continue };
        sums.children[chosen.combination as usize] += 1;
        if child.len() > 1 {
            *repeated += 1;
            *repeats += child.len() as u64 - 1;
            let is_same = child.iter().all(|one| one.combination == chosen.combination);
            *differing += u64::from(!is_same);
        }
    }
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
