//! Dimensions of which one follows from another.

use super::Case;
use crate::diagnostic::Code;

/// Two dimensions of columns of their own: four codes, and two.
const DECLARATION: &str = r#"
title = "示例统计"
about = "数的是什么"
source = "示例名册"

[[column]]
id = "fine"
names = ["细类"]

[[column]]
id = "coarse"
names = ["大类"]

[[dimension]]
id = "fine"
label = "细类"
column = "fine"
codes = [
  { id = "a", label = "甲" },
  { id = "b", label = "乙" },
  { id = "c", label = "丙" },
  { id = "d", label = "丁" },
  { id = "fine-several", label = "多类", several = true },
  { id = "fine-unknown", label = "细类不详", unknown = true },
]

[[dimension]]
id = "coarse"
label = "大类"
column = "coarse"
codes = [
  { id = "x", label = "东" },
  { id = "y", label = "西" },
  { id = "coarse-unknown", label = "大类不详", unknown = true },
]

[[table]]
id = "by-fine"
title = "细类"
dimensions = ["fine"]

[[table]]
id = "by-coarse"
title = "大类"
dimensions = ["coarse"]
"#;

fn rows(given: &[(&str, &str, usize)]) -> String {
    let rows = given
        .iter()
        .flat_map(|(fine, coarse, many)| std::iter::repeat_n(format!("{fine},{coarse}\n"), *many));
    format!("细类,大类\n{}", rows.collect::<String>())
}

/// All of 甲 and 乙 in the east, all of 丙 and 丁 in the west.
const GROUPED: [(&str, &str, usize); 4] =
    [("甲", "东", 12), ("乙", "东", 9), ("丙", "西", 14), ("丁", "西", 11)];

#[test]
fn a_dimension_that_follows_from_another_is_refused() {
    let case = Case::of(DECLARATION);
    for (name, more) in [
        ("each says the other", &[][..]),
        ("with unknown codes", &[("", "东", 3), ("甲", "", 2), ("", "", 4), ("甲", "别处", 1)]),
        ("with several codes", &[("甲、丙", "西", 5), ("甲、乙", "东", 2)]),
        ("with many more", &[("甲", "东", 400), ("丙", "西", 300)]),
        ("with an exception", &[("甲", "东", 400), ("丙", "西", 300), ("乙", "西", 1)]),
        ("with a handful of them", &[("甲", "东", 400), ("丙", "西", 600), ("乙", "西", 4)]),
    ] {
        let text = rows(&[&GROUPED[..], more].concat());
        assert_eq!(case.codes(text.as_bytes()), [Code::DependentDimensions], "{name}");
    }
    // It is the coarse one that follows.
    let (_, told) = case.bytes(rows(&GROUPED).as_bytes());
    let problem = told.iter().find(|told| told.is_error()).expect("it is refused");
    assert!(problem.message.en.starts_with("`coarse` follows from `fine`"), "{problem:?}");
    assert!(problem.mend.is_some() && problem.place.is_some());
}

#[test]
fn ordinary_data_and_small_registers_are_not_refused() {
    let case = Case::of(DECLARATION);
    for (name, given) in [
        ("mixed", &[("甲", "东", 12), ("甲", "西", 9), ("乙", "东", 7), ("丙", "西", 14)][..]),
        ("one code only", &[("甲", "东", 40), ("乙", "东", 30)]),
        ("a few children", &[("甲", "东", 3), ("乙", "西", 2), ("丙", "东", 1)]),
        ("a village of boys", &[("甲", "东", 2), ("乙", "东", 30), ("乙", "西", 28)]),
        (
            "nearly all of one",
            &[("甲", "东", 500), ("甲", "西", 2), ("乙", "东", 400), ("乙", "西", 1)],
        ),
        ("a tenth otherwise", &[("甲", "东", 90), ("甲", "西", 10), ("乙", "西", 100)]),
    ] {
        let (imported, told) = case.bytes(rows(given).as_bytes());
        assert!(imported.is_some(), "{name}: {told:?}");
    }
}
