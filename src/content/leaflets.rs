//! `content/leaflets.toml`: what the site decides about its leaflets. The file may be missing.

use super::toml::{At, Fields};

#[derive(Debug, Default)]
pub struct LeafletsSource {
    pub headline: Vec<At<String>>,
    pub when: Vec<At<String>>,
    pub say: Vec<At<String>>,
    /// `None`: all there are.
    pub finishes: Option<Vec<At<String>>>,
    pub profile: Option<At<String>>,
    pub formats: Vec<FormatSource>,
}

/// `[[format]]`
#[derive(Debug)]
pub struct FormatSource {
    pub id: At<String>,
    pub size: Option<At<String>>,
    pub quantity: Option<At<u32>>,
}

impl LeafletsSource {
    pub fn decode(fields: &mut Fields<'_, '_>) -> Self {
        LeafletsSource {
            headline: fields.texts("headline"),
            when: fields.texts("when"),
            say: fields.texts("say"),
            finishes: fields.has("finishes").then(|| fields.texts("finishes")),
            profile: fields.text("profile"),
            formats: fields.tables("format", |fields| FormatSource {
                id: fields.need_text("id"),
                size: fields.text("size"),
                quantity: fields.count("quantity", 1..100_000_001),
            }),
        }
    }
}
