//! Fonts of leaflets: those of the theme, pinned, so that two machines print the same.

use std::{fs, path::PathBuf};

use typst::{
    foundations::Bytes,
    text::{Font, FontBook, FontInfo, FontWeight},
    utils::LazyHash,
};
use walkdir::WalkDir;

/// Fonts that leaflets may be set in.
#[derive(Debug)]
pub struct Fonts {
    pub book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

impl Fonts {
    pub fn new(files: impl Iterator<Item = Bytes>) -> Self {
        let fonts: Vec<Font> = files.flat_map(Font::iter).collect();
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        Fonts { book, fonts }
    }

    pub fn get(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    /// The first of regular weight.
    pub fn regular(&self) -> Option<Font> {
        let is_regular = |font: &&Font| font.info().variant.weight == FontWeight::REGULAR;
        self.fonts.iter().find(is_regular).cloned()
    }

    /// The same, and after them those of the system.
    pub fn with_system(&self) -> Fonts {
        let mut fonts = self.fonts.clone();
        for file in system_files() {
            let Ok(data) = fs::read(&file) else { continue };
            if FontInfo::iter(&data).next().is_some() {
                fonts.extend(Font::iter(Bytes::new(data)));
            }
        }
        Fonts { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts }
    }
}

/// Font files of the system, in order of their path.
fn system_files() -> Vec<PathBuf> {
    let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let windows = std::env::var_os("WINDIR").map(PathBuf::from).unwrap_or_default();
    let folders = [
        PathBuf::from("/usr/share/fonts"),
        PathBuf::from("/usr/local/share/fonts"),
        PathBuf::from("/System/Library/Fonts"),
        PathBuf::from("/Library/Fonts"),
        home.join(".local/share/fonts"),
        home.join(".fonts"),
        home.join("Library/Fonts"),
        windows.join("Fonts"),
    ];
    let is_font = |path: &std::path::Path| {
        let extension = path.extension().and_then(|extension| extension.to_str());
        extension.is_some_and(|extension| {
            ["otf", "ttf", "ttc", "otc"].iter().any(|font| extension.eq_ignore_ascii_case(font))
        })
    };
    let mut files: Vec<PathBuf> = folders
        .iter()
        .filter(|folder| folder.is_absolute())
        .flat_map(|folder| WalkDir::new(folder).follow_links(true).into_iter().flatten())
        .map(walkdir::DirEntry::into_path)
        .filter(|path| is_font(path))
        .collect();
    files.sort();
    files
}
