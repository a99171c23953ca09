//! A value that a library keeps as it was written until somebody asks for it: most texts of a site are
//! not looked into in most builds.

use std::{ops::Deref, sync::OnceLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned, ser::Error};

use crate::flat;

/// Reads like the value.
#[derive(Debug)]
pub struct Later<T> {
    /// In the form of `postcard`; empty where the value was there from the start.
    written: Box<[u8]>,
    value: OnceLock<T>,
}

impl<T> From<T> for Later<T> {
    fn from(value: T) -> Self {
        Later { written: Box::default(), value: value.into() }
    }
}

impl<T: Default> Default for Later<T> {
    fn default() -> Self {
        T::default().into()
    }
}

impl<T: DeserializeOwned> Deref for Later<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.get_or_init(|| {
            flat::read(&self.written)
                .expect("a record counts only if it has the digest of what this program wrote")
        })
    }
}

impl<T: Serialize> Serialize for Later<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.value.get() {
            Some(value) if self.written.is_empty() => {
                let written = flat::write(value).map_err(S::Error::custom)?;
                serializer.serialize_bytes(&written)
            }
            _ => serializer.serialize_bytes(&self.written),
        }
    }
}

impl<'de, T> Deserialize<'de> for Later<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = <&[u8]>::deserialize(deserializer)?.into();
        Ok(Later { written, value: OnceLock::new() })
    }
}
