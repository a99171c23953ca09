//! The boxes of a page: ISO 32000-1, 14.11.2; ISO 15930-7, 6.12.

use lopdf::{Dictionary, Document};

use super::{
    finding::{Finding, Findings, PageBox},
    geometry::{MM, Rect},
    lookup,
};

/// Bleed that shops ask for, in millimetres.
const BLEED: f64 = 3.0;
/// What rounding may cost, in points: 0.1 mm.
const TOLERANCE: f64 = 0.1 / MM;

/// Adds what is wrong with the boxes. Returns the area that is printed: with its bleed, where it has one.
pub fn look(
    document: &Document,
    page: &Dictionary,
    number: u32,
    first_trim: &mut Option<Rect>,
    findings: &mut Findings,
) -> Option<Rect> {
    let mut add = |finding| findings.add(Some(number), finding);
    let of = |node, key: &[u8]| lookup::rect(document, node, key);
    let inherited = |key: &[u8]| of(lookup::inherited(document, page, key)?, key);
    let media = inherited(b"MediaBox");
    let (crop, bleed) = (inherited(b"CropBox"), of(page, b"BleedBox"));
    let (trim, art) = (of(page, b"TrimBox"), of(page, b"ArtBox"));
    let boxes = [
        (PageBox::Media, media),
        (PageBox::Crop, crop),
        (PageBox::Bleed, bleed),
        (PageBox::Trim, trim),
        (PageBox::Art, art),
    ];
    for (which, rect) in boxes {
        if rect.is_some_and(Rect::is_empty) {
            add(Finding::EmptyBox(which));
        }
    }
    let Some(media) = media else {
        add(Finding::NoBox(PageBox::Media));
        return None;
    };
    if trim.is_some() && art.is_some() {
        add(Finding::TrimAndArt);
    }
    let Some(finished) = trim.or(art) else {
        add(Finding::NoBox(PageBox::Trim));
        return Some(bleed.unwrap_or(media));
    };
    let which = if trim.is_some() { PageBox::Trim } else { PageBox::Art };
    let mut inside = |inner: (PageBox, Rect), outer: (PageBox, Option<Rect>)| {
        if outer.1.is_some_and(|outer| inner.1.sticks_out_of(outer) > TOLERANCE) {
            add(Finding::Outside(inner.0, outer.0));
        }
    };
    inside((which, finished), (PageBox::Media, Some(media)));
    inside((which, finished), (PageBox::Bleed, bleed));
    if let Some(bleed) = bleed {
        inside((PageBox::Bleed, bleed), (PageBox::Media, Some(media)));
    }
    match bleed {
        None => add(Finding::NoBleed),
        Some(bleed) => {
            let thinnest = finished.margins_in(bleed).into_iter().fold(f64::INFINITY, f64::min);
            if thinnest < BLEED / MM - TOLERANCE {
                add(match (thinnest * MM * 10.0).round() as i32 {
                    ..=0 => Finding::NoBleed,
                    tenths => Finding::ThinBleed(tenths),
                });
            }
        }
    }
    let first = *first_trim.get_or_insert(finished);
    let differs = |a: f64, b: f64| (a - b).abs() > TOLERANCE;
    if differs(first.width(), finished.width()) || differs(first.height(), finished.height()) {
        add(Finding::OtherTrim);
    }
    Some(bleed.unwrap_or(finished))
}
