//! From the values of a record to its code in a dimension.

use ahash::AHashMap;

use super::date;
use crate::stats::{
    declare::{By, Mapping},
    model::Dimension,
    text::fold,
};

/// Marks between the parts of a list.
const SEPARATORS: [char; 9] = ['、', ',', ';', '/', '+', '|', '，', '；', '和'];

/// What a record is in a dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// The code that its values mean.
    Code(u16),
    /// No code is meant. `instead` is the code that the declaration gives for that; `column` is the
    /// declared column whose value nobody declared, `None` where there simply was no value.
    Unknown { instead: Option<u16>, column: Option<usize> },
}

/// Looks values up in one dimension.
pub struct Classifier<'d> {
    mapping: &'d Mapping,
    /// By the code it is looked up below, 0 for the first column, and folded text.
    spelled: AHashMap<(u16, &'d str), u16>,
    /// Longest first.
    longest: Vec<&'d str>,
    /// Whether a code has others below it.
    is_inner: Vec<bool>,
    /// Day on which ages are reckoned.
    on: date::Day,
}

impl<'d> Classifier<'d> {
    pub fn new(dimension: &'d Dimension, mapping: &'d Mapping, on: date::Day) -> Self {
        let mut is_inner = vec![false; dimension.codes.len()];
        for parent in dimension.codes.iter().filter_map(|code| code.parent) {
            is_inner[usize::from(parent)] = true;
        }
        let mut spelled = AHashMap::new();
        let mut longest = Vec::new();
        if let By::Spelling { finer, spellings, .. } = &mapping.by {
            for spelling in spellings {
                let code = &dimension.codes[usize::from(spelling.code)];
                let is_below = finer.is_some() && code.depth > 1;
                let below = if is_below { code.parent.unwrap_or(0) } else { 0 };
                spelled.insert((below, spelling.text.as_str()), spelling.code);
                longest.push(spelling.text.as_str());
            }
        }
        longest.sort_unstable_by_key(|text| (std::cmp::Reverse(text.len()), *text));
        Classifier { mapping, spelled, longest, is_inner, on }
    }

    /// The class of a record, whose values are `value(column)`.
    pub fn classify<'v>(&self, value: impl Fn(usize) -> &'v str) -> Class {
        match &self.mapping.by {
            By::Spelling { column, finer, .. } => self.spelling(*column, *finer, value),
            By::Age { age, birth, bands } => {
                let born = birth.map(&value).filter(|text| !fold(text).is_empty());
                let years = match (born, age) {
                    (Some(text), _) => {
                        date::day(text).and_then(|born| date::age_on(born, self.on)).ok_or(*birth)
                    }
                    (None, Some(age)) => match value(*age) {
                        text if fold(text).is_empty() => Err(None),
                        text => date::age(text).ok_or(Some(*age)),
                    },
                    (None, None) => Err(None),
                };
                let column = if born.is_some() { *birth } else { *age };
                let band = years.and_then(|years| {
                    let within = bands.iter().find(|band| (band.from..=band.to).contains(&years));
                    within.map(|band| band.code).ok_or(column)
                });
                match band {
                    Ok(code) => Class::Code(code),
                    Err(column) => self.unknown(0, column),
                }
            }
            By::Quarter { column, quarters } => {
                let text = value(*column);
                let found = date::quarter(text).and_then(|(year, quarter)| {
                    quarters.iter().find(|one| (one.year, one.quarter) == (year, quarter))
                });
                match found {
                    Some(quarter) => Class::Code(quarter.code),
                    None => self.unknown(0, (!fold(text).is_empty()).then_some(*column)),
                }
            }
        }
    }

    fn spelling<'v>(
        &self,
        column: usize,
        finer: Option<usize>,
        value: impl Fn(usize) -> &'v str,
    ) -> Class {
        let text = fold(value(column));
        if text.is_empty() {
            return self.unknown(0, None);
        }
        let Some(code) = self.spelled.get(&(0, text.as_str())).copied() else {
            return match self.mapping.several.filter(|_| self.is_list(&text)) {
                Some(several) => Class::Code(several),
                None => self.unknown(0, Some(column)),
            };
        };
        if !self.is_inner[usize::from(code)] {
            return Class::Code(code);
        }
        let Some(finer) = finer else { return self.unknown(code, Some(column)) };
        let text = fold(value(finer));
        match self.spelled.get(&(code, text.as_str())) {
            Some(below) if !self.is_inner[usize::from(*below)] => Class::Code(*below),
            Some(below) => self.unknown(*below, Some(finer)),
            None => self.unknown(code, (!text.is_empty()).then_some(finer)),
        }
    }

    /// Whether nothing is left of a text when every declared spelling and what separates them is taken
    /// out, the longest first.
    fn is_list(&self, text: &str) -> bool {
        let mut rest = text.to_owned();
        for spelling in &self.longest {
            rest = rest.replace(spelling, "");
        }
        rest.chars().all(|c| SEPARATORS.contains(&c)) && text.contains(SEPARATORS)
    }

    fn unknown(&self, below: u16, column: Option<usize>) -> Class {
        let instead = self.mapping.unknown_below(below).or_else(|| {
            // Where a county has no code of its own for it, the whole dimension's may do.
            self.mapping.unknown_below(0)
        });
        Class::Unknown { instead, column }
    }

    /// Whether a column's values tell a person, or nearly: dates of birth.
    pub fn is_identifying(&self, column: usize) -> bool {
        matches!(self.mapping.by, By::Age { birth: Some(birth), .. } if birth == column)
    }

    /// Whether a text is near enough to something declared to be shown as it is: a slip of the pen, a
    /// longer or a shorter form, or a word for "nothing".
    pub fn is_near(&self, folded: &str) -> bool {
        const FILLERS: [&str; 16] = [
            "不详", "未知", "无", "其他", "其它", "暂无", "空", "待定", "未填", "不明", "-", "--",
            "/", "na", "n/a", "null",
        ];
        let letters = folded.chars().count();
        FILLERS.contains(&folded)
            || (letters <= 3 && folded.bytes().all(|byte| byte.is_ascii_digit()))
            || (matches!(self.mapping.by, By::Quarter { .. })
                && letters <= 9
                && date::quarter(folded).is_some())
            || self.longest.iter().any(|known| {
                let size = known.chars().count();
                let is_part = size.min(letters) >= 2
                    && size.abs_diff(letters) <= 3
                    && (folded.contains(known) || known.contains(folded));
                is_part || (size >= 3 && strsim::damerau_levenshtein(folded, known) <= size / 3)
            })
    }
}
