//! What there is: the whole at a glance, and the way to every table and place.

use serde::Serialize;

use super::{
    super::at::{At, Link},
    super::frame::{PageContext, page},
    figures::{Around, ChartContext},
    place,
    register::{RegisterContext, register},
    table, words,
};
use crate::portal::{StatisticsPart, Target, statistics::Statistics};

/// statistics.html
#[derive(Debug, Serialize)]
pub struct StatisticsContext<'a> {
    pub page: PageContext<'a>,
    pub register: RegisterContext<'a>,
    /// The whole in one sentence.
    pub sentence: String,
    /// The first dimension of the first table.
    pub charts: Vec<ChartContext>,
    pub tables: Vec<TableCard<'a>>,
    pub places: Vec<Link<'a>>,
    /// Absent where nothing is counted over time.
    pub over_time: Option<Link<'a>>,
    /// The newest first.
    pub releases: Vec<ReleaseCard<'a>>,
}

#[derive(Debug, Serialize)]
pub struct TableCard<'a> {
    pub title: &'a str,
    pub url: String,
    pub description: String,
}

#[derive(Debug, Serialize)]
pub struct ReleaseCard<'a> {
    pub name: &'a str,
    pub title: &'a str,
    /// `YYYY-MM-DD`
    pub as_of: String,
    /// The file.
    pub url: String,
    /// Whether it is the one that the pages show.
    pub current: bool,
    /// Whether its figures are invented.
    pub sample: bool,
}

pub(super) fn overview<'p>(at: At<'p>, of: &'p Statistics) -> StatisticsContext<'p> {
    let about = of.newest().about();
    let around = Around::new(of, 0, of.total());
    let chart = around.first_dimension().and_then(|dimension| {
        around.chart("c1".to_owned(), &of.tables()[0].title, dimension, None)
    });
    StatisticsContext {
        page: page(at),
        register: register(at, of),
        sentence: words::marked(
            of.mark(),
            &words::total(about.as_of, around.shown(&[]), &about.unit),
        ),
        charts: chart.into_iter().collect(),
        tables: cards(at, of, None),
        places: place::links(at, of, None),
        over_time: over_time(at, of),
        releases: releases(at, of),
    }
}

/// All tables but one.
pub(super) fn cards<'p>(at: At<'p>, of: &'p Statistics, but: Option<usize>) -> Vec<TableCard<'p>> {
    let tables = of.tables().iter().enumerate().filter(|&(ix, _)| Some(ix) != but);
    tables
        .map(|(ix, table)| TableCard {
            title: &table.title,
            url: at.to(Target::Statistics(StatisticsPart::Table(ix))),
            description: table::description(of, ix),
        })
        .collect()
}

pub(super) fn over_time<'p>(at: At<'p>, of: &Statistics) -> Option<Link<'p>> {
    of.time_dimension()?;
    Some(at.link(words::OVER_TIME, Target::Statistics(StatisticsPart::OverTime)))
}

fn releases<'p>(at: At<'p>, of: &'p Statistics) -> Vec<ReleaseCard<'p>> {
    let releases = of.releases().iter().enumerate();
    releases
        .map(|(ix, release)| ReleaseCard {
            name: &release.about().name,
            title: &release.about().title,
            as_of: release.about().as_of.to_string(),
            url: at.to(Target::Statistics(StatisticsPart::Release(ix))),
            current: ix == 0,
            sample: release.about().sample.is_some(),
        })
        .collect()
}
