//! A small site in a temporary folder, and weibao run on it.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

/// The smallest site that shows everything: an invented city with one county that has a number of its
/// own and one district that has none.
const FILES: [(&str, &str); 12] = [
    (
        "content/site.toml",
        r#"name = "示例市未成年人社会保护"
short_name = "示例未保"
description = "打哪个电话，找谁帮忙。"
theme = "lantern"
area_code = "0999"
base_url = "https://city.example.net/"
owner = "示例市"
office = { name = "示例办公室", phone = "2000009" }
home_title = "先打电话"

[[source]]
id = "plan"
title = "《示例方案》"
year = 2020
policy = "plan"
"#,
    ),
    (
        "content/places.toml",
        r#"[[place]]
id = "city"
name = "示例市"
kind = "city"

[[place]]
id = "north"
name = "北县"
kind = "county"
parent = "city"

[[place]]
id = "south"
name = "南区"
kind = "district"
parent = "city"
"#,
    ),
    (
        "content/hotlines.toml",
        r#"[[hotline]]
id = "city"
place = "city"
purpose = "保护热线"
number = "2000001"
source = "plan"

[[hotline]]
id = "north"
place = "north"
purpose = "保护热线"
number = "2000002"
source = "plan"
verified = 2026-01-02

[[national]]
number = "110"
name = "公安"
"#,
    ),
    (
        "content/agencies.toml",
        r#"[[agency]]
id = "welfare"
name = "民政局"
summary = "总的负责"
duties = ["制定方案", { text = "汇总", forms = ["summary"] }]
source = "plan"
"#,
    ),
    (
        "content/groups.toml",
        r#"[[group]]
id = "alone"
number = 1
name = "无人照管的孩子"
plain = "家里没有大人"
categories = ["orphans"]
"#,
    ),
    (
        "content/categories.toml",
        r#"[[category]]
id = "orphans"
number = 1
name = "孤儿"
plain = "没有父母的孩子"
lead = [{ name = "市民政局", agency = "welfare" }]
assist = [{ name = "市福利院" }]
measures = ["安置"]
"#,
    ),
    (
        "content/programme.toml",
        r#"model = "一个网络"
structure = "民政牵头"

[[level]]
name = "市"

[[mechanism]]
id = "finding"
number = 1
name = "发现机制"
summary = "及时发现"
patrols = true
points = [{ head = "街面", text = "巡查", agencies = ["welfare"] }]

[[patrol]]
name = "街面巡查"
by = "救助机构"
agencies = ["welfare"]

[[step]]
number = 1
who = "村"
text = "摸底"
forms = ["summary"]

[[form]]
id = "summary"
label = "附件1"
name = "汇总表"

[[phase]]
name = "准备"
start = 2020-01-01
end = 2020-06-30
tasks = ["制定方案"]
"#,
    ),
    (
        "content/campaigns/home.md",
        r#"+++
number = 1
name = "“回家”行动"
short_name = "回家"
description = "送孩子回家。"
published = 2026-01-01
+++
## 怎么做

请打[](hotline:north)。
"#,
    ),
    (
        "content/policies/plan.md",
        r#"+++
title = "示例方案"
description = "方案说了什么。"
issuer = "示例市政府"
year = 2020
categories = ["orphans"]
agencies = ["welfare"]
published = 2026-01-01
+++
## 一、总则

见[办法](rules.md)。
"#,
    ),
    (
        "content/policies/rules.md",
        r#"+++
title = "示例办法"
description = "办法说了什么。"
written = 2021-03-04
published = 2026-01-01
+++
## 第一条

见[总则](plan.md#一总则)。
"#,
    ),
    (
        "content/programme/mechanisms.md",
        r#"+++
title = "机制"
description = "怎样发现。"
view = "mechanisms"
published = 2026-01-01
+++
这里讲机制。
"#,
    ),
    (
        "content/about/privacy.md",
        r#"+++
title = "隐私"
description = "什么都不收集。"
published = 2026-01-01
+++
什么都不收集。
"#,
    ),
];

/// The folder of weibao itself.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub struct Site {
    folder: tempfile::TempDir,
}

/// How a run of weibao ended.
#[derive(Debug)]
pub struct Run {
    pub success: bool,
    pub stdout: String,
    pub stderr: String,
}

/// A diagnostic as `--format json` prints it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub code: String,
    pub file: Option<String>,
    pub line: Option<u64>,
    pub column: Option<u64>,
    pub message: String,
}

impl Site {
    /// The small site, with the theme that comes with weibao.
    pub fn new() -> Self {
        Self::new_in(tempfile::tempdir().expect("a temporary folder"))
    }

    /// The small site in a folder, which is removed when the site is dropped.
    pub fn new_in(folder: tempfile::TempDir) -> Self {
        let site = Site { folder };
        for (path, text) in FILES {
            site.write(path, text);
        }
        copy(&repository().join("themes"), &site.root().join("themes"));
        site
    }

    /// A copy of the site that comes with weibao.
    pub fn of_the_repository() -> Self {
        let site = Site { folder: tempfile::tempdir().expect("a temporary folder") };
        for folder in ["content", "themes"] {
            copy(&repository().join(folder), &site.root().join(folder));
        }
        site
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().join("项目 a")
    }

    pub fn public(&self) -> PathBuf {
        self.root().join("public")
    }

    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("a path below the root")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }

    pub fn read(&self, path: &str) -> String {
        let path = self.root().join(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    pub fn remove(&self, path: &str) {
        fs::remove_file(self.root().join(path)).expect("a file to remove");
    }

    /// Replaces a text that occurs in a file.
    pub fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from:?}");
        self.write(path, text.replacen(from, to, 1));
    }

    /// `weibao build` as of 2026-11-23 with more arguments.
    pub fn build(&self, arguments: &[&str]) -> Run {
        let root = self.root();
        let root = root.to_str().expect("a path in UTF-8");
        let mut all = vec!["build", "--root", root, "--as-of", "2026-11-23"];
        all.extend(arguments);
        weibao(&all)
    }

    /// Builds; fails the test if that fails.
    pub fn built(self) -> Self {
        let run = self.build(&[]);
        assert!(run.success, "{}", run.stderr);
        self
    }

    /// What a build tells.
    pub fn told(&self) -> Vec<Told> {
        self.build(&["--format", "json"]).told()
    }

    /// Every file of the output, by its path.
    pub fn output(&self) -> BTreeMap<String, Vec<u8>> {
        files(&self.public())
    }
}

impl Run {
    pub fn told(&self) -> Vec<Told> {
        let objects = self.stdout.lines().filter_map(|line| serde_json::from_str(line).ok());
        let text = |value: &Value| value.as_str().map(str::to_owned);
        objects
            .filter(|object: &Value| object["code"].is_string())
            .map(|object| Told {
                code: text(&object["code"]).unwrap_or_default(),
                file: text(&object["file"]),
                line: object["line"].as_u64(),
                column: object["column"].as_u64(),
                message: text(&object["message"]).unwrap_or_default(),
            })
            .collect()
    }
}

/// Runs weibao with messages in English.
pub fn weibao(arguments: &[&str]) -> Run {
    weibao_with(arguments, &[])
}

/// The same in another environment.
pub fn weibao_with(arguments: &[&str], environment: &[(&str, &Path)]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_weibao"))
        .args(arguments)
        .envs(environment.iter().copied())
        .env("LC_ALL", "C")
        .env("NO_COLOR", "1")
        .output()
        .expect("weibao starts");
    Run {
        success: output.status.code() == Some(0),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// Every file below a folder, by its path with `/`.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let walk = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    walk.filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("below the folder");
            let path = path.to_str().expect("UTF-8").replace('\\', "/");
            (path, fs::read(entry.path()).expect("a file"))
        })
        .collect()
}

/// Copies a folder; of a theme all but what is for leaflets: most tests are of pages.
fn copy(from: &Path, to: &Path) {
    for (path, bytes) in files(from) {
        if path.contains("/leaflets/") {
            continue;
        }
        let path = to.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
}
