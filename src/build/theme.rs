//! The theme: templates, styles and fonts of `themes/<name>/`, each of which the site may replace by a
//! file of the same path under `content/theme/`.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    fs,
    path::Path,
    sync::Arc,
};

use crate::{
    content::{
        files::{self, FoundFile, MOST_COPIED, MOST_TEXT},
        toml,
    },
    diagnostic::{Code, Diagnostic, Lines, Place, nearest},
    digest::{self, Digest},
    leaflet::{Press, TICKET_TEMPLATE},
    plan::Reads,
};

/// Templates that every theme has.
const TEMPLATES: [&str; 17] = [
    "home.html",
    "hotlines.html",
    "place.html",
    "help.html",
    "group.html",
    "category.html",
    "agencies.html",
    "agency.html",
    "campaigns.html",
    "campaign.html",
    "programme.html",
    "article.html",
    "policies.html",
    "policy.html",
    "not-found.html",
    "layout.html",
    "share.svg",
];

/// Templates that a theme with leaflets has as well.
const OF_LEAFLETS: [&str; 4] =
    ["print.html", "print-place.html", "print-campaign.html", TICKET_TEMPLATE];

#[derive(Debug)]
pub struct Theme {
    /// By their name in Tera: `home.html`.
    pub templates: BTreeMap<String, Template>,
    /// Joined and squeezed.
    pub css: String,
    pub fonts: Vec<(String, Vec<u8>)>,
    /// Digest of the fonts.
    pub fonts_digest: Digest,
    /// Files to copy.
    pub files: Vec<FoundFile>,
    /// Templates, fonts and profile for leaflets, where it has any.
    pub press: Option<Press>,
}

#[derive(Debug)]
pub struct Template {
    /// File name for messages.
    pub file: Arc<str>,
    pub text: String,
    /// Digest of this template and of every one it extends, includes or takes components from.
    pub digest: Digest,
    /// What they read of `page`.
    pub reads: Reads,
}

/// Reads the theme `name` of the project at `root`. `None` if there is none or it cannot be used,
/// which is told.
pub fn load(root: &Path, name: &str, problems: &mut Vec<Diagnostic>) -> Option<Theme> {
    let folder = format!("themes/{name}");
    if !root.join(&folder).is_dir() {
        let problem = Diagnostic::new(
            Code::NoTheme,
            format!("there is no theme `{name}` under themes/"),
            format!("themes/ 下没有名为“{name}”的主题"),
        );
        let themes = themes(root);
        let site: Arc<str> = "content/site.toml".into();
        problems.push(
            match nearest(name, themes.iter().map(String::as_str)) {
                Some(near) => {
                    problem.mend(format!("did you mean `{near}`?"), format!("是不是想写“{near}”？"))
                }
                None => problem.mend(
                    format!("there are: {}", themes.join(", ")),
                    format!("现有的：{}", themes.join("、")),
                ),
            }
            .at(Place::file(&site)),
        );
        return None;
    }
    let mut found: BTreeMap<String, FoundFile> = BTreeMap::new();
    let own = files::list(root, &folder, problems);
    let site = match root.join("content/theme").is_dir() {
        true => files::list(root, "content/theme", problems),
        false => Vec::new(),
    };
    for file in own.into_iter().chain(site) {
        found.insert(file.path.clone(), file);
    }
    let styles = styles(&folder, &found, problems)?;
    let css = css(&styles, &found, &folder, problems);
    let templates = templates(&found, &folder, problems);
    let fonts = fonts(&found, problems);
    let fonts_digest =
        digest::of_all(fonts.iter().flat_map(|(name, bytes)| [name.as_bytes(), bytes]));
    let press = Press::find(&found, problems);
    if press.is_some() {
        need(&OF_LEAFLETS, &found, &folder, problems);
    }
    let files = found
        .into_values()
        .filter_map(|file| {
            let path = file.path.strip_prefix("static/")?.to_owned();
            Some(file.at(path))
        })
        .collect();
    Some(Theme { templates, css, fonts, fonts_digest, files, press })
}

fn themes(root: &Path) -> Vec<String> {
    let entries = fs::read_dir(root.join("themes")).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The style sheets that `theme.toml` names.
fn styles(
    folder: &str,
    found: &BTreeMap<String, FoundFile>,
    problems: &mut Vec<Diagnostic>,
) -> Option<Vec<toml::At<String>>> {
    let Some(file) = found.get("theme.toml") else {
        let file: Arc<str> = format!("{folder}/theme.toml").into();
        problems.push(missing(&file));
        return None;
    };
    let text = files::read_text(&file.from(), &file.name, MOST_TEXT, problems)?;
    let lines = Lines::new(file.name.clone(), &text);
    Some(toml::read(&lines, &text, 0, problems, |fields| {
        fields.need_text("name");
        fields.text("version");
        fields.text("description");
        fields.need_texts("styles")
    }))
}

fn missing(file: &Arc<str>) -> Diagnostic {
    Diagnostic::new(
        Code::MissingTemplate,
        format!("the theme lacks {file}"),
        format!("主题缺少 {file}"),
    )
    .mend("take it from the theme that comes with weibao", "可以从自带主题里复制一份")
    .at(Place::file(file))
}

fn css(
    styles: &[toml::At<String>],
    found: &BTreeMap<String, FoundFile>,
    folder: &str,
    problems: &mut Vec<Diagnostic>,
) -> String {
    let mut css = String::new();
    for style in styles {
        let Some(file) = found.get(&style.value) else {
            let name: Arc<str> = format!("{folder}/{}", style.value).into();
            problems.push(missing(&name).at(style.place.clone()));
            continue;
        };
        if let Some(text) = files::read_text(&file.from(), &file.name, MOST_TEXT, problems) {
            squeeze(&text, &mut css);
        }
    }
    css
}

/// Takes out comments and white space that mean nothing in a style sheet.
fn squeeze(text: &str, css: &mut String) {
    let mut rest = text;
    let mut quote = None;
    while let Some(c) = rest.chars().next() {
        if quote.is_none() && rest.starts_with("/*") {
            rest = rest.find("*/").map_or("", |end| &rest[end + 2..]);
            continue;
        }
        rest = &rest[c.len_utf8()..];
        if c == '\\' {
            css.push(c);
            let escaped = rest.chars().next();
            css.extend(escaped);
            rest = &rest[escaped.map_or(0, char::len_utf8)..];
            continue;
        }
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            _ => {}
        }
        if quote.is_some() || !c.is_whitespace() {
            if quote.is_none() && matches!(c, '{' | '}' | ';' | ',') {
                css.truncate(css.trim_end().len());
                if c == '}' && css.ends_with(';') {
                    css.pop();
                }
            }
            css.push(c);
        } else if !css.is_empty() && !css.ends_with([' ', '{', '}', ';', ',', ':']) {
            css.push(' ');
        }
    }
    css.truncate(css.trim_end().len());
}

fn templates(
    found: &BTreeMap<String, FoundFile>,
    folder: &str,
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Template> {
    let mut texts: BTreeMap<String, (Arc<str>, String)> = BTreeMap::new();
    for (path, file) in found {
        if let Some(name) = path.strip_prefix("templates/")
            && let Some(text) = files::read_text(&file.from(), &file.name, MOST_TEXT, problems)
        {
            texts.insert(name.to_owned(), (file.name.clone(), text));
        }
    }
    need(&TEMPLATES, found, folder, problems);
    let needs: HashMap<&str, Vec<&str>> =
        texts.iter().map(|(name, (_, text))| (name.as_str(), needs(name, text, &texts))).collect();
    texts
        .iter()
        .map(|(name, (file, text))| {
            let reached = reached(name, &needs);
            let texts =
                reached.iter().map(|name| (*name, texts.get(*name).map_or("", |(_, text)| text)));
            let template = Template {
                file: file.clone(),
                text: text.clone(),
                digest: digest::of_all(
                    texts.clone().flat_map(<[&str; 2]>::from).map(str::as_bytes),
                ),
                reads: Reads::of(texts.map(|(_, text)| text)),
            };
            (name.clone(), template)
        })
        .collect()
}

/// Tells the templates that are not there.
fn need(
    names: &[&str],
    found: &BTreeMap<String, FoundFile>,
    folder: &str,
    problems: &mut Vec<Diagnostic>,
) {
    for name in names {
        if !found.contains_key(&format!("templates/{name}")) {
            let file: Arc<str> = format!("{folder}/templates/{name}").into();
            problems.push(missing(&file));
        }
    }
}

/// The templates that one extends, includes or takes components from: those whose name it quotes,
/// and all that may define a component. More than it needs is no harm, less would be.
fn needs<'t>(
    name: &str,
    text: &str,
    texts: &'t BTreeMap<String, (Arc<str>, String)>,
) -> Vec<&'t str> {
    // Tera's quotation marks; a backslash may stand before a `/` inside them.
    const QUOTES: [char; 3] = ['"', '\'', '`'];
    let text = text.replace('\\', "");
    let quoted: HashSet<&str> = text.split(QUOTES).collect();
    let is_named =
        |other: &str| quoted.contains(other) || other.contains(QUOTES) || other.contains('\\');
    texts
        .iter()
        .filter(|(other, _)| *other != name)
        .filter(|(other, (_, text))| is_named(other) || text.contains("component"))
        .map(|(other, _)| other.as_str())
        .collect()
}

/// A template and every one that it needs, and those need.
fn reached<'t>(name: &'t str, needs: &HashMap<&'t str, Vec<&'t str>>) -> BTreeSet<&'t str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![name];
    while let Some(name) = open.pop() {
        if reached.insert(name) {
            open.extend(needs.get(name).into_iter().flatten());
        }
    }
    reached
}

fn fonts(
    found: &BTreeMap<String, FoundFile>,
    problems: &mut Vec<Diagnostic>,
) -> Vec<(String, Vec<u8>)> {
    let is_font = |path: &str| {
        path.starts_with("fonts/") && (path.ends_with(".otf") || path.ends_with(".ttf"))
    };
    let mut fonts = Vec::new();
    for (path, file) in found.iter().filter(|(path, _)| is_font(path)) {
        match fs::metadata(file.from()).map(|metadata| metadata.len()) {
            Ok(size) if size > MOST_COPIED => {
                problems.push(files::too_large(&file.name, MOST_COPIED))
            }
            _ => match fs::read(file.from()) {
                Ok(bytes) => fonts.push((path.clone(), bytes)),
                Err(error) => problems.push(files::unreadable(&file.name, Some(error))),
            },
        }
    }
    fonts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn squeezing_a_style_sheet_keeps_what_it_says() {
        let squeezed = |text| {
            let mut css = String::new();
            squeeze(text, &mut css);
            css
        };
        assert_eq!(squeezed("a {\n  color: red;\n}\n"), "a{color:red}");
        assert_eq!(squeezed("a :hover , b > c{}"), "a :hover,b > c{}");
        assert_eq!(
            squeezed("/* x; } */a::before { content: \" /* ; } \" }"),
            "a::before{content:\" /* ; } \"}"
        );
        assert_eq!(squeezed("p{width:calc(1px + 2px)}/* open"), "p{width:calc(1px + 2px)}");
    }
}
