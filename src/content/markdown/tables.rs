//! Tables: in a box of their own that scrolls on a narrow screen and can be reached by keyboard.

use std::ops::Range;

use pulldown_cmark::Alignment;

use super::{escape, problems, render::Renderer};

/// Header cells named in the label of a table.
const NAMED: usize = 3;

/// A table whose end has not come.
#[derive(Debug)]
pub struct Table {
    /// Where it begins in the output.
    start: usize,
    alignments: Vec<Alignment>,
    column: usize,
    /// The words of the first header cells.
    header: Vec<String>,
    in_head: bool,
    has_rows: bool,
}

impl Table {
    /// Where words of the header go, for the label.
    pub fn label(&mut self) -> Option<&mut String> {
        if self.in_head && self.column < NAMED { self.header.last_mut() } else { None }
    }
}

impl Renderer<'_> {
    pub fn start_table(&mut self, alignments: Vec<Alignment>) {
        let start = self.out.html.len();
        self.table = Some(Table {
            start,
            alignments,
            column: 0,
            header: Vec::new(),
            in_head: false,
            has_rows: false,
        });
    }

    pub fn start_table_head(&mut self) {
        self.out.html.push_str("<table>\n<thead>\n<tr>");
        if let Some(table) = &mut self.table {
            table.in_head = true;
            table.column = 0;
        }
    }

    pub fn end_table_head(&mut self) {
        self.out.html.push_str("</tr>\n</thead>\n");
        let Some(table) = &mut self.table else { return };
        table.in_head = false;
        let words = table.header.iter().map(|words| words.trim());
        let words: Vec<_> = words.filter(|words| !words.is_empty()).take(NAMED).collect();
        let mut label = String::from("表格");
        if !words.is_empty() {
            label.push('：');
            label.push_str(&words.join("、"));
        }
        // Each label once, so that a screen reader's list of regions tells them apart.
        let seen = self.table_labels.entry(label.clone()).or_default();
        *seen += 1;
        if *seen > 1 {
            label.push_str(&format!("（{seen}）"));
        }
        let mut open = String::from("<section class=\"table\" tabindex=\"0\" aria-label=\"");
        escape::attribute(&mut open, &label);
        open.push_str("\">");
        let start = table.start;
        self.out.insert(start, &open);
    }

    pub fn start_table_row(&mut self, range: Range<usize>) {
        self.tell_more_cells(range);
        if let Some(table) = &mut self.table {
            table.column = 0;
            if !table.has_rows {
                table.has_rows = true;
                self.out.html.push_str("<tbody>\n");
            }
        }
        self.out.html.push_str("<tr>");
    }

    /// Tells of words in cells beyond the header, which the parser leaves out.
    fn tell_more_cells(&mut self, range: Range<usize>) {
        let Some(columns) = self.table.as_ref().map(|table| table.alignments.len()) else { return };
        let source = self.source;
        let line = source.text[range.start..].lines().next().unwrap_or_default();
        let mut more = cells(line).skip(columns);
        if let Some(cell) = more.find(|cell| !line[cell.clone()].trim().is_empty()) {
            let words = &line[cell.clone()];
            let start = range.start + cell.start + (words.len() - words.trim_start().len());
            self.tell(problems::more_cells(columns), start..start + words.trim().len());
        }
    }

    pub fn start_table_cell(&mut self) {
        let Some(table) = &mut self.table else { return };
        if table.in_head && table.column < NAMED {
            table.header.push(String::new());
        }
        self.out.html.push_str(if table.in_head { "<th scope=\"col\"" } else { "<td" });
        self.out.html.push_str(match table.alignments.get(table.column) {
            Some(Alignment::Center) => " class=\"center\">",
            Some(Alignment::Right) => " class=\"right\">",
            _ => ">",
        });
    }

    pub fn end_table_cell(&mut self) {
        let Some(table) = &mut self.table else { return };
        table.column += 1;
        self.out.html.push_str(if table.in_head { "</th>" } else { "</td>" });
    }

    pub fn end_table(&mut self) {
        if self.table.take().is_some_and(|table| table.has_rows) {
            self.out.html.push_str("</tbody>\n");
        }
        self.out.html.push_str("</table>\n</section>\n");
    }
}

/// The cells of a row, as the parser cuts them: at every `|` that has no backslash before it.
fn cells(line: &str) -> impl Iterator<Item = Range<usize>> {
    let first = line.len() - line.trim_start().len();
    let first = first + usize::from(line[first..].starts_with('|'));
    let bytes = line.as_bytes();
    let pipes = memchr::memchr_iter(b'|', bytes);
    let pipes = pipes.filter(move |at| *at >= first && (*at == 0 || bytes[at - 1] != b'\\'));
    let mut start = first;
    pipes.chain([line.len()]).map(move |end| {
        let cell = start..end;
        start = end + 1;
        cell
    })
}
