//! Which cells of several releases are one count.

use std::collections::BTreeMap;

use crate::stats::release::{Counting, Release};

/// A key that means the same in all releases: dimension and code by their numbers in the whole set.
pub type Common = Vec<(u32, u32)>;

#[derive(Debug, Default)]
pub struct Names {
    dimensions: BTreeMap<String, u32>,
    codes: BTreeMap<(u32, String), u32>,
}

impl Names {
    pub fn common(&mut self, release: &Release, key: &[u16]) -> Common {
        let mut common = Vec::new();
        for (dimension, code) in key.iter().enumerate().filter(|(_, code)| **code != 0) {
            let dimension = &release.design.dimensions[dimension];
            let next = self.dimensions.len() as u32;
            let number = *self.dimensions.entry(dimension.id.clone()).or_insert(next);
            let next = self.codes.len() as u32;
            let code = &dimension.codes[*code as usize];
            // A band is its years, whatever it is called.
            let name = match code.band {
                Some((first, last)) => format!("{first}–{last}"),
                None => code.id.clone(),
            };
            common.push((number, *self.codes.entry((number, name)).or_insert(next)));
        }
        common.sort_unstable();
        common
    }

    /// The name of a cell that had this stretch of years in place of its code in a dimension.
    pub fn stretch(
        &mut self,
        release: &Release,
        key: &[u16],
        dimension: usize,
        (first, last): (u16, u16),
    ) -> Common {
        let mut whole = key.to_vec();
        whole[dimension] = 0;
        let mut common = self.common(release, &whole);
        let next = self.dimensions.len() as u32;
        let id = release.design.dimensions[dimension].id.clone();
        let number = *self.dimensions.entry(id).or_insert(next);
        let next = self.codes.len() as u32;
        let code = *self.codes.entry((number, format!("{first}–{last}"))).or_insert(next);
        common.push((number, code));
        common.sort_unstable();
        common
    }
}

/// Which count a cell is one of: two releases of one epoch mean the same records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Epoch {
    /// The period is in the key.
    Period,
    Day(jiff::civil::Date, bool),
}

impl Epoch {
    pub fn of(release: &Release, key: &[u16]) -> Epoch {
        let dimensions = &release.design.dimensions;
        match key.iter().zip(dimensions).any(|(code, dimension)| dimension.period && *code != 0) {
            true => Epoch::Period,
            false => Epoch::Day(release.about.as_of, release.about.counting == Counting::Running),
        }
    }
}
