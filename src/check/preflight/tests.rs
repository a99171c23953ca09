mod damage;
mod hostile;
mod sheet;

use lopdf::{Object, Stream, dictionary};

use self::sheet::{Sheet, codes};

/// A card of 90 × 54 mm that a shop takes.
const CLEAN: &str = "0.1 0.2 0 0 k 0 0 276 170 re f /O gs 0 0 0 1 k BT /F 9 Tf 30 30 Td (A) Tj ET";

#[test]
fn a_clean_file_is_taken() {
    assert_eq!(codes(CLEAN), [""; 0]);
}

/// Each line spoils one thing and is told by one code.
#[test]
fn what_a_shop_rejects_in_the_content_is_told() {
    for (content, code) in [
        ("1 0 0 rg 20 20 50 50 re f", "E855"),
        ("1 0 0 RG 1 w 20 20 m 80 80 l S", "E855"),
        ("/Lab cs 50 0 0 sc 20 20 50 50 re f", "E855"),
        ("/Icc CS 0 0 0 1 SC 1 w 20 20 m 80 80 l S", "E855"),
        ("/Indexed cs 0 sc 20 20 50 50 re f", "E855"),
        ("/RgbShade sh", "E855"),
        ("/Pattern cs /RgbTiles scn 20 20 50 50 re f", "E855"),
        ("q 10 0 0 10 20 20 cm /RgbImage Do Q", "E855"),
        ("/RgbForm Do", "E855"),
        ("q 2 0 0 2 20 20 cm BI /W 40 /H 40 /CS /RGB /BPC 8 /F /Fl ID xxxx EI Q", "E855"),
        ("/Nowhere cs 1 sc 20 20 50 50 re f", "E855"),
        ("/Gold cs 1 scn 20 20 50 50 re f", "W856"),
        ("q 100 0 0 100 20 20 cm /CmykImage Do Q", "E857"),
        ("q 100 0 0 100 20 20 cm BI /W 40 /H 40 /CS /CMYK /BPC 8 ID xx EI Q", "E857"),
        ("/O gs 0 0 0 1 k BT /Loose 9 Tf 30 30 Td (A) Tj ET", "E858"),
        ("/O gs 0 0 0 1 k BT /Dumb 9 Tf 30 30 Td (A) Tj ET", "W859"),
        ("/O gs 0 0 0 1 k BT /F 5.5 Tf 30 30 Td (A) Tj ET", "E860"),
        ("/O gs 0 0 0 1 k BT /F 1 Tf 5 0 0 5 30 30 Tm [(A)] TJ ET", "E860"),
        ("q 0.5 0 0 0.5 0 0 cm /O gs 0 0 0 1 k BT /F 9 Tf 60 60 Td (A) Tj ET Q", "E860"),
        ("0.1 w 20 20 m 80 80 l S", "E861"),
        ("0 w 20 20 m 80 80 l S", "E861"),
        ("/Thin gs 20 20 m 80 80 l S", "E861"),
        ("0.1 0 0 0 k 20 20 100 0.3 re f", "E861"),
        ("0.9 0.9 0.9 0.5 k 20 20 50 50 re f", "E864"),
        ("/All cs 1 scn 20 20 50 50 re f", "E864"),
        ("/O gs 0.3 0.3 0.3 1 k BT /F 9 Tf 30 30 Td (A) Tj ET", "E865"),
        ("0 0 0 1 k BT /F 9 Tf 30 30 Td (A) Tj ET", "W866"),
        ("0 g BT /F 9 Tf 30 30 Td (A) Tj ET", "W866"),
        ("/O gs 0 0 0 0 k 20 20 50 50 re f", "E867"),
        ("/Transfer gs", "E870"),
        ("/Missing gs", "E850"),
        ("0 0 1 garbled ] ] >>", "E850"),
        ("/Loop Do", "E850"),
    ] {
        assert_eq!(codes(content), [code], "{content}");
    }
}

/// What looks like a fault at first sight and is none.
#[test]
fn what_is_right_is_not_told() {
    for content in [
        // Registration marks and the job line, outside of the bleed.
        "/All CS 1 SCN 0.25 w -20 100 m -15 100 l S 0 0 0 1 k BT /F 4 Tf -20 -20 Td (A) Tj ET",
        // An image of 300 ppi and one that is a flat colour.
        "q 10 0 0 10 20 20 cm /CmykImage Do Q",
        "q 100 0 0 100 20 20 cm BI /W 1 /H 1 /CS /CMYK /BPC 8 ID xxxx EI Q",
        // A colour that is chosen and not painted with.
        "1 0 0 rg /O gs 0 0 0 1 k BT /F 9 Tf 30 30 Td (A) Tj ET",
        // Text that is not seen.
        "BT 3 Tr /Loose 9 Tf () Tj ET",
        // White on a colour, not set to overprint; and where the mode keeps it from vanishing.
        "0 0 0 0 k 20 20 50 50 re f",
        "/KnockOut gs 0 0 0 0 k 20 20 50 50 re f",
        // Black in a separation of its own.
        "/O gs /Black cs 1 scn BT /F 9 Tf 30 30 Td (A) Tj ET",
        // A stroke of a character with outlines.
        "0 0 0 1 k 20 20 9 0.3 re f",
        // Transparency in PDF/X-4.
        "/Faint gs 0.1 0 0 0 k 20 20 50 50 re f",
        // The words BI and EI in a text, and an image's data that looks like operators.
        "/O gs 0 0 0 1 k BT /F 9 Tf 30 30 Td ( BI \\( EI ) Tj ET",
        "q 1 0 0 1 9 9 cm BI /W 9 /H 9 /CS /G /BPC 8 ID 1 0 0 rg 0 0 9 9 re f EI Q",
    ] {
        assert_eq!(codes(content), [""; 0], "{content}");
    }
}

#[test]
fn a_page_without_boxes_or_bleed_is_told() {
    let page = |change: fn(&mut lopdf::Dictionary)| {
        let mut sheet = Sheet::new(CLEAN);
        change(sheet.page());
        sheet.codes()
    };
    assert_eq!(page(|page| drop(page.remove(b"TrimBox"))), ["E853"]);
    assert_eq!(page(|page| drop(page.remove(b"MediaBox"))), ["E853"]);
    assert_eq!(page(|page| drop(page.remove(b"BleedBox"))), ["E854"]);
    assert_eq!(page(|page| page.set("ArtBox", sheet::rect([0, 0, 255, 153]))), ["E853"]);
    assert_eq!(page(|page| page.set("BleedBox", sheet::rect([-3, -3, 258, 156]))), ["E854"]);
    assert_eq!(page(|page| page.set("BleedBox", sheet::rect([-90, -9, 264, 162]))), ["E853"]);
    assert_eq!(page(|page| page.set("TrimBox", sheet::rect([9, 9, 9, 9]))), ["E853"]);
}

#[test]
fn transparency_is_told_where_the_standard_forbids_it() {
    let mut sheet = Sheet::new("/Faint gs 0.1 0 0 0 k 20 20 50 50 re f");
    sheet.become_x1a();
    assert_eq!(sheet.codes(), ["E862"]);
    let mut sheet = Sheet::new(CLEAN);
    sheet.become_x1a();
    assert_eq!(sheet.codes(), [""; 0]);
    let group = dictionary! { "S" => "Transparency", "CS" => "DeviceRGB" };
    let mut sheet = Sheet::new(CLEAN);
    sheet.page().set("Group", group);
    assert_eq!(sheet.codes(), ["E855"]);
}

#[test]
fn keys_that_the_standard_asks_for_are_told() {
    for (key, code) in [("Trapped", "E869"), ("Title", "E869"), ("GTS_PDFXVersion", "W868")] {
        let mut sheet = Sheet::new(CLEAN);
        sheet.become_x1a();
        sheet.info().remove(key.as_bytes());
        assert_eq!(sheet.codes(), [code], "{key}");
    }
    for lacking in ["xmp:ModifyDate", "pdf:Trapped", "xmpMM:VersionID"] {
        let mut sheet = Sheet::new(CLEAN);
        sheet.metadata(|xmp| xmp.replace(lacking, "xmp:Other"));
        assert_eq!(sheet.codes(), ["E869"], "{lacking}");
    }
    let mut sheet = Sheet::new(CLEAN);
    sheet.document.trailer.remove(b"ID");
    assert_eq!(sheet.codes(), ["E869"]);
    let mut sheet = Sheet::new(CLEAN);
    sheet.info().set("GTS_PDFXVersion", Object::string_literal("PDF/X-1a:2003"));
    assert_eq!(sheet.codes(), ["E869"]);
}

#[test]
fn a_file_without_a_press_profile_is_told() {
    let mut sheet = Sheet::new(CLEAN);
    sheet.catalog().remove(b"OutputIntents");
    assert_eq!(sheet.codes(), ["E863"]);
    for (at, bytes) in [(16, b"RGB "), (12, b"mntr"), (36, b"junk")] {
        let mut sheet = Sheet::new(CLEAN);
        let mut profile = sheet::profile();
        profile[at..at + 4].copy_from_slice(bytes);
        sheet.set_profile(profile);
        assert_eq!(sheet.codes(), ["E863"], "{at}");
    }
}

#[test]
fn what_runs_or_lies_over_the_page_is_told() {
    let mut sheet = Sheet::new(CLEAN);
    let script = dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("1") };
    sheet.catalog().set("OpenAction", script);
    assert_eq!(sheet.codes(), ["E871"]);
    for (rect, codes) in [([0, 0, 9, 9], &["E871"][..]), ([-90, -90, -80, -80], &[])] {
        let mut sheet = Sheet::new(CLEAN);
        let link = dictionary! { "Subtype" => "Link", "Rect" => sheet::rect(rect) };
        sheet.page().set("Annots", vec![Object::Dictionary(link)]);
        assert_eq!(sheet.codes(), codes);
    }
    let mut sheet = Sheet::new(CLEAN);
    let field = dictionary! { "Fields" => vec![Object::Null] };
    sheet.catalog().set("AcroForm", field);
    assert_eq!(sheet.codes(), ["E871"]);
}

#[test]
fn an_encrypted_file_is_told_even_if_it_opens_without_a_password() {
    let mut sheet = Sheet::new(CLEAN);
    let version = lopdf::EncryptionVersion::V2 {
        document: &sheet.document,
        owner_password: "owner",
        user_password: "",
        key_length: 128,
        permissions: lopdf::Permissions::all(),
    };
    let state = lopdf::EncryptionState::try_from(version).expect("the document has an ID");
    sheet.document.encrypt(&state).expect("nothing is encrypted yet");
    assert_eq!(sheet.codes(), ["E851"]);
}

#[test]
fn a_message_names_the_pages_and_how_often() {
    let mut sheet = Sheet::new("1 0 0 rg 20 20 50 50 re f 20 20 9 9 re f");
    sheet.add_page("1 0 0 rg 20 20 50 50 re f");
    let told = sheet.look().diagnostics;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].message.en, "pages 1, 2, 3 times: an area in RGB");
    assert_eq!(told[0].message.zh, "第 1、2 页，共 3 处：色块用了 RGB");
}

#[test]
fn a_hundred_faults_of_one_kind_are_counted_and_not_all_listed() {
    let content: String = (0..100)
        .map(|at| {
            format!("/O gs 0 0 0 1 k BT /F {} Tf 30 30 Td (A) Tj ET ", 0.5 + f64::from(at) / 20.0)
        })
        .collect();
    let told = Sheet::new(&content).look().diagnostics;
    assert!((2..=13).contains(&told.len()), "{}", told.len());
    assert!(told.iter().any(|one| one.message.en.contains("more of this kind")));
}

/// A stream that says it holds an image.
fn image(space: &str) -> Stream {
    let dict = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => 42, "Height" => 42,
        "BitsPerComponent" => 8, "ColorSpace" => space,
    };
    Stream::new(dict, vec![0; 8])
}
