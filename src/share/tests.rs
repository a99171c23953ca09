use rayon::prelude::*;

use super::*;

const SAMPLE: &str = include_str!("sample.svg");

fn painter() -> Painter {
    let name = "themes/lantern/fonts/NotoSansSC-Bold.subset.otf";
    let path = format!("{}/{name}", env!("CARGO_MANIFEST_DIR"));
    let data = std::fs::read(path).expect("the font is in the repository");
    Painter::new(vec![(name.to_owned(), data)]).expect("the font can be read")
}

/// What a picture with this inside comes to.
fn draw(inside: &str) -> Result<Vec<u8>, ShareError> {
    painter().png(&format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630">{inside}</svg>"#
    ))
}

fn pixels(data: &[u8]) -> Pixmap {
    Pixmap::decode_png(data).expect("a PNG")
}

#[test]
fn a_picture_has_the_size_that_is_shared_is_opaque_and_small() {
    let data = painter().png(SAMPLE).expect("the sample can be drawn");
    let picture = pixels(&data);
    assert_eq!((picture.width(), picture.height()), (1200, 630));
    assert!(picture.pixels().iter().all(|pixel| pixel.is_opaque()));
    let first = picture.pixels()[0].demultiply();
    let red = resvg::tiny_skia::ColorU8::from_rgba(0xa8, 0x26, 0x1c, 255);
    assert_eq!(first, red, "the first pixel lies in the red bar");
    assert!(data.len() <= 60_000, "{} bytes", data.len());
}

#[test]
fn a_painter_draws_the_same_bytes_every_time_and_from_every_thread() {
    let first = painter().png(SAMPLE).expect("the sample can be drawn");
    let shared = painter();
    let all: Vec<_> = (0..4).into_par_iter().map(|_| shared.png(SAMPLE)).collect();
    assert!(all.into_iter().all(|data| data.as_ref() == Ok(&first)));
}

#[test]
fn text_is_drawn_with_the_font_of_the_theme() {
    let blank = pixels(&draw("").expect("an empty picture"));
    for text in [
        r#"<text y="200" font-size="100" font-family="Noto Sans CJK SC">未</text>"#,
        r#"<text y="200" font-size="100" font-family="Arial, 'Noto Sans CJK SC'">未</text>"#,
        r#"<text y="200" font-size="100">未</text>"#,
    ] {
        assert_ne!(pixels(&draw(text).expect("text")), blank, "{text}");
    }
    assert!(blank.data().iter().all(|&value| value == 255), "bare canvas is white");
}

#[test]
fn a_gradient_keeps_all_its_colours() {
    let data = draw(
        r##"<linearGradient id="g"><stop stop-color="#000"/><stop offset="1" stop-color="#f80"/>
        </linearGradient><linearGradient id="h" y2="1" x2="0"><stop stop-color="#00f"/>
        <stop offset="1" stop-color="#00f" stop-opacity="0"/></linearGradient>
        <rect width="1200" height="630" fill="url(#g)"/><rect width="1200" height="630" fill="url(#h)"/>"##,
    );
    let picture = pixels(&data.expect("a gradient"));
    let colours: std::collections::BTreeSet<_> = picture.data().chunks_exact(4).collect();
    assert!(colours.len() > 256, "{}", colours.len());
}

#[test]
fn what_cannot_be_drawn_right_is_refused() {
    let nested = "<g>".repeat(100) + &"</g>".repeat(100);
    let deep = "<g>".repeat(9_900) + &"</g>".repeat(9_900);
    let many = "<rect/>".repeat(20_000);
    let long = format!("<text>{}</text>", "好".repeat(400_000));
    // Each level shows the one before ten times.
    let mut multiplied = r#"<g id="a0"><rect width="9" height="9"/></g>"#.to_owned();
    for level in 1..7 {
        let before = format!(r##"<use href="#a{}"/>"##, level - 1).repeat(10);
        multiplied += &format!(r#"<g id="a{level}">{before}</g>"#);
    }
    let outside = |address: &str| ShareError::OutsidePicture(address.into());
    let cases: &[(&str, ShareError)] = &[
        ("<text>好👍</text>", ShareError::MissingGlyph('👍')),
        ("<text>한글</text>", ShareError::MissingGlyph('한')),
        ("<text>a<tspan>\u{e000}</tspan></text>", ShareError::MissingGlyph('\u{e000}')),
        (
            "<clipPath id='c'><text>ก</text></clipPath><rect width='9' height='9' clip-path='url(#c)'/>",
            ShareError::MissingGlyph('ก'),
        ),
        (
            "<text font-family='Nowhere Sans'>好</text>",
            ShareError::UnknownFamily("\"Nowhere Sans\"".into()),
        ),
        ("<image href='/etc/hostname' width='9' height='9'/>", outside("/etc/hostname")),
        ("<image href='https://example.org/a.png'/>", outside("https://example.org/a.png")),
        ("<image href='data:image/png;base64,AAAA'/>", outside("data:image/png")),
        (&nested, ShareError::TooComplex),
        (&deep, ShareError::TooComplex),
        (&long, ShareError::TooComplex),
        (&many, ShareError::TooComplex),
        (&multiplied, ShareError::TooComplex),
    ];
    for (inside, expected) in cases {
        let start: String = inside.chars().take(90).collect();
        assert_eq!(draw(inside).map(|data| data.len()).as_ref(), Err(expected), "{start}");
    }
}

#[test]
fn a_document_that_is_no_picture_of_the_right_size_is_refused() {
    let painter = painter();
    let wrong = |width, height| ShareError::WrongSize { width, height };
    let of_size =
        |size: &str| painter.png(&format!(r#"<svg xmlns="http://www.w3.org/2000/svg" {size}/>"#));
    assert_eq!(of_size(r#"width="630" height="1200""#), Err(wrong(630, 1200)));
    assert_eq!(of_size(""), Err(wrong(100, 100)));
    assert_eq!(of_size(r#"viewBox="0 0 600 315""#), Err(wrong(600, 315)));
    for text in ["", "hello", "<svg", "<html/>", "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>"] {
        let found = painter.png(text);
        assert!(matches!(found, Err(ShareError::NotSvg(_))), "{text}: {found:?}");
    }
}

#[test]
fn a_file_that_is_no_font_is_told_by_name() {
    let found = Painter::new(vec![("fonts/a.otf".into(), b"not a font".to_vec())]);
    assert_eq!(found.err(), Some(ShareError::UnreadableFont("fonts/a.otf".into())));
}
