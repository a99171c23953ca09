//! Markdown to a tree of blocks, for recipes that do not set HTML.
//!
//! The same text gives the same words as in HTML. What it says wrong has been told when it was
//! parsed for that; raw HTML leaves its words.

use std::{borrow::Cow, ops::Range};

use pulldown_cmark::{Alignment, CowStr, Event, Parser, Tag, TagEnd};

use super::{
    OPTIONS,
    chars::{self, MARK, TILDE},
    prepared::{MAX_BLOCKS, MAX_DEPTH, Prepared},
    render::stripped,
};

#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    Paragraph(Vec<Inline>),
    Heading {
        level: u8,
        inline: Vec<Inline>,
    },
    List {
        ordered: bool,
        start: u64,
        items: Vec<Vec<Block>>,
    },
    Quote(Vec<Block>),
    Table {
        align: Vec<&'static str>,
        head: Vec<Vec<Inline>>,
        rows: Vec<Vec<Vec<Inline>>>,
    },
    Code(String),
    Rule,
    /// A footnote.
    Note {
        label: String,
        blocks: Vec<Block>,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub enum Inline {
    Text(String),
    Strong(Vec<Inline>),
    Emph(Vec<Inline>),
    Strike(Vec<Inline>),
    Code(String),
    /// With its target as written; without words where a number is to stand in its place.
    Link {
        target: String,
        inline: Vec<Inline>,
    },
    NoteRef(String),
    Break,
}

/// The tree of the text at `body` of `source`. Empty where it is nested too deep.
pub fn tree(source: &str, body: Range<usize>) -> Vec<Block> {
    let prepared = Prepared::new(&source[body.clone()], body.start);
    if prepared.too_deep.is_some() {
        return Vec::new();
    }
    let mut builder =
        Builder { text: &prepared.text, open: vec![Open::blocks(Kind::Top)], line_ended: false };
    for (event, range) in Parser::new_ext(&prepared.text, OPTIONS).into_offset_iter() {
        if builder.open.len() > MAX_DEPTH + MAX_BLOCKS {
            return Vec::new();
        }
        builder.event(event, range);
    }
    let mut blocks = builder.open.pop().map(|top| top.blocks).unwrap_or_default();
    // Notes stand at the end, as on a page.
    blocks.sort_by_key(|block| matches!(block, Block::Note { .. }));
    blocks
}

/// Something that is open while the events go by.
struct Open {
    kind: Kind,
    blocks: Vec<Block>,
    inline: Vec<Inline>,
    items: Vec<Vec<Block>>,
    cells: Vec<Vec<Inline>>,
    rows: Vec<Vec<Vec<Inline>>>,
}

enum Kind {
    Top,
    Paragraph,
    Heading(u8),
    List(Option<u64>),
    Item,
    Quote,
    Code,
    Note(String),
    Table(Vec<&'static str>),
    Row,
    Cell,
    Strong,
    Emph,
    Strike,
    Link(String),
    /// Its words are its text alternative.
    Image,
    Other,
}

impl Open {
    fn blocks(kind: Kind) -> Self {
        Open {
            kind,
            blocks: Vec::new(),
            inline: Vec::new(),
            items: Vec::new(),
            cells: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// Words that stand in a block without a paragraph of their own, as in a tight list.
    fn close_line(&mut self) {
        if !self.inline.is_empty() {
            let inline = std::mem::take(&mut self.inline);
            self.blocks.push(Block::Paragraph(inline));
        }
    }
}

struct Builder<'t> {
    text: &'t str,
    open: Vec<Open>,
    line_ended: bool,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if self.line_ended {
            self.line_ended = false;
            self.end_line(range.start);
        }
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.words(&text),
            Event::Code(code) => self.push(Inline::Code(clean(&code).into_owned())),
            Event::SoftBreak => self.line_ended = true,
            Event::HardBreak => self.push(Inline::Break),
            Event::Rule => self.block(Block::Rule),
            Event::FootnoteReference(label) => {
                self.push(Inline::NoteRef(clean(&label).into_owned()));
            }
            Event::Html(_)
            | Event::InlineHtml(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        let kind = match tag {
            Tag::Paragraph => Kind::Paragraph,
            Tag::Heading { level, .. } => Kind::Heading(level as u8),
            Tag::BlockQuote(_) => Kind::Quote,
            Tag::CodeBlock(_) => Kind::Code,
            Tag::List(first) => Kind::List(first),
            Tag::Item => Kind::Item,
            Tag::FootnoteDefinition(label) => Kind::Note(clean(&label).into_owned()),
            Tag::Table(alignments) => Kind::Table(alignments.iter().map(alignment).collect()),
            Tag::TableHead | Tag::TableRow => Kind::Row,
            Tag::TableCell => Kind::Cell,
            Tag::Emphasis => Kind::Emph,
            Tag::Strong => Kind::Strong,
            Tag::Strikethrough => Kind::Strike,
            Tag::Link { dest_url, .. } => Kind::Link(clean(&dest_url).into_owned()),
            Tag::Image { .. } => Kind::Image,
            _ => Kind::Other,
        };
        let is_block = !matches!(
            kind,
            Kind::Strong | Kind::Emph | Kind::Strike | Kind::Link(_) | Kind::Image | Kind::Cell
        );
        if is_block && let Some(around) = self.open.last_mut() {
            around.close_line();
        }
        self.open.push(Open::blocks(kind));
    }

    fn end(&mut self, tag: TagEnd) {
        let Some(mut done) = self.open.pop() else { return };
        if !matches!(tag, TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableCell)
            && !matches!(
                done.kind,
                Kind::Strong | Kind::Emph | Kind::Strike | Kind::Link(_) | Kind::Image
            )
        {
            done.close_line();
        }
        match done.kind {
            Kind::Paragraph if done.inline.is_empty() => {}
            Kind::Paragraph => self.block(Block::Paragraph(done.inline)),
            Kind::Heading(level) => self.block(Block::Heading { level, inline: done.inline }),
            Kind::List(start) => self.block(Block::List {
                ordered: start.is_some(),
                start: start.unwrap_or(1),
                items: done.items,
            }),
            Kind::Item => self.around(|around| around.items.push(done.blocks)),
            Kind::Quote => self.block(Block::Quote(done.blocks)),
            Kind::Code => self.block(Block::Code(plain(&done.blocks))),
            Kind::Note(label) => {
                let note = Block::Note { label, blocks: done.blocks };
                if let Some(top) = self.open.first_mut() {
                    top.blocks.push(note);
                }
            }
            Kind::Table(align) => {
                let mut rows = done.rows.into_iter();
                let head = rows.next().unwrap_or_default();
                self.block(Block::Table { align, head, rows: rows.collect() });
            }
            Kind::Row => self.around(|around| around.rows.push(done.cells)),
            Kind::Cell => self.around(|around| around.cells.push(done.inline)),
            Kind::Strong => self.push(Inline::Strong(done.inline)),
            Kind::Emph => self.push(Inline::Emph(done.inline)),
            Kind::Strike => self.push(Inline::Strike(done.inline)),
            Kind::Link(target) => self.push(Inline::Link { target, inline: done.inline }),
            Kind::Image => done.inline.into_iter().for_each(|inline| self.push(inline)),
            Kind::Top | Kind::Other => {
                done.blocks.into_iter().for_each(|block| self.block(block));
            }
        }
    }

    fn around(&mut self, change: impl FnOnce(&mut Open)) {
        if let Some(around) = self.open.last_mut() {
            change(around);
        }
    }

    fn block(&mut self, block: Block) {
        self.around(|around| {
            around.close_line();
            around.blocks.push(block);
        });
    }

    fn push(&mut self, inline: Inline) {
        self.around(|around| around.inline.push(inline));
    }

    fn words(&mut self, text: &CowStr<'_>) {
        let text = clean(text);
        self.around(|around| match around.inline.last_mut() {
            Some(Inline::Text(before)) => before.push_str(&text),
            _ => around.inline.push(Inline::Text(text.into_owned())),
        });
    }

    /// What the end of a line becomes, as in `render`.
    fn end_line(&mut self, next: usize) {
        let next = self.text[next..].trim_start_matches(['*', '~', '_', '[', '`', MARK, TILDE]);
        if chars::begins_enumeration(next) {
            return self.push(Inline::Break);
        }
        let before = self.open.iter().rev().find_map(|open| last_char(&open.inline));
        let joined = before.zip(next.chars().next()).is_some_and(|(a, b)| chars::joins(a, b));
        if !joined {
            self.words(&CowStr::Borrowed(" "));
        }
    }
}

fn clean(text: &str) -> Cow<'_, str> {
    stripped(text)
}

fn alignment(alignment: &Alignment) -> &'static str {
    match alignment {
        Alignment::None => "none",
        Alignment::Left => "left",
        Alignment::Center => "center",
        Alignment::Right => "right",
    }
}

fn last_char(inline: &[Inline]) -> Option<char> {
    inline.iter().rev().find_map(|inline| match inline {
        Inline::Text(text) | Inline::Code(text) => text.chars().next_back(),
        Inline::Strong(inner) | Inline::Emph(inner) | Inline::Strike(inner) => last_char(inner),
        Inline::Link { inline, .. } => last_char(inline),
        Inline::NoteRef(_) | Inline::Break => None,
    })
}

/// The words of a block of code, which has nothing else.
fn plain(blocks: &[Block]) -> String {
    let mut text = String::new();
    for block in blocks {
        if let Block::Paragraph(inline) = block {
            for inline in inline {
                if let Inline::Text(words) = inline {
                    text.push_str(words);
                }
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &str) -> Inline {
        Inline::Text(words.into())
    }

    #[test]
    fn a_text_is_blocks_with_words() {
        let source = "## 一\n\n**甲**乙\n丙[公安](agency:police)。\n\n- 一\n- 二\n  - 三\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n";
        assert_eq!(
            tree(source, 0..source.len()),
            [
                Block::Heading { level: 2, inline: vec![text("一")] },
                Block::Paragraph(vec![
                    Inline::Strong(vec![text("甲")]),
                    text("乙丙"),
                    Inline::Link { target: "agency:police".into(), inline: vec![text("公安")] },
                    text("。"),
                ]),
                Block::List {
                    ordered: false,
                    start: 1,
                    items: vec![
                        vec![Block::Paragraph(vec![text("一")])],
                        vec![
                            Block::Paragraph(vec![text("二")]),
                            Block::List {
                                ordered: false,
                                start: 1,
                                items: vec![vec![Block::Paragraph(vec![text("三")])]],
                            },
                        ],
                    ],
                },
                Block::Table {
                    align: vec!["none", "center"],
                    head: vec![vec![text("a")], vec![text("b")]],
                    rows: vec![vec![vec![text("1")], vec![text("2")]]],
                },
            ]
        );
    }

    #[test]
    fn a_number_is_a_link_without_words_and_notes_stand_last() {
        let source = "打[](hotline:city)[^a]。\n\n[^a]: 注\n\n后面\n";
        assert_eq!(
            tree(source, 0..source.len()),
            [
                Block::Paragraph(vec![
                    text("打"),
                    Inline::Link { target: "hotline:city".into(), inline: Vec::new() },
                    Inline::NoteRef("a".into()),
                    text("。"),
                ]),
                Block::Paragraph(vec![text("后面")]),
                Block::Note {
                    label: "a".into(), blocks: vec![Block::Paragraph(vec![text("注")])]
                },
            ]
        );
    }
}
