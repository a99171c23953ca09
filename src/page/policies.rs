//! Lists of policies: by category, issuer and year, page by page.

use std::borrow::Cow;

use serde::Serialize;

use super::at::At;
use super::describe::preview;
use super::frame::{PageContext, page};
use super::pager::{Pager, pager};
use super::words;
use crate::plan::Shared;
use crate::portal::{PolicyIx, PolicyList, Target, Validity};

#[derive(Debug, Serialize)]
pub struct PolicyCard<'a> {
    pub title: &'a str,
    pub url: String,
    pub description: &'a str,
    pub issuer: Option<&'a str>,
    pub document_number: Option<&'a str>,
    pub year: Option<i16>,
    /// `in-force`, `repealed`, `expired`; absent: not stated.
    pub validity: Option<&'static str>,
    /// `draft` or `scheduled` where its page is not out yet.
    pub preview: Option<&'static str>,
}

/// policies.html: one page of a list.
#[derive(Debug, Serialize)]
pub struct PoliciesContext<'a> {
    pub page: PageContext<'a>,
    /// `all`, `category`, `issuer` or `year`.
    pub by: &'static str,
    /// The category, issuer or year; empty for `all`.
    pub of: Cow<'a, str>,
    pub total: usize,
    pub policies: Vec<PolicyCard<'a>>,
    /// The same on every page of a list: a list of `Facet`.
    pub facets: Shared,
    pub pager: Pager<'a>,
    pub feed: String,
}

/// A way to list the policies: `name` is `category`, `issuer` or `year`.
#[derive(Debug, Serialize)]
pub struct Facet<'a> {
    pub name: &'static str,
    pub entries: Vec<FacetEntry<'a>>,
}

#[derive(Debug, Serialize)]
pub struct FacetEntry<'a> {
    pub title: Cow<'a, str>,
    pub url: String,
    pub count: usize,
    pub current: bool,
}

/// Page `number`, from 1, of a list.
pub(super) fn policies(at: At<'_>, list: PolicyList, number: usize) -> PoliciesContext<'_> {
    let policies = &at.view.policies;
    let page_size = at.portal().site.page_size;
    PoliciesContext {
        page: page(at),
        by: by(list),
        of: of(at, list),
        total: policies.total(list),
        policies: cards(at, members_of_page(at, list, number)),
        facets: at.view.of_lists.get(list, policies, || facets(at, list)),
        pager: pager(number, policies.pages(list, page_size), |number| {
            at.to(Target::Policies(list, number))
        }),
        feed: at.to(Target::PoliciesFeed),
    }
}

/// The members of a list that stand on one of its pages.
pub(super) fn members_of_page<'p>(at: At<'p>, list: PolicyList, number: usize) -> &'p [PolicyIx] {
    let page_size = at.portal().site.page_size;
    let start = number.saturating_sub(1) * page_size;
    at.view.policies.members(list, start..start + page_size)
}

pub(super) fn cards<'p>(at: At<'p>, policies: &[PolicyIx]) -> Vec<PolicyCard<'p>> {
    policies.iter().map(|&ix| card(at, ix)).collect()
}

/// What a list is restricted to; empty for the list of all.
pub(super) fn of(at: At<'_>, list: PolicyList) -> Cow<'_, str> {
    let portal = at.portal();
    match list {
        PolicyList::All => "".into(),
        PolicyList::Category(ix) => Cow::Borrowed(&portal.categories[ix].name),
        PolicyList::Issuer(ix) => Cow::Borrowed(&at.view.policies.issuer(ix).name),
        PolicyList::Year(year) => words::year(year).into(),
    }
}

pub(super) fn validity(validity: Option<Validity>) -> Option<&'static str> {
    validity.map(Validity::word)
}

fn card(at: At<'_>, ix: PolicyIx) -> PolicyCard<'_> {
    let policy = at.view.policies.listed(ix);
    PolicyCard {
        title: policy.title,
        url: at.to(Target::Policy(ix)),
        description: policy.description,
        issuer: policy.issuer,
        document_number: policy.document_number,
        year: policy.year,
        validity: validity(policy.validity),
        preview: preview(policy.state),
    }
}

fn by(list: PolicyList) -> &'static str {
    match list {
        PolicyList::All => "all",
        PolicyList::Category(_) => "category",
        PolicyList::Issuer(_) => "issuer",
        PolicyList::Year(_) => "year",
    }
}

/// The lists beside this one that have members; years newest first.
fn facets(at: At<'_>, current: PolicyList) -> Vec<Facet<'_>> {
    let entries = |name: &'static str| -> Vec<FacetEntry<'_>> {
        let lists = at.view.policies.lists().filter(|(list, _)| by(*list) == name);
        let entry = |(list, count): (PolicyList, usize)| FacetEntry {
            title: of(at, list),
            url: at.to(Target::Policies(list, 1)),
            count,
            current: list == current,
        };
        lists.map(entry).collect()
    };
    let mut years = entries("year");
    years.reverse();
    [("category", entries("category")), ("issuer", entries("issuer")), ("year", years)]
        .into_iter()
        .filter(|(_, entries)| !entries.is_empty())
        .map(|(name, entries)| Facet { name, entries })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;

    #[test]
    fn every_list_says_what_it_holds_and_marks_itself() {
        let portal = sample::portal();
        let view = sample::view(&portal);
        let list = PolicyList::Year(2015);
        let at = At { view: &view, target: Target::Policies(list, 1) };
        let context = policies(at, list, 1);
        assert_eq!((context.by, context.of.as_ref(), context.total), ("year", "2015年", 2));
        let facets = facets(at, list);
        let [category, issuer, year] = facets.as_slice() else { panic!() };
        assert_eq!((category.name, issuer.name, year.name), ("category", "issuer", "year"));
        let years: Vec<_> = year
            .entries
            .iter()
            .map(|entry| (entry.title.as_ref(), entry.url.as_str(), entry.count, entry.current))
            .collect();
        assert_eq!(
            years,
            [("2015年", "index.html", 2, true), ("2014年", "../2014/index.html", 1, false)]
        );
    }

    #[test]
    fn the_pages_of_a_list_hold_every_policy_once() {
        let portal = sample::portal();
        let view = sample::view(&portal);
        let at = At { view: &view, target: Target::Home };
        let pages: Vec<_> =
            (1..=3).map(|page| members_of_page(at, PolicyList::All, page)).collect();
        assert_eq!(pages, [&[0, 1][..], &[2], &[]]);
    }
}
