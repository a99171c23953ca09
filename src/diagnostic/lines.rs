//! From byte offsets to lines and columns.

use std::{cell::OnceCell, ops::Range, sync::Arc};

use super::Place;

/// A text and the name of its file. Lines are counted once, when the first place is asked for.
#[derive(Debug)]
pub struct Lines<'t> {
    pub file: Arc<str>,
    pub text: &'t str,
    starts: OnceCell<Vec<usize>>,
}

impl<'t> Lines<'t> {
    pub fn new(file: Arc<str>, text: &'t str) -> Self {
        Lines { file, text, starts: OnceCell::new() }
    }

    /// The place of a byte range. A range that leaves its first line is cut at the line's end; one
    /// outside the text is moved to its end.
    pub fn place(&self, range: Range<usize>) -> Place {
        let starts = self.starts.get_or_init(|| {
            let ends = memchr::memchr_iter(b'\n', self.text.as_bytes());
            let mut starts = Vec::with_capacity(64);
            starts.push(0);
            starts.extend(ends.map(|at| at + 1));
            starts
        });
        let start = self.text.floor_char_boundary(range.start.min(self.text.len()));
        let line = starts.partition_point(|line_start| *line_start <= start) - 1;
        let line_start = starts[line];
        let line_end = starts.get(line + 1).map_or(self.text.len(), |next| next - 1);
        let end = self.text.floor_char_boundary(range.end.min(line_end)).max(start);
        Place {
            file: self.file.clone(),
            line: line as u32 + 1,
            column: self.text[line_start..start].chars().count() as u32 + 1,
            length: (self.text[start..end].chars().count() as u32).max(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_characters_and_stays_on_its_line() {
        let lines = Lines::new("a.md".into(), "一二\n三四五\n\n");
        let at = |range| {
            let place = lines.place(range);
            (place.line, place.column, place.length)
        };
        assert_eq!(at(0..3), (1, 1, 1));
        assert_eq!(at(10..13), (2, 2, 1));
        assert_eq!(at(3..16), (1, 2, 1));
        assert_eq!(at(17..18), (3, 1, 1));
        assert_eq!(at(900..901), (4, 1, 1));
    }
}
