//! From a template and its data to pages.

use std::sync::Arc;

use jiff::civil::Date;
use typst::{
    World, WorldExt,
    diag::{Severity, SourceDiagnostic},
    foundations::{Bytes, Datetime},
};
use typst_layout::PagedDocument;

use super::{
    fonts::Fonts,
    press::{self, Loaded},
    world::Desk,
};
use crate::diagnostic::{Code, Diagnostic, Lines, Place};

/// Pages, and what there is to tell of them; none if the template has an error.
pub fn lay_out(
    press: &Loaded,
    fonts: &Fonts,
    format: &str,
    data: Vec<u8>,
    day: Date,
) -> (Option<PagedDocument>, Vec<Diagnostic>) {
    let template = press::template(format);
    let (Some(main), Some(today)) = (press::id(&template), datetime(day)) else {
        return (
            None,
            vec![problem(Code::LeafletTemplate, "no such template", "").at(press.template(format))],
        );
    };
    let desk = Desk { press, fonts, main, data: Bytes::new(data), today };
    let compiled = typst::compile::<PagedDocument>(&desk);
    let mut told: Vec<Diagnostic> =
        compiled.warnings.iter().map(|warning| tell(&desk, warning)).collect();
    let document = match compiled.output {
        Ok(document) => Some(document),
        Err(errors) => {
            told.extend(errors.iter().map(|error| tell(&desk, error)));
            None
        }
    };
    (document, told)
}

/// What Typst says of an export.
pub fn told(
    press: &Loaded,
    fonts: &Fonts,
    format: &str,
    errors: &[SourceDiagnostic],
) -> Vec<Diagnostic> {
    let template = press::template(format);
    let (Some(main), Some(today)) = (press::id(&template), Datetime::from_ymd(2000, 1, 1)) else {
        return Vec::new();
    };
    let desk = Desk { press, fonts, main, data: Bytes::new(Vec::new()), today };
    errors
        .iter()
        .map(|error| Diagnostic { code: Code::LeafletExport, ..tell(&desk, error) })
        .collect()
}

pub fn datetime(day: Date) -> Option<Datetime> {
    Datetime::from_ymd(day.year().into(), day.month() as u8, day.day() as u8)
}

fn tell(desk: &Desk<'_>, said: &SourceDiagnostic) -> Diagnostic {
    let code = match said.severity {
        Severity::Error => Code::LeafletTemplate,
        Severity::Warning => Code::LeafletWarning,
    };
    let hints: Vec<&str> = said.hints.iter().map(|hint| hint.v.as_str()).collect();
    // Where it was said, or from where that was called, whichever is in a file of the theme.
    let place = place(desk, said)
        .unwrap_or_else(|| desk.press.template(desk.main.get().vpath().file_stem().unwrap_or("")));
    problem(code, &said.message, &hints.join("; ")).at(place)
}

fn problem(code: Code, message: &str, hints: &str) -> Diagnostic {
    let problem = Diagnostic::new(
        code,
        format!("the leaflet's template: {message}"),
        format!("折页模板有误（{message}）"),
    );
    match hints {
        "" => problem.mend(
            "docs/leaflets.md lists what a template may read",
            "模板能用的数据见 docs/leaflets.md",
        ),
        hints => problem.mend(hints, format!("提示：{hints}")),
    }
}

fn place(desk: &Desk<'_>, said: &SourceDiagnostic) -> Option<Place> {
    let id = said.span.id()?;
    let path = id.get().vpath().get_without_slash();
    let name: Arc<str> = desk.press.name(path)?.clone();
    let range = desk.range(said.span);
    Some(match (desk.source(id).ok(), range) {
        (Some(source), Some(range)) => Lines::new(name, source.text()).place(range),
        _ => Place::file(&name),
    })
}
