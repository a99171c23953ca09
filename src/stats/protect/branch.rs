//! Whether so few cells can protect at all: choices are halved, one cell at a time, until each half asks for
//! more, or one protects.

use super::{master::Relaxed, optimum::Search};

/// What came of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// No protection takes so few cells.
    More,
    /// One was found; it is kept.
    Kept,
    /// Not known within the steps that were allowed.
    Open,
}

/// Rounds of inequalities in one part, and of those that take long to find.
const ROUNDS: usize = 30;
const LONG_ROUNDS: usize = 2;
/// Rounds in which a whole choice is looked at.
const MOST_ROUNDS: usize = 200;
/// Inequalities that are added at once.
const TOGETHER: usize = 40;
/// Cells of which is tried what deciding them does, and steps of each trial.
const CANDIDATES: usize = 10;
const TRIAL: u64 = 60;
/// Numbers that all parts which wait may hold: some 250 MiB.
const MEMORY: u64 = 32_000_000;
/// Steps of one solution.
const MOST: u64 = 5_000;

/// Whether a choice of at most `target` free cells protects.
pub fn prove(search: &mut Search<'_>, root: Relaxed, target: usize, steps: &mut i64) -> Proof {
    let mut parts = vec![root];
    while let Some(part) = parts.pop() {
        let relaxed = match bounded(search, part, target, steps) {
            Ok(Some(relaxed)) => relaxed,
            Ok(None) => continue,
            Err(proof) => return proof,
        };
        let halves = halve(search, &relaxed, target, steps);
        *steps -= search.spent();
        match halves {
            None => return Proof::Open,
            Some(halves) => parts.extend(halves),
        }
        if *steps <= 0 || parts.iter().map(Relaxed::size).sum::<u64>() > MEMORY {
            return Proof::Open;
        }
    }
    Proof::More
}

fn spend(steps: &mut i64, relaxed: &Relaxed, before: u64) {
    *steps -= 1 + (relaxed.steps() - before) as i64;
}

/// Inequalities are added until none is found; nothing is left if too many cells are asked for.
fn bounded(
    search: &mut Search<'_>,
    mut relaxed: Relaxed,
    target: usize,
    steps: &mut i64,
) -> Result<Option<Relaxed>, Proof> {
    let mut long = 0;
    let mut rounds = 0;
    loop {
        rounds += 1;
        let before = relaxed.steps();
        let mut solved = search.master.solve(&mut relaxed, MOST);
        // What was learned elsewhere, too.
        for _ in 0..20 {
            if relaxed.least() > target {
                break;
            }
            let broken = search.master.broken(&relaxed, TOGETHER);
            if broken.is_empty() {
                break;
            }
            search.master.loosen(&mut relaxed);
            search.master.add(&mut relaxed, broken.into_iter());
            solved = search.master.solve(&mut relaxed, MOST);
        }
        spend(steps, &relaxed, before);
        if relaxed.least() > target {
            return Ok(None);
        }
        if !solved || *steps <= 0 {
            return Err(Proof::Open);
        }
        search.master.tighten(&mut relaxed, target);
        let whole = search.master.undecided(&relaxed.values).is_empty();
        let mut cuts = search.of_rows(&relaxed.values);
        if cuts.is_empty() && whole {
            let (protects, lacking) = search.look(&relaxed.values);
            *steps -= search.spent();
            if protects {
                return Err(Proof::Kept);
            }
            if lacking.is_empty() {
                return Err(Proof::Open);
            }
            cuts = lacking;
        }
        if cuts.len() < 4 && !whole && long < LONG_ROUNDS {
            long += 1;
            cuts.extend(search.of_many(&relaxed.values));
            cuts.extend(search.of_halves(&relaxed.values));
        }
        let fresh = search.learn(cuts, &relaxed.values);
        *steps -= search.spent();
        if whole && (fresh == 0 || rounds >= MOST_ROUNDS) {
            return Err(Proof::Open);
        }
        if fresh == 0 || (rounds >= ROUNDS && !whole) {
            return Ok(Some(relaxed));
        }
    }
}

/// Both halves by the cell whose decision asks for most, the likelier last; `None` where there is nothing to decide.
fn halve(
    search: &Search<'_>,
    relaxed: &Relaxed,
    target: usize,
    steps: &mut i64,
) -> Option<Vec<Relaxed>> {
    let master = &search.master;
    let mut cells = master.undecided(&relaxed.values);
    let use_of = |cell: u32| {
        search.field.cells.columns[cell as usize].len() as f64
            * (0.5 - (relaxed.values[cell as usize] - 0.5).abs())
    };
    cells.sort_by(|one, other| use_of(*other).total_cmp(&use_of(*one)).then(one.cmp(other)));
    cells.truncate(CANDIDATES);
    let mut best: Option<(f64, Vec<Relaxed>)> = None;
    for cell in cells {
        let mut halves = Vec::new();
        let mut gains = Vec::new();
        for withheld in [false, true] {
            let mut half = relaxed.clone();
            search.field.cells.work.add(relaxed.size() / 8);
            master.decide(&mut half, cell, withheld);
            master.advance(&mut half, TRIAL);
            spend(steps, &half, relaxed.steps());
            if half.least() > target {
                gains.push(1.0);
            } else {
                gains.push((half.bound - relaxed.bound).clamp(0.0, 1.0));
                halves.push(half);
            }
        }
        let score = (gains[0] + 0.01) * (gains[1] + 0.01);
        let done = halves.len() < 2;
        if best.as_ref().is_none_or(|(most, _)| score > *most) {
            best = Some((score, halves));
        }
        if done {
            break;
        }
    }
    let (_, mut halves) = best?;
    halves.sort_by(|one, other| other.bound.total_cmp(&one.bound));
    Some(halves)
}
