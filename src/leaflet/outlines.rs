//! Text as curves, for print shops that want no fonts.

use std::fmt::Write;

use ttf_parser::{GlyphId, OutlineBuilder};
use typst::{
    layout::{Abs, Frame, FrameItem, GroupItem, Point, Ratio, Size, Transform},
    text::{Font, FontVariant, FontVariations, TextItem},
    visualize::{Curve, DashPattern, FillRule, FixedStroke, Geometry, Shape},
};
use typst_layout::{Page, PagedDocument};

use super::finish::Slug;

/// The same pages, every character drawn as the curve that its font has for it.
///
/// A curve keeps the units of its font, and the group around it brings it to its size and place. So its
/// numbers are whole and short, and the same wherever its character stands: a file is a third smaller
/// than with points on the page.
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
                characters(text, *at, &mut drawn);
                continue;
            }
            // Tags and links are for readers of the text, of which there is none.
            FrameItem::Tag(_) | FrameItem::Link(..) => continue,
            other => other.clone(),
        };
        drawn.push(*at, item);
    }
    drawn
}

/// The characters of a text that stands at `at`, one by one.
fn characters(text: &TextItem, at: Point, drawn: &mut Frame) {
    let scale = text.size.to_pt() / text.font.units_per_em();
    let transform = Transform::scale(Ratio::new(scale), Ratio::new(scale));
    let stroke = text.stroke.as_ref().map(|stroke| scaled(stroke, 1.0 / scale));
    let mut x = Abs::zero();
    for glyph in &text.glyphs {
        let mut drawer = Drawer { curve: Curve::new(), last: (0.0, 0.0) };
        text.font.ttf().outline_glyph(GlyphId(glyph.id), &mut drawer);
        // A space has no curve.
        if !drawer.curve.0.is_empty() {
            let shape = Shape {
                geometry: Geometry::Curve(drawer.curve),
                fill: Some(text.fill.clone()),
                fill_rule: FillRule::NonZero,
                stroke: stroke.clone(),
            };
            let mut one = Frame::soft(Size::zero());
            one.push(Point::zero(), FrameItem::Shape(shape, glyph.span.0));
            let offset =
                Point::new(x + glyph.x_offset.at(text.size), -glyph.y_offset.at(text.size));
            let group = GroupItem { transform, ..GroupItem::new(one) };
            drawn.push(at + offset, FrameItem::Group(group));
        }
        x += glyph.x_advance.at(text.size);
    }
}

fn scaled(stroke: &FixedStroke, by: f64) -> FixedStroke {
    let dash = stroke.dash.as_ref().map(|dash| DashPattern {
        array: dash.array.iter().map(|&length| length * by).collect(),
        phase: dash.phase * by,
    });
    FixedStroke { thickness: stroke.thickness * by, dash, ..stroke.clone() }
}

/// Draws a glyph into a curve, whose y grows downwards, a point for each unit of the font.
struct Drawer {
    curve: Curve,
    last: (f64, f64),
}

impl Drawer {
    fn point((x, y): (f64, f64)) -> Point {
        Point::new(Abs::pt(x), Abs::pt(-y))
    }
}

impl OutlineBuilder for Drawer {
    fn move_to(&mut self, x: f32, y: f32) {
        self.last = (x.into(), y.into());
        let point = Self::point(self.last);
        self.curve.move_(point);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.last = (x.into(), y.into());
        let point = Self::point(self.last);
        self.curve.line(point);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        let [control, to] = [(cx.into(), cy.into()), (f64::from(x), f64::from(y))];
        let (first, second) = raised(self.last, control, to);
        self.last = to;
        let [first, second, to] = [first, second, to].map(Self::point);
        self.curve.cubic(first, second, to);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.last = (x.into(), y.into());
        let [first, second, to] =
            [(x1.into(), y1.into()), (x2.into(), y2.into()), self.last].map(Self::point);
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

/// The first of `lines` that fits into `width` points, as path operators: in 7 pt, or in smaller type down
/// to 5 pt. Nothing if none does. What the font lacks is left out: the line is for those who print the
/// file, and the names in it have been set in the leaflet already.
pub fn slug(font: &Font, width: f64, lines: &[String]) -> Slug {
    const SIZES: std::ops::RangeInclusive<f64> = 5.0..=7.0;
    let size = Abs::pt(*SIZES.end());
    let font = font.clone().instantiate(FontVariant::default(), size, &FontVariations::default());
    let face = font.ttf();
    let advance = |glyph| f64::from(face.glyph_hor_advance(glyph).unwrap_or_default());
    let fitting = lines.iter().find_map(|line| {
        let glyphs: Vec<GlyphId> = line.chars().filter_map(|c| face.glyph_index(c)).collect();
        let ems = glyphs.iter().map(|&glyph| advance(glyph)).sum::<f64>() / font.units_per_em();
        let size = (width / ems).min(*SIZES.end());
        (size >= *SIZES.start()).then_some((glyphs, size))
    });
    let Some((glyphs, size)) = fitting else { return Slug::default() };
    let scale = size / font.units_per_em();
    let mut pen = PathPen { path: String::new(), scale, x: 0.0, last: (0.0, 0.0) };
    for glyph in glyphs {
        face.outline_glyph(glyph, &mut pen);
        pen.x += advance(glyph) * scale;
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
