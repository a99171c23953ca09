//! A portal after the texts of some policies have been edited, made of the one before.
//!
//! Only where nothing changes but what these policies say of themselves: which policies there are, their
//! order, their lists and what others link to must stay. Everywhere else the portal is resolved as a
//! whole; the result is the same.

use std::{collections::BTreeSet, sync::Arc};

use super::{Index, Options, links, pages};
use crate::{
    content::pages::{PageSource, PolicyFront},
    diagnostic::{self, Diagnostic},
    portal::{Policy, PolicyIx, Portal, PublicationState, Target},
};

/// The portal with these policies in place of those of the same files, and what there is to tell of
/// them. `index` is that of `portal`, which was resolved with the same options and without an error.
/// `None` where something has to be resolved anew that lies outside of these policies, or something is
/// wrong.
pub fn renew(
    portal: &Portal,
    index: &Index,
    edited: &[Arc<PageSource<PolicyFront>>],
    options: &Options,
) -> Option<(Portal, Vec<Diagnostic>)> {
    let mut problems = Vec::new();
    let mut renewed = portal.clone();
    let mut changed: Vec<PolicyIx> = Vec::with_capacity(edited.len());
    for source in edited {
        let Some(Target::Policy(ix)) = index.page(&source.file) else {
            return None;
        };
        let publication = pages::publication(&source.publishing, options);
        let policy = pages::policy(source, publication, options, &index.names, &mut problems);
        if !stands_as(&policy, portal.policies.policy(ix)) {
            return None;
        }
        renewed.policies.put(ix, policy.into());
        changed.push(ix);
    }
    // That a title is there twice is told of one of both pages, and tells where the other stands.
    let is_shared = |portal: &Portal, ix: PolicyIx| {
        let title = &*portal.policies.policy(ix).title;
        page_titles(portal).filter(|other| *other == title).count() > 1
    };
    if changed.iter().any(|&ix| is_shared(portal, ix) || is_shared(&renewed, ix)) {
        return None;
    }
    links::follow_of(&mut renewed, &changed, index, &mut problems);
    let files = |portal: &Portal, ix: PolicyIx| -> BTreeSet<usize> {
        portal.policies.policy(ix).body.files().collect()
    };
    if changed.iter().any(|&ix| files(portal, ix) != files(&renewed, ix)) {
        return None;
    }
    (!diagnostic::any_error(&problems)).then_some((renewed, problems))
}

/// Whether an edited policy stands where it stood, in the same lists, and has all that others may link
/// to.
fn stands_as(policy: &Policy, before: &Policy) -> bool {
    let is_published = |policy: &Policy| policy.publication.state == PublicationState::Published;
    let headings = policy.body.document.headings.read();
    let has = |id: &str| headings.iter().any(|heading| heading.id == id);
    policy.year == before.year
        && policy.written.or(policy.issued) == before.written.or(before.issued)
        && policy.issuer == before.issuer
        && policy.categories == before.categories
        && policy.agencies == before.agencies
        && is_published(policy) == is_published(before)
        && before.body.document.headings.read().iter().all(|heading| has(heading.id))
}

fn page_titles(portal: &Portal) -> impl Iterator<Item = &str> {
    let campaigns = portal.campaigns.iter().map(|campaign| campaign.name.as_str());
    let policies = portal.policies.iter().map(|policy| &*policy.title);
    let articles = portal.articles.iter().map(|article| article.title.as_str());
    campaigns.chain(policies).chain(articles)
}
