//! Leaflets to print: by place, by campaign, and the links to them on other pages.

use serde::Serialize;

use super::at::{At, Link};
use super::frame::{PageContext, page};
use super::words;
use crate::leaflet::names;
use crate::portal::{CampaignIx, Finish, LeafletFile, LeafletIx, PlaceIx, Subject, Target};

/// print.html
#[derive(Debug, Serialize)]
pub struct PrintContext<'a> {
    pub page: PageContext<'a>,
    pub places: Vec<Link<'a>>,
    pub campaigns: Vec<PrintCard<'a>>,
    /// What is the same everywhere.
    pub leaflets: Vec<LeafletCard<'a>>,
}

/// A campaign with the picture of one of its leaflets.
#[derive(Debug, Serialize)]
pub struct PrintCard<'a> {
    pub title: &'a str,
    pub url: String,
    pub picture: Option<Picture>,
}

/// print-place.html
#[derive(Debug, Serialize)]
pub struct PrintPlaceContext<'a> {
    pub page: PageContext<'a>,
    pub name: &'a str,
    pub groups: Vec<LeafletGroup<'a>>,
    /// All that a print shop needs, as one file.
    pub package: Option<Download>,
    pub others: Vec<Link<'a>>,
}

/// print-campaign.html
#[derive(Debug, Serialize)]
pub struct PrintCampaignContext<'a> {
    pub page: PageContext<'a>,
    pub name: &'a str,
    pub campaign: Link<'a>,
    /// One a place.
    pub groups: Vec<LeafletGroup<'a>>,
    pub package: Option<Download>,
    pub others: Vec<Link<'a>>,
}

/// Leaflets under one heading.
#[derive(Debug, Serialize)]
pub struct LeafletGroup<'a> {
    pub title: &'a str,
    pub leaflets: Vec<LeafletCard<'a>>,
}

#[derive(Debug, Serialize)]
pub struct LeafletCard<'a> {
    /// Its format, e.g. 三折页, or the title of a document.
    pub title: &'a str,
    /// Width and height in millimetres.
    pub width: f64,
    pub height: f64,
    pub picture: Picture,
    /// For a screen or an office printer.
    pub screen: Download,
    /// For print shops.
    pub shop: Vec<Download>,
    /// The job ticket.
    pub ticket: Option<String>,
}

/// The first page of a leaflet.
#[derive(Debug, Serialize)]
pub struct Picture {
    pub file: String,
    /// Pixels.
    pub width: u32,
    pub height: u32,
}

#[derive(Debug, Serialize)]
pub struct Download {
    pub file: String,
    /// The name it gets on the disk of who takes it.
    pub name: String,
    /// `screen`, `x4`, `x1a`, `outlines`, or `zip`.
    pub finish: &'static str,
}

pub(super) fn print(at: At<'_>) -> PrintContext<'_> {
    let portal = at.portal();
    let leaflets = &portal.leaflets;
    PrintContext {
        page: page(at),
        places: places(at, None),
        campaigns: campaigns(at)
            .map(|ix| PrintCard {
                title: &portal.campaigns[ix].name,
                url: at.to(Target::PrintCampaign(ix)),
                picture: of(at, |_, subject| subject == Subject::Campaign(ix))
                    .next()
                    .map(|ix| picture(at, ix)),
            })
            .collect(),
        leaflets: (0..leaflets.all.len())
            .filter(|&ix| leaflets.all[ix].place.is_none())
            .map(|ix| card(at, ix))
            .collect(),
    }
}

pub(super) fn print_place(at: At<'_>, place: PlaceIx) -> PrintPlaceContext<'_> {
    let portal = at.portal();
    let general = LeafletGroup {
        title: words::PRINT_GENERAL,
        leaflets: (0..portal.leaflets.all.len())
            .filter(|&ix| {
                let leaflet = &portal.leaflets.all[ix];
                leaflet.is_of(place) && !matches!(leaflet.subject, Subject::Campaign(_))
            })
            .map(|ix| card(at, ix))
            .collect(),
    };
    let campaigns = (0..portal.campaigns.len()).map(|ix| LeafletGroup {
        title: &portal.campaigns[ix].name,
        leaflets: cards(
            of(at, move |at, subject| at == Some(place) && subject == Subject::Campaign(ix)),
            at,
        ),
    });
    PrintPlaceContext {
        page: page(at),
        name: &portal.places[place].name,
        groups: [general]
            .into_iter()
            .chain(campaigns)
            .filter(|group| !group.leaflets.is_empty())
            .collect(),
        package: package(at, Target::PlacePackage(place)),
        others: places(at, Some(place)),
    }
}

pub(super) fn print_campaign(at: At<'_>, campaign: CampaignIx) -> PrintCampaignContext<'_> {
    let portal = at.portal();
    let subject = Subject::Campaign(campaign);
    let everywhere = LeafletGroup {
        title: words::PRINT_EVERYWHERE,
        leaflets: cards(of(at, move |at, of| at.is_none() && of == subject), at),
    };
    let places = (0..portal.places.len()).map(|ix| LeafletGroup {
        title: &portal.places[ix].name,
        leaflets: cards(of(at, move |at, of| at == Some(ix) && of == subject), at),
    });
    PrintCampaignContext {
        page: page(at),
        name: &portal.campaigns[campaign].name,
        campaign: at.link(&portal.campaigns[campaign].name, Target::Campaign(campaign)),
        groups: [everywhere]
            .into_iter()
            .chain(places)
            .filter(|group| !group.leaflets.is_empty())
            .collect(),
        package: package(at, Target::CampaignPackage(campaign)),
        others: campaigns(at)
            .filter(|&ix| ix != campaign)
            .map(|ix| at.link(&portal.campaigns[ix].name, Target::PrintCampaign(ix)))
            .collect(),
    }
}

/// The way from a page to what can be printed of it; absent where nothing can.
pub(super) fn way(at: At<'_>) -> Option<Link<'_>> {
    let leaflets = &at.portal().leaflets;
    let (title, target) = match at.target {
        Target::Place(ix) => (words::PRINT_HERE, Target::PrintPlace(ix)),
        Target::Campaign(ix) => (words::PRINT_HERE, Target::PrintCampaign(ix)),
        _ => (words::PRINT.title, Target::Print),
    };
    let exists = match target {
        Target::PrintPlace(place) => {
            leaflets.all.iter().any(|leaflet| leaflet.place == Some(place))
        }
        Target::PrintCampaign(campaign) => {
            leaflets.all.iter().any(|leaflet| leaflet.subject == Subject::Campaign(campaign))
        }
        _ => !leaflets.is_empty(),
    };
    exists.then(|| at.link(title, target))
}

/// Campaigns that have leaflets.
fn campaigns(at: At<'_>) -> impl Iterator<Item = CampaignIx> {
    let has = move |ix| of(at, move |_, subject| subject == Subject::Campaign(ix)).next().is_some();
    (0..at.portal().campaigns.len()).filter(move |&ix| has(ix))
}

/// Places that have leaflets, but one.
fn places(at: At<'_>, but: Option<PlaceIx>) -> Vec<Link<'_>> {
    let has = |ix| of(at, move |place, _| place == Some(ix)).next().is_some();
    (0..at.portal().places.len())
        .filter(|&ix| Some(ix) != but && has(ix))
        .map(|ix| at.link(&at.portal().places[ix].name, Target::PrintPlace(ix)))
        .collect()
}

/// Leaflets of a place and a subject.
fn of(
    at: At<'_>,
    wanted: impl Fn(Option<PlaceIx>, Subject) -> bool,
) -> impl Iterator<Item = LeafletIx> {
    let all = at.portal().leaflets.all.iter().enumerate();
    all.filter(move |(_, leaflet)| wanted(leaflet.place, leaflet.subject)).map(|(ix, _)| ix)
}

fn cards<'p>(of: impl Iterator<Item = LeafletIx>, at: At<'p>) -> Vec<LeafletCard<'p>> {
    of.map(|ix| card(at, ix)).collect()
}

fn card(at: At<'_>, ix: LeafletIx) -> LeafletCard<'_> {
    let portal = at.portal();
    let leaflets = &portal.leaflets;
    let leaflet = &leaflets.all[ix];
    let format = leaflets.format(leaflet);
    let shop = leaflets.settings.finishes.iter();
    LeafletCard {
        title: match leaflet.subject {
            Subject::Policy(policy) => &at.view.policies.get(policy).title,
            Subject::Statistics => names::register(portal).unwrap_or(&format.name),
            _ => &format.name,
        },
        width: format.size.width,
        height: format.size.height,
        picture: picture(at, ix),
        screen: download(at, ix, Finish::Screen),
        shop: shop.map(|&finish| download(at, ix, finish)).collect(),
        ticket: (!leaflets.settings.finishes.is_empty())
            .then(|| at.to(Target::Leaflet(ix, LeafletFile::Ticket))),
    }
}

fn picture(at: At<'_>, ix: LeafletIx) -> Picture {
    let leaflets = &at.portal().leaflets;
    let size = &leaflets.format(&leaflets.all[ix]).size;
    let [width, height] = names::picture_size(size);
    Picture { file: at.to(Target::Leaflet(ix, LeafletFile::Picture)), width, height }
}

fn download(at: At<'_>, ix: LeafletIx, finish: Finish) -> Download {
    let file = LeafletFile::Pdf(finish);
    Download {
        file: at.to(Target::Leaflet(ix, file)),
        name: names::file_name(at.view, &at.portal().leaflets.all[ix], file),
        finish: finish.word(),
    }
}

fn package(at: At<'_>, target: Target) -> Option<Download> {
    let portal = at.portal();
    let packages = portal.leaflets.packages(portal.places.len(), portal.campaigns.len());
    let name = match target {
        Target::PlacePackage(ix) => names::place_package(portal, ix),
        Target::CampaignPackage(ix) => names::campaign_package(portal, ix),
        _ => return None,
    };
    packages.contains(&target).then(|| Download { file: at.to(target), name, finish: "zip" })
}
