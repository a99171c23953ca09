//! What a template of a leaflet may read: `/leaflet.json`.
//!
//! Invariant: the data of a leaflet holds all that its template reads of the portal, and nothing of
//! the day of the build, so that a fingerprint of it covers the leaflet and an unchanged leaflet is
//! not made again tomorrow. `docs/leaflets.md` lists every key.

use serde::Serialize;

use super::{
    body::{Body, body},
    names, qr,
};
use crate::{
    diagnostic::Diagnostic,
    plan::View,
    portal::{
        Agency, Attribution, Campaign, Category, Hotline, Leaflet, LeafletFormat, Need, Party,
        Phone, Portal, Subject, Target, place::PlaceKind,
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

#[derive(Debug, Serialize)]
pub struct Source<'a> {
    pub title: &'a str,
    pub number: Option<&'a str>,
    pub clause: Option<&'a str>,
    pub year: Option<i16>,
}

#[derive(Debug, Serialize)]
pub struct Site<'a> {
    pub name: &'a str,
    pub short_name: &'a str,
    pub description: &'a str,
    pub owner: Option<&'a str>,
    pub footer: Option<&'a str>,
    pub url: &'a str,
    pub url_text: &'a str,
    pub area_code: &'a str,
    pub office: Option<Office<'a>>,
}

#[derive(Debug, Serialize)]
pub struct Office<'a> {
    pub name: &'a str,
    pub number: Number<'a>,
}

#[derive(Debug, Serialize)]
pub struct City<'a> {
    pub id: &'a str,
    pub name: &'a str,
}

#[derive(Debug, Clone, Serialize)]
pub struct Number<'a> {
    pub display: &'a str,
    pub area_code: &'a str,
    pub local: &'a str,
    pub tel: String,
    pub extension: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub struct HotlineData<'a> {
    pub number: Number<'a>,
    pub purpose: &'a str,
    pub office: Option<&'a str>,
    pub hours: Option<&'a str>,
    /// Whose number it is.
    pub place: &'a str,
    pub source: Option<Source<'a>>,
    pub verified: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct Place<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub kind: &'static str,
    pub is_city: bool,
    pub hotline: HotlineData<'a>,
    /// Whether the number is its own.
    pub own: bool,
    /// The city's, where that is another number.
    pub fallback: Option<HotlineData<'a>>,
}

#[derive(Debug, Serialize)]
pub struct National<'a> {
    pub number: Number<'a>,
    pub name: &'a str,
    pub use_when: Option<&'a str>,
}

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
    pub headline: &'a [String],
    pub slogan: Option<&'a str>,
    pub picture: Option<&'a str>,
    pub signs: &'a [String],
    pub body: Body<'a>,
}

#[derive(Debug, Serialize)]
pub struct PolicyData<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub description: &'a str,
    pub index_number: Option<&'a str>,
    pub subject: Option<&'a str>,
    pub issuer: Option<&'a str>,
    pub document_number: Option<&'a str>,
    pub written: Option<String>,
    pub issued: Option<String>,
    pub year: Option<i16>,
    pub validity: Option<&'static str>,
    pub expires: Option<String>,
    pub validity_note: Option<&'a str>,
    pub body: Body<'a>,
}

#[derive(Debug, Serialize)]
pub struct PlaceEntry<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub kind: &'static str,
    pub number: Number<'a>,
    pub own: bool,
    pub served_by: &'a str,
}

#[derive(Debug, Serialize)]
pub struct AgencyData<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub summary: &'a str,
    pub duties: Vec<DutyData<'a>>,
}

#[derive(Debug, Serialize)]
pub struct DutyData<'a> {
    pub text: &'a str,
    /// Forms that it names, e.g. 附件2 基本信息登记表.
    pub forms: Vec<String>,
}

#[derive(Debug, Serialize)]
pub struct GroupData<'a> {
    pub id: &'a str,
    pub number: u32,
    pub name: &'a str,
    pub plain: &'a str,
    pub examples: &'a [String],
    pub urgent: bool,
    /// Names of the categories that may help.
    pub categories: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
pub struct CategoryData<'a> {
    pub id: &'a str,
    pub number: u32,
    pub name: &'a str,
    pub plain: &'a str,
    pub lead: Vec<PartyData<'a>>,
    pub assist: Vec<PartyData<'a>>,
    pub measures: &'a [String],
}

#[derive(Debug, Serialize)]
pub struct CampaignEntry<'a> {
    pub id: &'a str,
    pub number: u32,
    pub name: &'a str,
    pub short_name: &'a str,
    pub description: &'a str,
}

#[derive(Debug, Serialize)]
pub struct ProgrammeData<'a> {
    pub model: &'a str,
    pub structure: &'a str,
    pub principles: &'a [String],
    pub levels: Vec<LevelData<'a>>,
    pub patrols: Vec<PatrolData<'a>>,
    pub steps: Vec<StepData<'a>>,
    pub mechanisms: Vec<MechanismData<'a>>,
    pub forms: Vec<FormData<'a>>,
    pub phases: Vec<PhaseData<'a>>,
    pub requirements: Vec<RequirementData<'a>>,
}

#[derive(Debug, Serialize)]
pub struct LevelData<'a> {
    pub name: &'a str,
    pub body: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub struct PatrolData<'a> {
    pub name: &'a str,
    pub by: &'a str,
    pub is_hotline: bool,
}

#[derive(Debug, Serialize)]
pub struct StepData<'a> {
    pub number: u32,
    pub who: &'a str,
    pub text: &'a str,
    pub forms: Vec<String>,
}

#[derive(Debug, Serialize)]
pub struct MechanismData<'a> {
    pub number: u32,
    pub name: &'a str,
    pub summary: &'a str,
    pub points: Vec<PointData<'a>>,
}

#[derive(Debug, Serialize)]
pub struct PointData<'a> {
    pub head: &'a str,
    pub text: &'a str,
}

#[derive(Debug, Serialize)]
pub struct FormData<'a> {
    pub label: &'a str,
    pub name: &'a str,
    pub use_for: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub struct PhaseData<'a> {
    pub name: &'a str,
    pub start: String,
    pub end: String,
    pub tasks: &'a [String],
}

#[derive(Debug, Serialize)]
pub struct RequirementData<'a> {
    pub name: &'a str,
    pub text: Option<&'a str>,
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
        as_of_text: format!("{}年{}月{}日", day.year(), day.month(), day.day()),
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
        places: listed(list(Need::Places), 0..portal.places.len(), |ix| place_entry(portal, ix)),
        agencies: listed(list(Need::Agencies), &portal.agencies, |agency| {
            agency_data(portal, agency)
        }),
        groups: listed(list(Need::Groups), &portal.groups, |group| GroupData {
            id: &group.id,
            number: group.number,
            name: &group.name,
            plain: &group.plain,
            examples: &group.examples,
            urgent: group.urgent,
            categories: group
                .categories
                .iter()
                .map(|&ix| portal.categories[ix].name.as_str())
                .collect(),
        }),
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
    }
}

/// What a leaflet is called: place, subject, format.
pub fn title(view: &View<'_>, format: &LeafletFormat, leaflet: &Leaflet) -> String {
    let portal = view.portal;
    let place = leaflet.place.map_or("", |ix| portal.places[ix].name.as_str());
    let subject = match leaflet.subject {
        Subject::Campaign(ix) => portal.campaigns[ix].name.as_str(),
        Subject::Policy(ix) => return view.policies.get(ix).title.to_string(),
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
    })
}

fn source<'p>(portal: &'p Portal, attribution: Option<&'p Attribution>) -> Option<Source<'p>> {
    let attribution = attribution?;
    let source = &portal.site.sources[attribution.source?];
    Some(Source {
        title: &source.title,
        number: source.number.as_deref(),
        clause: attribution.clause.as_deref(),
        year: source.year,
    })
}

fn site_data(portal: &Portal) -> Site<'_> {
    let site = &portal.site;
    Site {
        name: &site.name,
        short_name: &site.short_name,
        description: &site.description,
        owner: site.owner.as_deref(),
        footer: site.footer.as_deref(),
        url: &site.base_url,
        url_text: without_scheme(&site.base_url),
        area_code: &site.area_code,
        office: site
            .office
            .as_ref()
            .map(|office| Office { name: &office.name, number: number(&office.phone) }),
    }
}

fn without_scheme(url: &str) -> &str {
    let url = url.split_once("://").map_or(url, |(_, rest)| rest);
    url.trim_end_matches('/')
}

pub(super) fn number(phone: &Phone) -> Number<'_> {
    Number {
        display: phone.display(),
        area_code: phone.area_code(),
        local: phone.local(),
        tel: phone.tel(),
        extension: phone.extension(),
    }
}

fn hotline<'p>(portal: &'p Portal, hotline: &'p Hotline) -> HotlineData<'p> {
    HotlineData {
        number: number(&hotline.phone),
        purpose: &hotline.purpose,
        office: hotline.office.as_deref(),
        hours: hotline.hours.as_deref(),
        place: &portal.places[hotline.place].name,
        source: source(portal, Some(&hotline.attribution)),
        verified: hotline.attribution.verified.map(|day| day.to_string()),
    }
}

fn place(portal: &Portal, ix: usize) -> Place<'_> {
    let place = &portal.places[ix];
    let own = &portal.hotlines[place.hotline];
    // `resolve` gives every portal exactly one city, first of the places, with a hotline.
    let city = &portal.hotlines[portal.places[0].hotline];
    Place {
        id: &place.id,
        name: &place.name,
        kind: place.kind.word(),
        is_city: place.kind == PlaceKind::City,
        hotline: hotline(portal, own),
        own: place.own_hotline.is_some(),
        fallback: (own.phone != city.phone).then(|| hotline(portal, city)),
    }
}

fn place_entry(portal: &Portal, ix: usize) -> PlaceEntry<'_> {
    let place = &portal.places[ix];
    let hotline = &portal.hotlines[place.hotline];
    PlaceEntry {
        id: &place.id,
        name: &place.name,
        kind: place.kind.word(),
        number: number(&hotline.phone),
        own: place.own_hotline.is_some(),
        served_by: &portal.places[hotline.place].name,
    }
}

fn national(portal: &Portal) -> Vec<National<'_>> {
    let lines = portal.national.iter();
    lines
        .map(|line| National {
            number: number(&line.phone),
            name: &line.name,
            use_when: line.use_when.as_deref(),
        })
        .collect()
}

fn parties(parties: &[Party]) -> Vec<PartyData<'_>> {
    parties
        .iter()
        .map(|party| PartyData { name: &party.name, scope: party.scope.as_deref() })
        .collect()
}

fn campaign<'p>(view: &'p View<'p>, campaign: &'p Campaign) -> CampaignData<'p> {
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
        headline: &campaign.headline,
        slogan: campaign.slogan.as_deref(),
        picture: campaign.picture.as_deref(),
        signs: &campaign.signs,
        body: body(view, &campaign.body),
    }
}

fn policy<'p>(view: &'p View<'p>, ix: usize) -> PolicyData<'p> {
    let policy = view.policies.get(ix);
    PolicyData {
        id: &policy.id,
        title: &policy.title,
        description: &policy.description,
        index_number: policy.index_number.as_deref(),
        subject: policy.subject.as_deref(),
        issuer: policy.issuer.as_deref(),
        document_number: policy.document_number.as_deref(),
        written: policy.written.map(|day| day.to_string()),
        issued: policy.issued.map(|day| day.to_string()),
        year: policy.year,
        validity: policy.validity.map(|validity| validity.word()),
        expires: policy.expires.map(|day| day.to_string()),
        validity_note: policy.validity_note.as_deref(),
        body: body(view, &policy.body),
    }
}

fn form_name(portal: &Portal, ix: usize) -> String {
    let form = &portal.programme.forms[ix];
    format!("{} {}", form.label, form.name)
}

fn agency_data<'p>(portal: &'p Portal, agency: &'p Agency) -> AgencyData<'p> {
    AgencyData {
        id: &agency.id,
        name: &agency.name,
        summary: &agency.summary,
        duties: agency
            .duties
            .iter()
            .map(|duty| DutyData {
                text: &duty.text,
                forms: duty.forms.iter().map(|&ix| form_name(portal, ix)).collect(),
            })
            .collect(),
    }
}

fn category(category: &Category) -> CategoryData<'_> {
    CategoryData {
        id: &category.id,
        number: category.number,
        name: &category.name,
        plain: &category.plain,
        lead: parties(&category.lead),
        assist: parties(&category.assist),
        measures: &category.measures,
    }
}

fn programme(portal: &Portal) -> ProgrammeData<'_> {
    let programme = &portal.programme;
    ProgrammeData {
        model: &programme.model,
        structure: &programme.structure,
        principles: &programme.principles,
        levels: programme
            .levels
            .iter()
            .map(|level| LevelData { name: &level.name, body: level.body.as_deref() })
            .collect(),
        patrols: programme
            .patrols
            .iter()
            .map(|patrol| PatrolData {
                name: &patrol.name,
                by: &patrol.by,
                is_hotline: patrol.is_hotline,
            })
            .collect(),
        steps: programme
            .steps
            .iter()
            .map(|step| StepData {
                number: step.number,
                who: &step.who,
                text: &step.text,
                forms: step.forms.iter().map(|&ix| form_name(portal, ix)).collect(),
            })
            .collect(),
        mechanisms: programme
            .mechanisms
            .iter()
            .map(|mechanism| MechanismData {
                number: mechanism.number,
                name: &mechanism.name,
                summary: &mechanism.summary,
                points: mechanism
                    .points
                    .iter()
                    .map(|point| PointData { head: &point.head, text: &point.text })
                    .collect(),
            })
            .collect(),
        forms: programme
            .forms
            .iter()
            .map(|form| FormData {
                label: &form.label,
                name: &form.name,
                use_for: form.use_for.as_deref(),
            })
            .collect(),
        phases: programme
            .phases
            .iter()
            .map(|phase| PhaseData {
                name: &phase.name,
                start: phase.start.to_string(),
                end: phase.end.to_string(),
                tasks: &phase.tasks,
            })
            .collect(),
        requirements: programme
            .requirements
            .iter()
            .map(|requirement| RequirementData {
                name: &requirement.name,
                text: requirement.text.as_deref(),
            })
            .collect(),
    }
}
