//! What a template reads of `page`, by its text: the rest need not be put together.

use std::{collections::BTreeSet, sync::Arc};

/// The variable whose fields are told apart.
const PAGE: &str = "page";
/// Tera's word for all variables at once.
const EVERYTHING: &str = "__tera_context";

/// The fields of `page` that a template may read. More than it reads is no harm, less would be: all of
/// them, unless every mention of `page` names a field.
#[derive(Debug, Clone, Default)]
pub struct Reads(Option<Arc<BTreeSet<String>>>);

impl Reads {
    /// `texts`: of the template and of every one it extends, includes or takes components from.
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut fields = BTreeSet::new();
        for text in texts {
            if text.contains(EVERYTHING) {
                return Reads::default();
            }
            for mention in mentions(text) {
                let Some(field) =
                    mention.strip_prefix('.').map(word).filter(|word| !word.is_empty())
                else {
                    return Reads::default();
                };
                fields.insert(field.to_owned());
            }
        }
        Reads(Some(Arc::new(fields)))
    }

    pub fn has(&self, field: &str) -> bool {
        self.0.as_ref().is_none_or(|fields| fields.contains(field))
    }
}

/// What follows each `page` that stands by itself. A field of another thing may have that name too.
fn mentions(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices(PAGE).filter_map(move |(at, _)| {
        let after = &text[at + PAGE.len()..];
        let before = text[..at].chars().next_back();
        let is_whole = !before.is_some_and(is_of_word) && word(after).is_empty();
        (is_whole && before != Some('.')).then_some(after)
    })
}

fn word(text: &str) -> &str {
    text.find(|c| !is_of_word(c)).map_or(text, |end| &text[..end])
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_no_text_names_is_not_read() {
        let reads = Reads::of([
            "{{ page.title }} {{ leaflet.page }}",
            "{% for n in page.nav %}{{ pager.x }}",
        ]);
        assert_eq!(
            ["title", "nav", "json_ld", "x"].map(|field| reads.has(field)),
            [true, true, false, false]
        );
        assert!(Reads::default().has("json_ld"));
    }

    #[test]
    fn a_page_that_is_handed_on_as_a_whole_is_read_as_a_whole() {
        for text in [
            "{{ page }}",
            "{{ page | json_encode }}",
            "{% for key, value in page %}",
            "{% set p = page %}{{ p.json_ld }}",
            "{{ page[name] }}",
            "{{ page . json_ld }}",
            "{{ page?.json_ld }}",
            "{{<head page={page} />}}",
            "{{ __tera_context }}",
            "{{ page.title }} page",
        ] {
            assert!(Reads::of([text]).has("json_ld"), "{text}");
        }
    }
}
