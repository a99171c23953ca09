//! The timetable, as text and as positions for a picture.

use jiff::civil::Date;
use serde::Serialize;

use crate::portal::Phase;

#[derive(Debug, Serialize)]
pub struct PhaseContext<'a> {
    pub name: &'a str,
    /// `YYYY-MM-DD`
    pub start: String,
    pub end: String,
    /// `past`, `current` or `future` on the date of the build.
    pub state: &'static str,
    /// Position in the whole timetable, in per mille of its length: for a picture.
    pub from_permille: u32,
    pub length_permille: u32,
    pub tasks: &'a [String],
}

/// The phases, each from its first day to the end of its last.
pub(super) fn phases(phases: &[Phase], as_of: Date) -> Vec<PhaseContext<'_>> {
    let first = phases.iter().map(|phase| phase.start).min();
    let last = phases.iter().map(|phase| phase.end).max();
    let (Some(first), Some(last)) = (first, last) else { return Vec::new() };
    let whole = days(first, last) + 1;
    // Cutting both ends to the same grid leaves no gap between a phase and the one that follows it.
    let permille = |day: i64| (day.clamp(0, whole.max(0)) * 1000 / whole.max(1)) as u32;
    let context = |phase| {
        let &Phase { ref name, start, end, ref tasks } = phase;
        let from = permille(days(first, start));
        PhaseContext {
            name,
            start: start.to_string(),
            end: end.to_string(),
            state: state(start, end, as_of),
            from_permille: from,
            length_permille: permille(days(first, end) + 1).saturating_sub(from),
            tasks,
        }
    };
    phases.iter().map(context).collect()
}

fn days(from: Date, to: Date) -> i64 {
    i64::from((to - from).get_days())
}

fn state(start: Date, end: Date, as_of: Date) -> &'static str {
    if end < as_of {
        "past"
    } else if start > as_of {
        "future"
    } else {
        "current"
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn phase(start: Date, end: Date) -> Phase {
        Phase { name: "阶段".to_owned(), start, end, tasks: Vec::new() }
    }

    #[test]
    fn phases_fill_the_picture_without_gaps_in_proportion_to_their_days() {
        let all = [
            phase(date(2025, 1, 1), date(2025, 1, 31)),
            phase(date(2025, 2, 1), date(2025, 6, 30)),
            phase(date(2025, 7, 1), date(2025, 12, 31)),
        ];
        let positions: Vec<_> = phases(&all, date(2025, 1, 1))
            .iter()
            .map(|phase| (phase.from_permille, phase.length_permille))
            .collect();
        assert_eq!(positions, [(0, 84), (84, 411), (495, 505)]);
        assert!(phases(&[], date(2025, 1, 1)).is_empty());
    }

    #[test]
    fn a_phase_is_current_from_its_first_day_to_its_last() {
        let (start, end) = (date(2025, 2, 1), date(2025, 2, 28));
        for (as_of, is) in [
            (date(2025, 1, 31), "future"),
            (date(2025, 2, 1), "current"),
            (date(2025, 2, 28), "current"),
            (date(2025, 3, 1), "past"),
        ] {
            assert_eq!(state(start, end, as_of), is, "{as_of}");
        }
    }
}
