//! A build: read → resolve → plan → make → commit.
//!
//! Invariant: nothing in the output folder changes before everything has been made without an error.

mod artifacts;
mod by_path;
mod cache;
mod keep;
mod known;
mod leaflets;
mod list;
mod lock;
mod look;
mod make;
mod making;
mod manifest;
mod output;
mod parts;
mod shelf;
pub mod site;
mod standing;
pub mod statistics;
mod store;
mod theme;

use std::{any::Any, fmt, path::PathBuf};

use crate::{
    content::{Library, files::FoundFile, stat::Clock},
    diagnostic::{self, Code, Diagnostic},
    leaflet,
    plan::View,
    portal::resolve,
};
pub use artifacts::Artifact;
use cache::{Cache, Whole};
use keep::Keeping;
use known::{Now, Numbers};
pub use leaflets::ask;
pub use list::{Listed, State, list_leaflets, one_leaflet};
use look::{Kept, Looked, Opened, look};
pub use make::{Maker, Recipes};
use making::Making;
use output::Seen;
use parts::Joined;
pub use parts::{Part, Take};
use shelf::Shelf;
use site::Site;
use standing::Edits;
use statistics::Known;

/// What a build is asked for.
#[derive(Debug)]
pub struct Options {
    /// The project: the folder that has `content/` and `themes/`.
    pub root: PathBuf,
    /// `public/` of the project unless told.
    pub out: Option<PathBuf>,
    pub site: resolve::Options,
    /// All cores unless told.
    pub threads: Option<usize>,
    /// Whether to use what the last build left in `.weibao/`.
    pub cache: bool,
    /// Whether to say of each artifact that is made why it is made.
    pub explain: bool,
    /// Which part of the site to make.
    pub take: Take,
}

/// What a build did.
#[derive(Debug, Default)]
pub struct Summary {
    pub pages: usize,
    pub files: usize,
    pub bytes: u64,
    /// Artifacts made, the manifest aside; the others were known.
    pub made: usize,
    pub written: usize,
    pub removed: usize,
    /// Filled where it was asked for: the address of each artifact made, and why.
    pub reasons: Vec<(String, Reason)>,
    pub leftovers: Leftovers,
}

/// What a build held in memory. To take it apart takes its time, which a command that ends can save.
#[derive(Default)]
pub struct Leftovers(
    #[expect(dead_code, reason = "held until it is dropped or left")] Option<Box<dyn Any + Send>>,
);

impl Leftovers {
    fn new(held: impl Any + Send) -> Self {
        Leftovers(Some(Box::new(held)))
    }

    /// Leaves it to the system, which takes back all memory of a process at once.
    pub fn leave(self) {
        std::mem::forget(self);
    }
}

impl fmt::Debug for Leftovers {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("…")
    }
}

/// Why an artifact was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Nothing is known of it.
    New,
    /// What it is made of has changed.
    InputsChanged,
    /// Its file in the output is gone.
    FileGone,
    /// Its file in the output is not the one that was written.
    FileChanged,
}
/// Builds the site. `progress` is called with the number of artifacts made and of all, from several
/// threads. Gives what was done, unless an error kept the site from being written, and what there is
/// to tell.
pub fn build(
    options: &Options,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> (Option<Summary>, Vec<Diagnostic>) {
    let threads = rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads.unwrap_or(0))
        .stack_size(leaflet::STACK)
        .build();
    match threads {
        Ok(threads) => threads.install(|| run(options, progress)),
        Err(error) => {
            let problem = Diagnostic::new(
                Code::BadOption,
                format!("--threads: {error}"),
                format!("--threads：{error}"),
            );
            (None, vec![problem])
        }
    }
}

fn run(
    options: &Options,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> (Option<Summary>, Vec<Diagnostic>) {
    let mut told = Vec::new();
    let summary = steps(options, progress, &mut told);
    diagnostic::sort(&mut told);
    (summary, told)
}

/// The five steps. `None` as soon as a step has told an error, after it has told all of its own.
fn steps(
    options: &Options,
    progress: &(dyn Fn(usize, usize) + Sync),
    told: &mut Vec<Diagnostic>,
) -> Option<Summary> {
    let root = &options.root;
    let (looked, opened) = look(options);
    let Looked { found, clock, inputs, problems } = looked;
    told.extend(problems);
    let opened = opened.map_err(|problem| told.push(problem)).ok();
    let same = opened.as_ref().filter(|_| options.cache).and_then(|opened| {
        let last = opened.same(inputs.all)?;
        told.extend_from_slice(&last.told);
        let Whole { files, pages, bytes, .. } = *last;
        Some(Summary { pages, files, bytes, ..Summary::default() })
    });
    if let Some(mut summary) = same {
        summary.leftovers = Leftovers::new((found, opened.map(Opened::close)));
        return Some(summary);
    }
    let (seen, kept) = opened.map(Opened::split).unzip();
    let Kept { file: cache_file, values, standing } = kept.unwrap_or_default();

    // Read, resolve, plan.
    let standing = standing.filter(|_| options.cache);
    let edits = standing.as_ref().and_then(|standing| standing.edits(&found, inputs, clock));
    let index = || rayon::join(|| seen.map(Seen::index), || Cache::of(&values));
    let ((output, cache), loaded) =
        rayon::join(index, || Loaded::new(options, &found, clock, edits));
    let owned = output.and_then(|output| {
        let is_own = output.check_own(|path, stat| cache.knows(path, stat));
        is_own.map(|()| output).map_err(|problem| told.push(problem)).ok()
    });
    let Loaded { site, shelf, library, edits, told: problems } = loaded;
    told.extend(problems);
    if diagnostic::any_error(told) {
        return None;
    }
    let (Some(site), Some(output)) = (site, owned) else {
        return None;
    };
    let cache = if options.cache { cache } else { Cache::default() };
    let of_sources = told.clone();
    let joined = Joined::open(&options.take.join).map_err(|problems| told.extend(problems)).ok()?;
    let Site { portal, index, recipes, artifacts } = site;

    // Make.
    let view = View::new(&portal, options.site.as_of);
    let artifacts = parts::taken(&options.take, &portal, artifacts, &output);
    let maker = Maker::new(root, &view, &recipes);
    let stats = match &edits {
        Some(edits) => edits.stats.clone(),
        None => known::stats(&found, clock, &portal.policies),
    };
    let (there, known) =
        rayon::join(|| output.existing.beside(&artifacts), || cache.artifacts.beside(&artifacts));
    let making = Making {
        maker: &maker,
        artifacts: &artifacts,
        take: &options.take,
        now: Now::new(inputs, &portal, stats),
        numbers: Numbers::new(&cache.policies, &portal.policies),
        output: &output,
        there,
        known,
        joined: &joined,
        edited: edits.as_ref().map(|edits| edits.of(&portal.policies)),
    };
    // Without it the next build is slower, and no less right.
    let save = || shelf.as_ref().map(|shelf| shelf.save(&library));
    let (made, _) = rayon::join(|| making.all(progress), save);
    let changed = edits.as_ref().map(Edits::changed).unwrap_or_default();
    let mut made = match made {
        Ok((made, problems)) if changed.is_empty() => {
            told.extend(problems);
            made
        }
        made => {
            let problems = made.err().unwrap_or_default().into_iter().chain(changed);
            told.extend(problems);
            output.abandon();
            return None;
        }
    };
    if options.take.share.is_some() {
        let of_share = artifacts.iter().zip(&made).enumerate();
        let of_share = of_share.filter(|(number, _)| making.takes(*number));
        let files = of_share.map(|(_, (one, made))| (one.path.as_str(), made.fingerprint));
        parts::leave_note(output.folder(), files);
    }

    // Commit.
    let keeping = Keeping {
        file: &cache_file,
        values: &values,
        cache: &cache,
        found: &found,
        clock,
        inputs,
        told: &of_sources,
        edits: edits.as_ref(),
    };
    let (committed, ready) = rayon::join(|| making.commit(&made), || keeping.ready(&making, &made));
    let (mut summary, committed) = committed.map_err(|problem| told.push(problem)).ok()?;
    making.settle(&mut made, &committed);
    let whole = making.whole(&made, &summary, told);
    // Without it the next build is slower, and no less right.
    let _ = keeping.write(ready, &making, &made, &whole);
    store::forget_gone(root);
    if options.explain {
        let reasons = artifacts.iter().zip(&made);
        let reasons = reasons.filter_map(|(one, made)| Some((one.path.clone(), made.reason?)));
        summary.reasons = reasons.collect();
    }
    let of_lists = view.of_lists.clone();
    drop(made);
    drop(making);
    drop(maker);
    drop(view);
    drop(edits);
    drop(cache);
    let read = (portal, index, recipes, library, shelf, found, standing, of_lists);
    summary.leftovers = Leftovers::new((read, artifacts, values, output.close()));
    Some(summary)
}

/// The first three steps, and what is to be kept of them.
struct Loaded<'s> {
    site: Option<Site>,
    /// The library as it was found, where it was looked at.
    shelf: Option<Shelf>,
    library: Library,
    /// `None` where the site was read and resolved as a whole.
    edits: Option<Edits<'s>>,
    told: Vec<Diagnostic>,
}

impl<'s> Loaded<'s> {
    fn new(options: &Options, found: &[FoundFile], clock: Clock, edits: Option<Edits<'s>>) -> Self {
        let root = &options.root;
        let known = if options.cache { Known::load(root) } else { Known::default() };
        let mut verdict = known.clone();
        let mut recipes = None;
        if let Some(edits) = edits {
            match site::load_edited(options, &edits, clock, &mut verdict) {
                Ok((site, told)) => {
                    verdict.save(root, &known);
                    let (site, edits, library) = (Some(site), Some(edits), Library::default());
                    return Loaded { site, shelf: None, library, edits, told };
                }
                Err(compiled) => recipes = compiled,
            }
        }
        let library_file = store::file(root, "pages.library");
        let shelf = match options.cache {
            true => Shelf::load(&library_file),
            false => Shelf::empty(&library_file),
        };
        let (site, library, told) =
            site::load(root, &options.site, found, clock, &shelf.library, recipes, &mut verdict);
        verdict.save(root, &known);
        Loaded { site, shelf: Some(shelf), library, edits: None, told }
    }
}
