//! What a picture may be made of.

use resvg::usvg::{Node, Text, Tree, roxmltree};

use super::ShareError;

/// A picture for sharing needs some dozens of elements; these bounds keep a mistake in a template
/// from taking the machine. Nesting is bounded because the renderer recurses.
const MAX_BYTES: usize = 1 << 20;
const MAX_NODES: u32 = 10_000;
const MAX_DEPTH: usize = 64;

pub fn length(svg: &str) -> Result<(), ShareError> {
    if svg.len() > MAX_BYTES { Err(ShareError::TooComplex) } else { Ok(()) }
}

pub fn xml_limits<'a>() -> roxmltree::ParsingOptions<'a> {
    roxmltree::ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, entity_resolver: None }
}

/// Holds a document to its bounds before it is turned into a tree.
pub fn document(document: &roxmltree::Document) -> Result<(), ShareError> {
    if document.descendants().any(|node| node.ancestors().nth(MAX_DEPTH).is_some()) {
        return Err(ShareError::TooComplex);
    }
    Ok(())
}

/// Refuses a tree with a character that would be drawn as an empty box, or one that `<use>` has
/// multiplied beyond its bounds.
pub fn tree(tree: &Tree) -> Result<(), ShareError> {
    let mut groups = vec![tree.root()];
    let mut nodes = 0;
    while let Some(current) = groups.pop() {
        for node in current.children() {
            nodes += 1;
            match node {
                Node::Group(inner) => groups.push(inner),
                Node::Text(text) => glyphs(text)?,
                Node::Path(_) | Node::Image(_) => {}
            }
        }
        if nodes > MAX_NODES {
            return Err(ShareError::TooComplex);
        }
    }
    Ok(())
}

/// What no font has was refused while the text was laid out; this finds what one font has but the
/// layout did not take from it.
fn glyphs(text: &Text) -> Result<(), ShareError> {
    for span in text.layouted() {
        let glyphs = &span.positioned_glyphs;
        // Glyph 0 of every OpenType font stands for what the font does not have.
        if let Some(at) = glyphs.iter().position(|glyph| glyph.id.0 == 0) {
            // The text of a cluster hangs on its last glyph.
            let mut rest = glyphs[at..].iter().flat_map(|glyph| glyph.text.chars());
            return Err(ShareError::MissingGlyph(
                rest.next().unwrap_or(char::REPLACEMENT_CHARACTER),
            ));
        }
    }
    Ok(())
}
