//! Links and pictures.

use std::{borrow::Cow, ops::Range};

use pulldown_cmark::LinkType;

use super::{LinkKind, LinkRef, escape, problems, render::Renderer};

/// What the site can resolve, before the colon. See "Links in a text" in `docs/content.md`.
const SITE_SCHEMES: [&str; 12] = [
    "place",
    "agency",
    "group",
    "category",
    "campaign",
    "policy",
    "mechanism",
    "programme",
    "about",
    "page",
    "hotline",
    "office",
];

/// What an address is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Address {
    Empty,
    /// `http://` or `https://`
    Outside,
    Mail,
    Telephone,
    /// A file, an anchor or an entry of the site.
    Site,
    Hostile,
}

impl Address {
    /// Reads an address as a browser would: white space and control characters inside do not hide
    /// a scheme (WHATWG URL, basic URL parser, steps 1 to 3).
    pub fn of(written: &str) -> Address {
        let is_hidden = |c: char| c.is_control() || c.is_whitespace();
        let seen = match written.contains(is_hidden) {
            true => Cow::Owned(written.replace(is_hidden, "")),
            false => Cow::Borrowed(written),
        };
        if seen.is_empty() {
            return Address::Empty;
        }
        if seen.contains('\\') || seen.starts_with("//") || written.contains(char::is_control) {
            return Address::Hostile;
        }
        let head = &seen[..seen.find(['/', '?', '#']).unwrap_or(seen.len())];
        let Some((scheme, _)) = head.split_once(':') else { return Address::Site };
        if SITE_SCHEMES.contains(&scheme) && written.starts_with(scheme) {
            return Address::Site;
        }
        let rest = &seen[scheme.len() + 1..];
        match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" => match rest.strip_prefix("//") {
                Some(host) if host.starts_with(|c: char| c.is_alphanumeric() || c == '[') => {
                    Address::Outside
                }
                _ => Address::Hostile,
            },
            "mailto" => Address::Mail,
            "tel" => Address::Telephone,
            _ => Address::Hostile,
        }
    }
}

/// A link whose end has not come.
#[derive(Debug)]
pub struct Link {
    /// Where it begins in the output, and where its words begin.
    start: usize,
    words: usize,
    /// Whether an `<a>` was written.
    open: bool,
    /// Index of its `LinkRef`, if the site resolves it.
    slot: Option<usize>,
    range: Range<usize>,
    /// Footnotes used in its words: they follow it, as a link cannot hold another.
    pub notes: String,
}

/// A picture whose end has not come. What stands in it is its text alternative.
#[derive(Debug)]
pub struct Image {
    target: String,
    title: String,
    pub alt: String,
    /// Pictures inside its alternative that are still open.
    pub inner: usize,
    range: Range<usize>,
}

impl Renderer<'_> {
    pub fn start_link(&mut self, kind: LinkType, target: String, title: &str, range: Range<usize>) {
        let target = if kind == LinkType::Email { format!("mailto:{target}") } else { target };
        let start = self.out.html.len();
        let mut slot = None;
        let mut open = true;
        match Address::of(&target) {
            Address::Outside => {
                self.out.html.push_str("<a href=\"");
                escape::address(&mut self.out.html, target.trim());
                self.out.html.push_str("\" rel=\"noopener noreferrer\"");
            }
            Address::Mail => {
                self.out.html.push_str("<a href=\"");
                escape::address(&mut self.out.html, target.trim());
                self.out.html.push('"');
            }
            Address::Site => {
                self.out.html.push_str("<a href=\"");
                slot = Some(self.refer(target, LinkKind::Link, range.clone()));
                self.out.html.push('"');
            }
            refused => {
                open = false;
                let problem = match refused {
                    Address::Empty => problems::no_address(),
                    Address::Telephone => problems::typed_number(&target),
                    _ => problems::hostile_link(&target),
                };
                self.tell(problem, range.clone());
            }
        }
        if open {
            self.title(title);
            self.out.html.push('>');
        }
        let words = self.out.html.len();
        self.link = Some(Link { start, words, open, slot, range, notes: String::new() });
    }

    pub fn end_link(&mut self) {
        let Some(link) = self.link.take() else { return };
        if self.out.is_empty_since(link.words) {
            self.out.truncate(link.start);
            match link.slot.and_then(|slot| self.document.links.get_mut(slot).zip(Some(slot))) {
                Some((number, slot))
                    if number.target.starts_with("hotline:") || number.target == "office:" =>
                {
                    number.kind = LinkKind::Number;
                    self.out.slot(slot as u32);
                }
                _ => self.tell(problems::empty_link(), link.range),
            }
        } else if link.open {
            self.out.html.push_str("</a>");
        }
        self.out.html.push_str(&link.notes);
    }

    pub fn start_image(&mut self, target: String, title: String, range: Range<usize>) {
        match &mut self.image {
            Some(image) => image.inner += 1,
            None => self.image = Some(Image { target, title, alt: String::new(), inner: 0, range }),
        }
    }

    pub fn end_image(&mut self) {
        let Some(mut image) = self.image.take() else { return };
        if image.inner > 0 {
            image.inner -= 1;
            self.image = Some(image);
            return;
        }
        let alt = image.alt.trim();
        if let Some(heading) = &mut self.heading {
            heading.text.push_str(alt);
        }
        if alt.is_empty() {
            self.tell(problems::no_alt(), image.range.clone());
        }
        let problem = match Address::of(&image.target) {
            Address::Site => None,
            Address::Empty => Some(problems::no_address()),
            Address::Outside => Some(problems::outside_image(&image.target)),
            _ => Some(problems::hostile_link(&image.target)),
        };
        if let Some(problem) = problem {
            self.tell(problem, image.range);
            escape::text(&mut self.out.html, alt);
            return;
        }
        self.out.html.push_str("<img src=\"");
        self.refer(image.target, LinkKind::Image, image.range);
        self.out.html.push_str("\" alt=\"");
        escape::attribute(&mut self.out.html, alt);
        self.out.html.push('"');
        self.title(&image.title);
        self.out.html.push_str(" loading=\"lazy\" decoding=\"async\">");
    }

    /// Opens a slot here for something in the site.
    fn refer(&mut self, target: String, kind: LinkKind, range: Range<usize>) -> usize {
        let place = self.place(range);
        let index = self.document.links.len();
        self.document.links.push(LinkRef { target, kind, place });
        self.out.slot(index as u32);
        index
    }

    fn title(&mut self, title: &str) {
        if !title.is_empty() {
            self.out.html.push_str(" title=\"");
            escape::attribute(&mut self.out.html, title);
            self.out.html.push('"');
        }
    }
}
