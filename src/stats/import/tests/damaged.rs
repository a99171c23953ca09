//! Keys that a spreadsheet damaged, and rows that are no record: nothing of it is counted.

use super::{Case, declared, id, rows};
use crate::diagnostic::{Code, Diagnostic};

/// Records of so many children, their keys as `key` writes them.
fn with_keys(number: u32, key: impl Fn(u32) -> String) -> String {
    let lines: Vec<String> = (0..number)
        .map(|at| format!("北县,东乡,孤儿,{},,2026-02-01,{}", at % 18, key(at)))
        .collect();
    rows(&lines.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The same, and rows that are no record among them.
fn with_rows(strays: &[&str]) -> String {
    let good = with_keys(30, id);
    let mut lines: Vec<&str> = good.lines().collect();
    lines.splice(11..11, strays.iter().copied());
    format!("{}\n", lines.join("\n"))
}

fn refused(case: &Case, text: &str, code: Code, name: &str) -> Diagnostic {
    let (imported, told) = case.bytes(text.as_bytes());
    assert!(imported.is_none(), "{name} was counted");
    let errors: Vec<&Diagnostic> = told.iter().filter(|one| one.is_error()).collect();
    let found = errors.iter().find(|one| one.code == code);
    (*found.unwrap_or_else(|| panic!("{name}: {told:?}"))).clone()
}

#[test]
fn a_key_that_a_spreadsheet_damaged_stops_the_import() {
    let case = Case::new();
    for (name, some) in [
        ("a power of ten", "9.99999E+17"),
        ("with a decimal comma, quoted", "\"9,99999E+17\""),
        ("small letters", "9.99999e+17"),
        ("no sign", "9.99999E17"),
        ("full-width", "９．９９９９９Ｅ＋１７"),
        ("#N/A", "#N/A"),
        ("#REF!", "#REF!"),
        ("#VALUE!", "#VALUE!"),
        ("a column too narrow", "########"),
    ] {
        let text = with_keys(30, |at| if at % 10 == 3 { some.to_owned() } else { id(at) });
        let told = refused(&case, &text, Code::DamagedKey, name);
        assert!(told.message.en.contains("3 records"), "{name}: {told:?}");
        assert!(
            told.message.zh.contains("身份证号") && told.message.zh.contains("3 条"),
            "{told:?}"
        );
        assert!(!format!("{told:?}").contains("9.99999"), "{told:?}");
        assert!(told.mend.is_some(), "{told:?}");
    }
    for (name, end) in [("cut", "000"), ("a float", "000.0"), ("a float of two places", "000.00")] {
        let key = |at: u32| format!("{}{end}", &id(at)[..15]);
        refused(&case, &with_keys(30, key), Code::DamagedKey, name);
        // Those that end in X are texts and stay whole.
        let mixed = |at: u32| if at.is_multiple_of(3) { id(at) } else { key(at) };
        refused(&case, &with_keys(30, mixed), Code::DamagedKey, name);
    }
}

#[test]
fn a_key_that_says_nothing_stops_the_import_where_several_records_have_it() {
    let case = Case::new();
    for filler in
        ["无", "不详", "NULL", "-", "0", "N/A", "（无）", "待补", "\\N", "nan", "无身份证", "／"]
    {
        let text = with_keys(30, |at| if at % 10 == 3 { filler.to_owned() } else { id(at) });
        let told = refused(&case, &text, Code::DamagedKey, filler);
        assert!(told.message.en.contains("3 records"), "{filler}: {told:?}");
        // One child without a number is one child.
        let text = with_keys(30, |at| if at == 3 { filler.to_owned() } else { id(at) });
        assert_eq!(case.counts(text.as_bytes()).children, 30, "{filler}");
    }
    let text = with_keys(90, |at| if at.is_multiple_of(3) { "999999".to_owned() } else { id(at) });
    let told = refused(&case, &text, Code::DamagedKey, "one key in many records");
    assert!(told.message.en.contains("30 records"), "{told:?}");
    assert!(!format!("{told:?}").contains("999999"), "{told:?}");
}

#[test]
fn one_part_of_a_key_that_is_damaged_stops_the_import() {
    let composite = declared::DECLARATION.replace("key = [", "key = [\"category\", ");
    assert_ne!(composite, declared::DECLARATION);
    let case = Case::of(&composite);
    for part in ["无", "", "9.99999E+17", "#N/A"] {
        let text = with_keys(30, |at| if at % 5 == 3 { part.to_owned() } else { id(at) });
        refused(&case, &text, Code::DamagedKey, part);
    }
    assert_eq!(case.counts(with_keys(30, id).as_bytes()).children, 30);
}

#[test]
fn keys_that_are_whole_are_counted() {
    let case = Case::new();
    for (name, text, children) in [
        ("ID numbers", with_keys(300, id), 300),
        (
            "empty keys, each a child",
            with_keys(30, |at| if at < 9 { String::new() } else { id(at) }),
            30,
        ),
        ("file numbers with an E", with_keys(30, |at| format!("2026E{at:03}")), 30),
        ("short numbers that end in zeros", with_keys(30, |at| format!("{at}000")), 30),
        (
            "numbers of 16 digits in a row",
            with_keys(300, |at| format!("2026000000000{at:03}")),
            300,
        ),
        (
            "two long numbers that end in zeros",
            with_keys(300, |at| match at {
                7 | 8 => format!("99999920150101{at}000"),
                at => id(at),
            }),
            300,
        ),
        ("names", with_keys(30, |at| format!("甲{at}")), 30),
        ("twelve records a child", with_keys(240, |at| id(at / 12)), 20),
        ("old numbers of 15 digits", with_keys(30, |at| format!("999999150101{at:03}")), 30),
    ] {
        assert_eq!(case.counts(text.as_bytes()).children, children, "{name}");
    }
}

#[test]
fn a_row_of_totals_is_no_child() {
    let case = Case::new();
    for row in [
        "合计,,,,,,",
        "合 计,,,,,,30",
        "总计：,,孤儿,,,,",
        "合计(人),,,,,,30",
        "本页小计,,,,,,",
        "Total,,,,,,",
        "北县小计,,,,,,12",
        "共计,,,240,,,",
        "北县,东乡,小计,,,,",
        "北县,东乡,孤儿,合计,,,",
        "北县,东乡,孤儿,,,合计,",
        "北县,东乡,孤儿,12,,2026-02-01,合计",
        "合計,,,,,,",
    ] {
        let text = with_rows(&[row]);
        if row.ends_with(",合计,") {
            // A date that is a word for a total, in a row without a key.
            refused(&case, &text, Code::StrayRow, row);
            continue;
        }
        let told = refused(&case, &text, Code::StrayRow, row);
        assert!(told.message.en.contains("number 11 "), "{row}: {told:?}");
        assert!(told.message.zh.contains("第 11 行"), "{row}: {told:?}");
    }
    let text = with_rows(&["合计,,,,,,", "小计,,,,,,"]);
    let told = refused(&case, &text, Code::StrayRow, "two");
    assert!(told.message.en.contains("number 11, 12 "), "{told:?}");
}

#[test]
fn a_total_in_a_column_that_is_not_read_is_seen_where_the_row_has_no_key() {
    let case = Case::new();
    let numbered = |text: &str| {
        let lines = text.lines().enumerate().map(|(at, line)| match at {
            0 => format!("序号,{line},备注\n"),
            _ if line.starts_with('#') => format!("{}\n", &line[1..]),
            at => format!("{at},{line},\n"),
        });
        lines.collect::<String>()
    };
    for row in [
        "#合计,,,,,,,,",
        "#小计,北县,,,,,,,",
        "#注：本表不含外地,,,,,,,,",
        "#填表人：甲,,,审核人：乙,,,,,",
        "#31,,,,,,,,",
    ] {
        refused(&case, &numbered(&with_rows(&[row])), Code::StrayRow, row);
    }
    let id = id(77);
    for row in [
        format!("#31,北县,东乡,孤儿,12,,2026-02-01,{id},合计三次"),
        format!("#31,北县,东乡,孤儿,12,,2026-02-01,{id},合计"),
        format!("#31,北县,东乡,孤儿,,,2026-02-01,{id},合计500元"),
        "#31,示例市,,孤儿,,,2026-02-01,,说明：待核".to_owned(),
        "#31,北县,东乡,孤儿,12,,2026-02-01,,救助合计三次".to_owned(),
        format!("#31,北县,东乡,孤儿,,,2026-02-01,{id},注：已核"),
        format!("#31,示例市,,孤儿,,,2026-02-01,{id},累计救助"),
    ] {
        let imported = case.counts(numbered(&with_rows(&[&row])).as_bytes());
        assert_eq!(imported.children, 31, "{row}");
    }
}

#[test]
fn headings_that_are_printed_again_and_notes_are_no_children() {
    let case = Case::new();
    for row in [
        super::HEADINGS,
        "区县,乡镇,类别,年龄,出生日期,登记日期,身份证号",
        "县 区,乡镇,类 别,年龄,出生日期,登记日期,身份证号",
        "注：本表由各乡镇填报,,,,,,",
        "填表人：甲,,,审核人：乙,,,",
        ",,,,,制表日期：2026-10-08,",
        ",,,,,,示例市儿童登记花名册",
        "第 2 页 共 9 页,,,,,,",
    ] {
        refused(&case, &with_rows(&[row]), Code::StrayRow, row);
    }
}
