//! The first three steps of a build: what there is to make.

use std::{path::Path, sync::Arc};

use jiff::civil::Date;

use super::{
    Options,
    artifacts::{Artifact, artifacts},
    make::Recipes,
    standing::Edits,
    statistics::{Known, statistics},
    theme,
};
use crate::{
    content::{self, Library, Sources, files::FoundFile, stat::Clock},
    diagnostic::{self, Diagnostic},
    leaflet::formats,
    plan::View,
    portal::{
        CopiedFile, Leaflets, Portal,
        resolve::{self, Index, resolve, resolve_with},
    },
};

/// A site without an error in its sources, ready to be made.
pub struct Site {
    pub portal: Portal,
    /// What its references were followed by.
    pub index: Arc<Index>,
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
    let (sources, library, mut told) = content::read(root, found, clock, known);
    let resolve = |sources| Some(resolve(sources, options));
    let (site, _) = plan(root, options.as_of, sources, resolve, recipes, verdict, &mut told);
    (site, library, told)
}

/// The same where policies stand as they stood in the last build. `None` where they do not, or where
/// something is wrong; with the recipes, if they are good.
pub fn load_edited(
    options: &Options,
    edits: &Edits<'_>,
    clock: Clock,
    verdict: &mut Known,
) -> Result<(Site, Vec<Diagnostic>), Option<Arc<Recipes>>> {
    let root = &options.root;
    let (sources, _, mut told) = content::read(root, &edits.found, clock, &Library::default());
    let standing = edits.policies(options, clock);
    let resolve = |sources| {
        let resolved = resolve_with(sources, Some(standing), &options.site);
        edits.stand(&resolved.0.policies).then_some(resolved)
    };
    let as_of = options.site.as_of;
    let (site, recipes) = plan(root, as_of, sources, resolve, None, verdict, &mut told);
    let site = site.ok_or(recipes)?;
    told.extend(edits.told().cloned());
    Ok((site, told))
}

/// What `resolve` gives.
type Resolved = (Portal, Arc<Index>, Vec<Diagnostic>);

/// Gives also the recipes, if they are good.
fn plan(
    root: &Path,
    as_of: Date,
    mut sources: Sources,
    resolve: impl FnOnce(Sources) -> Option<Resolved> + Send,
    recipes: Option<Arc<Recipes>>,
    verdict: &mut Known,
    told: &mut Vec<Diagnostic>,
) -> (Option<Site>, Option<Arc<Recipes>>) {
    let releases = std::mem::take(&mut sources.releases);
    let theme = resolve::theme(&sources.site).to_owned();
    let compile = || {
        let mut told = Vec::new();
        let recipes = recipes.or_else(|| compile(root, &theme, &mut told));
        (recipes, told)
    };
    let (resolved, (recipes, of_theme)) = rayon::join(|| resolve(sources), compile);
    let Some((mut portal, index, problems)) = resolved else { return (None, recipes) };
    told.extend(problems);
    portal.statistics = statistics(&releases, &portal, as_of, verdict, told).map(Arc::new);
    told.extend(of_theme);
    // A page that has an error may have links that nobody sees.
    if !diagnostic::any_error(told) {
        told.extend(resolve::files_held_back(&portal));
    }
    let settings = std::mem::take(&mut portal.leaflets.settings);
    let press = recipes.as_ref().and_then(|recipes| recipes.press());
    let formats =
        press.map_or_else(Vec::new, |press| formats::chosen(press.formats(), &settings, told));
    let site = match recipes.clone().filter(|_| !diagnostic::any_error(told)) {
        None => None,
        Some(recipes) => {
            portal.files.extend(recipes.files().map(|file| CopiedFile {
                path: file.path.clone(),
                from: file.from(),
                name: file.name.clone(),
                is_out: true,
            }));
            portal.leaflets = Leaflets::new(&portal, formats, settings);
            let (artifacts, problems) = artifacts(&View::new(&portal, as_of));
            told.extend(problems);
            Some(Site { portal, index, recipes, artifacts })
        }
    };
    (site.filter(|_| !diagnostic::any_error(told)), recipes)
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
