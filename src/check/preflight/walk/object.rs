//! Operators that paint something kept elsewhere: forms, images, patterns, gradients.

use lopdf::{Dictionary, Object, ObjectId, Stream, content::Operation};

use super::{
    DEEPEST, Finding, Frame, Image, Matrix, Painting, Rect, Space, State, Transparent, Use, lookup,
};

/// Pixels an inch that print needs.
const LEAST_PPI: f64 = 300.0;

impl<'a> Painting<'a, '_, '_> {
    /// `Do`. Returns `false` where there is more than is looked at.
    pub(super) fn paint_object(&mut self, operation: &Operation, frame: &Frame<'a>) -> bool {
        let document = self.walk.document;
        let Some(Object::Name(name)) = operation.operands.first() else {
            return true;
        };
        let found = lookup::resource(document, frame.resources, b"XObject", name);
        let Some((id, Object::Stream(stream))) = found else {
            self.add(Finding::ResourceMissing(lookup::shown(name).into()));
            return true;
        };
        match lookup::name(document, &stream.dict, b"Subtype") {
            Some(b"Image") => self.image(&stream.dict, frame),
            Some(b"Form") => {
                self.group(&stream.dict);
                let mut state = frame.state.clone();
                state.matrix = lookup::matrix(document, &stream.dict, b"Matrix").then(state.matrix);
                return self.stream(id, stream, frame.resources, state);
            }
            Some(b"PS") => {
                if let Some(standard) = self.walk.standard {
                    self.add(Finding::Forbidden(standard, "PostScript code"));
                }
            }
            _ => self.add(Finding::ResourceMissing(lookup::shown(name).into())),
        }
        true
    }

    /// A content stream within another one.
    pub(super) fn stream(
        &mut self,
        id: Option<ObjectId>,
        stream: &'a Stream,
        outer: &'a Dictionary,
        state: State<'a>,
    ) -> bool {
        let id = id.unwrap_or((0, 0));
        if self.open.contains(&id) {
            self.add(Finding::Damaged);
            return true;
        }
        if self.open.len() >= DEEPEST {
            return false;
        }
        let Some(content) = self.decode(id, stream) else {
            return false;
        };
        let resources = lookup::dict(self.walk.document, &stream.dict, b"Resources");
        self.open.push(id);
        let all = self.run(&content, resources.unwrap_or(outer), state);
        self.open.pop();
        all
    }

    pub(super) fn image(&mut self, dict: &Dictionary, frame: &Frame<'a>) {
        let state = &frame.state;
        let image = Image::read(self.walk.document, dict, frame.resources);
        let unit_square = Rect::new(0.0, 0.0, 1.0, 1.0).transformed(state.matrix);
        let inside = self.area.is_none_or(|area| unit_square.touches(area));
        match &image.space {
            Some(space) => self.space(space, Use::Image),
            None => {
                let overprint = (state.fill_overprint, state.overprint_mode);
                self.paint(&state.fill, Use::Image, inside, overprint);
            }
        }
        if image.soft_mask {
            self.transparent(Transparent::SoftMask);
        }
        let ppi = image.ppi(state.matrix, self.unit).map(f64::round);
        if let Some(ppi) = ppi.filter(|ppi| inside && self.area.is_some() && *ppi < LEAST_PPI) {
            self.add(Finding::Image {
                ppi: ppi as u32,
                width: image.width as u32,
                height: image.height as u32,
            });
        }
    }

    pub(super) fn shade(&mut self, operation: &Operation, frame: &Frame<'a>) {
        let Some(Object::Name(name)) = operation.operands.first() else {
            return;
        };
        let found = lookup::resource(self.walk.document, frame.resources, b"Shading", name);
        match found.and_then(|(_, object)| lookup::dict_of(object)) {
            Some(shading) => self.shading(shading, frame.resources),
            None => self.add(Finding::ResourceMissing(lookup::shown(name).into())),
        }
    }

    fn shading(&mut self, shading: &Dictionary, resources: &Dictionary) {
        let document = self.walk.document;
        let space = lookup::value(document, shading, b"ColorSpace");
        let space =
            space.map_or(Space::Unknown, |space| Space::read(document, space, Some(resources)));
        self.space(&space, Use::Shading);
    }

    /// `scn` with the name of a pattern. Returns `false` where there is more than is looked at.
    pub(super) fn choose_pattern(
        &mut self,
        name: &[u8],
        space: &Space,
        numbers: &[f64],
        frame: &Frame<'a>,
    ) -> bool {
        let document = self.walk.document;
        let found = lookup::resource(document, frame.resources, b"Pattern", name);
        let Some((id, pattern)) = found else {
            self.add(Finding::ResourceMissing(lookup::shown(name).into()));
            return true;
        };
        match pattern {
            Object::Dictionary(pattern) => {
                match lookup::dict(document, pattern, b"Shading") {
                    Some(shading) => self.shading(shading, frame.resources),
                    None => self.add(Finding::ContentBroken),
                }
                true
            }
            Object::Stream(stream) => {
                if id.is_some_and(|id| !self.seen.insert((id, self.printed))) {
                    return true;
                }
                let matrix = lookup::matrix(document, &stream.dict, b"Matrix");
                let mut state = State::new(matrix);
                // A pattern without colours of its own takes those it is chosen with.
                if let Space::Pattern(Some(of)) = space {
                    let colour = super::Colour::of((**of).clone(), numbers);
                    (state.fill, state.stroke) = (colour.clone(), colour);
                }
                // It is repeated: places mean nothing.
                let area = self.area.take();
                let all = self.stream(id, stream, frame.resources, state);
                self.area = area;
                all
            }
            _ => {
                self.add(Finding::ContentBroken);
                true
            }
        }
    }

    /// The form of a soft mask, which leaves no ink. Returns `false` where there is more than is looked at.
    pub(super) fn mask(&mut self, mask: &'a Object, frame: &Frame<'a>) -> bool {
        if lookup::is_name(mask, b"None") {
            return true;
        }
        let document = self.walk.document;
        let form =
            mask.as_dict().ok().and_then(|mask| document.dereference(mask.get(b"G").ok()?).ok());
        let Some((Some(id), Object::Stream(form))) = form else {
            self.add(Finding::ContentBroken);
            return true;
        };
        !self.seen.insert((id, false)) || self.without_ink(id, form, frame.resources)
    }

    /// Looks whether a form is whole that is not printed.
    pub(super) fn without_ink(
        &mut self,
        id: ObjectId,
        form: &'a Stream,
        outer: &'a Dictionary,
    ) -> bool {
        let printed = std::mem::replace(&mut self.printed, false);
        let all = self.stream(Some(id), form, outer, State::new(Matrix::IDENTITY));
        self.printed = printed;
        all
    }
}
