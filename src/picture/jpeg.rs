//! JPEG (ITU-T T.81, annex B): tables, frames and scans stay, application data and comments go.

use super::{Bytes, orientation};

const SOI: u8 = 0xD8;
const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;

/// The picture without its metadata. `None` if it is damaged.
pub fn clean(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut from = Bytes(bytes);
    if from.take(2)? != [0xFF, SOI] {
        return None;
    }
    let mut clean = vec![0xFF, SOI];
    let mut upright: Option<Vec<u8>> = None;
    let (mut has_frame, mut has_scan) = (false, false);
    loop {
        let marker = marker(&mut from)?;
        if marker == EOI {
            break;
        }
        let length = u16::from_be_bytes(from.take(2)?.try_into().ok()?);
        let data = from.take(usize::from(length).checked_sub(2)?)?;
        match marker {
            // Huffman tables, arithmetic coding, quantisation, number of lines, restarts, hierarchies.
            0xC4 | 0xCC | 0xDB..=0xDF => segment(&mut clean, marker, data)?,
            0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                has_frame = true;
                segment(&mut clean, marker, data)?;
            }
            SOS => {
                if !has_frame {
                    return None;
                }
                has_scan = true;
                segment(&mut clean, marker, data)?;
                clean.extend_from_slice(scan(&mut from));
            }
            // Without its thumbnail, whose size are the last two bytes.
            0xE0 if data.starts_with(b"JFIF\0") => {
                let plain = [data.get(..12)?, &[0, 0]].concat();
                segment(&mut clean, marker, &plain)?;
            }
            0xE1 if upright.is_none() => {
                upright = data.strip_prefix(b"Exif\0\0").and_then(orientation::only);
            }
            0xE2 if data.starts_with(b"ICC_PROFILE\0") => segment(&mut clean, marker, data)?,
            // Says how colours are coded.
            0xEE if data.starts_with(b"Adobe") => segment(&mut clean, marker, data.get(..12)?)?,
            0xE0..=0xEF | 0xFE => {}
            _ => return None,
        }
    }
    if !has_scan {
        return None;
    }
    if let Some(exif) = upright {
        let mut first = Vec::new();
        segment(&mut first, 0xE1, &[b"Exif\0\0", exif.as_slice()].concat())?;
        clean.splice(2..2, first);
    }
    clean.extend_from_slice(&[0xFF, EOI]);
    Some(clean)
}

/// The next marker; it may be preceded by any number of `FF`.
fn marker(from: &mut Bytes<'_>) -> Option<u8> {
    if from.byte()? != 0xFF {
        return None;
    }
    loop {
        match from.byte()? {
            0xFF => {}
            marker => return Some(marker),
        }
    }
}

fn segment(to: &mut Vec<u8>, marker: u8, data: &[u8]) -> Option<()> {
    let length = u16::try_from(data.len() + 2).ok()?;
    to.extend_from_slice(&[0xFF, marker]);
    to.extend_from_slice(&length.to_be_bytes());
    to.extend_from_slice(data);
    Some(())
}

/// The coded data of a scan: up to a marker that is none of a restart.
fn scan<'b>(from: &mut Bytes<'b>) -> &'b [u8] {
    let mut at = 0;
    while let Some(found) = memchr::memchr(0xFF, &from.0[at..]) {
        at += found;
        match from.0.get(at + 1) {
            Some(0x00 | 0xD0..=0xD7) => at += 2,
            Some(0xFF) => at += 1,
            Some(_) => break,
            None => at += 1,
        }
    }
    if memchr::memchr(0xFF, &from.0[at..]).is_none() {
        at = from.0.len();
    }
    let (scan, rest) = from.0.split_at(at);
    from.0 = rest;
    scan
}
