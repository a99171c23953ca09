//! Numbers in data files.

use serde::Serialize;

use crate::portal::Phone;

/// One number in the three forms that programs need.
#[derive(Debug, Serialize)]
pub struct Number<'a> {
    /// As it is shown: `0999-2345678`, `110`.
    pub display: &'a str,
    /// As a link that dials it: `tel:0999-2345678`.
    pub tel: String,
    /// As `international` gives it.
    pub international: String,
}

impl<'a> Number<'a> {
    pub fn of(phone: &'a Phone) -> Self {
        Number { display: phone.display(), tel: phone.tel(), international: international(phone) }
    }
}

/// In international form, `+86-999-2345678`, with an extension as RFC 3966 writes it (`;ext=802`).
/// A short number cannot be rung from abroad and stays as it is.
pub fn international(phone: &Phone) -> String {
    match phone.extension() {
        Some(extension) => format!("{};ext={extension}", phone.international()),
        None => phone.international(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extension_is_not_lost_abroad() {
        for (text, form) in [
            ("2345678", "+86-999-2345678"),
            ("2345678转802", "+86-999-2345678;ext=802"),
            ("110", "110"),
        ] {
            let phone = Phone::parse(text, "0999").expect(text);
            assert_eq!(international(&phone), form);
        }
    }
}
