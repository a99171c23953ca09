//! Agencies: the matrix of who does what for whom, and one page an agency.

use serde::Serialize;

use super::at::{At, Link};
use super::frame::{PageContext, page};
use super::hotlines::{HotlineContext, city};
use super::policies::{PolicyCard, cards};
use super::programme::{FormContext, forms, view_article};
use crate::portal::{AgencyIx, ArticleView, CampaignIx, CategoryIx, Party, Target};

/// agencies.html: the matrix of who does what for whom.
#[derive(Debug, Serialize)]
pub struct AgenciesContext<'a> {
    pub page: PageContext<'a>,
    /// Columns.
    pub categories: Vec<Link<'a>>,
    pub campaigns: Vec<Link<'a>>,
    pub rows: Vec<AgencyRow<'a>>,
    /// Parties of categories and campaigns that have no entry of their own.
    pub others: Vec<OtherParty<'a>>,
}

#[derive(Debug, Serialize)]
pub struct AgencyRow<'a> {
    pub name: &'a str,
    pub url: String,
    pub summary: &'a str,
    /// One a category: `lead`, `assist` or empty.
    pub categories: Vec<&'static str>,
    /// One a campaign: whether it takes part.
    pub campaigns: Vec<bool>,
}

#[derive(Debug, Serialize)]
pub struct OtherParty<'a> {
    pub name: &'a str,
    pub roles: Vec<Role<'a>>,
}

/// `role`: `lead`, `assist`, `participant`; of the category or campaign `of`.
#[derive(Debug, Serialize)]
pub struct Role<'a> {
    pub role: &'static str,
    pub of: Link<'a>,
    /// The name the plan uses for it there.
    pub as_name: &'a str,
    pub scope: Option<&'a str>,
}

/// agency.html
#[derive(Debug, Serialize)]
pub struct AgencyContext<'a> {
    pub page: PageContext<'a>,
    pub name: &'a str,
    pub summary: &'a str,
    pub duties: Vec<DutyContext<'a>>,
    pub categories: Vec<Role<'a>>,
    pub campaigns: Vec<Role<'a>>,
    pub mechanisms: Vec<Link<'a>>,
    /// The newest, at most one page of them.
    pub policies: Vec<PolicyCard<'a>>,
    pub previous: Option<Link<'a>>,
    pub next: Option<Link<'a>>,
    pub city: HotlineContext<'a>,
}

#[derive(Debug, Serialize)]
pub struct DutyContext<'a> {
    pub text: &'a str,
    pub forms: Vec<FormContext<'a>>,
}

pub(super) fn agencies(at: At<'_>) -> AgenciesContext<'_> {
    let portal = at.portal();
    AgenciesContext {
        page: page(at),
        categories: (0..portal.categories.len()).map(|ix| category_link(at, ix)).collect(),
        campaigns: (0..portal.campaigns.len()).map(|ix| campaign_link(at, ix)).collect(),
        rows: (0..portal.agencies.len()).map(|ix| row(at, ix)).collect(),
        others: others(at),
    }
}

pub(super) fn agency(at: At<'_>, ix: AgencyIx) -> AgencyContext<'_> {
    let portal = at.portal();
    let agency = &portal.agencies[ix];
    let is_it = |party: &Party| party.agency == Some(ix);
    let neighbour = |ix: AgencyIx| {
        let agency = portal.agencies.get(ix)?;
        Some(at.link(&agency.name, Target::Agency(ix)))
    };
    AgencyContext {
        page: page(at),
        name: &agency.name,
        summary: &agency.summary,
        duties: agency
            .duties
            .iter()
            .map(|duty| DutyContext { text: &duty.text, forms: forms(at, &duty.forms) })
            .collect(),
        categories: category_roles(at, is_it).map(|(_, role)| role).collect(),
        campaigns: campaign_roles(at, is_it).map(|(_, role)| role).collect(),
        mechanisms: mechanisms(at, ix),
        policies: cards(at, at.view.policies.of_agency(ix, portal.site.page_size)),
        previous: ix.checked_sub(1).and_then(neighbour),
        next: neighbour(ix + 1),
        city: city(at),
    }
}

fn category_link(at: At<'_>, ix: CategoryIx) -> Link<'_> {
    at.link(&at.portal().categories[ix].name, Target::Category(ix))
}

/// The short name: it heads a narrow column.
fn campaign_link(at: At<'_>, ix: CampaignIx) -> Link<'_> {
    at.link(&at.portal().campaigns[ix].short_name, Target::Campaign(ix))
}

fn row(at: At<'_>, ix: AgencyIx) -> AgencyRow<'_> {
    let portal = at.portal();
    let agency = &portal.agencies[ix];
    let among = |parties: &[Party]| parties.iter().any(|party| party.agency == Some(ix));
    let categories = portal.categories.iter().map(|category| {
        if among(&category.lead) {
            "lead"
        } else if among(&category.assist) {
            "assist"
        } else {
            ""
        }
    });
    AgencyRow {
        name: &agency.name,
        url: at.to(Target::Agency(ix)),
        summary: &agency.summary,
        categories: categories.collect(),
        campaigns: portal.campaigns.iter().map(|c| among(&c.participants)).collect(),
    }
}

/// By name, in the order in which they first appear.
fn others(at: At<'_>) -> Vec<OtherParty<'_>> {
    let has_no_entry = |party: &Party| party.agency.is_none();
    let mut others: Vec<OtherParty> = Vec::new();
    let roles = category_roles(at, has_no_entry).chain(campaign_roles(at, has_no_entry));
    for (party, role) in roles {
        match others.iter_mut().find(|other| other.name == party.name) {
            Some(other) => other.roles.push(role),
            None => others.push(OtherParty { name: &party.name, roles: vec![role] }),
        }
    }
    others
}

/// What the parties that `wanted` picks do for the categories.
fn category_roles<'p>(
    at: At<'p>,
    wanted: impl Fn(&Party) -> bool + Copy,
) -> impl Iterator<Item = (&'p Party, Role<'p>)> {
    at.portal().categories.iter().enumerate().flat_map(move |(ix, category)| {
        let leads = category.lead.iter().map(|party| ("lead", party));
        let assists = category.assist.iter().map(|party| ("assist", party));
        let picked = leads.chain(assists).filter(move |(_, party)| wanted(party));
        picked.map(move |(role, party)| (party, self::role(role, party, category_link(at, ix))))
    })
}

/// In which campaigns the parties that `wanted` picks take part.
fn campaign_roles<'p>(
    at: At<'p>,
    wanted: impl Fn(&Party) -> bool + Copy,
) -> impl Iterator<Item = (&'p Party, Role<'p>)> {
    at.portal().campaigns.iter().enumerate().flat_map(move |(ix, campaign)| {
        let picked = campaign.participants.iter().filter(move |party| wanted(party));
        picked.map(move |party| {
            (party, role("participant", party, at.link(&campaign.name, Target::Campaign(ix))))
        })
    })
}

fn role<'p>(role: &'static str, party: &'p Party, of: Link<'p>) -> Role<'p> {
    Role { role, of, as_name: &party.name, scope: party.scope.as_deref() }
}

/// The mechanisms that an agency has a part in, patrols included.
fn mechanisms(at: At<'_>, agency: AgencyIx) -> Vec<Link<'_>> {
    let programme = &at.portal().programme;
    let patrols = programme.patrols.iter().any(|patrol| patrol.agencies.contains(&agency));
    let page = view_article(at, ArticleView::Mechanisms).map(Target::Article);
    let has_part = |ix: usize| {
        programme.mechanisms[ix].agencies.contains(&agency)
            || patrols && programme.patrol_mechanism == Some(ix)
    };
    let link = |ix: usize| {
        let mechanism = &programme.mechanisms[ix];
        let url = match page {
            Some(page) => at.to_anchor(page, &mechanism.id),
            None => at.to(Target::Programme),
        };
        Link { title: &mechanism.name, url }
    };
    (0..programme.mechanisms.len()).filter(|&ix| has_part(ix)).map(link).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;

    #[test]
    fn the_matrix_shows_who_leads_who_assists_and_who_takes_part() {
        let portal = sample::portal();
        let view = sample::view(&portal);
        let all = agencies(At { view: &view, target: Target::Agencies });
        assert_eq!(all.rows[0].categories, ["assist", ""]);
        assert_eq!(all.rows[1].categories, ["lead", "lead"]);
        assert_eq!(all.rows[0].campaigns, [true]);
        assert_eq!(all.rows[1].campaigns, [false]);
    }

    #[test]
    fn a_party_without_an_entry_is_named_once_with_all_its_roles() {
        let portal = sample::portal();
        let view = sample::view(&portal);
        let all = agencies(At { view: &view, target: Target::Agencies });
        let [home] = all.others.as_slice() else { panic!("{:?}", all.others) };
        assert_eq!(home.name, "福利院");
        let roles: Vec<_> = home.roles.iter().map(|role| (role.role, role.of.title)).collect();
        assert_eq!(roles, [("assist", "孤儿"), ("participant", "“回家”专项行动")]);
    }

    #[test]
    fn an_agency_links_to_the_mechanisms_of_its_points_and_of_its_patrols() {
        let portal = sample::portal();
        let view = sample::view(&portal);
        let police = agency(At { view: &view, target: Target::Agency(0) }, 0);
        let urls: Vec<_> = police.mechanisms.iter().map(|link| link.url.as_str()).collect();
        assert_eq!(urls, ["../programme/mechanisms.html#find"]);
        assert_eq!(police.next.expect("the second").title, "民政局");
        assert!(police.previous.is_none());
        let civil = agency(At { view: &view, target: Target::Agency(1) }, 1);
        assert_eq!(civil.mechanisms[0].title, "帮扶机制");
        assert_eq!(civil.categories[0].as_name, "市民政局");
    }
}
