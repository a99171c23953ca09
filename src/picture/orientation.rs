//! Which side of a photograph is up: the only thing of its EXIF data that is kept.

const TAG: u16 = 0x0112;

/// EXIF data that says nothing but the orientation of other EXIF data. `None` where that says none, or
/// that the picture is upright.
pub fn only(exif: &[u8]) -> Option<Vec<u8>> {
    let orientation = read(exif)?;
    let mut only = b"MM\0*\0\0\0\x08\0\x01".to_vec();
    only.extend_from_slice(&TAG.to_be_bytes());
    // One number of 16 bits.
    only.extend_from_slice(&[0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    // No further directory.
    only.extend_from_slice(&[0; 4]);
    Some(only)
}

/// 2 to 8 (EXIF 2.32, 4.6.4).
fn read(exif: &[u8]) -> Option<u8> {
    let is_big = match exif.get(..4)? {
        b"MM\0*" => true,
        b"II*\0" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes: [u8; 2] = exif.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if is_big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    };
    let long = |at: usize| {
        let bytes: [u8; 4] = exif.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if is_big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
    };
    let directory = long(4)? as usize;
    let entries = usize::from(short(directory)?);
    let entry = |number: usize| directory.checked_add(2 + number * 12);
    let mut entries = (0..entries).map_while(entry);
    let found = entries.find(|&at| short(at) == Some(TAG))?;
    let value = short(found.checked_add(8)?)?;
    u8::try_from(value).ok().filter(|value| (2..=8).contains(value))
}
