//! Agencies and their duties.

use super::{AgencyIx, Attribution, FormIx};

/// One entry of the division of duties.
#[derive(Debug, Clone)]
pub struct Agency {
    pub id: String,
    pub name: String,
    /// One line: what a resident turns to it for.
    pub summary: String,
    pub duties: Vec<Duty>,
    pub attribution: Attribution,
}

#[derive(Debug, Clone)]
pub struct Duty {
    pub text: String,
    /// Forms that the duty names.
    pub forms: Vec<FormIx>,
}

/// Somebody who leads, assists or takes part, under the name the plan uses for it.
#[derive(Debug, Clone)]
pub struct Party {
    pub name: String,
    /// The entry it belongs to, if it has one of its own.
    pub agency: Option<AgencyIx>,
    /// What part it leads, where the plan divides it.
    pub scope: Option<String>,
}
