//! Finding a declaration in the folder of a project.

use std::{fs, path::Path, sync::Arc};

use super::{Declaration, codes::CITY, resolve::resolve, source::DeclarationSource};
use crate::{
    content::{
        files::{self, MOST_TEXT},
        is_id,
        tables::{self, PlaceSource},
        toml,
    },
    diagnostic::{Code, Diagnostic, Lines, Place, any_error},
};

/// Where declarations lie, below the root of a project.
const FOLDER: &str = "content/statistics";

/// Reads the declaration `name` of the project at `root`, or the only one there is. `None` if it
/// cannot be counted by; what is wrong is told.
pub fn read(root: &Path, name: Option<&str>) -> (Option<Declaration>, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let id = match find(root, name) {
        Ok(id) => id,
        Err(problem) => return (None, vec![problem]),
    };
    let places = places(root, &mut problems);
    let file: Arc<str> = format!("{FOLDER}/{id}.toml").into();
    let declaration = files::read_text(&root.join(&*file), &file, MOST_TEXT, &mut problems)
        .map(|text| parse(id, file, &text, &places, &mut problems));
    (declaration.filter(|_| !any_error(&problems)), problems)
}

/// Parses the text of a declaration and follows its references.
pub(super) fn parse(
    id: String,
    file: Arc<str>,
    text: &str,
    places: &[PlaceSource],
    problems: &mut Vec<Diagnostic>,
) -> Declaration {
    let source = toml::read(&Lines::new(file, text), text, 0, problems, DeclarationSource::decode);
    resolve(id, source, places, problems)
}

fn find(root: &Path, name: Option<&str>) -> Result<String, Diagnostic> {
    let mut known: Vec<String> = fs::read_dir(root.join(FOLDER))
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".toml").map(str::to_owned))
        .filter(|name| is_id(name))
        .collect();
    known.sort_unstable();
    match (name, known.as_slice()) {
        (Some(name), _) if known.iter().any(|one| one == name) => Ok(name.to_owned()),
        (None, [one]) => Ok(one.clone()),
        (_, []) => Err(Diagnostic::new(
            Code::MissingFile,
            format!("there is no declaration {FOLDER}/NAME.toml"),
            format!("没有统计说明文件 {FOLDER}/名字.toml"),
        )
        .mend("see docs/content.md for what it holds", "它的写法见 docs/content.md")),
        (None, _) => Err(no_such("--declaration is missing", "缺少 --declaration", &known)),
        (Some(name), _) => Err(no_such(
            &format!("--declaration: there is no `{name}`"),
            &format!("--declaration：没有“{name}”"),
            &known,
        )),
    }
}

fn no_such(en: &str, zh: &str, known: &[String]) -> Diagnostic {
    Diagnostic::new(Code::BadOption, en, zh)
        .mend(format!("one of: {}", known.join(", ")), format!("可用：{}", known.join("、")))
}

/// The places of the site. A file that is missing or wrong is told.
fn places(root: &Path, problems: &mut Vec<Diagnostic>) -> Vec<PlaceSource> {
    let file: Arc<str> = "content/places.toml".into();
    let Some(text) = files::read_text(&root.join(&*file), &file, MOST_TEXT, problems) else {
        return Vec::new();
    };
    let places = toml::read(&Lines::new(file.clone(), &text), &text, 0, problems, tables::places);
    if !places.is_empty() && places.iter().all(|place| place.kind.value != CITY) {
        problems.push(
            Diagnostic::new(Code::PlaceTree, "no place is the city", "没有一个地区是市本级")
                .mend("give one place kind = \"city\"", "请给一个地区写 kind = \"city\"")
                .at(Place::file(&file)),
        );
    }
    places
}
