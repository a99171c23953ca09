//! Values as bytes that stay on this machine: in the form of `postcard`, which says nothing of their types and so is
//! read several times faster than one that does.

use postcard::ser_flavors::Flavor;
use serde::{Deserialize, Serialize};

/// Bytes at the end of a buffer. (The crate's own would want a feature, and with it another build of what Typst
/// stands on.)
struct Append<'b>(&'b mut Vec<u8>);

impl Flavor for Append<'_> {
    type Output = ();

    fn try_extend(&mut self, data: &[u8]) -> postcard::Result<()> {
        self.0.extend_from_slice(data);
        Ok(())
    }

    fn try_push(&mut self, data: u8) -> postcard::Result<()> {
        self.0.push(data);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<()> {
        Ok(())
    }
}

/// # Errors
/// A value of which `serde` does not know how many parts it has.
pub fn write(value: &impl Serialize) -> postcard::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    postcard::serialize_with_flavor(value, Append(&mut bytes))?;
    Ok(bytes)
}

/// Bytes whose number is known, as a digest: in one go, where `serde` would take them one by one.
pub mod fixed {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer, const N: usize>(
        bytes: &[u8; N],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    pub fn deserialize<'de, D: Deserializer<'de>, const N: usize>(
        from: D,
    ) -> Result<[u8; N], D::Error> {
        let bytes = <&[u8]>::deserialize(from)?;
        bytes.try_into().map_err(D::Error::custom)
    }
}

/// # Errors
/// Bytes that `write` did not write, as far as that shows.
pub fn read<'b, T: Deserialize<'b>>(bytes: &'b [u8]) -> postcard::Result<T> {
    postcard::from_bytes(bytes)
}
