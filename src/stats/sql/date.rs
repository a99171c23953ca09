//! Dates, ages and quarters as `import::date` reads them.

use super::Dialect;

/// As `import::date::canonical`, of a text whose white space is spaces.
pub fn canonical(words: &str) -> String {
    let without_time = format!("REGEXP_REPLACE({words}, '[ t]+[0-9]{{1,2}}:.*$', '')");
    let marked = format!("TRANSLATE({without_time}, '年月/._日号 ', '-----')");
    format!("REGEXP_REPLACE({marked}, '-+$', '')")
}

/// What a canonical text says as `20260930`, be it a day or not; 0 where it says nothing.
pub fn number(text: &str, dialect: Dialect) -> String {
    let part = |at: u8| format!("CAST(SPLIT_PART({text}, '-', {at}) AS INTEGER)");
    format!(
        "CASE WHEN {} THEN {} * 10000 + {} * 100 + {} WHEN {} THEN CAST({text} AS INTEGER) WHEN {} THEN {} \
         ELSE 0 END",
        dialect.matches(text, "^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}$"),
        part(1),
        part(2),
        part(3),
        dialect.matches(text, "^[0-9]{8}$"),
        dialect.matches(text, "^[1-9][0-9]{4}$"),
        dialect.serial_day(text),
    )
}

/// A number if it is a day of the calendar, else NULL.
pub fn day(number: &str) -> String {
    let year = format!("CAST(FLOOR({number} / 10000.0) AS INTEGER)");
    let month = format!("(CAST(FLOOR({number} / 100.0) AS INTEGER) % 100)");
    let last = format!(
        "CASE {month} WHEN 2 THEN CASE WHEN ({year} % 4 = 0 AND {year} % 100 <> 0) OR {year} % 400 = 0 THEN \
         29 ELSE 28 END WHEN 4 THEN 30 WHEN 6 THEN 30 WHEN 9 THEN 30 WHEN 11 THEN 30 ELSE 31 END"
    );
    format!(
        "CASE WHEN {year} BETWEEN 1900 AND 2200 AND {month} BETWEEN 1 AND 12 AND {number} % 100 BETWEEN 1 AND \
         ({last}) THEN {number} END"
    )
}

/// Years of age on a day: by the date of birth where it is given, else by the age.
pub fn years(age: Option<usize>, birth: Option<usize>, on: u32, dialect: Dialect) -> String {
    let by_age = age.map_or_else(
        || "NULL".to_owned(),
        |at| {
            let plain = format!("REGEXP_REPLACE(c{at}, '周?岁$', '')");
            let plain = format!("REGEXP_REPLACE({plain}, '[.]0$', '')");
            let is_number = dialect.matches(&plain, "^[0-9]{1,3}$");
            format!("CASE WHEN {is_number} THEN CAST({plain} AS INTEGER) END")
        },
    );
    let Some(at) = birth else { return format!("({by_age})") };
    format!(
        "(CASE WHEN c{at} <> '' THEN CASE WHEN y{at} <= {on} THEN CAST(FLOOR(({on} - y{at}) / 10000.0) AS \
         INTEGER) END ELSE {by_age} END)"
    )
}

/// Year and quarter as `20263`.
pub fn quarter(column: usize, dialect: Dialect) -> String {
    let text = format!("d{column}");
    let of_month = |year: &str, month: &str| {
        format!("{year} * 10 + CAST(FLOOR(({month} - 1) / 3.0) AS INTEGER) + 1")
    };
    let number = |part: &str| format!("CAST({part} AS INTEGER)");
    let day = of_month(
        &format!("CAST(FLOOR(y{column} / 10000.0) AS INTEGER)"),
        &format!("CAST(FLOOR(y{column} / 100.0) AS INTEGER) % 100"),
    );
    let month = of_month(
        &number(&format!("SPLIT_PART({text}, '-', 1)")),
        &number(&format!("SPLIT_PART({text}, '-', 2)")),
    );
    let short = of_month(
        &number(&format!("SUBSTR({text}, 1, 4)")),
        &number(&format!("SUBSTR({text}, 5, 2)")),
    );
    let words = format!("TRANSLATE(REPLACE(c{column}, '季度', '季'), '一二三四第年-/._', '1234')");
    let in_words = number(&format!("TRANSLATE({words}, 'q季', '')"));
    format!(
        "CASE WHEN y{column} IS NOT NULL THEN {day} WHEN {} THEN {month} WHEN {} THEN {short} WHEN {} THEN \
         {in_words} END",
        dialect.matches(&text, "^[0-9]{4}-[0-9]{1,2}$"),
        dialect.matches(&text, "^[0-9]{6}$"),
        dialect.matches(&words, "^[0-9]{4}(q[1-4]|[1-4]q|[1-4]季)$"),
    )
}
