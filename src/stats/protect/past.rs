//! What earlier releases ask of a new one.

use super::Asked;
use crate::stats::{
    model::{CellKey, Counts, Design, Shown},
    release::Release,
};

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
        asked
    }
}

/// The name of a cell in another design; `None` if that has no such codes.
fn translate(from: &Design, to: &Design, key: &[u16]) -> Option<CellKey> {
    let mut same = vec![0; to.dimensions.len()];
    for (at, code) in key.iter().enumerate().filter(|(_, code)| **code != 0) {
        let dimension =
            to.dimensions.iter().position(|other| other.id == from.dimensions[at].id)?;
        let id = &from.dimensions[at].codes[*code as usize].id;
        same[dimension] =
            to.dimensions[dimension].codes.iter().position(|code| code.id == *id)? as u16;
    }
    Some(same.into())
}
