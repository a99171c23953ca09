//! Lines of text: headlines and numbers.

use std::{collections::BTreeSet, rc::Rc};

use typst::{text::TextItem, visualize::Paint};
use typst_layout::PagedDocument;

use super::{
    Found, shortened,
    walk::{Item, Kind, Mark, Thing, things},
};
use crate::diagnostic::Code;

pub fn paints(text: &TextItem) -> impl Iterator<Item = &Paint> {
    std::iter::once(&text.fill).chain(text.stroke.iter().map(|stroke| &stroke.paint))
}

/// Two base lines nearer than this, in points, are one.
const SAME_LINE: f64 = 1.0;

/// Text as it is read, with the base line of each character.
#[derive(Default)]
struct Run {
    chars: Vec<(char, f64)>,
}

impl Run {
    fn push(&mut self, text: &TextItem, base: f64) {
        self.chars.extend(text.text.chars().map(|c| (c, base)));
    }

    /// Its lines, top down as they are read.
    fn lines(&self) -> Vec<String> {
        let lines = self.chars.chunk_by(|(_, a), (_, b)| (a - b).abs() < SAME_LINE);
        lines.map(|line| line.iter().map(|(c, _)| c).collect()).collect()
    }

    /// Whether a number stands in it over more than one line.
    fn breaks(&self, number: &[char]) -> bool {
        let solid: Vec<(char, f64)> =
            self.chars.iter().copied().filter(|(c, _)| !c.is_whitespace()).collect();
        solid.windows(number.len()).any(|window| {
            let is_it = window.iter().zip(number).all(|((c, _), digit)| c == digit);
            is_it && window.iter().any(|(_, base)| (base - window[0].1).abs() >= SAME_LINE)
        })
    }
}

impl Found<'_> {
    pub fn headlines(&mut self, things: &[Thing<'_>]) {
        let mut headlines: Vec<(Rc<Mark>, Run)> = Vec::new();
        for thing in things {
            let Item::Text(text, base) = &thing.item else { continue };
            let Some(mark) = thing.within(Kind::Headline) else { continue };
            let at = headlines.iter().position(|(known, _)| known.number == mark.number);
            let at = at.unwrap_or_else(|| {
                headlines.push((mark.clone(), Run::default()));
                headlines.len() - 1
            });
            headlines[at].1.push(text, base.to_pt());
        }
        for (_, run) in headlines {
            let lines = run.lines();
            let dangles = |line: &String| line.chars().filter(|c| c.is_alphanumeric()).count() < 2;
            if lines.len() > 1 && lines.last().is_some_and(dangles) {
                let whole = shortened(&lines.concat());
                self.tell(
                    Code::LeafletDangling,
                    format!("the headline {whole} leaves one character alone on its last line"),
                    format!("标题{whole}的最后一行只剩一个字"),
                    (
                        "shorten it, or write it in phrases: headline = [\"…\", \"…\"]",
                        "请缩短，或者按意思分行写：headline = [\"……\", \"……\"]",
                    ),
                );
            }
        }
    }

    pub fn numbers(&mut self, things: &[Thing<'_>]) {
        let mut run = Run::default();
        for thing in things {
            if let Item::Text(text, base) = &thing.item {
                run.push(text, base.to_pt());
            }
        }
        for number in self.subject.numbers {
            let digits: Vec<char> = number.chars().collect();
            if run.breaks(&digits) {
                self.tell(
                    Code::LeafletNumber,
                    format!("the number {number} is broken over two lines"),
                    format!("电话号码 {number} 断成了两行"),
                    ("put it in a #box in the template", "请在模板里把号码放进 #box"),
                );
            }
        }
    }
}

/// Characters on the pages that their font has no glyph for.
pub fn missing(document: &PagedDocument) -> BTreeSet<char> {
    let mut missing = BTreeSet::new();
    for page in document.pages() {
        for thing in things(&page.frame) {
            let Item::Text(text, _) = thing.item else { continue };
            let lost = text.glyphs.iter().filter(|glyph| glyph.id == 0);
            let chars = lost.flat_map(|glyph| text.text[glyph.range()].chars());
            missing.extend(chars.filter(|c| !c.is_whitespace() && !c.is_control()));
        }
    }
    missing
}
