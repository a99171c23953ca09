//! Counts that a database made.

use std::sync::Arc;

use jiff::civil::date;
use parquet::{
    data_type::{ByteArray, ByteArrayType, Int64Type},
    file::writer::SerializedFileWriter,
    schema::parser::parse_message_type,
};

use super::{Case, id, rows};
use crate::{
    diagnostic::Code,
    stats::import::counted::{CHILDREN, QUERY, REPEATS, mark},
};

/// Ids of codes, and a count.
type Row = (Vec<String>, u64);
type Given = Vec<Row>;

/// Rows as the query gives them, from what an import of rows counted.
fn counts(case: &Case) -> Given {
    let text = rows(&[
        &format!("北县,东乡,孤儿,12,,2026-07-01,{}", id(1)),
        &format!("北县,西乡,流浪,3,,2026-02-01,{}", id(2)),
        &format!("南区,,流浪,3,,2026-02-01,{}", id(3)),
    ]);
    let imported = case.counts(text.as_bytes());
    let dimensions = &case.declaration.design.dimensions;
    let ids = |key: &[u16]| {
        let codes = key.iter().zip(dimensions);
        codes.map(|(code, one)| one.codes[usize::from(*code)].id.clone()).collect()
    };
    imported.counts.cells.iter().map(|(key, count)| (ids(key), *count)).collect()
}

fn csv(case: &Case, counts: &[Row]) -> String {
    let ids: Vec<&str> =
        case.declaration.design.dimensions.iter().map(|dimension| &*dimension.id).collect();
    let mark = mark(&case.declaration, date(2026, 9, 30));
    let mut text = format!("{},{CHILDREN},{REPEATS},{QUERY}\n", ids.join(","));
    for (ids, count) in counts {
        text.push_str(&format!("{},{count},0,{mark}\n", ids.join(",")));
    }
    text
}

#[test]
fn counts_of_a_database_are_taken_if_they_add_up() {
    let case = Case::new();
    let given = counts(&case);
    let imported = case.counts(csv(&case, &given).as_bytes());
    assert_eq!((imported.records, imported.children), (None, 3));
    assert_eq!(case.cell(&imported, &[(0, "north"), (1, "homeless")]), 1);

    let change = |change: &dyn Fn(&mut Given)| {
        let mut given = given.clone();
        change(&mut given);
        csv(&case, &given)
    };
    let number =
        |ids: [&str; 4]| given.iter().position(|(known, _)| *known == ids).expect("a cell");
    let total = number(["city", "total", "total", "total"]);
    let inner = number(["east", "orphans", "total", "total"]);
    for (name, text) in [
        ("a total that is more than its parts", change(&|given| given[total].1 += 1)),
        ("a part that is more", change(&|given| given[inner].1 += 1)),
        ("a total that is missing", change(&|given| drop(given.remove(total)))),
        ("a part that is missing", change(&|given| drop(given.remove(inner)))),
        ("a code nobody declared", change(&|given| given[inner].0[1] = "other".into())),
        ("two counts of one cell", change(&|given| given.push((given[inner].0.clone(), 9)))),
        ("nothing", change(&|given| given.clear())),
        (
            "another day's query",
            csv(&case, &given).replace(&mark(&case.declaration, date(2026, 9, 30)), "0"),
        ),
        ("a column that is missing", csv(&case, &given).replacen(REPEATS, "again", 1)),
        ("a number that is none", csv(&case, &given).replacen(",3,0,", ",three,0,", 1)),
    ] {
        assert_eq!(case.codes(text.as_bytes()), [Code::CountsContradict], "{name}");
    }
}

#[test]
fn a_value_that_a_database_has_no_code_for_stops() {
    let case = Case::new();
    let mut given = counts(&case);
    given.push((["?", "total", "total", "total"].map(str::to_owned).into(), 2));
    assert_eq!(case.codes(csv(&case, &given).as_bytes()), [Code::ExportValue]);
}

#[test]
fn counts_come_as_parquet_too() {
    let case = Case::new();
    let given = counts(&case);
    let expected = case.counts(csv(&case, &given).as_bytes());
    let texts = ["place", "category", "age", "quarter"];
    let schema = texts.map(|name| format!("required binary {name} (UTF8);")).concat();
    let schema = format!(
        "message counts {{ {schema} required int64 {CHILDREN}; required int64 {REPEATS}; required binary \
         {QUERY} (UTF8); }}"
    );
    let schema = Arc::new(parse_message_type(&schema).expect("a schema"));
    let file = std::fs::File::create(case.path()).expect("a file");
    let mut writer = SerializedFileWriter::new(file, schema, Default::default()).expect("a writer");
    let mut group = writer.next_row_group().expect("a group");
    let mark = mark(&case.declaration, date(2026, 9, 30));
    for column in 0..7 {
        let mut column_writer = group.next_column().expect("a column").expect("a column");
        let text = |at: usize| -> Vec<ByteArray> {
            let texts = given.iter().map(|(ids, _)| ids.get(at).unwrap_or(&mark));
            texts.map(|text| ByteArray::from(text.as_str())).collect()
        };
        match column {
            4 | 5 => {
                let numbers: Vec<i64> = given
                    .iter()
                    .map(|(_, count)| if column == 4 { *count as i64 } else { 0 })
                    .collect();
                let typed = column_writer.typed::<Int64Type>();
                typed.write_batch(&numbers, None, None).expect("numbers");
            }
            _ => {
                let typed = column_writer.typed::<ByteArrayType>();
                typed.write_batch(&text(column), None, None).expect("texts");
            }
        }
        column_writer.close().expect("a column");
    }
    group.close().expect("a group");
    writer.close().expect("a file");
    let (imported, told) = case.run(&case.path());
    let imported = imported.unwrap_or_else(|| panic!("{told:?}"));
    assert!(imported.counts == expected.counts);
}
