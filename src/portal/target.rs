//! What can be pointed to.

use serde::{Deserialize, Serialize};

use super::{
    AgencyIx, ArticleIx, CampaignIx, CategoryIx, GroupIx, LeafletFile, LeafletIx, PlaceIx,
    PolicyIx, StatisticsPart,
};

/// A thing that the site publishes under an address of its own. `plan::Routes` knows the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Target {
    Home,
    Hotlines,
    Place(PlaceIx),
    Help,
    Group(GroupIx),
    Category(CategoryIx),
    Agencies,
    Agency(AgencyIx),
    Campaigns,
    Campaign(CampaignIx),
    /// The picture of a campaign for sharing.
    CampaignImage(CampaignIx),
    Programme,
    Article(ArticleIx),
    /// A page of a list of policies; pages count from 1.
    Policies(PolicyList, usize),
    Policy(PolicyIx),
    /// A page or a file of the statistics.
    Statistics(StatisticsPart),
    NotFound,
    HotlinesJson,
    HotlinesCsv,
    HotlinesSchema,
    /// All hotlines as one vCard file.
    VCards,
    VCard(PlaceIx),
    PoliciesFeed,
    CampaignsFeed,
    Sitemap,
    /// A part of the sitemap, where one file may not hold it all; from 1.
    SitemapPart(usize),
    Robots,
    Manifest,
    /// The page that offers leaflets by place and campaign.
    Print,
    /// The leaflets of a place.
    PrintPlace(PlaceIx),
    /// The leaflets of a campaign, place by place.
    PrintCampaign(CampaignIx),
    Leaflet(LeafletIx, LeafletFile),
    /// All that a print shop needs for the leaflets of a place, as one ZIP.
    PlacePackage(PlaceIx),
    /// The same for a campaign.
    CampaignPackage(CampaignIx),
    /// A copied file, by its index in `Portal::files`.
    File(usize),
}

/// What a list of policies is restricted to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PolicyList {
    All,
    Category(CategoryIx),
    /// By index in `Portal::issuers`.
    Issuer(usize),
    Year(i16),
}
