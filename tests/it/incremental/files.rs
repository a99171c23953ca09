//! A folder as it is: to hold one output against another.

use std::{collections::BTreeMap, fs, path::Path};

/// What lies at a path.
#[derive(Clone, PartialEq, Eq)]
pub enum Entry {
    File(Vec<u8>),
    Folder,
    /// A link, a pipe and the like.
    Other,
}

pub type Tree = BTreeMap<String, Entry>;

/// Everything below a folder but what is hidden at its top, by its path.
pub fn tree(folder: &Path) -> Tree {
    let walk = walkdir::WalkDir::new(folder).min_depth(1).into_iter().filter_entry(|entry| {
        entry.depth() != 1 || !entry.file_name().to_string_lossy().starts_with('.')
    });
    walk.filter_map(Result::ok)
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("below the folder");
            let kind = match entry.file_type() {
                kind if kind.is_file() => Entry::File(fs::read(entry.path()).expect("a file")),
                kind if kind.is_dir() => Entry::Folder,
                _ => Entry::Other,
            };
            (path.to_string_lossy().into_owned(), kind)
        })
        .collect()
}

/// How one folder differs from another, a line for each difference; empty where they are the same.
pub fn difference(is: &Tree, should_be: &Tree) -> Vec<String> {
    let missing = should_be.keys().filter(|path| !is.contains_key(*path));
    let missing = missing.map(|path| format!("{path} is missing"));
    let rest = is.iter().filter_map(|(path, entry)| match (entry, should_be.get(path)) {
        (entry, Some(other)) if entry == other => None,
        (Entry::File(is), Some(Entry::File(should_be))) => {
            Some(differing_bytes(path, is, should_be))
        }
        (_, Some(_)) => Some(format!("{path} is of another kind")),
        (_, None) => Some(format!("{path} should not be there")),
    });
    missing.chain(rest).collect()
}

fn differing_bytes(path: &str, is: &[u8], should_be: &[u8]) -> String {
    let at = is.iter().zip(should_be).take_while(|(a, b)| a == b).count();
    let part = |bytes: &[u8]| {
        let part = &bytes[at.saturating_sub(20)..bytes.len().min(at + 60)];
        String::from_utf8_lossy(part).into_owned()
    };
    format!("{path} at byte {at}: {:?} should be {:?}", part(is), part(should_be))
}
