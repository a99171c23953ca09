//! Text into HTML.

/// What a byte asks for: `TEXT` must be escaped in text, `QUOTE` in attributes too, `DIGIT` begins
/// what may be a number, `WIDE` what may be a full-width digit.
const TEXT: u8 = 1;
const QUOTE: u8 = 2;
const DIGIT: u8 = 3;
const WIDE: u8 = 4;

const CLASS: [u8; 256] = {
    let mut class = [0; 256];
    class[b'&' as usize] = TEXT;
    class[b'<' as usize] = TEXT;
    class[b'>' as usize] = TEXT;
    class[b'"' as usize] = QUOTE;
    class[b'\'' as usize] = QUOTE;
    class[0xEF] = WIDE;
    let mut digit = b'0';
    while digit <= b'9' {
        class[digit as usize] = DIGIT;
        digit += 1;
    }
    class
};

fn entity(byte: u8) -> &'static str {
    match byte {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'"' => "&quot;",
        _ => "&#39;",
    }
}

/// Appends `text`, escaped for the content of an element. Whether it has a digit.
pub fn text(html: &mut String, text: &str) -> bool {
    let mut digits = false;
    let mut from = 0;
    let bytes = text.as_bytes();
    for (at, &byte) in bytes.iter().enumerate() {
        match CLASS[byte as usize] {
            0 | QUOTE => {}
            TEXT => {
                html.push_str(&text[from..at]);
                html.push_str(entity(byte));
                from = at + 1;
            }
            DIGIT => digits = true,
            _ => digits |= matches!(bytes.get(at + 1..at + 3), Some([0xBC, 0x90..=0x99])),
        }
    }
    html.push_str(&text[from..]);
    digits
}

/// Appends `text`, escaped for the value of a quoted attribute.
pub fn attribute(html: &mut String, text: &str) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if matches!(CLASS[byte as usize], TEXT | QUOTE) {
            html.push_str(&text[from..at]);
            html.push_str(entity(byte));
            from = at + 1;
        }
    }
    html.push_str(&text[from..]);
}

/// Appends an absolute address as the value of an attribute: what no address may have is
/// percent-encoded.
pub fn address(html: &mut String, address: &str) {
    for c in address.chars() {
        match c {
            ' ' => html.push_str("%20"),
            '"' => html.push_str("%22"),
            '<' => html.push_str("%3C"),
            '>' => html.push_str("%3E"),
            '`' => html.push_str("%60"),
            '&' | '\'' => html.push_str(entity(c as u8)),
            _ => html.push(c),
        }
    }
}
