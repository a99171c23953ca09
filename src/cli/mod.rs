//! The command line: one file a command, wiring and printing only.

mod build;
mod check;
mod leaflets;
mod new;
mod serve;
mod stats;

use std::{io::IsTerminal, path::Path, process::ExitCode};

use clap::{Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use crate::{
    content::day::today,
    diagnostic::{Code, Diagnostic, Language, report},
};

/// weibao publishes public information that must be right, found in seconds and printed well.
#[derive(Debug, Parser)]
#[command(name = "weibao", version, about)]
struct Arguments {
    /// Language of messages: en or zh [default: that of the system]
    #[arg(long, global = true, value_enum)]
    lang: Option<Lang>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the site of a project into a folder of files
    Build(build::Arguments),
    /// Show the site in a browser while it is being written, with drafts
    Serve(serve::Arguments),
    /// Look at a file for print: what would a print shop reject?
    Check(check::Arguments),
    /// List the leaflets of a site: format, size, pages, and whether they are made
    Leaflets(leaflets::Arguments),
    /// Lay down a small, complete site for another city
    New(new::Arguments),
    /// Statistics that help the public and name no child
    Stats(stats::Arguments),
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Lang {
    En,
    Zh,
}

/// How diagnostics are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, on standard error
    Text,
    /// One JSON object a line, on standard output
    Json,
}

/// Runs the command that the arguments of the process name.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // A closed pipe is no reason to fail differently.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::FAILURE } else { ExitCode::SUCCESS };
        }
    };
    let language = match arguments.lang {
        Some(Lang::En) => Language::English,
        Some(Lang::Zh) => Language::Chinese,
        None => language_of_system(),
    };
    match arguments.command {
        Command::Build(arguments) => build::run(&arguments, language),
        Command::Serve(arguments) => serve::run(arguments, language),
        Command::Check(arguments) => check::run(&arguments, language),
        Command::Leaflets(arguments) => leaflets::run(&arguments, language),
        Command::New(arguments) => new::run(&arguments, language),
        Command::Stats(arguments) => stats::run(&arguments, language),
    }
}

/// As POSIX orders the variables of the locale.
fn language_of_system() -> Language {
    let value = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty());
    match value {
        Some(value) if value.starts_with("zh") => Language::Chinese,
        _ => Language::English,
    }
}

/// The day that `--as-of` names, or today at the site of the project at `root`.
fn day(as_of: Option<&str>, root: &Path) -> Result<Date, Diagnostic> {
    as_of.map_or_else(|| Ok(today(root)), named_day)
}

/// The day that `--as-of` names.
fn named_day(text: &str) -> Result<Date, Diagnostic> {
    text.parse::<Date>().ok().filter(|_| text.len() == 10).ok_or_else(|| {
        Diagnostic::new(
            Code::BadOption,
            format!("--as-of: `{text}` is not a valid date"),
            format!("--as-of：“{text}”不是有效的日期"),
        )
        .mend("write it as 2026-11-23", "请写成 2026-11-23")
    })
}

fn print_diagnostics(root: &Path, told: &[Diagnostic], format: Format, language: Language) {
    match format {
        Format::Json => print!("{}", report::json(told, language)),
        Format::Text => {
            let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
            eprint!("{}", report::text(root, told, language, colour));
        }
    }
}
