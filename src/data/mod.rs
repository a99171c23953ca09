//! Recipe: the files for machines. Hotlines as JSON, CSV and vCard, tables of the statistics, feeds,
//! sitemap, robots.txt.
//!
//! Invariant: a context holds all that its file prints, so that a fingerprint of it covers the file,
//! and `write` reads nothing else. `docs/data.md` describes every format.

mod atom;
mod dates;
mod hotlines_csv;
mod hotlines_json;
mod number;
mod robots;
mod sitemap;
mod statistics;
mod table;
mod vcard;
mod words;
mod xml;

pub use dates::rfc3339;
pub use number::international;

use serde::Serialize;

use crate::{plan::View, portal::Target};

/// JSON Schema (2020-12) of `hotlines.json`.
const HOTLINES_SCHEMA: &str = include_str!("hotlines.schema.json");

/// All that a data file prints.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Context<'a> {
    HotlinesJson(hotlines_json::Hotlines<'a>),
    HotlinesCsv(Vec<hotlines_csv::Row<'a>>),
    HotlinesSchema(&'static str),
    Cards(Vec<vcard::Card<'a>>),
    Feed(atom::Feed<'a>),
    Statistics(Box<statistics::File<'a>>),
    Sitemap(Vec<sitemap::Entry>),
    /// The addresses of the parts.
    SitemapIndex(Vec<String>),
    /// The address of the sitemap.
    Robots(String),
}

/// The data files of a site, in a fixed order.
pub fn targets(view: &View<'_>) -> Vec<Target> {
    [Target::HotlinesJson, Target::HotlinesCsv, Target::HotlinesSchema, Target::VCards]
        .into_iter()
        .chain((0..view.portal.places.len()).map(Target::VCard))
        .chain(statistics::targets(view))
        .chain([Target::PoliciesFeed, Target::CampaignsFeed, Target::Sitemap])
        .chain((1..=sitemap::parts(view)).map(Target::SitemapPart))
        .chain([Target::Robots])
        .collect()
}

/// What the file of `target` prints; `None` for what is no data file of this site.
pub fn context<'p>(view: &'p View<'p>, target: Target) -> Option<Context<'p>> {
    Some(match target {
        Target::HotlinesJson => Context::HotlinesJson(hotlines_json::hotlines(view)),
        Target::HotlinesCsv => Context::HotlinesCsv(hotlines_csv::rows(view)),
        Target::HotlinesSchema => Context::HotlinesSchema(HOTLINES_SCHEMA),
        Target::VCards => Context::Cards(vcard::all(view)),
        Target::VCard(ix) => Context::Cards(vec![vcard::of_place(view, ix)]),
        Target::PoliciesFeed => Context::Feed(atom::policies(view)),
        Target::CampaignsFeed => Context::Feed(atom::campaigns(view)),
        Target::Statistics(part) => Context::Statistics(Box::new(statistics::context(view, part)?)),
        Target::Sitemap => match sitemap::parts(view) {
            0 => Context::Sitemap(sitemap::entries(view)),
            parts => Context::SitemapIndex(sitemap::part_addresses(view, parts)),
        },
        Target::SitemapPart(part) => Context::Sitemap(sitemap::part(view, part)?),
        Target::Robots => Context::Robots(view.routes.absolute(Target::Sitemap)),
        _ => return None,
    })
}

/// The bytes of a data file.
pub fn write(context: &Context<'_>) -> Vec<u8> {
    match context {
        Context::HotlinesJson(hotlines) => hotlines_json::write(hotlines),
        Context::HotlinesCsv(rows) => hotlines_csv::write(rows),
        Context::HotlinesSchema(schema) => schema.as_bytes().to_vec(),
        Context::Cards(cards) => vcard::write(cards),
        Context::Feed(feed) => atom::write(feed),
        Context::Statistics(file) => statistics::write(file),
        Context::Sitemap(entries) => sitemap::write(entries),
        Context::SitemapIndex(parts) => sitemap::write_index(parts),
        Context::Robots(sitemap) => robots::write(sitemap),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::date;

    use super::*;
    use crate::portal::sample::sample;

    #[test]
    fn every_data_file_is_there_once_and_comes_out_the_same_twice() {
        let portal = sample();
        let view = View::new(&portal, date(2026, 3, 1));
        let targets = targets(&view);
        assert_eq!(targets.iter().collect::<BTreeSet<_>>().len(), targets.len());
        for &target in &targets {
            let bytes = || write(&context(&view, target).expect("a data file"));
            assert!(!bytes().is_empty(), "{target:?}");
            assert_eq!(bytes(), bytes(), "{target:?}");
            let context = context(&view, target).expect("a data file");
            rmp_serde::to_vec(&context).expect("what a fingerprint is made of");
        }
        assert!(context(&view, Target::Home).is_none());
        assert!(context(&view, Target::SitemapPart(1)).is_none());
    }

    #[test]
    fn robots_may_read_all_and_are_told_of_the_sitemap() {
        let portal = sample();
        let view = View::new(&portal, date(2026, 3, 1));
        let bytes = write(&context(&view, Target::Robots).expect("a data file"));
        let text = String::from_utf8(bytes).expect("UTF-8");
        assert_eq!(
            text,
            "User-agent: *\nAllow: /\n\nSitemap: https://site.example/sub/sitemap.xml\n"
        );
    }
}
