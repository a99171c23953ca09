//! The small site of the harness, grown so that an edit can reach far: lists of several pages, links
//! between texts, three issuers, drafts, dates that pass, files that are copied, a theme file replaced.

use std::{fs, io::Write, path::Path};

use weibao::{build, diagnostic::Diagnostic, portal::resolve};

use super::{
    files::{Tree, tree},
    sequence::remove,
};
use crate::site::Site;

pub const POLICIES: usize = 12;
pub const ISSUERS: [&str; 3] = ["示例市政府", "示例市民政局", "示例市教育局"];

/// A PNG of one point.
pub fn png(grey: u8) -> Vec<u8> {
    let mut points = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    points.write_all(&[0, grey]).expect("in memory");
    let points = points.finish().expect("in memory");
    let mut png = b"\x89PNG\r\n\x1A\n".to_vec();
    let header: &[u8] = &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0];
    for (name, data) in [(b"IHDR", header), (b"IDAT", &points), (b"IEND", &[])] {
        let chunk = [name.as_slice(), data].concat();
        png.extend((data.len() as u32).to_be_bytes());
        png.extend(&chunk);
        png.extend(crc32fast::hash(&chunk).to_be_bytes());
    }
    png
}

/// A share image without words: it needs no font and little time.
const SHARE: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630">
<desc>{{ name }} {{ phone }}</desc><rect width="{{ number }}00" height="90" fill="#991c0b"/></svg>"##;

/// The grown site.
pub fn site() -> Site {
    grown(Site::new())
}

/// A folder that costs no disk, where the system has such.
fn in_memory() -> tempfile::TempDir {
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
    folder.expect("a temporary folder")
}

fn grown(site: Site) -> Site {
    site.edit(
        "content/site.toml",
        "area_code",
        "page_size = 3\nupdated = 2026-01-05\nfooter = \"说明\"\narea_code",
    );
    let agencies = site.read("content/agencies.toml");
    site.write("content/agencies.toml", agencies + AGENCIES);
    let groups = site.read("content/groups.toml");
    site.write("content/groups.toml", groups + GROUPS);
    let categories = site.read("content/categories.toml");
    site.write("content/categories.toml", categories + CATEGORIES);
    site.write("content/campaigns/school.md", CAMPAIGN);
    for number in 0..POLICIES {
        site.write(&format!("content/policies/p{number}.md"), policy(number));
    }
    site.write("content/policies/map.png", png(0));
    site.write("content/static/notice.txt", "公告\n");
    site.write("content/about/print.md", PRINT);
    let page = site.read("themes/lantern/templates/not-found.html");
    let page = page.replace("{% endblock %}", "<!-- replaced -->{% endblock %}");
    site.write("content/theme/templates/not-found.html", page);
    site
}

/// The grown site with so many policies more.
pub fn large_site(more: usize) -> Site {
    let site = grown(Site::new_in(in_memory()));
    for number in POLICIES..POLICIES + more {
        site.write(&format!("content/policies/p{number}.md"), policy(number));
    }
    site
}

/// The same with styles and share images that take little time.
pub fn quick_site() -> Site {
    let site = grown(Site::new_in(in_memory()));
    site.write("content/theme/templates/share.svg", SHARE);
    for style in ["base", "frame", "parts", "print"] {
        site.write(
            &format!("content/theme/styles/{style}.css"),
            format!(".{style} {{ margin: 0 }}"),
        );
    }
    site.remove("themes/lantern/fonts/NotoSansSC-Bold.subset.otf");
    site
}

/// A build with nothing to go by, into a folder of its own.
pub fn clean_output(options: &build::Options) -> (Tree, Vec<Diagnostic>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let clean = build::Options {
        root: options.root.clone(),
        out: Some(folder.path().join("clean")),
        site: options.site.clone(),
        take: options.take.clone(),
        cache: false,
        ..*options
    };
    let (summary, told) = without_store(&options.root, || build::build(&clean, &|_, _| {}));
    assert!(summary.is_some(), "{told:?}");
    (tree(&folder.path().join("clean")), told)
}

/// Does something as if no build had been before, and leaves the store as it was.
pub fn without_store<T>(root: &Path, does: impl FnOnce() -> T) -> T {
    let (store, aside) = (root.join(".weibao"), root.join(".weibao-aside"));
    let moved = fs::rename(&store, &aside).is_ok();
    let result = does();
    if moved {
        remove(&store);
        fs::rename(&aside, &store).expect("moved back");
    }
    result
}

/// A build as of 2026-11-23 into `public/`.
pub fn options(site: &Site) -> build::Options {
    build::Options {
        take: build::Take::default(),
        root: site.root(),
        out: None,
        site: resolve::Options {
            as_of: "2026-11-23".parse().expect("a date"),
            drafts: false,
            base_url: None,
        },
        threads: Some(1),
        cache: true,
        explain: false,
    }
}

/// The text of a policy.
pub fn policy(number: usize) -> String {
    let issuer = ISSUERS[number % ISSUERS.len()];
    let year = 2018 + number / 4 % 8;
    let month = 1 + number % 12;
    let next = if number < POLICIES { (number + 1) % POLICIES } else { number % POLICIES };
    let state = match number {
        3 => "draft = true\n",
        7 => "validity = \"repealed\"\nvalidity_note = \"已由新办法代替\"\n",
        8 => "expires = 2026-12-31\n",
        _ => "",
    };
    let published = if number == 5 { "2026-12-20" } else { "2026-01-01" };
    // A page that is not out is not linked to.
    let link = match next {
        3 | 5 => "见[示例方案](plan.md)。".to_owned(),
        next => format!("见[下一份](p{next}.md#二做法)和[单位](agency:welfare)。"),
    };
    format!(
        "+++\ntitle = \"关于第{number}件事的通知\"\ndescription = \"第{number}件事怎样办。\"\n\
         issuer = \"{issuer}\"\nwritten = {year}-{month:02}-10\ncategories = [\"orphans\"]\n\
         agencies = [\"welfare\"]\n{state}published = {published}\n+++\n\
         ## 一、目的\n\n为了办好第{number}件事。\n\n## 二、做法\n\n{link}打[](hotline:city)。\n\n\
         | 项 | 数 |\n| --- | --- |\n| 甲 | {number} |\n"
    )
}

const AGENCIES: &str = r#"
[[agency]]
id = "school"
name = "教育局"
summary = "管上学"
duties = ["劝返"]
source = "plan"
"#;

const GROUPS: &str = r#"
[[group]]
id = "away"
number = 2
name = "不上学的孩子"
plain = "该上学没有上学"
examples = ["辍学"]
categories = ["pupils", "orphans"]
"#;

const CATEGORIES: &str = r#"
[[category]]
id = "pupils"
number = 2
name = "失学儿童"
plain = "没有上学的孩子"
lead = [{ name = "市教育局", agency = "school" }]
assist = [{ name = "市民政局", agency = "welfare" }]
measures = ["劝返", "资助"]
"#;

const CAMPAIGN: &str = r#"+++
number = 2
name = "“上学”行动"
short_name = "上学"
description = "送孩子上学。"
participants = [{ name = "市教育局", agency = "school" }]
published = 2026-01-01
updated = 2026-02-02
+++
## 谁来做

见[通知](../policies/p1.md)。
"#;

const PRINT: &str = r#"+++
title = "打印"
description = "怎样打印。"
published = 2026-01-01
+++
## 纸

用 A4 纸。![地图](../policies/map.png)
"#;
