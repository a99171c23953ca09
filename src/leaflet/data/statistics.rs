//! The newest release of the statistics, on one sheet.
//!
//! Invariant: every number is one that the release shows.

use serde::Serialize;

use crate::{
    portal::statistics::{Grid, Labels, Statistics, children, depth, words},
    stats::model::{Amount, CellKey, Method, Shown},
};

#[derive(Debug, Serialize)]
pub struct StatisticsData<'a> {
    /// What is counted.
    pub title: &'a str,
    /// The table that the sheet shows.
    pub table: &'a str,
    /// The whole in one sentence.
    pub sentence: String,
    /// The day on which it was counted.
    pub as_of_text: String,
    pub unit: &'a str,
    /// Whose register it is; of invented figures, that they are.
    pub source: &'a str,
    pub note: Option<&'a str>,
    /// Said where the register is invented.
    pub sample: Option<&'static str>,
    /// Counts are rounded to a multiple of it; `None` where counts are withheld.
    pub rounded_to: Option<u64>,
    /// What the bars are of, and they: none where there would be too many.
    pub bars_of: Option<&'a str>,
    pub bars: Vec<Bar<'a>>,
    /// Bars of the same parts for the first table that shows amounts of them; `None` without one.
    pub amounts: Option<Amounts<'a>>,
    pub corner: String,
    pub columns: Vec<Heading>,
    pub groups: Vec<Group>,
    /// Whether a count is withheld.
    pub withheld: bool,
}

#[derive(Debug, Serialize)]
pub struct Bar<'a> {
    pub label: &'a str,
    /// `None`: withheld, as is its text.
    pub value: Option<u64>,
    pub text: Option<String>,
}

/// What children have together.
#[derive(Debug, Serialize)]
pub struct Amounts<'a> {
    /// What is summed up, and its unit.
    pub title: String,
    pub bars: Vec<Bar<'a>>,
    /// Whether one of them is withheld.
    pub withheld: bool,
}

#[derive(Debug, Serialize)]
pub struct Heading {
    pub label: String,
    /// Whether it is of all.
    pub total: bool,
}

/// Rows that belong together.
#[derive(Debug, Serialize)]
pub struct Group {
    pub label: Option<String>,
    pub rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
pub struct Row {
    pub label: String,
    pub total: bool,
    /// One a column; `None`: withheld.
    pub cells: Vec<Option<String>>,
}

/// What fits a sheet in type that can be read.
const MOST_BARS: usize = 16;
const MOST_ROWS: usize = 40;
const MOST_COLUMNS: usize = 14;

pub fn statistics(of: &Statistics) -> StatisticsData<'_> {
    const TABLE: usize = 0;
    let release = of.newest();
    let about = release.about();
    let table = &of.tables()[TABLE];
    let labels = Labels(of);
    let grid = laid_out(of, TABLE);
    let bars_of = dimension(of, TABLE).filter(|&dimension| {
        (1..=MOST_BARS).contains(&children(&of.design().dimensions[dimension], 0).len())
    });
    let groups = groups(&grid, &labels);
    StatisticsData {
        title: &about.title,
        table: &table.title,
        sentence: words::marked(
            of.mark(),
            &words::total(about.as_of, of.cells(TABLE).shown(&of.total()), &about.unit),
        ),
        as_of_text: words::day(about.as_of),
        unit: &about.unit,
        source: of.source(),
        note: table.note.as_deref().or(about.note.as_deref()),
        sample: about.sample.as_ref().map(|_| words::SAMPLE),
        rounded_to: match table.method {
            Method::Suppress => None,
            Method::Round { base } => Some(base),
        },
        bars_of: bars_of.map(|dimension| of.design().dimensions[dimension].label.as_str()),
        bars: bars_of.map_or(Vec::new(), |dimension| {
            let cells = of.cells(TABLE);
            bars(of, dimension, |key| cells.shown(key))
        }),
        amounts: bars_of.and_then(|dimension| amounts(of, dimension)),
        corner: labels.corner(&grid.down),
        columns: match &grid.across {
            None => vec![Heading { label: words::counted(&about.unit), total: false }],
            Some(across) => {
                let heading = |&code| Heading {
                    label: labels.of(across, code).to_owned(),
                    total: labels.level(across, code) == 0,
                };
                across.codes.iter().map(heading).collect()
            }
        },
        withheld: grid.rows.iter().flat_map(|row| &row.cells).any(|cell| cell.number().is_none()),
        groups,
    }
}

/// What bars are made of: a dimension of the table that is not time.
fn dimension(of: &Statistics, table: usize) -> Option<usize> {
    let axes = of.tables()[table].axes.iter().filter(|axis| axis.depth > 0);
    let mut dimensions = axes.map(|axis| axis.dimension);
    dimensions.find(|&dimension| !of.design().dimensions[dimension].period)
}

fn amounts(of: &Statistics, dimension: usize) -> Option<Amounts<'_>> {
    let tells = |&table: &usize| depth(&of.tables()[table], dimension) > 0;
    let (table, Amount { label, unit, .. }) =
        (0..of.tables().len()).filter(tells).find_map(|table| Some((table, of.amount(table)?)))?;
    let cells = of.cells(table);
    let bars = bars(of, dimension, |key| cells.amount(key).map_or(Shown::Withheld, Shown::from));
    let withheld = bars.iter().any(|bar| bar.value.is_none());
    Some(Amounts { title: words::amounts(label, unit), bars, withheld })
}

/// One for each part of a dimension, all else at its total.
fn bars(of: &Statistics, dimension: usize, shown: impl Fn(&CellKey) -> Shown) -> Vec<Bar<'_>> {
    let codes = &of.design().dimensions[dimension];
    let bar = |code: u16| {
        let mut key = of.total();
        key[dimension] = code;
        let shown = shown(&key);
        Bar {
            label: &codes.codes[usize::from(code)].label,
            value: shown.number(),
            text: text(shown),
        }
    };
    children(codes, 0).into_iter().map(bar).collect()
}

/// The table, or as much of it as fits: else its first dimension, else the whole alone.
fn laid_out(of: &Statistics, table: usize) -> Grid {
    let whole = crate::portal::statistics::whole(of, table, 1);
    let first = whole.iter().take(1).cloned().collect();
    let fits = |grid: &Grid| {
        let columns = grid.across.as_ref().map_or(1, |across| across.codes.len());
        grid.rows.len() <= MOST_ROWS && columns <= MOST_COLUMNS
    };
    [whole, first]
        .into_iter()
        .map(|spreads| Grid::new(of, table, &of.total(), spreads))
        .find(fits)
        .unwrap_or_else(|| Grid::new(of, table, &of.total(), Vec::new()))
}

fn groups(grid: &Grid, labels: &Labels<'_>) -> Vec<Group> {
    let is_grouped = grid.down.len() > 1;
    let own = usize::from(is_grouped)..;
    let mut groups: Vec<Group> = Vec::new();
    let mut last = None;
    for row in &grid.rows {
        let first = if is_grouped { row.codes.first().copied() } else { None };
        if groups.is_empty() || first != last {
            let label = first.map(|code| labels.group(&grid.down[0], code));
            groups.push(Group { label, rows: Vec::new() });
            last = first;
        }
        let names = grid.down[own.clone()].iter().zip(&row.codes[own.clone()]);
        let row = Row {
            label: labels.joined(names.clone()),
            total: names.clone().all(|(_, &code)| code == 0),
            cells: row.cells.iter().map(|&shown| text(shown)).collect(),
        };
        if let Some(group) = groups.last_mut() {
            group.rows.push(row);
        }
    }
    groups
}

fn text(shown: Shown) -> Option<String> {
    shown.number().map(words::number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portal::statistics::sample::{self, SMALL};

    #[test]
    fn a_sheet_has_the_marks_of_what_is_withheld_and_no_small_count() {
        let of = sample::statistics();
        let sheet = statistics(&of);
        let json = serde_json::to_string(&sheet).expect("JSON");
        assert!(!json.contains(&SMALL.to_string()), "{json}");
        assert!(sheet.withheld && json.contains("null"), "{json}");
        assert_eq!(sheet.sample, Some(words::SAMPLE));
        assert_eq!(sheet.source, words::SAMPLE_SOURCE);
        let cells = of.cells(0);
        let whole = cells.shown(&of.total());
        assert_eq!(sheet.groups[0].rows[0].cells[0], text(whole));
        assert!(
            sheet
                .groups
                .iter()
                .flat_map(|group| &group.rows)
                .all(|row| { row.cells.len() == sheet.columns.len() })
        );
    }

    #[test]
    fn a_sheet_has_bars_of_the_amounts_of_the_parts_that_its_bars_are_of() {
        let of = sample::statistics();
        let amounts = statistics(&of).amounts.expect("amounts");
        let bars: Vec<(&str, Option<u64>, Option<&str>)> =
            amounts.bars.iter().map(|bar| (bar.label, bar.value, bar.text.as_deref())).collect();
        assert_eq!(amounts.title, format!("{}救助（元）", sample::HOSTILE));
        assert_eq!(
            bars,
            [
                (sample::HOSTILE, Some(4_148_897), Some("4,148,897")),
                ("西区", Some(32_135_814), Some("32,135,814")),
            ]
        );
        assert!(!amounts.withheld);
        // Of no kind the east's amount is shown.
        let cells = of.cells(0);
        let of_east = |key: &CellKey| {
            let mut key = key.clone();
            key[0] = 1;
            cells.amount(&key).map_or(Shown::Withheld, Shown::from)
        };
        let kinds = super::bars(&of, 1, of_east);
        assert!(kinds.iter().all(|bar| bar.value.is_none() && bar.text.is_none()));
        let counted = Statistics::new(vec![sample::released_without_amounts()], |_, _| None);
        assert!(statistics(&counted.expect("a release")).amounts.is_none());
    }

    #[test]
    fn what_is_too_large_for_a_sheet_is_shown_by_its_first_dimension() {
        let of = sample::statistics();
        for table in 0..of.tables().len() {
            let grid = laid_out(&of, table);
            let columns = grid.across.as_ref().map_or(1, |across| across.codes.len());
            assert!(grid.rows.len() <= MOST_ROWS && columns <= MOST_COLUMNS);
        }
    }
}
