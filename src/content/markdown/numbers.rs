//! Finds what looks like a local telephone number in running text.

use std::ops::Range;

use crate::content::scan;

/// Fixed lines in `text`: 7 or 8 digits that begin with 2 to 8, with or without an area code, as
/// digits with a hyphen after an area code that was set off. Dates, amounts, decimals, numbers of
/// documents and digits that are part of a name are none.
pub fn find(text: &str) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(run) = next_run(text, at) {
        at = run.end;
        let mut range = run.clone();
        let mut number = match count(&text[run.clone()]) {
            3 | 4 | 7 | 8 | 10..=12 => ascii(&text[run]),
            _ => continue,
        };
        let is_area_code = number.starts_with('0') && number.len() < 5;
        if is_area_code && let Some((local, end)) = after_area_code(text, range.end) {
            at = end;
            range.end = end;
            number.push('-');
            number.push_str(&local);
        } else if !(is_local(&number) || number.starts_with('0') && number.len() > 9) {
            continue;
        }
        if may_follow(&text[..range.start]) && may_precede(&text[range.end..]) {
            found.push((number, range));
        }
    }
    found
}

/// The next run of ASCII or full-width digits.
fn next_run(text: &str, from: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let digit = |at: usize| match bytes.get(at..) {
        Some([b'0'..=b'9', ..]) => 1,
        Some([0xEF, 0xBC, 0x90..=0x99, ..]) => '０'.len_utf8(),
        _ => 0,
    };
    let mut start = from;
    while digit(start) == 0 {
        // Full-width digits begin with EF.
        start += 1;
        start += scan::find(bytes.get(start..)?, |byte| byte.is_ascii_digit() | (byte == 0xEF))?;
    }
    let mut end = start;
    while digit(end) > 0 {
        end += digit(end);
    }
    Some(start..end)
}

/// How many digits a run has.
fn count(run: &str) -> usize {
    match run.is_ascii() {
        true => run.len(),
        false => run.chars().count(),
    }
}

fn ascii(run: &str) -> String {
    let ascii = |c: char| match c {
        '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
        other => other,
    };
    run.chars().map(ascii).collect()
}

/// The local number that follows an area code ending at `end`, set off by at most two characters,
/// and where it ends.
fn after_area_code(text: &str, end: usize) -> Option<(String, usize)> {
    let separators = |c: &char| matches!(c, '-' | '－' | '—' | ' ' | ')' | '）');
    let gap: usize = text[end..].chars().take(2).take_while(separators).map(char::len_utf8).sum();
    let run = next_run(text, end + gap)?;
    let local = ascii(&text[run.clone()]);
    (gap > 0 && run.start == end + gap && is_local(&local)).then_some((local, run.end))
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
