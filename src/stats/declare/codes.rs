//! The codes of a dimension, in a tree, and the texts that mean each.

use std::collections::HashMap;

use super::{
    Band, Quarter, Spelling,
    problem::{contradiction, twice, unknown_id},
    quarters::{self, QuarterDraft},
    source::{CodeSource, DimensionSource},
};
use crate::{
    content::{
        is_id,
        tables::PlaceSource,
        toml::{At, bad_value},
    },
    diagnostic::{Diagnostic, Place},
    stats::{model::Code, text::fold},
};

/// The `kind` of the place that is the total of all others.
pub const CITY: &str = "city";
/// Most codes of a dimension.
const MOST_CODES: usize = 10_000;

/// The codes of one dimension and what a record says to get them.
#[derive(Debug, Default)]
pub struct Codes {
    /// As `Dimension::codes` wants them.
    pub codes: Vec<Code>,
    pub spellings: Vec<Spelling>,
    pub bands: Vec<Band>,
    pub quarters: Vec<Quarter>,
    pub unknown: Vec<(u16, u16)>,
    pub several: Option<u16>,
}

/// A code before its place in the tree is known.
struct Draft {
    id: At<String>,
    label: String,
    /// `None` for what is directly below the total.
    parent: Option<At<String>>,
    spelled: Vec<At<String>>,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Place,
    Band(u16, u16),
    Quarter(u16, u8),
    Several,
    Unknown,
}

/// Makes the tree of a dimension. What is wrong is told, and the tree lacks it then.
pub fn codes(
    source: &DimensionSource,
    places: &[PlaceSource],
    problems: &mut Vec<Diagnostic>,
) -> Codes {
    let (total, mut drafts) = match (source.places, source.bands.is_empty(), &source.quarters) {
        (true, true, None) => from_places(places),
        (false, false, None) => (None, from_bands(source, problems)),
        (false, true, Some(quarters)) => {
            let drafts = quarters::drafts(&quarters.from, &quarters.to, problems);
            (None, drafts.into_iter().map(quarter_draft).collect())
        }
        (false, true, None) => (None, Vec::new()),
        _ => {
            problems.push(contradiction(
                &source.id.place,
                "a dimension has one of `places`, `bands` and `quarters`",
                "一个维度只能写 places、bands、quarters 中的一种",
            ));
            (None, Vec::new())
        }
    };
    let is_listed = drafts.is_empty();
    for code in &source.codes {
        drafts.extend(listed(code, is_listed || source.places, problems));
    }
    if drafts.is_empty() {
        problems.push(contradiction(
            &source.id.place,
            "the dimension has no codes",
            "这个维度没有代码",
        ));
    }
    if drafts.len() > MOST_CODES {
        problems.push(contradiction(
            &source.id.place,
            &format!("more than {MOST_CODES} codes"),
            &format!("代码超过 {MOST_CODES} 个"),
        ));
        drafts.truncate(MOST_CODES);
    }
    let (id, label) = total.unwrap_or_else(|| ("total".to_owned(), "合计".to_owned()));
    let label = source.total.as_ref().map_or(label, |at| at.value.clone());
    plant(Code { id, label, parent: None, depth: 0, band: None }, drafts, source, problems)
}

/// The city is the total; the spellings of a place include those behind the city's name.
fn from_places(places: &[PlaceSource]) -> (Option<(String, String)>, Vec<Draft>) {
    let is_city = |place: &&PlaceSource| place.kind.value == CITY;
    let Some(city) = places.iter().find(is_city) else { return (None, Vec::new()) };
    let below = places.iter().filter(|place| !is_city(place));
    let drafts = below.map(|place| {
        let names = std::iter::once(&place.name).chain(&place.aliases);
        let spelled = names.flat_map(|name| {
            let behind = std::iter::once(&city.name).chain(&city.aliases).map(|city| At {
                value: format!("{}{}", city.value, name.value),
                place: name.place.clone(),
            });
            std::iter::once(name.clone()).chain(behind)
        });
        Draft {
            id: place.id.clone(),
            label: place.name.value.clone(),
            parent: place.parent.clone().filter(|parent| parent.value != city.id.value),
            spelled: spelled.collect(),
            kind: Kind::Place,
        }
    });
    (Some((city.id.value.clone(), city.name.value.clone())), drafts.collect())
}

fn from_bands(source: &DimensionSource, problems: &mut Vec<Diagnostic>) -> Vec<Draft> {
    let mut next = None;
    let mut drafts = Vec::new();
    for band in &source.bands {
        let (from, to) = (band.from.value as u16, band.to.value as u16);
        if to < from || next.is_some_and(|next| next != from) {
            problems.push(bad_value(
                band.from.place.clone(),
                "bands follow each other without a gap and without an overlap",
                "年龄段要一段接一段，不能断开或重叠",
            ));
        }
        next = Some(to + 1);
        drafts.push(Draft {
            id: band.id.clone(),
            label: band.label.value.clone(),
            parent: None,
            spelled: Vec::new(),
            kind: Kind::Band(from, to),
        });
    }
    drafts
}

fn quarter_draft(draft: QuarterDraft) -> Draft {
    let place = draft.place;
    Draft {
        id: At { value: draft.id, place: place.clone() },
        label: draft.label,
        parent: draft.year_id.map(|value| At { value, place }),
        spelled: Vec::new(),
        kind: draft.quarter.map_or(Kind::Plain, |quarter| Kind::Quarter(draft.year, quarter)),
    }
}

fn listed(code: &CodeSource, takes_values: bool, problems: &mut Vec<Diagnostic>) -> Option<Draft> {
    let kind = match (code.unknown, code.several) {
        (true, false) => Kind::Unknown,
        (false, true) => Kind::Several,
        (false, false) => Kind::Plain,
        (true, true) => {
            problems.push(contradiction(
                &code.id.place,
                "a code is `unknown` or `several`, not both",
                "一个代码不能既是 unknown 又是 several",
            ));
            return None;
        }
    };
    if !takes_values && kind != Kind::Unknown {
        problems.push(contradiction(
            &code.id.place,
            "beside `bands` or `quarters` only a code with `unknown = true` can be reached",
            "有 bands 或 quarters 的维度，只能再加 unknown = true 的代码",
        ));
        return None;
    }
    let mut spelled = code.also.clone();
    if kind == Kind::Plain {
        spelled.push(code.label.clone());
    }
    Some(Draft {
        id: code.id.clone(),
        label: code.label.value.clone(),
        parent: code.parent.clone(),
        spelled,
        kind,
    })
}

/// Puts the codes in order, each parent before its children, and gives them their numbers.
fn plant(
    total: Code,
    drafts: Vec<Draft>,
    source: &DimensionSource,
    problems: &mut Vec<Diagnostic>,
) -> Codes {
    let mut by_id: HashMap<&str, usize> = HashMap::new();
    for (index, draft) in drafts.iter().enumerate() {
        if !is_id(&draft.id.value) {
            problems.push(bad_value(
                draft.id.place.clone(),
                "an id is made of a–z, 0–9 and -",
                "id 只能用小写字母 a–z、数字和连字符 -",
            ));
        }
        if draft.id.value == total.id || by_id.insert(&draft.id.value, index).is_some() {
            problems.push(twice(&draft.id));
        }
    }
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); drafts.len()];
    let mut top = Vec::new();
    for (index, draft) in drafts.iter().enumerate() {
        match draft.parent.as_ref().filter(|parent| parent.value != total.id) {
            None => top.push(index),
            Some(parent) => match by_id.get(parent.value.as_str()) {
                Some(above) => children[*above].push(index),
                None => problems.push(unknown_id(parent, by_id.keys().copied())),
            },
        }
    }
    let mut made = Codes { codes: vec![total], ..Codes::default() };
    let mut stack: Vec<(usize, u16)> = top.into_iter().rev().map(|index| (index, 0)).collect();
    let mut planted = 0;
    while let Some((index, parent)) = stack.pop() {
        planted += 1;
        let code = made.codes.len() as u16;
        let draft = &drafts[index];
        let is_leaf = children[index].is_empty();
        made.take(draft, code, parent, is_leaf, problems);
        stack.extend(children[index].iter().rev().map(|child| (*child, code)));
    }
    if planted < drafts.len() && by_id.len() == drafts.len() {
        problems.push(contradiction(
            &source.id.place,
            "a code is below itself, or below one that is not there",
            "有的代码成了自己的上级，或上级不存在",
        ));
    }
    made.check_spellings(source.finer.is_some(), &drafts, problems);
    made
}

impl Codes {
    fn take(
        &mut self,
        draft: &Draft,
        code: u16,
        parent: u16,
        is_leaf: bool,
        problems: &mut Vec<Diagnostic>,
    ) {
        let depth = self.codes[usize::from(parent)].depth.saturating_add(1);
        let band = match draft.kind {
            Kind::Band(from, to) => Some((from, to)),
            _ => None,
        };
        self.codes.push(Code {
            id: draft.id.value.clone(),
            label: draft.label.clone(),
            parent: Some(parent),
            depth,
            band,
        });
        let mut again = |place: &Place| {
            problems.push(contradiction(
                place,
                "`unknown` and `several` are given once, to a code without codes below it",
                "unknown、several 各只能写一次，而且下面不能再有代码",
            ));
        };
        match draft.kind {
            Kind::Plain | Kind::Place => {}
            Kind::Band(from, to) => self.bands.push(Band { from, to, code }),
            Kind::Quarter(year, quarter) => self.quarters.push(Quarter { year, quarter, code }),
            Kind::Several if is_leaf && self.several.is_none() => self.several = Some(code),
            Kind::Unknown if is_leaf && self.unknown.iter().all(|(above, _)| *above != parent) => {
                self.unknown.push((parent, code));
            }
            Kind::Several | Kind::Unknown => again(&draft.id.place),
        }
        for spelled in &draft.spelled {
            self.spellings.push(Spelling { text: fold(&spelled.value), code });
        }
    }

    /// Each text means one code; below a parent where a finer column tells them apart. A spelling that
    /// was made up of two names gives way to one that is written.
    fn check_spellings(&mut self, finer: bool, drafts: &[Draft], problems: &mut Vec<Diagnostic>) {
        let places: HashMap<(&str, &str), &Place> = drafts
            .iter()
            .flat_map(|draft| {
                draft.spelled.iter().map(|at| ((&*draft.id.value, &*at.value), &at.place))
            })
            .collect();
        let mut known: HashMap<(u16, String), u16> = HashMap::new();
        let mut kept = Vec::new();
        for spelling in std::mem::take(&mut self.spellings) {
            let code = &self.codes[usize::from(spelling.code)];
            let below = if finer && code.depth > 1 { code.parent.unwrap_or(0) } else { 0 };
            match known.insert((below, spelling.text.clone()), spelling.code) {
                None => kept.push(spelling),
                Some(other) if other == spelling.code => {}
                Some(other) => {
                    let other = &self.codes[usize::from(other)].label;
                    let place = places
                        .iter()
                        .find(|((id, text), _)| *id == code.id && fold(text) == spelling.text)
                        .map_or_else(
                            || Place::file(&"content".into()),
                            |(_, place)| (*place).clone(),
                        );
                    problems.push(contradiction(
                        &place,
                        &format!("`{}` means {} and {other}", spelling.text, code.label),
                        &format!("“{}”既指{}，又指{other}", spelling.text, code.label),
                    ));
                }
            }
        }
        self.spellings = kept;
    }
}
