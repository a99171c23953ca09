//! `weibao serve`

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::Args;

use super::{Format, named_day, print_diagnostics};
use crate::{
    diagnostic::{Diagnostic, Language},
    serve::{self, News},
};

#[derive(Debug, Args)]
pub struct Arguments {
    /// The project: the folder that has content/ and themes/
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Port on this machine; 0 for any that is free
    #[arg(long, value_name = "N", default_value_t = 8000)]
    port: u16,
    /// Show the site as it is on that day [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<String>,
    /// Open the site in the browser
    #[arg(long)]
    open: bool,
}

pub fn run(arguments: Arguments, language: Language) -> ExitCode {
    let Arguments { root, port, as_of, open } = arguments;
    let as_of = as_of.map(|text| named_day(&text)).transpose();
    let result = as_of.and_then(|as_of| {
        let shown = root.clone();
        let options = serve::Options { root: root.clone(), port, as_of, language };
        serve::run(options, move |news| match news {
            News::Ready(address) => {
                print_address(address, language);
                if open {
                    open_browser(address, language);
                }
            }
            News::Read(state) => {
                print_diagnostics(&shown, &state.told, Format::Text, language);
                if state.generation > 1 {
                    print_renewed(&state.told, language);
                }
            }
        })
    });
    match result {
        Ok(never) => match never {},
        Err(problem) => {
            print_diagnostics(&root, &[problem], Format::Text, language);
            ExitCode::FAILURE
        }
    }
}

fn print_address(address: &str, language: Language) {
    print(&match language {
        Language::English => format!("The site is at {address} (Ctrl-C ends)"),
        Language::Chinese => format!("预览地址：{address}（按 Ctrl-C 结束）"),
    });
}

fn print_renewed(told: &[Diagnostic], language: Language) {
    let errors = told.iter().filter(|one| one.is_error()).count();
    print(&match (errors, language) {
        (0, Language::English) => "renewed".to_owned(),
        (0, Language::Chinese) => "已更新".to_owned(),
        (_, Language::English) => {
            format!("not renewed: mend what is marked `error` first ({errors})")
        }
        (_, Language::Chinese) => {
            format!("没有更新：请先改正标为“错误”的地方（共 {errors} 处）")
        }
    });
}

/// A preview goes on when nobody reads what it says.
fn print(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

fn open_browser(address: &str, language: Language) {
    if let Err(error) = open::that_detached(address) {
        print(&match language {
            Language::English => format!("no browser could be opened: {error}"),
            Language::Chinese => format!("无法打开浏览器（{error}）"),
        });
    }
}
