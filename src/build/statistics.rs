//! The releases of a site: read, and audited unless the verdict on these very texts is known.
//!
//! Invariant: a site has statistics only if all its releases together have passed the audit. No
//! export is ever opened here.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::civil::Date;

use super::store::{self, Payload};
use crate::{
    content::{ReleaseSource, is_id},
    diagnostic::{Code, Diagnostic, Place, any_error},
    portal::{Portal, Statistics},
    stats::release::{AuditedRelease, Release, Verdict, accept, audit_verdict},
};

/// The last verdict of the audit, which is a pure function of the texts that it names.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Known(Option<Verdict>);

impl Known {
    /// What the last build left; nothing if that is damaged or of another program.
    pub fn load(root: &Path) -> Self {
        Known(store::load(&file(root)))
    }

    /// Leaves it for the next build, unless `before` is the same.
    pub fn save(&self, root: &Path, before: &Known) {
        if let Some(verdict) = &self.0
            && self != before
        {
            // Without it the next build audits again.
            let _ = store::save(&file(root), &[Payload::of(verdict)]);
        }
    }
}

fn file(root: &Path) -> PathBuf {
    store::file(root, "statistics.verdict")
}

/// The statistics of a portal as of a day. `known` is used and renewed. Tells what is wrong with the
/// releases, and then gives none.
pub fn statistics(
    sources: &[ReleaseSource],
    portal: &Portal,
    as_of: Date,
    known: &mut Known,
    told: &mut Vec<Diagnostic>,
) -> Option<Statistics> {
    if sources.is_empty() {
        return None;
    }
    let mut releases = Vec::with_capacity(sources.len());
    let mut problems = Vec::new();
    for source in sources {
        let (release, found) = Release::parse(&source.file, &source.text);
        problems.extend(found);
        if let Some(release) = release {
            if !is_named(&release, &source.file) {
                problems.push(misnamed(&source.file));
            }
            if release.about().as_of > as_of {
                problems.push(of_the_future(&source.file, release.about().as_of));
            }
            releases.push(release);
        }
    }
    let whole = !any_error(&problems) && releases.len() == sources.len();
    told.append(&mut problems);
    let audited = if whole { audited(releases, known, told) } else { None };
    Statistics::new(audited?, |id, name| {
        let by_id = portal.places.iter().position(|place| place.id == id);
        by_id.or_else(|| portal.places.iter().position(|place| place.name == name))
    })
}

fn audited(
    releases: Vec<Release>,
    known: &mut Known,
    told: &mut Vec<Diagnostic>,
) -> Option<Vec<AuditedRelease>> {
    if let Some(verdict) = &known.0
        && let Some(audited) = accept(releases.clone(), verdict)
    {
        return Some(audited);
    }
    match audit_verdict(&releases) {
        Ok(verdict) => {
            let audited = accept(releases, &verdict);
            known.0 = Some(verdict);
            audited
        }
        Err(problems) => {
            told.extend(problems);
            None
        }
    }
}

/// Whether a release is called as its file is, and all that becomes a part of an address can be one.
fn is_named(release: &Release, file: &str) -> bool {
    let design = release.design();
    let codes = design.dimensions.iter().flat_map(|dimension| &dimension.codes);
    let tables = design.tables.iter().map(|table| &table.id);
    file.ends_with(&format!("/{}.release", release.about().name))
        && is_id(&release.about().name)
        && codes.map(|code| &code.id).chain(tables).all(|id| is_id(id))
}

fn misnamed(file: &Arc<str>) -> Diagnostic {
    Diagnostic::new(
        Code::ReleaseName,
        "the release has another name than its file, or an id in it cannot be an address",
        "发布文件的名字和里面写的不一样，或者里面的编号不能用作网址",
    )
    .mend(
        "give the file its name back; a release is made by `weibao stats import`",
        "请把文件名改回来；发布文件由 `weibao stats import` 生成",
    )
    .at(Place::file(file))
}

fn of_the_future(file: &Arc<str>, day: Date) -> Diagnostic {
    Diagnostic::new(
        Code::FutureRelease,
        format!("the figures are of {day}, a day that has not come yet"),
        format!("数字的日期是 {day}，这一天还没有到"),
    )
    .mend(
        "wait for that day, or see whether the day of the build is right",
        "请等到那一天，或者检查生成网页的日期",
    )
    .at(Place::file(file))
}
