//! What the file system tells about a file without reading it.

use std::{
    fs::Metadata,
    time::{SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};

/// Two equal stats of one path mean the same bytes, as far as a file system can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stat {
    /// In bytes.
    pub size: u64,
    /// Nanoseconds since 1970.
    modified: i128,
    /// Nanoseconds since 1970 of the last change of the entry itself, which no program can set back;
    /// 0 where the system has none.
    changed: i128,
    /// Number of the file on its disk; 0 where the system has none.
    inode: u64,
}

/// Coarsest tick of a file system's clock that is met in practice, in nanoseconds.
const TICK: i128 = 20_000_000;

impl Stat {
    /// Whether the file was last changed long enough before `now` for a later change to show.
    pub fn is_older_than(&self, now: SystemTime) -> bool {
        let now = now.duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos() as i128);
        self.modified.max(self.changed) + TICK < now
    }

    pub fn of(metadata: &Metadata) -> Self {
        let modified =
            metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let (changed, inode) = unix(metadata);
        Stat {
            size: metadata.len(),
            modified: modified.map_or(0, |time| time.as_nanos() as i128),
            changed,
            inode,
        }
    }
}

#[cfg(unix)]
fn unix(metadata: &Metadata) -> (i128, u64) {
    use std::os::unix::fs::MetadataExt;
    let changed = i128::from(metadata.ctime()) * 1_000_000_000 + i128::from(metadata.ctime_nsec());
    (changed, metadata.ino())
}

#[cfg(not(unix))]
fn unix(_: &Metadata) -> (i128, u64) {
    (0, 0)
}
