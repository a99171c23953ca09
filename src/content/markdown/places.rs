//! Places for one text, cheap even where thousands stand on one long line.

use std::ops::Range;

use crate::diagnostic::{Lines, Place};

#[derive(Debug)]
pub struct Places<'s> {
    lines: Lines<'s>,
    /// The last place given and its offset: most places are asked for in order.
    last: Option<(usize, Place)>,
}

impl<'s> Places<'s> {
    pub fn new(lines: Lines<'s>) -> Self {
        Places { lines, last: None }
    }

    /// The place of a byte range of the file.
    pub fn of(&mut self, range: Range<usize>) -> Place {
        let place = self.beside_last(&range).unwrap_or_else(|| self.lines.place(range.clone()));
        self.last = Some((range.start, place.clone()));
        place
    }

    fn beside_last(&self, range: &Range<usize>) -> Option<Place> {
        let (last, place) = self.last.as_ref()?;
        let between = self.lines.text.get(*last.min(&range.start)..*last.max(&range.start))?;
        if between.contains('\n') {
            return None;
        }
        let distance = between.chars().count() as u32;
        let column =
            if *last <= range.start { place.column + distance } else { place.column - distance };
        let text = self.lines.text.get(range.clone())?;
        let length = text.split('\n').next().unwrap_or_default().chars().count() as u32;
        Some(Place { column, length: length.max(1), ..place.clone() })
    }
}
