//! Policies that stand where they stood in an earlier build and are read when they are asked for.

use std::sync::Arc;

use super::{
    Index, Options, links,
    names::Kind,
    pages::{self, publication},
};
use crate::{
    content::pages::{PageSource, PolicyFront},
    portal::{Outline, Policies, Policy, PolicyIx, Portal, Unread},
};

/// Gives what the file of a policy says, by its number and id. `None` where that is not what it said before, which the
/// one who reads has to tell.
pub type ReadPolicy =
    Arc<dyn Fn(PolicyIx, &str) -> Option<Arc<PageSource<PolicyFront>>> + Send + Sync>;

/// Policies as they stood when they were resolved with the same options, without an error, beside the same
/// other sources.
pub struct Standing {
    pub outline: Outline,
    /// Ids of those that are there and are not out.
    pub held_back: Vec<Box<str>>,
    pub read: ReadPolicy,
}

/// Gives a portal these policies, with those that were edited in their places. Gives the numbers of these.
pub fn put(
    portal: &mut Portal,
    standing: Standing,
    index: &Arc<Index>,
    options: &Options,
    edited: Vec<Arc<Policy>>,
) -> Vec<PolicyIx> {
    let unread = {
        let (others, index, options) = (portal.clone(), index.clone(), options.clone());
        let read = standing.read;
        Unread::new(move |ix, card| match read(ix, &card.id) {
            Some(source) => policy(&source, &others, &index, &options),
            None => Policy::absent(card),
        })
    };
    portal.policies = Policies::unread(standing.outline, unread);
    let mut numbers = Vec::with_capacity(edited.len());
    for policy in edited {
        if let Some(ix) = index.names.get(Kind::Policy, &policy.id) {
            portal.policies.put(ix, policy);
            numbers.push(ix);
        }
    }
    numbers
}

/// A policy whose problems have been told before. `others` are all that is no policy.
fn policy(
    source: &PageSource<PolicyFront>,
    others: &Portal,
    index: &Index,
    options: &Options,
) -> Policy {
    let publication = publication(&source.publishing, options);
    let mut policy = pages::policy(source, publication, options, &index.names, &mut Vec::new());
    links::follow_again(&mut policy.body, others, index);
    policy
}
