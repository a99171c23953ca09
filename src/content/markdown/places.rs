//! Places for one text, cheap even where thousands stand on one long line.

use std::ops::Range;

use crate::diagnostic::{Lines, Place};

#[derive(Debug)]
pub struct Places<'s> {
    lines: &'s Lines<'s>,
    /// Offset, line and column of the last place given: most places are asked for in order.
    last: Option<(usize, u32, u32)>,
}

impl<'s> Places<'s> {
    pub fn new(lines: &'s Lines<'s>) -> Self {
        Places { lines, last: None }
    }

    /// The place of a byte range of the file.
    pub fn of(&mut self, range: Range<usize>) -> Place {
        let start = range.start;
        let place = self.beside_last(&range).unwrap_or_else(|| self.lines.place(range));
        self.last = Some((start, place.line, place.column));
        place
    }

    fn beside_last(&self, range: &Range<usize>) -> Option<Place> {
        let (last, line, column) = self.last?;
        let text = self.lines.text;
        let between = text.get(last.min(range.start)..last.max(range.start))?;
        if between.contains('\n') {
            return None;
        }
        let distance = between.chars().count() as u32;
        let column = if last <= range.start { column + distance } else { column - distance };
        let length = text.get(range.clone())?.split('\n').next()?.chars().count() as u32;
        Some(Place { file: self.lines.file.clone(), line, column, length: length.max(1) })
    }
}
