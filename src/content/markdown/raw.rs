//! Raw HTML in a text: each tag is written anew from a list of what is allowed, the rest is told
//! and left out. Nothing of the source is copied into a tag as it stands.

use std::ops::Range;

use super::{clean::TAGS, escape, links::Address, problems, render::Renderer};
use crate::content::{
    files,
    scan::{is_refused, turns},
};

/// Elements whose content is no text of the page.
const OPAQUE: [&str; 14] = [
    "script",
    "style",
    "iframe",
    "object",
    "textarea",
    "title",
    "xmp",
    "noembed",
    "noframes",
    "noscript",
    "plaintext",
    "template",
    "svg",
    "math",
];

/// Classes that the theme knows.
const CLASSES: [&str; 4] = ["alone", "center", "right", "table"];

/// What the raw HTML of a text amounts to.
#[derive(Debug, Default)]
pub struct Raw {
    /// Whether tags were written that may be out of balance.
    pub wrote: bool,
    /// Most elements open at a time.
    pub most_open: usize,
    open: usize,
    /// A block of HTML, and where its lines come from: offset in it, offset in the text.
    pub block: String,
    pub lines: Vec<(usize, usize)>,
}

struct Attribute<'h> {
    name: String,
    value: &'h str,
    range: Range<usize>,
}

impl Renderer<'_> {
    pub fn end_raw_block(&mut self) {
        let html = std::mem::take(&mut self.raw.block);
        let lines = std::mem::take(&mut self.raw.lines);
        self.raw_html(&html, &lines);
        if !self.out.html.ends_with('\n') && !self.out.html.is_empty() {
            self.out.html.push('\n');
        }
    }

    /// Writes a stretch of raw HTML whose lines come from `lines`.
    pub fn raw_html(&mut self, html: &str, lines: &[(usize, usize)]) {
        let origin = |range: Range<usize>| {
            let line = lines.partition_point(|(at, _)| *at <= range.start).max(1) - 1;
            let (at, from) = lines.get(line).copied().unwrap_or_default();
            let start = from + range.start.saturating_sub(at);
            start..start + range.len()
        };
        for (at, _) in html.match_indices('&') {
            if let Some((Some(c), length)) = character(&html[at..])
                && turns(c)
            {
                self.tell(files::turns(c), origin(at..at + length));
            }
        }
        let mut at = 0;
        while let Some(found) = html[at..].find('<') {
            let start = at + found;
            self.raw_text(&html[at..start], origin(at..start));
            let rest = &html[start..];
            if let Some(comment) = rest.strip_prefix("<!--") {
                at = start + comment.find("-->").map_or(rest.len(), |end| end + 7);
                continue;
            }
            if rest.starts_with("<!") || rest.starts_with("<?") {
                at = start + rest.find('>').map_or(rest.len(), |end| end + 1);
                self.tell(problems::hostile_declaration(), origin(start..at));
                continue;
            }
            let closing = rest.starts_with("</");
            let name_at = 1 + usize::from(closing);
            let begins = rest[name_at..].starts_with(|c: char| c.is_ascii_alphabetic());
            let end = if begins { tag_end(rest) } else { None };
            let Some(end) = end else {
                if begins {
                    // A tag that never ends: so does none after it.
                    at = start;
                    break;
                }
                self.out.html.push_str("&lt;");
                at = start + 1;
                continue;
            };
            at = start + end;
            let inside = &rest[name_at..end - 1];
            let name_end =
                inside.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(inside.len());
            let name = inside[..name_end].to_ascii_lowercase();
            if closing {
                self.raw_close(&name);
                continue;
            }
            let attributes_at = start + name_at + name_end;
            if self.raw_open(&name, &inside[name_end..], attributes_at, start..at, &origin) {
                continue;
            }
            if OPAQUE.contains(&name.as_str()) {
                let close = format!("</{name}");
                at += find_ignoring_case(&html[at..], &close).unwrap_or(html.len() - at);
            }
        }
        self.raw_text(&html[at..], origin(at..html.len()));
    }

    fn raw_text(&mut self, text: &str, range: Range<usize>) {
        let mut rest = text;
        while let Some(at) = rest.find('&') {
            escape::text(&mut self.out.html, &rest[..at]);
            let (plain, length) = reference(&rest[at..]);
            self.out.html.push_str(&plain);
            rest = &rest[at + length..];
        }
        escape::text(&mut self.out.html, rest);
        self.note_words(text, range, true);
    }

    fn raw_close(&mut self, name: &str) {
        if TAGS.contains(&name) && !matches!(name, "br" | "hr" | "img") {
            self.out.html.push_str(&format!("</{name}>"));
            self.raw.wrote = true;
            self.raw.open = self.raw.open.saturating_sub(1);
        }
    }

    /// Writes the opening tag if it is allowed; tells what is not.
    fn raw_open(
        &mut self,
        name: &str,
        attributes: &str,
        at: usize,
        range: Range<usize>,
        origin: &dyn Fn(Range<usize>) -> Range<usize>,
    ) -> bool {
        let allowed = TAGS.contains(&name) && name != "img";
        if !allowed {
            self.tell(problems::hostile_tag(name), origin(range.clone()));
        }
        let mut tag = format!("<{name}");
        let mut link = false;
        for attribute in read_attributes(attributes, at) {
            let Attribute { name: key, value, range } = attribute;
            let place = origin(range);
            let is_address = matches!(key.as_str(), "href" | "src" | "action" | "formaction");
            match is_address.then(|| Address::of(&decoded(value))) {
                Some(Address::Hostile) => self.tell(problems::hostile_link(value), place),
                Some(Address::Telephone) => self.tell(problems::typed_number(value), place),
                Some(Address::Outside) if name == "img" => {
                    self.tell(problems::outside_image(value), place);
                }
                Some(kind @ (Address::Outside | Address::Mail)) if name == "a" && key == "href" => {
                    tag.push_str(" href=\"");
                    escape::address(&mut tag, decoded(value).trim());
                    tag.push('"');
                    if kind == Address::Outside {
                        tag.push_str(" rel=\"noopener noreferrer\"");
                    }
                    link = true;
                }
                Some(Address::Site | Address::Empty) if name == "a" && key == "href" => {
                    self.tell(problems::raw_link(value), place);
                }
                _ if !allowed => {}
                _ if may_have(name, &key, value) => {
                    tag.push_str(&format!(" {key}=\""));
                    escape::attribute(&mut tag, &decoded(value));
                    tag.push('"');
                }
                _ => self.tell(problems::hostile_attribute(name, &key), place),
            }
        }
        // A link without an address is only its words.
        if !allowed || name == "a" && !link {
            return allowed;
        }
        tag.push('>');
        self.out.html.push_str(&tag);
        if !matches!(name, "br" | "hr") {
            self.raw.open += 1;
            self.raw.most_open = self.raw.most_open.max(self.raw.open);
        }
        self.raw.wrote |= name != "br";
        true
    }
}

/// Whether an element may have an attribute that is no address.
fn may_have(tag: &str, name: &str, value: &str) -> bool {
    let is_number =
        !value.is_empty() && value.len() <= 4 && value.bytes().all(|b| b.is_ascii_digit());
    match (tag, name) {
        (_, "title" | "lang") => true,
        (_, "class") => value.split_ascii_whitespace().all(|class| CLASSES.contains(&class)),
        ("td" | "th", "colspan" | "rowspan") | ("ol", "start") | ("li", "value") => is_number,
        ("th", "scope") => matches!(value, "col" | "row" | "colgroup" | "rowgroup"),
        ("details", "open") | ("ol", "reversed") => true,
        _ => false,
    }
}

/// Where the tag at the start of `html` ends, after its `>`.
fn tag_end(html: &str) -> Option<usize> {
    let mut quote = None;
    let mut after_equals = false;
    for (at, byte) in html.bytes().enumerate().skip(1) {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') if after_equals => quote = Some(byte),
            (None, b'>') => return Some(at + 1),
            _ => {}
        }
        after_equals = byte == b'=' || after_equals && byte.is_ascii_whitespace();
    }
    None
}

/// The attributes in the inside of a tag that stands at `base`.
fn read_attributes(inside: &str, base: usize) -> Vec<Attribute<'_>> {
    let mut attributes = Vec::new();
    let mut at = 0;
    let skip = |from: usize, stop: &dyn Fn(char) -> bool| {
        inside[from..].find(stop).map_or(inside.len(), |found| from + found)
    };
    loop {
        at = skip(at, &|c| !(c.is_whitespace() || c == '/'));
        if at == inside.len() {
            return attributes;
        }
        let first = inside[at..].chars().next().map_or(1, char::len_utf8);
        let end = skip(at + first, &|c| c.is_whitespace() || matches!(c, '/' | '='));
        let name = at..end;
        let equals = skip(end, &|c| !c.is_whitespace());
        let mut value = "";
        at = end;
        if inside[equals..].starts_with('=') {
            let start = skip(equals + 1, &|c| !c.is_whitespace());
            let quote = inside[start..].chars().next().filter(|c| matches!(c, '"' | '\''));
            let start = start + quote.map_or(0, char::len_utf8);
            let end = match quote {
                Some(quote) => skip(start, &|c| c == quote),
                None => skip(start, &|c| c.is_whitespace()),
            };
            value = &inside[start..end];
            at = (end + usize::from(quote.is_some())).min(inside.len());
        }
        let range = base + name.start..base + at;
        attributes.push(Attribute { name: inside[name].to_ascii_lowercase(), value, range });
    }
}

/// A value with its references to characters replaced; of the named ones only those that could
/// hide something in an address.
fn decoded(value: &str) -> String {
    let mut plain = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        let (c, length) = character(&rest[at..]).unwrap_or((Some('&'), 1));
        plain.extend(c);
        rest = &rest[at + length..];
    }
    plain.push_str(rest);
    plain
}

/// The reference to a character at the start of `text`, safe in the content of an element, and how
/// many bytes of `text` it takes.
fn reference(text: &str) -> (String, usize) {
    match character(text) {
        Some((c, length)) => {
            let mut plain = String::new();
            escape::text(&mut plain, c.map(String::from).unwrap_or_default().as_str());
            (plain, length)
        }
        None => {
            let name = text[1..].bytes().take_while(u8::is_ascii_alphanumeric).count();
            let known = name > 0 && text[1 + name..].starts_with(';');
            (if known { "&" } else { "&amp;" }.to_owned(), 1)
        }
    }
}

/// The character that the reference at the start of `text` stands for, if it is numeric or hides
/// something, and its length. A character that no text may have is dropped.
fn character(text: &str) -> Option<(Option<char>, usize)> {
    const NAMED: [(&str, char); 11] = [
        ("&lrm;", '\u{200E}'),
        ("&rlm;", '\u{200F}'),
        ("&amp;", '&'),
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&quot;", '"'),
        ("&colon;", ':'),
        ("&sol;", '/'),
        ("&bsol;", '\\'),
        ("&Tab;", '\t'),
        ("&NewLine;", '\n'),
    ];
    if let Some((name, c)) = NAMED.iter().find(|(name, _)| text.starts_with(name)) {
        return Some((Some(*c), name.len()));
    }
    let digits = text.strip_prefix("&#")?;
    let (radix, digits) = match digits.strip_prefix(['x', 'X']) {
        Some(digits) => (16, digits),
        None => (10, digits),
    };
    let length = digits.bytes().take_while(|byte| char::from(*byte).is_digit(radix)).count();
    if length == 0 {
        return None;
    }
    let code = u32::from_str_radix(&digits[..length], radix).ok();
    let c = code.and_then(char::from_u32).filter(|c| !is_refused(*c));
    let before = text.len() - digits.len();
    Some((c, before + length + usize::from(digits[length..].starts_with(';'))))
}

fn find_ignoring_case(text: &str, ascii: &str) -> Option<usize> {
    text.as_bytes()
        .windows(ascii.len())
        .position(|window| window.eq_ignore_ascii_case(ascii.as_bytes()))
}
