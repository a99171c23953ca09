//! What the last build made, so that the next one need not make it again.
//!
//! The file lies in `.weibao/` of the project and can be deleted at any time. One that is damaged or
//! of another version is as good as none.

use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::make::Fingerprint;
use crate::content::stat::Stat;

/// First bytes of a cache file: the format, and the version of weibao that wrote it.
const MAGIC: &str = concat!("weibao cache 1, weibao ", env!("CARGO_PKG_VERSION"), "\n");

/// The artifacts in an output folder, by their address.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Cache {
    pub artifacts: HashMap<String, Entry>,
}

/// An artifact as it was made and written.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entry {
    pub fingerprint: Fingerprint,
    /// Digest of its bytes.
    pub sha256: [u8; 32],
    /// Of the file after it was written.
    pub stat: Stat,
}

/// The cache file for one output folder of a project.
pub fn file(root: &Path, out: &Path) -> PathBuf {
    let digest = Sha256::digest(out.as_os_str().as_encoded_bytes());
    let name: String = digest[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    root.join(".weibao").join(format!("{name}.cache"))
}

impl Cache {
    /// What the file says; empty if it is missing, damaged or from another version.
    pub fn load(file: &Path) -> Self {
        fs::read(file).ok().and_then(|bytes| Self::parse(&bytes)).unwrap_or_default()
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(MAGIC.as_bytes())?;
        let (digest, payload) = rest.split_at_checked(32)?;
        if Sha256::digest(payload)[..] != *digest {
            return None;
        }
        rmp_serde::from_slice(payload).ok()
    }

    /// Replaces the file as a whole.
    pub fn save(&self, file: &Path) -> io::Result<()> {
        let payload = rmp_serde::to_vec(self).map_err(io::Error::other)?;
        let mut bytes = Vec::with_capacity(MAGIC.len() + 32 + payload.len());
        bytes.extend_from_slice(MAGIC.as_bytes());
        bytes.extend_from_slice(&Sha256::digest(&payload));
        bytes.extend_from_slice(&payload);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        let new = file.with_extension("new");
        fs::write(&new, bytes)?;
        fs::rename(new, file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_cache_is_as_good_as_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a/b.cache");
        let stat = Stat::of(&fs::metadata(folder.path()).expect("a stat"));
        let entry = Entry { fingerprint: [1; 32], sha256: [2; 32], stat };
        let cache = Cache { artifacts: HashMap::from([("index.html".to_owned(), entry)]) };
        cache.save(&path).expect("saved");
        assert_eq!(Cache::load(&path).artifacts.len(), 1);

        let good = fs::read(&path).expect("bytes");
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 0x10;
            assert!(Cache::parse(&bad).is_none(), "byte {at} flipped");
            assert!(Cache::parse(&good[..at]).is_none(), "cut at {at}");
        }
        assert!(Cache::load(&folder.path().join("none")).artifacts.is_empty());
    }
}
