//! Where a page stands: the address of a thing is printed relative to the page that names it.

use serde::Serialize;

use crate::plan::View;
use crate::portal::{Portal, Target};

/// A page in the making.
#[derive(Debug, Clone, Copy)]
pub(super) struct At<'p> {
    pub view: &'p View<'p>,
    pub target: Target,
}

#[derive(Debug, Clone, Serialize)]
pub struct Link<'a> {
    pub title: &'a str,
    pub url: String,
}

impl<'p> At<'p> {
    pub fn portal(self) -> &'p Portal {
        self.view.portal
    }

    /// The address of `target`, ready to print in this page.
    pub fn to(self, target: Target) -> String {
        self.view.routes.link(self.target, target)
    }

    /// The address of an anchor in `target`.
    pub fn to_anchor(self, target: Target, anchor: &str) -> String {
        let mut url = self.to(target);
        url.push('#');
        url.push_str(anchor);
        url
    }

    pub fn link(self, title: &'p str, target: Target) -> Link<'p> {
        Link { title, url: self.to(target) }
    }
}
