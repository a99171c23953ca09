//! Policy documents with the index fields of Chinese government information disclosure.

use std::{collections::BTreeSet, sync::Arc};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{AgencyIx, Attribution, Card, CategoryIx, Publication, PublicationState, Text};
use crate::digest::{self, Digest};

/// A page of `content/policies/`.
#[derive(Debug, Clone)]
pub struct Policy {
    pub id: Arc<str>,
    pub title: Arc<str>,
    pub description: Arc<str>,
    pub keywords: Arc<[String]>,
    /// 索引号
    pub index_number: Option<Arc<str>>,
    /// 主题分类
    pub subject: Option<Arc<str>>,
    /// 发文机关
    pub issuer: Option<Arc<str>>,
    /// 发文字号
    pub document_number: Option<Arc<str>>,
    /// 成文日期
    pub written: Option<Date>,
    /// 发布日期
    pub issued: Option<Date>,
    /// The year under which it is listed, from the dates or stated by itself.
    pub year: Option<i16>,
    /// 有效性, for the `as_of` date of the build.
    pub validity: Option<Validity>,
    /// The last day it is in force, where it says so.
    pub expires: Option<Date>,
    /// What became of it, e.g. who repealed it.
    pub validity_note: Option<Arc<str>>,
    pub categories: Vec<CategoryIx>,
    pub agencies: Vec<AgencyIx>,
    pub updated: Option<Date>,
    pub publication: Publication,
    pub attribution: Attribution,
    pub body: Text,
}

/// What lists and neighbours say of a policy.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Listed<'p> {
    pub title: &'p str,
    pub description: &'p str,
    pub issuer: Option<&'p str>,
    pub document_number: Option<&'p str>,
    pub year: Option<i16>,
    pub validity: Option<Validity>,
    pub state: PublicationState,
}

impl Policy {
    pub fn listed(&self) -> Listed<'_> {
        Listed {
            title: &self.title,
            description: &self.description,
            issuer: self.issuer.as_deref(),
            document_number: self.document_number.as_deref(),
            year: self.year,
            validity: self.validity,
            state: self.publication.state,
        }
    }

    /// Stands in for one that could not be read, in a site that is not written.
    pub fn absent(card: &Card) -> Self {
        let Card { id, publication, updated } = card.clone();
        Policy {
            id,
            title: "".into(),
            description: "".into(),
            keywords: Arc::default(),
            index_number: None,
            subject: None,
            issuer: None,
            document_number: None,
            written: None,
            issued: None,
            year: None,
            validity: None,
            expires: None,
            validity_note: None,
            categories: Vec::new(),
            agencies: Vec::new(),
            updated,
            publication,
            attribution: Attribution::default(),
            body: Text::default(),
        }
    }

    /// The day by which it is listed.
    pub fn day(&self) -> Option<Date> {
        self.written.or(self.issued)
    }

    /// Of all that decides where it stands in lists, which files go out with it, and what of it others can link to. Two with the same id
    /// and the same digest can take each other's place, and nothing else of the site changes.
    pub fn place(&self) -> Digest {
        digest::with_buffer(|bytes| {
            let mut put = |number: usize| bytes.extend_from_slice(&(number as u32).to_le_bytes());
            put(self.year.map_or(usize::MAX, |year| year as u16 as usize));
            let day = self.day().map(|day| [day.year(), day.month().into(), day.day().into()]);
            day.unwrap_or_default().into_iter().for_each(|number| put(number as u16 as usize));
            put((self.publication.state == PublicationState::Published).into());
            put(self.categories.len());
            self.categories.iter().chain(&self.agencies).for_each(|&ix| put(ix));
            let files: BTreeSet<usize> = self.body.files().collect();
            put(files.len());
            files.into_iter().for_each(put);
            bytes.extend_from_slice(&self.body.document.headings.digest());
            bytes.extend_from_slice(self.issuer.as_deref().unwrap_or_default().as_bytes());
            digest::of(bytes)
        })
    }
}

/// Who issued policies; its list has an address of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Issuer {
    pub name: Arc<str>,
    /// Made of the name alone, so that an address stays when other issuers come and go: the first
    /// eight hexadecimal digits of its SHA-256.
    pub id: String,
}

impl Issuer {
    pub fn new(name: Arc<str>) -> Self {
        let digest = Sha256::digest(&*name);
        let id = digest[..4].iter().map(|byte| format!("{byte:02x}")).collect();
        Issuer { name, id }
    }
}

/// 有效性
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Validity {
    InForce,
    Repealed,
    Expired,
}

impl Validity {
    pub const ALL: [(&'static str, Validity); 3] = [
        ("in-force", Validity::InForce),
        ("repealed", Validity::Repealed),
        ("expired", Validity::Expired),
    ];

    /// The word used in front matter and in templates.
    pub fn word(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}
