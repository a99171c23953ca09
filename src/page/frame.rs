//! `page`: what every page has around its own matter.

use std::borrow::Cow;

use serde::Serialize;

use super::at::{At, Link};
use super::attribution::AttributionContext;
use super::{describe, statistics, structured, tags, words};
use crate::portal::{Article, ArticleIx, PolicyList, Portal, Section, StatisticsPart, Target};

use statistics::words::STATISTICS;

const OVERVIEW: Target = Target::Statistics(StatisticsPart::Overview);

/// `page`: on every page.
#[derive(Debug, Serialize)]
pub struct PageContext<'a> {
    /// Which kind: `home`, `hotlines`, `place`, `help`, `group`, `category`, `agencies`, `agency`,
    /// `campaigns`, `campaign`, `programme`, `article`, `policies`, `policy`, `print`, `print-place`,
    /// `print-campaign`, `statistics`, `statistics-table`, `statistics-place`,
    /// `statistics-over-time`, `statistics-protection`, `not-found`.
    pub kind: &'static str,
    /// The heading, and the start of `<title>`.
    pub title: Cow<'a, str>,
    /// Ready for `<title>`.
    pub full_title: String,
    /// At most 120 characters.
    pub description: Cow<'a, str>,
    /// `<meta>` tags: government page tags and Open Graph.
    pub tags: Vec<Tag<'a>>,
    /// JSON-LD, safe inside `<script>`; absent where there is nothing to describe.
    pub json_ld: Option<String>,
    /// Absolute address.
    pub url: String,
    pub home: String,
    /// The hotline directory.
    pub hotlines: String,
    /// Main sections, for header and footer.
    pub nav: Vec<NavLink<'a>>,
    /// From home down to the page before this one.
    pub breadcrumbs: Vec<Link<'a>>,
    /// Feeds to announce in `<head>`.
    pub feeds: Vec<Link<'a>>,
    pub attribution: Option<AttributionContext<'a>>,
    /// `YYYY-MM-DD`, where known.
    pub updated: Option<String>,
    /// `draft` or `scheduled` where the page is not out yet.
    pub preview: Option<&'static str>,
}

/// One `<meta>`: `attribute` is `name` or `property`.
#[derive(Debug, Serialize)]
pub struct Tag<'a> {
    pub attribute: &'static str,
    pub name: &'static str,
    pub content: Cow<'a, str>,
}

#[derive(Debug, Serialize)]
pub struct NavLink<'a> {
    pub title: &'a str,
    pub url: String,
    /// Whether this page lies in that section.
    pub current: bool,
}

/// What costs something to make is left out where the template does not read it.
pub(super) fn page(at: At<'_>) -> PageContext<'_> {
    let title = describe::title(at);
    let description = describe::description(at);
    let reads = |field| at.view.reads.has(field);
    PageContext {
        kind: kind(at.target).unwrap_or_default(),
        full_title: full_title(at, &title),
        tags: if reads("tags") { page_tags(at, &title, &description) } else { Vec::new() },
        json_ld: reads("json_ld")
            .then(|| structured::json_ld(at.view, at.target, &title, &description))
            .flatten(),
        title,
        description,
        url: at.view.routes.absolute(at.target),
        home: at.to(Target::Home),
        hotlines: at.to(Target::Hotlines),
        nav: if reads("nav") { nav(at) } else { Vec::new() },
        breadcrumbs: if reads("breadcrumbs") { breadcrumbs(at) } else { Vec::new() },
        feeds: if reads("feeds") { feeds(at) } else { Vec::new() },
        attribution: reads("attribution").then(|| describe::page_attribution(at)).flatten(),
        updated: reads("updated")
            .then(|| describe::updated(at))
            .flatten()
            .map(|day| day.to_string()),
        preview: describe::page_preview(at),
    }
}

/// The template that draws an HTML page: its kind and `.html`. `None` for what is none.
pub fn template(target: Target) -> Option<&'static str> {
    Some(match target {
        Target::Home => "home.html",
        Target::Hotlines => "hotlines.html",
        Target::Place(_) => "place.html",
        Target::Help => "help.html",
        Target::Group(_) => "group.html",
        Target::Category(_) => "category.html",
        Target::Agencies => "agencies.html",
        Target::Agency(_) => "agency.html",
        Target::Campaigns => "campaigns.html",
        Target::Campaign(_) => "campaign.html",
        Target::Programme => "programme.html",
        Target::Article(_) => "article.html",
        Target::Policies(..) => "policies.html",
        Target::Policy(_) => "policy.html",
        Target::Print => "print.html",
        Target::PrintPlace(_) => "print-place.html",
        Target::PrintCampaign(_) => "print-campaign.html",
        Target::Statistics(part) => match part {
            StatisticsPart::Overview => "statistics.html",
            StatisticsPart::Table(_) => "statistics-table.html",
            StatisticsPart::Place(_) => "statistics-place.html",
            StatisticsPart::OverTime => "statistics-over-time.html",
            StatisticsPart::Protection => "statistics-protection.html",
            _ => return None,
        },
        Target::NotFound => "not-found.html",
        _ => return None,
    })
}

fn kind(target: Target) -> Option<&'static str> {
    template(target)?.strip_suffix(".html")
}

fn full_title(at: At<'_>, title: &str) -> String {
    let site = &at.portal().site;
    match at.target {
        Target::Home => site.name.clone(),
        Target::Policies(_, number) if number > 1 => {
            format!("{title}{} - {}", words::page_of_list(number), site.short_name)
        }
        _ => format!("{title} - {}", site.short_name),
    }
}

/// Tags live as long as the portal, so those of a title that was made here own their text.
fn page_tags<'p>(at: At<'p>, title: &Cow<'p, str>, description: &Cow<'p, str>) -> Vec<Tag<'p>> {
    match title {
        Cow::Borrowed(title) => tags::tags(at.view, at.target, title, description.clone()),
        Cow::Owned(title) => tags::tags(at.view, at.target, title, description.as_ref().into())
            .into_iter()
            .map(|tag| Tag { content: tag.content.into_owned().into(), ..tag })
            .collect(),
    }
}

/// The first page of "about", which stands for the section.
fn about(portal: &Portal) -> Option<(ArticleIx, &Article)> {
    portal.articles.iter().enumerate().find(|(_, article)| article.section == Section::About)
}

fn nav(at: At<'_>) -> Vec<NavLink<'_>> {
    let sections = [
        (words::HOTLINES.menu, Target::Hotlines),
        (words::HELP.menu, Target::Help),
        (words::AGENCIES.menu, Target::Agencies),
        (words::CAMPAIGNS.menu, Target::Campaigns),
        (words::PROGRAMME.menu, Target::Programme),
        (words::POLICIES.menu, Target::Policies(PolicyList::All, 1)),
    ];
    let statistics = at.portal().statistics.as_ref().map(|_| (STATISTICS.menu, OVERVIEW));
    let about = about(at.portal()).map(|(ix, _)| (words::ABOUT, Target::Article(ix)));
    let current = section(at);
    sections
        .into_iter()
        .chain(statistics)
        .chain(about)
        .map(|(title, target)| NavLink {
            title,
            url: at.to(target),
            current: current == Some(target),
        })
        .collect()
}

/// The first page of the section that the page lies in.
fn section(at: At<'_>) -> Option<Target> {
    Some(match at.target {
        Target::Hotlines | Target::Place(_) => Target::Hotlines,
        Target::Help | Target::Group(_) | Target::Category(_) => Target::Help,
        Target::Agencies | Target::Agency(_) => Target::Agencies,
        Target::Campaigns | Target::Campaign(_) => Target::Campaigns,
        Target::Programme => Target::Programme,
        Target::Article(ix) => match at.portal().articles[ix].section {
            Section::Programme => Target::Programme,
            Section::About => Target::Article(about(at.portal())?.0),
        },
        Target::Policies(..) | Target::Policy(_) => Target::Policies(PolicyList::All, 1),
        Target::Print | Target::PrintPlace(_) | Target::PrintCampaign(_) => Target::Print,
        Target::Statistics(_) => OVERVIEW,
        _ => return None,
    })
}

fn breadcrumbs(at: At<'_>) -> Vec<Link<'_>> {
    if at.target == Target::Home {
        return Vec::new();
    }
    let home = at.link(words::HOME, Target::Home);
    let section = section(at).filter(|&section| section != at.target);
    [home]
        .into_iter()
        .chain(section.map(|section| at.link(section_title(at, section), section)))
        .collect()
}

fn section_title(at: At<'_>, section: Target) -> &str {
    match section {
        Target::Hotlines => words::HOTLINES.title,
        Target::Help => words::HELP.title,
        Target::Agencies => words::AGENCIES.title,
        Target::Campaigns => describe::campaigns_title(at),
        Target::Programme => words::PROGRAMME.title,
        Target::Policies(..) => words::POLICIES.title,
        Target::Print => words::PRINT.title,
        Target::Statistics(_) => STATISTICS.title,
        _ => words::ABOUT,
    }
}

/// Announced only where a reader would look for them: every page is weighed.
fn feeds(at: At<'_>) -> Vec<Link<'_>> {
    let policies = || at.link(words::POLICIES_FEED, Target::PoliciesFeed);
    let campaigns = || at.link(words::CAMPAIGNS_FEED, Target::CampaignsFeed);
    match at.target {
        Target::Home => vec![policies(), campaigns()],
        Target::Policies(..) => vec![policies()],
        Target::Campaigns => vec![campaigns()],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;

    #[test]
    fn a_page_shows_where_it_lies() {
        let portal = sample::portal();
        let view = sample::view(&portal);
        for (target, current, crumbs) in [
            (Target::Home, "", ""),
            (Target::Hotlines, "热线", "首页"),
            (Target::Place(1), "热线", "首页 > 热线电话"),
            (Target::Category(0), "谁来帮", "首页 > 遇到这种情况，谁来帮"),
            (Target::Article(0), "怎样运行", "首页 > 这项工作怎样运行"),
            (Target::Article(2), "关于", "首页"),
            (Target::Article(3), "关于", "首页 > 关于"),
            (Target::Policies(PolicyList::Year(2015), 1), "政策", "首页 > 政策文件"),
            (Target::Policy(0), "政策", "首页 > 政策文件"),
            (Target::NotFound, "", "首页"),
        ] {
            let page = page(At { view: &view, target });
            let in_section = page.nav.iter().filter(|link| link.current).map(|link| link.title);
            assert_eq!(in_section.collect::<String>(), current, "{target:?}");
            let way: Vec<_> = page.breadcrumbs.iter().map(|link| link.title).collect();
            assert_eq!(way.join(" > "), crumbs, "{target:?}");
        }
    }

    #[test]
    fn no_two_pages_have_the_same_title() {
        let portal = sample::portal();
        let view = sample::view(&portal);
        let mut titles: Vec<String> = crate::plan::pages(&view)
            .into_iter()
            .map(|target| page(At { view: &view, target }).full_title)
            .collect();
        let all = titles.len();
        titles.sort();
        titles.dedup();
        assert_eq!(titles.len(), all);
    }

    #[test]
    fn the_description_of_a_place_has_the_number_in_it() {
        let portal = sample::portal();
        let view = sample::view(&portal);
        let description = |ix| page(At { view: &view, target: Target::Place(ix) }).description;
        assert_eq!(description(1), "东县保护热线：0999-2345679。");
        assert_eq!(description(2), "西区没有单独的号码，请打样例市的保护热线：0999-2345678。");
    }
}
