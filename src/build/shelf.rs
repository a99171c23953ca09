//! The library of parsed pages, kept in the project's store.
//!
//! A file of records, one a page: a build after one edit adds one record to it. The last record of a
//! page counts. A file that is cut or damaged counts up to the damage and is then written anew.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use super::store::{self, Payload, Record};
use crate::{
    content::{Library, Parsed},
    diagnostic::names,
    flat,
};
use rayon::prelude::*;

/// Pages encoded at a time.
const CHUNK: usize = 256;

/// A library as it was found, and its file.
pub struct Shelf {
    file: PathBuf,
    pub library: Library,
    /// Records in the file; `None` if it has to be written anew.
    records: Option<usize>,
}

impl Shelf {
    /// An empty library if there is no file.
    pub fn load(file: &Path) -> Self {
        let bytes = fs::read(file).unwrap_or_default();
        let (library, records) = parse(&bytes);
        Shelf { file: file.to_owned(), library, records }
    }

    /// One that knows nothing.
    pub fn empty(file: &Path) -> Self {
        Shelf { file: file.to_owned(), library: Library::default(), records: None }
    }

    /// Brings the file to what `now` is.
    pub fn save(&self, now: &Library) -> io::Result<()> {
        let new = now.iter().filter(|(name, parsed)| !self.library.holds(name, parsed));
        let gone = self.library.iter().filter(|(name, _)| !now.has(name));
        let changes: Vec<(&Arc<str>, Option<&Parsed>)> = new
            .map(|(name, parsed)| (name, Some(parsed)))
            .chain(gone.map(|(name, _)| (name, None)))
            .collect();
        match self.records {
            Some(_) if changes.is_empty() => Ok(()),
            Some(records) if records + changes.len() <= 2 * now.len() + CHUNK => {
                let file = OpenOptions::new().append(true).open(&self.file)?;
                write(file, &changes)
            }
            _ => {
                let all: Vec<_> = now.iter().map(|(name, parsed)| (name, Some(parsed))).collect();
                store::replace(&self.file, |mut file| {
                    file.write_all(&store::header())?;
                    write(file, &all)
                })
            }
        }
    }
}

fn write(file: File, pages: &[(&Arc<str>, Option<&Parsed>)]) -> io::Result<()> {
    let mut file = BufWriter::with_capacity(1 << 16, file);
    for chunk in pages.chunks(CHUNK) {
        let record = |page| {
            names::begin();
            flat::write(page).map(Payload::from)
        };
        let records: Vec<_> = chunk.par_iter().map(record).collect();
        for record in records {
            record.map_err(io::Error::other)?.put(&mut file)?;
        }
    }
    file.flush()
}

/// The pages up to the first damage, and the number of records if there is none.
fn parse(bytes: &[u8]) -> (Library, Option<usize>) {
    let mut library = Library::default();
    let Some((records, is_whole)) = Record::all(bytes) else { return (library, None) };
    let pages: Vec<Option<(Arc<str>, Option<Parsed>)>> = records
        .par_iter()
        .map(|record| {
            names::begin();
            record.is_intact().then(|| flat::read(record.payload).ok())?
        })
        .collect();
    let count = pages.len();
    for page in pages {
        match page {
            Some((name, Some(parsed))) => library.put(name, parsed),
            Some((name, None)) => library.remove(&name),
            None => return (library, None),
        }
    }
    (library, is_whole.then_some(count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::stat::{Clock, Stat};

    fn page(told: &str, stat: Stat) -> Parsed {
        use crate::diagnostic::{Code, Diagnostic};
        let told = vec![Diagnostic::new(Code::EmptyValue, told, told)];
        std::thread::sleep(std::time::Duration::from_millis(25));
        Parsed::new(Some(stat), Clock::now(), None, told)
    }

    fn words(library: &Library) -> Vec<(String, String)> {
        let mut words: Vec<_> = library
            .iter()
            .map(|(name, parsed)| (name.to_string(), parsed.told[0].message.en.clone()))
            .collect();
        words.sort();
        words
    }

    #[test]
    fn a_shelf_remembers_what_was_added_changed_and_taken_away() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a/pages");
        let stat = |name: &str| {
            let path = folder.path().join(name);
            fs::write(&path, name).expect("written");
            Stat::of(&fs::metadata(path).expect("a stat"))
        };
        let mut library = Library::default();
        library.put("one".into(), page("1", stat("1")));
        library.put("two".into(), page("2", stat("2")));
        Shelf::load(&file).save(&library).expect("saved");
        let shelf = Shelf::load(&file);
        assert_eq!(words(&shelf.library), words(&library));

        let mut library = shelf.library.clone();
        library.remove("one");
        library.put("two".into(), page("two", stat("2b")));
        let size = || fs::metadata(&file).expect("a stat").len();
        let before = size();
        shelf.save(&library).expect("saved");
        assert!(size() > before, "records are added");
        let shelf = Shelf::load(&file);
        assert_eq!(words(&shelf.library), [("two".to_owned(), "two".to_owned())]);

        // Whatever is damaged, what is left was written.
        let good = fs::read(&file).expect("bytes");
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 0x10;
            let (library, records) = parse(&bad);
            assert!(records.is_none() && library.len() <= 2, "byte {at}");
            assert!(parse(&good[..at]).0.len() <= 2, "cut at {at}");
        }
    }
}
