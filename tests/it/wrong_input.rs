//! Broken input of every kind: each is told at its place, in both languages, without noise, and the
//! output stays as it was. The kinds are in `wrong_input/*.txt`, in the notation of `case`; those that
//! no text can write down are in `odd`.

mod case;
mod fuzz;
mod good;
mod odd;
mod report;

use std::collections::BTreeSet;

use rayon::prelude::*;
use weibao::diagnostic::{Code, Severity};

use self::{
    case::{Case, Expected},
    good::Good,
};

/// Every case of the table.
fn cases() -> Vec<Case> {
    let tables = [
        include_str!("wrong_input/toml.txt"),
        include_str!("wrong_input/facts.txt"),
        include_str!("wrong_input/texts.txt"),
        include_str!("wrong_input/files.txt"),
    ];
    tables.into_iter().flat_map(case::parse).chain(odd::cases()).collect()
}

#[test]
fn every_kind_of_broken_input_is_told_at_its_place_and_leaves_the_output_alone() {
    let good = Good::new();
    let cases = cases();
    // In Chinese too where a case is the first to show its code.
    let mut seen = BTreeSet::new();
    let languages = cases.iter().map(|case| {
        let is_first = case.codes().filter(|code| seen.insert(*code)).count() > 0;
        if is_first { &["en", "zh"][..] } else { &["en"] }
    });
    let cases: Vec<(&Case, &[&str])> = cases.iter().zip(languages).collect();
    let mut failures: Vec<String> = cases
        .par_iter()
        .flat_map_iter(|(case, languages)| {
            let failures = check(case, &good, languages);
            failures.into_iter().map(|failure| format!("{}: {failure}", case.name))
        })
        .collect();
    failures.sort();
    assert!(failures.is_empty(), "{}:\n{}", failures.len(), failures.join("\n"));
}

/// What is not as it should be, in sentences.
fn check(case: &Case, good: &Good, languages: &[&str]) -> Vec<String> {
    let site = good.site();
    let before = site.output();
    let expected = case.apply(&site);
    let mut failures = Vec::new();
    for language in languages {
        let run = good::build(&site, &case.arguments, language);
        if run.exit != Some(1) || run.stderr.contains("panicked") {
            failures.push(format!("exit code {:?}, {}", run.exit, run.stderr));
        }
        let told: Vec<Expected> = run.told.iter().map(|told| told.expected.clone()).collect();
        if !case.is_met(&told, &expected) {
            let list = |all: &[Expected]| {
                all.iter().map(|one| format!("\n        {one}")).collect::<String>()
            };
            failures.push(format!(
                "{language}\n    told{}\n    not{}",
                list(&told),
                list(&expected)
            ));
        }
        for told in &run.told {
            let is_chinese = |text: &str| text.chars().any(|c| matches!(c, '一'..='龥'));
            let words = [&told.message, &told.mend];
            if words.iter().any(|text| text.trim().is_empty()) {
                failures.push(format!("{language}: {} has no words", told.expected));
            }
            if *language == "zh" && !words.iter().all(|text| is_chinese(text)) {
                failures.push(format!("not in Chinese: {} {}", told.message, told.mend));
            }
        }
    }
    if site.output() != before {
        failures.push("the output was changed".into());
    }
    failures
}

#[test]
fn the_table_has_a_hundred_kinds_and_every_error() {
    let cases = cases();
    let names: BTreeSet<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names.len(), cases.len(), "a name is there twice");
    assert!(names.len() >= 100, "{}", names.len());
    let told: BTreeSet<&str> = cases.iter().flat_map(Case::codes).collect();
    // Not of one build: `weibao new` has no site, a preview has a port and watches, and two builds are
    // at work at once in a test of their own. Leaflets and preflight (E8…) and statistics (E9…) are tested
    // beside their own rooms, where what is wrong is no file of a plain site.
    let others = [Code::TargetNotEmpty, Code::PortUnusable, Code::CannotWatch, Code::OutputBusy];
    let missing: Vec<&str> = Code::ALL
        .iter()
        .filter(|code| code.severity() == Severity::Error && !others.contains(code))
        .map(|code| code.as_str())
        .filter(|code| !told.contains(code) && !code.starts_with("E8") && !code.starts_with("E9"))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
