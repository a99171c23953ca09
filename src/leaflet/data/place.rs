//! Places and their numbers.

use serde::Serialize;

use super::site::{Source, source};
use crate::portal::{Hotline, NationalLine, Phone, Portal, place::PlaceKind};

#[derive(Debug, Serialize)]
pub struct City<'a> {
    pub id: &'a str,
    pub name: &'a str,
}

#[derive(Debug, Clone, Serialize)]
pub struct Number<'a> {
    pub display: &'a str,
    pub area_code: &'a str,
    pub local: &'a str,
    pub tel: String,
    pub extension: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub struct HotlineData<'a> {
    pub number: Number<'a>,
    pub purpose: &'a str,
    pub office: Option<&'a str>,
    pub hours: Option<&'a str>,
    /// Whose number it is.
    pub place: &'a str,
    pub source: Option<Source<'a>>,
    pub verified: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct Place<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub kind: &'static str,
    pub is_city: bool,
    pub hotline: HotlineData<'a>,
    /// Whether the number is its own.
    pub own: bool,
    /// The city's, where that is another number.
    pub fallback: Option<HotlineData<'a>>,
}

#[derive(Debug, Serialize)]
pub struct National<'a> {
    pub number: Number<'a>,
    pub name: &'a str,
    pub use_when: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub struct PlaceEntry<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub kind: &'static str,
    pub number: Number<'a>,
    pub own: bool,
    pub served_by: &'a str,
}

pub fn number(phone: &Phone) -> Number<'_> {
    Number {
        display: phone.display(),
        area_code: phone.area_code(),
        local: phone.local(),
        tel: phone.tel(),
        extension: phone.extension(),
    }
}

fn hotline<'p>(portal: &'p Portal, hotline: &'p Hotline) -> HotlineData<'p> {
    HotlineData {
        number: number(&hotline.phone),
        purpose: &hotline.purpose,
        office: hotline.office.as_deref(),
        hours: hotline.hours.as_deref(),
        place: &portal.places[hotline.place].name,
        source: source(portal, Some(&hotline.attribution)),
        verified: hotline.attribution.verified.map(|day| day.to_string()),
    }
}

pub fn place(portal: &Portal, ix: usize) -> Place<'_> {
    let place = &portal.places[ix];
    let own = &portal.hotlines[place.hotline];
    // `resolve` gives every portal exactly one city, first of the places, with a hotline.
    let city = &portal.hotlines[portal.places[0].hotline];
    Place {
        id: &place.id,
        name: &place.name,
        kind: place.kind.word(),
        is_city: place.kind == PlaceKind::City,
        hotline: hotline(portal, own),
        own: place.own_hotline.is_some(),
        fallback: (own.phone != city.phone).then(|| hotline(portal, city)),
    }
}

pub fn place_entry(portal: &Portal, ix: usize) -> PlaceEntry<'_> {
    let place = &portal.places[ix];
    let hotline = &portal.hotlines[place.hotline];
    PlaceEntry {
        id: &place.id,
        name: &place.name,
        kind: place.kind.word(),
        number: number(&hotline.phone),
        own: place.own_hotline.is_some(),
        served_by: &portal.places[hotline.place].name,
    }
}

pub fn national(portal: &Portal) -> Vec<National<'_>> {
    portal.national.iter().map(national_line).collect()
}

pub fn national_line(line: &NationalLine) -> National<'_> {
    National { number: number(&line.phone), name: &line.name, use_when: line.use_when.as_deref() }
}
