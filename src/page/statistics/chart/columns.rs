//! Columns that stand side by side: for time.

use plotters::{coord::types::RangedCoordf64, prelude::*, style::text_anchor::HPos};

use super::{Entry, Subject, TYPE, WIDTH, bars::text, dress::dress, ink::Ink, largest, width_of};
use crate::page::statistics::words;

/// More columns than this leave no room for their numbers.
pub const MOST: usize = 8;

/// Height of the highest column, of the room for a number above it and for labels below.
const TALL: u32 = 170;
const ABOVE: u32 = 28;
const LINE: u32 = TYPE + 4;
/// Height of the mark for what is withheld, which is always the same, and the room that keeps it off
/// the axis, so that it is no column.
const MARK: u32 = 24;
const OFF: u32 = 7;

type Plane = Cartesian2d<RangedCoordf64, RangedCoordf64>;

/// Whether the numbers of so many columns stand beside each other without touching: sums are long, and
/// what does not fit is better read as bars that lie.
pub fn fit(entries: &[Entry]) -> bool {
    let step = WIDTH.checked_div(entries.len() as u32);
    step.is_some_and(|step| width_of(&words::number(largest(entries))) <= step)
}

/// Draws one series over time. A label may have two lines. `None` without an entry or with more than
/// `MOST`.
pub fn columns(entries: &[Entry], subject: &Subject) -> Option<String> {
    if entries.is_empty() || entries.len() > MOST {
        return None;
    }
    let lines = entries.iter().map(|entry| entry.label.lines().count()).max().unwrap_or(1);
    let height = ABOVE + TALL + 8 + lines as u32 * LINE;
    let mut drawing = String::new();
    draw(&mut drawing, height, entries).ok()?;
    Some(dress(&drawing, height, subject))
}

fn draw(
    drawing: &mut String,
    height: u32,
    entries: &[Entry],
) -> Result<(), Box<dyn std::error::Error>> {
    let area = SVGBackend::with_string(drawing, (WIDTH, height)).into_drawing_area();
    let most = largest(entries);
    let floor = ABOVE + TALL;
    let plane = area.apply_coord_spec(Plane::new(
        0.0..entries.len() as f64,
        0.0..most as f64,
        (0..WIDTH as i32, floor as i32..ABOVE as i32),
    ));
    let step = WIDTH / entries.len() as u32;
    let broad = (step * 6 / 10).min(64);
    for (at, entry) in (0..).zip(entries) {
        let center = step * at + step / 2;
        let [left, right] = [center - broad / 2, center + broad / 2].map(|x| x as i32);
        let shown = entry.values.first().and_then(|shown| shown.number());
        let (top, bottom, ink, above) = match shown {
            Some(number) => {
                let top = plane.map_coordinate(&(0.0, number as f64)).1;
                (top, floor, Ink::Series(0), words::number(number))
            }
            None => {
                let top = (floor - OFF - MARK) as i32;
                (top, floor - OFF, Ink::Withheld, withheld(step).to_owned())
            }
        };
        let corners = [(left, top), (right, bottom as i32)];
        area.draw(&Rectangle::new(corners, ink.stand_in().filled()))?;
        let above_ink = if shown.is_some() { Ink::Text } else { Ink::Soft };
        text(&area, &above, (center, top as u32 - TYPE / 2 - 3), HPos::Center, above_ink)?;
        for (line, number) in entry.label.lines().zip(0..) {
            let y = floor + 8 + number * LINE + TYPE / 2;
            // What begins here and goes on stands to the left.
            match number {
                0 => text(&area, line, (center, y), HPos::Center, Ink::Text)?,
                _ => text(&area, line, (step * at, y), HPos::Left, Ink::Text)?,
            }
        }
    }
    let ends = [(0, floor as i32), (WIDTH as i32, floor as i32)];
    area.draw(&PathElement::new(ends, Ink::Axis.stand_in().stroke_width(1)))?;
    area.present()?;
    Ok(())
}

/// The word where it fits, else the mark.
fn withheld(step: u32) -> &'static str {
    if width_of(words::WITHHELD) <= step { words::WITHHELD } else { words::MARK }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::model::Shown::{self, Count, Withheld};

    #[test]
    fn columns_stand_where_their_numbers_have_room() {
        let cases: [(usize, Shown, bool); 8] = [
            (0, Count(1), false),
            (1, Count(549_755_813_888), true),
            (2, Count(33_487_090), true),
            (4, Count(33_487_090), true),
            (5, Count(33_487_090), false),
            (7, Count(99_999), true),
            (8, Count(9_999), true),
            (8, Withheld, true),
        ];
        for (count, value, stands) in cases {
            let entry = || Entry { label: String::new(), values: vec![value] };
            let entries: Vec<Entry> = std::iter::repeat_with(entry).take(count).collect();
            assert_eq!(fit(&entries), stands, "{count} of {value:?}");
        }
    }
}
