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

/// The declaration with an amount, whose sums the first table shows.
fn with_amount() -> String {
    let table = "dimensions = [\"place\", \"category\"]\n";
    let amount = r#"
[[column]]
id = "aid"
names = ["救助金额"]

[amount]
id = "aid"
label = "救助金额"
unit = "元"
column = "aid"
most = 50000
empty = "zero"
"#;
    DECLARATION.replacen(table, &format!("{table}amounts = true\n"), 1) + amount
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
    let postgres = Postgres::start();
    for (table, declaration) in [("children", DECLARATION.to_owned()), ("paid", with_amount())] {
        let declaration =
            declaration.replace("[export]\n", &format!("[export]\ntable = \"{table}\"\n"));
        let folder = tempfile::tempdir().expect("a folder");
        let sites = [(); 3].map(|()| {
            let site = site();
            site.write("content/statistics/children.toml", &declaration);
            site
        });
        let [by_rows, by_turned_rows, by_query] = &sites;
        let rows = sample(&by_rows.root(), folder.path(), 5_000);
        let run = import(&by_rows.root(), &rows, &[]);
        assert!(run.success, "{}", run.stderr);

        let turned = folder.path().join("turned.csv");
        turn(&rows, &turned);
        let run = import(&by_turned_rows.root(), &turned, &[]);
        assert!(run.success, "{}", run.stderr);

        postgres.load(table, &rows);
        let arguments = ["sql", "--dialect", "postgresql", "--sample", "seed=7 rows=5000"];
        let query = stats(&by_query.root(), &arguments);
        assert!(query.success, "{}", query.stderr);
        let counts = folder.path().join("counts.csv");
        fs::write(&counts, postgres.sql(&query.stdout)).expect("a file");
        let run = import(&by_query.root(), &counts, &[]);
        assert!(run.success, "{}", run.stderr);

        let [release, turned, queried] =
            sites.each_ref().map(|site| site.read("content/statistics/releases/2026-q3.release"));
        assert!(release == queried, "{table}");
        assert!(release == turned, "{table}");
        assert!(release.contains("示例数据"), "a sample says what it is");
        assert_eq!(release.contains("\namounts\n"), table == "paid");
    }
}

/// Writes the records of a CSV file the other way round.
fn turn(file: &Path, to: &Path) {
    let mut reader = csv::Reader::from_path(file).expect("a CSV file");
    let mut writer = csv::Writer::from_path(to).expect("a file");
    writer.write_record(reader.headers().expect("headings")).expect("a row");
    let rows: Vec<_> = reader.records().map(|row| row.expect("a row")).collect();
    rows.iter().rev().for_each(|row| writer.write_record(row).expect("a row"));
    writer.flush().expect("a file");
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
fn sums_of_a_database_are_those_of_the_rows_however_amounts_are_written() {
    use weibao::stats::{declare, import};
    let folder = tempfile::tempdir().expect("a folder");
    let site = site();
    site.write("content/statistics/children.toml", with_amount());
    let path = sample(&site.root(), folder.path(), 3_000);
    let mut rows = fs::read_to_string(&path).expect("a sample");
    // Every way that is read, of children of their own and of one and the same.
    let headings = rows.lines().next().unwrap_or_default().split(',').count();
    let written = [
        "0",
        "000",
        "1800",
        "00001800",
        "１８００",
        "1,800",
        "１，８００．００元",
        "1800元",
        " 1800 元　",
        "1800.0",
        "50000",
        "50,000.00",
        "",
        "　",
        "0.000",
    ];
    for (number, amount) in (0..).zip(written) {
        for child in [number, 900] {
            let id = weibao::stats::sample::id_number(999_998, 20_150_101, child);
            let row = format!("北县,孤儿,男,2026-02-01,2015-01-01,{id},\"{amount}\"");
            let _ = writeln!(rows, "{row}{}", ",".repeat(headings - 7));
        }
    }
    fs::write(&path, &rows).expect("a file");
    let (declaration, told) = declare::read(&site.root(), None);
    let declaration = declaration.unwrap_or_else(|| panic!("{told:?}"));
    let as_of = AS_OF.parse().expect("a date");
    let count = |path: &Path| import::import(path, &declaration, as_of, &|_, _| {});
    let by_rows = count(&path);
    let by_rows = by_rows.0.unwrap_or_else(|| panic!("{:?}", by_rows.1));
    assert!(by_rows.counts.sums.len() > 5);

    let postgres = Postgres::start();
    let query = stats(&site.root(), &["sql", "--dialect", "postgresql"]).stdout;
    let counts = folder.path().join("counts.csv");
    postgres.load("children", &path);
    fs::write(&counts, postgres.sql(&query)).expect("a file");
    let by_query = count(&counts);
    let by_query = by_query.0.unwrap_or_else(|| panic!("{:?}", by_query.1));
    assert_eq!(by_rows.children, by_query.children);
    assert!(by_rows.counts == by_query.counts);

    // What stops one stops the other, and as often.
    let bad = [
        "-1",
        "1800.5",
        "1e5",
        "NaN",
        "18,00",
        "1800,900",
        "1 800",
        "+1",
        "元",
        "1800元元",
        "50001",
        "50,001元",
        ".0",
        "1800.",
        "99999999999999999999999999",
    ];
    for (number, amount) in (0..).zip(bad) {
        let id = weibao::stats::sample::id_number(999_997, 20_150_101, number);
        let row = format!("北县,孤儿,男,2026-02-01,2015-01-01,{id},\"{amount}\"");
        let _ = writeln!(rows, "{row}{}", ",".repeat(headings - 7));
    }
    fs::write(&path, &rows).expect("a file");
    assert!(count(&path).0.is_none());
    postgres.sql("DROP TABLE \"children\";");
    postgres.load("children", &path);
    fs::write(&counts, postgres.sql(&query)).expect("a file");
    let (imported, told) = count(&counts);
    assert!(imported.is_none());
    let words = format!("{} records have no amount", bad.len());
    assert!(told.iter().any(|one| one.message.en.contains(&words)), "{told:?}");
}

#[test]
fn what_is_no_amount_stops_the_import_and_no_message_has_it() {
    let site = site();
    site.write("content/statistics/children.toml", with_amount());
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("export.csv");
    let id = weibao::stats::sample::id_number(999_999, 20_150_101, 999);
    let long = "7".repeat(1_000_000);
    let values = [
        "-7654321",
        "－７６５４３",
        "4321.75",
        "7.0e55",
        "NaN",
        "七千六百五十四",
        "76,54",
        "=76+54",
        "王小明",
        "7654321",
        "15400007654",
        &id,
        &long,
    ];
    let mut text = "县区,类别,性别,登记日期,出生日期,身份证号,救助金额\n".to_owned();
    for (number, value) in values.into_iter().enumerate() {
        let _ = writeln!(text, "北县,孤儿,男,2026-02-01,2015-01-01,child{number},\"{value}\"");
    }
    fs::write(&path, text).expect("a file");
    for more in [&["--format", "json"][..], &["--lang", "zh"], &["--lang", "en"]] {
        let run = import(&site.root(), &path, more);
        assert!(!run.success);
        let all = format!("{}{}", run.stdout, run.stderr);
        assert!(all.contains("E915") && all.contains("E917"), "{all}");
        for value in values {
            let value = value.chars().take(40).collect::<String>();
            assert!(!all.contains(&value), "{value} is in {all}");
        }
        for value in ["654321", "７６５４", "4321", "76,54", "76+54"] {
            assert!(!all.contains(value), "{value} is in {all}");
        }
    }
    let folder = site.root().join("content/statistics/releases");
    assert!(!folder.join("2026-q3.release").exists());
}

#[test]
fn amounts_change_nothing_else_of_a_sample() {
    let (plain, with) = (site(), site());
    with.write("content/statistics/children.toml", with_amount());
    let folders = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
    let read = |site: &Site, folder: &Path| {
        let path = sample(&site.root(), folder, 500);
        let mut rows = csv::ReaderBuilder::new().has_headers(false).from_path(path).expect("CSV");
        rows.records().map(|row| row.expect("a row")).collect::<Vec<_>>()
    };
    let plain = read(&plain, folders[0].path());
    let with = read(&with, folders[1].path());
    assert_eq!(plain.len(), with.len());
    let mut amounts = Vec::new();
    for (one, other) in plain.iter().zip(&with) {
        let (mut one, mut other): (Vec<&str>, Vec<&str>) =
            (one.iter().collect(), other.iter().collect());
        amounts.push(other.remove(6));
        // The last column tells in its heading how the sample was made.
        one.pop();
        other.pop();
        assert_eq!(one, other);
    }
    let some = |of: &dyn Fn(&str) -> bool| amounts.iter().any(|amount| of(amount));
    assert!(some(&|amount| amount.is_empty()));
    assert!(some(&|amount| amount.contains(',')));
    assert!(some(&|amount| amount.ends_with('元')));
    assert!(some(&|amount| amount.ends_with(".00")));
    assert!(some(&|amount| amount.contains('０')));
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
