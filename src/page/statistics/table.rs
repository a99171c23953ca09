//! One table: what it says in sentences, as pictures, and itself.

use serde::Serialize;

use super::{
    super::at::{At, Link},
    super::frame::{PageContext, page},
    amounts::{AmountsContext, amounts},
    facts::facts,
    figures::{Around, ChartContext},
    grid::{GridContext, grid},
    overview::{TableCard, cards, over_time},
    register::{RegisterContext, register},
    words,
};
use crate::{
    portal::{
        StatisticsPart, Target,
        statistics::{Grid, Statistics, TableIx},
    },
    stats::model::Method,
};

/// statistics-table.html
#[derive(Debug, Serialize)]
pub struct StatisticsTableContext<'a> {
    pub page: PageContext<'a>,
    pub register: RegisterContext<'a>,
    /// What the table shows, in sentences.
    pub facts: Vec<String>,
    pub charts: Vec<ChartContext>,
    pub grid: GridContext,
    /// Absent where the table shows none.
    pub amounts: Option<AmountsContext<'a>>,
    /// Whether the table goes deeper than the page: the rest is in the files and on the pages of the
    /// places.
    pub shortened: bool,
    pub note: Option<&'a str>,
    /// Counts are rounded to a multiple of it; absent where counts are withheld.
    pub rounded_to: Option<u64>,
    pub csv: String,
    pub xlsx: String,
    /// Description of the CSV file for programs.
    pub csvw: String,
    pub over_time: Option<Link<'a>>,
    pub others: Vec<TableCard<'a>>,
}

/// More cells than this make a page too heavy for a bad line.
const MOST_CELLS: usize = 900;

pub(super) fn table<'p>(
    at: At<'p>,
    of: &'p Statistics,
    table: TableIx,
) -> StatisticsTableContext<'p> {
    let declared = &of.tables()[table];
    let around = Around::new(of, table, of.total());
    let (laid, shortened) = laid_out(of, table);
    let charts = |around: &Around<'_>| around.charts("c", &declared.title);
    let part = |part| at.to(Target::Statistics(part));
    StatisticsTableContext {
        page: page(at),
        register: register(at, of),
        facts: wholes(&around).into_iter().chain(facts(&around, &around.open())).collect(),
        charts: charts(&around),
        amounts: amounts(&around, &around.open(), charts, &laid, &caption(of, table)),
        grid: grid(of, &laid, caption(of, table)),
        shortened,
        note: declared.note.as_deref(),
        rounded_to: match declared.method {
            Method::Suppress => None,
            Method::Round { base } => Some(base),
        },
        csv: part(StatisticsPart::Csv(table)),
        xlsx: part(StatisticsPart::Xlsx(table)),
        csvw: part(StatisticsPart::Csvw(table)),
        over_time: over_time(at, of).filter(|_| around.open().iter().any(|&d| around.is_time(d))),
        others: cards(at, of, Some(table)),
    }
}

/// The table down to the level at which it fits a page, and whether that leaves anything out.
fn laid_out(of: &Statistics, table: TableIx) -> (Grid, bool) {
    let deepest = of.tables()[table].axes.iter().map(|axis| axis.depth).max().unwrap_or(0);
    let fits = (1..=deepest)
        .rev()
        .map(|depth| (depth, Grid::of_table(of, table, depth)))
        .find(|(depth, grid)| *depth == 1 || grid.size() <= MOST_CELLS);
    match fits {
        Some((depth, grid)) => (grid, depth < deepest),
        None => (Grid::of_table(of, table, deepest), false),
    }
}

/// `困境未成年人登记统计，按县区、类别分。`
pub(super) fn caption(of: &Statistics, table: TableIx) -> String {
    let table = &of.tables()[table];
    let axes = table.axes.iter().filter(|axis| axis.depth > 0);
    let labels: Vec<&str> =
        axes.map(|axis| of.design().dimensions[axis.dimension].label.as_str()).collect();
    words::by_all(&labels)
}

pub(super) fn description(of: &Statistics, table: TableIx) -> String {
    let about = of.newest().about();
    words::table_description(&about.title, &caption(of, table), about.as_of)
}

/// How many there are, and how much they have together where that is shown.
fn wholes(around: &Around<'_>) -> Vec<String> {
    let about = around.statistics.newest().about();
    let sum = |amounts: Around<'_>| {
        let of = amounts.amount?;
        Some(words::amount_total(&of.label, amounts.shown(&[]).number()?, &of.unit))
    };
    [words::total(about.as_of, around.shown(&[]), &about.unit)]
        .into_iter()
        .chain(around.amounts().and_then(sum))
        .map(|sentence| words::marked(around.statistics.mark(), &sentence))
        .collect()
}
