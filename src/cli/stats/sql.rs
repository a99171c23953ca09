//! `weibao stats sql`

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::Project;
use crate::{
    diagnostic::{Diagnostic, Language},
    stats::sql::{self, Dialect},
};

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    project: Project,
    /// Of the database that has the register
    #[arg(long, value_enum)]
    dialect: Database,
    /// Say in the counts that the register is synthetic, e.g. "seed=7 rows=3000"
    #[arg(long, value_name = "TEXT")]
    sample: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Database {
    Postgresql,
    Spark,
    Duckdb,
}

pub fn run(arguments: &Arguments, language: Language) -> ExitCode {
    match query(arguments) {
        Ok(query) => {
            print!("{query}");
            ExitCode::SUCCESS
        }
        Err(told) => arguments.project.fail(&told, language),
    }
}

fn query(arguments: &Arguments) -> Result<String, Vec<Diagnostic>> {
    let as_of = arguments.project.day().map_err(|problem| vec![problem])?;
    let declaration = arguments.project.read()?;
    let dialect = match arguments.dialect {
        Database::Postgresql => Dialect::PostgreSql,
        Database::Spark => Dialect::Spark,
        Database::Duckdb => Dialect::DuckDb,
    };
    sql::query(&declaration, as_of, dialect, arguments.sample.as_deref())
        .map_err(|problem| vec![problem])
}
