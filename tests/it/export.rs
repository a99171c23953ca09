//! From an export, or from the counts of a database, to a release.

use std::{fs, path::Path};

use jiff::civil::{Date, date};
use weibao::{
    diagnostic::Diagnostic,
    stats::{
        declare::{self, Declaration},
        import::{self, Imported},
    },
};

use crate::{
    postgres::Postgres,
    site::{Run, repository, weibao},
};

const AS_OF: &str = "2026-09-30";

fn as_of() -> Date {
    date(2026, 9, 30)
}

fn declaration(root: &Path) -> Declaration {
    let (declaration, told) = declare::read(root, None);
    declaration.unwrap_or_else(|| panic!("{told:?}"))
}

fn import(path: &Path, declaration: &Declaration) -> (Option<Imported>, Vec<Diagnostic>) {
    import::import(path, declaration, as_of(), &|_, _| {})
}

fn stats(arguments: &[&str]) -> Run {
    let root = repository().to_str().expect("UTF-8");
    let run = weibao(&[&["stats"], arguments, &["--root", root, "--as-of", AS_OF]].concat());
    assert!(run.success, "{}", run.stderr);
    run
}

fn sample(folder: &Path, rows: u64) -> std::path::PathBuf {
    let path = folder.join("sample.csv");
    let out = path.to_str().expect("UTF-8");
    stats(&["sample", "--rows", &rows.to_string(), "--seed", "7", "--out", out]);
    path
}

#[test]
fn a_database_counts_as_the_rows_are_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows = sample(folder.path(), 20_000);
    let declaration = declaration(repository());
    let (by_rows, told) = import(&rows, &declaration);
    let by_rows = by_rows.unwrap_or_else(|| panic!("{told:?}"));

    let postgres = Postgres::start();
    postgres.load("children", &rows);
    let query = stats(&["sql", "--dialect", "postgresql", "--sample", "seed=7 rows=20000"]).stdout;
    let counts = folder.path().join("counts.csv");
    fs::write(&counts, postgres.sql(&query)).expect("a file");
    let (by_query, told) = import(&counts, &declaration);
    let by_query = by_query.unwrap_or_else(|| panic!("{told:?}"));
    assert_eq!(by_rows.sample, by_query.sample);
    assert_eq!((by_rows.children, by_rows.repeats), (by_query.children, by_query.repeats));
    assert!(by_rows.repeats > 0, "the sample has duplicates");
    assert!(by_rows.counts == by_query.counts);
}
