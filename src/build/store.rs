//! Files in `.weibao/` of the project, in which a build leaves what the next one can use.
//!
//! The folder can be deleted at any time. A file that is damaged or of another version is as good as
//! none.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::OnceLock,
};

use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use crate::content::stat::Stat;

/// First bytes of every file.
const MAGIC: &str = concat!("weibao store 1, weibao ", env!("CARGO_PKG_VERSION"), "\n");

/// Digest of the format and of the program that wrote the file: another build of weibao may make
/// other bytes of the same inputs, even under the same version.
fn writer() -> &'static [u8; 32] {
    static WRITER: OnceLock<[u8; 32]> = OnceLock::new();
    WRITER.get_or_init(|| {
        let program = std::env::current_exe().and_then(fs::metadata);
        let identity = program.map(|metadata| Stat::of(&metadata).identity());
        let identity = identity.unwrap_or_default();
        Sha256::new().chain_update(MAGIC).chain_update(identity).finalize().into()
    })
}

/// The file of a name in the project's store.
pub fn file(root: &Path, name: &str) -> PathBuf {
    root.join(".weibao").join(name)
}

/// What a file begins with.
pub fn header() -> Vec<u8> {
    [MAGIC.as_bytes(), writer()].concat()
}

/// The file that belongs to one output folder of the project. `out` is a canonical path.
pub fn of_output(root: &Path, out: &Path, extension: &str) -> PathBuf {
    let digest = Sha256::digest(out.as_os_str().as_encoded_bytes());
    let name: String = digest[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    file(root, &format!("{name}.{extension}"))
}

/// What the file says. `None` if it is missing, damaged or from another version.
pub fn load<T: DeserializeOwned>(file: &Path) -> Option<T> {
    fs::read(file).ok().and_then(|bytes| parse(&bytes))
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let rest = bytes.strip_prefix(header().as_slice())?;
    let (digest, payload) = rest.split_at_checked(32)?;
    if Sha256::digest(payload)[..] != *digest {
        return None;
    }
    rmp_serde::from_slice(payload).ok()
}

/// Replaces the file's value.
pub fn save<T: Serialize>(file: &Path, value: &T) -> io::Result<()> {
    let payload = rmp_serde::to_vec(value).map_err(io::Error::other)?;
    replace(file, |mut file| {
        file.write_all(&header())?;
        file.write_all(&Sha256::digest(&payload))?;
        file.write_all(&payload)
    })
}

/// Replaces the file as a whole: it is the old one or the new one at any moment.
pub fn replace(file: &Path, write: impl FnOnce(File) -> io::Result<()>) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let new = file.with_extension("new");
    write(File::create(&new)?)?;
    match fs::rename(&new, file) {
        // A folder is in the way.
        Err(_) if file.is_dir() => fs::remove_dir_all(file).and_then(|()| fs::rename(&new, file)),
        done => done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_file_is_as_good_as_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a/b.cache");
        let value = vec![("index.html".to_owned(), [1u8; 32])];
        save(&path, &value).expect("saved");
        assert_eq!(load(&path), Some(value));

        let good = fs::read(&path).expect("bytes");
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 0x10;
            assert_eq!(parse::<Vec<(String, [u8; 32])>>(&bad), None, "byte {at} flipped");
            assert_eq!(parse::<Vec<(String, [u8; 32])>>(&good[..at]), None, "cut at {at}");
        }
        assert_eq!(load::<Vec<(String, [u8; 32])>>(&folder.path().join("none")), None);
    }
}
