//! Small leaflets, made whole.

use std::{collections::BTreeMap, fs, path::Path};

use super::{Press, Printer, formats};
use crate::{
    content::files,
    diagnostic::{Code, Diagnostic},
    page::sample,
    portal::{Finish, LeafletFile, Leaflets, leaflet::PrintSettings},
};

const FORMATS: &str = r#"
[[format]]
id = "card"
name = "卡片"
of = "hotline"
each_place = true
pages = 1
[[format.size]]
name = "120x90"
width = 120
height = 90
folds = [[60]]
"#;

const HEAD: &str = r##"
#let d = json("/leaflet.json")
#let black = if d.finish == "print" { cmyk(0%, 0%, 0%, 100%) } else { rgb("#000000") }
#set page(width: d.width * 1mm, height: d.height * 1mm, bleed: d.bleed * 1mm, margin: 6mm)
#set text(font: "Weibao Hei", lang: "zh", region: "cn", size: 9pt, fill: black)
#set document(title: d.title)
"##;

const GOOD: &str = r#"
= 打电话
#box[#d.place.hotline.number.display]
"#;

/// What making the first leaflet of a template gives.
fn make(template: &str, file: LeafletFile) -> Result<(Vec<u8>, Vec<Diagnostic>), Vec<Diagnostic>> {
    let folder = tempfile::tempdir().expect("a folder");
    let press = press(folder.path(), &format!("{HEAD}{template}"));
    let mut portal = sample::portal();
    let formats = formats::chosen(press.formats(), &PrintSettings::default(), &mut Vec::new());
    portal.leaflets = Leaflets::new(&portal, formats, PrintSettings::default());
    let view = sample::view(&portal);
    let printer = Printer::new(folder.path(), &view, &press).expect("a press");
    let order = printer.order(0).expect("an order");
    let sheet = printer.sheet(&order);
    let bytes = sheet.bytes(file)?;
    Ok((bytes, sheet.told()))
}

fn press(folder: &Path, template: &str) -> Press {
    let theme = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/lantern/leaflets");
    let put = |path: &str, bytes: &[u8]| {
        let file = folder.join("leaflets").join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, bytes).expect("a file");
    };
    for file in ["fonts/WeibaoHei-Regular.otf", "fonts/WeibaoHei-Bold.otf", "press/FOGRA39.icc"] {
        put(file, &fs::read(theme.join(file)).expect("a file of the theme"));
    }
    put("leaflets.toml", FORMATS.as_bytes());
    put("card.typ", template.as_bytes());
    let mut problems = Vec::new();
    let found = files::list(folder, "", &mut problems);
    let found: BTreeMap<String, files::FoundFile> =
        found.into_iter().map(|file| (file.path.clone(), file)).collect();
    let press = Press::find(&found, &mut problems);
    assert!(problems.is_empty(), "{problems:?}");
    press.expect("leaflets")
}

/// The codes of what is wrong with a template, in the finish for print shops.
fn wrong(template: &str) -> Vec<Code> {
    match make(template, LeafletFile::Pdf(Finish::X4)) {
        Ok((_, told)) => told.iter().map(|told| told.code).collect(),
        Err(told) => {
            let mut codes: Vec<Code> = told.iter().map(|told| told.code).collect();
            codes.dedup();
            codes
        }
    }
}

#[test]
fn every_file_of_a_leaflet_is_made_and_twice_the_same() {
    for file in [
        LeafletFile::Pdf(Finish::Screen),
        LeafletFile::Picture,
        LeafletFile::Pdf(Finish::X4),
        LeafletFile::Pdf(Finish::X1a),
        LeafletFile::Pdf(Finish::Outlines),
    ] {
        let (bytes, told) = make(GOOD, file).unwrap_or_else(|told| panic!("{file:?}: {told:?}"));
        assert!(told.is_empty(), "{told:?}");
        let (again, _) = make(GOOD, file).expect("it was made before");
        assert!(bytes == again, "{file:?} is another the second time");
        if let Some(folder) = std::env::var_os("LEAFLET_TESTS") {
            fs::write(Path::new(&folder).join(format!("card.{}", file.extension())), bytes)
                .expect("written");
        }
    }
}

#[test]
fn what_is_wrong_in_a_template_is_told_with_its_place() {
    let told = make("#nothing", LeafletFile::Pdf(Finish::Screen)).expect_err("an error");
    let place = told[0].place.as_ref().expect("a place");
    assert_eq!(
        (told[0].code, &*place.file, place.line),
        (Code::LeafletTemplate, "leaflets/card.typ", 7)
    );
    let told = make("#import \"@preview/cades:0.3.0\": *", LeafletFile::Pdf(Finish::Screen));
    assert_eq!(told.expect_err("an error")[0].code, Code::LeafletTemplate);
}

#[test]
fn what_would_print_badly_is_told() {
    let black = "cmyk(0%, 0%, 0%, 100%)";
    for (template, code) in [
        (
            "#block(width: 30mm, height: 4mm, breakable: false)[很长的话很长的话很长的话很长的话] <panel-a>",
            Code::LeafletOverflow,
        ),
        ("#text(size: 5pt)[小字]", Code::LeafletSmallText),
        (&format!("#line(length: 10mm, stroke: 0.1mm + {black})"), Code::LeafletThinLine),
        ("#block(width: 27pt)[四个字的] <headline>", Code::LeafletDangling),
        ("#block(width: 40pt)[0999-\\ 2345678]", Code::LeafletNumber),
        ("#place(top + left, dx: -4mm)[边]", Code::LeafletMargin),
        ("#place(top + left, dx: 52mm)[折线上]", Code::LeafletMargin),
        ("#rect(fill: cmyk(100%, 100%, 90%, 0%))", Code::LeafletInk),
        ("#rect(fill: rgb(\"#ff0000\"))", Code::LeafletColour),
        ("#text(fill: luma(0))[黑]", Code::LeafletColour),
        ("#pagebreak()一", Code::LeafletPages),
        ("\u{10FFFD}", Code::LeafletGlyph),
    ] {
        assert_eq!(wrong(template), [code], "{template}");
    }
}

#[test]
fn what_stands_where_it_may_is_not_told() {
    for template in [
        GOOD,
        "#box[0999-2345678]",
        "#block(width: 27pt)[六个字的标题] <headline>",
        "#place(top + left, dx: -4mm)[#box[边] <edge>]",
        "#rect(width: 100%, height: 10mm, fill: cmyk(0%, 50%, 50%, 0%))",
        "#block(width: 30mm, height: 12mm, breakable: false)[短的话] <panel-a>",
    ] {
        assert_eq!(wrong(template), [], "{template}");
    }
}
