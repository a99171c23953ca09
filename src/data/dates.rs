//! Dates of pages, for feeds and the sitemap.

use jiff::civil::{Date, DateTime};

use crate::portal::{Publication, PublicationState};

/// RFC 3339, `2026-11-23T09:30:00+08:00`, for a time in the zone of the site.
pub fn rfc3339(at: DateTime, utc_offset: &str) -> String {
    format!("{}{utc_offset}", at.strftime("%Y-%m-%dT%H:%M:%S"))
}

pub fn midnight(day: Date) -> DateTime {
    day.at(0, 0, 0, 0)
}

/// When a page was last changed; going out is the first change.
pub fn changed(publication: Publication, updated: Option<Date>) -> DateTime {
    updated.map_or(publication.at, |day| midnight(day).max(publication.at))
}

/// Whether a page is out. A draft or a page of tomorrow is for the preview, not for feeds.
pub fn is_out(publication: Publication) -> bool {
    publication.state == PublicationState::Published
}
