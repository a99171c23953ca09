//! What two releases tell together: each of the kinds of the issue, over many small registers.

use super::{about, bands::banded, primary_only};
use crate::stats::{
    audit::audit,
    model::{Counts, Design},
    protect::Patience,
    release::{About, Counting, Options, Release, make},
};

/// Two releases to be.
struct Pair {
    first: (About, Design, Counts),
    second: (About, Design, Counts),
}

type Children = Vec<[u64; 4]>;

fn children(random: &mut fastrand::Rng) -> Children {
    let mut number = || match random.u8(..4) {
        0 => random.u64(0..5),
        _ => random.u64(5..40),
    };
    (0..3).map(|_| [number(), number(), number(), number()]).collect()
}

const EACH: &[u16] = &[0, 1, 2, 3];

/// The same day, counted again: a few children were elsewhere, or there were more.
fn correction(random: &mut fastrand::Rng) -> Pair {
    let before = children(random);
    let mut after = before.clone();
    for _ in 0..2 {
        let (place, year) = (random.usize(..3), random.usize(..4));
        after[place][year] = (after[place][year] + random.u64(0..4)).saturating_sub(1);
    }
    pair(about("first"), &before, EACH, about("second"), &after, EACH)
}

/// All since the beginning: three months later there are a few more.
fn running_total(random: &mut fastrand::Rng) -> Pair {
    let before = children(random);
    let mut after = before.clone();
    for _ in 0..3 {
        after[random.usize(..3)][random.usize(..4)] += [0, 2, 9][random.usize(..3)];
    }
    let of = |name: &str, as_of| About { as_of, counting: Counting::Running, ..about(name) };
    let (june, september) = (jiff::civil::date(2026, 6, 30), jiff::civil::date(2026, 9, 30));
    pair(of("first", june), &before, EACH, of("second", september), &after, EACH)
}

/// The same children in other bands.
fn overlapping_bands(random: &mut fastrand::Rng) -> Pair {
    let children = children(random);
    pair(about("first"), &children, &[0, 1, 3], about("second"), &children, &[0, 2, 3])
}

fn pair(
    first: About,
    before: &Children,
    one: &[u16],
    second: About,
    after: &Children,
    other: &[u16],
) -> Pair {
    let ((design, counts), (design_2, counts_2)) =
        (banded(before, one, 5), banded(after, other, 5));
    Pair { first: (first, design, counts), second: (second, design_2, counts_2) }
}

fn options(protect_against_past: bool) -> Options {
    Options { seed: 1, protect_against_past, patience: Patience::Short }
}

fn release(of: &(About, Design, Counts)) -> Option<Release> {
    let (about, design, counts) = of;
    make(about.clone(), design, counts, &[], &options(false))
        .ok()
        .map(|made| (*made.release).clone())
}

/// Withholding small counts alone, with the head that it would have.
fn primary((about, design, counts): &(About, Design, Counts)) -> Release {
    Release { about: about.clone(), ..primary_only(design, counts) }
}

#[test]
fn what_an_earlier_release_would_reveal_is_refused_or_protected_further() {
    // Whether withholding more is enough at times. Of a running total it is not: what the totals of a place or
    // an age grew by is small too.
    type Kind = (&'static str, fn(&mut fastrand::Rng) -> Pair, bool);
    let kinds: [Kind; 3] = [
        ("a correction", correction, true),
        ("a running total", running_total, false),
        ("overlapping bands", overlapping_bands, true),
    ];
    for (name, kind, can_be_protected) in kinds {
        let (mut unprotected, mut refused, mut written) = (0, 0, 0);
        for seed in 0..24 {
            let pair = kind(&mut fastrand::Rng::with_seed(seed));
            let (Some(first), Some(alone)) = (release(&pair.first), release(&pair.second)) else {
                continue;
            };
            unprotected += usize::from(
                !audit(&[&primary(&pair.first), &primary(&pair.second)]).leaks.is_empty(),
            );
            let leaks = !audit(&[&first, &alone]).leaks.is_empty();
            let (about, design, counts) = &pair.second;
            let make = |flag: bool| {
                make(about.clone(), design, counts, std::slice::from_ref(&first), &options(flag))
            };
            match make(false) {
                Ok(made) => {
                    assert!(!leaks, "{name}, seed {seed}: it was written");
                    assert!(
                        audit(&[&first, &made.release]).leaks.is_empty(),
                        "{name}, seed {seed}"
                    );
                    continue;
                }
                Err(told) => {
                    let all = |code| told.iter().all(|told| told.code.as_str() == code);
                    // What a correction changed unseen contradicts what it shows. Where withholding
                    // more mends that, nothing may follow from both.
                    if all("E936") {
                        if let Ok(made) = make(true) {
                            let leaks = audit(&[&first, &made.release]).leaks;
                            assert!(leaks.is_empty(), "{name}, seed {seed}");
                        }
                        continue;
                    }
                    assert!(all("E933"), "{name}, seed {seed}: {told:?}");
                    assert!(
                        told.iter().all(|told| told.message.en.contains(": ")
                            || told.message.en.ends_with("cells more")),
                        "{told:?}"
                    );
                }
            }
            refused += 1;
            match make(true) {
                Ok(made) => {
                    written += 1;
                    assert!(
                        audit(&[&first, &made.release]).leaks.is_empty(),
                        "{name}, seed {seed}"
                    );
                }
                Err(told) => assert!(told.iter().all(|told| told.is_error())),
            }
        }
        assert!(
            unprotected > 10,
            "{name}: {unprotected} leak where small counts alone are withheld"
        );
        assert!(refused > 0, "{name}: none refused");
        assert!(written > 0 || !can_be_protected, "{name}: {refused} refused, none written");
    }
}

#[test]
fn a_running_total_that_grows_by_many_or_by_none_is_written() {
    let about = |name: &str, month| About {
        as_of: jiff::civil::date(2026, month, 30),
        counting: Counting::Running,
        ..about(name)
    };
    for seed in 0..8 {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut before: Children = (0..3).map(|_| [0; 4].map(|_| random.u64(10..40))).collect();
        before[0][0] = 0;
        let mut after = before.clone();
        for _ in 0..3 {
            after[random.usize(1..3)][random.usize(..4)] += random.u64(9..20);
        }
        let pair = pair(about("june", 6), &before, EACH, about("september", 9), &after, EACH);
        let first = release(&pair.first).expect("no count is small");
        let (about, design, counts) = &pair.second;
        let second = make(about.clone(), design, counts, &[first], &options(false));
        assert!(second.is_ok(), "seed {seed}: {:?}", second.err());
    }
}
