//! What a template of a leaflet may read: `/leaflet.json`.
//!
//! Invariant: the data of a leaflet holds all that its template reads of the portal, and nothing of
//! the day of the build, so that a fingerprint of it covers the leaflet and an unchanged leaflet is
//! not made again tomorrow. `docs/leaflets.md` lists every key.

mod campaign;
mod duties;
mod place;
mod policy;
mod programme;
mod site;
mod statistics;

use serde::Serialize;

pub use self::place::number;
use self::{
    campaign::{CampaignData, CampaignEntry, campaign},
    duties::{AgencyData, CategoryData, GroupData, agency_data, category, group},
    place::{City, National, Place, PlaceEntry, national, place, place_entry},
    policy::{PolicyData, policy},
    programme::{ProgrammeData, programme},
    site::{Site, Source, site_data, source, without_scheme},
    statistics::{StatisticsData, statistics},
};
use super::{names, qr};
use crate::{
    diagnostic::Diagnostic,
    plan::View,
    portal::{
        Attribution, Leaflet, LeafletFormat, Need, StatisticsPart, Subject, Target,
        statistics::words,
    },
};

/// All but the finish: what every finish of a leaflet says alike.
#[derive(Debug, Serialize)]
pub struct Data<'a> {
    pub format: Format<'a>,
    pub title: String,
    pub lang: &'a str,
    /// Trim, in millimetres.
    pub width: f64,
    pub height: f64,
    pub folds: &'a [Vec<f64>],
    pub page_url: String,
    pub page_text: String,
    pub qr: qr::Code,
    /// `YYYY-MM-DD`: the day at which the content stands.
    pub as_of: String,
    pub as_of_text: String,
    /// Of this issue. Empty until all the rest is known, of which it is made.
    pub version: String,
    pub source: Option<Source<'a>>,
    pub site: Site<'a>,
    pub headline: &'a [String],
    pub when: &'a [String],
    pub say: &'a [String],
    pub city: City<'a>,
    pub place: Option<Place<'a>>,
    pub national: Vec<National<'a>>,
    pub campaign: Option<CampaignData<'a>>,
    pub policy: Option<PolicyData<'a>>,
    pub statistics: Option<StatisticsData<'a>>,
    pub places: Vec<PlaceEntry<'a>>,
    pub agencies: Vec<AgencyData<'a>>,
    pub groups: Vec<GroupData<'a>>,
    pub categories: Vec<CategoryData<'a>>,
    pub campaigns: Vec<CampaignEntry<'a>>,
    pub programme: Option<ProgrammeData<'a>>,
}

#[derive(Debug, Serialize)]
pub struct Format<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub of: &'static str,
}

/// The data of a leaflet.
///
/// # Errors
/// The address of its page is too long for a code.
pub fn data<'p>(view: &'p View<'p>, leaflet: &Leaflet) -> Result<Data<'p>, Diagnostic> {
    let portal = view.portal;
    let site = &portal.site;
    let format = portal.leaflets.format(leaflet);
    let page_url = view.routes.absolute(page_of(leaflet));
    let day = names::content_day(view, leaflet);
    let list = |need| format.needs.contains(&need);
    let mut data = Data {
        format: Format { id: &format.id, name: &format.name, of: format.of.word() },
        title: title(view, format, leaflet),
        lang: &site.language,
        width: format.size.width,
        height: format.size.height,
        folds: &format.size.folds,
        page_text: without_scheme(&page_url).to_owned(),
        qr: qr::code(&page_url)?,
        page_url,
        as_of: day.to_string(),
        as_of_text: words::day(day),
        version: String::new(),
        source: source(portal, attribution(view, leaflet)),
        site: site_data(portal),
        headline: &portal.leaflets.settings.headline,
        when: &portal.leaflets.settings.when,
        say: &portal.leaflets.settings.say,
        city: City { id: &portal.places[0].id, name: &portal.places[0].name },
        place: leaflet.place.map(|ix| place(portal, ix)),
        national: national(portal),
        campaign: match leaflet.subject {
            Subject::Campaign(ix) => Some(campaign(view, &portal.campaigns[ix])),
            _ => None,
        },
        policy: match leaflet.subject {
            Subject::Policy(ix) => Some(policy(view, ix)),
            _ => None,
        },
        statistics: match leaflet.subject {
            Subject::Statistics => portal.statistics.as_deref().map(statistics),
            _ => None,
        },
        places: listed(list(Need::Places), 0..portal.places.len(), |ix| place_entry(portal, ix)),
        agencies: listed(list(Need::Agencies), &portal.agencies, |agency| {
            agency_data(portal, agency)
        }),
        groups: listed(list(Need::Groups), &portal.groups, |of| group(portal, of)),
        categories: listed(list(Need::Categories), &portal.categories, category),
        campaigns: listed(list(Need::Campaigns), &portal.campaigns, |campaign| CampaignEntry {
            id: &campaign.id,
            number: campaign.number,
            name: &campaign.name,
            short_name: &campaign.short_name,
            description: &campaign.description,
        }),
        programme: list(Need::Programme).then(|| programme(portal)),
    };
    data.version = names::version(day, &data);
    Ok(data)
}

fn listed<T, U>(
    wanted: bool,
    all: impl IntoIterator<Item = T>,
    make: impl FnMut(T) -> U,
) -> Vec<U> {
    match wanted {
        true => all.into_iter().map(make).collect(),
        false => Vec::new(),
    }
}

/// The page that a leaflet's code leads to.
pub fn page_of(leaflet: &Leaflet) -> Target {
    match (leaflet.subject, leaflet.place) {
        (Subject::Campaign(ix), _) => Target::Campaign(ix),
        (Subject::Hotline, Some(place)) => Target::Place(place),
        (Subject::Hotline, None) => Target::Hotlines,
        (Subject::Agencies, _) => Target::Agencies,
        (Subject::Recognition(Some(article)), _) => Target::Article(article),
        (Subject::Recognition(None), _) => Target::Programme,
        (Subject::Policy(ix), _) => Target::Policy(ix),
        (Subject::Statistics, _) => Target::Statistics(StatisticsPart::Overview),
    }
}

/// What a leaflet is called: place, subject, format.
pub fn title(view: &View<'_>, format: &LeafletFormat, leaflet: &Leaflet) -> String {
    let portal = view.portal;
    let place = leaflet.place.map_or("", |ix| portal.places[ix].name.as_str());
    let subject = match leaflet.subject {
        Subject::Campaign(ix) => portal.campaigns[ix].name.as_str(),
        Subject::Policy(ix) => return view.policies.get(ix).title.to_string(),
        Subject::Statistics => names::register(portal).unwrap_or_default(),
        Subject::Hotline | Subject::Agencies | Subject::Recognition(_) => "",
    };
    format!("{place}{subject}{}", format.name)
}

fn attribution<'p>(view: &View<'p>, leaflet: &Leaflet) -> Option<&'p Attribution> {
    let portal = view.portal;
    Some(match leaflet.subject {
        Subject::Campaign(ix) => &portal.campaigns[ix].attribution,
        Subject::Policy(ix) => &view.policies.get(ix).attribution,
        Subject::Hotline => {
            let place = &portal.places[leaflet.place.unwrap_or(0)];
            &portal.hotlines[place.hotline].attribution
        }
        Subject::Agencies => &portal.agencies.first()?.attribution,
        Subject::Recognition(_) => &portal.programme.attribution,
        // The figures are of a register, which the template names.
        Subject::Statistics => return None,
    })
}
