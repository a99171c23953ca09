//! A table as a workbook for Excel and WPS: the table as the page lays it out, its amounts on a sheet of their
//! own, and a sheet that says what it is.

use std::borrow::Cow;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use serde::Serialize;

use super::{Said, grid, plain, words};
use crate::portal::statistics::{Grid, Row, Statistics, TableIx};

#[derive(Debug, Serialize)]
pub struct Book<'a> {
    said: Said<'a>,
    counts: Sheet<'a>,
    /// Absent where the table shows none.
    amounts: Option<Sheet<'a>>,
}

/// Numbers in rows and columns.
#[derive(Debug, Serialize)]
struct Sheet<'a> {
    name: &'static str,
    title: Cow<'a, str>,
    /// How small numbers are protected.
    protection: Cow<'a, str>,
    /// What the first columns are: the dimensions that go down.
    corner: Vec<&'a str>,
    columns: Vec<Cow<'a, str>>,
    /// Of a column of numbers, in characters.
    width: u8,
    rows: Vec<RowOfSheet<'a>>,
}

#[derive(Debug, Serialize)]
struct RowOfSheet<'a> {
    labels: Vec<&'a str>,
    /// Steps of its last label from the total.
    level: u8,
    /// `None`: withheld.
    cells: Vec<Option<u64>>,
}

/// Rows above the table: its title, and what to know before reading it.
const ABOVE: u32 = 3;
const ROWS: u32 = 1_048_576;

pub fn book<'p>(of: &'p Statistics, table: TableIx, said: Said<'p>) -> Book<'p> {
    let grid = grid(of, table);
    let counts = Sheet {
        name: words::SHEET,
        title: said.title.into(),
        protection: said.protection.clone().into(),
        corner: corner(of, &grid),
        columns: columns(of, &grid, || words::value(said.unit)),
        width: 11,
        rows: rows(of, &grid, |row| row.cells.iter().map(|shown| shown.number()).collect()),
    };
    let amounts = said.amounts.as_ref().map(|heading| Sheet {
        name: words::AMOUNTS,
        title: words::of(said.title, heading).into(),
        protection: words::AMOUNTS_SUPPRESSED.into(),
        corner: corner(of, &grid),
        columns: columns(of, &grid, || heading.clone()),
        width: 16,
        rows: rows(of, &grid, |row| row.amounts.iter().map(|shown| shown.number()).collect()),
    });
    Book { counts, amounts, said }
}

fn corner<'p>(of: &'p Statistics, grid: &Grid) -> Vec<&'p str> {
    let dimensions = &of.design().dimensions;
    grid.down.iter().map(|s| dimensions[s.dimension].label.as_str()).collect()
}

/// `heading` is that of the column where there is only one.
fn columns<'p>(of: &'p Statistics, grid: &Grid, heading: impl Fn() -> String) -> Vec<Cow<'p, str>> {
    match &grid.across {
        None => vec![heading().into()],
        Some(across) => {
            let codes = &of.design().dimensions[across.dimension].codes;
            across.codes.iter().map(|&c| codes[usize::from(c)].label.as_str().into()).collect()
        }
    }
}

fn rows<'p>(
    of: &'p Statistics,
    grid: &Grid,
    cells: impl Fn(&Row) -> Vec<Option<u64>>,
) -> Vec<RowOfSheet<'p>> {
    let dimensions = &of.design().dimensions;
    let code = |dimension: usize, code: u16| &dimensions[dimension].codes[usize::from(code)];
    let rows = grid.rows.iter().map(|row| {
        let codes = || grid.down.iter().zip(&row.codes).map(|(s, &c)| code(s.dimension, c));
        RowOfSheet {
            labels: codes().map(|code| code.label.as_str()).collect(),
            level: codes().next_back().map_or(0, |code| code.depth),
            cells: cells(row),
        }
    });
    rows.collect()
}

/// Empty only if the table is larger than a workbook can be.
pub fn write(book: &Book<'_>) -> Vec<u8> {
    workbook(book).unwrap_or_default()
}

fn workbook(book: &Book<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let day = ExcelDateTime::parse_from_str(&book.said.as_of)?;
    let nature = words::nature(book.said.sample);
    let properties = DocProperties::new()
        .set_title(plain(book.said.title))
        .set_subject(plain(book.said.register))
        .set_comment(nature)
        .set_creation_datetime(&day);
    workbook.set_properties(&properties);
    for sheet in [Some(&book.counts), book.amounts.as_ref()].into_iter().flatten() {
        let page = workbook.add_worksheet();
        figures(page, sheet, nature)?;
        if book.said.sample {
            // On every printed sheet.
            page.set_header(format!("&C&\"-,Bold\"{nature}"));
        }
    }
    notes(workbook.add_worksheet(), &book.said)?;
    workbook.save_to_buffer()
}

fn figures(page: &mut Worksheet, sheet: &Sheet<'_>, nature: &str) -> Result<(), XlsxError> {
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_border(FormatBorder::Thin);
    let number = Format::new().set_num_format("#,##0").set_border(FormatBorder::Thin);
    let mark = Format::new().set_align(FormatAlign::Right).set_border(FormatBorder::Thin);
    page.set_name(sheet.name)?;
    page.write_string_with_format(0, 0, plain(&sheet.title), &Format::new().set_bold())?;
    page.write_string(1, 0, plain(&sheet.protection))?;
    page.write_string(2, 0, nature)?;
    let first = sheet.corner.len() as u16;
    for (column, label) in (0..).zip(&sheet.corner) {
        page.write_string_with_format(ABOVE, column, plain(label), &head)?;
        page.set_column_width(column, 18)?;
    }
    for (column, label) in (first..).zip(&sheet.columns) {
        page.write_string_with_format(ABOVE, column, plain(label), &head)?;
        page.set_column_width(column, sheet.width)?;
    }
    for (at, row) in (ABOVE + 1..ROWS).zip(&sheet.rows) {
        for (column, label) in (0..).zip(&row.labels) {
            let indent = if column + 1 == first { row.level } else { 0 };
            let format = Format::new().set_indent(indent).set_border(FormatBorder::Thin);
            page.write_string_with_format(at, column, plain(label), &format)?;
        }
        for (column, cell) in (first..).zip(&row.cells) {
            match cell {
                Some(shown) => page.write_number_with_format(at, column, *shown as f64, &number)?,
                None => page.write_string_with_format(at, column, words::MARK, &mark)?,
            };
        }
    }
    page.set_freeze_panes(ABOVE + 1, first)?;
    page.set_repeat_rows(ABOVE, ABOVE)?;
    // A4, as wide as the sheet, as long as it takes.
    page.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

fn notes(page: &mut Worksheet, said: &Said<'_>) -> Result<(), XlsxError> {
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let name = Format::new().set_bold().set_align(FormatAlign::Top);
    page.set_name(words::NOTES)?;
    page.set_column_width(0, 22)?;
    page.set_column_width(1, 90)?;
    let amounts = said.amounts.iter().flat_map(|heading| {
        [
            (words::NOTE_AMOUNTS, heading.as_str()),
            (words::NOTE_AMOUNTS_PROTECTION, words::AMOUNTS_SUPPRESSED),
        ]
    });
    let notes = said.note.iter().map(|&note| (words::NOTE_NOTE, note));
    let all = [
        (words::NATURE, words::nature(said.sample)),
        (words::NOTE_TITLE, said.title),
        (words::NOTE_REGISTER, said.register),
        (words::NOTE_SOURCE, said.source),
        (words::NOTE_AS_OF, &said.as_of),
        (words::NOTE_UNIT, said.unit),
        (words::NOTE_PROTECTION, &said.protection),
    ]
    .into_iter()
    .chain(amounts)
    .chain(notes)
    .chain([
        (words::NOTE_PAGE, said.page.as_str()),
        (words::NOTE_ABOUT, &said.about),
        (words::NOTE_RELEASE, &said.release),
    ]);
    for (row, (what, text)) in (0..).zip(all) {
        page.write_string_with_format(row, 0, what, &name)?;
        page.write_string_with_format(row, 1, plain(text), &wrapped)?;
    }
    Ok(())
}
