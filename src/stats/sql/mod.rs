//! The query that makes the counts of a declaration in a database, so that no row has to leave it.
//!
//! It reads values as `import` does: the same spellings, the same dates, the same rule for duplicates.
//! A test runs both on the same rows.

mod amount;
mod date;
mod dialect;

use std::fmt::Write;

use jiff::civil::Date;

pub use dialect::Dialect;

use super::{
    declare::{By, Declaration, Duplicates, Mapping},
    import::{
        counted::{CHILDREN, NO_CODE, QUERY, REPEATS, SAMPLE, mark},
        date::of_date,
    },
    model::{Design, Dimension},
};
use crate::diagnostic::{Code, Diagnostic};

/// Marks between the parts of a list, as a class of a regular expression.
const SEPARATORS: &str = "[、,;/+|和]";

/// The query. `sample` is what a synthetic register says of itself.
pub fn query(
    declaration: &Declaration,
    as_of: Date,
    dialect: Dialect,
    sample: Option<&str>,
) -> Result<String, Diagnostic> {
    let export = &declaration.export;
    if !export.key.is_empty() && export.order.is_none() && export.duplicates != Duplicates::Refuse {
        return Err(Diagnostic::new(
            Code::NoQuery,
            "a database has no first and no last record: the declaration gives no `order`",
            "数据库里的记录没有先后：声明里没有写 order",
        )
        .mend(
            "name a column of dates as `order` under [export]",
            "请在 [export] 里用 order 指明一个日期列",
        ));
    }
    let Steps { read, dated, numbered, days, coded } = steps(declaration, as_of, dialect);
    let table = table_name(&export.table, dialect);
    let levels = levels(&declaration.design, dialect);
    let sets = sets(&declaration.design);
    let order = order(declaration, dialect);
    let name = |id: &str| dialect.name(id);
    let mark = dialect.text(&mark(declaration, as_of));
    let sample = sample.map_or_else(String::new, |sample| {
        format!(",\n  {} AS {}", dialect.text(sample), name(SAMPLE))
    });
    let has_amounts = declaration.amount.is_some();
    let codes = declaration.design.dimensions.len();
    let amount = if has_amounts { amount::ranked(codes) } else { String::new() };
    let amounts = if has_amounts { amount::of_group(dialect) } else { Vec::new() };
    let amounts: String = amounts.iter().map(|column| format!(",\n  {column}")).collect();
    let dimensions = declaration.design.dimensions.iter().enumerate();
    let ids: Vec<String> = dimensions.map(|(at, one)| shown(one, at, dialect)).collect();
    let once = dialect.once();
    Ok(format!(
        "-- {} ({}, {as_of}); printed by weibao stats sql
WITH
read AS{once}(SELECT\n  {}\nFROM {table}),
dated AS{once}(SELECT *{}\nFROM read),
numbered AS{once}(SELECT *{}\nFROM dated),
days AS{once}(SELECT *{}\nFROM numbered),
coded AS{once}(SELECT\n  {}\nFROM days),
turned AS{once}(SELECT *,
  CASE WHEN child = '' THEN 1 ELSE ROW_NUMBER() OVER (PARTITION BY child ORDER BY {order}) END AS turn
FROM coded),
leveled AS{once}(SELECT turn{amount},\n  {}\nFROM turned)
SELECT\n  {},
  CAST(COALESCE(SUM(CASE WHEN turn = 1 THEN 1 ELSE 0 END), 0) AS BIGINT) AS {},
  CAST(COALESCE(SUM(CASE WHEN turn > 1 THEN 1 ELSE 0 END), 0) AS BIGINT) AS {},
  {mark} AS {}{amounts}{sample}
FROM leveled
GROUP BY GROUPING SETS (\n  {}\n);\n",
        declaration.title.replace(['\n', '\r'], " "),
        declaration.id,
        read.join(",\n  "),
        dated.concat(),
        numbered.concat(),
        days.concat(),
        coded.join(",\n  "),
        levels.join(",\n  "),
        ids.join(",\n  "),
        name(CHILDREN),
        name(REPEATS),
        name(QUERY),
        sets.join(",\n  "),
    ))
}

/// A table, with its schema where it is given.
fn table_name(table: &str, dialect: Dialect) -> String {
    table.split('.').map(|part| dialect.name(part)).collect::<Vec<_>>().join(".")
}

/// What each step of the query adds.
#[derive(Default)]
struct Steps {
    read: Vec<String>,
    dated: Vec<String>,
    numbered: Vec<String>,
    days: Vec<String>,
    coded: Vec<String>,
}

fn steps(declaration: &Declaration, as_of: Date, dialect: Dialect) -> Steps {
    let export = &declaration.export;
    let mut steps = Steps::default();
    let is_date = |column: usize| {
        export.order == Some(column)
            || declaration.mappings.iter().any(|mapping| match mapping.by {
                By::Age { birth, .. } => birth == Some(column),
                By::Quarter { column: quarter, .. } => quarter == column,
                By::Spelling { .. } => false,
            })
    };
    for (at, column) in export.columns.iter().enumerate() {
        let raw = format!("COALESCE({}, '')", dialect.as_text(&dialect.name(&column.names[0])));
        steps.read.push(format!("{} AS c{at}", dialect.folded(&raw, false)));
        if is_date(at) {
            steps.read.push(format!("{} AS w{at}", dialect.folded(&raw, true)));
            steps.dated.push(format!(",\n  {} AS d{at}", date::canonical(&format!("w{at}"))));
            let number = date::number(&format!("d{at}"), dialect);
            steps.numbered.push(format!(",\n  {number} AS n{at}"));
            steps.days.push(format!(",\n  {} AS y{at}", date::day(&format!("n{at}"))));
        }
    }
    if let (Some(amount), Some(column)) = (&declaration.design.amount, declaration.amount) {
        let name = dialect.name(&export.columns[column.column].names[0]);
        let raw = format!("COALESCE({}, '')", dialect.as_text(&name));
        steps.read.push(amount::text(&dialect.folded(&raw, true)));
        steps.dated.push(format!(",\n  {}", amount::number(&amount.unit, dialect)));
        steps.numbered.push(format!(",\n  {}", amount::digits()));
        steps.days.push(format!(",\n  {}", amount::amount(column, dialect)));
        steps.coded.push("amount".to_owned());
    }
    let child = export.key.iter().map(|column| format!("c{column}")).collect::<Vec<_>>();
    // No folded text has a space.
    let child = match child.as_slice() {
        [] => "''".to_owned(),
        parts => format!(
            "CASE WHEN {} = '' THEN '' ELSE {} END",
            parts.join(" || "),
            parts.join(" || ' ' || ")
        ),
    };
    steps.coded.push(format!("{child} AS child"));
    let order = export.order.map_or_else(|| "0".to_owned(), |at| format!("COALESCE(y{at}, 0)"));
    steps.coded.push(format!("{order} AS day"));
    let dimensions = declaration.design.dimensions.iter().zip(&declaration.mappings).enumerate();
    for (at, (dimension, mapping)) in dimensions {
        let code = code(dimension, mapping, of_date(as_of), dialect);
        steps.coded.push(format!("{code} AS k{at}"));
    }
    steps
}

/// The id of the code of a record.
fn code(dimension: &Dimension, mapping: &Mapping, on: u32, dialect: Dialect) -> String {
    let id = |code: u16| dialect.text(&dimension.codes[usize::from(code)].id);
    let unknown = |below: u16| {
        let code = mapping.unknown_below(below).or_else(|| mapping.unknown_below(0));
        code.map_or_else(|| dialect.text(NO_CODE), id)
    };
    match &mapping.by {
        By::Age { age, birth, bands } => {
            let years = date::years(*age, *birth, on, dialect);
            let mut cases = String::new();
            for band in bands {
                let (from, to) = (band.from, band.to);
                let _ =
                    write!(cases, " WHEN {years} BETWEEN {from} AND {to} THEN {}", id(band.code));
            }
            format!("CASE{cases} ELSE {} END", unknown(0))
        }
        By::Quarter { column, quarters } => {
            let number = date::quarter(*column, dialect);
            let mut cases = String::new();
            for quarter in quarters {
                let wanted = u32::from(quarter.year) * 10 + u32::from(quarter.quarter);
                let _ = write!(cases, " WHEN {wanted} THEN {}", id(quarter.code));
            }
            format!("CASE {number}{cases} ELSE {} END", unknown(0))
        }
        By::Spelling { column, finer, spellings } => {
            let is_inner = |code: u16| dimension.codes.iter().any(|one| one.parent == Some(code));
            let texts = |code: u16| {
                let own = spellings.iter().filter(|spelling| spelling.code == code);
                own.map(|spelling| dialect.text(&spelling.text)).collect::<Vec<_>>().join(", ")
            };
            let code_count = dimension.codes.len() as u16;
            let is_below =
                |code: u16| finer.is_some() && dimension.codes[usize::from(code)].depth > 1;
            let mut cases = String::new();
            for code in (1..code_count).filter(|code| !is_below(*code)) {
                let own = texts(code);
                if own.is_empty() {
                    continue;
                }
                let then = match (is_inner(code), finer) {
                    (false, _) => id(code),
                    (true, None) => unknown(code),
                    (true, Some(finer)) => {
                        let mut below = String::new();
                        let children = (1..code_count).filter(|child| {
                            dimension.codes[usize::from(*child)].parent == Some(code)
                        });
                        for child in children.filter(|child| !texts(*child).is_empty()) {
                            let then = if is_inner(child) { unknown(child) } else { id(child) };
                            let _ =
                                write!(below, " WHEN c{finer} IN ({}) THEN {then}", texts(child));
                        }
                        match below.is_empty() {
                            true => unknown(code),
                            false => format!("CASE{below} ELSE {} END", unknown(code)),
                        }
                    }
                };
                let _ = write!(cases, "\n    WHEN c{column} IN ({own}) THEN {then}");
            }
            if let Some(several) = mapping.several {
                let mut known: Vec<&str> = spellings.iter().map(|one| one.text.as_str()).collect();
                known.sort_unstable_by_key(|text| (std::cmp::Reverse(text.len()), *text));
                let rest = known.iter().fold(format!("c{column}"), |rest, text| {
                    format!("REPLACE({rest}, {}, '')", dialect.text(text))
                });
                let only = dialect.matches(&rest, &format!("^{SEPARATORS}*$"));
                let any = dialect.matches(&format!("c{column}"), SEPARATORS);
                let _ = write!(cases, "\n    WHEN {any} AND {only} THEN {}", id(several));
            }
            match cases.is_empty() {
                true => unknown(0),
                false => format!("CASE{cases} ELSE {} END", unknown(0)),
            }
        }
    }
}

/// In which order the records of a child stand: as in `import::repeats`.
fn order(declaration: &Declaration, dialect: Dialect) -> String {
    let day = match declaration.export.duplicates {
        Duplicates::Last => "day DESC",
        Duplicates::First | Duplicates::Refuse => "day",
    };
    let codes = 0..declaration.design.dimensions.len();
    let codes = codes.map(|at| format!(", k{at}{}", dialect.by_bytes()));
    let amount = declaration.amount.map_or("", |_| ", amount");
    format!("{day}{}{amount}", codes.collect::<String>())
}

/// The deepest level that a table shows of each dimension.
fn depths(design: &Design) -> Vec<u8> {
    (0..design.dimensions.len())
        .map(|at| {
            let axes = design.tables.iter().flat_map(|table| &table.axes);
            axes.filter(|axis| axis.dimension == at).map(|axis| axis.depth).max().unwrap_or(0)
        })
        .collect()
}

/// Columns with the code of a record on each level; a code that ends above stands for itself.
fn levels(design: &Design, dialect: Dialect) -> Vec<String> {
    let mut levels = Vec::new();
    for (at, depth) in depths(design).into_iter().enumerate() {
        let codes = &design.dimensions[at].codes;
        for level in 1..=depth {
            let mut cases = String::new();
            for code in codes.iter().filter(|code| code.depth > level) {
                let mut above = code;
                while let Some(parent) = above.parent.filter(|_| above.depth > level) {
                    above = &codes[usize::from(parent)];
                }
                let (from, to) = (dialect.text(&code.id), dialect.text(&above.id));
                let _ = write!(cases, " WHEN {from} THEN {to}");
            }
            levels.push(match cases.is_empty() {
                true => format!("k{at} AS k{at}_{level}"),
                false => format!("CASE k{at}{cases} ELSE k{at} END AS k{at}_{level}"),
            });
        }
    }
    levels
}

/// The id that a group shows of a dimension.
fn shown(dimension: &Dimension, at: usize, dialect: Dialect) -> String {
    let deepest = dimension.codes.iter().map(|code| code.depth).max().unwrap_or(0);
    let mut cases = String::new();
    for level in (1..=deepest).rev() {
        let _ = write!(cases, " WHEN GROUPING(k{at}_{level}) = 0 THEN k{at}_{level}");
    }
    let total = dialect.text(&dimension.codes[0].id);
    format!("CASE{cases} ELSE {total} END AS {}", dialect.name(&dimension.id))
}

/// Every combination of levels that some table shows, each once.
fn sets(design: &Design) -> Vec<String> {
    let mut sets = std::collections::BTreeSet::new();
    for table in &design.tables {
        let mut levels = vec![vec![0u8; design.dimensions.len()]];
        for axis in &table.axes {
            levels = levels
                .into_iter()
                .flat_map(|set| {
                    (0..=axis.depth).map(move |level| {
                        let mut set = set.clone();
                        set[axis.dimension] = level;
                        set
                    })
                })
                .collect();
        }
        sets.extend(levels);
    }
    sets.into_iter()
        .map(|set| {
            let levels = set.iter().enumerate().filter(|(_, level)| **level > 0);
            let columns = levels.map(|(at, level)| format!("k{at}_{level}"));
            format!("({})", columns.collect::<Vec<_>>().join(", "))
        })
        .collect()
}
