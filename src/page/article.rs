//! Prose of the programme or of the site itself, with the facts that its view asks for.

use serde::Serialize;

use super::at::{At, Link};
use super::body::{Body, TocEntry, body, toc};
use super::frame::{PageContext, page};
use super::hotlines::{PlaceCard, places as place_cards};
use super::phases::{PhaseContext, phases};
use super::programme::{ArticleCard, FormContext, all_forms, article_cards, forms, view_article};
use crate::portal::{AgencyIx, ArticleIx, ArticleView, Section, Target};

/// article.html: prose of the programme or of "about", with the facts its view asks for.
#[derive(Debug, Serialize)]
pub struct ArticleContext<'a> {
    pub page: PageContext<'a>,
    /// `programme` or `about`.
    pub section: &'static str,
    /// `prose`, `network`, `mechanisms`, `discovery`, `recognition`, `timetable`, `requirements`.
    pub view: &'static str,
    pub title: &'a str,
    /// Rendered Markdown: print with `| safe`.
    pub body: Body<'a>,
    pub toc: Vec<TocEntry<'a>>,
    /// The pages of the section, this one marked `current`.
    pub siblings: Vec<ArticleCard<'a>>,
    /// From here on: filled for the view that shows them, else empty.
    pub levels: Vec<LevelContext<'a>>,
    pub links: &'a [String],
    pub structure: &'a str,
    pub mechanisms: Vec<MechanismContext<'a>>,
    pub patrols: Vec<PatrolContext<'a>>,
    pub steps: Vec<StepContext<'a>>,
    pub forms: Vec<FormContext<'a>>,
    pub phases: Vec<PhaseContext<'a>>,
    pub requirements: Vec<RequirementContext<'a>>,
    pub places: Vec<PlaceCard<'a>>,
}

#[derive(Debug, Serialize)]
pub struct LevelContext<'a> {
    pub name: &'a str,
    pub body: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub struct MechanismContext<'a> {
    /// Also the anchor.
    pub id: &'a str,
    pub number: u32,
    pub name: &'a str,
    pub summary: &'a str,
    pub points: Vec<PointContext<'a>>,
    /// A page that tells more about it.
    pub more: Option<Link<'a>>,
}

#[derive(Debug, Serialize)]
pub struct PointContext<'a> {
    pub head: &'a str,
    pub text: &'a str,
    pub agencies: Vec<Link<'a>>,
}

#[derive(Debug, Serialize)]
pub struct PatrolContext<'a> {
    pub name: &'a str,
    pub by: &'a str,
    pub agencies: Vec<Link<'a>>,
    pub is_hotline: bool,
}

#[derive(Debug, Serialize)]
pub struct StepContext<'a> {
    pub number: u32,
    pub who: &'a str,
    pub text: &'a str,
    pub forms: Vec<FormContext<'a>>,
}

#[derive(Debug, Serialize)]
pub struct RequirementContext<'a> {
    pub name: &'a str,
    pub text: Option<&'a str>,
}

pub(super) fn article(at: At<'_>, ix: ArticleIx) -> ArticleContext<'_> {
    let article = &at.portal().articles[ix];
    let mut context = ArticleContext {
        page: page(at),
        section: match article.section {
            Section::Programme => "programme",
            Section::About => "about",
        },
        view: article.view.word(),
        title: &article.title,
        body: body(at, &article.body),
        toc: toc(&article.body),
        siblings: article_cards(at, article.section),
        levels: Vec::new(),
        links: &[],
        structure: "",
        mechanisms: Vec::new(),
        patrols: Vec::new(),
        steps: Vec::new(),
        forms: Vec::new(),
        phases: Vec::new(),
        requirements: Vec::new(),
        places: Vec::new(),
    };
    add_facts(&mut context, at, article.view);
    context
}

/// Adds the facts of the programme that a view shows beside the prose.
fn add_facts<'p>(context: &mut ArticleContext<'p>, at: At<'p>, view: ArticleView) {
    let programme = &at.portal().programme;
    match view {
        ArticleView::Prose => {}
        ArticleView::Network => {
            context.levels = levels(at);
            context.links = &programme.links;
            context.structure = &programme.structure;
        }
        ArticleView::Mechanisms => context.mechanisms = mechanisms(at),
        ArticleView::Discovery => {
            context.patrols = patrols(at);
            context.places = place_cards(at);
        }
        ArticleView::Recognition => {
            context.steps = steps(at);
            context.forms = all_forms(at);
        }
        ArticleView::Timetable => context.phases = phases(&programme.phases, at.view.as_of),
        ArticleView::Requirements => context.requirements = requirements(at),
    }
}

fn agency_links<'p>(at: At<'p>, agencies: &[AgencyIx]) -> Vec<Link<'p>> {
    let link = |&ix: &AgencyIx| at.link(&at.portal().agencies[ix].name, Target::Agency(ix));
    agencies.iter().map(link).collect()
}

fn levels(at: At<'_>) -> Vec<LevelContext<'_>> {
    let levels = at.portal().programme.levels.iter();
    levels.map(|level| LevelContext { name: &level.name, body: level.body.as_deref() }).collect()
}

fn mechanisms(at: At<'_>) -> Vec<MechanismContext<'_>> {
    let programme = &at.portal().programme;
    let discovery = view_article(at, ArticleView::Discovery);
    let mechanisms = programme.mechanisms.iter().enumerate();
    mechanisms
        .map(|(ix, mechanism)| MechanismContext {
            id: &mechanism.id,
            number: mechanism.number,
            name: &mechanism.name,
            summary: &mechanism.summary,
            points: mechanism
                .points
                .iter()
                .map(|point| PointContext {
                    head: &point.head,
                    text: &point.text,
                    agencies: agency_links(at, &point.agencies),
                })
                .collect(),
            more: discovery
                .filter(|_| programme.patrol_mechanism == Some(ix))
                .map(|page| at.link(&at.portal().articles[page].title, Target::Article(page))),
        })
        .collect()
}

fn patrols(at: At<'_>) -> Vec<PatrolContext<'_>> {
    let patrols = at.portal().programme.patrols.iter();
    patrols
        .map(|patrol| PatrolContext {
            name: &patrol.name,
            by: &patrol.by,
            agencies: agency_links(at, &patrol.agencies),
            is_hotline: patrol.is_hotline,
        })
        .collect()
}

fn steps(at: At<'_>) -> Vec<StepContext<'_>> {
    let steps = at.portal().programme.steps.iter();
    steps
        .map(|step| StepContext {
            number: step.number,
            who: &step.who,
            text: &step.text,
            forms: forms(at, &step.forms),
        })
        .collect()
}

fn requirements(at: At<'_>) -> Vec<RequirementContext<'_>> {
    let requirements = at.portal().programme.requirements.iter();
    requirements
        .map(|requirement| RequirementContext {
            name: &requirement.name,
            text: requirement.text.as_deref(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;

    #[test]
    fn an_article_shows_the_facts_of_its_view_and_no_others() {
        let portal = sample::portal();
        let view = sample::view(&portal);
        let mechanisms = article(At { view: &view, target: Target::Article(0) }, 0);
        assert_eq!(mechanisms.mechanisms.len(), 2);
        assert!(mechanisms.patrols.is_empty() && mechanisms.places.is_empty());
        let discovery = article(At { view: &view, target: Target::Article(1) }, 1);
        assert!(discovery.mechanisms.is_empty());
        assert_eq!((discovery.patrols.len(), discovery.places.len()), (1, 3));
    }

    #[test]
    fn only_the_mechanism_of_the_patrols_leads_to_how_children_are_found() {
        let portal = sample::portal();
        let view = sample::view(&portal);
        let page = article(At { view: &view, target: Target::Article(0) }, 0);
        let more: Vec<_> =
            page.mechanisms.iter().map(|m| m.more.as_ref().map(|l| &*l.url)).collect();
        assert_eq!(more, [Some("discovery.html"), None]);
    }
}
