//! What earlier releases ask of a new one.

use super::{Asked, amounts};
use crate::stats::{
    model::{CellKey, Code, Counts, Design, Shown},
    release::Release,
};

impl amounts::Asked {
    /// The same of amounts.
    fn by(past: &[&Release], release: &Release, counts: &Counts) -> amounts::Asked {
        let mut asked = amounts::Asked::default();
        let id = |release: &Release| release.design.amount.as_ref().map(|amount| amount.id.clone());
        for earlier in past.iter().filter(|earlier| id(earlier) == id(release)) {
            for table in 0..earlier.design.tables.len() {
                for (key, shown) in earlier.table(table).amounts() {
                    let Some(same) = translate(&earlier.design, &release.design, &key) else {
                        continue;
                    };
                    let _ = match shown {
                        None => asked.withheld.insert(same),
                        Some(amount) if amount == counts.sum(&same).total => {
                            asked.known.insert(same)
                        }
                        // The difference would tell what few have.
                        Some(_) => asked.withheld.insert(same),
                    };
                }
            }
        }
        for known in &asked.known {
            asked.withheld.remove(known);
        }
        asked
    }
}

impl Asked {
    /// Cells that an earlier release of the same records withholds are to be withheld again; of those
    /// that it shows, the unchanged are known.
    pub fn by(past: &[&Release], release: &Release, counts: &Counts) -> Asked {
        let mut asked = Asked::default();
        for earlier in past {
            for table in 0..earlier.design.tables.len() {
                for (key, shown) in earlier.table(table).cells() {
                    let Some(same) = translate(&earlier.design, &release.design, &key) else {
                        continue;
                    };
                    match shown {
                        Shown::Withheld => {
                            asked.withheld.insert(same);
                        }
                        Shown::Count(count) if count == counts.of(&same) => {
                            let _ = asked.known.insert(same);
                        }
                        Shown::Count(_) | Shown::Rounded(_) => {}
                    }
                }
            }
        }
        for known in &asked.known {
            asked.withheld.remove(known);
        }
        asked.amounts = amounts::Asked::by(past, release, counts);
        asked
    }

    /// Asks for more around cells of which too much can be derived, of their count or of their amount: the cell, then what stands beside it in
    /// one dimension after the other, then what it is a part of. Whether there was more to ask for.
    pub fn more<'r>(
        &mut self,
        leaking: impl Iterator<Item = (&'r Release, &'r CellKey, bool)>,
        release: &Release,
    ) -> bool {
        let mut is_more = false;
        for (of, key, is_of_an_amount) in leaking {
            let (withheld, known) = match is_of_an_amount {
                true => (&mut self.amounts.withheld, &self.amounts.known),
                false => (&mut self.withheld, &self.known),
            };
            for same in overlapping(&of.design, &release.design, key) {
                let more = around(&release.design, &same)
                    .into_iter()
                    .map(|cells| -> Vec<CellKey> {
                        let can = |cell: &CellKey| !known.contains(cell);
                        cells.into_iter().filter(can).collect()
                    })
                    .find(|cells| cells.iter().any(|cell| !withheld.contains(cell)));
                is_more |= more.is_some();
                withheld.extend(more.into_iter().flatten());
            }
        }
        is_more
    }
}

/// A cell; those beside it, by dimension, dimensions of bands first; those that it is a part of; all that
/// are beside any of these; its parts.
fn around(design: &Design, cell: &CellKey) -> Vec<Vec<CellKey>> {
    let with = |dimension: usize, code: u16| {
        let mut other = cell.clone();
        other[dimension] = code;
        other
    };
    let mut dimensions: Vec<usize> = (0..cell.len()).filter(|at| cell[*at] != 0).collect();
    let is_banded =
        |at: &usize| design.dimensions[*at].codes.iter().any(|code| code.band.is_some());
    dimensions.sort_by_key(|at| !is_banded(at));
    let mut groups = vec![vec![cell.clone()]];
    let mut above = Vec::new();
    let mut all = vec![cell.clone()];
    for dimension in dimensions {
        let codes = &design.dimensions[dimension].codes;
        let parent = codes[usize::from(cell[dimension])].parent;
        let beside = (0..codes.len() as u16).filter(|at| codes[usize::from(*at)].parent == parent);
        groups.push(beside.map(|code| with(dimension, code)).collect());
        above.push(parent.map(|parent| with(dimension, parent)).into_iter().collect());
        let near = (0..codes.len() as u16)
            .filter(|at| codes[usize::from(*at)].parent == parent || Some(*at) == parent);
        let near: Vec<u16> = near.collect();
        all = all
            .iter()
            .flat_map(|cell| {
                near.iter().map(|code| {
                    let mut other = cell.clone();
                    other[dimension] = *code;
                    other
                })
            })
            .collect();
    }
    groups.extend(above);
    groups.push(all);
    groups.extend((0..cell.len()).map(|dimension| {
        let codes = &design.dimensions[dimension].codes;
        let below = (0..codes.len() as u16)
            .filter(|code| codes[usize::from(*code)].parent == Some(cell[dimension]));
        below.map(|code| with(dimension, code)).collect()
    }));
    groups
}

/// The cells of another design that have to do with a cell: of bands those that overlap.
fn overlapping(from: &Design, to: &Design, key: &[u16]) -> Vec<CellKey> {
    let mut cells = vec![CellKey::from(vec![0; to.dimensions.len()])];
    for (at, code) in key.iter().enumerate().filter(|(_, code)| **code != 0) {
        let (of, code) = (&from.dimensions[at], &from.dimensions[at].codes[usize::from(*code)]);
        let Some(dimension) = to.dimensions.iter().position(|other| other.id == of.id) else {
            return Vec::new();
        };
        let meets = |other: &Code| match (code.band, other.band) {
            (Some((first, last)), Some((from, to))) => first <= to && from <= last,
            _ => code.id == other.id,
        };
        let codes =
            to.dimensions[dimension].codes.iter().zip(0..).filter(|(other, _)| meets(other));
        let codes: Vec<u16> = codes.map(|(_, code)| code).collect();
        let with = |cell: &CellKey| {
            let of = |code: &u16| {
                let mut cell = cell.clone();
                cell[dimension] = *code;
                cell
            };
            codes.iter().map(of).collect::<Vec<_>>()
        };
        cells = cells.iter().flat_map(with).collect();
    }
    cells
}

/// The name of a cell in another design; `None` if that has no such codes. A band is its years.
fn translate(from: &Design, to: &Design, key: &[u16]) -> Option<CellKey> {
    let mut same = vec![0; to.dimensions.len()];
    for (at, code) in key.iter().enumerate().filter(|(_, code)| **code != 0) {
        let dimension =
            to.dimensions.iter().position(|other| other.id == from.dimensions[at].id)?;
        let code = &from.dimensions[at].codes[*code as usize];
        let is_same = |other: &Code| match (code.band, other.band) {
            (Some(band), Some(other)) => band == other,
            _ => code.id == other.id,
        };
        same[dimension] = to.dimensions[dimension].codes.iter().position(is_same)? as u16;
    }
    Some(same.into())
}
