//! CSV as table programs read it: UTF-8 with a byte order mark and CR LF, and no formula.

use std::borrow::Cow;

use csv::{Terminator, WriterBuilder};

/// Writes rows of one length.
pub fn write<'a>(rows: impl Iterator<Item = Vec<&'a str>>) -> Vec<u8> {
    const NO_FAILURE: &str = "a Vec takes every write, and all rows have one length";
    let bom = "\u{feff}".as_bytes().to_vec();
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(bom);
    for row in rows {
        let cells = row.into_iter().map(|cell| guarded(cell).into_owned());
        writer.write_record(cells).expect(NO_FAILURE);
    }
    writer.into_inner().expect(NO_FAILURE)
}

/// A cell that a table program would take for a formula, with an apostrophe before it (OWASP, "CSV
/// injection"). The full-width signs count too: Chinese versions read them as the plain ones.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    let formula = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    match cell.starts_with(formula) {
        true => format!("'{cell}").into(),
        false => cell.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, safe) in [
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("+86", "'+86"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("＝1", "'＝1"),
            ("0999-2345678", "0999-2345678"),
            ("110", "110"),
            ("a=b", "a=b"),
            ("", ""),
        ] {
            assert_eq!(guarded(cell), safe);
        }
    }
}
