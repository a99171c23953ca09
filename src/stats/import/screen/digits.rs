//! Numbers by which a person is known.

use super::{Kind, Kinds};

/// Longest number that is looked at as one, in digits.
const MOST: usize = 64;

/// Looks at every number of a text: by itself, and joined over spaces and hyphens with its neighbours.
pub fn find(text: &str, is_phone: bool, kinds: &mut Kinds) {
    let says_phone =
        || ["电话", "手机", "联系", "tel", "Tel", "TEL"].iter().any(|word| text.contains(word));
    let mut run = Run::default();
    let mut joined = Run::default();
    let bytes = text.as_bytes();
    let mut at = 0;
    let look = |run: &mut Run, kinds: &mut Kinds| {
        run.judge(is_phone || (matches!(run.len, 7 | 8) && says_phone()), kinds);
        run.len = 0;
    };
    while at < bytes.len() {
        match read(&bytes[at..]) {
            (Glyph::Digit(digit), width) => {
                run.push(digit);
                joined.push(digit);
                at += width;
            }
            (Glyph::Ten, width) => {
                // The check digit of an ID number, behind 17 others.
                run.push(10);
                joined.push(10);
                look(&mut run, kinds);
                look(&mut joined, kinds);
                at += width;
            }
            (Glyph::Mark, width) => {
                look(&mut run, kinds);
                at += width;
            }
            (Glyph::Other, width) => {
                if run.len > 0 {
                    look(&mut run, kinds);
                }
                if joined.len > 0 {
                    look(&mut joined, kinds);
                }
                at += width;
            }
        }
    }
    look(&mut run, kinds);
    look(&mut joined, kinds);
}

enum Glyph {
    Digit(u8),
    /// `X`
    Ten,
    /// What people put between the parts of one number.
    Mark,
    Other,
}

/// The first character and how many bytes it takes; half-width or full-width.
fn read(bytes: &[u8]) -> (Glyph, usize) {
    match *bytes {
        [digit @ b'0'..=b'9', ..] => (Glyph::Digit(digit - b'0'), 1),
        [b'x' | b'X', ..] => (Glyph::Ten, 1),
        [b' ' | b'-' | b'(' | b')' | b'+', ..] => (Glyph::Mark, 1),
        [0xEF, 0xBC, last @ 0x90..=0x99, ..] => (Glyph::Digit(last - 0x90), 3),
        [0xEF, 0xBC, 0xB8, ..] | [0xEF, 0xBD, 0x98, ..] => (Glyph::Ten, 3),
        [0xEF, 0xBC, 0x88 | 0x89 | 0x8B | 0x8D, ..] | [0xE3, 0x80, 0x80, ..] => (Glyph::Mark, 3),
        _ => (Glyph::Other, 1),
    }
}

/// Digits one after the other; 10 stands for `X`.
struct Run {
    digits: [u8; MOST],
    len: usize,
}

impl Default for Run {
    fn default() -> Self {
        Run { digits: [0; MOST], len: 0 }
    }
}

impl Run {
    fn push(&mut self, digit: u8) {
        if self.len == MOST {
            // The latter half stays: a number that is cut by it is still found.
            self.digits.copy_within(MOST / 2.., 0);
            self.len = MOST / 2;
        }
        self.digits[self.len] = digit;
        self.len += 1;
    }

    fn judge(&self, is_phone: bool, kinds: &mut Kinds) {
        let digits = &self.digits[..self.len];
        if digits.len() < 7 {
            return;
        }
        if digits.windows(18).any(is_id_number) {
            kinds.put(Kind::IdNumber);
            return;
        }
        let plain = digits.strip_suffix(&[10]).unwrap_or(digits);
        match plain.len() {
            15 if is_old_id_number(plain) => kinds.put(Kind::OldIdNumber),
            16..=19 if matches!(plain[0], 3..=6 | 9) && has_luhn_digit(plain) => {
                kinds.put(Kind::BankCard);
            }
            _ => {}
        }
        let national = plain.strip_prefix(&[8, 6]).filter(|rest| rest.len() == 11);
        let mobile = national.unwrap_or(plain);
        if let [1, 3..=9, ..] = mobile
            && mobile.len() == 11
        {
            kinds.put(Kind::Mobile);
        }
        match *plain {
            [0, 1..=9, ..] if (10..=12).contains(&plain.len()) => kinds.put(Kind::Landline),
            [2..=9, ..] if is_phone && matches!(plain.len(), 7 | 8) && !is_date(plain) => {
                kinds.put(Kind::Landline);
            }
            _ => {}
        }
    }
}

/// GB 11643-1999, 4.1 and 5: area, date of birth, sequence, check digit by ISO 7064 MOD 11-2.
fn is_id_number(digits: &[u8]) -> bool {
    digits[..17].iter().all(|digit| *digit < 10)
        && is_date(&digits[6..14])
        && digits[17] == check_digit(&digits[..17])
}

/// Of the 17 digits before it; 10 stands for `X`.
pub fn check_digit(digits: &[u8]) -> u8 {
    let sum: u32 = (0u32..)
        .zip(digits.iter().rev())
        .map(|(place, digit)| (2u32.pow(place + 1) % 11) * u32::from(*digit))
        .sum();
    ((12 - sum % 11) % 11) as u8
}

/// Year, month and day with a century of people alive.
fn is_date(digits: &[u8]) -> bool {
    let number = |range: std::ops::Range<usize>| {
        digits
            .get(range)
            .map(|part| part.iter().fold(0u32, |sum, digit| sum * 10 + u32::from(*digit)))
    };
    digits.len() == 8
        && number(0..4).is_some_and(|year| (1900..=2100).contains(&year))
        && number(4..6).is_some_and(|month| (1..=12).contains(&month))
        && number(6..8).is_some_and(|day| (1..=31).contains(&day))
}

/// The form of before 1999: a year of two digits, no check digit.
fn is_old_id_number(digits: &[u8]) -> bool {
    let mut date = [1, 9, 0, 0, 0, 0, 0, 0];
    date[2..].copy_from_slice(&digits[6..12]);
    digits[0] > 0 && is_date(&date)
}

/// ISO/IEC 7812-1, annex B.
fn has_luhn_digit(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, u32::from(*digit) * 2) {
            (0, twice) => twice / 2,
            (_, twice) => twice / 10 + twice % 10,
        })
        .sum();
    sum.is_multiple_of(10)
}
