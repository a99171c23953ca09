//! A table as a template reads it: words and numbers, nothing left to reckon.

use serde::Serialize;

use super::words;
use crate::{
    portal::statistics::{Grid, Labels, Row, Spread, Statistics},
    stats::model::Amount,
};

/// A table of counts, or of amounts.
#[derive(Debug, Serialize)]
pub struct GridContext {
    /// What is counted, and by what.
    pub caption: String,
    /// Above the first column: what the rows are.
    pub corner: String,
    pub columns: Vec<ColumnContext>,
    pub groups: Vec<GridGroup>,
    /// Whether it is too wide for a phone, where each row then is a list.
    pub wide: bool,
    /// Whether a number in it is withheld.
    pub withheld: bool,
}

#[derive(Debug, Serialize)]
pub struct ColumnContext {
    pub label: String,
    /// Steps from the total, which has 0.
    pub level: u8,
}

/// Rows that belong together.
#[derive(Debug, Serialize)]
pub struct GridGroup {
    /// What they have in common; absent where there is one group.
    pub label: Option<String>,
    pub rows: Vec<GridRow>,
}

#[derive(Debug, Serialize)]
pub struct GridRow {
    pub label: String,
    /// Steps from the total, which has 0.
    pub level: u8,
    /// One a column; absent: withheld.
    pub cells: Vec<Option<String>>,
}

/// A table wider than this does not fit a phone, in ems of its type.
const PHONE: usize = 16;

/// The counts of a grid.
pub fn grid(statistics: &Statistics, grid: &Grid, caption: String) -> GridContext {
    let heading = words::counted(&statistics.newest().about().unit);
    laid_out(statistics, grid, caption, heading, |row| {
        row.cells.iter().map(|shown| shown.number().map(words::number)).collect()
    })
}

/// The sums of an amount in the cells of a grid.
pub fn grid_of_amounts(
    statistics: &Statistics,
    grid: &Grid,
    amount: &Amount,
    caption: &str,
) -> GridContext {
    let heading = words::amounts(&amount.label, &amount.unit);
    let caption = words::amounts_caption(&amount.label, caption);
    laid_out(statistics, grid, caption, heading, |row| {
        row.amounts.iter().map(|shown| shown.number().map(words::number)).collect()
    })
}

/// A grid in words. `heading` is that of the column where there is only one; a cell that is withheld has no text.
fn laid_out(
    statistics: &Statistics,
    grid: &Grid,
    caption: String,
    heading: String,
    cells: impl Fn(&Row) -> Vec<Option<String>>,
) -> GridContext {
    let labels = Labels(statistics);
    let columns: Vec<ColumnContext> = match &grid.across {
        None => vec![ColumnContext { label: heading, level: 0 }],
        Some(across) => across.codes.iter().map(|&code| column(&labels, across, code)).collect(),
    };
    let is_grouped = grid.down.len() > 1;
    let mut groups: Vec<GridGroup> = Vec::new();
    let mut group = None;
    for row in &grid.rows {
        let first = if is_grouped { row.codes.first().copied() } else { None };
        if groups.is_empty() || first != group {
            let label = first.map(|code| labels.group(&grid.down[0], code));
            groups.push(GridGroup { label, rows: Vec::new() });
            group = first;
        }
        let own = usize::from(is_grouped)..;
        let names = grid.down[own.clone()].iter().zip(&row.codes[own]);
        let row = GridRow {
            label: labels.joined(names.clone()),
            level: names.map(|(spread, &code)| labels.level(spread, code)).max().unwrap_or(0),
            cells: cells(row),
        };
        if let Some(group) = groups.last_mut() {
            group.rows.push(row);
        }
    }
    let caption = words::marked(statistics.mark(), &caption);
    let rows = || groups.iter().flat_map(|group| &group.rows);
    GridContext {
        caption,
        corner: labels.corner(&grid.down),
        wide: width(&columns, rows()) > PHONE,
        withheld: rows().flat_map(|row| &row.cells).any(Option::is_none),
        columns,
        groups,
    }
}

/// In ems: a Chinese character is one wide, a digit half.
fn width<'r>(columns: &[ColumnContext], rows: impl Iterator<Item = &'r GridRow> + Clone) -> usize {
    let ems = |text: &str| unicode_width::UnicodeWidthStr::width(text).div_ceil(2);
    let first = rows.clone().map(|row| ems(&row.label) + usize::from(row.level)).max().unwrap_or(0);
    let column = |(at, column): (usize, &ColumnContext)| {
        let cells = rows.clone().filter_map(|row| row.cells.get(at)?.as_deref());
        ems(&column.label).clamp(2, 5).max(cells.map(ems).max().unwrap_or(0)) + 1
    };
    first.min(8) + columns.iter().enumerate().map(column).sum::<usize>()
}

fn column(labels: &Labels<'_>, across: &Spread, code: u16) -> ColumnContext {
    ColumnContext { label: labels.of(across, code).to_owned(), level: labels.level(across, code) }
}
