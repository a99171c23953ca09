//! Policies.

use serde::Serialize;

use super::super::body::{Body, body};
use crate::plan::View;

#[derive(Debug, Serialize)]
pub struct PolicyData<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub description: &'a str,
    pub index_number: Option<&'a str>,
    pub subject: Option<&'a str>,
    pub issuer: Option<&'a str>,
    pub document_number: Option<&'a str>,
    pub written: Option<String>,
    pub issued: Option<String>,
    pub year: Option<i16>,
    pub validity: Option<&'static str>,
    pub expires: Option<String>,
    pub validity_note: Option<&'a str>,
    pub body: Body<'a>,
}

pub fn policy<'p>(view: &'p View<'p>, ix: usize) -> PolicyData<'p> {
    let policy = view.policies.get(ix);
    PolicyData {
        id: &policy.id,
        title: &policy.title,
        description: &policy.description,
        index_number: policy.index_number.as_deref(),
        subject: policy.subject.as_deref(),
        issuer: policy.issuer.as_deref(),
        document_number: policy.document_number.as_deref(),
        written: policy.written.map(|day| day.to_string()),
        issued: policy.issued.map(|day| day.to_string()),
        year: policy.year,
        validity: policy.validity.map(|validity| validity.word()),
        expires: policy.expires.map(|day| day.to_string()),
        validity_note: policy.validity_note.as_deref(),
        body: body(view, &policy.body),
    }
}
