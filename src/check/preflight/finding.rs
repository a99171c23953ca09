//! What can be found, each kind and subject once, with the pages it was found on.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use super::{space::Foreign, standard::Standard, words};
use crate::diagnostic::{Code, Diagnostic};

/// Subjects of one code that are told apart; the others are only counted.
const MOST_OF_A_CODE: usize = 12;

/// One kind of thing that a shop rejects or asks about, and its subject.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    NotPdf,
    NoPages,
    /// The table of objects was wrong, or an object is missing.
    Damaged,
    ContentBroken,
    ResourceMissing(Rc<str>),
    Encrypted,
    TooLarge,
    NoBox(PageBox),
    EmptyBox(PageBox),
    TrimAndArt,
    /// The first sticks out of the second.
    Outside(PageBox, PageBox),
    OtherTrim,
    NoBleed,
    /// Tenths of a millimetre.
    ThinBleed(i32),
    Colour(Foreign, Use),
    UnknownColour(Use),
    /// Name of the ink.
    Spot(Rc<str>),
    Image {
        /// Pixels an inch.
        ppi: u32,
        width: u32,
        height: u32,
    },
    NotEmbedded(Rc<str>),
    NoUnicode(Rc<str>),
    /// Tenths of a point.
    SmallText(u32),
    /// Hundredths of a millimetre.
    Hairline(u32),
    Transparency(Standard, Transparent),
    NoIntent(Standard),
    BadIntent(Intent),
    /// Per cent.
    Ink(u32),
    RegistrationInside,
    RichBlack,
    BlackKnocksOut,
    WhiteOverprints,
    NoStandard,
    TwoStandards,
    /// A key that the standard asks for.
    Key(Standard, &'static str),
    Forbidden(Standard, &'static str),
    Annotation(Rc<str>),
    Script,
    Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PageBox {
    Media,
    Crop,
    Bleed,
    Trim,
    Art,
}

/// What is painted in a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    Text,
    Area,
    Line,
    Image,
    Shading,
    /// The colour that stands in for a spot ink.
    Alternate,
    /// The colours that a transparent group is blended in.
    Blending,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Transparent {
    Opacity,
    BlendMode,
    SoftMask,
    Group,
}

/// What is wrong with an output intent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Intent {
    /// Neither a profile nor the name of a known condition.
    Unnamed,
    NotCmyk,
    Unreadable,
}

#[derive(Debug, Default)]
struct Found {
    pages: BTreeSet<u32>,
    times: u64,
}

/// Everything that was found.
#[derive(Debug, Default)]
pub struct Findings {
    found: BTreeMap<Finding, Found>,
    subjects: BTreeMap<Code, usize>,
    /// Times that a subject was not told apart.
    more: BTreeMap<Code, u64>,
}

impl Findings {
    pub fn of(finding: Finding) -> Findings {
        let mut findings = Findings::default();
        findings.add(None, finding);
        findings
    }

    /// `page` counts from 1.
    pub fn add(&mut self, page: Option<u32>, finding: Finding) {
        if !self.found.contains_key(&finding) {
            let code = words::code(&finding);
            let subjects = self.subjects.entry(code).or_default();
            if *subjects >= MOST_OF_A_CODE {
                *self.more.entry(code).or_default() += 1;
                return;
            }
            *subjects += 1;
        }
        let found = self.found.entry(finding).or_default();
        found.times += 1;
        found.pages.extend(page);
    }

    /// In the order of the codes.
    pub fn told(&self) -> impl Iterator<Item = Diagnostic> {
        let mut told: Vec<Diagnostic> = self
            .found
            .iter()
            .map(|(finding, found)| words::told(finding, &found.pages, found.times))
            .collect();
        told.extend(self.more.iter().map(|(code, times)| words::more(*code, *times)));
        told.sort_by_key(|diagnostic| diagnostic.code);
        told.into_iter()
    }
}
