//! The output folder: what lies there, staging, and the fifth step of a build, commit.
//!
//! New bytes are staged in a folder inside the output and renamed into place once everything has been
//! made. So an error leaves the folder as it was, and a kill at any moment leaves each file old or
//! new; the next build mends the rest. The manifest is renamed last, the staging folder goes after it.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    fs, io,
    path::{Path, PathBuf},
    sync::Mutex,
};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::lock::Lock;
use crate::{
    content::stat::Stat,
    diagnostic::{Code, Diagnostic},
};

/// Marks a folder as weibao's own as long as it has no manifest yet.
const STAGING: &str = ".weibao-staging";
/// Address of the manifest.
pub const MANIFEST: &str = "manifest.json";

/// An output folder that may be written to.
#[derive(Debug)]
pub struct Output {
    folder: PathBuf,
    /// Every file there but hidden ones at the top, by its address.
    pub existing: HashMap<String, Stat>,
    /// Links and the like; they are no part of a site.
    foreign: Vec<PathBuf>,
    /// Folders without a file, the inner ones last.
    empty: Vec<PathBuf>,
    has_manifest: bool,
    _lock: Lock,
    staged_folder: Mutex<bool>,
}

/// A file that is to stand in the output.
#[derive(Debug)]
pub struct Wanted<'a> {
    pub path: &'a str,
    /// The name under which its new bytes are staged; `None`: the file there is right already.
    pub staged: Option<usize>,
}

impl Output {
    /// Looks at the folder, which no other build writes to as long as the value lives. One that must
    /// not be written to is refused.
    pub fn open(folder: &Path, root: &Path) -> Result<Self, Diagnostic> {
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
        let mut existing: HashMap<String, Stat> = HashMap::new();
        let mut foreign = Vec::new();
        let mut folders = Vec::new();
        let walk = WalkDir::new(&folder).min_depth(1).into_iter();
        let hidden = |entry: &walkdir::DirEntry| {
            entry.depth() == 1 && entry.file_name().to_string_lossy().starts_with('.')
        };
        for entry in walk.filter_entry(|entry| !hidden(entry)) {
            let entry = entry.map_err(|error| failed(&folder, &error.into()))?;
            let path = entry.path().strip_prefix(&folder).unwrap_or(entry.path()).to_str();
            match (path, entry.file_type()) {
                (_, kind) if kind.is_dir() => folders.push(entry.into_path()),
                (Some(path), kind) if kind.is_file() => {
                    let metadata =
                        entry.metadata().map_err(|error| failed(entry.path(), &error.into()))?;
                    existing.insert(path.replace('\\', "/"), Stat::of(&metadata));
                }
                _ => foreign.push(entry.into_path()),
            }
        }
        let full: HashSet<&Path> =
            existing.keys().filter_map(|path| Path::new(path).parent()).collect();
        let full: HashSet<&Path> = full.into_iter().flat_map(Path::ancestors).collect();
        folders.retain(|path| path.strip_prefix(&folder).is_ok_and(|path| !full.contains(path)));
        Ok(Output {
            has_manifest: has_manifest(&folder),
            folder,
            existing,
            foreign,
            empty: folders,
            staged_folder: Mutex::new(false),
            _lock: lock,
        })
    }

    /// Refuses a folder with files that are not weibao's. `known` tells whether a file is one that
    /// an earlier build wrote.
    pub fn check_own(&self, known: impl Fn(&str, Stat) -> bool) -> Result<(), Diagnostic> {
        let is_own = self.has_manifest
            || (self.existing.is_empty() && self.foreign.is_empty())
            || self.folder.join(STAGING).exists()
            || self.existing.iter().any(|(path, stat)| known(path, *stat));
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

    /// The manifest as it was when the folder was looked at.
    pub fn manifest(&self) -> Option<Stat> {
        self.existing.get(MANIFEST).copied()
    }

    /// Whether there is nothing but files, and nothing left of a build that was killed.
    pub fn is_clean(&self) -> bool {
        self.foreign.is_empty() && self.empty.is_empty() && !self.folder.join(STAGING).exists()
    }

    /// The file at `path` as it is now.
    pub fn stat(&self, path: &str) -> Option<Stat> {
        let metadata = fs::symlink_metadata(self.folder.join(path)).ok()?;
        Some(Stat::of(&metadata))
    }

    /// Whether the file at `path` has these bytes already.
    pub fn has(&self, path: &str, bytes: &[u8]) -> bool {
        self.existing.get(path).is_some_and(|stat| stat.size == bytes.len() as u64)
            && fs::read(self.folder.join(path)).is_ok_and(|there| there == bytes)
    }

    /// Keeps bytes aside under a name until commit.
    pub fn stage(&self, name: usize, bytes: &[u8]) -> Result<(), Diagnostic> {
        let staging = self.folder.join(STAGING);
        {
            let mut made = self.staged_folder.lock().unwrap_or_else(|poison| poison.into_inner());
            if !*made {
                // Left over from a build that was killed.
                remove_all(&staging).map_err(|error| failed(&staging, &error))?;
                fs::create_dir_all(&staging).map_err(|error| failed(&staging, &error))?;
                *made = true;
            }
        }
        let file = staging.join(name.to_string());
        fs::write(&file, bytes).map_err(|error| failed(&file, &error))
    }

    /// Where the bytes of a name are kept until commit.
    pub fn staged(&self, name: usize) -> PathBuf {
        self.folder.join(STAGING).join(name.to_string())
    }

    /// Drops what is staged: the folder stays as it was.
    pub fn abandon(self) {
        // A staging folder that stays is removed by the next build.
        let _ = remove_all(&self.folder.join(STAGING));
    }

    /// Puts every staged file in its place and removes what nothing claims. `wanted` is the whole
    /// site; its last entry is the manifest. Gives the number of files removed.
    pub fn commit(&self, wanted: &[Wanted<'_>]) -> Result<usize, Diagnostic> {
        let kept: BTreeSet<&str> = wanted.iter().map(|file| file.path).collect();
        let orphans: Vec<&String> =
            self.existing.keys().filter(|path| !kept.contains(path.as_str())).collect();
        let changes = wanted.iter().any(|file| file.staged.is_some());
        if !changes && orphans.is_empty() && self.is_clean() {
            return Ok(0);
        }
        for path in &self.foreign {
            fs::remove_file(path).map_err(|error| failed(path, &error))?;
        }
        self.make_folders(wanted)?;
        let (manifest, others) = wanted.split_last().map_or((None, wanted), |(m, o)| (Some(m), o));
        others.par_iter().try_for_each(|file| self.put(file))?;
        for path in &orphans {
            let path = self.folder.join(path);
            // It was in the way and went already; what is there now is wanted.
            if path.is_file() {
                fs::remove_file(&path).map_err(|error| failed(&path, &error))?;
            }
        }
        self.remove_empty_folders(&orphans);
        manifest.map_or(Ok(()), |file| self.put(file))?;
        let staging = self.folder.join(STAGING);
        remove_all(&staging).map_err(|error| failed(&staging, &error))?;
        Ok(orphans.len() + self.foreign.len())
    }

    fn put(&self, file: &Wanted<'_>) -> Result<(), Diagnostic> {
        let Some(name) = file.staged else { return Ok(()) };
        let from = self.folder.join(STAGING).join(name.to_string());
        let to = self.folder.join(file.path);
        match fs::rename(&from, &to) {
            // A folder is in the way.
            Err(_) if to.is_dir() => remove_all(&to).and_then(|()| fs::rename(&from, &to)),
            done => done,
        }
        .map_err(|error| failed(&to, &error))
    }

    fn make_folders(&self, wanted: &[Wanted<'_>]) -> Result<(), Diagnostic> {
        let folders: BTreeSet<&str> = wanted
            .iter()
            .filter(|file| file.staged.is_some())
            .filter_map(|file| file.path.rsplit_once('/').map(|(folder, _)| folder))
            .collect();
        for folder in folders {
            // A file that was there before may be in the way of a folder.
            for (at, _) in folder.match_indices('/').chain([(folder.len(), "")]) {
                let path = self.folder.join(&folder[..at]);
                if self.existing.contains_key(&folder[..at]) && path.is_file() {
                    fs::remove_file(&path).map_err(|error| failed(&path, &error))?;
                }
            }
            let path = self.folder.join(folder);
            fs::create_dir_all(&path).map_err(|error| failed(&path, &error))?;
        }
        Ok(())
    }

    /// A folder that is not empty stays: removing it fails, which is meant.
    fn remove_empty_folders(&self, orphans: &[&String]) {
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
