//! The typed world of a site: places, hotlines, agencies, categories, campaigns, programme,
//! policies and articles, with every reference resolved.
//!
//! Invariant: nothing here knows HTML, templates or the file system. `resolve` takes parsed
//! sources and gives a `Portal` and the diagnostics; after it, an index into a `Portal` is valid.

pub mod agency;
pub mod article;
pub mod campaign;
pub mod help;
pub mod leaflet;
mod lists;
mod moments;
pub mod phone;
pub mod place;
pub mod policies;
pub mod policy;
pub mod programme;
pub mod resolve;
#[cfg(test)]
pub mod sample;
pub mod site;
pub mod statistics;
pub mod target;
pub mod text;

pub use agency::{Agency, Duty, Party};
pub use article::{Article, ArticleView, Section};
pub use campaign::Campaign;
pub use help::{Answer, Category, Group};
pub use leaflet::{
    Finish, Leaflet, LeafletFile, LeafletFormat, LeafletOf, LeafletSize, Leaflets, Need, Subject,
};
use lists::Lists;
pub use phone::Phone;
pub use place::{Hotline, NationalLine, Place, PlaceKind};
pub use policies::{Card, Outline, Part, Policies, Reader, Unread};
pub use policy::{Issuer, Listed, Policy, Validity};
pub use programme::{Form, Level, Mechanism, Patrol, Phase, Point, Programme, Step};
pub use site::{Attribution, Office, Publication, PublicationState, Site, Source};
pub use statistics::{Statistics, StatisticsPart};
pub use target::{PolicyList, Target};
pub use text::{Destination, Text};

use std::sync::Arc;

/// Index of a place in `Portal::places`.
pub type PlaceIx = usize;
/// Index of a national number in `Portal::national`.
pub type NationalIx = usize;
/// Index of an agency in `Portal::agencies`.
pub type AgencyIx = usize;
/// Index of a protected group in `Portal::groups`.
pub type GroupIx = usize;
/// Index of a policy category in `Portal::categories`.
pub type CategoryIx = usize;
/// Index of a campaign in `Portal::campaigns`.
pub type CampaignIx = usize;
/// Index of a mechanism in `Programme::mechanisms`.
pub type MechanismIx = usize;
/// Index of a form in `Programme::forms`.
pub type FormIx = usize;
/// Index of a policy in `Portal::policies`.
pub type PolicyIx = usize;
/// Index of an article in `Portal::articles`.
pub type ArticleIx = usize;
/// Index of a leaflet in `Leaflets::all`.
pub type LeafletIx = usize;
/// Index of a cited source in `Site::sources`.
pub type SourceIx = usize;

/// Everything a site publishes, as typed values.
#[derive(Debug, Clone)]
pub struct Portal {
    pub site: Site,
    /// The city first, then its counties and districts in the order of `places.toml`.
    pub places: Vec<Place>,
    pub hotlines: Vec<Hotline>,
    pub national: Vec<NationalLine>,
    /// In the order of `agencies.toml`.
    pub agencies: Vec<Agency>,
    /// Protected groups by number; the base group has number 0.
    pub groups: Vec<Group>,
    pub categories: Vec<Category>,
    pub programme: Programme,
    /// By number.
    pub campaigns: Vec<Campaign>,
    pub policies: Policies,
    /// `None` where the site publishes no statistics.
    pub statistics: Option<Arc<Statistics>>,
    /// By section, then `order`, then id.
    pub articles: Vec<Article>,
    /// Files that are copied as they are.
    pub files: Vec<CopiedFile>,
    /// Filled when the theme's templates are known.
    pub leaflets: Leaflets,
}

/// A file of the content or the theme that is copied. A picture loses its metadata on the way.
#[derive(Debug, Clone)]
pub struct CopiedFile {
    /// Address in the site, `/` separated, without a leading `/`.
    pub path: String,
    /// Where its bytes are read from.
    pub from: std::path::PathBuf,
    /// Name for messages, relative to the project's root.
    pub name: Arc<str>,
    /// Whether it goes out: a file of `static/` and of the theme always does, a file beside the texts
    /// if a text that is out links to it.
    pub is_out: bool,
}
