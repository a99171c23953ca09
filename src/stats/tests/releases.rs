//! The text of a release.

use super::{about, count, flat, options, table};
use crate::stats::{
    model::Design,
    release::{AuditedRelease, Release, accept, audit_all, audit_verdict, make},
};

fn example() -> AuditedRelease {
    let design = Design {
        dimensions: vec![flat("place", 3), flat("age", 3)],
        tables: vec![table("t", &[0, 1], 5)],
        amount: None,
    };
    let numbers = [[3, 40, 25], [17, 31, 22], [9, 28, 14]];
    let records = (0..9)
        .map(|at| (vec![at as u16 / 3 + 1, at as u16 % 3 + 1], numbers[at / 3][at % 3]))
        .collect();
    make(about("example"), &design, &count(&design, &records), &[], &options())
        .expect("a safe table")
        .release
}

fn parse(text: &str) -> Result<Release, Vec<String>> {
    let (release, told) = Release::parse(&"r.release".into(), text);
    release.ok_or_else(|| told.iter().map(|told| told.code.as_str().to_owned()).collect())
}

/// The text with another seal.
pub fn resealed(text: &str) -> String {
    let end = text.rfind("seal\t").unwrap_or(text.len());
    format!("{}seal\t{}\n", &text[..end], crate::stats::release::seal(&text[..end]))
}

#[test]
fn a_release_comes_back_from_its_text_as_it_was() {
    let release = example();
    // But whether zeros may be withheld, which no text says.
    let mut read = (*release).clone();
    read.protection.zeros_withheld = true;
    assert_eq!(parse(release.text()), Ok(read));
    let audited =
        audit_all(vec![parse(release.text()).expect("its own text")]).expect("it is safe");
    assert_eq!(audited[0].text(), release.text());
}

#[test]
fn a_release_changed_by_hand_is_refused_sealed_again_or_not() {
    let release = example();
    let withheld =
        release.text().lines().position(|line| line.ends_with("\tx")).expect("a cell is withheld");
    let lines: Vec<&str> = release.text().lines().collect();
    // A withheld cell is shown: with what it was, and with what it was not.
    for number in ["3", "4", "7", "0"] {
        let mut changed: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        changed[withheld] = changed[withheld].replace("\tx", &format!("\t{number}"));
        let text = changed.join("\n") + "\n";
        assert_eq!(parse(&text), Err(vec!["E935".to_owned()]));
        assert_eq!(parse(&resealed(&text)), Err(vec!["E936".to_owned()]));
        // Even where the head says so.
        let text = text.replace("\nwithheld\t4\t", "\nwithheld\t3\t");
        let release = parse(&resealed(&text)).expect("its form is right");
        let told = audit_verdict(&[release]).expect_err("somebody could derive a count");
        assert!(told.iter().all(|told| ["E931", "E936"].contains(&told.code.as_str())));
    }
    // A total is changed.
    let total =
        lines.iter().position(|line| line.starts_with("cell\ttotal\ttotal")).expect("a total");
    let mut changed = lines.clone();
    changed[total] = "cell\ttotal\ttotal\t190";
    let release = parse(&resealed(&(changed.join("\n") + "\n"))).expect("its form is right");
    assert!(audit_verdict(&[release]).is_err());
}

#[test]
fn a_release_does_not_say_how_well_or_by_what_choice_it_was_protected() {
    let release = example();
    for word in ["quality", "optimum", "at-least", "withheld-zeros", "possible", "as-declared"] {
        assert!(!release.text().contains(word), "{word}");
    }
    // The same text where zeros may be withheld and where they may not.
    let mut other = (*release).clone();
    other.protection.zeros_withheld ^= true;
    let texts = audit_all(vec![other]).expect("it is safe");
    assert_eq!(texts[0].text(), release.text());
}

#[test]
fn a_release_of_the_earlier_form_or_without_columns_is_refused() {
    let release = example();
    let earlier = release.text().replacen("weibao-release\t2", "weibao-release\t1", 1);
    let without = release.text().replace("columns\tplace\n", "");
    let empty = release.text().replace("columns\tplace\n", "columns\n");
    for text in [earlier, without, empty] {
        assert_eq!(parse(&resealed(&text)), Err(vec!["E934".to_owned()]));
    }
}

#[test]
fn a_verdict_is_of_its_texts_only() {
    let release = (*example()).clone();
    let verdict = audit_verdict(std::slice::from_ref(&release)).expect("it is safe");
    assert!(accept(vec![release.clone()], &verdict).is_some());
    let mut other = release;
    other.about.title.push('!');
    assert!(accept(vec![other], &verdict).is_none());
}

#[test]
fn a_damaged_release_is_told_and_never_a_panic() {
    let release = example();
    let text = release.text();
    for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
        assert!(parse(&text[..end]).is_err());
    }
    let mut random = fastrand::Rng::with_seed(7);
    let lines: Vec<&str> = text.lines().collect();
    for _ in 0..400 {
        let mut changed: Vec<&str> = lines.clone();
        match random.u8(..3) {
            0 => drop(changed.remove(random.usize(1..lines.len() - 1))),
            1 => changed.swap(random.usize(1..lines.len()), random.usize(1..lines.len())),
            _ => changed[random.usize(1..lines.len())] = "code\t\t\t9-x",
        }
        let text = changed.join("\n") + "\n";
        if let Ok(release) = parse(&resealed(&text)) {
            let _ = audit_verdict(&[release]);
        }
    }
}

#[test]
fn a_thousand_releases_are_audited_together() {
    let first = (*example()).clone();
    let of = |at: i64, day: i64| {
        let mut release = first.clone();
        release.about.name = format!("example-{at}");
        release.about.as_of = jiff::civil::date(2020, 1, 1) + jiff::ToSpan::days(day);
        release
    };
    // Of as many days, and of one day, on which all say the same.
    assert!(audit_verdict(&(0..1_000).map(|at| of(at, at)).collect::<Vec<_>>()).is_ok());
    assert!(audit_verdict(&(0..1_000).map(|at| of(at, 0)).collect::<Vec<_>>()).is_ok());
}

#[test]
fn a_release_that_claims_more_than_it_holds_is_told() {
    let text = example().text().to_owned();
    let dimensions: String =
        (0..200).map(|at| format!("dimension\td{at}\tD\ncode\ttotal\t\tTotal\n")).collect();
    let many = text.replacen("\ntable\t", &format!("\n{dimensions}table\t"), 1);
    let codes: String = (0..60_000).map(|at| format!("code\tc{at}\ttotal\tC\n")).collect();
    let wide = text.replacen("\ntable\t", &format!("\n{codes}table\t"), 1);
    for hostile in [many, wide] {
        assert_eq!(parse(&resealed(&hostile)), Err(vec!["E934".to_owned()]));
    }
}
