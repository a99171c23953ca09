//! XLSX, XLS and ODS: their rows as texts.

use std::io::Cursor;

use calamine::{Data, DataRef, DataType, ExcelDateTime, Ods, Reader, Xls, Xlsx};
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
    /// Its first sheet with anything in it.
    Other(calamine::Range<Data>),
}

impl Workbook {
    /// Opens what is not known to be harmless.
    pub fn open(bytes: Vec<u8>, is_zip: bool) -> Result<Self, Diagnostic> {
        if !is_zip {
            return guarded(|| {
                let mut xls = Xls::new(Cursor::new(bytes)).map_err(|_| damaged())?;
                first(&mut xls)
            });
        }
        match zipped::check(&bytes)? {
            Zipped::Xlsx => guarded(|| {
                let xlsx = Xlsx::new(Cursor::new(bytes)).map_err(|_| damaged())?;
                Ok(Workbook::Xlsx(Box::new(xlsx)))
            }),
            Zipped::Ods => guarded(|| {
                let mut ods = Ods::new(Cursor::new(bytes)).map_err(|_| damaged())?;
                first(&mut ods)
            }),
        }
    }
}

fn first<R: Reader<Cursor<Vec<u8>>>>(workbook: &mut R) -> Result<Workbook, Diagnostic> {
    for name in workbook.sheet_names() {
        let range = workbook.worksheet_range(&name).map_err(|_| damaged())?;
        if !range.is_empty() {
            return Ok(Workbook::Other(range));
        }
    }
    Err(damaged())
}

/// Calls `take` with the rows of the first sheet that has any, some at a time, until there are no more
/// or `take` refuses.
pub fn rows(
    workbook: &mut Workbook,
    take: &mut dyn FnMut(Vec<ByteRecord>) -> Result<(), Diagnostic>,
) -> Result<(), Diagnostic> {
    let mut sink = Sink { batch: Vec::new(), take };
    match workbook {
        Workbook::Other(range) => {
            if range.width() > MOST_FIELDS {
                return Err(too_wide());
            }
            for row in range.rows() {
                sink.row(row.iter().map(|cell| text(cell, cell.to_string())))?;
            }
            sink.finish()
        }
        Workbook::Xlsx(xlsx) => guarded(|| {
            for name in xlsx.sheet_names() {
                let mut cells = xlsx.worksheet_cells_reader(&name).map_err(|_| damaged())?;
                let mut row: Vec<String> = Vec::new();
                let mut at = None;
                while let Some(cell) = cells.next_cell().map_err(|_| damaged())? {
                    let (line, column) = cell.get_position();
                    let column = column as usize;
                    if column >= MOST_FIELDS {
                        return Err(too_wide());
                    }
                    if at.is_some_and(|at| at != line) {
                        sink.row(row.drain(..))?;
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
                    sink.row(row.drain(..))?;
                    return sink.finish();
                }
            }
            sink.finish()
        }),
    }
}

struct Sink<'s> {
    batch: Vec<ByteRecord>,
    take: &'s mut dyn FnMut(Vec<ByteRecord>) -> Result<(), Diagnostic>,
}

impl Sink<'_> {
    const BATCH: usize = 1 << 14;

    fn row(&mut self, row: impl Iterator<Item = String>) -> Result<(), Diagnostic> {
        self.batch.push(row.collect::<Vec<_>>().into());
        if self.batch.len() == Self::BATCH {
            (self.take)(std::mem::take(&mut self.batch))?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(), Diagnostic> {
        (self.take)(std::mem::take(&mut self.batch))
    }
}

/// A cell as an export in text would have it: a date as one, a whole number without a point.
fn text<D: DataType>(cell: &D, plain: String) -> String {
    match (cell.get_datetime(), cell.get_float()) {
        (Some(date), _) if date.is_datetime() => date_text(&date),
        (_, Some(number)) if number.fract() == 0.0 && number.abs() < 1e21 => format!("{number:.0}"),
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
