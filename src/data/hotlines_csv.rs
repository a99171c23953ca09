//! `hotlines.csv`

use std::borrow::Cow;

use super::{table, words};
use crate::{
    plan::View,
    portal::{NationalLine, PlaceIx, Target},
};

/// The cells of a row, in the order of `words::COLUMNS`.
pub type Row<'a> = [Cow<'a, str>; words::COLUMNS.len()];

pub fn rows<'p>(view: &'p View<'p>) -> Vec<Row<'p>> {
    let places = (0..view.portal.places.len()).map(|ix| place(view, ix));
    places.chain(view.portal.national.iter().map(|line| national(view, line))).collect()
}

fn place<'p>(view: &'p View<'p>, ix: PlaceIx) -> Row<'p> {
    let portal = view.portal;
    let place = &portal.places[ix];
    let hotline = &portal.hotlines[place.hotline];
    let served_by = &portal.places[hotline.place].name;
    let attribution = &hotline.attribution;
    let source = attribution.source.map(|ix| portal.site.sources[ix].title.as_str());
    let note = match hotline.place == ix {
        true => String::new(),
        false => words::served_by(&place.name, served_by),
    };
    [
        Cow::from(&place.id),
        Cow::from(&place.name),
        words::kind(place.kind).into(),
        Cow::from(&hotline.purpose),
        hotline.phone.display().into(),
        hotline.phone.tel().into(),
        Cow::from(served_by),
        hotline.office.as_deref().unwrap_or_default().into(),
        hotline.hours.as_deref().unwrap_or_default().into(),
        note.into(),
        source.unwrap_or_default().into(),
        attribution.clause.as_deref().unwrap_or_default().into(),
        attribution.verified.map(|day| day.to_string()).unwrap_or_default().into(),
        view.routes.absolute(Target::Place(ix)).into(),
    ]
}

fn national<'p>(view: &View<'_>, line: &'p NationalLine) -> Row<'p> {
    let number = line.phone.display();
    let mut row: Row<'p> = Default::default();
    row[0] = number.into();
    row[1] = words::NATION.into();
    row[2] = words::NATIONAL_NUMBER.into();
    row[3] = Cow::from(&line.name);
    row[4] = number.into();
    row[5] = line.phone.tel().into();
    row[6] = words::NATION.into();
    row[9] = line.use_when.as_deref().unwrap_or_default().into();
    row[13] = view.routes.absolute(Target::Hotlines).into();
    row
}

pub fn write(rows: &[Row<'_>]) -> Vec<u8> {
    let header = std::iter::once(words::COLUMNS.to_vec());
    let rows = rows.iter().map(|row| row.iter().map(|cell| &**cell).collect());
    table::write(header.chain(rows))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::portal::sample::{HOSTILE, sample};

    fn read(bytes: &[u8]) -> Vec<Vec<String>> {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).expect("a byte order mark");
        csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(bytes)
            .records()
            .map(|row| row.expect("a row").iter().map(str::to_owned).collect())
            .collect()
    }

    #[test]
    fn every_number_has_a_row_and_every_text_comes_back() {
        let portal = sample();
        let view = View::new(&portal, date(2026, 3, 1));
        let bytes = write(&rows(&view));
        let rows = read(&bytes);
        assert_eq!(rows[0], words::COLUMNS);
        assert_eq!(rows.len(), 1 + portal.places.len() + portal.national.len());
        assert_eq!(rows[2][4], "0999-2345679");
        assert_eq!(rows[2][5], "tel:0999-2345679");
        assert_eq!(rows[2][7], format!("'{HOSTILE}"));
        assert_eq!((&rows[3][4], &rows[3][6]), (&rows[1][4], &rows[1][1]));
        assert_eq!(rows[4][4], "110");
        let first_line = bytes.split(|&byte| byte == b'\n').next().expect("a header");
        assert!(first_line.ends_with(b"\r"));
    }
}
