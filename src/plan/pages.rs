//! Which HTML pages a site has.

use crate::plan::View;
use crate::portal::{PolicyList, Subject, Target};

/// Every HTML page, in an order that depends on nothing but the portal.
pub fn pages(view: &View<'_>) -> Vec<Target> {
    let portal = view.portal;
    let statistics = portal.statistics.iter().flat_map(|of| of.pages()).map(Target::Statistics);
    let lists = view.policies.lists().flat_map(|(list, _)| list_pages(view, list));
    [Target::Home, Target::Hotlines]
        .into_iter()
        .chain((0..portal.places.len()).map(Target::Place))
        .chain([Target::Help])
        .chain((0..portal.groups.len()).map(Target::Group))
        .chain((0..portal.categories.len()).map(Target::Category))
        .chain([Target::Agencies])
        .chain((0..portal.agencies.len()).map(Target::Agency))
        .chain([Target::Campaigns])
        .chain((0..portal.campaigns.len()).map(Target::Campaign))
        .chain([Target::Programme])
        .chain((0..portal.articles.len()).map(Target::Article))
        .chain(lists)
        .chain((0..view.policies.count()).map(Target::Policy))
        .chain(print_pages(view))
        .chain(statistics)
        .chain([Target::NotFound])
        .collect()
}

/// The pages that offer leaflets, where there are any.
fn print_pages(view: &View<'_>) -> Vec<Target> {
    let portal = view.portal;
    let all = &portal.leaflets.all;
    if all.is_empty() {
        return Vec::new();
    }
    let has_place = |place| all.iter().any(|leaflet| leaflet.place == Some(place));
    let has_campaign =
        |campaign| all.iter().any(|leaflet| leaflet.subject == Subject::Campaign(campaign));
    let places = (0..portal.places.len()).filter(|&ix| has_place(ix)).map(Target::PrintPlace);
    let campaigns =
        (0..portal.campaigns.len()).filter(|&ix| has_campaign(ix)).map(Target::PrintCampaign);
    [Target::Print].into_iter().chain(places).chain(campaigns).collect()
}

fn list_pages(view: &View<'_>, list: PolicyList) -> impl Iterator<Item = Target> {
    let pages = view.policies.pages(list, view.portal.site.page_size);
    (1..=pages).map(move |page| Target::Policies(list, page))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{context, sample};

    #[test]
    fn every_page_has_a_context_an_address_of_its_own_and_links_to_pages_that_exist() {
        let portal = sample::portal();
        let view = sample::view(&portal);
        let all = pages(&view);
        let mut addresses: Vec<_> = all.iter().map(|&page| view.routes.path(page)).collect();
        addresses.sort();
        addresses.dedup();
        assert_eq!(addresses.len(), all.len());
        for &target in &all {
            let context = context(&view, target).expect("an HTML page");
            rmp_serde::to_vec(&context).expect("what a fingerprint is made of");
            let json = serde_json::to_value(&context).expect("plain data");
            for url in urls(&json) {
                let address = resolved(&view.routes.path(target), url);
                assert!(
                    addresses.iter().any(|a| *a == address)
                        || address.starts_with("feeds/")
                        || address.starts_with("statistics/data/"),
                    "{target:?} links to {url}"
                );
            }
        }
    }

    #[test]
    fn what_is_no_page_has_no_context() {
        let portal = sample::portal();
        let view = sample::view(&portal);
        for target in [
            Target::HotlinesJson,
            Target::CampaignImage(0),
            Target::Policies(PolicyList::All, 0),
            Target::Policies(PolicyList::All, 9),
        ] {
            assert!(context(&view, target).is_none(), "{target:?}");
        }
    }

    /// Every `url` below the top of a context; the page's own is absolute.
    fn urls(json: &serde_json::Value) -> Vec<&str> {
        match json {
            serde_json::Value::Array(items) => items.iter().flat_map(urls).collect(),
            serde_json::Value::Object(fields) => {
                let own = fields.get("url").and_then(|url| url.as_str());
                let own = own.filter(|url| !url.starts_with("https:"));
                own.into_iter().chain(fields.values().flat_map(urls)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn resolved(from: &str, url: &str) -> String {
        let url = url.split('#').next().unwrap_or_default();
        if let Some(from_root) = url.strip_prefix('/') {
            return from_root.to_owned();
        }
        let mut parts: Vec<&str> = from.split('/').collect();
        parts.pop();
        for part in url.split('/') {
            match part {
                ".." => drop(parts.pop()),
                part => parts.push(part),
            }
        }
        parts.join("/")
    }
}
