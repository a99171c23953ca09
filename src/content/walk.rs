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
    /// Relative to the folder that was walked, `/` separated; the whole path where it is no Unicode.
    pub address: Result<String, PathBuf>,
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
    let mut unread = Vec::new();
    let mut found: Vec<(Option<String>, DirEntry)> = Vec::new();
    for entry in entries {
        match entry {
            Ok(entry) => {
                let name = entry.file_name();
                if !pass_over(address.unwrap_or("?"), &name) {
                    found.push((address_in(address, &name), entry));
                }
            }
            Err(error) => unread.push(Err(unseen(error))),
        }
    }
    found.par_sort_unstable_by(|(one, at), (other, there)| match (one, other) {
        (Some(one), Some(other)) => one.cmp(other),
        _ => at.file_name().cmp(&there.file_name()),
    });
    let found: Vec<_> = found.into_par_iter().with_min_len(CHUNK).map(look).collect();
    let inner: Vec<_> = found
        .par_iter()
        .filter_map(|found| found.as_ref().ok().filter(|found| found.kind.is_dir()))
        .map(|folder| match &folder.address {
            Ok(address) => {
                let name = address.rsplit('/').next().unwrap_or(address);
                below(&top.join(name), Some(address), pass_over)
            }
            Err(path) => below(path, None, pass_over),
        })
        .collect();
    if unread.is_empty() && inner.is_empty() {
        return found;
    }
    let mut all = unread;
    all.reserve(found.len() + inner.iter().map(Vec::len).sum::<usize>());
    let mut inner = inner.into_iter();
    for found in found {
        let is_folder = found.as_ref().is_ok_and(|found| found.kind.is_dir());
        all.push(found);
        if is_folder {
            all.extend(inner.next().into_iter().flatten());
        }
    }
    all
}

/// The address of an entry of a folder; `None` where one of them is no Unicode.
fn address_in(folder: Option<&str>, name: &OsStr) -> Option<String> {
    folder.zip(name.to_str()).map(|(folder, name)| match folder {
        "" => name.to_owned(),
        folder => [folder, "/", name].concat(),
    })
}

fn look((address, entry): (Option<String>, DirEntry)) -> Result<Found, Unseen> {
    let kind = match entry.file_type() {
        Ok(kind) => kind,
        Err(error) => return Err(Unseen { path: entry.path(), error }),
    };
    let stat = kind.is_file().then(|| entry.metadata().ok()).flatten();
    let stat = stat.map(|metadata| Stat::of(&metadata));
    Ok(Found { address: address.ok_or_else(|| entry.path()), kind, stat })
}
