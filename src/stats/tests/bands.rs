//! Two releases of one register with other bands of age, and every register that fits both.

use std::collections::BTreeMap;

use super::{Records, count, flat, primary_only, table};
use crate::stats::{
    audit::audit,
    model::{Counts, Design, Dimension, Shown},
    release::Release,
};

/// First years of bands that cover the years 0 to `YEARS` − 1.
pub const YEARS: u16 = 4;

pub fn ages(starts: &[u16]) -> Dimension {
    let mut ages = flat("age", starts.len());
    let ends = starts[1..].iter().copied().chain([YEARS]);
    for (code, (first, next)) in ages.codes[1..].iter_mut().zip(starts.iter().zip(ends)) {
        (code.id, code.band) = (format!("{first}-{}", next - 1), Some((*first, next - 1)));
    }
    ages
}

/// A table of places and ages of these children, by place and year.
pub fn banded(
    children: &[[u64; YEARS as usize]],
    starts: &[u16],
    threshold: u64,
) -> (Design, Counts) {
    let dimensions = vec![flat("place", children.len()), ages(starts)];
    let design = Design { dimensions, tables: vec![table("t", &[0, 1], threshold)], amount: None };
    let mut records = Records::new();
    for (place, years) in children.iter().enumerate() {
        for (year, number) in (0..).zip(years) {
            let band = starts.iter().filter(|start| **start <= year).count();
            records.push((vec![place as u16 + 1, band as u16], *number));
        }
    }
    let counts = count(&design, &records);
    (design, counts)
}

/// Numbers that a reader knows, or sums with at least one: of places and years, all where `None`.
type Said = Vec<((Option<usize>, std::ops::Range<usize>), Option<u64>)>;

fn said(release: &Release) -> Said {
    let years = |code: u16| match release.design.dimensions[1].codes[code as usize].band {
        Some((first, last)) => first as usize..last as usize + 1,
        None => 0..YEARS as usize,
    };
    let place = |code: u16| (code > 0).then(|| code as usize - 1);
    let cells = release.table(0).cells();
    cells
        .map(|(key, shown)| {
            (
                (place(key[0]), years(key[1])),
                match shown {
                    Shown::Count(count) => Some(count),
                    _ => None,
                },
            )
        })
        .collect()
}

/// For every withheld cell, and every place and stretch, the most that it may hold.
fn most(said: &Said, places: usize, stretches: &[std::ops::Range<usize>]) -> BTreeMap<String, u64> {
    struct Search<'s> {
        said: &'s Said,
        places: usize,
        left: u64,
        most: BTreeMap<String, u64>,
        stretches: &'s [std::ops::Range<usize>],
    }
    fn sum(numbers: &[Vec<u64>], (place, years): &(Option<usize>, std::ops::Range<usize>)) -> u64 {
        let of = |place: &Vec<u64>| place[years.clone()].iter().sum::<u64>();
        place.map_or_else(|| numbers.iter().map(of).sum(), |place| of(&numbers[place]))
    }
    impl Search<'_> {
        fn go(&mut self, numbers: &mut Vec<Vec<u64>>, at: usize) {
            if at == self.places * self.stretches.len() {
                let fits = |(cell, shown): &(_, Option<u64>)| match shown {
                    Some(count) => sum(numbers, cell) == *count,
                    None => sum(numbers, cell) > 0,
                };
                if self.said.iter().all(fits) {
                    let cells = self
                        .said
                        .iter()
                        .filter(|(_, shown)| shown.is_none())
                        .map(|(cell, _)| cell.clone());
                    let all = (0..self.places).map(Some).chain([None]);
                    let parts = all.flat_map(|place| {
                        self.stretches.iter().map(move |one| (place, one.clone()))
                    });
                    for cell in cells.chain(parts).collect::<Vec<_>>() {
                        let most = self.most.entry(format!("{cell:?}")).or_default();
                        *most = (*most).max(sum(numbers, &cell));
                    }
                }
                return;
            }
            let (place, stretch) = (at / self.stretches.len(), at % self.stretches.len());
            for number in 0..=self.left {
                numbers[place][self.stretches[stretch].start] = number;
                self.left -= number;
                let over = |(cell, shown): &(_, Option<u64>)| {
                    shown.is_some_and(|count| sum(numbers, cell) > count)
                };
                if !self.said.iter().any(over) {
                    self.go(numbers, at + 1);
                }
                self.left += number;
            }
            numbers[place][self.stretches[stretch].start] = 0;
        }
    }
    let left = said[0].1.unwrap_or(0);
    let mut search = Search { said, places, left, most: BTreeMap::new(), stretches };
    search.go(&mut vec![vec![0; YEARS as usize]; places], 0);
    search.most
}

#[test]
fn what_two_ways_of_cutting_ages_tell_together_is_what_every_possible_register_shows() {
    let (mut leaking, mut safe) = (0, 0);
    for seed in 0..250 {
        let mut random = fastrand::Rng::with_seed(seed);
        let places = random.usize(1..3);
        let threshold = random.u64(2..4);
        let mut number = || [0, random.u64(..3), random.u64(2..5)][random.usize(..3)];
        let children: Vec<[u64; 4]> =
            (0..places).map(|_| [number(), number(), number(), number()]).collect();
        let cuts: [&[u16]; 6] = [&[0], &[0, 1], &[0, 2], &[0, 3], &[0, 1, 3], &[0, 2, 3]];
        let (one, other) =
            (random.choice(cuts).unwrap_or(&[0]), random.choice(cuts).unwrap_or(&[0]));
        let releases = [one, other].map(|starts| {
            let (design, counts) = banded(&children, starts, threshold);
            let mut release = primary_only(&design, &counts);
            // Some more are withheld, so that not everything can be derived.
            for shown in release.shown[0].iter_mut().skip(1) {
                if *shown != Shown::Count(0) && random.u8(..3) == 0 {
                    *shown = Shown::Withheld;
                }
            }
            release
        });
        if one == other || !matches!(releases[0].shown[0][0], Shown::Count(_)) {
            continue;
        }
        let mut starts: Vec<u16> = one.iter().chain(other).copied().collect();
        starts.sort_unstable();
        starts.dedup();
        let ends = starts[1..].iter().copied().chain([YEARS]);
        let stretches: Vec<_> =
            starts.iter().zip(ends).map(|(start, end)| *start as usize..end as usize).collect();
        let all = [said(&releases[0]), said(&releases[1])].concat();
        let most = most(&all, places, &stretches);
        let withheld =
            all.iter().filter(|(_, shown)| shown.is_none()).map(|(cell, _)| format!("{cell:?}"));
        let withheld: Vec<String> = withheld.collect();
        let shown = |cell: &String| {
            all.iter().any(|(one, shown)| shown.is_some() && format!("{one:?}") == *cell)
        };
        let leak = most.iter().find(|(cell, most)| {
            **most < threshold && !shown(cell) && (withheld.contains(cell) || **most > 0)
        });
        let audit = audit(&[&releases[0], &releases[1]]);
        assert_eq!(leak.is_some(), !audit.leaks.is_empty(), "seed {seed}: {leak:?} {audit:?}");
        leaking += usize::from(leak.is_some());
        safe += usize::from(leak.is_none());
    }
    assert!(leaking > 50 && safe > 10, "{leaking} leaking, {safe} safe");
}
