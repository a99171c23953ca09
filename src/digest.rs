//! Digests of values.

use serde::Serialize;
use sha2::{Digest, Sha256};

/// Adds a value's fields to a hash in MessagePack, in which no two different values are alike.
pub fn value(hash: &mut Sha256, value: &impl Serialize) {
    struct Feed<'h>(&'h mut Sha256);
    impl std::io::Write for Feed<'_> {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.update(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut feed = std::io::BufWriter::with_capacity(4 << 10, Feed(hash));
    rmp_serde::encode::write(&mut feed, value)
        .expect("contexts hold only what MessagePack can say");
    std::io::Write::flush(&mut feed).expect("a hash takes all bytes");
}

/// In hexadecimal digits.
pub fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
