//! `content/programme.toml`.

use jiff::civil::Date;

use super::{
    site::AttributionSource,
    toml::{At, Fields},
};
use crate::diagnostic::Place;

#[derive(Debug)]
pub struct ProgrammeSource {
    pub model: At<String>,
    pub structure: At<String>,
    pub principles: Vec<At<String>>,
    pub links: Vec<At<String>>,
    pub campaigns_title: Option<At<String>>,
    pub levels: Vec<LevelSource>,
    pub mechanisms: Vec<MechanismSource>,
    pub patrols: Vec<PatrolSource>,
    pub steps: Vec<StepSource>,
    pub forms: Vec<FormSource>,
    pub phases: Vec<PhaseSource>,
    pub requirements: Vec<RequirementSource>,
    pub attribution: AttributionSource,
}

#[derive(Debug)]
pub struct LevelSource {
    pub name: At<String>,
    pub body: Option<At<String>>,
}

#[derive(Debug)]
pub struct MechanismSource {
    pub id: At<String>,
    pub number: At<u32>,
    pub name: At<String>,
    pub summary: At<String>,
    pub patrols: bool,
    pub points: Vec<PointSource>,
}

#[derive(Debug)]
pub struct PointSource {
    pub head: At<String>,
    pub text: At<String>,
    pub agencies: Vec<At<String>>,
}

#[derive(Debug)]
pub struct PatrolSource {
    pub name: At<String>,
    pub by: At<String>,
    pub agencies: Vec<At<String>>,
    pub hotline: bool,
}

#[derive(Debug)]
pub struct StepSource {
    pub number: At<u32>,
    pub who: At<String>,
    pub text: At<String>,
    pub forms: Vec<At<String>>,
}

#[derive(Debug)]
pub struct FormSource {
    pub id: At<String>,
    pub label: At<String>,
    pub name: At<String>,
    pub use_for: Option<At<String>>,
}

#[derive(Debug)]
pub struct PhaseSource {
    pub name: At<String>,
    pub start: Option<At<Date>>,
    pub end: Option<At<Date>>,
    pub tasks: Vec<At<String>>,
}

#[derive(Debug)]
pub struct RequirementSource {
    pub name: At<String>,
    pub text: Option<At<String>>,
}

impl ProgrammeSource {
    pub fn decode(fields: &mut Fields<'_, '_>) -> Self {
        ProgrammeSource {
            model: fields.need_text("model"),
            structure: fields.need_text("structure"),
            principles: fields.texts("principles"),
            links: fields.texts("links"),
            campaigns_title: fields.text("campaigns_title"),
            levels: fields.tables("level", |fields| LevelSource {
                name: fields.need_text("name"),
                body: fields.text("body"),
            }),
            mechanisms: fields.tables("mechanism", MechanismSource::decode),
            patrols: fields.tables("patrol", |fields| PatrolSource {
                name: fields.need_text("name"),
                by: fields.need_text("by"),
                agencies: fields.texts("agencies"),
                hotline: fields.flag("hotline"),
            }),
            steps: fields.tables("step", |fields| StepSource {
                number: fields.need_count("number", 1..1_000),
                who: fields.need_text("who"),
                text: fields.need_text("text"),
                forms: fields.texts("forms"),
            }),
            forms: fields.tables("form", |fields| FormSource {
                id: fields.need_text("id"),
                label: fields.need_text("label"),
                name: fields.need_text("name"),
                use_for: fields.text("use_for"),
            }),
            phases: fields.tables("phase", |fields| PhaseSource {
                name: fields.need_text("name"),
                start: fields.need_date("start"),
                end: fields.need_date("end"),
                tasks: fields.need_texts("tasks"),
            }),
            requirements: fields.tables("requirement", |fields| RequirementSource {
                name: fields.need_text("name"),
                text: fields.text("text"),
            }),
            attribution: AttributionSource::decode(fields),
        }
    }

    /// What stands for a file that is not there.
    pub fn absent(place: Place) -> Self {
        let empty = At { value: String::new(), place };
        ProgrammeSource {
            model: empty.clone(),
            structure: empty,
            principles: Vec::new(),
            links: Vec::new(),
            campaigns_title: None,
            levels: Vec::new(),
            mechanisms: Vec::new(),
            patrols: Vec::new(),
            steps: Vec::new(),
            forms: Vec::new(),
            phases: Vec::new(),
            requirements: Vec::new(),
            attribution: AttributionSource { source: None, clause: None, verified: None },
        }
    }
}

impl MechanismSource {
    fn decode(fields: &mut Fields<'_, '_>) -> Self {
        MechanismSource {
            id: fields.need_text("id"),
            number: fields.need_count("number", 1..1_000),
            name: fields.need_text("name"),
            summary: fields.need_text("summary"),
            patrols: fields.flag("patrols"),
            points: fields.tables("points", |fields| PointSource {
                head: fields.need_text("head"),
                text: fields.need_text("text"),
                agencies: fields.texts("agencies"),
            }),
        }
    }
}
