//! The row of headings: which field holds which declared column.

use csv::ByteRecord;

use super::screen::{self, Kind};
use crate::{
    diagnostic::{Code, Diagnostic},
    stats::{declare::Declaration, text::fold},
};

/// Rows that may stand before the headings: a title, a date, an empty row.
pub const MOST_BEFORE: usize = 20;
/// Most columns of an export.
pub const MOST_FIELDS: usize = 2_000;
/// Heading of the column by which an export says that it is synthetic.
pub const SAMPLE: &str = "weibao-sample";

/// Where in a record each column is.
#[derive(Debug)]
pub struct Heading {
    /// Number of fields of every record.
    width: usize,
    /// By declared column.
    fields: Vec<Option<usize>>,
    unpublished: Vec<Unpublished>,
    /// What the column `SAMPLE` says behind its name.
    pub sample: Option<String>,
    names: Vec<String>,
}

/// A field from which nothing is published.
#[derive(Debug, Clone, Copy)]
pub struct Unpublished {
    pub index: usize,
    /// What its heading says that it holds.
    pub kind: Option<Kind>,
}

impl Heading {
    /// Whether a row has every column that the declaration needs.
    pub fn is_one(row: &ByteRecord, declaration: &Declaration) -> bool {
        Heading::found(row, declaration) == declaration.export.columns.len()
    }

    /// How many of the declared columns a row names.
    pub fn found(row: &ByteRecord, declaration: &Declaration) -> usize {
        let names: Vec<String> =
            row.iter().map(|name| fold(&String::from_utf8_lossy(name))).collect();
        let columns = declaration.export.columns.iter();
        columns.filter(|column| column.names.iter().any(|name| names.contains(&fold(name)))).count()
    }

    pub fn read(row: &ByteRecord, declaration: &Declaration) -> Result<Self, Vec<Diagnostic>> {
        if row.len() > MOST_FIELDS {
            return Err(vec![
                Diagnostic::new(
                    Code::ExportUnreadable,
                    format!("the export has {} columns, more than {MOST_FIELDS}", row.len()),
                    format!("导出文件有 {} 列，超过 {MOST_FIELDS} 列", row.len()),
                )
                .mend("export only what is needed", "请只导出需要的列"),
            ]);
        }
        let names: Vec<String> =
            row.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
        let folded: Vec<String> = names.iter().map(|name| fold(name)).collect();
        let mut problems = Vec::new();
        let mut fields = Vec::new();
        for column in &declaration.export.columns {
            let is_named = |name: &String| column.names.iter().any(|one| fold(one) == *name);
            let found: Vec<usize> =
                (0..folded.len()).filter(|field| is_named(&folded[*field])).collect();
            match found.as_slice() {
                [field] => fields.push(Some(*field)),
                [] => problems.push(lacks(&column.names)),
                _ => problems.push(has_twice(&column.names)),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let published: Vec<usize> = declaration
            .mappings
            .iter()
            .flat_map(|mapping| mapping.columns())
            .chain(declaration.amount.map(|amount| amount.column))
            .filter_map(|column| fields[column])
            .collect();
        let sample = folded.iter().zip(&names).find(|(folded, _)| folded.starts_with(SAMPLE));
        let sample = sample.map(|(_, name)| name.trim()[SAMPLE.len()..].trim().to_owned());
        let unpublished = (0..names.len())
            .filter(|field| !published.contains(field) && !folded[*field].starts_with(SAMPLE))
            .map(|index| Unpublished { index, kind: screen::named_by(&names[index]) })
            .collect();
        Ok(Heading { width: names.len(), fields, unpublished, sample, names })
    }

    /// The field of a declared column.
    pub fn field(&self, column: usize) -> Option<usize> {
        self.fields[column]
    }

    pub fn unpublished(&self) -> &[Unpublished] {
        &self.unpublished
    }

    pub fn width(&self) -> usize {
        self.width
    }

    /// The name of a field for messages; `None` where the name itself must not be shown.
    pub fn name(&self, field: usize) -> Option<&str> {
        let name = self.names[field].trim();
        let may_be_shown = screen::strict_kinds_in(name).is_empty()
            || screen::named_by(name).is_some()
            || self.fields.contains(&Some(field));
        (may_be_shown && !name.is_empty() && name.chars().count() <= 40).then_some(name)
    }

    /// Whether a record has a value for each heading, and none beyond them.
    pub fn fits(&self, fields: &ByteRecord) -> bool {
        let is_empty = |field: &[u8]| field.trim_ascii().is_empty();
        match fields.len() {
            len if len == self.width => true,
            len if len > self.width => fields.iter().skip(self.width).all(is_empty),
            _ => false,
        }
    }
}

fn lacks(names: &[String]) -> Diagnostic {
    Diagnostic::new(
        Code::ExportColumn,
        format!("the export has no column {}", names.join(" / ")),
        format!("导出文件里没有“{}”这一列", names.join("”或“")),
    )
    .mend(
        "export that column too, or add the heading it has to `names` of the column",
        "请把这一列也导出来，或把它的列名加到声明里这一列的 names",
    )
}

fn has_twice(names: &[String]) -> Diagnostic {
    Diagnostic::new(
        Code::ExportColumn,
        format!("the export has the column {} twice", names.join(" / ")),
        format!("导出文件里“{}”这一列出现了两次", names.join("”或“")),
    )
    .mend("leave only one of them in the export", "请只保留其中一列")
}
