//! What the pages of a list have in common, made once.

use std::sync::{Mutex, PoisonError};

use ahash::AHashMap;
use serde::{Serialize, Serializer};

use crate::{
    digest::{self, Digest},
    portal::{Part, PolicyList, Reader},
};

/// A part of a context that is finished: a template takes it as it is, a fingerprint takes its digest.
#[derive(Debug, Clone)]
pub struct Shared {
    value: tera::Value,
    digest: Digest,
}

impl Shared {
    fn new(value: &impl Serialize) -> Self {
        let digest = digest::of_value(&[], value);
        Shared { value: tera::Value::from_serializable(value), digest }
    }
}

impl Serialize for Shared {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match serializer.is_human_readable() {
            true => self.value.serialize(serializer),
            false => self.digest.serialize(serializer),
        }
    }
}

/// What was made so far, by list, and of which parts of the policies.
#[derive(Debug, Default)]
pub struct OfLists(Mutex<AHashMap<PolicyList, (Shared, Vec<Part>)>>);

impl OfLists {
    /// What `make` makes for a list, which must be the same for each of its pages.
    pub fn get<T: Serialize>(
        &self,
        list: PolicyList,
        reader: &Reader<'_>,
        make: impl FnOnce() -> T,
    ) -> Shared {
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((shared, parts)) = lock().get(&list) {
            reader.note_all(parts);
            return shared.clone();
        }
        let (value, parts) = reader.apart(make);
        let shared = Shared::new(&value);
        lock().insert(list, (shared.clone(), parts));
        shared
    }
}
