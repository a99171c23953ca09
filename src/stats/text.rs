//! Spellings of one thing, brought together.

/// A text as spellings are compared: full-width letters and digits as half-width ones, Latin letters
/// small, without white space.
pub fn fold(text: &str) -> String {
    text.chars().filter_map(folded).collect()
}

/// Whether nothing of a text counts in a comparison.
pub fn is_blank(text: &str) -> bool {
    !text.chars().any(|c| folded(c).is_some())
}

/// As `fold`, with white space between words kept as one space each.
pub fn fold_words(text: &str) -> String {
    let words = text.split(|c: char| folded(c).is_none()).filter(|word| !word.is_empty());
    words.map(fold).collect::<Vec<_>>().join(" ")
}

/// `None` for what does not count in a comparison.
pub fn folded(c: char) -> Option<char> {
    match c {
        c if IGNORED.contains(&c) => None,
        '\u{FF01}'..='\u{FF5E}' => {
            let half = char::from_u32(c as u32 - 0xFEE0).unwrap_or(c);
            Some(half.to_ascii_lowercase())
        }
        c => Some(c.to_ascii_lowercase()),
    }
}

/// White space of every width, and characters without any.
pub const IGNORED: [char; 15] = [
    ' ', '\t', '\n', '\r', '\u{A0}', '\u{2002}', '\u{2003}', '\u{2007}', '\u{2009}', '\u{200B}',
    '\u{200C}', '\u{200D}', '\u{202F}', '\u{3000}', '\u{FEFF}',
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_letters_and_spaces_make_no_difference() {
        assert_eq!(fold(" ２０２６年　Ｑ３\u{200B}\n"), "2026年q3");
        assert_eq!(fold_words("　2026-01-02  00:00 "), "2026-01-02 00:00");
        assert_eq!(fold("北县 市（县）"), "北县市(县)");
    }
}
