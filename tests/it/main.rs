//! What weibao promises, tested by running it. `site` is the harness.

mod build;
mod copied;
mod docs;
mod export;
mod hostile;
mod incremental;
mod jinzhou;
mod leaflets;
mod left_behind;
mod postgres;
mod preview;
mod serve;
mod site;
mod statistics;
mod two_sides;
mod wrong_input;
