//! Pages to PDF, as far as Typst goes.

use jiff::civil::Date;
use typst::{diag::SourceResult, foundations::Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::layout::datetime;

pub const CREATOR: &str = concat!("weibao ", env!("CARGO_PKG_VERSION"));

/// For a screen or an office printer: PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1), as far as
/// Typst's own checks of both go. `ident` is the same for all issues of the file.
pub fn screen(document: &PagedDocument, ident: &str, day: Date) -> SourceResult<Vec<u8>> {
    write(document, ident, day, &[PdfStandard::A_2a, PdfStandard::Ua_1], true)
}

/// What the finishes for print shops are made of: PDF 1.4 without tags, object streams and
/// transparency.
pub fn base(document: &PagedDocument, ident: &str, day: Date) -> SourceResult<Vec<u8>> {
    write(document, ident, day, &[PdfStandard::V_1_4], false)
}

fn write(
    document: &PagedDocument,
    ident: &str,
    day: Date,
    standards: &[PdfStandard],
    tagged: bool,
) -> SourceResult<Vec<u8>> {
    let options = PdfOptions {
        ident: Smart::Custom(ident.to_owned()),
        creator: Smart::Custom(Some(CREATOR.to_owned())),
        timestamp: datetime(day).map(Timestamp::new_utc),
        standards: PdfStandards::new(standards)
            .expect("PDF/A-2a, PDF/UA-1 and 1.4 are no contradiction"),
        tagged,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(document, &options)
}
