//! What the columns of a CSV file are, for programs (W3C, Metadata Vocabulary for Tabular Data, 2015).
//! Lies beside the file as `NAME.csv-metadata.json`, where such programs look for it.

use serde::Serialize;
use serde_json::{Value, json};

use super::{super::table, Said, csv, words};
use crate::portal::statistics::{Statistics, TableIx};

#[derive(Debug, Serialize)]
pub struct Description<'a> {
    said: Said<'a>,
    /// Name of the CSV file.
    file: String,
    /// Ids of the axes.
    axes: Vec<&'a str>,
    /// Whether there are amounts.
    amounts: bool,
    header: Vec<String>,
}

pub fn description<'p>(
    of: &'p Statistics,
    ix: TableIx,
    said: Said<'p>,
    file: String,
) -> Description<'p> {
    let axes = of.tables()[ix].axes.iter();
    Description {
        said,
        file,
        axes: axes.map(|axis| of.design().dimensions[axis.dimension].id.as_str()).collect(),
        amounts: of.amount(ix).is_some(),
        header: csv::header(of, ix).iter().map(|h| table::guarded(h).into_owned()).collect(),
    }
}

pub fn write(description: &Description<'_>) -> Vec<u8> {
    let Description { said, file, .. } = description;
    let mut about = vec![words::nature(said.sample).to_owned(), said.register.to_owned()];
    about.extend(said.note.iter().map(|&note| note.to_owned()));
    about.push(said.protection.clone());
    about.extend(said.amounts.iter().map(|heading| words::of(heading, words::AMOUNTS_SUPPRESSED)));
    let mut document = json!({
        "@context": ["http://www.w3.org/ns/csvw", { "@language": said.language }],
        "url": file,
        "dc:title": said.title,
        "dc:description": about.join("　"),
        "dc:source": said.source,
        "dc:date": said.as_of,
        "dc:type": words::nature(said.sample),
        "dc:relation": [said.page, said.about, said.release],
        "dialect": { "encoding": "utf-8", "lineTerminators": ["\r\n", "\n"], "header": true },
        "tableSchema": {
            "columns": columns(description),
            "primaryKey": description.axes.iter().map(|id| code_name(id)).collect::<Vec<_>>(),
        },
    });
    if !said.sample {
        document["dc:publisher"] = said.source.into();
    }
    let mut bytes = serde_json::to_vec_pretty(&document).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// A name of a column may not hold a hyphen where it is part of a template (RFC 6570, 2.3).
fn code_name(id: &str) -> String {
    id.replace('-', "_")
}

fn columns(description: &Description<'_>) -> Vec<Value> {
    let axes = description.axes.iter().flat_map(|id| {
        let code = code_name(id);
        [(code.clone(), json!("string"), true), (format!("{code}_label"), json!("string"), true)]
    });
    let natures = [words::REAL, words::SAMPLE].join("|");
    let number = || json!({ "base": "integer", "minimum": "0" });
    let one_of = |words: String| json!({ "base": "string", "format": words });
    let counts = [
        ("value".to_owned(), number(), false),
        ("status".to_owned(), one_of(words::STATES.join("|")), true),
    ];
    let amounts = description.amounts.then(|| {
        [
            ("amount".to_owned(), number(), false),
            ("amount_status".to_owned(), one_of(words::STATES[..2].join("|")), true),
        ]
    });
    let nature = [("nature".to_owned(), one_of(natures), true)];
    axes.chain(counts)
        .chain(amounts.into_iter().flatten())
        .chain(nature)
        .zip(&description.header)
        .map(|((name, datatype, required), title)| {
            json!({ "name": name, "titles": title, "datatype": datatype, "required": required })
        })
        .collect()
}
