//! A build: read → resolve → plan → make → commit.
//!
//! Invariant: nothing in the output folder changes before everything has been made without an error.

mod artifacts;
mod cache;
mod leaflets;
mod list;
mod lock;
mod make;
mod manifest;
mod output;
mod parts;
mod shelf;
pub mod site;
pub mod statistics;
mod store;
mod theme;

use std::{
    path::PathBuf,
    sync::atomic::{AtomicUsize, Ordering},
};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::{
    content::{
        files::{self, FoundFile},
        stat::Clock,
    },
    diagnostic::{self, Code, Diagnostic},
    plan::View,
    portal::resolve,
};
pub use artifacts::Artifact;
use cache::{Cache, Entry, Whole};
pub use leaflets::ask;
pub use list::{Listed, State, list_leaflets};
use make::Fingerprint;
pub use make::{Maker, Recipes};
use output::{MANIFEST, Output, Wanted};
use parts::Joined;
pub use parts::{Part, Take};
use shelf::Shelf;
use site::Site;
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

/// An artifact that stands, or is staged to stand, in the output.
#[derive(Debug)]
struct Made {
    fingerprint: Fingerprint,
    size: u64,
    sha256: [u8; 32],
    /// Whether its bytes are staged; if not, the file in the output has them already.
    staged: bool,
    /// `None`: it was known.
    reason: Option<Reason>,
}

/// Builds the site. `progress` is called with the number of artifacts made and of all, from several
/// threads. Gives what was done, unless an error kept the site from being written, and what there is
/// to tell.
pub fn build(
    options: &Options,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> (Option<Summary>, Vec<Diagnostic>) {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(options.threads.unwrap_or(0)).build();
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
    let Looked { found, clock, inputs } = look(options, told);
    let (output, cache_file, cache) = open_output(options, told);
    if let Some(output) = &output
        && let Some(whole) = cache.same(inputs, output)
    {
        told.extend_from_slice(&whole.told);
        let Whole { pages, bytes, .. } = *whole;
        return Some(Summary { pages, files: output.existing.len(), bytes, ..Summary::default() });
    }

    // Read, resolve, plan.
    let library_file = store::file(root, "pages.library");
    let shelf = match options.cache {
        true => Shelf::load(&library_file),
        false => Shelf::empty(&library_file),
    };
    let known = if options.cache { Known::load(root) } else { Known::default() };
    let mut verdict = known.clone();
    let (site, library, problems) =
        site::load(root, &options.site, found, clock, &shelf.library, None, &mut verdict);
    verdict.save(root, &known);
    told.extend(problems);
    if diagnostic::any_error(told) {
        return None;
    }
    let (Some(Site { portal, recipes, artifacts }), Some(output)) = (site, output) else {
        return None;
    };
    let joined = Joined::open(&options.take.join).map_err(|problems| told.extend(problems)).ok()?;

    // Make.
    let view = View::new(&portal, options.site.as_of);
    let (mut artifacts, standing) = parts::split(&options.take, &view, artifacts, &output);
    let maker = Maker::new(root, &view, &recipes);
    let making = Making { maker: &maker, cache: &cache, output: &output, joined: &joined };
    let make = || making.all(&artifacts, progress);
    // Without a store the next build is slower, and no less right.
    let (made, _) = rayon::join(make, || shelf.save(&library));
    let mut made = match made {
        Ok((made, problems)) => {
            told.extend(problems);
            made
        }
        Err(problems) => {
            told.extend(problems);
            output.abandon();
            return None;
        }
    };
    if options.take.share.is_some() {
        let prints = made.iter().map(|made| made.fingerprint);
        parts::leave_note(output.folder(), &artifacts, prints);
    }
    for artifact in standing {
        if let Some(stands) = parts::standing(&output, &cache, &artifact.path) {
            let (fingerprint, sha256, size) = stands;
            made.push(Made { fingerprint, size, sha256, staged: false, reason: None });
            artifacts.push(artifact);
        }
    }

    // Commit.
    let mut summary =
        commit(&output, &view, &artifacts, &made).map_err(|problem| told.push(problem)).ok()?;
    if let Some(file) = cache_file {
        let cache = remember(&output, &artifacts, &made, inputs, &summary, told);
        let _ = store::save(&file, &cache);
    }
    if options.explain {
        let reasons = artifacts.into_iter().zip(&made);
        summary.reasons = reasons
            .filter_map(|(artifact, made)| made.reason.map(|reason| (artifact.path, reason)))
            .collect();
    }
    Some(summary)
}

/// The sources as the file system shows them, before any is read.
struct Looked {
    /// The files of `content/`.
    found: Vec<FoundFile>,
    clock: Clock,
    /// Digest of all that goes into the build; `None` where it cannot be believed.
    inputs: Option<Fingerprint>,
}

fn look(options: &Options, told: &mut Vec<Diagnostic>) -> Looked {
    let clock = Clock::now();
    let found = files::list(&options.root, "content", told);
    // What is wrong there is told when the theme is read, if it is of the theme that is used.
    let mut of_other_themes = Vec::new();
    let of_themes = files::list(&options.root, "themes", &mut of_other_themes);
    let inputs = match told.is_empty() && of_other_themes.is_empty() {
        true => cache::inputs(options, found.iter().chain(&of_themes), clock),
        false => None,
    };
    Looked { found, clock, inputs }
}

/// The output folder, the file of its cache, and what that says; no output if it is refused, which is
/// told.
fn open_output(
    options: &Options,
    told: &mut Vec<Diagnostic>,
) -> (Option<Output>, Option<PathBuf>, Cache) {
    let root = &options.root;
    let out = options.out.clone().unwrap_or_else(|| root.join("public"));
    let output = match Output::open(&out, root) {
        Ok(output) => output,
        Err(problem) => {
            told.push(problem);
            return (None, None, Cache::default());
        }
    };
    let file = store::of_output(root, output.folder(), "cache");
    let cache = store::load::<Cache>(&file).unwrap_or_default();
    let own = output.check_own(|path, stat| cache.knows(path, stat));
    let output = own.map_err(|problem| told.push(problem)).ok().map(|()| output);
    let cache = if options.cache { cache } else { Cache::default() };
    (output, Some(file), cache)
}

/// The fourth step at work.
struct Making<'m> {
    maker: &'m Maker<'m>,
    cache: &'m Cache,
    output: &'m Output,
    joined: &'m Joined,
}

impl Making<'_> {
    /// Makes every artifact that is not known. Gives also what there is to tell of them.
    fn all(
        &self,
        artifacts: &[Artifact],
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<(Vec<Made>, Vec<Diagnostic>), Vec<Diagnostic>> {
        let done = AtomicUsize::new(0);
        let count = |more: usize| {
            progress(done.fetch_add(more, Ordering::Relaxed) + more, artifacts.len());
        };
        // The files of one leaflet are made together, everything else by itself.
        let together = |a: &Artifact, b: &Artifact| {
            leaflets::leaflet_of(a).is_some_and(|ix| leaflets::leaflet_of(b) == Some(ix))
        };
        let mut first = 0;
        let works = artifacts.chunk_by(together).map(|work| {
            first += work.len();
            (first - work.len(), work)
        });
        let works: Vec<(usize, &[Artifact])> = works.collect();
        let results: Vec<_> = works
            .into_par_iter()
            .map(|(number, work)| {
                let made = self.work(number, work);
                count(work.len());
                made
            })
            .collect();
        let mut problems = Vec::new();
        let mut told = Vec::new();
        let mut made = Vec::with_capacity(artifacts.len());
        for result in results {
            match result {
                Ok((some, more)) => {
                    made.extend(some);
                    told.extend(more);
                }
                Err(more) => problems.extend(more),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let packages: Vec<usize> = (0..artifacts.len()).filter(|&ix| made[ix].is_none()).collect();
        let packed: Vec<_> = packages
            .par_iter()
            .map(|&number| leaflets::package(self, artifacts, &made, number))
            .collect();
        for (number, package) in packages.into_iter().zip(packed) {
            match package {
                Ok(package) => made[number] = Some(package),
                Err(more) => problems.extend(more),
            }
        }
        if problems.is_empty() {
            Ok((made.into_iter().flatten().collect(), told))
        } else {
            Err(problems)
        }
    }

    /// Artifacts that are made together, of which the first has a number; `None` for those that are
    /// made of others, later. Gives also what there is to tell.
    fn work(&self, number: usize, work: &[Artifact]) -> Work {
        match work {
            [package] if leaflets::is_package(package) => Ok((vec![None], Vec::new())),
            [one] if leaflets::leaflet_of(one).is_none() => {
                let inputs = self.maker.inputs(one.target).map_err(|problem| vec![problem])?;
                let fingerprint = self.maker.fingerprint(&inputs);
                let bytes = || self.maker.bytes(inputs).map_err(|problem| vec![problem]);
                let made = self.make(one, number, fingerprint, bytes)?;
                Ok((vec![Some(made)], Vec::new()))
            }
            leaflet => {
                let (made, told) = leaflets::make(self, leaflet, number)?;
                Ok((made.into_iter().map(Some).collect(), told))
            }
        }
    }

    /// Makes an artifact unless it is known and its file is the one that was written. `number` is
    /// that under which new bytes are staged.
    fn make(
        &self,
        artifact: &Artifact,
        number: usize,
        fingerprint: Fingerprint,
        bytes: impl FnOnce() -> Result<Vec<u8>, Vec<Diagnostic>>,
    ) -> Result<Made, Vec<Diagnostic>> {
        let path = artifact.path.as_str();
        let reason = match (self.cache.artifacts.get(path), self.output.existing.get(path)) {
            (None, _) => Reason::New,
            (Some(known), _) if known.fingerprint != fingerprint => Reason::InputsChanged,
            (Some(_), None) => Reason::FileGone,
            (Some(known), Some(stat)) if known.stat != *stat => Reason::FileChanged,
            (Some(Entry { sha256, stat, .. }), Some(_)) => {
                return Ok(Made {
                    fingerprint,
                    size: stat.size,
                    sha256: *sha256,
                    staged: false,
                    reason: None,
                });
            }
        };
        let bytes = match self.joined.bytes(path, &fingerprint) {
            Some(bytes) => bytes,
            None => bytes()?,
        };
        let staged = stage(self.output, path, number, &bytes).map_err(|problem| vec![problem])?;
        let sha256 = Sha256::digest(&bytes).into();
        Ok(Made { fingerprint, size: bytes.len() as u64, sha256, staged, reason: Some(reason) })
    }
}

/// What artifacts that are made together come to.
type Work = Result<(Vec<Option<Made>>, Vec<Diagnostic>), Vec<Diagnostic>>;

/// Stages bytes unless the file is there and has them. Gives whether it did.
fn stage(output: &Output, path: &str, name: usize, bytes: &[u8]) -> Result<bool, Diagnostic> {
    let has = output.has(path, bytes);
    if !has {
        output.stage(name, bytes)?;
    }
    Ok(!has)
}

/// What is known of the output after commit.
fn remember(
    output: &Output,
    artifacts: &[Artifact],
    made: &[Made],
    inputs: Option<Fingerprint>,
    summary: &Summary,
    told: &[Diagnostic],
) -> Cache {
    let entry = |(artifact, made): (&Artifact, &Made)| {
        let stat = match made.staged {
            true => output.stat(&artifact.path)?,
            false => *output.existing.get(&artifact.path)?,
        };
        let Made { fingerprint, sha256, .. } = *made;
        Some((artifact.path.clone(), Entry { fingerprint, sha256, stat }))
    };
    let whole = inputs.zip(output.stat(MANIFEST)).map(|(inputs, manifest)| Whole {
        inputs,
        manifest,
        pages: summary.pages,
        bytes: summary.bytes,
        told: told.to_vec(),
    });
    Cache { artifacts: artifacts.par_iter().zip(made).filter_map(entry).collect(), whole }
}

/// A job ticket is none, although it is HTML.
fn is_page(artifact: &Artifact) -> bool {
    artifact.path.ends_with(".html") && leaflets::leaflet_of(artifact).is_none()
}

fn commit(
    output: &Output,
    view: &View<'_>,
    artifacts: &[Artifact],
    made: &[Made],
) -> Result<Summary, Diagnostic> {
    let manifest = manifest::write(view, artifacts, made);
    let manifest_is_new = stage(output, MANIFEST, artifacts.len(), &manifest)?;
    let mut wanted: Vec<Wanted<'_>> = artifacts
        .iter()
        .zip(made)
        .enumerate()
        .map(|(name, (artifact, made))| Wanted {
            path: &artifact.path,
            staged: made.staged.then_some(name),
        })
        .collect();
    wanted.push(Wanted { path: MANIFEST, staged: manifest_is_new.then_some(artifacts.len()) });
    let removed = output.commit(&wanted)?;
    Ok(Summary {
        pages: artifacts.iter().filter(|artifact| is_page(artifact)).count(),
        files: wanted.len(),
        bytes: made.iter().map(|made| made.size).sum::<u64>() + manifest.len() as u64,
        made: made.iter().filter(|made| made.reason.is_some()).count(),
        written: wanted.iter().filter(|file| file.staged.is_some()).count(),
        removed,
        reasons: Vec::new(),
    })
}
