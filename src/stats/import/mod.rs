//! From an export of the register to counts.
//!
//! ```text
//! input      file                 → pieces of records, in UTF-8
//! row        record               → its combination of codes and its amount; what identifies is seen, not taken
//! stray      row                  → whether it is a record at all, or a total, a heading, a note
//! keys       key                  → whether it still says which child it is
//! repeats    keyed combinations   → one for each child; until then `packed` in few bits
//! dependence combinations         → whether one dimension follows from another
//! margins    combinations         → every cell of every table
//! counted    counts of an engine  → the same cells, checked against each other
//! ```
//!
//! Invariant: no record, no value of a column that is not declared, and no identifier leaves this room,
//! in a message or otherwise.

mod amount;
mod classify;
pub mod counted;
pub mod date;
mod dependence;
mod heading;
mod input;
mod keys;
mod margins;
mod packed;
mod repeats;
mod report;
mod row;
pub mod screen;
mod stray;
mod tally;
#[cfg(test)]
mod tests;

use std::{
    path::Path,
    sync::{Mutex, PoisonError},
};

use csv::ByteRecord;
use jiff::civil::Date;
use rayon::prelude::*;

use super::{
    declare::{Declaration, Duplicates},
    model::Counts,
};
use crate::diagnostic::{Code, Diagnostic, any_error};
use amount::MOST_SUM;
pub use heading::SAMPLE;
use heading::{Heading, MOST_BEFORE};
use input::{Chunks, Encoding, Export, Kind, Sheet, Visible, Workbook};
use repeats::{Repeats, Salt};
use row::{Reader, Scratch};
use tally::Tally;

/// What came of an export.
#[derive(Debug)]
pub struct Imported {
    pub counts: Counts,
    /// Records that were read; `None` where an engine had counted them.
    pub records: Option<u64>,
    pub children: u64,
    /// Records that were not counted, because another of the same child was.
    pub repeats: u64,
    /// What the export says of itself where it is synthetic: `seed=7 rows=3000`.
    pub sample: Option<String>,
}

/// Told of the bytes that were read, and of how many there are.
pub type Progress<'p> = &'p (dyn Fn(u64, u64) + Sync);

/// Reads an export, of rows or of counts, and counts it by a declaration as of a day. `None` if it must
/// not be counted; what was seen is told in either case.
pub fn import(
    path: &Path,
    declaration: &Declaration,
    as_of: Date,
    progress: Progress<'_>,
) -> (Option<Imported>, Vec<Diagnostic>) {
    let mut told = Vec::new();
    let imported = read(path, declaration, as_of, progress, &mut told);
    match imported {
        Ok(imported) if !any_error(&told) => (Some(imported), told),
        Ok(_) => (None, told),
        Err(problems) => {
            told.extend(problems);
            (None, told)
        }
    }
}

fn read(
    path: &Path,
    declaration: &Declaration,
    as_of: Date,
    progress: Progress<'_>,
    told: &mut Vec<Diagnostic>,
) -> Result<Imported, Vec<Diagnostic>> {
    let one = |problem| vec![problem];
    let mut export = Export::open(path).map_err(one)?;
    let imported = match export.kind {
        Kind::Parquet => {
            let file = export.file.try_clone().map_err(|error| one(input::broken_by(&error)))?;
            counted::from_parquet(file, declaration, as_of)
        }
        Kind::Zip | Kind::Compound => {
            let bytes = export.held().map_err(one)?;
            let workbook = Workbook::open(bytes, export.kind == Kind::Zip).map_err(one)?;
            from_workbook(workbook, declaration, as_of, told)
        }
        Kind::Text => from_text(&mut export, declaration, as_of, progress, told),
    };
    // Before what was found in it: of a file that changed nothing that was found need be true.
    export.check_unchanged(path).map_err(one)?;
    imported
}

fn from_text(
    export: &mut Export,
    declaration: &Declaration,
    as_of: Date,
    progress: Progress<'_>,
    told: &mut Vec<Diagnostic>,
) -> Result<Imported, Vec<Diagnostic>> {
    let one = |problem| vec![problem];
    let (encoding, digest) = input::sniff(&mut export.file).map_err(one)?;
    let peeked = input::peek(&mut export.file, encoding, MOST_BEFORE).map_err(one)?;
    if let Some((delimiter, _)) = peeked.iter().find(|(_, rows)| counted::is_counts(rows)) {
        let mut chunks = chunks(export, encoding, *delimiter)?;
        let mut text = Vec::new();
        while let Some(piece) = chunks.next().map_err(one)? {
            text.extend(piece);
        }
        return counted::from_csv(&text, *delimiter, declaration, as_of);
    }
    // The separator with which most declared columns are found; the first of those that are equal.
    let found = |rows: &[ByteRecord]| {
        rows.iter().map(|row| Heading::found(row, declaration)).max().unwrap_or(0)
    };
    let best = peeked.iter().rev().max_by_key(|(_, rows)| found(rows));
    let Some((delimiter, rows)) = best else { return Err(Vec::new()) };
    let (at, heading) = heading_of(rows, declaration)?;
    let mut chunks = chunks(export, encoding, *delimiter)?;
    let size = export.size();
    let mut collector = Collector::new(declaration, heading, as_of);
    let mut skip = at + 1;
    let mut next = read_batch(&mut chunks).map_err(one)?;
    while !next.is_empty() {
        let batch = std::mem::take(&mut next);
        let read = || read_batch(&mut chunks);
        let (tallies, more) = rayon::join(|| collector.work_texts(&batch, *delimiter, skip), read);
        next = more.map_err(one)?;
        collector.join(tallies);
        skip = 0;
        progress(chunks.read(), size);
    }
    if chunks.digest() != digest {
        return Err(vec![input::changed()]);
    }
    collector.finish(told)
}

/// A second door to the file, at its start.
fn chunks(export: &Export, encoding: Encoding, delimiter: u8) -> Result<Chunks, Vec<Diagnostic>> {
    let file = export.file.try_clone().map_err(|error| vec![input::broken_by(&error)])?;
    Ok(Chunks::new(file, encoding, delimiter))
}

fn read_batch(chunks: &mut Chunks) -> Result<Vec<Vec<u8>>, Diagnostic> {
    let mut batch = Vec::new();
    while batch.len() < rayon::current_num_threads() * 4 {
        match chunks.next()? {
            Some(piece) => batch.push(piece),
            None => break,
        }
    }
    Ok(batch)
}

fn from_workbook(
    mut workbook: Workbook,
    declaration: &Declaration,
    as_of: Date,
    told: &mut Vec<Diagnostic>,
) -> Result<Imported, Vec<Diagnostic>> {
    let one = |problem| vec![problem];
    let sheet =
        sheet_of(&workbook.sheets(MOST_BEFORE).map_err(one)?, declaration, told).map_err(one)?;
    let mut collector: Option<Collector<'_>> = None;
    let mut refused = Vec::new();
    let read = input::rows(&mut workbook, sheet, &mut |mut rows| {
        let mut skip = 0;
        if collector.is_none() && refused.is_empty() {
            match heading_of(&rows[..rows.len().min(MOST_BEFORE)], declaration) {
                Ok((at, heading)) => {
                    skip = at + 1;
                    collector = Some(Collector::new(declaration, heading, as_of));
                }
                Err(problems) => refused = problems,
            }
        }
        if let Some(collector) = &mut collector {
            collector.take_rows(&mut rows[skip..]);
        }
        Ok(())
    });
    read.map_err(one)?;
    match collector {
        Some(collector) => collector.finish(told),
        None => Err(refused),
    }
}

/// The sheet that is the register: the only one to be seen that has the declared columns. Where there is none, the
/// first with anything in it, so that what it lacks can be told.
fn sheet_of(
    sheets: &[Sheet],
    declaration: &Declaration,
    told: &mut Vec<Diagnostic>,
) -> Result<usize, Diagnostic> {
    let has_columns =
        |sheet: &Sheet| sheet.start.iter().any(|row| Heading::is_one(row, declaration));
    let with = |visible: Visible| {
        let sheets = sheets.iter().enumerate().filter(move |(_, sheet)| sheet.visible == visible);
        sheets.filter(|(_, sheet)| has_columns(sheet)).map(|(at, _)| at).collect::<Vec<_>>()
    };
    let (seen, mut hidden) = (with(Visible::Yes), with(Visible::No));
    if seen.len() > 1 {
        return Err(Diagnostic::new(
            Code::SeveralSheets,
            format!("{} sheets of the workbook have the declared columns; which one counts cannot be told", seen.len()),
            format!("工作簿里有 {} 张表都有声明的列，不知道该数哪一张", seen.len()),
        )
        .mend(
            "put all records into one sheet and delete the others, or save the one that counts as CSV",
            "请把记录并到一张表里，删去其余的；或把要用的那张另存为 CSV",
        ));
    }
    // A visible sheet that lacks the columns is read before a hidden one that has them: it is told then.
    let visible = |is_filled: bool| {
        sheets.iter().position(|sheet| {
            sheet.visible == Visible::Yes && !(is_filled && sheet.start.is_empty())
        })
    };
    let first = seen.first().copied();
    let sheet = first.or_else(|| visible(true)).or_else(|| visible(false)).unwrap_or(0);
    hidden.retain(|at| *at != sheet);
    if !hidden.is_empty() {
        let numbers: Vec<String> = hidden.iter().map(|at| (at + 1).to_string()).collect();
        told.push(
            Diagnostic::new(
                Code::HiddenSheet,
                format!("hidden sheets with the declared columns were not read: number {}", numbers.join(", ")),
                format!("有隐藏的表也有声明的列，没有读：第 {} 张", numbers.join("、")),
            )
            .mend(
                "delete them if they are old; show the one that counts and delete the others if it is among them",
                "如果是旧表，请删去；如果该数的是它，请取消隐藏，再删去其余的",
            ),
        );
    }
    Ok(sheet)
}

/// The row of headings and where it is: the first that has every column, else the best there is, so
/// that what it lacks can be told.
fn heading_of(
    rows: &[ByteRecord],
    declaration: &Declaration,
) -> Result<(usize, Heading), Vec<Diagnostic>> {
    let whole = rows.iter().position(|row| Heading::is_one(row, declaration));
    let best = whole
        .or_else(|| (0..rows.len()).rev().max_by_key(|at| Heading::found(&rows[*at], declaration)));
    match best {
        Some(at) => Ok((at, Heading::read(&rows[at], declaration)?)),
        None => Heading::read(&ByteRecord::new(), declaration).map(|heading| (0, heading)),
    }
}

/// Counts pieces side by side and joins what came of them in the order of the file.
struct Collector<'d> {
    reader: Reader<'d>,
    tally: Tally,
    repeats: Repeats,
    scratches: Mutex<Vec<Scratch>>,
}

impl<'d> Collector<'d> {
    fn new(declaration: &'d Declaration, heading: Heading, as_of: Date) -> Self {
        let reader = Reader::new(declaration, heading, date::of_date(as_of), Salt::random());
        let tally = reader.tally();
        let repeats = Repeats::new(reader.amounts.is_some());
        Collector { reader, tally, repeats, scratches: Mutex::default() }
    }

    fn work_texts(&self, pieces: &[Vec<u8>], delimiter: u8, skip: usize) -> Vec<Tally> {
        let numbered = pieces.par_iter().enumerate();
        numbered
            .map(|(index, piece)| {
                self.work(|reader, scratch, tally| {
                    let mut records = input::csv_reader(piece, delimiter);
                    let mut record = ByteRecord::new();
                    let mut before = if index == 0 { skip } else { 0 };
                    // Bytes in memory cannot fail to be read.
                    while records.read_byte_record(&mut record).unwrap_or(false) {
                        if before > 0 {
                            before -= 1;
                            continue;
                        }
                        reader.take(&record, scratch, tally);
                    }
                })
            })
            .collect()
    }

    fn take_rows(&mut self, rows: &mut [ByteRecord]) {
        let width = self.reader.heading.width();
        let tallies = rows
            .par_chunks_mut(1_024)
            .map(|rows| {
                self.work(|reader, scratch, tally| {
                    for row in rows {
                        // A sheet ends a row behind its last value.
                        while row.len() < width {
                            row.push_field(b"");
                        }
                        reader.take(row, scratch, tally);
                    }
                })
            })
            .collect();
        self.join(tallies);
    }

    fn work(&self, work: impl FnOnce(&Reader<'d>, &mut Scratch, &mut Tally)) -> Tally {
        let lock = || self.scratches.lock().unwrap_or_else(PoisonError::into_inner);
        let mut scratch = lock().pop().unwrap_or_default();
        let mut tally = self.reader.tally();
        work(&self.reader, &mut scratch, &mut tally);
        lock().push(scratch);
        tally
    }

    fn join(&mut self, tallies: Vec<Tally>) {
        let by_place = self.reader.declaration.export.order.is_none();
        for mut tally in tallies {
            let before = if by_place { self.tally.records as u32 } else { 0 };
            for mut record in std::mem::take(&mut tally.keyed) {
                record.order = record.order.saturating_add(before);
                self.repeats.put(record);
            }
            self.tally.add(tally);
        }
    }

    fn finish(self, told: &mut Vec<Diagnostic>) -> Result<Imported, Vec<Diagnostic>> {
        let Collector { reader, tally, repeats, .. } = self;
        let declaration = reader.declaration;
        let mut problems = report::tell(&tally, &reader.heading, declaration);
        let rule = declaration.export.duplicates;
        let resolved = repeats.resolve(rule, &declaration.design.dimensions);
        problems.extend(tally.keys.tell(declaration, &resolved.largest));
        if resolved.repeated > 0 {
            problems.push(duplicates(
                rule,
                resolved.repeated,
                resolved.repeats,
                resolved.differing,
            ));
        }
        if any_error(&problems) {
            return Err(problems);
        }
        let combinations: Vec<(u64, u64)> =
            tally.counts.into_iter().chain(resolved.counts).collect();
        let children = combinations.iter().map(|(_, children)| children).sum();
        let dependent = dependence::of_combinations(declaration, &combinations);
        if !dependent.is_empty() {
            return Err(dependent);
        }
        let sums = tally.sums.into_iter().chain(resolved.sums);
        let counts = margins::count(&declaration.design, combinations, sums);
        if counts.sums.values().any(|sum| sum.total > MOST_SUM) {
            return Err(vec![amount::too_large(declaration)]);
        }
        told.extend(problems);
        Ok(Imported {
            children,
            counts,
            records: Some(tally.records),
            repeats: resolved.repeats,
            sample: reader.heading.sample,
        })
    }
}

fn duplicates(rule: Duplicates, repeated: u64, repeats: u64, differing: u64) -> Diagnostic {
    let (which_en, which_zh) = match rule {
        Duplicates::Refuse => {
            return Diagnostic::new(
                Code::DuplicateRecords,
                format!(
                    "{repeated} children have more than one record ({differing} of them differ)"
                ),
                format!("有 {repeated} 个孩子不止一条记录（其中 {differing} 个前后不一致）"),
            )
            .mend(
                "leave one record a child, or declare `duplicates` as \"first\" or \"last\"",
                "每个孩子只留一条记录，或把 duplicates 写成 \"first\" 或 \"last\"",
            );
        }
        Duplicates::First => ("first", "最早"),
        Duplicates::Last => ("last", "最近"),
    };
    Diagnostic::new(
        Code::ResolvedDuplicates,
        format!(
            "{repeated} children have more than one record ({differing} of them differ): the {which_en} \
             counts, {repeats} records do not"
        ),
        format!(
            "有 {repeated} 个孩子不止一条记录（其中 {differing} 个前后不一致）：按{which_zh}的一条计，另外 \
             {repeats} 条不计"
        ),
    )
}
