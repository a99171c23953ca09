//! Recipe: a leaflet, from its data and a Typst template of the theme.
//!
//! `formats` says which there are, `data` what a template reads, `press` and `world` what Typst may
//! see, `layout` makes pages of them.
//!
//! Invariant: a leaflet depends on its data and the files of the theme's `leaflets/` alone. No clock,
//! no package, no address; a font of the system only for a character that the theme's fonts lack,
//! which is told.

mod body;
mod check;
pub mod data;
mod finish;
mod fonts;
pub mod formats;
mod layout;
mod make;
pub mod names;
mod outlines;
mod pdf;
mod press;
mod qr;
pub mod ticket;
mod world;

pub use make::{Order, Printer, Sheet};
pub use press::Press;

/// Bytes of stack of a thread that lays out. Typst does it by recursion, as deep as a leaflet nests: the
/// 2 MiB that a thread gets unless told otherwise do not hold it. Memory is taken only as it is used.
pub const STACK: usize = 64 * 1024 * 1024;

/// The template that a theme with leaflets draws job tickets with.
pub const TICKET_TEMPLATE: &str = "ticket.html";

#[cfg(test)]
mod tests;
