//! Operators that choose a colour or the way it is laid on.

use lopdf::{Dictionary, Object, content::Operation};

use super::{
    Colour, Finding, Foreign, Frame, Ink, Paint, Painting, Space, Transparent, Use, lookup,
};

impl<'a> Painting<'a, '_, '_> {
    pub(super) fn choose_colour(
        &mut self,
        operation: &Operation,
        numbers: &[f64],
        frame: &mut Frame<'a>,
    ) -> bool {
        let colour = match operation.operator.as_str() {
            "g" | "G" => Colour::of(Space::Gray, numbers),
            "k" | "K" => Colour::of(Space::Cmyk, numbers),
            "rg" | "RG" => Colour::of(Space::Foreign(Foreign::Rgb), numbers),
            "cs" | "CS" => {
                let space = operation.operands.first().map_or(Space::Unknown, |name| {
                    Space::read(self.walk.document, name, Some(frame.resources))
                });
                Colour::initial(space)
            }
            "sc" | "scn" | "SC" | "SCN" => {
                let stroke = operation.operator.starts_with('S');
                let now = if stroke { &frame.state.stroke } else { &frame.state.fill };
                let space = now.space.clone();
                if let Some(Object::Name(name)) = operation.operands.last()
                    && !self.choose_pattern(name, &space, numbers, frame)
                {
                    return false;
                }
                Colour::of(space, numbers)
            }
            _ => return true,
        };
        if operation.operator.starts_with(|c: char| c.is_ascii_uppercase()) {
            frame.state.stroke = colour;
        } else {
            frame.state.fill = colour;
        }
        true
    }

    /// Adds what is wrong with a colour that is painted with.
    pub(super) fn paint(&mut self, colour: &Colour, by: Use, inside: bool, overprint: (bool, i64)) {
        self.space(&colour.space, by);
        let Paint::Inks(inks) = colour.paint else {
            return;
        };
        if !inside {
            return;
        }
        let per_cent = (inks.total() * 100.0).round();
        if per_cent > MOST_INK {
            self.add(Finding::Ink(per_cent as u32));
        }
        if inks.all > 0.0 {
            self.add(Finding::RegistrationInside);
        }
        if inks.is_white() && inks.overprints(overprint.0, overprint.1) {
            self.add(Finding::WhiteOverprints);
        }
    }

    /// Adds what is wrong with painting in a space, whatever the colour.
    pub(super) fn space(&mut self, space: &Space, by: Use) {
        match space.base() {
            Space::Foreign(foreign) => self.add(Finding::Colour(*foreign, by)),
            Space::Unknown => self.add(Finding::UnknownColour(by)),
            Space::Inks(inks, stand_in) => {
                for ink in inks.iter() {
                    if let Ink::Spot(name) = ink {
                        self.add(Finding::Spot(name.clone()));
                    }
                }
                if let Space::Foreign(foreign) = **stand_in {
                    self.add(Finding::Colour(foreign, Use::Alternate));
                }
            }
            Space::Pattern(Some(of)) => self.space(&of.clone(), by),
            _ => {}
        }
    }

    /// `gs`: ISO 32000-1, 8.4.5. Returns `false` where there is more than is looked at.
    pub(super) fn parameters(&mut self, operation: &Operation, frame: &mut Frame<'a>) -> bool {
        let document = self.walk.document;
        let Some(Object::Name(name)) = operation.operands.first() else {
            return true;
        };
        let found = lookup::resource(document, frame.resources, b"ExtGState", name);
        let Some(parameters) = found.and_then(|(_, object)| lookup::dict_of(object)) else {
            self.add(Finding::ResourceMissing(lookup::shown(name).into()));
            return true;
        };
        let value = |key: &[u8]| lookup::value(document, parameters, key);
        let number = |key: &[u8]| lookup::number(document, parameters, key);
        let state = &mut frame.state;
        if let Some(width) = number(b"LW") {
            state.line_width = width;
        }
        if let Some(both) = value(b"OP").and_then(|value| value.as_bool().ok()) {
            // `OP` alone is meant for both.
            (state.stroke_overprint, state.fill_overprint) = (both, both);
        }
        if let Some(fill) = value(b"op").and_then(|value| value.as_bool().ok()) {
            state.fill_overprint = fill;
        }
        if let Some(mode) = number(b"OPM") {
            state.overprint_mode = mode as i64;
        }
        if [number(b"ca"), number(b"CA")].into_iter().flatten().any(|share| share < 0.999) {
            self.transparent(Transparent::Opacity);
        }
        if value(b"BM").is_some_and(|mode| !is_normal(mode)) {
            self.transparent(Transparent::BlendMode);
        }
        if value(b"SMask").is_some_and(|mask| !lookup::is_name(mask, b"None")) {
            self.transparent(Transparent::SoftMask);
        }
        if let Some(Object::Array(chosen)) = value(b"Font")
            && let [font, size] = chosen.as_slice()
        {
            let font = document.dereference(font).ok();
            frame.state.font = font.and_then(|(id, font)| self.font(id, font));
            frame.state.font_size = lookup::float(size).unwrap_or(0.0);
        }
        let transfer = value(b"TR").is_some_and(|one| !lookup::is_name(one, b"Identity"))
            || value(b"TR2").is_some_and(|one| !lookup::is_name(one, b"Default"));
        if transfer && let Some(standard) = self.walk.standard {
            self.add(Finding::Forbidden(standard, "a transfer function"));
        }
        match parameters.get(b"SMask") {
            Err(_) | Ok(Object::Null) => true,
            Ok(_) => self.mask(value(b"SMask").unwrap_or(&Object::Null), frame),
        }
    }

    pub(super) fn transparent(&mut self, kind: Transparent) {
        if let Some(standard) = self.walk.standard
            && !standard.allows_transparency()
        {
            self.add(Finding::Transparency(standard, kind));
        }
    }

    /// The transparency group of a page or a form.
    pub(super) fn group(&mut self, of: &Dictionary) {
        let document = self.walk.document;
        let Some(group) = lookup::dict(document, of, b"Group") else {
            return;
        };
        if lookup::name(document, group, b"S") != Some(b"Transparency") {
            return;
        }
        self.transparent(Transparent::Group);
        if let Some(space) = lookup::value(document, group, b"CS") {
            let space = Space::read(document, space, None);
            self.space(&space, Use::Blending);
        }
    }
}

/// The most ink that is safe on coated paper, in per cent.
const MOST_INK: f64 = 280.0;

/// A reader takes the first blend mode that it knows.
fn is_normal(mode: &Object) -> bool {
    let first = match mode {
        Object::Array(modes) => modes.first(),
        mode => Some(mode),
    };
    first.is_some_and(|mode| matches!(mode.as_name(), Ok(b"Normal" | b"Compatible")))
}
