//! The site in memory, as its files are now.
//!
//! Nothing is made ahead: a page is made when it is asked for, out of the portal as it is, by the
//! same recipes as in a build. So nothing can be stale.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    build::{
        Maker, Recipes,
        site::{self, Site},
    },
    content::{
        Library,
        files::{self, FoundFile},
        stat::Clock,
    },
    diagnostic::{self, Diagnostic},
    plan::View,
    portal::{Target, resolve},
};

/// Keeps up with the files of a project.
pub struct Live {
    root: PathBuf,
    options: resolve::Options,
    found: Vec<FoundFile>,
    library: Library,
    recipes: Option<Arc<Recipes>>,
    state: Arc<State>,
}

/// The site at one moment.
pub struct State {
    /// Counts the times the files were read.
    pub generation: u64,
    /// As the sources are, or as they were when they last had no error.
    pub site: Option<Arc<Pages>>,
    /// What there is to tell of the sources as they are.
    pub told: Vec<Diagnostic>,
}

/// Every page and file of a site, made when asked for.
pub struct Pages {
    root: PathBuf,
    site: Site,
    as_of: jiff::civil::Date,
    targets: HashMap<String, Target>,
}

impl Live {
    /// Reads the project for the first time. `root` is a canonical path.
    pub fn open(root: PathBuf, options: resolve::Options) -> Self {
        let state = Arc::new(State { generation: 0, site: None, told: Vec::new() });
        let library = Library::default();
        let mut live = Live { root, options, found: Vec::new(), library, recipes: None, state };
        live.refresh(&[]);
        live
    }

    pub fn state(&self) -> Arc<State> {
        self.state.clone()
    }

    /// Reads what has changed. `changed` are canonical paths; where they are known files of the
    /// content, no other file is looked at. Without any, or with any other, all are.
    pub fn refresh(&mut self, changed: &[PathBuf]) {
        let clock = Clock::now();
        let mut told = Vec::new();
        let theme_changed = changed.is_empty() || changed.iter().any(|path| self.is_of_theme(path));
        if theme_changed {
            self.recipes = None;
        }
        if theme_changed || !self.look_again(changed) {
            self.found = files::list(&self.root, "content", &mut told);
        }
        let (site, library, problems) = site::load(
            &self.root,
            &self.options,
            self.found.clone(),
            clock,
            &self.library,
            self.recipes.clone(),
        );
        self.library = library;
        told.extend(problems);
        diagnostic::sort(&mut told);
        if let Some(site) = &site {
            self.recipes = Some(site.recipes.clone());
        }
        let pages =
            site.map(|site| Arc::new(Pages::new(self.root.clone(), site, self.options.as_of)));
        self.state = Arc::new(State {
            generation: self.state.generation + 1,
            site: pages.or_else(|| self.state.site.clone()),
            told,
        });
    }

    fn is_of_theme(&self, path: &Path) -> bool {
        path.starts_with(self.root.join("themes"))
            || path.starts_with(self.root.join("content/theme"))
    }

    /// Takes the stats of known files again. Whether all of them were known and are still there.
    fn look_again(&mut self, changed: &[PathBuf]) -> bool {
        changed.iter().all(|path| {
            let known = self.found.iter_mut().find(|file| file.from == *path);
            known.is_some_and(|file| file.look_again())
        })
    }
}

impl Pages {
    fn new(root: PathBuf, site: Site, as_of: jiff::civil::Date) -> Self {
        let target = |artifact: &crate::plan::Artifact| (artifact.path.clone(), artifact.target);
        let targets = site.artifacts.iter().map(target).collect();
        Pages { root, site, as_of, targets }
    }

    /// The bytes at an address of the site, without a leading `/`. `None` if there is nothing there.
    pub fn get(&self, path: &str) -> Option<Result<Vec<u8>, Diagnostic>> {
        let target = *self.targets.get(path)?;
        let view = View::new(&self.site.portal, self.as_of);
        let maker = Maker::new(&self.root, &view, &self.site.recipes);
        Some(maker.bytes(&maker.inputs(target)))
    }
}
