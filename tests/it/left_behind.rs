//! What an import and a build leave behind, searched byte by byte for every child of the export.

use std::{
    collections::{BTreeSet, HashMap},
    fs,
    io::{Cursor, Read, Write},
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
            let import =
                ["stats", "import", path, "--release", "2026-q3", "--quick", "--root", root];
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

/// A workbook whose texts unpack to 200 MiB.
fn bomb() -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let texts = "<si><t>a</t></si>".repeat(12_400);
    for (name, times) in [("xl/workbook.xml", 1), ("xl/sharedStrings.xml", 1_000)] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("a file");
        for _ in 0..times {
            archive.write_all(texts.as_bytes()).expect("bytes");
        }
    }
    archive.finish().expect("an archive").into_inner()
}

#[test]
fn a_hostile_export_is_told_of_without_its_words_and_leaves_nothing() {
    let site = export::site();
    let [exports, temporary] = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
    let path = exports.path().join("王小明的导出");
    let Marked { text, identifiers } = marked(20, "");
    let search = Search::of(&identifiers);
    let (headings, rows) = text.split_once('\n').expect("headings");
    let columns: String = (0..100_000).map(|at| format!(",列{at}")).collect();
    let before = files(&site.root());
    let quoted = text[..text.len() - 5].into();
    let long = [text.as_bytes(), &[b'9'; 5 << 20]].concat();
    let wide = format!("{headings}{columns}\n{rows}").into();
    let mixed = [text.as_bytes(), &as_gb18030(rows)].concat();
    let nul = text.replacen("孤儿", "孤\0儿", 1).into();
    let cut = as_workbook(&text)[..4_000].into();
    let cases: [(&str, Vec<u8>, u64, &str); 7] = [
        ("cut in a quoted value", quoted, 0, "E911 the export ends in the middle of a value"),
        ("a line of 2 GB", long, 2 << 30, "E911 the export has a record longer than 4 MiB"),
        ("100,000 columns", wide, 0, "E911 the export has 100011 columns"),
        ("two encodings", mixed, 0, "E912 the export is in no encoding"),
        ("NUL bytes", nul, 0, "E911 the export has NUL bytes"),
        ("a workbook of 200 MiB", bomb(), 0, "E911 a workbook this large"),
        ("a cut workbook", cut, 0, "E911 the export is damaged"),
    ];
    for (name, bytes, size, words) in cases {
        let file = fs::File::create(&path).expect("a file");
        (&file).write_all(&bytes).expect("a file");
        file.set_len(size.max(bytes.len() as u64)).expect("a hole");
        let root = site.root();
        let [root, path] = [&root, &path].map(|path| path.to_str().expect("UTF-8"));
        let import = ["stats", "import", path, "--release", "2026-q3", "--quick", "--root", root];
        let options = ["--as-of", export::AS_OF, "--format", "json"];
        let run = run(temporary.path(), &[import.as_slice(), &options].concat());
        let told = run.told();
        assert_eq!(told.len(), 1, "{name}: {told:?}");
        let said = format!("{} {}", told[0].code, told[0].message);
        assert!(said.starts_with(words), "{name}: {said}");
        assert!(!run.success, "{name}");
        for said in [&run.stdout, &run.stderr] {
            assert_eq!(search.find(said.as_bytes()), None, "{name}");
            assert!(!said.contains("王小明") && !said.contains("panicked"), "{name}: {said}");
        }
        assert!(files(&site.root()) == before, "{name}");
        assert!(files(temporary.path()).is_empty(), "{name}");
    }
}
