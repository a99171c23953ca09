use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use jiff::civil::date;

use super::*;
use crate::portal::{sample::sample, statistics::Row};

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
        let codes = 2 * of.tables()[table].axes.len();
        let mut of_file: Vec<(Vec<String>, Vec<String>)> = rows[1..]
            .iter()
            .map(|row| {
                let ids = row[..codes].iter().step_by(2).cloned().collect();
                (ids, row[codes..row.len() - 1].to_vec())
            })
            .collect();
        let mut of_table: Vec<(Vec<String>, Vec<String>)> = view
            .cells()
            .map(|(key, shown)| {
                let axes = of.tables()[table].axes.iter();
                let ids = axes.map(|axis| {
                    let codes = &of.design().dimensions[axis.dimension].codes;
                    codes[usize::from(key[axis.dimension])].id.clone()
                });
                let text = |number: Option<u64>| number.map_or(String::new(), |n| n.to_string());
                let mut rest = vec![text(shown.number()), words::status(shown).to_owned()];
                if let Some(amount) = view.amount(&key) {
                    rest.extend([text(amount.number()), words::amount_status(amount).to_owned()]);
                }
                (ids.collect(), rest)
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
        let amounts = of.tables()[table].amounts.then_some(words::AMOUNTS);
        let sheets: Vec<&str> =
            [Some(words::SHEET), amounts, Some(words::NOTES)].into_iter().flatten().collect();
        assert_eq!(book.sheet_names(), sheets);
        for sheet in sheets {
            let formulas = book.worksheet_formula(sheet).expect("a sheet");
            assert_eq!(formulas.used_cells().count(), 0);
        }
        let grid = grid(of, table);
        let numbers = |cells: fn(&Row) -> Vec<Option<u64>>| grid.rows.iter().map(cells).collect();
        let counts = numbers(|row| row.cells.iter().map(|shown| shown.number()).collect());
        is_on(&mut book, words::SHEET, grid.down.len(), counts);
        if let Some(sheet) = amounts {
            let amounts = numbers(|row| row.amounts.iter().map(|shown| shown.number()).collect());
            is_on(&mut book, sheet, grid.down.len(), amounts);
        }
    }
}

/// Right of the `first` column of labels.
fn is_on(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str, first: usize, rows: Vec<Vec<Option<u64>>>) {
    let range = book.worksheet_range(sheet).expect("a sheet");
    assert_eq!(range.height(), 4 + rows.len());
    for (at, row) in rows.iter().enumerate() {
        assert!(!row.is_empty());
        for (column, number) in row.iter().enumerate() {
            let cell = range.get((4 + at, first + column)).expect("a cell");
            match number {
                Some(number) => assert_eq!(*cell, Data::Float(*number as f64)),
                None => assert_eq!(*cell, Data::String(words::MARK.to_owned())),
            }
        }
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
    let names: Vec<&str> = columns.iter().filter_map(|c| c["name"].as_str()).collect();
    assert_eq!(names[4..], ["value", "status", "amount", "amount_status", "nature"]);
    assert!(titles[6].contains("救助（元）"), "{titles:?}");
    assert_eq!(columns[6]["datatype"]["base"], "integer");
}

#[test]
fn the_files_of_a_table_without_amounts_have_no_place_for_them() {
    let portal = sample();
    let view = View::new(&portal, date(2026, 3, 1));
    let rows = rows(&bytes(&view, StatisticsPart::Csv(2)));
    assert_eq!(rows[0].len(), 2 * 2 + 3, "{:?}", rows[0]);
    let json = bytes(&view, StatisticsPart::Csvw(2));
    assert!(!String::from_utf8(json).expect("UTF-8").contains("amount"));
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
