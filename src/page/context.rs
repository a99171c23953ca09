//! What a template may read: one typed context a kind of page.
//!
//! Every template gets `site` (the same on all pages), `page` (tags, links and source of this page)
//! and the fields of its own context. Addresses in a context are ready to print: relative to the
//! page, made by `plan::Routes`. `docs/theme.md` lists every variable; a test holds the list
//! against these types.

use serde::Serialize;

pub use super::agencies::{
    AgenciesContext, AgencyContext, AgencyRow, DutyContext, OtherParty, Role,
};
pub use super::article::{
    ArticleContext, LevelContext, MechanismContext, PatrolContext, PointContext,
    RequirementContext, StepContext,
};
pub use super::at::Link;
pub use super::attribution::AttributionContext;
pub use super::body::{Body, TocEntry};
pub use super::campaigns::{CampaignCard, CampaignContext, CampaignsContext};
pub use super::frame::{NavLink, PageContext, Tag};
pub use super::help::{
    CategoryCard, CategoryContext, GroupCard, GroupContext, HelpContext, PartyContext,
};
pub use super::home::HomeContext;
pub use super::hotlines::{
    HotlineContext, HotlinesContext, NationalContext, NotFoundContext, Number, PlaceCard,
    PlaceContext,
};
pub use super::pager::{Pager, PagerEntry};
pub use super::phases::PhaseContext;
pub use super::policies::{Facet, FacetEntry, PoliciesContext, PolicyCard};
pub use super::policy::{IndexFields, PolicyContext};
pub use super::print::{
    Download, LeafletCard, LeafletGroup, Picture, PrintCampaignContext, PrintCard, PrintContext,
    PrintPlaceContext,
};
pub use super::programme::{ArticleCard, FormContext, ProgrammeContext};
pub use super::share::ShareContext;
pub use super::site::{CitedSource, LineContext, OfficeContext, SiteContext};
pub use super::statistics::{
    AmountsContext, ChartContext, ColumnContext, DominanceContext, GridContext, GridGroup, GridRow,
    ProtectedAmounts, ProtectedTable, RegisterContext, ReleaseCard, StatisticsContext,
    StatisticsOverTimeContext, StatisticsPlaceContext, StatisticsProtectionContext,
    StatisticsSection, StatisticsTableContext, TableCard,
};

use super::at::At;
use super::{
    agencies, article, campaigns, help, home, hotlines, policies, policy, print, programme,
    statistics,
};
use crate::plan::View;
use crate::portal::Target;

/// The fields of one page, next to `site`.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Context<'p> {
    Home(HomeContext<'p>),
    Hotlines(HotlinesContext<'p>),
    Place(PlaceContext<'p>),
    Help(HelpContext<'p>),
    Group(GroupContext<'p>),
    Category(CategoryContext<'p>),
    Agencies(AgenciesContext<'p>),
    Agency(AgencyContext<'p>),
    Campaigns(CampaignsContext<'p>),
    Campaign(CampaignContext<'p>),
    Programme(ProgrammeContext<'p>),
    Article(ArticleContext<'p>),
    Policies(PoliciesContext<'p>),
    Policy(PolicyContext<'p>),
    Print(PrintContext<'p>),
    PrintPlace(PrintPlaceContext<'p>),
    PrintCampaign(PrintCampaignContext<'p>),
    Statistics(StatisticsContext<'p>),
    StatisticsTable(StatisticsTableContext<'p>),
    StatisticsPlace(StatisticsPlaceContext<'p>),
    StatisticsOverTime(StatisticsOverTimeContext<'p>),
    StatisticsProtection(StatisticsProtectionContext<'p>),
    NotFound(NotFoundContext<'p>),
}

/// The context of the page at `target`; `None` if that is no HTML page.
pub fn context<'p>(view: &'p View<'p>, target: Target) -> Option<Context<'p>> {
    let at = At { view, target };
    Some(match target {
        Target::Home => Context::Home(home::home(at)),
        Target::Hotlines => Context::Hotlines(hotlines::hotlines(at)),
        Target::Place(ix) => Context::Place(hotlines::place(at, ix)),
        Target::Help => Context::Help(help::help(at)),
        Target::Group(ix) => Context::Group(help::group(at, ix)),
        Target::Category(ix) => Context::Category(help::category(at, ix)),
        Target::Agencies => Context::Agencies(agencies::agencies(at)),
        Target::Agency(ix) => Context::Agency(agencies::agency(at, ix)),
        Target::Campaigns => Context::Campaigns(campaigns::campaigns(at)),
        Target::Campaign(ix) => Context::Campaign(campaigns::campaign(at, ix)),
        Target::Programme => Context::Programme(programme::programme(at)),
        Target::Article(ix) => Context::Article(article::article(at, ix)),
        Target::Policies(list, page) => {
            let pages = view.policies.pages(list, view.portal.site.page_size);
            let exists = (1..=pages).contains(&page);
            return exists.then(|| Context::Policies(policies::policies(at, list, page)));
        }
        Target::Policy(ix) => Context::Policy(policy::policy(at, ix)),
        Target::Print => Context::Print(print::print(at)),
        Target::PrintPlace(ix) => Context::PrintPlace(print::print_place(at, ix)),
        Target::PrintCampaign(ix) => Context::PrintCampaign(print::print_campaign(at, ix)),
        Target::Statistics(part) => return statistics::context(at, part),
        Target::NotFound => Context::NotFound(hotlines::not_found(at)),
        _ => return None,
    })
}
