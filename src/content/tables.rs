//! The tables of facts: `places.toml`, `hotlines.toml`, `agencies.toml`, `groups.toml`,
//! `categories.toml`.

use serde::{Deserialize, Serialize};

use super::{
    site::AttributionSource,
    toml::{At, Fields},
};

/// Largest number of a numbered entry.
const MOST: i64 = 10_000;

/// `[[place]]`
#[derive(Debug)]
pub struct PlaceSource {
    pub id: At<String>,
    pub name: At<String>,
    pub aliases: Vec<At<String>>,
    pub kind: At<String>,
    pub parent: Option<At<String>>,
    pub pilot_townships: Option<At<u32>>,
    pub pilot_villages: Option<At<u32>>,
}

/// `[[hotline]]`
#[derive(Debug)]
pub struct HotlineSource {
    pub id: At<String>,
    pub place: At<String>,
    pub purpose: At<String>,
    pub number: At<String>,
    pub office: Option<At<String>>,
    pub hours: Option<At<String>>,
    pub attribution: AttributionSource,
}

/// `[[national]]`
#[derive(Debug)]
pub struct NationalSource {
    pub number: At<String>,
    pub name: At<String>,
    pub use_when: Option<At<String>>,
}

/// `[[agency]]`
#[derive(Debug)]
pub struct AgencySource {
    pub id: At<String>,
    pub name: At<String>,
    pub summary: At<String>,
    pub duties: Vec<DutySource>,
    pub attribution: AttributionSource,
}

#[derive(Debug)]
pub struct DutySource {
    pub text: At<String>,
    pub forms: Vec<At<String>>,
}

/// `[[group]]`
#[derive(Debug)]
pub struct GroupSource {
    pub id: At<String>,
    pub number: At<u32>,
    pub name: At<String>,
    pub short_name: Option<At<String>>,
    pub plain: At<String>,
    pub examples: Vec<At<String>>,
    pub categories: Vec<At<String>>,
    pub urgent: bool,
    pub numbers: Vec<At<String>>,
    pub advice: Vec<At<String>>,
    pub answers: Vec<AnswerSource>,
    pub attribution: AttributionSource,
}

/// `[[group.answer]]`
#[derive(Debug)]
pub struct AnswerSource {
    pub who: At<String>,
    pub agency: Option<At<String>>,
    pub text: At<String>,
    pub attribution: AttributionSource,
}

/// `[[category]]`
#[derive(Debug)]
pub struct CategorySource {
    pub id: At<String>,
    pub number: At<u32>,
    pub name: At<String>,
    pub plain: At<String>,
    pub lead: Vec<PartySource>,
    pub assist: Vec<PartySource>,
    pub measures: Vec<At<String>>,
    pub attribution: AttributionSource,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct PartySource {
    pub name: At<String>,
    pub agency: Option<At<String>>,
    pub scope: Option<At<String>>,
}

impl PartySource {
    pub fn decode(fields: &mut Fields<'_, '_>) -> Self {
        PartySource {
            name: fields.need_text("name"),
            agency: fields.text("agency"),
            scope: fields.text("scope"),
        }
    }
}

pub fn places(fields: &mut Fields<'_, '_>) -> Vec<PlaceSource> {
    fields.need_tables("place", |fields| PlaceSource {
        id: fields.need_text("id"),
        name: fields.need_text("name"),
        aliases: fields.texts("aliases"),
        kind: fields.need_text("kind"),
        parent: fields.text("parent"),
        pilot_townships: fields.count("pilot_townships", 0..MOST),
        pilot_villages: fields.count("pilot_villages", 0..MOST),
    })
}

pub fn hotlines(fields: &mut Fields<'_, '_>) -> (Vec<HotlineSource>, Vec<NationalSource>) {
    let hotlines = fields.tables("hotline", |fields| HotlineSource {
        id: fields.need_text("id"),
        place: fields.need_text("place"),
        purpose: fields.need_text("purpose"),
        number: fields.need_text("number"),
        office: fields.text("office"),
        hours: fields.text("hours"),
        attribution: AttributionSource::decode(fields),
    });
    let national = fields.tables("national", |fields| NationalSource {
        number: fields.need_text("number"),
        name: fields.need_text("name"),
        use_when: fields.text("use_when"),
    });
    (hotlines, national)
}

pub fn agencies(fields: &mut Fields<'_, '_>) -> Vec<AgencySource> {
    fields.tables("agency", |fields| AgencySource {
        id: fields.need_text("id"),
        name: fields.need_text("name"),
        summary: fields.need_text("summary"),
        duties: duties(fields),
        attribution: AttributionSource::decode(fields),
    })
}

fn duties(fields: &mut Fields<'_, '_>) -> Vec<DutySource> {
    fields.need_list("duties");
    fields.texts_or_tables(
        "duties",
        |text| DutySource { text, forms: Vec::new() },
        |fields| DutySource { text: fields.need_text("text"), forms: fields.texts("forms") },
    )
}

pub fn groups(fields: &mut Fields<'_, '_>) -> Vec<GroupSource> {
    fields.tables("group", |fields| GroupSource {
        id: fields.need_text("id"),
        number: fields.need_count("number", 0..MOST),
        name: fields.need_text("name"),
        plain: fields.need_text("plain"),
        short_name: fields.text("short_name"),
        examples: fields.texts("examples"),
        categories: fields.texts("categories"),
        urgent: fields.flag("urgent"),
        numbers: fields.texts("numbers"),
        advice: fields.texts("advice"),
        answers: fields.tables("answer", |fields| AnswerSource {
            who: fields.need_text("who"),
            agency: fields.text("agency"),
            text: fields.need_text("text"),
            attribution: AttributionSource::decode(fields),
        }),
        attribution: AttributionSource::decode(fields),
    })
}

pub fn categories(fields: &mut Fields<'_, '_>) -> Vec<CategorySource> {
    fields.tables("category", |fields| CategorySource {
        id: fields.need_text("id"),
        number: fields.need_count("number", 1..MOST),
        name: fields.need_text("name"),
        plain: fields.need_text("plain"),
        lead: fields.need_tables("lead", PartySource::decode),
        assist: fields.tables("assist", PartySource::decode),
        measures: fields.need_texts("measures"),
        attribution: AttributionSource::decode(fields),
    })
}
