//! Which artifacts a site has.

use std::borrow::Cow;

use ahash::AHashMap;

use crate::{
    data,
    diagnostic::{Code, Diagnostic, Place},
    plan::{self, View},
    portal::Target,
};

/// One file of the published site, made from what it is the file of.
#[derive(Debug, Clone)]
pub struct Artifact {
    pub target: Target,
    /// Address from the site's root, without a leading `/`.
    pub path: String,
}

/// Every artifact but the manifest, which is made of the others, in a fixed order. Two for one
/// address are told.
pub fn artifacts(view: &View<'_>) -> (Vec<Artifact>, Vec<Diagnostic>) {
    let portal = view.portal;
    let targets = plan::pages(view)
        .into_iter()
        .chain(data::targets(view))
        .chain((0..portal.campaigns.len()).map(Target::CampaignImage))
        .chain((0..portal.files.len()).map(Target::File))
        .chain(leaflets(view));
    let artifacts: Vec<Artifact> = targets
        .map(|target| Artifact { target, path: view.routes.path(target).into_owned() })
        .collect();
    let mut problems = Vec::new();
    // Without regard to case: so they are on the disks of Windows and macOS.
    let mut seen: AHashMap<Cow<'_, str>, Target> = AHashMap::with_capacity(artifacts.len());
    seen.insert(view.routes.path(Target::Manifest), Target::Manifest);
    for artifact in &artifacts {
        if let Some(other) = seen.insert(lower(&artifact.path), artifact.target) {
            let file = file_of(view, artifact.target).or_else(|| file_of(view, other));
            let problem = Diagnostic::new(
                Code::DuplicateAddress,
                format!("two pages have the address {}", artifact.path),
                format!("两个页面的地址都是 {}", artifact.path),
            )
            .mend("rename one of the files", "请给其中一个文件改名");
            problems.push(match file {
                Some(file) => problem.at(file),
                None => problem,
            });
        }
    }
    (artifacts, problems)
}

/// The files of leaflets, those of one after the other, and packages of them.
fn leaflets(view: &View<'_>) -> impl Iterator<Item = Target> {
    let portal = view.portal;
    let leaflets = &portal.leaflets;
    let files = (0..leaflets.all.len())
        .flat_map(|ix| leaflets.files().map(move |file| Target::Leaflet(ix, file)));
    files.chain(leaflets.packages(portal.places.len(), portal.campaigns.len()))
}

fn lower(path: &str) -> Cow<'_, str> {
    match path.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => path.to_ascii_lowercase().into(),
        false => path.into(),
    }
}

/// The file that an artifact is written in, where it is one that an editor can rename.
fn file_of(view: &View<'_>, target: Target) -> Option<Place> {
    let portal = view.portal;
    let name = match target {
        Target::File(ix) => portal.files[ix].name.clone(),
        Target::Policy(ix) => format!("content/policies/{}.md", view.policies.id(ix)).into(),
        Target::Campaign(ix) => format!("content/campaigns/{}.md", portal.campaigns[ix].id).into(),
        Target::Article(_) => {
            let path = view.routes.path(target);
            format!("content/{}.md", path.trim_end_matches(".html")).into()
        }
        _ => return None,
    };
    Some(Place::file(&name))
}
