//! Who is protected, and which policy helps.

use super::{AgencyIx, Attribution, CategoryIx, GroupIx, NationalIx, Party};

/// A group of children the programme protects. Number 0 is the base group.
#[derive(Debug, Clone)]
pub struct Group {
    pub id: String,
    pub number: u32,
    pub name: String,
    /// For a heading, where the name is long.
    pub short_name: Option<String>,
    /// What a neighbour or teacher would see, in plain words.
    pub plain: String,
    /// Circumstances the plan names.
    pub examples: Vec<String>,
    /// Categories that may help: the site's own advice.
    pub categories: Vec<CategoryIx>,
    /// Whether danger is likely.
    pub urgent: bool,
    /// National numbers to ring, the first one first.
    pub numbers: Vec<NationalIx>,
    /// What the site itself advises whoever sees it.
    pub advice: Vec<String>,
    /// Who does what, each with its clause.
    pub answers: Vec<Answer>,
    pub attribution: Attribution,
}

/// Who does what for a protected group, as a document says it.
#[derive(Debug, Clone)]
pub struct Answer {
    pub who: String,
    pub agency: Option<AgencyIx>,
    pub text: String,
    pub attribution: Attribution,
}

/// A policy category: for whom, who leads, who assists, with which measures.
#[derive(Debug, Clone)]
pub struct Category {
    pub id: String,
    pub number: u32,
    pub name: String,
    pub plain: String,
    pub lead: Vec<Party>,
    pub assist: Vec<Party>,
    pub measures: Vec<String>,
    /// Groups that name this category.
    pub groups: Vec<GroupIx>,
    pub attribution: Attribution,
}
