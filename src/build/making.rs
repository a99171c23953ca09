//! The last two steps at work: what is not known is made and staged, and the whole is committed.

use std::sync::{
    Mutex, OnceLock, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::{
    Artifact, Reason, Summary,
    cache::{Entry, Whole},
    known::{Edited, MadeOf, Now, Numbers},
    leaflets,
    make::Maker,
    manifest,
    output::{Committed, MANIFEST, Output, Wanted, sight},
    parts::{self, Joined, Take},
};
use crate::{
    content::stat::Stat,
    diagnostic::Diagnostic,
    digest::{Digest, Sum},
    portal::{Policies, Target},
};

/// Artifacts that a thread takes at once.
const PART: usize = 16;

/// An artifact that stands, or is staged to stand, in the output.
#[derive(Debug)]
pub struct Made<'k> {
    pub fingerprint: Digest,
    pub sha256: [u8; 32],
    /// Of its file; of one that is staged, as it was before it was put in its place.
    pub stat: Stat,
    /// Whether its bytes are staged; if not, the file in the output has them already.
    pub staged: bool,
    pub made_of: Option<MadeOf<'k>>,
    /// `None`: it was known.
    pub reason: Option<Reason>,
}

/// The last two steps at work.
pub struct Making<'m, 'p> {
    pub maker: &'m Maker<'p>,
    /// In the order of their addresses. A number of an artifact is its place here.
    pub artifacts: &'m [Artifact],
    /// Which of them are to be made; the others stand in the output.
    pub take: &'m Take,
    pub now: Now<'p>,
    pub numbers: Numbers,
    pub output: &'m Output,
    /// What lies in the output for each artifact.
    pub there: Vec<Option<&'m Stat>>,
    /// What is known of each.
    pub known: Vec<Option<&'m Entry<'m>>>,
    pub joined: &'m Joined,
    /// What was edited, where nothing but a few policies has changed since the last build.
    pub edited: Option<Edited>,
}

/// Diagnostics of several threads.
type Told = Mutex<Vec<Diagnostic>>;

fn told(told: Told) -> Vec<Diagnostic> {
    told.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn tell(told: &Told, more: Vec<Diagnostic>) {
    told.lock().unwrap_or_else(PoisonError::into_inner).extend(more);
}

impl<'m> Making<'m, '_> {
    /// Makes every artifact that is not known. Gives also what there is to tell of them.
    pub fn all(
        &self,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<(Vec<Made<'m>>, Vec<Diagnostic>), Vec<Diagnostic>> {
        let artifacts = self.artifacts;
        let made: Vec<OnceLock<Made<'m>>> = artifacts.iter().map(|_| OnceLock::new()).collect();
        let (of_made, problems) = (Told::default(), Told::default());
        let done = AtomicUsize::new(0);
        let count = |more: usize| {
            progress(done.fetch_add(more, Ordering::Relaxed) + more, artifacts.len());
        };
        let put = |number: usize, one: Result<Made<'m>, Vec<Diagnostic>>| match one {
            // Nobody else makes it.
            Ok(one) => drop(made[number].set(one)),
            Err(more) => tell(&problems, more),
        };

        // What is not one of very many comes first: the sitemap and the feed take as long as many pages. In small
        // parts, so that no thread waits at the end.
        let kinds = Kinds::of(self);
        kinds.ordinary.into_par_iter().with_max_len(PART).for_each(|number| {
            put(number, self.ordinary(number));
            count(1);
        });
        // A leaflet is parallel inside. A thread that waits for a part of its own would begin with
        // another one, and so on, and the memory of all would be in use at once: a few at a time.
        for few in kinds.leaflets.chunks(2 * rayon::current_num_threads()) {
            few.par_iter().for_each(|numbers| {
                match leaflets::make(self, numbers) {
                    Ok((files, more)) => {
                        numbers.iter().zip(files).for_each(|(&number, file)| put(number, Ok(file)));
                        tell(&of_made, more);
                    }
                    Err(more) => tell(&problems, more),
                }
                count(numbers.len());
            });
        }
        let failed = |problems: &Told| {
            let problems = problems.lock().unwrap_or_else(PoisonError::into_inner);
            !problems.is_empty()
        };
        // Of what could not be made there is no package.
        if !failed(&problems) {
            kinds.packages.into_par_iter().for_each(|number| {
                put(number, leaflets::package(self, &made, number));
                count(1);
            });
        }
        match failed(&problems) {
            true => Err(told(problems)),
            false => {
                let made: Vec<Made<'m>> =
                    made.into_iter().filter_map(OnceLock::into_inner).collect();
                debug_assert_eq!(made.len(), artifacts.len(), "one for each");
                Ok((made, told(of_made)))
            }
        }
    }

    /// An artifact that is no file of a leaflet that is to be made, and no package.
    fn ordinary(&self, number: usize) -> Result<Made<'m>, Vec<Diagnostic>> {
        let artifact = &self.artifacts[number];
        match self.there[number] {
            Some(stat) if !self.takes(number) => {
                parts::standing(self.output, &artifact.path, *stat, self.known[number])
                    .map_err(|problem| vec![problem])
            }
            there => match self.passed_over(number, there) {
                Some(made) => Ok(made),
                None => self.make_one(number),
            },
        }
    }

    /// Whether an artifact is to be made.
    pub fn takes(&self, number: usize) -> bool {
        self.take.takes(self.maker.view().portal, self.artifacts[number].target)
    }

    /// An artifact whose file stands, if all that it was made of is as it was.
    fn passed_over(&self, number: usize, there: Option<&Stat>) -> Option<Made<'m>> {
        let entry = self.known[number].filter(|entry| there == Some(&entry.stat))?;
        let made_of = entry.made_of.as_ref()?;
        if let Some(edited) = &self.edited {
            let stands = || Made::stands(entry, *entry.fingerprint, Some(made_of.clone()));
            return (!made_of.reads(edited)).then(stands);
        }
        let parts = self.numbers.today(&made_of.parts)?;
        let made_of = self.now.made_of(&parts).filter(|now| now.digest == made_of.digest)?;
        Some(Made::stands(entry, *entry.fingerprint, Some(made_of)))
    }

    /// Makes an artifact that is no file of a leaflet.
    fn make_one(&self, number: usize) -> Result<Made<'m>, Vec<Diagnostic>> {
        let (maker, target) = (self.maker, self.artifacts[number].target);
        let view = maker.fresh(target);
        let inputs = maker.inputs(&view, target).map_err(|problem| vec![problem])?;
        let fingerprint = maker.fingerprint(&inputs);
        let made_of = self.now.made_of(&maker.parts(&view));
        let bytes = || maker.bytes(inputs).map_err(|problem| vec![problem]);
        let made = self.make(number, fingerprint, made_of, bytes);
        // No other artifact shows it, and a hundred thousand texts take hundreds of megabytes.
        if let Some(text) = view.text(target) {
            text.document.drop_body();
        }
        made
    }

    /// Makes an artifact unless what it is made of says the same and its file is the one that was
    /// written.
    pub fn make(
        &self,
        number: usize,
        fingerprint: Digest,
        made_of: Option<MadeOf<'m>>,
        bytes: impl FnOnce() -> Result<Vec<u8>, Vec<Diagnostic>>,
    ) -> Result<Made<'m>, Vec<Diagnostic>> {
        let path = self.artifacts[number].path.as_str();
        let there = self.there[number].copied();
        let reason = match (self.known[number], there) {
            (None, _) => Reason::New,
            (Some(known), _) if *known.fingerprint != fingerprint => Reason::InputsChanged,
            (Some(_), None) => Reason::FileGone,
            (Some(known), Some(stat)) if known.stat != stat => Reason::FileChanged,
            (Some(known), Some(_)) => return Ok(Made::stands(known, fingerprint, made_of)),
        };
        let bytes = match self.joined.bytes(path, &fingerprint) {
            Some(bytes) => bytes,
            None => bytes()?,
        };
        let (stat, staged) =
            stage(self.output, path, there, &bytes).map_err(|problem| vec![problem])?;
        let sha256 = Sha256::digest(&bytes).into();
        Ok(Made { fingerprint, sha256, stat, staged, made_of, reason: Some(reason) })
    }

    pub fn commit(&self, made: &[Made<'_>]) -> Result<(Summary, Committed), Diagnostic> {
        let artifacts = self.artifacts;
        let manifest = manifest::write(self.maker.view(), artifacts, made);
        let there = self.output.existing.get(MANIFEST).copied();
        let (_, manifest_is_new) = stage(self.output, MANIFEST, there, &manifest)?;
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

    /// The policies of the site.
    pub fn policies(&self) -> &Policies {
        &self.maker.view().portal.policies
    }

    /// Takes the stats of the files that commit renamed.
    pub fn settle(&self, made: &mut [Made<'_>], committed: &Committed) {
        for (artifact, made) in self.artifacts.iter().zip(made) {
            if made.staged && committed.renamed.contains(&artifact.path) {
                // Of what is gone already the next build knows a stat that nothing has.
                made.stat = self.output.stat(&artifact.path).unwrap_or(made.stat);
            }
        }
    }

    /// The build as a whole, after commit.
    pub fn whole(
        &self,
        made: &[Made<'_>],
        summary: &Summary,
        told: &[Diagnostic],
    ) -> Option<Whole> {
        let (inputs, manifest) = self.now.inputs().zip(self.output.stat(MANIFEST))?;
        let files_of = self.artifacts.par_iter().zip(made);
        let all = files_of.map(|(artifact, made)| sight(&artifact.path, made.stat));
        let output = [all.sum(), sight(MANIFEST, manifest)].into_iter().sum::<Sum>().digest();
        let Summary { files, pages, bytes, .. } = *summary;
        Some(Whole { inputs, output, files, pages, bytes, told: told.to_vec() })
    }
}

/// The numbers of artifacts, by the way in which they are made.
struct Kinds {
    /// Each by itself, and of another part what stands.
    ordinary: Vec<usize>,
    /// The files of a leaflet together.
    leaflets: Vec<Vec<usize>>,
    /// Of other artifacts.
    packages: Vec<usize>,
}

impl Kinds {
    fn of(making: &Making<'_, '_>) -> Self {
        let (mut ordinary, mut of_leaflets, mut packages) = (Vec::new(), Vec::new(), Vec::new());
        let mut many = Vec::with_capacity(making.artifacts.len());
        for (number, artifact) in making.artifacts.iter().enumerate() {
            let kind = match artifact.target {
                Target::Policy(_) | Target::Policies(..) => &mut many,
                _ if !making.takes(number) => &mut ordinary,
                Target::Leaflet(..) => &mut of_leaflets,
                Target::PlacePackage(_) | Target::CampaignPackage(_) => &mut packages,
                _ => &mut ordinary,
            };
            kind.push(number);
        }
        ordinary.append(&mut many);
        Kinds { ordinary, leaflets: leaflets::by_leaflet(making, of_leaflets), packages }
    }
}

impl<'k> Made<'k> {
    /// An artifact that need not be made.
    pub fn stands(entry: &Entry<'k>, fingerprint: Digest, made_of: Option<MadeOf<'k>>) -> Self {
        let Entry { sha256, stat, .. } = *entry;
        Made { fingerprint, sha256: *sha256, stat, staged: false, made_of, reason: None }
    }
}

/// Stages bytes unless the file is `there` and has them. Gives the stat of the file that has them, and
/// whether it is staged.
fn stage(
    output: &Output,
    path: &str,
    there: Option<Stat>,
    bytes: &[u8],
) -> Result<(Stat, bool), Diagnostic> {
    match there.filter(|stat| output.has(path, *stat, bytes)) {
        Some(stat) => Ok((stat, false)),
        None => Ok((output.stage(path, bytes)?, true)),
    }
}

/// A job ticket is none, although it is HTML.
fn is_page(artifact: &Artifact) -> bool {
    artifact.path.ends_with(".html") && leaflets::leaflet_of(artifact).is_none()
}
