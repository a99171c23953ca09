//! What Typst may see while it lays out a leaflet: the files of `leaflets/`, the leaflet's data and
//! the fonts. No package, no address, no other file, no clock.

use std::path::PathBuf;

use typst::{
    Library, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, Source, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};

use super::{fonts::Fonts, press::Loaded};

/// The data of the leaflet, as templates name it.
pub const DATA: &str = "leaflet.json";

/// One leaflet's view.
pub struct Desk<'p> {
    pub press: &'p Loaded,
    pub fonts: &'p Fonts,
    pub main: FileId,
    pub data: Bytes,
    pub today: Datetime,
}

impl Desk<'_> {
    fn path(id: FileId) -> FileResult<&'static str> {
        match id.get().root() {
            VirtualRoot::Project => Ok(id.get().vpath().get_without_slash()),
            VirtualRoot::Package(_) => {
                Err(FileError::Other(Some("leaflets use no packages".into())))
            }
        }
    }
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let path = Self::path(id)?;
        self.press.source(path).ok_or_else(|| FileError::NotFound(PathBuf::from(path)))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match Self::path(id)? {
            DATA => Ok(self.data.clone()),
            path => self.press.bytes(path).ok_or_else(|| FileError::NotFound(PathBuf::from(path))),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        Some(self.today)
    }
}
