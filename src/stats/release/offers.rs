//! What would save tables that no withholding can protect: the declared hierarchy one level coarser,
//! wider bands, one dimension less, one table less. Each is tried as a release before it is offered.

use std::collections::BTreeSet;

use super::gate::Attempt;
use crate::{
    diagnostic::Sentence,
    stats::model::{Axis, CellKey, Code, Counts, Design, Method, Table},
};

/// Changes that are offered.
const MOST_OFFERS: usize = 4;
/// Cells of all designs that are tried, so that an answer comes while somebody waits for it.
const MOST_CELLS: usize = 20_000;

/// One change of a declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Change {
    /// Neighbouring bands of a dimension become one, two by two.
    Wider { dimension: usize },
    /// These tables show one level less of a dimension.
    Shallower { tables: Vec<usize>, dimension: usize },
    /// These tables no longer show a dimension.
    Without { tables: Vec<usize>, dimension: usize },
    /// No table shows amounts.
    NoAmounts,
    /// These tables are not published.
    Drop { tables: Vec<usize> },
}

/// A design after a change, and its counts where they are others.
struct Coarser {
    change: Change,
    design: Design,
    counts: Option<Counts>,
}

/// The changes with which all can be released, those first that keep most cells. `lost` are the cells
/// that cannot be protected.
pub(super) fn that_would_do(
    design: &Design,
    counts: &Counts,
    lost: &[CellKey],
    attempt: &Attempt<'_>,
) -> Vec<Sentence> {
    let mut coarser: Vec<(usize, Coarser)> = changes(design, lost)
        .into_iter()
        .map(|change| change.of(design, counts))
        .map(|coarser| (cells(&coarser.design), coarser))
        .collect();
    coarser.sort_by_key(|(cells, _)| std::cmp::Reverse(*cells));
    let (mut offers, mut tried) = (Vec::new(), 0);
    let last = coarser.len().saturating_sub(1);
    for (at, (cells, coarser)) in coarser.into_iter().enumerate() {
        let is_last_hope = at == last && offers.is_empty();
        if offers.len() == MOST_OFFERS || (tried + cells > MOST_CELLS && !is_last_hope) {
            continue;
        }
        tried += cells;
        let counts = coarser.counts.as_ref().unwrap_or(counts);
        if attempt.protect(&coarser.design, counts).is_ok() {
            offers.push(coarser.change.in_words(design, &coarser.design));
        }
    }
    offers
}

fn cells(design: &Design) -> usize {
    design.tables.iter().map(|table| design.cells(table).len()).sum()
}

/// All changes that touch a table with a lost cell, in one such table or in all of them.
fn changes(design: &Design, lost: &[CellKey]) -> Vec<Change> {
    let has = |table: &Table, cell: &CellKey| {
        cell.iter().enumerate().filter(|(_, code)| **code != 0).all(|(dimension, code)| {
            let depth = design.dimensions[dimension].codes[usize::from(*code)].depth;
            table.axes.iter().any(|axis| axis.dimension == dimension && depth <= axis.depth)
        })
    };
    let all: Vec<usize> = (0..design.tables.len())
        .filter(|at| design.tables[*at].method == Method::Suppress)
        .filter(|at| lost.iter().any(|cell| has(&design.tables[*at], cell)))
        .collect();
    let mut groups: Vec<Vec<usize>> = all.iter().map(|table| vec![*table]).collect();
    if all.len() > 1 {
        groups.push(all);
    }
    let mut changes: Vec<Change> = Vec::new();
    for group in groups {
        let dimensions: BTreeSet<usize> = group
            .iter()
            .flat_map(|table| design.tables[*table].axes.iter().map(|axis| axis.dimension))
            .collect();
        for dimension in dimensions {
            let having = |fits: &dyn Fn(&Table, u8) -> bool| -> Vec<usize> {
                let fits = |table: &&usize| {
                    let table = &design.tables[**table];
                    let axis = table.axes.iter().find(|axis| axis.dimension == dimension);
                    axis.is_some_and(|axis| fits(table, shown(design, axis)))
                };
                group.iter().filter(fits).copied().collect()
            };
            changes.push(Change::Wider { dimension });
            let tables = having(&|_, depth| depth > 1);
            changes.push(Change::Shallower { tables, dimension });
            let tables = having(&|table, _| table.axes.len() > 1);
            changes.push(Change::Without { tables, dimension });
        }
        if group.len() < design.tables.len() {
            changes.push(Change::Drop { tables: group });
        }
    }
    if design.amount.is_some() {
        changes.push(Change::NoAmounts);
    }
    let mut known: Vec<Change> = Vec::new();
    for change in changes {
        let does_something = match &change {
            Change::Wider { dimension } => bands(&design.dimensions[*dimension].codes).len() > 1,
            Change::NoAmounts => true,
            Change::Shallower { tables, .. }
            | Change::Without { tables, .. }
            | Change::Drop { tables } => !tables.is_empty(),
        };
        if does_something && !known.contains(&change) {
            known.push(change);
        }
    }
    known
}

/// Levels that an axis shows.
fn shown(design: &Design, axis: &Axis) -> u8 {
    let codes = &design.dimensions[axis.dimension].codes;
    axis.depth.min(codes.iter().map(|code| code.depth).max().unwrap_or(0))
}

/// The codes that are bands.
fn bands(codes: &[Code]) -> Vec<(usize, (u16, u16))> {
    codes.iter().enumerate().filter_map(|(at, code)| Some((at, code.band?))).collect()
}

impl Change {
    fn of(self, design: &Design, counts: &Counts) -> Coarser {
        let mut coarser = design.clone();
        let mut merged = None;
        match &self {
            Change::Wider { dimension } => {
                let codes = &design.dimensions[*dimension].codes;
                let (wider, now) = wider(codes);
                coarser.dimensions[*dimension].codes = wider;
                let mut sums = Counts::default();
                let moved = |cell: &CellKey| {
                    let mut cell = cell.clone();
                    cell[*dimension] = now[usize::from(cell[*dimension])];
                    cell
                };
                for (cell, count) in &counts.cells {
                    *sums.cells.entry(moved(cell)).or_default() += count;
                }
                for (cell, sum) in &counts.sums {
                    sums.sums.entry(moved(cell)).or_default().add(sum);
                }
                merged = Some(sums);
            }
            Change::Shallower { tables, dimension } => {
                for table in tables {
                    let axes = coarser.tables[*table].axes.iter_mut();
                    axes.filter(|axis| axis.dimension == *dimension)
                        .for_each(|axis| axis.depth = shown(design, axis) - 1);
                }
            }
            Change::Without { tables, dimension } => {
                for table in tables {
                    let table = &mut coarser.tables[*table];
                    table.axes.retain(|axis| axis.dimension != *dimension);
                    table.sensitive.retain(|sensitive| sensitive != dimension);
                }
            }
            Change::NoAmounts => {
                coarser.amount = None;
                coarser.tables.iter_mut().for_each(|table| table.amounts = false);
            }
            Change::Drop { tables } => {
                let mut at = 0..;
                coarser.tables.retain(|_| at.next().is_some_and(|at| !tables.contains(&at)));
            }
        }
        Coarser { change: self, design: coarser, counts: merged }
    }

    /// What to write in the declaration, in words and in its own lines.
    fn in_words(&self, before: &Design, after: &Design) -> Sentence {
        let label = |dimension: &usize| before.dimensions[*dimension].label.as_str();
        let titles = |tables: &[usize]| -> Vec<String> {
            let quoted = |table: &usize| format!("“{}”", before.tables[*table].title);
            tables.iter().map(quoted).collect()
        };
        let changed = |tables: &[usize]| -> String {
            let lines = |table: &usize| {
                let was_sensitive = !before.tables[*table].sensitive.is_empty();
                table_lines(after, &after.tables[*table], was_sensitive)
            };
            tables.iter().map(lines).collect()
        };
        let (en, zh, lines) = match self {
            Change::Wider { dimension } => (
                format!(
                    "wider bands of “{}”; instead of the present `bands` write",
                    label(dimension)
                ),
                format!("“{}”的分段放宽；把现在的 bands 换成", label(dimension)),
                bands_line(&before.dimensions[*dimension].id, &after.dimensions[*dimension].codes),
            ),
            Change::Shallower { tables, dimension } => (
                format!(
                    "{} without the finest level of “{}”; write",
                    titles(tables).join(" and "),
                    label(dimension)
                ),
                format!(
                    "{}里“{}”少分最细的一层；改成",
                    titles(tables).join("和"),
                    label(dimension)
                ),
                changed(tables),
            ),
            Change::Without { tables, dimension } => (
                format!("{} without “{}”; write", titles(tables).join(" and "), label(dimension)),
                format!("{}不再分“{}”；改成", titles(tables).join("和"), label(dimension)),
                changed(tables),
            ),
            Change::NoAmounts => (
                "the same tables without amounts; take out".to_owned(),
                "同样的表，但不带金额；删去".to_owned(),
                "\n   [amount]\n   amounts = true".to_owned(),
            ),
            Change::Drop { tables } => (
                format!("no table {}; take out", titles(tables).join(" and ")),
                format!("不公布{}；删去", titles(tables).join("和")),
                tables
                    .iter()
                    .map(|table| head("table", &before.tables[*table].id))
                    .collect::<String>(),
            ),
        };
        let (mut en, mut zh) = (format!("{en}{lines}"), format!("{zh}{lines}"));
        let used = |design: &Design| -> BTreeSet<usize> {
            design.tables.iter().flat_map(|table| &table.axes).map(|axis| axis.dimension).collect()
        };
        for unused in used(before).difference(&used(after)) {
            let lines = head("dimension", &before.dimensions[*unused].id);
            en.push_str(&format!("\n   and take out, since no table uses it any more{lines}"));
            zh.push_str(&format!("\n   再没有表用到的这个维度也删去{lines}"));
        }
        Sentence::new(en, zh)
    }
}

fn head(kind: &str, id: &str) -> String {
    format!("\n   [[{kind}]]\n   id = \"{id}\"")
}

/// The lines of a table that a change touches.
fn table_lines(design: &Design, table: &Table, was_sensitive: bool) -> String {
    let id = |dimension: usize| design.dimensions[dimension].id.as_str();
    let axes: Vec<String> = table
        .axes
        .iter()
        .map(|axis| {
            let deepest = shown(design, &Axis { depth: u8::MAX, ..*axis });
            match axis.depth < deepest {
                true => format!("{{ id = \"{}\", levels = {} }}", id(axis.dimension), axis.depth),
                false => format!("\"{}\"", id(axis.dimension)),
            }
        })
        .collect();
    let mut lines = format!("{}\n   dimensions = [{}]", head("table", &table.id), axes.join(", "));
    let sensitive: Vec<String> =
        table.sensitive.iter().map(|dimension| format!("\"{}\"", id(*dimension))).collect();
    if !sensitive.is_empty() || was_sensitive {
        lines.push_str(&format!("\n   sensitive = [{}]", sensitive.join(", ")));
    }
    lines
}

fn bands_line(dimension: &str, codes: &[Code]) -> String {
    let line = |code: &Code| {
        let (from, to) = code.band?;
        let Code { id, label, .. } = code;
        Some(format!("\n     {{ id = \"{id}\", label = \"{label}\", from = {from}, to = {to} }},"))
    };
    let lines: String = codes.iter().filter_map(line).collect();
    format!("{}\n   bands = [{lines}\n   ]", head("dimension", dimension))
}

/// Codes in which bands are merged two by two, and for each code which of these it is now.
fn wider(codes: &[Code]) -> (Vec<Code>, Vec<u16>) {
    let mut made: Vec<Code> = Vec::new();
    let mut now = Vec::new();
    // The band that the next one is merged into.
    let mut open: Option<usize> = None;
    for code in codes {
        match (code.band, open) {
            (Some((_, to)), Some(at)) => {
                let first = &mut made[at];
                let (from, end) = first.band.unwrap_or((0, 0));
                first.label =
                    relabelled(&first.label, end, to).unwrap_or_else(|| format!("{from}–{to}"));
                first.id = format!("{from}-{to}");
                first.band = Some((from, to));
                now.push(at as u16);
                open = None;
            }
            (band, _) => {
                let parent = code.parent.map(|parent| now[usize::from(parent)]);
                now.push(made.len() as u16);
                open = band.map(|_| made.len());
                made.push(Code { parent, ..code.clone() });
            }
        }
    }
    (made, now)
}

/// `0–5岁` that now ends with 11: `0–11岁`.
fn relabelled(label: &str, end: u16, to: u16) -> Option<String> {
    let end = end.to_string();
    let at = label.rfind(&end)?;
    Some(format!("{}{to}{}", &label[..at], &label[at + end.len()..]))
}
