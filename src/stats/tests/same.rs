//! One thing under two names: in one release, and in two.

use jiff::civil::date;

use super::{about, count, flat, options, table};
use crate::{
    diagnostic::Diagnostic,
    stats::{
        model::{Code, Counts, Design, Dimension},
        release::{About, Counting, Release, audit_verdict, make},
    },
};

const PLACES: [(&str, &str); 3] = [("c0", "云溪区"), ("c1", "东屏区"), ("c2", "石桥县")];
const KINDS: [(&str, &str); 4] =
    [("k0", "孤儿"), ("k1", "事实无人抚养"), ("k2", "重病重残"), ("k3", "流浪乞讨")];
const CHILDREN: [[u64; 4]; 3] = [[3, 12, 17, 11], [14, 9, 2, 21], [8, 16, 13, 19]];

fn listed(id: &str, label: &str, column: &str, codes: &[(&str, &str)]) -> Dimension {
    let mut dimension = flat(id, codes.len());
    dimension.label = label.into();
    dimension.columns = vec![column.into()];
    for (code, (id, label)) in dimension.codes[1..].iter_mut().zip(codes) {
        (code.id, code.label) = ((*id).into(), (*label).into());
    }
    dimension
}

fn places() -> Dimension {
    listed("county", "区县", "区县", &PLACES)
}

fn kinds() -> Dimension {
    listed("category", "类别", "困境类别", &KINDS)
}

/// A table of two dimensions with these children.
fn square(dimensions: [Dimension; 2], children: &[&[u64]]) -> (Design, Counts) {
    let records = children
        .iter()
        .zip(1..)
        .flat_map(|(row, place)| row.iter().zip(1..).map(move |(n, kind)| (vec![place, kind], *n)))
        .collect();
    let design = Design {
        dimensions: dimensions.into(),
        tables: vec![table("t", &[0, 1], 5)],
        amount: None,
    };
    let counts = count(&design, &records);
    (design, counts)
}

fn usual() -> (Design, Counts) {
    square([places(), kinds()], &CHILDREN.each_ref().map(|row| &row[..]))
}

fn made(
    about: About,
    (design, counts): &(Design, Counts),
    past: &[Release],
) -> Result<Release, Vec<Diagnostic>> {
    make(about, design, counts, past, &options()).map(|made| (*made.release).clone())
}

fn is_told(told: &[Diagnostic], code: &str, words: &str) -> bool {
    let found = |told: &&Diagnostic| told.code.as_str() == code && told.message.en.contains(words);
    told.iter().any(|told| found(&told))
}

#[test]
fn a_release_with_two_dimensions_of_one_column_is_refused() {
    let groups: &[(&str, &str)] = &[("b0", "甲"), ("b1", "乙")];
    let banded = |id: &str, column: &str, ends: [u16; 2]| {
        let mut ages = listed(id, id, column, &[("young", "小"), ("old", "大")]);
        ages.codes[1].band = Some((0, ends[0]));
        ages.codes[2].band = Some((ends[0] + 1, ends[1]));
        ages
    };
    let mut several = listed("big", "大类", "大类", groups);
    several.columns.push("困境类别".into());
    for pair in [
        [kinds(), listed("big", "大类", "困境类别", groups)],
        [kinds(), listed("big", "大类", "　困境类别 ", groups)],
        [kinds(), several],
        [banded("age", "年龄", [6, 17]), banded("years", "年龄", [9, 17])],
        [banded("age", "年龄", [6, 17]), banded("born", "出生日期", [9, 17])],
    ] {
        // In tables that say nothing of each other by themselves.
        let named = pair[1].columns.clone();
        let design = Design {
            dimensions: [places()].into_iter().chain(pair).collect(),
            tables: vec![table("t", &[0, 1], 5), table("u", &[0, 2], 5)],
            amount: None,
        };
        let records = (0..24).map(|at| (vec![at % 3 + 1, at % 2 + 1, at / 12 + 1], 10)).collect();
        let counts = count(&design, &records);
        let told = made(about("r"), &(design, counts), &[]).expect_err("one tells the other");
        assert!(is_told(&told, "E938", "the same column"), "{named:?} {told:?}");
    }
}

#[test]
fn one_thing_under_other_names_on_the_same_day_is_refused() {
    let first = made(about("first"), &usual(), &[]).expect("it can be protected");
    let merged: &[(&str, &str)] = &[("k0", "孤儿"), ("k1", "事实无人抚养"), ("k9", "重病、流浪")];
    let renamed = |prefix: &str, codes: &[(&str, &str)]| -> Vec<(String, String)> {
        codes.iter().map(|(id, label)| (format!("{prefix}{id}"), (*label).to_owned())).collect()
    };
    let region = renamed("r", &PLACES);
    let region: Vec<(&str, &str)> = region.iter().map(|(id, label)| (&**id, &**label)).collect();
    let in_merged: Vec<Vec<u64>> =
        CHILDREN.iter().map(|row| vec![row[0], row[1], row[2] + row[3]]).collect();
    let in_merged: Vec<&[u64]> = in_merged.iter().map(Vec::as_slice).collect();
    let whole: Vec<&[u64]> = CHILDREN.iter().map(|row| &row[..]).collect();
    let exchanged = [("c1", "云溪区"), ("c0", "东屏区"), ("c2", "石桥县")];
    let otherwise = [("x", "云溪"), ("y", "东屏"), ("z", "石桥")];
    let two: Vec<&[u64]> = whole[..2].to_vec();
    type Case<'c> = (&'static str, [Dimension; 2], &'c [&'c [u64]]);
    let cases: Vec<Case<'_>> = vec![
        ("a dimension renamed", [listed("region", "区县", "区县", &PLACES), kinds()], &whole),
        ("with its codes", [listed("region", "地区", "区县", &region), kinds()], &whole),
        ("codes renamed", [listed("county", "区县", "区县", &region), kinds()], &whole),
        ("ids exchanged", [listed("county", "区县", "区县", &exchanged), kinds()], &whole),
        ("codes merged", [places(), listed("category", "类别", "困境类别", merged)], &in_merged),
        ("merged and renamed", [places(), listed("kind", "种类", "困境类别", merged)], &in_merged),
        ("a column renamed", [listed("area", "片区", "所在地", &PLACES), kinds()], &whole),
        ("all but the counts", [listed("area", "片区", "所在地", &otherwise), kinds()], &whole),
        ("a code left out", [listed("county", "区县", "区县", &PLACES[..2]), kinds()], &two),
    ];
    for (name, dimensions, children) in cases {
        let told =
            made(about("second"), &square(dimensions, children), std::slice::from_ref(&first))
                .expect_err(name);
        assert!(is_told(&told, "E933", "under other ids or codes"), "{name}: {told:?}");
    }
    // Other words about the whole, or a day more, make it no other thing.
    let dimensions = || [listed("region", "地区", "区县", &region), kinds()];
    for other in [
        About {
            title: "另一份统计".into(), source: "另一个名册".into(), ..about("second")
        },
        About { unit: "名".into(), note: Some("另一条说明".into()), ..about("second") },
        About { as_of: date(2026, 10, 1), ..about("second") },
        About { as_of: date(2026, 9, 28), ..about("second") },
        About { as_of: date(2026, 10, 20), ..about("second") },
    ] {
        let told = made(other, &square(dimensions(), &whole), std::slice::from_ref(&first))
            .expect_err("nearly the same children");
        assert!(is_told(&told, "E933", "under other ids or codes"), "{told:?}");
    }
    // Nor are texts that were made apart from each other published together.
    let apart = made(about("apart"), &square(dimensions(), &whole), &[]).expect("alone it is safe");
    assert!(audit_verdict(&[first, apart]).is_err());
}

#[test]
fn another_table_and_a_later_day_are_no_other_names() {
    let first = made(about("first"), &usual(), &[]).expect("it can be protected");
    let past = std::slice::from_ref(&first);
    // The same again, with another label.
    let mut label = usual();
    label.0.dimensions[1].codes[1].label = "孤儿（含弃婴）".into();
    label.0.tables[0].title = "another title".into();
    assert!(made(about("second"), &label, past).is_ok());
    // By something else.
    let sex = listed("sex", "性别", "性别", &[("f", "女"), ("m", "男")]);
    let by_sex = square([places(), sex], &[&[20, 23], &[24, 22], &[27, 29]]);
    assert!(made(about("second"), &by_sex, past).is_ok());
    // By townships below the counties.
    let mut deeper = places();
    for at in 0..2 {
        let (id, label) = (format!("t{at}"), format!("乡{at}"));
        deeper.codes.push(Code { id, label, parent: Some(3), depth: 2, band: None });
    }
    let design = Design {
        dimensions: vec![deeper, kinds()],
        tables: vec![table("t", &[0, 1], 5)],
        amount: None,
    };
    let mut records = Vec::new();
    for (place, row) in [(1, CHILDREN[0]), (2, CHILDREN[1]), (4, [8, 7, 6, 10]), (5, [0, 9, 7, 9])]
    {
        records.extend(row.iter().zip(1..).map(|(n, kind)| (vec![place, kind], *n)));
    }
    let counts = count(&design, &records);
    match made(about("second"), &(design, counts), past) {
        Ok(_) => {}
        Err(told) => assert!(!is_told(&told, "E933", "under other ids"), "{told:?}"),
    }
    // Three months later under other names.
    let region = listed("region", "地区", "区县", &PLACES);
    let later = square([region, kinds()], &CHILDREN.each_ref().map(|row| &row[..]));
    let winter = About { as_of: date(2026, 12, 31), ..about("second") };
    assert!(made(winter, &later, past).is_ok());
}

fn running(name: &str, month: i8) -> About {
    About { as_of: date(2026, month, 28), counting: Counting::Running, ..about(name) }
}

#[test]
fn what_few_children_add_to_a_running_total_is_not_told() {
    let children = [[12u64, 31], [20, 27]];
    let rows = |more: [[u64; 2]; 2]| {
        let sum = |at: usize| [children[at][0] + more[at][0], children[at][1] + more[at][1]];
        let (one, two) = (sum(0), sum(1));
        let kinds = listed("category", "类别", "困境类别", &KINDS[..2]);
        let places = listed("county", "区县", "区县", &PLACES[..2]);
        square([places, kinds], &[&one, &two])
    };
    let first = made(running("first", 3), &rows([[0; 2]; 2]), &[]).expect("nothing is small");
    let past = std::slice::from_ref(&first);
    for few in [
        [[2, 0], [0, 0]],
        [[1, 9], [8, 7]],
        [[6, 4], [9, 11]],
        [[30, 3], [1, 20]],
        [[0, 0], [0, 4]],
    ] {
        let told = made(running("second", 6), &rows(few), past).expect_err("few were added");
        assert!(told.iter().all(|told| told.code.as_str() == "E933"), "{few:?} {told:?}");
    }
    for many in [[[0; 2]; 2], [[6, 0], [0, 0]], [[9, 12], [7, 8]]] {
        assert!(made(running("second", 6), &rows(many), past).is_ok(), "{many:?}");
    }
}

#[test]
fn a_running_total_beside_one_told_by_quarters_is_refused() {
    let mut quarters =
        listed("quarter", "季度", "季度", &[("2026-q1", "一季度"), ("2026-q2", "二季度")]);
    quarters.period = true;
    let design = |tables| Design {
        dimensions: vec![places(), kinds(), quarters.clone()],
        tables,
        amount: None,
    };
    let records: Vec<(Vec<u16>, u64)> = (0..24)
        .map(|at: u16| (vec![at % 3 + 1, at / 3 % 4 + 1, at / 12 + 1], 6 + u64::from(at) % 5))
        .collect();
    let by_quarter = design(vec![table("t", &[0, 1, 2], 5)]);
    let in_some = design(vec![table("t", &[0, 1], 5), table("u", &[0, 2], 5)]);
    let counted = |design: &Design| (design.clone(), count(design, &records));
    let plain = usual();
    for (march, june) in [
        (&plain, &counted(&by_quarter)),
        (&counted(&by_quarter), &plain),
        (&plain, &counted(&in_some)),
        (&counted(&in_some), &counted(&by_quarter)),
        (&counted(&in_some), &counted(&in_some)),
    ] {
        let first = made(running("first", 3), march, &[]).expect("it can be protected");
        let told = made(running("second", 6), june, &[first]).expect_err("one is told by quarters");
        assert!(is_told(&told, "E933", "told by periods"), "{told:?}");
    }
    // Alone, and beside one of the same day, quarters are no more than another dimension.
    let first = made(running("first", 6), &counted(&by_quarter), &[]).expect("alone it is safe");
    assert!(made(running("second", 6), &counted(&by_quarter), &[first]).is_ok());
}
