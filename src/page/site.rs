//! `site`: the same on every page.

use serde::Serialize;

use super::hotlines::{Number, city_hotline, number};
use crate::plan::View;

/// `site`: the same on every page.
#[derive(Debug, Serialize)]
pub struct SiteContext<'a> {
    pub name: &'a str,
    pub short_name: &'a str,
    pub language: &'a str,
    pub owner: Option<&'a str>,
    /// The city's hotline, for the head of a printed page and the foot of every page.
    pub hotline: LineContext<'a>,
    pub office: Option<OfficeContext<'a>>,
    pub footer: Option<&'a str>,
    /// A harmless address to leave for in a hurry.
    pub leave_to: Option<&'a str>,
    /// `SiteDomain`, `SiteIDCode`; absent where not set.
    pub domain: Option<&'a str>,
    pub id_code: Option<&'a str>,
    /// Date of the build, `YYYY-MM-DD`.
    pub as_of: String,
    /// The theme's style sheets, joined and squeezed.
    pub css: &'a str,
    /// Sources the site cites.
    pub sources: Vec<CitedSource<'a>>,
}

/// A number, and whose it is and what for.
#[derive(Debug, Serialize)]
pub struct LineContext<'a> {
    pub number: Number<'a>,
    pub purpose: &'a str,
    pub place: &'a str,
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

/// `css` is the text of the theme's style sheets.
pub fn site<'p>(view: &'p View<'p>, css: &'p str) -> SiteContext<'p> {
    let site = &view.portal.site;
    let hotline = city_hotline(view.portal);
    let sources = site.sources.iter();
    SiteContext {
        name: &site.name,
        short_name: &site.short_name,
        language: &site.language,
        owner: site.owner.as_deref(),
        hotline: LineContext {
            number: number(&hotline.phone),
            purpose: &hotline.purpose,
            place: &view.portal.places[hotline.place].name,
        },
        office: site
            .office
            .as_ref()
            .map(|office| OfficeContext { name: &office.name, number: number(&office.phone) }),
        footer: site.footer.as_deref(),
        leave_to: site.leave_to.as_deref(),
        domain: site.domain.as_deref(),
        id_code: site.id_code.as_deref(),
        as_of: view.as_of.to_string(),
        css,
        sources: sources
            .map(|source| CitedSource { title: &source.title, number: source.number.as_deref() })
            .collect(),
    }
}
