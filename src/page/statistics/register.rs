//! What is counted, and how it may be taken.

use serde::Serialize;

use super::{
    super::at::{At, Link},
    words,
};
use crate::portal::{StatisticsPart, Target, statistics::Statistics};

/// The register that the figures come from; on every page of the statistics.
#[derive(Debug, Serialize)]
pub struct RegisterContext<'a> {
    pub title: &'a str,
    /// The day on which it was counted, `YYYY-MM-DD`.
    pub as_of: String,
    /// What one is: `人`.
    pub unit: &'a str,
    /// Whose register it is; of invented figures, that they are.
    pub source: &'a str,
    pub note: Option<&'a str>,
    /// Said where the register is invented; absent where it is real.
    pub sample: Option<&'static str>,
    /// The same in few words, for every printed sheet.
    pub mark: Option<&'static str>,
    pub statistics: Link<'a>,
    pub protection: Link<'a>,
    /// The release itself, as a file.
    pub release: String,
}

pub(super) fn register<'p>(at: At<'p>, of: &'p Statistics) -> RegisterContext<'p> {
    let about = of.newest().about();
    let part = Target::Statistics;
    RegisterContext {
        title: &about.title,
        as_of: about.as_of.to_string(),
        unit: &about.unit,
        source: of.source(),
        note: about.note.as_deref(),
        sample: about.sample.as_ref().map(|_| words::SAMPLE),
        mark: of.mark(),
        statistics: at.link(words::STATISTICS.title, part(StatisticsPart::Overview)),
        protection: at.link(words::PROTECTION, part(StatisticsPart::Protection)),
        release: at.to(part(StatisticsPart::Release(0))),
    }
}
