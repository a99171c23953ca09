//! The pages of the statistics.
//!
//! Invariant: every number, sentence, share and chart is made of what a release shows.

mod amounts;
mod chart;
mod facts;
mod figures;
mod grid;
mod over_time;
mod overview;
mod place;
mod protection;
mod register;
mod table;
pub mod words;

pub use amounts::AmountsContext;
pub use figures::ChartContext;
pub use grid::{ColumnContext, GridContext, GridGroup, GridRow};
pub use over_time::StatisticsOverTimeContext;
pub use overview::{ReleaseCard, StatisticsContext, TableCard};
pub use place::{StatisticsPlaceContext, StatisticsSection};
pub use protection::{
    DominanceContext, ProtectedAmounts, ProtectedTable, StatisticsProtectionContext,
};
pub use register::RegisterContext;
pub use table::StatisticsTableContext;

use std::borrow::Cow;

use super::at::{At, Link};
use super::context::Context;
use crate::portal::{PlaceIx, StatisticsPart, Target, statistics::Statistics};

/// The context of a page of the statistics; `None` if there is none.
pub(super) fn context(at: At<'_>, part: StatisticsPart) -> Option<Context<'_>> {
    let of = at.portal().statistics.as_ref()?;
    Some(match part {
        StatisticsPart::Overview => Context::Statistics(overview::overview(at, of)),
        StatisticsPart::Table(table) => Context::StatisticsTable(table::table(at, of, table)),
        StatisticsPart::Place(code) => Context::StatisticsPlace(place::place(at, of, code)?),
        StatisticsPart::OverTime => Context::StatisticsOverTime(over_time::over_time(at, of)?),
        StatisticsPart::Protection => Context::StatisticsProtection(protection::protection(at, of)),
        _ => return None,
    })
}

/// The heading of a page of the statistics.
pub(super) fn title(of: &Statistics, part: StatisticsPart) -> Cow<'_, str> {
    match part {
        StatisticsPart::Table(table) => of.tables()[table].title.as_str().into(),
        StatisticsPart::Place(code) => words::place_title(place::name(of, code)).into(),
        StatisticsPart::OverTime => words::OVER_TIME.into(),
        StatisticsPart::Protection => words::PROTECTION.into(),
        _ => words::STATISTICS.title.into(),
    }
}

/// What a search engine shows of a page: invented figures are marked there too.
pub(super) fn description(of: &Statistics, part: StatisticsPart) -> Cow<'_, str> {
    let said: Cow<'_, str> = match part {
        StatisticsPart::Table(table) => table::description(of, table).into(),
        StatisticsPart::Place(code) => {
            words::place_description(place::name(of, code), &of.newest().about().title).into()
        }
        StatisticsPart::OverTime => words::OVER_TIME_DESCRIPTION.into(),
        StatisticsPart::Protection => words::PROTECTION_DESCRIPTION.into(),
        _ => words::STATISTICS.description.into(),
    };
    match of.newest().about().sample {
        Some(_) => words::sample_of(&said).into(),
        None => said,
    }
}

/// The way to the statistics, where the site has some.
pub(super) fn link(at: At<'_>) -> Option<Link<'_>> {
    let of = at.portal().statistics.as_ref()?;
    Some(at.link(link_title(of), Target::Statistics(StatisticsPart::Overview)))
}

/// The way to what they say of a place, where they say something.
pub(super) fn link_of_place(at: At<'_>, place: PlaceIx) -> Option<Link<'_>> {
    let of = at.portal().statistics.as_ref()?;
    let part = match place {
        // The city is the whole.
        0 => StatisticsPart::Overview,
        place => StatisticsPart::Place(of.code_of(place)?),
    };
    Some(at.link(link_title(of), Target::Statistics(part)))
}

fn link_title(of: &Statistics) -> &'static str {
    match of.is_sample() {
        true => words::STATISTICS_OF_SAMPLE,
        false => words::STATISTICS.title,
    }
}

#[cfg(test)]
mod tests;
