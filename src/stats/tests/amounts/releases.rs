//! Amounts of several releases, and the text of one.

use super::{
    super::releases::resealed, EVEN, Record, about, cases, counted, made, options, square,
};
use crate::stats::{
    audit::audit_knowing,
    release::{Options, Release, ShownAmount, make},
};

/// As the register stands on the same day, but for one amount.
fn corrected(records: &[Record], at: usize, amount: u64) -> Vec<Record> {
    let mut records = records.to_vec();
    records[at].1 = amount;
    records
}

#[test]
fn two_releases_do_not_tell_what_one_child_has() {
    let even: &[u64] = &EVEN;
    let (design, records) =
        square(&[&[even, even, even], &[even, even, even], &[even, even, even]]);
    let counts = counted(&design, &records);
    let first = Release { about: about("first"), ..made(&design, &counts, &[], &options()) };
    assert_eq!(first.protection.amounts.map(|of| of.withheld), Some(0));
    // The same once more is nothing new.
    let past = std::slice::from_ref(&first);
    assert_eq!(made(&design, &counts, past, &options()).amounts, first.amounts);
    // One child has more.
    let more = counted(&design, &corrected(&records, 0, 1_900));
    let told = make(about("second"), &design, &more, past, &options()).expect_err("a difference");
    assert!(told.iter().any(|told| told.code.as_str() == "E933"));
    // One child is new, in one cell and all above it.
    let mut grown = records.clone();
    grown.push((vec![1, 1], 5_000));
    let grown = counted(&design, &grown);
    let told = make(about("second"), &design, &grown, past, &options()).expect_err("a child");
    assert!(told.iter().any(|told| told.code.as_str() == "E933"));
    // Of another day these are other amounts.
    let later = about("later");
    let later = crate::stats::release::About { as_of: jiff::civil::date(2026, 12, 31), ..later };
    assert!(make(later, &design, &more, past, &options()).is_ok());
}

#[test]
fn what_an_earlier_release_withholds_is_withheld_again_where_that_is_asked() {
    let even: &[u64] = &EVEN;
    let one: &[u64] = &[9_000, 20, 20, 30, 10, 10];
    let (design, records) = square(&[&[one, even, even], &[even, even, even], &[even, even, even]]);
    let counts = counted(&design, &records);
    let first = Release { about: about("first"), ..made(&design, &counts, &[], &options()) };
    // The second has more children in a place, so that others might be chosen.
    let mut all = records.clone();
    all.extend(EVEN.iter().map(|amount| (vec![3, 1], *amount)));
    all.extend([5, 6, 4, 3, 2].iter().map(|amount| (vec![3, 2], *amount)));
    let wide = counted(&design, &all);
    let options = Options { protect_against_past: true, ..options() };
    let second = made(&design, &wide, std::slice::from_ref(&first), &options);
    assert!(audit_knowing(&[&first, &second], &wide).leaks.is_empty());
    for (key, amount) in first.table(0).amounts() {
        let again = second.table(0).amount(&key);
        // What was withheld is withheld again; so is what is another sum now.
        let is_as_before = again == Some(amount.map_or(ShownAmount::Withheld, ShownAmount::Amount));
        assert!(is_as_before || again == Some(ShownAmount::Withheld), "{key:?}");
    }
}

#[test]
fn a_release_with_amounts_comes_back_from_its_text_and_a_changed_one_does_not() {
    let (design, records) = cases().swap_remove(7).1;
    let counts = counted(&design, &records);
    let made = make(about("release"), &design, &counts, &[], &options()).expect("a safe table");
    let text = made.release.text().to_owned();
    let parse = |text: &str| Release::parse(&"r.release".into(), text);
    let mut read = (*made.release).clone();
    read.protection.zeros_withheld = true;
    assert_eq!(parse(&text).0, Some(read));
    let code = |text: String| {
        let (release, told) = parse(&resealed(&text));
        match release {
            None => told.first().map_or("", |told| told.code.as_str()).to_owned(),
            Some(release) => match crate::stats::release::audit_verdict(&[release]) {
                Ok(_) => "safe".to_owned(),
                Err(told) => told.first().map_or("", |told| told.code.as_str()).to_owned(),
            },
        }
    };
    assert_eq!(code(text.clone()), "safe");
    let line = text.lines().find(|line| line.starts_with("amount\t")).expect("its head").to_owned();
    for (from, to) in [
        ("\namounts\n".to_owned(), "\n".to_owned()),
        (format!("{line}\n"), String::new()),
        (line.clone(), "amount\taid\tAid\t元\t0\t1\t2".to_owned()),
        (line.clone(), "amount\taid\tAid\t元\t15\t1\t2\t9\t85".to_owned()),
        (line.clone(), "amount\taid".to_owned()),
        ("\tx\tx\n".to_owned(), "\tx\t1\n".to_owned()),
        ("\tx\tx\n".to_owned(), "\tx\t-1\n".to_owned()),
        ("\tx\tx\n".to_owned(), "\tx\t99999999999999999999\n".to_owned()),
        ("\tx\tx\n".to_owned(), "\tx\n".to_owned()),
    ] {
        assert!(text.contains(&from), "{from}");
        let told = code(text.replacen(&from, &to, 1));
        assert!(["E931", "E934", "E936"].contains(&told.as_str()), "{from} → {to}: {told}");
    }
}
