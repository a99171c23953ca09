//! What was counted and seen in a part of an export.

use ahash::AHashMap;

use super::{amount::Flaw, keys::Keys, repeats::Record, screen::Kind, stray::Strays};
use crate::stats::model::Sum;

/// Number of findings by `Kind`.
pub type Seen = [u64; Kind::COUNT];

/// Most different values that are told apart, so that a wrong column does not fill the memory.
const MOST_VALUES: usize = 10_000;
/// Longest value that is told apart, in bytes.
const LONGEST_VALUE: usize = 120;

#[derive(Default)]
pub struct Tally {
    /// Records that are not blank.
    pub records: u64,
    /// Records with another number of fields than there are headings.
    pub misshapen: u64,
    /// Records without a key, each of which is counted as a child.
    pub keyless: u64,
    /// Children by combination of codes, of the records that need no key.
    pub counts: AHashMap<u64, u64>,
    /// Their amounts, where they are declared to have any.
    pub sums: AHashMap<u64, Sum>,
    /// Records that may be about a child that another is about.
    pub keyed: Vec<Record>,
    /// What was seen of their keys.
    pub keys: Keys,
    /// Rows that are no record; each is one of `records`.
    pub strays: Strays,
    /// By field: values that are not empty, values that look like names, findings.
    pub filled: Vec<u64>,
    pub like_names: Vec<u64>,
    pub seen: Vec<Seen>,
    /// Findings by declared column, in values that no code stands for.
    pub published: Vec<Seen>,
    /// Records without a value and without a code for that, by dimension.
    pub empty: Vec<u64>,
    /// Records whose amount is none, by `Flaw`.
    pub flaws: [u64; Flaw::COUNT],
    /// Values that no code stands for, by declared column and folded text.
    pub unmapped: AHashMap<(usize, Box<str>), Unmapped>,
    /// Records with values beyond `MOST_VALUES` or too long, by declared column, and whether one stops.
    pub beyond: AHashMap<usize, (u64, bool)>,
}

#[derive(Debug, Clone, Copy)]
pub struct Unmapped {
    pub records: u64,
    pub sight: Sight,
    /// Whether no code is declared for what nobody declared.
    pub stops: bool,
}

/// Whether a value that nobody declared may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// Like something declared.
    Near,
    /// Like nothing that is known.
    Strange,
    LikeName,
    /// It has an identifier in it; its text is not kept.
    Identifier,
}

impl Tally {
    pub fn new(fields: usize, columns: usize, dimensions: usize, key: usize) -> Self {
        Tally {
            filled: vec![0; fields],
            like_names: vec![0; fields],
            seen: vec![Seen::default(); fields],
            published: vec![Seen::default(); columns],
            empty: vec![0; dimensions],
            keys: Keys::new(key),
            ..Tally::default()
        }
    }

    /// Counts a child about whom there is no other record.
    pub fn child(&mut self, combination: u64, amount: Option<u32>) {
        *self.counts.entry(combination).or_default() += 1;
        if let Some(amount) = amount {
            self.sums.entry(combination).or_default().put(amount.into());
        }
    }

    pub fn unmapped(&mut self, column: usize, folded: String, sight: Sight, stops: bool) {
        let text = if sight == Sight::Identifier { String::new() } else { folded };
        self.put((column, text.into()), Unmapped { records: 1, sight, stops });
    }

    fn put(&mut self, key: (usize, Box<str>), more: Unmapped) {
        if let Some(known) = self.unmapped.get_mut(&key) {
            known.records += more.records;
            known.sight = known.sight.max(more.sight);
            known.stops |= more.stops;
        } else if self.unmapped.len() < MOST_VALUES && key.1.len() <= LONGEST_VALUE {
            self.unmapped.insert(key, more);
        } else {
            self.beyond(key.0, more.records, more.stops);
        }
    }

    fn beyond(&mut self, column: usize, records: u64, stops: bool) {
        let (sum, any) = self.beyond.entry(column).or_default();
        *sum += records;
        *any |= stops;
    }

    /// Adds what was seen in the part of the export that follows; but its keyed records.
    pub fn add(&mut self, next: Tally) {
        self.strays.add(next.strays, self.records);
        self.keys.add(next.keys);
        self.records += next.records;
        self.misshapen += next.misshapen;
        self.keyless += next.keyless;
        for (combination, children) in next.counts {
            *self.counts.entry(combination).or_default() += children;
        }
        for (combination, sum) in &next.sums {
            self.sums.entry(*combination).or_default().add(sum);
        }
        self.flaws.iter_mut().zip(next.flaws).for_each(|(sum, more)| *sum += more);
        let lists = [
            (&mut self.filled, next.filled),
            (&mut self.like_names, next.like_names),
            (&mut self.empty, next.empty),
        ];
        for (sums, more) in lists {
            sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        }
        for (sums, more) in [(&mut self.seen, next.seen), (&mut self.published, next.published)] {
            for (sums, more) in sums.iter_mut().zip(more) {
                sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
            }
        }
        let mut unmapped: Vec<_> = next.unmapped.into_iter().collect();
        // In an order of its own, so that what is kept is the same in every run.
        unmapped.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        for (key, more) in unmapped {
            self.put(key, more);
        }
        for (column, (records, stops)) in next.beyond {
            self.beyond(column, records, stops);
        }
    }
}
