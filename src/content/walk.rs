//! Everything below a folder, each entry with its stat: one look at the file system, in parallel.

use std::{
    ffi::{OsStr, OsString},
    fs::{self, DirEntry, FileType},
    io,
    path::{Path, PathBuf},
};

use rayon::prelude::*;

use super::stat::Stat;

/// An entry of a folder.
#[derive(Debug)]
pub struct Found {
    /// Relative to the folder that was walked, `/` separated; the whole path where it is no Unicode.
    pub address: Result<String, PathBuf>,
    /// Of the entry itself: a link is a link.
    pub kind: FileType,
    /// Of a file; `None` if it could not be taken, and for what is no file.
    pub stat: Option<Stat>,
}

impl Found {
    /// `top` is the folder that was walked.
    pub fn path(&self, top: &Path) -> PathBuf {
        match &self.address {
            Ok(address) => top.join(address),
            Err(path) => path.clone(),
        }
    }
}

/// What could not be looked at.
#[derive(Debug)]
pub struct Unseen {
    pub path: PathBuf,
    pub error: io::Error,
}

/// Entries of one folder that a thread looks at in one go.
const CHUNK: usize = 64;

/// Every entry below `top` but those that `pass_over` says, with all below them; in the order of their
/// names, a folder before what is in it. `pass_over` is given the address of a folder, empty for `top`, and
/// a name in it. Links are not followed.
pub fn walk(
    top: &Path,
    pass_over: &(dyn Fn(&str, &OsStr) -> bool + Sync),
) -> Vec<Result<Found, Unseen>> {
    below(top, Some(""), pass_over)
}

fn below(
    top: &Path,
    address: Option<&str>,
    pass_over: &(dyn Fn(&str, &OsStr) -> bool + Sync),
) -> Vec<Result<Found, Unseen>> {
    let unseen = |error| Unseen { path: top.to_owned(), error };
    let entries = match fs::read_dir(top) {
        Ok(entries) => entries,
        Err(error) => return vec![Err(unseen(error))],
    };
    let mut unread = Vec::new();
    let mut found: Vec<(OsString, DirEntry)> = Vec::new();
    for entry in entries {
        match entry {
            Ok(entry) => {
                let name = entry.file_name();
                if !pass_over(address.unwrap_or("?"), &name) {
                    found.push((name, entry));
                }
            }
            Err(error) => unread.push(Err(unseen(error))),
        }
    }
    found.par_sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    let look = |chunk: &[(OsString, DirEntry)]| {
        let mut seen = Vec::with_capacity(chunk.len());
        for (name, entry) in chunk {
            let path = || entry.path();
            let address = address.zip(name.to_str()).map(|(folder, name)| match folder {
                "" => name.to_owned(),
                folder => [folder, "/", name].concat(),
            });
            match entry.file_type() {
                Err(error) => seen.push(Err(Unseen { path: path(), error })),
                Ok(kind) if kind.is_dir() => {
                    let inner = below(&path(), address.as_deref(), pass_over);
                    seen.push(Ok(Found { address: address.ok_or_else(path), kind, stat: None }));
                    seen.extend(inner);
                }
                Ok(kind) => {
                    let stat = kind.is_file().then(|| entry.metadata().ok()).flatten();
                    let stat = stat.map(|metadata| Stat::of(&metadata));
                    seen.push(Ok(Found { address: address.ok_or_else(path), kind, stat }));
                }
            }
        }
        seen
    };
    let seen: Vec<Vec<_>> = found.par_chunks(CHUNK).map(look).collect();
    let mut all = unread;
    all.reserve(seen.iter().map(Vec::len).sum());
    all.extend(seen.into_iter().flatten());
    all
}
