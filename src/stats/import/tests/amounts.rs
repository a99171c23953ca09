//! Amounts beside the counts of an invented city.

use std::{cmp::Reverse, collections::BTreeMap};

use jiff::civil::date;
use rust_xlsxwriter::Workbook;

use super::{Case, HEADINGS, Imported, id};
use crate::{
    diagnostic::Code,
    stats::{
        declare::tests as declared,
        import::counted::{AMOUNT, CHILDREN, NO_AMOUNT, QUERY, REPEATS, largest, mark},
        model::{LARGEST, Sum},
    },
};

fn case() -> Case {
    Case::of(&declared::with_amount())
}

/// Records of the category, the day and the amount; each of another child.
fn rows(rows: &[(&str, &str, &str)]) -> String {
    let numbered = (1..).zip(rows);
    let rows: Vec<(u32, &str, &str, &str)> = numbered
        .map(|(child, (category, day, amount))| (child, *category, *day, *amount))
        .collect();
    rows_of(&rows)
}

/// The same with the child before them.
fn rows_of(rows: &[(u32, &str, &str, &str)]) -> String {
    let mut text = format!("{HEADINGS},救助金额\n");
    for (child, category, day, amount) in rows {
        let amount = amount.replace('"', "\"\"");
        text += &format!("北县,东乡,{category},12,,{day},{},\"{amount}\"\n", id(*child));
    }
    text
}

fn sum(case: &Case, imported: &Imported, ids: &[(usize, &str)]) -> (u64, [u64; LARGEST]) {
    let dimensions = &case.declaration.design.dimensions;
    let mut key = vec![0; dimensions.len()];
    for (dimension, id) in ids {
        let codes = &dimensions[*dimension].codes;
        key[*dimension] = codes.iter().position(|code| code.id == *id).expect("a code") as u16;
    }
    let Sum { total, largest } = imported.counts.sum(&key);
    (total, largest)
}

const DAY: &str = "2026-02-01";

#[test]
fn amounts_are_summed_in_every_cell_of_the_tables_that_show_them() {
    let case = case();
    let text = rows(&[
        ("孤儿", DAY, "1800"),
        ("孤儿", DAY, "1,200元"),
        ("孤儿", DAY, "９００．００"),
        ("孤儿", DAY, "0"),
        ("孤儿", DAY, "900"),
        ("孤儿", DAY, "300"),
        ("流浪", DAY, "5000"),
        ("流浪", DAY, "0"),
    ]);
    let imported = case.counts(text.as_bytes());
    assert_eq!(sum(&case, &imported, &[]), (10_100, [5_000, 1_800, 1_200, 900]));
    assert_eq!(sum(&case, &imported, &[(0, "north")]), (10_100, [5_000, 1_800, 1_200, 900]));
    let orphans = (5_100, [1_800, 1_200, 900, 900]);
    assert_eq!(sum(&case, &imported, &[(1, "orphans")]), orphans);
    assert_eq!(sum(&case, &imported, &[(0, "east"), (1, "orphans")]), orphans);
    assert_eq!(sum(&case, &imported, &[(0, "east"), (1, "homeless")]), (5_000, [5_000, 0, 0, 0]));
    assert_eq!(sum(&case, &imported, &[(0, "south")]), (0, [0; LARGEST]));
    // The other table shows none.
    assert_eq!(sum(&case, &imported, &[(2, "6-17")]), (0, [0; LARGEST]));
    assert_eq!(imported.children, 8);
    let shown = format!("{imported:?}");
    assert!(!shown.contains("10100") && !shown.contains("5000"), "{shown}");
}

#[test]
fn what_is_no_amount_is_told_by_reason_and_number_of_records_and_never_by_value() {
    let long = "7".repeat(1_000_000);
    let (phone, number) = ("13900000000", id(77));
    let values = [
        "",
        " ",
        "-1234567",
        "−7654321元",
        "1888.5",
        "0.30000000000000004",
        "1e55",
        "NaN",
        "七千八百",
        "18,88",
        "=1+88",
        "王小明",
        "777777",
        "1234567890123",
        phone,
        &number,
        &long,
    ];
    let values: Vec<(&str, &str, &str)> =
        values.iter().map(|value| ("孤儿", DAY, *value)).collect();
    let case = case();
    let (imported, told) = case.bytes(rows(&values).as_bytes());
    assert!(imported.is_none());
    let expected = [
        ("2 records have no amount", "没有填金额"),
        ("2 records have an amount below zero", "负数"),
        ("2 records have an amount that is no whole number", "整元"),
        ("have something else than a number", "不是数字"),
        ("have an amount over 50000", "超过 50000"),
    ];
    let values_told: Vec<_> = told.iter().filter(|one| one.code == Code::ExportValue).collect();
    assert_eq!(values_told.len(), expected.len(), "{told:?}");
    for (one, (en, zh)) in values_told.iter().zip(expected) {
        assert!(one.message.en.contains("column 本季度救助金额: "), "{one:?}");
        assert!(one.message.en.contains(en) && one.message.zh.contains(zh), "{one:?}");
    }
    let published: Vec<_> =
        told.iter().filter(|one| one.code == Code::PublishedIdentifier).collect();
    assert_eq!(published.len(), 1, "{told:?}");
    for words in ["1 ID numbers", "1 mobile numbers"] {
        assert!(published[0].message.en.contains(words), "{published:?}");
    }
    let all = format!("{told:?}");
    for (_, _, value) in values.iter().filter(|(_, _, value)| !value.trim().is_empty()) {
        let value = &value[..value.len().min(40)];
        assert!(
            !all.contains(value) && !all.contains(value.trim_matches(['-', '−', '元'])),
            "{value}"
        );
    }
}

#[test]
fn names_in_the_column_of_amounts_are_told_as_names() {
    let names = ["王小明", "李小红", "张小刚", "刘小花", "陈小龙"].map(|name| ("孤儿", DAY, name));
    let (imported, told) = case().bytes(rows(&names).as_bytes());
    assert!(imported.is_none());
    let published = told.iter().find(|one| one.code == Code::PublishedIdentifier);
    assert!(published.is_some_and(|one| one.message.en.contains("5 names")), "{told:?}");
}

#[test]
fn nothing_written_is_nothing_received_only_where_that_is_declared() {
    let text = rows(&[("孤儿", DAY, ""), ("孤儿", DAY, "　"), ("孤儿", DAY, "1800")]);
    assert_eq!(case().codes(text.as_bytes()), [Code::ExportValue]);
    let case = Case::of(&declared::with_amount().replace("most", "empty = \"zero\"\nmost"));
    let imported = case.counts(text.as_bytes());
    assert_eq!(sum(&case, &imported, &[]), (1_800, [1_800, 0, 0, 0]));
    assert_eq!(imported.children, 3);
}

#[test]
fn the_record_that_counts_brings_its_amount_in_whatever_order_they_stand() {
    let text = rows_of(&[
        (1, "孤儿", "2026-02-01", "100"),
        (1, "孤儿", "2026-07-01", "200"),
        // Two of one day, of different codes: the amount is that of the codes.
        (2, "流浪", "2026-02-01", "1000"),
        (2, "孤儿", "2026-02-01", "2000"),
        // Two that differ in the amount only: the smaller counts.
        (3, "孤儿", "2026-02-01", "20000"),
        (3, "孤儿", "2026-02-01", "10000"),
        (3, "孤儿", "2026-02-01", "30000"),
        // Twice the same.
        (4, "孤儿", "2026-02-01", "7"),
        (4, "孤儿", "2026-02-01", "7.00"),
    ]);
    let turned = {
        let mut lines: Vec<&str> = text.lines().collect();
        lines[1..].reverse();
        format!("{}\n", lines.join("\n"))
    };
    let first = declared::with_amount().replace("duplicates = \"last\"", "duplicates = \"first\"");
    let by_homeless = (1_000, [1_000, 0, 0, 0]);
    for (case, orphans) in
        [(case(), (10_207, [10_000, 200, 7, 0])), (Case::of(&first), (10_107, [10_000, 100, 7, 0]))]
    {
        let imported = case.counts(text.as_bytes());
        assert_eq!(sum(&case, &imported, &[(1, "homeless")]), by_homeless);
        assert_eq!(sum(&case, &imported, &[(1, "orphans")]), orphans);
        assert!(case.counts(turned.as_bytes()).counts == imported.counts);
    }
    let (_, told) = case().bytes(text.as_bytes());
    let duplicates = told.iter().find(|one| one.code == Code::ResolvedDuplicates).expect("W");
    assert!(duplicates.message.en.contains("4 children"), "{duplicates:?}");
    assert!(duplicates.message.en.contains("3 of them differ"), "{duplicates:?}");
}

#[test]
fn numbers_of_a_workbook_are_read_as_they_are_typed() {
    let write = |amounts: &[f64]| {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        let names = format!("{HEADINGS},发放金额");
        for (column, name) in (0..).zip(names.split(',')) {
            sheet.write_string(0, column, name).expect("a cell");
        }
        for (row, amount) in (1..).zip(amounts) {
            let number = id(row);
            for (column, text) in
                ["北县", "东乡", "孤儿", "12", "", DAY, &number].iter().enumerate()
            {
                sheet.write_string(row, column as u16, *text).expect("a cell");
            }
            sheet.write_number(row, 7, *amount).expect("a cell");
        }
        workbook.save_to_buffer().expect("a workbook")
    };
    let case = case();
    let imported = case.counts(&write(&[1_800.0, 0.0, 12_345.0]));
    assert_eq!(sum(&case, &imported, &[]), (14_145, [12_345, 1_800, 0, 0]));
    for amount in [1_800.5, -1.0, 50_001.0, 1e300, 1e-9] {
        assert_eq!(case.codes(&write(&[amount])), [Code::ExportValue], "{amount}");
    }
}

#[test]
fn a_sum_of_too_much_is_refused() {
    let text = declared::with_amount().replace("most = 50000", "most = 1000000000");
    let case = Case::of(&text);
    let amounts: Vec<_> = (0..549).map(|_| ("孤儿", DAY, "1,000,000,000")).collect();
    let imported = case.counts(rows(&amounts).as_bytes());
    assert_eq!(sum(&case, &imported, &[]).0, 549_000_000_000);
    let amounts: Vec<_> = (0..550).map(|_| ("孤儿", DAY, "1,000,000,000")).collect();
    let (imported, told) = case.bytes(rows(&amounts).as_bytes());
    assert!(imported.is_none());
    let problem = told.iter().find(|one| one.code == Code::ExportValue).expect("E915");
    assert!(problem.message.en.contains("the sum of all"), "{problem:?}");
    assert!(!format!("{told:?}").contains("550000000000"));
}

#[test]
fn sums_are_the_same_however_the_file_is_cut_and_those_of_a_plain_count() {
    let mut random = fastrand::Rng::with_seed(11);
    let mut text = format!("{HEADINGS},救助金额\n");
    // Day, id of the code of the category, amount.
    type Record = (u32, Reverse<(&'static str, u64)>);
    let mut last: BTreeMap<u32, Record> = BTreeMap::new();
    let mut others: Vec<(&str, u64)> = Vec::new();
    for number in 0..40_000u32 {
        let (label, code) = [("孤儿", "orphans"), ("流浪", "homeless")][random.usize(..2)];
        let amount = [0, random.u64(..100), random.u64(..50_001)][random.usize(..3)];
        let day = random.u32(1..29);
        let child = number / 2 * 2 + random.u32(..2);
        let key = match random.u32(..50) {
            0 => String::new(),
            _ => {
                crate::stats::sample::id_number(900_000 + child / 1_000, 20_150_101, child % 1_000)
            }
        };
        match key.is_empty() {
            true => others.push((code, amount)),
            false => {
                let record = (day, Reverse((code, amount)));
                last.entry(child).and_modify(|one| *one = record.max(*one)).or_insert(record);
            }
        }
        text += &format!("北县,东乡,{label},12,,2026-03-{day:02},{key},{amount}\n");
    }
    let mut expected: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for (code, amount) in last.into_values().map(|(_, Reverse(one))| one).chain(others) {
        expected.entry(code).or_default().push(amount);
        expected.entry("total").or_default().push(amount);
    }
    let case = case();
    let whole = case.counts(text.as_bytes());
    for (code, mut amounts) in expected {
        amounts.sort_unstable_by_key(|amount| Reverse(*amount));
        let expected =
            (amounts.iter().sum::<u64>(), [amounts[0], amounts[1], amounts[2], amounts[3]]);
        assert_eq!(sum(&case, &whole, &[(0, "east"), (1, code)]), expected, "{code}");
    }
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
    assert!(one.install(|| case.counts(text.as_bytes())).counts == whole.counts);
}

/// Counts as the query gives them, of what an import of rows counted.
fn counted(
    case: &Case,
    imported: &Imported,
    change: impl Fn(&[&str], &mut u64, &mut Sum),
) -> String {
    let design = &case.declaration.design;
    let ids: Vec<&str> = design.dimensions.iter().map(|dimension| &*dimension.id).collect();
    let largest: Vec<String> = (1..=LARGEST).map(largest).collect();
    let mark = mark(&case.declaration, date(2026, 9, 30));
    let mut text = format!(
        "{},{CHILDREN},{REPEATS},{QUERY},{AMOUNT},{},{NO_AMOUNT}\n",
        ids.join(","),
        largest.join(",")
    );
    for (key, children) in &imported.counts.cells {
        let codes = key.iter().zip(&design.dimensions);
        let ids: Vec<&str> = codes.map(|(code, one)| &*one.codes[usize::from(*code)].id).collect();
        let (mut children, mut sum) = (*children, imported.counts.sum(key));
        change(&ids, &mut children, &mut sum);
        let largest = sum.largest.map(|amount| amount.to_string()).join(",");
        text += &format!("{},{children},0,{mark},{},{largest},0\n", ids.join(","), sum.total);
    }
    text
}

#[test]
fn sums_of_a_database_are_taken_if_they_add_up() {
    let case = case();
    let text = rows(&[
        ("孤儿", DAY, "1800"),
        ("孤儿", DAY, "1200"),
        ("孤儿", DAY, "900"),
        ("孤儿", DAY, "900"),
        ("孤儿", DAY, "300"),
        ("流浪", DAY, "5000"),
        ("流浪", DAY, "0"),
    ]);
    let by_rows = case.counts(text.as_bytes());
    let good = counted(&case, &by_rows, |_, _, _| {});
    assert!(case.counts(good.as_bytes()).counts == by_rows.counts);

    const TOTAL: [&str; 4] = ["city", "total", "total", "total"];
    const HOMELESS: [&str; 4] = ["east", "homeless", "total", "total"];
    let changed = |cell: [&'static str; 4], change: fn(&mut Sum)| {
        counted(&case, &by_rows, |ids, _, sum| {
            if ids == cell {
                change(sum);
            }
        })
    };
    for (name, text) in [
        ("a total that is more", changed(TOTAL, |sum| sum.total += 1)),
        ("a part that is more", changed(HOMELESS, |sum| sum.total += 1)),
        ("a part without", changed(HOMELESS, |sum| *sum = Sum::default())),
        ("another largest of all", changed(TOTAL, |sum| sum.largest[3] = 899)),
        ("the largest in another order", changed(TOTAL, |sum| sum.largest.reverse())),
        ("three amounts of two children", {
            counted(&case, &by_rows, |ids, _, sum| {
                if ids.contains(&"homeless") && sum.total > 0 {
                    sum.largest = [4_000, 600, 400, 0];
                }
            })
        }),
        ("an amount of no child", {
            format!(
                "{good}south,total,total,total,0,0,{},7,7,0,0,0,0\n",
                mark(&case.declaration, date(2026, 9, 30))
            )
        }),
        ("a largest that is less than a rest", {
            counted(&case, &by_rows, |_, _, sum| {
                sum.largest = [1, 1, 1, 1].map(|_| sum.total / 100)
            })
        }),
        ("a number that is none", good.replacen(",5000,5000,", ",5000,-5000,", 1)),
        ("a fraction", good.replacen(",5000,5000,", ",5000.0,5000,", 1)),
        ("more than can be", good.replacen(",5000,5000,", ",5000,99999999999999999999,", 1)),
        ("a column that is missing", good.replacen(AMOUNT, "amount", 1)),
        ("a largest that is missing", good.replacen(&largest(4), "amount", 1)),
    ] {
        assert_ne!(text, good, "{name}");
        assert_eq!(case.codes(text.as_bytes()), [Code::CountsContradict], "{name}");
    }
    let bad = good.replace(",0\n", ",2\n");
    let (imported, told) = case.bytes(bad.as_bytes());
    assert!(imported.is_none());
    let problem = told.iter().find(|one| one.code == Code::ExportValue).expect("E915");
    assert!(problem.message.en.contains("2 records have no amount"), "{problem:?}");
    let much = counted(&case, &by_rows, |_, _, sum| sum.total = u64::MAX);
    assert_eq!(case.codes(much.as_bytes()), [Code::ExportValue]);
}
