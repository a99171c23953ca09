//! From a declaration as it is written to one that can be counted by.

use std::collections::HashSet;

use super::{
    AmountColumn, By, Column, Declaration, Duplicates, Export, Mapping,
    codes::codes,
    problem::{contradiction, twice, unknown_id},
    source::{
        AmountSource, ColumnSource, DeclarationSource, DimensionSource, ExportSource, TableSource,
    },
};
use crate::{
    content::{
        is_id,
        tables::PlaceSource,
        toml::{At, bad_value, unknown_word},
    },
    diagnostic::{Code, Diagnostic},
    stats::{
        model::{Amount, Axis, Design, Dimension, Dominance, Method, Table},
        release::Counting,
        text::fold,
    },
};

/// `k` where a declaration gives none.
const THRESHOLD: u64 = 5;
/// Base of rounding where a table gives none.
const BASE: u64 = 5;
/// Columns of a table's files besides its dimensions.
const COLUMNS: [&str; 5] = ["value", "status", "nature", "amount", "amount-status"];
/// *p* of the *p*% rule, and the largest amount of a record, where a declaration gives none.
const PERCENT: u64 = 15;
const MOST_AMOUNT: u64 = 1_000_000;
/// Addresses below `statistics/` that are no table.
const RESERVED: [&str; 5] = ["index", "places", "over-time", "protection", "data"];

/// Follows every reference of a declaration. Goes on after a problem; a declaration that comes with an
/// error is not to be counted by.
pub fn resolve(
    id: String,
    source: DeclarationSource,
    places: &[PlaceSource],
    problems: &mut Vec<Diagnostic>,
) -> Declaration {
    let columns = columns(&source.columns, problems);
    let export = export(source.export.as_ref(), columns, &source.columns, problems);
    let mut dimensions = Vec::new();
    let mut found: Vec<Option<Mapping>> = Vec::new();
    let mut ids = HashSet::new();
    for one in &source.dimensions {
        check_id(&one.id, &mut ids, problems);
        if COLUMNS.contains(&one.id.value.as_str()) {
            problems.push(contradiction(
                &one.id.place,
                "a column of the files that are offered has this name already: take another id",
                "供下载的文件里已经有这个名字的列：请换一个 id",
            ));
        }
        let (dimension, mapping) = dimension(one, places, &source.columns, problems);
        if let Some(mapping) = &mapping {
            check_columns(one, mapping, source.dimensions.iter().zip(&found), problems);
        }
        dimensions.push(dimension);
        found.push(mapping);
    }
    let mappings: Vec<Mapping> = found.into_iter().flatten().collect();
    let mut ids = HashSet::new();
    let mut tables = Vec::new();
    for one in &source.tables {
        check_id(&one.id, &mut ids, problems);
        tables.push(table(one, &source, &dimensions, problems));
    }
    let (amount, amount_column) =
        amount(source.amount.as_ref(), &source, &tables, problems).unzip();
    if let (Some(written), Some(AmountColumn { column, .. })) = (&source.amount, amount_column) {
        let is_other = export.key.contains(&column)
            || export.order == Some(column)
            || mappings
                .iter()
                .flat_map(|mapping: &Mapping| mapping.columns())
                .any(|one| one == column);
        if is_other {
            problems.push(contradiction(
                &written.column.place,
                "the column of the amount is read as something else too",
                "金额这一列又用作别的",
            ));
        }
    }
    let used: HashSet<usize> =
        tables.iter().flat_map(|table| &table.axes).map(|axis| axis.dimension).collect();
    for (index, one) in source.dimensions.iter().enumerate() {
        if !used.contains(&index) {
            problems.push(contradiction(
                &one.id.place,
                "no table uses this dimension",
                "没有一张表用到这个维度",
            ));
        }
    }
    let leaves = dimensions.iter().map(|dimension| dimension.codes.len() as u64);
    if leaves.into_iter().try_fold(1u64, u64::checked_mul).is_none() {
        problems.push(contradiction(&source.place, "too many codes in all", "代码总数太多"));
    }
    Declaration {
        id,
        counting: word(
            source.counting.as_ref(),
            &[("stock", Counting::Stock), ("running", Counting::Running)],
            problems,
        ),
        title: source.title.value,
        about: source.about.value,
        note: source.note.map(|at| at.value),
        unit: source.unit.map_or_else(|| "人".to_owned(), |at| at.value),
        source: source.source.value,
        design: Design { dimensions, tables, amount },
        mappings,
        amount: amount_column,
        export,
    }
}

fn check_id(id: &At<String>, ids: &mut HashSet<String>, problems: &mut Vec<Diagnostic>) {
    if id.value.is_empty() {
        return;
    }
    if !is_id(&id.value) || RESERVED.contains(&id.value.as_str()) {
        problems.push(
            bad_value(
                id.place.clone(),
                format!("`{}` cannot be an id here", id.value),
                format!("“{}”不能用作 id", id.value),
            )
            .mend(
                format!("a–z, 0–9 and -, and none of {}", RESERVED.join(", ")),
                format!("用小写字母 a–z、数字和 -，不能是 {}", RESERVED.join("、")),
            ),
        );
    }
    if !ids.insert(id.value.clone()) {
        problems.push(twice(id));
    }
}

/// The first of `allowed` where nothing is written.
fn word<T: Copy>(
    word: Option<&At<String>>,
    allowed: &[(&str, T)],
    problems: &mut Vec<Diagnostic>,
) -> T {
    let Some(at) = word else { return allowed[0].1 };
    match allowed.iter().find(|(word, _)| *word == at.value) {
        Some((_, value)) => *value,
        None => {
            problems.push(unknown_word(at, allowed.iter().map(|(word, _)| *word)));
            allowed[0].1
        }
    }
}

fn columns(sources: &[ColumnSource], problems: &mut Vec<Diagnostic>) -> Vec<Column> {
    let mut ids = HashSet::new();
    let mut names = HashSet::new();
    let mut columns = Vec::new();
    for source in sources {
        check_id(&source.id, &mut ids, problems);
        for name in &source.names {
            if !names.insert(fold(&name.value)) {
                problems.push(twice(name));
            }
        }
        let names = source.names.iter().map(|at| at.value.clone()).collect();
        columns.push(Column { id: source.id.value.clone(), names });
    }
    columns
}

fn column(
    id: &At<String>,
    columns: &[ColumnSource],
    problems: &mut Vec<Diagnostic>,
) -> Option<usize> {
    let found = columns.iter().position(|column| column.id.value == id.value);
    if found.is_none() {
        problems.push(unknown_id(id, columns.iter().map(|column| column.id.value.as_str())));
    }
    found
}

fn export(
    source: Option<&ExportSource>,
    columns: Vec<Column>,
    sources: &[ColumnSource],
    problems: &mut Vec<Diagnostic>,
) -> Export {
    let table = "children".to_owned();
    let Some(source) = source else {
        return Export {
            columns,
            key: Vec::new(),
            duplicates: Duplicates::Refuse,
            order: None,
            table,
        };
    };
    let key = source.key.iter().filter_map(|id| column(id, sources, problems)).collect();
    let order = source.order.as_ref().and_then(|id| column(id, sources, problems));
    let duplicates = word(
        source.duplicates.as_ref(),
        &[("refuse", Duplicates::Refuse), ("first", Duplicates::First), ("last", Duplicates::Last)],
        problems,
    );
    if let Some(at) = &source.duplicates
        && source.key.is_empty()
    {
        problems.push(contradiction(
            &at.place,
            "without a `key` no record is known to be a duplicate",
            "没有写 key，就认不出重复的记录",
        ));
    }
    let table = source.table.as_ref().map_or(table, |at| at.value.clone());
    Export { columns, key, duplicates, order, table }
}

fn dimension(
    source: &DimensionSource,
    places: &[PlaceSource],
    columns: &[ColumnSource],
    problems: &mut Vec<Diagnostic>,
) -> (Dimension, Option<Mapping>) {
    let made = codes(source, places, problems);
    let mut follow =
        |id: &Option<At<String>>| id.as_ref().and_then(|id| column(id, columns, problems));
    let (one, finer, birth) =
        (follow(&source.column), follow(&source.finer), follow(&source.birth));
    let is_age = !source.bands.is_empty();
    let by = match (one, is_age, source.quarters.is_some()) {
        (age, true, _) if age.is_some() || birth.is_some() => {
            Some(By::Age { age, birth, bands: made.bands })
        }
        (Some(column), false, true) => Some(By::Quarter { column, quarters: made.quarters }),
        (Some(column), false, false) => {
            Some(By::Spelling { column, finer, spellings: made.spellings })
        }
        _ => None,
    };
    if by.is_none() && source.column.is_none() && source.birth.is_none() {
        problems.push(contradiction(
            &source.id.place,
            "the dimension has no column",
            "这个维度没有写 column",
        ));
    }
    for (at, fits) in
        [(&source.birth, is_age), (&source.finer, !is_age && source.quarters.is_none())]
    {
        if let Some(at) = at.as_ref().filter(|_| !fits) {
            problems.push(contradiction(
                &at.place,
                "`birth` goes with `bands`, `finer` with neither `bands` nor `quarters`",
                "birth 只和 bands 一起用；finer 不和 bands、quarters 一起用",
            ));
        }
    }
    let mapping = by.map(|by| Mapping { by, unknown: made.unknown, several: made.several });
    let names = mapping.iter().flat_map(Mapping::columns).flat_map(|at| &columns[at].names);
    let dimension = Dimension {
        id: source.id.value.clone(),
        label: source.label.value.clone(),
        period: source.quarters.is_some(),
        columns: names.map(|name| name.value.clone()).collect(),
        codes: made.codes,
    };
    (dimension, mapping)
}

/// No two dimensions are read from one column, nor are two of them ages: the counts of the one would tell those of
/// the other, and nothing that is withheld in one is protected against that.
fn check_columns<'s>(
    source: &DimensionSource,
    mapping: &Mapping,
    before: impl Iterator<Item = (&'s DimensionSource, &'s Option<Mapping>)>,
    problems: &mut Vec<Diagnostic>,
) {
    let is_age = |mapping: &Mapping| match mapping.by {
        By::Age { .. } => true,
        By::Spelling { .. } | By::Quarter { .. } => false,
    };
    for (other, known) in before {
        let Some(known) = known else { continue };
        let of_both = mapping.columns().find(|column| known.columns().any(|one| one == *column));
        let ages = is_age(mapping) && is_age(known);
        if of_both.is_none() && !ages {
            continue;
        }
        let (one, other) = (&source.id.value, &other.id.value);
        let at = source.column.as_ref().or(source.birth.as_ref()).unwrap_or(&source.id);
        let (en, zh) = match ages {
            true => (
                format!("`{other}` and `{one}` are both ages: each tells the counts of the other"),
                format!("“{other}”和“{one}”都是年龄：由其中一个的人数可以推出另一个的"),
            ),
            false => (
                format!(
                    "`{other}` and `{one}` are read from the same column: each tells the counts of the other"
                ),
                format!("“{other}”和“{one}”取自同一列：由其中一个的人数可以推出另一个的"),
            ),
        };
        problems.push(
            Diagnostic::new(Code::DependentDimensions, en, zh)
                .mend(
                    "keep one of the two; for coarser groups put the codes below codes of the same dimension \
                     (`parent`), and let a table show fewer `levels`",
                    "两个只留一个；要分大类，就在同一个维度里用 parent 把代码归到上一级，再用 levels 写明这张表分到第几级",
                )
                .at(at.place.clone()),
        );
    }
}

/// The amount, and where it is read. What tables say of it must be possible.
fn amount(
    source: Option<&AmountSource>,
    whole: &DeclarationSource,
    tables: &[Table],
    problems: &mut Vec<Diagnostic>,
) -> Option<(Amount, AmountColumn)> {
    for (table, one) in tables.iter().zip(&whole.tables).filter(|(table, _)| table.amounts) {
        let mut refuse = |en, zh| problems.push(contradiction(&one.id.place, en, zh));
        if source.is_none() {
            refuse(
                "the table shows amounts, and no [amount] says of what",
                "这张表要带金额，但没有写 [amount]",
            );
        }
        if table.method != Method::Suppress {
            refuse(
                "amounts go with `method = \"suppress\"` only: a rounded table shows counts",
                "金额只能用在 method = \"suppress\" 的表里，取整的表只给人数",
            );
        }
    }
    let source = source?;
    let showing: Vec<Table> = tables.iter().filter(|table| table.amounts).cloned().collect();
    let id = &source.id.place;
    let mut refuse = |en, zh| problems.push(contradiction(id, en, zh));
    if showing.is_empty() {
        refuse(
            "no table shows this amount: write `amounts = true` in one",
            "没有一张表带这项金额：请在要带的表里写 amounts = true",
        );
    }
    if whole.counting.as_ref().is_some_and(|at| at.value == "running") {
        refuse(
            "amounts cannot be published of running totals: what was added since the last release is often \
             that of a few children",
            "累计数不能带金额：两次发布之间新增的往往只是几个孩子",
        );
    }
    let ring = Design { dimensions: Vec::new(), tables: showing, amount: None };
    if ring.ring().is_some() {
        refuse(
            "the tables with amounts overlap in a ring (A×B, B×C, C×A): let one of them show no amounts",
            "带金额的几张表互相交叉成环（A×B、B×C、C×A）：请让其中一张不带金额",
        );
    }
    if fold(&source.unit.value).contains(|c: char| c.is_ascii_digit() || "-.,".contains(c)) {
        problems.push(contradiction(
            &source.unit.place,
            "a unit that looks like a part of a number cannot be told from it",
            "单位里不能有数字、负号、点和逗号",
        ));
    }
    check_id(&source.id, &mut HashSet::new(), problems);
    let column = column(&source.column, &whole.columns, problems)?;
    let dominance = source.dominance.as_ref().map(|one| Dominance {
        records: one.records.value as usize,
        percent: u64::from(one.percent.value),
    });
    let amount = Amount {
        id: source.id.value.clone(),
        label: source.label.value.clone(),
        unit: source.unit.value.clone(),
        percent: source.percent.as_ref().map_or(PERCENT, |at| u64::from(at.value)),
        dominance,
    };
    let empty = [("refuse", false), ("zero", true)];
    let column = AmountColumn {
        column,
        most: source.most.as_ref().map_or(MOST_AMOUNT, |at| u64::from(at.value)),
        empty_is_zero: word(source.empty.as_ref(), &empty, problems),
    };
    Some((amount, column))
}

fn table(
    source: &TableSource,
    whole: &DeclarationSource,
    dimensions: &[Dimension],
    problems: &mut Vec<Diagnostic>,
) -> Table {
    let find = |id: &At<String>, problems: &mut Vec<Diagnostic>| {
        let found = dimensions.iter().position(|dimension| dimension.id == id.value);
        if found.is_none() && !id.value.is_empty() {
            problems.push(unknown_id(id, dimensions.iter().map(|dimension| &*dimension.id)));
        }
        found
    };
    let mut axes: Vec<Axis> = Vec::new();
    for axis in &source.axes {
        let Some(dimension) = find(&axis.id, problems) else { continue };
        if axes.iter().any(|other| other.dimension == dimension) {
            problems.push(twice(&axis.id));
            continue;
        }
        let deepest = dimensions[dimension].codes.iter().map(|code| code.depth).max().unwrap_or(0);
        let depth = axis.levels.as_ref().map_or(deepest, |at| (at.value as u8).min(deepest));
        axes.push(Axis { dimension, depth });
    }
    let mut sensitive = Vec::new();
    for id in &source.sensitive {
        let Some(dimension) = find(id, problems) else { continue };
        if axes.iter().all(|axis| axis.dimension != dimension) {
            problems.push(contradiction(
                &id.place,
                "the table does not show this dimension",
                "这张表里没有这个维度",
            ));
            continue;
        }
        sensitive.push(dimension);
    }
    let is_rounded =
        word(source.method.as_ref(), &[("suppress", false), ("round", true)], problems);
    if let Some(base) = source.base.as_ref().filter(|_| !is_rounded) {
        problems.push(contradiction(
            &base.place,
            "`base` goes with `method = \"round\"`",
            "base 只和 method = \"round\" 一起用",
        ));
    }
    let base = source.base.as_ref().map_or(BASE, |at| u64::from(at.value));
    let threshold = source.threshold.as_ref().or(whole.threshold.as_ref());
    Table {
        id: source.id.value.clone(),
        title: source.title.value.clone(),
        note: source.note.as_ref().map(|at| at.value.clone()),
        axes,
        threshold: threshold.map_or(THRESHOLD, |at| u64::from(at.value)),
        zeros_are_sensitive: word(
            source.zeros.as_ref(),
            &[("publish", false), ("sensitive", true)],
            problems,
        ),
        sensitive,
        method: if is_rounded { Method::Round { base } } else { Method::Suppress },
        amounts: source.amounts,
    }
}
