//! PNG (W3C PNG, third edition): the chunks that decide what is seen stay.

use super::{Bytes, orientation};

pub const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1A\n";

/// Chunks that decide what is seen, those of animations among them.
const KEPT: [&[u8; 4]; 19] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB",
    b"cICP", b"mDCV", b"cLLI", b"bKGD", b"hIST", b"pHYs", b"acTL", b"fcTL", b"fdAT",
];

/// The picture without its metadata. `None` if it is damaged.
pub fn clean(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut from = Bytes(bytes);
    if from.take(SIGNATURE.len())? != SIGNATURE {
        return None;
    }
    let mut clean = SIGNATURE.to_vec();
    let (mut is_first, mut has_data) = (true, false);
    loop {
        let length = u32::from_be_bytes(from.take(4)?.try_into().ok()?);
        let kind: &[u8; 4] = from.take(4)?.try_into().ok()?;
        let data = from.take(usize::try_from(length).ok()?)?;
        let sum = u32::from_be_bytes(from.take(4)?.try_into().ok()?);
        if is_first != (kind == b"IHDR") || is_first && data.len() != 13 {
            return None;
        }
        is_first = false;
        has_data |= kind == b"IDAT";
        if KEPT.contains(&kind) {
            if sum != checksum(kind, data) {
                return None;
            }
            chunk(&mut clean, kind, data);
        } else if kind == b"eXIf" {
            if let Some(exif) = orientation::only(data) {
                chunk(&mut clean, kind, &exif);
            }
        } else if kind[0].is_ascii_uppercase() {
            // Without knowing it, nobody can show the picture.
            return None;
        }
        if kind == b"IEND" {
            return has_data.then_some(clean);
        }
    }
}

fn chunk(to: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    // It was as long before, or is one of ours.
    to.extend_from_slice(&(data.len() as u32).to_be_bytes());
    to.extend_from_slice(kind);
    to.extend_from_slice(data);
    to.extend_from_slice(&checksum(kind, data).to_be_bytes());
}

fn checksum(kind: &[u8; 4], data: &[u8]) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    sum.update(kind);
    sum.update(data);
    sum.finalize()
}
