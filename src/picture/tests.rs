//! Nothing that a picture says besides its pixels is published, and no bytes whatever do harm.

use super::{PictureError, png, without_metadata};

/// Stands for what must not be published.
const SECRET: &[u8] = b"GPS 41.1,121.1";

fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
    let length = (data.len() as u16 + 2).to_be_bytes();
    [&[0xFF, marker], length.as_slice(), data].concat()
}

/// EXIF data in the order of bytes of Intel or of Motorola, with an orientation and a secret.
fn exif(is_big: bool, orientation: u8) -> Vec<u8> {
    let mut exif = match is_big {
        true => b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec(),
        false => b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec(),
    };
    exif.extend_from_slice(&[orientation, 0, 0]);
    if !is_big {
        exif.push(0);
    }
    exif.resize(26, 0);
    [exif.as_slice(), SECRET].concat()
}

const SCAN: &[u8] = &[0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56];

fn jpeg(more: &[Vec<u8>], after: &[u8]) -> Vec<u8> {
    let mut jpeg = vec![0xFF, 0xD8];
    jpeg.extend(segment(0xE0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0"));
    more.iter().for_each(|segment| jpeg.extend_from_slice(segment));
    jpeg.extend(segment(0xC0, &[8, 0, 1, 0, 1, 1, 1, 0x11, 0]));
    jpeg.extend(segment(0xDA, &[1, 1, 0, 0, 63, 0]));
    jpeg.extend_from_slice(SCAN);
    jpeg.extend_from_slice(&[0xFF, 0xD9]);
    jpeg.extend_from_slice(after);
    jpeg
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut sum = crc32fast::Hasher::new();
    sum.update(kind);
    sum.update(data);
    let length = (data.len() as u32).to_be_bytes();
    [&length, kind.as_slice(), data, &sum.finalize().to_be_bytes()].concat()
}

fn png(more: &[Vec<u8>], after: &[u8]) -> Vec<u8> {
    let begin =
        [png::SIGNATURE, &chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])].concat();
    let end = [chunk(b"IDAT", b"pixels"), chunk(b"IEND", b"")].concat();
    [begin, more.concat(), end, after.to_vec()].concat()
}

fn gif(more: &[&[u8]], after: &[u8]) -> Vec<u8> {
    let begin = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xFF\xFF\xFF";
    let image = b",\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
    [begin.as_slice(), &more.concat(), image, after].concat()
}

fn part(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let length = (data.len() as u32).to_le_bytes();
    let padding: &[u8] = if data.len() % 2 == 1 { &[0] } else { &[] };
    [kind.as_slice(), &length, data, padding].concat()
}

fn webp(parts: &[Vec<u8>], after: &[u8]) -> Vec<u8> {
    let inside = [b"WEBP".to_vec(), parts.concat()].concat();
    let size = (inside.len() as u32).to_le_bytes();
    [b"RIFF", size.as_slice(), &inside, after].concat()
}

fn has(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

/// The picture without its metadata, of which nothing is left.
#[track_caller]
fn cleaned(path: &str, bytes: Vec<u8>) -> Vec<u8> {
    let clean = without_metadata(path, bytes).expect("a picture");
    assert!(!has(&clean, b"GPS"), "{path}: {}", String::from_utf8_lossy(&clean));
    assert_eq!(without_metadata(path, clean.clone()), Ok(clean.clone()), "{path}: cleaned again");
    clean
}

#[test]
fn a_photograph_says_nothing_but_its_pixels_and_colours() {
    let plain = jpeg(&[], b"");
    let of_exif = |is_big, orientation| {
        segment(0xE1, &[b"Exif\0\0", exif(is_big, orientation).as_slice()].concat())
    };
    let said = |prefix: &[u8]| [prefix, SECRET].concat();
    for more in [
        of_exif(true, 1),
        of_exif(false, 1),
        segment(0xE1, &said(b"http://ns.adobe.com/xap/1.0/\0")),
        segment(0xE1, &said(b"http://ns.adobe.com/xmp/extension/\0")),
        segment(0xED, &said(b"Photoshop 3.0\08BIM")),
        segment(0xE2, &said(b"MPF\0")),
        segment(0xE0, &said(b"JFXX\0\x10")),
        segment(0xFE, SECRET),
        segment(0xEF, SECRET),
        [vec![0xFF, 0xFF], segment(0xFE, SECRET)].concat(),
    ] {
        let clean = cleaned("a.jpg", jpeg(&[more], b""));
        assert_eq!(clean, plain);
    }
    // A motion photo: a film after the end.
    assert_eq!(cleaned("a.jpeg", jpeg(&[], &[b"ftypmp42", SECRET].concat())), plain);
    let thumbnail = [b"JFIF\0\x01\x02\0\0\x01\0\x01\x01\x01".as_slice(), SECRET].concat();
    cleaned("a.JPG", jpeg(&[segment(0xE0, &thumbnail)], b""));
    let colours = segment(0xE2, b"ICC_PROFILE\0\x01\x01colours");
    assert!(has(&cleaned("a.jpg", jpeg(&[colours], b"")), b"colours"));
    let adobe = segment(0xEE, &[b"Adobe\0\x64\0\0\0\0\x01", SECRET].concat());
    assert!(has(&cleaned("a.jpg", jpeg(&[adobe], b"")), b"Adobe"));
    assert!(has(&plain, SCAN));
}

#[test]
fn a_photograph_that_was_taken_sideways_still_stands_upright() {
    for is_big in [true, false] {
        for orientation in 2..=8 {
            let data = exif(is_big, orientation);
            let kept = [b"\x01\x12\0\x03\0\0\0\x01\0", [orientation].as_slice()].concat();
            let of_jpeg = segment(0xE1, &[b"Exif\0\0", data.as_slice()].concat());
            assert!(has(&cleaned("a.jpg", jpeg(&[of_jpeg], b"")), &kept));
            assert!(has(&cleaned("a.png", png(&[chunk(b"eXIf", &data)], b"")), &kept));
            let flags = part(b"VP8X", &[0x0C, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            let parts = [flags, part(b"VP8 ", b"pixels"), part(b"EXIF", &data)];
            assert!(has(&cleaned("a.webp", webp(&parts, b"")), &kept));
        }
    }
    // Directories that lead nowhere, or round in a circle, say nothing.
    for damaged in [b"MM\0*\xFF\xFF\xFF\xFF".as_slice(), b"II*\0\x08\0\0\0\xFF\xFF", b"MM\0*", b""]
    {
        let of_jpeg = segment(0xE1, &[b"Exif\0\0", damaged].concat());
        assert_eq!(cleaned("a.jpg", jpeg(&[of_jpeg], b"")), jpeg(&[], b""));
    }
}

#[test]
fn a_png_keeps_the_chunks_that_are_seen() {
    let plain = png(&[], b"");
    for kind in [b"tEXt", b"zTXt", b"iTXt", b"tIME", b"eXIf", b"sPLT", b"prVt", b"caBX"] {
        assert_eq!(cleaned("a.png", png(&[chunk(kind, SECRET)], b"")), plain);
    }
    assert_eq!(cleaned("a.png", png(&[], SECRET)), plain);
    for kind in [b"PLTE", b"tRNS", b"gAMA", b"iCCP", b"pHYs", b"acTL", b"fcTL", b"fdAT"] {
        let seen = png(&[chunk(kind, b"seen")], b"");
        assert_eq!(cleaned("a.png", seen.clone()), seen);
    }
}

#[test]
fn a_gif_keeps_its_timing_and_its_loop() {
    let plain = gif(&[], b"");
    let comment = [b"!\xFE\x0E".as_slice(), SECRET, b"\0"].concat();
    let xmp = [b"!\xFF\x0BXMP DataXMP\x0E".as_slice(), SECRET, b"\0"].concat();
    let text = [b"!\x01\x0E".as_slice(), SECRET, b"\0"].concat();
    let unknown = [b"!\x77\x0E".as_slice(), SECRET, b"\0"].concat();
    for more in [&comment, &xmp, &text, &unknown] {
        assert_eq!(cleaned("a.gif", gif(&[more], b"")), plain);
    }
    assert_eq!(cleaned("a.gif", gif(&[], SECRET)), plain);
    let looped = b"!\xFF\x0BNETSCAPE2.0\x03\x01\0\0\0";
    let control = b"!\xF9\x04\0\x0A\0\0\0";
    let moving = gif(&[looped, control], b"");
    assert_eq!(cleaned("a.gif", moving.clone()), moving);
    let smuggled = [b"!\xFF\x0BNETSCAPE2.0\x03\x01\0\0\x0E".as_slice(), SECRET, b"\0"].concat();
    assert_eq!(cleaned("a.gif", gif(&[&smuggled], b"")), gif(&[looped], b""));
}

#[test]
fn a_webp_keeps_images_and_animation() {
    let flags = |flags: u8| part(b"VP8X", &[flags, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let pixels = part(b"VP8L", b"pixel");
    let plain = webp(&[flags(0x10), pixels.clone()], b"");
    for kind in [b"EXIF", b"XMP ", b"C2PA", b"note"] {
        let parts = [flags(0x1C), pixels.clone(), part(kind, SECRET)];
        assert_eq!(cleaned("a.webp", webp(&parts, b"")), plain);
    }
    assert_eq!(cleaned("a.webp", webp(&[flags(0x10), pixels.clone()], SECRET)), plain);
    let frame = |more: &[u8]| part(b"ANMF", &[[0; 16].as_slice(), &pixels, more].concat());
    let moving = webp(&[flags(0x02), part(b"ANIM", b"loop00"), frame(b"")], b"");
    let noted = [flags(0x02), part(b"ANIM", b"loop00"), frame(&part(b"note", SECRET))];
    assert_eq!(cleaned("a.webp", webp(&noted, b"")), moving);
}

#[test]
fn a_drawing_keeps_what_is_drawn() {
    let svg = |inside: &str| {
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:i=\"http://www.inkscape.org/namespaces/inkscape\" xmlns:d=\"http://purl.org/dc/elements/1.1/\">{inside}<title>灯</title><path d=\"M0 0\"/></svg>")
            .into_bytes()
    };
    let plain = svg("");
    for said in [
        "<metadata><d:creator>GPS</d:creator></metadata>",
        "<metadata/>",
        "<!-- GPS -->",
        "<!-- a --><metadata><!-- GPS --></metadata>",
        "<i:view name=\"GPS\"><path d=\"M1 1\"/></i:view>",
        "<?adobe GPS?>",
        "<d:date>GPS</d:date>",
    ] {
        assert_eq!(cleaned("a.svg", svg(said)), plain, "{said}");
    }
    let noted = svg("<g i:label=\"GPS\" fill=\"red\"/>");
    assert!(has(&cleaned("a.svg", noted), b"fill=\"red\""));
    for inside in [
        "<image href=\"data:image/jpeg;base64,/9j/\"/>",
        "<image href=\" DATA:image/png,x\"/>",
        "<style>a { background: url(data:image/gif;base64,R0) }</style>",
    ] {
        assert_eq!(without_metadata("a.svg", svg(inside)), Err(PictureError::Embedded));
    }
    let entity = b"<!DOCTYPE svg [<!ENTITY a \"GPS\">]><svg xmlns=\"http://www.w3.org/2000/svg\"/>";
    assert_eq!(without_metadata("a.svg", entity.to_vec()), Err(PictureError::Embedded));
    for damaged in ["", "<svg>", "not a drawing", "<html/>", "<svg/><svg/>"] {
        assert_eq!(without_metadata("a.svg", damaged.into()), Err(PictureError::Damaged));
    }
}

#[test]
fn a_name_that_says_another_kind_is_an_error_and_so_is_a_kind_that_cannot_be_cleaned() {
    let mismatch = |is| Err(PictureError::Mismatch { is });
    assert_eq!(without_metadata("a.jpg", png(&[], b"")), mismatch("PNG"));
    assert_eq!(without_metadata("a.png", jpeg(&[], b"")), mismatch("JPEG"));
    assert_eq!(without_metadata("a.webp", gif(&[], b"")), mismatch("GIF"));
    assert_eq!(without_metadata("a.svg", png(&[], b"")), mismatch("PNG"));
    assert_eq!(without_metadata("a.jpg", b"+++\ntitle".to_vec()), Err(PictureError::Damaged));
    assert_eq!(without_metadata("a.gif", Vec::new()), Err(PictureError::Damaged));
    for (path, bytes) in [
        ("a.heic", b"\0\0\0\x18ftypheic".as_slice()),
        ("a.jpg", b"\0\0\0\x18ftypheic"),
        ("a.avif", b"\0\0\0\x18ftypavif"),
        ("a.tif", b"II*\0"),
        ("a", b"MM\0*"),
        ("a.HEIF", b""),
        ("a.psd", b"8BPS"),
    ] {
        let error = without_metadata(path, bytes.to_vec());
        assert!(matches!(error, Err(PictureError::Unsupported(_))), "{path}");
    }
    // A photograph under any other name is one all the same; what is no picture is copied.
    cleaned("photo", jpeg(&[segment(0xFE, SECRET)], b""));
    assert_eq!(without_metadata("a.pdf", SECRET.to_vec()), Ok(SECRET.to_vec()));
}

#[test]
fn damaged_pictures_are_errors_and_never_panics() {
    let whole = [
        ("a.jpg", jpeg(&[segment(0xE1, &exif(true, 6)), segment(0xFE, SECRET)], b"")),
        ("a.png", png(&[chunk(b"tEXt", SECRET)], b"")),
        ("a.gif", gif(&[b"!\xF9\x04\0\x0A\0\0\0", b"!\xFE\x03abc\0"], b"")),
        ("a.webp", webp(&[part(b"VP8L", b"pixel"), part(b"EXIF", &exif(false, 3))], b"")),
    ];
    for (path, bytes) in &whole {
        for end in 0..bytes.len() {
            let cut = without_metadata(path, bytes[..end].to_vec());
            assert_eq!(cut, Err(PictureError::Damaged), "{path} cut at {end}");
        }
        // Lengths of nothing and of everything, at every place.
        for at in 0..bytes.len() {
            for value in [0, 1, 0x7F, 0xFF] {
                let mut changed = bytes.clone();
                changed[at..].iter_mut().take(4).for_each(|byte| *byte = value);
                let _ = without_metadata(path, changed);
            }
        }
    }
    for (path, bytes) in [
        ("a.jpg", [b"\xFF\xD8\xFF\xFE\0\0".as_slice(), &[0; 99]].concat()),
        ("a.jpg", [b"\xFF\xD8\xFF\xFE\0\x01".as_slice(), &[0; 99]].concat()),
        ("a.jpg", [b"\xFF\xD8\xFF\xFE\xFF\xFF".as_slice(), &[0; 99]].concat()),
        ("a.jpg", vec![0xFF; 1 << 16]),
        ("a.jpg", [b"\xFF\xD8".as_slice(), &vec![0xFF; 1 << 16]].concat()),
        ("a.jpg", b"\xFF\xD8\xFF\xD9".to_vec()),
        ("a.png", [png::SIGNATURE, &[0xFF; 99]].concat()),
        ("a.png", [png::SIGNATURE, &chunk(b"tEXt", b"").repeat(1 << 14)].concat()),
        ("a.png", [png(&[], b"")[..33].to_vec(), chunk(b"tEXt", b"").repeat(1 << 14)].concat()),
        ("a.png", [png::SIGNATURE, &chunk(b"IEND", b"")].concat()),
        ("a.gif", [b"GIF89a\x01\0\x01\0\0\0\0".as_slice(), &b"!\xFE\0".repeat(1 << 14)].concat()),
        ("a.webp", b"RIFF\xFF\xFF\xFF\xFFWEBP".to_vec()),
        ("a.webp", b"RIFF\x00\x00\x00\x00WEBP".to_vec()),
        ("a.webp", webp(&vec![part(b"note", b""); 1 << 14], b"")),
    ] {
        assert_eq!(without_metadata(path, bytes), Err(PictureError::Damaged));
    }
    let mut flipped = png(&[], b"");
    let last = flipped.len() - 1;
    flipped[last] ^= 1;
    assert_eq!(without_metadata("a.png", flipped), Err(PictureError::Damaged));
}
