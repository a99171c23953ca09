//! The output folder: what lies there, staging, and the fifth step of a build, commit.
//!
//! New bytes are staged in a folder inside the output, which is laid out like the output, and renamed
//! into place once everything has been made: a folder that is not there yet as a whole, files one by one
//! where it is. So an error leaves the output as it was, and a kill at any moment leaves each file old or
//! new; the next build mends the rest. The manifest is renamed last, the staging folder goes after it.

use std::{
    collections::BTreeSet,
    ffi::OsStr,
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::{Mutex, OnceLock},
};

use ahash::AHashSet;
use rayon::prelude::*;

use super::{by_path::ByPath, lock::Lock};
use crate::{
    content::{
        stat::Stat,
        walk::{self, Unseen},
    },
    diagnostic::{Code, Diagnostic},
    digest::{self, Digest, Sum},
};

/// Marks a folder as weibao's own as long as it has no manifest yet.
const STAGING: &str = ".weibao-staging";
/// Address of the manifest.
pub const MANIFEST: &str = "manifest.json";

/// An output folder as it was found.
#[derive(Debug)]
pub struct Seen {
    folder: PathBuf,
    /// Every file there but hidden ones at the top, with its address.
    files: Vec<(String, Stat)>,
    /// Links and the like; they are no part of a site.
    foreign: Vec<PathBuf>,
    /// Folders without a file, the inner ones last.
    empty: Vec<PathBuf>,
    /// Whether a build that was killed left its staging folder.
    was_staging: bool,
    lock: Lock,
}

/// An output folder that may be written to.
#[derive(Debug)]
pub struct Output {
    folder: PathBuf,
    /// Every file there but hidden ones at the top, by its address.
    pub existing: ByPath<String, Stat>,
    foreign: Vec<PathBuf>,
    empty: Vec<PathBuf>,
    was_staging: bool,
    _lock: Lock,
    /// The folder for staging, once it is made.
    staging: OnceLock<Result<PathBuf, Diagnostic>>,
}

/// A file that is to stand in the output.
#[derive(Debug)]
pub struct Wanted<'a> {
    pub path: &'a str,
    /// Whether its new bytes are staged; if not, the file there is right already.
    pub staged: bool,
}

/// What a commit did.
#[derive(Debug, Default)]
pub struct Committed {
    /// Files removed.
    pub removed: usize,
    /// Addresses of files that were renamed one by one, which changes their stat.
    pub renamed: AHashSet<String>,
}

/// An output folder that no other build writes to as long as the value lives.
#[derive(Debug)]
pub struct Claimed {
    folder: PathBuf,
    lock: Lock,
}

impl Claimed {
    /// Makes the folder if it is not there. One that must not be written to is refused.
    pub fn new(folder: &Path, root: &Path) -> Result<Self, Diagnostic> {
        fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
        let folder = folder.canonicalize().map_err(|error| failed(folder, &error))?;
        let root = root.canonicalize().map_err(|error| failed(root, &error))?;
        if root.starts_with(&folder) {
            return Err(refused(
                &folder,
                "the project itself lies in this folder",
                "项目本身就在这个文件夹里",
            ));
        }
        for own in ["content", "themes"] {
            if folder.starts_with(root.join(own)) {
                return Err(refused(&folder, "this is a source folder", "这是存放原稿的文件夹"));
            }
        }
        let lock = Lock::take(&root, &folder)?;
        Ok(Claimed { folder, lock })
    }

    /// A canonical path.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Looks at what is there.
    pub fn look(self) -> Result<Seen, Diagnostic> {
        let Claimed { folder, lock } = self;
        let mut foreign = Vec::new();
        let mut folders = Vec::new();
        let is_hidden = |parent: &str, name: &OsStr| {
            parent.is_empty() && name.as_encoded_bytes().starts_with(b".")
        };
        let found = walk::walk(&folder, &is_hidden);
        let mut files: Vec<(String, Stat)> = Vec::with_capacity(found.len());
        for found in found {
            let found = found.map_err(|Unseen { path, error }| failed(&path, &error))?;
            let (is_folder, stat) = (found.kind.is_dir(), found.stat);
            match (found.address, stat) {
                (Ok(file), Some(stat)) => files.push((file, stat)),
                (address, _) => {
                    let path = address.as_ref().map_or_else(PathBuf::clone, |at| folder.join(at));
                    match is_folder {
                        true => folders.push((path, address.ok(), files.len())),
                        false => foreign.push(path),
                    }
                }
            }
        }
        // What is in a folder comes right after it.
        let is_empty = |address: Option<String>, next: usize| {
            let inside = address.map(|address| address + "/");
            let next = files.get(next).map(|(file, _)| file);
            !inside.zip(next).is_some_and(|(inside, next)| next.starts_with(&inside))
        };
        let empty = folders
            .into_iter()
            .filter_map(|(path, address, next)| is_empty(address, next).then_some(path))
            .collect();
        let was_staging = fs::symlink_metadata(folder.join(STAGING)).is_ok();
        Ok(Seen { folder, files, foreign, empty, was_staging, lock })
    }
}

/// What a file of the output looks like; added up for all of them.
pub fn sight(path: &str, stat: Stat) -> Sum {
    Sum::of(digest::of_all([path.as_bytes(), &stat.bytes()]))
}

impl Seen {
    pub fn files(&self) -> usize {
        self.files.len()
    }

    /// What all files look like. `None` where there is anything but files, or something left of a build
    /// that was killed.
    pub fn sight(&self) -> Option<Digest> {
        let is_clean = is_clean(&self.foreign, &self.empty, self.was_staging);
        let sight = || self.files.par_iter().map(|(path, stat)| sight(path, *stat)).sum::<Sum>();
        is_clean.then(|| sight().digest())
    }

    /// Lets other builds write to the folder. Gives what it knew of it.
    pub fn close(self) -> Vec<(String, Stat)> {
        self.files
    }

    /// To be written to: its files by their address.
    pub fn index(self) -> Output {
        let Seen { folder, files, foreign, empty, was_staging, lock } = self;
        Output {
            folder,
            existing: ByPath::new(files),
            foreign,
            empty,
            was_staging,
            _lock: lock,
            staging: OnceLock::new(),
        }
    }
}

/// Whether there is nothing but files, and nothing left of a build that was killed.
fn is_clean(foreign: &[PathBuf], empty: &[PathBuf], was_staging: bool) -> bool {
    foreign.is_empty() && empty.is_empty() && !was_staging
}

impl Output {
    pub fn open(folder: &Path, root: &Path) -> Result<Self, Diagnostic> {
        Ok(Claimed::new(folder, root)?.look()?.index())
    }

    /// Refuses a folder with files that are not weibao's. `known` tells whether a file is one that
    /// an earlier build wrote.
    pub fn check_own(&self, known: impl Fn(&str, Stat) -> bool) -> Result<(), Diagnostic> {
        let is_own = (self.existing.is_empty() && self.foreign.is_empty())
            || self.was_staging
            || self.existing.iter().any(|(path, stat)| known(path, *stat))
            || has_manifest(&self.folder);
        match is_own {
            true => Ok(()),
            false => Err(refused(
                &self.folder,
                "the folder has files that weibao did not make",
                "文件夹里有不是 weibao 生成的文件",
            )),
        }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Lets other builds write to the folder. Gives what it knew of it.
    pub fn close(self) -> ByPath<String, Stat> {
        self.existing
    }

    /// The file at `path` as it is now.
    pub fn stat(&self, path: &str) -> Option<Stat> {
        let metadata = fs::symlink_metadata(self.folder.join(path)).ok()?;
        Some(Stat::of(&metadata))
    }

    /// Whether the file at `path`, which was as `stat` says when the folder was looked at, has these bytes.
    pub fn has(&self, path: &str, stat: Stat, bytes: &[u8]) -> bool {
        stat.size == bytes.len() as u64
            && is_content(&self.folder.join(path), bytes).unwrap_or(false)
    }

    /// Keeps bytes aside for an address until commit. Gives the stat of the file that they are in.
    pub fn stage(&self, path: &str, bytes: &[u8]) -> Result<Stat, Diagnostic> {
        let staging = self.staging.get_or_init(|| self.make_staging());
        let file = staging.as_ref().map_err(Clone::clone)?.join(path);
        let write = |mut to: File| {
            to.write_all(bytes)?;
            to.metadata().map(|metadata| Stat::of(&metadata))
        };
        let created = match (File::create(&file), file.parent()) {
            (Err(error), Some(folder)) if error.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(folder).and_then(|()| File::create(&file))
            }
            (created, _) => created,
        };
        created.and_then(write).map_err(|error| failed(&file, &error))
    }

    fn make_staging(&self) -> Result<PathBuf, Diagnostic> {
        let staging = self.folder.join(STAGING);
        // What a build left that was killed goes first.
        remove_all(&staging)
            .and_then(|()| fs::create_dir_all(&staging))
            .map_err(|error| failed(&staging, &error))?;
        Ok(staging)
    }

    /// Where the bytes of an address are that are staged.
    pub fn staged(&self, path: &str) -> PathBuf {
        self.folder.join(STAGING).join(path)
    }

    /// Drops what is staged: the folder stays as it was.
    pub fn abandon(self) {
        // A staging folder that stays is removed by the next build.
        let _ = remove_all(&self.folder.join(STAGING));
    }

    /// Puts every staged file in its place and removes what nothing claims. `wanted` is the whole
    /// site.
    pub fn commit(&self, wanted: &[Wanted<'_>]) -> Result<Committed, Diagnostic> {
        let orphans = self.orphans(wanted);
        let changes = wanted.iter().any(|file| file.staged);
        let clean = is_clean(&self.foreign, &self.empty, self.was_staging);
        if !changes && orphans.is_empty() && clean {
            return Ok(Committed::default());
        }
        for path in &self.foreign {
            fs::remove_file(path).map_err(|error| failed(path, &error))?;
        }
        let staging = self.folder.join(STAGING);
        let renamed = Mutex::new(Vec::new());
        if changes {
            self.put_all(Path::new(""), &renamed)?;
        }
        for path in &orphans {
            let path = self.folder.join(path);
            // It was in the way and went already; what is there now is wanted.
            if path.is_file() {
                fs::remove_file(&path).map_err(|error| failed(&path, &error))?;
            }
        }
        self.remove_empty_folders(&orphans);
        if wanted.iter().any(|file| file.path == MANIFEST && file.staged) {
            self.put(Path::new(MANIFEST), &renamed)?;
        }
        remove_all(&staging).map_err(|error| failed(&staging, &error))?;
        let renamed = renamed.into_inner().unwrap_or_else(|poison| poison.into_inner());
        Ok(Committed {
            removed: orphans.len() + self.foreign.len(),
            renamed: renamed.into_iter().collect(),
        })
    }

    /// The files there that nothing claims.
    fn orphans(&self, wanted: &[Wanted<'_>]) -> BTreeSet<&str> {
        // What is not staged is there.
        let is_there = |file: &&Wanted<'_>| !file.staged || self.existing.get(file.path).is_some();
        if wanted.iter().filter(is_there).count() == self.existing.len() {
            return BTreeSet::new();
        }
        let claimed: AHashSet<&str> = wanted.iter().map(|file| file.path).collect();
        self.existing.iter().map(|(path, _)| path).filter(|path| !claimed.contains(path)).collect()
    }

    /// Puts what is staged in a folder of the site in its place, but for the manifest.
    fn put_all(&self, folder: &Path, renamed: &Mutex<Vec<String>>) -> Result<(), Diagnostic> {
        let staged = self.folder.join(STAGING).join(folder);
        let names = fs::read_dir(&staged)
            .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.file_name())).collect())
            .map_err(|error| failed(&staged, &error));
        let names: Vec<_> = names?;
        names
            .into_par_iter()
            .map(|name| folder.join(name))
            .filter(|path| path != Path::new(MANIFEST))
            .try_for_each(|path| self.put(&path, renamed))
    }

    /// Puts a staged file or folder in its place.
    fn put(&self, path: &Path, renamed: &Mutex<Vec<String>>) -> Result<(), Diagnostic> {
        let from = self.folder.join(STAGING).join(path);
        let to = self.folder.join(path);
        let put = match (from.is_dir(), fs::symlink_metadata(&to)) {
            (true, Ok(there)) if there.is_dir() => return self.put_all(path, renamed),
            // Something else is in the way.
            (true, Ok(_)) => fs::remove_file(&to).and_then(|()| fs::rename(&from, &to)),
            (false, Ok(there)) if there.is_dir() => {
                remove_all(&to).and_then(|()| fs::rename(&from, &to))
            }
            _ => fs::rename(&from, &to),
        };
        put.map_err(|error| failed(&to, &error))?;
        if !to.is_dir() {
            let mut renamed = renamed.lock().unwrap_or_else(|poison| poison.into_inner());
            renamed.push(path.to_string_lossy().replace('\\', "/"));
        }
        Ok(())
    }

    /// A folder that is not empty stays: removing it fails, which is meant.
    fn remove_empty_folders(&self, orphans: &BTreeSet<&str>) {
        let mut folders: BTreeSet<&str> = BTreeSet::new();
        for path in orphans {
            folders.extend(path.match_indices('/').map(|(at, _)| &path[..at]));
        }
        for folder in folders.iter().rev() {
            let _ = fs::remove_dir(self.folder.join(folder));
        }
        for folder in self.empty.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

fn refused(folder: &Path, en: &str, zh: &str) -> Diagnostic {
    let shown = folder.display();
    Diagnostic::new(Code::OutputUnsafe, format!("{shown}: {en}"), format!("{shown}：{zh}"))
        .mend("choose another folder with --out", "请用 --out 换一个文件夹")
}

/// Whether a manifest that weibao wrote lies in the folder.
fn has_manifest(folder: &Path) -> bool {
    let manifest = fs::read(folder.join(MANIFEST)).ok();
    let manifest: Option<serde_json::Value> =
        manifest.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    manifest.is_some_and(|manifest| manifest["generator"] == "weibao")
}

/// Whether a file has these bytes. Read no further than to the first part that differs.
fn is_content(file: &Path, bytes: &[u8]) -> io::Result<bool> {
    const PART: usize = 64 << 10;
    let mut file = File::open(file)?;
    let mut there = vec![0; bytes.len().min(PART)];
    for part in bytes.chunks(PART) {
        let there = &mut there[..part.len()];
        file.read_exact(there)?;
        if there != part {
            return Ok(false);
        }
    }
    Ok(file.read(&mut [0])? == 0)
}

fn remove_all(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

fn failed(path: &Path, error: &io::Error) -> Diagnostic {
    let shown = path.display();
    Diagnostic::new(
        Code::OutputFailed,
        format!("{shown} cannot be written: {error}"),
        format!("{shown} 写不进去（{error}）"),
    )
    .mend(
        "see whether the disk is full and whether the folder may be written to",
        "请检查磁盘是否已满、文件夹是否有写入权限",
    )
}
