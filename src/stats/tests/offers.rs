//! Tables that nothing protects, and what is offered in their place.

use super::{Records, about, count, dimension, flat, options, table};
use crate::{
    diagnostic::Diagnostic,
    stats::{
        model::{Counts, Design, Dimension},
        release::make,
    },
};

fn told(design: &Design, counts: &Counts) -> Diagnostic {
    let mut told = make(about("small"), design, counts, &[], &options()).expect_err("it is lost");
    assert!(told.len() == 1 && told[0].code.as_str() == "E932", "{told:?}");
    told.remove(0)
}

fn offers(told: &Diagnostic) -> (String, String) {
    told.mend.as_deref().map(|mend| (mend.en.clone(), mend.zh.clone())).unwrap_or_default()
}

/// Two places by three ages, which are sensitive: of each place nearly all are of one age, or known to
/// whoever is one of two children.
fn lost(place: &[u16], ages: Dimension) -> (Design, Records) {
    let dimensions = vec![dimension("place", place), ages];
    let small = [0, 0, 6, 1, 1, 0];
    let first = place.len() as u16 - 1;
    let number = |(at, number): (usize, &u64)| {
        let at = at as u16;
        (vec![first + at / 3, at % 3 + 1], *number)
    };
    let records = small.iter().enumerate().map(number).collect();
    let mut table = table("by-age", &[0, 1], 5);
    table.sensitive = vec![1];
    (Design { dimensions, tables: vec![table], amount: None }, records)
}

#[test]
fn a_register_of_few_children_is_told_that_no_table_of_it_can_be_published() {
    // All but one are of one age, and ages are sensitive.
    let mut table = table("by-age", &[0], 5);
    table.sensitive = vec![0];
    let design = Design { dimensions: vec![flat("age", 2)], tables: vec![table], amount: None };
    let told = told(&design, &count(&design, &vec![(vec![1], 1), (vec![2], 35)]));
    let (en, zh) = offers(&told);
    assert!(en.contains("publish no such table") && zh.contains("不要公布这样的表"), "{en} {zh}");
    for text in [&told.message.en, &told.message.zh, &en, &zh] {
        assert!(!text.contains("35") && !text.contains("36"), "{text}");
    }
}

#[test]
fn wider_bands_are_offered_with_their_lines() {
    let mut ages = flat("age", 3);
    for (code, (from, to)) in ages.codes[1..].iter_mut().zip([(0, 5), (6, 11), (12, 17)]) {
        (code.id, code.label) = (format!("{from}-{to}"), format!("{from}–{to}岁"));
        code.band = Some((from, to));
    }
    let (design, records) = lost(&[0, 0], ages);
    let (en, zh) = offers(&told(&design, &count(&design, &records)));
    for line in [
        "bands = [",
        "{ id = \"0-11\", label = \"0–11岁\", from = 0, to = 11 },",
        "{ id = \"12-17\", label = \"12–17岁\", from = 12, to = 17 },",
    ] {
        assert!(en.contains(line) && zh.contains(line), "{line} is not in {en}");
    }
    assert!(zh.contains("“age”的分段放宽"), "{zh}");
}

#[test]
fn a_level_a_dimension_or_a_table_less_is_offered_each_with_its_lines() {
    // A county of two townships, and another.
    let (mut design, mut records) = lost(&[0, 0, 2, 2], flat("age", 3));
    records.extend((1..=3).map(|age| (vec![1, age], 40)));
    design.tables.push(table("by-place", &[0], 5));
    let told = told(&design, &count(&design, &records));
    let (en, zh) = offers(&told);
    for line in [
        "dimensions = [{ id = \"place\", levels = 1 }, \"age\"]",
        "   [[table]]\n   id = \"by-age\"\n   dimensions = [\"place\"]",
        "and take out, since no table uses it any more\n   [[dimension]]\n   id = \"age\"",
        "no table “by-age”; take out\n   [[table]]\n   id = \"by-age\"",
    ] {
        assert!(en.contains(line), "{line} is not in {en}");
    }
    for words in ["“by-age”里“place”少分最细的一层", "“by-age”不再分“age”", "不公布“by-age”；删去"]
    {
        assert!(zh.contains(words), "{words} is not in {zh}");
    }
    // No number but those of levels and of the list.
    assert!(!told.message.en.contains("40") && !en.contains("120"), "{en}");
}
