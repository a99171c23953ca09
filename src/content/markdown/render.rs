//! Walks the parser's events and writes the document.

use std::{borrow::Cow, collections::HashMap, ops::Range, sync::Arc};

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Parser, Tag, TagEnd};

use super::{
    Body, Document, OPTIONS, chars, clean, escape,
    footnotes::Footnotes,
    headings::{self, Headings},
    links::{Image, Link},
    numbers,
    output::Output,
    places::Places,
    prepared::{MAX_BLOCKS, MAX_DEPTH, MAX_TOLD, Prepared},
    problems,
    raw::Raw,
    summary::Summary,
    tables::Table,
};
use crate::{
    content::{files, scan},
    diagnostic::{Diagnostic, Place},
};

/// What is open while the events go by. Ranges are those of the prepared text.
pub struct Renderer<'a> {
    pub source: &'a Prepared<'a>,
    places: Places<'a>,
    problems: &'a mut Vec<Diagnostic>,
    told: usize,
    pub document: Document,
    pub out: Output,
    pub headings: Headings,
    pub heading: Option<headings::Open>,
    pub link: Option<Link>,
    pub image: Option<Image>,
    pub table: Option<Table>,
    /// How often each label of a table was given.
    pub table_labels: HashMap<String, u32>,
    pub footnotes: Footnotes,
    pub raw: Raw,
    summary: Summary,
    in_code: bool,
    /// A line has ended; what begins the next one decides what becomes of the end.
    line_ended: bool,
    depth: usize,
    blocks: usize,
}

impl<'a> Renderer<'a> {
    pub fn new(
        source: &'a Prepared<'a>,
        places: Places<'a>,
        problems: &'a mut Vec<Diagnostic>,
    ) -> Self {
        let html = String::with_capacity(source.text.len() + source.text.len() / 4);
        Renderer {
            source,
            places,
            problems,
            told: 0,
            document: Document::default(),
            out: Output { html, slots: Vec::new() },
            headings: Headings::default(),
            heading: None,
            link: None,
            image: None,
            table: None,
            table_labels: HashMap::new(),
            footnotes: Footnotes::default(),
            raw: Raw::default(),
            summary: Summary::default(),
            in_code: false,
            line_ended: false,
            depth: 0,
            blocks: 0,
        }
    }

    pub fn run(mut self) -> Document {
        let source = self.source;
        for (event, range) in Parser::new_ext(&source.text, OPTIONS).into_offset_iter() {
            if self.depth > MAX_DEPTH || self.blocks > MAX_BLOCKS {
                return self.too_deep(range);
            }
            self.event(event, range);
        }
        self.write_footnotes();
        if self.raw.wrote {
            match clean::clean(&self.out, self.raw.most_open) {
                Some(out) => self.out = out,
                None => return self.too_deep(0..0),
            }
        }
        // It stays in memory until the site is made.
        self.out.html.shrink_to_fit();
        self.out.slots.shrink_to_fit();
        self.document.headings = self.headings.written();
        self.document.links.shrink_to_fit();
        let body = Body { html: self.out.html, slots: self.out.slots };
        self.document.body = Some(Arc::new(body)).into();
        self.document.summary = self.summary.finish();
        self.document
    }

    fn too_deep(&mut self, range: Range<usize>) -> Document {
        self.tell(problems::too_deep(), range);
        Document::default()
    }

    /// The place of a range of the prepared text.
    pub fn place(&mut self, range: Range<usize>) -> Place {
        self.places.of(self.source.origin(range))
    }

    pub fn tell(&mut self, problem: Diagnostic, range: Range<usize>) {
        self.told += 1;
        if self.told <= MAX_TOLD {
            let place = self.place(range);
            self.problems.push(problem.at(place));
        }
    }

    fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        if self.line_ended {
            self.line_ended = false;
            self.end_line(range.start);
        }
        match event {
            Event::Start(tag) => {
                self.depth += 1;
                self.start(tag, range);
            }
            Event::End(tag) => {
                self.depth -= 1;
                self.end(tag, range);
            }
            Event::Text(text) => self.text(&text, range),
            Event::Code(code) => self.code(&code, range),
            Event::SoftBreak => self.line_ended = true,
            Event::HardBreak => self.line_break("<br>\n"),
            Event::Rule => {
                self.fresh_line();
                self.out.html.push_str("<hr>\n");
            }
            Event::Html(html) => {
                let html = stripped(&html);
                self.raw.lines.push((self.raw.block.len(), range.start));
                self.raw.block.push_str(&html);
            }
            Event::InlineHtml(html) if self.image.is_none() => {
                self.raw_html(&stripped(&html), &[(0, range.start)]);
            }
            Event::FootnoteReference(label) => self.footnote_reference(&stripped(&label)),
            Event::InlineHtml(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        if self.image.is_some() && !matches!(tag, Tag::Image { .. }) {
            return;
        }
        match tag {
            Tag::Paragraph => {
                self.fresh_line();
                self.out.html.push_str("<p>");
            }
            Tag::Heading { level, id, .. } => {
                self.fresh_line();
                self.start_heading(number(level), id.map(|id| stripped(&id).into_owned()), range);
            }
            Tag::BlockQuote(_) => {
                self.blocks += 1;
                self.fresh_line();
                self.out.html.push_str("<blockquote>\n");
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.in_code = true;
                self.fresh_line();
                self.out.html.push_str("<pre><code>");
            }
            Tag::List(first) => {
                self.blocks += 1;
                self.fresh_line();
                match first {
                    Some(1) => self.out.html.push_str("<ol>\n"),
                    Some(first) => self.out.html.push_str(&format!("<ol start=\"{first}\">\n")),
                    None => self.out.html.push_str("<ul>\n"),
                }
            }
            Tag::Item => self.out.html.push_str("<li>"),
            Tag::FootnoteDefinition(label) => self.start_footnote(&stripped(&label)),
            Tag::Table(alignments) => {
                self.fresh_line();
                self.start_table(alignments);
            }
            Tag::TableHead => self.start_table_head(),
            Tag::TableRow => self.start_table_row(range),
            Tag::TableCell => self.start_table_cell(),
            Tag::Emphasis => self.out.html.push_str("<em>"),
            Tag::Strong => self.out.html.push_str("<strong>"),
            Tag::Strikethrough => self.out.html.push_str("<del>"),
            Tag::Link { link_type, dest_url, title, .. } => {
                self.tell_turning(&dest_url, range.clone());
                self.tell_turning(&title, range.clone());
                let target = stripped(&dest_url).into_owned();
                self.start_link(link_type, target, &stripped(&title), range);
            }
            Tag::Image { dest_url, title, .. } => {
                self.tell_turning(&dest_url, range.clone());
                self.tell_turning(&title, range.clone());
                let target = stripped(&dest_url).into_owned();
                self.start_image(target, stripped(&title).into_owned(), range);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        if self.image.is_some() && tag != TagEnd::Image {
            return;
        }
        match tag {
            TagEnd::Paragraph => {
                self.out.mark_lone_link("<p>");
                let content = self.out.html.len();
                if self.out.html.ends_with("<p>") && self.out.is_empty_since(content) {
                    self.out.truncate(content - "<p>".len());
                } else {
                    self.out.html.push_str("</p>\n");
                }
                self.summary.gap();
            }
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(_) => {
                self.blocks -= 1;
                self.out.html.push_str("</blockquote>\n");
            }
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.out.html.push_str("</code></pre>\n");
            }
            TagEnd::HtmlBlock => self.end_raw_block(),
            TagEnd::List(ordered) => {
                self.blocks -= 1;
                self.out.html.push_str(if ordered { "</ol>\n" } else { "</ul>\n" });
            }
            TagEnd::Item => {
                self.out.mark_lone_link("<li>");
                self.out.html.push_str("</li>\n");
                self.summary.gap();
            }
            TagEnd::FootnoteDefinition => self.end_footnote(range),
            TagEnd::Table => self.end_table(),
            TagEnd::TableHead => self.end_table_head(),
            TagEnd::TableRow => self.out.html.push_str("</tr>\n"),
            TagEnd::TableCell => self.end_table_cell(),
            TagEnd::Emphasis => self.out.html.push_str("</em>"),
            TagEnd::Strong => self.out.html.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.html.push_str("</del>"),
            TagEnd::Link => self.end_link(),
            TagEnd::Image => self.end_image(),
            _ => {}
        }
    }

    fn text(&mut self, text: &CowStr<'_>, range: Range<usize>) {
        let is_source = matches!(text, CowStr::Borrowed(_));
        if text.len() != range.len() {
            self.tell_turning(text, range.clone());
        }
        let text = match is_source {
            true if self.source.has_mark(&range) => Cow::Owned(without_marks(text)),
            true => Cow::Borrowed(&**text),
            false => stripped(text),
        };
        if self.in_code {
            escape::text(&mut self.out.html, &text);
            return;
        }
        if &*text == "[" {
            self.undefined_footnote(range.start);
        }
        match &mut self.image {
            Some(image) => image.alt.push_str(&text),
            None => {
                escape::text(&mut self.out.html, &text);
                self.note_words(&text, range, true);
            }
        }
    }

    /// Tells of a character that turns the direction of writing and was written as a reference, in words
    /// or an address; one that stands there as it is has been told with the file.
    pub fn tell_turning(&mut self, text: &str, range: Range<usize>) {
        let written = &self.source.text[range.clone()];
        if let Some(c) = text.chars().find(|c| scan::turns(*c))
            && !written.contains(c)
        {
            self.tell(files::turns(c), range);
        }
    }

    fn code(&mut self, code: &CowStr<'_>, range: Range<usize>) {
        let code = stripped(code);
        match &mut self.image {
            Some(image) => image.alt.push_str(&code),
            None => {
                self.out.html.push_str("<code>");
                escape::text(&mut self.out.html, &code);
                self.out.html.push_str("</code>");
                self.note_words(&code, range, false);
            }
        }
    }

    /// Takes words that were written to wherever else they count.
    pub fn note_words(&mut self, words: &str, range: Range<usize>, numbers: bool) {
        if numbers && scan::has_digit(words) {
            for (number, found) in numbers::find(words) {
                let at = self.source.position(words, &range, found.start).unwrap_or(range.start);
                let place = self.place(at..at + found.len());
                self.document.numbers.push((number, place));
            }
        }
        if let Some(heading) = &mut self.heading {
            heading.text.push_str(words);
        } else if let Some(table) = &mut self.table {
            if let Some(label) = table.label() {
                label.push_str(words);
            }
        } else if !self.summary.is_full() && !self.footnotes.is_inside() {
            self.summary.push(words);
        }
    }

    /// Decides what the end of a line becomes, before what begins at `next` in the source.
    fn end_line(&mut self, next: usize) {
        let source = self.source;
        let delimiters = ['*', '~', '_', '[', '`', chars::MARK, chars::TILDE];
        let next = source.text[next..].trim_start_matches(delimiters);
        if chars::begins_enumeration(next) {
            return self.line_break("<br>\n");
        }
        let before = match &self.image {
            Some(image) => image.alt.chars().next_back(),
            None => self.out.last_char(),
        };
        let joined = before.zip(next.chars().next()).is_some_and(|(a, b)| chars::joins(a, b));
        if !joined {
            self.line_break("\n");
        }
    }

    fn line_break(&mut self, html: &str) {
        match &mut self.image {
            Some(image) => image.alt.push(' '),
            None => {
                self.out.html.push_str(html);
                self.summary.gap();
            }
        }
    }

    /// A block begins on a line of its own.
    fn fresh_line(&mut self) {
        let html = &self.out.html;
        let after_slot = self.out.slots.last().is_some_and(|slot| slot.0 as usize == html.len());
        if after_slot || !(html.is_empty() || html.ends_with(['\n', '>'])) {
            self.out.html.push('\n');
        }
    }

    /// Tells of `[^label]` that the parser left as text because nothing defines it.
    fn undefined_footnote(&mut self, start: usize) {
        let source = self.source;
        let text = &source.text;
        let Some(rest) = text[start..].strip_prefix("[^") else { return };
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '[' | ']'));
        if let Some(end) = end.filter(|end| *end > 0 && rest[*end..].starts_with(']'))
            && !text[..start].ends_with('\\')
        {
            let label = stripped(&rest[..end]).into_owned();
            self.tell(problems::broken_footnote(&label), start..start + end + 3);
        }
    }
}

fn number(level: HeadingLevel) -> u8 {
    level as u8
}

/// The text without marks and without what a reference to a character may have smuggled in.
pub(super) fn stripped(text: &str) -> Cow<'_, str> {
    match scan::may_have_refused(text) || text.contains(chars::TILDE) {
        true => Cow::Owned(without_marks(text)),
        false => Cow::Borrowed(text),
    }
}

fn without_marks(text: &str) -> String {
    let plain = |c| if c == chars::TILDE { '~' } else { c };
    text.chars().filter(|c| !scan::is_refused(*c)).map(plain).collect()
}
