//! The folder `leaflets/` of a theme: templates, fonts and press profile, read once.

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    sync::{Arc, OnceLock},
};

use sha2::{Digest, Sha256};
use typst::{
    Library, LibraryExt,
    foundations::Bytes,
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    utils::LazyHash,
};

use super::{
    fonts::Fonts,
    formats::{self, Declared},
};
use crate::{
    content::files::{self, FoundFile, MOST_COPIED, MOST_TEXT},
    diagnostic::{self, Code, Diagnostic, Place},
    picture,
};

/// The folder in a theme.
const FOLDER: &str = "leaflets/";
const FORMATS: &str = "leaflets.toml";
const PROFILES: &str = "press/";

/// All that a theme has for leaflets. Files are read when the first leaflet is made.
#[derive(Debug)]
pub struct Press {
    /// By their path in `leaflets/`; the site's in place of the theme's.
    files: BTreeMap<String, FoundFile>,
    formats: Vec<Declared>,
    loaded: OnceLock<Result<Loaded, Vec<Diagnostic>>>,
}

/// The files, read.
#[derive(Debug)]
pub struct Loaded {
    pub library: LazyHash<Library>,
    files: HashMap<String, Loose>,
    digest: OnceLock<[u8; 32]>,
    fonts: OnceLock<Fonts>,
    system: OnceLock<Fonts>,
}

/// A file for Typst.
#[derive(Debug)]
struct Loose {
    /// For messages.
    name: Arc<str>,
    bytes: Bytes,
    /// Where it is a Typst file.
    source: Option<Source>,
}

impl Press {
    /// Finds what is a theme's for leaflets among its files. Gives nothing for a theme without
    /// leaflets; all that is wrong is told.
    pub fn find(
        found: &BTreeMap<String, FoundFile>,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Press> {
        let of_leaflets = found
            .iter()
            .filter_map(|(path, file)| Some((path.strip_prefix(FOLDER)?.to_owned(), file.clone())));
        let files: BTreeMap<String, FoundFile> = of_leaflets.collect();
        let file = files.get(FORMATS)?;
        let text = files::read_text(&file.from(), &file.name, MOST_TEXT, problems)?;
        let formats = formats::declared(&file.name, &text, problems);
        for format in &formats {
            let id = format.id();
            if !id.value.is_empty() && !files.contains_key(&template(&id.value)) {
                let name = file.name.trim_end_matches(FORMATS);
                problems.push(
                    Diagnostic::new(
                        Code::MissingTemplate,
                        format!("the theme lacks {name}{}", template(&id.value)),
                        format!("主题缺少 {name}{}", template(&id.value)),
                    )
                    .mend(
                        "take it from the theme that comes with weibao, or take the format out",
                        "可以从自带主题里复制一份，或者删去这种格式",
                    )
                    .at(id.place.clone()),
                );
            }
        }
        Some(Press { files, formats, loaded: OnceLock::new() })
    }

    pub fn formats(&self) -> &[Declared] {
        &self.formats
    }

    /// The files. Read by the first who asks.
    ///
    /// # Errors
    /// What cannot be read, told once a file.
    pub fn load(&self) -> Result<&Loaded, Vec<Diagnostic>> {
        self.loaded.get_or_init(|| Loaded::read(&self.files)).as_ref().map_err(Vec::clone)
    }
}

impl Loaded {
    fn read(found: &BTreeMap<String, FoundFile>) -> Result<Loaded, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let mut files = HashMap::new();
        for (path, file) in found {
            let Some(bytes) = read(path, file, &mut problems) else { continue };
            let source = (path.ends_with(".typ")).then(|| {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                Some(Source::new(id(path)?, text))
            });
            let source = source.flatten();
            files.insert(
                path.clone(),
                Loose { name: file.name.clone(), bytes: Bytes::new(bytes), source },
            );
        }
        match !diagnostic::any_error(&problems) {
            true => Ok(Loaded {
                library: LazyHash::new(Library::default()),
                files,
                digest: OnceLock::new(),
                fonts: OnceLock::new(),
                system: OnceLock::new(),
            }),
            false => Err(problems),
        }
    }

    /// Digest of every file and its path.
    pub fn digest(&self) -> &[u8; 32] {
        self.digest.get_or_init(|| {
            let mut files: Vec<(&String, &Loose)> = self.files.iter().collect();
            files.sort_unstable_by_key(|(path, _)| path.as_str());
            let mut hash = Sha256::new();
            for (path, file) in files {
                hash.update((path.len() as u64).to_le_bytes());
                hash.update(path);
                hash.update((file.bytes.len() as u64).to_le_bytes());
                hash.update(&file.bytes);
            }
            hash.finalize().into()
        })
    }

    /// The theme's fonts.
    pub fn fonts(&self) -> &Fonts {
        self.fonts.get_or_init(|| {
            let mut fonts: Vec<(&String, &Bytes)> = self
                .files
                .iter()
                .filter(|(path, _)| is_font(path))
                .map(|(path, file)| (path, &file.bytes))
                .collect();
            fonts.sort_unstable_by_key(|(path, _)| path.as_str());
            Fonts::new(fonts.into_iter().map(|(_, bytes)| bytes.clone()))
        })
    }

    /// The theme's fonts and those of the system, for a character that the first lack.
    pub fn with_system_fonts(&self) -> &Fonts {
        self.system.get_or_init(|| self.fonts().with_system())
    }

    pub fn source(&self, path: &str) -> Option<Source> {
        self.files.get(path)?.source.clone()
    }

    pub fn bytes(&self, path: &str) -> Option<Bytes> {
        Some(self.files.get(path)?.bytes.clone())
    }

    /// A file's name in messages.
    pub fn name(&self, path: &str) -> Option<&Arc<str>> {
        Some(&self.files.get(path)?.name)
    }

    /// The template of a format.
    pub fn template(&self, format: &str) -> Place {
        let path = template(format);
        let name = self.name(&path).cloned().unwrap_or_else(|| path.into());
        Place::file(&name)
    }

    /// A press profile and the name of its file, which is that of the printing condition: the file
    /// that is named, or the first in `press/`.
    pub fn profile(&self, path: Option<&str>) -> Option<(&str, &Bytes)> {
        let wanted = path.map(|path| path.strip_prefix(FOLDER).unwrap_or(path));
        let is_wanted = |path: &str| match wanted {
            Some(wanted) => path == wanted,
            None => path.starts_with(PROFILES) && path.ends_with(".icc"),
        };
        let (path, file) =
            self.files.iter().filter(|(path, _)| is_wanted(path)).min_by_key(|(path, _)| *path)?;
        let name = path.rsplit('/').next().unwrap_or(path);
        Some((name.trim_end_matches(".icc"), &file.bytes))
    }
}

/// A path as Typst knows it.
pub fn id(path: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(path).ok()?).intern())
}

/// The template of a format.
pub fn template(format: &str) -> String {
    format!("{format}.typ")
}

fn is_font(path: &str) -> bool {
    [".otf", ".ttf", ".ttc", ".otc"].iter().any(|ending| path.ends_with(ending))
}

fn read(path: &str, file: &FoundFile, problems: &mut Vec<Diagnostic>) -> Option<Vec<u8>> {
    if path.ends_with(".typ") {
        return files::read_text(&file.from(), &file.name, MOST_TEXT, problems)
            .map(String::into_bytes);
    }
    match fs::metadata(file.from()) {
        Ok(metadata) if metadata.len() > MOST_COPIED => {
            problems.push(files::too_large(&file.name, MOST_COPIED));
            return None;
        }
        _ => {}
    }
    // Typst puts a photograph into a PDF as it is.
    let bytes = fs::read(file.from()).map_err(|error| files::unreadable(&file.name, Some(error)));
    let clean = bytes.and_then(|bytes| {
        picture::without_metadata(path, bytes).map_err(|error| error.diagnostic(&file.name))
    });
    clean.map_err(|problem| problems.push(problem)).ok()
}
