//! `content/statistics/*.toml` as it is written.

use crate::content::toml::{At, Fields};
use crate::diagnostic::Place;
use crate::stats::model::LARGEST;

/// Largest threshold, base and age that can be declared.
const MOST: i64 = 1_000;
/// Largest amount of one record that can be declared.
const MOST_AMOUNT: i64 = 1_000_000_000;

#[derive(Debug)]
pub struct DeclarationSource {
    /// The file as a whole.
    pub place: Place,
    pub title: At<String>,
    pub about: At<String>,
    pub note: Option<At<String>>,
    pub unit: Option<At<String>>,
    pub source: At<String>,
    pub counting: Option<At<String>>,
    pub threshold: Option<At<u32>>,
    pub export: Option<ExportSource>,
    pub columns: Vec<ColumnSource>,
    pub dimensions: Vec<DimensionSource>,
    pub amount: Option<AmountSource>,
    pub tables: Vec<TableSource>,
}

/// `[export]`
#[derive(Debug)]
pub struct ExportSource {
    pub key: Vec<At<String>>,
    pub duplicates: Option<At<String>>,
    pub order: Option<At<String>>,
    pub table: Option<At<String>>,
}

/// `[[column]]`
#[derive(Debug)]
pub struct ColumnSource {
    pub id: At<String>,
    pub names: Vec<At<String>>,
}

/// `[[dimension]]`
#[derive(Debug)]
pub struct DimensionSource {
    pub id: At<String>,
    pub label: At<String>,
    pub total: Option<At<String>>,
    pub column: Option<At<String>>,
    pub finer: Option<At<String>>,
    pub birth: Option<At<String>>,
    pub places: bool,
    pub bands: Vec<BandSource>,
    pub quarters: Option<QuartersSource>,
    pub codes: Vec<CodeSource>,
}

#[derive(Debug)]
pub struct BandSource {
    pub id: At<String>,
    pub label: At<String>,
    pub from: At<u32>,
    pub to: At<u32>,
}

#[derive(Debug)]
pub struct QuartersSource {
    pub from: At<String>,
    pub to: At<String>,
}

#[derive(Debug)]
pub struct CodeSource {
    pub id: At<String>,
    pub label: At<String>,
    pub parent: Option<At<String>>,
    pub also: Vec<At<String>>,
    pub several: bool,
    pub unknown: bool,
}

/// `[amount]`
#[derive(Debug)]
pub struct AmountSource {
    pub id: At<String>,
    pub label: At<String>,
    pub unit: At<String>,
    pub column: At<String>,
    pub most: Option<At<u32>>,
    pub empty: Option<At<String>>,
    pub percent: Option<At<u32>>,
    pub dominance: Option<DominanceSource>,
}

#[derive(Debug)]
pub struct DominanceSource {
    pub records: At<u32>,
    pub percent: At<u32>,
}

/// `[[table]]`
#[derive(Debug)]
pub struct TableSource {
    pub id: At<String>,
    pub title: At<String>,
    pub note: Option<At<String>>,
    pub axes: Vec<AxisSource>,
    pub threshold: Option<At<u32>>,
    pub zeros: Option<At<String>>,
    pub sensitive: Vec<At<String>>,
    pub method: Option<At<String>>,
    pub base: Option<At<u32>>,
    pub amounts: bool,
}

#[derive(Debug)]
pub struct AxisSource {
    pub id: At<String>,
    pub levels: Option<At<u32>>,
}

impl DeclarationSource {
    pub fn decode(fields: &mut Fields<'_, '_>) -> Self {
        DeclarationSource {
            place: fields.place().clone(),
            title: fields.need_text("title"),
            about: fields.need_text("about"),
            note: fields.text("note"),
            unit: fields.text("unit"),
            source: fields.need_text("source"),
            counting: fields.text("counting"),
            threshold: fields.count("threshold", 2..MOST),
            export: fields.table("export", |fields| ExportSource {
                key: fields.texts("key"),
                duplicates: fields.text("duplicates"),
                order: fields.text("order"),
                table: fields.text("table"),
            }),
            columns: fields.need_tables("column", |fields| ColumnSource {
                id: fields.need_text("id"),
                names: fields.need_texts("names"),
            }),
            dimensions: fields.need_tables("dimension", DimensionSource::decode),
            amount: fields.table("amount", AmountSource::decode),
            tables: fields.need_tables("table", TableSource::decode),
        }
    }
}

impl DimensionSource {
    fn decode(fields: &mut Fields<'_, '_>) -> Self {
        DimensionSource {
            id: fields.need_text("id"),
            label: fields.need_text("label"),
            total: fields.text("total"),
            column: fields.text("column"),
            finer: fields.text("finer"),
            birth: fields.text("birth"),
            places: fields.flag("places"),
            bands: fields.tables("bands", |fields| BandSource {
                id: fields.need_text("id"),
                label: fields.need_text("label"),
                from: fields.need_count("from", 0..MOST),
                to: fields.need_count("to", 0..MOST),
            }),
            quarters: fields.table("quarters", |fields| QuartersSource {
                from: fields.need_text("from"),
                to: fields.need_text("to"),
            }),
            codes: fields.tables("codes", |fields| CodeSource {
                id: fields.need_text("id"),
                label: fields.need_text("label"),
                parent: fields.text("parent"),
                also: fields.texts("also"),
                several: fields.flag("several"),
                unknown: fields.flag("unknown"),
            }),
        }
    }
}

impl AmountSource {
    fn decode(fields: &mut Fields<'_, '_>) -> Self {
        AmountSource {
            id: fields.need_text("id"),
            label: fields.need_text("label"),
            unit: fields.need_text("unit"),
            column: fields.need_text("column"),
            most: fields.count("most", 1..MOST_AMOUNT + 1),
            empty: fields.text("empty"),
            percent: fields.count("percent", 1..101),
            dominance: fields.table("dominance", |fields| DominanceSource {
                records: fields.need_count("records", 1..LARGEST as i64 + 1),
                percent: fields.need_count("percent", 1..100),
            }),
        }
    }
}

impl TableSource {
    fn decode(fields: &mut Fields<'_, '_>) -> Self {
        fields.need_list("dimensions");
        TableSource {
            id: fields.need_text("id"),
            title: fields.need_text("title"),
            note: fields.text("note"),
            axes: fields.texts_or_tables(
                "dimensions",
                |id| AxisSource { id, levels: None },
                |fields| AxisSource {
                    id: fields.need_text("id"),
                    levels: fields.count("levels", 1..100),
                },
            ),
            threshold: fields.count("threshold", 2..MOST),
            zeros: fields.text("zeros"),
            sensitive: fields.texts("sensitive"),
            method: fields.text("method"),
            base: fields.count("base", 2..MOST),
            amounts: fields.flag("amounts"),
        }
    }
}
