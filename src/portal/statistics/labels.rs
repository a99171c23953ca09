//! Dimensions and codes in words.

use super::{Spread, Statistics, words};

/// The words of dimensions and codes.
#[derive(Debug, Clone, Copy)]
pub struct Labels<'s>(pub &'s Statistics);

impl<'s> Labels<'s> {
    pub fn of(&self, spread: &Spread, code: u16) -> &'s str {
        &self.0.design().dimensions[spread.dimension].codes[usize::from(code)].label
    }

    pub fn level(&self, spread: &Spread, code: u16) -> u8 {
        self.0.design().dimensions[spread.dimension].codes[usize::from(code)].depth
    }

    /// A total at the head of rows says of what, but for that of places, which is a place itself.
    pub fn group(&self, spread: &Spread, code: u16) -> String {
        let is_place = Some(spread.dimension) == self.0.place_dimension();
        match code {
            0 if !is_place => words::all_of(&self.0.design().dimensions[spread.dimension].label),
            code => self.of(spread, code).to_owned(),
        }
    }

    /// The codes of a row in words: a total says nothing beside others.
    pub fn joined<'r>(&self, names: impl Iterator<Item = (&'r Spread, &'r u16)> + Clone) -> String {
        let all: Vec<&str> = names.clone().map(|(spread, &code)| self.of(spread, code)).collect();
        let told: Vec<&str> = names
            .filter(|&(_, &code)| code != 0)
            .map(|(spread, &code)| self.of(spread, code))
            .collect();
        match told.is_empty() {
            true => all.first().copied().unwrap_or(words::ALL).to_owned(),
            false => told.join("，"),
        }
    }

    pub fn corner(&self, down: &[Spread]) -> String {
        let dimensions = down.iter().map(|spread| &self.0.design().dimensions[spread.dimension]);
        dimensions.map(|dimension| dimension.label.as_str()).collect::<Vec<_>>().join("、")
    }
}
