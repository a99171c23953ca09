//! The sitemap (protocol 0.9 of sitemaps.org), in parts where one file may not hold it all.

use jiff::civil::Date;
use serde::Serialize;

use super::{dates, xml};
use crate::{
    plan::{self, View},
    portal::Target,
};

/// Limits of the protocol for one file.
const MOST_ENTRIES: usize = 50_000;
const MOST_BYTES: usize = 50 * 1024 * 1024;
/// What stands around an address, and around all entries: more than `write` prints.
/// More than the path of any page: an id has at most 100 characters, and a path at most one.
const LONGEST_PATH: usize = 256;
const AROUND_ADDRESS: usize = 80;
const AROUND_ENTRIES: usize = 200;

#[derive(Debug, Serialize)]
pub struct Entry {
    address: String,
    /// `YYYY-MM-DD`, where known.
    changed: Option<String>,
}

/// How many parts there are; none where one file holds it all.
pub fn parts(view: &View<'_>) -> usize {
    let pages = pages(view);
    match pages.len().div_ceil(entries_of_a_part(view)) {
        1 => 0,
        parts => parts,
    }
}

/// The addresses of all parts.
pub fn part_addresses(view: &View<'_>, parts: usize) -> Vec<String> {
    (1..=parts).map(|part| view.routes.absolute(Target::SitemapPart(part))).collect()
}

pub fn entries(view: &View<'_>) -> Vec<Entry> {
    pages(view).into_iter().map(|target| entry(view, target)).collect()
}

/// One part, counted from 1; `None` where there is none of that number.
pub fn part(view: &View<'_>, part: usize) -> Option<Vec<Entry>> {
    let pages = pages(view);
    let size = entries_of_a_part(view);
    if pages.len() <= size {
        return None;
    }
    let members = pages.chunks(size).nth(part.checked_sub(1)?)?;
    Some(members.iter().map(|&target| entry(view, target)).collect())
}

/// So many that neither limit is passed, however long the addresses are.
fn entries_of_a_part(view: &View<'_>) -> usize {
    let longest = xml::escape(&view.portal.site.base_url).len() + LONGEST_PATH;
    ((MOST_BYTES - AROUND_ENTRIES) / (longest + AROUND_ADDRESS)).clamp(1, MOST_ENTRIES)
}

/// Every page that is out, but the one for missing addresses.
fn pages(view: &View<'_>) -> Vec<Target> {
    let portal = view.portal;
    let mut pages = plan::pages(view);
    pages.retain(|&target| match target {
        Target::NotFound => false,
        Target::Campaign(ix) => dates::is_out(portal.campaigns[ix].publication),
        Target::Article(ix) => dates::is_out(portal.articles[ix].publication),
        Target::Policy(ix) => dates::is_out(view.policies.card(ix).publication),
        _ => true,
    });
    pages
}

fn entry(view: &View<'_>, target: Target) -> Entry {
    let changed = changed(view, target).map(|day| day.to_string());
    Entry { address: view.routes.absolute(target), changed }
}

/// The day on which a page's own matter was last changed. The home page and the lists of pages
/// change with what they list: nobody writes that day down, so it is not told.
fn changed(view: &View<'_>, target: Target) -> Option<Date> {
    let portal = view.portal;
    let (publication, updated) = match target {
        Target::Campaign(ix) => (portal.campaigns[ix].publication, portal.campaigns[ix].updated),
        Target::Article(ix) => (portal.articles[ix].publication, portal.articles[ix].updated),
        Target::Policy(ix) => {
            let card = view.policies.card(ix);
            (card.publication, card.updated)
        }
        Target::Home | Target::Campaigns | Target::Policies(..) => return None,
        _ => return portal.site.updated,
    };
    Some(dates::changed(publication, updated).date())
}

pub fn write(entries: &[Entry]) -> Vec<u8> {
    let mut xml = String::from(xml::DECLARATION);
    xml.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for entry in entries {
        xml.push_str(&format!("<url><loc>{}</loc>", xml::escape(&entry.address)));
        if let Some(day) = &entry.changed {
            xml.push_str(&format!("<lastmod>{day}</lastmod>"));
        }
        xml.push_str("</url>\n");
    }
    xml.push_str("</urlset>\n");
    xml.into_bytes()
}

pub fn write_index(parts: &[String]) -> Vec<u8> {
    let mut xml = String::from(xml::DECLARATION);
    xml.push_str("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for part in parts {
        xml.push_str(&format!("<sitemap><loc>{}</loc></sitemap>\n", xml::escape(part)));
    }
    xml.push_str("</sitemapindex>\n");
    xml.into_bytes()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{
        data,
        portal::{
            Portal, PublicationState,
            sample::{group, sample},
        },
    };

    fn text(portal: &Portal, target: Target) -> String {
        let view = View::new(portal, date(2026, 3, 1));
        let context = data::context(&view, target).expect("a data file");
        String::from_utf8(data::write(&context)).expect("UTF-8")
    }

    #[test]
    fn a_sitemap_lists_what_is_out_with_the_day_of_its_change() {
        let mut portal = sample();
        portal.campaigns[0].publication.state = PublicationState::Scheduled;
        let text = text(&portal, Target::Sitemap);
        for line in [
            "<url><loc>https://site.example/sub/</loc></url>",
            "<url><loc>https://site.example/sub/hotlines/east.html</loc><lastmod>2026-02-01</lastmod></url>",
            "<url><loc>https://site.example/sub/policies/plan.html</loc><lastmod>2026-02-20</lastmod></url>",
        ] {
            assert!(text.contains(line), "{line} in {text}");
        }
        assert!(!text.contains("404.html") && !text.contains("campaigns/home.html"), "{text}");
    }

    #[test]
    fn more_addresses_than_one_file_may_hold_are_split() {
        let mut portal = sample();
        portal.groups = (0..MOST_ENTRIES).map(|ix| group(&format!("g{ix}"))).collect();
        let view = View::new(&portal, date(2026, 3, 1));
        let all = data::targets(&view);
        assert!(all.contains(&Target::SitemapPart(2)) && !all.contains(&Target::SitemapPart(3)));
        let index = text(&portal, Target::Sitemap);
        assert!(index.contains("<loc>https://site.example/sub/sitemap-2.xml</loc>"), "{index}");
        let sizes = [1, 2].map(|n| text(&portal, Target::SitemapPart(n)).matches("<url>").count());
        assert_eq!(sizes[0], MOST_ENTRIES);
        assert_eq!(sizes[0] + sizes[1], plan::pages(&view).len() - 1);
    }

    #[test]
    fn long_addresses_make_smaller_parts() {
        let mut portal = sample();
        portal.site.base_url = format!("https://site.example/{}/", "a".repeat(2_000));
        let view = View::new(&portal, date(2026, 3, 1));
        let size = entries_of_a_part(&view);
        assert!(size < MOST_ENTRIES && size * 2_100 <= MOST_BYTES, "{size}");
    }
}
