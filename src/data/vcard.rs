//! vCard 3.0 (RFC 2426), which old telephones read too. One card a place; the file of all has the
//! national numbers as well.

use std::borrow::Cow;

use serde::Serialize;

use super::words;
use crate::{
    plan::View,
    portal::{NationalLine, Phone, PlaceIx, Target},
};

/// Octets of a line without its end (RFC 2426, 2.6).
const LINE: usize = 75;

#[derive(Debug, Serialize)]
pub struct Card<'a> {
    name: String,
    organisation: Option<&'a str>,
    number: String,
    /// One sentence a line.
    note: String,
    url: String,
    uid: String,
    /// The day on which the tables were last changed.
    revision: Option<String>,
}

pub fn all<'p>(view: &'p View<'p>) -> Vec<Card<'p>> {
    let places = (0..view.portal.places.len()).map(|ix| of_place(view, ix));
    places.chain(view.portal.national.iter().map(|line| of_nation(view, line))).collect()
}

/// The card of a place, with the number to ring there.
pub fn of_place<'p>(view: &'p View<'p>, ix: PlaceIx) -> Card<'p> {
    let portal = view.portal;
    let place = &portal.places[ix];
    let hotline = &portal.hotlines[place.hotline];
    let attribution = &hotline.attribution;
    let other = (hotline.place != ix).then(|| &portal.places[hotline.place].name);
    let source = attribution.source.map(|ix| &portal.site.sources[ix]);
    let verified = attribution.verified.map(|day| day.to_string());
    let note = [
        other.map(|other| words::served_by(&place.name, other)),
        hotline.hours.as_deref().map(words::hours),
        source.map(|source| {
            let (number, clause) = (source.number.as_deref(), attribution.clause.as_deref());
            words::source(&source.title, number, clause)
        }),
        Some(words::verified(verified.as_deref())),
    ];
    Card {
        name: format!("{}{}", place.name, hotline.purpose),
        organisation: hotline.office.as_deref(),
        number: dialled(&hotline.phone),
        note: note.into_iter().flatten().collect::<Vec<_>>().join("\n"),
        url: view.routes.absolute(Target::Place(ix)),
        uid: view.routes.absolute(Target::VCard(ix)),
        revision: revision(view),
    }
}

fn of_nation<'p>(view: &View<'_>, line: &'p NationalLine) -> Card<'p> {
    let file = view.routes.absolute(Target::VCards);
    let note = [Some(words::NATIONAL_NOTE), line.use_when.as_deref()];
    Card {
        name: words::national_name(&line.name),
        organisation: None,
        number: dialled(&line.phone),
        note: note.into_iter().flatten().collect::<Vec<_>>().join("\n"),
        url: view.routes.absolute(Target::Hotlines),
        uid: format!("{file}#{}", line.phone.digits()),
        revision: revision(view),
    }
}

fn revision(view: &View<'_>) -> Option<String> {
    view.portal.site.updated.map(|day| day.to_string())
}

/// In international form; the comma before an extension is a pause, which address books understand.
fn dialled(phone: &Phone) -> String {
    match phone.extension() {
        Some(extension) => format!("{},{extension}", phone.international()),
        None => phone.international(),
    }
}

pub fn write(cards: &[Card<'_>]) -> Vec<u8> {
    let mut file = String::new();
    for card in cards {
        let name = escape(&card.name);
        let mut line = |line: &str| fold(line, &mut file);
        line("BEGIN:VCARD");
        line("VERSION:3.0");
        line(&format!("FN:{name}"));
        line(&format!("N:{name};;;;"));
        if let Some(organisation) = card.organisation {
            line(&format!("ORG:{}", escape(organisation)));
        }
        line(&format!("TEL;TYPE=WORK,VOICE:{}", escape(&card.number)));
        line(&format!("NOTE:{}", escape(&card.note)));
        line(&format!("URL:{}", card.url));
        line(&format!("UID:{}", escape(&card.uid)));
        if let Some(revision) = &card.revision {
            line(&format!("REV:{revision}"));
        }
        line("END:VCARD");
    }
    file.into_bytes()
}

/// A text value (RFC 2426, 4: `text-value`).
fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['\\', ';', ',', '\n', '\r']) {
        return text.into();
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            '\r' => {}
            c => escaped.push(c),
        }
    }
    escaped.into()
}

/// Writes a line of at most 75 octets, and what is left in lines that begin with a space. A
/// character is never cut.
fn fold(line: &str, file: &mut String) {
    let mut room = LINE;
    for c in line.chars() {
        if c.len_utf8() > room {
            file.push_str("\r\n ");
            room = LINE - 1;
        }
        file.push(c);
        room -= c.len_utf8();
    }
    file.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::portal::sample::{HOSTILE, sample};

    fn written(cards: impl Fn(&View<'_>) -> Vec<u8>) -> String {
        let portal = sample();
        let view = View::new(&portal, date(2026, 3, 1));
        String::from_utf8(cards(&view)).expect("UTF-8")
    }

    #[test]
    fn a_long_line_is_folded_between_characters() {
        for text in ["孩".repeat(60), "a".repeat(200), format!("a{}", "😀".repeat(40)), "".into()]
        {
            let mut folded = String::new();
            fold(&text, &mut folded);
            assert!(folded.split("\r\n").all(|line| line.len() <= LINE), "{folded}");
            assert_eq!(folded.replace("\r\n ", ""), text.clone() + "\r\n");
        }
        let mut folded = String::new();
        fold(&"a".repeat(LINE), &mut folded);
        assert_eq!(folded, "a".repeat(LINE) + "\r\n");
    }

    #[test]
    fn a_text_stays_in_its_value() {
        assert_eq!(escape("a,b;c\\d\r\ne"), "a\\,b\\;c\\\\d\\ne");
        let card = written(|view| write(&[of_place(view, 1)])).replace("\r\n ", "");
        assert!(card.contains(&format!("ORG:{}\r\n", escape(HOSTILE))), "{card}");
        assert!(card.lines().all(|line| line.contains(':')), "{card}");
        assert_eq!(card.matches("BEGIN:VCARD").count(), 1);
    }

    #[test]
    fn a_district_without_its_own_number_rings_the_citys_and_says_so() {
        let card = written(|view| write(&[of_place(view, 2)])).replace("\r\n ", "");
        assert!(card.contains("TEL;TYPE=WORK,VOICE:+86-999-2345678\\,802\r\n"), "{card}");
        assert!(card.contains("西区没有单独的号码，这是样例市的号码。"), "{card}");
        assert!(card.contains("还没有人打过核实。"), "{card}");
        assert!(card.contains("UID:https://site.example/sub/data/vcard/west.vcf\r\n"), "{card}");
    }

    #[test]
    fn all_numbers_are_in_one_file_the_national_ones_marked() {
        let cards = written(|view| write(&all(view))).replace("\r\n ", "");
        assert_eq!(cards.matches("END:VCARD\r\n").count(), 4);
        assert!(cards.contains("FN:报警（全国）\r\n"), "{cards}");
        assert!(cards.contains("TEL;TYPE=WORK,VOICE:110\r\n"), "{cards}");
    }
}
