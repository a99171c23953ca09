use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use jiff::civil::date;

use super::*;
use crate::portal::sample::sample;

fn bytes(view: &View<'_>, part: StatisticsPart) -> Vec<u8> {
    write(&context(view, part).expect("a file"))
}

fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).expect("a byte order mark");
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}

#[test]
fn a_csv_file_has_every_cell_of_its_table() {
    let portal = sample();
    let view = View::new(&portal, date(2026, 3, 1));
    let of = portal.statistics.as_ref().expect("statistics");
    for table in 0..of.tables().len() {
        let rows = rows(&bytes(&view, StatisticsPart::Csv(table)));
        let view = of.newest().table(table);
        let mut of_file: Vec<(Vec<String>, String, String)> = rows[1..]
            .iter()
            .map(|row| {
                let codes = row[..row.len() - 3].iter().step_by(2).cloned().collect();
                (codes, row[row.len() - 3].clone(), row[row.len() - 2].clone())
            })
            .collect();
        let mut of_table: Vec<(Vec<String>, String, String)> = view
            .cells()
            .map(|(key, shown)| {
                let axes = of.tables()[table].axes.iter();
                let ids = axes.map(|axis| {
                    let codes = &of.design().dimensions[axis.dimension].codes;
                    codes[usize::from(key[axis.dimension])].id.clone()
                });
                let number = shown.number().map_or(String::new(), |number| number.to_string());
                (ids.collect(), number, words::status(shown).to_owned())
            })
            .collect();
        of_file.sort();
        of_table.sort();
        assert_eq!(of_file, of_table);
    }
}

#[test]
fn a_workbook_has_every_cell_of_its_table_and_no_formula() {
    let portal = sample();
    let view = View::new(&portal, date(2026, 3, 1));
    let of = portal.statistics.as_ref().expect("statistics");
    for table in 0..of.tables().len() {
        let bytes = bytes(&view, StatisticsPart::Xlsx(table));
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        for sheet in [words::SHEET, words::NOTES] {
            let formulas = book.worksheet_formula(sheet).expect("a sheet");
            assert_eq!(formulas.used_cells().count(), 0);
        }
        let range = book.worksheet_range(words::SHEET).expect("a sheet");
        let grid = grid(of, table);
        let first = grid.down.len();
        for (at, row) in grid.rows.iter().enumerate() {
            for (column, shown) in row.cells.iter().enumerate() {
                let cell = range.get((4 + at, first + column)).expect("a cell");
                match shown.number() {
                    Some(number) => assert_eq!(*cell, Data::Float(number as f64)),
                    None => assert_eq!(*cell, Data::String(words::MARK.to_owned())),
                }
            }
        }
        assert_eq!(range.height(), 4 + grid.rows.len());
    }
}

#[test]
fn the_description_of_a_csv_file_names_its_columns() {
    let portal = sample();
    let view = View::new(&portal, date(2026, 3, 1));
    let rows = rows(&bytes(&view, StatisticsPart::Csv(0)));
    let json = bytes(&view, StatisticsPart::Csvw(0));
    let json: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
    assert_eq!(json["url"], "place-kind.csv");
    let columns = json["tableSchema"]["columns"].as_array().expect("columns");
    let titles: Vec<&str> = columns.iter().filter_map(|c| c["titles"].as_str()).collect();
    assert_eq!(titles, rows[0]);
    assert_eq!(json["tableSchema"]["primaryKey"], serde_json::json!(["place", "kind"]));
}

#[test]
fn the_release_is_published_as_it_is() {
    let portal = sample();
    let view = View::new(&portal, date(2026, 3, 1));
    let of = portal.statistics.as_ref().expect("statistics");
    let file = bytes(&view, StatisticsPart::Release(0));
    assert_eq!(file, of.newest().text().as_bytes());
}

#[test]
fn no_cell_of_a_file_is_a_formula_though_titles_and_names_begin_as_one() {
    let portal = sample();
    let view = View::new(&portal, date(2026, 3, 1));
    let of = portal.statistics.as_ref().expect("statistics");
    for table in 0..of.tables().len() {
        for cell in rows(&bytes(&view, StatisticsPart::Csv(table))).concat() {
            assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
        }
        // Of a workbook the bytes: no formula, and no link that runs a program.
        let workbook = bytes(&view, StatisticsPart::Xlsx(table));
        let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).expect("an archive");
        let mut hostile = 0;
        for at in 0..archive.len() {
            let mut part = archive.by_index(at).expect("a part");
            let mut xml = String::new();
            std::io::Read::read_to_string(&mut part, &mut xml).expect("XML");
            for unsafe_part in ["<f>", "<f ", "<hyperlink", "externalLink", "ddeLink", "macro"] {
                assert!(!xml.contains(unsafe_part), "{unsafe_part}: {xml}");
            }
            hostile += xml.matches("=cmd|").count();
        }
        assert!(hostile > 0, "the text stays what it is: text");
    }
}
