//! Dates, quarters and ages in the spellings that exports have.

use crate::stats::text::{fold, fold_words};

/// A day as `20260930`; 0 nowhere.
pub type Day = u32;

/// A date: `2026-09-30`, `2026/9/30`, `2026.9.30`, `2026年9月30日`, `20260930`, each with or without a
/// time, or the serial number of a spreadsheet.
pub fn day(text: &str) -> Option<Day> {
    if let Some(day) = plain_day(text.as_bytes()) {
        return Some(day);
    }
    day_of(&canonical(text))
}

/// What almost every date is.
fn plain_day(text: &[u8]) -> Option<Day> {
    let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = *text else { return None };
    let mut day: Day = 0;
    for digit in [y0, y1, y2, y3, m0, m1, d0, d1] {
        day = day * 10 + Day::from(digit.is_ascii_digit().then_some(digit - b'0')?);
    }
    is_day(day).then_some(day)
}

/// A number that is the larger the later the day, and of which some years take few bits: unlike of the day itself.
pub fn place(day: Day) -> u32 {
    (day / 10_000 * 12 + day / 100 % 100) * 31 + day % 100
}

/// Year and quarter of a date, of a month (`2026-07`, `202607`), or of a quarter in words
/// (`2026年第三季度`, `2026Q3`, `2026-3季度`).
pub fn quarter(text: &str) -> Option<(u16, u8)> {
    let date = canonical(text);
    if let Some(month) = day_of(&date).map(|day| day / 100).or_else(|| month_of(&date)) {
        return Some(((month / 100) as u16, ((month % 100 - 1) / 3 + 1) as u8));
    }
    let words = fold(text).replace("季度", "季");
    let words: String = words.chars().filter_map(quarter_letter).collect();
    let (year, rest) = words.split_at_checked(4)?;
    let year = digits(year)?;
    let quarter = ["q", "季"].iter().find_map(|mark| {
        rest.strip_suffix(mark).or_else(|| rest.strip_prefix("q").filter(|_| *mark == "q"))
    })?;
    let quarter = digits(quarter).filter(|at| quarter.len() == 1 && (1..=4).contains(at))?;
    Some((year as u16, quarter as u8))
}

/// Whole years: `12`, `12岁`, `12周岁`, `12.0`.
pub fn age(text: &str) -> Option<u16> {
    let folded = fold(text);
    let years = folded.strip_suffix("周岁").or_else(|| folded.strip_suffix('岁'));
    let years = years.unwrap_or(&folded);
    let years = years.strip_suffix(".0").unwrap_or(years);
    (years.len() <= 3).then(|| digits(years)).flatten().map(|years| years as u16)
}

/// Full years from a day of birth to another day.
pub fn age_on(birth: Day, on: Day) -> Option<u16> {
    on.checked_sub(birth).map(|apart| (apart / 10_000) as u16)
}

/// Marks between year, month and day as `-`, without a time of day.
fn canonical(text: &str) -> String {
    let words = fold_words(text);
    let date = match words.split_once(':') {
        None => &words,
        Some((before, _)) => {
            let hours = before.bytes().rev().take_while(u8::is_ascii_digit).count();
            let date = &before[..before.len() - hours];
            match (hours, date.strip_suffix([' ', 't'])) {
                (1..=2, Some(date)) => date,
                _ => &words,
            }
        }
    };
    let marked = date.chars().filter_map(|c| match c {
        '年' | '月' | '/' | '.' | '_' => Some('-'),
        '日' | '号' | ' ' => None,
        c => Some(c),
    });
    marked.collect::<String>().trim_end_matches('-').to_owned()
}

fn quarter_letter(c: char) -> Option<char> {
    match c {
        '一' => Some('1'),
        '二' => Some('2'),
        '三' => Some('3'),
        '四' => Some('4'),
        '第' | '年' | '-' | '/' | '.' | '_' => None,
        c => Some(c),
    }
}

fn day_of(canonical: &str) -> Option<Day> {
    let parts: Vec<&str> = canonical.split('-').collect();
    let day = match parts.as_slice() {
        [year, month, day] => {
            is_short(month).then_some(())?;
            is_short(day).then_some(())?;
            (year.len() == 4).then_some(())?;
            digits(year)? * 10_000 + digits(month)? * 100 + digits(day)?
        }
        [day] if day.len() == 8 => digits(day)?,
        [serial] if serial.len() == 5 => of_serial(digits(serial)?)?,
        _ => return None,
    };
    is_day(day).then_some(day)
}

/// `202607`
fn month_of(canonical: &str) -> Option<u32> {
    let month = match canonical.split_once('-') {
        Some((year, month)) if year.len() == 4 && is_short(month) => {
            digits(year)? * 100 + digits(month)?
        }
        None if canonical.len() == 6 => digits(canonical)?,
        _ => return None,
    };
    ((190_000..=220_012).contains(&month) && (1..=12).contains(&(month % 100))).then_some(month)
}

fn is_short(part: &str) -> bool {
    matches!(part.len(), 1 | 2)
}

fn digits(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn is_day(day: Day) -> bool {
    let (year, month) = (day / 10_000, day / 100 % 100);
    let last = match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1900..=2200).contains(&year) && (1..=last).contains(&(day % 100))
}

/// The smallest that is taken for a date, in 1927.
const FIRST_SERIAL: u32 = 10_000;

/// Days since 1899-12-30.
fn of_serial(serial: u32) -> Option<Day> {
    let start = jiff::civil::date(1899, 12, 30);
    let date = start.checked_add(jiff::Span::new().days(i64::from(serial))).ok()?;
    (serial >= FIRST_SERIAL).then(|| of_date(date))
}

/// A date of the calendar as a `Day`.
pub fn of_date(date: jiff::civil::Date) -> Day {
    date.year() as Day * 10_000 + date.month() as Day * 100 + date.day() as Day
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_in_every_usual_spelling() {
        for text in [
            "2026-09-05",
            "2026/9/5",
            "2026.09.05",
            "2026年9月5日",
            "2026 年 9 月 5 日",
            "２０２６－０９－０５",
            "20260905",
            "2026-09-05 00:00:00",
            "2026/9/5 8:30",
            "2026-09-05T00:00:00+08:00",
            "46270",
        ] {
            assert_eq!(day(text), Some(20_260_905), "{text}");
        }
        for text in ["", "2026-02-29", "2026-13-01", "9-5", "2026", "2026-9-5-1", "2026a09b05"] {
            assert_eq!(day(text), None, "{text}");
        }
        assert_eq!(day("2024-02-29"), Some(20_240_229));
    }

    #[test]
    fn a_quarter_is_read_in_every_usual_spelling() {
        for text in [
            "2026Q3",
            "2026-q3",
            "２０２６Ｑ３",
            "2026年第三季度",
            "2026年三季度",
            "2026年3季度",
            "2026 第3季度",
            "2026/3季",
            "2026-3Q",
            "2026-07",
            "2026年9月",
            "202608",
            "2026-09-30",
        ] {
            assert_eq!(quarter(text), Some((2026, 3)), "{text}");
        }
        for text in ["", "2026", "2026年", "第三季度", "2026Q5", "2026年五季度", "2026-13"]
        {
            assert_eq!(quarter(text), None, "{text}");
        }
    }

    #[test]
    fn an_age_is_whole_years_on_the_day_of_counting() {
        for text in ["12", "12岁", "１２周岁", " 12 岁", "12.0"] {
            assert_eq!(age(text), Some(12), "{text}");
        }
        for text in ["", "12.5", "十二", "-1", "1234", "12岁半"] {
            assert_eq!(age(text), None, "{text}");
        }
        assert_eq!(age_on(20_140_930, 20_260_930), Some(12));
        assert_eq!(age_on(20_141_001, 20_260_930), Some(11));
        assert_eq!(age_on(20_270_101, 20_260_930), None);
    }
}
