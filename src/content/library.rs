//! Pages that were parsed before, so that a page whose file is the same need not be read again.

use std::sync::Arc;

use ahash::AHashMap;
use serde::{Deserialize, Serialize};

use super::{
    pages::{ArticleFront, CampaignFront, PageSource, PolicyFront},
    stat::{Clock, Stat},
};
use crate::diagnostic::Diagnostic;

/// What was read of each page, by the name of its file.
#[derive(Debug, Default, Clone)]
pub struct Library {
    pages: AHashMap<Arc<str>, Parsed>,
}

/// A page as it was parsed, and what there was to tell.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Parsed {
    /// Of the file when it was read; `None` where the file could have changed since without showing.
    stat: Option<Stat>,
    /// `None` where no page could be made of it.
    pub page: Option<AnyPage>,
    pub told: Vec<Diagnostic>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum AnyPage {
    Campaign(Arc<PageSource<CampaignFront>>),
    Policy(Arc<PageSource<PolicyFront>>),
    Article(Arc<PageSource<ArticleFront>>),
}

/// A kind of front matter whose pages a library can hold.
pub trait Shelved: Sized + Send + Sync {
    fn shelve(page: Arc<PageSource<Self>>) -> AnyPage;
    fn fetch(page: &AnyPage) -> Option<Arc<PageSource<Self>>>;
}

macro_rules! shelved {
    ($($front:ident $kind:ident,)*) => {
        $(impl Shelved for $front {
            fn shelve(page: Arc<PageSource<Self>>) -> AnyPage {
                AnyPage::$kind(page)
            }

            fn fetch(page: &AnyPage) -> Option<Arc<PageSource<Self>>> {
                match page {
                    AnyPage::$kind(page) => Some(page.clone()),
                    _ => None,
                }
            }
        })*
    };
}

shelved! {
    CampaignFront Campaign,
    PolicyFront Policy,
    ArticleFront Article,
}

impl Parsed {
    /// `stat` was taken at `clock`, before the file was read.
    pub fn new(
        stat: Option<Stat>,
        clock: Clock,
        page: Option<AnyPage>,
        told: Vec<Diagnostic>,
    ) -> Self {
        Parsed { stat: stat.filter(|stat| stat.is_settled(clock)), page, told }
    }
}

impl Library {
    /// What is known of a file, if it is still the same.
    pub fn get(&self, name: &str, stat: Option<Stat>) -> Option<&Parsed> {
        self.pages.get(name).filter(|parsed| stat.is_some() && parsed.stat == stat)
    }

    pub fn put(&mut self, name: Arc<str>, parsed: Parsed) {
        self.pages.insert(name, parsed);
    }

    pub fn remove(&mut self, name: &str) {
        self.pages.remove(name);
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &Parsed)> {
        self.pages.iter()
    }

    pub fn has(&self, name: &str) -> bool {
        self.pages.contains_key(name)
    }

    /// Whether it has this very parse of a page.
    pub fn holds(&self, name: &str, parsed: &Parsed) -> bool {
        let known = self.pages.get(name);
        known.is_some_and(|known| known.stat.is_some() && known.stat == parsed.stat)
    }

    pub fn len(&self) -> usize {
        self.pages.len()
    }

    pub fn is_empty(&self) -> bool {
        self.pages.is_empty()
    }
}
