//! How problems are told: all at once and in order, with the line and a mark, in the reader's language.

use std::process::Output;

use super::{
    case::Expected,
    good::{Good, build, command},
};
use crate::site::Site;

fn text(site: &Site, locale: &str, arguments: &[&str]) -> String {
    let mut command = command(site);
    command.args(["build", "--as-of", "2026-11-23"]).args(arguments).env("LC_ALL", locale);
    let Output { status, stderr, .. } = command.output().expect("weibao starts");
    assert_eq!(status.code(), Some(1));
    String::from_utf8(stderr).expect("UTF-8")
}

#[test]
fn ten_problems_in_ten_files_are_told_in_one_run_by_file_and_line() {
    let site = Good::new().site();
    let before = site.output();
    for (file, from, to) in [
        ("about/privacy.md", "2026-01-01", "2026-02-30"),
        ("agencies.toml", "id = \"welfare\"", "id = \"welfare\"\nfax = \"2000008\""),
        ("campaigns/home.md", "hotline:north", "hotline:nroth"),
        ("categories.toml", "measures = [\"安置\"]", "measures = [\"\"]"),
        ("groups.toml", "number = 1", "number = \"1\""),
        ("hotlines.toml", "2000001", "200001"),
        ("places.toml", "kind = \"county\"", "kind = \"contry\""),
        ("policies/plan.md", "## 一、总则", "#### 一、总则"),
        ("policies/rules.md", "示例办法", "示例方案"),
        ("programme.toml", "2020-06-30", "2019-06-30"),
        ("site.toml", "city.example.net/", "city.example.net/?"),
    ] {
        site.edit(&format!("content/{file}"), from, to);
    }
    let run = build(&site, &[], "en");
    let told: Vec<Expected> = run.told.into_iter().map(|told| told.expected).collect();
    let expected = [
        ("E205", "about/privacy.md", 4, 13),
        ("E202", "agencies.toml", 3, 1),
        ("E401", "campaigns/home.md", 10, 3),
        ("E207", "categories.toml", 8, 13),
        ("E204", "groups.toml", 3, 10),
        ("E303", "hotlines.toml", 5, 10),
        ("E206", "places.toml", 9, 8),
        ("E306", "policies/plan.md", 2, 9),
        ("E406", "policies/plan.md", 10, 1),
        ("E309", "programme.toml", 34, 7),
        ("E206", "site.toml", 6, 12),
    ];
    let expected: Vec<Expected> = expected
        .iter()
        .map(|(code, file, line, column)| {
            Expected::new(code, Some(&format!("content/{file}")), *line, *column)
        })
        .collect();
    assert_eq!(told, expected);
    assert_eq!(site.output(), before);
}

#[test]
fn a_problem_is_shown_with_its_line_a_mark_and_a_mend() {
    let site = Site::new();
    site.edit("content/hotlines.toml", "place = \"north\"", "place = \"nroth\"");
    let english = text(&site, "C", &[]);
    assert_eq!(
        english,
        "\
error[E301]: there is no place `nroth`
  --> content/hotlines.toml:10:9
   |
10 | place = \"nroth\"
   |         ^^^^^^^
   |
   = help: did you mean `north`?

nothing was written: mend what is marked `error` first (1)
"
    );
}

#[test]
fn messages_are_in_chinese_where_the_reader_is() {
    let site = Site::new();
    site.edit("content/hotlines.toml", "place = \"north\"", "place = \"nroth\"");
    let chinese = text(&site, "C", &["--lang", "zh"]);
    assert!(chinese.starts_with("错误[E301]: 没有名为“nroth”的地区"), "{chinese}");
    assert!(chinese.contains("怎么改: 是不是想写“north”？"), "{chinese}");
    assert!(chinese.contains("没有写入任何文件"), "{chinese}");
    assert_eq!(text(&site, "zh_CN.UTF-8", &[]), chinese);
    assert!(text(&site, "zh_CN.UTF-8", &["--lang", "en"]).starts_with("error[E301]"));
}

#[test]
fn a_mark_stands_right_in_a_file_with_byte_order_mark_and_windows_line_ends() {
    let site = Site::new();
    let text = site.read("content/site.toml").replace('\n', "\r\n");
    let text = text.replace("area_code = \"0999\"", "area_code = \"999\"");
    site.write("content/site.toml", format!("\u{FEFF}{text}"));
    let told = site.told();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((told[0].line, told[0].column), (Some(5), Some(13)));
}

#[test]
fn what_editors_of_other_systems_write_is_no_error() {
    let site = Site::new().built();
    let before = site.output();
    for path in sources(&site) {
        let text = site.read(&path).replace('\n', "\r\n");
        site.write(&path, format!("\u{FEFF}{text}"));
    }
    let site = site.built();
    assert_eq!(site.output(), before);
}

/// Every source of the site.
fn sources(site: &Site) -> Vec<String> {
    let sources = crate::site::files(&site.root().join("content"));
    sources.into_keys().map(|path| format!("content/{path}")).collect()
}

#[test]
fn a_folder_that_is_not_empty_gets_no_new_site() {
    let site = Site::new();
    let before = site.read("content/site.toml");
    let output = command(&site).args(["new", "."]).output().expect("weibao starts");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("error[E604]"));
    assert_eq!(site.read("content/site.toml"), before);
    assert!(!site.root().join("README.md").exists());
}
