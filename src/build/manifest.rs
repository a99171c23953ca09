//! `manifest.json`: the SHA-256 and the size of every other file of the site.

use std::fmt::Write;

use rayon::prelude::*;
use serde_json::Value;

use super::{Artifact, making::Made};
use crate::plan::View;

/// Two digits for each byte.
const HEX: &[u8; 16] = b"0123456789abcdef";

/// By path. There may be very many: laid out as `serde_json` does, without its detours.
pub fn write(view: &View<'_>, artifacts: &[Artifact], made: &[Made]) -> Vec<u8> {
    let mut files: Vec<(&str, &Made)> =
        artifacts.iter().zip(made).map(|(artifact, made)| (artifact.path.as_str(), made)).collect();
    files.par_sort_unstable_by_key(|(path, _)| *path);
    let text = |text: &str| Value::from(text).to_string();
    let head = format!(
        "{{\n  \"generator\": \"weibao\",\n  \"version\": \"{}\",\n  \"as_of\": {},\n  \"base_url\": {},\n  \"files\": [",
        env!("CARGO_PKG_VERSION"),
        text(&view.as_of_text),
        text(&view.portal.site.base_url),
    );
    let mut json = String::with_capacity(head.len() + files.len() * 200);
    json.push_str(&head);
    let mut before = "\n";
    for (path, made) in files {
        json.push_str(before);
        json.push_str("    {\n      \"path\": ");
        match path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte)) {
            true => ["\"", path, "\""].into_iter().for_each(|part| json.push_str(part)),
            false => json.push_str(&text(path)),
        }
        json.push_str(",\n      \"size\": ");
        // Writing to a text never fails.
        let _ = write!(json, "{}", made.stat.size);
        json.push_str(",\n      \"sha256\": \"");
        for byte in made.sha256 {
            json.push(HEX[usize::from(byte >> 4)].into());
            json.push(HEX[usize::from(byte & 15)].into());
        }
        json.push_str("\"\n    }");
        before = ",\n";
    }
    json.push_str("\n  ]\n}\n");
    json.into_bytes()
}
