//! `content/site.toml`.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::toml::{At, Fields};
use crate::diagnostic::Place;

#[derive(Debug)]
pub struct SiteSource {
    pub name: At<String>,
    pub short_name: At<String>,
    pub description: At<String>,
    pub keywords: Vec<At<String>>,
    pub language: Option<At<String>>,
    pub theme: At<String>,
    pub area_code: At<String>,
    pub utc_offset: Option<At<String>>,
    pub base_url: At<String>,
    pub domain: Option<At<String>>,
    pub id_code: Option<At<String>>,
    pub owner: Option<At<String>>,
    pub office: Option<OfficeSource>,
    pub footer: Option<At<String>>,
    pub leave_to: Option<At<String>>,
    pub stale_after_days: Option<At<u32>>,
    pub updated: Option<At<Date>>,
    pub page_size: Option<At<u32>>,
    pub sources: Vec<CitedSource>,
    pub home_title: At<String>,
    pub home_lead: Option<At<String>>,
}

#[derive(Debug)]
pub struct OfficeSource {
    pub name: At<String>,
    pub phone: At<String>,
}

/// `[[source]]`
#[derive(Debug)]
pub struct CitedSource {
    pub id: At<String>,
    pub title: At<String>,
    pub number: Option<At<String>>,
    pub year: Option<At<u32>>,
    pub policy: Option<At<String>>,
}

/// `source`, `clause`, `verified`: on every entry.
#[derive(Debug, Serialize, Deserialize)]
pub struct AttributionSource {
    pub source: Option<At<String>>,
    pub clause: Option<At<String>>,
    pub verified: Option<At<Date>>,
}

impl AttributionSource {
    pub fn decode(fields: &mut Fields<'_, '_>) -> Self {
        AttributionSource {
            source: fields.text("source"),
            clause: fields.text("clause"),
            verified: fields.date("verified"),
        }
    }
}

impl SiteSource {
    pub fn decode(fields: &mut Fields<'_, '_>) -> Self {
        SiteSource {
            name: fields.need_text("name"),
            short_name: fields.need_text("short_name"),
            description: fields.need_text("description"),
            keywords: fields.texts("keywords"),
            language: fields.text("language"),
            theme: fields.need_text("theme"),
            area_code: fields.need_text("area_code"),
            utc_offset: fields.text("utc_offset"),
            base_url: fields.need_text("base_url"),
            domain: fields.text("domain"),
            id_code: fields.text("id_code"),
            owner: fields.text("owner"),
            office: fields.table("office", |fields| OfficeSource {
                name: fields.need_text("name"),
                phone: fields.need_text("phone"),
            }),
            footer: fields.text("footer"),
            leave_to: fields.text("leave_to"),
            stale_after_days: fields.count("stale_after_days", 1..36_501),
            updated: fields.date("updated"),
            page_size: fields.count("page_size", 1..1_001),
            sources: fields.tables("source", |fields| CitedSource {
                id: fields.need_text("id"),
                title: fields.need_text("title"),
                number: fields.text("number"),
                year: fields.count("year", 1900..2201),
                policy: fields.text("policy"),
            }),
            home_title: fields.need_text("home_title"),
            home_lead: fields.text("home_lead"),
        }
    }

    /// What stands for a file that is not there: empty texts, which nothing further is said about.
    pub fn absent(place: Place) -> Self {
        let empty = At { value: String::new(), place };
        SiteSource {
            name: empty.clone(),
            short_name: empty.clone(),
            description: empty.clone(),
            keywords: Vec::new(),
            language: None,
            theme: empty.clone(),
            area_code: empty.clone(),
            utc_offset: None,
            base_url: empty.clone(),
            domain: None,
            id_code: None,
            owner: None,
            office: None,
            footer: None,
            leave_to: None,
            stale_after_days: None,
            updated: None,
            page_size: None,
            sources: Vec::new(),
            home_title: empty,
            home_lead: None,
        }
    }
}
