//! Making a part of a site, and putting parts together.
//!
//! A site has two parts, pages and leaflets, and leaflets can be shared out between processes that
//! know nothing of each other. What a build is not asked for it leaves as it stands in the output.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Artifact, cache::Entry, making::Made, output::Output};
use crate::{
    content::{files, stat::Stat},
    diagnostic::{Code, Diagnostic},
    digest::Digest,
    flat,
    portal::{Portal, Target},
};

/// What a build is asked for; everything, unless told.
#[derive(Debug, Clone, Default)]
pub struct Take {
    pub only: Option<Part>,
    /// Number of a share, from 0, and of how many. Leaflets only.
    pub share: Option<(usize, usize)>,
    /// Output folders of builds of other shares, whose files are taken over where they are made of
    /// the same.
    pub join: Vec<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Pages,
    Leaflets,
}

impl Part {
    /// The part that something belongs to.
    pub fn of(target: Target) -> Part {
        match target {
            Target::Leaflet(..) | Target::PlacePackage(_) | Target::CampaignPackage(_) => {
                Part::Leaflets
            }
            _ => Part::Pages,
        }
    }
}

impl Take {
    /// Whether a build is to make it.
    pub fn takes(&self, portal: &Portal, target: Target) -> bool {
        if self.only.is_some_and(|part| part != Part::of(target)) {
            return false;
        }
        let Some((share, shares)) = self.share else { return true };
        // A place is in one share as a whole, so that its package is made there too.
        match target {
            Target::Leaflet(ix, _) => portal.leaflets.all[ix].place.unwrap_or(0) % shares == share,
            Target::PlacePackage(place) => place % shares == share,
            // It has leaflets of every share.
            Target::CampaignPackage(_) => false,
            _ => share == 0,
        }
    }
}

/// Those of the artifacts of a site that are to be made, and those of another part that stand in the output.
pub fn taken(
    take: &Take,
    portal: &Portal,
    mut all: Vec<Artifact>,
    output: &Output,
) -> Vec<Artifact> {
    let stands = |artifact: &Artifact| output.existing.get(&artifact.path).is_some();
    all.retain(|artifact| take.takes(portal, artifact.target) || stands(artifact));
    all
}

/// Left at the top of an output by a build of a share: what each of its files is made of.
const NOTE: &str = ".weibao-share";
const VERSION: &str = env!("CARGO_PKG_VERSION");

#[derive(Serialize, Deserialize)]
struct Note {
    version: String,
    files: Vec<(String, Digest)>,
}

/// Leaves word of what a share's files are made of: their addresses, and fingerprints.
pub fn leave_note<'a>(folder: &Path, files: impl Iterator<Item = (&'a str, Digest)>) {
    let files = files.map(|(path, print)| (path.to_owned(), print)).collect();
    let note = Note { version: VERSION.to_owned(), files };
    if let Ok(bytes) = flat::write(&note) {
        // Without it the shares cannot be joined, which is told then.
        let _ = fs::write(folder.join(NOTE), bytes);
    }
}

/// Files of other outputs, by their address.
#[derive(Debug, Default)]
pub struct Joined {
    files: HashMap<String, (PathBuf, Digest)>,
}

impl Joined {
    /// Looks at the output folders of shares.
    ///
    /// # Errors
    /// A folder that no build of a share wrote, or one of another version.
    pub fn open(folders: &[PathBuf]) -> Result<Self, Vec<Diagnostic>> {
        let mut joined = Joined::default();
        let mut problems = Vec::new();
        for folder in folders {
            let note = fs::read(folder.join(NOTE)).ok();
            let note = note.and_then(|bytes| flat::read::<Note>(&bytes).ok());
            match note.filter(|note| note.version == VERSION) {
                Some(note) => joined.files.extend(
                    note.files
                        .into_iter()
                        .map(|(path, print)| (path.clone(), (folder.join(path), print))),
                ),
                None => problems.push(foreign(folder)),
            }
        }
        if problems.is_empty() { Ok(joined) } else { Err(problems) }
    }

    /// The bytes at an address, if they are made of the same.
    pub fn bytes(&self, path: &str, fingerprint: &Digest) -> Option<Vec<u8>> {
        let (file, print) = self.files.get(path)?;
        if print == fingerprint { fs::read(file).ok() } else { None }
    }
}

fn foreign(folder: &Path) -> Diagnostic {
    let shown = folder.display();
    Diagnostic::new(
        Code::BadOption,
        format!("--join {shown}: no build of a share by this version wrote this folder"),
        format!("--join {shown}：这个文件夹不是同一版本的分片生成写出的"),
    )
    .mend("build the shares with --shard I/N first", "请先用 --shard I/N 生成各个分片")
}

/// A file of another part, as it stands. `known` is what is known of it.
///
/// # Errors
/// It cannot be read.
pub fn standing<'k>(
    output: &Output,
    path: &str,
    stat: Stat,
    known: Option<&Entry<'k>>,
) -> Result<Made<'k>, Diagnostic> {
    if let Some(entry) = known.filter(|entry| entry.stat == stat) {
        return Ok(Made::stands(entry, *entry.fingerprint, entry.made_of.clone()));
    }
    let bytes = fs::read(output.folder().join(path))
        .map_err(|error| files::unreadable(&path.into(), Some(error)))?;
    Ok(Made {
        // Of what it is made nobody knows: who is asked for it makes it again.
        fingerprint: Digest::default(),
        sha256: Sha256::digest(&bytes).into(),
        stat,
        staged: false,
        made_of: None,
        reason: None,
    })
}
