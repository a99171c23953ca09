//! XMP, as PDF/X asks for it.

use lopdf::{Object, Stream, dictionary};

use super::Job;
use crate::leaflet::pdf::CREATOR;

pub fn stream(job: &Job<'_>) -> Stream {
    let dictionary = dictionary! {
        "Type" => Object::Name(b"Metadata".to_vec()),
        "Subtype" => Object::Name(b"XML".to_vec()),
    };
    // Not compressed, so that what looks for it finds it (ISO 32000-1, 14.3.2).
    Stream::new(dictionary, packet(job).into_bytes()).with_compression(false)
}

fn packet(job: &Job<'_>) -> String {
    let date = format!("{}T00:00:00Z", job.day);
    let title = escaped(job.title);
    let author = match job.author {
        "" => String::new(),
        author => format!(
            "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>\n",
            escaped(author)
        ),
    };
    let standard = job.standard();
    let version = match job.is_x4() {
        true => format!("<pdfxid:GTS_PDFXVersion>{standard}</pdfxid:GTS_PDFXVersion>"),
        false => format!("<pdfx:GTS_PDFXVersion>{standard}</pdfx:GTS_PDFXVersion>"),
    };
    format!(
        "<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\" \
         xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:pdfx=\"http://ns.adobe.com/pdfx/1.3/\" \
         xmlns:pdfxid=\"http://www.npes.org/pdfx/ns/id/\">\n\
         <dc:format>application/pdf</dc:format>\n\
         <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>\n\
         {author}\
         <xmp:CreateDate>{date}</xmp:CreateDate>\n\
         <xmp:ModifyDate>{date}</xmp:ModifyDate>\n\
         <xmp:MetadataDate>{date}</xmp:MetadataDate>\n\
         <xmp:CreatorTool>{CREATOR}</xmp:CreatorTool>\n\
         <xmpMM:DocumentID>{}</xmpMM:DocumentID>\n\
         <xmpMM:InstanceID>{}</xmpMM:InstanceID>\n\
         <xmpMM:VersionID>{}</xmpMM:VersionID>\n\
         <xmpMM:RenditionClass>default</xmpMM:RenditionClass>\n\
         <pdf:Producer>{CREATOR}</pdf:Producer>\n\
         <pdf:Trapped>False</pdf:Trapped>\n\
         {version}\n\
         </rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>\n",
        uuid(job.id("document")),
        uuid(job.id(job.version)),
        escaped(job.version),
    )
}

/// The bytes as a UUID of their own making (RFC 9562, version 8).
fn uuid(mut bytes: [u8; 16]) -> String {
    bytes[6] = bytes[6] & 0x0F | 0x80;
    bytes[8] = bytes[8] & 0x3F | 0x80;
    let hex = crate::digest::hex(&bytes);
    format!("uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
