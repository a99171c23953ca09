//! What must not be printed is found on the laid-out pages, before anything is written.
//!
//! Lengths on a page are points from the corner of the trim.

mod colour;
mod text;
mod walk;

use std::collections::BTreeSet;

use typst::layout::Rect;
use typst_layout::PagedDocument;

use crate::{
    diagnostic::{Code, Diagnostic, Place},
    portal::LeafletSize,
};
pub use text::missing;
use walk::{Item, Kind, Thing, things};

/// Points a millimetre.
const MM: f64 = 72.0 / 25.4;
/// Nearest that something that matters may come to a trim edge or a fold, in millimetres.
const MARGIN: f64 = 5.0;
/// What a measure may be off by, in points.
const SLACK: f64 = 0.3;
/// Smallest text, in points.
const SMALLEST: f64 = 6.0;
/// Thinnest line, in millimetres.
const THINNEST: f64 = 0.2;
/// Fewest pixels an inch of a picture.
const PIXELS: f64 = 300.0;
/// A leaflet's problems of one kind that are told: enough to see the pattern.
const MOST_TOLD: usize = 8;

/// What is checked, and for whom it is told.
pub struct Subject<'a> {
    /// The leaflet's title.
    pub title: &'a str,
    /// Its template.
    pub template: &'a Place,
    pub size: &'a LeafletSize,
    /// Number of pages it must have.
    pub pages: Option<usize>,
    /// Numbers as they are printed.
    pub numbers: &'a BTreeSet<String>,
    /// Whether it goes to a print shop.
    pub is_print: bool,
}

/// Everything wrong with the pages.
pub fn check(document: &PagedDocument, subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut found = Found { subject, told: Vec::new() };
    pages(document, &mut found);
    for (index, page) in document.pages().iter().enumerate() {
        let things = things(&page.frame);
        found.page(&things, index);
    }
    found.told
}

fn pages(document: &PagedDocument, found: &mut Found<'_>) {
    let subject = found.subject;
    let pages = document.pages();
    if let Some(wanted) = subject.pages
        && pages.len() != wanted
    {
        found.tell(
            Code::LeafletPages,
            format!("has {} pages, and the format has {wanted}", pages.len()),
            format!("有 {} 页，而这种格式应当是 {wanted} 页", pages.len()),
            ("shorten the text, or see the template", "请缩短文字，或检查模板"),
        );
    }
    let size = [subject.size.width * MM, subject.size.height * MM];
    for (index, page) in pages.iter().enumerate() {
        let is = [page.frame.width().to_pt(), page.frame.height().to_pt()];
        let fits = size.iter().zip(is).all(|(wanted, is)| (wanted - is).abs() < SLACK);
        let bleed = page.bleed.left.to_pt();
        let bled = !subject.is_print || (bleed - super::finish::BLEED * MM).abs() < SLACK;
        if !(fits && bled) {
            let [width, height] = is.map(|side| (side / MM * 10.0).round() / 10.0);
            found.tell(
                Code::LeafletPages,
                format!(
                    "page {} is {width} × {height} mm with {:.1} mm bleed",
                    index + 1,
                    bleed / MM
                ),
                format!(
                    "第 {} 页是 {width} × {height} 毫米，出血 {:.1} 毫米",
                    index + 1,
                    bleed / MM
                ),
                (
                    "set the page to `width`, `height` and `bleed` of the data",
                    "页面请按数据里的 width、height 和 bleed 设定",
                ),
            );
        }
    }
}

/// What has been found.
struct Found<'a> {
    subject: &'a Subject<'a>,
    told: Vec<Diagnostic>,
}

impl Found<'_> {
    fn tell(&mut self, code: Code, en: String, zh: String, mend: (&str, &str)) {
        if self.told.iter().filter(|told| told.code == code).count() >= MOST_TOLD {
            return;
        }
        let title = self.subject.title;
        let problem = Diagnostic::new(code, format!("{title}: {en}"), format!("{title}：{zh}"))
            .mend(mend.0, mend.1)
            .at(self.subject.template.clone());
        self.told.push(problem);
    }

    fn page(&mut self, things: &[Thing<'_>], index: usize) {
        for thing in things {
            match &thing.item {
                Item::Text(text, _) => {
                    let words = shortened(&text.text);
                    self.small(thing, text.size.to_pt(), &words);
                    self.overflow(thing, text.size.to_pt() * thing.scale, &words);
                    self.margin(thing, index, &words);
                    self.colours(&words, text::paints(text));
                }
                Item::Shape(shape) => {
                    self.thin(thing, shape);
                    self.colours("a shape", colour::paints(shape));
                }
                Item::Image(image) => self.pixels(thing, image.width()),
                Item::Mark(mark) if mark.kind == Kind::Code => self.margin(thing, index, "QR"),
                Item::Mark(_) => {}
            }
        }
        self.headlines(things);
        self.numbers(things);
    }

    fn small(&mut self, thing: &Thing<'_>, size: f64, words: &str) {
        let size = size * thing.scale;
        if size < SMALLEST - 0.01 {
            self.tell(
                Code::LeafletSmallText,
                format!("{words} is set in {size:.1} pt{}", panel(thing).0),
                format!("{words}只有 {size:.1} 磅{}", panel(thing).1),
                ("6 pt is the smallest that prints well", "印刷的文字不能小于 6 磅"),
            );
        }
    }

    fn thin(&mut self, thing: &Thing<'_>, shape: &typst::visualize::Shape) {
        let Some(stroke) = &shape.stroke else { return };
        let width = stroke.thickness.to_pt() * thing.scale / MM;
        if width < THINNEST - 0.005 {
            self.tell(
                Code::LeafletThinLine,
                format!("a line is {width:.2} mm wide{}", panel(thing).0),
                format!("有一条线只有 {width:.2} 毫米{}", panel(thing).1),
                ("0.2 mm is the thinnest that prints well", "线条不能细于 0.2 毫米"),
            );
        }
    }

    fn pixels(&mut self, thing: &Thing<'_>, pixels: f64) {
        let inches = thing.rect.size().x.to_pt() / 72.0;
        let has = pixels / inches;
        if inches > 0.0 && has < PIXELS - 0.5 {
            self.tell(
                Code::LeafletImage,
                format!("a picture has {has:.0} pixels an inch{}", panel(thing).0),
                format!("有一张图片每英寸只有 {has:.0} 像素{}", panel(thing).1),
                (
                    "use a larger picture, or make it smaller on the page",
                    "请换更大的图，或在页面上缩小",
                ),
            );
        }
    }

    fn overflow(&mut self, thing: &Thing<'_>, size: f64, words: &str) {
        // A line of text reaches from cap height to base line; Chinese sticks out of it on both sides.
        let slack = SLACK + size * 0.2;
        let panels = thing.inside.iter().filter(|mark| mark.kind == Kind::Panel);
        let out = panels.into_iter().find(|mark| !holds(&mark.rect, &thing.rect, slack));
        if let Some(panel) = out {
            let name = panel.name.clone();
            self.tell(
                Code::LeafletOverflow,
                format!("{words} does not fit the panel `{name}`"),
                format!("{words}在版面“{name}”里放不下"),
                ("shorten the text", "请缩短文字"),
            );
        }
    }

    fn margin(&mut self, thing: &Thing<'_>, index: usize, words: &str) {
        if thing.within(Kind::Edge).is_some() {
            return;
        }
        let size = self.subject.size;
        let page = [0.0, 0.0, size.width * MM, size.height * MM];
        let cut = thing.within(Kind::Cut).map(|mark| corners(&mark.rect)).unwrap_or(page);
        let [left, top, right, bottom] = corners(&thing.rect);
        let trim = [left - cut[0], top - cut[1], cut[2] - right, cut[3] - bottom];
        let folds = size.folds.get(index).map_or(&[][..], Vec::as_slice);
        let to_fold = folds.iter().map(|fold| {
            let fold = fold * MM;
            // Across the fold counts as on it.
            if left <= fold && fold <= right {
                0.0
            } else {
                (left - fold).abs().min((right - fold).abs())
            }
        });
        let nearest = trim.into_iter().chain(to_fold).fold(f64::INFINITY, f64::min);
        if nearest < MARGIN * MM - SLACK {
            self.tell(
                Code::LeafletMargin,
                format!(
                    "{words} is {:.1} mm from a trim edge or a fold{}",
                    nearest / MM,
                    panel(thing).0
                ),
                format!("{words}离裁切边或折线只有 {:.1} 毫米{}", nearest / MM, panel(thing).1),
                ("keep 5 mm", "请留出 5 毫米"),
            );
        }
    }
}

fn corners(rect: &Rect) -> [f64; 4] {
    [rect.min.x, rect.min.y, rect.max.x, rect.max.y].map(|length| length.to_pt())
}

fn holds(outer: &Rect, inner: &Rect, slack: f64) -> bool {
    let (outer, inner) = (corners(outer), corners(inner));
    // A space has no extent.
    if !inner.iter().all(|length| length.is_finite()) {
        return true;
    }
    inner[0] >= outer[0] - slack
        && inner[1] >= outer[1] - slack
        && inner[2] <= outer[2] + slack
        && inner[3] <= outer[3] + slack
}

/// Where a thing lies, for the end of a sentence.
fn panel(thing: &Thing<'_>) -> (String, String) {
    match thing.within(Kind::Panel) {
        Some(mark) => {
            (format!(" in the panel `{}`", mark.name), format!("（版面“{}”）", mark.name))
        }
        None => (String::new(), String::new()),
    }
}

/// Words to find a text by.
fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(16).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    format!("“{short}”")
}
