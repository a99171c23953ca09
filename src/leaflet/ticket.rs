//! Job tickets: what a print shop must know of a leaflet, for machines and for people.

use serde::Serialize;

use super::{finish::BLEED, make::Order, names};
use crate::{
    digest,
    plan::View,
    portal::{Finish, LeafletFile, Target},
};

/// `….ticket.json`, and the variable `ticket` of the template `ticket.html`.
#[derive(Debug, Serialize)]
pub struct Ticket<'a> {
    pub generator: &'static str,
    pub title: &'a str,
    pub format: &'a str,
    pub place: Option<&'a str>,
    /// Width and height after cutting, in millimetres.
    pub trim: [f64; 2],
    pub bleed: f64,
    /// Distances of the folds from the left edge of the trim, one list a page.
    pub folds: &'a [Vec<f64>],
    pub pages: usize,
    /// The edge over which the sheet is turned for its back; `None` where there is none.
    pub turn: Option<Turn>,
    /// Inks on the front and on the back.
    pub colours: &'static str,
    /// The press that the colours are meant for.
    pub condition: &'a str,
    pub paper: Option<&'a str>,
    pub finishing: Option<&'a str>,
    pub quantity: Option<u32>,
    /// `YYYY-MM-DD`: the day at which the content stands.
    pub content_date: &'a str,
    pub version: &'a str,
    pub site: &'a str,
    pub owner: Option<&'a str>,
    /// The page that the code leads to.
    pub page: &'a str,
    pub files: Vec<TicketFile>,
    pub note: &'static str,
}

/// An edge of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Turn {
    LongEdge,
    ShortEdge,
}

impl Turn {
    /// All pages of a leaflet stand upright, each behind the one before, so a sheet is turned like the
    /// page of a book: over its left or right edge. Which of its edges that is, its sides say.
    fn of(trim: [f64; 2], pages: usize) -> Option<Turn> {
        let [width, height] = trim;
        (pages > 1).then_some(if height < width { Turn::ShortEdge } else { Turn::LongEdge })
    }
}

/// A PDF that belongs to the job.
#[derive(Debug, Serialize)]
pub struct TicketFile {
    /// On the disk of the shop.
    pub name: String,
    pub url: String,
    /// `screen`, `x4`, `x1a`, `outlines`.
    pub finish: &'static str,
    /// What it is structured as.
    pub structure: &'static str,
    pub marks: bool,
    pub bytes: u64,
    pub sha256: String,
}

const NOTE: &str = "Structured as the named standard and preflighted by weibao; not certified. \
                    按所列标准编排，并经 weibao 印前检查；未经认证。";

impl TicketFile {
    pub fn new(
        view: &View<'_>,
        order: &Order<'_>,
        finish: Finish,
        bytes: u64,
        sha256: &[u8; 32],
    ) -> Self {
        let file = LeafletFile::Pdf(finish);
        TicketFile {
            name: names::file_name(view, order.leaflet, file),
            url: view.routes.absolute(Target::Leaflet(order.ix, file)),
            finish: finish.word(),
            structure: match finish {
                Finish::Screen => "PDF/A-2a, PDF/UA-1",
                Finish::X4 => "PDF/X-4",
                Finish::X1a => "PDF/X-1a:2003",
                Finish::Outlines => "PDF/X-1a:2003, text as curves",
            },
            marks: finish == Finish::X4,
            bytes,
            sha256: digest::hex(sha256),
        }
    }
}

/// The ticket of a leaflet of so many pages.
pub fn ticket<'a>(
    view: &'a View<'_>,
    order: &'a Order<'_>,
    condition: &'a str,
    pages: usize,
    files: Vec<TicketFile>,
) -> Ticket<'a> {
    let (format, data) = (order.format, &order.data);
    let trim = [format.size.width, format.size.height];
    Ticket {
        generator: super::pdf::CREATOR,
        title: &data.title,
        format: &format.name,
        place: order.leaflet.place.map(|ix| view.portal.places[ix].name.as_str()),
        trim,
        bleed: BLEED,
        folds: &format.size.folds,
        pages,
        turn: Turn::of(trim, pages),
        colours: if pages > 1 { "4+4" } else { "4+0" },
        condition,
        paper: format.paper.as_deref(),
        finishing: format.finishing.as_deref(),
        quantity: format.quantity,
        content_date: &data.as_of,
        version: &data.version,
        site: data.site.name,
        owner: data.site.owner,
        page: &data.page_url,
        files,
        note: NOTE,
    }
}

/// Number of pages of a PDF; 0 for what is none.
pub fn count_pages(pdf: &[u8]) -> usize {
    lopdf::Document::load_mem(pdf).map_or(0, |document| document.get_pages().len())
}
