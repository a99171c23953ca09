//! `manifest.json`: the SHA-256 and the size of every other file of the site.

use std::fmt::Write;

use serde_json::Value;

use super::{Artifact, making::Made};
use crate::plan::View;

/// Two digits for each byte.
const HEX: &[u8; 16] = b"0123456789abcdef";

/// By path, as the artifacts are. There may be very many: laid out as `serde_json` does, without its detours.
pub fn write(view: &View<'_>, artifacts: &[Artifact], made: &[Made]) -> Vec<u8> {
    let head = format!(
        "{{\n  \"generator\": \"weibao\",\n  \"version\": \"{}\",\n  \"as_of\": {},\n  \"base_url\": {},\n  \"files\": [",
        env!("CARGO_PKG_VERSION"),
        Value::from(view.as_of.to_string()),
        Value::from(view.portal.site.base_url.as_str()),
    );
    let mut json = String::with_capacity(head.len() + artifacts.len() * USUAL);
    json.push_str(&head);
    artifacts.iter().zip(made).for_each(|(one, made)| entry(&mut json, &one.path, made));
    // After the last entry stands no comma.
    if json.ends_with(',') {
        json.pop();
    }
    json.push_str("\n  ]\n}\n");
    json.into_bytes()
}

/// Room for what an entry usually takes.
const USUAL: usize = 200;

/// One entry, with the comma after it.
fn entry(json: &mut String, path: &str, made: &Made) {
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
