//! GIF 89a: pictures, their timing and the loop stay; comments, texts and data of programs go.

use super::Bytes;

const EXTENSION: u8 = 0x21;
const IMAGE: u8 = 0x2C;
const TRAILER: u8 = 0x3B;

/// The picture without its metadata. `None` if it is damaged.
pub fn clean(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut from = Bytes(bytes);
    let header = from.take(13)?;
    let mut clean = header.to_vec();
    clean.extend_from_slice(colours(&mut from, header[10])?);
    let mut has_image = false;
    loop {
        match from.byte()? {
            EXTENSION => {
                let label = from.byte()?;
                let data = blocks(&mut from)?;
                let is_loop = label == 0xFF
                    && (data.starts_with(b"\x0BNETSCAPE2.0\x03\x01")
                        || data.starts_with(b"\x0BANIMEXTS1.0\x03\x01"));
                if is_loop {
                    clean.extend_from_slice(&[EXTENSION, label]);
                    clean.extend_from_slice(data.get(..16)?);
                    clean.push(0);
                } else if label == 0xF9 {
                    // The graphic that follows: four bytes.
                    let control = data.strip_prefix(&[4])?.get(..4)?;
                    clean.extend_from_slice(&[EXTENSION, label, 4]);
                    clean.extend_from_slice(control);
                    clean.push(0);
                }
            }
            IMAGE => {
                has_image = true;
                let place = from.take(9)?;
                clean.push(IMAGE);
                clean.extend_from_slice(place);
                clean.extend_from_slice(colours(&mut from, place[8])?);
                clean.push(from.byte()?);
                clean.extend_from_slice(blocks(&mut from)?);
            }
            TRAILER => {
                clean.push(TRAILER);
                return has_image.then_some(clean);
            }
            _ => return None,
        }
    }
}

/// A table of colours, if the flags say that there is one.
fn colours<'b>(from: &mut Bytes<'b>, flags: u8) -> Option<&'b [u8]> {
    let has_table = flags & 0x80 != 0;
    from.take(if has_table { 3 << ((flags & 7) + 1) } else { 0 })
}

/// Blocks with their lengths, the empty one at the end included.
fn blocks<'b>(from: &mut Bytes<'b>) -> Option<&'b [u8]> {
    let all = from.0;
    loop {
        let length = usize::from(from.byte()?);
        from.take(length)?;
        if length == 0 {
            return Some(&all[..all.len() - from.0.len()]);
        }
    }
}
