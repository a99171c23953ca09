//! Finishing for print shops, where Typst stops: boxes, marks, overprint, output intent and the keys
//! of PDF/X.
//!
//! What comes out is structured as the standards say (ISO 15930-4 for PDF/X-1a:2003, ISO 15930-7 for
//! PDF/X-4) and looked at by this program; nobody has certified it.

mod intent;
mod marks;
mod overprint;
mod xmp;

use jiff::civil::Date;
use lopdf::{Dictionary, Document, Object, ObjectId, StringFormat, dictionary};
use sha2::{Digest, Sha256};

pub use intent::Profile;
pub use marks::{Slug, slug_width};

use super::pdf::CREATOR;
use crate::portal::{Finish, LeafletSize};

/// Millimetres to points.
pub const MM: f64 = 72.0 / 25.4;
/// Millimetres beyond the trim that are printed and cut away.
pub const BLEED: f64 = 3.0;
/// Millimetres beyond the trim that have marks and the job line, where there are any.
pub const SLUG: f64 = 12.0;

/// What is made.
pub struct Job<'a> {
    pub finish: Finish,
    pub size: &'a LeafletSize,
    pub title: &'a str,
    pub author: &'a str,
    /// The same for all issues of the file.
    pub ident: &'a str,
    /// Of this issue.
    pub version: &'a str,
    pub day: Date,
    pub profile: &'a Profile,
    /// One a page.
    pub slugs: &'a [Slug],
}

impl Job<'_> {
    /// The value of `GTS_PDFXVersion`.
    fn standard(&self) -> &'static str {
        match self.finish {
            Finish::X4 | Finish::Screen => "PDF/X-4",
            Finish::X1a | Finish::Outlines => "PDF/X-1a:2003",
        }
    }

    fn is_x4(&self) -> bool {
        self.finish == Finish::X4
    }

    /// Sixteen bytes that name something of this job.
    fn id(&self, what: &str) -> [u8; 16] {
        let digest = Sha256::new()
            .chain_update(self.ident)
            .chain_update([0])
            .chain_update(self.finish.word())
            .chain_update([0])
            .chain_update(what)
            .finalize();
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        id
    }
}

/// Finishes the pages of `base`, a PDF 1.4 whose pages are trim plus `BLEED` on each side.
///
/// # Errors
/// The base is not what Typst writes.
pub fn finish(base: &[u8], job: &Job<'_>) -> Result<Vec<u8>, lopdf::Error> {
    let mut document = Document::load_mem(base)?;
    let pages: Vec<ObjectId> = document.page_iter().collect();
    let overprint = document.add_object(overprint::state(true));
    let knockout = document.add_object(overprint::state(false));
    let all = document.add_object(marks::all());
    for (index, &page) in pages.iter().enumerate() {
        let mut content = lopdf::content::Content::decode(&document.get_page_content(page))?;
        overprint::black(&mut content, job.finish == Finish::Outlines);
        let mut content = content.encode()?;
        if job.is_x4() {
            content = marks::around(&content, job.size, index, job.slugs.get(index));
        }
        let mut stream = lopdf::Stream::new(Dictionary::new(), content);
        stream.compress()?;
        let stream = document.add_object(stream);
        let resources = resources(&mut document, page)?;
        add(resources, "ExtGState", overprint::ON, overprint)?;
        add(resources, "ExtGState", overprint::OFF, knockout)?;
        if job.is_x4() {
            add(resources, "ColorSpace", marks::ALL, all)?;
        }
        let page = document.get_object_mut(page)?.as_dict_mut()?;
        page.set("Contents", stream);
        boxes(page, job);
        // Nothing that is not printed, and no transparency.
        for key in ["Annots", "Group", "StructParents", "Tabs"] {
            page.remove(key.as_bytes());
        }
    }
    head(&mut document, job)?;
    document.version = if job.is_x4() { "1.6" } else { "1.4" }.into();
    document.prune_objects();
    document.renumber_objects();
    let id = |what| Object::String(job.id(what).to_vec(), StringFormat::Hexadecimal);
    document.trailer.set("ID", vec![id("document"), id(job.version)]);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes)?;
    Ok(bytes)
}

/// The boxes of a page (ISO 32000-1, 14.11.2), which lie in one another: trim, bleed, media.
fn boxes(page: &mut Dictionary, job: &Job<'_>) {
    let around = if job.is_x4() { SLUG } else { BLEED };
    let (width, height) = (job.size.width + 2.0 * around, job.size.height + 2.0 * around);
    let inset = |by: f64| -> Object {
        let corners = [by, by, width - by, height - by];
        corners.map(|mm| Object::Real((mm * MM) as f32)).to_vec().into()
    };
    page.set("MediaBox", inset(0.0));
    page.set("BleedBox", inset(around - BLEED));
    page.set("TrimBox", inset(around));
    page.remove(b"CropBox");
    page.remove(b"ArtBox");
}

/// The page's own dictionary of resources.
fn resources(document: &mut Document, page: ObjectId) -> Result<&mut Dictionary, lopdf::Error> {
    let shared = match document.get_dictionary(page)?.get(b"Resources") {
        Ok(Object::Reference(id)) => Some(*id),
        _ => None,
    };
    match shared {
        Some(id) => document.get_dictionary_mut(id),
        None => {
            let page = document.get_dictionary_mut(page)?;
            if !page.has(b"Resources") {
                page.set("Resources", Dictionary::new());
            }
            page.get_mut(b"Resources")?.as_dict_mut()
        }
    }
}

fn add(
    resources: &mut Dictionary,
    kind: &str,
    name: &str,
    object: ObjectId,
) -> Result<(), lopdf::Error> {
    if !resources.has(kind.as_bytes()) {
        resources.set(kind, Dictionary::new());
    }
    resources.get_mut(kind.as_bytes())?.as_dict_mut()?.set(name, object);
    Ok(())
}

/// Catalogue, Info and XMP.
fn head(document: &mut Document, job: &Job<'_>) -> Result<(), lopdf::Error> {
    let intent = intent::intent(document, job.profile)?;
    let metadata = document.add_object(xmp::stream(job));
    let catalogue = document.catalog_mut()?;
    catalogue.set("OutputIntents", vec![Object::Reference(intent)]);
    catalogue.set("Metadata", metadata);
    for key in
        ["Outlines", "PageLabels", "ViewerPreferences", "MarkInfo", "StructTreeRoot", "Names"]
    {
        catalogue.remove(key.as_bytes());
    }
    let date = Object::string_literal(format!("D:{}000000Z", job.day.strftime("%Y%m%d")));
    let mut info = dictionary! {
        "Title" => text(job.title),
        "Creator" => text(CREATOR),
        "Producer" => text(CREATOR),
        "CreationDate" => date.clone(),
        "ModDate" => date,
        "Trapped" => Object::Name(b"False".to_vec()),
        "GTS_PDFXVersion" => Object::string_literal(job.standard()),
    };
    if !job.author.is_empty() {
        info.set("Author", text(job.author));
    }
    let info = document.add_object(info);
    document.trailer.set("Info", info);
    Ok(())
}

/// A text string (ISO 32000-1, 7.9.2.2): ASCII as it is, all else in UTF-16.
fn text(text: &str) -> Object {
    if text.is_ascii() {
        return Object::string_literal(text);
    }
    let utf16 = text.encode_utf16().flat_map(u16::to_be_bytes);
    Object::String([0xFE, 0xFF].into_iter().chain(utf16).collect(), StringFormat::Hexadecimal)
}
