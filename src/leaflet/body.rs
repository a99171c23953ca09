//! The text of a page, for a leaflet.

use std::{collections::HashMap, path::Path, sync::OnceLock};

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::data::number;
use crate::{
    content::{
        markdown::tree::{Block, Inline},
        pages,
    },
    diagnostic::Diagnostic,
    plan::View,
    portal::{Destination, Phone, Text},
};

/// A text with its links resolved. A template sees a tree of blocks; a fingerprint sees the digest
/// of the source and the links, which say the same in fewer bytes and need no parsing.
#[derive(Debug)]
pub struct Body<'a> {
    text: &'a Text,
    /// By the target as it is written in the text.
    links: HashMap<&'a str, Link<'a>>,
    tree: OnceLock<Value>,
}

#[derive(Debug, Serialize)]
enum Link<'a> {
    /// An absolute address.
    Url(String),
    Phone(&'a str, #[serde(skip)] &'a Phone),
}

pub fn body<'p>(view: &'p View<'p>, text: &'p Text) -> Body<'p> {
    let links = text.document.links.iter().zip(&text.destinations);
    let links = links
        .filter_map(|(link, destination)| {
            Some((link.target.as_str(), resolved(view, destination)?))
        })
        .collect();
    Body { text, links, tree: OnceLock::new() }
}

fn resolved<'p>(view: &'p View<'p>, destination: &Destination) -> Option<Link<'p>> {
    let phone = |phone: &'p Phone| Link::Phone(phone.display(), phone);
    Some(match destination {
        Destination::Target(target, _) => Link::Url(view.routes.absolute(*target)),
        Destination::Anchor(_) => return None,
        Destination::Hotline(ix) => phone(&view.portal.hotlines[*ix].phone),
        Destination::Office => phone(&view.portal.site.office.as_ref()?.phone),
    })
}

impl Body<'_> {
    /// Parses the text, whose tree is asked for next.
    ///
    /// # Errors
    /// The file cannot be read, or has changed.
    pub fn load(&self, root: &Path) -> Result<(), Diagnostic> {
        if self.tree.get().is_none() && !self.text.document.file.is_empty() {
            let blocks = pages::load_tree(root, &self.text.document)?;
            let _ = self.tree.set(self.blocks(&blocks));
        }
        Ok(())
    }

    fn blocks(&self, blocks: &[Block]) -> Value {
        blocks.iter().map(|block| self.block(block)).collect()
    }

    fn block(&self, block: &Block) -> Value {
        match block {
            Block::Paragraph(inline) => {
                json!({ "kind": "paragraph", "inline": self.inline(inline) })
            }
            Block::Heading { level, inline } => {
                json!({ "kind": "heading", "level": level, "inline": self.inline(inline) })
            }
            Block::List { ordered, start, items } => {
                let items: Vec<Value> = items.iter().map(|item| self.blocks(item)).collect();
                json!({ "kind": "list", "ordered": ordered, "start": start, "items": items })
            }
            Block::Quote(blocks) => json!({ "kind": "quote", "blocks": self.blocks(blocks) }),
            Block::Table { align, head, rows } => {
                let cells = |cells: &[Vec<Inline>]| -> Value {
                    cells.iter().map(|cell| self.inline(cell)).collect()
                };
                let rows: Vec<Value> = rows.iter().map(|row| cells(row)).collect();
                json!({ "kind": "table", "align": align, "head": cells(head), "rows": rows })
            }
            Block::Code(text) => json!({ "kind": "code", "text": text }),
            Block::Rule => json!({ "kind": "rule" }),
            Block::Note { label, blocks } => {
                json!({ "kind": "note", "label": label, "blocks": self.blocks(blocks) })
            }
        }
    }

    fn inline(&self, inline: &[Inline]) -> Value {
        inline.iter().filter_map(|inline| self.one(inline)).collect()
    }

    fn one(&self, inline: &Inline) -> Option<Value> {
        Some(match inline {
            Inline::Text(text) => json!({ "kind": "text", "text": text }),
            Inline::Strong(inner) => json!({ "kind": "strong", "inline": self.inline(inner) }),
            Inline::Emph(inner) => json!({ "kind": "emph", "inline": self.inline(inner) }),
            Inline::Strike(inner) => json!({ "kind": "strike", "inline": self.inline(inner) }),
            Inline::Code(text) => json!({ "kind": "code", "text": text }),
            Inline::Link { target, inline } => {
                let inner = self.inline(inline);
                match self.links.get(target.as_str()) {
                    Some(Link::Phone(_, phone)) if inline.is_empty() => {
                        json!({ "kind": "number", "number": number(phone) })
                    }
                    Some(Link::Phone(_, phone)) => {
                        json!({ "kind": "link", "url": phone.tel(), "inline": inner })
                    }
                    Some(Link::Url(url)) => json!({ "kind": "link", "url": url, "inline": inner }),
                    None if target.starts_with("http") || target.starts_with("mailto:") => {
                        json!({ "kind": "link", "url": target, "inline": inner })
                    }
                    // An anchor of a page leads nowhere on paper.
                    None => json!({ "kind": "span", "inline": inner }),
                }
            }
            Inline::NoteRef(label) => json!({ "kind": "note-ref", "label": label }),
            Inline::Break => json!({ "kind": "break" }),
        })
    }
}

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            let none = Value::Array(Vec::new());
            self.tree.get().unwrap_or(&none).serialize(serializer)
        } else {
            let links = self.text.document.links.iter();
            let links: Vec<Option<&Link<'_>>> =
                links.map(|link| self.links.get(link.target.as_str())).collect();
            (&self.text.document.digest, links).serialize(serializer)
        }
    }
}
