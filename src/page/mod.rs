//! Recipe: a page, from a typed context and a template.
//!
//! Invariant: a context is a pure function of a `View` and a `Target`; it holds all that the template
//! reads, so that a fingerprint of the context covers the page.

pub mod context;
