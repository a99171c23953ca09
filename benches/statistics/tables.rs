//! Synthetic registers and the tables made of them, seeded: small ones as real portals have, by which
//! it is measured how much is withheld.

use weibao::stats::model::{Axis, CellKey, Code, Counts, Design, Dimension, Method, Table};

/// Tables of one form.
pub struct Family {
    pub name: &'static str,
    /// Of each dimension: how many codes each code of a level has below it.
    dimensions: &'static [(&'static str, &'static [usize])],
    /// Dimensions of each table.
    tables: &'static [&'static [usize]],
}

/// What is protected together.
pub struct Case {
    pub family: &'static str,
    pub design: Design,
    pub counts: Counts,
}

const FAMILIES: [Family; 18] = [
    Family {
        name: "county × category",
        dimensions: &[("place", &[9]), ("category", &[8])],
        tables: &[&[0, 1]],
    },
    Family {
        name: "county × category",
        dimensions: &[("place", &[20]), ("category", &[12])],
        tables: &[&[0, 1]],
    },
    Family {
        name: "county × category",
        dimensions: &[("place", &[60]), ("category", &[15])],
        tables: &[&[0, 1]],
    },
    Family {
        name: "county, township × category",
        dimensions: &[("place", &[5, 6]), ("category", &[6])],
        tables: &[&[0, 1]],
    },
    Family {
        name: "county, township × category",
        dimensions: &[("place", &[8, 10]), ("category", &[9])],
        tables: &[&[0, 1]],
    },
    Family {
        name: "county, township × category",
        dimensions: &[("place", &[12, 14]), ("category", &[12])],
        tables: &[&[0, 1]],
    },
    Family {
        name: "county, township × age in two levels",
        dimensions: &[("place", &[6, 8]), ("age", &[4, 3])],
        tables: &[&[0, 1]],
    },
    Family {
        name: "county × age × sex",
        dimensions: &[("place", &[6]), ("age", &[4]), ("sex", &[2])],
        tables: &[&[0, 1, 2]],
    },
    Family {
        name: "county × age × sex",
        dimensions: &[("place", &[12]), ("age", &[6]), ("sex", &[2])],
        tables: &[&[0, 1, 2]],
    },
    Family {
        name: "county, township × age × sex",
        dimensions: &[("place", &[8, 10]), ("age", &[4]), ("sex", &[2])],
        tables: &[&[0, 1, 2]],
    },
    Family {
        name: "county × category × quarter",
        dimensions: &[("place", &[4]), ("category", &[3]), ("quarter", &[2])],
        tables: &[&[0, 1, 2]],
    },
    Family {
        name: "county × category × quarter",
        dimensions: &[("place", &[5]), ("category", &[4]), ("quarter", &[4])],
        tables: &[&[0, 1, 2]],
    },
    Family {
        name: "county × category × quarter",
        dimensions: &[("place", &[6]), ("category", &[5]), ("quarter", &[4])],
        tables: &[&[0, 1, 2]],
    },
    Family {
        name: "county × category × quarter",
        dimensions: &[("place", &[12]), ("category", &[10]), ("quarter", &[4])],
        tables: &[&[0, 1, 2]],
    },
    Family {
        name: "county × category × quarter",
        dimensions: &[("place", &[20]), ("category", &[12]), ("quarter", &[8])],
        tables: &[&[0, 1, 2]],
    },
    Family {
        name: "county × category, county × age × sex",
        dimensions: &[("place", &[8]), ("category", &[7]), ("age", &[4]), ("sex", &[2])],
        tables: &[&[0, 1], &[0, 2, 3]],
    },
    Family {
        name: "county × category, county × age × sex",
        dimensions: &[("place", &[4, 5]), ("category", &[10]), ("age", &[6]), ("sex", &[2])],
        tables: &[&[0, 1], &[0, 2, 3]],
    },
    Family {
        name: "county × category, category × measure, category × age",
        dimensions: &[("place", &[10]), ("category", &[9]), ("measure", &[6]), ("age", &[5])],
        tables: &[&[0, 1], &[1, 2], &[1, 3]],
    },
];

/// Records for every cell that no other is part of, and the threshold.
pub const FILLED: [(u64, u64); 5] = [(4, 3), (10, 3), (15, 5), (30, 5), (30, 11)];

/// All of them, in order.
pub fn family() -> Vec<Case> {
    let mut cases = Vec::new();
    for (number, family) in FAMILIES.iter().enumerate() {
        for (at, (mean, threshold)) in FILLED.into_iter().enumerate() {
            cases.push(family.case(mean, threshold, (number * FILLED.len() + at) as u64));
        }
    }
    cases
}

impl Family {
    fn case(&self, mean: u64, threshold: u64, seed: u64) -> Case {
        let dimensions: Vec<Dimension> =
            self.dimensions.iter().map(|(id, levels)| dimension(id, levels)).collect();
        let table = |(at, axes): (usize, &&[usize])| Table {
            id: format!("table-{at}"),
            title: String::new(),
            note: None,
            axes: axes.iter().map(|dimension| Axis { dimension: *dimension, depth: 9 }).collect(),
            threshold,
            zeros_are_sensitive: false,
            sensitive: Vec::new(),
            method: Method::Suppress,
            amounts: false,
        };
        let tables: Vec<Table> = self.tables.iter().enumerate().map(table).collect();
        let design = Design { dimensions, tables, amount: None };
        let counts = counted(&design, mean, seed);
        Case { family: self.name, design, counts }
    }
}

fn dimension(id: &str, levels: &[usize]) -> Dimension {
    let code = |at: usize, parent, depth| Code {
        id: format!("{id}-{at}"),
        label: String::new(),
        parent,
        depth,
        band: None,
    };
    let mut codes = vec![code(0, None, 0)];
    let mut above = vec![0];
    for (depth, below) in levels.iter().enumerate() {
        let mut next = Vec::new();
        for parent in above {
            for _ in 0..*below {
                next.push(codes.len() as u16);
                codes.push(code(codes.len(), Some(parent), depth as u8 + 1));
            }
        }
        above = next;
    }
    Dimension { id: id.into(), label: id.into(), codes, period: false, columns: vec![id.into()] }
}

/// Records drawn one by one: some codes are much commoner than others, and each place has its own
/// mixture.
fn counted(design: &Design, mean: u64, seed: u64) -> Counts {
    let mut random = fastrand::Rng::with_seed(seed);
    let leaves: Vec<Vec<u16>> = design
        .dimensions
        .iter()
        .map(|dimension| {
            let inner = |at: &u16| dimension.codes.iter().any(|code| code.parent == Some(*at));
            (0..dimension.codes.len() as u16).filter(|at| !inner(at)).collect()
        })
        .collect();
    let weights: Vec<Vec<f64>> = leaves
        .iter()
        .zip(&design.dimensions)
        .map(|(leaves, dimension)| {
            let mut weight = |_| match dimension.id.as_str() {
                "sex" | "quarter" => 0.8 + 0.4 * random.f64(),
                "category" | "measure" => (3.0 * random.f64()).exp(),
                _ => (1.5 * random.f64()).exp(),
            };
            leaves.iter().map(&mut weight).collect()
        })
        .collect();
    let mixtures: Vec<Vec<Vec<f64>>> = leaves[0]
        .iter()
        .map(|_| {
            let of = |weights: &Vec<f64>| {
                weights.iter().map(|weight| weight * (0.3 + 1.4 * random.f64())).collect()
            };
            weights[1..].iter().map(of).collect()
        })
        .collect();
    let inner = |table: &Table| {
        table.axes.iter().map(|axis| leaves[axis.dimension].len() as u64).product::<u64>()
    };
    let records = mean * design.tables.iter().map(inner).max().unwrap_or(0);
    let mut counts = Counts::default();
    for _ in 0..records {
        let place = drawn(&weights[0], &mut random);
        let mut record = vec![leaves[0][place]];
        for (at, mixture) in mixtures[place].iter().enumerate() {
            record.push(leaves[at + 1][drawn(mixture, &mut random)]);
        }
        let mut keys: Vec<CellKey> = Vec::new();
        for table in &design.tables {
            let mut of_table = vec![vec![0; record.len()]];
            for axis in &table.axes {
                let codes = &design.dimensions[axis.dimension].codes;
                let mut path = vec![record[axis.dimension]];
                while let Some(parent) = codes[usize::from(path[path.len() - 1])].parent {
                    path.push(parent);
                }
                of_table = of_table
                    .iter()
                    .flat_map(|key| {
                        path.iter().map(|code| {
                            let mut key = key.clone();
                            key[axis.dimension] = *code;
                            key
                        })
                    })
                    .collect();
            }
            keys.extend(of_table.into_iter().map(Vec::into_boxed_slice));
        }
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            *counts.cells.entry(key).or_default() += 1;
        }
    }
    counts
}

fn drawn(weights: &[f64], random: &mut fastrand::Rng) -> usize {
    let mut left = random.f64() * weights.iter().sum::<f64>();
    for (at, weight) in weights.iter().enumerate() {
        left -= weight;
        if left <= 0.0 {
            return at;
        }
    }
    weights.len() - 1
}
