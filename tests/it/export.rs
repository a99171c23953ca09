//! From an export, or from the counts of a database, to a release and a site.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use crate::{
    left_behind::opened,
    postgres::Postgres,
    site::{Run, Site, files, repository, weibao},
};

pub const AS_OF: &str = "2026-09-30";

/// A small declaration for the small site.
const DECLARATION: &str = r#"title = "示例统计"
about = "示例名册里有多少孩子。"
source = "示例名册"

[export]
key = ["id-number"]
duplicates = "last"
order = "registered"

[[column]]
id = "county"
names = ["县区"]

[[column]]
id = "category"
names = ["类别"]

[[column]]
id = "sex"
names = ["性别"]

[[column]]
id = "registered"
names = ["登记日期"]

[[column]]
id = "birth"
names = ["出生日期"]

[[column]]
id = "id-number"
names = ["身份证号"]

[[dimension]]
id = "place"
label = "县区"
column = "county"
places = true
codes = [{ id = "place-unknown", label = "不详", unknown = true }]

[[dimension]]
id = "category"
label = "类别"
column = "category"
codes = [
  { id = "orphans", label = "孤儿" },
  { id = "homeless", label = "流浪" },
  { id = "several", label = "多项", several = true },
  { id = "category-unknown", label = "不详", unknown = true },
]

[[dimension]]
id = "sex"
label = "性别"
column = "sex"
codes = [{ id = "boys", label = "男" }, { id = "girls", label = "女" }, { id = "sex-unknown", label = "不详", unknown = true }]

[[dimension]]
id = "age"
label = "年龄"
birth = "birth"
bands = [{ id = "0-11", label = "0–11岁", from = 0, to = 11 }, { id = "12-17", label = "12–17岁", from = 12, to = 17 }]
codes = [{ id = "age-unknown", label = "不详", unknown = true }]

[[dimension]]
id = "quarter"
label = "登记季度"
column = "registered"
quarters = { from = "2026-Q1", to = "2026-Q3" }
codes = [{ id = "earlier", label = "更早", unknown = true }]

[[table]]
id = "place-category"
title = "县区和类别"
dimensions = ["place", "category"]

[[table]]
id = "age-sex"
title = "年龄和性别"
dimensions = ["age", "sex"]

[[table]]
id = "category-quarter"
title = "类别和季度"
dimensions = ["category", { id = "quarter", levels = 2 }]
"#;

/// The small site with it.
pub fn site() -> Site {
    let site = Site::new();
    site.write("content/statistics/children.toml", DECLARATION);
    site
}

fn stats(root: &Path, arguments: &[&str]) -> Run {
    let root = root.to_str().expect("UTF-8");
    weibao(&[&["stats"], arguments, &["--root", root, "--as-of", AS_OF]].concat())
}

fn import(root: &Path, export: &Path, more: &[&str]) -> Run {
    let export = export.to_str().expect("UTF-8");
    stats(root, &[&["import", export, "--release", "2026-q3", "--quick"], more].concat())
}

fn sample(root: &Path, folder: &Path, rows: u64) -> PathBuf {
    let path = folder.join("sample.csv");
    let out = path.to_str().expect("UTF-8");
    let rows = rows.to_string();
    let run = stats(root, &["sample", "--rows", &rows, "--seed", "7", "--out", out]);
    assert!(run.success, "{}", run.stderr);
    path
}

#[test]
fn counts_of_a_database_give_the_release_that_the_rows_give() {
    let folder = tempfile::tempdir().expect("a folder");
    let (by_rows, by_query) = (site(), site());
    let rows = sample(&by_rows.root(), folder.path(), 5_000);
    let run = import(&by_rows.root(), &rows, &[]);
    assert!(run.success, "{}", run.stderr);

    let postgres = Postgres::start();
    postgres.load("children", &rows);
    let arguments = ["sql", "--dialect", "postgresql", "--sample", "seed=7 rows=5000"];
    let query = stats(&by_query.root(), &arguments);
    assert!(query.success, "{}", query.stderr);
    let counts = folder.path().join("counts.csv");
    fs::write(&counts, postgres.sql(&query.stdout)).expect("a file");
    let run = import(&by_query.root(), &counts, &[]);
    assert!(run.success, "{}", run.stderr);

    let release = "content/statistics/releases/2026-q3.release";
    assert!(by_rows.read(release) == by_query.read(release));
    assert!(by_rows.read(release).contains("示例数据"), "a sample says what it is");
}

#[test]
fn the_declaration_of_the_site_counts_in_a_database_as_from_rows() {
    use weibao::stats::{declare, import};
    let folder = tempfile::tempdir().expect("a folder");
    let rows = sample(repository(), folder.path(), 5_000);
    let (declaration, told) = declare::read(repository(), None);
    let declaration = declaration.unwrap_or_else(|| panic!("{told:?}"));
    let as_of = AS_OF.parse().expect("a date");
    let count = |path: &Path| {
        let (imported, told) = import::import(path, &declaration, as_of, &|_, _| {});
        imported.unwrap_or_else(|| panic!("{told:?}"))
    };
    let by_rows = count(&rows);
    let postgres = Postgres::start();
    postgres.load("children", &rows);
    let query = stats(repository(), &["sql", "--dialect", "postgresql"]).stdout;
    let counts = folder.path().join("counts.csv");
    fs::write(&counts, postgres.sql(&query)).expect("a file");
    let by_query = count(&counts);
    assert_eq!((by_rows.children, by_rows.repeats), (by_query.children, by_query.repeats));
    assert!(by_rows.repeats > 0, "the sample has duplicates");
    assert!(by_rows.counts == by_query.counts);
}

#[test]
fn a_sample_is_the_same_for_the_same_seed() {
    let site = site();
    let folders = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
    let [one, other] =
        folders.map(|folder| fs::read(sample(&site.root(), folder.path(), 500)).expect("a file"));
    assert!(one == other);
}

/// An export each of whose identifiers is known, and those identifiers.
pub struct Marked {
    pub text: String,
    pub identifiers: Vec<String>,
}

/// `strange` stands for the category of a few records.
pub fn marked(rows: u64, strange: &str) -> Marked {
    let mut text =
        "县区,类别,性别,登记日期,出生日期,身份证号,姓名,住址,监护人,联系电话,备注\n".to_owned();
    let mut identifiers = Vec::new();
    for number in 0..rows {
        let place = ["北县", "南区"][(number % 2) as usize];
        let category = ["孤儿", "流浪"][(number / 2 % 2) as usize];
        let sex = ["男", "女"][(number / 4 % 2) as usize];
        let letter = |at: u64| char::from_u32(0x7400 + (number * 3 + at) as u32).unwrap_or('琪');
        let id = weibao::stats::sample::id_number(999_999, 20_150_101, number as u32 % 1_000);
        let name = format!("王{}{}", letter(0), letter(1));
        let guardian = format!("李{}{}", letter(1), letter(2));
        let address = format!("示例市虚构路{}号{}室", number + 1_000, number + 2_000);
        let phone = format!("1540000{number:04}");
        let remark = format!("{name}的{guardian}，电话{phone}，证件{id}");
        let category = if number % 50 == 7 && !strange.is_empty() {
            strange.replace("{name}", &name).replace("{id}", &id)
        } else {
            category.to_owned()
        };
        let _ = writeln!(
            text,
            "{place},{category},{sex},2026-0{}-01,2015-01-01,{id},{name},{address},{guardian},{phone},\"{remark}\
             \n第二行\"",
            number % 9 + 1
        );
        identifiers.extend([id, name, address, guardian, phone]);
    }
    Marked { text, identifiers }
}

#[test]
fn a_formula_of_an_export_is_in_no_file_for_spreadsheets() {
    let site = site();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("export.csv");
    let text = marked(400, "=cmd|'/c calc'!A1").text;
    fs::write(&path, text.replace("第二行", "=HYPERLINK(1)")).expect("a file");
    let run = import(&site.root(), &path, &[]);
    assert!(run.success, "{}", run.stderr);
    let site = site.built();
    let parts = files(&site.root()).into_iter().flat_map(|(path, bytes)| opened(&path, bytes));
    for (path, bytes) in parts {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("=cmd") && !text.contains("HYPERLINK(1)"), "{path}");
    }
}

#[test]
fn a_release_is_never_written_over_another() {
    let site = site();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("export.csv");
    let release = "content/statistics/releases/2026-q3.release";
    fs::write(&path, marked(400, "").text).expect("a file");
    assert!(import(&site.root(), &path, &[]).success);
    let before = site.read(release);
    assert!(import(&site.root(), &path, &[]).success, "the same again");
    fs::write(&path, marked(396, "").text).expect("a file");
    let run = import(&site.root(), &path, &["--format", "json"]);
    assert!(!run.success);
    assert_eq!(run.told().iter().filter(|one| one.code == "E603").count(), 1, "{}", run.stdout);
    assert_eq!(site.read(release), before);
}

/// The declaration of the small site with this one table, and no dimension that it does not use.
fn with_table(table: &str, dimensions: &[&str]) -> String {
    let (head, _) = DECLARATION.split_once("[[table]]").expect("tables");
    let mut parts = head.split("[[dimension]]\n");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        if dimensions.iter().any(|id| part.starts_with(&format!("id = \"{id}\""))) {
            text.push_str(&format!("[[dimension]]\n{part}"));
        }
    }
    text + "[[table]]\n" + table
}

#[test]
fn a_table_that_nothing_can_protect_is_told_with_what_would_do_and_it_does() {
    let site = Site::new();
    let table = "id = \"t\"\ntitle = \"县区和类别\"\ndimensions = [\"place\", \"category\"]\n\
                 sensitive = [\"category\"]\n";
    const DECLARED: &str = "content/statistics/children.toml";
    site.write(DECLARED, with_table(table, &["place", "category"]));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("export.csv");
    // That the one child of the south is an orphan could only be hidden by children of the north who know
    // where they are counted themselves.
    let mut text = "县区,类别,性别,登记日期,出生日期,身份证号\n".to_owned();
    let rows = [("北县", "孤儿", 5), ("北县", "孤儿、流浪", 3), ("南区", "孤儿", 1)];
    for (place, category, children) in rows {
        for child in 0..children {
            let _ = writeln!(text, "{place},{category},,,,{place}{category}{child}");
        }
    }
    fs::write(&path, text).expect("a file");
    let run = import(&site.root(), &path, &["--format", "json"]);
    let told = run.told().into_iter().find(|one| one.code == "E932").expect("E932");
    assert_eq!(told.file.as_deref(), Some(DECLARED));
    let shown = import(&site.root(), &path, &["--lang", "zh"]);
    for words in [
        "下面每一种改法都试算过，改一处就行：",
        "“县区和类别”不再分“类别”；改成",
        "dimensions = [\"place\"]",
    ] {
        assert!(shown.stderr.contains(words), "{words} is not in {}", shown.stderr);
    }
    let offered = table.replace(", \"category\"", "").replace("sensitive = [\"category\"]\n", "");
    site.write(DECLARED, with_table(&offered, &["place"]));
    let run = import(&site.root(), &path, &[]);
    assert!(run.success, "{}", run.stderr);
}

#[test]
fn other_bands_that_tell_how_many_are_of_one_year_are_refused_or_protected_further() {
    let site = Site::new();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("export.csv");
    let mut text = "县区,类别,性别,登记日期,出生日期,身份证号\n".to_owned();
    let rows = [("北县", 2021, 30), ("北县", 2015, 2), ("北县", 2011, 40), ("南区", 2021, 25)];
    for (place, year, children) in rows.into_iter().chain([("南区", 2015, 20), ("南区", 2011, 50)])
    {
        for child in 0..children {
            let _ = writeln!(text, "{place},,,,{year}-01-01,{place}{year}{child}");
        }
    }
    fs::write(&path, text).expect("a file");
    let export = path.to_str().expect("UTF-8");
    let table = "id = \"t\"\ntitle = \"县区和年龄\"\ndimensions = [\"place\", \"age\"]\n";
    let declaration = with_table(table, &["place", "age"]);
    site.write("content/statistics/children.toml", &declaration);
    let run = stats(&site.root(), &["import", export, "--release", "first", "--quick"]);
    assert!(run.success, "{}", run.stderr);

    // In the north 32 are up to 11 years old; 30 up to 10 would tell that two are 11.
    let other = declaration
        .replace(
            "id = \"0-11\", label = \"0–11岁\", from = 0, to = 11",
            "id = \"0-10\", label = \"0–10岁\", from = 0, to = 10",
        )
        .replace(
            "id = \"12-17\", label = \"12–17岁\", from = 12",
            "id = \"11-17\", label = \"11–17岁\", from = 11",
        );
    site.write("content/statistics/children.toml", other);
    let again = |more: &[&str]| {
        stats(&site.root(), &[&["import", export, "--release", "second", "--quick"], more].concat())
    };
    let run = again(&["--format", "json"]);
    assert!(!run.success && run.told().iter().any(|told| told.code == "E933"), "{}", run.stdout);
    const SECOND: &str = "content/statistics/releases/second.release";
    assert!(!site.root().join(SECOND).exists());
    let run = again(&["--protect-against-past"]);
    assert!(run.success, "{}", run.stderr);
    let second = site.read(SECOND);
    assert!(second.contains("cell\tnorth\t0-10\tx\n"), "{second}");
    let folder = site.root().join("content/statistics/releases");
    let folder = folder.to_str().expect("UTF-8");
    let files = ["first", "second"].map(|name| format!("{folder}/{name}.release"));
    let run = weibao(&["stats", "audit", &files[0], &files[1]]);
    assert!(run.success, "{} {}", run.stdout, run.stderr);
}
