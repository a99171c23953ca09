//! What the last build into one output folder made.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{
    Artifact,
    by_path::ByPath,
    known::MadeOf,
    making::Made,
    standing::Standing,
    store::{Fields, Payload, Read, Values, Write, put_bytes, put_number, put_value},
};
use crate::{content::stat::Stat, diagnostic::Diagnostic, digest::Digest};

/// The artifacts in an output folder.
#[derive(Debug, Default)]
pub struct Cache {
    pub artifacts: ByPath<Entry>,
    /// Ids of the policies, by the numbers under which `Entry::made_of` names them.
    pub policies: Vec<Box<str>>,
}

/// An artifact as it was made and written.
#[derive(Debug, PartialEq)]
pub struct Entry {
    /// Digest of its recipe and of all that it read.
    pub fingerprint: Digest,
    /// Digest of its bytes.
    pub sha256: [u8; 32],
    /// Of the file after it was written.
    pub stat: Stat,
    pub made_of: Option<MadeOf>,
}

/// A cache that is to be kept: its bytes, but for the stats of files that are still to be put in their place.
pub struct Keep {
    bytes: Vec<u8>,
    /// The artifacts that are staged, by number, and where in the bytes their stats are.
    pub staged: Vec<(usize, StatAt)>,
}

/// Where a stat is in the bytes of a cache.
#[derive(Debug, Clone, Copy)]
pub struct StatAt(usize);

/// A build: if all that went in and all that came out is as it was, there is nothing to do.
#[derive(Debug, Serialize, Deserialize)]
pub struct Whole {
    pub inputs: Digest,
    /// Every file of the output, the manifest with them: what `output::sight` says of it.
    pub output: Digest,
    pub files: usize,
    pub pages: usize,
    pub bytes: u64,
    /// What there was to tell.
    pub told: Vec<Diagnostic>,
}

impl Cache {
    /// `None` if there is none or it is damaged.
    pub fn load(file: &Path) -> Option<Self> {
        let mut values = Values::open(file)?;
        values.next::<Option<Whole>>()?;
        values.next::<Option<Standing>>()?;
        values.next()
    }

    /// Whether a file of the output is as a build left it.
    pub fn knows(&self, path: &str, stat: Stat) -> bool {
        self.artifacts.get(path).is_some_and(|entry| entry.stat == stat)
    }
}

/// Room for what an artifact usually takes.
const USUAL: usize = 192;

impl Write for Option<Whole> {
    fn write(&self, to: &mut Vec<u8>) {
        put_value(to, self);
    }
}

impl Read for Option<Whole> {
    fn read(from: &mut Fields<'_>) -> Option<Self> {
        from.value()
    }
}

impl Keep {
    /// `policies` are their ids, by number.
    pub fn new<'p>(
        artifacts: &[Artifact],
        made: &[Made],
        policies: impl ExactSizeIterator<Item = &'p str>,
    ) -> Self {
        let mut bytes = Vec::with_capacity((policies.len() + artifacts.len()) * USUAL);
        put_number(&mut bytes, policies.len());
        policies.for_each(|id| put_bytes(&mut bytes, id.as_bytes()));
        put_number(&mut bytes, artifacts.len());
        let mut staged = Vec::new();
        for (number, (one, made)) in artifacts.iter().zip(made).enumerate() {
            let at = put(&mut bytes, &one.path, made);
            if made.staged {
                staged.push((number, at));
            }
        }
        Keep { bytes, staged }
    }

    /// The stat that a file has since it is in its place.
    pub fn renew(&mut self, StatAt(at): StatAt, stat: Stat) {
        let bytes = stat.bytes();
        self.bytes[at..at + bytes.len()].copy_from_slice(&bytes);
    }

    pub fn payload(self) -> Payload {
        Payload::from(self.bytes)
    }
}

/// Flat, since there may be very many artifacts: texts with their length, digests and stats as they are.
fn put(to: &mut Vec<u8>, path: &str, made: &Made) -> StatAt {
    put_bytes(to, path.as_bytes());
    to.extend_from_slice(&made.fingerprint);
    to.extend_from_slice(&made.sha256);
    let at = StatAt(to.len());
    to.extend_from_slice(&made.stat.bytes());
    match &made.made_of {
        None => put_number(to, 0),
        Some(made_of) => {
            put_number(to, made_of.parts.len() + 1);
            made_of.parts.iter().for_each(|&word| put_number(to, word as usize));
            to.extend_from_slice(&made_of.digest);
        }
    }
    at
}

impl Read for Cache {
    fn read(from: &mut Fields<'_>) -> Option<Self> {
        let count = from.number()?;
        let policies = (0..count).map(|_| from.text().map(Into::into)).collect::<Option<_>>()?;
        let count = from.number()?;
        let mut artifacts = Vec::with_capacity(count);
        let mut parts: Vec<u32> = Vec::new();
        for _ in 0..count {
            let path = from.text()?.to_owned();
            let fingerprint = from.array()?;
            let sha256 = from.array()?;
            let stat = Stat::from_bytes(from.array()?);
            let made_of = match from.number()? {
                0 => None,
                words => {
                    parts.clear();
                    for _ in 1..words {
                        parts.push(u32::from_le_bytes(from.array()?));
                    }
                    Some(MadeOf { parts: parts.as_slice().into(), digest: from.array()? })
                }
            };
            artifacts.push((path, Entry { fingerprint, sha256, stat, made_of }));
        }
        Some(Cache { artifacts: ByPath::new(artifacts), policies })
    }
}
