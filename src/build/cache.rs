//! What the last build into one output folder made.

use serde::{Deserialize, Serialize};

use super::{
    Artifact,
    by_path::ByPath,
    keep::{ARTIFACTS, PATCHES},
    known::MadeOf,
    making::Made,
    store::{Fields, Payload, Values, put_bytes, put_number},
};
use crate::{content::stat::Stat, diagnostic::Diagnostic, digest::Digest};

/// A build: if all that went in and all that came out is as it was, there is nothing to do.
#[derive(Debug, Serialize, Deserialize)]
pub struct Whole {
    pub inputs: Digest,
    /// Every file of the output, the manifest with them: what `output::sight` says of it.
    pub output: Digest,
    pub files: usize,
    pub pages: usize,
    pub bytes: u64,
    /// What there was to tell.
    pub told: Vec<Diagnostic>,
}

/// The artifacts in an output folder. It borrows from the bytes that were kept: there may be very many.
#[derive(Debug, Default)]
pub struct Cache<'k> {
    pub artifacts: ByPath<&'k str, Entry<'k>>,
    /// Ids of the policies, by the numbers under which `Entry::made_of` names them.
    pub policies: Vec<&'k str>,
}

/// An artifact as it was made and written.
#[derive(Debug, PartialEq)]
pub struct Entry<'k> {
    /// Digest of its recipe and of all that it read.
    pub fingerprint: &'k Digest,
    /// Digest of its bytes.
    pub sha256: &'k [u8; 32],
    /// Of the file after it was written.
    pub stat: Stat,
    pub made_of: Option<MadeOf<'k>>,
}

impl<'k> Cache<'k> {
    /// Empty if there is none or it is damaged.
    pub fn of(values: &'k Values) -> Self {
        let cache = values.iter().nth(ARTIFACTS).and_then(|mut from| Cache::read(&mut from));
        let patched = cache.and_then(|mut cache| {
            values.iter().skip(PATCHES).try_for_each(|patch| cache.apply(patch))?;
            Some(cache)
        });
        patched.unwrap_or_default()
    }

    /// `None` if the patch is of something else.
    fn apply(&mut self, mut patch: Fields<'k>) -> Option<()> {
        // What it says of the policies.
        patch.bytes()?;
        while !patch.is_empty() {
            let (path, entry) = Entry::read(&mut patch)?;
            *self.artifacts.get_mut(path)? = entry;
        }
        Some(())
    }

    fn read(from: &mut Fields<'k>) -> Option<Self> {
        let count = from.number()?;
        let policies = (0..count).map(|_| from.text()).collect::<Option<_>>()?;
        let count = from.number()?;
        let artifacts = (0..count).map(|_| Entry::read(from)).collect::<Option<_>>()?;
        Some(Cache { artifacts: ByPath::new(artifacts), policies })
    }

    /// Whether a file of the output is as a build left it.
    pub fn knows(&self, path: &str, stat: Stat) -> bool {
        self.artifacts.get(path).is_some_and(|entry| entry.stat == stat)
    }
}

impl<'k> Entry<'k> {
    /// With its address.
    pub fn read(from: &mut Fields<'k>) -> Option<(&'k str, Self)> {
        let path = from.text()?;
        let (fingerprint, sha256) = (from.fixed()?, from.fixed()?);
        let stat = Stat::from_bytes(from.array()?);
        let made_of = match from.number()?.checked_sub(1) {
            None => None,
            Some(length) => {
                let parts = from.take(length)?.into();
                Some(MadeOf { parts, digest: from.array()? })
            }
        };
        Some((path, Entry { fingerprint, sha256, stat, made_of }))
    }

    /// Whether that is what is to be kept of an artifact.
    pub fn says(&self, made: &Made<'_>) -> bool {
        *self.fingerprint == made.fingerprint
            && *self.sha256 == made.sha256
            && self.stat == made.stat
            && self.made_of == made.made_of
    }
}

/// A cache as it is kept: its bytes, but for the stats of files that are still to be put in their place.
pub struct Table {
    bytes: Vec<u8>,
    /// The artifacts that are staged, by number, and where in the bytes their stats are.
    staged: Vec<(usize, usize)>,
}

/// Room for what an artifact usually takes.
const USUAL: usize = 192;

impl Table {
    /// `policies` are their ids, by number.
    pub fn new<'p>(
        artifacts: &[Artifact],
        made: &[Made<'_>],
        policies: impl ExactSizeIterator<Item = &'p str>,
    ) -> Self {
        let mut bytes = Vec::with_capacity((policies.len() + artifacts.len()) * USUAL);
        put_number(&mut bytes, policies.len());
        policies.for_each(|id| put_bytes(&mut bytes, id.as_bytes()));
        put_number(&mut bytes, artifacts.len());
        let mut staged = Vec::new();
        for (number, (one, made)) in artifacts.iter().zip(made).enumerate() {
            let at = put(&mut bytes, &one.path, made);
            if made.staged {
                staged.push((number, at));
            }
        }
        Table { bytes, staged }
    }

    /// `made` once all is in its place.
    pub fn payload(mut self, made: &[Made<'_>]) -> Payload {
        for (number, at) in self.staged {
            let stat = made[number].stat.bytes();
            self.bytes[at..at + stat.len()].copy_from_slice(&stat);
        }
        Payload::from(self.bytes)
    }
}

/// What `Entry::read` reads: texts with their length, digests and stats as they are. Gives where the stat is.
pub fn put(to: &mut Vec<u8>, path: &str, made: &Made<'_>) -> usize {
    put_bytes(to, path.as_bytes());
    to.extend_from_slice(&made.fingerprint);
    to.extend_from_slice(&made.sha256);
    let at = to.len();
    to.extend_from_slice(&made.stat.bytes());
    match &made.made_of {
        None => put_number(to, 0),
        Some(made_of) => {
            put_number(to, made_of.parts.len() + 1);
            to.extend_from_slice(&made_of.parts);
            to.extend_from_slice(&made_of.digest);
        }
    }
    at
}
