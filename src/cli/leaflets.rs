//! `weibao leaflets`

use std::{fs, path::PathBuf, process::ExitCode};

use clap::Args;
use serde_json::json;

use super::{Format, day, print_diagnostics};
use crate::{
    build::{self, Listed, State},
    diagnostic::{Code, Diagnostic, Language},
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
    /// Make this file of a leaflet, by its address in the site, instead of listing them all
    #[arg(value_name = "ADDRESS")]
    file: Option<String>,
    /// Folder for it; it gets a name that a print shop can read
    #[arg(long, value_name = "DIR", default_value = ".", requires = "file")]
    to: PathBuf,
    /// How the list is printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub fn run(arguments: &Arguments, language: Language) -> ExitCode {
    let options = day(arguments.as_of.as_deref(), &arguments.root).map(|as_of| build::Options {
        root: arguments.root.clone(),
        out: arguments.out.clone(),
        site: resolve::Options { as_of, drafts: false, base_url: None },
        threads: None,
        cache: true,
        explain: false,
        take: build::Take::default(),
    });
    if let (Ok(options), Some(file)) = (&options, &arguments.file) {
        return make(arguments, options, file, language);
    }
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

fn make(
    arguments: &Arguments,
    options: &build::Options,
    file: &str,
    language: Language,
) -> ExitCode {
    let made = build::one_leaflet(options, file).and_then(|(name, bytes)| {
        let to = arguments.to.join(name);
        match fs::write(&to, bytes) {
            Ok(()) => Ok(to),
            Err(error) => Err(vec![Diagnostic::new(
                Code::OutputFailed,
                format!("{} cannot be written: {error}", to.display()),
                format!("{} 写不进去（{error}）", to.display()),
            )]),
        }
    });
    match made {
        Ok(to) => {
            println!("{}", to.display());
            ExitCode::SUCCESS
        }
        Err(told) => {
            print_diagnostics(&arguments.root, &told, arguments.format, language);
            ExitCode::FAILURE
        }
    }
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
