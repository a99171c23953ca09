//! Addresses: what a thing is called in the published site.
//!
//! Every page is a file ending in `.html` and every link names the file, so that a site works under
//! any sub-path, from a plain directory and opened from disk.

use std::borrow::Cow;

use crate::portal::{
    LeafletFile, LeafletIx, PolicyList, Portal, Reader, Section, StatisticsPart, Subject, Target,
};

/// Makes addresses.
#[derive(Debug)]
pub struct Routes<'p> {
    portal: &'p Portal,
    policies: Reader<'p>,
    /// Absolute address of the site, with a `/` at its end.
    base_url: &'p str,
}

impl<'p> Routes<'p> {
    pub fn new(portal: &'p Portal, policies: Reader<'p>) -> Self {
        Routes { portal, policies, base_url: &portal.site.base_url }
    }

    /// Address from the site's root, without a leading `/`.
    pub fn path(&self, target: Target) -> Cow<'p, str> {
        let portal = self.portal;
        match target {
            Target::Home => "index.html".into(),
            Target::Hotlines => "hotlines/index.html".into(),
            Target::Place(ix) => format!("hotlines/{}.html", portal.places[ix].id).into(),
            Target::Help => "help/index.html".into(),
            Target::Group(ix) => format!("help/{}.html", portal.groups[ix].id).into(),
            Target::Category(ix) => format!("categories/{}.html", portal.categories[ix].id).into(),
            Target::Agencies => "agencies/index.html".into(),
            Target::Agency(ix) => format!("agencies/{}.html", portal.agencies[ix].id).into(),
            Target::Campaigns => "campaigns/index.html".into(),
            Target::Campaign(ix) => format!("campaigns/{}.html", portal.campaigns[ix].id).into(),
            Target::CampaignImage(ix) => {
                format!("campaigns/{}.png", portal.campaigns[ix].id).into()
            }
            Target::Programme => "programme/index.html".into(),
            Target::Article(ix) => {
                let article = &portal.articles[ix];
                let section = match article.section {
                    Section::Programme => "programme",
                    Section::About => "about",
                };
                format!("{section}/{}.html", article.id).into()
            }
            Target::Policies(list, page) => self.policies_path(list, page).into(),
            // The most there are: without the machinery of `format!`.
            Target::Policy(ix) => ["policies/", self.policies.id(ix), ".html"].concat().into(),
            Target::Statistics(part) => statistics_path(portal, part).into(),
            Target::NotFound => "404.html".into(),
            Target::HotlinesJson => "data/hotlines.json".into(),
            Target::HotlinesCsv => "data/hotlines.csv".into(),
            Target::HotlinesSchema => "data/hotlines.schema.json".into(),
            Target::VCards => "data/hotlines.vcf".into(),
            Target::VCard(ix) => format!("data/vcard/{}.vcf", portal.places[ix].id).into(),
            Target::PoliciesFeed => "feeds/policies.xml".into(),
            Target::CampaignsFeed => "feeds/campaigns.xml".into(),
            Target::Sitemap => "sitemap.xml".into(),
            Target::SitemapPart(part) => format!("sitemap-{part}.xml").into(),
            Target::Robots => "robots.txt".into(),
            Target::Manifest => "manifest.json".into(),
            Target::Print => "print/index.html".into(),
            Target::PrintPlace(ix) => format!("print/{}/index.html", portal.places[ix].id).into(),
            Target::PrintCampaign(ix) => {
                format!("print/campaign/{}.html", portal.campaigns[ix].id).into()
            }
            Target::Leaflet(ix, file) => self.leaflet_path(ix, file).into(),
            Target::PlacePackage(ix) => {
                let id = &portal.places[ix].id;
                format!("print/{id}/{id}.zip").into()
            }
            Target::CampaignPackage(ix) => {
                format!("print/campaign/{}.zip", portal.campaigns[ix].id).into()
            }
            Target::File(ix) => Cow::Borrowed(&portal.files[ix].path),
        }
    }

    /// Absolute address, for feeds, sitemaps, tags and structured data.
    pub fn absolute(&self, target: Target) -> String {
        let mut url = self.base_url.to_owned();
        match target {
            Target::Home => {}
            target => url.push_str(&encode(&self.path(target))),
        }
        url
    }

    /// Address to print in a page at `from`. The page for missing addresses is served in place of any
    /// other, so its links begin at the root of the site.
    pub fn link(&self, from: Target, to: Target) -> String {
        let to_path = self.path(to);
        match from {
            Target::NotFound => format!("{}{}", self.root_path(), encode(&to_path)),
            _ => {
                let way = relative(&self.folder(from), &to_path);
                match to {
                    // Everything else is made of ids, which need no encoding.
                    Target::File(_) => encode(&way).into_owned(),
                    _ => way,
                }
            }
        }
    }

    /// The folder that a page lies in, with a `/` at its end; empty for the site's root.
    fn folder(&self, target: Target) -> Cow<'p, str> {
        match target {
            // The many, without making the whole address.
            Target::Policy(_) => "policies/".into(),
            Target::Policies(list, _) => self.policies_folder(list),
            _ => {
                let mut path = self.path(target).into_owned();
                path.truncate(path.rfind('/').map_or(0, |slash| slash + 1));
                path.into()
            }
        }
    }

    /// `print/PLACE/SUBJECT-FORMAT.…`, or under `print/all/` where it is of no place. Made of ids alone:
    /// it stays when the content, its date and so the name on a print shop's disk change.
    fn leaflet_path(&self, ix: LeafletIx, file: LeafletFile) -> String {
        let portal = self.portal;
        let leaflet = &portal.leaflets.all[ix];
        let format = portal.leaflets.format(leaflet);
        let place = leaflet.place.map_or("all", |ix| portal.places[ix].id.as_str());
        let subject = match leaflet.subject {
            Subject::Campaign(ix) => &*portal.campaigns[ix].id,
            Subject::Policy(ix) => self.policies.id(ix),
            Subject::Hotline
            | Subject::Agencies
            | Subject::Recognition(_)
            | Subject::Statistics => format.of.word(),
        };
        format!("print/{place}/{subject}-{}.{}", format.id, file.extension())
    }

    fn policies_folder(&self, list: PolicyList) -> Cow<'static, str> {
        match list {
            PolicyList::All => "policies/".into(),
            PolicyList::Category(ix) => {
                format!("policies/category/{}/", self.portal.categories[ix].id).into()
            }
            PolicyList::Issuer(ix) => {
                format!("policies/issuer/{}/", self.policies.issuer(ix).id).into()
            }
            PolicyList::Year(year) => format!("policies/year/{year}/").into(),
        }
    }

    fn policies_path(&self, list: PolicyList, page: usize) -> String {
        let mut path = self.policies_folder(list).into_owned();
        match page {
            1 => path.push_str("index.html"),
            page => path.push_str(&format!("page-{page}.html")),
        }
        path
    }

    /// The path of the site's address: `/`, or `/sub/` under a sub-path.
    fn root_path(&self) -> &'p str {
        let after_scheme = self.base_url.find("://").map_or(0, |at| at + 3);
        let slash = self.base_url[after_scheme..].find('/');
        slash.map_or("/", |at| &self.base_url[after_scheme + at..])
    }
}

/// The folder of the statistics, and of their files.
const STATISTICS: &str = "statistics";
const STATISTICS_FILES: &str = "statistics/data";

/// What is not there has no address that anybody asks for.
fn statistics_path(portal: &Portal, part: StatisticsPart) -> String {
    let of = portal.statistics.as_ref();
    let table = |ix: usize| of.and_then(|of| of.tables().get(ix)).map_or("", |table| &table.id);
    let place = |code| of.and_then(|of| of.place_id(code)).unwrap_or_default();
    let release = |ix: usize| of.and_then(|of| of.releases().get(ix));
    match part {
        StatisticsPart::Overview => format!("{STATISTICS}/index.html"),
        StatisticsPart::Table(ix) => format!("{STATISTICS}/tables/{}.html", table(ix)),
        StatisticsPart::Place(code) => format!("{STATISTICS}/places/{}.html", place(code)),
        StatisticsPart::OverTime => format!("{STATISTICS}/over-time.html"),
        StatisticsPart::Protection => format!("{STATISTICS}/protection.html"),
        StatisticsPart::Csv(ix) => format!("{STATISTICS_FILES}/{}.csv", table(ix)),
        StatisticsPart::Csvw(ix) => format!("{STATISTICS_FILES}/{}.csv-metadata.json", table(ix)),
        StatisticsPart::Xlsx(ix) => format!("{STATISTICS_FILES}/{}.xlsx", table(ix)),
        StatisticsPart::Release(ix) => {
            let name = release(ix).map_or("", |release| &release.about().name);
            format!("{STATISTICS_FILES}/{name}.release")
        }
    }
}

/// The way from a folder of the site, with a `/` at its end, to a file.
fn relative(from_folder: &str, to: &str) -> String {
    let same = from_folder.bytes().zip(to.bytes()).take_while(|(a, b)| a == b).count();
    let common = from_folder[..same].rfind('/').map_or(0, |slash| slash + 1);
    let ups = from_folder[common..].matches('/').count();
    let mut way = String::with_capacity(3 * ups + to.len() - common);
    for _ in 0..ups {
        way.push_str("../");
    }
    way.push_str(&to[common..]);
    way
}

/// Percent-encodes what may not stand in an address as it is.
fn encode(path: &str) -> Cow<'_, str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    if path.bytes().all(plain) {
        return path.into();
    }
    let mut encoded = String::with_capacity(path.len() * 2);
    for byte in path.bytes() {
        if plain(byte) {
            encoded.push(byte as char);
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_link_goes_up_only_as_far_as_it_must() {
        for (from, to, way) in [
            ("index.html", "hotlines/index.html", "hotlines/index.html"),
            ("hotlines/north.html", "index.html", "../index.html"),
            ("hotlines/north.html", "hotlines/south.html", "south.html"),
            ("policies/year/2014/index.html", "policies/plan.html", "../../plan.html"),
            (
                "policies/year/2014/index.html",
                "policies/year/2015/index.html",
                "../2015/index.html",
            ),
        ] {
            let folder = &from[..from.rfind('/').map_or(0, |slash| slash + 1)];
            assert_eq!(relative(folder, to), way, "{from} → {to}");
        }
    }
}
