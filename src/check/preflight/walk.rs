//! Goes through what pages paint, operator by operator: ISO 32000-1, annex A.

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
    sync::LazyLock,
};

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, content::Operation};

use super::{
    budget::Budget,
    content::{Item, items},
    filter::{self, Fault, File},
    finding::{Finding, Findings, Transparent, Use},
    font::Font,
    geometry::{Matrix, Rect},
    grammar::Grammar,
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
/// Resources of a page that has none.
static NO_RESOURCES: LazyLock<Dictionary> = LazyLock::new(Dictionary::new);

/// Goes through one page after the other.
#[derive(Debug)]
pub struct Walk<'a, 'b> {
    pub(super) document: &'a Document,
    file: File<'a>,
    pub(super) standard: Option<Standard>,
    budget: &'b mut Budget,
    /// Whether a stream is as long as it says.
    lengths: HashMap<ObjectId, bool>,
    fonts: HashMap<ObjectId, Rc<Font<'a>>>,
}

impl<'a, 'b> Walk<'a, 'b> {
    pub fn new(file: File<'a>, standard: Option<Standard>, budget: &'b mut Budget) -> Walk<'a, 'b> {
        Walk {
            document: file.document,
            file,
            standard,
            budget,
            lengths: HashMap::new(),
            fonts: HashMap::new(),
        }
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
            printed: true,
            open: Vec::new(),
            seen: HashSet::new(),
        };
        painting.group(page);
        let Some(content) = painting.page_content(page) else {
            return false;
        };
        let resources = resources.unwrap_or(&NO_RESOURCES);
        painting.run(&content, resources, State::new(Matrix::IDENTITY))
            && painting.annotations(page)
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
    /// Whether what is painted leaves ink: a soft mask and the look of an annotation do not, and only
    /// have to be whole.
    printed: bool,
    /// Forms and patterns that are being painted, the outermost first.
    open: Vec<ObjectId>,
    /// Patterns, soft masks and drawn fonts of this page that were looked at, and whether as ink.
    seen: HashSet<(ObjectId, bool)>,
}

/// What one content stream is at.
struct Frame<'a> {
    resources: &'a Dictionary,
    state: State<'a>,
    saved: Vec<State<'a>>,
    outline: Outline,
    text: TextPlace,
}

mod annotation;
mod colour;
mod mark;
mod object;

impl<'a> Painting<'a, '_, '_> {
    fn add(&mut self, finding: Finding) {
        let counts = self.printed
            || matches!(
                finding,
                Finding::Damaged
                    | Finding::ContentBroken
                    | Finding::ResourceMissing(_)
                    | Finding::NotEmbedded(_)
            );
        if counts {
            self.findings.add(Some(self.page), finding);
        }
    }

    /// All streams of a page's content. `None` where that is more than is looked at.
    fn page_content(&mut self, page: &'a Dictionary) -> Option<Vec<u8>> {
        let document = self.walk.document;
        let parts = match page.get(b"Contents") {
            // A page may be empty.
            Err(_) | Ok(Object::Null) => &[],
            Ok(contents) => match document.dereference(contents) {
                Ok((_, Object::Array(parts))) => parts.as_slice(),
                _ => std::slice::from_ref(contents),
            },
        };
        let mut content = Vec::new();
        for part in parts {
            match document.dereference(part) {
                Ok((Some(id), Object::Stream(stream))) => content.extend(self.decode(id, stream)?),
                _ => self.add(Finding::ContentBroken),
            }
            content.push(b'\n');
        }
        Some(content)
    }

    /// `None` where the stream holds more than is looked at; nothing where it is damaged.
    fn decode(&mut self, id: ObjectId, stream: &Stream) -> Option<Vec<u8>> {
        let file = self.walk.file;
        let length = self.walk.lengths.entry(id);
        let decoded = if *length.or_insert_with(|| filter::says_its_length(file, id, stream)) {
            filter::decode(file.document, stream, self.walk.budget.bytes())
        } else {
            Err(Fault::Damaged)
        };
        match decoded {
            Ok(bytes) => {
                let spent = bytes.len().max(stream.content.len());
                self.walk.budget.spend_bytes(spent).then_some(bytes)
            }
            Err(Fault::TooLarge) => None,
            Err(Fault::Damaged) => {
                self.add(Finding::ContentBroken);
                Some(Vec::new())
            }
        }
    }

    /// Returns `false` where the stream holds more than is looked at.
    fn run(&mut self, content: &[u8], resources: &'a Dictionary, state: State<'a>) -> bool {
        let mut frame = Frame {
            resources,
            state,
            saved: Vec::new(),
            outline: Outline::default(),
            text: TextPlace::START,
        };
        let mut grammar = Grammar::default();
        let mut whole = true;
        let all = items(content, |item| {
            self.walk.budget.spend_operation()
                && match item {
                    Item::Operation(operation) => {
                        whole &= grammar.take(&operation);
                        self.operation(&operation, &mut frame)
                    }
                    Item::InlineImage(image) => {
                        self.image(&image, &frame);
                        true
                    }
                    Item::Broken => {
                        whole = false;
                        true
                    }
                }
        });
        if !whole || (all && !grammar.is_closed()) {
            self.add(Finding::ContentBroken);
        }
        all
    }

    fn operation(&mut self, operation: &Operation, frame: &mut Frame<'a>) -> bool {
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
            "gs" => return self.parameters(operation, frame),
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
