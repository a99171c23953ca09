//! What a template may read: one typed context a kind of page.
//!
//! Every template gets `site` (the same on all pages), `page` (tags, links and source of this page)
//! and the fields of its own context below. Addresses in a context are ready to print: relative to
//! the page, made by `plan::routes`. `docs/theme.md` lists every variable; a test holds the list
//! against these types.

use serde::Serialize;

use crate::content::markdown::Document;

/// `site`: the same on every page.
#[derive(Debug, Serialize)]
pub struct SiteContext<'a> {
    pub name: &'a str,
    pub short_name: &'a str,
    pub language: &'a str,
    pub owner: Option<&'a str>,
    pub office: Option<OfficeContext<'a>>,
    pub footer: Option<&'a str>,
    /// A harmless address to leave for in a hurry.
    pub leave_to: Option<&'a str>,
    /// `SiteDomain`, `SiteIDCode`; absent where not set.
    pub domain: Option<&'a str>,
    pub id_code: Option<&'a str>,
    /// Date of the build, `YYYY-MM-DD`.
    pub as_of: &'a str,
    /// The theme's style sheets, joined and squeezed.
    pub css: &'a str,
    /// Sources the site cites.
    pub sources: Vec<CitedSource<'a>>,
}

#[derive(Debug, Serialize)]
pub struct CitedSource<'a> {
    pub title: &'a str,
    pub number: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub struct OfficeContext<'a> {
    pub name: &'a str,
    pub number: Number<'a>,
}

/// `page`: on every page.
#[derive(Debug, Serialize)]
pub struct PageContext<'a> {
    /// Which kind: `home`, `hotlines`, `place`, `help`, `group`, `category`, `agencies`, `agency`,
    /// `campaigns`, `campaign`, `programme`, `article`, `policies`, `policy`, `not-found`.
    pub kind: &'static str,
    /// The heading, and the start of `<title>`.
    pub title: &'a str,
    /// Ready for `<title>`.
    pub full_title: String,
    pub description: &'a str,
    /// `<meta>` tags: government page tags and Open Graph.
    pub tags: Vec<Tag<'a>>,
    /// JSON-LD, safe inside `<script>`; absent where there is nothing to describe.
    pub json_ld: Option<String>,
    /// Absolute address.
    pub url: String,
    pub home: String,
    /// The hotline directory.
    pub hotlines: String,
    /// Main sections, for header and footer.
    pub nav: Vec<NavLink<'a>>,
    /// From home down to the page before this one.
    pub breadcrumbs: Vec<Link<'a>>,
    /// Feeds to announce in `<head>`.
    pub feeds: Vec<Link<'a>>,
    pub attribution: Option<AttributionContext<'a>>,
    /// `YYYY-MM-DD`, where known.
    pub updated: Option<String>,
    /// `draft` or `scheduled` where the page is not out yet.
    pub preview: Option<&'static str>,
}

/// One `<meta>`: `attribute` is `name` or `property`.
#[derive(Debug, Serialize)]
pub struct Tag<'a> {
    pub attribute: &'static str,
    pub name: &'static str,
    pub content: std::borrow::Cow<'a, str>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Link<'a> {
    pub title: &'a str,
    pub url: String,
}

#[derive(Debug, Serialize)]
pub struct NavLink<'a> {
    pub title: &'a str,
    pub url: String,
    /// Whether this page lies in that section.
    pub current: bool,
}

/// Where the facts of a page come from and when somebody last checked them.
#[derive(Debug, Serialize)]
pub struct AttributionContext<'a> {
    pub source: Option<&'a str>,
    /// 发文字号
    pub number: Option<&'a str>,
    pub clause: Option<&'a str>,
    pub year: Option<i16>,
    /// The page of the source.
    pub url: Option<String>,
    /// `YYYY-MM-DD`; absent: nobody has verified it.
    pub verified: Option<String>,
    /// Whether the verification is older than the site allows.
    pub stale: bool,
}

/// A number as it is shown and rung everywhere.
#[derive(Debug, Clone, Serialize)]
pub struct Number<'a> {
    /// `0416-4567091`, or `110`.
    pub display: &'a str,
    /// `tel:0416-4567091`
    pub tel: String,
}

#[derive(Debug, Serialize)]
pub struct HotlineContext<'a> {
    pub number: Number<'a>,
    pub purpose: &'a str,
    pub office: Option<&'a str>,
    pub hours: Option<&'a str>,
    /// The place whose number it is.
    pub place: &'a str,
    pub attribution: AttributionContext<'a>,
}

/// A place in a list, with the number to ring there.
#[derive(Debug, Serialize)]
pub struct PlaceCard<'a> {
    pub name: &'a str,
    /// `city`, `county`, `county-level-city`, `district`, `new-district`.
    pub kind: &'static str,
    pub url: String,
    pub number: Number<'a>,
    /// Whether the number is its own; if not, `served_by` names the place whose number it is.
    pub own: bool,
    pub served_by: &'a str,
    pub current: bool,
}

#[derive(Debug, Serialize)]
pub struct NationalContext<'a> {
    pub number: Number<'a>,
    pub name: &'a str,
    pub use_when: Option<&'a str>,
}

/// home.html
#[derive(Debug, Serialize)]
pub struct HomeContext<'a> {
    pub page: PageContext<'a>,
    pub title: &'a str,
    pub lead: Option<&'a str>,
    /// The city's hotline.
    pub city: HotlineContext<'a>,
    pub places: Vec<PlaceCard<'a>>,
    pub national: Vec<NationalContext<'a>>,
    /// The page "who helps in this situation", then one entry a group.
    pub help: Link<'a>,
    pub groups: Vec<GroupCard<'a>>,
    pub agencies: Link<'a>,
    pub campaigns: Vec<CampaignCard<'a>>,
    pub policies: Vec<PolicyCard<'a>>,
    pub all_policies: Link<'a>,
    pub programme: Link<'a>,
    /// How to print; absent where the site has no such page.
    pub print: Option<Link<'a>>,
}

/// hotlines.html
#[derive(Debug, Serialize)]
pub struct HotlinesContext<'a> {
    pub page: PageContext<'a>,
    pub city: HotlineContext<'a>,
    pub places: Vec<PlaceCard<'a>>,
    pub national: Vec<NationalContext<'a>>,
    /// Downloads.
    pub json: String,
    pub csv: String,
    pub vcard: String,
}

/// place.html
#[derive(Debug, Serialize)]
pub struct PlaceContext<'a> {
    pub page: PageContext<'a>,
    pub name: &'a str,
    pub kind: &'static str,
    /// The number to ring here: its own, else its parent's (`own` is false).
    pub hotline: HotlineContext<'a>,
    pub own: bool,
    /// The city's, as a fallback; absent where it is the number above.
    pub fallback: Option<HotlineContext<'a>>,
    pub national: Vec<NationalContext<'a>>,
    pub pilot_townships: Option<u32>,
    pub pilot_villages: Option<u32>,
    pub vcard: String,
    pub help: Link<'a>,
    pub others: Vec<PlaceCard<'a>>,
}

#[derive(Debug, Serialize)]
pub struct GroupCard<'a> {
    pub number: u32,
    pub name: &'a str,
    pub plain: &'a str,
    pub url: String,
    pub urgent: bool,
}

#[derive(Debug, Serialize)]
pub struct CategoryCard<'a> {
    pub number: u32,
    pub name: &'a str,
    pub plain: &'a str,
    pub url: String,
    pub lead: Vec<PartyContext<'a>>,
    pub assist: Vec<PartyContext<'a>>,
    pub measures: &'a [String],
}

/// Somebody who leads, assists or takes part; `url` where it has a page of its own.
#[derive(Debug, Serialize)]
pub struct PartyContext<'a> {
    pub name: &'a str,
    pub url: Option<String>,
    pub scope: Option<&'a str>,
}

/// help.html: the decision path's first step.
#[derive(Debug, Serialize)]
pub struct HelpContext<'a> {
    pub page: PageContext<'a>,
    pub groups: Vec<GroupCard<'a>>,
    pub categories: Vec<CategoryCard<'a>>,
    pub places: Vec<PlaceCard<'a>>,
    pub national: Vec<NationalContext<'a>>,
    pub city: HotlineContext<'a>,
}

/// group.html: a protected group, and which categories help.
#[derive(Debug, Serialize)]
pub struct GroupContext<'a> {
    pub page: PageContext<'a>,
    pub number: u32,
    pub name: &'a str,
    pub plain: &'a str,
    pub examples: &'a [String],
    pub urgent: bool,
    pub categories: Vec<CategoryCard<'a>>,
    pub places: Vec<PlaceCard<'a>>,
    pub national: Vec<NationalContext<'a>>,
    pub city: HotlineContext<'a>,
}

/// category.html
#[derive(Debug, Serialize)]
pub struct CategoryContext<'a> {
    pub page: PageContext<'a>,
    pub category: CategoryCard<'a>,
    pub groups: Vec<GroupCard<'a>>,
    pub policies: Vec<PolicyCard<'a>>,
    pub places: Vec<PlaceCard<'a>>,
    pub city: HotlineContext<'a>,
}

/// agencies.html: the matrix of who does what for whom.
#[derive(Debug, Serialize)]
pub struct AgenciesContext<'a> {
    pub page: PageContext<'a>,
    /// Columns.
    pub categories: Vec<Link<'a>>,
    pub campaigns: Vec<Link<'a>>,
    pub rows: Vec<AgencyRow<'a>>,
    /// Parties of categories and campaigns that have no entry of their own.
    pub others: Vec<OtherParty<'a>>,
}

#[derive(Debug, Serialize)]
pub struct AgencyRow<'a> {
    pub name: &'a str,
    pub url: String,
    pub summary: &'a str,
    /// One a category: `lead`, `assist` or empty.
    pub categories: Vec<&'static str>,
    /// One a campaign: whether it takes part.
    pub campaigns: Vec<bool>,
}

#[derive(Debug, Serialize)]
pub struct OtherParty<'a> {
    pub name: &'a str,
    pub roles: Vec<Role<'a>>,
}

/// `role`: `lead`, `assist`, `participant`; of the category or campaign `of`.
#[derive(Debug, Serialize)]
pub struct Role<'a> {
    pub role: &'static str,
    pub of: Link<'a>,
    /// The name the plan uses for it there.
    pub as_name: &'a str,
    pub scope: Option<&'a str>,
}

/// agency.html
#[derive(Debug, Serialize)]
pub struct AgencyContext<'a> {
    pub page: PageContext<'a>,
    pub name: &'a str,
    pub summary: &'a str,
    pub duties: Vec<DutyContext<'a>>,
    pub categories: Vec<Role<'a>>,
    pub campaigns: Vec<Role<'a>>,
    pub mechanisms: Vec<Link<'a>>,
    pub policies: Vec<PolicyCard<'a>>,
    pub previous: Option<Link<'a>>,
    pub next: Option<Link<'a>>,
    pub city: HotlineContext<'a>,
}

#[derive(Debug, Serialize)]
pub struct DutyContext<'a> {
    pub text: &'a str,
    pub forms: Vec<FormContext<'a>>,
}

#[derive(Debug, Serialize)]
pub struct FormContext<'a> {
    pub id: &'a str,
    pub label: &'a str,
    pub name: &'a str,
    pub use_for: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub struct CampaignCard<'a> {
    pub number: u32,
    pub name: &'a str,
    pub short_name: &'a str,
    pub themes: &'a [String],
    pub description: &'a str,
    pub url: String,
}

/// campaigns.html
#[derive(Debug, Serialize)]
pub struct CampaignsContext<'a> {
    pub page: PageContext<'a>,
    pub campaigns: Vec<CampaignCard<'a>>,
}

/// campaign.html
#[derive(Debug, Serialize)]
pub struct CampaignContext<'a> {
    pub page: PageContext<'a>,
    pub number: u32,
    pub name: &'a str,
    pub short_name: &'a str,
    pub themes: &'a [String],
    pub participants: Vec<PartyContext<'a>>,
    pub points: &'a [String],
    pub actions: &'a [String],
    /// Rendered Markdown: print with `| safe`.
    pub body: Body<'a>,
    /// The picture for sharing, 1200 × 630.
    pub image: String,
    pub city: HotlineContext<'a>,
    pub places: Vec<PlaceCard<'a>>,
    pub previous: Option<Link<'a>>,
    pub next: Option<Link<'a>>,
}

/// programme.html: what the programme is, and the way to its parts.
#[derive(Debug, Serialize)]
pub struct ProgrammeContext<'a> {
    pub page: PageContext<'a>,
    pub model: &'a str,
    pub structure: &'a str,
    pub principles: &'a [String],
    pub articles: Vec<ArticleCard<'a>>,
    pub campaigns: Vec<CampaignCard<'a>>,
    pub categories: Vec<Link<'a>>,
    pub forms: Vec<FormContext<'a>>,
}

#[derive(Debug, Serialize)]
pub struct ArticleCard<'a> {
    pub title: &'a str,
    pub description: &'a str,
    pub url: String,
    pub current: bool,
}

/// article.html: prose of the programme or of "about", with the facts its view asks for.
#[derive(Debug, Serialize)]
pub struct ArticleContext<'a> {
    pub page: PageContext<'a>,
    /// `programme` or `about`.
    pub section: &'static str,
    /// `prose`, `network`, `mechanisms`, `discovery`, `recognition`, `timetable`, `requirements`.
    pub view: &'static str,
    pub title: &'a str,
    pub body: Body<'a>,
    pub toc: Vec<TocEntry<'a>>,
    /// The other pages of the section.
    pub siblings: Vec<ArticleCard<'a>>,
    /// Filled for the view that shows them, else empty.
    pub levels: Vec<LevelContext<'a>>,
    pub links: &'a [String],
    pub structure: &'a str,
    pub mechanisms: Vec<MechanismContext<'a>>,
    pub patrols: Vec<PatrolContext<'a>>,
    pub steps: Vec<StepContext<'a>>,
    pub forms: Vec<FormContext<'a>>,
    pub phases: Vec<PhaseContext<'a>>,
    pub requirements: Vec<RequirementContext<'a>>,
    pub places: Vec<PlaceCard<'a>>,
}

#[derive(Debug, Serialize)]
pub struct LevelContext<'a> {
    pub name: &'a str,
    pub body: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub struct MechanismContext<'a> {
    /// Also the anchor.
    pub id: &'a str,
    pub number: u32,
    pub name: &'a str,
    pub summary: &'a str,
    pub points: Vec<PointContext<'a>>,
    /// A page that tells more about it.
    pub more: Option<Link<'a>>,
}

#[derive(Debug, Serialize)]
pub struct PointContext<'a> {
    pub head: &'a str,
    pub text: &'a str,
    pub agencies: Vec<Link<'a>>,
}

#[derive(Debug, Serialize)]
pub struct PatrolContext<'a> {
    pub name: &'a str,
    pub by: &'a str,
    pub agencies: Vec<Link<'a>>,
    pub is_hotline: bool,
}

#[derive(Debug, Serialize)]
pub struct StepContext<'a> {
    pub number: u32,
    pub who: &'a str,
    pub text: &'a str,
    pub forms: Vec<FormContext<'a>>,
}

#[derive(Debug, Serialize)]
pub struct PhaseContext<'a> {
    pub name: &'a str,
    /// `YYYY-MM-DD`
    pub start: String,
    pub end: String,
    /// `past`, `current` or `future` on the date of the build.
    pub state: &'static str,
    /// Position in the whole timetable, in per mille of its length: for a picture.
    pub from_permille: u32,
    pub length_permille: u32,
    pub tasks: &'a [String],
}

#[derive(Debug, Serialize)]
pub struct RequirementContext<'a> {
    pub name: &'a str,
    pub text: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub struct PolicyCard<'a> {
    pub title: &'a str,
    pub url: String,
    pub description: &'a str,
    pub issuer: Option<&'a str>,
    pub document_number: Option<&'a str>,
    pub year: Option<i16>,
    /// `in-force`, `repealed`, `expired`; absent: not stated.
    pub validity: Option<&'static str>,
    pub preview: Option<&'static str>,
}

/// policies.html: one page of a list.
#[derive(Debug, Serialize)]
pub struct PoliciesContext<'a> {
    pub page: PageContext<'a>,
    /// `all`, `category`, `issuer` or `year`.
    pub by: &'static str,
    /// The category, issuer or year; empty for `all`.
    pub of: &'a str,
    pub total: usize,
    pub policies: Vec<PolicyCard<'a>>,
    pub facets: Vec<Facet<'a>>,
    pub pager: Pager<'a>,
    pub feed: String,
}

/// A way to list the policies: `name` is `category`, `issuer` or `year`.
#[derive(Debug, Serialize)]
pub struct Facet<'a> {
    pub name: &'static str,
    pub entries: Vec<FacetEntry<'a>>,
}

#[derive(Debug, Serialize)]
pub struct FacetEntry<'a> {
    pub title: &'a str,
    pub url: String,
    pub count: usize,
    pub current: bool,
}

#[derive(Debug, Serialize)]
pub struct Pager<'a> {
    /// From 1.
    pub current: usize,
    pub total: usize,
    pub previous: Option<String>,
    pub next: Option<String>,
    /// First, last and the neighbours of the current page; an entry without `url` is a gap or the
    /// current page.
    pub entries: Vec<PagerEntry<'a>>,
}

#[derive(Debug, Serialize)]
pub struct PagerEntry<'a> {
    pub title: std::borrow::Cow<'a, str>,
    pub url: Option<String>,
    pub current: bool,
}

/// policy.html
#[derive(Debug, Serialize)]
pub struct PolicyContext<'a> {
    pub page: PageContext<'a>,
    pub title: &'a str,
    pub index: IndexFields<'a>,
    pub validity: Option<&'static str>,
    pub validity_note: Option<&'a str>,
    pub expires: Option<String>,
    pub body: Body<'a>,
    pub toc: Vec<TocEntry<'a>>,
    pub categories: Vec<Link<'a>>,
    pub agencies: Vec<Link<'a>>,
    /// Newer and older in the list of all.
    pub newer: Option<Link<'a>>,
    pub older: Option<Link<'a>>,
    pub all: String,
}

/// The index fields of government information disclosure; absent: not stated in the source.
#[derive(Debug, Serialize)]
pub struct IndexFields<'a> {
    /// 索引号
    pub index_number: Option<&'a str>,
    /// 主题分类
    pub subject: Option<&'a str>,
    /// 发文机关, with its list of policies
    pub issuer: Option<Link<'a>>,
    /// 发文字号
    pub document_number: Option<&'a str>,
    /// 成文日期
    pub written: Option<String>,
    /// 发布日期
    pub issued: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct TocEntry<'a> {
    /// 2 to 6.
    pub level: u8,
    pub id: &'a str,
    pub title: &'a str,
}

/// not-found.html
#[derive(Debug, Serialize)]
pub struct NotFoundContext<'a> {
    pub page: PageContext<'a>,
    pub city: HotlineContext<'a>,
    pub places: Vec<PlaceCard<'a>>,
    pub national: Vec<NationalContext<'a>>,
}

/// share.svg: the picture of a campaign for sharing, 1200 × 630.
#[derive(Debug, Serialize)]
pub struct ShareContext<'a> {
    pub site: &'a str,
    pub number: u32,
    pub name: &'a str,
    pub short_name: &'a str,
    /// The name broken into lines of at most 12 characters, at sense.
    pub lines: Vec<String>,
    pub theme: Option<&'a str>,
    pub phone: &'a str,
    pub phone_label: &'a str,
}

/// Rendered Markdown with its links resolved. A template sees a string of HTML; a fingerprint sees
/// the digest of its source and the links, which say the same in fewer bytes.
#[derive(Debug)]
pub struct Body<'a> {
    pub document: &'a Document,
    pub links: Vec<String>,
}

impl Serialize for Body<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(&self.document.html(&self.links))
        } else {
            (&self.document.digest, &self.links).serialize(serializer)
        }
    }
}
