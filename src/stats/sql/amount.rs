//! Amounts as `import::amount` reads them.

use super::Dialect;
use crate::stats::{
    declare::AmountColumn,
    import::counted::{AMOUNT, NO_AMOUNT, largest},
    model::LARGEST,
    text::fold_words,
};

/// What stands in the column, of a text that was folded with its spaces: `amount_text`.
pub fn text(folded: &str) -> String {
    format!("TRIM({folded}) AS amount_text")
}

/// Without the unit: `amount_number`.
pub fn number(unit: &str, dialect: Dialect) -> String {
    let unit = fold_words(unit);
    let letters = unit.chars().count();
    format!(
        "CASE WHEN RIGHT(amount_text, {letters}) = {} THEN TRIM(LEFT(amount_text, LENGTH(amount_text) - \
         {letters})) ELSE amount_text END AS amount_number",
        dialect.text(&unit)
    )
}

/// Without separators and a fraction of zeros: `amount_digits`.
pub fn digits() -> &'static str {
    "REGEXP_REPLACE(REPLACE(amount_number, ',', ''), '[.]0+$', '') AS amount_digits"
}

/// The amount, NULL where there is none: `amount`.
pub fn amount(column: AmountColumn, dialect: Dialect) -> String {
    let empty = if column.empty_is_zero { "0" } else { "NULL" };
    let is_number = dialect.matches("amount_number", "^([0-9]+|[0-9]{1,3}(,[0-9]{3})+)([.]0+)?$");
    // More digits could be too many for the cast.
    let is_short = dialect.matches("amount_digits", "^0*[0-9]{1,10}$");
    let number = "CAST(amount_digits AS BIGINT)";
    format!(
        "CASE WHEN amount_text = '' THEN {empty} WHEN {is_number} AND {is_short} THEN CASE WHEN {number} <= {} \
         THEN {number} END END AS amount",
        column.most
    )
}

/// The amount, and which of those of its combination of codes it is: `amount_place`. The largest of a group are
/// among the first of its combinations, so that no group has to hold all amounts.
pub fn ranked(dimensions: usize) -> String {
    let codes: String = (0..dimensions).map(|at| format!(", k{at}")).collect();
    format!(
        ", amount, ROW_NUMBER() OVER (PARTITION BY CASE WHEN turn = 1 THEN 1 ELSE 2 END{codes} ORDER BY amount \
         DESC) AS amount_place"
    )
}

/// What a group gives: the sum, the largest, and how many records have none.
pub fn of_group(dialect: Dialect) -> Vec<String> {
    let sum = |of: &str| format!("CAST(COALESCE(SUM({of}), 0) AS BIGINT)");
    let mut columns = vec![format!(
        "{} AS {}",
        sum("CASE WHEN turn = 1 THEN amount ELSE 0 END"),
        dialect.name(AMOUNT)
    )];
    let counts = format!("turn = 1 AND amount_place <= {LARGEST}");
    for place in 1..=LARGEST {
        let amount = match dialect {
            Dialect::Spark => format!(
                "ELEMENT_AT(CONCAT(SORT_ARRAY(COLLECT_LIST(CASE WHEN {counts} THEN amount END), false), \
                 ARRAY_REPEAT(CAST(0 AS BIGINT), {LARGEST})), {place})"
            ),
            _ => format!(
                "COALESCE((ARRAY_AGG(amount ORDER BY amount DESC) FILTER (WHERE {counts} AND amount IS NOT \
                 NULL))[{place}], 0)"
            ),
        };
        columns.push(format!("{amount} AS {}", dialect.name(&largest(place))));
    }
    columns.push(format!(
        "{} AS {}",
        sum("CASE WHEN amount IS NULL THEN 1 ELSE 0 END"),
        dialect.name(NO_AMOUNT)
    ));
    columns
}
