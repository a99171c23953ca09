//! Which artifacts exist, at which address, made by which recipe.
//!
//! Invariant: an address is decided here and nowhere else. Templates and data files get addresses
//! from `Routes`, by what they point to.

mod artifacts;
mod routes;
mod view;

pub use artifacts::{Artifact, artifacts};
pub use routes::Routes;
pub use view::View;
