//! A small PDF that a shop takes, to be spoilt by a test.

use std::sync::Arc;

use lopdf::{
    Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary, xref::XrefType,
};

use super::{super::Report, image};
use crate::check::preflight;

pub struct Sheet {
    pub document: Document,
    page: ObjectId,
    pages: ObjectId,
    resources: ObjectId,
    metadata: ObjectId,
    profile: ObjectId,
    info: ObjectId,
    catalog: ObjectId,
}

pub fn codes(content: &str) -> Vec<&'static str> {
    Sheet::new(content).codes()
}

pub fn rect(numbers: [i64; 4]) -> Object {
    Object::Array(numbers.map(Object::Integer).to_vec())
}

/// The header of a profile of a CMYK press.
pub fn profile() -> Vec<u8> {
    let mut profile = vec![0; 132];
    profile[12..20].copy_from_slice(b"prtrCMYK");
    profile[36..40].copy_from_slice(b"acsp");
    profile
}

const XMP: &str = r#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 pdfxid:GTS_PDFXVersion="PDF/X-4" pdf:Trapped="False">
<xmp:CreateDate>2026-11-23T00:00:00Z</xmp:CreateDate><xmp:ModifyDate>2026-11-23T00:00:00Z</xmp:ModifyDate>
<xmp:MetadataDate>2026-11-23T00:00:00Z</xmp:MetadataDate><xmpMM:DocumentID>uuid:1</xmpMM:DocumentID>
<xmpMM:VersionID>1</xmpMM:VersionID><xmpMM:RenditionClass>default</xmpMM:RenditionClass>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">card</rdf:li></rdf:Alt></dc:title>
</rdf:Description></rdf:RDF></x:xmpmeta>"#;

impl Sheet {
    pub fn new(content: &str) -> Sheet {
        let mut document = Document::with_version("1.6");
        let text = Object::string_literal;
        let resources = resources(&mut document);
        let pages = document.new_object_id();
        let profile = document.add_object(Stream::new(dictionary! { "N" => 4 }, profile()));
        let metadata = document.add_object(Stream::new(
            dictionary! { "Type" => "Metadata", "Subtype" => "XML" },
            XMP.into(),
        ));
        let intent = dictionary! {
            "S" => "GTS_PDFX", "OutputConditionIdentifier" => text("FOGRA39"),
            "DestOutputProfile" => profile,
        };
        let catalog = document.add_object(dictionary! {
            "Type" => "Catalog", "Pages" => pages, "Metadata" => metadata,
            "OutputIntents" => vec![Object::Dictionary(intent)],
        });
        let info = document.add_object(dictionary! {
            "Title" => text("card"), "CreationDate" => text("D:20261123000000Z"),
            "ModDate" => text("D:20261123000000Z"), "Trapped" => "False",
        });
        document.trailer.set("Root", catalog);
        document.trailer.set("Info", info);
        let id = || Object::String(b"0123456789abcdef".to_vec(), StringFormat::Hexadecimal);
        document.trailer.set("ID", vec![id(), id()]);
        document.objects.insert(
            pages,
            dictionary! { "Type" => "Pages", "Kids" => Object::Array(vec![]), "Count" => 0 }.into(),
        );
        let page = (0, 0);
        let mut sheet =
            Sheet { document, page, pages, resources, metadata, profile, info, catalog };
        sheet.add_page(content);
        sheet
    }

    /// One more of 90 × 54 mm with 3 mm of bleed.
    pub fn add_page(&mut self, content: &str) {
        let content =
            self.document.add_object(Stream::new(Dictionary::new(), content.as_bytes().to_vec()));
        self.page = self.document.add_object(dictionary! {
            "Type" => "Page", "Parent" => self.pages, "Contents" => content,
            "MediaBox" => rect([-30, -30, 285, 183]), "BleedBox" => rect([-9, -9, 264, 162]),
            "TrimBox" => rect([0, 0, 255, 153]), "Resources" => self.resources,
        });
        let (page, pages) = (self.page, self.pages);
        let kids = self.dict(pages).get_mut(b"Kids").and_then(Object::as_array_mut);
        kids.expect("pages have kids").push(page.into());
    }

    fn dict(&mut self, id: ObjectId) -> &mut Dictionary {
        let object = self.document.objects.get_mut(&id).expect("the sheet has it");
        object.as_dict_mut().expect("it is a dictionary")
    }

    pub fn page(&mut self) -> &mut Dictionary {
        self.dict(self.page)
    }

    pub fn pages(&mut self) -> &mut Dictionary {
        let pages = self.pages;
        self.dict(pages)
    }

    /// Adds a resource to those of all pages.
    pub fn resource(&mut self, kind: &str, name: &str, value: Object) {
        let resources = self.resources;
        let of_kind = self.dict(resources).get_mut(kind.as_bytes());
        of_kind.and_then(Object::as_dict_mut).expect("the sheet has it").set(name, value);
    }

    pub fn info(&mut self) -> &mut Dictionary {
        self.dict(self.info)
    }

    pub fn catalog(&mut self) -> &mut Dictionary {
        self.dict(self.catalog)
    }

    pub fn metadata(&mut self, change: impl Fn(String) -> String) {
        let stream = Stream::new(Dictionary::new(), change(XMP.to_owned()).into_bytes());
        self.document.objects.insert(self.metadata, stream.into());
    }

    pub fn set_profile(&mut self, profile: Vec<u8>) {
        let stream = Stream::new(dictionary! { "N" => 4 }, profile);
        self.document.objects.insert(self.profile, stream.into());
    }

    pub fn become_x1a(&mut self) {
        self.document.version = "1.4".into();
        self.document.reference_table.cross_reference_type = XrefType::CrossReferenceTable;
        self.info().set("GTS_PDFXVersion", Object::string_literal("PDF/X-1a:2003"));
        self.catalog().remove(b"Metadata");
    }

    pub fn bytes(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.document.save_to(&mut bytes).expect("memory takes it");
        bytes
    }

    pub fn look(&mut self) -> Report {
        preflight::bytes_of(&Arc::from("card.pdf"), self.bytes())
    }

    pub fn codes(&mut self) -> Vec<&'static str> {
        let mut codes: Vec<_> =
            self.look().diagnostics.iter().map(|one| one.code.as_str()).collect();
        codes.dedup();
        codes
    }
}

fn resources(document: &mut Document) -> ObjectId {
    let font = |document: &mut Document, embedded: bool, unicode: bool| {
        let file = document.add_object(Stream::new(Dictionary::new(), vec![0; 4]));
        let mut descriptor =
            dictionary! { "Type" => "FontDescriptor", "FontName" => "ABCDEF+Card" };
        if embedded {
            descriptor.set("FontFile2", file);
        }
        let below = dictionary! { "Subtype" => "CIDFontType2", "FontDescriptor" => descriptor };
        let mut font = dictionary! {
            "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "ABCDEF+Card",
            "Encoding" => "Identity-H", "DescendantFonts" => vec![Object::Dictionary(below)],
        };
        if unicode {
            font.set("ToUnicode", file);
        }
        document.add_object(font)
    };
    let fonts = dictionary! {
        "F" => font(document, true, true), "Loose" => font(document, false, true),
        "Dumb" => font(document, true, false),
    };
    let states = dictionary! {
        "O" => dictionary! { "OP" => true, "op" => true, "OPM" => 1 },
        "KnockOut" => dictionary! { "OP" => true, "op" => true, "OPM" => 0 },
        "Thin" => dictionary! { "LW" => 0.1 },
        "Faint" => dictionary! { "ca" => 0.5 },
        "Transfer" => dictionary! { "TR" => Object::Array(vec![]) },
    };
    let name = |name: &str| Object::Name(name.into());
    let separation =
        |ink: &str, space: Object| vec![name("Separation"), name(ink), space, Object::Null];
    let icc = document.add_object(Stream::new(dictionary! { "N" => 4 }, vec![]));
    let spaces = dictionary! {
        "Lab" => vec![name("Lab"), Dictionary::new().into()],
        "Icc" => vec![name("ICCBased"), icc.into()],
        "Indexed" => vec![name("Indexed"), name("DeviceRGB"), 1.into(), Object::Null],
        "Gold" => separation("Gold", name("DeviceCMYK")),
        "All" => separation("All", name("DeviceCMYK")),
        "Black" => separation("Black", name("DeviceCMYK")),
        "Loop" => name("Loop"),
    };
    let red = b"1 0 0 rg 0 0 9 9 re f".to_vec();
    let form = dictionary! { "Subtype" => "Form", "Matrix" => vec![2.into(), 0.into(), 0.into(), 2.into(), 0.into(), 0.into()] };
    let form = document.add_object(Stream::new(form, red.clone()));
    let within = document.new_object_id();
    let round = dictionary! { "Subtype" => "Form", "Resources" => dictionary! {
    "XObject" => dictionary! { "Loop" => within } } };
    document.objects.insert(within, Stream::new(round, b"/Loop Do".to_vec()).into());
    let objects = dictionary! {
        "RgbImage" => document.add_object(image("DeviceRGB")),
        "CmykImage" => document.add_object(image("DeviceCMYK")),
        "RgbForm" => form, "Loop" => within,
    };
    let tiles = dictionary! { "PatternType" => 1, "PaintType" => 1 };
    let patterns = dictionary! { "RgbTiles" => document.add_object(Stream::new(tiles, red)) };
    let shades = dictionary! {
    "RgbShade" => dictionary! { "ShadingType" => 2, "ColorSpace" => "DeviceRGB" } };
    document.add_object(dictionary! {
        "Font" => fonts, "ExtGState" => states, "ColorSpace" => spaces, "XObject" => objects,
        "Pattern" => patterns, "Shading" => shades,
    })
}
