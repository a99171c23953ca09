//! Digests of what stays on this machine: 128 bits of XXH3, which is many times faster than a
//! cryptographic one. What is published has a SHA-256.

use std::cell::RefCell;

use serde::Serialize;
use sha2::Sha256;
use twox_hash::XxHash3_128;

pub type Digest = [u8; 16];

pub fn of(bytes: &[u8]) -> Digest {
    XxHash3_128::oneshot(bytes).to_le_bytes()
}

/// Of texts, each told apart from the next.
pub fn of_all<'t>(texts: impl IntoIterator<Item = &'t [u8]>) -> Digest {
    with_buffer(|buffer| {
        for text in texts {
            buffer.extend_from_slice(&(text.len() as u64).to_le_bytes());
            buffer.extend_from_slice(text);
        }
        of(buffer)
    })
}

/// Of a set: the digests of its members added up, in whatever order they come.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Sum(u128);

impl Sum {
    /// Of one member, by its digest.
    pub fn of(member: Digest) -> Self {
        Sum(u128::from_le_bytes(member))
    }

    pub fn digest(self) -> Digest {
        self.0.to_le_bytes()
    }
}

impl std::iter::Sum for Sum {
    fn sum<I: Iterator<Item = Sum>>(sums: I) -> Sum {
        Sum(sums.fold(0, |all, Sum(one)| all.wrapping_add(one)))
    }
}

/// Of `before`, whose length is known, and a value in MessagePack, in which no two different values
/// are alike.
pub fn of_value(before: &[u8], value: &impl Serialize) -> Digest {
    with_buffer(|buffer| {
        buffer.extend_from_slice(before);
        rmp_serde::encode::write(buffer, value)
            .expect("contexts hold only what MessagePack can say");
        of(buffer)
    })
}

/// An empty buffer whose room is used again.
pub fn with_buffer<T>(run: impl FnOnce(&mut Vec<u8>) -> T) -> T {
    thread_local!(static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) });
    BUFFER.with(|cell| {
        let mut buffer = cell.take();
        buffer.clear();
        let result = run(&mut buffer);
        cell.replace(buffer);
        result
    })
}

/// Adds a value's fields to a hash in MessagePack.
pub fn value(hash: &mut Sha256, value: &impl Serialize) {
    with_buffer(|buffer| {
        rmp_serde::encode::write(buffer, value)
            .expect("contexts hold only what MessagePack can say");
        sha2::Digest::update(hash, buffer);
    });
}

/// The first half of a SHA-256.
pub fn half(hash: Sha256) -> Digest {
    let mut digest = Digest::default();
    digest.copy_from_slice(&sha2::Digest::finalize(hash)[..16]);
    digest
}

/// In hexadecimal digits.
pub fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
