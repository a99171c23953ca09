//! Leaflets: what can be printed, of what, for which place.

use serde::Serialize;

use crate::content::toml::At;

use super::{ArticleIx, ArticleView, CampaignIx, LeafletIx, PlaceIx, PolicyIx, Portal, Target};

/// `content/leaflets.toml`: what a site decides about its leaflets.
#[derive(Debug, Clone)]
pub struct PrintSettings {
    /// The headline of leaflets of hotlines, in phrases between which a line may break.
    pub headline: Vec<String>,
    /// When to ring, in a few short lines.
    pub when: Vec<String>,
    /// What to say on the phone, in a few short lines.
    pub say: Vec<String>,
    /// Finishes for print shops.
    pub finishes: Vec<Finish>,
    /// Path in the theme of an ICC profile that is used instead of the theme's.
    pub profile: Option<At<String>>,
    /// What it chooses of the formats that the theme has.
    pub choices: Vec<FormatChoice>,
}

/// A `[[format]]` of `content/leaflets.toml`.
#[derive(Debug, Clone)]
pub struct FormatChoice {
    pub id: At<String>,
    /// Name of one of the sizes that the format has.
    pub size: Option<At<String>>,
    /// Copies.
    pub quantity: Option<u32>,
}

impl Default for PrintSettings {
    fn default() -> Self {
        PrintSettings {
            headline: Vec::new(),
            when: Vec::new(),
            say: Vec::new(),
            finishes: Finish::SHOP.to_vec(),
            profile: None,
            choices: Vec::new(),
        }
    }
}

/// A kind of leaflet that the theme has a template for, as the site uses it.
#[derive(Debug, Clone)]
pub struct LeafletFormat {
    /// Name of the template and part of addresses.
    pub id: String,
    /// For people and file names, e.g. 三折页.
    pub name: String,
    pub of: LeafletOf,
    /// Whether there is one for each place, which shows the number to ring there.
    pub each_place: bool,
    /// Number of pages it must have, where it is fixed.
    pub pages: Option<usize>,
    /// Lists that the template draws.
    pub needs: Vec<Need>,
    pub size: LeafletSize,
    /// Paper and weight, for the job ticket.
    pub paper: Option<String>,
    /// What is done after printing, for the job ticket.
    pub finishing: Option<String>,
    /// Copies, where the site says so.
    pub quantity: Option<u32>,
}

/// Trim size of a leaflet. All lengths are in millimetres.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LeafletSize {
    /// For file names, e.g. `285x210`.
    pub name: String,
    pub width: f64,
    pub height: f64,
    /// Distances of the folds from the left edge, one list a page.
    pub folds: Vec<Vec<f64>>,
}

/// What there is one leaflet of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeafletOf {
    Campaign,
    Hotline,
    Agencies,
    Recognition,
    Policy,
    Statistics,
}

impl LeafletOf {
    pub const ALL: [(&'static str, LeafletOf); 6] = [
        ("campaign", LeafletOf::Campaign),
        ("hotline", LeafletOf::Hotline),
        ("agencies", LeafletOf::Agencies),
        ("recognition", LeafletOf::Recognition),
        ("policy", LeafletOf::Policy),
        ("statistics", LeafletOf::Statistics),
    ];

    /// The word used in `leaflets.toml`, in the data of templates and in addresses.
    pub fn word(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}

/// A list of the portal that a template asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    Places,
    Agencies,
    Groups,
    Categories,
    Campaigns,
    Programme,
}

impl Need {
    pub const ALL: [(&'static str, Need); 6] = [
        ("places", Need::Places),
        ("agencies", Need::Agencies),
        ("groups", Need::Groups),
        ("categories", Need::Categories),
        ("campaigns", Need::Campaigns),
        ("programme", Need::Programme),
    ];
}

/// How a leaflet is made ready for those who print it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Finish {
    /// RGB, tagged, for a screen or an office printer.
    Screen,
    /// Structured as PDF/X-4, with marks.
    X4,
    /// Structured as PDF/X-1a:2003, without marks.
    X1a,
    /// As `X1a`, with text as curves.
    Outlines,
}

impl Finish {
    /// Those for print shops, by the word used in `leaflets.toml`.
    pub const SHOP: [Finish; 3] = [Finish::X4, Finish::X1a, Finish::Outlines];

    pub fn word(self) -> &'static str {
        match self {
            Finish::Screen => "screen",
            Finish::X4 => "x4",
            Finish::X1a => "x1a",
            Finish::Outlines => "outlines",
        }
    }
}

/// A leaflet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaflet {
    /// Index into `Leaflets::formats`.
    pub format: usize,
    pub subject: Subject,
    pub place: Option<PlaceIx>,
}

impl Leaflet {
    /// Whether it is offered with those of a place: it shows the number to ring there, or the figures of
    /// the whole, which are those of the city.
    pub fn is_of(&self, place: PlaceIx) -> bool {
        const CITY: PlaceIx = 0;
        match self.subject {
            Subject::Statistics => place == CITY,
            _ => self.place == Some(place),
        }
    }
}

/// What a leaflet is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Campaign(CampaignIx),
    Hotline,
    Agencies,
    /// With the page that explains it.
    Recognition(Option<ArticleIx>),
    Policy(PolicyIx),
    /// The newest release.
    Statistics,
}

/// A file that comes with a leaflet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LeafletFile {
    Pdf(Finish),
    /// Picture of the first page.
    Picture,
    /// Job ticket for machines.
    TicketJson,
    /// Job ticket for people.
    Ticket,
}

impl LeafletFile {
    /// Whether a print shop needs it: packages hold these, so that no shop has to ask for another finish.
    pub fn is_for_shop(self) -> bool {
        !matches!(self, LeafletFile::Pdf(Finish::Screen) | LeafletFile::Picture)
    }

    /// What follows the first dot of its name and address.
    pub fn extension(self) -> &'static str {
        match self {
            LeafletFile::Pdf(Finish::Screen) => "pdf",
            LeafletFile::Pdf(Finish::X4) => "x4.pdf",
            LeafletFile::Pdf(Finish::X1a) => "x1a.pdf",
            LeafletFile::Pdf(Finish::Outlines) => "outlines.pdf",
            LeafletFile::Picture => "png",
            LeafletFile::TicketJson => "ticket.json",
            LeafletFile::Ticket => "ticket.html",
        }
    }
}

/// Leaflets in the package of a campaign.
const MOST_PACKED: usize = 200;

/// All leaflets of a site.
#[derive(Debug, Clone, Default)]
pub struct Leaflets {
    pub formats: Vec<LeafletFormat>,
    pub settings: PrintSettings,
    pub all: Vec<Leaflet>,
}

impl Leaflets {
    /// Every leaflet of these formats: what has no place first, then place by place.
    pub fn new(portal: &Portal, formats: Vec<LeafletFormat>, settings: PrintSettings) -> Self {
        let recognition =
            portal.articles.iter().position(|article| article.view == ArticleView::Recognition);
        let places = (0..portal.places.len()).map(Some);
        let mut all = Vec::new();
        for place in std::iter::once(None).chain(places) {
            for (format, kind) in formats.iter().enumerate() {
                if kind.each_place != place.is_some() {
                    continue;
                }
                let subjects: Vec<Subject> = match kind.of {
                    LeafletOf::Campaign => {
                        (0..portal.campaigns.len()).map(Subject::Campaign).collect()
                    }
                    LeafletOf::Hotline => vec![Subject::Hotline],
                    LeafletOf::Agencies => vec![Subject::Agencies],
                    LeafletOf::Recognition => vec![Subject::Recognition(recognition)],
                    LeafletOf::Policy => {
                        (0..portal.policies.ids().len()).map(Subject::Policy).collect()
                    }
                    LeafletOf::Statistics => {
                        portal.statistics.iter().map(|_| Subject::Statistics).collect()
                    }
                };
                let leaflets = subjects.into_iter();
                all.extend(leaflets.map(|subject| Leaflet { format, subject, place }));
            }
        }
        Leaflets { formats, settings, all }
    }

    /// Whether a leaflet is in a package.
    pub fn is_in_package(&self, ix: LeafletIx, package: Target) -> bool {
        let leaflet = &self.all[ix];
        match package {
            Target::PlacePackage(place) => leaflet.is_of(place),
            Target::CampaignPackage(campaign) => leaflet.subject == Subject::Campaign(campaign),
            _ => false,
        }
    }

    /// The packages of a site: one a place, and one a campaign as long as it is not too large to be
    /// of use to anybody.
    pub fn packages(&self, places: usize, campaigns: usize) -> Vec<Target> {
        if self.settings.finishes.is_empty() {
            return Vec::new();
        }
        let places = (0..places).map(Target::PlacePackage);
        let campaigns = (0..campaigns).map(Target::CampaignPackage);
        let count =
            |package| (0..self.all.len()).filter(|&ix| self.is_in_package(ix, package)).count();
        let places = places.filter(|_| self.formats.iter().any(|format| format.each_place));
        let campaigns = campaigns.filter(|&package| (1..=MOST_PACKED).contains(&count(package)));
        places.chain(campaigns).collect()
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub fn format(&self, leaflet: &Leaflet) -> &LeafletFormat {
        &self.formats[leaflet.format]
    }

    /// The files that come with every leaflet, the tickets, which are made of the others, last.
    pub fn files(&self) -> impl Iterator<Item = LeafletFile> {
        let shop = self.settings.finishes.iter().copied();
        let tickets = match self.settings.finishes.is_empty() {
            true => &[][..],
            false => &[LeafletFile::TicketJson, LeafletFile::Ticket],
        };
        [LeafletFile::Pdf(Finish::Screen), LeafletFile::Picture]
            .into_iter()
            .chain(shop.map(LeafletFile::Pdf))
            .chain(tickets.iter().copied())
    }
}
