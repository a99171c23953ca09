//! Everything that lies on a page, with where it lies and inside which of the boxes that a template
//! marks.

use std::rc::Rc;

use typst::{
    layout::{Abs, Frame, FrameItem, Point, Rect, Size, Transform},
    text::TextItem,
    visualize::{Image, Shape},
};

/// What a template marks by a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `<panel-NAME>`: nothing may leave it.
    Panel,
    /// `<headline>`: its last line has more than one character.
    Headline,
    /// `<qr>`: counts as something that matters.
    Code,
    /// `<cut>`: a piece whose edges are cut.
    Cut,
    /// `<edge>`: may stand near an edge.
    Edge,
}

/// A marked box on a page.
#[derive(Debug)]
pub struct Mark {
    pub kind: Kind,
    /// NAME of a panel.
    pub name: String,
    pub rect: Rect,
    /// Its number on the page: two boxes of one name are two.
    pub number: usize,
}

/// One thing on a page.
pub struct Thing<'f> {
    pub item: Item<'f>,
    /// Where it lies, in points from the corner of the trim.
    pub rect: Rect,
    /// How much larger it is than it says, along its smaller side.
    pub scale: f64,
    /// From the page to the innermost.
    pub inside: Vec<Rc<Mark>>,
}

pub enum Item<'f> {
    /// With the height of its base line on the page.
    Text(&'f TextItem, Abs),
    Shape(&'f Shape),
    Image(&'f Image),
    /// A marked box as such.
    Mark(Rc<Mark>),
}

impl Thing<'_> {
    /// The innermost box of a kind that it lies in.
    pub fn within(&self, kind: Kind) -> Option<&Rc<Mark>> {
        self.inside.iter().rev().find(|mark| mark.kind == kind)
    }
}

/// All things on a page, in the order in which they are read.
pub fn things(frame: &Frame) -> Vec<Thing<'_>> {
    let mut walk = Walk { things: Vec::new(), inside: Vec::new(), marks: 0 };
    walk.frame(frame, Transform::identity());
    walk.things
}

struct Walk<'f> {
    things: Vec<Thing<'f>>,
    inside: Vec<Rc<Mark>>,
    marks: usize,
}

impl<'f> Walk<'f> {
    fn frame(&mut self, frame: &'f Frame, transform: Transform) {
        for (at, item) in frame.items() {
            let transform = transform.pre_concat(Transform::translate(at.x, at.y));
            match item {
                FrameItem::Group(group) => {
                    let transform = transform.pre_concat(group.transform);
                    let mark = group.label.and_then(|label| {
                        self.mark(&label.resolve(), group.frame.size(), transform)
                    });
                    let is_marked = mark.is_some();
                    if let Some(mark) = mark {
                        let rect = mark.rect;
                        self.push(Item::Mark(mark.clone()), rect, transform);
                        self.inside.push(mark);
                    }
                    self.frame(&group.frame, transform);
                    if is_marked {
                        self.inside.pop();
                    }
                }
                FrameItem::Text(text) => {
                    let rect = moved(text.bbox(), transform);
                    let base = Point::zero().transform(transform).y;
                    self.push(Item::Text(text, base), rect, transform);
                }
                FrameItem::Shape(shape, _) => {
                    let rect = moved(shape.bbox(true), transform);
                    self.push(Item::Shape(shape), rect, transform);
                }
                FrameItem::Image(image, size, _) => {
                    let rect = moved(Rect::from_pos_size(Point::zero(), *size), transform);
                    self.push(Item::Image(image), rect, transform);
                }
                FrameItem::Link(..) | FrameItem::Tag(_) => {}
            }
        }
    }

    fn push(&mut self, item: Item<'f>, rect: Rect, transform: Transform) {
        let scale = f64::min(
            transform.sx.get().hypot(transform.ky.get()),
            transform.sy.get().hypot(transform.kx.get()),
        );
        self.things.push(Thing { item, rect, scale, inside: self.inside.clone() });
    }

    fn mark(&mut self, label: &str, size: Size, transform: Transform) -> Option<Rc<Mark>> {
        let (kind, name) = match label {
            "headline" => (Kind::Headline, ""),
            "qr" => (Kind::Code, ""),
            "cut" => (Kind::Cut, ""),
            "edge" => (Kind::Edge, ""),
            other => (Kind::Panel, other.strip_prefix("panel-")?),
        };
        self.marks += 1;
        let rect = moved(Rect::from_pos_size(Point::zero(), size), transform);
        Some(Rc::new(Mark { kind, name: name.to_owned(), rect, number: self.marks }))
    }
}

/// The rectangle around a transformed one.
fn moved(rect: Rect, transform: Transform) -> Rect {
    let (min, max) = (rect.min, rect.max);
    let corners = [min, Point::new(max.x, min.y), max, Point::new(min.x, max.y)];
    let corners = corners.map(|corner| corner.transform(transform));
    let fold = |pick: fn(Point, Point) -> Point| corners.into_iter().reduce(pick).unwrap_or(min);
    Rect::new(fold(Point::min), fold(Point::max))
}
