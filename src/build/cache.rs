//! What the last build into one output folder made.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Options, make::Fingerprint, output::Output};
use crate::{
    content::{
        files::FoundFile,
        stat::{Clock, Stat},
    },
    diagnostic::Diagnostic,
};

/// The artifacts in an output folder, and what the build as a whole was made of.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Cache {
    pub artifacts: HashMap<String, Entry>,
    /// `None` where a source could have changed without showing.
    pub whole: Option<Whole>,
}

/// An artifact as it was made and written.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entry {
    pub fingerprint: Fingerprint,
    /// Digest of its bytes.
    pub sha256: [u8; 32],
    /// Of the file after it was written.
    pub stat: Stat,
}

/// A build: if all that went in and all that came out is as it was, there is nothing to do.
#[derive(Debug, Serialize, Deserialize)]
pub struct Whole {
    pub inputs: Fingerprint,
    /// Of the manifest after it was written.
    pub manifest: Stat,
    pub pages: usize,
    pub bytes: u64,
    /// What there was to tell.
    pub told: Vec<Diagnostic>,
}

/// Digest of all that goes into a build: its options and the files of the project, by what the file
/// system tells of them. `None` where a file could have changed without that showing.
pub fn inputs<'f>(
    options: &Options,
    files: impl Iterator<Item = &'f FoundFile>,
    clock: Clock,
) -> Option<Fingerprint> {
    let mut hash = Sha256::new();
    let site = &options.site;
    let take = &options.take;
    let said = format!("{} {} {:?} {take:?}\n", site.as_of, site.drafts, site.base_url);
    hash.update(said);
    for file in files {
        let stat = file.stat.filter(|stat| stat.is_settled(clock))?;
        hash.update((file.name.len() as u64).to_le_bytes());
        hash.update(&*file.name);
        hash.update(stat.bytes());
    }
    Some(hash.finalize().into())
}

impl Cache {
    /// Whether a file of the output is as a build left it.
    pub fn knows(&self, path: &str, stat: Stat) -> bool {
        self.artifacts.get(path).is_some_and(|entry| entry.stat == stat)
    }

    /// The last build, if this one would do the same and its output is as it left it.
    pub fn same(&self, inputs: Option<Fingerprint>, output: &Output) -> Option<&Whole> {
        let whole = self.whole.as_ref().filter(|whole| Some(whole.inputs) == inputs)?;
        let stands =
            |(path, entry): (&String, &Entry)| output.existing.get(path) == Some(&entry.stat);
        let same = output.manifest() == Some(whole.manifest)
            && output.existing.len() == self.artifacts.len() + 1
            && output.is_clean()
            && self.artifacts.iter().all(stands);
        same.then_some(whole)
    }
}
