//! `<meta>` tags: those that pages of Chinese government sites carry (网页标签规范, an annex of
//! 《政府网站发展指引》, 国办发〔2017〕47号) and Open Graph.
//!
//! Invariant: a tag whose value nobody has set is left out; none is made up.

use std::borrow::Cow;

use super::{at::At, context::Tag, describe, statistics, words};
use crate::{
    plan::View,
    portal::{Section, StatisticsPart, Target},
};

/// Width and height of the pictures for sharing, in pixels.
const IMAGE_SIZE: [&str; 2] = ["1200", "630"];

/// A column of the site, as the tags call its main sections.
struct Column {
    name: &'static str,
    /// `ColumnType`, one of the sorts that the standard lists; empty where it lists none that fits.
    kind: &'static str,
}

const fn column(name: &'static str, kind: &'static str) -> Column {
    Column { name, kind }
}

const HOME: Column = column(words::HOME, "首页");
const HOTLINES: Column = column(words::HOTLINES.title, "办事服务");
const HELP: Column = column(words::HELP.title, "办事服务");
const AGENCIES: Column = column(words::AGENCIES.title, "机构职能");
const CAMPAIGNS: Column = column(words::CAMPAIGNS.title, "工作动态");
const PROGRAMME: Column = column(words::PROGRAMME.title, "概况信息");
const POLICIES: Column = column(words::POLICIES.title, "政策文件");
const PRINT: Column = column(words::PRINT.title, "办事服务");
const STATISTICS: Column = column(statistics::words::STATISTICS.title, "");
const ABOUT: Column = column(words::ABOUT, "概况信息");

/// The tags of a page with this title and description.
pub fn tags<'p>(
    view: &View<'p>,
    target: Target,
    title: &'p str,
    description: Cow<'p, str>,
) -> Vec<Tag<'p>> {
    let mut tags = Tags { view, target, tags: Vec::new() };
    tags.site();
    match column_of(view, target) {
        Some(column) if is_column(target) => tags.column(&column, description.clone()),
        Some(column) => tags.article(&column, title),
        None => {}
    }
    tags.keywords();
    tags.name("Description", description.clone());
    tags.name("Url", view.routes.absolute(target));
    tags.open_graph(title, description);
    tags.tags
}

fn column_of(view: &View<'_>, target: Target) -> Option<Column> {
    Some(match target {
        Target::Home => HOME,
        Target::Hotlines | Target::Place(_) => HOTLINES,
        Target::Help | Target::Group(_) | Target::Category(_) => HELP,
        Target::Agencies | Target::Agency(_) => AGENCIES,
        Target::Campaigns | Target::Campaign(_) => CAMPAIGNS,
        Target::Programme => PROGRAMME,
        Target::Article(ix) => match view.portal.articles[ix].section {
            Section::Programme => PROGRAMME,
            Section::About => ABOUT,
        },
        Target::Policies(..) | Target::Policy(_) => POLICIES,
        Target::Print | Target::PrintPlace(_) | Target::PrintCampaign(_) => PRINT,
        Target::Statistics(_) => STATISTICS,
        _ => return None,
    })
}

/// Whether the page is that of a column, and not of one entry in it.
fn is_column(target: Target) -> bool {
    matches!(
        target,
        Target::Home
            | Target::Hotlines
            | Target::Help
            | Target::Agencies
            | Target::Campaigns
            | Target::Programme
            | Target::Policies(..)
            | Target::Print
            | Target::Statistics(StatisticsPart::Overview)
    )
}

/// The tags of one page in the making.
struct Tags<'v, 'p> {
    view: &'v View<'p>,
    target: Target,
    tags: Vec<Tag<'p>>,
}

impl<'p> Tags<'_, 'p> {
    fn name(&mut self, name: &'static str, content: impl Into<Cow<'p, str>>) {
        self.push("name", name, content.into());
    }

    fn property(&mut self, name: &'static str, content: impl Into<Cow<'p, str>>) {
        self.push("property", name, content.into());
    }

    fn push(&mut self, attribute: &'static str, name: &'static str, content: Cow<'p, str>) {
        if !content.is_empty() {
            self.tags.push(Tag { attribute, name, content });
        }
    }

    fn site(&mut self) {
        let site = &self.view.portal.site;
        self.name("SiteName", &site.name);
        self.name("SiteDomain", site.domain.as_deref().unwrap_or_default());
        self.name("SiteIDCode", site.id_code.as_deref().unwrap_or_default());
    }

    fn column(&mut self, column: &Column, description: Cow<'p, str>) {
        let site = self.view.portal.site.keywords.iter().map(String::as_str);
        let keywords = [column.name].into_iter().chain(site);
        self.name("ColumnName", column.name);
        self.name("ColumnDescription", description);
        self.name("ColumnKeywords", keywords.collect::<Vec<_>>().join(","));
        self.name("ColumnType", column.kind);
    }

    fn article(&mut self, column: &Column, title: &'p str) {
        let view = self.view;
        let owner = view.portal.site.owner.as_deref();
        self.name("ColumnName", column.name);
        self.name("ColumnType", column.kind);
        self.name("ArticleTitle", title);
        self.name("PubDate", published(view, self.target).unwrap_or_default());
        let invented = match self.target {
            Target::Statistics(_) => view.portal.statistics.as_ref().and_then(|of| of.mark()),
            _ => None,
        };
        // Nobody is the author of invented figures.
        let owner = owner.filter(|_| invented.is_none());
        let source = describe::page_attribution(At { view, target: self.target })
            .and_then(|attribution| attribution.source)
            .or(invented)
            .or(owner)
            .map(str::to_owned);
        self.name("ContentSource", source.unwrap_or_default());
        self.name("Author", owner.unwrap_or_default());
        if let Target::Campaign(ix) = self.target {
            self.name("Image", view.routes.absolute(Target::CampaignImage(ix)));
        }
    }

    fn keywords(&mut self) {
        let portal = self.view.portal;
        let keywords: &[String] = match self.target {
            Target::Home => &portal.site.keywords,
            Target::Campaign(ix) => &portal.campaigns[ix].keywords,
            Target::Article(ix) => &portal.articles[ix].keywords,
            Target::Policy(ix) => &self.view.policies.get(ix).keywords,
            _ => return,
        };
        self.name("Keywords", keywords.join(","));
    }

    fn open_graph(&mut self, title: &'p str, description: Cow<'p, str>) {
        let (view, target) = (self.view, self.target);
        let site = &view.portal.site;
        let is_article = column_of(view, target).is_some() && !is_column(target);
        self.property("og:title", title);
        self.property("og:type", if is_article { "article" } else { "website" });
        self.property("og:url", view.routes.absolute(target));
        self.property("og:site_name", &site.name);
        self.property("og:locale", locale(&site.language));
        self.property("og:description", description);
        if let Target::Campaign(ix) = target {
            let [width, height] = IMAGE_SIZE;
            self.property("og:image", view.routes.absolute(Target::CampaignImage(ix)));
            self.property("og:image:width", width);
            self.property("og:image:height", height);
            self.property("og:image:alt", &view.portal.campaigns[ix].name);
        }
    }
}

/// `YYYY-MM-DD HH:MM`, where known. What is made of tables came out when the tables were changed.
fn published(view: &View<'_>, target: Target) -> Option<String> {
    let portal = view.portal;
    let publication = match target {
        Target::Campaign(ix) => portal.campaigns[ix].publication,
        Target::Article(ix) => portal.articles[ix].publication,
        Target::Policy(ix) => view.policies.get(ix).publication,
        _ => return Some(format!("{} 00:00", portal.site.updated?)),
    };
    Some(publication.at.strftime("%Y-%m-%d %H:%M").to_string())
}

/// `zh_CN` of `zh-CN`: language and territory; empty where the language names none.
fn locale(language: &str) -> String {
    let mut parts = language.split('-');
    let primary = parts.next().unwrap_or_default();
    match parts.find(|part| part.len() == 2 && part.chars().all(|c| c.is_ascii_alphabetic())) {
        Some(territory) => format!("{primary}_{}", territory.to_ascii_uppercase()),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::portal::{Portal, sample::sample};

    fn tags_of(portal: &Portal, target: Target) -> Vec<(&'static str, String)> {
        let view = View::new(portal, date(2026, 3, 1));
        let tags = tags(&view, target, "标题", "说明".into());
        tags.into_iter().map(|tag| (tag.name, tag.content.into_owned())).collect()
    }

    fn value<'t>(tags: &'t [(&'static str, String)], name: &str) -> Option<&'t str> {
        tags.iter().find(|tag| tag.0 == name).map(|tag| tag.1.as_str())
    }

    #[test]
    fn an_identifier_that_is_not_set_has_no_tag() {
        let mut portal = sample();
        let tags = tags_of(&portal, Target::Home);
        assert_eq!(value(&tags, "SiteName"), Some("样例市保护网"));
        assert_eq!((value(&tags, "SiteDomain"), value(&tags, "SiteIDCode")), (None, None));
        portal.site.id_code = Some("0000000000".into());
        assert_eq!(value(&tags_of(&portal, Target::Home), "SiteIDCode"), Some("0000000000"));
    }

    #[test]
    fn an_article_names_the_column_it_lies_in() {
        let portal = sample();
        for (column, article) in
            [(Target::Hotlines, Target::Place(2)), (Target::Campaigns, Target::Campaign(0))]
        {
            let (column, article) = (tags_of(&portal, column), tags_of(&portal, article));
            assert_eq!(value(&column, "ColumnType"), value(&article, "ColumnType"));
            assert_eq!(value(&column, "ColumnName"), value(&article, "ColumnName"));
            assert!(value(&column, "ColumnKeywords").is_some());
            assert_eq!(value(&column, "ArticleTitle"), None);
            assert_eq!(value(&article, "ArticleTitle"), Some("标题"));
        }
    }

    #[test]
    fn an_article_has_its_date_and_source_where_they_are_known() {
        let mut portal = sample();
        for (target, day, source) in [
            (Target::Policy(0), "2026-02-10 09:30", "《方案》"),
            (Target::Place(2), "2026-02-01 00:00", "《方案》"),
            (Target::Article(0), "2026-01-01 00:00", crate::portal::sample::HOSTILE),
        ] {
            let tags = tags_of(&portal, target);
            assert_eq!(value(&tags, "PubDate"), Some(day), "{target:?}");
            assert_eq!(value(&tags, "ContentSource"), Some(source), "{target:?}");
        }
        portal.site.updated = None;
        portal.site.owner = None;
        assert_eq!(value(&tags_of(&portal, Target::Place(2)), "PubDate"), None);
        assert_eq!(value(&tags_of(&portal, Target::Article(0)), "ContentSource"), None);
    }

    #[test]
    fn a_campaign_is_shared_with_its_picture() {
        let portal = sample();
        let tags = tags_of(&portal, Target::Campaign(0));
        let image = Some("https://site.example/sub/campaigns/home.png");
        assert_eq!((value(&tags, "og:image"), value(&tags, "Image")), (image, image));
        assert_eq!(value(&tags, "og:image:width"), Some("1200"));
        assert_eq!(value(&tags, "og:locale"), Some("zh_CN"));
        assert_eq!(value(&tags_of(&portal, Target::Home), "og:image"), None);
    }

    #[test]
    fn a_locale_is_language_and_territory() {
        for (language, expected) in
            [("zh-CN", "zh_CN"), ("zh-Hans-CN", "zh_CN"), ("zh-hans", ""), ("zh", "")]
        {
            assert_eq!(locale(language), expected, "{language}");
        }
    }
}
