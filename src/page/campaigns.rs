//! Campaigns: their list, one page a campaign, and the picture for sharing.

use serde::Serialize;

use super::at::{At, Link};
use super::body::{Body, body};
use super::frame::{PageContext, page};
use super::help::{PartyContext, parties};
use super::hotlines::{
    HotlineContext, NationalContext, PlaceCard, city, national_line, places as place_cards,
};
use super::print;
use crate::portal::{CampaignIx, Target};

#[derive(Debug, Serialize)]
pub struct CampaignCard<'a> {
    pub number: u32,
    pub name: &'a str,
    pub short_name: &'a str,
    pub themes: &'a [String],
    pub description: &'a str,
    pub url: String,
}

/// campaigns.html
#[derive(Debug, Serialize)]
pub struct CampaignsContext<'a> {
    pub page: PageContext<'a>,
    pub campaigns: Vec<CampaignCard<'a>>,
    /// The page that offers leaflets, where there are any.
    pub print: Option<Link<'a>>,
}

/// campaign.html
#[derive(Debug, Serialize)]
pub struct CampaignContext<'a> {
    pub page: PageContext<'a>,
    pub number: u32,
    pub name: &'a str,
    pub short_name: &'a str,
    pub themes: &'a [String],
    pub participants: Vec<PartyContext<'a>>,
    pub points: &'a [String],
    pub actions: &'a [String],
    /// The national number to ring before any other, where it is about danger.
    pub first: Option<NationalContext<'a>>,
    /// Rendered Markdown: print with `| safe`.
    pub body: Body<'a>,
    /// The picture for sharing, 1200 × 630.
    pub image: String,
    pub city: HotlineContext<'a>,
    pub places: Vec<PlaceCard<'a>>,
    /// The page that offers its leaflets, where there are any.
    pub print: Option<Link<'a>>,
    pub previous: Option<Link<'a>>,
    pub next: Option<Link<'a>>,
}

pub(super) fn campaigns(at: At<'_>) -> CampaignsContext<'_> {
    CampaignsContext { page: page(at), campaigns: campaign_cards(at), print: print::way(at) }
}

pub(super) fn campaign(at: At<'_>, ix: CampaignIx) -> CampaignContext<'_> {
    let portal = at.portal();
    let campaign = &portal.campaigns[ix];
    let neighbour = |ix: CampaignIx| {
        let campaign = portal.campaigns.get(ix)?;
        Some(at.link(&campaign.name, Target::Campaign(ix)))
    };
    CampaignContext {
        page: page(at),
        number: campaign.number,
        name: &campaign.name,
        short_name: &campaign.short_name,
        themes: &campaign.themes,
        participants: parties(at, &campaign.participants),
        points: &campaign.points,
        actions: &campaign.actions,
        first: campaign.first.map(|ix| national_line(at, ix)),
        body: body(at, &campaign.body),
        image: at.to(Target::CampaignImage(ix)),
        city: city(at),
        places: place_cards(at),
        print: print::way(at),
        previous: ix.checked_sub(1).and_then(neighbour),
        next: neighbour(ix + 1),
    }
}

pub(super) fn campaign_cards(at: At<'_>) -> Vec<CampaignCard<'_>> {
    let campaigns = at.portal().campaigns.iter().enumerate();
    campaigns
        .map(|(ix, campaign)| CampaignCard {
            number: campaign.number,
            name: &campaign.name,
            short_name: &campaign.short_name,
            themes: &campaign.themes,
            description: &campaign.description,
            url: at.to(Target::Campaign(ix)),
        })
        .collect()
}
