//! Exports of an invented city, counted.

mod amounts;
mod counts;
mod damaged;
mod dependence;
mod workbooks;

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use jiff::civil::date;

use super::{Imported, import};
use crate::{
    diagnostic::{Code, Diagnostic},
    stats::{
        declare::{Declaration, tests as declared},
        sample::id_number,
    },
};

const HEADINGS: &str = "县区,乡镇,类别,年龄,出生日期,登记日期,身份证号";

struct Case {
    folder: tempfile::TempDir,
    declaration: Declaration,
}

impl Case {
    fn new() -> Self {
        Self::of(declared::DECLARATION)
    }

    fn of(declaration: &str) -> Self {
        let (declaration, problems) = declared::read(declaration);
        assert!(problems.is_empty(), "{problems:?}");
        Case { folder: tempfile::tempdir().expect("a temporary folder"), declaration }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("export.csv")
    }

    fn run(&self, path: &Path) -> (Option<Imported>, Vec<Diagnostic>) {
        import(path, &self.declaration, date(2026, 9, 30), &|_, _| {})
    }

    fn bytes(&self, bytes: &[u8]) -> (Option<Imported>, Vec<Diagnostic>) {
        fs::write(self.path(), bytes).expect("a file");
        self.run(&self.path())
    }

    fn counts(&self, bytes: &[u8]) -> Imported {
        let (imported, told) = self.bytes(bytes);
        imported.unwrap_or_else(|| panic!("{told:?}"))
    }

    fn codes(&self, bytes: &[u8]) -> Vec<Code> {
        let (imported, told) = self.bytes(bytes);
        assert!(imported.is_none());
        told.iter().filter(|one| one.is_error()).map(|one| one.code).collect()
    }

    /// The count of the cell with these ids, total where none is given.
    fn cell(&self, imported: &Imported, ids: &[(usize, &str)]) -> u64 {
        let dimensions = &self.declaration.design.dimensions;
        let mut key = vec![0; dimensions.len()];
        for (dimension, id) in ids {
            let codes = &dimensions[*dimension].codes;
            let at = codes.iter().position(|code| code.id == *id);
            key[*dimension] = at.unwrap_or_else(|| panic!("no code {id}")) as u16;
        }
        imported.counts.cells.get(key.as_slice()).copied().unwrap_or(0)
    }
}

fn id(number: u32) -> String {
    id_number(999_999, 20_150_101 + number % 28, number % 1_000)
}

fn rows(rows: &[&str]) -> String {
    let mut text = format!("{HEADINGS}\n");
    for row in rows {
        text.push_str(row);
        text.push('\n');
    }
    text
}

#[test]
fn a_record_is_counted_in_every_cell_it_belongs_to() {
    let case = Case::new();
    let text = rows(&[
        &format!("北县,东乡,孤儿,,2021-03-04,2026-07-01,{}", id(1)),
        &format!("北县,西乡,流浪,11,,2026-02-01,{}", id(2)),
        &format!("北县,,孤儿,4,,2026-02-01,{}", id(3)),
        &format!("南区,,孤儿,17,,2026-02-01,{}", id(4)),
        &format!("示例市,,\"孤儿、流浪儿童\",,,2026-02-01,{}", id(5)),
    ]);
    let imported = case.counts(text.as_bytes());
    assert_eq!((imported.records, imported.children), (Some(5), 5));
    for (ids, count) in [
        (vec![], 5),
        (vec![(0, "north")], 3),
        (vec![(0, "east")], 1),
        (vec![(0, "north-unknown")], 1),
        (vec![(0, "city-level")], 1),
        (vec![(1, "orphans")], 3),
        (vec![(1, "several")], 1),
        (vec![(0, "north"), (1, "orphans")], 2),
        (vec![(2, "0-5")], 2),
        (vec![(2, "age-unknown")], 1),
        (vec![(0, "north"), (2, "0-5"), (3, "2026-q3")], 1),
        (vec![(3, "2026")], 5),
        (vec![(3, "2026-q2")], 0),
        // The second table does not go down to townships.
        (vec![(0, "east"), (2, "0-5")], 0),
    ] {
        assert_eq!(case.cell(&imported, &ids), count, "{ids:?}");
    }
}

#[test]
fn spellings_of_one_place_are_one_place() {
    let case = Case::new();
    let spelled = ["北县", "北", " 北县　", "示例市北县", "示例北"];
    let text: Vec<String> = (0..)
        .zip(spelled)
        .map(|(number, place)| format!("{place},东乡,孤儿,１２,,2026/2/1,{}", id(number)))
        .collect();
    let text: Vec<&str> = text.iter().map(String::as_str).collect();
    let imported = case.counts(rows(&text).as_bytes());
    assert_eq!(case.cell(&imported, &[(0, "east"), (1, "orphans")]), 5);
    assert_eq!(case.cell(&imported, &[(2, "6-17"), (3, "2026-q1")]), 5);
}

#[test]
fn encodings_and_separators_are_told_apart_without_asking() {
    let case = Case::new();
    let text = rows(&[&format!("北县,东乡,孤儿,12,,2026-02-01,{}", id(1))]).replace('\n', "\r\n");
    let wide = |to_bytes: fn(u16) -> [u8; 2], mark: bool| -> Vec<u8> {
        let mark = if mark { "\u{FEFF}" } else { "" };
        format!("{mark}{text}").encode_utf16().flat_map(to_bytes).collect()
    };
    let gb18030 = encoding_rs::GB18030.encode(&text).0.into_owned();
    for (name, bytes) in [
        ("UTF-8", text.clone().into_bytes()),
        ("UTF-8 with a mark", format!("\u{FEFF}{text}").into_bytes()),
        ("UTF-16 LE", wide(u16::to_le_bytes, true)),
        ("UTF-16 BE", wide(u16::to_be_bytes, true)),
        ("UTF-16 LE without a mark", wide(u16::to_le_bytes, false)),
        ("UTF-16 BE without a mark", wide(u16::to_be_bytes, false)),
        ("GB18030", gb18030),
        ("semicolons", text.replace(',', ";").into_bytes()),
        ("tabs", text.replace(',', "\t").into_bytes()),
        ("lines of an old system", text.replace("\r\n", "\r").into_bytes()),
        ("a title above", format!("儿童名册,,,,,,\n,,,,,,\n{text}").into_bytes()),
    ] {
        let imported = case.counts(&bytes);
        assert_eq!(case.cell(&imported, &[(0, "east"), (1, "orphans")]), 1, "{name}");
    }
}

#[test]
fn a_value_with_a_line_break_or_the_separator_stays_one_value() {
    let case = Case::new();
    let heading = HEADINGS.replace("身份证号", "身份证号,备注");
    let text = format!(
        "{heading}\n北县,东乡,孤儿,12,,2026-02-01,{},\"第一行\n第二,行\"\"好\"\"\n\"\n北县,东乡,孤儿,12,,\
         2026-02-01,{},他说\"好\"\n",
        id(1),
        id(2)
    );
    let imported = case.counts(text.as_bytes());
    assert_eq!((imported.records, imported.children), (Some(2), 2));
}

#[test]
fn what_no_code_stands_for_is_listed_by_value_and_count_and_stops() {
    let case = Case::new();
    let strange =
        |value: &str, number: u32| format!("北县,东乡,{value},12,,2026-02-01,{}", id(number));
    let mut lines: Vec<String> = (1..=6).map(|number| strange("其它情形", number)).collect();
    lines.push(strange("孤", 7));
    lines.push(strange("王小明", 8));
    lines.push(strange(&id(9), 9));
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let (imported, told) = case.bytes(rows(&lines).as_bytes());
    assert!(imported.is_none());
    let value = told.iter().find(|one| one.code == Code::ExportValue).expect("E915");
    assert!(value.message.en.contains("其它情形 (6)"), "{value:?}");
    assert!(value.message.en.contains("not shown, as they may tell a person (3)"), "{value:?}");
    let published = told.iter().find(|one| one.code == Code::PublishedIdentifier).expect("E917");
    assert!(published.message.en.contains("1 ID numbers"), "{published:?}");
    let all = format!("{told:?}");
    assert!(!all.contains("王小明") && !all.contains(&id(9)), "{all}");
}

#[test]
fn several_records_of_one_child_count_as_the_declaration_says() {
    let again = rows(&[
        &format!("北县,东乡,孤儿,12,,2026-07-01,{}", id(1)),
        &format!("南区,,流浪,12,,2026-02-01,{}", id(1)),
        // Two of one day: the same child whichever way round they stand.
        &format!("北县,东乡,孤儿,12,,2026-03-01,{}", id(2)),
        &format!("南区,,流浪,12,,2026-03-01,{}", id(2)),
        "南区,,流浪,12,,2026-03-01,",
        "南区,,流浪,12,,2026-03-01,",
    ]);
    let turned = {
        let mut lines: Vec<&str> = again.lines().collect();
        lines[1..].reverse();
        format!("{}\n", lines.join("\n"))
    };
    let case = Case::new();
    let imported = case.counts(again.as_bytes());
    assert_eq!((imported.children, imported.repeats), (4, 2));
    assert_eq!(case.cell(&imported, &[(0, "east"), (1, "orphans")]), 2);
    assert!(case.counts(turned.as_bytes()).counts == imported.counts);

    let first = declared::DECLARATION.replace("duplicates = \"last\"", "duplicates = \"first\"");
    let case = Case::of(&first);
    let imported = case.counts(again.as_bytes());
    assert_eq!(case.cell(&imported, &[(0, "south"), (1, "homeless")]), 3);
    assert!(case.counts(turned.as_bytes()).counts == imported.counts);

    let in_file = declared::DECLARATION.replace("order = \"registered\"", "");
    let case = Case::of(&in_file);
    let imported = case.counts(again.as_bytes());
    assert_eq!(case.cell(&imported, &[(0, "south"), (1, "homeless")]), 4);

    let refuse = declared::DECLARATION.replace("duplicates = \"last\"", "duplicates = \"refuse\"");
    let case = Case::of(&refuse);
    assert_eq!(case.codes(again.as_bytes()), [Code::DuplicateRecords]);
}

#[test]
fn columns_are_found_by_their_synonyms_and_told_where_they_lack() {
    let case = Case::new();
    let row = format!("北县,东乡,孤儿,12,,2026-02-01,{}\n", id(1));
    let imported =
        case.counts(format!("区县,乡镇,类别,年龄,出生日期,登记日期,身份证号\n{row}").as_bytes());
    assert_eq!(imported.children, 1);
    let lacks = format!("区县,乡镇,类型,岁数,出生日期,登记日期,身份证号\n{row}");
    assert_eq!(case.codes(lacks.as_bytes()), [Code::ExportColumn, Code::ExportColumn]);
    let twice = format!("县区,区县,类别,年龄,出生日期,登记日期,身份证号\n{row}");
    assert_eq!(case.codes(twice.as_bytes()), [Code::ExportColumn, Code::ExportColumn]);
}

#[test]
fn an_export_that_cannot_be_trusted_is_refused() {
    let case = Case::new();
    let row = format!("北县,东乡,孤儿,12,,2026-02-01,{}\n", id(1));
    let good = format!("{HEADINGS}\n{row}");
    let many = format!(
        "{HEADINGS},{}\n{row}",
        (0..100_000).map(|at| format!("c{at},")).collect::<String>()
    );
    let mixed = {
        let mut bytes = good.clone().into_bytes();
        bytes.extend_from_slice(&encoding_rs::GB18030.encode(&row).0);
        bytes
    };
    let nul = good.replace("孤儿", "孤\0儿");
    let long = format!("{good}{}", "长".repeat(3 << 20));
    let quoted = format!("{good}\"{}", "行\n".repeat(2 << 20));
    for (name, bytes, code) in [
        ("empty", Vec::new(), Code::ExportUnreadable),
        ("cut in a quoted value", format!("{good}\"北县,东").into_bytes(), Code::ExportUnreadable),
        ("cut in a record", format!("{good}北县,东").into_bytes(), Code::ExportUnreadable),
        ("100,000 columns", many.into_bytes(), Code::ExportUnreadable),
        ("two encodings", mixed, Code::ExportEncoding),
        ("NUL", nul.into_bytes(), Code::ExportUnreadable),
        ("a long line", long.into_bytes(), Code::ExportUnreadable),
        ("a long value of many lines", quoted.into_bytes(), Code::ExportUnreadable),
        ("no text at all", (0..=255).collect(), Code::ExportUnreadable),
        ("a broken archive", b"PK\x03\x04 and nothing else".to_vec(), Code::ExportUnreadable),
        (
            "a broken XLS",
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and nothing".to_vec(),
            Code::ExportUnreadable,
        ),
        ("a broken Parquet", b"PAR1 and nothing else PAR1".to_vec(), Code::ExportUnreadable),
    ] {
        assert_eq!(case.codes(&bytes), [code], "{name}");
    }
    let (_, told) = case.run(case.folder.path());
    assert_eq!(told[0].code, Code::ExportUnreadable, "a folder");
    let (_, told) = case.run(Path::new("/dev/zero"));
    assert_eq!(told[0].code, Code::ExportUnreadable, "a device");
    let (_, told) = case.run(&case.folder.path().join("none"));
    assert_eq!(told[0].code, Code::ExportUnreadable, "nothing");
}

#[test]
fn a_file_that_says_it_is_two_gigabytes_long_costs_no_memory() {
    let case = Case::new();
    let mut file = fs::File::create(case.path()).expect("a file");
    writeln!(file, "{HEADINGS}").expect("a line");
    file.set_len(2 << 30).expect("a hole");
    let (imported, told) = case.run(&case.path());
    assert!(imported.is_none());
    assert_eq!(told[0].code, Code::ExportUnreadable);
}

#[test]
fn a_line_of_two_gigabytes_ends_where_it_is_too_long() {
    let case = Case::new();
    let start = format!("\u{FEFF}{HEADINGS}\n北县");
    let narrow = [start.as_bytes(), &b"x".repeat(5 << 20)].concat();
    let wide: Vec<u8> = start.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let wide = [wide.as_slice(), &b"x\0".repeat(5 << 20)].concat();
    for bytes in [narrow, wide] {
        fs::write(case.path(), bytes).expect("a file");
        // The rest is a hole of NUL bytes: who reads so far tells of them.
        let file = fs::OpenOptions::new().write(true).open(case.path()).expect("the file");
        file.set_len(2 << 30).expect("a hole");
        let (imported, told) = case.run(&case.path());
        assert!(imported.is_none());
        assert_eq!(told[0].code, Code::ExportUnreadable);
        assert!(told[0].message.en.contains("longer than 4 MiB"), "{told:?}");
    }
}

#[test]
fn a_file_that_changes_while_it_is_read_is_refused() {
    let case = Case::new();
    let row = format!("北县,东乡,孤儿,12,,2026-02-01,{}\n", id(1));
    fs::write(case.path(), format!("{HEADINGS}\n{}", row.repeat(100_000))).expect("a file");
    let path = case.path();
    let is_over = std::sync::atomic::AtomicBool::new(false);
    let told = std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut file = fs::OpenOptions::new().append(true).open(&path).expect("the file");
            while !is_over.load(std::sync::atomic::Ordering::Relaxed) {
                file.write_all(row.as_bytes()).expect("a line");
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
        });
        let (imported, told) = case.run(&path);
        is_over.store(true, std::sync::atomic::Ordering::Relaxed);
        assert!(imported.is_none());
        told
    });
    assert!(told.iter().any(|one| one.code == Code::ExportChanged), "{told:?}");
}

#[test]
fn the_result_is_the_same_however_the_file_is_cut_into_pieces() {
    let case = Case::new();
    let mut text = format!("{}\n", HEADINGS.replace("身份证号", "身份证号,备注"));
    let mut random = fastrand::Rng::with_seed(3);
    for number in 0..40_000 {
        let place = ["北县,东乡", "北县,西乡", "南区,"][random.usize(..3)];
        let category = ["孤儿", "流浪"][random.usize(..2)];
        let age = random.u32(..18);
        let month = random.u32(1..10);
        let child = number / 2 * 2 + random.u32(..2);
        let id = id_number(900_000 + child / 1_000, 20_150_101, child % 1_000);
        let remark = ["", "\"一\n二\"", "\"说\"\"好\"\"\"", "说\"好\""][random.usize(..4)];
        text.push_str(&format!("{place},{category},{age},,2026-{month:02}-01,{id},{remark}\n"));
    }
    let whole = case.counts(text.as_bytes());
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
    let alone = one.install(|| case.counts(text.as_bytes()));
    assert!(whole.counts == alone.counts);
    assert_eq!(whole.children + whole.repeats, 40_000);
    let semicolons = text.replace(',', ";");
    assert!(case.counts(semicolons.as_bytes()).counts == whole.counts);
    let gb18030 = encoding_rs::GB18030.encode(&text).0.into_owned();
    assert!(case.counts(&gb18030).counts == whole.counts);
}
