//! Goes through what pages paint, operator by operator: ISO 32000-1, annex A.

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use lopdf::{
    DecompressError, Dictionary, Document, Error, Object, ObjectId, Stream, content::Operation,
};

use super::{
    budget::Budget,
    content::{Item, items},
    finding::{Finding, Findings, Transparent, Use},
    font::Font,
    geometry::{Matrix, Rect},
    image::Image,
    ink::Paint,
    lookup,
    space::{Foreign, Ink, Space},
    standard::Standard,
    state::{Colour, Outline, State, TextPlace, numbers},
};

/// Forms within forms.
const DEEPEST: usize = 24;
/// States that `q` may keep at a time.
const MOST_SAVED: usize = 2_000;

/// Goes through one page after the other.
#[derive(Debug)]
pub struct Walk<'a, 'b> {
    pub(super) document: &'a Document,
    pub(super) standard: Option<Standard>,
    budget: &'b mut Budget,
    fonts: HashMap<ObjectId, Rc<Font<'a>>>,
}

impl<'a, 'b> Walk<'a, 'b> {
    pub fn new(
        document: &'a Document,
        standard: Option<Standard>,
        budget: &'b mut Budget,
    ) -> Walk<'a, 'b> {
        Walk { document, standard, budget, fonts: HashMap::new() }
    }

    /// Returns `false` if the page holds more than is looked at.
    pub fn page(
        &mut self,
        page: &'a Dictionary,
        number: u32,
        area: Option<Rect>,
        findings: &mut Findings,
    ) -> bool {
        let document = self.document;
        let unit = lookup::number(document, page, b"UserUnit").filter(|unit| *unit > 0.0);
        let resources = lookup::inherited(document, page, b"Resources")
            .and_then(|node| lookup::dict(document, node, b"Resources"));
        let mut painting = Painting {
            walk: self,
            findings,
            page: number,
            area,
            unit: unit.unwrap_or(1.0),
            open: Vec::new(),
            seen: HashSet::new(),
        };
        painting.group(page);
        let Some(content) = painting.page_content(page) else {
            return false;
        };
        let empty = &Dictionary::new();
        painting.run(&content, resources.unwrap_or(empty), State::new(Matrix::IDENTITY))
    }
}

/// One page being gone through.
pub(super) struct Painting<'a, 'b, 'w> {
    pub(super) walk: &'w mut Walk<'a, 'b>,
    findings: &'w mut Findings,
    page: u32,
    /// What is printed. `None` where places can't be told: all counts then, but no size.
    area: Option<Rect>,
    /// Points of a unit of the page.
    unit: f64,
    /// Forms and patterns that are being painted, the outermost first.
    open: Vec<ObjectId>,
    /// Patterns and drawn fonts of this page that were looked at.
    seen: HashSet<ObjectId>,
}

/// What one content stream is at.
struct Frame<'a, 'r> {
    resources: &'r Dictionary,
    state: State<'a>,
    saved: Vec<State<'a>>,
    outline: Outline,
    text: TextPlace,
}

mod colour;
mod mark;
mod object;

impl<'a> Painting<'a, '_, '_> {
    fn add(&mut self, finding: Finding) {
        self.findings.add(Some(self.page), finding);
    }

    /// All streams of a page's content. `None` where that is more than is looked at.
    fn page_content(&mut self, page: &'a Dictionary) -> Option<Vec<u8>> {
        let document = self.walk.document;
        let streams: Vec<&Object> = match lookup::value(document, page, b"Contents") {
            Some(Object::Array(parts)) => {
                parts.iter().filter_map(|part| Some(document.dereference(part).ok()?.1)).collect()
            }
            Some(stream) => vec![stream],
            None => vec![],
        };
        let mut content = Vec::new();
        for stream in streams {
            match lookup::stream(stream) {
                Some(stream) => content.extend(self.decode(stream)?),
                None => self.add(Finding::ContentBroken),
            }
            content.push(b'\n');
        }
        Some(content)
    }

    /// `None` where the stream holds more than is looked at; nothing where it is garbled.
    fn decode(&mut self, stream: &Stream) -> Option<Vec<u8>> {
        match stream.get_plain_content_with_limit(self.walk.budget.bytes()) {
            Ok(bytes) => self.walk.budget.spend_bytes(bytes.len()).then_some(bytes),
            Err(Error::Decompress(DecompressError::MemoryLimitExceeded { .. })) => None,
            Err(_) => {
                self.add(Finding::ContentBroken);
                Some(Vec::new())
            }
        }
    }

    /// Returns `false` where the stream holds more than is looked at.
    fn run(&mut self, content: &[u8], resources: &Dictionary, state: State<'a>) -> bool {
        let mut frame = Frame {
            resources,
            state,
            saved: Vec::new(),
            outline: Outline::default(),
            text: TextPlace::START,
        };
        items(content, |item| {
            self.walk.budget.spend_operation()
                && match item {
                    Item::Operation(operation) => self.operation(&operation, &mut frame),
                    Item::InlineImage(image) => {
                        self.image(&image, &frame);
                        true
                    }
                    Item::Broken => {
                        self.add(Finding::ContentBroken);
                        true
                    }
                }
        })
    }

    fn operation(&mut self, operation: &Operation, frame: &mut Frame<'a, '_>) -> bool {
        if frame.outline.take(operation, frame.state.matrix) {
            return true;
        }
        let numbers = numbers(operation);
        let number = numbers.first().copied();
        let state = &mut frame.state;
        match operation.operator.as_str() {
            "q" => {
                if frame.saved.len() >= MOST_SAVED {
                    return false;
                }
                frame.saved.push(state.clone());
            }
            "Q" => {
                if let Some(saved) = frame.saved.pop() {
                    *state = saved;
                }
            }
            "cm" => {
                if let Ok(matrix) = numbers.try_into() {
                    state.matrix = Matrix(matrix).then(state.matrix);
                }
            }
            "w" => state.line_width = number.unwrap_or(state.line_width),
            "gs" => self.parameters(operation, frame),
            "BT" => frame.text = TextPlace::START,
            "Tf" => self.choose_font(operation, frame),
            "TL" => state.leading = number.unwrap_or(0.0),
            "Tr" => state.text_mode = number.unwrap_or(0.0) as i64,
            "Tm" => {
                if let Ok(matrix) = numbers.try_into() {
                    frame.text.set(Matrix(matrix));
                }
            }
            "Td" | "TD" => {
                if let [x, y] = numbers[..] {
                    if operation.operator == "TD" {
                        state.leading = -y;
                    }
                    frame.text.next_line(x, y);
                }
            }
            "T*" => frame.text.next_line(0.0, -state.leading),
            "'" | "\"" => {
                frame.text.next_line(0.0, -state.leading);
                self.show(operation, frame);
            }
            "Tj" | "TJ" => self.show(operation, frame),
            "S" | "s" => self.paint_path(frame, false, true),
            "f" | "F" | "f*" => self.paint_path(frame, true, false),
            "B" | "B*" | "b" | "b*" => self.paint_path(frame, true, true),
            "n" => frame.outline = Outline::default(),
            "sh" => self.shade(operation, frame),
            "Do" => return self.paint_object(operation, frame),
            _ => return self.choose_colour(operation, &numbers, frame),
        }
        true
    }
}
