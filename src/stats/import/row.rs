//! One record after the other: each column screened, each dimension's code found.

use ahash::AHashMap;
use csv::ByteRecord;
use sha2::{Digest, Sha256};

use super::{
    amount::Amounts,
    classify::{Class, Classifier},
    date,
    heading::Heading,
    keys,
    repeats::{Record, Salt},
    screen::{self, Kind},
    stray,
    tally::{Sight, Tally},
};
use crate::stats::{
    declare::Declaration,
    text::{fold, is_blank},
};

/// Most values whose class is remembered, for each dimension.
const MOST_REMEMBERED: usize = 1 << 14;
/// Between the values of one key.
const BETWEEN: u8 = 0x1F;

/// What is needed to read a record; the same for all of them.
pub struct Reader<'d> {
    pub declaration: &'d Declaration,
    pub heading: Heading,
    pub classifiers: Vec<Classifier<'d>>,
    pub amounts: Option<Amounts>,
    pub salt: Salt,
    /// What a combination's number is multiplied by for each dimension.
    radix: Vec<u64>,
}

/// Buffers of one thread.
#[derive(Default)]
pub struct Scratch {
    /// The class of the values that were met before, by dimension.
    known: Vec<AHashMap<Box<[u8]>, Class>>,
    /// Of the record that is read, by dimension.
    classes: Vec<Class>,
    has_value: Vec<bool>,
    has_code: Vec<bool>,
    key: Vec<u8>,
}

impl<'d> Reader<'d> {
    pub fn new(declaration: &'d Declaration, heading: Heading, on: date::Day, salt: Salt) -> Self {
        let dimensions = &declaration.design.dimensions;
        let classifiers = dimensions
            .iter()
            .zip(&declaration.mappings)
            .map(|(dimension, mapping)| Classifier::new(dimension, mapping, on))
            .collect();
        let radix = dimensions.iter().map(|dimension| dimension.codes.len() as u64).collect();
        let amounts = Amounts::new(declaration);
        Reader { declaration, heading, classifiers, amounts, salt, radix }
    }

    /// Nothing counted yet.
    pub fn tally(&self) -> Tally {
        let columns = self.declaration.export.columns.len();
        let key = self.declaration.export.key.len();
        Tally::new(self.heading.width(), columns, self.classifiers.len(), key)
    }

    /// Counts a record and what was seen in it. `fields` holds UTF-8.
    pub fn take(&self, fields: &ByteRecord, scratch: &mut Scratch, tally: &mut Tally) {
        if fields.iter().all(|field| field.trim_ascii().is_empty()) {
            return;
        }
        tally.records += 1;
        if !self.heading.fits(fields) {
            tally.misshapen += 1;
            return;
        }
        let text = |field: usize| fields.get(field).map_or("", text_of);
        let value = |column: usize| self.heading.field(column).map_or("", text);
        scratch.known.resize_with(self.classifiers.len(), AHashMap::default);
        self.classify(&value, scratch);
        let row = stray::Row {
            fields,
            heading: &self.heading,
            declaration: self.declaration,
            has_value: &scratch.has_value,
            has_code: &scratch.has_code,
        };
        if let Some(stray) = row.stray() {
            tally.strays.put(stray, tally.records);
            return;
        }
        let mut combination = Some(0u64);
        for (dimension, class) in scratch.classes.iter().enumerate() {
            let code = match *class {
                Class::Code(code) => Some(code),
                Class::Unknown { instead, column } => {
                    if let Some(column) = column {
                        let stops = instead.is_none();
                        self.look_at_unknown(dimension, column, value(column), stops, tally);
                    } else if instead.is_none() {
                        tally.empty[dimension] += 1;
                    }
                    instead
                }
            };
            combination = combination
                .zip(code)
                .map(|(sum, code)| sum * self.radix[dimension] + u64::from(code));
        }
        for field in self.heading.unpublished() {
            screen_field(text(field.index), field.kind, field.index, tally);
        }
        let amount = match &self.amounts {
            None => Some(None),
            Some(amounts) => {
                let text = value(amounts.column());
                let amount = amounts.read(text);
                amount.map_err(|flaw| amounts.look_at(text, flaw, tally)).ok().map(Some)
            }
        };
        let Some((combination, amount)) = combination.zip(amount) else { return };
        if self.declaration.export.key.is_empty() {
            tally.child(combination, amount);
            return;
        }
        let order = match self.declaration.export.order {
            Some(column) => date::day(value(column)).map_or(0, date::place),
            // Behind what came before it in this part of the file; shifted when parts are joined.
            None => tally.records as u32,
        };
        match self.hash(&value, scratch, &mut tally.keys) {
            Some(hash) => {
                let amount = amount.unwrap_or(0);
                tally.keyed.push(Record { hash, order, combination, amount });
            }
            None => {
                tally.keyless += 1;
                tally.child(combination, amount);
            }
        }
    }

    /// The codes of a record by dimension, and what of it is known.
    fn classify<'v>(&self, value: &impl Fn(usize) -> &'v str, scratch: &mut Scratch) {
        scratch.classes.clear();
        scratch.has_value.clear();
        scratch.has_code.clear();
        for (dimension, classifier) in self.classifiers.iter().enumerate() {
            let class = self.class(dimension, classifier, value, scratch);
            let (has_value, has_code) = match class {
                Class::Code(_) => (true, true),
                Class::Unknown { column, .. } => (column.is_some(), false),
            };
            scratch.classes.push(class);
            scratch.has_value.push(has_value);
            scratch.has_code.push(has_code);
        }
    }

    fn class<'v>(
        &self,
        dimension: usize,
        classifier: &Classifier<'_>,
        value: &impl Fn(usize) -> &'v str,
        scratch: &mut Scratch,
    ) -> Class {
        let Scratch { known, key, .. } = scratch;
        key.clear();
        for column in self.declaration.mappings[dimension].columns() {
            key.extend_from_slice(value(column).as_bytes());
            key.push(BETWEEN);
        }
        let known = &mut known[dimension];
        if let Some(class) = known.get(key.as_slice()) {
            return *class;
        }
        let class = classifier.classify(value);
        if known.len() < MOST_REMEMBERED {
            known.insert(key.as_slice().into(), class);
        }
        class
    }

    /// A value that nobody declared is in a column that is to be published: it must not tell a person.
    fn look_at_unknown(
        &self,
        dimension: usize,
        column: usize,
        text: &str,
        stops: bool,
        tally: &mut Tally,
    ) {
        let kinds = screen::strict_kinds_in(text);
        let mut is_hidden = false;
        for kind in kinds.iter().filter(|kind| *kind != Kind::Name) {
            tally.published[column][kind as usize] += 1;
            is_hidden = true;
        }
        let folded = fold(text);
        let classifier = &self.classifiers[dimension];
        let sight = match (is_hidden, classifier.is_near(&folded)) {
            (true, _) => Sight::Identifier,
            _ if classifier.is_identifying(column) => Sight::Identifier,
            (false, true) => Sight::Near,
            (false, false) if kinds.has(Kind::Name) => Sight::LikeName,
            (false, false) => Sight::Strange,
        };
        tally.unmapped(column, folded, sight, stops);
    }

    /// A salted digest of what says which child it is; `None` where that is empty.
    fn hash<'v>(
        &self,
        value: &impl Fn(usize) -> &'v str,
        scratch: &mut Scratch,
        seen: &mut keys::Keys,
    ) -> Option<super::repeats::Hash> {
        let key = &mut scratch.key;
        key.clear();
        let mut is_partial = false;
        for (part, column) in self.declaration.export.key.iter().enumerate() {
            let text = value(*column);
            if let Some(flaw) = keys::flaw(text) {
                seen.part(part, flaw);
            }
            is_partial |= is_blank(text) || keys::is_filler(text);
            match text.bytes().all(|byte| byte.is_ascii_digit()) {
                true => key.extend_from_slice(text.as_bytes()),
                false => key.extend_from_slice(fold(text).as_bytes()),
            }
            key.push(BETWEEN);
        }
        if key.iter().all(|byte| *byte == BETWEEN) {
            return None;
        }
        let mut digest = Sha256::new();
        digest.update(self.salt.bytes());
        digest.update(&*key);
        let hash = super::repeats::Hash::of(&digest.finalize());
        seen.record(hash, is_partial);
        Some(hash)
    }
}

fn screen_field(text: &str, by_heading: Option<Kind>, field: usize, tally: &mut Tally) {
    if text.is_empty() {
        return;
    }
    tally.filled[field] += 1;
    let seen = &mut tally.seen[field];
    match by_heading {
        Some(kind @ (Kind::Name | Kind::Address)) => seen[kind as usize] += 1,
        _ if screen::is_like_a_name(text) => tally.like_names[field] += 1,
        _ => {}
    }
    for kind in screen::kinds_in(text, by_heading == Some(Kind::Landline)).iter() {
        if by_heading != Some(kind) || kind == Kind::Landline {
            seen[kind as usize] += 1;
        }
    }
}

/// The text of a field: the whole was checked to be UTF-8 before it was cut at ASCII characters.
pub fn text_of(field: &[u8]) -> &str {
    std::str::from_utf8(field).unwrap_or("")
}
