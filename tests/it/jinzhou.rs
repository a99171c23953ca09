//! The site that comes with weibao: every fact is on its page, and a number is one number everywhere.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::site::{Site, files, repository};

/// `tests/facts.toml`: what must be found on which page.
#[derive(Deserialize)]
struct Facts {
    check: Vec<Check>,
}

#[derive(Deserialize)]
struct Check {
    page: String,
    needs: Vec<String>,
}

/// The text a reader sees: no tags, no style, no script, no white space.
fn visible(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        for hidden in ["style", "script", "head"] {
            if rest[1..].starts_with(hidden)
                && let Some(end) = rest.find(&format!("</{hidden}>"))
            {
                rest = &rest[end..];
            }
        }
        rest = rest.find('>').map_or("", |end| &rest[end + 1..]);
    }
    text.push_str(rest);
    let entities =
        [("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&lt;", "<"), ("&gt;", ">")];
    for (entity, character) in entities {
        text = text.replace(entity, character);
    }
    text.replace("&amp;", "&").split_whitespace().collect()
}

/// `2014-09-01` as a page shows it: `2014年9月1日`.
fn date_in_words(text: &str) -> Option<String> {
    let date: jiff::civil::Date = text.parse().ok()?;
    Some(format!("{}年{}月{}日", date.year(), date.month(), date.day()))
}

#[test]
fn every_fact_is_on_its_page() {
    let site = Site::of_the_repository().built();
    let facts = std::fs::read_to_string(repository().join("tests/facts.toml")).expect("facts");
    let facts: Facts = toml::from_str(&facts).expect("TOML");
    assert!(facts.check.len() > 50);
    let mut missing = Vec::new();
    for Check { page, needs } in &facts.check {
        let text = visible(&site.read(&format!("public/{page}")));
        for need in needs {
            let squeezed: String = need.split_whitespace().collect();
            let in_words = date_in_words(need).is_some_and(|date| text.contains(&date));
            if !in_words && !text.contains(&squeezed) {
                missing.push(format!("{page}: {need}"));
            }
        }
    }
    assert!(missing.is_empty(), "{} facts are missing:\n{}", missing.len(), missing.join("\n"));
}

/// The texts of a page's body, each with the address that its nearest link leads to. Without scripts, styles,
/// pictures and the cells that count something.
fn texts(html: &str) -> Vec<(&str, Option<&str>)> {
    let (_, mut rest) = html.split_once("<body").expect("a body");
    let mut texts = Vec::new();
    let mut link = None;
    while let Some((_, after)) = rest.split_once('>') {
        let (text, tag) = after.split_at(after.find('<').unwrap_or(after.len()));
        texts.push((text, link));
        rest = tag;
        for closed in ["script", "style", "svg", "table class=\"counts"] {
            let name = closed.split(' ').next().unwrap_or(closed);
            if rest.starts_with(&format!("<{closed}"))
                && let Some(end) = rest.find(&format!("</{name}>"))
            {
                rest = &rest[end..];
            }
        }
        if rest.starts_with("<a ") {
            link = rest.split_once("href=\"").and_then(|(_, href)| href.split('"').next());
        } else if rest.starts_with("</a>") {
            link = None;
        }
    }
    texts
}

/// Whether `number` stands in `text` by itself.
fn says(text: &str, number: &str) -> bool {
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    text.match_indices(number).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + number.len()..]);
        !is_digit(before.chars().next_back()) && !is_digit(after.chars().next())
    })
}

#[test]
fn a_number_that_can_be_rung_is_a_link_that_dials_wherever_a_page_writes_it() {
    let site = Site::of_the_repository().built();
    let numbers = [
        "110", "120", "12345", "12355", "12338", "12348", "4567091", "5523338", "2796677",
        "8109188", "7755500", "2188852",
    ];
    let (mut found, mut dead) = (0, Vec::new());
    for (path, bytes) in site.output().iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = std::str::from_utf8(bytes).expect("UTF-8");
        for (text, link) in texts(html) {
            for number in numbers.iter().filter(|number| says(text, number)) {
                found += 1;
                let dials =
                    link.is_some_and(|link| link.starts_with("tel:") && link.ends_with(number));
                if !dials {
                    dead.push(format!("{path}: {}", text.trim()));
                }
            }
        }
    }
    assert!(found > 500, "{found}");
    assert!(dead.is_empty(), "{} numbers cannot be tapped:\n{}", dead.len(), dead.join("\n"));
}

/// The numbers that a page dials, in its order.
fn dialled(html: &str) -> Vec<&str> {
    let links = html.split("href=\"tel:").skip(1);
    links.filter_map(|link| link.split('"').next()).collect()
}

#[test]
fn a_child_in_danger_is_given_110_before_any_other_number() {
    let site = Site::of_the_repository().built();
    for page in ["harmed", "trafficked", "street"] {
        let html = site.read(&format!("public/help/{page}.html"));
        let mut numbers = dialled(&html);
        assert_eq!(numbers[0], "110", "{page}");
        let (_, main) = html.split_once("<main").expect("a main");
        numbers = dialled(main);
        assert_eq!(numbers[..5], ["110", "120", "12338", "12355", "12348"], "{page}");
        let lantern = main.find("class=\"call lantern\" href=\"tel:110\"").expect("a button");
        assert!(lantern < main.find("<p").expect("a text"), "{page}: before any text");
    }
    let campaign = site.read("public/campaigns/anti-trafficking.html");
    assert_eq!(dialled(&campaign)[0], "110");
    let home = site.read("public/index.html");
    let (hero, _) = home.split_once("id=\"places\"").expect("the places");
    for page in ["harmed", "trafficked", "street"] {
        assert!(
            hero.contains(&format!("help/{page}.html")),
            "the home page leads to {page} at once"
        );
    }
}

/// The plan does not say which group gets which category.
#[test]
fn what_the_plan_does_not_say_is_marked_as_the_sites_own_advice() {
    let site = Site::of_the_repository().built();
    let output = site.output();
    let pages = output.iter().filter(|(path, _)| path.ends_with(".html"));
    let mut marked = 0;
    for (path, bytes) in pages {
        let html = std::str::from_utf8(bytes).expect("UTF-8");
        let leads = match path.split('/').next() {
            Some("help") if !path.ends_with("index.html") => "../categories/",
            Some("categories") => "../help/",
            _ => continue,
        };
        let (_, main) = html.split_once("<main").expect("a main");
        let (main, _) = main.split_once("</main>").expect("its end");
        let leads_on = main.split(leads).skip(1).any(|to| !to.starts_with("index.html"));
        if leads_on && !path.ends_with("index.html") {
            marked += 1;
            assert!(main.contains("本站的建议"), "{path}");
        }
    }
    assert!(marked >= 8, "{marked}");
    for page in ["harmed", "trafficked", "street"] {
        let html = String::from_utf8(output[&format!("help/{page}.html")].clone()).expect("UTF-8");
        assert!(!html.contains("categories/"), "{page} leads to no category");
        for word in ["低保", "孤儿"] {
            assert!(!html.contains(word), "{page}: {word}");
        }
    }
}

#[test]
fn no_page_says_that_a_campaign_is_running() {
    let site = Site::of_the_repository().built();
    for (path, bytes) in site.output() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("正在开展"), "{path}");
    }
    for page in ["index.html", "campaigns/index.html", "programme/index.html"] {
        assert!(
            visible(&site.read(&format!("public/{page}"))).contains("方案里的五大行动"),
            "{page}"
        );
    }
}

#[test]
fn a_number_is_the_same_in_page_link_json_csv_vcard_and_structured_data() {
    let site = Site::of_the_repository().built();
    let output = site.output();
    let text = |path: &str| String::from_utf8(output[path].clone()).expect("UTF-8");
    let json: Value = serde_json::from_slice(&output["data/hotlines.json"]).expect("JSON");
    let places = json["places"].as_array().expect("places");
    assert_eq!(places.len(), 10);
    let csv = text("data/hotlines.csv");
    let all_cards = unfolded(&text("data/hotlines.vcf"));
    for place in places {
        let id = place["id"].as_str().expect("id");
        let name = place["name"].as_str().expect("name");
        let display = place["number"]["display"].as_str().expect("display");
        let tel = place["number"]["tel"].as_str().expect("tel");
        let international = place["number"]["international"].as_str().expect("international");
        let digits = display.replace('-', "");
        assert_eq!(tel, format!("tel:{display}"), "{id}");
        assert_eq!(international.replace("+86-", "0").replace('-', ""), digits, "{id}");

        let page = text(&format!("hotlines/{id}.html"));
        assert!(page.contains(&format!("href=\"{tel}\"")), "{id}: link");
        assert!(visible(&page).contains(display), "{id}: page");
        let structured = structured_data(&page);
        assert!(telephones(&structured).contains(&international.to_owned()), "{id}: {structured}");
        let row = csv.lines().find(|line| line.contains(name)).expect("a row");
        assert!(row.contains(display), "{id}: {row}");
        let card = unfolded(&text(&format!("data/vcard/{id}.vcf")));
        assert!(card.replace('-', "").contains(&international.replace('-', "")), "{id}: {card}");
        assert!(all_cards.contains(name), "{id}: all cards");
        for index in ["index.html", "hotlines/index.html"] {
            assert!(text(index).contains(&format!("href=\"{tel}\"")), "{id}: {index}");
        }
    }
}

fn unfolded(card: &str) -> String {
    card.replace("\r\n ", "")
}

fn structured_data(page: &str) -> Value {
    let (_, rest) = page.split_once("application/ld+json\">").expect("structured data");
    let (json, _) = rest.split_once("</script>").expect("its end");
    serde_json::from_str(json).expect("JSON")
}

/// Every `telephone`, wherever it stands.
fn telephones(value: &Value) -> Vec<String> {
    match value {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(key, value)| match value {
                Value::String(number) if key == "telephone" => vec![number.clone()],
                value => telephones(value),
            })
            .collect(),
        Value::Array(values) => values.iter().flat_map(telephones).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn the_manifest_names_every_file_with_its_size_and_digest() {
    use sha2::{Digest, Sha256};

    let site = Site::of_the_repository().built();
    let mut output = site.output();
    let manifest = output.remove("manifest.json").expect("a manifest");
    let manifest: Value = serde_json::from_slice(&manifest).expect("JSON");
    let listed: BTreeMap<&str, &Value> = manifest["files"]
        .as_array()
        .expect("files")
        .iter()
        .map(|entry| (entry["path"].as_str().expect("path"), entry))
        .collect();
    assert_eq!(listed.len(), output.len());
    for (path, bytes) in &output {
        let entry = listed[path.as_str()];
        let digest = Sha256::digest(bytes);
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(entry["size"], bytes.len(), "{path}");
        assert_eq!(entry["sha256"], digest, "{path}");
    }
}

#[test]
fn a_page_is_light_enough_for_a_bad_line() {
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    let site = Site::of_the_repository().built();
    for (path, bytes) in site.output().iter().filter(|(path, _)| path.ends_with(".html")) {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(bytes).expect("written");
        let size = gzip.finish().expect("finished").len();
        let is_place = path.starts_with("hotlines/") && path != "hotlines/index.html";
        let most = if is_place { 6 << 10 } else { 14 << 10 };
        assert!(size <= most, "{path}: {size} bytes");
    }
}

#[test]
fn nothing_of_the_city_is_in_the_code_or_the_theme() {
    let words = [
        "锦州",
        "黑山县",
        "北镇",
        "凌海",
        "义县",
        "古塔",
        "凌河",
        "太和区",
        "松山新区",
        "滨海新区",
    ];
    let numbers = ["4567091", "5523338", "2796677", "8109188", "7755500", "2188852", "0416"];
    for folder in ["src", "themes"] {
        for (path, bytes) in files(&repository().join(folder)) {
            let Ok(text) = String::from_utf8(bytes) else { continue };
            for word in words.iter().chain(&numbers) {
                assert!(!text.contains(word), "{folder}/{path} has {word}");
            }
        }
    }
}
