//! Numbers to ring: the directory, one page a place, and the cards and lines on other pages.

use serde::Serialize;

use super::at::{At, Link};
use super::attribution::{AttributionContext, attribution};
use super::frame::{PageContext, page};
use super::{print, statistics, words};
use crate::portal::{Hotline, NationalIx, Phone, PlaceIx, Portal, Target};

/// A number as it is shown and rung everywhere.
#[derive(Debug, Clone, Serialize)]
pub struct Number<'a> {
    /// With its area code and a hyphen, or a short number as it is.
    pub display: &'a str,
    /// `tel:` and the number.
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
    /// The page that offers leaflets, where there are any.
    pub print: Option<Link<'a>>,
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
    /// The page that offers its leaflets, where there are any.
    pub print: Option<Link<'a>>,
    pub help: Link<'a>,
    /// What the statistics say of the place; absent where they say nothing.
    pub statistics: Option<Link<'a>>,
    pub others: Vec<Link<'a>>,
}

/// not-found.html
#[derive(Debug, Serialize)]
pub struct NotFoundContext<'a> {
    pub page: PageContext<'a>,
    pub city: HotlineContext<'a>,
    pub places: Vec<PlaceCard<'a>>,
    pub national: Vec<NationalContext<'a>>,
}

pub(super) fn hotlines(at: At<'_>) -> HotlinesContext<'_> {
    HotlinesContext {
        page: page(at),
        city: city(at),
        places: places(at),
        national: national(at),
        json: at.to(Target::HotlinesJson),
        csv: at.to(Target::HotlinesCsv),
        vcard: at.to(Target::VCards),
        print: print::way(at),
    }
}

pub(super) fn place(at: At<'_>, ix: PlaceIx) -> PlaceContext<'_> {
    let portal = at.portal();
    let place = &portal.places[ix];
    let of_city = city_hotline(portal);
    PlaceContext {
        page: page(at),
        name: &place.name,
        kind: place.kind.word(),
        hotline: hotline(at, &portal.hotlines[place.hotline]),
        own: place.own_hotline.is_some(),
        fallback: (portal.hotlines[place.hotline].phone != of_city.phone)
            .then(|| hotline(at, of_city)),
        national: national(at),
        pilot_townships: place.pilot_townships,
        pilot_villages: place.pilot_villages,
        vcard: at.to(Target::VCard(ix)),
        print: print::way(at),
        help: at.link(words::HELP.title, Target::Help),
        statistics: statistics::link_of_place(at, ix),
        others: (0..portal.places.len())
            .filter(|&other| other != ix)
            .map(|other| at.link(&portal.places[other].name, Target::Place(other)))
            .collect(),
    }
}

pub(super) fn not_found(at: At<'_>) -> NotFoundContext<'_> {
    NotFoundContext { page: page(at), city: city(at), places: places(at), national: national(at) }
}

pub(super) fn number(phone: &Phone) -> Number<'_> {
    Number { display: phone.display(), tel: phone.tel() }
}

/// The hotline of the city, which serves where nothing nearer does.
pub(super) fn city_hotline(portal: &Portal) -> &Hotline {
    // `resolve` gives every portal exactly one city, first of the places, with a hotline.
    &portal.hotlines[portal.places[0].hotline]
}

/// The city's hotline, ready to print.
pub(super) fn city(at: At<'_>) -> HotlineContext<'_> {
    hotline(at, city_hotline(at.portal()))
}

/// All places, each with the number to ring there.
pub(super) fn places(at: At<'_>) -> Vec<PlaceCard<'_>> {
    (0..at.portal().places.len()).map(|ix| place_card(at, ix)).collect()
}

pub(super) fn national(at: At<'_>) -> Vec<NationalContext<'_>> {
    (0..at.portal().national.len()).map(|ix| national_line(at, ix)).collect()
}

pub(super) fn national_line(at: At<'_>, ix: NationalIx) -> NationalContext<'_> {
    let line = &at.portal().national[ix];
    NationalContext {
        number: number(&line.phone),
        name: &line.name,
        use_when: line.use_when.as_deref(),
    }
}

fn hotline<'p>(at: At<'p>, hotline: &'p Hotline) -> HotlineContext<'p> {
    HotlineContext {
        number: number(&hotline.phone),
        purpose: &hotline.purpose,
        office: hotline.office.as_deref(),
        hours: hotline.hours.as_deref(),
        place: &at.portal().places[hotline.place].name,
        attribution: attribution(at, &hotline.attribution),
    }
}

fn place_card(at: At<'_>, ix: PlaceIx) -> PlaceCard<'_> {
    let portal = at.portal();
    let place = &portal.places[ix];
    let hotline = &portal.hotlines[place.hotline];
    PlaceCard {
        name: &place.name,
        kind: place.kind.word(),
        url: at.to(Target::Place(ix)),
        number: number(&hotline.phone),
        own: place.own_hotline.is_some(),
        served_by: &portal.places[hotline.place].name,
        current: at.target == Target::Place(ix),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;

    #[test]
    fn a_place_without_its_own_number_shows_the_citys_and_says_whose_it_is() {
        let portal = sample::portal();
        let view = sample::view(&portal);
        let at = At { view: &view, target: Target::Place(2) };
        let west = place(at, 2);
        assert!(!west.own);
        assert_eq!(west.hotline.number.display, "0999-2345678");
        assert_eq!(west.hotline.place, "样例市");
        assert!(west.fallback.is_none());
        let card = &places(at)[2];
        assert_eq!((card.own, card.served_by, card.current), (false, "样例市", true));
    }

    #[test]
    fn a_place_with_its_own_number_falls_back_on_the_citys() {
        let portal = sample::portal();
        let view = sample::view(&portal);
        let east = place(At { view: &view, target: Target::Place(1) }, 1);
        assert_eq!(east.hotline.number.tel, "tel:0999-2345679");
        let fallback = east.fallback.expect("the city's");
        assert_eq!(fallback.number.tel, "tel:0999-2345678");
        assert_eq!(
            east.others.iter().map(|place| place.title).collect::<Vec<_>>(),
            ["样例市", "西区"]
        );
    }

    #[test]
    fn the_page_for_missing_addresses_links_from_the_root() {
        let portal = sample::portal();
        let view = sample::view(&portal);
        let missing = not_found(At { view: &view, target: Target::NotFound });
        assert_eq!(missing.places[1].url, "/hotlines/east.html");
    }
}
