//! XLSX, XLS and ODS: their rows as texts.

use std::io::Cursor;

use calamine::{
    Data, DataRef, DataType, ExcelDateTime, Ods, Reader, SheetType, SheetVisible, Xls, Xlsx,
};
use csv::ByteRecord;

use super::{
    guard::{damaged, guarded},
    too_large,
    zipped::{self, Zipped},
};
use crate::{diagnostic::Diagnostic, stats::import::heading::MOST_FIELDS};

/// A workbook in memory.
pub enum Workbook {
    Xlsx(Box<Xlsx<Cursor<Vec<u8>>>>),
    /// All its sheets.
    Other(Vec<(Visible, calamine::Range<Data>)>),
}

/// Whether a person who opens the workbook sees the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visible {
    Yes,
    No,
}

/// The first rows of a sheet.
pub struct Sheet {
    pub visible: Visible,
    pub start: Vec<ByteRecord>,
}

impl Workbook {
    /// Opens what is not known to be harmless.
    pub fn open(bytes: Vec<u8>, is_zip: bool) -> Result<Self, Diagnostic> {
        if !is_zip {
            return guarded(|| {
                let mut xls = Xls::new(Cursor::new(bytes)).map_err(|_| damaged())?;
                all(&mut xls)
            });
        }
        match zipped::check(&bytes)? {
            Zipped::Xlsx => guarded(|| {
                let xlsx = Xlsx::new(Cursor::new(bytes)).map_err(|_| damaged())?;
                Ok(Workbook::Xlsx(Box::new(xlsx)))
            }),
            Zipped::Ods => guarded(|| {
                let mut ods = Ods::new(Cursor::new(bytes)).map_err(|_| damaged())?;
                all(&mut ods)
            }),
        }
    }

    /// The first `most` rows of every sheet.
    pub fn sheets(&mut self, most: usize) -> Result<Vec<Sheet>, Diagnostic> {
        let visible: Vec<Visible> = match self {
            Workbook::Xlsx(xlsx) => xlsx.sheets_metadata().iter().map(visible).collect(),
            Workbook::Other(sheets) => sheets.iter().map(|(visible, _)| *visible).collect(),
        };
        let mut sheets = Vec::new();
        for (at, visible) in visible.into_iter().enumerate() {
            let mut start = Vec::new();
            let mut take = |row: ByteRecord| {
                start.push(row);
                Ok(start.len() < most)
            };
            each_row(self, at, &mut take)?;
            sheets.push(Sheet { visible, start });
        }
        Ok(sheets)
    }
}

fn visible(sheet: &calamine::Sheet) -> Visible {
    match sheet.visible {
        SheetVisible::Visible => Visible::Yes,
        SheetVisible::Hidden | SheetVisible::VeryHidden => Visible::No,
    }
}

fn all<R: Reader<Cursor<Vec<u8>>>>(workbook: &mut R) -> Result<Workbook, Diagnostic> {
    let mut sheets = Vec::new();
    for sheet in workbook.sheets_metadata().to_vec() {
        let range = workbook.worksheet_range(&sheet.name).map_err(|_| damaged())?;
        sheets.push((visible(&sheet), range));
    }
    match sheets.iter().all(|(_, range)| range.is_empty()) {
        true => Err(damaged()),
        false => Ok(Workbook::Other(sheets)),
    }
}

/// Calls `take` with the rows of a sheet, some at a time.
pub fn rows(
    workbook: &mut Workbook,
    sheet: usize,
    take: &mut dyn FnMut(Vec<ByteRecord>) -> Result<(), Diagnostic>,
) -> Result<(), Diagnostic> {
    const BATCH: usize = 1 << 14;
    let mut batch = Vec::new();
    each_row(workbook, sheet, &mut |row| {
        batch.push(row);
        if batch.len() == BATCH {
            take(std::mem::take(&mut batch))?;
        }
        Ok(true)
    })?;
    take(batch)
}

/// Calls `take` with the rows of a sheet until it has enough.
fn each_row(
    workbook: &mut Workbook,
    sheet: usize,
    take: &mut dyn FnMut(ByteRecord) -> Result<bool, Diagnostic>,
) -> Result<(), Diagnostic> {
    match workbook {
        Workbook::Other(sheets) => {
            let Some((_, range)) = sheets.get(sheet) else { return Ok(()) };
            if range.width() > MOST_FIELDS {
                return Err(too_wide());
            }
            for row in range.rows() {
                let row: Vec<String> =
                    row.iter().map(|cell| text(cell, cell.to_string())).collect();
                if !take(row.into())? {
                    return Ok(());
                }
            }
            Ok(())
        }
        Workbook::Xlsx(xlsx) => guarded(|| {
            let sheet = xlsx.sheets_metadata().get(sheet);
            let Some(sheet) = sheet.filter(|sheet| sheet.typ == SheetType::WorkSheet) else {
                return Ok(());
            };
            let name = sheet.name.clone();
            let mut cells = xlsx.worksheet_cells_reader(&name).map_err(|_| damaged())?;
            let mut row: Vec<String> = Vec::new();
            let mut at = None;
            while let Some(cell) = cells.next_cell().map_err(|_| damaged())? {
                let (line, column) = cell.get_position();
                let column = column as usize;
                if column >= MOST_FIELDS {
                    return Err(too_wide());
                }
                if at.is_some_and(|at| at != line) && !take(std::mem::take(&mut row).into())? {
                    return Ok(());
                }
                at = Some(line);
                if row.len() <= column {
                    row.resize(column + 1, String::new());
                }
                let value = cell.get_value();
                row[column] = match value {
                    DataRef::SharedString(shared) => (*shared).to_owned(),
                    value => text(value, Data::from(value.clone()).to_string()),
                };
            }
            if at.is_some() {
                take(row.into())?;
            }
            Ok(())
        }),
    }
}

/// A cell as an export in text would have it: a date as one, a whole number without a point, and of a long one the
/// digits that a spreadsheet shows, with zeros behind them.
fn text<D: DataType>(cell: &D, plain: String) -> String {
    match (cell.get_datetime(), cell.get_float()) {
        (Some(date), _) if date.is_datetime() => date_text(&date),
        (_, Some(number)) if number.fract() == 0.0 && number.abs() < 1e21 => number.to_string(),
        _ => plain,
    }
}

fn date_text(date: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    match (hour, minute, second) {
        (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
    }
}

fn too_wide() -> Diagnostic {
    too_large()
}
