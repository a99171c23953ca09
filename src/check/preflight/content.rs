//! The operators of a content stream, one after the other, with inline images read apart.
//!
//! `lopdf` reads operators, but leaves out what an inline image says of itself where its data is
//! compressed. So the stream is cut at inline images first.

use lopdf::{
    Dictionary, Object,
    content::{Content, Operation},
};

use super::filter::is_space;

/// An operator that no file has, put at the end of each piece to see that all of it was read.
const END: &str = "WeibaoEnd";

/// What a content stream consists of.
#[derive(Debug)]
pub enum Item {
    Operation(Operation),
    InlineImage(Dictionary),
    /// Nothing after here was understood.
    Broken,
}

/// Calls `each` with every item until it returns `false`. Returns what the last call returned.
pub fn items(content: &[u8], mut each: impl FnMut(Item) -> bool) -> bool {
    let mut rest = content;
    loop {
        let (piece, image) = match next_inline_image(rest) {
            Some(found) => {
                let (before, dictionary, after) = found;
                rest = after;
                (before, Some(dictionary))
            }
            None => (std::mem::take(&mut rest), None),
        };
        if !operations(piece, &mut each) {
            return false;
        }
        match image {
            Some(source) => {
                let image = source.and_then(inline_dictionary);
                if !each(image.map_or(Item::Broken, Item::InlineImage)) {
                    return false;
                }
            }
            None => return true,
        }
    }
}

fn operations(piece: &[u8], each: &mut impl FnMut(Item) -> bool) -> bool {
    if piece.iter().all(|byte| is_space(*byte)) {
        return true;
    }
    let mut source = piece.to_vec();
    source.extend(b"\n");
    source.extend(END.as_bytes());
    for operation in Content::decode_iter(&source) {
        match operation {
            // Operands that no operator follows: it was cut off.
            Ok(operation) if operation.operator == END => {
                return operation.operands.is_empty() || each(Item::Broken);
            }
            Ok(operation) => {
                if !each(Item::Operation(operation)) {
                    return false;
                }
            }
            Err(_) => break,
        }
    }
    each(Item::Broken)
}

/// Bytes after `EI` that are operators again.
const MOST_AFTER: usize = 10;

/// What stands before an inline image, the source of its dictionary, and what follows it.
/// There is no source where the image has no end.
type Cut<'a> = (&'a [u8], Option<&'a [u8]>, &'a [u8]);

/// The content, cut at its next inline image.
fn next_inline_image(content: &[u8]) -> Option<Cut<'_>> {
    let start = token(content, 0, b"BI")?;
    let keys = start + 2;
    let data = token(content, keys, b"ID")? + 2;
    // The data may hold anything: its end is the first EI that stands between white space and before text.
    let is_text = |after: &[u8]| {
        let mut next = after.iter().take(MOST_AFTER);
        next.all(|byte| is_space(*byte) || byte.is_ascii_graphic())
    };
    let end = (data..content.len()).find(|&at| {
        content[at..].starts_with(b"EI") && is_alone(content, at, 2) && is_text(&content[at + 2..])
    });
    let source = end.map(|_| &content[keys..data - 2]);
    Some((&content[..start], source, end.map_or(&[], |end| &content[end + 2..])))
}

fn is_alone(content: &[u8], at: usize, length: usize) -> bool {
    let blank = |byte: Option<&u8>| byte.is_none_or(|byte| is_space(*byte));
    blank(at.checked_sub(1).and_then(|before| content.get(before)))
        && blank(content.get(at + length))
}

/// Where a word stands by itself, outside strings and comments.
fn token(content: &[u8], from: usize, word: &[u8]) -> Option<usize> {
    let mut at = from;
    let mut open = 0_u32;
    while let Some(&byte) = content.get(at) {
        match byte {
            b'\\' if open > 0 => at += 1,
            b'(' => open += 1,
            b')' => open = open.saturating_sub(1),
            b'%' if open == 0 => {
                at += content[at..].iter().position(|byte| matches!(byte, b'\r' | b'\n'))?;
            }
            _ if open == 0
                && content[at..].starts_with(word)
                && is_alone(content, at, word.len()) =>
            {
                return Some(at);
            }
            _ => {}
        }
        at += 1;
    }
    None
}

fn inline_dictionary(keys: &[u8]) -> Option<Dictionary> {
    let source = [b"<<", keys, b">> ", END.as_bytes()].concat();
    let operation = Content::decode_iter(&source).next()?.ok()?;
    match operation.operands.into_iter().next()? {
        Object::Dictionary(short) => Some(long_names(short)),
        _ => None,
    }
}

/// ISO 32000-1, 8.9.7, tables 93 and 94.
fn long_names(short: Dictionary) -> Dictionary {
    let mut long = Dictionary::new();
    for (key, value) in &short {
        let key: &[u8] = match key.as_slice() {
            b"BPC" => b"BitsPerComponent",
            b"CS" => b"ColorSpace",
            b"D" => b"Decode",
            b"F" => b"Filter",
            b"H" => b"Height",
            b"IM" => b"ImageMask",
            b"W" => b"Width",
            key => key,
        };
        long.set(key, value.clone());
    }
    long
}
