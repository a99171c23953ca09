//! Who is protected, and which policy helps.

use super::{Attribution, CategoryIx, GroupIx, Party};

/// A group of children the programme protects. Number 0 is the base group.
#[derive(Debug, Clone)]
pub struct Group {
    pub id: String,
    pub number: u32,
    pub name: String,
    /// What a neighbour or teacher would see, in plain words.
    pub plain: String,
    /// Circumstances the plan names.
    pub examples: Vec<String>,
    /// Categories that may help.
    pub categories: Vec<CategoryIx>,
    /// The first thing to do, where danger is likely.
    pub urgent: bool,
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
