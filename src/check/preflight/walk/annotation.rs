//! What annotations look like: ISO 32000-1, 12.5.5.

use lopdf::{Dictionary, Object};

use super::{Finding, NO_RESOURCES, Painting, lookup};
use crate::check::preflight::document::MOST_ANNOTATIONS;

/// Looks of one annotation, one a state.
const MOST_LOOKS: usize = 1_000;

impl<'a> Painting<'a, '_, '_> {
    /// Returns `false` where there is more than is looked at.
    pub(super) fn annotations(&mut self, page: &'a Dictionary) -> bool {
        let document = self.walk.document;
        let form = document.catalog().ok().and_then(|all| lookup::dict(document, all, b"AcroForm"));
        let resources = form.and_then(|form| lookup::dict(document, form, b"DR"));
        let annotations = lookup::array(document, page, b"Annots").into_iter().flatten();
        let looks = annotations.take(MOST_ANNOTATIONS).filter_map(|annotation| {
            let annotation = lookup::dict_of(document.dereference(annotation).ok()?.1)?;
            lookup::dict(document, annotation, b"AP")
        });
        for looks in looks {
            for (_, look) in looks {
                if !self.look(look, resources.unwrap_or(&NO_RESOURCES)) {
                    return false;
                }
            }
        }
        true
    }

    /// A form, or one for each state of the annotation.
    fn look(&mut self, look: &'a Object, resources: &'a Dictionary) -> bool {
        let document = self.walk.document;
        let states = match document.dereference(look) {
            Ok((_, Object::Dictionary(states))) => states.iter().map(|(_, one)| one).collect(),
            _ => vec![look],
        };
        states.into_iter().take(MOST_LOOKS).all(|state| match document.dereference(state) {
            Ok((Some(id), Object::Stream(form))) => {
                !self.seen.insert((id, false)) || self.without_ink(id, form, resources)
            }
            Ok((_, Object::Null)) if state.is_null() => true,
            _ => {
                self.add(Finding::ContentBroken);
                true
            }
        })
    }
}
