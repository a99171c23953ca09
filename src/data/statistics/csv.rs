//! A table as CSV, one cell a row: for every axis the code and its name, then the count, what is
//! published of it, where the table shows amounts the same of the amount, and whether the register is real. UTF-8 with a byte order mark and CR LF, as
//! Excel and WPS read Chinese.

use serde::Serialize;

use super::{super::table, Record, records, words};
use crate::portal::statistics::{Statistics, TableIx};

#[derive(Debug, Serialize)]
pub struct Table<'a> {
    header: Vec<String>,
    rows: Vec<Vec<std::borrow::Cow<'a, str>>>,
}

pub fn table<'p>(of: &'p Statistics, table: TableIx) -> Table<'p> {
    let nature = words::nature(of.is_sample());
    let rows = records(of, table).into_iter().map(|Record { codes, shown, amount }| {
        let mut row = Vec::with_capacity(2 * codes.len() + 5);
        for (dimension, code) in codes {
            let code = &of.design().dimensions[dimension].codes[usize::from(code)];
            row.push(code.id.as_str().into());
            row.push(code.label.as_str().into());
        }
        let number = shown.number().map(|number| number.to_string());
        row.push(number.unwrap_or_default().into());
        row.push(words::status(shown).into());
        if let Some(amount) = amount {
            let number = amount.number().map(|number| number.to_string());
            row.push(number.unwrap_or_default().into());
            row.push(words::amount_status(amount).into());
        }
        row.push(nature.into());
        row
    });
    Table { header: header(of, table), rows: rows.collect() }
}

/// The headings, in the order of the columns.
pub(super) fn header(of: &Statistics, table: TableIx) -> Vec<String> {
    let axes = of.tables()[table].axes.iter();
    let amount = of.amount(table).map(|amount| {
        [words::amounts(&amount.label, &amount.unit), words::AMOUNT_STATUS.to_owned()]
    });
    axes.flat_map(|axis| {
        let label = &of.design().dimensions[axis.dimension].label;
        [words::code_of(label), label.clone()]
    })
    .chain([words::value(&of.newest().about().unit), words::STATUS.to_owned()])
    .chain(amount.into_iter().flatten())
    .chain([words::NATURE.to_owned()])
    .collect()
}

pub fn write(table: &Table<'_>) -> Vec<u8> {
    let header = table.header.iter().map(String::as_str).collect();
    let rows = table.rows.iter().map(|row| row.iter().map(|cell| &**cell).collect());
    table::write(std::iter::once(header).chain(rows))
}
