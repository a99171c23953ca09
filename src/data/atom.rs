//! Atom feeds (RFC 4287) of policies and of campaigns.

use jiff::civil::{Date, DateTime};
use serde::Serialize;

use super::{dates, words as wording, xml};
use crate::{
    plan::View,
    portal::{Card, PolicyList, Publication, Target, Text},
};

/// How many entries a feed has at most.
const ENTRIES: usize = 50;

#[derive(Debug, Serialize)]
pub struct Feed<'a> {
    title: String,
    language: &'a str,
    author: &'a str,
    /// Address of the feed, which is its id too.
    address: String,
    /// The page that lists the same things.
    page: String,
    /// RFC 3339, like the times of the entries.
    updated: String,
    /// Newest first.
    entries: Vec<Entry<'a>>,
}

#[derive(Debug, Serialize)]
struct Entry<'a> {
    title: &'a str,
    /// Absolute, and its id too.
    address: String,
    published: String,
    updated: String,
    summary: &'a str,
}

/// A page before it is an entry.
struct Item {
    target: Target,
    publication: Publication,
    updated: Option<Date>,
}

pub fn policies<'p>(view: &'p View<'p>) -> Feed<'p> {
    let items = (0..view.policies.count()).map(|ix| {
        let Card { publication, updated, .. } = view.policies.card(ix);
        Item { target: Target::Policy(ix), publication, updated }
    });
    let page = Target::Policies(PolicyList::All, 1);
    feed(view, Target::PoliciesFeed, page, wording::policies_of(&view.portal.site.name), items)
}

pub fn campaigns<'p>(view: &'p View<'p>) -> Feed<'p> {
    let items = view.portal.campaigns.iter().enumerate().map(|(ix, campaign)| Item {
        target: Target::Campaign(ix),
        publication: campaign.publication,
        updated: campaign.updated,
    });
    let title = wording::campaigns_of(&view.portal.site.name);
    feed(view, Target::CampaignsFeed, Target::Campaigns, title, items)
}

/// What an entry says of its page: its title, and a sentence or two.
fn words<'p>(view: &'p View<'p>, target: Target) -> (&'p str, &'p str) {
    let summary = |text: &'p Text| &*text.document.summary;
    match target {
        Target::Policy(ix) => {
            let policy = view.policies.get(ix);
            (&policy.title, or_summary(&policy.description, summary(&policy.body)))
        }
        Target::Campaign(ix) => {
            let campaign = &view.portal.campaigns[ix];
            (&campaign.name, or_summary(&campaign.description, summary(&campaign.body)))
        }
        _ => Default::default(),
    }
}

fn or_summary<'p>(description: &'p str, summary: &'p str) -> &'p str {
    if description.is_empty() { summary } else { description }
}

fn feed<'p>(
    view: &'p View<'p>,
    target: Target,
    page: Target,
    title: String,
    items: impl Iterator<Item = Item>,
) -> Feed<'p> {
    let site = &view.portal.site;
    let time = |at: DateTime| dates::rfc3339(at, &site.utc_offset);
    let mut items: Vec<Item> = items.filter(|item| dates::is_out(item.publication)).collect();
    items.sort_by_key(|item| (std::cmp::Reverse(item.publication.at), item.target));
    items.truncate(ENTRIES);
    let changed = items.iter().map(|item| dates::changed(item.publication, item.updated)).max();
    let entry = |item: Item| {
        let (title, summary) = words(view, item.target);
        Entry {
            title,
            address: view.routes.absolute(item.target),
            published: time(item.publication.at),
            updated: time(dates::changed(item.publication, item.updated)),
            summary,
        }
    };
    Feed {
        title,
        language: &site.language,
        author: site.owner.as_deref().unwrap_or(&site.name),
        address: view.routes.absolute(target),
        page: view.routes.absolute(page),
        updated: time(changed.unwrap_or(dates::midnight(view.as_of))),
        entries: items.into_iter().map(entry).collect(),
    }
}

pub fn write(feed: &Feed<'_>) -> Vec<u8> {
    let mut xml = String::from(xml::DECLARATION);
    let language = xml::escape(feed.language);
    xml.push_str(&format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{language}\">\n"
    ));
    xml::element(&mut xml, "id", &feed.address);
    xml::element(&mut xml, "title", &feed.title);
    xml::element(&mut xml, "updated", &feed.updated);
    xml.push_str("<author>\n");
    xml::element(&mut xml, "name", feed.author);
    xml.push_str("</author>\n");
    link(&mut xml, "self", "application/atom+xml", &feed.address);
    link(&mut xml, "alternate", "text/html", &feed.page);
    for entry in &feed.entries {
        xml.push_str("<entry>\n");
        xml::element(&mut xml, "id", &entry.address);
        xml::element(&mut xml, "title", entry.title);
        link(&mut xml, "alternate", "text/html", &entry.address);
        xml::element(&mut xml, "published", &entry.published);
        xml::element(&mut xml, "updated", &entry.updated);
        xml::element(&mut xml, "summary", entry.summary);
        xml.push_str("</entry>\n");
    }
    xml.push_str("</feed>\n");
    xml.into_bytes()
}

fn link(xml: &mut String, rel: &str, kind: &str, address: &str) {
    let address = xml::escape(address);
    xml.push_str(&format!("<link rel=\"{rel}\" type=\"{kind}\" href=\"{address}\"/>\n"));
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::portal::{
        Policies, PublicationState,
        sample::{HOSTILE, policy, sample},
    };

    #[test]
    fn a_feed_is_as_new_as_its_newest_change_and_newest_first() {
        let portal = sample();
        let view = View::new(&portal, date(2026, 3, 1));
        let feed = policies(&view);
        assert_eq!(feed.updated, "2026-02-20T00:00:00+08:00");
        let times: Vec<&str> = feed.entries.iter().map(|e| e.published.as_str()).collect();
        assert_eq!(times, ["2026-02-10T09:30:00+08:00", "2026-01-05T00:00:00+08:00"]);
        assert_eq!(feed.entries[1].updated, "2026-02-20T00:00:00+08:00");
    }

    #[test]
    fn a_draft_is_in_no_feed_and_a_feed_without_entries_is_of_the_day_of_the_build() {
        let mut portal = sample();
        portal.campaigns[0].publication.state = PublicationState::Draft;
        let view = View::new(&portal, date(2026, 3, 1));
        let feed = campaigns(&view);
        assert!(feed.entries.is_empty());
        assert_eq!(feed.updated, "2026-03-01T00:00:00+08:00");
    }

    #[test]
    fn a_feed_has_the_newest_fifty() {
        let mut portal = sample();
        let old = (0..60).map(|ix| policy(&format!("old-{ix}"), 2020));
        portal.policies = Policies::new(old, portal.agencies.len());
        let view = View::new(&portal, date(2026, 3, 1));
        let feed = policies(&view);
        assert_eq!(feed.entries.len(), ENTRIES);
        assert!(feed.entries[0].published.starts_with("2020-01-01"));
    }

    #[test]
    fn no_text_breaks_out_of_the_feed() {
        let portal = sample();
        let view = View::new(&portal, date(2026, 3, 1));
        let text = String::from_utf8(write(&campaigns(&view))).expect("UTF-8");
        assert!(text.contains(&format!("<title>{}</title>", xml::escape(HOSTILE))), "{text}");
        assert!(!text.contains("</script>") && !text.contains("]]>"), "{text}");
    }
}
