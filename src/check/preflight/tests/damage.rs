//! Content that is damaged is told, wherever it stands; a font that is not embedded, wherever it is written.

use std::io::Write as _;

use flate2::{Compression, write::ZlibEncoder};
use lopdf::{Dictionary, Object, ObjectId, Stream, dictionary};
use weezl::{BitOrder, encode::Encoder};

use super::{CLEAN, Sheet, codes};
use crate::check::preflight;

fn flate(plain: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(plain).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

fn lzw(plain: &[u8]) -> Vec<u8> {
    Encoder::with_tiff_size_switch(BitOrder::Msb, 8).encode(plain).expect("memory takes it")
}

fn hex(plain: &[u8]) -> Vec<u8> {
    let digits: String = plain.iter().map(|byte| format!("{byte:02x} ")).collect();
    format!("{digits}>").into_bytes()
}

fn ascii_85(plain: &[u8]) -> Vec<u8> {
    let mut coded = Vec::new();
    for group in plain.chunks(4) {
        let mut four = [0; 4];
        four[..group.len()].copy_from_slice(group);
        let mut value = u32::from_be_bytes(four);
        let mut digits = [0; 5];
        for digit in digits.iter_mut().rev() {
            *digit = b'!' + (value % 85) as u8;
            value /= 85;
        }
        coded.extend(&digits[..=group.len()]);
    }
    coded.extend(b"~>");
    coded
}

fn runs(plain: &[u8]) -> Vec<u8> {
    let literal = |run: &[u8]| [&[(run.len() - 1) as u8], run].concat();
    let mut coded: Vec<u8> = plain.chunks(100).flat_map(literal).collect();
    coded.push(128);
    coded
}

/// Rows of 16 bytes, each the difference from the one above.
fn up(plain: &[u8]) -> Vec<u8> {
    let mut above = [0; 16];
    let mut coded = Vec::new();
    for row in plain.chunks(16) {
        let mut now = [b' '; 16];
        now[..row.len()].copy_from_slice(row);
        coded.push(2);
        coded.extend(now.iter().zip(above).map(|(now, above)| now.wrapping_sub(above)));
        above = now;
    }
    coded
}

fn name(name: &str) -> Object {
    Object::Name(name.into())
}

/// Puts a stream in the place of the content of the page.
fn content(stream: Stream) -> Vec<&'static str> {
    let mut sheet = Sheet::new("");
    let stream = sheet.document.add_object(stream);
    sheet.page().set("Contents", stream);
    sheet.codes()
}

fn filtered(filter: impl Into<Object>, parameters: Option<Dictionary>, data: Vec<u8>) -> Stream {
    let mut dict = dictionary! { "Filter" => filter.into() };
    if let Some(parameters) = parameters {
        dict.set("DecodeParms", parameters);
    }
    Stream::new(dict, data)
}

fn png() -> Dictionary {
    dictionary! { "Predictor" => 12, "Columns" => 16 }
}

#[test]
fn content_is_read_through_every_filter() {
    let clean = CLEAN.as_bytes();
    let both = vec![name("ASCII85Decode"), name("FlateDecode")];
    for stream in [
        filtered("FlateDecode", None, flate(clean)),
        filtered("FlateDecode", None, [flate(clean), b"\r\n".to_vec()].concat()),
        filtered("FlateDecode", Some(png()), flate(&up(clean))),
        filtered("FlateDecode", None, flate(format!("{CLEAN}\n").repeat(4000).as_bytes())),
        filtered("FlateDecode", None, vec![]),
        filtered("LZWDecode", None, lzw(clean)),
        filtered("LZWDecode", None, lzw(format!("{CLEAN}\n").repeat(900).as_bytes())),
        filtered("ASCIIHexDecode", None, hex(clean)),
        filtered("ASCII85Decode", None, ascii_85(clean)),
        filtered("RunLengthDecode", None, runs(clean)),
        filtered(both, None, ascii_85(&flate(clean))),
    ] {
        assert_eq!(content(stream.clone()), [""; 0], "{:?}", stream.dict);
    }
    // The filter's name and parameters may stand elsewhere.
    let mut sheet = Sheet::new("");
    let filter = sheet.document.add_object(vec![name("FlateDecode")]);
    let parameters = sheet.document.add_object(png());
    let dict = dictionary! { "Filter" => filter, "DecodeParms" => vec![parameters.into()] };
    let stream = sheet.document.add_object(Stream::new(dict, flate(&up(clean))));
    sheet.page().set("Contents", vec![stream.into()]);
    assert_eq!(sheet.codes(), [""; 0]);
}

#[test]
fn content_that_cannot_be_decoded_wholly_is_told() {
    let clean = CLEAN.as_bytes();
    let packed = flate(clean);
    let changed = |at: usize| {
        let mut packed = packed.clone();
        packed[at] ^= 0x55;
        packed
    };
    let end = packed.len();
    let cut = |data: Vec<u8>, by: usize| data[..data.len() - by].to_vec();
    let other = dictionary! { "Predictor" => 12, "Columns" => 15 };
    for (filter, parameters, data) in [
        ("FlateDecode", None, clean.to_vec()),
        ("FlateDecode", None, (0..200).map(|at: u32| (at * at * 7 + 3) as u8).collect()),
        ("FlateDecode", None, cut(packed.clone(), 1)),
        ("FlateDecode", None, cut(packed.clone(), 5)),
        ("FlateDecode", None, packed[..end / 2].to_vec()),
        ("FlateDecode", None, packed[2..].to_vec()),
        ("FlateDecode", None, changed(end / 2)),
        ("FlateDecode", None, changed(end - 1)),
        ("FlateDecode", None, [&packed, &b"0 0 9 9 re f"[..]].concat()),
        ("FlateDecode", Some(png()), packed.clone()),
        ("FlateDecode", Some(other), flate(&up(clean))),
        ("FlateDecode", None, flate(&up(clean))),
        ("FlateDecode", Some(dictionary! { "Predictor" => 7 }), packed.clone()),
        ("LZWDecode", None, cut(lzw(clean), 3)),
        ("LZWDecode", None, packed.clone()),
        ("ASCIIHexDecode", None, cut(hex(clean), 1)),
        ("ASCIIHexDecode", None, [&hex(clean)[..9], b"xyz", &hex(clean)[9..]].concat()),
        ("ASCII85Decode", None, cut(ascii_85(clean), 2)),
        ("ASCII85Decode", None, [b"{}", &ascii_85(clean)[..]].concat()),
        ("ASCII85Decode", None, b"zzzzs8W-\"~>".to_vec()),
        ("RunLengthDecode", None, cut(runs(clean), 1)),
        ("RunLengthDecode", None, cut(runs(clean), 9)),
        ("DCTDecode", None, packed.clone()),
        ("NoSuchDecode", None, clean.to_vec()),
    ] {
        let stream = filtered(filter, parameters, data);
        assert_eq!(content(stream.clone()), ["E850"], "{:?} {:?}", stream.dict, stream.content);
    }
    // Packed, and no filter is named; a list of filters that lacks one, or names none.
    assert_eq!(content(Stream::new(Dictionary::new(), packed.clone())), ["E850"]);
    assert_eq!(content(filtered(vec![name("ASCII85Decode")], None, ascii_85(&packed))), ["E850"]);
    assert_eq!(content(filtered(vec![Object::Null], None, packed.clone())), ["E850"]);
    assert_eq!(content(filtered(7, None, packed)), ["E850"]);
    // The data stands in another file.
    let elsewhere = dictionary! { "F" => Object::string_literal("other.bin") };
    assert_eq!(content(Stream::new(elsewhere, vec![])), ["E850"]);
}

/// The sheet's bytes with one text replaced by another as long.
fn patched(from: &str, to: &str) -> Vec<&'static str> {
    let mut sheet = Sheet::new(CLEAN);
    let bytes = sheet.bytes();
    let at = bytes.windows(from.len()).rposition(|piece| piece == from.as_bytes());
    let mut bytes = bytes;
    let at = at.expect("the sheet has it");
    assert_eq!(from.len(), to.len());
    bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
    let report = preflight::bytes_of(&"card.pdf".into(), bytes);
    let mut codes: Vec<_> = report.diagnostics.iter().map(|one| one.code.as_str()).collect();
    codes.dedup();
    codes
}

#[test]
fn content_without_its_true_length_is_told() {
    let length = format!("/Length {}>>", CLEAN.len());
    let other = |count: usize| patched(&length, &format!("/Length {count}>>"));
    assert_eq!(other(CLEAN.len()), [""; 0]);
    assert_eq!(other(CLEAN.len() - 9), ["E850"]);
    assert_eq!(other(CLEAN.len() + 7), ["E850"]);
    assert_eq!(other(10), ["E850"]);
    assert_eq!(other(99), ["E850"]);
    assert_eq!(patched(&length, &length.replace("Length", "Lengte")), ["E850"]);
    assert_eq!(patched(&length, "/Length ()>>"), ["E850"]);
    assert_eq!(patched(&length, "/Length -1>>"), ["E850"]);
    let end = "Tj ET\nendstream";
    assert_eq!(patched(end, "Tj ET\nxxxxxxxxx"), ["E850"]);
    assert_eq!(patched(end, "Tj ET          "), ["E850"]);
}

#[test]
fn content_that_is_not_there_is_told() {
    let with = |contents: fn(ObjectId, ObjectId) -> Object| {
        let mut sheet = Sheet::new(CLEAN);
        let good = sheet.page().get(b"Contents").and_then(Object::as_reference);
        let good = good.expect("the sheet has content");
        let missing = sheet.document.new_object_id();
        sheet.page().set("Contents", contents(good, missing));
        sheet.codes()
    };
    assert_eq!(with(|good, _| vec![good.into()].into()), [""; 0]);
    assert_eq!(with(|_, _| Object::Null), [""; 0]);
    assert_eq!(with(|_, _| Object::Array(vec![])), [""; 0]);
    assert_eq!(with(|_, missing| missing.into()), ["E850"]);
    assert_eq!(with(|good, missing| vec![good.into(), missing.into()].into()), ["E850"]);
    assert_eq!(with(|good, _| vec![Object::Null, good.into()].into()), ["E850"]);
    assert_eq!(with(|good, _| vec![good.into(), 7.into()].into()), ["E850"]);
    assert_eq!(with(|_, _| Object::string_literal("0 0 9 9 re f")), ["E850"]);
    assert_eq!(with(|_, _| Dictionary::new().into()), ["E850"]);
}

#[test]
fn content_that_is_no_row_of_operators_is_told() {
    for garbled in [
        "0.1 0.2 0",
        "q 1 0 0 1",
        "0 0 0 1 k BT /F 9 Tf 30 30 Td (A",
        "/O gs BT /F 9 Tf 30 30 Td <41 Tj ET",
        "/O gs BT /F 9 Tf 30 30 Td [(A) 3 TJ ET",
        "/P <</MCID 0 BDC EMC",
        "0 0 9 9 re f )",
        "0 0 9 9 re f }",
        "0 0 9 9 rectangle f",
        "0 0 9 9 re fill",
        "BX unknown EX unknown",
        "0.1 0.2 k",
        "1 0 0 1 9 cm",
        "/O gs BT 9 Tf (A) Tj ET",
        "BT (A) Tj",
        "BT BT ET ET",
        "ET",
        "q 0 0 0 1 k 0 0 9 9 re f",
        "q q Q",
        "Q",
        "/Span BMC",
        "EMC",
        "BX",
        "q 9 0 0 9 9 9 cm BI /W 9 /H 9 /CS /G /BPC 8 ID xxxxxxxxx Q",
        "q 9 0 0 9 9 9 cm BI /W 9 /H 9 Q",
    ] {
        assert!(codes(garbled).contains(&"E850"), "{garbled}: {:?}", codes(garbled));
    }
    for right in [
        "BX 1 2 3 unknown EX",
        "BT /Span <</ActualText (A)>> BDC EMC ET",
        "% a comment with ( and [\n0.1 0 0 0 k 0 0 20 20 re f % and at the end",
        "q Q q q Q Q",
        "\0\0 0.1 0 0 0 k 0 0 20 20 re W n \0",
    ] {
        assert_eq!(codes(right), [""; 0], "{right}");
    }
    // The data of an image may hold the letters of its end.
    let mut sheet = Sheet::new("");
    let image = b"q 9 0 0 9 9 9 cm BI /W 1 /H 9 /CS /G /BPC 8 /F /Fl ID \x01 EI \x02\xff)\x9f EI Q";
    let stream = sheet.document.add_object(Stream::new(Dictionary::new(), image.to_vec()));
    sheet.page().set("Contents", stream);
    assert!(!sheet.codes().contains(&"E850"));
}

/// What is wrong with a content stream, one a kind.
fn damaged() -> Vec<Stream> {
    let cut = &flate(CLEAN.as_bytes())[..20];
    vec![
        filtered("FlateDecode", None, cut.to_vec()),
        filtered("FlateDecode", None, b"no zlib at all".to_vec()),
        filtered("LZWDecode", None, vec![0xff; 9]),
        Stream::new(Dictionary::new(), b"0 0 9 9 re f (".to_vec()),
        Stream::new(Dictionary::new(), b"q 0 0 9 9 re fyll".to_vec()),
        Stream::new(Dictionary::new(), b"0 0 9".to_vec()),
    ]
}

/// A sheet that paints `content` with one more resource, which holds the damaged stream.
fn with(
    content: &str,
    stream: Stream,
    put: fn(&mut Sheet, ObjectId) -> (&'static str, Object),
) -> Vec<&'static str> {
    let mut sheet = Sheet::new(content);
    let mut stream = stream;
    for (key, value) in &dictionary! {
        "Type" => "XObject", "Subtype" => "Form", "BBox" => super::sheet::rect([0, 0, 9, 9]),
        "PatternType" => 1, "PaintType" => 1,
    } {
        stream.dict.set(key.clone(), value.clone());
    }
    let id = sheet.document.add_object(stream);
    let (kind, value) = put(&mut sheet, id);
    if !kind.is_empty() {
        sheet.resource(kind, "X", value);
    }
    sheet.codes()
}

fn everywhere(stream: &Stream) -> Vec<(&'static str, Vec<&'static str>)> {
    let with = |content, put| with(content, stream.clone(), put);
    vec![
        ("form", with("/X Do", |_, id| ("XObject", id.into()))),
        (
            "form within a form",
            with("/X Do", |sheet, id| {
                let objects = dictionary! { "In" => id };
                let dict = dictionary! { "Subtype" => "Form",
                "Resources" => dictionary! { "XObject" => objects } };
                ("XObject", sheet.document.add_object(Stream::new(dict, b"/In Do".to_vec())).into())
            }),
        ),
        ("pattern", with("/Pattern cs /X scn 0 0 9 9 re f", |_, id| ("Pattern", id.into()))),
        (
            "glyph",
            with("/O gs 0 0 0 1 k BT /X 9 Tf 30 30 Td (A) Tj ET", |_, id| {
                let font = dictionary! { "Type" => "Font", "Subtype" => "Type3",
                "Encoding" => "Own", "CharProcs" => dictionary! { "A" => id } };
                ("Font", font.into())
            }),
        ),
        (
            "soft mask",
            with("/X gs", |_, id| {
                let mask = dictionary! { "S" => "Luminosity", "G" => id };
                ("ExtGState", dictionary! { "SMask" => mask }.into())
            }),
        ),
        (
            "annotation",
            with(CLEAN, |sheet, id| {
                let looks = dictionary! { "N" => id };
                annotate(sheet, looks);
                ("", Object::Null)
            }),
        ),
        (
            "annotation with states",
            with(CLEAN, |sheet, id| {
                let looks = dictionary! { "D" => dictionary! { "On" => id } };
                annotate(sheet, looks);
                ("", Object::Null)
            }),
        ),
    ]
}

/// An annotation outside of what is printed.
fn annotate(sheet: &mut Sheet, looks: Dictionary) {
    let rect = super::sheet::rect([-29, -29, -20, -20]);
    let link = dictionary! { "Subtype" => "Stamp", "Rect" => rect, "AP" => looks };
    sheet.page().set("Annots", vec![Object::Dictionary(link)]);
}

#[test]
fn content_that_is_damaged_is_told_wherever_it_stands() {
    for stream in damaged() {
        for (place, codes) in everywhere(&stream) {
            assert!(codes.contains(&"E850"), "{place}: {codes:?} of {stream:?}");
        }
    }
    let whole = Stream::new(Dictionary::new(), b"0.1 0 0 0 k 0 0 9 9 re f".to_vec());
    for (place, codes) in everywhere(&whole) {
        assert_eq!(codes, [""; 0], "{place}");
    }
}

#[test]
fn what_a_mask_or_an_annotation_shows_is_not_ink() {
    let rgb = Stream::new(Dictionary::new(), b"1 0 0 rg 0 0 9 9 re f".to_vec());
    for (place, codes) in everywhere(&rgb) {
        let inked = !matches!(place, "soft mask" | "annotation" | "annotation with states");
        assert_eq!(codes.contains(&"E855"), inked, "{place}");
    }
}

#[test]
fn a_pattern_that_a_mask_shows_first_is_ink_where_the_page_shows_it() {
    let paint = "/Pattern cs /RgbTiles scn 0 0 9 9 re f";
    let mut sheet = Sheet::new(&format!("/X gs {paint}"));
    let form = Stream::new(dictionary! { "Subtype" => "Form" }, paint.as_bytes().to_vec());
    let form = sheet.document.add_object(form);
    let mask = dictionary! { "S" => "Luminosity", "G" => form };
    sheet.resource("ExtGState", "X", dictionary! { "SMask" => mask }.into());
    assert_eq!(sheet.codes(), ["E855"]);
}

#[test]
fn parts_that_are_missing_are_told() {
    let nowhere = |sheet: &mut Sheet| Object::from(sheet.document.new_object_id());
    let with = |content: &str, kind: &str, value: fn(Object) -> Object| {
        let mut sheet = Sheet::new(content);
        let missing = nowhere(&mut sheet);
        sheet.resource(kind, "X", value(missing));
        sheet.codes()
    };
    let text = "/O gs 0 0 0 1 k BT /X 9 Tf 30 30 Td (A) Tj ET";
    let paint = "/Pattern cs /X scn 0 0 9 9 re f";
    for (content, kind, value) in [
        ("/X Do", "XObject", (|id| id) as fn(Object) -> Object),
        (paint, "Pattern", |id| id),
        (paint, "Pattern", |_| Dictionary::new().into()),
        (text, "Font", |id| id),
        (text, "Font", |_| 7.into()),
        (text, "Font", |id| {
            dictionary! { "Subtype" => "Type3", "Encoding" => "Own",
            "CharProcs" => dictionary! { "A" => id } }
            .into()
        }),
        ("/X gs", "ExtGState", |id| dictionary! { "SMask" => id }.into()),
        ("/X gs", "ExtGState", |id| {
            dictionary! { "SMask" => dictionary! { "S" => "Alpha", "G" => id } }.into()
        }),
    ] {
        assert_eq!(with(content, kind, value), ["E850"], "{content} {kind}");
    }
    let mut sheet = Sheet::new(CLEAN);
    let missing = nowhere(&mut sheet);
    annotate(&mut sheet, dictionary! { "N" => missing });
    assert_eq!(sheet.codes(), ["E850"]);
}

/// Fonts without a program, all written in place.
fn loose() -> Vec<Dictionary> {
    let descriptor = || dictionary! { "Type" => "FontDescriptor", "FontName" => "SimSun" };
    let below = |kind: &str, descriptor: Option<Dictionary>| {
        let mut below = dictionary! { "Type" => "Font", "Subtype" => kind, "BaseFont" => "SimSun" };
        if let Some(descriptor) = descriptor {
            below.set("FontDescriptor", descriptor);
        }
        vec![Object::Dictionary(below)]
    };
    let simple = |kind: &str, font: &str| {
        dictionary! { "Type" => "Font", "Subtype" => kind, "BaseFont" => font,
        "Encoding" => "WinAnsiEncoding" }
    };
    let composed = |below: Vec<Object>| {
        dictionary! { "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "SimSun",
        "Encoding" => "GBK-EUC-H", "DescendantFonts" => below }
    };
    let mut described = simple("TrueType", "SimSun");
    described.set("FontDescriptor", descriptor());
    vec![
        simple("Type1", "Helvetica"),
        simple("TrueType", "SimSun"),
        described,
        composed(below("CIDFontType2", Some(descriptor()))),
        composed(below("CIDFontType0", None)),
        composed(vec![]),
    ]
}

#[test]
fn a_font_that_is_not_embedded_is_told_wherever_it_is_written() {
    let text = "/O gs 0 0 0 1 k BT /X 9 Tf 30 30 Td (A) Tj ET";
    for font in loose() {
        let mut fonts = dictionary! { "X" => font.clone() };
        let told = |sheet: &mut Sheet, place: &str| {
            assert!(sheet.codes().contains(&"E858"), "{place}: {font:?}");
        };

        let mut sheet = Sheet::new(text);
        sheet.resource("Font", "X", font.clone().into());
        told(&mut sheet, "in the page's resources");

        let mut sheet = Sheet::new(text.replace("/O gs ", "").as_str());
        sheet.page().set("Resources", dictionary! { "Font" => fonts.clone() });
        told(&mut sheet, "in resources in place");

        let mut sheet = Sheet::new(text.replace("/O gs ", "").as_str());
        sheet.page().remove(b"Resources");
        sheet.pages().set("Resources", dictionary! { "Font" => fonts.clone() });
        told(&mut sheet, "in resources of all pages");

        let mut sheet = Sheet::new("/X gs 0 0 0 1 k BT 30 30 Td (A) Tj ET");
        let id = sheet.document.add_object(font.clone());
        let state = dictionary! { "Font" => vec![id.into(), 9.into()] };
        sheet.resource("ExtGState", "X", state.into());
        told(&mut sheet, "in a graphics state");

        fonts.set("F", font.clone());
        let inner = dictionary! { "Font" => fonts };
        let stream = Stream::new(
            dictionary! { "Resources" => inner },
            b"0 0 0 1 k BT /X 9 Tf (A) Tj ET".to_vec(),
        );
        for (place, codes) in everywhere(&stream) {
            // A glyph takes the resources of its font.
            assert!(codes.contains(&"E858") || place == "glyph", "{place}: {font:?} {codes:?}");
        }

        let mut sheet = Sheet::new("/O gs 0 0 0 1 k BT /X 9 Tf 30 30 Td (A) Tj ET");
        let glyph = Stream::new(Dictionary::new(), b"9 0 d0 BT /In 1 Tf (A) Tj ET".to_vec());
        let glyph = sheet.document.add_object(glyph);
        let drawn = dictionary! { "Subtype" => "Type3", "Encoding" => "Own",
        "CharProcs" => dictionary! { "A" => glyph },
        "Resources" => dictionary! { "Font" => dictionary! { "In" => font.clone() } } };
        sheet.resource("Font", "X", drawn.into());
        told(&mut sheet, "in a drawn font");

        let mut sheet = Sheet::new(CLEAN);
        let look = Stream::new(Dictionary::new(), b"BT /X 9 Tf (A) Tj ET".to_vec());
        let look = sheet.document.add_object(look);
        annotate(&mut sheet, dictionary! { "N" => look });
        let fonts = dictionary! { "Font" => dictionary! { "X" => font.clone() } };
        sheet.catalog().set("AcroForm", dictionary! { "DR" => fonts });
        told(&mut sheet, "in the resources of a form to fill in");
    }
}
