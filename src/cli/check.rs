//! `weibao check`

use std::{path::Path, path::PathBuf, process::ExitCode};

use clap::Args;
use serde_json::json;

use super::{Format, print_diagnostics};
use crate::{
    check::preflight::{self, Report},
    diagnostic::{Language, any_error},
};

#[derive(Debug, Args)]
pub struct Arguments {
    /// Look at this PDF as a print shop would
    #[arg(long, value_name = "FILE.pdf", required = true)]
    preflight: PathBuf,
    /// How messages are printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub fn run(arguments: &Arguments, language: Language) -> ExitCode {
    let report = preflight::file(&arguments.preflight);
    print_diagnostics(Path::new(""), &report.diagnostics, arguments.format, language);
    let rejected = any_error(&report.diagnostics);
    match arguments.format {
        Format::Text => eprintln!("{}", summary(&report, rejected, language)),
        Format::Json => {
            let standard = report.standard.map(|standard| standard.to_string());
            let summary =
                json!({ "rejected": rejected, "pages": report.pages, "standard": standard });
            println!("{}", json!({ "summary": summary }));
        }
    }
    if rejected { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn summary(report: &Report, rejected: bool, language: Language) -> String {
    let pages = report.pages;
    let standard = report.standard.map(|standard| standard.to_string());
    match (language, rejected) {
        (Language::English, true) => "A print shop would reject this file.".to_owned(),
        (Language::Chinese, true) => "印厂会退回这个文件。".to_owned(),
        (Language::English, false) => {
            let says = standard.map_or(String::new(), |name| format!(", structured as {name}"));
            format!("Pages: {pages}{says}. Nothing was found that a print shop would reject.")
        }
        (Language::Chinese, false) => {
            let says = standard.map_or(String::new(), |name| format!("按 {name} 的结构制作，"));
            format!("共 {pages} 页，{says}没有发现印厂会退回的问题。")
        }
    }
}
