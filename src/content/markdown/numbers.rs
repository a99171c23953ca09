//! Finds what looks like a local telephone number in running text.

use std::ops::Range;

/// A run of ASCII or full-width digits.
struct Run {
    range: Range<usize>,
    digits: String,
}

/// Fixed lines in `text`: 7 or 8 digits that begin with 2 to 8, with or without an area code, as
/// digits with a hyphen after an area code that was set off. Dates, amounts, decimals, numbers of
/// documents and digits that are part of a name are none.
pub fn find(text: &str) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(run) = next_run(text, at) {
        at = run.range.end;
        let mut range = run.range.clone();
        let mut number = run.digits;
        if matches!(number.len(), 3 | 4)
            && number.starts_with('0')
            && let Some(local) = after_area_code(text, range.end)
        {
            at = local.range.end;
            range.end = at;
            number.push('-');
            number.push_str(&local.digits);
        } else if !(is_local(&number) || number.starts_with('0') && matches!(number.len(), 10..=12))
        {
            continue;
        }
        if may_follow(&text[..range.start]) && may_precede(&text[range.end..]) {
            found.push((number, range));
        }
    }
    found
}

fn next_run(text: &str, from: usize) -> Option<Run> {
    let is_digit = |c: char| matches!(c, '0'..='9' | '０'..='９');
    let start = from + text[from..].find(is_digit)?;
    let rest = &text[start..];
    let end = start + rest.find(|c| !is_digit(c)).unwrap_or(rest.len());
    let ascii = |c: char| match c {
        '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
        other => other,
    };
    Some(Run { range: start..end, digits: text[start..end].chars().map(ascii).collect() })
}

/// The local number that follows an area code ending at `end`, set off by at most two characters.
fn after_area_code(text: &str, end: usize) -> Option<Run> {
    let separators = |c: &char| matches!(c, '-' | '－' | '—' | ' ' | ')' | '）');
    let gap: usize = text[end..].chars().take(2).take_while(separators).map(char::len_utf8).sum();
    let run = next_run(text, end + gap)?;
    (gap > 0 && run.range.start == end + gap && is_local(&run.digits)).then_some(run)
}

fn is_local(digits: &str) -> bool {
    matches!(digits.len(), 7 | 8) && matches!(digits.as_bytes()[0], b'2'..=b'8') && !is_date(digits)
}

/// `20141031` and the like.
fn is_date(digits: &str) -> bool {
    digits.len() == 8
        && digits.starts_with("20")
        && ("01"..="12").contains(&&digits[4..6])
        && ("01"..="31").contains(&&digits[6..8])
}

fn may_follow(before: &str) -> bool {
    !before.ends_with(|c: char| c.is_ascii_alphanumeric() || "_-－./\\#=+%¥￥$第№".contains(c))
}

fn may_precede(after: &str) -> bool {
    let mut rest = after.chars();
    match rest.next() {
        Some('.' | ',' | '-' | '－' | '/' | ':') => {
            !rest.next().is_some_and(|c| c.is_ascii_digit())
        }
        Some('号') => rest.next() == Some('码'),
        Some(c) => !(c.is_ascii_alphanumeric() || "_%％元万亿人名户个次份年平吨件册套".contains(c)),
        None => true,
    }
}
