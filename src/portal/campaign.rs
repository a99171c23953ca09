//! Campaigns.

use std::sync::Arc;

use jiff::civil::Date;

use super::{Attribution, NationalIx, Party, Publication, Text};

/// A page of `content/campaigns/`.
#[derive(Debug, Clone)]
pub struct Campaign {
    pub id: Arc<str>,
    pub number: u32,
    /// Full name as the plan gives it.
    pub name: String,
    /// For cards and file names, e.g. 打拐.
    pub short_name: String,
    /// Slogans or projects; may be empty.
    pub themes: Vec<String>,
    pub participants: Vec<Party>,
    pub points: Vec<String>,
    pub description: String,
    pub keywords: Vec<String>,
    /// The national number to ring before any other, where it is about danger.
    pub first: Option<NationalIx>,
    /// What a resident can do.
    pub actions: Vec<String>,
    /// The headline of its leaflets, in phrases between which a line may break.
    pub headline: Vec<String>,
    /// One sentence for its leaflets.
    pub slogan: Option<String>,
    /// The picture of its leaflets, by the name that the theme's templates know.
    pub picture: Option<String>,
    /// What somebody would see.
    pub signs: Vec<String>,
    /// The day the page was last changed.
    pub updated: Option<Date>,
    pub publication: Publication,
    pub attribution: Attribution,
    pub body: Text,
}
