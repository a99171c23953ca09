//! The site in memory, as its files are now.
//!
//! Nothing is made ahead: a page is made when it is asked for, out of the portal as it is, by the
//! same recipes as in a build. So nothing can be stale.

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
        Library,
        files::{self, FoundFile},
        stat::Clock,
    },
    diagnostic::{self, Code, Diagnostic},
    plan::View,
    portal::{Target, resolve},
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
    site: Site,
    as_of: Date,
    targets: HashMap<String, Target>,
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
    pub fn refresh(&mut self, changed: &[PathBuf]) {
        let clock = Clock::now();
        let theme_changed = changed.is_empty() || changed.iter().any(|path| self.is_of_theme(path));
        if theme_changed {
            self.recipes = None;
        }
        if theme_changed || !self.look_again(changed) {
            self.listed.clear();
            self.found = files::list(&self.root, "content", &mut self.listed);
            let paths = self.found.iter().map(|file| file.from.clone());
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
    fn new(root: PathBuf, mut site: Site, as_of: Date) -> Self {
        let artifacts = std::mem::take(&mut site.artifacts).into_iter();
        let targets = artifacts.map(|artifact| (artifact.path, artifact.target)).collect();
        Pages { root, site, as_of, targets }
    }

    /// The bytes at an address of the site, without a leading `/`. `None` if there is nothing there.
    pub fn get(&self, path: &str) -> Option<Result<Vec<u8>, Diagnostic>> {
        let target = *self.targets.get(path)?;
        let view = View::new(&self.site.portal, self.as_of);
        let maker = Maker::new(&self.root, &view, &self.site.recipes);
        if let Target::Leaflet(..) | Target::PlacePackage(_) | Target::CampaignPackage(_) = target {
            let asked = build::ask(&maker, target);
            return Some(asked.map_err(first));
        }
        Some(maker.inputs(&view, target).and_then(|inputs| maker.bytes(inputs)))
    }
}
