//! Text into HTML.

use crate::content::scan;

fn escaped(html: &mut String, text: &str, is: impl Fn(u8) -> bool) {
    let mut rest = text;
    while let Some(at) = scan::find(rest.as_bytes(), &is) {
        html.push_str(&rest[..at]);
        html.push_str(entity(rest.as_bytes()[at]));
        rest = &rest[at + 1..];
    }
    html.push_str(rest);
}

fn entity(byte: u8) -> &'static str {
    match byte {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'"' => "&quot;",
        _ => "&#39;",
    }
}

/// Appends `text`, escaped for the content of an element.
pub fn text(html: &mut String, text: &str) {
    escaped(html, text, |byte| (byte == b'&') | (byte == b'<') | (byte == b'>'));
}

/// Appends `text`, escaped for the value of a quoted attribute.
pub fn attribute(html: &mut String, text: &str) {
    escaped(html, text, |byte| {
        (byte == b'&') | (byte == b'<') | (byte == b'>') | (byte == b'"') | (byte == b'\'')
    });
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
