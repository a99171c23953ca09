//! Recipe: a page, from a typed context and a template.

pub mod context;
