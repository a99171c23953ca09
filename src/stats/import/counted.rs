//! Counts that a database made by the query of `stats::sql`, in place of rows.

use std::fs::File;

use ahash::AHashMap;
use csv::ByteRecord;
use jiff::civil::Date;
use parquet::{
    file::reader::{FileReader, SerializedFileReader},
    record::Field,
};
use sha2::{Digest, Sha256};

use super::{
    Imported,
    amount::{self, MOST_SUM},
    dependence, duplicates,
    input::{self, damaged, guarded},
    margins,
};
use crate::{
    diagnostic::{Code, Diagnostic},
    stats::{
        declare::{Declaration, Duplicates},
        model::{CellKey, Counts, LARGEST, Sum, Table},
    },
};

/// Columns beside those of the dimensions.
pub const CHILDREN: &str = "weibao_children";
pub const REPEATS: &str = "weibao_repeats";
pub const QUERY: &str = "weibao_query";
pub const SAMPLE: &str = "weibao_sample";
/// The sum of the amounts, and of how many records none can be read.
pub const AMOUNT: &str = "weibao_amount";
pub const NO_AMOUNT: &str = "weibao_no_amount";
/// Stands for a value that no code stands for.
pub const NO_CODE: &str = "?";
/// Most rows that are taken.
const MOST_ROWS: usize = 4 << 20;

/// The column of the largest amount of all, of the second largest and so on, from 1.
pub fn largest(place: usize) -> String {
    format!("weibao_largest_{place}")
}

/// What binds counts to the declaration and the day they were made by.
pub fn mark(declaration: &Declaration, as_of: Date) -> String {
    let digest = Sha256::digest(format!("{as_of} {declaration:?}").as_bytes());
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a text begins with the headings of counts.
pub fn is_counts(rows: &[ByteRecord]) -> bool {
    rows.first().is_some_and(|row| row.iter().any(|name| name == CHILDREN.as_bytes()))
}

pub fn from_csv(
    text: &[u8],
    delimiter: u8,
    declaration: &Declaration,
    as_of: Date,
) -> Result<Imported, Vec<Diagnostic>> {
    let mut records = input::csv_reader(text, delimiter).into_byte_records();
    let text = |field: &[u8]| String::from_utf8_lossy(field).into_owned();
    let names = records.next().and_then(Result::ok).unwrap_or_default();
    let names = names.iter().map(text).collect();
    let rows = records.filter_map(Result::ok).take(MOST_ROWS + 1);
    count(names, rows.map(|row| row.iter().map(text).collect()), declaration, as_of)
}

pub fn from_parquet(
    file: File,
    declaration: &Declaration,
    as_of: Date,
) -> Result<Imported, Vec<Diagnostic>> {
    let read = guarded(|| {
        let reader = SerializedFileReader::new(file).map_err(|_| damaged())?;
        let schema = reader.metadata().file_metadata().schema_descr();
        let names: Vec<String> =
            schema.columns().iter().map(|column| column.name().to_owned()).collect();
        let mut rows = Vec::new();
        for row in reader.get_row_iter(None).map_err(|_| damaged())?.take(MOST_ROWS + 1) {
            let row = row.map_err(|_| damaged())?;
            rows.push(row.into_columns().into_iter().map(|(_, field)| text(&field)).collect());
        }
        Ok((names, rows))
    });
    let (names, rows): (_, Vec<Vec<String>>) = read.map_err(|problem| vec![problem])?;
    count(names, rows.into_iter(), declaration, as_of)
}

fn text(field: &Field) -> String {
    match field {
        Field::Str(text) => text.clone(),
        Field::Bytes(bytes) => String::from_utf8_lossy(bytes.data()).into_owned(),
        Field::Null => String::new(),
        field => field.to_string(),
    }
}

/// Where in a row each thing is.
struct Places {
    dimensions: Vec<usize>,
    children: usize,
    repeats: usize,
    query: usize,
    sample: Option<usize>,
    amounts: Option<AmountPlaces>,
}

struct AmountPlaces {
    total: usize,
    largest: [usize; LARGEST],
    no_amount: usize,
}

impl AmountPlaces {
    /// The sum of a row, and how many of its records have no amount. `None` where a number is none.
    fn read<'v>(&self, field: impl Fn(usize) -> &'v str) -> Option<(Sum, u64)> {
        let mut sum = Sum { total: field(self.total).parse().ok()?, ..Sum::default() };
        for (amount, at) in sum.largest.iter_mut().zip(self.largest) {
            *amount = field(at).parse().ok()?;
        }
        Some((sum, field(self.no_amount).parse().ok()?))
    }
}

fn count(
    names: Vec<String>,
    rows: impl Iterator<Item = Vec<String>>,
    declaration: &Declaration,
    as_of: Date,
) -> Result<Imported, Vec<Diagnostic>> {
    let one = |problem| vec![problem];
    let places = places(&names, declaration).map_err(one)?;
    let design = &declaration.design;
    let codes: Vec<AHashMap<&str, u16>> = design
        .dimensions
        .iter()
        .map(|dimension| {
            (0..).zip(&dimension.codes).map(|(index, code)| (&*code.id, index)).collect()
        })
        .collect();
    let mark = mark(declaration, as_of);
    let mut given: AHashMap<CellKey, (u64, Sum)> = AHashMap::new();
    let mut without_code = vec![0; design.dimensions.len()];
    let (mut repeats, mut without_amount, mut sample) = (0, 0, None);
    for (number, row) in rows.enumerate() {
        let field = |at: usize| row.get(at).map_or("", |text| text.trim());
        if field(places.query) != mark || number >= MOST_ROWS {
            return Err(vec![other_query()]);
        }
        let (children, again) =
            match (field(places.children).parse(), field(places.repeats).parse()) {
                (Ok(children), Ok(again)) => (children, again),
                _ => return Err(vec![no_number()]),
            };
        let (sum, no_amount) = match &places.amounts {
            None => (Sum::default(), 0),
            Some(amounts) => amounts.read(field).ok_or_else(|| vec![no_number()])?,
        };
        let mut key = vec![0; codes.len()];
        let mut lacking = Vec::new();
        for (dimension, at) in places.dimensions.iter().enumerate() {
            match field(*at) {
                NO_CODE => lacking.push(dimension),
                id => match codes[dimension].get(id) {
                    Some(code) => key[dimension] = *code,
                    None => {
                        return Err(vec![contradiction(
                            "a code is not one of the declaration",
                            "有的代码不在声明里",
                        )]);
                    }
                },
            }
        }
        if let Some(places) = &places.sample {
            sample = Some(field(*places).to_owned());
        }
        match lacking.as_slice() {
            [] => {}
            [dimension] if key.iter().all(|code| *code == 0) => {
                without_code[*dimension] += children;
                continue;
            }
            _ => continue,
        }
        if key.iter().all(|code| *code == 0) {
            (repeats, without_amount) = (again, no_amount);
        }
        let cell = (children, sum);
        if given.insert(key.into(), cell).is_some_and(|before| before != cell) {
            return Err(vec![contradiction("a cell has two counts", "同一个格子有两个计数")]);
        }
    }
    let mut problems = Vec::new();
    for (dimension, records) in design.dimensions.iter().zip(without_code) {
        if records > 0 {
            problems.push(no_code(&dimension.label, records));
        }
    }
    if without_amount > 0 {
        problems.push(no_amount(declaration, without_amount));
    }
    if repeats > 0 && declaration.export.duplicates == Duplicates::Refuse {
        problems.push(duplicates(Duplicates::Refuse, repeats, repeats, 0));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let (cells, sums) = given
        .into_iter()
        .map(|(cell, (children, sum))| ((cell.clone(), children), (cell, sum)))
        .unzip();
    let mut counts = check(declaration, cells).map_err(one)?;
    let dependent = dependence::of_counts(declaration, &counts, |one, table, cell| {
        is_innermost(one, table, cell)
    });
    if !dependent.is_empty() {
        return Err(dependent);
    }
    check_sums(declaration, &sums, &mut counts).map_err(one)?;
    let children = counts.cells.get(&vec![0; codes.len()].into_boxed_slice());
    let children = children.copied().unwrap_or(0);
    Ok(Imported { counts, records: None, children, repeats, sample })
}

fn places(names: &[String], declaration: &Declaration) -> Result<Places, Diagnostic> {
    let find = |name: &str| names.iter().position(|one| one.trim() == name);
    let need = |name: &str| {
        find(name).ok_or_else(|| {
            contradiction(&format!("the column {name} is missing"), &format!("缺少“{name}”列"))
        })
    };
    let dimensions = declaration.design.dimensions.iter().map(|dimension| need(&dimension.id));
    Ok(Places {
        dimensions: dimensions.collect::<Result<_, _>>()?,
        children: need(CHILDREN)?,
        repeats: need(REPEATS)?,
        query: need(QUERY)?,
        sample: find(SAMPLE),
        amounts: match declaration.amount {
            None => None,
            Some(_) => {
                let mut places = [0; LARGEST];
                for (number, place) in (1..).zip(&mut places) {
                    *place = need(&largest(number))?;
                }
                Some(AmountPlaces {
                    total: need(AMOUNT)?,
                    largest: places,
                    no_amount: need(NO_AMOUNT)?,
                })
            }
        },
    })
}

/// Counts every table again from its innermost cells, and compares: every margin that was given must
/// be the sum, none may be missing, and none may be of no table.
fn check(declaration: &Declaration, given: AHashMap<CellKey, u64>) -> Result<Counts, Diagnostic> {
    let design = &declaration.design;
    let mut counts = Counts::default();
    for table in &design.tables {
        let mut sums: AHashMap<CellKey, u64> = AHashMap::new();
        for (cell, children) in &given {
            if *children > 0 && is_innermost(declaration, table, cell) {
                margins::for_each_margin(design, table, cell, |margin| {
                    let sum = sums.entry(margin.into()).or_default();
                    *sum = sum.saturating_add(*children);
                });
            }
        }
        for (cell, sum) in sums {
            if given.get(&cell) != Some(&sum) {
                return Err(contradiction(
                    "a total is not the sum of its parts",
                    "有的合计不等于各部分之和",
                ));
            }
            counts.cells.insert(cell, sum);
        }
    }
    for (cell, children) in &given {
        if *children > 0 && counts.cells.get(cell) != Some(children) {
            return Err(contradiction(
                "a count is of no cell of the declared tables, or its parts are missing",
                "有的计数不属于声明的任何一张表，或缺少它的各部分",
            ));
        }
    }
    if given.is_empty() {
        return Err(contradiction("there are no counts", "没有计数"));
    }
    Ok(counts)
}

/// As `check`, of the sums of the tables that show amounts; those of other cells are passed over.
fn check_sums(
    declaration: &Declaration,
    given: &AHashMap<CellKey, Sum>,
    counts: &mut Counts,
) -> Result<(), Diagnostic> {
    let Some(column) = declaration.amount else { return Ok(()) };
    let design = &declaration.design;
    for (cell, sum) in given {
        if sum.total > MOST_SUM {
            return Err(amount::too_large(declaration));
        }
        if !is_possible(sum, counts.of(cell), column.most) {
            return Err(contradiction(
                "an amount cannot be that of so many children",
                "有的金额和人数对不上",
            ));
        }
    }
    for table in design.tables.iter().filter(|table| table.amounts) {
        let mut sums: AHashMap<CellKey, Sum> = AHashMap::new();
        for (cell, sum) in given {
            if sum.total > 0 && is_innermost(declaration, table, cell) {
                margins::for_each_margin(design, table, cell, |margin| {
                    sums.entry(margin.into()).or_default().add(sum);
                });
            }
        }
        for cell in design.cells(table) {
            let sum = sums.get(&cell).copied().unwrap_or_default();
            if given.get(&cell).copied().unwrap_or_default() != sum {
                return Err(contradiction(
                    "an amount is not the sum of its parts, or its largest are not theirs",
                    "有的金额不等于各部分之和，或最大的几笔对不上",
                ));
            }
            if sum.total > 0 {
                counts.sums.insert(cell, sum);
            }
        }
    }
    Ok(())
}

/// Whether so many children can have such amounts, none over `most`.
fn is_possible(sum: &Sum, children: u64, most: u64) -> bool {
    let listed = sum.largest.iter().fold(0u64, |listed, amount| listed.saturating_add(*amount));
    let others = children.saturating_sub(LARGEST as u64);
    let least_listed = sum.largest[LARGEST - 1];
    sum.largest.is_sorted_by(|a, b| a >= b)
        && sum.largest[0] <= most
        && sum.largest.iter().skip(children.min(LARGEST as u64) as usize).all(|amount| *amount == 0)
        && (listed..=listed.saturating_add(others.saturating_mul(least_listed)))
            .contains(&sum.total)
}

/// Whether a cell is of a table, and no axis of it goes further down from there.
fn is_innermost(declaration: &Declaration, table: &Table, cell: &[u16]) -> bool {
    let dimensions = &declaration.design.dimensions;
    cell.iter().enumerate().all(|(at, code)| {
        match table.axes.iter().find(|axis| axis.dimension == at) {
            None => *code == 0,
            Some(axis) => {
                let codes = &dimensions[at].codes;
                let depth = codes[usize::from(*code)].depth;
                let is_parent = || codes.iter().any(|other| other.parent == Some(*code));
                depth == axis.depth || (depth < axis.depth && !is_parent())
            }
        }
    })
}

fn contradiction(en: &str, zh: &str) -> Diagnostic {
    Diagnostic::new(
        Code::CountsContradict,
        format!("the counts cannot be taken: {en}"),
        format!("这份计数不能用：{zh}"),
    )
    .mend(
        "run the query that `weibao stats sql` prints, and export all that it gives",
        "请运行 weibao stats sql 打印的查询，把结果完整导出",
    )
}

fn no_number() -> Diagnostic {
    contradiction("a count is no number", "有的计数不是数字")
}

fn other_query() -> Diagnostic {
    Diagnostic::new(
        Code::CountsContradict,
        "the counts were made by another declaration, or as of another day",
        "这份计数是按另一份声明或另一个日期做的",
    )
    .mend(
        "print the query again with the same --as-of, run it, and import what it gives",
        "请用同一个 --as-of 重新打印查询，运行后再导入",
    )
}

fn no_code(label: &str, records: u64) -> Diagnostic {
    Diagnostic::new(
        Code::ExportValue,
        format!("{label}: no code stands for the value of {records} records"),
        format!("“{label}”：有 {records} 条记录的值没有代码对应"),
    )
    .mend(
        "look for them in the database, and add them to `also` of a code, or declare a code with \
         `unknown = true`",
        "请在数据库里找出这些值，写进某个代码的 also，或声明一个 unknown = true 的代码",
    )
}

fn no_amount(declaration: &Declaration, records: u64) -> Diagnostic {
    let column = declaration.amount.map(|amount| &declaration.export.columns[amount.column]);
    let name = column.map_or("", |column| &column.names[0]);
    Diagnostic::new(
        Code::ExportValue,
        format!("column {name}: {records} records have no amount that can be taken"),
        format!("“{name}”列：有 {records} 条记录的金额不能用"),
    )
    .mend(
        "look in the database for those that are empty, below zero, no whole number, no number at all, or more \
         than `most` under [amount]",
        "请在数据库里找出没有填、是负数、不是整数、不是数字，或者超过 [amount] 里 most 的金额",
    )
}
