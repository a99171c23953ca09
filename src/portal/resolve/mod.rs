//! The second step of a build: from what the files say to a typed world in which every reference
//! has been followed.

mod facts;
mod leaflets;
mod links;
mod names;
mod pages;
mod places;
mod renew;
mod site;

use std::sync::Arc;

use ahash::AHashMap;
use jiff::civil::Date;

use super::{Leaflets, Policies, Portal, Target};
use crate::{content::Sources, diagnostic::Diagnostic};
use names::Names;
pub use renew::renew;
pub use site::theme;

/// What a command asks of the site.
#[derive(Debug, Clone)]
pub struct Options {
    /// The day the site is made for: decides what is published, expired, stale.
    pub as_of: Date,
    /// Whether drafts and scheduled pages are part of the site.
    pub drafts: bool,
    /// In place of the site's own.
    pub base_url: Option<String>,
}

/// What references were followed by; belongs to the portal that it came with.
#[derive(Debug, Default)]
pub struct Index {
    names: Names,
    /// The source file of every page that is out: `content/policies/plan.md`.
    by_file: AHashMap<Arc<str>, Target>,
}

impl Index {
    /// Whether a source file is that of a policy that is out.
    pub fn has_policy(&self, file: &str) -> bool {
        matches!(self.by_file.get(file), Some(Target::Policy(_)))
    }
}

/// Resolves every reference. Where something is wrong it goes on with what it has, so that all
/// problems are told at once; a portal that comes with an error may lack entries and is not to be
/// published.
pub fn resolve(sources: Sources, options: &Options) -> (Portal, Index, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let mut names = Names::default();
    let mut site = site::site(&sources.site, options, &mut names, &mut problems);
    let (places, hotlines, national) = places::places(
        (sources.places, sources.hotlines, sources.national),
        &site,
        options,
        &mut names,
        &mut problems,
    );
    let facts = facts::facts(
        facts::FactSources {
            agencies: sources.agencies,
            groups: sources.groups,
            categories: sources.categories,
            programme: sources.programme,
        },
        options,
        &mut names,
        &mut problems,
    );
    let pages = pages::pages(
        pages::PageSources {
            campaigns: sources.campaigns,
            policies: sources.policies,
            programme: sources.programme_pages,
            about: sources.about_pages,
        },
        options,
        &mut names,
        &mut problems,
    );
    site::cite_policies(&mut site, &sources.site, &names, &mut problems);
    let settings = leaflets::settings(sources.leaflets, &mut problems);
    let files = sources.files;
    let agencies = facts.agencies.len();
    let mut portal = Portal {
        site,
        places,
        hotlines,
        national,
        agencies: facts.agencies,
        groups: facts.groups,
        categories: facts.categories,
        programme: facts.programme,
        statistics: None,
        campaigns: pages.campaigns,
        policies: Policies::new(pages.policies, agencies),
        articles: pages.articles,
        files: files
            .into_iter()
            .map(|file| super::CopiedFile { path: file.path, from: file.from, name: file.name })
            .collect(),
        leaflets: Leaflets { settings, ..Leaflets::default() },
    };
    let index = Index { names, by_file: pages.by_file };
    links::follow(&mut portal, &index, &mut problems);
    (portal, index, problems)
}
