//! One policy document with the index fields of government information disclosure.

use serde::Serialize;

use super::at::{At, Link};
use super::body::{Body, TocEntry, body, toc};
use super::frame::{PageContext, page};
use super::policies::validity;
use crate::portal::{Policy, PolicyIx, PolicyList, Target};

/// policy.html
#[derive(Debug, Serialize)]
pub struct PolicyContext<'a> {
    pub page: PageContext<'a>,
    pub title: &'a str,
    pub index: IndexFields<'a>,
    pub validity: Option<&'static str>,
    pub validity_note: Option<&'a str>,
    /// `YYYY-MM-DD`: the last day it is in force.
    pub expires: Option<String>,
    /// Rendered Markdown: print with `| safe`.
    pub body: Body<'a>,
    pub toc: Vec<TocEntry<'a>>,
    pub categories: Vec<Link<'a>>,
    pub agencies: Vec<Link<'a>>,
    /// Newer and older in the list of all.
    pub newer: Option<Link<'a>>,
    pub older: Option<Link<'a>>,
    pub all: String,
}

/// The index fields of government information disclosure; absent: not stated in the source.
#[derive(Debug, Serialize)]
pub struct IndexFields<'a> {
    /// 索引号
    pub index_number: Option<&'a str>,
    /// 主题分类
    pub subject: Option<&'a str>,
    /// 发文机关, with its list of policies
    pub issuer: Option<Link<'a>>,
    /// 发文字号
    pub document_number: Option<&'a str>,
    /// 成文日期
    pub written: Option<String>,
    /// 发布日期
    pub issued: Option<String>,
}

/// The work does not depend on how many policies there are.
pub(super) fn policy(at: At<'_>, ix: PolicyIx) -> PolicyContext<'_> {
    let portal = at.portal();
    let policies = &at.view.policies;
    let policy = policies.get(ix);
    let neighbour = |ix: PolicyIx| at.link(policies.listed(ix).title, Target::Policy(ix));
    let categories = policy.categories.iter();
    let agencies = policy.agencies.iter();
    PolicyContext {
        page: page(at),
        title: &policy.title,
        index: index_fields(at, policy),
        validity: validity(policy.validity),
        validity_note: policy.validity_note.as_deref(),
        expires: policy.expires.map(|day| day.to_string()),
        body: body(at, &policy.body),
        toc: toc(&policy.body),
        categories: categories
            .map(|&ix| at.link(&portal.categories[ix].name, Target::Category(ix)))
            .collect(),
        agencies: agencies
            .map(|&ix| at.link(&portal.agencies[ix].name, Target::Agency(ix)))
            .collect(),
        newer: policies.newer(ix).map(neighbour),
        older: policies.older(ix).map(neighbour),
        all: at.to(Target::Policies(PolicyList::All, 1)),
    }
}

fn index_fields<'p>(at: At<'p>, policy: &'p Policy) -> IndexFields<'p> {
    IndexFields {
        index_number: policy.index_number.as_deref(),
        subject: policy.subject.as_deref(),
        issuer: policy.issuer.as_deref().and_then(|name| {
            let list = at.view.policies.list_of_issuer(name)?;
            Some(at.link(name, Target::Policies(list, 1)))
        }),
        document_number: policy.document_number.as_deref(),
        written: policy.written.map(|day| day.to_string()),
        issued: policy.issued.map(|day| day.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;

    #[test]
    fn a_policy_knows_its_neighbours_and_the_list_of_its_issuer() {
        let portal = sample::portal();
        let view = sample::view(&portal);
        let all = view.policies.members(PolicyList::All, 0..99);
        assert!(all.iter().enumerate().all(|(position, &ix)| position == ix));

        let middle = policy(At { view: &view, target: Target::Policy(1) }, 1);
        assert_eq!(middle.newer.expect("a newer one").url, "newest.html");
        assert_eq!(middle.older.expect("an older one").url, "oldest.html");
        let issuer = middle.index.issuer.expect("stated");
        assert_eq!(
            (issuer.title, issuer.url.as_str()),
            ("样例市人民政府", "issuer/09b13a35/index.html")
        );
        let newest = policy(At { view: &view, target: Target::Policy(0) }, 0);
        assert!(newest.newer.is_none());
    }
}
