//! Statistics: from an export of the register to a protected table that may be published.
//!
//! ```text
//! import      export (rows or counts)   → Counts     only declared columns; no row is kept
//! protect     Counts                    → Protected  which cells are withheld, or rounded
//! audit       what would be published   → ranges     as an attacker derives them, independent of `protect`
//! release     Protected, audited        → a text file in `content/statistics/`
//! ```
//!
//! Invariant: a raw row never leaves `import`; a release can be made only out of a protected and
//! audited table; nothing here knows pages.

pub mod audit;
pub mod declare;
pub mod import;
pub mod model;
pub mod protect;
pub mod release;
pub mod sample;
pub mod sql;
pub mod text;

#[cfg(test)]
mod tests;
