//! What follows of several inequalities together because cells are withheld whole: half the sum of some of
//! them, rounded up. (Caprara and Fischetti, *{0, ½}-Chvátal-Gomory cuts*, Mathematical Programming 74, 1996.)

use std::collections::BTreeMap;

use super::{
    cuts::{Cut, LITTLE, VIOLATED},
    work::Work,
};

/// Inequalities looked at together, and as many as are found at once.
const MOST: usize = 1_200;
const FOUND: usize = 60;

/// Inequalities whose sum is looked for: what is odd in it, and how far from tight it is.
#[derive(Clone)]
struct Sum {
    of: Vec<usize>,
    /// Cells with an odd weight, of those that are neither surely withheld nor surely shown.
    odd: Vec<u32>,
    least_is_odd: bool,
    slack: f64,
}

/// Those that a choice violates.
pub fn halves(cuts: &[Cut], values: &[f64], work: &Work) -> Vec<Cut> {
    work.add(cuts.iter().map(|cut| 3 * cut.terms.len() as u64).sum());
    let sure = |at: u32| values[at as usize] > 1.0 - LITTLE;
    let open = |at: u32| values[at as usize] > LITTLE && !sure(at);
    let mut sums: Vec<Sum> = cuts
        .iter()
        .enumerate()
        .map(|(at, cut)| {
            let odd = || cut.terms.iter().filter(|(_, by)| by % 2 != 0).map(|(at, _)| *at);
            Sum {
                of: vec![at],
                odd: odd().filter(|at| open(*at)).collect(),
                least_is_odd: (cut.least - odd().filter(|at| sure(*at)).count() as i64) % 2 != 0,
                slack: cut.slack(values).max(0.0),
            }
        })
        .filter(|sum| sum.slack < 1.0 - LITTLE)
        .collect();
    sums.iter_mut().for_each(|sum| sum.odd.sort_unstable());
    sums.sort_by(|one, other| one.slack.total_cmp(&other.slack).then(one.of.cmp(&other.of)));
    sums.truncate(MOST);
    let price = |at: u32| values[at as usize].min(1.0 - values[at as usize]);
    let mut columns: Vec<u32> = sums.iter().flat_map(|sum| sum.odd.iter().copied()).collect();
    columns.sort_unstable();
    columns.dedup();
    columns.sort_by(|one, other| price(*other).total_cmp(&price(*one)).then(one.cmp(other)));
    let mut found: Vec<(f64, Cut)> = Vec::new();
    let mut take = |sums: &[Sum]| {
        for sum in sums {
            let slack = sum.slack + sum.odd.iter().map(|at| price(*at)).sum::<f64>();
            if sum.least_is_odd && slack < 1.0 - 2.0 * VIOLATED {
                let cut = half(cuts, &sum.of, values);
                let lack = cut.lack(values);
                if lack > VIOLATED && !found.iter().any(|(_, other)| *other == cut) {
                    found.push((lack, cut));
                }
            }
        }
    };
    take(&sums);
    for column in columns {
        // A search in each sum, and a new list for each that has the column.
        work.add(sums.iter().map(|sum| 8 + sum.odd.len() as u64).sum());
        let having = |sum: &Sum| sum.odd.binary_search(&column).is_ok();
        let least = |one: &&Sum, other: &&Sum| {
            one.slack.total_cmp(&other.slack).then(one.of.cmp(&other.of))
        };
        let Some(pivot) = sums.iter().filter(|sum| having(sum)).min_by(least).cloned() else {
            continue;
        };
        let mut changed: Vec<Sum> = Vec::new();
        let mut next: Vec<Sum> = Vec::new();
        for sum in sums {
            if !having(&sum) {
                next.push(sum);
            } else if sum.of != pivot.of {
                let both = sum.plus(&pivot);
                if both.slack < 1.0 - LITTLE {
                    changed.push(both);
                }
            }
        }
        take(&changed);
        next.extend(changed);
        sums = next;
    }
    found.sort_by(|one, other| other.0.total_cmp(&one.0));
    found.into_iter().take(FOUND).map(|(_, cut)| cut).collect()
}

impl Sum {
    fn plus(&self, other: &Sum) -> Sum {
        Sum {
            of: either(&self.of, &other.of),
            odd: either(&self.odd, &other.odd),
            least_is_odd: self.least_is_odd != other.least_is_odd,
            slack: self.slack + other.slack,
        }
    }
}

/// What is in one of two sorted lists only.
fn either<T: Ord + Copy>(one: &[T], other: &[T]) -> Vec<T> {
    let mut both: Vec<T> = one.iter().chain(other).copied().collect();
    both.sort_unstable();
    let mut only: Vec<T> = Vec::with_capacity(both.len());
    for item in both {
        match only.last() {
            Some(last) if *last == item => {
                only.pop();
            }
            _ => only.push(item),
        }
    }
    only
}

fn half(cuts: &[Cut], of: &[usize], values: &[f64]) -> Cut {
    let mut terms: BTreeMap<u32, i64> = BTreeMap::new();
    let mut least = 0;
    for cut in of {
        for (at, by) in &cuts[*cut].terms {
            *terms.entry(*at).or_default() += by;
        }
        least += cuts[*cut].least;
    }
    for (at, by) in &mut terms {
        if *by % 2 != 0 {
            // Made even by what is known of any cell: at least nothing, or at most one.
            let up = values[*at as usize] < 0.5;
            *by += if up { 1 } else { -1 };
            least -= i64::from(!up);
        }
    }
    let terms = terms.into_iter().filter(|(_, by)| *by != 0).map(|(at, by)| (at, by / 2));
    Cut { terms: terms.collect(), least: (least + 1).div_euclid(2) }
}
