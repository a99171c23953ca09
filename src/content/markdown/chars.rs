//! Kinds of characters that decide about emphasis and line breaks.

/// Put beside a run of `*` or `~` by `prepared`; in no text that comes out.
pub const MARK: char = '\u{FDD0}';
/// In the place of a single `~` while the parser sees a text. Punctuation (U+10A7F, an Old South Arabian
/// sign) of four bytes, so that it makes a text as much longer as a mark does.
pub const TILDE: char = '\u{10A7F}';
/// Around the index of a link while a text goes through `clean`.
pub const SLOT_START: char = '\u{FDD1}';
pub const SLOT_END: char = '\u{FDD2}';

/// A Han character, kana, bopomofo, or punctuation that only such text has.
pub fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{2E80}'..='\u{2FFF}' | '\u{3001}'..='\u{312F}' | '\u{3190}'..='\u{A4CF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FF60}'
        | '\u{FFE0}'..='\u{FFE6}' | '\u{20000}'..='\u{3FFFD}')
}

/// A letter or digit of any script; what is most common in Chinese texts is known without a table.
pub fn is_word(c: char) -> bool {
    match c {
        '\u{4E00}'..='\u{9FFF}' => true,
        '\u{3001}'..='\u{3004}' | '\u{3008}'..='\u{3020}' => false,
        '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}' => false,
        _ => c.is_alphanumeric(),
    }
}

/// Punctuation that Chinese shares with other languages: quotation marks, dash, ellipsis, dot.
fn is_shared(c: char) -> bool {
    matches!(c, '‘' | '’' | '“' | '”' | '—' | '…' | '·')
}

/// Whether a line may be broken between the two in the source without a space in the output.
pub fn joins(before: char, after: char) -> bool {
    match (is_cjk(before), is_cjk(after)) {
        (true, true) => true,
        (true, false) => is_shared(after),
        (false, true) => is_shared(before),
        (false, false) => false,
    }
}

/// Whether the line begins with an item of a Chinese enumeration: 一、（一）1.（1）and their kin.
pub fn begins_enumeration(line: &str) -> bool {
    let (open, rest) = match line.strip_prefix(['（', '(']) {
        Some(rest) => (true, rest),
        None => (false, line),
    };
    let han = rest.chars().take_while(|c| "一二三四五六七八九十百".contains(*c)).count();
    let arabic = rest.bytes().take_while(u8::is_ascii_digit).count();
    let after = &rest[han * '一'.len_utf8() + if han == 0 { arabic } else { 0 }..];
    match (open, han, arabic) {
        (true, 1..=5, _) | (true, 0, 1..=3) => after.starts_with(['）', ')']),
        (false, 1..=5, _) => after.starts_with('、'),
        (false, 0, 1..=3) => {
            after.starts_with('、')
                || after.strip_prefix(['.', '．']).is_some_and(|rest| {
                    !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '.')
                })
        }
        _ => line.starts_with(|c| matches!(c, '①'..='⑳')),
    }
}
