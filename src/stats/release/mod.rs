//! What may be published: protected tables, as a text file and in memory.
//!
//! ```text
//! make         counts, earlier releases → AuditedRelease   protect, then audit with and without the truth
//! parse        text                     → Release          format, sums and seal checked; not audited
//! audit_all    releases                 → AuditedRelease   jointly, from what is published only
//! ```
//!
//! Invariant: an `AuditedRelease` exists only where the audit found no leak; only it has a text to
//! write, and only it may become a page.

mod about;
mod gate;
mod lines;
mod offers;
mod parse;
mod problems;
mod table;
mod text;

pub use about::{About, Counting, Protection, Sample, Withheld};
pub use gate::{
    AuditedRelease, Made, Options, Report, Verdict, accept, audit_all, audit_verdict, make,
};
pub use problems::name as cell_name;
pub use table::{Release, ShownAmount, TableView};
#[cfg(test)]
pub(in crate::stats) use text::seal;
