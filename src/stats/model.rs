//! What is counted: dimensions, tables, cells.
//!
//! A cell is named by one code of every dimension, the total where a table does not break a
//! dimension down. So the tables of a release are linked by themselves: a cell that two of them show
//! has one name and one value.

/// All that is counted and published together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Design {
    /// At most `u16::MAX` codes each.
    pub dimensions: Vec<Dimension>,
    pub tables: Vec<Table>,
    /// What every record has an amount of, where a table publishes sums of it.
    pub amount: Option<Amount>,
}

/// An amount, as money, of which every record has so much: a whole number that is not negative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    pub id: String,
    pub label: String,
    /// `元`
    pub unit: String,
    /// *p* of the *p*% rule, 1 to 100: who knows the second largest amount of a cell must not know the
    /// largest to within so much of it.
    pub percent: u64,
    /// The (*n*, *k*%) rule besides, where it is declared.
    pub dominance: Option<Dominance>,
}

/// A sum is sensitive in which the `records` largest amounts are more than `percent` of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dominance {
    /// 1 to `LARGEST`.
    pub records: usize,
    /// 1 to 99.
    pub percent: u64,
}

/// A classification with its hierarchy: place, category, age, quarter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dimension {
    /// As in a declaration and in a download: `place`.
    pub id: String,
    /// For readers: `县区`.
    pub label: String,
    /// The total is the first; a parent stands before its children.
    pub codes: Vec<Code>,
    /// Whether the codes are quarters, years and the like: a cell of one of them is about the same
    /// records in every release that shows it, on whatever day that release was counted.
    pub period: bool,
    /// Headings of the columns that it is read from: two dimensions that share one say the same thing twice.
    pub columns: Vec<String>,
}

/// A value of a dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    pub id: String,
    pub label: String,
    /// Index in `Dimension::codes`; `None` for the total only. The children of a code together are
    /// the code: every record of it belongs to exactly one of them.
    pub parent: Option<u16>,
    /// Steps from the total, which has 0.
    pub depth: u8,
    /// First and last number of a band, as `(6, 11)` years: what links bands that overlap in two
    /// releases. `None` where the code is not a band.
    pub band: Option<(u16, u16)>,
}

/// A table to publish, with all its margins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub id: String,
    pub title: String,
    /// For readers, below the table.
    pub note: Option<String>,
    pub axes: Vec<Axis>,
    /// `k`: a count from 1 to `k` − 1 is small. At least 2.
    pub threshold: u64,
    /// Whether a count of zero tells something that must not be told.
    pub zeros_are_sensitive: bool,
    /// Dimensions whose value must not be learned of everybody in a group: a cell that holds all of
    /// its total, or all but fewer than `threshold`, is withheld. Indices in `Design::dimensions`.
    pub sensitive: Vec<usize>,
    pub method: Method,
    /// Whether it shows sums of the design's amount beside its counts.
    pub amounts: bool,
}

/// A dimension as a table breaks it down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Axis {
    /// Index in `Design::dimensions`.
    pub dimension: usize,
    /// The deepest level shown; codes below it are left out.
    pub depth: u8,
}

/// How small counts are protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Cells are withheld.
    Suppress,
    /// Every number is rounded to a multiple of `base`, sums kept.
    Round { base: u64 },
}

/// The name of a cell: one index into `Dimension::codes` for every dimension of the design, 0 (the
/// total) where the table does not break it down.
pub type CellKey = Box<[u16]>;

/// The true counts of every cell of every table; what is not there is zero. Never published, never
/// written to a file, a message or a log.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Counts {
    pub cells: std::collections::BTreeMap<CellKey, u64>,
    /// Of the cells of tables that show amounts; what is not there has none.
    pub sums: std::collections::BTreeMap<CellKey, Sum>,
}

/// Largest amounts of a cell that are known one by one.
pub const LARGEST: usize = 4;

/// The sum of the amounts of a cell, and the largest of them. As secret as counts.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    pub total: u64,
    /// The largest first; 0 where there are fewer records.
    pub largest: [u64; LARGEST],
}

impl Amount {
    /// Whether a sum tells too much of one of its amounts (Hundepool et al., *Statistical Disclosure Control*, 4.2.2):
    /// what is beside the two largest is less than the percentage of the largest, or a few have nearly all of it.
    pub fn is_sensitive(&self, sum: &Sum) -> bool {
        let [first, second, ..] = sum.largest;
        let rest = sum.total - first - second;
        u128::from(rest) * 100 < u128::from(first) * u128::from(self.percent)
            || self.dominance.is_some_and(|rule| {
                u128::from(rule.few(sum)) * 100 > u128::from(sum.total) * u128::from(rule.percent)
            })
    }

    /// How much more, and how much less, a sum that is withheld for its own sake must possibly be: the percentage
    /// of itself (which is never less than the *p*% rule asks), enough for the (*n*, *k*%) rule, and the least width.
    pub fn protection(&self, sum: &Sum, width: u64) -> (u64, u64) {
        let part = (u128::from(sum.total) * u128::from(self.percent)).div_ceil(100) as u64;
        let enough = self.dominance.map_or(0, |rule| {
            let whole = (u128::from(rule.few(sum)) * 100).div_ceil(u128::from(rule.percent)) as u64;
            whole.saturating_sub(sum.total)
        });
        (part.max(enough).max(width), part)
    }

    /// The least width of the range of a withheld amount: the percentage of what a record has on average.
    /// `of` is the total of all, and of how many, where both are shown.
    pub fn least_width(&self, of: Option<(u64, u64)>) -> u64 {
        let (total, count) = of.unwrap_or_default();
        let part = u128::from(total) * u128::from(self.percent);
        part.div_ceil(u128::from(count.max(1)) * 100).max(1) as u64
    }
}

impl Dominance {
    /// What the largest have.
    fn few(&self, sum: &Sum) -> u64 {
        sum.largest.iter().take(self.records).sum()
    }
}

impl Sum {
    pub fn of(amount: u64) -> Sum {
        let mut sum = Sum::default();
        sum.put(amount);
        sum
    }

    /// Adds what one more record has.
    pub fn put(&mut self, amount: u64) {
        self.total += amount;
        self.rank(amount);
    }

    /// Adds what other records have.
    pub fn add(&mut self, other: &Sum) {
        self.total += other.total;
        other.largest.into_iter().for_each(|amount| self.rank(amount));
    }

    fn rank(&mut self, amount: u64) {
        let at = self.largest.partition_point(|larger| *larger >= amount);
        if at < LARGEST {
            self.largest[at..].rotate_right(1);
            self.largest[at] = amount;
        }
    }
}

/// Without numbers, as [`Counts`].
impl std::fmt::Debug for Sum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sum")
    }
}

/// Without the counts, so that none can get into a message.
impl std::fmt::Debug for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Counts of {} cells", self.cells.len())
    }
}

impl Design {
    /// The codes that an axis shows, in order: those down to its depth.
    pub fn codes(&self, axis: Axis) -> Vec<u16> {
        let codes = &self.dimensions[axis.dimension].codes;
        (0..codes.len())
            .filter(|code| codes[*code].depth <= axis.depth)
            .map(|code| code as u16)
            .collect()
    }

    /// The names of all cells of a table, margins included. The last axis runs fastest.
    pub fn cells(&self, table: &Table) -> Vec<CellKey> {
        let mut keys = vec![vec![0; self.dimensions.len()].into_boxed_slice()];
        for axis in &table.axes {
            let codes = self.codes(*axis);
            keys = keys
                .iter()
                .flat_map(|key| {
                    codes.iter().map(|code| {
                        let mut key = key.clone();
                        key[axis.dimension] = *code;
                        key
                    })
                })
                .collect();
        }
        keys
    }
}

impl Design {
    /// Where tables overlap in a ring (A×B, B×C and C×A), counts can fit each table and yet be those
    /// of no register: this is the table that says whether they are. It has what is left of the tables by
    /// Graham's reduction: whatever only one table shows can be added to any register of it.
    /// `None` where tables that agree always have a register (their hypergraph is acyclic: Beeri et
    /// al., J. ACM 30 (1983), 479).
    pub fn ring(&self) -> Option<Table> {
        let level = |table: &Table| -> std::collections::BTreeSet<(usize, u8)> {
            table
                .axes
                .iter()
                .flat_map(|axis| (1..=axis.depth).map(|depth| (axis.dimension, depth)))
                .collect()
        };
        let mut edges: Vec<_> = self.tables.iter().map(level).collect();
        loop {
            let before: (usize, usize) = (edges.len(), edges.iter().map(|edge| edge.len()).sum());
            for at in 0..edges.len() {
                let others: Vec<(usize, u8)> = edges
                    .iter()
                    .enumerate()
                    .filter(|(other, _)| *other != at)
                    .flat_map(|(_, edge)| edge.iter().copied())
                    .collect();
                edges[at].retain(|node| others.contains(node));
            }
            let mut at = 0;
            while at < edges.len() {
                let within =
                    (0..edges.len()).any(|other| other != at && edges[at].is_subset(&edges[other]));
                if within {
                    edges.remove(at);
                } else {
                    at += 1;
                }
            }
            if before == (edges.len(), edges.iter().map(|edge| edge.len()).sum()) {
                break;
            }
        }
        if edges.len() < 2 {
            return None;
        }
        let mut axes: Vec<Axis> = Vec::new();
        for (dimension, depth) in edges.into_iter().flatten() {
            match axes.iter_mut().find(|known| known.dimension == dimension) {
                Some(known) => known.depth = known.depth.max(depth),
                None => axes.push(Axis { dimension, depth }),
            }
        }
        Some(Table {
            id: String::new(),
            title: String::new(),
            note: None,
            axes,
            ..self.tables[0].clone()
        })
    }
}

impl Counts {
    /// The count of a cell; zero where there is none.
    pub fn of(&self, key: &[u16]) -> u64 {
        self.cells.get(key).copied().unwrap_or(0)
    }

    /// The amounts of a cell.
    pub fn sum(&self, key: &[u16]) -> Sum {
        self.sums.get(key).copied().unwrap_or_default()
    }
}

/// What is published of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    Count(u64),
    /// One mark for all, so that it does not tell a small count from one that protects it.
    Withheld,
    Rounded(u64),
}

impl Shown {
    /// What is shown; `None` for what is withheld.
    pub fn number(self) -> Option<u64> {
        match self {
            Shown::Count(number) | Shown::Rounded(number) => Some(number),
            Shown::Withheld => None,
        }
    }
}
