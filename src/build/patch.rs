//! What a build after a few edits changes of what is kept for its output, added at the end of the file: so an
//! edit writes as much as it changes.

use super::{
    Artifact,
    cache::{ARTIFACTS, Cache, Entry, put},
    known::Edited,
    making::Made,
    standing::{Changes, Standing},
    store::{Fields, Payload, Values, put_value},
};

/// Patches may take up to one in how many bytes of the file; then it is written anew.
const ONE_IN: usize = 4;

/// Whether what is kept can be patched: all artifacts are those of the last build, and the outline of the policies
/// is as it was.
pub fn is_enough(
    values: &Values,
    cache: &Cache<'_>,
    known: &[Option<&Entry<'_>>],
    edited: Option<&Edited>,
) -> bool {
    let patches: usize = values.iter().skip(ARTIFACTS + 1).map(|patch| patch.len()).sum();
    values.is_whole
        && patches <= values.size() / ONE_IN
        && edited.is_some_and(|edited| !edited.cards)
        && cache.artifacts.len() == known.len()
        && known.iter().all(Option::is_some)
}

/// What has changed. `made` once all is in its place.
pub fn patch(
    changes: &Changes,
    artifacts: &[Artifact],
    known: &[Option<&Entry<'_>>],
    made: &[Made<'_>],
) -> Payload {
    let mut bytes = Vec::new();
    put_value(&mut bytes, changes);
    for ((artifact, known), made) in artifacts.iter().zip(known).zip(made) {
        if !known.is_some_and(|known| known.says(made)) {
            put(&mut bytes, &artifact.path, made);
        }
    }
    Payload::from(bytes)
}

/// `None` where a patch is of something else.
pub fn apply_to_standing<'k>(
    mut standing: Standing,
    patches: impl Iterator<Item = Fields<'k>>,
) -> Option<Standing> {
    for mut patch in patches {
        standing.apply(patch.value()?)?;
    }
    Some(standing)
}

/// `None` where a patch is of something else.
pub fn apply_to_cache<'k>(
    mut cache: Cache<'k>,
    patches: impl Iterator<Item = Fields<'k>>,
) -> Option<Cache<'k>> {
    for mut patch in patches {
        // What is said of the policies.
        patch.bytes()?;
        while !patch.is_empty() {
            let (path, entry) = Entry::read(&mut patch)?;
            *cache.artifacts.get_mut(path)? = entry;
        }
    }
    Some(cache)
}
