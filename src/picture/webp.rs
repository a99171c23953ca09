//! WebP (RFC 9649): image data, animation and colours stay.

use super::{Bytes, orientation};

/// Of the flags of `VP8X`.
const HAS_EXIF: u8 = 0x08;
const HAS_XMP: u8 = 0x04;

/// The picture without its metadata. `None` if it is damaged.
pub fn clean(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut from = Bytes(bytes);
    from.take(4)?;
    let size = u32::from_le_bytes(from.take(4)?.try_into().ok()?);
    let mut inside = Bytes(from.take(usize::try_from(size).ok()?)?);
    inside.take(4)?;
    let mut clean = b"RIFF\0\0\0\0WEBP".to_vec();
    let mut flags = None;
    let mut exif = None;
    let mut has_image = false;
    while !inside.0.is_empty() {
        let (kind, data) = next(&mut inside)?;
        match kind {
            b"VP8X" => {
                if data.len() != 10 {
                    return None;
                }
                flags = Some(clean.len() + 8);
                chunk(&mut clean, kind, data);
            }
            b"VP8 " | b"VP8L" => {
                has_image = true;
                chunk(&mut clean, kind, data);
            }
            b"ANMF" => {
                has_image = true;
                chunk(&mut clean, kind, &frame(data)?);
            }
            b"ALPH" | b"ANIM" | b"ICCP" => chunk(&mut clean, kind, data),
            b"EXIF" if exif.is_none() => {
                let data = data.strip_prefix(b"Exif\0\0").unwrap_or(data);
                exif = orientation::only(data);
            }
            _ => {}
        }
    }
    if !has_image {
        return None;
    }
    if let Some(at) = flags {
        clean[at] &= !(HAS_EXIF | HAS_XMP);
        if let Some(exif) = exif {
            clean[at] |= HAS_EXIF;
            chunk(&mut clean, b"EXIF", &exif);
        }
    }
    let size = u32::try_from(clean.len() - 8).ok()?;
    clean[4..8].copy_from_slice(&size.to_le_bytes());
    Some(clean)
}

/// A frame of an animation, which has chunks of its own after 16 bytes.
fn frame(data: &[u8]) -> Option<Vec<u8>> {
    let mut from = Bytes(data);
    let mut frame = from.take(16)?.to_vec();
    while !from.0.is_empty() {
        let (kind, data) = next(&mut from)?;
        if matches!(kind, b"ALPH" | b"VP8 " | b"VP8L") {
            chunk(&mut frame, kind, data);
        }
    }
    Some(frame)
}

fn next<'b>(from: &mut Bytes<'b>) -> Option<(&'b [u8; 4], &'b [u8])> {
    let kind = from.take(4)?.try_into().ok()?;
    let length = u32::from_le_bytes(from.take(4)?.try_into().ok()?);
    let data = from.take(usize::try_from(length).ok()?)?;
    if data.len() % 2 == 1 && !from.0.is_empty() {
        from.byte()?;
    }
    Some((kind, data))
}

fn chunk(to: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    to.extend_from_slice(kind);
    // It was as long before, or is shorter.
    to.extend_from_slice(&(data.len() as u32).to_le_bytes());
    to.extend_from_slice(data);
    if data.len() % 2 == 1 {
        to.push(0);
    }
}
