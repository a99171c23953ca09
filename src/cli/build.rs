//! `weibao build`

use std::{
    io::{IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use clap::{Args, ValueEnum};
use serde_json::json;

use super::{Format, day, print_diagnostics};
use crate::{
    build::{self, Part, Reason, Summary, Take},
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
    /// Build the site as it is on that day [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<String>,
    /// Address of the site, in place of that in site.toml
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Include drafts and pages of later days, marked
    #[arg(long)]
    drafts: bool,
    /// Number of threads [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// Make everything again, whatever the last build left
    #[arg(long)]
    no_cache: bool,
    /// Say of each file that is made why it is made
    #[arg(long)]
    explain: bool,
    /// Make only this part of the site; the other stays as it is in the folder
    #[arg(long, value_enum, value_name = "PART")]
    only: Option<Only>,
    /// Make share I of N of the leaflets, from 1: for N processes that know nothing of each other
    #[arg(long, value_name = "I/N", requires = "only")]
    shard: Option<String>,
    /// Take over files from the folder of a share; may be given for each
    #[arg(long, value_name = "DIR")]
    join: Vec<PathBuf>,
    /// How messages are printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// A part of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Only {
    Pages,
    Leaflets,
}

pub fn run(arguments: &Arguments, language: Language) -> ExitCode {
    let started = Instant::now();
    let (summary, told) = match options(arguments) {
        Ok(options) => {
            let progress = Progress::new(started, language);
            let result = build::build(&options, &|done, of| progress.show(done, of));
            progress.clear();
            result
        }
        Err(problem) => (None, vec![problem]),
    };
    print_diagnostics(&arguments.root, &told, arguments.format, language);
    let time = started.elapsed();
    match summary {
        Some(summary) => {
            print_summary(&summary, time, arguments.format, language);
            summary.leftovers.leave();
            ExitCode::SUCCESS
        }
        None => {
            print_failure(&told, arguments.format, language);
            ExitCode::FAILURE
        }
    }
}

fn options(arguments: &Arguments) -> Result<build::Options, Diagnostic> {
    let as_of = day(arguments.as_of.as_deref(), &arguments.root)?;
    Ok(build::Options {
        root: arguments.root.clone(),
        out: arguments.out.clone(),
        site: resolve::Options {
            as_of,
            drafts: arguments.drafts,
            base_url: arguments.base_url.clone(),
        },
        threads: arguments.threads.map(usize::from),
        cache: !arguments.no_cache,
        explain: arguments.explain,
        take: take(arguments)?,
    })
}

fn take(arguments: &Arguments) -> Result<Take, Diagnostic> {
    let share = arguments.shard.as_deref().map(share).transpose()?;
    let only = arguments.only.map(|only| match only {
        Only::Pages => Part::Pages,
        Only::Leaflets => Part::Leaflets,
    });
    Ok(Take { only, share, join: arguments.join.clone() })
}

/// `2/4` as the number from 0 and of how many.
fn share(text: &str) -> Result<(usize, usize), Diagnostic> {
    let parts = text.split_once('/').and_then(|(share, shares)| {
        Some((share.parse::<usize>().ok()?.checked_sub(1)?, shares.parse().ok()?))
    });
    parts.filter(|(share, shares)| share < shares).ok_or_else(|| {
        Diagnostic::new(
            Code::BadOption,
            format!("--shard: `{text}` is no share"),
            format!("--shard：“{text}”不是分片"),
        )
        .mend("write the second of four as 2/4", "四片中的第二片请写成 2/4")
    })
}

fn print_summary(summary: &Summary, time: Duration, format: Format, language: Language) {
    let Summary { pages, files, bytes, made, written, removed, reasons, .. } = summary;
    print_reasons(reasons, format, language);
    let seconds = time.as_secs_f64();
    match (format, language) {
        (Format::Json, _) => println!(
            "{}",
            json!({ "summary": {
                "pages": pages, "files": files, "bytes": bytes, "made": made,
                "written": written, "removed": removed, "seconds": seconds,
            }})
        ),
        (Format::Text, Language::English) => println!(
            "{pages} pages, {files} files, {}: {made} made, {written} written, {removed} removed, in \
             {seconds:.2} s",
            size(*bytes)
        ),
        (Format::Text, Language::Chinese) => println!(
            "共 {pages} 页、{files} 个文件、{}：生成 {made} 个，写入 {written} 个，移除 {removed} 个，\
             用时 {seconds:.2} 秒",
            size(*bytes)
        ),
    }
}

fn print_reasons(reasons: &[(String, Reason)], format: Format, language: Language) {
    for (path, reason) in reasons {
        let (word, en, zh) = match reason {
            Reason::New => ("new", "is new", "是新的"),
            Reason::InputsChanged => ("inputs-changed", "is made of something new", "内容有变化"),
            Reason::FileGone => ("file-gone", "was gone", "文件不见了"),
            Reason::FileChanged => ("file-changed", "was changed by someone else", "文件被改动过"),
        };
        match (format, language) {
            (Format::Json, _) => println!("{}", json!({ "made": path, "reason": word })),
            (Format::Text, Language::English) => println!("{path} {en}"),
            (Format::Text, Language::Chinese) => println!("{path} {zh}"),
        }
    }
}

fn print_failure(told: &[Diagnostic], format: Format, language: Language) {
    let errors = told.iter().filter(|one| one.is_error()).count();
    match (format, language) {
        (Format::Json, _) => {}
        (Format::Text, Language::English) => {
            eprintln!("nothing was written: mend what is marked `error` first ({errors})");
        }
        (Format::Text, Language::Chinese) => {
            eprintln!("没有写入任何文件：请先改正标为“错误”的地方（共 {errors} 处）");
        }
    }
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

/// A line on a terminal that says how far a long build is; nothing in a pipe.
struct Progress {
    is_terminal: bool,
    started: Instant,
    /// Milliseconds after the start at which it was last shown.
    shown: AtomicU64,
    language: Language,
}

impl Progress {
    const EVERY_MS: u64 = 200;

    fn new(started: Instant, language: Language) -> Self {
        let is_terminal = std::io::stderr().is_terminal();
        Progress { is_terminal, started, shown: AtomicU64::new(0), language }
    }

    fn show(&self, done: usize, of: usize) {
        if !self.is_terminal {
            return;
        }
        let now = self.started.elapsed().as_millis() as u64;
        let last = self.shown.load(Ordering::Relaxed);
        let due = now >= last + Self::EVERY_MS;
        let order = Ordering::Relaxed;
        if due && self.shown.compare_exchange(last, now, order, order).is_ok() {
            let word = match self.language {
                Language::English => "making",
                Language::Chinese => "正在生成",
            };
            let _ = write!(std::io::stderr(), "\r{word} {done} / {of}");
        }
    }

    fn clear(&self) {
        if self.shown.load(Ordering::Relaxed) > 0 {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}
