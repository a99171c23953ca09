//! weibao publishes public information that must be right, found in seconds and printed well.
//!
//! A build is five steps, each taking the value that the step before it returns:
//! `read` → `resolve` → `plan` → `make` → `commit`. `docs/architecture.md` is the map.

pub mod build;
pub mod check;
pub mod cli;
pub mod content;
pub mod data;
pub mod diagnostic;
pub mod digest;
pub mod flat;
pub mod leaflet;
pub mod page;
pub mod picture;
pub mod plan;
pub mod portal;
pub mod serve;
pub mod share;
pub mod stats;
