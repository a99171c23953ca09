//! `manifest.json`: the SHA-256 and the size of every other file of the site.

use serde::Serialize;

use super::{Artifact, Made};
use crate::plan::View;

#[derive(Serialize)]
struct Manifest<'a> {
    generator: &'static str,
    version: &'static str,
    as_of: &'a str,
    base_url: &'a str,
    files: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    path: &'a str,
    size: u64,
    sha256: String,
}

/// One entry a line, by path.
pub fn write(view: &View<'_>, artifacts: &[Artifact], made: &[Made]) -> Vec<u8> {
    let mut files: Vec<Entry<'_>> = artifacts
        .iter()
        .zip(made)
        .map(|(artifact, made)| Entry {
            path: &artifact.path,
            size: made.size,
            sha256: made.sha256.iter().map(|byte| format!("{byte:02x}")).collect(),
        })
        .collect();
    files.sort_by_key(|entry| entry.path);
    let manifest = Manifest {
        generator: "weibao",
        version: env!("CARGO_PKG_VERSION"),
        as_of: &view.as_of_text,
        base_url: &view.portal.site.base_url,
        files,
    };
    let mut bytes = serde_json::to_vec_pretty(&manifest).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
