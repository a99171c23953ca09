//! Which pages exist, and at which address everything stands.
//!
//! Invariant: an address is decided here and nowhere else. Templates and data files get addresses
//! from `Routes`, by what they point to.

mod pages;
mod reads;
mod routes;
mod shared;
mod view;

pub use pages::pages;
pub use reads::Reads;
pub use routes::Routes;
pub use shared::{OfLists, Shared};
pub use view::View;
