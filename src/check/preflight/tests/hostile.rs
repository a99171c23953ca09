//! Whatever the bytes are, the answer is a finding.

use std::{fmt::Write as _, io::Write as _, sync::Arc};

use flate2::{Compression, write::ZlibEncoder};
use lopdf::{Dictionary, Object, Stream, dictionary};

use super::{CLEAN, Sheet, codes};
use crate::check::preflight;

fn look(bytes: Vec<u8>) -> Vec<&'static str> {
    let report = preflight::bytes_of(&Arc::from("card.pdf"), bytes);
    report.diagnostics.iter().map(|one| one.code.as_str()).collect()
}

fn packed(bytes: &[u8], times: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..times {
        encoder.write_all(bytes).expect("memory takes it");
    }
    encoder.finish().expect("memory takes it")
}

#[test]
fn what_is_no_pdf_is_told() {
    for bytes in
        [&b""[..], b"%PDF-1.7", b"<html></html>", &[0; 5000], b"%PDF-1.7\nstartxref\n9\n%%EOF"]
    {
        assert_eq!(look(bytes.to_vec()), ["E850"]);
    }
}

#[test]
fn a_folder_or_a_missing_file_is_told() {
    for path in ["src", "/dev/null", "not/there.pdf"] {
        let told = preflight::file(path.as_ref()).diagnostics;
        assert_eq!(told[0].code.as_str(), "E101", "{path}");
    }
}

#[test]
fn a_file_cut_anywhere_is_told_as_damaged() {
    let bytes = Sheet::new(CLEAN).bytes();
    for length in (0..bytes.len() - 10).step_by(61) {
        let told = look(bytes[..length].to_vec());
        assert!(told.contains(&"E850") || told.contains(&"E863"), "{length}: {told:?}");
    }
}

#[test]
fn flipped_bits_never_end_in_anything_but_findings() {
    let whole = Sheet::new(CLEAN).bytes();
    let mut random = fastrand::Rng::with_seed(4);
    for _ in 0..1500 {
        let mut bytes = whole.clone();
        for _ in 0..random.usize(1..12) {
            let at = random.usize(..bytes.len());
            bytes[at] ^= 1 << random.u8(..8);
        }
        look(bytes);
    }
}

#[test]
fn content_that_unpacks_without_end_is_refused() {
    let mut sheet = Sheet::new("");
    let bomb = packed(&[b' '; 1 << 20], 1 << 8);
    let filter = dictionary! { "Filter" => "FlateDecode" };
    let bomb = sheet.document.add_object(Stream::new(filter, bomb));
    sheet.page().set("Contents", bomb);
    assert_eq!(sheet.codes(), ["E852"]);
}

#[test]
fn metadata_that_unpacks_without_end_is_none() {
    let mut sheet = Sheet::new(CLEAN);
    let filter = dictionary! { "Filter" => "FlateDecode" };
    let bomb = Stream::new(filter, packed(&[b' '; 1 << 20], 1 << 8));
    let bomb = sheet.document.add_object(bomb);
    sheet.catalog().set("Metadata", bomb);
    assert_eq!(sheet.codes(), ["W868"]);
}

#[test]
fn forms_that_paint_each_other_a_billion_times_are_refused() {
    let mut sheet = Sheet::new("/F0 Do");
    let mut inner: Option<lopdf::ObjectId> = None;
    for level in (0..20).rev() {
        let mut resources = Dictionary::new();
        if let Some(id) = inner {
            let mut objects = Dictionary::new();
            objects.set(format!("F{}", level + 1), id);
            resources.set("XObject", objects);
        }
        let content = format!("/F{} Do ", level + 1).repeat(20);
        let form = dictionary! { "Subtype" => "Form", "Resources" => resources };
        inner = Some(sheet.document.add_object(Stream::new(form, content.into_bytes())));
    }
    let objects = dictionary! { "F0" => inner.expect("twenty were made") };
    sheet.page().set("Resources", dictionary! { "XObject" => objects });
    let told = sheet.codes();
    assert!(told.contains(&"E852"), "{told:?}");
}

#[test]
fn nesting_has_an_end() {
    for (content, code) in [
        ("q ".repeat(100_000), "E852"),
        ("[".repeat(100_000), "E850"),
        ("(".repeat(100_000), "E850"),
        ("<<".repeat(100_000), "E850"),
        ("BI ".repeat(50_000), "E850"),
        ("BI ID EI ".repeat(50_000), "E855"),
    ] {
        let told = codes(&content);
        assert!(told.contains(&code), "{}: {told:?}", &content[..8]);
    }
    let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    let bytes =
        String::from_utf8_lossy(&Sheet::new(CLEAN).bytes()).replace("/Trapped/False", &deep);
    look(bytes.into_bytes());
}

#[test]
fn references_that_go_round_have_an_end() {
    let mut sheet = Sheet::new(CLEAN);
    let (a, b) = (sheet.document.new_object_id(), sheet.document.new_object_id());
    sheet.document.objects.insert(a, Object::Reference(b));
    sheet.document.objects.insert(b, Object::Reference(a));
    for key in ["Contents", "Resources", "MediaBox", "TrimBox", "Annots", "Group", "Parent"] {
        let mut sheet_bytes = {
            let page = sheet.page();
            let before = page.get(key.as_bytes()).ok().cloned();
            page.set(key, a);
            let bytes = sheet.bytes();
            match before {
                Some(value) => sheet.page().set(key, value),
                None => drop(sheet.page().remove(key.as_bytes())),
            }
            bytes
        };
        look(std::mem::take(&mut sheet_bytes));
    }
    let page = Object::Reference((1, 0));
    for key in ["OutputIntents", "Metadata", "AcroForm", "Names", "Pages"] {
        let mut sheet = Sheet::new(CLEAN);
        sheet.catalog().set(key, page.clone());
        look(sheet.bytes());
    }
}

#[test]
fn spaces_made_of_themselves_are_told() {
    assert_eq!(codes("/Loop cs 1 sc 20 20 50 50 re f"), ["E855"]);
}

#[test]
fn what_a_file_calls_its_parts_cannot_write_on_a_terminal() {
    let mut content = String::new();
    write!(content, "/Bad#1B#5B2J gs /{} gs", "x".repeat(9000)).expect("memory takes it");
    for one in Sheet::new(&content).look().diagnostics {
        assert!(!one.message.en.contains('\u{1b}') && one.message.en.len() < 300, "{one:?}");
    }
}
