//! The cells of a release.

use std::collections::BTreeMap;

use super::{About, Protection};
use crate::stats::model::{CellKey, Design, Shown, Table};

/// What is published, or is about to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    pub(in crate::stats) about: About,
    pub(in crate::stats) design: Design,
    /// For every table of the design, each of its cells in the order of `Design::cells`.
    pub(in crate::stats) shown: Vec<Vec<Shown>>,
    /// For every table that shows amounts, those of its cells in the same order; `None` is withheld. For the
    /// others nothing.
    pub(in crate::stats) amounts: Vec<Vec<Option<u64>>>,
    pub(in crate::stats) protection: Protection,
}

impl Release {
    pub fn about(&self) -> &About {
        &self.about
    }

    pub fn design(&self) -> &Design {
        &self.design
    }

    pub fn protection(&self) -> &Protection {
        &self.protection
    }

    /// A table of the design, by its index there.
    pub fn table(&self, index: usize) -> TableView<'_> {
        let table = &self.design.tables[index];
        let places = table
            .axes
            .iter()
            .map(|axis| {
                self.design
                    .codes(*axis)
                    .into_iter()
                    .enumerate()
                    .map(|(at, code)| (code, at))
                    .collect()
            })
            .collect();
        TableView {
            design: &self.design,
            table,
            places,
            shown: &self.shown[index],
            amounts: &self.amounts[index],
        }
    }

    /// What is shown of the amount of a cell; `None` where no table shows one.
    pub fn amount(&self, key: &[u16]) -> Option<ShownAmount> {
        (0..self.design.tables.len()).find_map(|index| self.table(index).amount(key))
    }

    /// What the first table that has the cell shows of it; `None` where no table has it.
    pub fn shown(&self, key: &[u16]) -> Option<Shown> {
        (0..self.design.tables.len()).find_map(|index| self.table(index).cell(key))
    }
}

/// A table as it is published.
#[derive(Debug, Clone)]
pub struct TableView<'r> {
    pub design: &'r Design,
    pub table: &'r Table,
    /// For every axis, which of its rows a code is.
    places: Vec<BTreeMap<u16, usize>>,
    shown: &'r [Shown],
    amounts: &'r [Option<u64>],
}

/// What is published of the amount of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShownAmount {
    Amount(u64),
    Withheld,
}

impl ShownAmount {
    /// What is shown; `None` for what is withheld.
    pub fn number(self) -> Option<u64> {
        match self {
            ShownAmount::Amount(number) => Some(number),
            ShownAmount::Withheld => None,
        }
    }
}

/// An amount is shown as it is or not at all, like a count that is not rounded.
impl From<ShownAmount> for Shown {
    fn from(amount: ShownAmount) -> Shown {
        match amount {
            ShownAmount::Amount(number) => Shown::Count(number),
            ShownAmount::Withheld => Shown::Withheld,
        }
    }
}

impl<'r> TableView<'r> {
    /// What is shown where the axes have these codes, in the order of the axes. `None` for a code
    /// that the axis does not show.
    pub fn shown(&self, codes: &[u16]) -> Option<Shown> {
        self.shown.get(self.index(codes)?).copied()
    }

    fn index(&self, codes: &[u16]) -> Option<usize> {
        if codes.len() != self.places.len() {
            return None;
        }
        self.places
            .iter()
            .zip(codes)
            .try_fold(0, |index, (places, code)| Some(index * places.len() + places.get(code)?))
    }

    /// What is shown of a cell named by codes of all dimensions.
    pub fn cell(&self, key: &[u16]) -> Option<Shown> {
        self.shown(&self.codes(key)?)
    }

    /// What is shown of the amount of a cell; `None` where the table shows none.
    pub fn amount(&self, key: &[u16]) -> Option<ShownAmount> {
        let amount = self.amounts.get(self.index(&self.codes(key)?)?)?;
        Some(amount.map_or(ShownAmount::Withheld, ShownAmount::Amount))
    }

    /// The codes of the axes; `None` where the key has one of another dimension.
    fn codes(&self, key: &[u16]) -> Option<Vec<u16>> {
        let used = |dimension| self.table.axes.iter().any(|axis| axis.dimension == dimension);
        if key.iter().enumerate().any(|(dimension, code)| *code != 0 && !used(dimension)) {
            return None;
        }
        Some(self.table.axes.iter().map(|axis| key[axis.dimension]).collect())
    }

    /// All cells, margins included; the last axis runs fastest.
    pub fn cells(&self) -> impl Iterator<Item = (CellKey, Shown)> + 'r {
        self.design.cells(self.table).into_iter().zip(self.shown.iter().copied())
    }

    /// All cells and their amounts; none where the table shows no amounts.
    pub fn amounts(&self) -> impl Iterator<Item = (CellKey, Option<u64>)> + 'r {
        let keys = match self.table.amounts {
            true => self.design.cells(self.table),
            false => Vec::new(),
        };
        keys.into_iter().zip(self.amounts.iter().copied())
    }
}
