//! What operators change: ISO 32000-1, 8.4 and 9.3.

use std::rc::Rc;

use lopdf::content::Operation;

use super::{
    font::Font,
    geometry::{Matrix, Rect},
    ink::{self, Paint},
    lookup,
    space::Space,
};

/// A colour with the space it is in.
#[derive(Debug, Clone)]
pub struct Colour {
    pub space: Space,
    pub paint: Paint,
}

impl Colour {
    pub fn initial(space: Space) -> Colour {
        Colour { paint: ink::initial(&space), space }
    }

    pub fn of(space: Space, components: &[f64]) -> Colour {
        Colour { paint: ink::paint(&space, components), space }
    }
}

/// The graphics state, as `q` keeps it.
#[derive(Debug, Clone)]
pub struct State<'a> {
    pub matrix: Matrix,
    pub fill: Colour,
    pub stroke: Colour,
    pub line_width: f64,
    pub font: Option<Rc<Font<'a>>>,
    pub font_size: f64,
    pub leading: f64,
    pub text_mode: i64,
    pub fill_overprint: bool,
    pub stroke_overprint: bool,
    pub overprint_mode: i64,
}

impl State<'_> {
    pub fn new(matrix: Matrix) -> Self {
        State {
            matrix,
            fill: Colour::initial(Space::Gray),
            stroke: Colour::initial(Space::Gray),
            line_width: 1.0,
            font: None,
            font_size: 0.0,
            leading: 0.0,
            text_mode: 0,
            fill_overprint: false,
            stroke_overprint: false,
            overprint_mode: 0,
        }
    }
}

/// The path that is being drawn, in the space of the page.
#[derive(Debug, Default)]
pub struct Outline {
    pub bounds: Option<Rect>,
    pub curved: bool,
}

impl Outline {
    fn add(&mut self, matrix: Matrix, x: f64, y: f64) {
        let (x, y) = matrix.apply(x, y);
        self.bounds = Some(self.bounds.map_or(Rect::point(x, y), |bounds| bounds.with(x, y)));
    }

    /// Takes an operator that builds a path. Returns whether it was one.
    pub fn take(&mut self, operation: &Operation, matrix: Matrix) -> bool {
        let numbers = numbers(operation);
        match (operation.operator.as_str(), numbers.as_slice()) {
            ("m" | "l", &[x, y]) => self.add(matrix, x, y),
            ("c", points @ &[_, _, _, _, _, _]) | ("v" | "y", points @ &[_, _, _, _]) => {
                self.curved = true;
                for point in points.chunks_exact(2) {
                    self.add(matrix, point[0], point[1]);
                }
            }
            ("re", &[x, y, width, height]) => {
                for (x, y) in [(x, y), (x + width, y), (x, y + height), (x + width, y + height)] {
                    self.add(matrix, x, y);
                }
            }
            ("h", _) => {}
            _ => return false,
        }
        true
    }
}

/// The text object: where the next glyph goes.
#[derive(Debug, Clone, Copy)]
pub struct TextPlace {
    pub text: Matrix,
    line: Matrix,
}

impl TextPlace {
    pub const START: TextPlace = TextPlace { text: Matrix::IDENTITY, line: Matrix::IDENTITY };

    pub fn set(&mut self, matrix: Matrix) {
        *self = TextPlace { text: matrix, line: matrix };
    }

    pub fn next_line(&mut self, x: f64, y: f64) {
        self.set(Matrix::shift(x, y).then(self.line));
    }
}

/// The operands that are numbers.
pub fn numbers(operation: &Operation) -> Vec<f64> {
    operation.operands.iter().filter_map(lookup::float).collect()
}
