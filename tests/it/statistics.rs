//! What readers see of a release, and what a build refuses to show.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use sha2::{Digest, Sha256};
use weibao::stats::{
    model::{Axis, Code, Counts, Design, Dimension, Method, Table},
    protect::Patience,
    release::{self, About, Counting, Options, Sample},
};

use crate::{
    preview::Preview,
    site::{Site, files},
};

const RELEASE: &str = "content/statistics/releases/2026-q3.release";
const VERDICT: &str = ".weibao/statistics.verdict";

/// A release of an invented register of the small site: 24 children in the north, and in the south,
/// of whom `boys` are boys.
fn release(note: &str, as_of: Date, boys: u64) -> String {
    let about = About {
        name: "2026-q3".into(),
        title: "登记统计".into(),
        unit: "人".into(),
        source: "示例信息库".into(),
        note: Some(note.into()),
        as_of,
        counting: Counting::Stock,
        sample: Some(Sample { label: "样本".into(), seed: 1, rows: 100 }),
    };
    let design = Design {
        dimensions: vec![
            dimension("place", "地区", [("city", "示例市"), ("north", "北县"), ("south", "南区")]),
            dimension("sex", "性别", [("total", "合计"), ("f", "女"), ("m", "男")]),
        ],
        tables: vec![Table {
            id: "place-sex".into(),
            title: "各地的男孩和女孩".into(),
            note: None,
            axes: vec![Axis { dimension: 0, depth: 1 }, Axis { dimension: 1, depth: 1 }],
            threshold: 5,
            zeros_are_sensitive: false,
            sensitive: Vec::new(),
            method: Method::Suppress,
            amounts: false,
        }],
        amount: None,
    };
    let mut counts = Counts::default();
    for (cell, count) in [([1, 1], 24), ([1, 2], 31), ([2, 1], 42), ([2, 2], boys)] {
        for place in [0, cell[0]] {
            for sex in [0, cell[1]] {
                *counts.cells.entry(Box::new([place, sex])).or_default() += count;
            }
        }
    }
    let options = Options { seed: 1, protect_against_past: false, patience: Patience::Short };
    let made = release::make(about, &design, &counts, &[], &options);
    made.expect("it can be protected").release.text().to_owned()
}

fn dimension(id: &str, label: &str, codes: [(&str, &str); 3]) -> Dimension {
    let code = |(ix, (id, label)): (usize, (&str, &str))| Code {
        id: id.into(),
        label: label.into(),
        parent: (ix > 0).then_some(0),
        depth: u8::from(ix > 0),
        band: None,
    };
    let codes = codes.into_iter().enumerate().map(code).collect();
    Dimension { id: id.into(), label: label.into(), codes, period: false, columns: vec![id.into()] }
}

fn site(boys: u64) -> Site {
    let site = Site::new();
    site.write(RELEASE, release("注一", date(2026, 9, 30), boys));
    site
}

#[test]
fn a_release_becomes_pages_and_files_and_a_way_to_them() {
    let site = site(53).built();
    let table = site.read("public/statistics/tables/place-sex.html");
    for text in ["截至2026年9月30日，一共150人。", "<td>53</td>", "样本数据", "role=\"img\""]
    {
        assert!(table.contains(text), "{text} is not in {table}");
    }
    let south = site.read("public/statistics/places/south.html");
    assert!(south.contains("南区一共95人"), "{south}");
    assert!(site.read("public/index.html").contains("statistics/index.html"));
    assert!(site.read("public/hotlines/south.html").contains("../statistics/places/south.html"));
    let csv = site.read("public/statistics/data/place-sex.csv");
    assert!(csv.contains("\r\nsouth,南区,m,男,53,公布,"), "{csv}");
    assert_eq!(site.read("public/statistics/data/2026-q3.release"), site.read(RELEASE));
}

#[test]
fn a_small_count_is_in_no_file_of_the_site() {
    // 3 boys in the south: neither they nor what would give them away.
    let site = site(3).built();
    let table = site.read("public/statistics/tables/place-sex.html");
    assert!(table.contains("<span class=\"vh\">不公布</span>"), "{table}");
    let csv = site.read("public/statistics/data/place-sex.csv");
    assert!(csv.contains("south,南区,m,男,,不公布,"), "{csv}");
    assert!(csv.matches("不公布").count() >= 4, "{csv}");
}

#[test]
fn a_release_that_was_changed_by_hand_keeps_the_site_as_it_was() {
    let site = site(3).built();
    let before = site.output();
    let told = || site.told().into_iter().find(|told| told.code.starts_with("E9"));
    for (from, to) in [("3", "4"), ("南区", "南县"), ("\n", "\n\n")] {
        let good = site.read(RELEASE);
        site.edit(RELEASE, from, to);
        let problem = told().expect("an error");
        assert_eq!(problem.file.as_deref(), Some(RELEASE), "{problem:?}");
        assert_eq!(site.output(), before);
        site.write(RELEASE, good);
    }
    assert_eq!(told(), None);
}

#[test]
fn figures_of_a_day_that_has_not_come_are_refused() {
    let site = Site::new();
    site.write(RELEASE, release("注", date(2026, 12, 31), 53));
    let codes: Vec<String> = site.told().into_iter().map(|told| told.code).collect();
    assert!(codes.contains(&"E951".to_owned()), "{codes:?}");
}

#[test]
fn an_edit_of_a_release_renews_only_its_pages() {
    let site = site(53).built();
    let before = site.output();
    site.write(RELEASE, release("注二", date(2026, 9, 30), 53));
    let site = site.built();
    let after = site.output();
    let changed: BTreeSet<&str> = after
        .iter()
        .filter(|(path, bytes)| before.get(*path) != Some(*bytes))
        .map(|(path, _)| path.as_str())
        .collect();
    assert!(changed.contains("statistics/tables/place-sex.html"), "{changed:?}");
    for path in changed {
        assert!(path.starts_with("statistics/") || path == "manifest.json", "{path}");
    }
    // And as a build without memory does it.
    site.remove("public/index.html");
    assert!(site.build(&["--no-cache"]).success);
    assert_eq!(site.output(), after);
}

#[test]
fn a_verdict_that_is_damaged_or_of_other_releases_counts_for_nothing() {
    let site = site(53).built();
    let first = site.output();
    let verdict = std::fs::read(site.root().join(VERDICT)).expect("a verdict");
    for damaged in [&verdict[..verdict.len() / 2], b"".as_slice()] {
        site.write(VERDICT, damaged);
        site.write("content/static/a.txt", damaged.len().to_string());
        assert!(site.build(&[]).success);
        assert_eq!(std::fs::read(site.root().join(VERDICT)).expect("a verdict"), verdict);
    }
    // Another release is not believed for the old one's verdict.
    site.write(RELEASE, release("注", date(2026, 9, 30), 3));
    assert!(site.build(&[]).success);
    site.write(VERDICT, &verdict);
    site.edit(RELEASE, "\n", "\n\n");
    assert!(!site.build(&[]).success);
    site.remove(RELEASE);
    assert!(site.build(&[]).success);
    let left: Vec<String> = site.output().into_keys().collect();
    assert!(left.iter().all(|path| !path.starts_with("statistics/")), "{left:?}");
    assert!(first.keys().any(|path| path.starts_with("statistics/")));
}

#[test]
fn the_preview_follows_a_release_and_writes_nothing() {
    let site = site(53);
    let preview = Preview::new(&site);
    const PAGE: &str = "/statistics/tables/place-sex.html";
    preview.wait_for(PAGE, "注一");
    site.write(RELEASE, release("注二", date(2026, 9, 30), 53));
    preview.wait_for(PAGE, "注二");
    site.write(RELEASE, "damaged");
    preview.wait_for_errors(1);
    assert!(preview.get(PAGE).body.contains("注二"));
    assert!(!site.root().join(".weibao").exists());
    assert!(files(&site.root()).keys().all(|path| !path.starts_with("public/")));
}

/// A release with the seal that its lines ask for.
fn sealed(body: &str) -> String {
    let seal: String = Sha256::digest(body).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{body}seal\t{seal}\n")
}

#[test]
fn no_name_in_a_release_leads_out_of_the_site() {
    let good = release("注", date(2026, 9, 30), 53);
    let (body, _) = good.rsplit_once("seal\t").expect("a seal");
    for (from, to) in [("place-sex", "../../x"), ("south", "So uth"), ("2026-q3", "other")] {
        let site = Site::new();
        site.write(RELEASE, sealed(&body.replace(from, to)));
        let told = site.told();
        assert!(told.iter().any(|told| told.code == "E952"), "{to}: {told:?}");
        assert!(!site.public().join("index.html").exists());
    }
}

#[test]
fn a_release_that_tells_too_much_is_refused_though_its_seal_is_right() {
    let site = site(3).built();
    let before = site.output();
    let release = site.read(RELEASE);
    let (body, _) = release.rsplit_once("seal\t").expect("a seal");
    let hidden = "cell\tsouth\tf\tx\n";
    assert!(body.contains(hidden), "{body}");
    // With this number shown, its neighbour is the difference to the total.
    site.write(RELEASE, sealed(&body.replacen(hidden, "cell\tsouth\tf\t42\n", 1)));
    let told = site.told();
    let problem = told.iter().find(|told| told.code.starts_with("E93")).expect("an error");
    assert_eq!(problem.file.as_deref(), Some(RELEASE), "{told:?}");
    assert!(problem.line.is_some_and(|line| line > 0), "{told:?}");
    assert_eq!(site.output(), before);
}
