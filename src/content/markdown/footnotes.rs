//! Footnotes: numbered in the order in which the text uses them, written at its end.

use std::{collections::HashMap, ops::Range};

use super::{output::Output, problems, render::Renderer};

#[derive(Debug, Default)]
pub struct Footnotes {
    notes: Vec<Note>,
    by_label: HashMap<String, usize>,
    /// Indices of the notes that are used; the first is number 1.
    used: Vec<usize>,
    /// The text around the definitions that are open, innermost last, each with its note.
    around: Vec<(Output, usize)>,
}

#[derive(Debug)]
struct Note {
    label: String,
    /// From 1; 0 while it is not used.
    number: usize,
    uses: usize,
    written: Option<(Output, Range<usize>)>,
}

impl Footnotes {
    pub fn is_inside(&self) -> bool {
        !self.around.is_empty()
    }

    fn of(&mut self, label: &str) -> usize {
        let folded = label.to_lowercase();
        let next = self.notes.len();
        let index = *self.by_label.entry(folded).or_insert(next);
        if index == next {
            let label = label.to_owned();
            self.notes.push(Note { label, number: 0, uses: 0, written: None });
        }
        index
    }
}

impl Renderer<'_> {
    pub fn footnote_reference(&mut self, label: &str) {
        if self.image.is_some() {
            return;
        }
        let index = self.footnotes.of(label);
        let note = &mut self.footnotes.notes[index];
        if note.number == 0 {
            self.footnotes.used.push(index);
            note.number = self.footnotes.used.len();
        }
        note.uses += 1;
        let number = note.number;
        let id = reference_id(number, note.uses);
        let html = format!(
            "<sup><a href=\"#fn-{number}\" id=\"{id}\" role=\"doc-noteref\" \
             aria-label=\"脚注{number}\">{number}</a></sup>"
        );
        match &mut self.link {
            Some(link) => link.notes.push_str(&html),
            None => self.out.html.push_str(&html),
        }
    }

    pub fn start_footnote(&mut self, label: &str) {
        let index = self.footnotes.of(label);
        self.footnotes.around.push((std::mem::take(&mut self.out), index));
    }

    pub fn end_footnote(&mut self, range: Range<usize>) {
        let Some((around, index)) = self.footnotes.around.pop() else { return };
        let written = std::mem::replace(&mut self.out, around);
        self.footnotes.notes[index].written.get_or_insert((written, range));
    }

    /// Writes the notes that are used and tells of those that are not.
    pub fn write_footnotes(&mut self) {
        let footnotes = std::mem::take(&mut self.footnotes);
        for note in footnotes.notes.iter().filter(|note| note.number == 0) {
            let range = note.written.as_ref().map(|(_, range)| range.clone()).unwrap_or_default();
            self.tell(problems::unused_footnote(&note.label), range);
        }
        if footnotes.used.is_empty() {
            return;
        }
        let out = &mut self.out;
        out.html.push_str(
            "<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"脚注\">\n<ol>\n",
        );
        for note in footnotes.used.iter().map(|index| &footnotes.notes[*index]) {
            out.html.push_str(&format!("<li id=\"fn-{}\">", note.number));
            if let Some((written, _)) = &note.written {
                out.append(written);
            }
            let in_paragraph = out.html.ends_with("</p>\n");
            if in_paragraph {
                out.html.truncate(out.html.len() - "</p>\n".len());
            } else {
                out.html.push_str("<p>");
            }
            for uses in 1..=note.uses {
                let id = reference_id(note.number, uses);
                let again = if uses > 1 { format!("第{uses}处") } else { String::new() };
                out.html.push_str(&format!(
                    " <a href=\"#{id}\" role=\"doc-backlink\" aria-label=\"回到正文：脚注{}{again}\">↩\u{FE0E}</a>",
                    note.number
                ));
            }
            out.html.push_str("</p>\n</li>\n");
        }
        out.html.push_str("</ol>\n</section>\n");
    }
}

fn reference_id(number: usize, uses: usize) -> String {
    match uses {
        1 => format!("fnref-{number}"),
        _ => format!("fnref-{number}-{uses}"),
    }
}
