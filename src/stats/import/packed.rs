//! Many records in little memory: in runs sorted by digest, of which only the differences are kept, in
//! as many bits as they take (Rice's code); orders, combinations and amounts in as many as their
//! largest takes.

/// Words of one piece of memory.
const PIECE: usize = 1 << 16;

/// A record as it waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Of its digest, what is not the number of its part.
    pub rest: u64,
    pub order: u32,
    /// Index in `Repeats::combinations`.
    pub combination: u32,
    /// 0 where none is declared, which takes no bit.
    pub amount: u32,
}

/// Runs one after the other.
#[derive(Default)]
pub struct Packed {
    pieces: Vec<Vec<u64>>,
}

/// Where a run is, and how it is to be read.
#[derive(Clone, Copy)]
pub struct Run {
    piece: u32,
    /// Of the first word.
    start: u32,
    records: u32,
    first_order: u32,
    /// Bits of a difference that stand as they are; those above them are counted out.
    low: u8,
    order: u8,
    combination: u8,
    amount: u8,
    /// Amounts that are listed, and the bits of a place in the list; none where each stands as it is.
    listed: u32,
    place: u8,
}

impl Packed {
    /// Sorts records and keeps them.
    pub fn keep(&mut self, kept: &mut [Kept]) -> Run {
        kept.sort_unstable_by_key(|one| one.rest);
        let largest = kept.last().map_or(0, |one| one.rest);
        let orders = || kept.iter().map(|one| one.order);
        let first_order = orders().min().unwrap_or(0);
        let mut amounts: Vec<u32> = kept.iter().map(|one| one.amount).collect();
        amounts.sort_unstable();
        amounts.dedup();
        let amount = width(amounts.last().copied().unwrap_or(0).into());
        let place = width(amounts.len().saturating_sub(1) as u64);
        let of_list = amounts.len() * usize::from(amount) + kept.len() * usize::from(place);
        if of_list >= kept.len() * usize::from(amount) {
            amounts.clear();
        }
        let mut run = Run {
            piece: 0,
            start: 0,
            records: kept.len() as u32,
            first_order,
            low: width(largest / kept.len().max(1) as u64).saturating_sub(1),
            order: width(u64::from(orders().max().unwrap_or(0) - first_order)),
            combination: width(kept.iter().map(|one| one.combination).max().unwrap_or(0).into()),
            amount,
            listed: amounts.len() as u32,
            place,
        };
        let widths = [run.low, 1, run.order, run.combination];
        let each: usize = widths.into_iter().map(usize::from).sum();
        let of_amounts = of_list.min(kept.len() * usize::from(amount));
        let bits = (largest >> run.low) as usize + kept.len() * each + of_amounts;
        let words = bits / 64 + 1;
        let has_room = |piece: &Vec<u64>| piece.capacity() - piece.len() >= words;
        if !self.pieces.last().is_some_and(has_room) {
            self.pieces.push(Vec::with_capacity(PIECE.max(words)));
        }
        run.piece = self.pieces.len() as u32 - 1;
        if let Some(piece) = self.pieces.last_mut() {
            run.start = piece.len() as u32;
            write(kept, &amounts, run, piece);
        }
        run
    }

    /// Adds the records of a run to `kept`.
    pub fn read(&self, run: Run, kept: &mut Vec<Kept>) {
        let words = &self.pieces[run.piece as usize][run.start as usize..];
        let mut bits = Reader { words, at: 0 };
        let amounts: Vec<u32> = (0..run.listed).map(|_| bits.take(run.amount) as u32).collect();
        let mut rest = 0;
        for _ in 0..run.records {
            let high = bits.zeros();
            rest += high << run.low | bits.take(run.low);
            let order = run.first_order + bits.take(run.order) as u32;
            let combination = bits.take(run.combination) as u32;
            let amount = match amounts.as_slice() {
                [] => bits.take(run.amount) as u32,
                listed => listed[bits.take(run.place) as usize],
            };
            kept.push(Kept { rest, order, combination, amount });
        }
    }
}

/// Writes a run. `listed` are its amounts in order, none where each stands as it is.
fn write(kept: &[Kept], listed: &[u32], run: Run, words: &mut Vec<u64>) {
    let mut bits = Writer { words, last: 0, used: 0 };
    listed.iter().for_each(|amount| bits.put(u64::from(*amount), run.amount));
    let mut before = 0;
    for one in kept {
        let more = one.rest - before;
        before = one.rest;
        let mut high = more >> run.low;
        while high >= 32 {
            bits.put(0, 32);
            high -= 32;
        }
        bits.put(1 << high, high as u8 + 1);
        bits.put(more & mask(run.low), run.low);
        bits.put(u64::from(one.order - run.first_order), run.order);
        bits.put(u64::from(one.combination), run.combination);
        match listed.binary_search(&one.amount) {
            Ok(place) => bits.put(place as u64, run.place),
            Err(_) => bits.put(u64::from(one.amount), run.amount),
        }
    }
    let last = bits.last;
    words.push(last);
}

/// Bits that a number takes.
fn width(most: u64) -> u8 {
    (64 - most.leading_zeros()) as u8
}

fn mask(bits: u8) -> u64 {
    if bits == 64 { u64::MAX } else { (1 << bits) - 1 }
}

/// Bits, the lowest of a word first.
struct Writer<'w> {
    words: &'w mut Vec<u64>,
    last: u64,
    used: u8,
}

impl Writer<'_> {
    fn put(&mut self, value: u64, bits: u8) {
        self.last |= value.checked_shl(self.used.into()).unwrap_or(0);
        let used = self.used + bits;
        if used >= 64 {
            self.words.push(self.last);
            self.last = value.checked_shr((64 - self.used).into()).unwrap_or(0);
        }
        self.used = used % 64;
    }
}

struct Reader<'w> {
    words: &'w [u64],
    at: usize,
}

impl Reader<'_> {
    fn take(&mut self, bits: u8) -> u64 {
        let (word, from) = (self.at / 64, self.at % 64);
        self.at += usize::from(bits);
        let low = self.words[word] >> from;
        let high = match from + usize::from(bits) > 64 {
            true => self.words[word + 1] << (64 - from),
            false => 0,
        };
        (low | high) & mask(bits)
    }

    /// Zeros before the next one, which is passed over.
    fn zeros(&mut self) -> u64 {
        let mut zeros = 0;
        loop {
            let (word, from) = (self.at / 64, self.at % 64);
            let rest = self.words[word] >> from;
            let here = rest.trailing_zeros().min(64 - from as u32);
            zeros += u64::from(here);
            self.at += here as usize;
            if here < 64 - from as u32 {
                self.at += 1;
                return zeros;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_come_back_from_few_bits_as_they_were() {
        let mut random = fastrand::Rng::with_seed(5);
        let mut packed = Packed::default();
        for case in 0..400 {
            let (rest, order, amount) = (random.u8(..65), random.u32(0..33), random.u32(0..33));
            let number = [0, 1, 2, 512, random.usize(..2_000)][case % 5];
            // Few rates, or all kinds of amounts.
            let different = [1, 2, 40, u32::MAX][case / 5 % 4];
            let step = random.u32(1..1 << 20);
            let mut kept: Vec<Kept> = (0..number)
                .map(|_| Kept {
                    rest: random.u64(..) & mask(rest),
                    order: random.u32(..).checked_shr(order).unwrap_or(0),
                    combination: random.u32(..) >> random.u32(..32),
                    amount: (random.u32(..different).wrapping_mul(step))
                        .checked_shr(amount)
                        .unwrap_or(0),
                })
                .collect();
            let run = packed.keep(&mut kept);
            let mut read = Vec::new();
            packed.read(run, &mut read);
            assert_eq!(read, kept, "case {case}");
        }
    }
}
