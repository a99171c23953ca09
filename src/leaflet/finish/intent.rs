//! The press that the colours are meant for.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

/// An ICC profile of a press, checked.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Name of the printing condition, such as FOGRA39.
    pub condition: String,
    bytes: Vec<u8>,
}

impl Profile {
    /// Takes an ICC profile. `None` if it is none of a printer in CMYK (ICC.1:2010, 7.2).
    pub fn new(condition: &str, bytes: &[u8]) -> Option<Self> {
        let is = |at: usize, what: &[u8; 4]| bytes.get(at..at + 4) == Some(what);
        let fits = bytes.len() >= 128 && is(12, b"prtr") && is(16, b"CMYK") && is(36, b"acsp");
        fits.then(|| Profile { condition: condition.to_owned(), bytes: bytes.to_vec() })
    }
}

/// The output intent of PDF/X (ISO 15930-7, 6.2.3), with the profile in it.
pub fn intent(document: &mut Document, profile: &Profile) -> Result<ObjectId, lopdf::Error> {
    let mut stream = Stream::new(dictionary! { "N" => 4 }, profile.bytes.clone());
    stream.compress()?;
    let stream = document.add_object(stream);
    let intent: Dictionary = dictionary! {
        "Type" => Object::Name(b"OutputIntent".to_vec()),
        "S" => Object::Name(b"GTS_PDFX".to_vec()),
        "OutputConditionIdentifier" => Object::string_literal(profile.condition.as_str()),
        "OutputCondition" => Object::string_literal(profile.condition.as_str()),
        "RegistryName" => Object::string_literal("http://www.color.org"),
        "Info" => Object::string_literal(profile.condition.as_str()),
        "DestOutputProfile" => stream,
    };
    Ok(document.add_object(intent))
}
