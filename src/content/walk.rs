//! Everything below a folder, each entry with its stat: one look at the file system, in parallel.

use std::{
    ffi::OsStr,
    fs::{self, DirEntry, FileType},
    io,
    path::{Path, PathBuf},
};

use rayon::prelude::*;

use super::stat::Stat;

/// An entry of a folder.
#[derive(Debug)]
pub struct Found {
    pub path: PathBuf,
    /// Relative to the folder that was walked, `/` separated; `None` where it is no Unicode.
    pub address: Option<String>,
    /// Of the entry itself: a link is a link.
    pub kind: FileType,
    /// Of a file; `None` if it could not be taken, and for what is no file.
    pub stat: Option<Stat>,
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
    let mut found: Vec<Result<DirEntry, Unseen>> = entries
        .map(|entry| entry.map_err(unseen))
        .filter(|entry| {
            !entry.as_ref().is_ok_and(|entry| pass_over(address.unwrap_or("?"), &entry.file_name()))
        })
        .collect();
    found.par_sort_by_cached_key(|entry| entry.as_ref().ok().map(DirEntry::file_name));
    let chunks = found.len().div_ceil(CHUNK);
    let mut found = found.into_iter();
    let chunks: Vec<Vec<_>> = (0..chunks).map(|_| found.by_ref().take(CHUNK).collect()).collect();
    let look = |chunk: Vec<Result<DirEntry, Unseen>>| {
        let mut seen = Vec::with_capacity(chunk.len());
        for entry in chunk {
            let entry = match entry {
                Ok(entry) => entry,
                Err(unseen) => {
                    seen.push(Err(unseen));
                    continue;
                }
            };
            let path = entry.path();
            let name = entry.file_name();
            let address = address.zip(name.to_str()).map(|(folder, name)| match folder {
                "" => name.to_owned(),
                folder => [folder, "/", name].concat(),
            });
            match entry.file_type() {
                Err(error) => seen.push(Err(Unseen { path, error })),
                Ok(kind) if kind.is_dir() => {
                    let inner = below(&path, address.as_deref(), pass_over);
                    seen.push(Ok(Found { path, address, kind, stat: None }));
                    seen.extend(inner);
                }
                Ok(kind) => {
                    let stat = kind.is_file().then(|| entry.metadata().ok()).flatten();
                    let stat = stat.map(|metadata| Stat::of(&metadata));
                    seen.push(Ok(Found { path, address, kind, stat }));
                }
            }
        }
        seen
    };
    let seen: Vec<Vec<_>> = chunks.into_par_iter().map(look).collect();
    seen.into_iter().flatten().collect()
}
