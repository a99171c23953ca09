//! Looks at files that are done, whoever made them.

pub mod preflight;
