//! What a build leaves for the next one into the same output folder.
//!
//! The file of a cache has where the policies stand, what is known of every artifact, and patches: what builds
//! after a few edits have changed of both, each added at the end. So an edit writes as much as it changes. A
//! patch has the `Changes` of the policies, then the entries of the artifacts that are not as they were.

use std::{io, path::Path};

use super::{
    cache::{Cache, Entry, Table, Whole, put},
    known::{Edited, Inputs},
    look,
    making::{Made, Making},
    standing::{Edits, Standing},
    store::{self, Payload, Values, put_value},
};
use crate::{
    content::{files::FoundFile, stat::Clock},
    diagnostic::Diagnostic,
};

/// Which value of the file has the policies, which the artifacts, and which is the first patch.
pub const STANDING: usize = 0;
pub const ARTIFACTS: usize = 1;
pub const PATCHES: usize = 2;

/// Patches may take up to one in how many bytes of the file; then it is written anew.
const ONE_IN: usize = 4;

/// What there is to be kept, beside what was made.
pub struct Keeping<'k> {
    /// Of the cache.
    pub file: &'k Path,
    /// What the file has.
    pub values: &'k Values,
    pub cache: &'k Cache<'k>,
    pub found: &'k [FoundFile],
    pub clock: Clock,
    pub inputs: Inputs,
    /// What there was to tell of the sources.
    pub told: &'k [Diagnostic],
    pub edits: Option<&'k Edits<'k>>,
}

/// What can be put together before commit.
pub enum Ready<'k> {
    Anew(Payload, Table),
    /// A few edits alone are to be kept, once commit has settled the stats.
    Patch(&'k Edits<'k>),
}

impl<'k> Keeping<'k> {
    pub fn ready(&self, making: &Making<'_, '_>, made: &[Made<'_>]) -> Ready<'k> {
        match self.edits.filter(|_| self.can_be_patched(&making.known, making.edited.as_ref())) {
            Some(edits) => Ready::Patch(edits),
            None => {
                let table = || Table::new(making.artifacts, made, making.policies().ids());
                let (standing, table) = rayon::join(|| self.standing(making), table);
                Ready::Anew(standing, table)
            }
        }
    }

    /// Whether all artifacts are those of the last build, and the outline of the policies is as it was.
    fn can_be_patched(&self, known: &[Option<&Entry<'_>>], edited: Option<&Edited>) -> bool {
        let patches: usize = self.values.iter().skip(PATCHES).map(|patch| patch.len()).sum();
        self.values.is_whole
            && patches <= self.values.size() / ONE_IN
            && edited.is_some_and(|edited| !edited.cards)
            && self.cache.artifacts.len() == known.len()
            && known.iter().all(Option::is_some)
    }

    fn standing(&self, making: &Making<'_, '_>) -> Payload {
        let before = self.edits.map(Edits::standing);
        let (found, policies) = (self.found, making.policies());
        let of = |rest| Standing::new(found, self.clock, rest, policies, self.told, before);
        Payload::of(&self.inputs.rest.map(of))
    }

    /// After commit, with the stats of the files in their places. `whole` goes last: it says that all the rest is
    /// as it says.
    pub fn write(
        &self,
        ready: Ready<'_>,
        making: &Making<'_, '_>,
        made: &[Made<'_>],
        whole: &Option<Whole>,
    ) -> io::Result<()> {
        match ready {
            Ready::Anew(standing, table) => {
                store::save(self.file, &[standing, table.payload(made)])?;
            }
            Ready::Patch(edits) => {
                let mut patch = Vec::new();
                put_value(&mut patch, &edits.changes(self.clock, making.policies(), self.told));
                for ((artifact, known), made) in
                    making.artifacts.iter().zip(&making.known).zip(made)
                {
                    if !known.is_some_and(|known| known.says(made)) {
                        put(&mut patch, &artifact.path, made);
                    }
                }
                store::add(self.file, &Payload::from(patch))?;
            }
        }
        store::save(&look::last(self.file), &[Payload::of(whole)])
    }
}
