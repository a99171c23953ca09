//! What an import and a build leave behind, searched byte by byte for every child of the export.

use std::{
    collections::{BTreeSet, HashMap},
    fs,
    io::{Cursor, Read},
    path::Path,
};

use sha2::{Digest, Sha256};

use crate::{
    export::{self, Marked, marked},
    site::{Run, files, weibao_with},
};

/// Identifiers in every form in which they could be left.
struct Search {
    /// By their first bytes: the rest, and what it is a form of.
    forms: HashMap<[u8; SHORTEST], Vec<(Vec<u8>, String)>>,
    /// Of the first two bytes, which begin one: most of what is searched ends here.
    begins: Vec<bool>,
}

/// Bytes of the shortest form: three characters in two bytes each.
const SHORTEST: usize = 6;

impl Search {
    fn of(identifiers: &[String]) -> Self {
        let mut search = Search { forms: HashMap::new(), begins: vec![false; 1 << 16] };
        for identifier in identifiers {
            let forms: BTreeSet<Vec<u8>> = forms(identifier).into();
            for form in forms {
                let (start, rest) = form.split_first_chunk().expect("a form this long");
                search.begins[usize::from(start[0]) << 8 | usize::from(start[1])] = true;
                search.forms.entry(*start).or_default().push((rest.into(), identifier.clone()));
            }
        }
        search
    }

    /// The identifier that is found first.
    fn find(&self, bytes: &[u8]) -> Option<&str> {
        for at in 0..bytes.len().saturating_sub(SHORTEST - 1) {
            if !self.begins[usize::from(bytes[at]) << 8 | usize::from(bytes[at + 1])] {
                continue;
            }
            let Some((start, rest)) = bytes[at..].split_first_chunk() else { continue };
            let Some(forms) = self.forms.get(start) else { continue };
            if let Some((_, found)) = forms.iter().find(|(form, _)| rest.starts_with(form)) {
                return Some(found);
            }
        }
        None
    }
}

/// In three encodings, and as a digest, which for numbers of so few digits is as good as the number.
fn forms(identifier: &str) -> [Vec<u8>; 6] {
    let digest = Sha256::digest(identifier);
    [
        identifier.as_bytes().to_vec(),
        encoding_rs::GB18030.encode(identifier).0.into_owned(),
        identifier.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        identifier.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        digest.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect(),
        digest.to_vec(),
    ]
}

/// A file, and what is in it if it is an archive, as a workbook is.
pub fn opened(path: &str, bytes: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    if bytes.starts_with(b"PK\x03\x04") {
        let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).expect("an archive");
        for at in 0..archive.len() {
            let mut part = archive.by_index(at).expect("a part");
            let mut unpacked = Vec::new();
            part.read_to_end(&mut unpacked).expect("a part that can be unpacked");
            all.push((format!("{path}, part {at}"), unpacked));
        }
    }
    all.push((path.to_owned(), bytes));
    all
}

fn as_gb18030(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

fn as_utf16(text: &str) -> Vec<u8> {
    format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn as_workbook(text: &str) -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    for (row, record) in (0..).zip(reader.records()) {
        for (column, value) in (0..).zip(&record.expect("a record")) {
            sheet.write_string(row, column, value).expect("a cell");
        }
    }
    workbook.save_to_buffer().expect("a workbook")
}

/// Runs weibao with a home and a place for temporary files that are searched afterwards.
fn run(temporary: &Path, arguments: &[&str]) -> Run {
    let names = ["TMPDIR", "TMP", "TEMP", "HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"];
    weibao_with(arguments, &names.map(|name| (name, temporary)))
}

#[test]
fn no_identifier_of_an_export_is_in_anything_that_is_left_behind() {
    type Case = (&'static str, &'static str, fn(&str) -> Vec<u8>, bool);
    let cases: [Case; 4] = [
        ("a good export", "", as_workbook, true),
        ("one of an old system", "", as_gb18030, true),
        ("names in a column of categories", "{name}", |text| text.as_bytes().to_vec(), false),
        ("ID numbers in a column of categories", "{id}", as_utf16, false),
    ];
    for (name, strange, encode, is_taken) in cases {
        let site = export::site();
        let [exports, temporary] = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
        let path = exports.path().join("export");
        let Marked { text, identifiers } = marked(300, strange);
        fs::write(&path, encode(&text)).expect("a file");
        let search = Search::of(&identifiers);
        let found = |(_, bytes): &(String, Vec<u8>)| search.find(bytes).is_some();
        assert!(opened("export", encode(&text)).iter().any(found), "it is found where it is");
        let root = site.root();
        let [root, path] = [&root, &path].map(|path| path.to_str().expect("UTF-8"));
        let import = |more: &[&str]| {
            let import = ["stats", "import", path, "--release", "2026-q3", "--root", root];
            let as_of = ["--as-of", export::AS_OF];
            run(temporary.path(), &[&import, as_of.as_slice(), more].concat())
        };
        let build = ["build", "--root", root, "--as-of", "2026-11-23", "--explain"];
        let runs = [
            import(&["--lang", "zh"]),
            import(&["--format", "json"]),
            run(temporary.path(), &build),
        ];
        assert_eq!(runs[0].success, is_taken, "{name}: {}", runs[0].stderr);
        assert_eq!(runs[1].success, is_taken, "{name}: {}", runs[1].stdout);
        assert!(runs[2].success, "{name}: {}", runs[2].stderr);
        let said = runs.iter().flat_map(|run| [&run.stdout, &run.stderr]);
        let mut left: Vec<(String, Vec<u8>)> =
            said.map(|text| ("a message".to_owned(), text.clone().into_bytes())).collect();
        for folder in [site.root().as_path(), temporary.path()] {
            left.extend(files(folder).into_iter().flat_map(|(path, bytes)| opened(&path, bytes)));
        }
        assert_eq!(left.iter().any(|(path, _)| path.ends_with(".release")), is_taken);
        assert!(left.iter().any(|(path, _)| path.starts_with(".weibao/")), "the cache is searched");
        for (path, bytes) in &left {
            assert_eq!(search.find(bytes), None, "{name}: {path}");
        }
    }
}
