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
mod standing;

use std::sync::Arc;

use ahash::{AHashMap, AHashSet};
use jiff::civil::Date;

use super::{Leaflets, Phone, Policies, PolicyIx, Portal, Target};
use crate::{content::Sources, diagnostic::Diagnostic};
pub use links::files_held_back;
use names::{Kind, Names};
pub use renew::renew;
pub use site::theme;
pub use standing::{ReadPolicy, Standing};

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
    /// The source file of every page that is out, but those of policies: `content/about/site.md`.
    by_file: AHashMap<Arc<str>, Target>,
    /// Where the files of `content/` that are published as they are stand in `Portal::files`.
    files: AHashMap<Arc<str>, usize>,
    /// Digits of every number of the programme, with and without area code.
    numbers: AHashSet<String>,
}

/// Where policies are written.
const POLICIES: &str = "content/policies/";

/// Files that are copied whether a text links to them or not.
const STATIC: &str = "content/static/";

/// The file that a policy is written in, relative to the project's root.
pub fn policy_file(id: &str) -> String {
    [POLICIES, id, ".md"].concat()
}

impl Index {
    fn new(portal: &Portal, names: Names, by_file: AHashMap<Arc<str>, Target>) -> Self {
        let area_code = &portal.site.area_code;
        let local = |digits: &str| digits.strip_prefix(area_code).unwrap_or(digits).to_owned();
        let hotlines = portal.hotlines.iter().map(|one| &one.phone);
        let phones = hotlines.chain(portal.site.office.iter().map(|one| &one.phone));
        let digits = phones.map(Phone::digits);
        let files = portal.files.iter().zip(0..).map(|(file, ix)| (file.name.clone(), ix));
        Index {
            names,
            by_file,
            files: files.collect(),
            numbers: digits.flat_map(|digits| [local(&digits), digits]).collect(),
        }
    }

    /// The page that is made of a source file.
    fn page(&self, file: &str) -> Option<Target> {
        let id = file.strip_prefix(POLICIES).and_then(|name| name.strip_suffix(".md"));
        let policy = |id| self.names.get(Kind::Policy, id).map(Target::Policy);
        id.and_then(policy).or_else(|| self.by_file.get(file).copied())
    }

    /// The names of the source files of all pages in a folder.
    fn files_in(&self, folder: &str) -> Vec<String> {
        let others = self.by_file.keys().filter_map(|file| file.rsplit_once('/'));
        let others = others.filter(|(at, _)| *at == folder).map(|(_, name)| name.to_owned());
        let is_policies = POLICIES.strip_suffix('/') == Some(folder);
        let policies = is_policies.then(|| self.names.ids(Kind::Policy)).into_iter().flatten();
        others.chain(policies.map(|id| format!("{id}.md"))).collect()
    }

    /// Whether a source file is that of a policy that is out.
    pub fn has_policy(&self, file: &str) -> bool {
        matches!(self.page(file), Some(Target::Policy(_)))
    }
}

/// Resolves every reference. Where something is wrong it goes on with what it has, so that all
/// problems are told at once; a portal that comes with an error may lack entries and is not to be
/// published.
pub fn resolve(sources: Sources, options: &Options) -> (Portal, Arc<Index>, Vec<Diagnostic>) {
    resolve_with(sources, None, options)
}

/// The same, where policies stand as they stood before: those of `sources` are the ones that were edited,
/// and every one is among those of `standing`. Whether an edited one stands where it stood is not seen
/// here, nor whether its title is that of one that was not read.
pub fn resolve_with(
    sources: Sources,
    standing: Option<Standing>,
    options: &Options,
) -> (Portal, Arc<Index>, Vec<Diagnostic>) {
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
        &national,
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
        standing.as_ref(),
        &national,
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
        policies: Policies::default(),
        articles: pages.articles,
        files: files
            .into_iter()
            .map(|file| super::CopiedFile {
                is_out: file.name.starts_with(STATIC),
                from: file.from(),
                path: file.path,
                name: file.name,
            })
            .collect(),
        leaflets: Leaflets { settings, ..Leaflets::default() },
    };
    let index = Arc::new(Index::new(&portal, names, pages.by_file));
    let read: Vec<PolicyIx> = match standing {
        None => {
            portal.policies = Policies::new(pages.policies, agencies);
            (0..portal.policies.ids().len()).collect()
        }
        Some(standing) => standing::put(&mut portal, standing, &index, options, pages.policies),
    };
    links::follow(&mut portal, &read, &index, &mut problems);
    links::let_out_files(&mut portal, &read);
    (portal, index, problems)
}
