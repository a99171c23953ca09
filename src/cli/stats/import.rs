//! `weibao stats import`

use std::{
    fs,
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::atomic::{AtomicU64, Ordering},
    time::Instant,
};

use clap::Args;
use serde_json::json;

use super::{
    super::{Format, print_diagnostics},
    Project,
};
use crate::{
    content::{
        files::{self, MOST_TEXT},
        is_id,
    },
    diagnostic::{self, Code, Diagnostic, Language, Place},
    stats::{
        declare::Declaration,
        import::{self, Imported},
        protect::Patience,
        release::{self, About, Made, Release, Sample},
    },
};

/// Where releases lie, below the root of a project.
const FOLDER: &str = "content/statistics/releases";

#[derive(Debug, Args)]
pub struct Arguments {
    /// The export: CSV, XLSX, XLS or ODS, or the counts of a database as CSV or Parquet
    #[arg(value_name = "EXPORT")]
    export: PathBuf,
    #[command(flatten)]
    project: Project,
    /// Name of the release: a–z, 0–9 and -
    #[arg(long, value_name = "NAME")]
    release: String,
    /// Of the random numbers of rounding, and of choices between equals
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Withhold more where an earlier release would otherwise reveal something, instead of refusing
    #[arg(long)]
    protect_against_past: bool,
    /// Do not look long for fewer cells to withhold: seconds in place of up to some minutes
    #[arg(long)]
    quick: bool,
    /// How messages are printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// What was done.
struct Done {
    path: String,
    records: Option<u64>,
    children: u64,
    repeats: u64,
    made: Made,
}

pub fn run(arguments: &Arguments, language: Language) -> ExitCode {
    let started = Instant::now();
    let progress = Progress::new(language);
    let (done, mut told) = make(arguments, &progress);
    progress.clear();
    diagnostic::sort(&mut told);
    print_diagnostics(&arguments.project.root, &told, arguments.format, language);
    match done {
        Some(done) => {
            print_summary(&done, started.elapsed().as_secs_f64(), arguments.format, language);
            ExitCode::SUCCESS
        }
        None => {
            if arguments.format == Format::Text {
                eprintln!(
                    "{}",
                    match language {
                        Language::English => "no release was written",
                        Language::Chinese => "没有写出发布文件",
                    }
                );
            }
            ExitCode::FAILURE
        }
    }
}

fn make(arguments: &Arguments, progress: &Progress) -> (Option<Done>, Vec<Diagnostic>) {
    let prepared = prepare(arguments);
    let (declaration, as_of, past) = match prepared {
        Ok(prepared) => prepared,
        Err(told) => return (None, told),
    };
    let (imported, mut told) =
        import::import(&arguments.export, &declaration, as_of, &|done, of| progress.show(done, of));
    let Some(imported) = imported else { return (None, told) };
    let options = release::Options {
        seed: arguments.seed,
        protect_against_past: arguments.protect_against_past,
        patience: if arguments.quick { Patience::Short } else { Patience::Long },
    };
    let about = about(arguments, &declaration, as_of, &imported);
    let made = match release::make(about, &declaration.design, &imported.counts, &past, &options) {
        Ok(made) => made,
        Err(problems) => {
            // What has no place of its own is mended in the declaration.
            let file = format!("content/statistics/{}.toml", declaration.id).into();
            told.extend(problems.into_iter().map(|problem| match problem.place {
                Some(_) => problem,
                None => problem.at(Place::file(&file)),
            }));
            return (None, told);
        }
    };
    let path = file(&arguments.release);
    match write(&arguments.project.root.join(&path), &path, made.release.text()) {
        Ok(()) => {
            let Imported { records, children, repeats, .. } = imported;
            (Some(Done { path, records, children, repeats, made }), told)
        }
        Err(problem) => {
            told.push(problem);
            (None, told)
        }
    }
}

type Prepared = (Declaration, jiff::civil::Date, Vec<Release>);

/// All that can be wrong before the export is opened.
fn prepare(arguments: &Arguments) -> Result<Prepared, Vec<Diagnostic>> {
    let mut told = Vec::new();
    if !is_id(&arguments.release) {
        told.push(
            Diagnostic::new(
                Code::BadOption,
                "--release: a name is made of a–z, 0–9 and -",
                "--release：名字只能用小写字母 a–z、数字和连字符 -",
            )
            .mend("for example 2026-q3", "例如 2026-q3"),
        );
    }
    let as_of = arguments.project.day().map_err(|problem| told.push(problem)).ok();
    let declaration = arguments.project.read().map_err(|problems| told.extend(problems)).ok();
    let past = past(&arguments.project.root, &file(&arguments.release), &mut told);
    match (declaration, as_of) {
        (Some(declaration), Some(as_of)) if !diagnostic::any_error(&told) => {
            Ok((declaration, as_of, past))
        }
        _ => Err(told),
    }
}

fn file(release: &str) -> String {
    format!("{FOLDER}/{release}.release")
}

/// Every release that is published already, but the one that is made.
fn past(root: &Path, made: &str, told: &mut Vec<Diagnostic>) -> Vec<Release> {
    if !root.join(FOLDER).is_dir() {
        return Vec::new();
    }
    let mut releases = Vec::new();
    for found in files::list(root, FOLDER, told) {
        if &*found.name == made || !found.path.ends_with(".release") {
            continue;
        }
        let Some(text) = files::read_text(&found.from(), &found.name, MOST_TEXT, told) else {
            continue;
        };
        let (release, problems) = Release::parse(&found.name, &text);
        told.extend(problems);
        releases.extend(release);
    }
    releases
}

fn about(
    arguments: &Arguments,
    declaration: &Declaration,
    as_of: jiff::civil::Date,
    imported: &Imported,
) -> About {
    About {
        name: arguments.release.clone(),
        title: declaration.title.clone(),
        unit: declaration.unit.clone(),
        // Of an invented register nobody is the source.
        source: match imported.sample {
            Some(_) => crate::portal::statistics::words::SAMPLE_SOURCE.to_owned(),
            None => declaration.source.clone(),
        },
        note: declaration.note.clone(),
        as_of,
        counting: declaration.counting,
        sample: imported.sample.as_deref().map(sample),
    }
}

/// `seed=7 rows=3000`; what is not said is 0.
fn sample(text: &str) -> Sample {
    let number = |key: &str| {
        let word = text.split_ascii_whitespace().find_map(|word| word.strip_prefix(key));
        word.and_then(|number| number.parse().ok()).unwrap_or(0)
    };
    Sample { label: "示例数据".to_owned(), seed: number("seed="), rows: number("rows=") }
}

/// Writes a release whole or not at all. What was published under its name stays: it is known.
fn write(path: &Path, name: &str, text: &str) -> Result<(), Diagnostic> {
    if fs::read_to_string(path).is_ok_and(|before| before == text) {
        return Ok(());
    }
    if path.exists() {
        return Err(Diagnostic::new(
            Code::BadOption,
            format!("--release: {name} is there already, and says something else"),
            format!("--release：{name} 已经有了，内容不同"),
        )
        .mend(
            "take another name: what was published stays known, and is protected together with the new \
             figures; if it never was published, delete the file first",
            "请换一个名字：已经公布的数字收不回来，新数字要和它一起保护；如果从没公布过，可以先删掉这个文件",
        ));
    }
    let failed = |error: io::Error| {
        Diagnostic::new(
            Code::OutputFailed,
            format!("{name} cannot be written: {error}"),
            format!("{name} 写不进去（{error}）"),
        )
        .mend("see that there is room and that you may write there", "请检查磁盘空间和写入权限")
    };
    let staged = path.with_extension("tmp");
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&staged, text))
        .and_then(|()| fs::rename(&staged, path))
        .map_err(failed)
}

fn print_summary(done: &Done, seconds: f64, format: Format, language: Language) {
    let Done { path, records, children, repeats, made } = done;
    let (cells, withheld) = (made.report.cells, made.report.primary + made.report.complementary);
    match (format, language) {
        (Format::Json, _) => println!(
            "{}",
            json!({ "summary": {
                "release": path, "records": records, "children": children, "repeats": repeats,
                "cells": cells, "withheld": withheld, "bound": made.report.bound, "seconds": seconds,
                "amounts": made.report.amounts.map(|of| json!({ "cells": of.cells, "withheld": of.withheld })),
            }})
        ),
        (Format::Text, Language::English) => {
            let records = records.map_or_else(|| "counts".to_owned(), |n| format!("{n} records"));
            let bound = match made.report.bound {
                bound if bound == withheld => "the least there is".to_owned(),
                bound => format!("by search; the least is at least {bound}"),
            };
            let amounts = made.report.amounts.map_or_else(String::new, |of| {
                format!("; {} of {} amounts withheld", of.withheld, of.cells)
            });
            println!(
                "{path}: {records}, {children} counted once each; {withheld} of {cells} cells withheld \
                 ({bound}){amounts}; in {seconds:.2} s"
            );
        }
        (Format::Text, Language::Chinese) => {
            let records = records.map_or_else(|| "计数".to_owned(), |n| format!("{n} 条记录"));
            let bound = match made.report.bound {
                bound if bound == withheld => "已是最少".to_owned(),
                bound => format!("搜索所得，最少不低于 {bound} 个"),
            };
            let amounts = made.report.amounts.map_or_else(String::new, |of| {
                format!("；{} 个金额里有 {} 个不公开", of.cells, of.withheld)
            });
            println!(
                "{path}：{records}，计 {children} 人；{cells} 个格子里有 {withheld} 个不公开（{bound}）{amounts}；用时 \
                 {seconds:.2} 秒"
            );
        }
    }
}

/// A line on a terminal that says how much was read; nothing in a pipe.
struct Progress {
    is_terminal: bool,
    /// Percent that was shown last, and one more.
    shown: AtomicU64,
    language: Language,
}

impl Progress {
    fn new(language: Language) -> Self {
        let is_terminal = io::stderr().is_terminal();
        Progress { is_terminal, shown: AtomicU64::new(0), language }
    }

    fn show(&self, done: u64, of: u64) {
        let percent = (done * 100).checked_div(of).unwrap_or(100).min(100);
        if self.is_terminal && self.shown.swap(percent + 1, Ordering::Relaxed) != percent + 1 {
            let word = match self.language {
                Language::English => "reading",
                Language::Chinese => "正在读取",
            };
            let _ = write!(io::stderr(), "\r{word} {percent}%");
        }
    }

    fn clear(&self) {
        if self.shown.load(Ordering::Relaxed) > 0 {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
