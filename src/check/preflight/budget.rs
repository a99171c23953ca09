//! How much of a file is decoded at most.

/// Counts down. A file within it takes seconds, one that was made to take for ever does too.
#[derive(Debug)]
pub struct Budget {
    /// Decoded bytes of content, each time that it is painted.
    bytes: usize,
    /// Operators.
    operations: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Budget { bytes: 128 * 1024 * 1024, operations: 3_000_000 }
    }
}

impl Budget {
    /// The most that the next stream may hold.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether so much was left.
    #[must_use]
    pub fn spend_bytes(&mut self, bytes: usize) -> bool {
        let enough = self.bytes >= bytes;
        self.bytes = self.bytes.saturating_sub(bytes);
        enough
    }

    #[must_use]
    pub fn spend_operation(&mut self) -> bool {
        let enough = self.operations > 0;
        self.operations = self.operations.saturating_sub(1);
        enough
    }
}
