//! What changes from one quarter to the next.

use serde::Serialize;

use super::{
    super::at::At,
    super::frame::{PageContext, page},
    amounts::amounts,
    figures::{Around, ChartContext},
    grid::grid,
    place::StatisticsSection,
    register::{RegisterContext, register},
    words,
};
use crate::portal::{
    StatisticsPart, Target,
    statistics::{Grid, Spread, Statistics, TableIx, depth, reading_order},
};

/// statistics-over-time.html
#[derive(Debug, Serialize)]
pub struct StatisticsOverTimeContext<'a> {
    pub page: PageContext<'a>,
    pub register: RegisterContext<'a>,
    /// One a table that tells stretches of time apart.
    pub sections: Vec<StatisticsSection<'a>>,
}

pub(super) fn over_time<'p>(
    at: At<'p>,
    of: &'p Statistics,
) -> Option<StatisticsOverTimeContext<'p>> {
    let time = of.time_dimension()?;
    let tables = (0..of.tables().len()).filter(|&ix| depth(&of.tables()[ix], time) > 0);
    Some(StatisticsOverTimeContext {
        page: page(at),
        register: register(at, of),
        sections: tables.map(|table| section(at, of, table, time)).collect(),
    })
}

/// The whole over time; by the first other dimension, where there is one.
fn section<'p>(
    at: At<'p>,
    of: &'p Statistics,
    table: TableIx,
    time: usize,
) -> StatisticsSection<'p> {
    let declared = &of.tables()[table];
    let total = of.total();
    let around = Around::new(of, table, total.clone());
    let spread = |dimension: usize, deepest: u8| Spread {
        dimension,
        codes: reading_order(
            &of.design().dimensions[dimension],
            depth(declared, dimension).min(deepest),
        ),
    };
    let other = around.open().into_iter().find(|&dimension| dimension != time);
    let spreads: Vec<Spread> = [spread(time, u8::MAX)]
        .into_iter()
        .chain(other.map(|dimension| spread(dimension, 1)))
        .collect();
    let labels: Vec<&str> = spreads
        .iter()
        .map(|spread| of.design().dimensions[spread.dimension].label.as_str())
        .collect();
    let laid = Grid::new(of, table, &total, spreads);
    let caption = words::by_all(&labels);
    let charts = |around: &Around<'p>| -> Vec<ChartContext> {
        around.chart(format!("t{table}c"), &declared.title, time, None).into_iter().collect()
    };
    StatisticsSection {
        id: &declared.id,
        title: &declared.title,
        url: at.to(Target::Statistics(StatisticsPart::Table(table))),
        charts: charts(&around),
        amounts: amounts(&around, &[time], charts, &laid, &caption),
        grid: grid(of, &laid, caption),
    }
}
