//! Who helps in this situation: protected groups and policy categories.

use serde::Serialize;

use super::at::At;
use super::attribution::{AttributionContext, attribution};
use super::frame::{PageContext, page};
use super::hotlines::{
    HotlineContext, NationalContext, PlaceCard, city, national, national_line,
    places as place_cards,
};
use super::policies::{PolicyCard, cards};
use crate::portal::{Answer, CategoryIx, GroupIx, Party, PolicyList, Target};

#[derive(Debug, Serialize)]
pub struct GroupCard<'a> {
    pub number: u32,
    pub name: &'a str,
    pub short_name: Option<&'a str>,
    pub plain: &'a str,
    pub url: String,
    pub urgent: bool,
}

#[derive(Debug, Serialize)]
pub struct CategoryCard<'a> {
    pub number: u32,
    pub name: &'a str,
    pub plain: &'a str,
    pub url: String,
    pub lead: Vec<PartyContext<'a>>,
    pub assist: Vec<PartyContext<'a>>,
    pub measures: &'a [String],
}

/// Somebody who leads, assists or takes part; `url` where it has a page of its own.
#[derive(Debug, Serialize)]
pub struct PartyContext<'a> {
    pub name: &'a str,
    pub url: Option<String>,
    pub scope: Option<&'a str>,
}

/// help.html: the decision path's first step.
#[derive(Debug, Serialize)]
pub struct HelpContext<'a> {
    pub page: PageContext<'a>,
    pub groups: Vec<GroupCard<'a>>,
    pub categories: Vec<CategoryLead<'a>>,
    pub places: Vec<PlaceCard<'a>>,
    pub national: Vec<NationalContext<'a>>,
    pub city: HotlineContext<'a>,
}

/// A category in a list: who leads.
#[derive(Debug, Serialize)]
pub struct CategoryLead<'a> {
    pub name: &'a str,
    pub url: String,
    pub lead: Vec<PartyContext<'a>>,
}

/// Who does what for a group, and which clause says so.
#[derive(Debug, Serialize)]
pub struct AnswerContext<'a> {
    pub who: &'a str,
    pub url: Option<String>,
    pub text: &'a str,
    pub attribution: AttributionContext<'a>,
}

/// group.html: a protected group, whom to ring, who does what, and which categories may help.
#[derive(Debug, Serialize)]
pub struct GroupContext<'a> {
    pub page: PageContext<'a>,
    pub number: u32,
    pub name: &'a str,
    pub short_name: Option<&'a str>,
    pub plain: &'a str,
    pub examples: &'a [String],
    pub urgent: bool,
    /// National numbers to ring, the first one first; none where nothing is urgent and none are named.
    pub numbers: Vec<NationalContext<'a>>,
    /// What the site itself advises.
    pub advice: &'a [String],
    pub answers: Vec<AnswerContext<'a>>,
    /// Categories that may help, by the site's own advice.
    pub categories: Vec<CategoryCard<'a>>,
    pub places: Vec<PlaceCard<'a>>,
    pub national: Vec<NationalContext<'a>>,
    pub city: HotlineContext<'a>,
}

/// category.html
#[derive(Debug, Serialize)]
pub struct CategoryContext<'a> {
    pub page: PageContext<'a>,
    pub category: CategoryCard<'a>,
    pub groups: Vec<GroupCard<'a>>,
    /// The newest, at most one page of them.
    pub policies: Vec<PolicyCard<'a>>,
    pub places: Vec<PlaceCard<'a>>,
    pub city: HotlineContext<'a>,
}

fn category_lead(at: At<'_>, ix: CategoryIx) -> CategoryLead<'_> {
    let category = &at.portal().categories[ix];
    CategoryLead {
        name: &category.name,
        url: at.to(Target::Category(ix)),
        lead: parties(at, &category.lead),
    }
}

pub(super) fn help(at: At<'_>) -> HelpContext<'_> {
    let portal = at.portal();
    HelpContext {
        page: page(at),
        groups: (0..portal.groups.len()).map(|ix| group_card(at, ix)).collect(),
        categories: (0..portal.categories.len()).map(|ix| category_lead(at, ix)).collect(),
        places: place_cards(at),
        national: national(at),
        city: city(at),
    }
}

pub(super) fn group(at: At<'_>, ix: GroupIx) -> GroupContext<'_> {
    let group = &at.portal().groups[ix];
    GroupContext {
        page: page(at),
        number: group.number,
        name: &group.name,
        plain: &group.plain,
        short_name: group.short_name.as_deref(),
        examples: &group.examples,
        urgent: group.urgent,
        numbers: group.numbers.iter().map(|&ix| national_line(at, ix)).collect(),
        advice: &group.advice,
        answers: group.answers.iter().map(|of| answer(at, of)).collect(),
        categories: group.categories.iter().map(|&ix| category_card(at, ix)).collect(),
        places: place_cards(at),
        national: national(at),
        city: city(at),
    }
}

fn answer<'p>(at: At<'p>, answer: &'p Answer) -> AnswerContext<'p> {
    AnswerContext {
        who: &answer.who,
        url: answer.agency.map(|agency| at.to(Target::Agency(agency))),
        text: &answer.text,
        attribution: attribution(at, &answer.attribution),
    }
}

pub(super) fn category(at: At<'_>, ix: CategoryIx) -> CategoryContext<'_> {
    let portal = at.portal();
    let members = at.view.policies.members(PolicyList::Category(ix), 0..portal.site.page_size);
    CategoryContext {
        page: page(at),
        category: category_card(at, ix),
        groups: portal.categories[ix].groups.iter().map(|&ix| group_card(at, ix)).collect(),
        policies: cards(at, members),
        places: place_cards(at),
        city: city(at),
    }
}

pub(super) fn group_card(at: At<'_>, ix: GroupIx) -> GroupCard<'_> {
    let group = &at.portal().groups[ix];
    GroupCard {
        number: group.number,
        name: &group.name,
        short_name: group.short_name.as_deref(),
        plain: &group.plain,
        url: at.to(Target::Group(ix)),
        urgent: group.urgent,
    }
}

pub(super) fn parties<'p>(at: At<'p>, parties: &'p [Party]) -> Vec<PartyContext<'p>> {
    let party = |party: &'p Party| PartyContext {
        name: &party.name,
        url: party.agency.map(|agency| at.to(Target::Agency(agency))),
        scope: party.scope.as_deref(),
    };
    parties.iter().map(party).collect()
}

fn category_card(at: At<'_>, ix: CategoryIx) -> CategoryCard<'_> {
    let category = &at.portal().categories[ix];
    CategoryCard {
        number: category.number,
        name: &category.name,
        plain: &category.plain,
        url: at.to(Target::Category(ix)),
        lead: parties(at, &category.lead),
        assist: parties(at, &category.assist),
        measures: &category.measures,
    }
}
