//! Campaigns, policies and articles: which are out on the day, in which order.

use std::{cmp::Reverse, collections::HashMap, sync::Arc};

use ahash::AHashMap;
use rayon::prelude::*;

use super::{
    Options, Standing,
    facts::{check_numbers, national_number, parties},
    names::{Kind, Names},
    site::attribution,
};
use crate::{
    content::{
        markdown::Document,
        pages::{ArticleFront, CampaignFront, PageSource, PolicyFront, PublishingSource},
        toml::{At, unknown_word},
    },
    diagnostic::{Code, Diagnostic, Place},
    portal::{
        Article, ArticleView, Campaign, NationalLine, Policy, Publication, PublicationState,
        Section, Target, Text, Validity,
    },
};

pub struct PageSources {
    pub campaigns: Vec<Arc<PageSource<CampaignFront>>>,
    pub policies: Vec<Arc<PageSource<PolicyFront>>>,
    pub programme: Vec<Arc<PageSource<ArticleFront>>>,
    pub about: Vec<Arc<PageSource<ArticleFront>>>,
}

pub struct Pages {
    pub campaigns: Vec<Campaign>,
    /// In the order of the list of all.
    pub policies: Vec<Arc<Policy>>,
    pub articles: Vec<Article>,
    /// The source file of every page that is out, but those of policies: `content/about/site.md`.
    pub by_file: AHashMap<Arc<str>, Target>,
}

pub fn pages(
    sources: PageSources,
    standing: Option<&Standing>,
    national: &[NationalLine],
    options: &Options,
    names: &mut Names,
    problems: &mut Vec<Diagnostic>,
) -> Pages {
    let mut by_file = AHashMap::new();

    let mut campaigns = out(sources.campaigns, Kind::Campaign, options, names, problems);
    campaigns.sort_by_key(|(source, _)| source.front.number.value);
    check_numbers(campaigns.iter().map(|(source, _)| &source.front.number), problems);
    for (index, (source, _)) in campaigns.iter().enumerate() {
        names.put_page(Kind::Campaign, &source.id, index);
        by_file.insert(source.file.clone(), Target::Campaign(index));
    }

    let mut policies = out(sources.policies, Kind::Policy, options, names, problems);
    policies.par_sort_by(|(one, _), (other, _)| {
        let key = |front: &PolicyFront| Reverse((year(front), date(front)));
        (key(&one.front), &one.id).cmp(&(key(&other.front), &other.id))
    });
    let ids: &mut dyn ExactSizeIterator<Item = &Arc<str>> = match standing {
        None => &mut policies.iter().map(|(source, _)| &source.id),
        Some(standing) => &mut standing.outline.cards.iter().map(|card| &card.id),
    };
    names.reserve(Kind::Policy, ids.len());
    for (index, id) in ids.enumerate() {
        names.put_page(Kind::Policy, id, index);
    }
    for id in standing.into_iter().flat_map(|standing| &standing.held_back) {
        names.hold_back(Kind::Policy, id);
    }

    let programme = out(sources.programme, Kind::ProgrammePage, options, names, problems);
    let about = out(sources.about, Kind::AboutPage, options, names, problems);
    let mut articles: Vec<_> = programme
        .into_iter()
        .map(|page| (Section::Programme, page))
        .chain(about.into_iter().map(|page| (Section::About, page)))
        .collect();
    articles.sort_by_cached_key(|(section, (source, _))| {
        (*section, source.front.order, source.id.clone())
    });
    for (index, (section, (source, _))) in articles.iter().enumerate() {
        let kind = match section {
            Section::Programme => Kind::ProgrammePage,
            Section::About => Kind::AboutPage,
        };
        names.put_page(kind, &source.id, index);
        by_file.insert(source.file.clone(), Target::Article(index));
    }
    check_views(articles.iter().map(|(_, (source, _))| source), problems);

    let titles = || {
        let of_campaigns = campaigns.iter().map(|(source, _)| title(&source.front.name));
        let of_policies = policies.iter().map(|(source, _)| title(&source.front.title));
        let of_articles = articles.iter().map(|(_, (source, _))| title(&source.front.title));
        same_title(of_campaigns.chain(of_policies).chain(of_articles))
    };
    let names = &*names;
    let ((all_policies, told), same_title) =
        rayon::join(|| all_policies(&policies, options, names), titles);
    problems.extend(told.into_iter().chain(same_title));
    Pages {
        campaigns: campaigns
            .into_iter()
            .map(|(source, publication)| {
                campaign(&source, publication, national, options, names, problems)
            })
            .collect(),
        policies: all_policies,
        articles: articles
            .into_iter()
            .map(|(section, (source, publication))| {
                article(section, &source, publication, options, names, problems)
            })
            .collect(),
        by_file,
    }
}

/// The pages that are part of the site on the day of the build. The others are noted.
fn out<F>(
    sources: Vec<Arc<PageSource<F>>>,
    kind: Kind,
    options: &Options,
    names: &mut Names,
    problems: &mut Vec<Diagnostic>,
) -> Vec<(Arc<PageSource<F>>, Publication)> {
    let mut pages = Vec::with_capacity(sources.len());
    for source in sources {
        // Without a date, which has been told, the page counts as out.
        let publication = publication(&source.publishing, options);
        if publication.state == PublicationState::Published || options.drafts {
            pages.push((source, publication));
            continue;
        }
        names.hold_back(kind, &source.id);
        let (en, zh) = match publication.state {
            PublicationState::Draft => ("a draft".to_owned(), "草稿".to_owned()),
            _ => (
                format!("scheduled for {}", publication.at.date()),
                format!("定于 {} 发布", publication.at.date()),
            ),
        };
        problems.push(
            Diagnostic::new(
                Code::NothingToPublish,
                format!("held back: {en}"),
                format!("暂不发布：{zh}"),
            )
            .mend("build with --drafts to see it", "加 --drafts 可以预览")
            .at(Place::file(&source.file)),
        );
    }
    pages
}

pub fn publication(source: &PublishingSource, options: &Options) -> Publication {
    let at = source.published.as_ref().map_or_else(|| options.as_of.into(), |at| at.value);
    let state = match source.draft {
        true => PublicationState::Draft,
        false if at.date() > options.as_of => PublicationState::Scheduled,
        false => PublicationState::Published,
    };
    Publication { at, state }
}

fn title<T: AsRef<str>>(title: &At<T>) -> (&str, &Place) {
    (title.value.as_ref(), &title.place)
}

/// Tells of titles that are there twice.
fn same_title<'s>(titles: impl Iterator<Item = (&'s str, &'s Place)>) -> Vec<Diagnostic> {
    let mut seen: AHashMap<&str, &Place> = AHashMap::with_capacity(titles.size_hint().0);
    let mut problems = Vec::new();
    // One that is missing has been told.
    for (title, place) in titles.filter(|(title, _)| !title.is_empty()) {
        let Some(Place { file, line, .. }) = seen.insert(title, place) else { continue };
        problems.push(
            Diagnostic::new(
                Code::DuplicateTitle,
                format!("this title is also that of {file}:{line}"),
                format!("这个标题与 {file} 第 {line} 行的相同"),
            )
            .mend("say in the title what is different", "请在标题里写出两页的区别")
            .at(place.clone()),
        );
    }
    problems
}

fn check_views<'s>(
    articles: impl Iterator<Item = &'s Arc<PageSource<ArticleFront>>>,
    problems: &mut Vec<Diagnostic>,
) {
    let mut seen: HashMap<&str, &Arc<str>> = HashMap::new();
    for source in articles {
        let Some(view) = &source.front.view else { continue };
        if view.value == ArticleView::Prose.word() {
            continue;
        }
        if let Some(other) = seen.insert(&view.value, &source.file) {
            problems.push(
                Diagnostic::new(
                    Code::DuplicateId,
                    format!("{other} shows `{}` already", view.value),
                    format!("{other} 已经展示了“{}”", view.value),
                )
                .mend("show it on one page", "请只在一页上展示")
                .at(view.place.clone()),
            );
        }
    }
}

fn date(front: &PolicyFront) -> Option<jiff::civil::Date> {
    front.written.or(front.issued)
}

/// The year a policy is listed under: stated, or that of its date.
fn year(front: &PolicyFront) -> Option<i16> {
    front.year.or_else(|| date(front).map(|date| date.year()))
}

fn text(document: &Arc<Document>) -> Text {
    Text { document: document.clone(), destinations: Vec::new() }
}

fn campaign(
    source: &PageSource<CampaignFront>,
    publication: Publication,
    national: &[NationalLine],
    options: &Options,
    names: &Names,
    problems: &mut Vec<Diagnostic>,
) -> Campaign {
    let front = &source.front;
    Campaign {
        id: source.id.clone(),
        number: front.number.value,
        name: front.name.value.clone(),
        short_name: front.short_name.clone(),
        themes: front.themes.clone(),
        participants: parties(&front.participants, names, problems),
        points: front.points.clone(),
        description: front.description.clone(),
        keywords: front.keywords.clone(),
        first: front.first.as_ref().and_then(|at| national_number(at, national, problems)),
        actions: front.actions.clone(),
        headline: front.headline.clone(),
        slogan: front.slogan.clone(),
        picture: front.picture.clone(),
        signs: front.signs.clone(),
        updated: source.publishing.updated,
        publication,
        attribution: attribution(&source.attribution, options, names, problems),
        body: text(&source.document),
    }
}

/// There may be very many: in parallel.
fn all_policies(
    sources: &[(Arc<PageSource<PolicyFront>>, Publication)],
    options: &Options,
    names: &Names,
) -> (Vec<Arc<Policy>>, Vec<Diagnostic>) {
    let (policies, told): (Vec<Arc<Policy>>, Vec<Vec<Diagnostic>>) = sources
        .par_iter()
        .map(|(source, publication)| {
            let mut told = Vec::new();
            (Arc::new(policy(source, *publication, options, names, &mut told)), told)
        })
        .unzip();
    (policies, told.into_iter().flatten().collect())
}

pub fn policy(
    source: &PageSource<PolicyFront>,
    publication: Publication,
    options: &Options,
    names: &Names,
    problems: &mut Vec<Diagnostic>,
) -> Policy {
    let front = &source.front;
    let year = year(front);
    let validity = validity(front, options, problems);
    Policy {
        id: source.id.clone(),
        title: front.title.value.clone(),
        description: front.description.clone(),
        keywords: front.keywords.clone(),
        index_number: front.index_number.clone(),
        subject: front.subject.clone(),
        issuer: front.issuer.clone(),
        document_number: front.document_number.clone(),
        written: front.written,
        issued: front.issued,
        year,
        validity,
        expires: front.expires.as_ref().map(|at| at.value),
        validity_note: front.validity_note.clone(),
        categories: names.follow_all(Kind::Category, &front.categories, problems),
        agencies: names.follow_all(Kind::Agency, &front.agencies, problems),
        updated: source.publishing.updated,
        publication,
        attribution: attribution(&source.attribution, options, names, problems),
        body: text(&source.document),
    }
}

/// As stated; one that is in force, or says nothing, expires the day after its last day.
fn validity(
    front: &PolicyFront,
    options: &Options,
    problems: &mut Vec<Diagnostic>,
) -> Option<Validity> {
    let stated = front.validity.as_ref().and_then(|word| {
        let known = Validity::ALL.iter().find(|(name, _)| *name == word.value);
        if known.is_none() {
            problems.push(unknown_word(word, Validity::ALL.iter().map(|(name, _)| *name)));
        }
        known.map(|(_, validity)| *validity)
    });
    let Some(expires) = &front.expires else { return stated };
    if let Some(from) = date(front)
        && expires.value < from
    {
        problems.push(
            Diagnostic::new(
                Code::PeriodReversed,
                format!("it expires on {}, before its date {from}", expires.value),
                format!("失效日期 {} 早于成文日期 {from}", expires.value),
            )
            .mend("compare both dates with the source", "请对照来源核对两个日期")
            .at(expires.place.clone()),
        );
    }
    match stated {
        Some(Validity::Repealed) => stated,
        _ if expires.value < options.as_of => Some(Validity::Expired),
        _ => stated,
    }
}

fn article(
    section: Section,
    source: &PageSource<ArticleFront>,
    publication: Publication,
    options: &Options,
    names: &Names,
    problems: &mut Vec<Diagnostic>,
) -> Article {
    let front = &source.front;
    let view = front.view.as_ref().and_then(|word| {
        let known = ArticleView::ALL.iter().find(|(name, _)| *name == word.value);
        if known.is_none() {
            problems.push(unknown_word(word, ArticleView::ALL.iter().map(|(name, _)| *name)));
        }
        known.map(|(_, view)| *view)
    });
    Article {
        section,
        id: source.id.clone(),
        title: front.title.value.clone(),
        description: front.description.clone(),
        keywords: front.keywords.clone(),
        order: front.order,
        view: view.unwrap_or(ArticleView::Prose),
        updated: source.publishing.updated,
        publication,
        attribution: attribution(&source.attribution, options, names, problems),
        body: text(&source.document),
    }
}
