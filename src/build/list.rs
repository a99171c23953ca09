//! Which leaflets a site has, and whether they are made.

use std::fs;

use super::{
    Options, Part,
    cache::Cache,
    look,
    make::Maker,
    output::Output,
    parts,
    shelf::Shelf,
    site::{self, Site},
    statistics::Known,
    store::{self, Values},
};
use crate::{
    diagnostic::{self, Code, Diagnostic, nearest},
    leaflet::{names, ticket::count_pages},
    plan::View,
    portal::{Finish, LeafletFile, Target},
};

/// A leaflet in a list.
#[derive(Debug)]
pub struct Listed {
    pub title: String,
    pub format: String,
    /// Width and height in millimetres, as `285x210`.
    pub size: String,
    /// `None` where it is not made and its format has no fixed number.
    pub pages: Option<usize>,
    /// Address of the file for screens.
    pub path: String,
    pub state: State,
    /// Of all its PDFs in the output.
    pub bytes: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Every file is there and made of what the sources say now.
    Made,
    /// Something has changed since.
    Old,
    Missing,
}

/// A file of a leaflet, or a package, made by itself: the name that it is to have on a disk, and its
/// bytes. Nothing of the output is read or written.
pub fn one_leaflet(options: &Options, path: &str) -> Result<(String, Vec<u8>), Vec<Diagnostic>> {
    let mut told = Vec::new();
    let site = read(options, &mut told).ok_or_else(|| std::mem::take(&mut told))?;
    let view = View::new(&site.portal, options.site.as_of);
    let maker = Maker::new(&options.root, &view, &site.recipes);
    let of_leaflets =
        site.artifacts.iter().filter(|artifact| Part::of(artifact.target) == Part::Leaflets);
    let artifact = of_leaflets.clone().find(|artifact| artifact.path == path).ok_or_else(|| {
        let problem = Diagnostic::new(
            Code::BadOption,
            format!("`{path}` is no address of a leaflet's file"),
            format!("没有“{path}”这个印刷品文件"),
        );
        vec![match nearest(path, of_leaflets.map(|artifact| artifact.path.as_str())) {
            Some(near) => {
                problem.mend(format!("did you mean `{near}`?"), format!("是不是想写“{near}”？"))
            }
            None => problem.mend("`weibao leaflets` lists them", "用 weibao leaflets 可以列出来"),
        }]
    })?;
    let portal = &site.portal;
    let name = match artifact.target {
        Target::Leaflet(ix, file) => names::file_name(&view, &portal.leaflets.all[ix], file),
        Target::PlacePackage(ix) => names::place_package(portal, ix),
        Target::CampaignPackage(ix) => names::campaign_package(portal, ix),
        _ => path.to_owned(),
    };
    Ok((name, super::ask(&maker, artifact.target)?))
}

/// The site, if its sources have no error.
fn read(options: &Options, told: &mut Vec<Diagnostic>) -> Option<Site> {
    let root = &options.root;
    let looked = look::sources(options);
    told.extend(looked.problems);
    let shelf = Shelf::load(&store::file(root, "pages.library"));
    let mut verdict = Known::load(root);
    let (site, _, problems) = site::load(
        root,
        &options.site,
        &looked.found,
        looked.clock,
        &shelf.library,
        None,
        &mut verdict,
    );
    told.extend(problems);
    site
}

/// Lists the leaflets of a site; `None` if its sources have an error. Writes nothing.
pub fn list_leaflets(options: &Options) -> (Option<Vec<Listed>>, Vec<Diagnostic>) {
    let mut told = Vec::new();
    let listed = listed(options, &mut told);
    diagnostic::sort(&mut told);
    (listed, told)
}

fn listed(options: &Options, told: &mut Vec<Diagnostic>) -> Option<Vec<Listed>> {
    let root = &options.root;
    let site = read(options, told)?;
    let view = View::new(&site.portal, options.site.as_of);
    let maker = Maker::new(root, &view, &site.recipes);
    let out = options.out.clone().unwrap_or_else(|| root.join("public"));
    // A folder that is not there has nothing in it.
    let output = match out.is_dir() {
        true => Some(Output::open(&out, root).map_err(|problem| told.push(problem)).ok()?),
        false => None,
    };
    let values = output
        .as_ref()
        .map(|output| Values::open(&store::of_output(root, output.folder(), "cache")))
        .unwrap_or_default();
    let cache = Cache::of(&values);
    let leaflets = &site.portal.leaflets;
    let mut list = Vec::with_capacity(leaflets.all.len());
    for ix in 0..leaflets.all.len() {
        let printer = maker.printer().map_err(|problems| told.extend(problems)).ok()?;
        let order = printer.order(ix).map_err(|problem| told.push(problem)).ok()?;
        let path = |file| view.routes.path(Target::Leaflet(ix, file)).into_owned();
        let pdfs = leaflets.files().filter(|file| matches!(file, LeafletFile::Pdf(_)));
        let (mut state, mut bytes) = (State::Made, 0);
        for file in pdfs {
            let path = path(file);
            let standing = output.as_ref().and_then(|output| {
                let stat = *output.existing.get(&path)?;
                parts::standing(output, &path, stat, cache.artifacts.get(&path)).ok()
            });
            match standing {
                Some(made) => {
                    bytes += made.stat.size;
                    if made.fingerprint != printer.fingerprint(&order, file) && state == State::Made
                    {
                        state = State::Old;
                    }
                }
                None => state = State::Missing,
            }
        }
        let screen = path(LeafletFile::Pdf(Finish::Screen));
        let pages = order.format.pages.or_else(|| {
            let pdf = fs::read(output.as_ref()?.folder().join(&screen)).ok()?;
            Some(count_pages(&pdf))
        });
        list.push(Listed {
            title: order.data.title.clone(),
            format: order.format.name.clone(),
            size: order.format.size.name.clone(),
            pages,
            path: screen,
            state,
            bytes,
        });
    }
    Some(list)
}
