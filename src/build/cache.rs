//! What the last build into one output folder made.

use ahash::AHashMap;
use serde::{Deserialize, Serialize};

use super::{
    known::MadeOf,
    output::Output,
    store::{Fields, Read, Write, put_bytes, put_number, put_value},
};
use crate::{content::stat::Stat, diagnostic::Diagnostic, digest::Digest};

/// The artifacts in an output folder, and what the build as a whole was made of.
#[derive(Debug, Default)]
pub struct Cache {
    pub artifacts: AHashMap<Box<str>, Entry>,
    /// Ids of the policies, by the numbers under which `Entry::made_of` names them.
    pub policies: Vec<Box<str>>,
    /// `None` where a source could have changed without showing.
    pub whole: Option<Whole>,
}

/// An artifact as it was made and written.
#[derive(Debug, PartialEq)]
pub struct Entry {
    /// Digest of its recipe and of all that it read.
    pub fingerprint: Digest,
    /// Digest of its bytes.
    pub sha256: [u8; 32],
    /// Of the file after it was written.
    pub stat: Stat,
    pub made_of: Option<MadeOf>,
}

/// A cache that is to be kept.
pub struct Keep<'m> {
    /// With their addresses.
    pub artifacts: Vec<(&'m str, Kept<'m>)>,
    pub policies: Vec<&'m str>,
    pub whole: Option<Whole>,
}

/// An entry that is to be kept.
pub struct Kept<'m> {
    pub fingerprint: Digest,
    pub sha256: [u8; 32],
    pub stat: Stat,
    pub made_of: Option<&'m MadeOf>,
}

/// A build: if all that went in and all that came out is as it was, there is nothing to do.
#[derive(Debug, Serialize, Deserialize)]
pub struct Whole {
    pub inputs: Digest,
    /// Of the manifest after it was written.
    pub manifest: Stat,
    pub pages: usize,
    pub bytes: u64,
    /// What there was to tell.
    pub told: Vec<Diagnostic>,
}

impl Cache {
    /// Whether a file of the output is as a build left it.
    pub fn knows(&self, path: &str, stat: Stat) -> bool {
        self.artifacts.get(path).is_some_and(|entry| entry.stat == stat)
    }

    /// The last build, if this one would do the same and its output is as it left it.
    pub fn same(&self, inputs: Option<Digest>, output: &Output) -> Option<&Whole> {
        let whole = self.whole.as_ref().filter(|whole| Some(whole.inputs) == inputs)?;
        let same = output.manifest() == Some(whole.manifest)
            && output.existing.len() == self.artifacts.len() + 1
            && output.is_clean()
            && self.artifacts.iter().all(|(path, entry)| output.stands(path, entry.stat));
        same.then_some(whole)
    }
}

/// Room for what an artifact usually takes.
const USUAL: usize = 192;

/// Flat, since there may be very many artifacts: `whole` in the form of `postcard`, then texts with their length
/// and digests and stats as they are.
impl Write for Keep<'_> {
    fn write(&self, to: &mut Vec<u8>) {
        to.reserve(self.artifacts.len() * USUAL);
        put_value(to, &self.whole);
        put_number(to, self.policies.len());
        self.policies.iter().for_each(|id| put_bytes(to, id.as_bytes()));
        put_number(to, self.artifacts.len());
        for (path, entry) in &self.artifacts {
            put_bytes(to, path.as_bytes());
            to.extend_from_slice(&entry.fingerprint);
            to.extend_from_slice(&entry.sha256);
            to.extend_from_slice(&entry.stat.bytes());
            match entry.made_of {
                None => put_number(to, 0),
                Some(made_of) => {
                    put_number(to, made_of.parts.len() + 1);
                    made_of.parts.iter().for_each(|&word| put_number(to, word as usize));
                    to.extend_from_slice(&made_of.digest);
                }
            }
        }
    }
}

impl Read for Cache {
    fn read(from: &mut Fields<'_>) -> Option<Self> {
        let whole = from.value()?;
        let count = from.number()?;
        let policies = (0..count).map(|_| from.text().map(Into::into)).collect::<Option<_>>()?;
        let count = from.number()?;
        let mut artifacts = AHashMap::with_capacity(count);
        for _ in 0..count {
            let path = from.text()?.into();
            let fingerprint = from.array()?;
            let sha256 = from.array()?;
            let stat = Stat::from_bytes(from.array()?);
            let made_of = match from.number()? {
                0 => None,
                words => {
                    let parts = (1..words).map(|_| from.number().map(|word| word as u32));
                    let parts = parts.collect::<Option<_>>()?;
                    Some(MadeOf { parts, digest: from.array()? })
                }
            };
            artifacts.insert(path, Entry { fingerprint, sha256, stat, made_of });
        }
        Some(Cache { artifacts, policies, whole })
    }
}
