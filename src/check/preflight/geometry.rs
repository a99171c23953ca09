//! Matrices and rectangles, in points.

/// Millimetres of a point.
pub const MM: f64 = 25.4 / 72.0;

/// `[a b c d e f]` as ISO 32000-1, 8.3.3 writes it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Matrix(pub [f64; 6]);

impl Matrix {
    pub const IDENTITY: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// This one first, then `next`.
    pub fn then(self, next: Matrix) -> Matrix {
        let [a, b, c, d, e, f] = self.0;
        let [g, h, i, j, k, l] = next.0;
        Matrix([
            a * g + b * i,
            a * h + b * j,
            c * g + d * i,
            c * h + d * j,
            e * g + f * i + k,
            e * h + f * j + l,
        ])
    }

    pub fn shift(x: f64, y: f64) -> Matrix {
        Matrix([1.0, 0.0, 0.0, 1.0, x, y])
    }

    pub fn apply(self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// How long the unit vectors become.
    pub fn stretch(self) -> (f64, f64) {
        let [a, b, c, d, ..] = self.0;
        (a.hypot(b), c.hypot(d))
    }

    /// How much the direction that shrinks most is stretched: the smaller singular value.
    pub fn least_stretch(self) -> f64 {
        let [a, b, c, d, ..] = self.0;
        let half_trace = (a * a + b * b + c * c + d * d) / 2.0;
        let determinant = a * d - b * c;
        let spread = (half_trace * half_trace - determinant * determinant).max(0.0).sqrt();
        (half_trace - spread).max(0.0).sqrt()
    }
}

/// Lower left and upper right corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    pub left: f64,
    pub bottom: f64,
    pub right: f64,
    pub top: f64,
}

impl Rect {
    /// From any two corners that lie opposite.
    pub fn new(x0: f64, y0: f64, x1: f64, y1: f64) -> Rect {
        Rect { left: x0.min(x1), bottom: y0.min(y1), right: x0.max(x1), top: y0.max(y1) }
    }

    pub fn point(x: f64, y: f64) -> Rect {
        Rect { left: x, bottom: y, right: x, top: y }
    }

    pub fn width(self) -> f64 {
        self.right - self.left
    }

    pub fn height(self) -> f64 {
        self.top - self.bottom
    }

    pub fn is_empty(self) -> bool {
        // Also where a number is none.
        !(self.width() > 0.0 && self.height() > 0.0)
    }

    pub fn with(self, x: f64, y: f64) -> Rect {
        Rect {
            left: self.left.min(x),
            bottom: self.bottom.min(y),
            right: self.right.max(x),
            top: self.top.max(y),
        }
    }

    pub fn touches(self, other: Rect) -> bool {
        self.left <= other.right
            && other.left <= self.right
            && self.bottom <= other.top
            && other.bottom <= self.top
    }

    /// By how much this one sticks out of `outer`, at the side where it does most.
    pub fn sticks_out_of(self, outer: Rect) -> f64 {
        -self.margins_in(outer).into_iter().fold(f64::INFINITY, f64::min)
    }

    /// Left, bottom, right, top: from the side of `outer` inwards to this one.
    pub fn margins_in(self, outer: Rect) -> [f64; 4] {
        [
            self.left - outer.left,
            self.bottom - outer.bottom,
            outer.right - self.right,
            outer.top - self.top,
        ]
    }

    /// The rectangle around this one after a transformation.
    pub fn transformed(self, by: Matrix) -> Rect {
        let (x, y) = by.apply(self.left, self.bottom);
        [(self.right, self.bottom), (self.left, self.top), (self.right, self.top)]
            .into_iter()
            .map(|(x, y)| by.apply(x, y))
            .fold(Rect::point(x, y), |rect, (x, y)| rect.with(x, y))
    }
}
