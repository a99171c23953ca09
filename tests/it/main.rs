//! What weibao promises, tested by running it. `site` is the harness.

mod build;
mod jinzhou;
mod site;
mod wrong_input;
