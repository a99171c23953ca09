//! What the tables say of one place.

use serde::Serialize;

use super::{
    super::at::{At, Link},
    super::frame::{PageContext, page},
    amounts::{AmountsContext, amounts},
    figures::{Around, ChartContext},
    grid::{GridContext, grid},
    register::{RegisterContext, register},
    table, words,
};
use crate::{
    portal::{
        StatisticsPart, Target,
        statistics::{Grid, Spread, Statistics, TableIx, depth, subtree, whole},
    },
    stats::model::CellKey,
};

/// statistics-place.html
#[derive(Debug, Serialize)]
pub struct StatisticsPlaceContext<'a> {
    pub page: PageContext<'a>,
    pub register: RegisterContext<'a>,
    pub name: &'a str,
    pub sentence: String,
    /// One a table that tells places apart.
    pub sections: Vec<StatisticsSection<'a>>,
    /// The page with the number to ring there, where the place is one of the site.
    pub hotline: Option<Link<'a>>,
    pub others: Vec<Link<'a>>,
}

/// A table, or what concerns the page of it.
#[derive(Debug, Serialize)]
pub struct StatisticsSection<'a> {
    /// Unique in the page.
    pub id: &'a str,
    pub title: &'a str,
    /// The page of the whole table.
    pub url: String,
    pub charts: Vec<ChartContext>,
    pub grid: GridContext,
    /// Absent where the table shows none.
    pub amounts: Option<AmountsContext<'a>>,
}

pub(super) fn place<'p>(
    at: At<'p>,
    of: &'p Statistics,
    code: u16,
) -> Option<StatisticsPlaceContext<'p>> {
    let dimension = of.place_dimension()?;
    let about = of.newest().about();
    let mut base = of.total();
    base[dimension] = code;
    let tables: Vec<TableIx> =
        (0..of.tables().len()).filter(|&ix| depth(&of.tables()[ix], dimension) > 0).collect();
    let first = Around::new(of, *tables.first()?, base.clone());
    Some(StatisticsPlaceContext {
        page: page(at),
        register: register(at, of),
        name: name(of, code),
        sentence: words::marked(
            of.mark(),
            &words::place_total(name(of, code), about.as_of, first.shown(&[]), &about.unit),
        ),
        sections: tables.iter().map(|&table| section(at, of, table, dimension, &base)).collect(),
        hotline: of
            .place(code)
            .map(|place| at.link(&at.portal().places[place].name, Target::Place(place))),
        others: links(at, of, Some(code)),
    })
}

pub(super) fn name(of: &Statistics, code: u16) -> &str {
    let dimension = of.place_dimension().map(|ix| &of.design().dimensions[ix]);
    dimension.map_or("", |dimension| &dimension.codes[usize::from(code)].label)
}

/// The pages of all places but one.
pub(super) fn links<'p>(at: At<'p>, of: &'p Statistics, but: Option<u16>) -> Vec<Link<'p>> {
    let codes = of.place_codes().into_iter().filter(|&code| Some(code) != but);
    codes
        .map(|code| at.link(name(of, code), Target::Statistics(StatisticsPart::Place(code))))
        .collect()
}

fn section<'p>(
    at: At<'p>,
    of: &'p Statistics,
    table: TableIx,
    dimension: usize,
    base: &CellKey,
) -> StatisticsSection<'p> {
    let declared = &of.tables()[table];
    let around = Around::new(of, table, base.clone());
    let drawn = around.first_dimension();
    let charts = |around: &Around<'p>| -> Vec<ChartContext> {
        let title = place_title(of, table, dimension, base);
        drawn
            .and_then(|open| around.chart(format!("t{table}c"), &title, open, None))
            .into_iter()
            .collect()
    };
    let caption = table::caption(of, table);
    let grid_of_place = Grid::new(of, table, base, spreads(of, table, dimension, base));
    StatisticsSection {
        id: &declared.id,
        title: &declared.title,
        url: at.to(Target::Statistics(StatisticsPart::Table(table))),
        charts: charts(&around),
        amounts: amounts(&around, drawn.as_slice(), charts, &grid_of_place, &caption),
        grid: grid(of, &grid_of_place, caption),
    }
}

fn place_title(of: &Statistics, table: TableIx, dimension: usize, base: &CellKey) -> String {
    format!("{}：{}", name(of, base[dimension]), of.tables()[table].title)
}

/// The place and what is below it, by all that the table tells apart. A place with nothing below is
/// no row of its own: the next dimension goes down.
fn spreads(of: &Statistics, table: TableIx, dimension: usize, base: &CellKey) -> Vec<Spread> {
    let deepest = depth(&of.tables()[table], dimension);
    let places = subtree(&of.design().dimensions[dimension], base[dimension], deepest);
    let mut spreads = whole(of, table, u8::MAX);
    match spreads.len() {
        _ if places.len() > 1 => {
            for spread in spreads.iter_mut().filter(|spread| spread.dimension == dimension) {
                spread.codes.clone_from(&places);
            }
        }
        // Nothing else to tell: one row, of the place.
        1 => spreads[0].codes = places,
        _ => spreads.retain(|spread| spread.dimension != dimension),
    }
    spreads
}
