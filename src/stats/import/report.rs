//! What is told of an export: by column and count, never a record, never an identifier.

use super::{
    amount::Amounts,
    heading::Heading,
    screen::Kind,
    tally::{Seen, Sight, Tally, Unmapped},
};
use crate::{
    diagnostic::{Code, Diagnostic},
    stats::declare::Declaration,
};

/// Most values that are listed for a column.
const MOST_LISTED: usize = 20;
/// A value that is like nothing that is known is shown only if so many records have it.
const OFTEN: u64 = 5;
/// Longest value that is shown, in characters.
const LONGEST_SHOWN: usize = 20;
/// Different values that look like names and make a column one of names.
const MOST_NAMES: usize = 5;

/// All that there is to tell of what was seen.
pub fn tell(tally: &Tally, heading: &Heading, declaration: &Declaration) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    let amounts = Amounts::new(declaration);
    if tally.misshapen > 0 {
        told.push(misshapen(tally.misshapen));
    }
    told.extend(tally.strays.tell());
    for (dimension, records) in declaration.design.dimensions.iter().zip(&tally.empty) {
        if *records > 0 {
            told.push(empty(&dimension.label, *records));
        }
    }
    for (column, declared) in declaration.export.columns.iter().enumerate() {
        let mut values: Vec<(&str, Unmapped)> = tally
            .unmapped
            .iter()
            .filter(|((at, _), _)| *at == column)
            .map(|((_, text), unmapped)| (&**text, *unmapped))
            .collect();
        values.sort_unstable_by(|a, b| (b.1.records, a.0).cmp(&(a.1.records, b.0)));
        let name = &declared.names[0];
        let mut seen = tally.published[column];
        seen[Kind::Name as usize] = match &amounts {
            // Few are words, as 不详.
            Some(amounts) if amounts.column() == column => {
                Some(seen[Kind::Name as usize]).filter(|names| *names >= MOST_NAMES as u64)
            }
            _ => Some(names_among(&values)),
        }
        .unwrap_or(0);
        if let Some(found) = list(&seen) {
            told.push(published(name, &found));
        }
        let beyond = tally.beyond.get(&column).copied().unwrap_or_default();
        told.extend(unmapped(name, &values, beyond));
    }
    if let Some(amounts) = &amounts {
        told.extend(amounts.tell(tally.flaws, declaration));
    }
    for field in heading.unpublished() {
        let mut seen = tally.seen[field.index];
        let like_names = tally.like_names[field.index];
        if like_names as usize >= MOST_NAMES && like_names * 2 > tally.filled[field.index] {
            seen[Kind::Name as usize] = like_names;
        }
        if let Some(found) = list(&seen) {
            told.push(screened(heading.name(field.index), field.index, &found));
        }
    }
    told
}

/// Records whose value looks like a name, where so many different ones do that they are names.
fn names_among(values: &[(&str, Unmapped)]) -> u64 {
    let names = || values.iter().filter(|(_, value)| value.sight == Sight::LikeName);
    match names().count() {
        count if count >= MOST_NAMES && count * 2 > values.len() => {
            names().map(|(_, value)| value.records).sum()
        }
        _ => 0,
    }
}

/// Kinds and counts, in English and Chinese.
fn list(seen: &Seen) -> Option<(String, String)> {
    let found: Vec<(Kind, u64)> =
        Kind::ALL.into_iter().zip(*seen).filter(|(_, count)| *count > 0).collect();
    let en: Vec<String> =
        found.iter().map(|(kind, count)| format!("{count} {}", kind.words().0)).collect();
    let zh: Vec<String> =
        found.iter().map(|(kind, count)| format!("{} {count} 个", kind.words().1)).collect();
    (!found.is_empty()).then(|| (en.join(", "), zh.join("、")))
}

fn unmapped(
    name: &str,
    values: &[(&str, Unmapped)],
    (beyond, beyond_stops): (u64, bool),
) -> Option<Diagnostic> {
    let records = values.iter().map(|(_, value)| value.records).sum::<u64>() + beyond;
    if records == 0 {
        return None;
    }
    let may_be_shown = |text: &str, value: &Unmapped| match value.sight {
        Sight::Near => text.chars().count() <= LONGEST_SHOWN,
        Sight::Strange => value.records >= OFTEN && text.chars().count() <= LONGEST_SHOWN,
        Sight::LikeName | Sight::Identifier => false,
    };
    let shown: Vec<&(&str, Unmapped)> =
        values.iter().filter(|(text, value)| may_be_shown(text, value)).take(MOST_LISTED).collect();
    let listed: u64 = shown.iter().map(|(_, value)| value.records).sum();
    let mut en: Vec<String> =
        shown.iter().map(|(text, value)| format!("{text} ({})", value.records)).collect();
    let mut zh: Vec<String> =
        shown.iter().map(|(text, value)| format!("{text}（{}）", value.records)).collect();
    if records > listed {
        let rest = records - listed;
        en.push(format!("others that are not shown, as they may tell a person ({rest})"));
        zh.push(format!("其余的可能涉及个人，不显示（{rest}）"));
    }
    let stops = beyond_stops || values.iter().any(|(_, value)| value.stops);
    let (en, zh) = (en.join(", "), zh.join("、"));
    Some(if stops {
        Diagnostic::new(
            Code::ExportValue,
            format!("column {name}: no code stands for {en}"),
            format!("“{name}”列：没有代码对应 {zh}"),
        )
        .mend(
            "add them to `also` of a code, or declare a code with `unknown = true`",
            "请把它们写进某个代码的 also，或声明一个 unknown = true 的代码",
        )
    } else {
        Diagnostic::new(
            Code::UnknownValue,
            format!("column {name}: counted as unknown: {en}"),
            format!("“{name}”列：按“不详”计：{zh}"),
        )
        .mend(
            "if they mean a code, add them to its `also`",
            "如果它们属于某个代码，请写进那个代码的 also",
        )
    })
}

fn empty(label: &str, records: u64) -> Diagnostic {
    Diagnostic::new(
        Code::ExportValue,
        format!("{label}: {records} records have no value"),
        format!("“{label}”：有 {records} 条记录没有填"),
    )
    .mend("declare a code with `unknown = true`", "请声明一个 unknown = true 的代码")
}

fn misshapen(records: u64) -> Diagnostic {
    Diagnostic::new(
        Code::ExportUnreadable,
        format!("{records} records have more or fewer values than there are headings"),
        format!("有 {records} 条记录的列数和表头不一致"),
    )
    .mend(
        "export it again: values that hold the separator must stand between quotation marks",
        "请重新导出：含有分隔符的值要用引号括起来",
    )
}

fn published(name: &str, (en, zh): &(String, String)) -> Diagnostic {
    Diagnostic::new(
        Code::PublishedIdentifier,
        format!("column {name}, from which statistics are made, has {en}"),
        format!("用来统计的“{name}”列里有：{zh}"),
    )
    .mend(
        "see whether columns were shifted or headings mixed up, and export it again",
        "请检查是否串了列、写错了表头，改正后重新导出",
    )
}

fn screened(name: Option<&str>, field: usize, (en, zh): &(String, String)) -> Diagnostic {
    let (name_en, name_zh) = match name {
        Some(name) => (format!("column {name}"), format!("“{name}”列")),
        None => (format!("column number {}", field + 1), format!("第 {} 列", field + 1)),
    };
    Diagnostic::new(
        Code::ScreenedIdentifier,
        format!("{name_en} has {en}; nothing of it is taken"),
        format!("{name_zh}里有：{zh}；这一列不读入"),
    )
    .mend("better still, leave the column out of the export", "导出时最好就不带这一列")
}
