//! Preview: the site on loopback, kept up with its files.

pub mod live;
