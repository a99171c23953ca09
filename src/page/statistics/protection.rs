//! How the figures are protected, in numbers that the release itself gives.

use serde::Serialize;

use super::{
    super::at::At,
    super::frame::{PageContext, page},
    register::{RegisterContext, register},
    words,
};
use crate::{
    portal::{StatisticsPart, Target, statistics::Statistics},
    stats::model::{Dominance, Method},
};

/// statistics-protection.html
#[derive(Debug, Serialize)]
pub struct StatisticsProtectionContext<'a> {
    pub page: PageContext<'a>,
    pub register: RegisterContext<'a>,
    pub tables: Vec<ProtectedTable<'a>>,
    /// What must not be learned of everybody in a group; may be empty.
    pub sensitive: Vec<&'a str>,
    /// Whether a table is rounded.
    pub rounds: bool,
    /// What is promised, and what is not.
    pub held: Vec<&'static str>,
    pub not_held: Vec<&'static str>,
    /// Absent where no table shows amounts.
    pub amounts: Option<ProtectedAmounts<'a>>,
    /// Name of the release's file.
    pub file: String,
}

#[derive(Debug, Serialize)]
pub struct ProtectedTable<'a> {
    pub title: &'a str,
    pub url: String,
    /// A count below it is small.
    pub threshold: u64,
    /// Counts are rounded to a multiple of it; absent where counts are withheld.
    pub rounded_to: Option<u64>,
    /// How many counts are withheld, and how many there are.
    pub withheld: usize,
    pub cells: usize,
    /// Whether it shows as many amounts, and how many of them are withheld.
    pub amounts: bool,
    pub withheld_amounts: usize,
    /// Whether a count of zero is taken for small as well.
    pub zeros_are_sensitive: bool,
}

/// By which rules amounts are withheld.
#[derive(Debug, Serialize)]
pub struct ProtectedAmounts<'a> {
    pub label: &'a str,
    /// Who has the second largest amount of a cell cannot reckon the largest to within so many percent of it.
    pub percent: u64,
    /// How many of the largest amounts may together not be more than so many percent of a sum; absent where this
    /// rule is not used.
    pub dominance: Option<DominanceContext>,
}

#[derive(Debug, Serialize)]
pub struct DominanceContext {
    pub records: usize,
    pub percent: u64,
}

pub(super) fn protection<'p>(at: At<'p>, of: &'p Statistics) -> StatisticsProtectionContext<'p> {
    let tables = of.tables().iter().enumerate().map(|(ix, table)| {
        let (withheld, cells) = of.withheld(ix);
        ProtectedTable {
            title: &table.title,
            url: at.to(Target::Statistics(StatisticsPart::Table(ix))),
            threshold: table.threshold,
            rounded_to: match table.method {
                Method::Suppress => None,
                Method::Round { base } => Some(base),
            },
            withheld,
            cells,
            amounts: table.amounts,
            withheld_amounts: of.withheld_amounts(ix),
            zeros_are_sensitive: table.zeros_are_sensitive,
        }
    });
    let rounds = of.tables().iter().any(|table| matches!(table.method, Method::Round { .. }));
    let amounts = amounts(of);
    let lines = |all: &[&'static str], of_rounded: &[&'static str], of_amounts: &[&'static str]| {
        let of_rounded = of_rounded.iter().filter(|_| rounds);
        let of_amounts = of_amounts.iter().filter(|_| amounts.is_some());
        all.iter().chain(of_rounded).chain(of_amounts).copied().collect()
    };
    StatisticsProtectionContext {
        page: page(at),
        register: register(at, of),
        rounds,
        held: lines(&words::HELD, &words::HELD_OF_ROUNDED, &words::HELD_OF_AMOUNTS),
        not_held: lines(&words::NOT_HELD, &words::NOT_HELD_OF_ROUNDED, &words::NOT_HELD_OF_AMOUNTS),
        amounts,
        tables: tables.collect(),
        sensitive: sensitive(of),
        file: file_name(of, 0),
    }
}

fn amounts(of: &Statistics) -> Option<ProtectedAmounts<'_>> {
    let amount = (0..of.tables().len()).find_map(|table| of.amount(table))?;
    let dominance = amount
        .dominance
        .map(|Dominance { records, percent }| DominanceContext { records, percent });
    Some(ProtectedAmounts { label: &amount.label, percent: amount.percent, dominance })
}

/// The dimensions that a table keeps, each once.
fn sensitive(of: &Statistics) -> Vec<&str> {
    let dimensions = of.design().dimensions.iter().enumerate();
    let kept = |ix| of.tables().iter().any(|table| table.sensitive.contains(&ix));
    dimensions.filter(|&(ix, _)| kept(ix)).map(|(_, dimension)| dimension.label.as_str()).collect()
}

/// The name of a release's file.
fn file_name(of: &Statistics, release: usize) -> String {
    format!("{}.release", of.releases()[release].about().name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The Chinese lines of a list of `docs/protection.md`.
    fn lines(heading: &str) -> Vec<&'static str> {
        let document = include_str!("../../../docs/protection.md");
        let (_, after) = document.split_once(&format!("\n## {heading}\n")).expect(heading);
        let section = after.split("\n## ").next().unwrap_or_default();
        let bullets = section.lines().filter_map(|line| line.strip_prefix("- "));
        bullets.map(|line| line.split_once("<br>").expect("two languages").1).collect()
    }

    #[test]
    fn the_page_promises_what_the_document_promises_and_excludes_what_it_excludes() {
        let held = [&words::HELD[..], &words::HELD_OF_ROUNDED, &words::HELD_OF_AMOUNTS].concat();
        assert_eq!(held, lines("What is held"));
        let not = [&words::NOT_HELD[..], &words::NOT_HELD_OF_ROUNDED, &words::NOT_HELD_OF_AMOUNTS];
        assert_eq!(not.concat(), lines("What is not held"));
    }
}
