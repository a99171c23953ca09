//! Looks for bytes in a text. Most texts have few of what is looked for, and the loops below are of
//! the shape that compilers turn into vector code, which a table of 256 entries is not.

/// Where the first byte is for which `is` holds.
pub fn find(bytes: &[u8], is: impl Fn(u8) -> bool) -> Option<usize> {
    let (chunks, rest) = bytes.as_chunks::<16>();
    let chunk = chunks.iter().position(|chunk| chunk.iter().fold(false, |any, b| any | is(*b)));
    let (start, tail) = match chunk {
        Some(chunk) => (chunk * 16, &bytes[chunk * 16..]),
        None => (bytes.len() - rest.len(), rest),
    };
    tail.iter().position(|byte| is(*byte)).map(|at| start + at)
}

/// Whether `is` holds for two neighbours.
pub fn any_pair(bytes: &[u8], is: impl Fn(u8, u8) -> bool) -> bool {
    let next = bytes.get(1..).unwrap_or_default();
    bytes.iter().zip(next).fold(false, |any, (a, b)| any | is(*a, *b))
}

/// Whether there is an ASCII or full-width digit.
pub fn has_digit(text: &str) -> bool {
    let bytes = text.as_bytes();
    // U+FF10 to U+FF19 are EF BC 90 to EF BC 99.
    find(bytes, |byte| byte.is_ascii_digit()).is_some()
        || any_pair(bytes, |a, b| (a == 0xBC) & (0x90..=0x99).contains(&b))
}

/// Whether there may be a control character or a noncharacter; if not, there is none.
pub fn may_have_refused(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_control =
        |b: u8| ((b < 0x20) & (b != b'\n') & (b != b'\r') & (b != b'\t')) | (b == 0x7F);
    // U+0080 to U+009F; U+FDC0 to U+FDFF; what ends in FFFE or FFFF.
    find(bytes, is_control).is_some()
        || any_pair(bytes, |a, b| {
            ((a == 0xC2) & (b < 0xA0))
                | ((a == 0xEF) & (b == 0xB7))
                | ((a == 0xBF) & (b & 0xFE == 0xBE))
        })
}
