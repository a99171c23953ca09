//! Who does what for whom.

use serde::Serialize;

use super::{
    campaign::{PartyData, parties},
    programme::form_name,
};
use crate::portal::{Agency, Category, Group, Portal};

#[derive(Debug, Serialize)]
pub struct AgencyData<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub summary: &'a str,
    pub duties: Vec<DutyData<'a>>,
}

#[derive(Debug, Serialize)]
pub struct DutyData<'a> {
    pub text: &'a str,
    /// Forms that it names, e.g. 附件2 基本信息登记表.
    pub forms: Vec<String>,
}

#[derive(Debug, Serialize)]
pub struct GroupData<'a> {
    pub id: &'a str,
    pub number: u32,
    pub name: &'a str,
    pub plain: &'a str,
    pub examples: &'a [String],
    pub urgent: bool,
    /// Names of the categories that may help: the site's own advice.
    pub categories: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
pub struct CategoryData<'a> {
    pub id: &'a str,
    pub number: u32,
    pub name: &'a str,
    pub plain: &'a str,
    pub lead: Vec<PartyData<'a>>,
    pub assist: Vec<PartyData<'a>>,
    pub measures: &'a [String],
}

pub fn agency_data<'p>(portal: &'p Portal, agency: &'p Agency) -> AgencyData<'p> {
    AgencyData {
        id: &agency.id,
        name: &agency.name,
        summary: &agency.summary,
        duties: agency
            .duties
            .iter()
            .map(|duty| DutyData {
                text: &duty.text,
                forms: duty.forms.iter().map(|&ix| form_name(portal, ix)).collect(),
            })
            .collect(),
    }
}

pub fn category(category: &Category) -> CategoryData<'_> {
    CategoryData {
        id: &category.id,
        number: category.number,
        name: &category.name,
        plain: &category.plain,
        lead: parties(&category.lead),
        assist: parties(&category.assist),
        measures: &category.measures,
    }
}

pub fn group<'p>(portal: &'p Portal, group: &'p Group) -> GroupData<'p> {
    let categories = group.categories.iter();
    GroupData {
        id: &group.id,
        number: group.number,
        name: &group.name,
        plain: &group.plain,
        examples: &group.examples,
        urgent: group.urgent,
        categories: categories.map(|&ix| portal.categories[ix].name.as_str()).collect(),
    }
}
