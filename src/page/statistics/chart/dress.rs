//! From what `plotters` draws to a picture that belongs to a page: it takes the page's type and
//! colours, has patterns, and says what it is to those who do not see it (SVG 2, 5.8; SVG
//! Accessibility API Mappings 1.0).

use super::{Subject, TYPE, WIDTH, ink::Ink};

/// Definitions of the patterns; `ID` is the chart's own. Two pictures of one page have two sets.
const PATTERNS: [(&str, &str); 3] = [
    (
        "s",
        r#"<pattern id="IDs" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path stroke="currentColor" stroke-width="6" d="M0 0v6"/></pattern>"#,
    ),
    (
        "o",
        r#"<pattern id="IDo" width="7" height="7" patternUnits="userSpaceOnUse"><circle cx="3.5" cy="3.5" r="1.7" fill="currentColor"/></pattern>"#,
    ),
    (
        "w",
        r#"<pattern id="IDw" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><path stroke="currentColor" stroke-width="1" d="M0 0v9"/></pattern>"#,
    ),
];

/// Rewrites a drawing of `height`.
pub fn dress(drawing: &str, height: u32, subject: &Subject) -> String {
    let id = &subject.id;
    let mut body = String::with_capacity(drawing.len());
    let mut rest = drawing;
    while let Some(start) = rest.find('<') {
        body.push_str(rest[..start].trim());
        let end = rest[start..].find('>').map_or(rest.len(), |at| start + at + 1);
        let tag = &rest[start..end];
        if !tag.starts_with("<svg") && tag != "</svg>" {
            push_tag(tag, id, &mut body);
        }
        rest = &rest[end..];
    }
    let mut patterns = String::new();
    for (end, pattern) in PATTERNS {
        if body.contains(&format!("url(#{id}{end})")) {
            patterns.push_str(&pattern.replace("ID", id));
        }
    }
    let mut below = height;
    if let Some(mark) = subject.mark {
        let (center, middle) = (WIDTH / 2, height / 2);
        below += TYPE + 14;
        let (right, line) = (WIDTH - 1, below - 6);
        let mark = escape(mark);
        // Across the picture, where it cannot be cut off; and below, where it can be read.
        body.insert_str(0, &format!(
            r#"<text class="invented" x="{center}" y="{middle}" text-anchor="middle" dominant-baseline="middle" font-size="44" font-weight="700" fill-opacity=".13" transform="rotate(-18 {center} {middle})" aria-hidden="true">{mark}</text>"#
        ));
        body.push_str(&format!(
            r#"<text class="invented" x="{right}" y="{line}" text-anchor="end" font-weight="700">{mark}</text>"#
        ));
    }
    let height = below;
    let (title, description) = (escape(&subject.title), escape(&subject.description));
    format!(
        r#"<svg class="chart" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="{id}t {id}d"><title id="{id}t">{title}</title><desc id="{id}d">{description}</desc><defs>{patterns}</defs>{body}</svg>"#
    )
    .replace("<defs></defs>", "")
}

/// A tag as `plotters` writes it, without what the page decides, its stand-ins replaced.
fn push_tag(tag: &str, id: &str, body: &mut String) {
    let inner = tag.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
    let (name, attributes) = inner.split_once(' ').unwrap_or((inner, ""));
    body.push('<');
    body.push_str(name);
    let mut ink = None;
    for (key, value) in pairs(attributes) {
        match (key, Ink::of(value)) {
            ("opacity" | "font-family" | "font-size" | "stroke-width", _) => {}
            ("text-anchor", _) if value == "start" => {}
            ("fill" | "stroke", _) if value == "none" => {}
            ("fill", Some(found)) => {
                ink = Some(found);
                if let Some(pattern) = found.pattern() {
                    body.push_str(&format!(" fill=\"url(#{id}{pattern})\""));
                }
            }
            ("stroke", Some(found)) => ink = Some(found),
            _ => body.push_str(&format!(" {key}=\"{value}\"")),
        }
    }
    if let Some(class) = ink.and_then(Ink::class) {
        body.push_str(&format!(" class=\"{class}\""));
    }
    body.push_str(if tag.ends_with("/>") { "/>" } else { ">" });
}

/// The attributes of a tag. Their values have no quotation mark in them: `plotters` escapes it.
fn pairs(attributes: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = attributes;
    std::iter::from_fn(move || {
        let (key, after) = rest.split_once("=\"")?;
        let (value, after) = after.split_once('"')?;
        rest = after;
        Some((key.trim(), value))
    })
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
