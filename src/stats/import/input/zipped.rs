//! XLSX and ODS before they are opened: what they really unpack to.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::{guard::damaged, too_large};
use crate::diagnostic::Diagnostic;

/// Most files in the archive.
const MOST_ENTRIES: usize = 4_096;
/// Most bytes of all files together.
const MOST_BYTES: u64 = 1_536 << 20;
/// Most bytes of a file that is read as a whole.
const MOST_WHOLE: u64 = 128 << 20;
/// Most cells of an ODS sheet.
const MOST_CELLS: u64 = 16 << 20;
/// Longest stretch between two tags.
const LONGEST_TEXT: usize = 1 << 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zipped {
    Xlsx,
    Ods,
}

/// Unpacks everything once and keeps nothing, whatever the archive says about its sizes.
pub fn check(bytes: &[u8]) -> Result<Zipped, Diagnostic> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    if archive.len() > MOST_ENTRIES {
        return Err(too_large());
    }
    let kind = match archive.file_names().any(|name| name.is_ok_and(|name| name == "content.xml")) {
        true => Zipped::Ods,
        false => Zipped::Xlsx,
    };
    let mut total = 0;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|_| damaged())?;
        let name = entry.name().map_err(|_| damaged())?.into_owned();
        let is_streamed = kind == Zipped::Xlsx && name.starts_with("xl/worksheets/");
        let most = if is_streamed { MOST_BYTES } else { MOST_WHOLE };
        let mut watch = Watch::new(kind == Zipped::Ods && name == "content.xml");
        let mut size = 0;
        let mut entry = entry.take(most + 1);
        let mut block = vec![0; 256 << 10];
        loop {
            let read = entry.read(&mut block).map_err(|_| damaged())?;
            if read == 0 {
                break;
            }
            size += read as u64;
            watch.see(&block[..read]);
            let is_text = name.ends_with(".xml") || name.ends_with(".rels");
            if size > most || total + size > MOST_BYTES || watch.is_over(is_text) {
                return Err(too_large());
            }
        }
        total += size;
    }
    Ok(kind)
}

/// Watches a text of tags go by.
struct Watch {
    since_tag: usize,
    longest: usize,
    /// The tag that is being read, where cells are counted.
    tag: Option<Vec<u8>>,
    is_in_tag: bool,
    row: u64,
    row_repeats: u64,
    cells: u64,
}

impl Watch {
    fn new(counts_cells: bool) -> Self {
        Watch {
            since_tag: 0,
            longest: 0,
            tag: counts_cells.then(Vec::new),
            is_in_tag: false,
            row: 0,
            row_repeats: 1,
            cells: 0,
        }
    }

    fn see(&mut self, block: &[u8]) {
        let mut last = 0;
        for at in memchr::memchr_iter(b'<', block) {
            self.longest = self.longest.max(self.since_tag + at - last);
            self.since_tag = 0;
            last = at;
        }
        self.since_tag += block.len() - last;
        self.longest = self.longest.max(self.since_tag);
        if self.tag.is_some() {
            block.iter().for_each(|byte| self.see_byte(*byte));
        }
    }

    fn see_byte(&mut self, byte: u8) {
        let Some(tag) = &mut self.tag else { return };
        match byte {
            b'<' => {
                tag.clear();
                self.is_in_tag = true;
            }
            b'>' if self.is_in_tag => {
                self.is_in_tag = false;
                let tag = std::mem::take(tag);
                self.see_tag(&tag);
                self.tag = Some(tag);
            }
            byte if self.is_in_tag && tag.len() < 4_096 => tag.push(byte),
            _ => {}
        }
    }

    /// A cell that is repeated counts as often; one that is empty and repeated fills up a sheet and is
    /// left out by the reader.
    fn see_tag(&mut self, tag: &[u8]) {
        if tag.starts_with(b"table:table-row") {
            self.row = 0;
            self.row_repeats = repeats(tag, b"number-rows-repeated=\"");
        } else if tag.starts_with(b"/table:table-row") {
            self.cells = self.cells.saturating_add(self.row.saturating_mul(self.row_repeats));
        } else if tag.starts_with(b"table:table-cell") || tag.starts_with(b"table:covered") {
            let is_empty = tag.ends_with(b"/") && find(tag, b"value").is_none();
            if !is_empty {
                let more = repeats(tag, b"number-columns-repeated=\"");
                self.row = self.row.saturating_add(more);
            }
        }
    }

    fn is_over(&self, is_text: bool) -> bool {
        (is_text && self.longest > LONGEST_TEXT)
            || self.cells.max(self.row.saturating_mul(self.row_repeats)) > MOST_CELLS
    }
}

fn find(tag: &[u8], word: &[u8]) -> Option<usize> {
    memchr::memmem::find(tag, word)
}

/// A repetition that a tag names; 1 where it names none.
fn repeats(tag: &[u8], key: &[u8]) -> u64 {
    let Some(at) = find(tag, key) else { return 1 };
    let digits = tag[at + key.len()..].iter().take_while(|byte| byte.is_ascii_digit());
    digits.fold(0u64, |sum, digit| sum.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
}
