//! `weibao stats audit`

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::Instant,
};

use clap::Args;
use serde_json::json;

use super::super::{Format, print_diagnostics};
use crate::{
    diagnostic::{self, Code, Diagnostic, Language, Place},
    stats::{
        audit::{self, Range},
        release::{Release, audit_verdict, cell_name},
    },
};

/// A release is no larger, in bytes.
const MOST: u64 = 64 << 20;

#[derive(Debug, Args)]
pub struct Arguments {
    /// The releases, as the site offers them; they are audited together
    #[arg(value_name = "RELEASE", required = true)]
    releases: Vec<PathBuf>,
    /// Also print the range that can be derived of every withheld count and amount; `⊆` behind one that may be narrower
    #[arg(long)]
    ranges: bool,
    /// How messages are printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub fn run(arguments: &Arguments, language: Language) -> ExitCode {
    let started = Instant::now();
    let mut told = Vec::new();
    let releases: Vec<Release> =
        arguments.releases.iter().filter_map(|path| read(path, &mut told)).collect();
    if told.is_empty() {
        told.extend(audit_verdict(&releases).err().unwrap_or_default());
    }
    diagnostic::sort(&mut told);
    print_diagnostics(Path::new(""), &told, arguments.format, language);
    if arguments.ranges {
        let all: Vec<&Release> = releases.iter().collect();
        audit::ranges(&all)
            .iter()
            .for_each(|range| print_range(range, releases.as_slice(), arguments.format));
    }
    let safe = !diagnostic::any_error(&told);
    let withheld: usize = releases.iter().map(|release| release.protection().withheld).sum();
    let amounts = releases.iter().filter_map(|release| release.protection().amounts);
    let amounts: usize = amounts.map(|of| of.withheld).sum();
    let (number, seconds) = (releases.len(), started.elapsed().as_secs_f64());
    match (arguments.format, language, safe) {
        (Format::Json, _, _) => {
            let summary = json!({ "safe": safe, "releases": number, "withheld": withheld, "amounts": amounts, "seconds": seconds });
            println!("{}", json!({ "summary": summary }));
        }
        (Format::Text, Language::English, true) => {
            eprintln!(
                "Releases: {number}, cells withheld: {withheld}, amounts: {amounts}. Nothing can be derived. {seconds:.2} s"
            );
        }
        (Format::Text, Language::Chinese, true) => {
            eprintln!(
                "共 {number} 次发布，隐去 {withheld} 格、{amounts} 个金额，推不出隐去的数目。{seconds:.2} 秒"
            );
        }
        (Format::Text, Language::English, false) => {
            eprintln!("Not safe to publish: see above. {seconds:.2} s")
        }
        (Format::Text, Language::Chinese, false) => {
            eprintln!("不能公布，原因见上。{seconds:.2} 秒")
        }
    }
    if safe { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn read(path: &Path, told: &mut Vec<Diagnostic>) -> Option<Release> {
    let file: Arc<str> = path.to_string_lossy().into();
    let unreadable = |en: &str, zh: &str| {
        Diagnostic::new(
            Code::FileUnreadable,
            format!("{}: {en}", path.display()),
            format!("{}：{zh}", path.display()),
        )
        .at(Place::file(&file))
    };
    let small = fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() <= MOST);
    let Some(bytes) = small.then(|| fs::read(path).ok()).flatten() else {
        told.push(unreadable("cannot be read, or is too large", "无法读取，或文件太大"));
        return None;
    };
    let Ok(text) = String::from_utf8(bytes) else {
        told.push(unreadable("is not UTF-8", "不是 UTF-8 文本"));
        return None;
    };
    let (release, problems) = Release::parse(&file, &text);
    told.extend(problems);
    release
}

fn print_range(range: &Range, releases: &[Release], format: Format) {
    let release = &releases[range.release];
    let cell = cell_name(release, &range.key);
    let name = &release.about().name;
    let amount = release.design().amount.as_ref().filter(|_| range.of_amount);
    match format {
        Format::Json => {
            let range = json!({ "release": name, "cell": cell, "least": range.least, "most": range.most, "exact": range.exact, "amount": amount.map(|amount| &amount.id) });
            println!("{}", json!({ "range": range }));
        }
        Format::Text => {
            let most = range.most.map_or("…".to_owned(), |most| most.to_string());
            let outer = if range.exact { "" } else { "\t⊆" };
            let amount = amount.map_or(String::new(), |amount| format!("{}: ", amount.label));
            println!("{name}\t{cell}\t{amount}{}–{most}{outer}", range.least);
        }
    }
}
