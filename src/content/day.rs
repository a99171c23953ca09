//! The day at the site: "today" by the `utc_offset` of `site.toml`, whatever zone the machine is in.

use std::path::Path;

use jiff::{Timestamp, civil::Date, tz::Offset};

use super::{
    files::{self, MOST_TEXT},
    toml::{self, At, bad_value},
};
use crate::diagnostic::{Diagnostic, Lines};

/// Of a site that names none: China's.
pub const DEFAULT_OFFSET: &str = "+08:00";

const FILE: &str = "content/site.toml";

/// The day it is now at the site of the project at `root`.
///
/// An offset that cannot be read counts as the default: whoever reads the whole site reports it.
pub fn today(root: &Path) -> Date {
    let offset = offset_of_site(root).ok().or_else(|| parse(DEFAULT_OFFSET));
    day_at(Timestamp::now(), offset.unwrap_or(Offset::UTC))
}

/// The offset of the project at `root`; the default where its `site.toml` names none or cannot be read.
///
/// # Errors
/// The value is not an offset.
pub fn offset_of_site(root: &Path) -> Result<Offset, Diagnostic> {
    let mut of_others = Vec::new();
    let text = files::read_text(&root.join(FILE), &FILE.into(), MOST_TEXT, &mut of_others);
    let text = text.unwrap_or_default();
    let lines = Lines::new(FILE.into(), &text);
    let source = toml::read(&lines, &text, 0, &mut of_others, |fields| fields.text("utc_offset"));
    match source {
        Some(source) => check(&source),
        None => Ok(parse(DEFAULT_OFFSET).unwrap_or(Offset::UTC)),
    }
}

/// The offset that a `utc_offset` says.
pub fn check(source: &At<String>) -> Result<Offset, Diagnostic> {
    parse(&source.value).ok_or_else(|| {
        bad_value(
            source.place.clone(),
            format!("`{}` is not an offset from UTC", source.value),
            format!("“{}”不是时区偏移", source.value),
        )
        .mend("for example +08:00", "例如 +08:00")
    })
}

/// `+08:00`: a sign, two digits of hours up to 14, two of minutes.
fn parse(text: &str) -> Option<Offset> {
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = text[1..].split_once(':')?;
    let number = |text: &str, below: i32| {
        let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<i32>().ok().filter(|number| digits && *number < below)
    };
    Offset::from_seconds(sign * (number(hours, 15)? * 60 + number(minutes, 60)?) * 60).ok()
}

fn day_at(now: Timestamp, offset: Offset) -> Date {
    offset.to_datetime(now).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_turns_at_midnight_of_the_site() {
        let day = |now: &str, offset| {
            let now: Timestamp = now.parse().expect("a moment");
            day_at(now, parse(offset).expect("an offset")).to_string()
        };
        // A server on UTC is eight hours behind China.
        assert_eq!(day("2026-11-30T15:59:59Z", "+08:00"), "2026-11-30");
        assert_eq!(day("2026-11-30T16:00:00Z", "+08:00"), "2026-12-01");
        assert_eq!(day("2026-12-01T00:30:00Z", "-03:30"), "2026-11-30");
        assert_eq!(day("2026-02-28T18:15:00Z", "+05:45"), "2026-03-01");
        assert_eq!(day("2026-12-31T23:59:59Z", "+00:00"), "2026-12-31");
    }

    #[test]
    fn what_is_not_an_offset_is_refused() {
        for text in ["", "8", "+8", "+8:00", "08:00", "+0800", "+08:60", "+15:00", "Z", "+ 8:00"] {
            assert!(parse(text).is_none(), "{text:?}");
        }
        for text in ["＋08:00", "+08：00", "++8:00", "+-8:00", "+08:0", "八"] {
            assert!(parse(text).is_none(), "{text:?}");
        }
    }
}
