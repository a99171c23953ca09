//! Diagnostics in print: for people with the line itself and a mark under the place, or as JSON, one
//! object a line.

use std::{collections::HashMap, fs, path::Path};

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde_json::{Value, json};

use super::{Diagnostic, Language, Place, Severity};

/// Longest line that is shown, in characters.
const MOST_SHOWN: usize = 400;

/// For people. The lines are read again from `root`: a message has no other way to a file's text.
pub fn text(root: &Path, diagnostics: &[Diagnostic], language: Language, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut files: HashMap<&str, Option<String>> = HashMap::new();
    let places = diagnostics.iter().filter_map(|one| one.place.as_ref());
    for place in places.filter(|place| place.line > 0) {
        files.entry(&*place.file).or_insert_with(|| {
            let bytes = fs::read(root.join(&*place.file)).ok()?;
            Some(String::from_utf8_lossy(&bytes).into_owned())
        });
    }
    let mut report = String::new();
    for diagnostic in diagnostics {
        let line = diagnostic.place.as_ref().and_then(|place| {
            let text = files.get(&*place.file)?.as_deref()?;
            shown_line(text, place)
        });
        report.push_str(&renderer.render(&[group(diagnostic, line.as_ref(), language)]));
        report.push_str("\n\n");
    }
    report
}

/// A line of a file, and the bytes of it that are meant.
struct ShownLine {
    text: String,
    marked: std::ops::Range<usize>,
}

fn shown_line(text: &str, place: &Place) -> Option<ShownLine> {
    let line = text.lines().nth((place.line as usize).checked_sub(1)?)?;
    let line = line.strip_prefix('\u{FEFF}').unwrap_or(line);
    // Nothing that would move the cursor or the mark.
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let text: String = line.chars().take(MOST_SHOWN).map(plain).collect();
    let offset =
        |chars: usize| text.char_indices().nth(chars).map_or(text.len(), |(offset, _)| offset);
    let start = offset(place.column.saturating_sub(1) as usize);
    let end = offset((place.column.saturating_sub(1) + place.length) as usize);
    Some(ShownLine { marked: start..end, text })
}

fn group<'a>(
    diagnostic: &'a Diagnostic,
    line: Option<&'a ShownLine>,
    language: Language,
) -> Group<'a> {
    let (level, name) = match (diagnostic.severity, language) {
        (Severity::Error, Language::English) => (Level::ERROR, "error"),
        (Severity::Warning, Language::English) => (Level::WARNING, "warning"),
        (Severity::Note, Language::English) => (Level::NOTE, "note"),
        (Severity::Error, Language::Chinese) => (Level::ERROR, "错误"),
        (Severity::Warning, Language::Chinese) => (Level::WARNING, "警告"),
        (Severity::Note, Language::Chinese) => (Level::NOTE, "提示"),
    };
    let title = level
        .with_name(Some(name))
        .primary_title(diagnostic.message.in_language(language))
        .id(diagnostic.code.as_str());
    let mut group = Group::with_title(title);
    if let Some(place) = &diagnostic.place {
        group = match line {
            Some(line) => group.element(
                Snippet::source(line.text.as_str())
                    .path(&*place.file)
                    .line_start(place.line as usize)
                    .annotation(AnnotationKind::Primary.span(line.marked.clone())),
            ),
            None => group.element(origin(place)),
        };
    }
    if let Some(mend) = &diagnostic.mend {
        let name = match language {
            Language::English => "help",
            Language::Chinese => "怎么改",
        };
        group =
            group.element(Level::HELP.with_name(Some(name)).message(mend.in_language(language)));
    }
    group
}

fn origin(place: &Place) -> Origin<'_> {
    let origin = Origin::path(&*place.file);
    match place.line {
        0 => origin,
        line => origin.line(line as usize).char_column(place.column as usize),
    }
}

/// For programs: one JSON object a line.
pub fn json(diagnostics: &[Diagnostic], language: Language) -> String {
    let mut report = String::new();
    for diagnostic in diagnostics {
        report.push_str(&object(diagnostic, language).to_string());
        report.push('\n');
    }
    report
}

/// A JSON object with `code`, `severity`, `file`, `line`, `column`, `length`, `message` and `mend`.
/// What is not known is null.
pub fn object(diagnostic: &Diagnostic, language: Language) -> Value {
    let place = diagnostic.place.as_ref();
    let line = place.filter(|place| place.line > 0);
    json!({
        "code": diagnostic.code.as_str(),
        "severity": match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        },
        "file": place.map(|place| &*place.file),
        "line": line.map(|place| place.line),
        "column": line.map(|place| place.column),
        "length": line.map(|place| place.length),
        "message": diagnostic.message.in_language(language),
        "mend": diagnostic.mend.as_ref().map(|mend| mend.in_language(language)),
    })
}

/// The line that a diagnostic is about, read again from `root`; cut where it is long.
pub fn line(root: &Path, diagnostic: &Diagnostic) -> Option<String> {
    let place = diagnostic.place.as_ref()?;
    let bytes = fs::read(root.join(&*place.file)).ok()?;
    shown_line(&String::from_utf8_lossy(&bytes), place).map(|line| line.text)
}
