//! The sums that a table shows beside its counts: in sentences, as pictures, and as a table.

use serde::Serialize;

use super::{
    facts::facts,
    figures::{Around, ChartContext},
    grid::{GridContext, grid_of_amounts},
    words,
};
use crate::portal::statistics::Grid;

/// The sums that a table shows beside its counts, of the same cells.
#[derive(Debug, Serialize)]
pub struct AmountsContext<'a> {
    /// What is summed up.
    pub label: &'a str,
    pub unit: &'a str,
    /// What they come to, what of the charts is most or latest, and how many are withheld.
    pub facts: Vec<String>,
    /// Of the same dimensions as those of the counts.
    pub charts: Vec<ChartContext>,
    /// Rows and columns are those of the counts.
    pub grid: GridContext,
}

/// The amounts in the cells of `laid`, drawn by `charts` as the page draws its counts. Of the dimensions
/// that are `drawn` sentences are said. `None` where the table shows no amounts.
pub fn amounts<'s>(
    counts: &Around<'s>,
    drawn: &[usize],
    charts: impl Fn(&Around<'s>) -> Vec<ChartContext>,
    laid: &Grid,
    caption: &str,
) -> Option<AmountsContext<'s>> {
    let around = counts.amounts()?;
    let amount = around.amount?;
    let grid = grid_of_amounts(around.statistics, laid, amount, caption);
    let whole = words::amount_whole(around.shown(&[]), &amount.unit);
    let whole = words::marked(around.statistics.mark(), &whole);
    Some(AmountsContext {
        label: &amount.label,
        unit: &amount.unit,
        facts: [whole].into_iter().chain(facts(&around, drawn)).chain(withheld(&grid)).collect(),
        charts: charts(&around),
        grid,
    })
}

/// How many of the numbers of a table are withheld; nothing where none is.
fn withheld(grid: &GridContext) -> Option<String> {
    let rows = grid.groups.iter().flat_map(|group| &group.rows);
    let cells: Vec<&Option<String>> = rows.flat_map(|row| &row.cells).collect();
    let withheld = cells.iter().filter(|cell| cell.is_none()).count();
    (withheld > 0).then(|| words::withheld_amounts(withheld, cells.len()))
}
