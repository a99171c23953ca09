//! A rebuild equals a clean build, and costs what changed.

mod corpus;
mod edits;
mod files;
mod kill;
mod live;
mod precision;
mod property;
mod random;
mod sequence;
mod stores;
mod tamper;
mod together;
