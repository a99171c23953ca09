//! A build: read → resolve → plan → make → commit.
//!
//! Invariant: nothing in the output folder changes before everything has been made without an error.

mod artifacts;
mod cache;
mod known;
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
    any::Any,
    fmt,
    path::PathBuf,
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use crate::{
    content::{
        files::{self, FoundFile},
        stat::{Clock, Stat},
    },
    diagnostic::{self, Code, Diagnostic},
    digest::Digest,
    leaflet,
    plan::View,
    portal::resolve,
};
pub use artifacts::Artifact;
use cache::{Cache, Entry, Keep, Kept, Whole};
use known::{Inputs, MadeOf, Now, Numbers};
pub use leaflets::ask;
pub use list::{Listed, State, list_leaflets, one_leaflet};
pub use make::{Maker, Recipes};
use output::{Claimed, Committed, MANIFEST, Output, Wanted};
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

/// An artifact that stands, or is staged to stand, in the output.
#[derive(Debug)]
struct Made {
    fingerprint: Digest,
    sha256: [u8; 32],
    /// Of its file; of one that is staged, as it was before it was put in its place.
    stat: Stat,
    /// Whether its bytes are staged; if not, the file in the output has them already.
    staged: bool,
    made_of: Option<MadeOf>,
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
    let (looked, opened) = rayon::join(|| look(options), || Opened::new(options));
    let Looked { found, clock, inputs, problems } = looked;
    let Opened { output, file: cache_file, cache, problem } = opened;
    told.extend(problems);
    told.extend(problem);
    let same = output.as_ref().and_then(|output| {
        let whole = cache.same(inputs.all, output)?;
        told.extend_from_slice(&whole.told);
        let Whole { pages, bytes, .. } = *whole;
        Some(Summary { pages, files: output.existing.len(), bytes, ..Summary::default() })
    });
    if let Some(mut summary) = same {
        summary.leftovers = Leftovers::new((found, cache, output.map(Output::close)));
        return Some(summary);
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
        site::load(root, &options.site, &found, clock, &shelf.library, None, &mut verdict);
    verdict.save(root, &known);
    told.extend(problems);
    if diagnostic::any_error(told) {
        return None;
    }
    let (Some(site), Some(output)) = (site, output) else {
        return None;
    };
    let joined = Joined::open(&options.take.join).map_err(|problems| told.extend(problems)).ok()?;
    let Site { portal, recipes, artifacts, .. } = site;

    // Make.
    let view = View::new(&portal, options.site.as_of);
    let (mut artifacts, standing) = parts::split(&options.take, &view, artifacts, &output);
    let maker = Maker::new(root, &view, &recipes);
    let making = Making {
        maker: &maker,
        now: Now::new(inputs, &portal, &known::stats(&found, clock)),
        numbers: Numbers::new(&cache.policies, &portal.policies),
        cache: &cache,
        output: &output,
        joined: &joined,
    };
    // Without a store the next build is slower, and no less right.
    let (made, _) = rayon::join(|| making.all(&artifacts, progress), || shelf.save(&library));
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
            made.push(stands);
            artifacts.push(artifact);
        }
    }

    // Commit.
    let (mut summary, committed) =
        making.commit(&artifacts, &made).map_err(|problem| told.push(problem)).ok()?;
    if let Some(file) = cache_file {
        let cache = making.remember(&artifacts, &made, &committed, &summary, told);
        let _ = store::save(&file, &cache);
        store::forget_gone(root);
    }
    if options.explain {
        let reasons = artifacts.into_iter().zip(&made);
        summary.reasons =
            reasons.filter_map(|(artifact, made)| Some((artifact.path, made.reason?))).collect();
    }
    drop(making);
    drop(maker);
    drop(view);
    summary.leftovers =
        Leftovers::new((portal, library, shelf.library, made, cache, found, output.close()));
    Some(summary)
}

/// The sources as the file system shows them, before any is read.
struct Looked {
    /// The files of `content/`.
    found: Vec<FoundFile>,
    clock: Clock,
    inputs: Inputs,
    problems: Vec<Diagnostic>,
}

fn look(options: &Options) -> Looked {
    let clock = Clock::now();
    let mut problems = Vec::new();
    let found = files::list(&options.root, "content", &mut problems);
    // What is wrong there is told when the theme is read, if it is of the theme that is used.
    let mut of_other_themes = Vec::new();
    let of_themes = files::list(&options.root, "themes", &mut of_other_themes);
    let inputs = match problems.is_empty() && of_other_themes.is_empty() {
        true => Inputs::new(options, found.iter().chain(&of_themes), clock),
        false => Inputs { all: None, rest: None },
    };
    Looked { found, clock, inputs, problems }
}

/// The output folder and what the last build left to know of it.
struct Opened {
    /// `None` if it is refused, which is told in `problem`.
    output: Option<Output>,
    /// The file of its cache.
    file: Option<PathBuf>,
    cache: Cache,
    problem: Option<Diagnostic>,
}

impl Opened {
    fn new(options: &Options) -> Self {
        let root = &options.root;
        let out = options.out.clone().unwrap_or_else(|| root.join("public"));
        let refused = |problem| {
            let cache = Cache::default();
            Opened { output: None, file: None, cache, problem: Some(problem) }
        };
        let claimed = match Claimed::new(&out, root) {
            Ok(claimed) => claimed,
            Err(problem) => return refused(problem),
        };
        let file = store::of_output(root, claimed.folder(), "cache");
        let (output, cache) =
            rayon::join(|| claimed.look(), || store::load::<Cache>(&file).unwrap_or_default());
        let output = match output {
            Ok(output) => output,
            Err(problem) => return refused(problem),
        };
        let own = output.check_own(|path, stat| cache.knows(path, stat));
        let cache = if options.cache { cache } else { Cache::default() };
        let (output, problem) = match own {
            Ok(()) => (Some(output), None),
            Err(problem) => (None, Some(problem)),
        };
        Opened { output, file: Some(file), cache, problem }
    }
}

/// The last two steps at work.
struct Making<'m, 'p> {
    maker: &'m Maker<'p>,
    now: Now<'p>,
    numbers: Numbers,
    cache: &'m Cache,
    output: &'m Output,
    joined: &'m Joined,
}

impl Making<'_, '_> {
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
        let works: Vec<&[Artifact]> = artifacts.chunk_by(together).collect();
        let results: Vec<OnceLock<Work>> = works.iter().map(|_| OnceLock::new()).collect();
        let make = |index: usize| {
            let _ = results[index].set(self.work(works[index]));
            count(works[index].len());
        };
        let is_leaflet =
            |index: &usize| works[*index].first().and_then(leaflets::leaflet_of).is_some();
        let (leaflets, others): (Vec<usize>, Vec<usize>) = (0..works.len()).partition(is_leaflet);
        others.into_par_iter().for_each(make);
        // A leaflet is parallel inside. A thread that waits for a part of its own would begin with
        // another one, and so on, and the memory of all would be in use at once: a few at a time.
        for few in leaflets.chunks(2 * rayon::current_num_threads()) {
            few.par_iter().for_each(|&index| make(index));
        }
        let mut problems = Vec::new();
        let mut told = Vec::new();
        let mut made = Vec::with_capacity(artifacts.len());
        for result in results.into_iter().filter_map(OnceLock::into_inner) {
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

    /// Artifacts that are made together; `None` for those that are made of others, later. Gives also
    /// what there is to tell.
    fn work(&self, work: &[Artifact]) -> Work {
        match work {
            [package] if leaflets::is_package(package) => Ok((vec![None], Vec::new())),
            [one] if leaflets::leaflet_of(one).is_none() => {
                let made = match self.passed_over(one) {
                    Some(made) => made,
                    None => self.make_one(one)?,
                };
                Ok((vec![Some(made)], Vec::new()))
            }
            leaflet => {
                let (made, told) = leaflets::make(self, leaflet)?;
                Ok((made.into_iter().map(Some).collect(), told))
            }
        }
    }

    /// An artifact whose file stands, if all that it was made of is as it was.
    fn passed_over(&self, artifact: &Artifact) -> Option<Made> {
        let entry = self.cache.artifacts.get(artifact.path.as_str())?;
        let made_of = entry.made_of.as_ref()?;
        if !self.output.stands(&artifact.path, entry.stat) {
            return None;
        }
        let parts = self.numbers.today(&made_of.parts)?;
        let made_of = self.now.made_of(&parts).filter(|now| now.digest == made_of.digest)?;
        Some(Made::stands(entry, entry.fingerprint, Some(made_of)))
    }

    /// Makes an artifact that is no file of a leaflet.
    fn make_one(&self, artifact: &Artifact) -> Result<Made, Vec<Diagnostic>> {
        let maker = self.maker;
        let view = maker.view().fresh();
        let inputs = maker.inputs(&view, artifact.target).map_err(|problem| vec![problem])?;
        let fingerprint = maker.fingerprint(&inputs);
        let made_of = self.now.made_of(&maker.parts(&view));
        let bytes = || maker.bytes(inputs).map_err(|problem| vec![problem]);
        self.make(artifact, fingerprint, made_of, bytes)
    }

    /// Makes an artifact unless what it is made of says the same and its file is the one that was
    /// written.
    fn make(
        &self,
        artifact: &Artifact,
        fingerprint: Digest,
        made_of: Option<MadeOf>,
        bytes: impl FnOnce() -> Result<Vec<u8>, Vec<Diagnostic>>,
    ) -> Result<Made, Vec<Diagnostic>> {
        let path = artifact.path.as_str();
        let reason = match (self.cache.artifacts.get(path), self.output.existing.get(path)) {
            (None, _) => Reason::New,
            (Some(known), _) if known.fingerprint != fingerprint => Reason::InputsChanged,
            (Some(_), None) => Reason::FileGone,
            (Some(known), Some(stat)) if known.stat != *stat => Reason::FileChanged,
            (Some(known), Some(_)) => return Ok(Made::stands(known, fingerprint, made_of)),
        };
        let bytes = match self.joined.bytes(path, &fingerprint) {
            Some(bytes) => bytes,
            None => bytes()?,
        };
        let (stat, staged) = stage(self.output, path, &bytes).map_err(|problem| vec![problem])?;
        let sha256 = Sha256::digest(&bytes).into();
        Ok(Made { fingerprint, sha256, stat, staged, made_of, reason: Some(reason) })
    }

    fn commit(
        &self,
        artifacts: &[Artifact],
        made: &[Made],
    ) -> Result<(Summary, Committed), Diagnostic> {
        let manifest = manifest::write(self.maker.view(), artifacts, made);
        let (_, manifest_is_new) = stage(self.output, MANIFEST, &manifest)?;
        let mut wanted: Vec<Wanted<'_>> = artifacts
            .iter()
            .zip(made)
            .map(|(artifact, made)| Wanted { path: &artifact.path, staged: made.staged })
            .collect();
        wanted.push(Wanted { path: MANIFEST, staged: manifest_is_new });
        let committed = self.output.commit(&wanted)?;
        let summary = Summary {
            pages: artifacts.iter().filter(|artifact| is_page(artifact)).count(),
            files: wanted.len(),
            bytes: made.iter().map(|made| made.stat.size).sum::<u64>() + manifest.len() as u64,
            made: made.iter().filter(|made| made.reason.is_some()).count(),
            written: wanted.iter().filter(|file| file.staged).count(),
            removed: committed.removed,
            ..Summary::default()
        };
        Ok((summary, committed))
    }

    /// What is to be known of the output after commit.
    fn remember<'a>(
        &'a self,
        artifacts: &'a [Artifact],
        made: &'a [Made],
        committed: &Committed,
        summary: &Summary,
        told: &[Diagnostic],
    ) -> Keep<'a> {
        let entry = |(artifact, made): (&'a Artifact, &'a Made)| {
            let path = artifact.path.as_str();
            let stat = match made.staged && committed.renamed.contains(path) {
                true => self.output.stat(path)?,
                false => made.stat,
            };
            let Made { fingerprint, sha256, .. } = *made;
            Some((path, Kept { fingerprint, sha256, stat, made_of: made.made_of.as_ref() }))
        };
        let whole = self.now.inputs().zip(self.output.stat(MANIFEST)).map(|(inputs, manifest)| {
            let Summary { pages, bytes, .. } = *summary;
            Whole { inputs, manifest, pages, bytes, told: told.to_vec() }
        });
        let mut kept = Vec::with_capacity(artifacts.len());
        kept.extend(artifacts.iter().zip(made).filter_map(entry));
        Keep { artifacts: kept, policies: self.now.ids().collect(), whole }
    }
}

/// What artifacts that are made together come to.
type Work = Result<(Vec<Option<Made>>, Vec<Diagnostic>), Vec<Diagnostic>>;

impl Made {
    /// An artifact that need not be made.
    fn stands(entry: &Entry, fingerprint: Digest, made_of: Option<MadeOf>) -> Self {
        let Entry { sha256, stat, .. } = *entry;
        Made { fingerprint, sha256, stat, staged: false, made_of, reason: None }
    }
}

/// Stages bytes unless the file is there and has them. Gives the stat of the file that has them, and
/// whether it is staged.
fn stage(output: &Output, path: &str, bytes: &[u8]) -> Result<(Stat, bool), Diagnostic> {
    match output.has(path, bytes) {
        Some(stat) => Ok((stat, false)),
        None => Ok((output.stage(path, bytes)?, true)),
    }
}

/// A job ticket is none, although it is HTML.
fn is_page(artifact: &Artifact) -> bool {
    artifact.path.ends_with(".html") && leaflets::leaflet_of(artifact).is_none()
}
