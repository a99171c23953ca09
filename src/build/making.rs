//! The last two steps at work: what is not known is made and staged, and the whole is committed.

use std::sync::{
    OnceLock,
    atomic::{AtomicUsize, Ordering},
};

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::{
    Artifact, Reason, Summary,
    cache::{Cache, Entry, Keep, Kept, Whole},
    known::{Edited, MadeOf, Now, Numbers},
    leaflets,
    make::Maker,
    manifest,
    output::{Committed, MANIFEST, Output, Wanted, sight},
    parts::Joined,
};
use crate::{
    content::stat::Stat,
    diagnostic::Diagnostic,
    digest::{Digest, Sum},
};

/// Artifacts that a thread takes at once.
const PART: usize = 16;

/// An artifact that stands, or is staged to stand, in the output.
#[derive(Debug)]
pub struct Made {
    pub fingerprint: Digest,
    pub sha256: [u8; 32],
    /// Of its file; of one that is staged, as it was before it was put in its place.
    pub stat: Stat,
    /// Whether its bytes are staged; if not, the file in the output has them already.
    pub staged: bool,
    pub made_of: Option<MadeOf>,
    /// `None`: it was known.
    pub reason: Option<Reason>,
}

/// The last two steps at work.
pub struct Making<'m, 'p> {
    pub maker: &'m Maker<'p>,
    pub now: Now<'p>,
    pub numbers: Numbers,
    pub cache: &'m Cache,
    pub output: &'m Output,
    pub joined: &'m Joined,
    /// What was edited, where nothing but a few policies has changed since the last build.
    pub edited: Option<Edited>,
}

impl Making<'_, '_> {
    /// Makes every artifact that is not known. Gives also what there is to tell of them.
    pub fn all(
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
        // The last ones first: among them are the sitemap and the feed, each of which takes as long as many
        // pages. In small parts, so that no thread waits at the end.
        others.into_par_iter().rev().with_max_len(PART).for_each(make);
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
        if let Some(edited) = &self.edited {
            let stands = || Made::stands(entry, entry.fingerprint, Some(made_of.clone()));
            return (!made_of.reads(edited)).then(stands);
        }
        let parts = self.numbers.today(&made_of.parts)?;
        let made_of = self.now.made_of(&parts).filter(|now| now.digest == made_of.digest)?;
        Some(Made::stands(entry, entry.fingerprint, Some(made_of)))
    }

    /// Makes an artifact that is no file of a leaflet.
    fn make_one(&self, artifact: &Artifact) -> Result<Made, Vec<Diagnostic>> {
        let maker = self.maker;
        let view = maker.fresh(artifact.target);
        let inputs = maker.inputs(&view, artifact.target).map_err(|problem| vec![problem])?;
        let fingerprint = maker.fingerprint(&inputs);
        let made_of = self.now.made_of(&maker.parts(&view));
        let bytes = || maker.bytes(inputs).map_err(|problem| vec![problem]);
        let made = self.make(artifact, fingerprint, made_of, bytes);
        // No other artifact shows it, and a hundred thousand texts take hundreds of megabytes.
        if let Some(text) = view.text(artifact.target) {
            text.document.drop_body();
        }
        made
    }

    /// Makes an artifact unless what it is made of says the same and its file is the one that was
    /// written.
    pub fn make(
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

    pub fn commit(
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
    pub fn remember<'a>(
        &'a self,
        artifacts: &'a [Artifact],
        made: &'a [Made],
        committed: &Committed,
        summary: &Summary,
        told: &[Diagnostic],
    ) -> (Option<Whole>, Keep<'a>) {
        let entry = |(artifact, made): (&'a Artifact, &'a Made)| {
            let path = artifact.path.as_str();
            let stat = match made.staged && committed.renamed.contains(path) {
                true => self.output.stat(path)?,
                false => made.stat,
            };
            let Made { fingerprint, sha256, .. } = *made;
            Some((path, Kept { fingerprint, sha256, stat, made_of: made.made_of.as_ref() }))
        };
        let mut kept = Vec::with_capacity(artifacts.len());
        kept.extend(artifacts.iter().zip(made).filter_map(entry));
        let whole = self.now.inputs().zip(self.output.stat(MANIFEST)).map(|(inputs, manifest)| {
            let Summary { files, pages, bytes, .. } = *summary;
            let files_of = kept.iter().map(|(path, kept)| (*path, kept.stat));
            let all = files_of.chain([(MANIFEST, manifest)]);
            let output = all.map(|(path, stat)| sight(path, stat)).sum::<Sum>().digest();
            Whole { inputs, output, files, pages, bytes, told: told.to_vec() }
        });
        (whole, Keep { artifacts: kept, policies: self.now.ids().collect() })
    }
}

/// What artifacts that are made together come to.
type Work = Result<(Vec<Option<Made>>, Vec<Diagnostic>), Vec<Diagnostic>>;

impl Made {
    /// An artifact that need not be made.
    pub fn stands(entry: &Entry, fingerprint: Digest, made_of: Option<MadeOf>) -> Self {
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
