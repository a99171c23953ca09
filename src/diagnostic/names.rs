//! Names of files in places, as they are kept: places that stand one after the other mostly share their
//! file, so a name that is that of the place before is not said again.

use std::{cell::RefCell, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

thread_local! {
    static LAST: RefCell<Option<Arc<str>>> = const { RefCell::new(None) };
}

/// To be called before a value that is kept by itself is written or read.
pub fn begin() {
    LAST.set(None);
}

pub fn serialize<S: Serializer>(name: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
    let is_last = LAST.with_borrow_mut(|last| {
        let is_last = last.as_ref() == Some(name);
        if !is_last {
            *last = Some(name.clone());
        }
        is_last
    });
    Some(name).filter(|_| !is_last).serialize(serializer)
}

pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<str>, D::Error> {
    let name: Option<Arc<str>> = Deserialize::deserialize(deserializer)?;
    LAST.with_borrow_mut(|last| {
        if name.is_some() {
            *last = name;
        }
        last.clone().ok_or_else(|| serde::de::Error::custom("a place without a file"))
    })
}
