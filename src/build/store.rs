//! Files in `.weibao/` of the project, in which a build leaves what the next one can use.
//!
//! The folder can be deleted at any time. A file of another version is as good as none, and what is damaged in
//! one, with all after it, as good as not there.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    ops::Range,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    content::stat::Stat,
    diagnostic::names,
    digest::{self, Digest},
    flat,
};

/// First bytes of every file.
const MAGIC: &str = concat!("weibao store 6, weibao ", env!("CARGO_PKG_VERSION"), "\n");

/// Bytes that are read one value after the other.
pub struct Fields<'b>(&'b [u8]);

impl<'b> Fields<'b> {
    /// How many bytes are left.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Bytes whose number is known.
    pub fn fixed<const N: usize>(&mut self) -> Option<&'b [u8; N]> {
        let (head, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(head)
    }

    pub fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.fixed().copied()
    }

    /// Four bytes.
    pub fn number(&mut self) -> Option<usize> {
        Some(u32::from_le_bytes(self.array()?) as usize)
    }

    pub fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let (head, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(head)
    }

    /// Bytes after their length.
    pub fn bytes(&mut self) -> Option<&'b [u8]> {
        let length = self.number()?;
        self.take(length)
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
            for kept in ["cache", "last", "lock"] {
                let _ = fs::remove_file(lock.with_extension(kept));
            }
        }
    }
}

/// A value in a file.
pub struct Record<'b> {
    digest: &'b [u8],
    pub payload: &'b [u8],
}

/// Length of a value, and its digest.
const HEAD: usize = 4 + 16;

impl<'b> Record<'b> {
    pub fn is_intact(&self) -> bool {
        digest::of(self.payload) == *self.digest
    }

    /// The values in the bytes of a file, and whether they end where it ends. `None` if another version wrote it.
    pub fn all(file: &'b [u8]) -> Option<(Vec<Record<'b>>, bool)> {
        let mut rest = file.strip_prefix(header().as_slice())?;
        let mut records = Vec::new();
        while let Some((head, after)) = rest.split_first_chunk::<HEAD>() {
            let digest = &rest[4..HEAD];
            let length = u32::from_le_bytes([head[0], head[1], head[2], head[3]]);
            let Some((payload, after)) = after.split_at_checked(length as usize) else { break };
            records.push(Record { digest, payload });
            rest = after;
        }
        Some((records, rest.is_empty()))
    }
}

/// A file of several values.
#[derive(Default)]
pub struct Values {
    file: Vec<u8>,
    /// Where they are in the file, up to the first that is damaged.
    values: Vec<Range<usize>>,
    /// Whether that is all there is in the file.
    pub is_whole: bool,
}

impl Values {
    /// None are there if the file is missing or from another version.
    pub fn open(file: &Path) -> Self {
        Values::of(fs::read(file).unwrap_or_default()).unwrap_or_default()
    }

    fn of(file: Vec<u8>) -> Option<Self> {
        let (records, ends) = Record::all(&file)?;
        let count = records.len();
        let mut at = header().len();
        let intact = records.iter().take_while(|record| record.is_intact()).map(|record| {
            let from = at + HEAD;
            at = from + record.payload.len();
            from..at
        });
        let values: Vec<Range<usize>> = intact.collect();
        let is_whole = ends && values.len() == count;
        Some(Values { file, values, is_whole })
    }

    /// In bytes.
    pub fn size(&self) -> usize {
        self.file.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = Fields<'_>> {
        self.values.iter().map(|range| Fields(&self.file[range.clone()]))
    }

    /// A value that `Payload::of` made. `None` if there is none, it is damaged or is no such value.
    pub fn value<T: DeserializeOwned>(&self, number: usize) -> Option<T> {
        let mut fields = Fields(&self.file[self.values.get(number)?.clone()]);
        fields.value().filter(|_| fields.is_empty())
    }
}

/// What the file says first. `None` if it is missing, damaged or from another version.
pub fn load<T: DeserializeOwned>(file: &Path) -> Option<T> {
    Values::open(file).value(0)
}

/// A value as it is kept.
pub struct Payload {
    digest: Digest,
    bytes: Vec<u8>,
}

impl Payload {
    pub fn of(value: &impl Serialize) -> Self {
        let mut bytes = Vec::new();
        put_value(&mut bytes, value);
        Payload::from(bytes)
    }
}

impl From<Vec<u8>> for Payload {
    fn from(bytes: Vec<u8>) -> Self {
        Payload { digest: digest::of(&bytes), bytes }
    }
}

impl Payload {
    pub fn put(&self, file: &mut impl io::Write) -> io::Result<()> {
        let length = u32::try_from(self.bytes.len()).map_err(io::Error::other)?;
        file.write_all(&length.to_le_bytes())?;
        file.write_all(&self.digest)?;
        file.write_all(&self.bytes)
    }
}

/// Replaces the file's values.
pub fn save(file: &Path, values: &[Payload]) -> io::Result<()> {
    replace(file, |mut file| {
        file.write_all(&header())?;
        values.iter().try_for_each(|value| value.put(&mut file))
    })
}

/// Adds a value to a file. One that is cut short is one that is damaged.
pub fn add(file: &Path, value: &Payload) -> io::Result<()> {
    let mut record = Vec::with_capacity(HEAD + value.bytes.len());
    value.put(&mut record)?;
    OpenOptions::new().append(true).open(file)?.write_all(&record)
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

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Words(Vec<String>);

    #[test]
    fn what_belongs_to_an_output_that_is_gone_goes_too() {
        let project = tempfile::tempdir().expect("a folder");
        let root = project.path();
        let outs = ["here", "gone"].map(|out| root.join(out));
        for out in &outs {
            fs::create_dir(out).expect("a folder");
            drop(super::super::lock::Lock::take(root, out).expect("not busy"));
            for kind in ["cache", "last"] {
                let nothing = Payload::of(&Words(Vec::new()));
                save(&of_output(root, out, kind), &[nothing]).expect("saved");
            }
        }
        fs::remove_dir(&outs[1]).expect("removed");
        forget_gone(root);
        for (out, stays) in outs.iter().zip([true, false]) {
            for kind in ["cache", "last", "lock"] {
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
        save(&path, &[Payload::of(&first)]).expect("saved");
        add(&path, &Payload::of(&second)).expect("added");
        let both = |values: &Values| (values.value(0), values.value(1));
        let values = Values::open(&path);
        assert_eq!(both(&values), (Some(words(&["index.html", "页"])), Some(second)));
        assert_eq!((values.value::<Words>(2), values.is_whole), (None, true));

        let good = fs::read(&path).expect("bytes");
        let read = |bytes: &[u8]| {
            let values = Values::of(bytes.to_owned()).unwrap_or_default();
            (both(&values), values.is_whole)
        };
        let second_at = header().len() + HEAD + values.values[0].len();
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 0x10;
            for (bad, what) in [(bad.as_slice(), "flipped"), (&good[..at], "cut")] {
                let ((of_first, of_second), is_whole) = read(bad);
                assert_eq!(of_first.is_some(), at >= second_at, "byte {at} {what}");
                assert!(of_first.is_none_or(|read| read == first), "byte {at} {what}");
                assert_eq!(of_second, None, "byte {at} {what}");
                let ends = [header().len(), second_at].contains(&at);
                assert_eq!(is_whole, what == "cut" && ends, "byte {at} {what}");
            }
        }
        assert_eq!(load::<Words>(&folder.path().join("none")), None);
    }
}
