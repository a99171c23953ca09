//! Whatever is typed: no panic, HTML in balance, nothing hostile, in good time.

use std::time::{Duration, Instant};

use super::{html, read};

const VOID: [&str; 3] = ["br", "hr", "img"];

/// The tags of `html` in balance, without handlers or scripts; text without stray `<`.
fn is_balanced(html: &str) -> bool {
    let mut open = Vec::new();
    for part in html.split('<').skip(1) {
        let Some((tag, _)) = part.split_once('>') else { return false };
        let names = tag.split('"').step_by(2);
        let mut values = tag.split('"').skip(1).step_by(2);
        if names.clone().any(|names| names.contains("onclick")) || values.any(is_script) {
            return false;
        }
        let name = tag.split(' ').next().unwrap_or_default();
        match name.strip_prefix('/') {
            Some(name) if open.pop() != Some(name) => return false,
            None if !VOID.contains(&name) => open.push(name),
            _ => {}
        }
    }
    open.is_empty()
}

fn is_script(value: &str) -> bool {
    value.to_lowercase().starts_with("javascript:")
}

#[track_caller]
fn check(markdown: &str) {
    let (document, _) = read(markdown);
    let html = html(&document);
    let lower = html.to_lowercase();
    assert!(is_balanced(&html), "{markdown:?}\n{html}");
    assert!(!lower.contains("<script"), "{markdown:?}\n{html}");
    assert!(!html.contains(crate::content::scan::is_refused), "{markdown:?}\n{html}");
    let (html, slots) = document.parts();
    assert!(slots.is_sorted(), "{markdown:?}");
    assert!(slots.iter().all(|(at, link)| {
        html.is_char_boundary(*at as usize) && (*link as usize) < document.links.len()
    }));
    assert!(document.summary.chars().count() <= 121, "{markdown:?}");
}

#[test]
fn random_text_never_breaks_the_page() {
    const ALPHABET: [&str; 64] = [
        "*",
        "**",
        "_",
        "~~",
        "~",
        "[",
        "]",
        "(",
        ")",
        "](",
        "!",
        "![",
        "<",
        ">",
        "#",
        "## ",
        "|",
        "|-|\n",
        "\\",
        "`",
        "```\n",
        "-",
        "- ",
        "1.",
        "1. ",
        "一、",
        "（一）",
        "（",
        "）",
        "“",
        "”",
        "，",
        "。",
        "中",
        "文",
        "a",
        "B",
        " ",
        "  ",
        "    ",
        "\n",
        "\n\n",
        "\t",
        "\r\n",
        "\u{FDD0}",
        "\u{1}",
        "🙂",
        "&#xFDD1;",
        "&lt;",
        "&#1;",
        "[^1]",
        "[^1]: ",
        "<script>",
        "<p>",
        "</p>",
        "<a href=\"",
        "javascript:",
        "onclick=x ",
        "<b",
        "\">",
        "<!--",
        "-->",
        "hotline:a)",
        "2345678",
    ];
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as usize % below
    };
    for _ in 0..20_000 {
        let length = 1 + random(24);
        let text: String = (0..length).map(|_| ALPHABET[random(ALPHABET.len())]).collect();
        check(&text);
    }
}

#[test]
fn hostile_size_takes_no_more_than_its_share_of_time() {
    let repeated = [
        "[",
        ">",
        "*",
        "<",
        "`",
        "![",
        "[a](",
        "*a ",
        "](",
        "[](a)",
        "[^a]",
        "<b>",
        "<em>",
        "<!--",
        "<a href=x>",
        "&#1;",
        "中**（",
        "\u{1}",
        "a\n",
        "一、\n",
        "<p a=\"",
        "## a\n",
        "2345678 ",
        "\\",
        "<div>\n\n",
        "[](hotline:a)",
        "![a](b)",
        "<script>",
        "[^a]: b\n",
        "</p>",
        "- a\n > b\n",
        "*[a](b)*\n",
        "<table><td>",
    ];
    let columns =
        format!("{}\n{}\n{}", "|a".repeat(10_000), "|-".repeat(10_000), "|x\n".repeat(10_000));
    let spans = format!("{}{}", "[".repeat(50_000), "](b)".repeat(50_000));
    let texts = repeated.iter().map(|unit| unit.repeat(200_000 / unit.len()));
    for text in texts.chain([columns, spans]) {
        let start = Instant::now();
        check(&text);
        let taken = start.elapsed();
        assert!(taken < Duration::from_secs(8), "{taken:?} for {:?}…", &text[..10]);
    }
}
