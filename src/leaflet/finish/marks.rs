//! Marks for cutting, folding and register, and the job line, outside what is printed.

use std::fmt::Write;

use lopdf::{Dictionary, Object, dictionary};

use super::{BLEED, MM, SLUG};
use crate::portal::LeafletSize;

/// The colour space of marks in a page's resources.
pub const ALL: &str = "WbAll";
/// Width of a mark's line in points: 0.2 mm.
const LINE: f64 = 0.2 * MM;
/// Millimetres from the trim to the inner end of a mark, and to its outer end. What is beyond is for the
/// job line, so that no mark of any format can meet it.
const FROM: f64 = BLEED + 0.5;
const TO: f64 = FROM + 2.0 * ARM;
/// Millimetres from the middle of a register mark to the end of its cross, and of its circle.
const ARM: f64 = 2.5;
const RADIUS: f64 = 1.5;
/// Where the job line begins, in millimetres from the lower left corner of the page.
const LINE_AT: (f64, f64) = (3.0, 0.9);

/// The job line of a page, as curves: a font would have to be embedded for it.
#[derive(Debug, Clone, Default)]
pub struct Slug {
    /// Path operators in points, from the left end of the base line.
    pub path: String,
}

/// The room of a job line, in millimetres.
pub fn slug_width(size: &LeafletSize) -> f64 {
    size.width + 2.0 * (SLUG - LINE_AT.0)
}

/// All separations at once (ISO 32000-1, 8.6.6.4): a mark must be on every plate.
pub fn all() -> Object {
    let tint: Dictionary = dictionary! {
        "FunctionType" => 2,
        "Domain" => vec![0.into(), 1.into()],
        "C0" => vec![Object::Integer(0); 4],
        "C1" => vec![Object::Integer(1); 4],
        "N" => 1,
    };
    vec![
        Object::Name(b"Separation".to_vec()),
        Object::Name(b"All".to_vec()),
        Object::Name(b"DeviceCMYK".to_vec()),
        Object::Dictionary(tint),
    ]
    .into()
}

/// The content of page `index`, moved into the middle of its slug and cut off at the bleed, with the
/// marks around it.
pub fn around(content: &[u8], size: &LeafletSize, index: usize, slug: Option<&Slug>) -> Vec<u8> {
    let move_by = (SLUG - BLEED) * MM;
    let (width, height) = ((size.width + 2.0 * BLEED) * MM, (size.height + 2.0 * BLEED) * MM);
    let mut page =
        format!("q 1 0 0 1 {move_by:.4} {move_by:.4} cm 0 0 {width:.4} {height:.4} re W n\n")
            .into_bytes();
    page.extend_from_slice(content);
    page.extend_from_slice(b"\nQ\n");
    page.extend_from_slice(marks(size, index, slug).as_bytes());
    page
}

fn marks(size: &LeafletSize, index: usize, slug: Option<&Slug>) -> String {
    let mut out = format!("q /{ALL} CS 1 SCN /{ALL} cs 1 scn {LINE:.4} w\n");
    let mut pen = Pen { out: &mut out };
    let folds = size.folds.get(index).map_or(&[][..], Vec::as_slice);
    crop_marks(size).into_iter().for_each(|line| pen.line(line));
    register_marks(size, folds).into_iter().for_each(|middle| pen.target(middle));
    pen.out.push_str("[2.8 1.4] 0 d\n");
    fold_marks(size, folds).for_each(|line| pen.line(line));
    if let Some(slug) = slug {
        let (x, y) = (LINE_AT.0 * MM, LINE_AT.1 * MM);
        let _ = write!(out, "[] 0 d q 1 0 0 1 {x:.4} {y:.4} cm\n{}f\nQ\n", slug.path);
    }
    out.push_str("Q\n");
    out
}

/// From where to where, in millimetres from the lower left corner of the trim.
type Line = [f64; 4];

/// Two at each corner.
fn crop_marks(size: &LeafletSize) -> Vec<Line> {
    let (width, height) = (size.width, size.height);
    let upright = [0.0, width].into_iter().flat_map(|x| above_and_below(x, height));
    let flat = [0.0, height]
        .into_iter()
        .flat_map(|y| [[-FROM, y, -TO, y], [width + FROM, y, width + TO, y]]);
    upright.chain(flat).collect()
}

fn fold_marks(size: &LeafletSize, folds: &[f64]) -> impl Iterator<Item = Line> {
    folds.iter().flat_map(|&x| above_and_below(x, size.height))
}

fn above_and_below(x: f64, height: f64) -> [Line; 2] {
    [[x, -FROM, x, -TO], [x, height + FROM, x, height + TO]]
}

/// The middles of the register marks, one a side, clear of the marks of the folds.
fn register_marks(size: &LeafletSize, folds: &[f64]) -> [(f64, f64); 4] {
    let (width, height) = (size.width, size.height);
    let beyond = FROM + ARM;
    let x = clear_of(folds, width);
    [(x, -beyond), (x, height + beyond), (-beyond, height / 2.0), (width + beyond, height / 2.0)]
}

/// The middle of a side, or of its widest part between folds.
fn clear_of(folds: &[f64], width: f64) -> f64 {
    let mut edges = vec![0.0];
    edges.extend_from_slice(folds);
    edges.push(width);
    let widest = edges.windows(2).max_by(|a, b| (a[1] - a[0]).total_cmp(&(b[1] - b[0])));
    match widest {
        Some(part) if !folds.is_empty() => (part[0] + part[1]) / 2.0,
        _ => width / 2.0,
    }
}

/// Draws in millimetres from the lower left corner of the trim.
struct Pen<'o> {
    out: &'o mut String,
}

impl Pen<'_> {
    fn at(mm: f64) -> f64 {
        (mm + SLUG) * MM
    }

    fn line(&mut self, line: Line) {
        let [x, y, to_x, to_y] = line.map(Self::at);
        let _ = writeln!(self.out, "{x:.4} {y:.4} m {to_x:.4} {to_y:.4} l S");
    }

    /// A circle with a cross.
    fn target(&mut self, (x, y): (f64, f64)) {
        self.line([x - ARM, y, x + ARM, y]);
        self.line([x, y - ARM, x, y + ARM]);
        // A quarter of a circle as a Bézier curve.
        const QUARTER: f64 = 0.5523;
        let (cx, cy) = (Self::at(x), Self::at(y));
        let (r, k) = (RADIUS * MM, RADIUS * MM * QUARTER);
        let _ = writeln!(self.out, "{:.4} {cy:.4} m", cx + r);
        for (a, b, c) in [
            ((r, k), (k, r), (0.0, r)),
            ((-k, r), (-r, k), (-r, 0.0)),
            ((-r, -k), (-k, -r), (0.0, -r)),
            ((k, -r), (r, -k), (r, 0.0)),
        ] {
            for (x, y) in [a, b, c] {
                let _ = write!(self.out, "{:.4} {:.4} ", cx + x, cy + y);
            }
            self.out.push_str("c\n");
        }
        self.out.push_str("S\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Millimetres above and below the base line of a type of 7 pt.
    const LINE_HEIGHT: f64 = 2.2;
    const LINE_DEPTH: f64 = 0.5;

    /// Left, bottom, right, top, in millimetres from the lower left corner of the trim.
    type Area = [f64; 4];

    fn areas(size: &LeafletSize, index: usize) -> Vec<Area> {
        let folds = size.folds.get(index).map_or(&[][..], Vec::as_slice);
        let half = LINE / MM / 2.0;
        let of = |[x, y, to_x, to_y]: Line| {
            [x.min(to_x) - half, y.min(to_y) - half, x.max(to_x) + half, y.max(to_y) + half]
        };
        let target = |(x, y): (f64, f64)| [x - ARM, y - ARM, x + ARM, y + ARM];
        let (left, base) = (LINE_AT.0 - SLUG, LINE_AT.1 - SLUG);
        let line = [left, base - LINE_DEPTH, left + slug_width(size), base + LINE_HEIGHT];
        crop_marks(size)
            .into_iter()
            .chain(fold_marks(size, folds))
            .map(of)
            .chain(register_marks(size, folds).map(target))
            .chain([line])
            .collect()
    }

    fn meet(a: Area, b: Area) -> bool {
        a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
    }

    #[test]
    fn marks_and_job_line_stand_on_the_page_clear_of_the_bleed_and_of_each_other() {
        for (width, height, folds) in [
            (20.0, 20.0, vec![]),
            (90.0, 54.0, vec![]),
            (285.0, 210.0, vec![vec![93.0, 189.0], vec![96.0, 192.0]]),
            (297.0, 210.0, vec![vec![97.0, 197.0], vec![100.0, 200.0]]),
            (1200.0, 1200.0, vec![vec![600.0]]),
        ] {
            let size = LeafletSize { name: String::new(), width, height, folds };
            let bleed = [-BLEED, -BLEED, width + BLEED, height + BLEED];
            for index in 0..2 {
                let areas = areas(&size, index);
                for (at, &area) in areas.iter().enumerate() {
                    let [left, bottom, right, top] = area;
                    let is_on_page = left >= -SLUG
                        && bottom >= -SLUG
                        && right <= width + SLUG
                        && top <= height + SLUG;
                    assert!(is_on_page, "{width} × {height}: {area:?}");
                    assert!(!meet(area, bleed), "{width} × {height}: {area:?} in the bleed");
                    for &other in &areas[at + 1..] {
                        assert!(!meet(area, other), "{width} × {height}: {area:?} and {other:?}");
                    }
                }
            }
        }
    }
}
