//! `weibao leaflets`

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use serde_json::json;

use super::{Format, day, print_diagnostics};
use crate::{
    build::{self, Listed, State},
    diagnostic::Language,
    portal::resolve,
};

#[derive(Debug, Args)]
pub struct Arguments {
    /// The project: the folder that has content/ and themes/
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Where the site is written [default: public/ of the project]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// List the leaflets as they are on that day [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<String>,
    /// How the list is printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub fn run(arguments: &Arguments, language: Language) -> ExitCode {
    let options = day(arguments.as_of.as_deref()).map(|as_of| build::Options {
        root: arguments.root.clone(),
        out: arguments.out.clone(),
        site: resolve::Options { as_of, drafts: false, base_url: None },
        threads: None,
        cache: true,
        explain: false,
        take: build::Take::default(),
    });
    let (listed, told) = match options {
        Ok(options) => build::list_leaflets(&options),
        Err(problem) => (None, vec![problem]),
    };
    print_diagnostics(&arguments.root, &told, arguments.format, language);
    let Some(listed) = listed else { return ExitCode::FAILURE };
    for leaflet in &listed {
        print_one(leaflet, arguments.format, language);
    }
    if arguments.format == Format::Text {
        print_sum(&listed, language);
    }
    ExitCode::SUCCESS
}

fn print_one(leaflet: &Listed, format: Format, language: Language) {
    let Listed { title, format: kind, size, pages, path, state, bytes } = leaflet;
    let (word, en, zh) = match state {
        State::Made => ("made", "made", "已生成"),
        State::Old => ("old", "to be made again", "要重新生成"),
        State::Missing => ("missing", "not made", "还没生成"),
    };
    match format {
        Format::Json => println!(
            "{}",
            json!({
                "leaflet": title, "format": kind, "size": size, "pages": pages, "path": path,
                "state": word, "bytes": bytes,
            })
        ),
        Format::Text => {
            let pages = pages.map_or_else(|| "?".to_owned(), |pages| pages.to_string());
            let state = match language {
                Language::English => en,
                Language::Chinese => zh,
            };
            println!("{path}\t{kind}\t{size}\t{pages}\t{state}");
        }
    }
}

fn print_sum(listed: &[Listed], language: Language) {
    let made = listed.iter().filter(|leaflet| leaflet.state == State::Made).count();
    match language {
        Language::English => println!("{} leaflets, {made} of them made", listed.len()),
        Language::Chinese => println!("共 {} 种印刷品，已生成 {made} 种", listed.len()),
    }
}
