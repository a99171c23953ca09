//! Leaflets of a small site.

use std::{collections::BTreeMap, fs};

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::site::{Site, repository};

const FORMATS: &str = r#"
[[format]]
id = "fold"
name = "折页"
of = "campaign"
each_place = true
pages = 1
[[format.size]]
name = "200x100"
width = 200
height = 100
folds = [[100]]
[[format.size]]
name = "220x100"
width = 220
height = 100
folds = [[110]]
[format.ticket]
paper = "157 g/m²"

[[format]]
id = "card"
name = "卡片"
of = "hotline"
each_place = true
pages = 1
[[format.size]]
name = "90x54"
width = 90
height = 54
"#;

const HEAD: &str = r##"
#let d = json("/leaflet.json")
#let print = d.finish == "print"
#let black = if print { cmyk(0%, 0%, 0%, 100%) } else { rgb("#000000") }
#let red = if print { cmyk(0%, 90%, 90%, 0%) } else { rgb("#cc2200") }
#let setup(body) = {
  set page(width: d.width * 1mm, height: d.height * 1mm, bleed: d.bleed * 1mm, margin: 8mm)
  set text(font: "Weibao Hei", lang: "zh", region: "cn", size: 10pt, fill: black)
  set document(title: d.title)
  body
}
#let numbers() = [
  #box(text(fill: red, size: 14pt, d.place.hotline.number.display))
  #if d.place.fallback != none { box(d.place.fallback.number.display) }
]
"##;

const FOLD: &str = r#"
#import "head.typ": *
#show: setup
= #d.campaign.short_name
#block(width: 80mm, height: 60mm, breakable: false)[#d.place.name \ #numbers()] <panel-front>
"#;

const CARD: &str = r#"
#import "head.typ": *
#show: setup
= #d.place.name
#numbers()
"#;

const CAMPAIGN: &str = r#"+++
number = 1
name = "回家行动"
short_name = "回家"
description = "送孩子回家。"
actions = ["打电话"]
published = 2026-01-01
updated = 2026-11-01
source = "plan"
+++
打电话。
"#;

/// The small site with two formats of leaflets.
fn site() -> Site {
    let site = Site::new();
    let theme = repository().join("themes/lantern/leaflets");
    for file in ["fonts/WeibaoHei-Regular.otf", "fonts/WeibaoHei-Bold.otf", "press/FOGRA39.icc"] {
        let bytes = fs::read(theme.join(file)).expect("a file of the theme");
        site.write(&format!("themes/lantern/leaflets/{file}"), bytes);
    }
    for (path, text) in
        [("leaflets.toml", FORMATS), ("head.typ", HEAD), ("fold.typ", FOLD), ("card.typ", CARD)]
    {
        site.write(&format!("themes/lantern/leaflets/{path}"), text);
    }
    site.write("content/campaigns/home.md", CAMPAIGN);
    site
}

/// The files of leaflets in an output.
fn leaflets(output: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    let is_of_leaflets = |path: &str| {
        path.starts_with("print/") && !path.ends_with("index.html") && !path.ends_with("/home.html")
    };
    output.into_iter().filter(|(path, _)| is_of_leaflets(path)).collect()
}

#[test]
fn a_place_has_every_leaflet_in_every_finish_and_a_package() {
    let output = site().built().output();
    for place in ["city", "north", "south"] {
        for name in ["home-fold", "hotline-card"] {
            for ending in
                ["pdf", "png", "x4.pdf", "x1a.pdf", "outlines.pdf", "ticket.json", "ticket.html"]
            {
                let path = format!("print/{place}/{name}.{ending}");
                assert!(output.contains_key(&path), "{path}");
            }
        }
        assert!(output.contains_key(&format!("print/{place}/{place}.zip")));
        let page = &output[&format!("print/{place}/index.html")];
        let page = String::from_utf8_lossy(page);
        assert!(page.contains("home-fold.pdf") && page.contains("hotline-card.png"), "{page}");
    }
    assert!(output.contains_key("print/campaign/home.zip"));
    let page = String::from_utf8_lossy(&output["campaigns/home.html"]).into_owned();
    assert!(page.contains("../print/campaign/home.html"), "{page}");
}

#[test]
fn a_second_build_makes_no_leaflet_and_another_day_neither() {
    let site = site().built();
    let before = leaflets(site.output());
    for day in ["2026-11-23", "2027-01-01"] {
        let run = site.build(&["--explain", "--as-of", day]);
        let made = run.stdout.lines().filter(|line| line.contains("hotline-card"));
        assert_eq!(made.count(), 0, "{}", run.stdout);
    }
    assert!(before == leaflets(site.output()));
}

#[test]
fn a_number_changed_makes_only_the_leaflets_that_show_it() {
    let site = site().built();
    site.edit("content/hotlines.toml", "2000002", "2000003");
    let run = site.build(&["--explain", "--only", "leaflets"]);
    assert!(run.success, "{}", run.stderr);
    let made: Vec<&str> = run
        .stdout
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(path, _)| path)
        .filter(|path| path.ends_with("pdf"))
        .collect();
    assert_eq!(made.len(), 8, "{made:?}");
    assert!(made.iter().all(|path| path.starts_with("print/north/")), "{made:?}");
}

#[test]
fn leaflets_are_the_same_from_any_folder_and_any_number_of_threads() {
    let (one, two) = (site(), site());
    assert!(one.build(&["--threads", "1"]).success);
    assert!(two.build(&["--threads", "4"]).success);
    let (one, two) = (leaflets(one.output()), leaflets(two.output()));
    assert!(one.keys().eq(two.keys()) && one.len() > 40);
    for (path, bytes) in &one {
        assert!(*bytes == two[path], "{path} differs");
    }
}

#[test]
fn a_part_of_the_site_leaves_the_other_as_it_stands() {
    let site = site().built();
    let before = site.output();
    site.edit("content/hotlines.toml", "2000001", "2000004");
    assert!(site.build(&["--only", "pages"]).success);
    let pages = site.output();
    assert!(pages.keys().eq(before.keys()));
    assert!(leaflets(pages.clone()) == leaflets(before.clone()));
    assert!(pages["hotlines/city.html"] != before["hotlines/city.html"]);
    assert!(site.build(&["--only", "leaflets"]).success);
    let both = site.output();
    assert!(leaflets(both.clone()) != leaflets(before));
    // The two parts come to what a build of the whole would have come to.
    assert!(site.build(&["--no-cache"]).success);
    assert!(site.output() == both);
}

#[test]
fn a_ticket_has_the_digest_of_each_file_and_a_package_holds_all_that_a_shop_may_ask_for() {
    let output = site().built().output();
    let ticket: Value =
        serde_json::from_slice(&output["print/north/home-fold.ticket.json"]).expect("JSON");
    assert_eq!(ticket["trim"], serde_json::json!([200.0, 100.0]));
    assert_eq!(ticket["paper"], "157 g/m²");
    let files = ticket["files"].as_array().expect("files");
    assert_eq!(files.len(), 4);
    for file in files {
        let path = file["url"].as_str().expect("an address");
        let path = path.strip_prefix("https://city.example.net/").expect("of the site");
        let digest = Sha256::digest(&output[path]);
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(file["sha256"], digest.as_str());
    }
    let package = std::io::Cursor::new(&output["print/north/north.zip"]);
    let mut package = zip::ZipArchive::new(package).expect("a ZIP");
    let names: Vec<String> =
        package.file_names().map(|name| name.expect("a name").into_owned()).collect();
    for ending in ["x4.pdf", "x1a.pdf", "outlines.pdf", "ticket.json", "ticket.html"] {
        let name = format!("北县_回家_折页_200x100_20261101.{ending}");
        assert!(names.contains(&name), "{name} in {names:?}");
    }
    assert_eq!(names.len(), 10);
    let mut inside = package.by_name("北县_回家_折页_200x100_20261101.x4.pdf").expect("a file");
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut inside, &mut bytes).expect("read");
    assert!(bytes == output["print/north/home-fold.x4.pdf"]);
}

#[test]
fn a_site_chooses_sizes_finishes_and_quantities() {
    let site = site();
    let settings = r#"finishes = ["x1a"]
[[format]]
id = "fold"
size = "220x100"
quantity = 500
"#;
    site.write("content/leaflets.toml", settings);
    let site = site.built();
    let output = site.output();
    assert!(!output.contains_key("print/north/home-fold.x4.pdf"));
    let ticket: Value =
        serde_json::from_slice(&output["print/north/home-fold.ticket.json"]).expect("JSON");
    assert_eq!((&ticket["quantity"], &ticket["trim"][0]), (&500.into(), &220.0.into()));

    site.edit("content/leaflets.toml", "\"fold\"", "\"folt\"");
    site.edit("content/leaflets.toml", "x1a", "x9");
    let told = site.told();
    let said: Vec<&str> = told.iter().map(|told| told.code.as_str()).collect();
    assert_eq!(said, ["E206", "E206"], "{told:?}");
}

#[test]
fn what_does_not_fit_is_told_and_nothing_is_written() {
    let site = site().built();
    let before = site.output();
    let long = "很长的名字".repeat(80);
    site.edit("content/places.toml", "name = \"北县\"", &format!("name = \"{long}\""));
    let told = site.told();
    assert!(told.iter().any(|told| told.code == "E803" || told.code == "E813"), "{told:?}");
    assert!(told[0].file.as_deref().is_some_and(|file| file.ends_with(".typ")), "{told:?}");
    assert!(site.output() == before);
}

#[test]
fn shares_of_independent_processes_join_to_the_result_of_one() {
    const COUNTIES: usize = 60;
    const SHARES: usize = 4;
    let site = site();
    let (mut places, mut hotlines) = (String::new(), String::new());
    for county in 1..=COUNTIES {
        places.push_str(&format!(
            "\n[[place]]\nid = \"c{county}\"\nname = \"第{county}县\"\nkind = \"county\"\nparent = \
             \"city\"\n"
        ));
        hotlines.push_str(&format!(
            "\n[[hotline]]\nid = \"c{county}\"\nplace = \"c{county}\"\npurpose = \"保护热线\"\nnumber = \
             \"21{county:05}\"\nsource = \"plan\"\n"
        ));
    }
    let old = site.read("content/places.toml");
    site.write("content/places.toml", old + &places);
    let old = site.read("content/hotlines.toml");
    site.write("content/hotlines.toml", old + &hotlines);

    let folder = |name: &str| site.root().join(name).to_str().expect("UTF-8").to_owned();
    let mut joins = Vec::new();
    for share in 1..=SHARES {
        let out = folder(&format!("share-{share}"));
        let share = format!("{share}/{SHARES}");
        let run = site.build(&["--only", "leaflets", "--shard", &share, "--out", &out]);
        assert!(run.success, "{}", run.stderr);
        joins.extend(["--join".to_owned(), out]);
    }
    let joined = folder("joined");
    let mut arguments = vec!["--only", "leaflets", "--out", &joined];
    arguments.extend(joins.iter().map(String::as_str));
    let run = site.build(&arguments);
    assert!(run.success, "{}", run.stderr);
    let one = folder("one");
    assert!(site.build(&["--only", "leaflets", "--out", &one, "--no-cache"]).success);
    let (joined, one) = (crate::site::files(joined.as_ref()), crate::site::files(one.as_ref()));
    assert!(joined.keys().eq(one.keys()), "{:?}", joined.keys().collect::<Vec<_>>());
    for (path, bytes) in &one {
        assert!(*bytes == joined[path], "{path} differs");
    }
    assert!(one.len() > COUNTIES * 14);
}
