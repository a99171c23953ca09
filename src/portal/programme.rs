//! The programme: network, mechanisms, patrols, recognition steps, forms, phases, requirements.

use jiff::civil::Date;

use super::{AgencyIx, Attribution, FormIx, MechanismIx};

/// `content/programme.toml`.
#[derive(Debug, Clone, Default)]
pub struct Programme {
    /// The working model in one line.
    pub model: String,
    /// Who leads whom, in one line.
    pub structure: String,
    pub principles: Vec<String>,
    /// From the city down.
    pub levels: Vec<Level>,
    /// Kinds of protection that the network joins.
    pub links: Vec<String>,
    /// What the campaigns are called together, e.g. 方案里的五大行动.
    pub campaigns_title: Option<String>,
    pub mechanisms: Vec<Mechanism>,
    /// How children in trouble are found.
    pub patrols: Vec<Patrol>,
    /// The mechanism that the patrols belong to.
    pub patrol_mechanism: Option<MechanismIx>,
    pub steps: Vec<Step>,
    pub forms: Vec<Form>,
    pub phases: Vec<Phase>,
    pub requirements: Vec<Requirement>,
    pub attribution: Attribution,
}

#[derive(Debug, Clone)]
pub struct Level {
    pub name: String,
    pub body: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Mechanism {
    pub id: String,
    pub number: u32,
    pub name: String,
    pub summary: String,
    pub points: Vec<Point>,
    /// Agencies of all its points, without repetition.
    pub agencies: Vec<AgencyIx>,
}

#[derive(Debug, Clone)]
pub struct Point {
    /// Who, or which case, before the colon.
    pub head: String,
    pub text: String,
    pub agencies: Vec<AgencyIx>,
}

#[derive(Debug, Clone)]
pub struct Patrol {
    pub name: String,
    pub by: String,
    pub agencies: Vec<AgencyIx>,
    /// The one that is a telephone number.
    pub is_hotline: bool,
}

#[derive(Debug, Clone)]
pub struct Step {
    pub number: u32,
    pub who: String,
    pub text: String,
    pub forms: Vec<FormIx>,
}

#[derive(Debug, Clone)]
pub struct Form {
    pub id: String,
    /// 附件1 …
    pub label: String,
    pub name: String,
    /// What it is used for, in a line.
    pub use_for: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Phase {
    pub name: String,
    pub start: Date,
    pub end: Date,
    pub tasks: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct Requirement {
    pub name: String,
    pub text: Option<String>,
}
