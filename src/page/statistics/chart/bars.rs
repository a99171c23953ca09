//! Bars that lie, one below the other: for places, categories, ages.

use std::ops::Range;

use plotters::{
    coord::{Shift, types::RangedCoordf64},
    prelude::*,
    style::text_anchor::{HPos, Pos, VPos},
};

use super::{
    Entry, Subject, TYPE, WIDTH,
    dress::dress,
    ink::{Ink, SERIES},
    largest, width_of,
};
use crate::page::statistics::words;

/// Height of a bar, of the room after each entry, and of the legend's line.
const BAR: u32 = 20;
const AFTER: u32 = 12;
const LEGEND: u32 = 30;
/// Between a label and its bar, and a bar and its number.
const GAP: u32 = 7;
/// Widest column of labels: longer ones go on two lines.
const LABELS: u32 = 9 * TYPE;
/// The mark for what is withheld, which is always the same, and the room that keeps it off the axis,
/// so that it is no bar.
const MARK: (u32, u32) = (28, 12);

type Area<'b> = DrawingArea<SVGBackend<'b>, Shift>;
type Plane = Cartesian2d<RangedCoordf64, RangedCoordf64>;

/// Draws entries as bars. `series` names the bars of each entry; empty where it has one. `None` if
/// there is nothing to draw, or more series than can be told apart.
pub fn bars(entries: &[Entry], series: &[String], subject: &Subject) -> Option<String> {
    let each = series.len().max(1);
    if entries.is_empty() || each > SERIES || entries.iter().any(|e| e.values.len() != each) {
        return None;
    }
    let top = if series.is_empty() { 0 } else { LEGEND };
    let rows: Vec<Range<u32>> = rows(entries, each as u32, top);
    let height = rows.last().map_or(top, |row| row.end) + 2;
    let mut drawing = String::new();
    draw(&mut drawing, height, entries, &rows, series).ok()?;
    Some(dress(&drawing, height, subject))
}

/// Where each entry stands, from top to bottom.
fn rows(entries: &[Entry], each: u32, top: u32) -> Vec<Range<u32>> {
    let mut at = top;
    entries
        .iter()
        .map(|entry| {
            let lines = label_lines(&entry.label).len() as u32;
            let height = (each * (BAR + 2)).max(lines * (TYPE + 3));
            let row = at..at + height;
            at = row.end + AFTER;
            row
        })
        .collect()
}

fn draw(
    drawing: &mut String,
    height: u32,
    entries: &[Entry],
    rows: &[Range<u32>],
    series: &[String],
) -> Result<(), Box<dyn std::error::Error>> {
    let area = SVGBackend::with_string(drawing, (WIDTH, height)).into_drawing_area();
    let labels = entries.iter().flat_map(|entry| label_lines(&entry.label));
    let left = labels.map(|line| width_of(&line)).max().unwrap_or(0).min(LABELS) + GAP;
    let most = largest(entries);
    let room = width_of(&words::number(most)) + GAP;
    let right = WIDTH.saturating_sub(room).max(left + MARK.0);
    let plane: DrawingArea<_, Plane> = area.apply_coord_spec(Plane::new(
        0.0..most as f64,
        0.0..f64::from(height),
        (left as i32..right as i32, 0..height as i32),
    ));
    legend(&area, series)?;
    if let (Some(first), Some(last)) = (rows.first(), rows.last()) {
        let ends = [(0.0, f64::from(first.start)), (0.0, f64::from(last.end))];
        plane.draw(&PathElement::new(ends, Ink::Axis.stand_in().stroke_width(1)))?;
    }
    for (entry, row) in entries.iter().zip(rows) {
        let lines = label_lines(&entry.label);
        let middle = (row.start + row.end) / 2;
        for (line, at) in lines.iter().zip(0..) {
            let y = middle + at * (TYPE + 3) - (lines.len() as u32 - 1) * (TYPE + 3) / 2;
            text(&area, line, (left - GAP, y), HPos::Right, Ink::Text)?;
        }
        let start = middle - (entry.values.len() as u32 * (BAR + 2)) / 2;
        for (at, value) in entry.values.iter().enumerate() {
            let top = start + at as u32 * (BAR + 2) + 1;
            let center = top + BAR / 2;
            match value.number() {
                Some(number) => {
                    let corners = [(0.0, f64::from(top)), (number as f64, f64::from(top + BAR))];
                    plane.draw(&Rectangle::new(corners, Ink::Series(at).stand_in().filled()))?;
                    let end = plane.map_coordinate(&(number as f64, 0.0)).0 as u32;
                    let shown = words::number(number);
                    text(&area, &shown, (end + GAP, center), HPos::Left, Ink::Text)?;
                }
                None => {
                    let x = (left + GAP) as i32;
                    let y = (center - MARK.1 / 2) as i32;
                    let corners = [(x, y), (x + MARK.0 as i32, y + MARK.1 as i32)];
                    area.draw(&Rectangle::new(corners, Ink::Withheld.stand_in().filled()))?;
                    let at = (left + MARK.0 + 2 * GAP, center);
                    text(&area, words::WITHHELD, at, HPos::Left, Ink::Soft)?;
                }
            }
        }
    }
    area.present()?;
    Ok(())
}

fn legend(area: &Area<'_>, series: &[String]) -> Result<(), Box<dyn std::error::Error>> {
    let mut x = 0;
    for (at, name) in series.iter().enumerate() {
        let corners = [(x, 3), (x + 20, 19)];
        area.draw(&Rectangle::new(corners, Ink::Series(at).stand_in().filled()))?;
        text(area, name, (x as u32 + 20 + GAP, 11), HPos::Left, Ink::Text)?;
        x += (20 + 2 * GAP + width_of(name) + TYPE) as i32;
    }
    Ok(())
}

pub(super) fn text(
    area: &Area<'_>,
    text: &str,
    (x, y): (u32, u32),
    anchor: HPos,
    ink: Ink,
) -> Result<(), Box<dyn std::error::Error>> {
    let color = ink.stand_in();
    let style = TextStyle::from(("sans-serif", TYPE).into_font())
        .color(&color)
        .pos(Pos::new(anchor, VPos::Center));
    area.draw(&Text::new(text.to_owned(), (x as i32, y as i32), style))?;
    Ok(())
}

/// A label in lines that fit the column.
fn label_lines(label: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for c in label.chars() {
        let line = lines.last().map_or(0, |line| width_of(line));
        if line + TYPE > LABELS {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            line.push(c);
        }
    }
    lines
}
