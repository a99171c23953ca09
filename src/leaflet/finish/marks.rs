//! Marks for cutting, folding and register, and the job line, outside what is printed.

use std::fmt::Write;

use lopdf::{Dictionary, Object, dictionary};

use super::{BLEED, MM, SLUG};
use crate::portal::LeafletSize;

/// The colour space of marks in a page's resources.
pub const ALL: &str = "WbAll";
/// Width of a mark's line in points: 0.2 mm.
const LINE: f64 = 0.2 * MM;
/// Millimetres from the trim to the inner end of a mark, and to its outer end.
const FROM: f64 = BLEED + 0.5;
const TO: f64 = SLUG - 2.0;

/// The job line of a page, as curves: a font would have to be embedded for it.
#[derive(Debug, Clone, Default)]
pub struct Slug {
    /// Path operators in points, from the left end of the base line.
    pub path: String,
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
    let (width, height) = (size.width, size.height);
    for x in [0.0, width] {
        pen.line(x, -FROM, x, -TO);
        pen.line(x, height + FROM, x, height + TO);
    }
    for y in [0.0, height] {
        pen.line(-FROM, y, -TO, y);
        pen.line(width + FROM, y, width + TO, y);
    }
    let middle = (FROM + TO) / 2.0;
    let folds = size.folds.get(index).map_or(&[][..], Vec::as_slice);
    // A target stands clear of the marks of the folds.
    let x = clear_of(folds, width);
    pen.target(x, -middle);
    pen.target(x, height + middle);
    pen.target(-middle, height / 2.0);
    pen.target(width + middle, height / 2.0);
    out.push_str("[2.8 1.4] 0 d\n");
    let mut pen = Pen { out: &mut out };
    for &x in folds {
        pen.line(x, -FROM, x, -TO);
        pen.line(x, height + FROM, x, height + TO);
    }
    if let Some(slug) = slug {
        let (x, y) = ((SLUG + 4.0) * MM, 1.2 * MM);
        let _ = write!(out, "[] 0 d q 1 0 0 1 {x:.4} {y:.4} cm\n{}f\nQ\n", slug.path);
    }
    out.push_str("Q\n");
    out
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

    fn line(&mut self, x: f64, y: f64, to_x: f64, to_y: f64) {
        let [x, y, to_x, to_y] = [x, y, to_x, to_y].map(Self::at);
        let _ = writeln!(self.out, "{x:.4} {y:.4} m {to_x:.4} {to_y:.4} l S");
    }

    /// A circle with a cross, 5 mm wide.
    fn target(&mut self, x: f64, y: f64) {
        self.line(x - 2.5, y, x + 2.5, y);
        self.line(x, y - 2.5, x, y + 2.5);
        // A quarter of a circle as a Bézier curve.
        const QUARTER: f64 = 0.5523;
        let radius = 1.5;
        let (cx, cy) = (Self::at(x), Self::at(y));
        let (r, k) = (radius * MM, radius * MM * QUARTER);
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
