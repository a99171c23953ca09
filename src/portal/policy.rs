//! Policy documents with the index fields of Chinese government information disclosure.

use std::sync::Arc;

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::{AgencyIx, Attribution, CategoryIx, Publication, Text};

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

/// Who issued policies; its list has an address of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
