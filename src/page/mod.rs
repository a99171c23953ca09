//! Recipe: a page, from a typed context and a template.
//!
//! A context is built beside its types, one file a subject; `context` lists them all.
//!
//! Invariant: a context is a pure function of a `View` and a `Target`; it holds all that the template
//! reads, so that a fingerprint of the context covers the page.

mod agencies;
mod article;
mod at;
mod attribution;
mod body;
mod campaigns;
pub mod context;
mod describe;
mod dial;
mod frame;
mod help;
mod home;
mod hotlines;
mod pager;
mod phases;
mod policies;
mod policy;
mod print;
mod programme;
#[cfg(test)]
pub mod sample;
mod share;
mod site;
mod statistics;
mod structured;
mod tags;
mod words;

pub use context::{Context, context};
pub use dial::Dial;
pub use frame::template;
pub use share::{ShareContext, share_context};
pub use site::site;
