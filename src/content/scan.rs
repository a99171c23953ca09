//! Looks for bytes in a text. Most texts have few of what is looked for, and the loops below are of
//! the shape that compilers turn into vector code, which a table of 256 entries is not.

/// Where the first byte is for which `is` holds.
pub fn find(bytes: &[u8], is: impl Fn(u8) -> bool) -> Option<usize> {
    let any = |chunk: &[u8; 16]| chunk.iter().fold(false, |any, b| any | is(*b));
    let (chunks, rest) = bytes.as_chunks();
    let start = match chunks.iter().position(any) {
        Some(chunk) => chunk * 16,
        // What is left, with so much before it that it is a chunk again.
        None if bytes.last_chunk().is_some_and(|last| !any(last)) => return None,
        None => bytes.len() - rest.len(),
    };
    bytes[start..].iter().position(|byte| is(*byte)).map(|at| start + at)
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

/// A code point that no text may have: a control character other than tab and line ends, or a
/// noncharacter (Unicode 16, section 23.7).
pub fn is_refused(c: char) -> bool {
    let code = c as u32;
    c.is_control() && !matches!(c, '\n' | '\r' | '\t')
        || matches!(code, 0xFDD0..=0xFDEF)
        || code & 0xFFFE == 0xFFFE
}

/// Whether there may be a character that is refused; if not, there is none.
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

/// Whether a character turns the direction of writing (Unicode, `Bidi_Control`): marks, embeddings,
/// overrides, isolates.
pub fn turns(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether there may be a character that `turns`, or U+FFFD; if not, there is none.
pub fn may_deceive(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Their second and third bytes; 怎 and a few others have the same.
    let may = any_pair(bytes, |a, b| {
        ((a == 0x80) & ((b & 0xFE == 0x8E) | (0xAA..=0xAE).contains(&b)))
            | ((a == 0x81) & (0xA6..=0xA9).contains(&b))
            | ((a == 0xD8) & (b == 0x9C))
            | ((a == 0xBF) & (b == 0xBD))
    });
    may && text.chars().any(|c| turns(c) || c == char::REPLACEMENT_CHARACTER)
}

/// The first character that is refused.
pub fn refused(text: &str) -> Option<char> {
    let may_have = may_have_refused(text);
    may_have.then(|| text.chars().find(|c| is_refused(*c))).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_byte_is_found_wherever_it_stands() {
        let is = |byte: u8| byte == b'x';
        for length in 0..70 {
            let mut bytes = vec![b'-'; length];
            assert_eq!(find(&bytes, is), None, "{length}");
            for at in (0..length).rev() {
                bytes[at] = b'x';
                assert_eq!(find(&bytes, is), Some(at), "{at} of {length}");
            }
        }
    }

    #[test]
    fn what_is_refused_is_seen() {
        let texts = [
            "一",
            "\u{0}",
            "a\u{7F}",
            "中文中文中文中文\u{FDD0}",
            "\u{85}",
            "\u{1FFFE}。",
            "\t\r\n",
        ];
        for text in texts {
            assert_eq!(refused(text), text.chars().find(|c| is_refused(*c)), "{text:?}");
        }
    }
}
