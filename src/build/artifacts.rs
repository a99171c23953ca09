//! Which artifacts a site has.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::{
    data,
    diagnostic::{Code, Diagnostic, Place},
    plan::{self, View},
    portal::Target,
};

/// Addresses that a thread makes in one go.
const PART: usize = 1024;

/// One file of the published site, made from what it is the file of.
#[derive(Debug, Clone)]
pub struct Artifact {
    pub target: Target,
    /// Address from the site's root, without a leading `/`.
    pub path: String,
}

/// Every artifact but the manifest, which is made of the others, in the order of their addresses. Two for
/// one address are told.
pub fn artifacts(view: &View<'_>) -> (Vec<Artifact>, Vec<Diagnostic>) {
    let portal = view.portal;
    let files = (0..portal.files.len()).filter(|&ix| portal.files[ix].is_out).map(Target::File);
    let mut targets = plan::pages(view);
    targets.extend(
        data::targets(view)
            .into_iter()
            .chain((0..portal.campaigns.len()).map(Target::CampaignImage))
            .chain(files)
            .chain(leaflets(view)),
    );
    let artifact = |view: &mut View<'_>, target| Artifact {
        target,
        path: view.routes.path(target).into_owned(),
    };
    // A view notes what it is asked for, so there is one for each thread; and asked for all policies, so that
    // it need not note each.
    let own = || {
        let own = view.fresh();
        own.policies.count();
        own
    };
    let mut artifacts: Vec<Artifact> =
        targets.into_par_iter().with_min_len(PART).map_init(own, artifact).collect();
    // Those of one address stay in the order of the plan.
    artifacts.par_sort_by(|one, other| one.path.cmp(&other.path));
    let problems = same_address(view, &artifacts);
    (artifacts, problems)
}

/// Tells of two artifacts for one address, and of one whose address is a folder of others. They are in the
/// order of their addresses. Capitals do not tell two addresses apart: so it is on the disks of Windows and
/// macOS.
fn same_address(view: &View<'_>, artifacts: &[Artifact]) -> Vec<Diagnostic> {
    let manifest = Target::Manifest;
    let manifest = Artifact { target: manifest, path: view.routes.path(manifest).into_owned() };
    let exactly = |path: &str| {
        let at = artifacts.binary_search_by(|one| one.path.as_str().cmp(path)).ok()?;
        Some(&artifacts[at])
    };
    let mut pairs: Vec<(&Artifact, &Artifact)> = Vec::new();
    let twice = artifacts.windows(2).filter(|pair| pair[0].path == pair[1].path);
    pairs.extend(twice.map(|pair| (&pair[0], &pair[1])));
    pairs.extend(exactly(&manifest.path).map(|one| (&manifest, one)));
    let mut in_capitals: BTreeMap<String, &Artifact> = BTreeMap::new();
    for one in artifacts {
        if one.path.bytes().any(|byte| byte.is_ascii_uppercase()) {
            let lower = one.path.to_ascii_lowercase();
            pairs.extend((lower == manifest.path).then_some((&manifest, one)));
            // A capital comes before its small letter.
            pairs.extend(exactly(&lower).map(|other| (one, other)));
            pairs.extend(in_capitals.get(&lower).map(|&other| (other, one)));
            in_capitals.insert(lower, one);
        }
    }
    let mut problems: Vec<Diagnostic> = pairs.iter().map(|pair| two_files(view, *pair)).collect();

    // One problem for each file that stands where a folder is to be.
    let mut in_the_way: BTreeMap<String, (&Artifact, &Artifact)> = BTreeMap::new();
    let mut last_folder = "";
    for one in artifacts {
        let folder = one.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if folder == last_folder {
            continue;
        }
        last_folder = folder;
        let ends = folder.match_indices('/').map(|(at, _)| at).chain([folder.len()]);
        for folder in ends.map(|end| folder[..end].to_ascii_lowercase()) {
            let file = (folder == manifest.path).then_some(&manifest);
            let file =
                file.or_else(|| exactly(&folder)).or_else(|| in_capitals.get(&folder).copied());
            if let Some(file) = file {
                in_the_way.entry(folder).or_insert((file, one));
            }
        }
    }
    problems.extend(in_the_way.values().map(|pair| file_and_folder(view, *pair)));
    problems
}

fn two_files(view: &View<'_>, (other, artifact): (&Artifact, &Artifact)) -> Diagnostic {
    let problem = Diagnostic::new(
        Code::DuplicateAddress,
        format!("two pages have the address {}", artifact.path),
        format!("两个页面的地址都是 {}", artifact.path),
    )
    .mend("rename one of the files", "请给其中一个文件改名");
    match file_of(view, artifact.target).or_else(|| file_of(view, other.target)) {
        Some(file) => problem.at(file),
        None => problem,
    }
}

fn file_and_folder(view: &View<'_>, (file, inside): (&Artifact, &Artifact)) -> Diagnostic {
    let problem = Diagnostic::new(
        Code::DuplicateAddress,
        format!("{} is a file, and {} needs a folder of that name", file.path, inside.path),
        format!("{} 是文件，而 {} 要放在同名的文件夹里", file.path, inside.path),
    )
    .mend("rename the file or the folder", "请给这个文件或文件夹改名");
    // A file that is copied can be renamed more easily than a page.
    let is_copied = |one: &&Artifact| matches!(one.target, Target::File(_));
    let first = [file, inside].into_iter().find(is_copied);
    let place = first.into_iter().chain([file, inside]).find_map(|one| file_of(view, one.target));
    match place {
        Some(place) => problem.at(place),
        None => problem,
    }
}

/// The files of leaflets and packages of them.
fn leaflets(view: &View<'_>) -> impl Iterator<Item = Target> {
    let portal = view.portal;
    let leaflets = &portal.leaflets;
    let files = (0..leaflets.all.len())
        .flat_map(|ix| leaflets.files().map(move |file| Target::Leaflet(ix, file)));
    files.chain(leaflets.packages(portal.places.len(), portal.campaigns.len()))
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
