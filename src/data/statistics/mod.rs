//! The tables of the statistics as files: CSV with its description, XLSX, and the release.
//!
//! Invariant: they have what the pages show, cell by cell.

mod csv;
mod csvw;
mod words;
mod xlsx;

use std::borrow::Cow;

use serde::Serialize;

use crate::{
    plan::View,
    portal::{
        StatisticsPart, Target,
        statistics::{Grid, Spread, Statistics, TableIx, whole},
    },
    stats::{
        model::{Method, Shown},
        release::ShownAmount,
    },
};

/// A file of the statistics.
#[derive(Debug, Serialize)]
pub enum File<'a> {
    Csv(csv::Table<'a>),
    Csvw(Box<csvw::Description<'a>>),
    Xlsx(Box<xlsx::Book<'a>>),
    /// As it lies in the content.
    Release(&'a str),
}

/// What is said of a table in each of its files.
#[derive(Debug, Serialize)]
struct Said<'a> {
    title: &'a str,
    register: &'a str,
    source: &'a str,
    note: Vec<&'a str>,
    unit: &'a str,
    /// `YYYY-MM-DD`
    as_of: String,
    sample: bool,
    /// How small counts are protected.
    protection: String,
    /// What is summed up, and its unit.
    amounts: Option<String>,
    /// Absolute addresses: of the page of the table, of the page on protection, of the release.
    page: String,
    about: String,
    release: String,
    language: &'a str,
}

/// The files of the statistics, in a fixed order.
pub fn targets(view: &View<'_>) -> Vec<Target> {
    let Some(of) = &view.portal.statistics else { return Vec::new() };
    let tables = (0..of.tables().len()).flat_map(|table| {
        [StatisticsPart::Csv(table), StatisticsPart::Csvw(table), StatisticsPart::Xlsx(table)]
    });
    let releases = (0..of.releases().len()).map(StatisticsPart::Release);
    tables.chain(releases).map(Target::Statistics).collect()
}

/// What a file of the statistics prints; `None` for what is none.
pub fn context<'p>(view: &'p View<'p>, part: StatisticsPart) -> Option<File<'p>> {
    let of = view.portal.statistics.as_ref()?;
    Some(match part {
        StatisticsPart::Csv(table) => File::Csv(csv::table(of, table)),
        StatisticsPart::Csvw(table) => File::Csvw(Box::new(csvw::description(
            of,
            table,
            said(view, of, table),
            file_name(view, table),
        ))),
        StatisticsPart::Xlsx(table) => {
            File::Xlsx(Box::new(xlsx::book(of, table, said(view, of, table))))
        }
        StatisticsPart::Release(ix) => File::Release(of.releases().get(ix)?.text()),
        _ => return None,
    })
}

pub fn write(file: &File<'_>) -> Vec<u8> {
    match file {
        File::Csv(table) => csv::write(table),
        File::Csvw(description) => csvw::write(description),
        File::Xlsx(book) => xlsx::write(book),
        File::Release(text) => text.as_bytes().to_vec(),
    }
}

/// The name of the CSV file, by which its description finds it.
fn file_name(view: &View<'_>, table: TableIx) -> String {
    let path = view.routes.path(Target::Statistics(StatisticsPart::Csv(table)));
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

fn said<'p>(view: &'p View<'p>, of: &'p Statistics, table: TableIx) -> Said<'p> {
    let about = of.newest().about();
    let declared = &of.tables()[table];
    let address = |part| view.routes.absolute(Target::Statistics(part));
    Said {
        title: &declared.title,
        register: &about.title,
        source: of.source(),
        note: [&declared.note, &about.note].into_iter().flatten().map(String::as_str).collect(),
        unit: &about.unit,
        as_of: about.as_of.to_string(),
        sample: of.is_sample(),
        protection: match declared.method {
            Method::Suppress => words::suppressed(declared.threshold),
            Method::Round { base } => words::rounded(base),
        },
        amounts: of.amount(table).map(|amount| words::amounts(&amount.label, &amount.unit)),
        page: address(StatisticsPart::Table(table)),
        about: address(StatisticsPart::Protection),
        release: address(StatisticsPart::Release(0)),
        language: &view.portal.site.language,
    }
}

/// A cell of a table.
struct Record {
    /// A code of each axis, after the dimension.
    codes: Vec<(usize, u16)>,
    shown: Shown,
    /// `None` where the table shows no amounts.
    amount: Option<ShownAmount>,
}

/// Every cell of a table, in its order.
fn records(of: &Statistics, table: TableIx) -> Vec<Record> {
    let spreads = whole(of, table, u8::MAX);
    let mut records = vec![Vec::new()];
    for Spread { dimension, codes } in &spreads {
        let longer = |record: Vec<(usize, u16)>| {
            codes.iter().map(move |&code| {
                let mut record = record.clone();
                record.push((*dimension, code));
                record
            })
        };
        records = records.into_iter().flat_map(longer).collect();
    }
    let cells = of.cells(table);
    records
        .into_iter()
        .map(|codes| {
            let mut key = of.total();
            for &(dimension, code) in &codes {
                key[dimension] = code;
            }
            Record { codes, shown: cells.shown(&key), amount: cells.amount(&key) }
        })
        .collect()
}

fn grid(of: &Statistics, table: TableIx) -> Grid {
    Grid::of_table(of, table, u8::MAX)
}

/// A text for a file of tables: no control character.
fn plain(text: &str) -> Cow<'_, str> {
    match text.contains(char::is_control) {
        true => text.replace(char::is_control, " ").into(),
        false => text.into(),
    }
}

#[cfg(test)]
mod tests;
