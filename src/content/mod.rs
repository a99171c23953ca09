//! Source files: what an editor writes, parsed, with the place of each value.
//!
//! Invariant: parsing never fails. It gives a value and the diagnostics, so that all problems are
//! told at once. Nothing here knows places, agencies or pages.

pub mod day;
pub mod files;
pub mod leaflets;
mod library;
pub mod markdown;
pub mod pages;
pub mod programme;
mod read;
pub mod scan;
pub mod site;
pub mod stat;
pub mod tables;
pub mod toml;
pub mod walk;

pub use library::{Library, Parsed, Shelved};
pub use read::{ReleaseSource, Sources, is_id, read, read_policy};
