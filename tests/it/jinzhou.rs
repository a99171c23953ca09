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
