//! What the file system tells about a file without reading it.

use std::{
    fs::Metadata,
    time::{SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::flat::fixed;

/// Two equal stats of one path mean the same bytes, as far as a file system can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stat {
    /// In bytes.
    pub size: u64,
    /// Nanoseconds since 1970.
    modified: i64,
    /// Nanoseconds since 1970 of the last change of the entry itself, which no program can set back;
    /// 0 where the system has none.
    changed: i64,
    /// Number of the file on its disk; 0 where the system has none.
    inode: u64,
}

/// A moment at which files were looked at, in nanoseconds since 1970.
#[derive(Debug, Clone, Copy)]
pub struct Clock(i64);

impl Clock {
    /// Coarsest tick of a file system's clock that is met in practice, in nanoseconds.
    const TICK: i64 = 20_000_000;

    pub fn now() -> Self {
        Clock(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos() as i64))
    }
}

impl Stat {
    /// Whether the file was last changed long enough before for a later change to show: one that
    /// changes twice within one tick of the clock looks the same both times.
    pub fn is_settled(&self, clock: Clock) -> bool {
        self.modified.max(self.changed) + Clock::TICK < clock.0
    }

    /// For a digest.
    pub fn bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&self.size.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.modified.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.changed.to_le_bytes());
        bytes[24..].copy_from_slice(&self.inode.to_le_bytes());
        bytes
    }

    /// What `bytes` gave.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        let number = |at: usize| {
            let mut number = [0; 8];
            number.copy_from_slice(&bytes[at..at + 8]);
            number
        };
        Stat {
            size: u64::from_le_bytes(number(0)),
            modified: i64::from_le_bytes(number(8)),
            changed: i64::from_le_bytes(number(16)),
            inode: u64::from_le_bytes(number(24)),
        }
    }

    /// Size and time of change, which stay when a file is linked or its rights are changed.
    pub fn identity(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
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
            modified: modified.map_or(0, |time| time.as_nanos() as i64),
            changed,
            inode,
        }
    }
}

impl Serialize for Stat {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        fixed::serialize(&self.bytes(), serializer)
    }
}

impl<'de> Deserialize<'de> for Stat {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        fixed::deserialize(from).map(Stat::from_bytes)
    }
}

#[cfg(unix)]
fn unix(metadata: &Metadata) -> (i64, u64) {
    use std::os::unix::fs::MetadataExt;
    // A time beyond these numbers counts as some other: it need only be the same each time.
    let seconds = metadata.ctime().wrapping_mul(1_000_000_000);
    let changed = seconds.wrapping_add(metadata.ctime_nsec());
    (changed, metadata.ino())
}

#[cfg(not(unix))]
fn unix(_: &Metadata) -> (i64, u64) {
    (0, 0)
}
