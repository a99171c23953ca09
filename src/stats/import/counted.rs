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
    Imported, duplicates,
    input::{self, damaged, guarded},
    margins,
};
use crate::{
    diagnostic::{Code, Diagnostic},
    stats::{
        declare::{Declaration, Duplicates},
        model::{CellKey, Counts, Table},
    },
};

/// Columns beside those of the dimensions.
pub const CHILDREN: &str = "weibao_children";
pub const REPEATS: &str = "weibao_repeats";
pub const QUERY: &str = "weibao_query";
pub const SAMPLE: &str = "weibao_sample";
/// Stands for a value that no code stands for.
pub const NO_CODE: &str = "?";
/// Most rows that are taken.
const MOST_ROWS: usize = 4 << 20;

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
    let mut given: AHashMap<CellKey, u64> = AHashMap::new();
    let mut without_code = vec![0; design.dimensions.len()];
    let (mut repeats, mut sample) = (0, None);
    for (number, row) in rows.enumerate() {
        let field = |at: usize| row.get(at).map_or("", |text| text.trim());
        if field(places.query) != mark || number >= MOST_ROWS {
            return Err(vec![other_query()]);
        }
        let (children, again) =
            match (field(places.children).parse(), field(places.repeats).parse()) {
                (Ok(children), Ok(again)) => (children, again),
                _ => return Err(vec![contradiction("a count is no number", "有的计数不是数字")]),
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
            repeats = again;
        }
        if given.insert(key.into(), children).is_some_and(|before| before != children) {
            return Err(vec![contradiction("a cell has two counts", "同一个格子有两个计数")]);
        }
    }
    let mut problems = Vec::new();
    for (dimension, records) in design.dimensions.iter().zip(without_code) {
        if records > 0 {
            problems.push(no_code(&dimension.label, records));
        }
    }
    if repeats > 0 && declaration.export.duplicates == Duplicates::Refuse {
        problems.push(duplicates(Duplicates::Refuse, repeats, repeats, 0));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let counts = check(declaration, given).map_err(one)?;
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
