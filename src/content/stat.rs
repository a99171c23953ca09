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

/// A moment at which files were looked at, in nanoseconds since 1970.
#[derive(Debug, Clone, Copy)]
pub struct Clock(i128);

impl Clock {
    /// Coarsest tick of a file system's clock that is met in practice, in nanoseconds.
    const TICK: i128 = 20_000_000;

    pub fn now() -> Self {
        Clock(
            SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos() as i128),
        )
    }
}

impl Stat {
    /// Whether the file was last changed long enough before for a later change to show: one that
    /// changes twice within one tick of the clock looks the same both times.
    pub fn is_settled(&self, clock: Clock) -> bool {
        self.modified.max(self.changed) + Clock::TICK < clock.0
    }

    /// For a digest.
    pub fn bytes(&self) -> [u8; 48] {
        let mut bytes = [0; 48];
        bytes[..8].copy_from_slice(&self.size.to_le_bytes());
        bytes[8..24].copy_from_slice(&self.modified.to_le_bytes());
        bytes[24..40].copy_from_slice(&self.changed.to_le_bytes());
        bytes[40..].copy_from_slice(&self.inode.to_le_bytes());
        bytes
    }

    /// Size and time of change, which stay when a file is linked or its rights are changed.
    pub fn identity(&self) -> [u8; 24] {
        let mut bytes = [0; 24];
        bytes[..8].copy_from_slice(&self.size.to_le_bytes());
        bytes[8..].copy_from_slice(&self.modified.to_le_bytes());
        bytes
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
