//! Charts of a table: one of each of its dimensions, the others at their total. Counts and amounts are drawn by
//! the same hand.

use serde::Serialize;

use super::{
    chart::{self, Entry, Subject},
    words,
};
use crate::{
    portal::statistics::{Cells, Statistics, TableIx, children, depth, leaves},
    stats::model::{Amount, CellKey, Shown},
};

/// A chart, and what stands below it.
#[derive(Debug, Serialize)]
pub struct ChartContext {
    /// The picture, ready to print: an SVG that says what it shows.
    pub svg: String,
    pub caption: String,
    /// Whether it has the mark of what is withheld.
    pub withheld: bool,
}

/// More bars than this are no picture any more: the table has them all.
const MOST_BARS: usize = 24;

/// The counts or the amounts of a table around one cell: what charts and sentences are made of.
#[derive(Debug)]
pub struct Around<'s> {
    pub statistics: &'s Statistics,
    pub table: TableIx,
    /// The cell whose parts are shown.
    pub base: CellKey,
    /// What is looked at: its sums; `None`: the counts.
    pub amount: Option<&'s Amount>,
    cells: Cells<'s>,
}

impl<'s> Around<'s> {
    /// The counts.
    pub fn new(statistics: &'s Statistics, table: TableIx, base: CellKey) -> Self {
        Around { statistics, table, base, amount: None, cells: statistics.cells(table) }
    }

    /// The amounts of the same cells; `None` where the table shows none.
    pub fn amounts(&self) -> Option<Self> {
        let amount = Some(self.statistics.amount(self.table)?);
        Some(Around { amount, ..Around::new(self.statistics, self.table, self.base.clone()) })
    }

    /// What the numbers are of.
    pub fn unit(&self) -> &'s str {
        match self.amount {
            None => &self.statistics.newest().about().unit,
            Some(amount) => &amount.unit,
        }
    }

    pub fn shown(&self, changed: &[(usize, u16)]) -> Shown {
        let mut key = self.base.clone();
        for &(dimension, code) in changed {
            key[dimension] = code;
        }
        match self.amount {
            None => self.cells.shown(&key),
            Some(_) => self.cells.amount(&key).map_or(Shown::Withheld, Shown::from),
        }
    }

    pub fn label(&self, dimension: usize, code: u16) -> &'s str {
        &self.statistics.design().dimensions[dimension].codes[usize::from(code)].label
    }

    pub fn is_time(&self, dimension: usize) -> bool {
        self.statistics.design().dimensions[dimension].period
    }

    /// Dimensions that the table breaks down and the base leaves whole.
    pub fn open(&self) -> Vec<usize> {
        let axes = self.statistics.tables()[self.table].axes.iter();
        axes.filter(|axis| axis.depth > 0 && self.base[axis.dimension] == 0)
            .map(|axis| axis.dimension)
            .collect()
    }

    /// The codes that a chart of a dimension has: the newest of time, else those below the total.
    pub fn parts(&self, dimension: usize) -> Vec<u16> {
        let of = &self.statistics.design().dimensions[dimension];
        match of.period {
            false => children(of, self.base[dimension]),
            true => {
                let deepest = depth(&self.statistics.tables()[self.table], dimension);
                let mut all = leaves(of, deepest);
                // "Earlier" and "unknown" are no stretch of time.
                all.retain(|&code| of.codes[usize::from(code)].id.starts_with(char::is_numeric));
                all[all.len().saturating_sub(chart::MOST_COLUMNS)..].to_vec()
            }
        }
    }

    /// What a single chart shows: what is not time, if there is anything else.
    pub fn first_dimension(&self) -> Option<usize> {
        let open = self.open();
        open.iter().find(|&&dimension| !self.is_time(dimension)).or(open.first()).copied()
    }

    /// One chart a dimension; one that has few parts divides the bars of the first other.
    pub fn charts(&self, prefix: &str, title: &str) -> Vec<ChartContext> {
        let open = self.open();
        let divides = self.dividing(&open);
        let mut charts = Vec::new();
        for &dimension in &open {
            if Some(dimension) == divides.map(|(_, by)| by) {
                continue;
            }
            let by = divides.filter(|&(bars, _)| bars == dimension).map(|(_, by)| by);
            let id = format!("{prefix}{}", charts.len() + 1);
            charts.extend(self.chart(id, title, dimension, by));
        }
        charts
    }

    /// The dimension whose bars are divided, and the one that divides them.
    fn dividing(&self, open: &[usize]) -> Option<(usize, usize)> {
        let few = |&&dimension: &&usize| {
            !self.is_time(dimension) && (2..=chart::SERIES).contains(&self.parts(dimension).len())
        };
        let by = *open.iter().find(few)?;
        let bars = open.iter().find(|&&other| other != by && !self.is_time(other))?;
        Some((*bars, by))
    }

    /// The chart of one dimension, its bars divided `by` another.
    pub fn chart(
        &self,
        id: String,
        title: &str,
        dimension: usize,
        by: Option<usize>,
    ) -> Option<ChartContext> {
        let dimensions = &self.statistics.design().dimensions;
        let parts = self.parts(dimension);
        if parts.len() > MOST_BARS {
            return None;
        }
        let series = by.map_or(Vec::new(), |by| self.parts(by));
        let mut entries: Vec<Entry> = parts
            .iter()
            .map(|&code| Entry {
                label: self.label(dimension, code).to_owned(),
                values: match by {
                    None => vec![self.shown(&[(dimension, code)])],
                    Some(by) => {
                        series.iter().map(|&s| self.shown(&[(dimension, code), (by, s)])).collect()
                    }
                },
            })
            .collect();
        let stands = self.is_time(dimension) && chart::fits_columns(&entries);
        if stands {
            for (at, entry) in entries.iter_mut().enumerate() {
                entry.label = self.time_label(dimension, &parts, at);
            }
        }
        let labels = dimensions.iter().map(|dimension| dimension.label.as_str());
        let named: Vec<&str> = labels
            .enumerate()
            .filter(|&(ix, _)| ix == dimension || Some(ix) == by)
            .map(|(_, label)| label)
            .collect();
        let caption = words::by_all(&named);
        let (id, caption, title) = match self.amount {
            None => {
                let title = words::chart_title(title, &caption);
                (id, caption, title)
            }
            Some(of) => {
                let label = words::amounts(&of.label, &of.unit);
                let caption = words::amounts_caption(&label, &caption);
                let title = words::amounts_caption(title, &caption);
                // Both charts of a table may be on one page.
                (format!("a{id}"), caption, title)
            }
        };
        let names: Vec<String> =
            by.map_or(Vec::new(), |by| series.iter().map(|&s| self.label(by, s).into()).collect());
        let mark = self.statistics.mark();
        let subject = Subject {
            id,
            title: words::marked(mark, &title),
            mark,
            description: self.description(dimension, &parts, &entries, &names),
        };
        let svg = match stands {
            true => chart::columns(&entries, &subject),
            false => chart::bars(&entries, &names, &subject),
        }?;
        let withheld = entries.iter().flat_map(|e| &e.values).any(|v| v.number().is_none());
        Some(ChartContext { svg, caption, withheld })
    }

    fn description(
        &self,
        dimension: usize,
        parts: &[u16],
        entries: &[Entry],
        series: &[String],
    ) -> String {
        let sample = self.statistics.is_sample();
        let one = |(&code, entry): (&u16, &Entry)| {
            let values: Vec<String> = (0..)
                .zip(&entry.values)
                .map(|(at, &value): (usize, _)| {
                    let name = series.get(at).map_or("", String::as_str);
                    format!("{name}{}", words::count(value, self.unit()))
                })
                .collect();
            format!("{}：{}", self.label(dimension, code), values.join("，"))
        };
        let entries: Vec<String> = parts.iter().zip(entries).map(one).collect();
        words::description(&entries.join("；"), sample)
    }

    /// A short label of a quarter on two lines; the year where it begins. Other stretches of time
    /// have the label that they were declared with.
    fn time_label(&self, dimension: usize, parts: &[u16], at: usize) -> String {
        let codes = &self.statistics.design().dimensions[dimension].codes;
        let id = |at: usize| codes[usize::from(parts[at])].id.split_once("-q");
        match id(at) {
            None => self.label(dimension, parts[at]).to_owned(),
            Some((year, quarter)) => {
                let before = at.checked_sub(1).and_then(id).map(|(year, _)| year);
                words::quarter(quarter, (before != Some(year)).then_some(year))
            }
        }
    }
}
