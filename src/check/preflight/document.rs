//! What a file holds beside its pages' content: output intents, scripts, forms, annotations.

use lopdf::{Dictionary, Document, Object};

use super::{
    finding::{Finding, Findings, Intent},
    geometry::Rect,
    lookup,
    standard::Standard,
};

/// A profile larger than this is none, in bytes.
const LARGEST_PROFILE: usize = 32 * 1024 * 1024;
/// Annotations of a page that are looked at.
pub const MOST_ANNOTATIONS: usize = 10_000;

pub fn look(document: &Document, standard: Option<Standard>, findings: &mut Findings) {
    let Ok(catalog) = document.catalog() else {
        return;
    };
    output_intents(document, catalog, standard, findings);
    // A place to open the file at is harmless; anything else that happens by itself is not.
    let opens_at = lookup::value(document, catalog, b"OpenAction").is_some_and(|action| {
        lookup::dict_of(action)
            .is_some_and(|action| !matches!(lookup::name(document, action, b"S"), Some(b"GoTo")))
    });
    let names = lookup::dict(document, catalog, b"Names");
    if opens_at || catalog.has(b"AA") || names.is_some_and(|names| names.has(b"JavaScript")) {
        findings.add(None, Finding::Script);
    }
    let fields = lookup::dict(document, catalog, b"AcroForm").is_some_and(|form| {
        form.has(b"XFA")
            || lookup::array(document, form, b"Fields").is_some_and(|fields| !fields.is_empty())
    });
    if fields {
        findings.add(None, Finding::Form);
    }
}

fn output_intents(
    document: &Document,
    catalog: &Dictionary,
    standard: Option<Standard>,
    findings: &mut Findings,
) {
    let intents = lookup::array(document, catalog, b"OutputIntents");
    let for_print = intents.into_iter().flatten().filter_map(|intent| {
        let intent = lookup::dict_of(document.dereference(intent).ok()?.1)?;
        (lookup::name(document, intent, b"S") == Some(b"GTS_PDFX")).then_some(intent)
    });
    let mut any = false;
    for intent in for_print {
        any = true;
        if let Some(problem) = problem(document, intent) {
            findings.add(None, Finding::BadIntent(problem));
        }
    }
    if let Some(standard) = standard
        && !any
    {
        findings.add(None, Finding::NoIntent(standard));
    }
}

fn problem(document: &Document, intent: &Dictionary) -> Option<Intent> {
    let said = |key: &[u8]| {
        lookup::value(document, intent, key)
            .is_some_and(|text| text.as_str().is_ok_and(|text| !text.is_empty()))
    };
    let Some(profile) = lookup::value(document, intent, b"DestOutputProfile") else {
        let named = said(b"OutputConditionIdentifier") && said(b"RegistryName");
        return (!named).then_some(Intent::Unnamed);
    };
    let bytes = lookup::stream(profile)
        .and_then(|stream| stream.get_plain_content_with_limit(LARGEST_PROFILE).ok());
    // ICC.1:2010, 7.2: size, class at 12, colour space at 16, signature at 36.
    let Some(bytes) = bytes.filter(|bytes| bytes.get(36..40) == Some(b"acsp")) else {
        return Some(Intent::Unreadable);
    };
    if !said(b"OutputConditionIdentifier") {
        return Some(Intent::Unnamed);
    }
    let printer = bytes.get(12..20) == Some(b"prtrCMYK");
    (!printer).then_some(Intent::NotCmyk)
}

/// What lies over a page.
pub fn look_at_page(
    document: &Document,
    page: &Dictionary,
    number: u32,
    area: Option<Rect>,
    findings: &mut Findings,
) {
    if page.has(b"AA") {
        findings.add(Some(number), Finding::Script);
    }
    let annotations = lookup::array(document, page, b"Annots");
    for annotation in annotations.into_iter().flatten().take(MOST_ANNOTATIONS) {
        let dict = document.dereference(annotation).ok().and_then(|(_, one)| dict(one));
        let Some(annotation) = dict else { continue };
        let kind = lookup::name(document, annotation, b"Subtype").unwrap_or(b"?");
        let rect = lookup::rect(document, annotation, b"Rect");
        let inside = match (rect, area) {
            (Some(rect), Some(area)) => rect.touches(area),
            _ => true,
        };
        if inside && !matches!(kind, b"TrapNet" | b"PrinterMark" | b"Popup") {
            findings.add(Some(number), Finding::Annotation(lookup::shown(kind).into()));
        }
    }
}

fn dict(object: &Object) -> Option<&Dictionary> {
    object.as_dict().ok()
}
