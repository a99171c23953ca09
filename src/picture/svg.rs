//! SVG: comments, `<metadata>`, and what drawing programs note for themselves are cut out of the text.

use std::ops::Range;

use roxmltree::{Document, Node, NodeType, ParsingOptions};

use super::PictureError;

/// Parts of the names of programs' own vocabularies.
const PROGRAMS: [&str; 8] = [
    "inkscape.org",
    "sodipodi",
    "ns.adobe.com",
    "bohemiancoding.com",
    "serif.com",
    "figma.com",
    "boxy-svg.com",
    "vectornator.io",
];
/// Vocabularies of metadata.
const METADATA: [&str; 4] = [
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://purl.org/dc/",
    "creativecommons.org/ns#",
    "web.resource.org/cc/",
];

/// The drawing without its metadata.
pub fn clean(bytes: &[u8]) -> Result<Vec<u8>, PictureError> {
    let text = std::str::from_utf8(bytes).map_err(|_| PictureError::Damaged)?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if text.contains("<!ENTITY") {
        return Err(PictureError::Embedded);
    }
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let tree = Document::parse_with_options(text, options).map_err(|_| PictureError::Damaged)?;
    if tree.root_element().tag_name().name() != "svg" {
        return Err(PictureError::Damaged);
    }
    let mut cut: Vec<Range<usize>> = Vec::new();
    for node in tree.root().descendants() {
        if is_metadata(&node) {
            cut.push(node.range());
        }
        for attribute in node.attributes() {
            if attribute.namespace().is_some_and(is_of_program) {
                cut.push(attribute.range());
            } else if holds_picture(attribute.value()) {
                return Err(PictureError::Embedded);
            }
        }
        if node.is_text() && node.text().is_some_and(holds_picture) {
            return Err(PictureError::Embedded);
        }
    }
    let mut clean = String::with_capacity(text.len());
    let mut from = 0;
    // In the order of the text; what lies in something that is cut is cut with it.
    cut.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    for range in cut.into_iter() {
        if range.start >= from {
            clean.push_str(&text[from..range.start]);
            from = range.end;
        }
    }
    clean.push_str(&text[from..]);
    Ok(clean.into_bytes())
}

fn is_metadata(node: &Node<'_, '_>) -> bool {
    match node.node_type() {
        NodeType::Comment => true,
        NodeType::PI => node.pi().is_none_or(|pi| pi.target != "xml-stylesheet"),
        NodeType::Element => {
            let name = node.tag_name();
            name.name() == "metadata" || name.namespace().is_some_and(is_of_program)
        }
        NodeType::Root | NodeType::Text => false,
    }
}

fn is_of_program(namespace: &str) -> bool {
    PROGRAMS.iter().chain(&METADATA).any(|part| namespace.contains(part))
}

/// Whether a picture stands in a value, which would keep its own metadata.
fn holds_picture(value: &str) -> bool {
    let plain: String = value.chars().filter(|c| !c.is_whitespace()).collect();
    plain.to_ascii_lowercase().contains("data:image/")
}
