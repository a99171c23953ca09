//! XML text.

use std::borrow::Cow;

pub const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

/// `text` as it may stand between tags and in a quoted attribute. What XML 1.0 cannot hold at all
/// (2.2: most control characters, U+FFFE, U+FFFF) becomes U+FFFD.
pub fn escape(text: &str) -> Cow<'_, str> {
    let special = |c: char| entity(c).is_some() || !is_char(c);
    if !text.contains(special) {
        return text.into();
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match entity(c) {
            Some(entity) => escaped.push_str(entity),
            None if is_char(c) => escaped.push(c),
            None => escaped.push('\u{fffd}'),
        }
    }
    escaped.into()
}

fn entity(c: char) -> Option<&'static str> {
    Some(match c {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        '\'' => "&#39;",
        _ => return None,
    })
}

fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

/// `<name>text</name>` on a line of its own.
pub fn element(xml: &mut String, name: &str, text: &str) {
    xml.push_str(&format!("<{name}>{}</{name}>\n", escape(text)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_breaks_out_of_its_element() {
        assert_eq!(escape("孩子"), "孩子");
        assert_eq!(escape("</a> & \"'"), "&lt;/a&gt; &amp; &quot;&#39;");
        assert_eq!(escape("]]>\u{1}\u{ffff}"), "]]&gt;\u{fffd}\u{fffd}");
    }
}
