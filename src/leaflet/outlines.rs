//! Text as curves, for print shops that want no fonts.

use std::fmt::Write;

use ttf_parser::{GlyphId, OutlineBuilder};
use typst::{
    layout::{Abs, Frame, FrameItem, GroupItem, Point},
    text::{Font, FontVariant, FontVariations, TextItem},
    visualize::{Curve, FillRule, Geometry, Shape},
};
use typst_layout::{Page, PagedDocument};

use super::finish::Slug;

/// The same pages, every character drawn as the curve that its font has for it.
pub fn outlined(document: &PagedDocument) -> PagedDocument {
    let pages =
        document.pages().iter().map(|page| Page { frame: frame(&page.frame), ..page.clone() });
    PagedDocument::new(pages.collect(), typst::model::Document::info(document).clone())
}

fn frame(frame: &Frame) -> Frame {
    let mut drawn = Frame::new(frame.size(), frame.kind());
    for (at, item) in frame.items() {
        let item = match item {
            FrameItem::Group(group) => {
                FrameItem::Group(GroupItem { frame: self::frame(&group.frame), ..group.clone() })
            }
            FrameItem::Text(text) => {
                let shape = Shape {
                    geometry: Geometry::Curve(curve(text)),
                    fill: Some(text.fill.clone()),
                    fill_rule: FillRule::NonZero,
                    stroke: text.stroke.clone(),
                };
                let span = text.glyphs.first().map(|glyph| glyph.span.0);
                FrameItem::Shape(shape, span.unwrap_or(typst::syntax::Span::detached()))
            }
            // Tags and links are for readers of the text, of which there is none.
            FrameItem::Tag(_) | FrameItem::Link(..) => continue,
            other => other.clone(),
        };
        drawn.push(*at, item);
    }
    drawn
}

fn curve(text: &TextItem) -> Curve {
    let mut curve = Curve::new();
    let scale = text.size.to_pt() / text.font.units_per_em();
    let mut x = 0.0;
    for glyph in &text.glyphs {
        let size = text.size;
        let offset = (x + glyph.x_offset.at(size).to_pt(), glyph.y_offset.at(size).to_pt());
        let mut drawer = Drawer { curve: &mut curve, scale, offset, last: (0.0, 0.0) };
        text.font.ttf().outline_glyph(GlyphId(glyph.id), &mut drawer);
        x += glyph.x_advance.at(size).to_pt();
    }
    curve
}

/// Draws a glyph into a curve, whose y grows downwards.
struct Drawer<'c> {
    curve: &'c mut Curve,
    /// Points a unit of the font.
    scale: f64,
    offset: (f64, f64),
    last: (f64, f64),
}

impl Drawer<'_> {
    fn point(&self, (x, y): (f64, f64)) -> Point {
        let (left, up) = self.offset;
        Point::new(Abs::pt(left + x * self.scale), Abs::pt(-(up + y * self.scale)))
    }
}

impl OutlineBuilder for Drawer<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.last = (x.into(), y.into());
        let point = self.point(self.last);
        self.curve.move_(point);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.last = (x.into(), y.into());
        let point = self.point(self.last);
        self.curve.line(point);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        let [control, to] = [(cx.into(), cy.into()), (f64::from(x), f64::from(y))];
        let (first, second) = raised(self.last, control, to);
        self.last = to;
        let [first, second, to] = [first, second, to].map(|at| self.point(at));
        self.curve.cubic(first, second, to);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.last = (x.into(), y.into());
        let [first, second, to] =
            [(x1.into(), y1.into()), (x2.into(), y2.into()), self.last].map(|at| self.point(at));
        self.curve.cubic(first, second, to);
    }

    fn close(&mut self) {
        self.curve.close();
    }
}

/// The control points of the cubic curve that is a quadratic one.
fn raised(from: (f64, f64), control: (f64, f64), to: (f64, f64)) -> ((f64, f64), (f64, f64)) {
    let towards = |end: (f64, f64)| {
        (end.0 + (control.0 - end.0) * 2.0 / 3.0, end.1 + (control.1 - end.1) * 2.0 / 3.0)
    };
    (towards(from), towards(to))
}

/// A line of text in 7 pt as path operators. What the font lacks is left out: it names the file for
/// those who print it, and the names in it have been set in the leaflet already.
pub fn slug(font: &Font, text: &str) -> Slug {
    const SIZE: f64 = 7.0;
    let font =
        font.clone().instantiate(FontVariant::default(), Abs::pt(SIZE), &FontVariations::default());
    let face = font.ttf();
    let scale = SIZE / font.units_per_em();
    let mut pen = PathPen { path: String::new(), scale, x: 0.0, last: (0.0, 0.0) };
    for c in text.chars() {
        let Some(glyph) = face.glyph_index(c) else { continue };
        face.outline_glyph(glyph, &mut pen);
        pen.x += f64::from(face.glyph_hor_advance(glyph).unwrap_or_default()) * scale;
    }
    Slug { path: pen.path }
}

/// Draws glyphs as path operators, whose y grows upwards as in the font.
struct PathPen {
    path: String,
    scale: f64,
    x: f64,
    last: (f64, f64),
}

impl PathPen {
    fn put(&mut self, points: &[(f64, f64)], operator: &str) {
        for (x, y) in points {
            let _ = write!(self.path, "{:.2} {:.2} ", self.x + x * self.scale, y * self.scale);
        }
        self.path.push_str(operator);
        self.path.push('\n');
        self.last = points.last().copied().unwrap_or(self.last);
    }
}

impl OutlineBuilder for PathPen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.put(&[(x.into(), y.into())], "m");
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.put(&[(x.into(), y.into())], "l");
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        let to = (x.into(), y.into());
        let (first, second) = raised(self.last, (cx.into(), cy.into()), to);
        self.put(&[first, second, to], "c");
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.put(&[(x1.into(), y1.into()), (x2.into(), y2.into()), (x.into(), y.into())], "c");
    }

    fn close(&mut self) {
        self.path.push_str("h\n");
    }
}
