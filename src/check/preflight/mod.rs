//! What a print shop would reject in a PDF, in words.
//!
//! A file is opened (`open`), its parts are looked at one after the other (`document`, `standard`,
//! `boxes`, then `walk` over what each page paints), what is found is collected once for each kind and
//! subject with its pages (`Findings`), and told as diagnostics (`words`).
//!
//! Invariant: only looks. No renderer, no font program, no address and no second file is opened, and any
//! bytes whatever end in findings: how much is decoded and how deep is bounded (`budget`).

mod boxes;
mod budget;
mod content;
mod document;
mod filter;
mod finding;
mod font;
mod geometry;
mod grammar;
mod image;
mod ink;
mod lookup;
mod space;
mod standard;
mod state;
#[cfg(test)]
mod tests;
mod walk;
mod words;

use std::{fs, io, path::Path, sync::Arc, thread};

use lopdf::{Document, LoadOptions};

pub use standard::Standard;

use self::{budget::Budget, filter::File, finding::Finding, finding::Findings, walk::Walk};
use crate::diagnostic::{Code, Diagnostic, Place};

/// The largest file that is looked at, in bytes.
const LARGEST_FILE: u64 = 256 * 1024 * 1024;
/// The most that one stream may hold while the file is opened, in bytes.
const LARGEST_STREAM: usize = 32 * 1024 * 1024;
/// Reading recurses as deep as a file nests its arrays.
const STACK: usize = 32 * 1024 * 1024;

/// What was found in a file.
#[derive(Debug)]
pub struct Report {
    /// The standard that the file says it keeps.
    pub standard: Option<Standard>,
    pub pages: u32,
    /// Errors are what a shop would reject, warnings what it may ask about.
    pub diagnostics: Vec<Diagnostic>,
}

/// Looks at a file. One that can't be read is a diagnostic as well.
pub fn file(path: &Path) -> Report {
    let name: Arc<str> = path.to_string_lossy().into();
    match read(path) {
        Ok(Some(bytes)) => bytes_of(&name, bytes),
        Ok(None) => report(&name, &Findings::of(Finding::TooLarge), None, 0),
        Err(error) => {
            let unreadable = Diagnostic::new(
                Code::FileUnreadable,
                format!("{name} cannot be read: {error}"),
                format!("{name} 读不了：{error}"),
            )
            .mend("see that it is a file and may be read", "看它是不是文件、有没有读取权限");
            Report { standard: None, pages: 0, diagnostics: vec![unreadable] }
        }
    }
}

/// `None` where the file is too large.
fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let about = fs::metadata(path)?;
    if !about.is_file() {
        return Err(io::Error::from(io::ErrorKind::InvalidInput));
    }
    if about.len() > LARGEST_FILE { Ok(None) } else { fs::read(path).map(Some) }
}

/// Looks at the bytes of a file, which messages call `name`.
pub fn bytes_of(name: &Arc<str>, bytes: Vec<u8>) -> Report {
    let told_as = name.clone();
    let look = move || {
        let mut findings = Findings::default();
        let (standard, pages) = look(&bytes, &mut findings);
        report(&told_as, &findings, standard, pages)
    };
    // A thread for its stack, and so that a reader that gives up on hostile bytes ends in a finding.
    let looked = thread::Builder::new().stack_size(STACK).spawn(look).map(thread::JoinHandle::join);
    match looked {
        Ok(Ok(report)) => report,
        _ => report(name, &Findings::of(Finding::NotPdf), None, 0),
    }
}

fn report(name: &Arc<str>, found: &Findings, standard: Option<Standard>, pages: u32) -> Report {
    let place = Place::file(name);
    let diagnostics = found.told().map(|diagnostic| diagnostic.at(place.clone())).collect();
    Report { standard, pages, diagnostics }
}

fn look(bytes: &[u8], findings: &mut Findings) -> (Option<Standard>, u32) {
    let Some(document) = open(bytes, findings) else {
        return (None, 0);
    };
    let standard = standard::look(&document, findings);
    document::look(&document, standard, findings);
    let mut budget = Budget::default();
    let mut walk = Walk::new(File::new(&document, bytes), standard, &mut budget);
    let mut pages = 0;
    let mut first = None;
    for id in document.page_iter() {
        pages += 1;
        let Ok(page) = document.get_dictionary(id) else {
            findings.add(Some(pages), Finding::Damaged);
            continue;
        };
        let area = boxes::look(&document, page, pages, &mut first, findings);
        document::look_at_page(&document, page, pages, area, findings);
        if !walk.page(page, pages, area, findings) {
            findings.add(Some(pages), Finding::TooLarge);
            break;
        }
    }
    if pages == 0 {
        findings.add(None, Finding::NoPages);
    }
    (standard, pages)
}

/// `None` where nothing more can be said of it.
fn open(bytes: &[u8], findings: &mut Findings) -> Option<Document> {
    let options = LoadOptions { max_decompressed_size: Some(LARGEST_STREAM), ..Default::default() };
    let Ok(document) = Document::load_mem_with_options(bytes, options) else {
        findings.add(None, Finding::NotPdf);
        return None;
    };
    // A file that opens with an empty password is encrypted as well, and was by now decrypted.
    if document.trailer.has(b"Encrypt") || document.was_encrypted() {
        findings.add(None, Finding::Encrypted);
        if !document.was_encrypted() {
            return None;
        }
    }
    if document.xref_recovery.is_some() {
        findings.add(None, Finding::Damaged);
    }
    Some(document)
}
