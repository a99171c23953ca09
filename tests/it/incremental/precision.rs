//! After an edit, what is made of the edited is made, and nothing else.

use std::{collections::BTreeSet, fs::File, time::SystemTime};

use jiff::ToSpan;
use weibao::build;

use super::{corpus, files::tree};
use crate::site::Site;

/// What is to be made, of all that there is.
enum Makes {
    Only(&'static [&'static str]),
    All(fn(&str) -> bool),
}
use Makes::{All, Only};

/// Pages with a card for every place, each with the number to ring there.
const CARDS: &[&str] = &[
    "404.html",
    "campaigns/home.html",
    "campaigns/school.html",
    "categories/orphans.html",
    "categories/pupils.html",
    "help/alone.html",
    "help/away.html",
    "help/index.html",
    "hotlines/index.html",
    "hotlines/north.html",
    "index.html",
];

/// All numbers, for machines.
const DATA: &[&str] = &["data/hotlines.csv", "data/hotlines.json", "data/hotlines.vcf"];

/// The lists of a policy of 2018, and the feed.
const LISTS: &[&str] = &[
    "feeds/policies.xml",
    "policies/category/orphans/page-4.html",
    "policies/issuer/d4fe16d2/page-2.html",
    "policies/page-4.html",
    "policies/year/2018/index.html",
];

fn is_page(path: &str) -> bool {
    path.ends_with(".html")
}

const EDITS: [(&str, &str, &str, &[Makes]); 17] = [
    // A text is on its page, and nowhere else.
    ("content/policies/p1.md", "为了", "要", &[Only(&["policies/p1.html"])]),
    ("content/policies/p1.md", "## 一、目的", "## 一、目标", &[Only(&["policies/p1.html"])]),
    ("content/campaigns/home.md", "怎么做", "怎样做", &[Only(&["campaigns/home.html"])]),
    ("content/about/print.md", "用 A4 纸", "用 A3 纸", &[Only(&["about/print.html"])]),
    // A description is on the cards of lists, a title on those and on the neighbours' pages.
    ("content/policies/p1.md", "怎样办", "这样办", &[Only(&["policies/p1.html"]), Only(LISTS)]),
    (
        "content/policies/p1.md",
        "的通知",
        "的办法",
        &[Only(&["policies/p0.html", "policies/p1.html", "policies/p2.html"]), Only(LISTS)],
    ),
    (
        "content/policies/p1.md",
        "published",
        "updated = 2026-05-05\npublished",
        &[Only(&["policies/p1.html", "sitemap.xml"]), Only(LISTS)],
    ),
    (
        "content/campaigns/home.md",
        "“回家”行动",
        "“还家”行动",
        &[Only(&[
            "campaigns/home.html",
            "campaigns/home.png",
            "campaigns/index.html",
            "campaigns/school.html",
            "feeds/campaigns.xml",
            "index.html",
            "programme/index.html",
        ])],
    ),
    // Any page may write a number, which then dials: a new one makes all of them.
    (
        "content/hotlines.toml",
        "2000002",
        "2000003",
        &[All(is_page), Only(DATA), Only(&["data/vcard/north.vcf"])],
    ),
    (
        "content/hotlines.toml",
        "2000001",
        "2000004",
        &[
            All(is_page),
            Only(DATA),
            Only(&["data/vcard/city.vcf", "data/vcard/south.vcf"]),
            Only(&["campaigns/home.png", "campaigns/school.png"]),
        ],
    ),
    (
        "content/places.toml",
        "南区",
        "南新区",
        &[
            Only(CARDS),
            Only(DATA),
            Only(&["hotlines/city.html", "hotlines/south.html", "data/vcard/south.vcf"]),
        ],
    ),
    (
        "content/agencies.toml",
        "教育局",
        "教体局",
        &[Only(&["agencies/index.html", "agencies/school.html", "agencies/welfare.html"])],
    ),
    (
        "content/categories.toml",
        "\"资助\"",
        "\"资助一次\"",
        &[Only(&["categories/pupils.html", "help/away.html"])],
    ),
    ("content/groups.toml", "辍学", "逃学", &[Only(&["help/away.html"])]),
    // Styles are in every page, and in no picture.
    ("themes/lantern/styles/base.css", "{", "{--x:1;", &[All(is_page)]),
    ("content/theme/templates/not-found.html", "replaced", "again", &[Only(&["404.html"])]),
    (
        "themes/lantern/templates/place.html",
        "别的地方",
        "其他地方",
        &[Only(&["hotlines/city.html", "hotlines/north.html", "hotlines/south.html"])],
    ),
];

/// Builds and holds what is made against what should be. Gives what was made needlessly: its bytes
/// are as before.
fn check(site: &Site, options: &build::Options, what: &str, makes: &[Makes]) -> Vec<String> {
    let before = tree(&site.public());
    let (summary, told) = build::build(options, &|_, _| {});
    let summary = summary.unwrap_or_else(|| panic!("{what}: {told:?}"));
    let after = tree(&site.public());
    let made: BTreeSet<&str> = summary.reasons.iter().map(|(path, _)| path.as_str()).collect();
    let should_be: BTreeSet<&str> = makes
        .iter()
        .flat_map(|makes| match makes {
            Only(paths) => paths.to_vec(),
            All(is_one) => after.keys().map(String::as_str).filter(|path| is_one(path)).collect(),
        })
        .collect();
    assert_eq!(made, should_be, "{what}");
    let same = |path: &&&str| before.get(**path) == after.get(**path);
    made.iter().filter(same).map(|path| (*path).to_owned()).collect()
}

#[test]
fn an_edit_makes_what_shows_it_and_nothing_else() {
    let site = corpus::site();
    let mut options = build::Options { explain: true, ..corpus::options(&site) };
    build::build(&options, &|_, _| {});
    let mut needless = Vec::new();
    for (path, from, to, makes) in EDITS {
        site.edit(path, from, to);
        let what = format!("{path}: {to}");
        let same = check(&site, &options, &what, makes);
        needless.extend(same.into_iter().map(|page| (to, page)));
    }
    // Which pages write a number in their text is not known before they are made.
    needless.retain(|(to, _)| *to != "2000003");
    // No context carries more than its template prints.
    assert_eq!(needless, [] as [(&str, String); 0]);

    // A file that is touched, or changed and changed back, is the same.
    let file = site.root().join("content/policies/p1.md");
    let file = File::options().write(true).open(file).expect("a file");
    file.set_modified(SystemTime::UNIX_EPOCH).expect("touched");
    check(&site, &options, "touched", &[]);
    site.edit("content/policies/p2.md", "为了", "要");
    site.edit("content/policies/p2.md", "要", "为了");
    check(&site, &options, "changed back", &[]);
    // The day is on every page and in the JSON.
    options.site.as_of = options.site.as_of.checked_add(1.days()).expect("a date");
    check(&site, &options, "a day later", &[All(is_page), Only(&["data/hotlines.json"])]);
}
