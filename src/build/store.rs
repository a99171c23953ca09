//! Files in `.weibao/` of the project, in which a build leaves what the next one can use.
//!
//! The folder can be deleted at any time. A file that is damaged or of another version is as good as
//! none.

use std::{
    fs::{self, File},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    sync::OnceLock,
};

use serde::{Deserialize, Serialize};

use crate::{
    content::stat::Stat,
    diagnostic::names,
    digest::{self, Digest},
    flat,
};

/// First bytes of every file.
const MAGIC: &str = concat!("weibao store 5, weibao ", env!("CARGO_PKG_VERSION"), "\n");

/// Room for a value that is made before its bytes are there.
const MOST_AT_ONCE: usize = 16 << 20;

/// What can be kept in a file.
pub trait Write {
    fn write(&self, to: &mut Vec<u8>);
}

/// What was kept in a file.
pub trait Read: Sized {
    /// `None` if that is not what was written.
    fn read(from: &mut Fields<'_>) -> Option<Self>;
}

/// Bytes that are read one value after the other.
pub struct Fields<'b>(&'b [u8]);

impl<'b> Fields<'b> {
    pub fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*head)
    }

    /// Four bytes.
    pub fn number(&mut self) -> Option<usize> {
        Some(u32::from_le_bytes(self.array()?) as usize)
    }

    /// Bytes after their length.
    pub fn bytes(&mut self) -> Option<&'b [u8]> {
        let length = self.number()?;
        let (head, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(head)
    }

    /// A value that `put_value` wrote.
    pub fn value<T: Deserialize<'b>>(&mut self) -> Option<T> {
        names::begin();
        flat::read(self.bytes()?).ok()
    }

    pub fn text(&mut self) -> Option<&'b str> {
        str::from_utf8(self.bytes()?).ok()
    }
}

pub fn put_number(to: &mut Vec<u8>, number: usize) {
    to.extend_from_slice(&(number as u32).to_le_bytes());
}

pub fn put_bytes(to: &mut Vec<u8>, bytes: &[u8]) {
    put_number(to, bytes.len());
    to.extend_from_slice(bytes);
}

/// In the form of `postcard`.
pub fn put_value(to: &mut Vec<u8>, value: &impl Serialize) {
    names::begin();
    // What cannot be written is as good as not known: nothing is read from no bytes.
    put_bytes(to, &flat::write(value).unwrap_or_default());
}

/// Digest of the format and of the program that wrote the file: another build of weibao may make
/// other bytes of the same inputs, even under the same version.
fn writer() -> &'static Digest {
    static WRITER: OnceLock<Digest> = OnceLock::new();
    WRITER.get_or_init(|| {
        let program = std::env::current_exe().and_then(fs::metadata);
        let identity = program.map(|metadata| Stat::of(&metadata).identity());
        digest::of_all([MAGIC.as_bytes(), &identity.unwrap_or_default()])
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
    let digest = digest::of(out.as_os_str().as_encoded_bytes());
    let name: String = digest[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    file(root, &format!("{name}.{extension}"))
}

/// Removes what is kept for output folders that are no more: a lock names its folder.
pub fn forget_gone(root: &Path) {
    let files = fs::read_dir(file(root, "")).into_iter().flatten().flatten();
    let is_lock = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "lock");
    for lock in files.map(|entry| entry.path()).filter(is_lock) {
        let Ok(out) = fs::read_to_string(&lock) else { continue };
        if !out.is_empty() && !Path::new(&out).is_dir() {
            // What cannot be removed stays for the next time.
            let _ = fs::remove_file(lock.with_extension("cache"));
            let _ = fs::remove_file(lock);
        }
    }
}

/// The values of a file, read one after the other: who needs the first alone does not wait for the others.
pub struct Values<R>(R);

impl Values<File> {
    /// `None` if the file is missing or from another version.
    pub fn open(file: &Path) -> Option<Self> {
        File::open(file).ok().and_then(Values::new)
    }
}

impl<R: io::Read> Values<R> {
    fn new(mut from: R) -> Option<Self> {
        let mut first = vec![0; header().len()];
        from.read_exact(&mut first).ok()?;
        (first == header()).then_some(Values(from))
    }

    /// The next value. `None` if there is none or it is damaged.
    pub fn next<T: Read>(&mut self) -> Option<T> {
        let (mut length, mut digest) = ([0; 4], Digest::default());
        self.0.read_exact(&mut length).and_then(|()| self.0.read_exact(&mut digest)).ok()?;
        let length = u32::from_le_bytes(length);
        // A damaged length may be any.
        let mut payload = Vec::with_capacity((length as usize).min(MOST_AT_ONCE));
        self.0.by_ref().take(length.into()).read_to_end(&mut payload).ok()?;
        if payload.len() != length as usize || digest::of(&payload) != digest {
            return None;
        }
        let mut fields = Fields(&payload);
        T::read(&mut fields).filter(|_| fields.0.is_empty())
    }
}

/// What the file says first. `None` if it is missing, damaged or from another version.
pub fn load<T: Read>(file: &Path) -> Option<T> {
    Values::open(file)?.next()
}

/// A value as it is kept.
pub struct Payload {
    digest: Digest,
    bytes: Vec<u8>,
}

impl Payload {
    pub fn of(value: &impl Write) -> Self {
        let mut bytes = Vec::new();
        value.write(&mut bytes);
        Payload::from(bytes)
    }
}

impl From<Vec<u8>> for Payload {
    fn from(bytes: Vec<u8>) -> Self {
        Payload { digest: digest::of(&bytes), bytes }
    }
}

/// Replaces the file's values.
pub fn save(file: &Path, values: &[Payload]) -> io::Result<()> {
    replace(file, |mut file| {
        file.write_all(&header())?;
        for Payload { digest, bytes } in values {
            let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
            file.write_all(&length.to_le_bytes())?;
            file.write_all(digest)?;
            file.write_all(bytes)?;
        }
        Ok(())
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

    #[derive(Debug, PartialEq)]
    struct Words(Vec<String>);

    impl Write for Words {
        fn write(&self, to: &mut Vec<u8>) {
            for word in &self.0 {
                put_bytes(to, word.as_bytes());
            }
        }
    }

    impl Read for Words {
        fn read(from: &mut Fields<'_>) -> Option<Self> {
            let mut words = Vec::new();
            while !from.0.is_empty() {
                words.push(from.text()?.to_owned());
            }
            Some(Words(words))
        }
    }

    #[test]
    fn what_belongs_to_an_output_that_is_gone_goes_too() {
        let project = tempfile::tempdir().expect("a folder");
        let root = project.path();
        let outs = ["here", "gone"].map(|out| root.join(out));
        for out in &outs {
            fs::create_dir(out).expect("a folder");
            drop(super::super::lock::Lock::take(root, out).expect("not busy"));
            save(&of_output(root, out, "cache"), &[Payload::of(&Words(Vec::new()))])
                .expect("saved");
        }
        fs::remove_dir(&outs[1]).expect("removed");
        forget_gone(root);
        for (out, stays) in outs.iter().zip([true, false]) {
            for kind in ["cache", "lock"] {
                assert_eq!(of_output(root, out, kind).exists(), stays, "{out:?} {kind}");
            }
        }
    }

    #[test]
    fn a_damaged_file_is_as_good_as_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a/b.cache");
        let words = |words: &[&str]| Words(words.iter().map(|&word| word.to_owned()).collect());
        let (first, second) = (words(&["index.html", "页"]), words(&["help.html"]));
        save(&path, &[&first, &second].map(Payload::of)).expect("saved");
        let mut values = Values::open(&path).expect("a file of this program");
        assert_eq!((values.next(), values.next()), (Some(first), Some(second)));
        assert_eq!(values.next::<Words>(), None);

        let good = fs::read(&path).expect("bytes");
        let both = |bytes: &[u8]| {
            let mut values = Values::new(bytes)?;
            Some((values.next::<Words>()?, values.next::<Words>()?))
        };
        assert!(both(&good).is_some());
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 0x10;
            assert_eq!(both(&bad), None, "byte {at} flipped");
            assert_eq!(both(&good[..at]), None, "cut at {at}");
        }
        assert_eq!(load::<Words>(&folder.path().join("none")), None);
    }
}
