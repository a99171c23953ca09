//! What of the files beside the texts goes out, and what of them.

use std::fs;

use crate::site::{Site, Told, weibao};

const LATER: &str =
    "+++\ntitle = \"以后\"\ndescription = \"以后才公开。\"\npublished = 2027-01-01\n+++\n\n";
const DRAFT: &str = "+++\ntitle = \"草稿\"\ndescription = \"还没有写完。\"\ndraft = true\npublished = 2026-01-01\n+++\n\n";
const PDF: &str = "%PDF-1.7 later";

fn is_out(site: &Site, path: &str) -> bool {
    site.public().join(path).exists()
}

fn codes(told: &[Told], file: &str) -> Vec<String> {
    let of_file = told.iter().filter(|told| told.file.as_deref() == Some(file));
    of_file.map(|told| told.code.clone()).collect()
}

#[test]
fn a_file_goes_out_with_a_page_that_links_to_it_and_not_before() {
    let site = Site::new();
    site.write("content/policies/later.md", format!("{LATER}[附件](later.pdf)\n"));
    site.write("content/policies/later.pdf", PDF);
    site.write(
        "content/about/draft.md",
        format!("{DRAFT}[图](map.txt)[表](../programme/form.pdf)\n"),
    );
    site.write("content/programme/form.pdf", PDF);
    site.write("content/about/map.txt", "图");
    site.write("content/campaigns/orphan.pdf", PDF);
    let held = [
        "content/policies/later.pdf",
        "content/programme/form.pdf",
        "content/campaigns/orphan.pdf",
    ];
    let told = site.told();
    for file in held {
        assert_eq!(codes(&told, file), ["N703"], "{told:?}");
    }
    let paths =
        ["policies/later.pdf", "programme/form.pdf", "about/map.txt", "campaigns/orphan.pdf"];
    let out = |arguments: &[&str]| {
        let root = site.root();
        let root = root.to_str().expect("a path in UTF-8");
        let run = weibao(&[&["build", "--root", root], arguments].concat());
        assert!(run.success, "{}", run.stderr);
        paths.map(|path| is_out(&site, path))
    };
    assert_eq!(out(&["--as-of", "2026-11-23"]), [false; 4]);
    assert_eq!(out(&["--as-of", "2027-01-01"]), [true, false, false, false]);
    assert_eq!(out(&["--as-of", "2026-12-31"]), [false; 4], "a day back");
    assert_eq!(out(&["--as-of", "2026-11-23", "--drafts"]), [true, true, true, false]);
    assert_eq!(out(&["--as-of", "2026-11-23"]), [false; 4]);
}

#[test]
fn an_edit_of_a_link_lets_a_file_out_and_takes_it_away() {
    let site = Site::new();
    site.write("content/policies/rules.pdf", PDF);
    site.write("content/about/site.pdf", PDF);
    let site = site.built();
    let out = || {
        let run = site.build(&[]);
        assert!(run.success, "{}", run.stderr);
        ["policies/rules.pdf", "about/site.pdf"].map(|path| is_out(&site, path))
    };
    let linked = |file: &str, link: &str| {
        site.edit(&format!("content/{file}.md"), "\n## ", &format!("\n{link}\n\n## "));
    };
    assert_eq!(out(), [false, false]);
    linked("policies/rules", "[全文](rules.pdf)");
    assert_eq!(out(), [true, false]);
    assert_eq!(out(), [true, false], "nothing has changed");
    // Another page links to the same file, in another way; the first one does no more.
    linked("policies/plan", "[全文][附件]\n\n[附件]: <../policies/./rules.pdf> \"附件\"");
    assert_eq!(out(), [true, false]);
    site.edit("content/policies/rules.md", "[全文](rules.pdf)", "");
    assert_eq!(out(), [true, false]);
    site.edit("content/policies/plan.md", "[全文][附件]", "全文");
    assert_eq!(out(), [false, false], "a definition is no link");
    linked("campaigns/home", "[说明](../about/site.pdf#page=2)");
    let told = site.told();
    assert_eq!(codes(&told, "content/campaigns/home.md"), ["E402"], "{told:?}");
    site.edit("content/campaigns/home.md", "#page=2", "");
    assert_eq!(out(), [false, true]);
    // An edit of the words alone, after which only one text is read.
    linked("policies/rules", "[全文](rules.pdf)");
    assert_eq!(out(), [true, true]);
    site.edit("content/policies/rules.md", "见[总则]", "先看[总则]");
    assert_eq!(out(), [true, true]);
    site.edit("content/policies/plan.md", "见[办法]", "先看[办法]");
    assert_eq!(out(), [true, true]);
    let read = site.output();
    assert!(site.build(&["--no-cache"]).success);
    assert_eq!(site.output(), read);
}

#[test]
fn a_draft_is_not_copied_whatever_its_name_is() {
    for (path, text) in [
        ("content/policies/draft.md.txt", DRAFT.to_owned()),
        ("content/policies/draft.txt", format!("\u{FEFF}{DRAFT}")),
        ("content/about/draft.txt", DRAFT.replace('\n', "\r\n")),
        ("content/about/blank.txt", format!("\n \n\u{3000}\n{DRAFT}")),
        ("content/about/yaml.txt", "---\ntitle: 草稿\n---\n".to_owned()),
        ("content/programme/draft.pdf", DRAFT.to_owned()),
        ("content/static/draft.md", "草稿".to_owned()),
        ("content/static/a/draft.markdown", "草稿".to_owned()),
        ("content/static/draft.md.bak", "草稿".to_owned()),
        ("content/static/draft.MD", "草稿".to_owned()),
        ("content/static/draft.text", DRAFT.to_owned()),
        ("content/static/draft", DRAFT.to_owned()),
        ("content/static/draft.html", DRAFT.to_owned()),
    ] {
        let site = Site::new();
        site.write(path, &text);
        let told = site.told();
        assert_eq!(codes(&told, path), ["E108"], "{path}: {told:?}");
        assert!(!is_out(&site, "index.html"), "{path}");
    }
    let site = Site::new();
    let utf16: Vec<u8> =
        format!("\u{FEFF}{DRAFT}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    site.write("content/about/draft.txt", utf16);
    assert_eq!(codes(&site.told(), "content/about/draft.txt"), ["E108"]);
}

#[test]
fn what_editors_leave_behind_is_passed_over_and_static_files_go_out() {
    let site = Site::new();
    for path in [
        "content/static/.draft.md",
        "content/static/~$draft.docx",
        "content/static/draft.md~",
        "content/static/.git/config",
        "content/policies/plan.md~",
        "content/policies/.plan.md.swp",
    ] {
        site.write(path, DRAFT);
    }
    site.write("content/static/verify-1234.txt", "1234");
    site.write("content/static/forms/application.docx", "PK");
    let site = site.built();
    let out = site.output();
    assert_eq!(out["verify-1234.txt"], b"1234");
    assert!(out.contains_key("forms/application.docx"));
    let leaked =
        out.iter().filter(|(_, bytes)| bytes.windows(12).any(|w| w == "还没有".as_bytes()));
    assert_eq!(leaked.count(), 0);
}

/// A photograph of one pixel that says where it was taken.
fn photograph() -> Vec<u8> {
    let exif = b"\xFF\xE1\x00\x0CExif\0\0GPS!";
    let rest =
        b"\xFF\xC0\0\x0B\x08\0\x01\0\x01\x01\x01\x11\0\xFF\xDA\0\x08\x01\x01\0\0?\0\x12\xFF\xD9";
    [b"\xFF\xD8", exif.as_slice(), rest, b"GPS!"].concat()
}

#[test]
fn a_picture_is_published_without_its_metadata_from_wherever_it_is_copied() {
    let site = Site::new();
    site.write("content/policies/photo.jpg", photograph());
    site.write("content/static/photo.jpg", photograph());
    site.write("content/static/photo", photograph());
    site.write("content/theme/static/lamp.jpeg", photograph());
    site.edit("content/policies/rules.md", "## 第一条", "![照片](photo.jpg)\n\n## 第一条");
    let site = site.built();
    let out = site.output();
    for path in ["policies/photo.jpg", "photo.jpg", "photo", "lamp.jpeg"] {
        assert!(!out[path].windows(4).any(|bytes| bytes == b"GPS!"), "{path}");
        assert!(out[path].ends_with(&[0x12, 0xFF, 0xD9]), "{path}");
    }
}

#[test]
fn a_picture_that_is_damaged_or_of_another_kind_is_an_error() {
    let cut = photograph()[..20].to_vec();
    for (path, bytes) in [
        ("content/static/photo.png", photograph()),
        ("content/static/photo.jpg", cut),
        ("content/static/photo.heic", b"\0\0\0\x18ftypheic".to_vec()),
        ("content/static/photo.jpg", b"\0\0\0\x18ftypheic".to_vec()),
        ("content/static/photo.webp", b"RIFF\xFF\xFF\xFF\xFFWEBP".to_vec()),
        ("content/static/drawing.svg", b"<svg".to_vec()),
    ] {
        let site = Site::new();
        site.write(path, bytes);
        let told = site.told();
        assert_eq!(codes(&told, path), ["E109"], "{path}: {told:?}");
        assert!(!is_out(&site, "index.html"), "{path}");
    }
}

#[test]
fn a_character_that_turns_the_writing_is_told_wherever_it_stands() {
    let cases = [
        ("content/hotlines.toml", "number = \"2000001\"", "number = \"20\u{202E}00001\"", 5, 13),
        ("content/hotlines.toml", "number = \"2000001\"", "number = \"2000001\\u202E\"", 5, 10),
        ("content/site.toml", "打哪个电话", "打哪\u{2067}个电话", 3, 18),
        ("content/places.toml", "[[place]]", "# \u{200F}\n[[place]]", 1, 3),
        ("content/policies/rules.md", "示例办法", "示例\u{061C}办法", 2, 12),
        ("content/policies/rules.md", "第一条", "第\u{2069}一条", 7, 5),
        ("content/policies/rules.md", "(plan.md#", "(plan.md\u{200E}#", 9, 14),
        ("content/policies/rules.md", "见[总则]", "<!-- \u{202A} -->见[总则]", 9, 6),
        ("content/policies/rules.md", "见[总则]", "&#x202E;见[总则]", 9, 1),
    ];
    for (file, from, to, line, column) in cases {
        let site = Site::new();
        site.edit(file, from, to);
        let told = site.told();
        let found = told.iter().find(|told| told.code == "E211");
        let found = found.map(|told| (told.file.as_deref(), told.line, told.column));
        assert_eq!(found, Some((Some(file), Some(line), Some(column))), "{to:?}: {told:?}");
    }
    for name in [
        "content/policies/a\u{202E}dm.md",
        "content/static/a\u{200F}.txt",
        "content/notes\u{2066}.toml",
    ] {
        let site = Site::new();
        site.write(name, "");
        let told = site.told();
        assert_eq!(codes(&told, name), ["E211"], "{told:?}");
        assert!(told.iter().any(|told| told.message.contains("U+2")), "{told:?}");
    }
}

#[test]
fn a_character_that_stands_for_a_lost_one_is_a_warning() {
    let site = Site::new();
    site.edit("content/policies/rules.md", "第一条", "第\u{FFFD}条");
    let told = site.told();
    assert_eq!(codes(&told, "content/policies/rules.md"), ["W212"], "{told:?}");
    assert!(fs::exists(site.public()).expect("looked"));
}
