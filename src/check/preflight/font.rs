//! What a file says of a font.

use std::rc::Rc;

use lopdf::{Dictionary, Document};

use super::lookup;

#[derive(Debug)]
pub struct Font<'a> {
    pub name: Rc<str>,
    pub embedded: bool,
    /// Whether its codes can be told to be characters.
    pub unicode: bool,
    /// The dictionary of a font whose glyphs are content streams.
    pub drawn: Option<&'a Dictionary>,
}

impl<'a> Font<'a> {
    pub fn read(document: &'a Document, font: &'a Dictionary) -> Font<'a> {
        let name = lookup::name(document, font, b"BaseFont").map_or("?".into(), lookup::shown);
        let kind = lookup::name(document, font, b"Subtype").unwrap_or_default();
        let of = if kind == b"Type0" { descendant(document, font).unwrap_or(font) } else { font };
        let file = lookup::dict(document, of, b"FontDescriptor").is_some_and(|descriptor| {
            [b"FontFile".as_slice(), b"FontFile2", b"FontFile3"].into_iter().any(|key| {
                lookup::value(document, descriptor, key)
                    .is_some_and(|file| file.as_stream().is_ok())
            })
        });
        let drawn = (kind == b"Type3").then_some(font);
        // A simple font with a standard encoding needs no map: ISO 32000-1, 9.10.2.
        let standard = kind != b"Type0" && lookup::name(document, font, b"Encoding").is_some();
        Font {
            name: name.into(),
            embedded: file || drawn.is_some(),
            unicode: standard || lookup::value(document, font, b"ToUnicode").is_some(),
            drawn,
        }
    }
}

fn descendant<'a>(document: &'a Document, font: &'a Dictionary) -> Option<&'a Dictionary> {
    let first = lookup::array(document, font, b"DescendantFonts")?.first()?;
    document.dereference(first).ok()?.1.as_dict().ok()
}
