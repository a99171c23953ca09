//! The first three steps of a build: what there is to make.

use std::{path::Path, sync::Arc};

use super::{
    artifacts::{Artifact, artifacts},
    make::Recipes,
    statistics::{Known, statistics},
    theme,
};
use crate::{
    content::{self, Library, files::FoundFile, stat::Clock},
    diagnostic::{self, Diagnostic},
    leaflet::formats,
    plan::View,
    portal::{
        CopiedFile, Leaflets, Portal,
        resolve::{self, Index, resolve},
    },
};

/// A site without an error in its sources, ready to be made.
pub struct Site {
    pub portal: Portal,
    /// What its references were followed by.
    pub index: Index,
    pub recipes: Arc<Recipes>,
    pub artifacts: Vec<Artifact>,
}

/// Reads, resolves and plans the project at `root`, whose content is `found`. Pages that `known` has
/// are not read again, and `recipes` are used instead of the theme's files where they are given; `verdict`
/// is what is known of its releases, and is renewed. Gives no site if anything is wrong; all that is
/// wrong is told.
pub fn load(
    root: &Path,
    options: &resolve::Options,
    found: &[FoundFile],
    clock: Clock,
    known: &Library,
    recipes: Option<Arc<Recipes>>,
    verdict: &mut Known,
) -> (Option<Site>, Library, Vec<Diagnostic>) {
    let (mut sources, library, mut told) = content::read(root, found, clock, known);
    let releases = std::mem::take(&mut sources.releases);
    let theme = resolve::theme(&sources.site).to_owned();
    let compile = || {
        let mut told = Vec::new();
        let recipes = recipes.or_else(|| compile(root, &theme, &mut told));
        (recipes, told)
    };
    let (resolved, (recipes, of_theme)) = rayon::join(|| resolve(sources, options), compile);
    let (mut portal, index, problems) = resolved;
    told.extend(problems);
    portal.statistics =
        statistics(&releases, &portal, options.as_of, verdict, &mut told).map(Arc::new);
    told.extend(of_theme);
    let settings = std::mem::take(&mut portal.leaflets.settings);
    let press = recipes.as_ref().and_then(|recipes| recipes.press());
    let formats =
        press.map_or_else(Vec::new, |press| formats::chosen(press.formats(), &settings, &mut told));
    let site = match recipes.filter(|_| !diagnostic::any_error(&told)) {
        None => None,
        Some(recipes) => {
            portal.files.extend(recipes.files().map(|file| CopiedFile {
                path: file.path.clone(),
                from: file.from.clone(),
                name: file.name.clone(),
            }));
            portal.leaflets = Leaflets::new(&portal, formats, settings);
            let (artifacts, problems) = artifacts(&View::new(&portal, options.as_of));
            told.extend(problems);
            Some(Site { portal, index, recipes, artifacts })
        }
    };
    (site.filter(|_| !diagnostic::any_error(&told)), library, told)
}

fn compile(root: &Path, theme: &str, told: &mut Vec<Diagnostic>) -> Option<Arc<Recipes>> {
    // A site without a theme has been told of that.
    if theme.is_empty() {
        return None;
    }
    let before = told.len();
    let theme = theme::load(root, theme, told)?;
    if diagnostic::any_error(&told[before..]) {
        return None;
    }
    Recipes::new(theme).map(Arc::new).map_err(|problems| told.extend(problems)).ok()
}
