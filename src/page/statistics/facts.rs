//! What the parts of a table say, in sentences.

use super::{figures::Around, words};
use crate::stats::model::Shown;

/// Of each of some dimensions what is most, or of time what is latest. A sentence that could be wrong
/// for what is withheld, or that is not quite true for a tie, is not said; of invented figures none is, since it
/// would be passed on without their mark.
pub fn facts(around: &Around<'_>, dimensions: &[usize]) -> Vec<String> {
    if around.statistics.is_sample() {
        return Vec::new();
    }
    let fact = |&dimension: &usize| match around.is_time(dimension) {
        true => latest(around, dimension),
        false => most(around, dimension),
    };
    dimensions.iter().filter_map(fact).collect()
}

fn latest(around: &Around<'_>, dimension: usize) -> Option<String> {
    let code = *around.parts(dimension).last()?;
    let shown = around.shown(&[(dimension, code)]);
    Some(words::latest(around.label(dimension, code), shown, around.unit()))
}

fn most(around: &Around<'_>, dimension: usize) -> Option<String> {
    let parts = around.parts(dimension);
    let shown = parts.iter().map(|&code| (code, around.shown(&[(dimension, code)])));
    let known: Vec<(u16, Shown, u64)> =
        shown.filter_map(|(code, shown)| Some((code, shown, shown.number()?))).collect();
    let &(code, shown, most) = known.iter().max_by_key(|(_, _, number)| *number)?;
    if known.len() < 2 || most == 0 || known.iter().filter(|(_, _, n)| *n == most).count() > 1 {
        return None;
    }
    Some(words::most(
        &around.statistics.design().dimensions[dimension].label,
        around.label(dimension, code),
        shown,
        words::share(shown, around.shown(&[])).as_deref(),
        around.unit(),
        known.len() == parts.len(),
    ))
}
