//! Which leaflets a site has, and whether they are made.

use std::fs;

use super::{
    Options, cache::Cache, make::Maker, output::Output, parts, shelf::Shelf, site,
    statistics::Known, store,
};
use crate::{
    content::stat::Clock,
    diagnostic::{self, Diagnostic},
    leaflet::ticket::count_pages,
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

/// Lists the leaflets of a site; `None` if its sources have an error. Writes nothing.
pub fn list_leaflets(options: &Options) -> (Option<Vec<Listed>>, Vec<Diagnostic>) {
    let mut told = Vec::new();
    let listed = listed(options, &mut told);
    diagnostic::sort(&mut told);
    (listed, told)
}

fn listed(options: &Options, told: &mut Vec<Diagnostic>) -> Option<Vec<Listed>> {
    let root = &options.root;
    let looked = super::look(options);
    told.extend(looked.problems);
    let shelf = Shelf::load(&store::file(root, "pages.library"));
    let mut verdict = Known::load(root);
    let (site, _, problems) = site::load(
        root,
        &options.site,
        &looked.found,
        Clock::now(),
        &shelf.library,
        None,
        &mut verdict,
    );
    told.extend(problems);
    let site = site?;
    let view = View::new(&site.portal, options.site.as_of);
    let maker = Maker::new(root, &view, &site.recipes);
    let out = options.out.clone().unwrap_or_else(|| root.join("public"));
    // A folder that is not there has nothing in it.
    let output = match out.is_dir() {
        true => Some(Output::open(&out, root).map_err(|problem| told.push(problem)).ok()?),
        false => None,
    };
    let cache = output
        .as_ref()
        .and_then(|output| store::load::<Cache>(&store::of_output(root, output.folder(), "cache")));
    let cache = cache.unwrap_or_default();
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
            let standing =
                output.as_ref().and_then(|output| parts::standing(output, &cache, &path));
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
