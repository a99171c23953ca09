//! Markdown to HTML in one pass: headings, links, summary and problems come with it.
//!
//! CommonMark with tables, footnotes, strikethrough, `{#id}` after a heading, and the habits of
//! Chinese documents: emphasis beside full-width punctuation, no space where a line breaks between
//! Chinese characters, a line of its own for （一） and 1. enumerations.
//!
//! `prepared` readies the text for the parser, `render` walks its events; each kind of thing that
//! an event can begin has a file of its own. A text with raw HTML takes a slower way: `raw` writes
//! the tags anew from a list of what is allowed, `clean` then closes what was left open.

mod chars;
mod clean;
mod escape;
mod footnotes;
mod headings;
mod links;
mod numbers;
mod output;
mod places;
mod prepared;
mod problems;
mod raw;
mod render;
mod summary;
mod tables;
#[cfg(test)]
mod tests;
pub mod tree;

use std::{
    ops::Range,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use pulldown_cmark::Options;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use self::{places::Places, prepared::Prepared, render::Renderer};
use crate::{
    diagnostic::{Diagnostic, Lines, Place, names},
    digest::{self, Digest},
    flat,
};

/// What is more than CommonMark.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_HEADING_ATTRIBUTES);

/// A text after parsing. Its HTML has a slot for each link that the site must resolve.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Document {
    /// Not kept between builds, nor after its page was made: a text whose HTML is asked for again is parsed
    /// again.
    #[serde(skip)]
    body: Mutex<Option<Arc<Body>>>,
    /// The file it was parsed from, relative to the project's root.
    #[serde(with = "names")]
    pub file: Arc<str>,
    pub headings: Headings,
    /// Links and images that name something in the site, in order.
    pub links: Vec<LinkRef>,
    /// Runs of digits outside code that look like a fixed line (7 or 8 digits beginning with 2 to 8,
    /// with or without an area code), to be held against the table of hotlines. In ASCII digits, an
    /// area code set off by a hyphen where it was set off.
    pub numbers: Vec<(String, Place)>,
    /// The first sentences without markup, at most 120 characters.
    pub summary: String,
    /// Of the source text.
    #[serde(with = "flat::fixed")]
    pub digest: Digest,
}

/// HTML with the slots cut out.
#[derive(Debug, Default)]
struct Body {
    html: String,
    /// Byte offset in `html` and index into `links`, ascending by offset.
    slots: Vec<(u32, u32)>,
}

/// Headings as bytes: there are many of a document's, and few are looked at in most builds.
#[derive(Debug, Default)]
pub struct Headings(Box<[u8]>);

/// A heading of a document.
#[derive(Debug, Deserialize)]
pub struct Heading<'d> {
    /// 2 to 6.
    pub level: u8,
    /// Unique in the document. Begins with a letter; letters, digits, `-` and `_`.
    pub id: &'d str,
    /// Without markup.
    pub text: &'d str,
}

/// A link or image whose address only the site knows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LinkRef {
    /// As written: `../policies/plan.md#anchor`, `#anchor`, `agency:police`, `hotline:north`, `map.png`.
    pub target: String,
    pub kind: LinkKind,
    pub place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkKind {
    /// Resolves to an address.
    Link,
    /// Resolves to an address.
    Image,
    /// A link without words to `hotline:ID` or `office:`. Resolves to finished HTML that takes its
    /// place, as `<a class="number" href="tel:…">…</a>`.
    Number,
}

impl Headings {
    /// In the order of the document. Bytes that are none give none.
    pub fn read(&self) -> Vec<Heading<'_>> {
        flat::read(&self.0).unwrap_or_default()
    }

    pub fn digest(&self) -> Digest {
        digest::of(&self.0)
    }
}

impl Serialize for Headings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Headings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&[u8]>::deserialize(deserializer).map(|bytes| Headings(bytes.into()))
    }
}

impl Document {
    /// The HTML with `resolved[i]` in the place of link `i`. An address (`Link`, `Image`) is escaped
    /// by this call; the HTML of a `Number` is put in as it is. What is missing is left empty.
    /// Empty unless `has_body`.
    pub fn html(&self, resolved: &[String]) -> String {
        let Some(body) = self.body().clone() else { return String::new() };
        let extra: usize = resolved.iter().map(String::len).sum();
        let mut html = String::with_capacity(body.html.len() + extra + extra / 8);
        let mut from = 0;
        for &(at, link) in &body.slots {
            html.push_str(&body.html[from..at as usize]);
            from = at as usize;
            let link = link as usize;
            let Some(resolved) = resolved.get(link) else { continue };
            match self.links.get(link).map(|link| link.kind) {
                Some(LinkKind::Number) => html.push_str(resolved),
                _ => escape::attribute(&mut html, resolved),
            }
        }
        html.push_str(&body.html[from..]);
        html
    }

    /// The HTML with the slots cut out, and the slots.
    #[cfg(test)]
    fn parts(&self) -> (String, Vec<(u32, u32)>) {
        self.body()
            .as_ref()
            .map_or_else(Default::default, |body| (body.html.clone(), body.slots.clone()))
    }

    fn body(&self) -> MutexGuard<'_, Option<Arc<Body>>> {
        self.body.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What `digest` is for a source text.
    pub fn digest_of(text: &str) -> Digest {
        digest::of(text.as_bytes())
    }

    pub fn has_body(&self) -> bool {
        self.body().is_some()
    }

    /// Gives up the HTML.
    pub fn drop_body(&self) {
        *self.body() = None;
    }

    /// Takes the HTML of the same text, parsed again. Whether it is the same.
    pub fn take_body(&self, again: Document) -> bool {
        if again.digest != self.digest {
            return false;
        }
        let body = again.body().take();
        *self.body() = body;
        true
    }
}

/// Parses the text at `body` of a file. Whatever the input, the HTML is well formed and safe; a text nested
/// too deep gives none.
pub fn parse(lines: &Lines<'_>, body: Range<usize>) -> (Document, Vec<Diagnostic>) {
    let file = &lines.file;
    let text = &lines.text[body.clone()];
    let digest = Document::digest_of(text);

    let mut places = Places::new(lines);
    let mut problems = Vec::new();
    let prepared = Prepared::new(text, body.start);
    for range in prepared.refused.iter().take(prepared::MAX_TOLD) {
        problems.push(
            problems::control_character(text, range)
                .at(places.of(body.start + range.start..body.start + range.end)),
        );
    }
    if let Some(line) = &prepared.too_deep {
        problems.push(
            problems::too_deep().at(places.of(body.start + line.start..body.start + line.end)),
        );
        return (Document { digest, file: file.clone(), ..Document::default() }, problems);
    }
    let document = Renderer::new(&prepared, places, &mut problems).run();
    (Document { digest, file: file.clone(), ..document }, problems)
}
