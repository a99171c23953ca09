//! The second wall for texts with raw HTML: closes what was left open, and lets nothing through
//! that is not listed, whatever `raw` made of it.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use ammonia::Builder;

use super::output::Output;

/// Elements that a text may have.
pub const TAGS: [&str; 43] = [
    "a",
    "abbr",
    "blockquote",
    "br",
    "caption",
    "code",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "section",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Most elements that may be left open, times elements: closing them takes that long.
const MOST_WORK: usize = 2_000_000;

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let set = |names: &[&'static str]| names.iter().copied().collect::<HashSet<_>>();
    let mut builder = Builder::new();
    builder
        .tags(set(&TAGS))
        .clean_content_tags(set(&["script", "style"]))
        .link_rel(None)
        .generic_attributes(set(&[
            "title",
            "lang",
            "id",
            "class",
            "role",
            "aria-label",
            "tabindex",
        ]))
        .tag_attributes(HashMap::from([
            ("a", set(&["href", "rel"])),
            ("img", set(&["src", "alt", "loading", "decoding"])),
            ("ol", set(&["start", "reversed"])),
            ("li", set(&["value"])),
            ("details", set(&["open"])),
            ("td", set(&["colspan", "rowspan"])),
            ("th", set(&["colspan", "rowspan", "scope"])),
        ]))
        .url_schemes(set(&["http", "https", "mailto"]));
    builder
});

/// Cleans `output`, in which at most `open` elements are left open at a time. `None` if that would
/// take too long.
pub fn clean(output: &Output, open: usize) -> Option<Output> {
    if open * output.html.matches('<').count() > MOST_WORK {
        return None;
    }
    Some(Output::from_marked(&CLEANER.clean(&output.with_marks()).to_string()))
}
