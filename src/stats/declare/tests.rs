//! Declarations of an invented city.

use super::{Declaration, read::parse};
use crate::{
    content::{tables, toml},
    diagnostic::{Code, Diagnostic, Lines},
};

/// A city with a county that has townships and a district that has none.
pub const PLACES: &str = r#"
[[place]]
id = "city"
name = "示例市"
aliases = ["示例"]
kind = "city"

[[place]]
id = "north"
name = "北县"
aliases = ["北"]
kind = "county"
parent = "city"

[[place]]
id = "south"
name = "南区"
kind = "district"
parent = "city"
"#;

pub const DECLARATION: &str = r#"
title = "示例统计"
about = "数的是什么"
source = "示例名册"

[export]
key = ["number"]
duplicates = "last"
order = "registered"

[[column]]
id = "county"
names = ["县区", "区县"]

[[column]]
id = "township"
names = ["乡镇"]

[[column]]
id = "category"
names = ["类别"]

[[column]]
id = "age"
names = ["年龄"]

[[column]]
id = "birth"
names = ["出生日期"]

[[column]]
id = "registered"
names = ["登记日期"]

[[column]]
id = "number"
names = ["身份证号"]

[[dimension]]
id = "place"
label = "地区"
column = "county"
finer = "township"
places = true
codes = [
  { id = "east", label = "东乡", parent = "north" },
  { id = "west", label = "西乡", parent = "north" },
  { id = "north-unknown", label = "北县不详", parent = "north", unknown = true },
  { id = "city-level", label = "市本级", also = ["示例市"] },
]

[[dimension]]
id = "category"
label = "类别"
column = "category"
codes = [
  { id = "orphans", label = "孤儿" },
  { id = "homeless", label = "流浪", also = ["流浪儿童"] },
  { id = "several", label = "多项", several = true },
]

[[dimension]]
id = "age"
label = "年龄"
column = "age"
birth = "birth"
bands = [{ id = "0-5", label = "0–5岁", from = 0, to = 5 }, { id = "6-17", label = "6–17岁", from = 6, to = 17 }]
codes = [{ id = "age-unknown", label = "不详", unknown = true }]

[[dimension]]
id = "quarter"
label = "季度"
column = "registered"
quarters = { from = "2026-Q1", to = "2026-Q3" }

[[table]]
id = "place-category"
title = "地区和类别"
dimensions = ["place", "category"]

[[table]]
id = "county-age-quarter"
title = "县区、年龄和季度"
dimensions = [{ id = "place", levels = 1 }, "age", "quarter"]
threshold = 3
method = "round"
"#;

/// The declaration with an amount, whose sums one of its tables shows.
pub fn with_amount() -> String {
    let amount = r#"
[[column]]
id = "aid"
names = ["本季度救助金额", "救助金额", "发放金额"]

[amount]
id = "aid"
label = "本季度救助金额"
unit = "元"
column = "aid"
most = 50000
percent = 15
dominance = { records = 2, percent = 85 }
"#;
    let table = "dimensions = [\"place\", \"category\"]\n";
    DECLARATION.replacen(table, &format!("{table}amounts = true\n"), 1) + amount
}

/// The declaration, and what is wrong with it.
pub fn read(text: &str) -> (Declaration, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let lines = Lines::new("content/places.toml".into(), PLACES);
    let places = toml::read(&lines, PLACES, 0, &mut problems, tables::places);
    let file = "content/statistics/sample.toml".into();
    let declaration = parse("sample".into(), file, text, &places, &mut problems);
    (declaration, problems)
}

/// The declaration that is without an error.
pub fn declaration() -> Declaration {
    let (declaration, problems) = read(DECLARATION);
    assert!(problems.is_empty(), "{problems:?}");
    declaration
}

#[test]
fn places_are_a_tree_below_the_city() {
    let declaration = declaration();
    let ids: Vec<(&str, u8)> = declaration.design.dimensions[0]
        .codes
        .iter()
        .map(|code| (code.id.as_str(), code.depth))
        .collect();
    let expected = [
        ("city", 0),
        ("north", 1),
        ("east", 2),
        ("west", 2),
        ("north-unknown", 2),
        ("south", 1),
        ("city-level", 1),
    ];
    assert_eq!(ids, expected);
}

#[test]
fn quarters_are_below_their_years() {
    let declaration = declaration();
    let codes = &declaration.design.dimensions[3].codes;
    let ids: Vec<&str> = codes.iter().map(|code| code.id.as_str()).collect();
    assert_eq!(ids, ["total", "2026", "2026-q1", "2026-q2", "2026-q3"]);
    assert_eq!(codes[4].label, "2026年第三季度");
}

#[test]
fn a_declaration_that_cannot_be_counted_by_is_told_where() {
    for (from, to, code, line_has) in [
        ("finer = \"township\"", "finer = \"town\"", Code::UnknownReference, "town"),
        ("from = 6, to = 17", "from = 7, to = 17", Code::BadValue, "0–5"),
        ("also = [\"流浪儿童\"]", "also = [\"孤儿\"]", Code::BadDeclaration, "homeless"),
        ("id = \"west\"", "id = \"east\"", Code::DuplicateId, "east"),
        (
            "parent = \"north\", unknown",
            "parent = \"nroth\", unknown",
            Code::UnknownReference,
            "nroth",
        ),
        ("several = true", "several = true, unknown = true", Code::BadDeclaration, "several"),
        ("to = \"2026-Q3\"", "to = \"2025-Q3\"", Code::BadDeclaration, "quarters"),
        ("to = \"2026-Q3\"", "to = \"Q3\"", Code::BadValue, "quarters"),
        ("id = \"quarter\"\nlabel", "id = \"value\"\nlabel", Code::BadDeclaration, "value"),
        ("id = \"place-category\"", "id = \"places\"", Code::BadValue, "places"),
        ("method = \"round\"", "method = \"hide\"", Code::BadValue, "hide"),
        ("threshold = 3", "threshold = 1", Code::BadValue, "threshold"),
        ("\"age\", \"quarter\"]", "\"age\", \"age\"]", Code::DuplicateId, "age"),
        ("column = \"category\"", "", Code::BadDeclaration, "category"),
        ("duplicates = \"last\"", "duplicates = \"any\"", Code::BadValue, "any"),
        ("label = \"东乡\", parent", "label = \"东乡\", paren", Code::UnknownKey, "paren"),
    ] {
        check(DECLARATION, from, to, code, line_has);
    }
}

#[test]
fn an_amount_that_cannot_be_published_is_told_where() {
    let ring = "\n[[table]]\nid = \"b\"\ntitle = \"乙\"\ndimensions = [\"category\", \"age\"]\namounts = true\n\
                \n[[table]]\nid = \"c\"\ntitle = \"丙\"\ndimensions = [\"age\", \"place\"]\namounts = true\n";
    let text = with_amount();
    let (_, problems) = read(&text);
    assert!(problems.is_empty(), "{problems:?}");
    let chain =
        format!("{text}{}", ring.rsplit_once("\n\n[[table]]").map_or("", |(chain, _)| chain));
    assert!(read(&chain).1.is_empty(), "two tables that overlap are no ring");
    check(&format!("{text}{ring}"), "", "", Code::BadDeclaration, "id = \"aid\"");
    let amount = text.rsplit_once("\n[amount]").map_or("", |(_, amount)| amount);
    for (from, to, code, line_has) in [
        ("amounts = true\n", "", Code::BadDeclaration, "id = \"aid\""),
        ("amounts = true\n", "amounts = 1\n", Code::WrongType, "amounts"),
        (&format!("[amount]{amount}"), "", Code::BadDeclaration, "place-category"),
        (
            "method = \"round\"",
            "method = \"round\"\namounts = true",
            Code::BadDeclaration,
            "county-age-quarter",
        ),
        (
            "source = \"示例名册\"",
            "source = \"示例名册\"\ncounting = \"running\"",
            Code::BadDeclaration,
            "id = \"aid\"",
        ),
        ("column = \"aid\"", "column = \"aids\"", Code::UnknownReference, "aids"),
        ("column = \"aid\"", "column = \"number\"", Code::BadDeclaration, "number"),
        ("column = \"aid\"", "column = \"registered\"", Code::BadDeclaration, "registered"),
        ("column = \"aid\"", "column = \"age\"", Code::BadDeclaration, "age"),
        ("unit = \"元\"", "unit = \"0元\"", Code::BadDeclaration, "unit"),
        ("unit = \"元\"", "unit = \"．\"", Code::BadDeclaration, "unit"),
        ("records = 2", "records = 0", Code::BadValue, "dominance"),
        ("records = 2", "records = 5", Code::BadValue, "dominance"),
        ("percent = 85", "percent = 100", Code::BadValue, "dominance"),
        ("percent = 15", "percent = 0", Code::BadValue, "percent"),
        ("percent = 15", "percent = 101", Code::BadValue, "percent"),
        ("most = 50000", "most = 0", Code::BadValue, "most"),
        ("most = 50000", "most = 1000000001", Code::BadValue, "most"),
        ("most = 50000", "empty = \"none\"", Code::BadValue, "empty"),
        ("most = 50000", "maximum = 50000", Code::UnknownKey, "maximum"),
    ] {
        check(&text, from, to, code, line_has);
    }
}

/// Whether a change of a declaration is told with a code, at a line that has these words.
fn check(declaration: &str, from: &str, to: &str, code: Code, line_has: &str) {
    assert!(declaration.contains(from), "{from}");
    let text = declaration.replacen(from, to, 1);
    let (_, problems) = read(&text);
    let found = problems.iter().find(|problem| problem.code == code);
    let problem = found.unwrap_or_else(|| panic!("{from} → {to}: {problems:?}"));
    let line = problem.place.as_ref().map_or(0, |place| place.line as usize);
    let line = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    assert!(line.contains(line_has), "{from} → {to}: {line:?}: {problem:?}");
}

#[test]
fn two_dimensions_of_one_column_are_refused_where_the_second_is_declared() {
    let table = "\n[[table]]\nid = \"more\"\ntitle = \"更多\"\ndimensions = [\"more\"]\n";
    let bands = "bands = [{ id = \"young\", label = \"小\", from = 0, to = 8 }, { id = \"old\", label = \"大\", from = 9, to = 17 }]";
    let codes = "codes = [{ id = \"a\", label = \"甲\" }, { id = \"b\", label = \"乙\" }]";
    for (columns, codes) in [
        ("column = \"category\"", codes),
        ("column = \"county\"", codes),
        ("column = \"township\"", codes),
        ("column = \"number\"\nfiner = \"category\"", codes),
        ("column = \"age\"", bands),
        ("birth = \"birth\"", bands),
        ("birth = \"registered\"", bands),
    ] {
        let more =
            format!("\n[[dimension]]\nid = \"more\"\nlabel = \"更多\"\n{columns}\n{codes}\n");
        let text = format!("{DECLARATION}{more}{table}");
        let (_, problems) = read(&text);
        let found = problems.iter().find(|problem| problem.code == Code::DependentDimensions);
        let problem = found.unwrap_or_else(|| panic!("{columns}: {problems:?}"));
        let first = columns.lines().next().unwrap_or_default();
        let line = problem.place.as_ref().map(|place| place.line as usize).expect("a place");
        assert_eq!(text.lines().nth(line - 1), Some(first), "{columns}");
        assert!(problem.mend.is_some());
    }
}
