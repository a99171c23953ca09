//! What a recipe may read.

use jiff::civil::Date;

use super::Routes;
use crate::portal::{Lists, Portal};

/// The portal as it is published on one day, with its addresses.
#[derive(Debug)]
pub struct View<'p> {
    pub portal: &'p Portal,
    pub routes: Routes<'p>,
    pub lists: &'p Lists,
    pub as_of: Date,
    /// `as_of` as `YYYY-MM-DD`.
    pub as_of_text: String,
}

impl<'p> View<'p> {
    pub fn new(portal: &'p Portal, as_of: Date) -> Self {
        View {
            portal,
            routes: Routes::new(portal),
            lists: &portal.lists,
            as_of,
            as_of_text: as_of.to_string(),
        }
    }
}
