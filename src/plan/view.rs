//! What a recipe may read.

use std::sync::Arc;

use jiff::civil::Date;

use super::{OfLists, Reads, Routes};
use crate::portal::{Portal, Reader, Target, Text};

/// The portal as it is published on one day, with its addresses. It remembers which policies it was
/// asked for.
#[derive(Debug)]
pub struct View<'p> {
    pub portal: &'p Portal,
    pub routes: Routes<'p>,
    pub policies: Reader<'p>,
    pub as_of: Date,
    /// What the pages of a list have in common.
    pub of_lists: Arc<OfLists>,
    /// What the template reads that will be filled in: a context has no more of `page` than that.
    pub reads: Reads,
}

impl<'p> View<'p> {
    pub fn new(portal: &'p Portal, as_of: Date) -> Self {
        Self::beside(portal, as_of, Arc::default())
    }

    fn beside(portal: &'p Portal, as_of: Date, of_lists: Arc<OfLists>) -> Self {
        let policies = portal.policies.reader();
        let routes = Routes::new(portal, policies.clone());
        View { portal, routes, policies, as_of, of_lists, reads: Reads::default() }
    }

    /// The same for another artifact: it has not been asked for anything.
    pub fn fresh(&self) -> View<'p> {
        Self::beside(self.portal, self.as_of, self.of_lists.clone())
    }

    /// The text of a page that has one.
    pub fn text(&self, target: Target) -> Option<&'p Text> {
        match target {
            Target::Campaign(ix) => Some(&self.portal.campaigns[ix].body),
            Target::Policy(ix) => Some(&self.policies.get(ix).body),
            Target::Article(ix) => Some(&self.portal.articles[ix].body),
            _ => None,
        }
    }
}
