//! Telephone numbers.

use std::fmt;

/// A number that can be rung from a Chinese telephone: a fixed line with its area code, a mobile
/// number, or a short national number. Parsed once; what cannot be rung is no `Phone`.
///
/// Rules: fixed lines are an area code of 3 or 4 digits that begins with 0, and 7 or 8 digits that
/// begin with 2 to 8; the two together are 10 to 12 digits. Mobile numbers are 11 digits that begin
/// with 13 to 19. Short numbers are 3 to 6 digits that begin with 1 or 9, dialled without an area
/// code; 400 and 800 service numbers are 10 digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Phone {
    /// With its leading zero; empty for numbers that have none.
    area_code: String,
    number: String,
    /// To be dialled after the call is answered.
    extension: Option<String>,
    display: String,
}

/// Why a text is no number that can be rung.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhoneError {
    /// A character that is not a digit, a space or a hyphen.
    Character(char),
    /// Digits that follow no pattern of the numbering plan.
    Pattern,
    /// A fixed line under another area code than the site's.
    AreaCode(String),
}

impl Phone {
    /// Reads a number as an editor writes it. `area_code` (with its zero) is the site's: it is put
    /// before a local number, and a number that brings another one is refused.
    pub fn parse(text: &str, area_code: &str) -> Result<Self, PhoneError> {
        let (main, extension) = match text.split_once(['转', '#']) {
            Some((main, extension)) => (main, Some(digits(extension)?)),
            None => (text, None),
        };
        let all = digits(main)?;
        if extension.as_ref().is_some_and(|e| e.is_empty() || e.len() > 6) {
            return Err(PhoneError::Pattern);
        }
        let fixed = |number: &str| {
            matches!(number.len(), 7 | 8) && matches!(number.as_bytes()[0], b'2'..=b'8')
        };
        let (area, number) = if let Some(local) = all.strip_prefix(area_code)
            && fixed(local)
        {
            (area_code, local.to_owned())
        } else if all.starts_with('0') {
            let is_fixed = matches!(all.len(), 10..=12);
            return Err(if is_fixed {
                PhoneError::AreaCode(area_code.to_owned())
            } else {
                PhoneError::Pattern
            });
        } else if fixed(&all) {
            (area_code, all)
        } else {
            let mobile =
                all.len() == 11 && all.starts_with('1') && matches!(all.as_bytes()[1], b'3'..=b'9');
            let short =
                matches!(all.len(), 3..=6) && (all.starts_with('1') || all.starts_with('9'));
            let service = all.len() == 10 && (all.starts_with("400") || all.starts_with("800"));
            if !(mobile || short || service) {
                return Err(PhoneError::Pattern);
            }
            ("", all)
        };
        let mut display = String::new();
        if !area.is_empty() {
            display.push_str(area);
            display.push('-');
        }
        display.push_str(&number);
        if let Some(extension) = &extension {
            display.push('转');
            display.push_str(extension);
        }
        Ok(Phone { area_code: area.to_owned(), number, extension, display })
    }

    /// As it is shown everywhere: `0999-2345678`, `110`.
    pub fn display(&self) -> &str {
        &self.display
    }

    /// The link that dials it: `tel:0999-2345678`. An extension follows after a pause.
    pub fn tel(&self) -> String {
        let mut tel = String::from("tel:");
        if !self.area_code.is_empty() {
            tel.push_str(&self.area_code);
            tel.push('-');
        }
        tel.push_str(&self.number);
        if let Some(extension) = &self.extension {
            tel.push(',');
            tel.push_str(extension);
        }
        tel
    }

    /// In international form with hyphens, `+86-999-2345678`; a short number, which cannot be rung
    /// from abroad, as it is.
    pub fn international(&self) -> String {
        if self.area_code.is_empty() {
            return match self.number.len() {
                11 => format!("+86-{}", self.number),
                _ => self.number.clone(),
            };
        }
        format!("+86-{}-{}", self.area_code.trim_start_matches('0'), self.number)
    }

    /// Digits only, area code first: what makes two numbers the same.
    pub fn digits(&self) -> String {
        format!("{}{}", self.area_code, self.number)
    }

    /// Digits without the area code.
    pub fn local(&self) -> &str {
        &self.number
    }

    pub fn area_code(&self) -> &str {
        &self.area_code
    }

    pub fn extension(&self) -> Option<&str> {
        self.extension.as_deref()
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.display)
    }
}

fn digits(text: &str) -> Result<String, PhoneError> {
    text.chars()
        .filter(|c| !matches!(c, ' ' | '-' | '－' | '（' | '）' | '(' | ')'))
        .map(|c| match c {
            '0'..='9' => Ok(c),
            '０'..='９' => Ok(char::from(b'0' + (c as u32 - '０' as u32) as u8)),
            other => Err(PhoneError::Character(other)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_and_dialled_in_one_way() {
        for (text, display, tel, international) in [
            ("2345678", "0999-2345678", "tel:0999-2345678", "+86-999-2345678"),
            ("0999-2345678", "0999-2345678", "tel:0999-2345678", "+86-999-2345678"),
            ("（0999）２３４５６７８", "0999-2345678", "tel:0999-2345678", "+86-999-2345678"),
            ("2345678转802", "0999-2345678转802", "tel:0999-2345678,802", "+86-999-2345678"),
            ("110", "110", "tel:110", "110"),
            ("12345", "12345", "tel:12345", "12345"),
            ("13800138000", "13800138000", "tel:13800138000", "+86-13800138000"),
            ("400-123-4567", "4001234567", "tel:4001234567", "4001234567"),
        ] {
            let phone = Phone::parse(text, "0999").expect(text);
            assert_eq!(phone.display(), display);
            assert_eq!(phone.tel(), tel);
            assert_eq!(phone.international(), international);
        }
    }

    #[test]
    fn what_cannot_be_rung_is_refused() {
        for text in [
            "",
            "23456",
            "234567",
            "1345678",
            "0999-234567",
            "010-12345",
            "2345O78",
            "转1",
            "123456789",
        ] {
            assert!(Phone::parse(text, "0999").is_err(), "{text}");
        }
        assert_eq!(Phone::parse("024-23456789", "0999"), Err(PhoneError::AreaCode("0999".into())));
    }
}
