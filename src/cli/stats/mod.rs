//! `weibao stats`: one file a command.

mod audit;
mod import;
mod sample;
mod sql;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::{Format, print_diagnostics};
use crate::{
    content::day,
    diagnostic::{Diagnostic, Language},
    stats::declare::{self, Declaration},
};

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a release out of an export of the register: counted, protected, audited
    Import(import::Arguments),
    /// Show from releases alone that no small count can be derived from them
    Audit(audit::Arguments),
    /// Print the query that makes the counts in a database, so that no row has to leave it
    Sql(sql::Arguments),
    /// Write a synthetic export, with the traps that real ones have
    Sample(sample::Arguments),
}

/// Which declaration of which project.
#[derive(Debug, Args)]
struct Project {
    /// The project: the folder that has content/
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// File of content/statistics/ without .toml [default: the only one]
    #[arg(long, value_name = "NAME")]
    declaration: Option<String>,
    /// Day on which the register was counted; ages are reckoned on it [default: today at the site]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<String>,
}

pub fn run(arguments: &Arguments, language: Language) -> ExitCode {
    match &arguments.command {
        Command::Import(arguments) => import::run(arguments, language),
        Command::Audit(arguments) => audit::run(arguments, language),
        Command::Sql(arguments) => sql::run(arguments, language),
        Command::Sample(arguments) => sample::run(arguments, language),
    }
}

impl Project {
    /// The declaration; what is wrong with it otherwise.
    fn read(&self) -> Result<Declaration, Vec<Diagnostic>> {
        let (declaration, told) = declare::read(&self.root, self.declaration.as_deref());
        declaration.ok_or(told)
    }

    /// The day on which the register was counted.
    fn day(&self) -> Result<Date, Diagnostic> {
        // It is written into a release, so an offset that cannot be read is not passed over.
        if self.as_of.is_none() {
            day::offset_of_site(&self.root)?;
        }
        super::day(self.as_of.as_deref(), &self.root)
    }

    fn fail(&self, told: &[Diagnostic], language: Language) -> ExitCode {
        print_diagnostics(&self.root, told, Format::Text, language);
        ExitCode::FAILURE
    }
}
