//! The first counts that fit, from nothing but the system.

use std::sync::OnceLock;

use super::{
    middle::middle,
    search::Field,
    settle::Patience,
    solve::{self, Answer, Relaxation},
    system::System,
};

/// Unknowns up to which the solver is asked at all.
pub const LARGEST: usize = 8_000;
/// Nodes of its search for whole numbers.
pub const NODES: u64 = 300;
/// Points that are tried.
const BEGINNINGS: u64 = 4;
const PATIENCE: Patience = Patience { work: 100_000_000, failures: 100 };

/// Counts that fit a system of which some unknowns are known.
pub fn complete(system: &System, known: &[(u32, i64)]) -> Option<Vec<i64>> {
    let mut small = system.clone();
    for (at, count) in known {
        (small.lower[*at as usize], small.upper[*at as usize]) = (*count, *count);
    }
    let parts = small.propagate().and_then(|()| small.parts()).ok()?;
    let mut counts = small.lower.clone();
    for (part, unknowns) in parts {
        let found = begin(&Field::new(&part), &mut OnceLock::new()).ok()?;
        unknowns.iter().zip(found).for_each(|(at, count)| counts[*at as usize] = count);
    }
    system.fits(&counts).then_some(counts)
}

/// Counts that fit a system of which nothing else is known; leaves the linear program if it came to that.
///
/// # Errors
/// That there are none, or that none were found.
pub fn begin<'s>(
    field: &Field<'s>,
    relaxation: &mut OnceLock<Option<Relaxation<'s>>>,
) -> Result<Vec<i64>, Answer> {
    let system = field.system;
    let numbers = middle(system, (&system.lower, &system.upper), &vec![4.0; system.len()]);
    let settled = |seed: u64| {
        let mut random = fastrand::Rng::with_seed(seed);
        let whole = |number: &f64| match seed {
            0 => number.round() as i64,
            _ => (number + random.f64()).floor() as i64,
        };
        let near: Vec<i64> = numbers.iter().map(whole).collect();
        field.settle(&near, &[], PATIENCE, seed)
    };
    if let Some(counts) = settled(0) {
        return Ok(counts);
    }
    if system.len() > LARGEST {
        return (1..BEGINNINGS).find_map(settled).ok_or(Answer::Open);
    }
    let relaxed = Relaxation::of(system)?;
    let numbers = relaxed.numbers();
    let _ = relaxation.set(Some(relaxed));
    let near: Vec<i64> = numbers.iter().map(|number| number.round() as i64).collect();
    let found = field
        .settle(&near, &[], PATIENCE, 0)
        .or_else(|| (1..BEGINNINGS).find_map(settled))
        .or_else(|| solve::mended(system, &[], &numbers, NODES));
    match found.map_or_else(|| solve::whole(system, &[], 10 * NODES), Answer::Counts) {
        Answer::Counts(counts) => Ok(counts),
        answer => Err(answer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::audit::system::Row;

    #[test]
    fn numbers_that_only_fractions_fit_are_known_to_be_impossible() {
        let mut system = System::default();
        let all: Vec<u32> = (0..3).map(|_| system.unknown(0, 1)).collect();
        for pair in [[0, 1], [1, 2], [0, 2]] {
            let terms = pair.iter().map(|at| (all[*at], 1)).collect();
            system.rows.push(Row { terms, sum: 1 });
        }
        assert_eq!(begin(&Field::new(&system), &mut OnceLock::new()), Err(Answer::Impossible));
    }
}
