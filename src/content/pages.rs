//! Pages: Markdown with TOML front matter between two lines `+++`.

use std::{ops::Range, path::Path, sync::Arc};

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use super::{
    files::{self, MOST_TEXT},
    markdown::{
        self, Document,
        tree::{self, Block},
    },
    site::AttributionSource,
    tables::PartySource,
    toml::{self, At, Fields},
};
use crate::diagnostic::{Code, Diagnostic, Lines, Place, names};

/// A page after parsing: its front matter of kind `F` and its text.
#[derive(Debug, Serialize, Deserialize)]
pub struct PageSource<F> {
    /// File name without `.md`.
    pub id: Arc<str>,
    /// Path relative to the project's root.
    #[serde(with = "names")]
    pub file: Arc<str>,
    pub front: F,
    pub publishing: PublishingSource,
    pub attribution: AttributionSource,
    pub document: Arc<Document>,
}

/// When a page goes out.
#[derive(Debug, Serialize, Deserialize)]
pub struct PublishingSource {
    pub published: Option<At<DateTime>>,
    pub updated: Option<Date>,
    pub draft: bool,
}

/// Front matter of `campaigns/*.md`.
#[derive(Debug, Serialize, Deserialize)]
pub struct CampaignFront {
    pub number: At<u32>,
    pub name: At<String>,
    pub short_name: String,
    pub description: String,
    pub keywords: Vec<String>,
    pub themes: Vec<String>,
    pub participants: Vec<PartySource>,
    pub points: Vec<String>,
    pub actions: Vec<String>,
    pub first: Option<At<String>>,
    pub headline: Vec<String>,
    pub slogan: Option<String>,
    pub picture: Option<String>,
    pub signs: Vec<String>,
}

/// Front matter of `policies/*.md`. There may be very many, which share their texts with the portal.
#[derive(Debug, Serialize, Deserialize)]
pub struct PolicyFront {
    pub title: At<Arc<str>>,
    pub description: Arc<str>,
    pub keywords: Arc<[String]>,
    pub index_number: Option<Arc<str>>,
    pub subject: Option<Arc<str>>,
    pub issuer: Option<Arc<str>>,
    pub document_number: Option<Arc<str>>,
    pub written: Option<Date>,
    pub issued: Option<Date>,
    pub year: Option<i16>,
    pub validity: Option<At<String>>,
    pub expires: Option<At<Date>>,
    pub validity_note: Option<Arc<str>>,
    pub categories: Vec<At<String>>,
    pub agencies: Vec<At<String>>,
}

/// Front matter of `programme/*.md` and `about/*.md`.
#[derive(Debug, Serialize, Deserialize)]
pub struct ArticleFront {
    pub title: At<String>,
    pub description: String,
    pub keywords: Vec<String>,
    pub order: i64,
    pub view: Option<At<String>>,
}

pub fn campaign(fields: &mut Fields<'_, '_>) -> CampaignFront {
    CampaignFront {
        number: fields.need_count("number", 1..1_000),
        name: fields.need_text("name"),
        short_name: fields.need_words("short_name"),
        description: fields.need_words("description"),
        keywords: fields.all_words("keywords"),
        themes: fields.all_words("themes"),
        participants: fields.tables("participants", PartySource::decode),
        points: fields.all_words("points"),
        actions: fields.all_words("actions"),
        first: fields.text("first"),
        headline: fields.all_words("headline"),
        slogan: fields.words("slogan"),
        picture: fields.words("picture"),
        signs: fields.all_words("signs"),
    }
}

pub fn policy(fields: &mut Fields<'_, '_>) -> PolicyFront {
    PolicyFront {
        title: fields.need_text("title").map(Into::into),
        description: fields.need_words("description"),
        keywords: fields.all_words("keywords").into(),
        index_number: fields.words("index_number"),
        subject: fields.words("subject"),
        issuer: fields.words("issuer"),
        document_number: fields.words("document_number"),
        written: fields.date("written").map(|at| at.value),
        issued: fields.date("issued").map(|at| at.value),
        year: fields.count("year", 1900..2201).map(|at| at.value as i16),
        validity: fields.text("validity"),
        expires: fields.date("expires"),
        validity_note: fields.words("validity_note"),
        categories: fields.texts("categories"),
        agencies: fields.texts("agencies"),
    }
}

pub fn article(fields: &mut Fields<'_, '_>) -> ArticleFront {
    ArticleFront {
        title: fields.need_text("title"),
        description: fields.need_words("description"),
        keywords: fields.all_words("keywords"),
        order: fields.integer("order").map_or(0, |at| at.value),
        view: fields.text("view"),
    }
}

/// Parses the page `id`, whose whole content is `text`. `None` if it has no front matter, which is
/// told.
pub fn parse<F>(
    id: &str,
    file: &Arc<str>,
    text: &str,
    front: impl FnOnce(&mut Fields<'_, '_>) -> F,
    problems: &mut Vec<Diagnostic>,
) -> Option<PageSource<F>> {
    let Some((matter, body)) = split(text) else {
        let problem = Diagnostic::new(
            Code::NoFrontMatter,
            "the page does not begin with front matter between two lines `+++`",
            "页面开头没有用两行 +++ 围起来的信息",
        )
        .mend(
            "begin with a line `+++`, then `title = \"…\"` and so on, then a line `+++`",
            "第一行写 +++，接着写 title = \"……\" 等，再写一行 +++",
        )
        .at(Place { file: file.clone(), line: 1, column: 1, length: 1 });
        problems.push(problem);
        return None;
    };
    let lines = Lines::new(file.clone(), text);
    let (front, publishing, attribution) =
        toml::read(&lines, &text[matter.clone()], matter.start, problems, |fields| {
            let front = front(fields);
            let publishing = PublishingSource {
                published: fields.need_moment("published"),
                updated: fields.date("updated").map(|at| at.value),
                draft: fields.flag("draft"),
            };
            (front, publishing, AttributionSource::decode(fields))
        });
    let (document, told) = markdown::parse(&lines, body);
    problems.extend(told);
    Some(PageSource {
        id: id.into(),
        file: file.clone(),
        front,
        publishing,
        attribution,
        document: Arc::new(document),
    })
}

/// Parses the text of a page again where its HTML is wanted and was not kept.
///
/// # Errors
/// The file cannot be read, or is not the one that the page was made of.
pub fn load_body(root: &Path, document: &Document) -> Result<(), Diagnostic> {
    if document.has_body() {
        return Ok(());
    }
    let name = &document.file;
    let (text, body) = read_again(root, name)?;
    match document.take_body(markdown::parse(&Lines::new(name.clone(), &text), body).0) {
        true => Ok(()),
        false => Err(changed(name)),
    }
}

/// The text of a page as a tree of blocks.
///
/// # Errors
/// The file cannot be read, or is not the one that the page was made of.
pub fn load_tree(root: &Path, document: &Document) -> Result<Vec<Block>, Diagnostic> {
    let name = &document.file;
    let (text, body) = read_again(root, name)?;
    match Document::digest_of(&text[body.clone()]) == document.digest {
        true => Ok(tree::tree(&text, body)),
        false => Err(changed(name)),
    }
}

/// The content of a page's file and where its text is.
fn read_again(root: &Path, name: &Arc<str>) -> Result<(String, Range<usize>), Diagnostic> {
    let mut problems = Vec::new();
    let text = files::read_text(&root.join(&**name), name, MOST_TEXT, &mut problems);
    let found = text.and_then(|text| split(&text).map(|(_, body)| body).map(|body| (text, body)));
    found.ok_or_else(|| problems.pop().unwrap_or_else(|| changed(name)))
}

/// Told of a file that is not the one that it was a moment ago.
pub fn changed(name: &Arc<str>) -> Diagnostic {
    Diagnostic::new(
        Code::FileUnreadable,
        "the file changed while the site was being built",
        "生成网站的时候，这个文件又被改动了",
    )
    .mend("build again", "请再生成一次")
    .at(Place::file(name))
}

/// The ranges of the front matter and of the text after it.
fn split(text: &str) -> Option<(Range<usize>, Range<usize>)> {
    let start = text.find('\n')? + 1;
    if text[..start].trim_end() != "+++" {
        return None;
    }
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        let next = at + line.len();
        if line.trim_end() == "+++" {
            return Some((start..at, next..text.len()));
        }
        at = next;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_ends_at_the_second_line_of_pluses() {
        assert_eq!(split("+++\na = 1\n+++\nText\n"), Some((4..10, 14..19)));
        assert_eq!(split("+++\r\n+++\r\n"), Some((5..5, 10..10)));
        assert_eq!(split("+++\na = 1\n"), None);
        assert_eq!(split("Text\n+++\n+++\n"), None);
        assert_eq!(split(""), None);
    }
}
