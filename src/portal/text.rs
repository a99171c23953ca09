//! A text with its links resolved.

use std::sync::Arc;

use crate::content::markdown::Document;

use super::Target;

/// Markdown after `resolve`: where each link of the document leads is known.
#[derive(Debug, Clone, Default)]
pub struct Text {
    pub document: Arc<Document>,
    /// One a link of `document.links`, in order.
    pub destinations: Vec<Destination>,
}

impl Text {
    /// The files that it links to, by their numbers in the portal.
    pub fn files(&self) -> impl Iterator<Item = usize> {
        self.destinations.iter().filter_map(|destination| match destination {
            Destination::Target(Target::File(ix), _) => Some(*ix),
            Destination::Target(..)
            | Destination::Anchor(_)
            | Destination::Hotline(_)
            | Destination::Office => None,
        })
    }
}

/// Where a link leads, or what stands in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// A page or file of the site, and an anchor in it.
    Target(Target, Option<String>),
    /// An anchor of the same page.
    Anchor(String),
    /// The number of `Portal::hotlines[…]`.
    Hotline(usize),
    /// The number of the office that answers questions.
    Office,
}
