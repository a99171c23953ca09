//! The home page.

use serde::Serialize;

use super::at::{At, Link};
use super::campaigns::{CampaignCard, campaign_cards};
use super::describe::campaigns_title;
use super::frame::{PageContext, page};
use super::help::{GroupCard, group_card};
use super::hotlines::{
    HotlineContext, NationalContext, PlaceCard, city, national, places as place_cards,
};
use super::policies::{PolicyCard, cards};
use super::print::way;
use super::{statistics, words};
use crate::portal::{PolicyList, Section, Target};

/// How many policies the home page shows.
const NEWEST: usize = 5;

/// The page that tells how to print.
const PRINT_ID: &str = "print";

/// home.html
#[derive(Debug, Serialize)]
pub struct HomeContext<'a> {
    pub page: PageContext<'a>,
    pub title: &'a str,
    pub lead: Option<&'a str>,
    /// The city's hotline.
    pub city: HotlineContext<'a>,
    pub places: Vec<PlaceCard<'a>>,
    pub national: Vec<NationalContext<'a>>,
    /// The page "who helps in this situation", then one entry a group.
    pub help: Link<'a>,
    pub groups: Vec<GroupCard<'a>>,
    pub agencies: Link<'a>,
    pub campaigns: Vec<CampaignCard<'a>>,
    /// What they are called together.
    pub campaigns_title: &'a str,
    pub policies: Vec<PolicyCard<'a>>,
    pub all_policies: Link<'a>,
    pub programme: Link<'a>,
    /// Absent where the site publishes none.
    pub statistics: Option<Link<'a>>,
    /// Leaflets to print, or else how to print a page; absent where the site has neither.
    pub print: Option<Link<'a>>,
}

pub(super) fn home(at: At<'_>) -> HomeContext<'_> {
    let portal = at.portal();
    HomeContext {
        page: page(at),
        title: &portal.site.home_title,
        lead: portal.site.home_lead.as_deref(),
        city: city(at),
        places: place_cards(at),
        national: national(at),
        help: at.link(words::HELP.title, Target::Help),
        groups: (0..portal.groups.len()).map(|ix| group_card(at, ix)).collect(),
        agencies: at.link(words::AGENCIES.title, Target::Agencies),
        campaigns: campaign_cards(at),
        campaigns_title: campaigns_title(at),
        policies: cards(at, at.view.policies.members(PolicyList::All, 0..NEWEST)),
        all_policies: at.link(words::POLICIES.title, Target::Policies(PolicyList::All, 1)),
        programme: at.link(words::PROGRAMME.title, Target::Programme),
        statistics: statistics::link(at),
        print: way(at).or_else(|| how_to_print(at)),
    }
}

fn how_to_print(at: At<'_>) -> Option<Link<'_>> {
    let articles = &at.portal().articles;
    let ix = articles
        .iter()
        .position(|article| article.section == Section::About && *article.id == *PRINT_ID)?;
    Some(at.link(&articles[ix].title, Target::Article(ix)))
}
