//! Campaigns.

use serde::Serialize;

use super::{
    super::body::{Body, body},
    place::{National, national_line},
};
use crate::{
    plan::View,
    portal::{Campaign, Party},
};

#[derive(Debug, Serialize)]
pub struct PartyData<'a> {
    pub name: &'a str,
    pub scope: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub struct CampaignData<'a> {
    pub id: &'a str,
    pub number: u32,
    pub name: &'a str,
    pub short_name: &'a str,
    pub description: &'a str,
    pub themes: &'a [String],
    pub participants: Vec<PartyData<'a>>,
    pub points: &'a [String],
    pub actions: &'a [String],
    /// The national number that stands before the hotline, where it is about danger.
    pub first: Option<National<'a>>,
    pub headline: &'a [String],
    pub slogan: Option<&'a str>,
    pub picture: Option<&'a str>,
    pub signs: &'a [String],
    pub body: Body<'a>,
}

#[derive(Debug, Serialize)]
pub struct CampaignEntry<'a> {
    pub id: &'a str,
    pub number: u32,
    pub name: &'a str,
    pub short_name: &'a str,
    pub description: &'a str,
}

pub fn parties(parties: &[Party]) -> Vec<PartyData<'_>> {
    parties
        .iter()
        .map(|party| PartyData { name: &party.name, scope: party.scope.as_deref() })
        .collect()
}

pub fn campaign<'p>(view: &'p View<'p>, campaign: &'p Campaign) -> CampaignData<'p> {
    CampaignData {
        id: &campaign.id,
        number: campaign.number,
        name: &campaign.name,
        short_name: &campaign.short_name,
        description: &campaign.description,
        themes: &campaign.themes,
        participants: parties(&campaign.participants),
        points: &campaign.points,
        actions: &campaign.actions,
        first: campaign.first.map(|ix| national_line(&view.portal.national[ix])),
        headline: &campaign.headline,
        slogan: campaign.slogan.as_deref(),
        picture: campaign.picture.as_deref(),
        signs: &campaign.signs,
        body: body(view, &campaign.body),
    }
}
