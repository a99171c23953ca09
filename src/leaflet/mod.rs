//! Recipe: a leaflet, from its data and a Typst template of the theme.
//!
//! `formats` says which there are, `data` what a template reads, `press` and `world` what Typst may
//! see, `layout` makes pages of them.
//!
//! Invariant: a leaflet depends on its data and the files of the theme's `leaflets/` alone. No clock,
//! no package, no address; a font of the system only for a character that the theme's fonts lack,
//! which is told.

mod body;
pub mod data;
mod fonts;
pub mod formats;
mod layout;
pub mod names;
mod press;
mod qr;
mod world;

pub use press::Press;
