//! XLSX, ODS, and archives that mean harm.

use std::io::{Cursor, Write};

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{Case, HEADINGS, id};
use crate::diagnostic::Code;

/// A register as a person would type it: a title above, dates as dates, numbers as numbers and as text.
fn workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("空表").expect("a name");
    let sheet = workbook.add_worksheet();
    sheet.write_string(0, 0, "儿童名册").expect("a cell");
    for (column, name) in (0..).zip(HEADINGS.split(',')) {
        sheet.write_string(2, column, name).expect("a cell");
    }
    let day = Format::new().set_num_format("yyyy-mm-dd");
    for row in 0..6u32 {
        let at = row + 3;
        sheet.write_string(at, 0, "北县").expect("a cell");
        sheet.write_string(at, 1, "东乡").expect("a cell");
        sheet.write_string(at, 2, "孤儿").expect("a cell");
        match row % 3 {
            0 => sheet.write_number(at, 3, 12).expect("a cell"),
            1 => sheet.write_string(at, 3, "12").expect("a cell"),
            _ => {
                let born = ExcelDateTime::from_ymd(2014, 3, 4).expect("a date");
                sheet.write_datetime_with_format(at, 4, &born, &day).expect("a cell")
            }
        };
        match row % 2 {
            0 => {
                let registered = ExcelDateTime::from_ymd(2026, 7, 1).expect("a date");
                sheet.write_datetime_with_format(at, 5, &registered, &day).expect("a cell")
            }
            // The serial number of the same day, without a format.
            _ => sheet.write_number(at, 5, 46_204).expect("a cell"),
        };
        sheet.write_string(at, 6, id(row)).expect("a cell");
    }
    workbook.save_to_buffer().expect("a workbook")
}

#[test]
fn a_workbook_is_read_as_a_person_typed_it() {
    let case = Case::new();
    let imported = case.counts(&workbook());
    assert_eq!(imported.records, Some(6));
    let cell = [(0, "north"), (2, "6-17"), (3, "2026-q3")];
    assert_eq!(case.cell(&imported, &cell), 6);
    assert_eq!(case.cell(&imported, &[(0, "east"), (1, "orphans")]), 6);
}

fn zip(files: &[(&str, &[&[u8]])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, parts) in files {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a file");
        for part in *parts {
            zip.write_all(part).expect("bytes");
        }
    }
    zip.finish().expect("an archive").into_inner()
}

fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="a">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    zip(&[
        ("mimetype", &[b"application/vnd.oasis.opendocument.spreadsheet"]),
        ("META-INF/manifest.xml", &[b"<manifest/>"]),
        ("content.xml", &[content.as_bytes()]),
    ])
}

fn ods_row(values: &[&str]) -> String {
    let cell = |value: &&str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{value}</text:p></table:table-cell>"
        )
    };
    format!("<table:table-row>{}</table:table-row>", values.iter().map(cell).collect::<String>())
}

#[test]
fn an_ods_sheet_is_read() {
    let case = Case::new();
    let headings: Vec<&str> = HEADINGS.split(',').collect();
    let number = id(1);
    let row = ods_row(&["北县", "东乡", "孤儿", "12", "", "2026-07-01", &number]);
    let filler = "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell \
                  table:number-columns-repeated=\"16384\"/></table:table-row>";
    let imported = case.counts(&ods(&format!("{}{row}{filler}", ods_row(&headings))));
    assert_eq!(case.cell(&imported, &[(0, "east"), (1, "orphans")]), 1);
}

#[test]
fn an_archive_that_unpacks_to_more_than_it_may_is_refused() {
    let case = Case::new();
    let block = vec![b' '; 1 << 20];
    let spaces: Vec<&[u8]> = (0..200).map(|_| block.as_slice()).collect();
    let cells = "<c/>".repeat(1 << 18);
    let tags: Vec<&[u8]> = (0..200).map(|_| cells.as_bytes()).collect();
    let repeated = ods(
        "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell \
                        office:value-type=\"string\" table:number-columns-repeated=\"16000\"><text:p>a\
                        </text:p></table:table-cell></table:table-row>",
    );
    for (name, bytes) in [
        (
            "one long text",
            zip(&[("xl/workbook.xml", &[b"<a/>"]), ("xl/worksheets/sheet1.xml", &spaces)]),
        ),
        (
            "a large table of strings",
            zip(&[("xl/workbook.xml", &[b"<a/>"]), ("xl/sharedStrings.xml", &tags)]),
        ),
        ("a cell repeated", repeated),
        ("no workbook", zip(&[("a.txt", &[b"a"])])),
    ] {
        assert!(bytes.len() < 2 << 20, "{name}");
        assert_eq!(case.codes(&bytes), [Code::ExportUnreadable], "{name}");
    }
}

/// Sheets with so many records each, seen or not.
fn sheets(sheets: &[(u32, bool)]) -> Vec<u8> {
    sheets_of(Workbook::new(), sheets)
}

/// The same, behind the sheets that the workbook has already.
fn sheets_of(mut workbook: Workbook, sheets: &[(u32, bool)]) -> Vec<u8> {
    let mut next = 0;
    let first_seen = sheets.iter().position(|(_, seen)| *seen);
    for (at, (records, seen)) in sheets.iter().enumerate() {
        let sheet = workbook.add_worksheet();
        sheet.set_hidden(!seen);
        if first_seen == Some(at) {
            sheet.set_active(true).set_first_tab(true);
        }
        for (column, name) in (0..).zip(HEADINGS.split(',')) {
            sheet.write_string(0, column, name).expect("a cell");
        }
        for row in 1..=*records {
            next += 1;
            let values = ["北县", "东乡", "孤儿", "12", "", "2026-07-01", &id(next)];
            for (column, value) in (0..).zip(values) {
                sheet.write_string(row, column, value).expect("a cell");
            }
        }
    }
    workbook.save_to_buffer().expect("a workbook")
}

#[test]
fn the_sheet_that_a_person_sees_is_counted_and_two_are_refused() {
    let case = Case::new();
    for (given, children) in [
        (vec![(5, false), (24, true)], 24),
        (vec![(24, true), (5, false)], 24),
        (vec![(7, true)], 7),
    ] {
        let (imported, told) = case.bytes(&sheets(&given));
        assert_eq!(imported.expect("counts").children, children);
        let warned = told.iter().any(|one| one.code == Code::HiddenSheet);
        assert_eq!(warned, given.len() > 1, "{told:?}");
    }
    assert_eq!(case.codes(&sheets(&[(12, true), (12, true)])), [Code::SeveralSheets]);
    assert_eq!(case.codes(&sheets(&[(3, false), (12, true), (12, true)])), [Code::SeveralSheets]);
}

#[test]
fn a_hidden_sheet_is_not_counted_in_place_of_one_that_is_seen_and_has_no_records() {
    for note in [None, Some("填表说明")] {
        let mut workbook = Workbook::new();
        let seen = workbook.add_worksheet();
        if let Some(note) = note {
            seen.write_string(0, 0, note).expect("a cell");
        }
        let (imported, told) = Case::new().bytes(&sheets_of(workbook, &[(24, false)]));
        assert!(imported.is_none(), "{note:?}");
        let codes: Vec<Code> = told.iter().map(|one| one.code).collect();
        assert!(codes.contains(&Code::HiddenSheet), "{codes:?}");
    }
}

#[test]
fn a_key_that_is_a_number_in_a_workbook_is_seen_as_a_spreadsheet_shows_it() {
    let case = Case::new();
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, name) in (0..).zip(HEADINGS.split(',')) {
        sheet.write_string(0, column, name).expect("a cell");
    }
    for row in 1..20u32 {
        for (column, value) in (0..).zip(["北县", "东乡", "孤儿", "12", "", "2026-07-01"]) {
            sheet.write_string(row, column, value).expect("a cell");
        }
        let number: f64 = id(row)[..17].parse().expect("digits");
        sheet.write_number(row, 6, (number / 100.0).floor() * 1_000.0).expect("a cell");
    }
    let bytes = workbook.save_to_buffer().expect("a workbook");
    assert_eq!(case.codes(&bytes), [Code::DamagedKey]);
}
