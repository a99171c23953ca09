//! The programme as a whole.

use serde::Serialize;

use crate::portal::Portal;

#[derive(Debug, Serialize)]
pub struct ProgrammeData<'a> {
    pub model: &'a str,
    pub structure: &'a str,
    pub principles: &'a [String],
    pub levels: Vec<LevelData<'a>>,
    pub patrols: Vec<PatrolData<'a>>,
    pub steps: Vec<StepData<'a>>,
    pub mechanisms: Vec<MechanismData<'a>>,
    pub forms: Vec<FormData<'a>>,
    pub phases: Vec<PhaseData<'a>>,
    pub requirements: Vec<RequirementData<'a>>,
}

#[derive(Debug, Serialize)]
pub struct LevelData<'a> {
    pub name: &'a str,
    pub body: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub struct PatrolData<'a> {
    pub name: &'a str,
    pub by: &'a str,
    pub is_hotline: bool,
}

#[derive(Debug, Serialize)]
pub struct StepData<'a> {
    pub number: u32,
    pub who: &'a str,
    pub text: &'a str,
    pub forms: Vec<String>,
}

#[derive(Debug, Serialize)]
pub struct MechanismData<'a> {
    pub number: u32,
    pub name: &'a str,
    pub summary: &'a str,
    pub points: Vec<PointData<'a>>,
}

#[derive(Debug, Serialize)]
pub struct PointData<'a> {
    pub head: &'a str,
    pub text: &'a str,
}

#[derive(Debug, Serialize)]
pub struct FormData<'a> {
    pub label: &'a str,
    pub name: &'a str,
    pub use_for: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub struct PhaseData<'a> {
    pub name: &'a str,
    pub start: String,
    pub end: String,
    pub tasks: &'a [String],
}

#[derive(Debug, Serialize)]
pub struct RequirementData<'a> {
    pub name: &'a str,
    pub text: Option<&'a str>,
}

pub fn form_name(portal: &Portal, ix: usize) -> String {
    let form = &portal.programme.forms[ix];
    format!("{} {}", form.label, form.name)
}

pub fn programme(portal: &Portal) -> ProgrammeData<'_> {
    let programme = &portal.programme;
    ProgrammeData {
        model: &programme.model,
        structure: &programme.structure,
        principles: &programme.principles,
        levels: programme
            .levels
            .iter()
            .map(|level| LevelData { name: &level.name, body: level.body.as_deref() })
            .collect(),
        patrols: programme
            .patrols
            .iter()
            .map(|patrol| PatrolData {
                name: &patrol.name,
                by: &patrol.by,
                is_hotline: patrol.is_hotline,
            })
            .collect(),
        steps: programme
            .steps
            .iter()
            .map(|step| StepData {
                number: step.number,
                who: &step.who,
                text: &step.text,
                forms: step.forms.iter().map(|&ix| form_name(portal, ix)).collect(),
            })
            .collect(),
        mechanisms: programme
            .mechanisms
            .iter()
            .map(|mechanism| MechanismData {
                number: mechanism.number,
                name: &mechanism.name,
                summary: &mechanism.summary,
                points: mechanism
                    .points
                    .iter()
                    .map(|point| PointData { head: &point.head, text: &point.text })
                    .collect(),
            })
            .collect(),
        forms: programme
            .forms
            .iter()
            .map(|form| FormData {
                label: &form.label,
                name: &form.name,
                use_for: form.use_for.as_deref(),
            })
            .collect(),
        phases: programme
            .phases
            .iter()
            .map(|phase| PhaseData {
                name: &phase.name,
                start: phase.start.to_string(),
                end: phase.end.to_string(),
                tasks: &phase.tasks,
            })
            .collect(),
        requirements: programme
            .requirements
            .iter()
            .map(|requirement| RequirementData {
                name: &requirement.name,
                text: requirement.text.as_deref(),
            })
            .collect(),
    }
}
