//! Pages of prose: the programme and the site itself.

use std::sync::Arc;

use jiff::civil::Date;

use super::{Attribution, Publication, Text};

/// A page of `content/programme/` or `content/about/`.
#[derive(Debug, Clone)]
pub struct Article {
    pub section: Section,
    pub id: Arc<str>,
    pub title: String,
    pub description: String,
    pub keywords: Vec<String>,
    pub order: i64,
    pub view: ArticleView,
    pub updated: Option<Date>,
    pub publication: Publication,
    pub attribution: Attribution,
    pub body: Text,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    Programme,
    About,
}

/// Which facts of the programme stand beside the prose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArticleView {
    Prose,
    Network,
    Mechanisms,
    Discovery,
    Recognition,
    Timetable,
    Requirements,
}

impl ArticleView {
    pub const ALL: [(&'static str, ArticleView); 7] = [
        ("prose", ArticleView::Prose),
        ("network", ArticleView::Network),
        ("mechanisms", ArticleView::Mechanisms),
        ("discovery", ArticleView::Discovery),
        ("recognition", ArticleView::Recognition),
        ("timetable", ArticleView::Timetable),
        ("requirements", ArticleView::Requirements),
    ];

    /// The word used in front matter.
    pub fn word(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}
