//! The standard for print that a file says it keeps, and the keys that the standard asks for.

use std::fmt;

use lopdf::{Dictionary, Document, decode_text_string, xref::XrefType};
use resvg::usvg::roxmltree;

use super::{
    finding::{Finding, Findings},
    lookup,
};

/// Metadata larger than this is none, in bytes.
const LARGEST_METADATA: usize = 4 * 1024 * 1024;

/// A part of ISO 15930.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standard {
    /// ISO 15930-1, of 2001.
    X1a2001,
    /// ISO 15930-4, of 2003.
    X1a2003,
    /// ISO 15930-3 or -6.
    X3,
    /// ISO 15930-7.
    X4,
    /// ISO 15930-7, with the profile beside the file.
    X4p,
}

impl Standard {
    /// Transparency came into the series with ISO 15930-7.
    pub fn allows_transparency(self) -> bool {
        matches!(self, Standard::X4 | Standard::X4p)
    }

    fn of_info(version: &str, conformance: &str) -> Option<Standard> {
        match version.trim() {
            "PDF/X-1a:2003" => Some(Standard::X1a2003),
            "PDF/X-1:2001" | "PDF/X-1a:2001" => Some(Standard::X1a2001),
            version if version.starts_with("PDF/X-3") => Some(Standard::X3),
            version => Standard::of_xmp(version).or(match conformance.trim() {
                "PDF/X-1a:2003" => Some(Standard::X1a2003),
                "PDF/X-1a:2001" => Some(Standard::X1a2001),
                _ => None,
            }),
        }
    }

    fn of_xmp(version: &str) -> Option<Standard> {
        match version.trim() {
            "PDF/X-4" => Some(Standard::X4),
            "PDF/X-4p" => Some(Standard::X4p),
            _ => None,
        }
    }
}

impl fmt::Display for Standard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Standard::X1a2001 => "PDF/X-1a:2001",
            Standard::X1a2003 => "PDF/X-1a:2003",
            Standard::X3 => "PDF/X-3",
            Standard::X4 => "PDF/X-4",
            Standard::X4p => "PDF/X-4p",
        })
    }
}

/// Which standard the file names, with findings where it lacks what that asks for.
pub fn look(document: &Document, findings: &mut Findings) -> Option<Standard> {
    let empty = Dictionary::new();
    let info = lookup::dict(document, &document.trailer, b"Info").unwrap_or(&empty);
    let metadata = metadata(document);
    let xml = metadata.as_deref().and_then(|text| roxmltree::Document::parse(text).ok());
    let from_info = Standard::of_info(
        &text(document, info, b"GTS_PDFXVersion"),
        &text(document, info, b"GTS_PDFXConformance"),
    );
    let from_xmp =
        xml.as_ref().and_then(|xml| Standard::of_xmp(&property(xml, PDFX, "GTS_PDFXVersion")?));
    let standard = match (from_info, from_xmp) {
        (Some(info), Some(xmp)) if info != xmp => {
            findings.add(None, Finding::TwoStandards);
            xmp
        }
        (Some(standard), _) | (None, Some(standard)) => standard,
        (None, None) => {
            findings.add(None, Finding::NoStandard);
            return None;
        }
    };
    let mut lacking = of_every_part(document, info);
    if standard.allows_transparency() {
        lacking.extend(of_part_7(xml.as_ref()));
    } else {
        lacking.extend(of_parts_1_to_6(document, info, standard));
    }
    for key in lacking {
        findings.add(None, Finding::Key(standard, key));
    }
    for thing in forbidden(document, standard) {
        findings.add(None, Finding::Forbidden(standard, thing));
    }
    Some(standard)
}

fn of_every_part(document: &Document, info: &Dictionary) -> Vec<&'static str> {
    let mut lacking = Vec::new();
    if lookup::array(document, &document.trailer, b"ID").is_none_or(|id| id.len() != 2) {
        lacking.push("ID in the trailer");
    }
    if !matches!(lookup::name(document, info, b"Trapped"), Some(b"True" | b"False")) {
        lacking.push("Trapped (True or False) in Info");
    }
    lacking
}

/// ISO 15930-1 to -6: Info tells all.
fn of_parts_1_to_6(
    document: &Document,
    info: &Dictionary,
    standard: Standard,
) -> Vec<&'static str> {
    let has = |key: &[u8]| !text(document, info, key).trim().is_empty();
    let keys: [(&[u8], &'static str); 3] = [
        (b"Title", "Title in Info"),
        (b"CreationDate", "CreationDate in Info"),
        (b"ModDate", "ModDate in Info"),
    ];
    let mut lacking: Vec<_> =
        keys.into_iter().filter(|(key, _)| !has(key)).map(|(_, name)| name).collect();
    if standard == Standard::X1a2001
        && text(document, info, b"GTS_PDFXConformance").trim() != "PDF/X-1a:2001"
    {
        lacking.push("GTS_PDFXConformance in Info");
    }
    lacking
}

const PDFX: &str = "http://www.npes.org/pdfx/ns/id/";
const XMP: &str = "http://ns.adobe.com/xap/1.0/";
const XMP_MM: &str = "http://ns.adobe.com/xap/1.0/mm/";
const DC: &str = "http://purl.org/dc/elements/1.1/";
const PDF: &str = "http://ns.adobe.com/pdf/1.3/";

/// ISO 15930-7: the XMP metadata tells all.
fn of_part_7(xml: Option<&roxmltree::Document<'_>>) -> Vec<&'static str> {
    let Some(xml) = xml else {
        return vec!["XMP metadata"];
    };
    [
        (PDFX, "GTS_PDFXVersion", "pdfxid:GTS_PDFXVersion in the XMP metadata"),
        (XMP, "CreateDate", "xmp:CreateDate in the XMP metadata"),
        (XMP, "ModifyDate", "xmp:ModifyDate in the XMP metadata"),
        (XMP, "MetadataDate", "xmp:MetadataDate in the XMP metadata"),
        (DC, "title", "dc:title in the XMP metadata"),
        (PDF, "Trapped", "pdf:Trapped in the XMP metadata"),
        (XMP_MM, "DocumentID", "xmpMM:DocumentID in the XMP metadata"),
        (XMP_MM, "VersionID", "xmpMM:VersionID in the XMP metadata"),
        (XMP_MM, "RenditionClass", "xmpMM:RenditionClass in the XMP metadata"),
    ]
    .into_iter()
    .filter(|(namespace, name, _)| property(xml, namespace, name).is_none())
    .map(|(.., told)| told)
    .collect()
}

fn forbidden(document: &Document, standard: Standard) -> Vec<&'static str> {
    let mut forbidden = Vec::new();
    let newest = match standard {
        Standard::X1a2001 => "1.3",
        Standard::X1a2003 | Standard::X3 => "1.4",
        Standard::X4 | Standard::X4p => "1.7",
    };
    if document.version.as_str() > newest {
        forbidden.push("this version of PDF");
    }
    if standard.allows_transparency() {
        return forbidden;
    }
    let table = &document.reference_table;
    if matches!(table.cross_reference_type, XrefType::CrossReferenceStream) {
        forbidden.push("a compressed table of objects");
    }
    if document.catalog().is_ok_and(|catalog| catalog.has(b"OCProperties")) {
        forbidden.push("layers");
    }
    forbidden
}

fn text(document: &Document, dict: &Dictionary, key: &[u8]) -> String {
    lookup::value(document, dict, key)
        .and_then(|value| decode_text_string(value).ok())
        .unwrap_or_default()
}

fn metadata(document: &Document) -> Option<String> {
    let stream =
        lookup::value(document, document.catalog().ok()?, b"Metadata")?.as_stream().ok()?;
    let bytes = stream.get_plain_content_with_limit(LARGEST_METADATA).ok()?;
    String::from_utf8(bytes).ok()
}

/// A property of XMP: an attribute, or an element that holds the text.
fn property(xml: &roxmltree::Document<'_>, namespace: &str, name: &str) -> Option<String> {
    let mut nodes = xml.descendants();
    nodes.find_map(|node| {
        if let Some(value) = node.attribute((namespace, name)) {
            return Some(value.to_owned());
        }
        let tag = node.tag_name();
        let found = tag.name() == name && tag.namespace() == Some(namespace);
        let text = || node.descendants().filter_map(|one| one.text()).collect::<String>();
        found.then(text).filter(|text| !text.trim().is_empty())
    })
}
