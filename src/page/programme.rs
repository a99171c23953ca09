//! The programme's first page, and what its other pages share.

use serde::Serialize;

use super::at::{At, Link};
use super::campaigns::{CampaignCard, campaign_cards};
use super::describe::campaigns_title;
use super::frame::{PageContext, page};
use crate::portal::{ArticleIx, ArticleView, Form, FormIx, Section, Target};

/// programme.html: what the programme is, and the way to its parts.
#[derive(Debug, Serialize)]
pub struct ProgrammeContext<'a> {
    pub page: PageContext<'a>,
    pub model: &'a str,
    pub structure: &'a str,
    pub principles: &'a [String],
    pub articles: Vec<ArticleCard<'a>>,
    pub campaigns: Vec<CampaignCard<'a>>,
    /// What they are called together.
    pub campaigns_title: &'a str,
    pub categories: Vec<Link<'a>>,
    pub forms: Vec<FormContext<'a>>,
}

#[derive(Debug, Serialize)]
pub struct ArticleCard<'a> {
    pub title: &'a str,
    pub description: &'a str,
    pub url: String,
    pub current: bool,
}

#[derive(Debug, Serialize)]
pub struct FormContext<'a> {
    pub id: &'a str,
    pub label: &'a str,
    pub name: &'a str,
    pub use_for: Option<&'a str>,
}

pub(super) fn programme(at: At<'_>) -> ProgrammeContext<'_> {
    let portal = at.portal();
    let programme = &portal.programme;
    let categories = portal.categories.iter().enumerate();
    ProgrammeContext {
        page: page(at),
        model: &programme.model,
        structure: &programme.structure,
        principles: &programme.principles,
        articles: article_cards(at, Section::Programme),
        campaigns: campaign_cards(at),
        campaigns_title: campaigns_title(at),
        categories: categories
            .map(|(ix, category)| at.link(&category.name, Target::Category(ix)))
            .collect(),
        forms: all_forms(at),
    }
}

/// All pages of a section, the one at hand marked.
pub(super) fn article_cards(at: At<'_>, section: Section) -> Vec<ArticleCard<'_>> {
    let articles = at.portal().articles.iter().enumerate();
    articles
        .filter(|(_, article)| article.section == section)
        .map(|(ix, article)| ArticleCard {
            title: &article.title,
            description: &article.description,
            url: at.to(Target::Article(ix)),
            current: at.target == Target::Article(ix),
        })
        .collect()
}

/// The page that shows some of the programme's facts, where the site has one.
pub(super) fn view_article(at: At<'_>, view: ArticleView) -> Option<ArticleIx> {
    at.portal().articles.iter().position(|article| article.view == view)
}

pub(super) fn forms<'p>(at: At<'p>, forms: &[FormIx]) -> Vec<FormContext<'p>> {
    forms.iter().map(|&ix| form(&at.portal().programme.forms[ix])).collect()
}

pub(super) fn all_forms(at: At<'_>) -> Vec<FormContext<'_>> {
    at.portal().programme.forms.iter().map(form).collect()
}

fn form(form: &Form) -> FormContext<'_> {
    FormContext {
        id: &form.id,
        label: &form.label,
        name: &form.name,
        use_for: form.use_for.as_deref(),
    }
}
