//! Operators that put ink on the page: paths and text.

use std::rc::Rc;

use lopdf::{Object, content::Operation};

use super::{Finding, Font, Frame, Matrix, Paint, Painting, Rect, State, Use, lookup};
use crate::check::preflight::geometry::MM;

/// Points. Text below, to the precision of the message, is too small.
const SMALLEST_TEXT: f64 = 6.0;
/// Points. Larger text may be of several inks: a small misregister does not show.
const LARGE_TEXT: f64 = 24.0;
/// Points.
const THINNEST: f64 = 0.2 / MM;
/// A filled bar that is longer is a line and no stroke of a character, in points.
const LONG: f64 = 15.0 / MM;
/// Bytes of glyph programs are not read; this many glyphs of a drawn font are.
const MOST_DRAWN: usize = 2_000;

impl<'a> Painting<'a, '_, '_> {
    fn inside(&self, rect: Rect) -> bool {
        self.area.is_none_or(|area| rect.touches(area))
    }

    pub(super) fn paint_path(&mut self, frame: &mut Frame<'a>, fill: bool, stroke: bool) {
        let outline = std::mem::take(&mut frame.outline);
        let Some(bounds) = outline.bounds else {
            return;
        };
        let state = &frame.state;
        let inside = self.inside(bounds);
        let measured = inside && self.area.is_some();
        if fill {
            let overprint = (state.fill_overprint, state.overprint_mode);
            self.paint(&state.fill, Use::Area, inside, overprint);
            let sides = (bounds.width() * self.unit, bounds.height() * self.unit);
            if measured && !outline.curved && sides.0.max(sides.1) > LONG && !stroke {
                self.line(sides.0.min(sides.1));
            }
        }
        if stroke {
            let overprint = (state.stroke_overprint, state.overprint_mode);
            self.paint(&state.stroke, Use::Line, inside, overprint);
            if measured {
                self.line(state.line_width * state.matrix.least_stretch() * self.unit);
            }
        }
    }

    /// Adds a line of `width` points if it is too thin.
    fn line(&mut self, width: f64) {
        if width < THINNEST * 0.99 {
            self.add(Finding::Hairline((width * MM * 100.0).floor() as u32));
        }
    }

    pub(super) fn choose_font(&mut self, operation: &Operation, frame: &mut Frame<'a>) {
        let [Object::Name(name), size] = operation.operands.as_slice() else {
            return;
        };
        frame.state.font_size = lookup::float(size).unwrap_or(0.0);
        let found = lookup::resource(self.walk.document, frame.resources, b"Font", name);
        frame.state.font = found.and_then(|(id, font)| self.font(id, font));
        if frame.state.font.is_none() {
            self.add(Finding::ResourceMissing(lookup::shown(name).into()));
        }
    }

    /// A font that stands in the file by itself, with its id, or in place.
    pub(super) fn font(
        &mut self,
        id: Option<lopdf::ObjectId>,
        font: &'a Object,
    ) -> Option<Rc<Font<'a>>> {
        if let Some(font) = id.and_then(|id| self.walk.fonts.get(&id)) {
            return Some(font.clone());
        }
        let font = Rc::new(Font::read(self.walk.document, font.as_dict().ok()?));
        if let Some(id) = id {
            self.walk.fonts.insert(id, font.clone());
        }
        Some(font)
    }

    pub(super) fn show(&mut self, operation: &Operation, frame: &mut Frame<'a>) {
        let text = |object: &Object| object.as_str().is_ok_and(|text| !text.is_empty());
        let shows = match operation.operands.last() {
            Some(Object::Array(parts)) => parts.iter().any(text),
            Some(one) => text(one),
            None => false,
        };
        if !shows {
            return;
        }
        let state = &frame.state;
        if let Some(font) = state.font.clone() {
            if !font.embedded {
                self.add(Finding::NotEmbedded(font.name.clone()));
            }
            if !font.unicode {
                self.add(Finding::NoUnicode(font.name.clone()));
            }
            self.drawn_glyphs(&font, frame);
        }
        let state = &frame.state;
        let matrix = frame.text.text.then(state.matrix);
        let (x, y) = matrix.apply(0.0, 0.0);
        let inside = self.inside(Rect::point(x, y));
        let drawn = state.font.as_ref().is_some_and(|font| font.drawn.is_some());
        let size = state.font_size.abs() * matrix.stretch().1 * self.unit;
        let fills = matches!(state.text_mode, 0 | 2 | 4 | 6);
        let strokes = matches!(state.text_mode, 1 | 2 | 5 | 6);
        if (fills || strokes) && inside && self.area.is_some() && !drawn {
            // Sizes are told in tenths of a point; what rounds to 6.0 is meant to be 6.
            let tenths = (size * 10.0).round();
            if tenths < SMALLEST_TEXT * 10.0 && tenths > 0.0 {
                self.add(Finding::SmallText(tenths as u32));
            }
        }
        if fills {
            let overprint = (state.fill_overprint, state.overprint_mode);
            self.paint(&state.fill, Use::Text, inside, overprint);
            if inside {
                self.black(state, size);
            }
        }
        if strokes {
            let overprint = (state.stroke_overprint, state.overprint_mode);
            self.paint(&state.stroke, Use::Text, inside, overprint);
        }
    }

    fn black(&mut self, state: &State<'_>, size: f64) {
        let Paint::Inks(inks) = state.fill.paint else {
            return;
        };
        if inks.is_rich_black() && size < LARGE_TEXT {
            self.add(Finding::RichBlack);
        }
        if inks.is_pure_black() && !inks.overprints(state.fill_overprint, state.overprint_mode) {
            self.add(Finding::BlackKnocksOut);
        }
    }

    /// The glyphs of a font that are content streams themselves, once a page.
    fn drawn_glyphs(&mut self, font: &Rc<Font<'a>>, frame: &Frame<'a>) {
        if self.open.len() >= super::DEEPEST {
            return;
        }
        let document = self.walk.document;
        let Some(dict) = font.drawn else {
            return;
        };
        let Some(glyphs) = lookup::dict(document, dict, b"CharProcs") else {
            return;
        };
        let resources = lookup::dict(document, dict, b"Resources").unwrap_or(frame.resources);
        for (_, glyph) in glyphs.iter().take(MOST_DRAWN) {
            let found = document.dereference(glyph).ok();
            let Some((Some(id), Object::Stream(stream))) = found else {
                self.add(Finding::ContentBroken);
                continue;
            };
            if !self.seen.insert((id, self.printed)) {
                continue;
            }
            let Some(content) = self.decode(id, stream) else { return };
            let area = self.area.take();
            self.open.push(id);
            self.run(&content, resources, State::new(Matrix::IDENTITY));
            self.open.pop();
            self.area = area;
        }
    }
}
