//! Watching the files of a project: many events become one set of changed paths.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

use notify::{
    Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher,
    event::{CreateKind, ModifyKind, RemoveKind},
};

use crate::content::files;

/// The folders of a project whose files make the site.
const FOLDERS: [&str; 2] = ["content", "themes"];
/// Files rest when nothing has happened for so long: editors write, truncate and rename in steps.
const QUIET: Duration = Duration::from_millis(4);
/// Longest wait for rest; what happens later is told by the next call.
const LONGEST: Duration = Duration::from_millis(50);

/// Watches the content and the themes of a project.
pub struct Watch {
    /// A canonical path.
    root: PathBuf,
    watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
}

/// What became of a wait.
#[derive(Debug)]
pub enum Seen {
    /// These files have changed; without any, everything is to be looked at.
    Changed(Vec<PathBuf>),
    Nothing,
}

/// What has happened since the files were last looked at.
#[derive(Debug, Default)]
struct Batch {
    paths: BTreeSet<PathBuf>,
    /// Folders came or went, or events were lost: no list of paths can be relied on.
    folders: bool,
}

impl Watch {
    /// Begins to watch. `root` is a canonical path.
    pub fn new(root: &Path) -> notify::Result<Self> {
        let (sender, events) = mpsc::channel();
        let mut watcher = notify::recommended_watcher(sender)?;
        // For the folders themselves: they may be deleted and come back.
        watcher.watch(root, RecursiveMode::NonRecursive)?;
        let mut watch = Watch { root: root.to_owned(), watcher, events };
        watch.watch_folders()?;
        Ok(watch)
    }

    /// Waits until files have changed and rest, at most for `patience`. `None` when nothing can be
    /// watched any more.
    pub fn next(&mut self, patience: Duration) -> Option<Seen> {
        let mut batch = Batch::default();
        while batch.is_empty() {
            match self.events.recv_timeout(patience) {
                Ok(event) => self.put(event, &mut batch),
                Err(RecvTimeoutError::Timeout) => return Some(Seen::Nothing),
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
        let started = Instant::now();
        while let Some(left) = LONGEST.checked_sub(started.elapsed()) {
            match self.events.recv_timeout(QUIET.min(left)) {
                Ok(event) => self.put(event, &mut batch),
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
        if batch.folders {
            // A file that was laid into a new folder before that was watched had no event. From here
            // on it has one, and what was there before is found by looking at everything.
            let _ = self.watch_folders();
            return Some(Seen::Changed(Vec::new()));
        }
        Some(Seen::Changed(batch.paths.into_iter().collect()))
    }

    fn watch_folders(&mut self) -> notify::Result<()> {
        for folder in FOLDERS.map(|folder| self.root.join(folder)) {
            let _ = self.watcher.unwatch(&folder);
            if folder.is_dir() {
                self.watcher.watch(&folder, RecursiveMode::Recursive)?;
            }
        }
        Ok(())
    }

    fn put(&self, event: notify::Result<Event>, batch: &mut Batch) {
        let Ok(event) = event else {
            batch.folders = true;
            return;
        };
        batch.folders |= event.need_rescan();
        if matches!(event.kind, EventKind::Access(_)) {
            return;
        }
        for path in &event.paths {
            if self.is_of_site(path) {
                batch.folders |= is_about_folder(&event.kind, path) || self.is_folder(path);
                batch.paths.insert(path.clone());
            }
        }
    }

    /// Whether a path lies in a watched folder and is not what an editor leaves behind.
    fn is_of_site(&self, path: &Path) -> bool {
        let Ok(inside) = path.strip_prefix(&self.root) else {
            return false;
        };
        let mut parts = inside.components().map(|part| part.as_os_str());
        let is_watched =
            parts.next().is_some_and(|top| FOLDERS.iter().any(|folder| top == *folder));
        is_watched && !parts.any(files::is_litter)
    }

    fn is_folder(&self, path: &Path) -> bool {
        FOLDERS.iter().any(|folder| path == self.root.join(folder))
    }
}

impl Batch {
    fn is_empty(&self) -> bool {
        self.paths.is_empty() && !self.folders
    }
}

/// Whether an event tells that a folder came or went.
fn is_about_folder(kind: &EventKind, path: &Path) -> bool {
    match kind {
        EventKind::Create(CreateKind::Folder) | EventKind::Remove(RemoveKind::Folder) => true,
        EventKind::Create(CreateKind::File) | EventKind::Remove(RemoveKind::File) => false,
        EventKind::Create(_) | EventKind::Modify(ModifyKind::Name(_)) => path.is_dir(),
        _ => false,
    }
}
