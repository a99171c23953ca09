//! Where the facts of a page come from and when somebody last checked them.

use jiff::civil::Date;
use serde::Serialize;

use super::at::At;
use crate::portal::{Attribution, SourceIx, Target};

/// Where the facts of a page come from and when somebody last checked them.
#[derive(Debug, Serialize)]
pub struct AttributionContext<'a> {
    pub source: Option<&'a str>,
    /// 发文字号
    pub number: Option<&'a str>,
    pub clause: Option<&'a str>,
    pub year: Option<i16>,
    /// The page of the source.
    pub url: Option<String>,
    /// `YYYY-MM-DD`; absent: nobody has verified it.
    pub verified: Option<String>,
    /// Whether the verification is older than the site allows.
    pub stale: bool,
}

/// The attribution of one entry.
pub(super) fn attribution<'p>(at: At<'p>, of: &'p Attribution) -> AttributionContext<'p> {
    build(at, of.source, of.clause.as_deref(), of.verified)
}

/// The attribution of a page that lists entries: the source and clause that all of them share, and
/// the oldest verification. Absent where they have different sources or none: such a page must not
/// name one document for facts of another.
pub(super) fn shared<'p>(
    at: At<'p>,
    entries: impl IntoIterator<Item = &'p Attribution>,
) -> Option<AttributionContext<'p>> {
    let mut entries = entries.into_iter();
    let first = entries.next()?;
    let source = first.source?;
    let mut clause = first.clause.as_deref();
    let mut verified = first.verified;
    for entry in entries {
        if entry.source != Some(source) {
            return None;
        }
        clause = clause.filter(|&clause| entry.clause.as_deref() == Some(clause));
        verified = verified.zip(entry.verified).map(|(a, b)| a.min(b));
    }
    Some(build(at, Some(source), clause, verified))
}

fn build<'p>(
    at: At<'p>,
    source: Option<SourceIx>,
    clause: Option<&'p str>,
    verified: Option<Date>,
) -> AttributionContext<'p> {
    let site = &at.portal().site;
    let source = source.map(|ix| &site.sources[ix]);
    // A page that is the source itself does not link to itself.
    let page = source.and_then(|source| source.policy).map(Target::Policy);
    AttributionContext {
        source: source.map(|source| source.title.as_str()),
        number: source.and_then(|source| source.number.as_deref()),
        clause,
        year: source.and_then(|source| source.year),
        url: page.filter(|&page| page != at.target).map(|page| at.to(page)),
        verified: verified.map(|day| day.to_string()),
        stale: verified.is_some_and(|day| is_stale(day, at.view.as_of, site.stale_after_days)),
    }
}

fn is_stale(verified: Date, as_of: Date, stale_after_days: i64) -> bool {
    i64::from((as_of - verified).get_days()) > stale_after_days
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::page::sample;

    #[test]
    fn a_verification_is_stale_the_day_after_its_time_is_over() {
        let verified = date(2025, 1, 1);
        for (as_of, stale) in [
            (date(2024, 12, 31), false),
            (date(2025, 1, 1), false),
            (date(2026, 1, 1), false),
            (date(2026, 1, 2), true),
            (date(2036, 1, 2), true),
        ] {
            assert_eq!(is_stale(verified, as_of, 365), stale, "{as_of}");
        }
    }

    #[test]
    fn a_list_claims_no_more_than_all_its_entries_do() {
        let portal = sample::portal();
        let view = sample::view(&portal);
        let at = At { view: &view, target: Target::Hotlines };
        let entry = |source, clause: &str, verified| Attribution {
            source,
            clause: Some(clause.to_owned()),
            verified,
        };
        let (older, newer) = (Some(date(2026, 1, 1)), Some(date(2026, 2, 1)));
        let same = [entry(Some(0), "一", newer), entry(Some(0), "一", older)];
        let both = shared(at, &same).expect("one source");
        assert_eq!((both.clause, both.verified.as_deref()), (Some("一"), Some("2026-01-01")));

        let half = [entry(Some(0), "一", newer), entry(Some(0), "二", None)];
        let both = shared(at, &half).expect("one source");
        assert_eq!((both.clause, both.verified), (None, None));

        assert!(shared(at, &[entry(Some(0), "一", newer), entry(None, "一", newer)]).is_none());
        assert!(shared(at, &[]).is_none());
    }
}
