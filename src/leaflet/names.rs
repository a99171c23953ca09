//! What an issue of a leaflet and its files are called.
//!
//! In the site a file has an address of ids, which stays when the content changes; for the disk of a
//! print shop it has a name that says what it is.

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::data::Data;
use crate::{
    digest,
    plan::View,
    portal::{CampaignIx, Leaflet, LeafletFile, LeafletSize, PlaceIx, Portal, Subject},
};

/// The longer side of the picture of a first page, in pixels.
pub const PICTURE: f64 = 480.0;

/// The day at which the content of a leaflet stands: the last change of what it shows. The day of
/// the build where no change is dated.
pub fn content_day(view: &View<'_>, leaflet: &Leaflet) -> Date {
    let portal = view.portal;
    let own = match leaflet.subject {
        Subject::Campaign(ix) => {
            let campaign = &portal.campaigns[ix];
            campaign.updated.or(Some(campaign.publication.at.date()))
        }
        Subject::Policy(ix) => {
            let policy = view.policies.get(ix);
            return policy.updated.unwrap_or(policy.publication.at.date());
        }
        Subject::Statistics => {
            let of = portal.statistics.as_ref();
            return of.map_or(view.as_of, |of| of.newest().about().as_of);
        }
        Subject::Hotline | Subject::Agencies | Subject::Recognition(_) => None,
    };
    own.max(portal.site.updated).unwrap_or(view.as_of)
}

/// Names an issue: its day and the first digits of the digest of its data.
pub fn version(day: Date, data: &Data<'_>) -> String {
    let mut hash = Sha256::new();
    digest::value(&mut hash, data);
    let digest = hash.finalize();
    format!("{}-{:02x}{:02x}{:02x}", compact(day), digest[0], digest[1], digest[2])
}

/// `20261123`
fn compact(day: Date) -> String {
    day.strftime("%Y%m%d").to_string()
}

/// The name of a file of a leaflet on a disk, such as `某县_回家_三折页_285x210_20261123.x4.pdf`.
pub fn file_name(view: &View<'_>, leaflet: &Leaflet, file: LeafletFile) -> String {
    let portal = view.portal;
    let format = portal.leaflets.format(leaflet);
    let place = leaflet.place.map(|ix| portal.places[ix].name.as_str());
    let subject = match leaflet.subject {
        Subject::Campaign(ix) => Some(portal.campaigns[ix].short_name.as_str()),
        Subject::Policy(ix) => Some(&*view.policies.get(ix).title),
        Subject::Statistics => register(portal),
        Subject::Hotline | Subject::Agencies | Subject::Recognition(_) => None,
    };
    let day = compact(content_day(view, leaflet));
    let parts = [place, subject, Some(&format.name), Some(&format.size.name), Some(&day)];
    let name: Vec<String> = parts.into_iter().flatten().map(plain).collect();
    format!("{}.{}", name.join("_"), file.extension())
}

/// What the statistics count.
pub fn register(portal: &Portal) -> Option<&str> {
    Some(&portal.statistics.as_ref()?.newest().about().title)
}

/// Width and height of the picture of a first page, in pixels: the longer side is always the same.
pub fn picture_size(size: &LeafletSize) -> [u32; 2] {
    let longer = size.width.max(size.height);
    [size.width, size.height].map(|side| (side / longer * PICTURE).round().max(1.0) as u32)
}

pub fn place_package(portal: &Portal, ix: PlaceIx) -> String {
    format!("{}_印刷文件.zip", plain(&portal.places[ix].name))
}

pub fn campaign_package(portal: &Portal, ix: CampaignIx) -> String {
    format!("{}_印刷文件.zip", plain(&portal.campaigns[ix].short_name))
}

/// A text as part of a file name that every system takes: without what Windows refuses, and not
/// too long for one that counts bytes.
fn plain(text: &str) -> String {
    let refused = |c: char| c.is_control() || c.is_whitespace() || "<>:\"/\\|?*_.《》".contains(c);
    text.chars().filter(|c| !refused(*c)).take(24).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_name_has_nothing_that_a_disk_refuses() {
        assert_eq!(plain("《某市/某 县》:实施方案*?"), "某市某县实施方案");
        assert_eq!(plain(&"长".repeat(90)).chars().count(), 24);
    }
}
