//! Structured data: JSON-LD in the words of schema.org, for pages that have a thing to describe.
//!
//! Invariant: it says what is known and no more. `Organization` stands for a party, because parties
//! are government bodies, associations and charities alike and nothing here tells them apart.

use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};

use super::{at::At, describe};
use crate::{
    data::{international, rfc3339},
    plan::View,
    portal::{
        CampaignIx, CategoryIx, Party, PlaceIx, Policy, PolicyIx, StatisticsPart, Target, Validity,
        statistics::TableIx,
    },
};

/// Media type of a workbook (ISO/IEC 29500).
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Compact JSON, safe inside `<script>`; `None` for a page that has no thing to describe. A group
/// of children is none.
pub fn json_ld(view: &View<'_>, target: Target, title: &str, description: &str) -> Option<String> {
    if let Target::Policy(ix) = target {
        return Some(policy(view, ix, description));
    }
    let mut thing = match target {
        Target::Home => home(view),
        Target::Hotlines => hotlines(view),
        Target::Place(ix) => place(view, ix),
        Target::Category(ix) => category(view, ix),
        Target::Agency(_) => json!({ "@type": "Organization" }),
        Target::Campaign(ix) => campaign(view, ix),
        Target::Article(_) => article(view, target, title),
        Target::Statistics(StatisticsPart::Table(ix)) => table(view, ix)?,
        _ => return None,
    };
    thing["@context"] = "https://schema.org".into();
    thing["url"] = view.routes.absolute(target).into();
    for (key, value) in [("name", title), ("description", description)] {
        if thing.get(key).is_none() {
            thing[key] = value.into();
        }
    }
    prune(&mut thing);
    Some(in_script(&thing.to_string()))
}

fn home(view: &View<'_>) -> Value {
    let site = &view.portal.site;
    let office = site.office.as_ref().map(|office| {
        json!({
            "@type": "ContactPoint",
            "name": office.name,
            "telephone": international(&office.phone),
        })
    });
    let owner = site.owner.as_ref().map(
        |owner| json!({ "@type": "GovernmentOrganization", "name": owner, "contactPoint": office }),
    );
    json!({
        "@type": "WebSite",
        "name": site.name,
        "alternateName": site.short_name,
        "inLanguage": site.language,
        "publisher": owner,
    })
}

fn hotlines(view: &View<'_>) -> Value {
    let portal = view.portal;
    let services = (0..portal.places.len()).map(|ix| {
        let mut service = place(view, ix);
        service["url"] = view.routes.absolute(Target::Place(ix)).into();
        service
    });
    let national = portal.national.iter().map(|line| {
        json!({
            "@type": "ContactPoint",
            "name": line.name,
            "description": line.use_when,
            "telephone": international(&line.phone),
        })
    });
    let items: Vec<Value> = services.chain(national).collect();
    json!({ "@type": "ItemList", "numberOfItems": items.len(), "itemListElement": items })
}

fn place(view: &View<'_>, ix: PlaceIx) -> Value {
    let place = &view.portal.places[ix];
    let hotline = &view.portal.hotlines[place.hotline];
    let provider = hotline.office.as_ref().map(|name| organization(name));
    json!({
        "@type": "GovernmentService",
        "name": format!("{}{}", place.name, hotline.purpose),
        "serviceType": hotline.purpose,
        "areaServed": { "@type": "AdministrativeArea", "name": place.name },
        "provider": provider,
        "availableChannel": {
            "@type": "ServiceChannel",
            "servicePhone": {
                "@type": "ContactPoint",
                "telephone": international(&hotline.phone),
                "contactType": hotline.purpose,
                "availableLanguage": view.portal.site.language,
            },
        },
    })
}

fn category(view: &View<'_>, ix: CategoryIx) -> Value {
    let category = &view.portal.categories[ix];
    json!({
        "@type": "GovernmentService",
        "provider": organizations(&category.lead),
        "audience": { "@type": "Audience", "audienceType": category.name },
    })
}

/// A `Project` is what schema.org calls a joint undertaking with an aim: it has members and a
/// slogan. An `Event` needs a date and a `SpecialAnnouncement` is news of a day; a campaign is
/// neither.
fn campaign(view: &View<'_>, ix: CampaignIx) -> Value {
    let campaign = &view.portal.campaigns[ix];
    json!({
        "@type": "Project",
        "name": campaign.name,
        "alternateName": campaign.short_name,
        "slogan": campaign.themes,
        "image": view.routes.absolute(Target::CampaignImage(ix)),
        "member": organizations(&campaign.participants),
    })
}

fn article(view: &View<'_>, target: Target, title: &str) -> Value {
    let site = &view.portal.site;
    let publication = match target {
        Target::Article(ix) => Some(view.portal.articles[ix].publication),
        _ => None,
    };
    let changed = describe::updated(At { view, target }).map(|day| day.to_string());
    json!({
        "@type": "Article",
        "headline": title,
        "inLanguage": site.language,
        "datePublished": publication.map(|publication| rfc3339(publication.at, &site.utc_offset)),
        "dateModified": changed,
        "publisher": site.owner.as_ref().map(|owner| organization(owner)),
    })
}

/// A policy. There may be very many: typed, with its keys in the order in which `Value` has them.
#[derive(Serialize)]
struct Legislation<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "is_blank")]
    about: Option<&'a str>,
    #[serde(rename = "datePublished", skip_serializing_if = "Option::is_none")]
    date_published: Option<Date>,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<Date>,
    #[serde(skip_serializing_if = "is_blank")]
    identifier: Option<&'a str>,
    #[serde(rename = "legislationDate", skip_serializing_if = "Option::is_none")]
    date: Option<Date>,
    #[serde(rename = "legislationIdentifier", skip_serializing_if = "is_blank")]
    number: Option<&'a str>,
    #[serde(rename = "legislationLegalForce", skip_serializing_if = "Option::is_none")]
    legal_force: Option<&'static str>,
    #[serde(rename = "legislationPassedBy", skip_serializing_if = "Option::is_none")]
    passed_by: Option<Organization<'a>>,
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    url: String,
}

#[derive(Serialize)]
struct Organization<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
}

fn is_blank(text: &Option<&str>) -> bool {
    text.is_none_or(str::is_empty)
}

fn policy(view: &View<'_>, ix: PolicyIx, description: &str) -> String {
    let policy = view.policies.get(ix);
    let issuer = policy.issuer.as_deref();
    let legislation = Legislation {
        context: "https://schema.org",
        kind: "Legislation",
        about: policy.subject.as_deref(),
        date_published: policy.issued,
        description,
        expires: policy.expires,
        identifier: policy.index_number.as_deref(),
        date: policy.written,
        number: policy.document_number.as_deref(),
        legal_force: legal_force(policy),
        passed_by: issuer.map(|name| Organization { kind: "Organization", name }),
        name: &policy.title,
        url: view.routes.absolute(Target::Policy(ix)),
    };
    let json = serde_json::to_string(&legislation);
    in_script(&json.expect("texts and days can be said in JSON"))
}

fn table(view: &View<'_>, ix: TableIx) -> Option<Value> {
    let of = view.portal.statistics.as_ref()?;
    let about = of.newest().about();
    let file = |part, format: &str| {
        json!({
            "@type": "DataDownload",
            "contentUrl": view.routes.absolute(Target::Statistics(part)),
            "encodingFormat": format,
        })
    };
    let dimensions = &of.design().dimensions;
    let axes = of.tables().get(ix)?.axes.iter();
    let axes = axes.map(|axis| dimensions[axis.dimension].label.as_str());
    let amount = of.amount(ix).map(|amount| amount.label.as_str());
    let variables: Vec<&str> = axes.chain(amount).collect();
    let owner = view.portal.site.owner.as_ref().filter(|_| !of.is_sample());
    Some(json!({
        "@type": "Dataset",
        "inLanguage": view.portal.site.language,
        "dateModified": about.as_of.to_string(),
        "variableMeasured": variables,
        // Nobody is named as having published what is invented.
        "publisher": owner.map(|owner| organization(owner)),
        "creditText": of.source(),
        "distribution": [
            file(StatisticsPart::Csv(ix), "text/csv"),
            file(StatisticsPart::Xlsx(ix), XLSX),
        ],
    }))
}

fn legal_force(policy: &Policy) -> Option<&'static str> {
    Some(match policy.validity? {
        Validity::InForce => "https://schema.org/InForce",
        Validity::Repealed | Validity::Expired => "https://schema.org/NotInForce",
    })
}

fn organizations(parties: &[Party]) -> Vec<Value> {
    parties.iter().map(|party| organization(&party.name)).collect()
}

fn organization(name: &str) -> Value {
    json!({ "@type": "Organization", "name": name })
}

/// Takes out what is not known: a key without a value says nothing.
fn prune(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(prune);
            fields.retain(|_, value| !is_nothing(value));
        }
        Value::Array(items) => items.iter_mut().for_each(prune),
        _ => {}
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// Escapes what could end a script or begin a comment in it (HTML Standard, "Restrictions for
/// contents of script elements"), and the line ends that JavaScript knows and JSON does not. In
/// JSON these stand inside texts only.
fn in_script(json: &str) -> String {
    let mut safe = String::with_capacity(json.len() + json.len() / 8);
    let mut rest = json;
    while let Some(at) = rest.find(['<', '>', '&', '\u{2028}', '\u{2029}']) {
        safe.push_str(&rest[..at]);
        let mut after = rest[at..].chars();
        let ends_script = after.next().map_or(0, u32::from);
        safe.push_str(&format!("\\u{ends_script:04x}"));
        rest = after.as_str();
    }
    safe.push_str(rest);
    safe
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::portal::sample::{HOSTILE, sample};

    fn json(target: Target) -> Value {
        let portal = sample();
        let view = View::new(&portal, date(2026, 3, 1));
        let text = json_ld(&view, target, "标题", "说明").expect("a thing to describe");
        serde_json::from_str(&text).expect("JSON")
    }

    #[test]
    fn no_text_ends_the_script_and_every_text_comes_back() {
        let portal = sample();
        let view = View::new(&portal, date(2026, 3, 1));
        for target in crate::plan::pages(&view) {
            let Some(text) = json_ld(&view, target, HOSTILE, HOSTILE) else { continue };
            assert!(!text.contains(['<', '>', '&']), "{text}");
            let json: Value = serde_json::from_str(&text).expect("JSON");
            assert_eq!(json["description"], HOSTILE);
            assert_eq!(json["@context"], "https://schema.org");
            assert_eq!(json["url"], view.routes.absolute(target));
        }
    }

    #[test]
    fn a_district_without_its_own_number_has_the_citys() {
        let channel = &json(Target::Place(2))["availableChannel"];
        assert_eq!(channel["servicePhone"]["telephone"], "+86-999-2345678;ext=802");
        let list = json(Target::Hotlines);
        let items = list["itemListElement"].as_array().expect("a list");
        assert_eq!(list["numberOfItems"], items.len());
        assert_eq!(items[2]["availableChannel"], *channel);
        assert_eq!(items[3]["telephone"], "110");
    }

    #[test]
    fn a_policy_says_whether_it_is_in_force() {
        let policy = json(Target::Policy(1));
        assert_eq!(policy["legislationLegalForce"], "https://schema.org/NotInForce");
        assert_eq!(policy["legislationDate"], "2014-12-31");
        assert_eq!(policy["legislationPassedBy"]["name"], HOSTILE);
    }

    #[test]
    fn what_is_not_known_is_not_there() {
        let policy = json(Target::Policy(0));
        for key in ["legislationDate", "legislationIdentifier", "datePublished", "expires"] {
            assert_eq!(policy.get(key), None, "{key}");
        }
        assert_eq!(json(Target::Place(0)).get("provider"), None);
        let portal = sample();
        let view = View::new(&portal, date(2026, 3, 1));
        assert_eq!(json_ld(&view, Target::Group(0), "标题", "说明"), None);
    }
}
