//! Rendered Markdown inside a page.

use serde::{Serialize, Serializer};

use super::at::At;
use crate::content::markdown::{Document, LinkKind};
use crate::portal::{Destination, Phone, Text};

/// Rendered Markdown with its links resolved. A template sees a string of HTML; a fingerprint sees
/// the digest of its source and the links, which say the same in fewer bytes.
#[derive(Debug)]
pub struct Body<'a> {
    pub document: &'a Document,
    /// One a link of the document, in order: an address, or for `LinkKind::Number` HTML.
    pub links: Vec<String>,
}

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(&self.document.html(&self.links))
        } else {
            (&self.document.digest, &self.links).serialize(serializer)
        }
    }
}

#[derive(Debug, Serialize)]
pub struct TocEntry<'a> {
    /// 2 or 3.
    pub level: u8,
    pub id: &'a str,
    pub title: &'a str,
}

pub(super) fn body<'p>(at: At<'p>, text: &'p Text) -> Body<'p> {
    let links = text.document.links.iter().zip(&text.destinations);
    Body {
        document: &text.document,
        links: links.map(|(link, destination)| resolved(at, link.kind, destination)).collect(),
    }
}

/// The headings that are worth a line at the top of a page.
pub(super) fn toc(text: &Text) -> Vec<TocEntry<'_>> {
    let headings = text.document.headings.read().into_iter();
    headings
        .filter(|heading| matches!(heading.level, 2 | 3))
        .map(|heading| TocEntry { level: heading.level, id: heading.id, title: heading.text })
        .collect()
}

fn resolved(at: At<'_>, kind: LinkKind, destination: &Destination) -> String {
    match destination {
        Destination::Target(target, Some(anchor)) => at.to_anchor(*target, anchor),
        Destination::Target(target, None) => at.to(*target),
        Destination::Anchor(anchor) => format!("#{anchor}"),
        Destination::Hotline(ix) => phone(kind, &at.portal().hotlines[*ix].phone),
        // `resolve` has refused a link to an office that the site does not have.
        Destination::Office => {
            at.portal().site.office.as_ref().map_or_else(String::new, |o| phone(kind, &o.phone))
        }
    }
}

/// A number needs no escaping: it has nothing but digits, hyphens and 转.
fn phone(kind: LinkKind, phone: &Phone) -> String {
    match kind {
        LinkKind::Number => {
            format!(r#"<a class="number" href="{}">{}</a>"#, phone.tel(), phone.display())
        }
        LinkKind::Link | LinkKind::Image => phone.tel(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;
    use crate::portal::Target;

    #[test]
    fn a_link_in_a_text_becomes_an_address_from_where_the_page_stands() {
        let portal = sample::portal();
        let view = sample::view(&portal);
        let at = At { view: &view, target: Target::Policy(0) };
        let number = r#"<a class="number" href="tel:0999-2345678">0999-2345678</a>"#;
        for (kind, destination, is) in [
            (LinkKind::Link, Destination::Target(Target::Place(1), None), "../hotlines/east.html"),
            (
                LinkKind::Link,
                Destination::Target(Target::Agency(0), Some("duties".into())),
                "../agencies/police.html#duties",
            ),
            (LinkKind::Link, Destination::Anchor("one".into()), "#one"),
            (LinkKind::Link, Destination::Hotline(0), "tel:0999-2345678"),
            (LinkKind::Number, Destination::Hotline(0), number),
            (LinkKind::Link, Destination::Office, "tel:0999-3456789"),
        ] {
            assert_eq!(resolved(at, kind, &destination), is);
        }
    }
}
