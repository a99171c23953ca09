//! Who publishes, and what the facts come from.

use serde::Serialize;

use super::place::{Number, number};
use crate::portal::{Attribution, Portal};

#[derive(Debug, Serialize)]
pub struct Source<'a> {
    pub title: &'a str,
    pub number: Option<&'a str>,
    pub clause: Option<&'a str>,
    pub year: Option<i16>,
}

#[derive(Debug, Serialize)]
pub struct Site<'a> {
    pub name: &'a str,
    pub short_name: &'a str,
    pub description: &'a str,
    pub owner: Option<&'a str>,
    pub footer: Option<&'a str>,
    pub url: &'a str,
    pub url_text: &'a str,
    pub area_code: &'a str,
    pub office: Option<Office<'a>>,
}

#[derive(Debug, Serialize)]
pub struct Office<'a> {
    pub name: &'a str,
    pub number: Number<'a>,
}

pub fn source<'p>(portal: &'p Portal, attribution: Option<&'p Attribution>) -> Option<Source<'p>> {
    let attribution = attribution?;
    let source = &portal.site.sources[attribution.source?];
    Some(Source {
        title: &source.title,
        number: source.number.as_deref(),
        clause: attribution.clause.as_deref(),
        year: source.year,
    })
}

pub fn site_data(portal: &Portal) -> Site<'_> {
    let site = &portal.site;
    Site {
        name: &site.name,
        short_name: &site.short_name,
        description: &site.description,
        owner: site.owner.as_deref(),
        footer: site.footer.as_deref(),
        url: &site.base_url,
        url_text: without_scheme(&site.base_url),
        area_code: &site.area_code,
        office: site
            .office
            .as_ref()
            .map(|office| Office { name: &office.name, number: number(&office.phone) }),
    }
}

pub fn without_scheme(url: &str) -> &str {
    let url = url.split_once("://").map_or(url, |(_, rest)| rest);
    url.trim_end_matches('/')
}
