//! A release as a text: a head, one line a cell, a seal.
//!
//! Lines end in LF and are parted by tabs; `docs/protection.md` lists them. The same release is the
//! same text, so that two of them can be compared line by line.

use sha2::{Digest, Sha256};

use super::{Counting, Release};
use crate::stats::model::{Method, Shown};

/// The first line.
pub const FIRST: &str = "weibao-release\t2";

/// Stands for a withheld count.
pub const WITHHELD: &str = "x";

/// The whole file.
pub fn write(release: &Release) -> String {
    let mut text = Text(format!("{FIRST}\n"));
    head(&mut text, release);
    for (number, dimension) in release.design.dimensions.iter().enumerate() {
        let period = if dimension.period { "period" } else { "" };
        text.line(&["dimension", &dimension.id, &dimension.label, period]);
        let columns = dimension.columns.iter().map(String::as_str);
        text.line(&std::iter::once("columns").chain(columns).collect::<Vec<_>>());
        for code in &dimension.codes {
            let parent = code
                .parent
                .map_or("", |parent| &release.design.dimensions[number].codes[parent as usize].id);
            let band = code.band.map_or(String::new(), |(first, last)| format!("{first}-{last}"));
            text.line(&["code", &code.id, parent, &code.label, &band]);
        }
    }
    for (index, table) in release.design.tables.iter().enumerate() {
        text.line(&["table", &table.id, &table.title]);
        if let Some(note) = &table.note {
            text.line(&["note", note]);
        }
        for axis in &table.axes {
            text.line(&[
                "axis",
                &release.design.dimensions[axis.dimension].id,
                &axis.depth.to_string(),
            ]);
        }
        text.line(&["threshold", &table.threshold.to_string()]);
        text.line(&["zeros", if table.zeros_are_sensitive { "sensitive" } else { "plain" }]);
        for dimension in &table.sensitive {
            text.line(&["sensitive", &release.design.dimensions[*dimension].id]);
        }
        match table.method {
            Method::Suppress => text.line(&["method", "suppress"]),
            Method::Round { base } => text.line(&["method", "round", &base.to_string()]),
        }
        if table.amounts {
            text.line(&["amounts"]);
        }
        for (at, (key, shown)) in release.table(index).cells().enumerate() {
            let mut fields = vec!["cell"];
            for axis in &table.axes {
                fields.push(
                    &release.design.dimensions[axis.dimension].codes[key[axis.dimension] as usize]
                        .id,
                );
            }
            let shown = match shown {
                Shown::Count(count) | Shown::Rounded(count) => count.to_string(),
                Shown::Withheld => WITHHELD.to_owned(),
            };
            fields.push(&shown);
            let amount = release.amounts[index].get(at).map(|amount| match amount {
                Some(amount) => amount.to_string(),
                None => WITHHELD.to_owned(),
            });
            fields.extend(amount.as_deref());
            text.line(&fields);
        }
    }
    let seal = seal(&text.0);
    text.line(&["seal", &seal]);
    text.0
}

fn head(text: &mut Text, release: &Release) {
    let (about, protection) = (&release.about, &release.protection);
    text.line(&["name", &about.name]);
    text.line(&["title", &about.title]);
    text.line(&["unit", &about.unit]);
    text.line(&["source", &about.source]);
    if let Some(note) = &about.note {
        text.line(&["note", note]);
    }
    text.line(&["as-of", &about.as_of.to_string()]);
    text.line(&[
        "counting",
        match about.counting {
            Counting::Stock => "stock",
            Counting::Running => "running",
        },
    ]);
    if let Some(sample) = &about.sample {
        text.line(&["sample", &sample.label, &sample.seed.to_string(), &sample.rows.to_string()]);
    }
    text.line(&["seed", &protection.seed.to_string()]);
    text.line(&["withheld", &protection.withheld.to_string(), &protection.cells.to_string()]);
    if let Some(deviation) = protection.deviation {
        text.line(&["deviation", &deviation.to_string()]);
    }
    if let (Some(amount), Some(of)) = (&release.design.amount, protection.amounts) {
        let numbers = [amount.percent, of.withheld as u64, of.cells as u64];
        let dominance = amount.dominance.map(|one| [one.records as u64, one.percent]);
        let numbers: Vec<String> = numbers
            .into_iter()
            .chain(dominance.into_iter().flatten())
            .map(|n| n.to_string())
            .collect();
        let words = ["amount", &amount.id, &amount.label, &amount.unit];
        text.line(&words.into_iter().chain(numbers.iter().map(String::as_str)).collect::<Vec<_>>());
    }
}

/// SHA-256 of all lines before it.
pub fn seal(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

struct Text(String);

impl Text {
    /// Empty fields at the end are left out; what would break the line becomes a space.
    fn line(&mut self, fields: &[&str]) {
        let last = fields.iter().rposition(|field| !field.is_empty()).map_or(0, |last| last + 1);
        for (at, field) in fields[..last].iter().enumerate() {
            if at > 0 {
                self.0.push('\t');
            }
            self.0.extend(field.chars().map(|c| if c.is_control() { ' ' } else { c }));
        }
        self.0.push('\n');
    }
}
