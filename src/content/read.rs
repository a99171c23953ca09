//! The first step of a build: the folder `content/`, read and parsed.

use std::{path::Path, sync::Arc};

use rayon::prelude::*;

use super::{
    files::{self, FoundFile, MOST_TEXT},
    leaflets::LeafletsSource,
    library::{Library, Parsed, Shelved},
    pages::{self, ArticleFront, CampaignFront, PageSource, PolicyFront},
    programme::ProgrammeSource,
    site::SiteSource,
    stat::Clock,
    tables::{
        self, AgencySource, CategorySource, GroupSource, HotlineSource, NationalSource, PlaceSource,
    },
    toml::{self, Fields},
};
use crate::diagnostic::{Code, Diagnostic, Lines, Place, nearest};

/// All that `content/` says, parsed, with the place of each value; nothing is resolved yet.
#[derive(Debug)]
pub struct Sources {
    pub site: SiteSource,
    pub places: Vec<PlaceSource>,
    pub hotlines: Vec<HotlineSource>,
    pub national: Vec<NationalSource>,
    pub agencies: Vec<AgencySource>,
    pub groups: Vec<GroupSource>,
    pub categories: Vec<CategorySource>,
    pub programme: ProgrammeSource,
    pub leaflets: LeafletsSource,
    pub campaigns: Vec<Arc<PageSource<CampaignFront>>>,
    pub policies: Vec<Arc<PageSource<PolicyFront>>>,
    pub programme_pages: Vec<Arc<PageSource<ArticleFront>>>,
    pub about_pages: Vec<Arc<PageSource<ArticleFront>>>,
    /// Releases of the statistics, as text.
    pub releases: Vec<ReleaseSource>,
    /// Files that are published as they are, by their address in the site.
    pub files: Vec<FoundFile>,
}

/// A file of `statistics/releases/`.
#[derive(Debug)]
pub struct ReleaseSource {
    /// For messages.
    pub file: Arc<str>,
    pub text: String,
}

/// Folders of pages.
const FOLDERS: [&str; 4] = ["campaigns", "policies", "programme", "about"];
/// Tables of facts.
const TABLES: [&str; 8] = [
    "site.toml",
    "places.toml",
    "hotlines.toml",
    "agencies.toml",
    "groups.toml",
    "categories.toml",
    "programme.toml",
    LEAFLETS,
];
/// The only table that may be missing.
const LEAFLETS: &str = "leaflets.toml";
/// Folder of the statistics.
const STATISTICS: &str = "statistics";
/// Kinds of file that are published as they are. No SVG: it can carry scripts.
const COPIED: [&str; 7] = ["png", "jpg", "jpeg", "webp", "gif", "pdf", "txt"];

/// Endings of drafts and backups, which are never copied.
const DRAFTS: [&str; 12] =
    ["md", "markdown", "mdown", "mkd", "bak", "old", "orig", "save", "rej", "wbk", "asd", "part"];

/// Files that a thread takes at once: few, so that none waits at the end.
const PART: usize = 16;

/// Of how many bytes of text the HTML is kept until its page is made. The HTML of all texts of a very large
/// site would be half of what the build holds in memory; to parse a text twice takes a tenth of a millisecond.
const MOST_KEPT: u64 = 300 << 20;

/// Parses the `found` files of `content/` below `root`, whose stats were taken at `clock`. Pages whose file is as it was when `known` was made are taken from
/// there. Never fails: what is wrong is in the diagnostics, and the value has what could be read.
/// Gives also the library for the next time.
pub fn read(
    root: &Path,
    found: &[FoundFile],
    clock: Clock,
    known: &Library,
) -> (Sources, Library, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let mut sorted = Sorted::default();
    for file in found {
        sorted.put(file, &mut problems);
    }
    let copied = std::mem::take(&mut sorted.copied);
    let (drafts, copied): (Vec<_>, Vec<_>) =
        copied.into_par_iter().partition(files::begins_as_a_page);
    sorted.copied = copied;
    problems.extend(drafts.iter().map(|file| files::copied_draft(&file.name)));
    let table =
        |name: &str, problems: &mut Vec<Diagnostic>| Table::read(root, &sorted, name, problems);
    let site = table("site.toml", &mut problems);
    let place = site.place();
    let site =
        site.decode(&mut problems, SiteSource::decode).unwrap_or_else(|| SiteSource::absent(place));
    let places = table("places.toml", &mut problems).decode(&mut problems, tables::places);
    let hotlines = table("hotlines.toml", &mut problems).decode(&mut problems, tables::hotlines);
    let (hotlines, national) = hotlines.unwrap_or_default();
    let agencies = table("agencies.toml", &mut problems).decode(&mut problems, tables::agencies);
    let groups = table("groups.toml", &mut problems).decode(&mut problems, tables::groups);
    let categories =
        table("categories.toml", &mut problems).decode(&mut problems, tables::categories);
    let programme = table("programme.toml", &mut problems);
    let place = programme.place();
    let programme = programme
        .decode(&mut problems, ProgrammeSource::decode)
        .unwrap_or_else(|| ProgrammeSource::absent(place));
    let leaflets = match sorted.tables.iter().any(|file| file.path == LEAFLETS) {
        true => table(LEAFLETS, &mut problems).decode(&mut problems, LeafletsSource::decode),
        false => None,
    };
    let releases = sorted.releases.iter().filter_map(|file| {
        let text = files::read_text(&file.from(), &file.name, MOST_TEXT, &mut problems)?;
        Some(ReleaseSource { file: file.name.clone(), text })
    });
    let releases = releases.collect();
    let [campaigns, policies, programme_pages, about_pages] = sorted.pages;
    let mut pages = Pages { known, clock, library: Library::default(), room: MOST_KEPT, problems };
    let sources = Sources {
        site,
        places: places.unwrap_or_default(),
        hotlines,
        national,
        agencies: agencies.unwrap_or_default(),
        groups: groups.unwrap_or_default(),
        categories: categories.unwrap_or_default(),
        programme,
        leaflets: leaflets.unwrap_or_default(),
        campaigns: pages.read(&campaigns, pages::campaign),
        policies: pages.read(&policies, pages::policy),
        programme_pages: pages.read(&programme_pages, pages::article),
        about_pages: pages.read(&about_pages, pages::article),
        releases,
        files: sorted.copied,
    };
    (sources, pages.library, pages.problems)
}

/// Parses the text of one policy, whose stat was taken at `clock`.
pub fn read_policy(file: &FoundFile, clock: Clock) -> Parsed {
    read_one(file, clock, pages::policy, true)
}

/// Reading the pages of one folder after the other.
struct Pages<'k> {
    known: &'k Library,
    clock: Clock,
    library: Library,
    /// Bytes of text whose HTML may still be kept.
    room: u64,
    problems: Vec<Diagnostic>,
}

impl Pages<'_> {
    /// Takes the room for the text of a file, if there is enough.
    fn has_room(&mut self, file: &FoundFile) -> bool {
        let size = file.stat.map_or(0, |stat| stat.size);
        let has = size <= self.room;
        self.room = self.room.saturating_sub(size);
        has
    }

    fn read<F: Shelved>(
        &mut self,
        files: &[&FoundFile],
        front: fn(&mut Fields<'_, '_>) -> F,
    ) -> Vec<Arc<PageSource<F>>> {
        let (known, clock) = (self.known, self.clock);
        // By the files' sizes and order, so that it does not depend on which thread is first.
        let keeps: Vec<bool> = files.iter().map(|file| self.has_room(file)).collect();
        let read: Vec<Parsed> = files
            .par_iter()
            .with_max_len(PART)
            .zip(keeps)
            .map(|(file, keeps)| {
                if let Some(parsed) = known.get(&file.name, file.stat) {
                    return parsed.clone();
                }
                read_one(file, clock, front, keeps)
            })
            .collect();
        let mut pages = Vec::with_capacity(read.len());
        for (file, parsed) in files.iter().zip(read) {
            pages.extend(parsed.page.as_ref().and_then(F::fetch));
            self.problems.extend_from_slice(&parsed.told);
            self.library.put(file.name.clone(), parsed);
        }
        pages
    }
}

fn read_one<F: Shelved>(
    file: &FoundFile,
    clock: Clock,
    front: fn(&mut Fields<'_, '_>) -> F,
    keeps: bool,
) -> Parsed {
    let mut told = Vec::new();
    let page = read_page(file, front, &mut told);
    if let Some(page) = page.as_ref().filter(|_| !keeps) {
        page.document.drop_body();
    }
    let page = page.map(|page| F::shelve(Arc::new(page)));
    Parsed::new(file.stat, clock, page, told)
}

fn read_page<F>(
    file: &FoundFile,
    front: fn(&mut Fields<'_, '_>) -> F,
    problems: &mut Vec<Diagnostic>,
) -> Option<PageSource<F>> {
    let id = file.path.rsplit('/').next()?.strip_suffix(".md")?;
    let parse = |text: &str, problems: &mut Vec<Diagnostic>| {
        pages::parse(id, &file.name, text, front, problems)
    };
    files::with_text(&file.from(), &file.name, MOST_TEXT, problems, parse)?
}

/// A table's text, if there is one.
struct Table {
    name: Arc<str>,
    text: Option<String>,
}

impl Table {
    fn read(root: &Path, sorted: &Sorted<'_>, name: &str, problems: &mut Vec<Diagnostic>) -> Self {
        let path = root.join("content").join(name);
        let full: Arc<str> = format!("content/{name}").into();
        let Some(file) = sorted.tables.iter().find(|file| file.path == name) else {
            // A link that was refused, or a content/ that is not there, has been told already.
            let is_told = path.is_symlink() || !root.join("content").is_dir();
            if !is_told {
                let problem = Diagnostic::new(
                    Code::MissingFile,
                    format!("the file {full} is missing"),
                    format!("缺少文件 {full}"),
                )
                .mend("see docs/content.md for what it holds", "它的写法见 docs/content.md");
                problems.push(problem.at(Place::file(&full)));
            }
            return Table { name: full, text: None };
        };
        let text = files::read_text(&file.from(), &file.name, MOST_TEXT, problems);
        Table { name: full, text }
    }

    fn place(&self) -> Place {
        Place::file(&self.name)
    }

    fn decode<T>(
        self,
        problems: &mut Vec<Diagnostic>,
        decode: impl FnOnce(&mut Fields<'_, '_>) -> T,
    ) -> Option<T> {
        let text = self.text?;
        Some(toml::read(&Lines::new(self.name, &text), &text, 0, problems, decode))
    }
}

/// The files of `content/`, by what they are for.
#[derive(Default)]
struct Sorted<'f> {
    tables: Vec<&'f FoundFile>,
    /// In the order of `FOLDERS`.
    pages: [Vec<&'f FoundFile>; 4],
    releases: Vec<&'f FoundFile>,
    copied: Vec<FoundFile>,
}

impl<'f> Sorted<'f> {
    fn put(&mut self, file: &'f FoundFile, problems: &mut Vec<Diagnostic>) {
        let (folder, rest) = file.path.split_once('/').unwrap_or(("", &file.path));
        if folder == "theme" {
            return;
        }
        if folder.is_empty() && TABLES.contains(&rest) {
            self.tables.push(file);
            return;
        }
        if folder == STATISTICS && self.put_statistics(file, rest, problems) {
            return;
        }
        let extension = rest.rsplit_once('.').map_or("", |(_, extension)| extension);
        let page_folder = FOLDERS.iter().position(|name| *name == folder);
        if let Some(at) = page_folder
            && extension == "md"
            && !rest.contains('/')
        {
            let id = &rest[..rest.len() - ".md".len()];
            if is_id(id) {
                self.pages[at].push(file);
            } else {
                problems.push(files::bad_name(&file.name));
            }
            return;
        }
        let is_static = folder == "static";
        if is_static && DRAFTS.contains(&&*extension.to_ascii_lowercase()) {
            problems.push(files::copied_draft(&file.name));
            return;
        }
        if is_static || (page_folder.is_some() && COPIED.contains(&extension)) {
            let path = file.path.strip_prefix("static/").unwrap_or(&file.path);
            if path.split('/').all(is_file_name) {
                self.copied.push(file.at(path.to_owned()));
            } else {
                problems.push(files::bad_name(&file.name));
            }
            return;
        }
        problems.push(unknown(file));
    }

    /// Whether it is a file of the statistics. A declaration is for `weibao stats`, not for a build.
    fn put_statistics(
        &mut self,
        file: &'f FoundFile,
        rest: &str,
        problems: &mut Vec<Diagnostic>,
    ) -> bool {
        let release = rest.strip_prefix("releases/").and_then(|name| name.strip_suffix(".release"));
        let Some(id) = release.or_else(|| rest.strip_suffix(".toml")) else { return false };
        match (is_id(id), release) {
            (true, Some(_)) => self.releases.push(file),
            (true, None) => {}
            (false, _) => problems.push(files::bad_name(&file.name)),
        }
        true
    }
}

fn unknown(file: &FoundFile) -> Diagnostic {
    let known = TABLES.into_iter().chain(FOLDERS).chain([STATISTICS, "static", "theme"]);
    let first = file.path.split('/').next().unwrap_or_default();
    let problem = Diagnostic::new(
        Code::UnknownFile,
        "the site has no use for this file",
        "站点用不到这个文件",
    )
    .at(Place::file(&file.name));
    match nearest(first, known.filter(|name| *name != first)) {
        Some(near) => problem
            .mend(format!("did you mean content/{near}?"), format!("是不是想写 content/{near}？")),
        None => problem.mend(
            "put it where docs/content.md says, or take it away",
            "请按 docs/content.md 放到该放的地方，或者移走",
        ),
    }
}

/// Whether a text can be the last part of an address: `a`–`z`, `0`–`9` and `-`, not at its ends.
pub fn is_id(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !text.is_empty()
        && text.len() <= 100
        && text.chars().all(plain)
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// A name of a copied file: no white space, nothing that an address must encode.
fn is_file_name(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    !text.starts_with('.') && text.len() <= 200 && text.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn html_that_there_was_no_room_for_is_made_again_and_the_same() {
        let root = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(root.path().join("content/about")).expect("a folder");
        for id in ["a", "b"] {
            let text = format!(
                "+++\ntitle = \"{id}\"\npublished = 2026-03-01\n+++\n\n## 一\n\n正文 {id}\n"
            );
            fs::write(root.path().join(format!("content/about/{id}.md")), text).expect("written");
        }
        let mut told = Vec::new();
        let found = files::list(root.path(), "content", &mut told);
        let size = found[0].stat.expect("a stat").size;
        let read = |room| {
            let (known, library) = (&Library::default(), Library::default());
            let mut pages =
                Pages { known, clock: Clock::now(), library, room, problems: Vec::new() };
            pages.read(&found.iter().collect::<Vec<_>>(), pages::article)
        };
        let (both, one) = (read(2 * size), read(2 * size - 1));
        let kept = |pages: &[Arc<PageSource<ArticleFront>>]| {
            pages.iter().map(|page| page.document.has_body()).collect::<Vec<_>>()
        };
        assert_eq!((kept(&both), kept(&one)), (vec![true, true], vec![true, false]));
        pages::load_body(root.path(), &one[1].document).expect("the same file");
        assert_eq!(one[1].document.html(&[]), both[1].document.html(&[]));
        assert!(one[1].document.html(&[]).contains("正文 b"));
    }
}
