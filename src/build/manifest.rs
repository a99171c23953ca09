//! `manifest.json`: the SHA-256 and the size of every other file of the site.

use std::fmt::Write;

use rayon::prelude::*;
use serde_json::Value;

use super::{Artifact, making::Made};
use crate::plan::View;

/// Two digits for each byte.
const HEX: &[u8; 16] = b"0123456789abcdef";

/// By path, as the artifacts are. There may be very many: laid out as `serde_json` does, without its detours.
pub fn write(view: &View<'_>, artifacts: &[Artifact], made: &[Made<'_>]) -> Vec<u8> {
    let head = format!(
        "{{\n  \"generator\": \"weibao\",\n  \"version\": \"{}\",\n  \"as_of\": {},\n  \"base_url\": {},\n  \"files\": [",
        env!("CARGO_PKG_VERSION"),
        Value::from(view.as_of.to_string()),
        Value::from(view.portal.site.base_url.as_str()),
    );
    let entries = |(artifacts, made): (&[Artifact], &[Made<'_>])| {
        let mut json = String::with_capacity(artifacts.len() * USUAL);
        artifacts.iter().zip(made).for_each(|(one, made)| entry(&mut json, &one.path, made));
        json
    };
    let parts = artifacts.par_chunks(PART).zip(made.par_chunks(PART));
    let mut parts: Vec<String> = parts.map(entries).collect();
    // After the last entry stands no comma.
    if let Some(last) = parts.last_mut() {
        last.pop();
    }
    let end = "\n  ]\n}\n";
    let length = head.len() + parts.iter().map(String::len).sum::<usize>() + end.len();
    let mut json = String::with_capacity(length);
    json.push_str(&head);
    parts.iter().for_each(|part| json.push_str(part));
    json.push_str(end);
    json.into_bytes()
}

/// Entries that a thread writes in one go.
const PART: usize = 2048;

/// Room for what an entry usually takes.
const USUAL: usize = 200;

/// One entry, with the comma after it.
fn entry(json: &mut String, path: &str, made: &Made<'_>) {
    json.push_str("\n    {\n      \"path\": ");
    match path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte)) {
        true => ["\"", path, "\""].into_iter().for_each(|part| json.push_str(part)),
        false => json.push_str(&Value::from(path).to_string()),
    }
    json.push_str(",\n      \"size\": ");
    // Writing to a text never fails.
    let _ = write!(json, "{}", made.stat.size);
    json.push_str(",\n      \"sha256\": \"");
    let digits = made.sha256.map(|byte| [HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
    json.push_str(str::from_utf8(digits.as_flattened()).unwrap_or_default());
    json.push_str("\"\n    },");
}
