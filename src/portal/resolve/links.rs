//! The links of texts, followed; and the numbers in texts, held against the table.

use ahash::AHashSet;
use rayon::prelude::*;

use super::{Index, names::Kind};
use crate::{
    content::markdown::{LinkKind, LinkRef},
    diagnostic::{Code, Diagnostic, Place, nearest},
    portal::{ArticleView, CopiedFile, Destination, PolicyIx, PolicyList, Portal, Target, Text},
};

/// Words of `page:` links.
const PAGES: [(&str, Target); 10] = [
    ("home", Target::Home),
    ("hotlines", Target::Hotlines),
    ("help", Target::Help),
    ("agencies", Target::Agencies),
    ("campaigns", Target::Campaigns),
    ("programme", Target::Programme),
    ("policies", Target::Policies(PolicyList::All, 1)),
    ("data-json", Target::HotlinesJson),
    ("data-csv", Target::HotlinesCsv),
    ("data-vcard", Target::VCards),
];

/// Fills `destinations` of every text; of policies in those of these.
pub fn follow(
    portal: &mut Portal,
    policies: &[PolicyIx],
    index: &Index,
    problems: &mut Vec<Diagnostic>,
) {
    let site = Site::new(portal, index);
    let campaigns = site.all(portal.campaigns.iter().map(|one| &one.body).collect());
    let articles = site.all(portal.articles.iter().map(|one| &one.body).collect());
    let mut take = |text: &mut Text, (destinations, told): (Vec<Destination>, Vec<Diagnostic>)| {
        text.destinations = destinations;
        problems.extend(told);
    };
    portal.campaigns.iter_mut().zip(campaigns).for_each(|(one, found)| take(&mut one.body, found));
    portal.articles.iter_mut().zip(articles).for_each(|(one, found)| take(&mut one.body, found));
    follow_of(portal, policies, index, problems);
}

/// Fills `destinations` of the texts of some policies.
pub fn follow_of(
    portal: &mut Portal,
    policies: &[PolicyIx],
    index: &Index,
    problems: &mut Vec<Diagnostic>,
) {
    let texts = policies.iter().map(|&ix| &portal.policies.policy(ix).body).collect();
    let followed = Site::new(portal, index).all(texts);
    for (&ix, (destinations, told)) in policies.iter().zip(followed) {
        portal.policies.change(ix).body.destinations = destinations;
        problems.extend(told);
    }
}

/// Says of each file whether it goes out, when the links of all texts have been followed; `read` are the
/// policies whose text has been read.
pub fn let_out_files(portal: &mut Portal, read: &[PolicyIx]) {
    let policies = read.iter().map(|&ix| &portal.policies.policy(ix).body);
    let of_policies: AHashSet<usize> = policies.flat_map(Text::files).collect();
    portal.policies.add_files(of_policies);
    let campaigns = portal.campaigns.iter().map(|one| &one.body);
    let texts = campaigns.chain(portal.articles.iter().map(|one| &one.body));
    let linked: AHashSet<usize> =
        texts.flat_map(Text::files).chain(portal.policies.files()).collect();
    for (ix, file) in portal.files.iter_mut().enumerate() {
        file.is_out |= linked.contains(&ix);
    }
}

/// Tells of the files that stay behind.
pub fn files_held_back(portal: &Portal) -> impl Iterator<Item = Diagnostic> {
    portal.files.iter().filter(|file| !file.is_out).map(held_back)
}

fn held_back(file: &CopiedFile) -> Diagnostic {
    Diagnostic::new(
        Code::FileHeldBack,
        "held back: no page that is out links to this file",
        "暂不发布：已经发布的页面都没有链接到这个文件",
    )
    .mend(
        "link to it from a text; it goes out together with that page",
        "请在文章里链接它；它会和那篇文章一起发布",
    )
    .at(Place::file(&file.name))
}

/// Fills `destinations` of a text that had no problem when its links were followed before, with the same to
/// lead to. `portal` need not have the policies.
pub fn follow_again(text: &mut Text, portal: &Portal, index: &Index) {
    let site = Site { is_checked: true, ..Site::new(portal, index) };
    (text.destinations, _) = site.followed(text);
}

/// What a link can lead to.
struct Site<'p> {
    portal: &'p Portal,
    index: &'p Index,
    /// Whether it is known that the anchors of other pages are there.
    is_checked: bool,
}

impl<'p> Site<'p> {
    fn new(portal: &'p Portal, index: &'p Index) -> Self {
        Site { portal, index, is_checked: false }
    }

    fn all(&self, texts: Vec<&Text>) -> Vec<(Vec<Destination>, Vec<Diagnostic>)> {
        texts.into_par_iter().map(|text| self.followed(text)).collect()
    }

    fn followed(&self, text: &Text) -> (Vec<Destination>, Vec<Diagnostic>) {
        let mut problems = Vec::new();
        let document = &text.document;
        let destinations = document
            .links
            .iter()
            .map(|link| {
                self.destination(text, link).unwrap_or_else(|problem| {
                    problems.push(problem.at(link.place.clone()));
                    // Stands in for a link of a site that is not written.
                    Destination::Anchor(String::new())
                })
            })
            .collect();
        for (digits, place) in &document.numbers {
            let plain: String = digits.chars().filter(char::is_ascii_digit).collect();
            if !self.index.numbers.contains(&plain) {
                problems.push(unknown_number(digits).at(place.clone()));
            }
        }
        (destinations, problems)
    }

    fn destination(&self, text: &Text, link: &LinkRef) -> Result<Destination, Diagnostic> {
        let target = link.target.as_str();
        if let Some(anchor) = target.strip_prefix('#') {
            let headings = text.document.headings.read();
            let mut known = headings.iter().map(|heading| heading.id);
            return match known.clone().any(|id| id == anchor) {
                true => Ok(Destination::Anchor(anchor.to_owned())),
                false => Err(broken_anchor(anchor, &mut known)),
            };
        }
        let (to, anchor) = match target.split_once('#') {
            Some((to, anchor)) => (to, Some(anchor)),
            None => (target, None),
        };
        let destination = match to.split_once(':') {
            Some((scheme, id)) => self.entry(scheme, id, link)?,
            None => Destination::Target(self.file(to, link)?, None),
        };
        match (destination, anchor) {
            (Destination::Target(target, _), Some(anchor)) => {
                if !self.is_checked {
                    self.check_anchor(target, anchor)?;
                }
                Ok(Destination::Target(target, Some(anchor.to_owned())))
            }
            (destination, _) => Ok(destination),
        }
    }

    /// A link of the form `scheme:id`.
    fn entry(&self, scheme: &str, id: &str, link: &LinkRef) -> Result<Destination, Diagnostic> {
        let find = |kind: Kind| {
            let names = &self.index.names;
            let unknown = || names.unknown(kind, id, &link.place, Code::BrokenLink);
            names.get(kind, id).ok_or_else(unknown)
        };
        if link.kind == LinkKind::Image {
            return Err(broken_image(&link.target));
        }
        let target = match scheme {
            "hotline" => {
                let place = find(Kind::Place)?;
                return Ok(Destination::Hotline(self.portal.places[place].hotline));
            }
            "office" if self.portal.site.office.is_some() => return Ok(Destination::Office),
            "office" => {
                return Err(broken(&link.target).mend(
                    "give site.toml an office = { name = \"…\", phone = \"…\" }",
                    "请在 site.toml 写 office = { name = \"…\", phone = \"…\" }",
                ));
            }
            "place" => Target::Place(find(Kind::Place)?),
            "agency" => Target::Agency(find(Kind::Agency)?),
            "group" => Target::Group(find(Kind::Group)?),
            "category" => Target::Category(find(Kind::Category)?),
            "campaign" => Target::Campaign(find(Kind::Campaign)?),
            "policy" => Target::Policy(find(Kind::Policy)?),
            "programme" => Target::Article(find(Kind::ProgrammePage)?),
            "about" => Target::Article(find(Kind::AboutPage)?),
            "mechanism" => {
                let mechanism = find(Kind::Mechanism)?;
                let shown =
                    |article: &crate::portal::Article| article.view == ArticleView::Mechanisms;
                return Ok(match self.portal.articles.iter().position(shown) {
                    Some(article) => {
                        let anchor = self.portal.programme.mechanisms[mechanism].id.clone();
                        Destination::Target(Target::Article(article), Some(anchor))
                    }
                    None => Destination::Target(Target::Programme, None),
                });
            }
            "page" => match PAGES.iter().find(|(word, _)| *word == id) {
                Some((_, target)) => *target,
                None => {
                    let words = PAGES.iter().map(|(word, _)| *word);
                    return Err(suggest(broken(&link.target), id, words));
                }
            },
            _ => return Err(broken(&link.target)),
        };
        Ok(Destination::Target(target, None))
    }

    /// A link to a file, from the file that has the link.
    fn file(&self, path: &str, link: &LinkRef) -> Result<Target, Diagnostic> {
        // The folder of the file that has the link; what is written leads on from there.
        let from = &*link.place.file;
        let mut full = String::with_capacity(from.len() + path.len());
        full.push_str(from.rsplit_once('/').map_or("", |(folder, _)| folder));
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => match full.rfind('/') {
                    Some(slash) => full.truncate(slash),
                    None => {
                        return Err(Diagnostic::new(
                            Code::PathEscapes,
                            format!("`{path}` leads out of content/"),
                            format!("“{path}”超出了 content/ 文件夹"),
                        )
                        .mend("link to a file of the site", "请链接到站点里的文件"));
                    }
                },
                part => {
                    full.push('/');
                    full.push_str(part);
                }
            }
        }
        if let Some(target) = self.index.page(&full)
            && link.kind == LinkKind::Link
        {
            return Ok(target);
        }
        if let Some(file) = self.index.files.get(full.as_str()) {
            return Ok(Target::File(*file));
        }
        if link.kind == LinkKind::Image {
            return Err(broken_image(path));
        }
        let folder = full.rsplit_once('/').map_or("", |(folder, _)| folder);
        let neighbours = self.index.files_in(folder);
        let name = full.rsplit('/').next().unwrap_or_default();
        Err(suggest(broken(path), name, neighbours.iter().map(String::as_str)))
    }

    fn check_anchor(&self, target: Target, anchor: &str) -> Result<(), Diagnostic> {
        let portal = self.portal;
        let (text, mechanisms) = match target {
            Target::Campaign(ix) => (&portal.campaigns[ix].body, false),
            Target::Policy(ix) => (&portal.policies.policy(ix).body, false),
            Target::Article(ix) => {
                let article = &portal.articles[ix];
                (&article.body, article.view == ArticleView::Mechanisms)
            }
            _ => return Err(broken_anchor(anchor, std::iter::empty())),
        };
        let headings = text.document.headings.read();
        let headings = headings.iter().map(|heading| heading.id);
        let entries = portal.programme.mechanisms.iter().map(|one| one.id.as_str());
        let mut known = headings.chain(entries.filter(|_| mechanisms));
        match known.clone().any(|id| id == anchor) {
            true => Ok(()),
            false => Err(broken_anchor(anchor, &mut known)),
        }
    }
}

fn broken(target: &str) -> Diagnostic {
    Diagnostic::new(
        Code::BrokenLink,
        format!("the link `{target}` leads nowhere"),
        format!("链接“{target}”指向不存在的地方"),
    )
}

fn broken_image(target: &str) -> Diagnostic {
    Diagnostic::new(
        Code::BrokenImage,
        format!("there is no picture `{target}`"),
        format!("没有图片“{target}”"),
    )
    .mend(
        "put the picture beside the text and write its name",
        "请把图片放在文章旁边，并写对文件名",
    )
}

fn broken_anchor<'k>(anchor: &str, known: impl Iterator<Item = &'k str>) -> Diagnostic {
    let problem = Diagnostic::new(
        Code::BrokenAnchor,
        format!("there is no heading `#{anchor}` there"),
        format!("那一页没有小标题“#{anchor}”"),
    );
    suggest(problem, anchor, known)
}

fn suggest<'k>(
    problem: Diagnostic,
    given: &str,
    known: impl Iterator<Item = &'k str>,
) -> Diagnostic {
    match nearest(given, known) {
        Some(near) => {
            problem.mend(format!("did you mean `{near}`?"), format!("是不是想写“{near}”？"))
        }
        None => problem.mend(
            "write the name of a page that is there, or take the link out",
            "请写现有页面的名字，或者去掉链接",
        ),
    }
}

fn unknown_number(digits: &str) -> Diagnostic {
    Diagnostic::new(
        Code::UnknownNumber,
        format!("`{digits}` looks like a telephone number and is not in hotlines.toml"),
        format!("“{digits}”像电话号码，但不在 hotlines.toml 里"),
    )
    .mend(
        "write [](hotline:PLACE), so that the number has one home",
        "请写 [](hotline:地区)，让号码只在一处维护",
    )
}
