//! What the whole site shares: name, identifiers, owner, cited sources.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use super::SourceIx;

/// `content/site.toml`.
#[derive(Debug, Clone)]
pub struct Site {
    /// Full name, e.g. "某市未成年人社会保护".
    pub name: String,
    /// For the header and the titles of pages.
    pub short_name: String,
    pub description: String,
    pub keywords: Vec<String>,
    /// BCP 47, e.g. `zh-CN`.
    pub language: String,
    /// Folder under `themes/`.
    pub theme: String,
    /// Telephone area code with its leading zero.
    pub area_code: String,
    /// Offset of the dates of the site from UTC, `+08:00`.
    pub utc_offset: String,
    /// Absolute address of the published site, ending in `/`.
    pub base_url: String,
    /// `SiteDomain` of the government page tags; never derived.
    pub domain: Option<String>,
    /// `SiteIDCode` of the government page tags; never derived.
    pub id_code: Option<String>,
    /// Who answers for the site.
    pub owner: Option<String>,
    /// Label and number of the office that answers questions about the programme.
    pub office: Option<Office>,
    /// One sentence for the footer.
    pub footer: Option<String>,
    /// A harmless page to leave for in a hurry.
    pub leave_to: Option<String>,
    /// A verification older than this many days is called stale.
    pub stale_after_days: i64,
    /// The day on which the tables of places, agencies and the like were last changed.
    pub updated: Option<Date>,
    /// Entries on one page of a list.
    pub page_size: usize,
    pub sources: Vec<Source>,
    /// Heading and sentence at the top of the home page.
    pub home_title: String,
    pub home_lead: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Office {
    pub name: String,
    pub phone: super::Phone,
}

/// A published document that facts are taken from.
#[derive(Debug, Clone)]
pub struct Source {
    pub id: String,
    /// As it is cited, e.g. 《…实施方案》.
    pub title: String,
    /// 发文字号 and the like, where known.
    pub number: Option<String>,
    /// The year it was published, where known.
    pub year: Option<i16>,
    /// The policy page that carries it, by id.
    pub policy: Option<super::PolicyIx>,
}

/// Where an entry's facts come from, and when somebody last checked them.
#[derive(Debug, Clone, Default)]
pub struct Attribution {
    pub source: Option<SourceIx>,
    /// A place in the source, e.g. "附件5".
    pub clause: Option<String>,
    /// The day somebody verified the fact. `None`: nobody has.
    pub verified: Option<Date>,
}

/// When a page goes out, and whether it is out on the `as_of` date of the build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// In the time zone of the site; midnight where the editor gives a day only.
    #[serde(with = "super::moments::moment")]
    pub at: DateTime,
    pub state: PublicationState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PublicationState {
    Published,
    /// Shown with `--drafts` only.
    Draft,
    /// Goes out on a later day; shown with `--drafts` only.
    Scheduled,
}
