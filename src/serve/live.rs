//! The site in memory, as its files are now.
//!
//! Nothing is made ahead: a page is made when it is asked for, out of the portal as it is, by the
//! same recipes as in a build. So nothing can be stale.
//!
//! After an edit of texts alone, only these are read and resolved again, where that comes to the same.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::civil::Date;

use crate::{
    build::{
        self, Maker, Recipes,
        site::{self, Site},
        statistics::Known,
    },
    content::{
        self, Library, Shelved,
        files::{self, FoundFile},
        pages::PolicyFront,
        stat::Clock,
    },
    diagnostic::{self, Code, Diagnostic},
    plan::View,
    portal::{
        Portal, Target,
        resolve::{self, Index, renew},
    },
};

/// Keeps up with the files of a project.
pub struct Live {
    root: PathBuf,
    options: resolve::Options,
    found: Vec<FoundFile>,
    /// What there was to tell when the files were listed.
    listed: Vec<Diagnostic>,
    /// Where each path is in `found`.
    known: HashMap<PathBuf, usize>,
    library: Library,
    /// What is known of the releases of the statistics.
    verdict: Known,
    recipes: Option<Arc<Recipes>>,
    state: Arc<State>,
}

/// The site at one moment.
pub struct State {
    /// Counts the times the files were read.
    pub generation: u64,
    /// The one in which `site` was made.
    pub site_generation: u64,
    /// As the sources are, or as they were when they last had no error.
    pub site: Option<Arc<Pages>>,
    /// What there is to tell of the sources as they are.
    pub told: Vec<Diagnostic>,
}

/// Every page and file of a site, made when asked for.
pub struct Pages {
    root: PathBuf,
    portal: Portal,
    index: Arc<Index>,
    recipes: Arc<Recipes>,
    as_of: Date,
    targets: Arc<HashMap<String, Target>>,
}

/// What a refresh had to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refreshed {
    /// The texts that were edited, and nothing else.
    Texts,
    /// The site as a whole; of its pages those that were edited.
    Site,
}

impl Live {
    /// Reads the project for the first time. `root` is a canonical path.
    pub fn open(root: PathBuf, options: resolve::Options) -> Self {
        let state =
            Arc::new(State { generation: 0, site_generation: 0, site: None, told: Vec::new() });
        let verdict = Known::load(&root);
        let mut live = Live {
            root,
            options,
            found: Vec::new(),
            listed: Vec::new(),
            known: HashMap::new(),
            library: Library::default(),
            verdict,
            recipes: None,
            state,
        };
        live.refresh(&[]);
        live
    }

    /// Shows the site of a day from the next refresh on. Whether that is another one.
    pub fn turn_to(&mut self, day: Date) -> bool {
        std::mem::replace(&mut self.options.as_of, day) != day
    }

    pub fn state(&self) -> Arc<State> {
        self.state.clone()
    }

    /// Reads what has changed. `changed` are canonical paths; where they are known files of the
    /// content, no other file is looked at. Without any, or with any other, all are.
    pub fn refresh(&mut self, changed: &[PathBuf]) -> Refreshed {
        let clock = Clock::now();
        let theme_changed = changed.is_empty() || changed.iter().any(|path| self.is_of_theme(path));
        let are_known = !theme_changed && self.look_again(changed);
        if are_known && let Some(renewed) = self.renewed(changed, clock) {
            self.state = Arc::new(renewed);
            return Refreshed::Texts;
        }
        if theme_changed {
            self.recipes = None;
        }
        if !are_known {
            self.listed.clear();
            self.found = files::list(&self.root, "content", &mut self.listed);
            let paths = self.found.iter().map(|file| file.from());
            self.known = paths.zip(0..).collect();
        }
        let mut told = self.listed.clone();
        let (site, library, problems) = site::load(
            &self.root,
            &self.options,
            &self.found,
            clock,
            &self.library,
            self.recipes.clone(),
            &mut self.verdict,
        );
        let old = std::mem::replace(&mut self.library, library);
        // Taking apart what was there takes its time, for which nobody should wait.
        rayon::spawn(move || drop(old));
        told.extend(problems);
        diagnostic::sort(&mut told);
        if let Some(site) = &site {
            self.recipes = Some(site.recipes.clone());
        }
        let generation = self.state.generation + 1;
        let (site_generation, site) = match site {
            Some(site) => {
                let pages = Pages::new(self.root.clone(), site, self.options.as_of);
                (generation, Some(Arc::new(pages)))
            }
            None => (self.state.site_generation, self.state.site.clone()),
        };
        self.state = Arc::new(State { generation, site_generation, site, told });
        Refreshed::Site
    }

    /// The site with these texts of policies read again, where nothing else has to be looked at.
    fn renewed(&mut self, changed: &[PathBuf], clock: Clock) -> Option<State> {
        let state = &self.state;
        let pages = state.site.as_ref().filter(|_| state.generation == state.site_generation)?;
        let files: Vec<&FoundFile> =
            changed.iter().filter_map(|path| self.found.get(*self.known.get(path)?)).collect();
        if files.iter().any(|file| !pages.index.has_policy(&file.name)) {
            return None;
        }
        let is_edited = |file: &str| files.iter().any(|one| *one.name == *file);
        let others = state
            .told
            .iter()
            .filter(|one| one.place.as_ref().is_none_or(|place| !is_edited(&place.file)));
        let mut told: Vec<Diagnostic> = others.cloned().collect();
        let mut edited = Vec::with_capacity(files.len());
        for file in files {
            let parsed = content::read_policy(file, clock);
            told.extend_from_slice(&parsed.told);
            edited.push(parsed.page.as_ref().and_then(PolicyFront::fetch)?);
            self.library.put(file.name.clone(), parsed);
        }
        if diagnostic::any_error(&told) {
            return None;
        }
        let (portal, problems) = renew(&pages.portal, &pages.index, &edited, &self.options)?;
        told.extend(problems);
        diagnostic::sort(&mut told);
        let generation = state.generation + 1;
        let site = Some(Arc::new(pages.with(portal)));
        Some(State { generation, site_generation: generation, site, told })
    }

    /// Whether the recipes can depend on a file; `site.toml` names the theme.
    fn is_of_theme(&self, path: &Path) -> bool {
        ["themes", "content/theme", "content/site.toml"]
            .iter()
            .any(|part| path.starts_with(self.root.join(part)))
    }

    /// Takes the stats of known files again. Whether all of them were known and are still there.
    fn look_again(&mut self, changed: &[PathBuf]) -> bool {
        changed.iter().all(|path| {
            let known = self.known.get(path).and_then(|&ix| self.found.get_mut(ix));
            known.is_some_and(FoundFile::look_again)
        })
    }
}

/// One page has room for one problem.
fn first(problems: Vec<Diagnostic>) -> Diagnostic {
    let nothing = || Diagnostic::new(Code::LeafletExport, "no such leaflet", "没有这种印刷品");
    problems.into_iter().next().unwrap_or_else(nothing)
}

impl Pages {
    fn new(root: PathBuf, site: Site, as_of: Date) -> Self {
        let Site { portal, index, recipes, artifacts } = site;
        let targets = artifacts.into_iter().map(|artifact| (artifact.path, artifact.target));
        let targets = Arc::new(targets.collect());
        Pages { root, portal, index, recipes, as_of, targets }
    }

    /// The same pages of another portal.
    fn with(&self, portal: Portal) -> Self {
        Pages {
            root: self.root.clone(),
            portal,
            index: self.index.clone(),
            recipes: self.recipes.clone(),
            as_of: self.as_of,
            targets: self.targets.clone(),
        }
    }

    /// Every address of the site, in no order.
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        self.targets.keys().map(String::as_str)
    }

    /// The bytes at an address of the site, without a leading `/`. `None` if there is nothing there.
    pub fn get(&self, path: &str) -> Option<Result<Vec<u8>, Diagnostic>> {
        let target = *self.targets.get(path)?;
        let view = View::new(&self.portal, self.as_of);
        let maker = Maker::new(&self.root, &view, &self.recipes);
        if let Target::Leaflet(..) | Target::PlacePackage(_) | Target::CampaignPackage(_) = target {
            let asked = build::ask(&maker, target);
            return Some(asked.map_err(first));
        }
        let view = maker.fresh(target);
        Some(maker.inputs(&view, target).and_then(|inputs| maker.bytes(inputs)))
    }
}
