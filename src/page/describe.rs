//! What a page says of itself: title, description, date, source and state of publication.

use std::borrow::Cow;

use jiff::civil::Date;

use super::at::At;
use super::attribution::{AttributionContext, attribution, shared};
use super::policies::{members_of_page, of};
use super::{statistics, words};
use crate::portal::{
    Article, ArticleView, Attribution, PlaceIx, PolicyList, Publication, PublicationState, Target,
    Text,
};

/// The longest description, in characters: more is not shown by those who list pages.
const DESCRIPTION: usize = 120;

/// The heading of a page.
pub(super) fn title(at: At<'_>) -> Cow<'_, str> {
    let portal = at.portal();
    match at.target {
        Target::Hotlines => words::HOTLINES.title.into(),
        Target::Place(ix) => {
            let place = &portal.places[ix];
            format!("{}{}", place.name, portal.hotlines[place.hotline].purpose).into()
        }
        Target::Help => words::HELP.title.into(),
        Target::Group(ix) => Cow::Borrowed(&portal.groups[ix].name),
        Target::Category(ix) => Cow::Borrowed(&portal.categories[ix].name),
        Target::Agencies => words::AGENCIES.title.into(),
        Target::Agency(ix) => Cow::Borrowed(&portal.agencies[ix].name),
        Target::Campaigns => campaigns_title(at).into(),
        Target::Campaign(ix) => Cow::Borrowed(&portal.campaigns[ix].name),
        Target::Programme => words::PROGRAMME.title.into(),
        Target::Article(ix) => Cow::Borrowed(&portal.articles[ix].title),
        Target::Policies(PolicyList::All, _) => words::POLICIES.title.into(),
        Target::Policies(list, _) => words::policies_of(&of(at, list)).into(),
        Target::Policy(ix) => Cow::Borrowed(&at.view.policies.get(ix).title),
        Target::Print => words::PRINT.title.into(),
        Target::PrintPlace(ix) => words::print_of(&portal.places[ix].name).into(),
        Target::PrintCampaign(ix) => words::print_of(&portal.campaigns[ix].name).into(),
        Target::Statistics(part) => match &portal.statistics {
            Some(of) => statistics::title(of, part),
            None => Cow::Borrowed(&portal.site.name),
        },
        Target::NotFound => words::NOT_FOUND.title.into(),
        _ => Cow::Borrowed(&portal.site.name),
    }
}

/// What the campaigns are called together.
pub(super) fn campaigns_title(at: At<'_>) -> &str {
    at.portal().programme.campaigns_title.as_deref().unwrap_or(words::CAMPAIGNS.title)
}

/// At most 120 characters.
pub(super) fn description(at: At<'_>) -> Cow<'_, str> {
    let portal = at.portal();
    let text = match at.target {
        Target::Hotlines => words::HOTLINES.description,
        Target::Place(ix) => return place_description(at, ix).into(),
        Target::Help => words::HELP.description,
        Target::Group(ix) => &portal.groups[ix].plain,
        Target::Category(ix) => &portal.categories[ix].plain,
        Target::Agencies => words::AGENCIES.description,
        Target::Agency(ix) => &portal.agencies[ix].summary,
        Target::Campaigns => words::CAMPAIGNS.description,
        Target::Campaign(ix) => {
            or_summary(&portal.campaigns[ix].description, &portal.campaigns[ix].body)
        }
        Target::Programme => words::PROGRAMME.description,
        Target::Article(ix) => {
            or_summary(&portal.articles[ix].description, &portal.articles[ix].body)
        }
        Target::Policies(PolicyList::All, _) => words::POLICIES.description,
        Target::Policies(list, _) => {
            let total = at.view.policies.total(list);
            return words::policies_of_description(&of(at, list), total).into();
        }
        Target::Policy(ix) => {
            let policy = at.view.policies.get(ix);
            or_summary(&policy.description, &policy.body)
        }
        Target::Print => words::PRINT.description,
        Target::PrintPlace(ix) => {
            return words::print_description(&portal.places[ix].name).into();
        }
        Target::PrintCampaign(ix) => {
            return words::print_description(&portal.campaigns[ix].name).into();
        }
        Target::Statistics(part) => match &portal.statistics {
            Some(of) => return shortened_cow(statistics::description(of, part)),
            None => &portal.site.description,
        },
        Target::NotFound => words::NOT_FOUND.description,
        _ => &portal.site.description,
    };
    shortened(text)
}

/// The day on which what the page shows was last changed.
pub(super) fn updated(at: At<'_>) -> Option<Date> {
    let portal = at.portal();
    let policy = |ix: usize| {
        let policy = at.view.policies.get(ix);
        day(policy.updated, policy.publication)
    };
    match at.target {
        Target::Campaign(ix) => {
            Some(day(portal.campaigns[ix].updated, portal.campaigns[ix].publication))
        }
        Target::Campaigns => portal.campaigns.iter().map(|c| day(c.updated, c.publication)).max(),
        Target::Article(ix) => {
            Some(day(portal.articles[ix].updated, portal.articles[ix].publication))
        }
        Target::Policies(list, number) => {
            let members = members_of_page(at, list, number);
            members.iter().map(|&ix| policy(ix)).max()
        }
        Target::Policy(ix) => Some(policy(ix)),
        Target::Statistics(_) => portal.statistics.as_ref().map(|of| of.newest().about().as_of),
        Target::NotFound => None,
        _ => portal.site.updated,
    }
}

/// Where the facts of the page come from. Absent for pages that have none of their own.
pub(super) fn page_attribution(at: At<'_>) -> Option<AttributionContext<'_>> {
    let portal = at.portal();
    let of = match at.target {
        Target::Hotlines => return shared(at, portal.hotlines.iter().map(|h| &h.attribution)),
        Target::Help => {
            let groups = portal.groups.iter().map(|group| &group.attribution);
            let categories = portal.categories.iter().map(|category| &category.attribution);
            return shared(at, groups.chain(categories));
        }
        Target::Agencies => return shared(at, portal.agencies.iter().map(|a| &a.attribution)),
        Target::Campaigns => return shared(at, portal.campaigns.iter().map(|c| &c.attribution)),
        Target::Place(ix) => &portal.hotlines[portal.places[ix].hotline].attribution,
        Target::Group(ix) => &portal.groups[ix].attribution,
        Target::Category(ix) => &portal.categories[ix].attribution,
        Target::Agency(ix) => &portal.agencies[ix].attribution,
        Target::Campaign(ix) => &portal.campaigns[ix].attribution,
        Target::Programme => &portal.programme.attribution,
        Target::Article(ix) => {
            article_attribution(&portal.articles[ix], &portal.programme.attribution)?
        }
        Target::Policy(ix) => &at.view.policies.get(ix).attribution,
        _ => return None,
    };
    Some(attribution(at, of))
}

/// A page that shows facts of the programme has at least the programme's source. Prose that names
/// no source states no fact of the programme.
fn article_attribution<'p>(
    article: &'p Article,
    programme: &'p Attribution,
) -> Option<&'p Attribution> {
    let own = &article.attribution;
    if own.source.is_some() || own.verified.is_some() {
        Some(own)
    } else if article.view == ArticleView::Prose {
        None
    } else {
        Some(programme)
    }
}

/// The word for a page that is not out yet.
pub(super) fn preview(state: PublicationState) -> Option<&'static str> {
    match state {
        PublicationState::Published => None,
        PublicationState::Draft => Some("draft"),
        PublicationState::Scheduled => Some("scheduled"),
    }
}

pub(super) fn page_preview(at: At<'_>) -> Option<&'static str> {
    let portal = at.portal();
    let publication = match at.target {
        Target::Campaign(ix) => portal.campaigns[ix].publication,
        Target::Article(ix) => portal.articles[ix].publication,
        Target::Policy(ix) => at.view.policies.get(ix).publication,
        _ => return None,
    };
    preview(publication.state)
}

fn place_description(at: At<'_>, ix: PlaceIx) -> String {
    let portal = at.portal();
    let place = &portal.places[ix];
    let hotline = &portal.hotlines[place.hotline];
    let served_by = &portal.places[hotline.place].name;
    words::place_description(&place.name, served_by, &hotline.purpose, hotline.phone.display())
}

fn or_summary<'p>(description: &'p str, text: &'p Text) -> &'p str {
    if description.is_empty() { &text.document.summary } else { description }
}

fn shortened(text: &str) -> Cow<'_, str> {
    if text.chars().nth(DESCRIPTION).is_none() {
        return text.into();
    }
    let mut short: String = text.chars().take(DESCRIPTION - 1).collect();
    short.push('…');
    short.into()
}

fn shortened_cow(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => shortened(text),
        Cow::Owned(text) => shortened(&text).into_owned().into(),
    }
}

fn day(updated: Option<Date>, publication: Publication) -> Date {
    updated.unwrap_or(publication.at.date())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_has_at_most_120_characters() {
        assert_eq!(shortened(&"孩".repeat(120)), "孩".repeat(120));
        assert_eq!(shortened(&"孩".repeat(121)), "孩".repeat(119) + "…");
    }
}
