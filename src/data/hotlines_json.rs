//! `hotlines.json`. Every key is always there; what is not known is `null`.

use serde::Serialize;

use super::{number::Number, words};
use crate::{
    plan::View,
    portal::{PlaceIx, Target},
};

#[derive(Debug, Serialize)]
pub struct Hotlines<'a> {
    /// Stands beside this file.
    #[serde(rename = "$schema")]
    schema: &'static str,
    title: String,
    language: &'a str,
    /// The page of the directory.
    url: String,
    /// The day for which the site was built.
    as_of: String,
    /// The day on which the tables were last changed.
    updated: Option<String>,
    owner: Option<&'a str>,
    sources: Vec<Source<'a>>,
    places: Vec<Place<'a>>,
    national: Vec<National<'a>>,
}

/// A document that a number is taken from.
#[derive(Debug, Serialize)]
struct Source<'a> {
    id: &'a str,
    title: &'a str,
    number: Option<&'a str>,
    year: Option<i16>,
    url: Option<String>,
}

#[derive(Debug, Serialize)]
struct Place<'a> {
    id: &'a str,
    name: &'a str,
    aliases: &'a [String],
    kind: &'static str,
    /// The id of the place above it.
    parent: Option<&'a str>,
    number: Number<'a>,
    /// Whether the number is its own.
    own: bool,
    /// The id of the place whose number it is.
    served_by: &'a str,
    purpose: &'a str,
    office: Option<&'a str>,
    hours: Option<&'a str>,
    /// The id of an entry of `sources`.
    source: Option<&'a str>,
    clause: Option<&'a str>,
    verified: Option<String>,
    url: String,
}

#[derive(Debug, Serialize)]
struct National<'a> {
    number: Number<'a>,
    name: &'a str,
    use_when: Option<&'a str>,
}

pub fn hotlines<'p>(view: &'p View<'p>) -> Hotlines<'p> {
    let portal = view.portal;
    let site = &portal.site;
    let source = |source: &'p crate::portal::Source| Source {
        id: &source.id,
        title: &source.title,
        number: source.number.as_deref(),
        year: source.year,
        url: source.policy.map(|ix| view.routes.absolute(Target::Policy(ix))),
    };
    let national = |line: &'p crate::portal::NationalLine| National {
        number: Number::of(&line.phone),
        name: &line.name,
        use_when: line.use_when.as_deref(),
    };
    Hotlines {
        schema: "hotlines.schema.json",
        title: words::hotlines_of(&site.name),
        language: &site.language,
        url: view.routes.absolute(Target::Hotlines),
        as_of: view.as_of.to_string(),
        updated: site.updated.map(|day| day.to_string()),
        owner: site.owner.as_deref(),
        sources: site.sources.iter().map(source).collect(),
        places: (0..portal.places.len()).map(|ix| place(view, ix)).collect(),
        national: portal.national.iter().map(national).collect(),
    }
}

fn place<'p>(view: &'p View<'p>, ix: PlaceIx) -> Place<'p> {
    let portal = view.portal;
    let place = &portal.places[ix];
    let hotline = &portal.hotlines[place.hotline];
    let attribution = &hotline.attribution;
    Place {
        id: &place.id,
        name: &place.name,
        aliases: &place.aliases,
        kind: place.kind.word(),
        parent: place.parent.map(|ix| portal.places[ix].id.as_str()),
        number: Number::of(&hotline.phone),
        own: hotline.place == ix,
        served_by: &portal.places[hotline.place].id,
        purpose: &hotline.purpose,
        office: hotline.office.as_deref(),
        hours: hotline.hours.as_deref(),
        source: attribution.source.map(|ix| portal.site.sources[ix].id.as_str()),
        clause: attribution.clause.as_deref(),
        verified: attribution.verified.map(|day| day.to_string()),
        url: view.routes.absolute(Target::Place(ix)),
    }
}

pub fn write(hotlines: &Hotlines<'_>) -> Vec<u8> {
    let mut json = serde_json::to_vec_pretty(hotlines)
        .expect("structs of texts, with no map and no writer that can fail");
    json.push(b'\n');
    json
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::Value;

    use super::*;
    use crate::portal::sample::{HOSTILE, sample};

    fn written() -> Value {
        let portal = sample();
        let view = View::new(&portal, date(2026, 3, 1));
        serde_json::from_slice(&write(&hotlines(&view))).expect("JSON")
    }

    #[test]
    fn a_district_without_its_own_number_has_the_citys_and_says_so() {
        let json = written();
        let [city, east, west] = [0, 1, 2].map(|ix| &json["places"][ix]);
        assert_eq!(west["number"], city["number"]);
        assert_eq!((&west["own"], &west["served_by"]), (&false.into(), &city["id"]));
        assert_eq!((&east["own"], &east["served_by"]), (&true.into(), &east["id"]));
        assert_eq!(east["number"]["tel"], "tel:0999-2345679");
        assert_eq!(east["number"]["international"], "+86-999-2345679");
        assert_eq!(east["url"], "https://site.example/sub/hotlines/east.html");
    }

    #[test]
    fn what_is_not_known_is_null_and_text_comes_back_as_it_was() {
        let json = written();
        let west = &json["places"][2];
        assert_eq!((&west["verified"], &west["hours"]), (&Value::Null, &Value::Null));
        assert_eq!(json["places"][1]["office"], HOSTILE);
        assert_eq!(json["places"][1]["verified"], "2026-01-15");
    }

    #[test]
    fn the_schema_describes_every_key() {
        let schema: Value = serde_json::from_str(super::super::HOTLINES_SCHEMA).expect("JSON");
        let mut problems = Vec::new();
        check(&schema, &schema, &written(), "", &mut problems);
        assert!(problems.is_empty(), "{problems:#?}");
        let mut broken = written();
        broken["places"][0]["kind"] = "village".into();
        broken["places"][0]["number"] = Value::Null;
        broken["national"] = Value::Null;
        check(&schema, &schema, &broken, "", &mut problems);
        assert_eq!(problems.len(), 3, "{problems:#?}");
    }

    /// As much of JSON Schema as the schema uses, formats and patterns apart.
    fn check(root: &Value, schema: &Value, value: &Value, at: &str, problems: &mut Vec<String>) {
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.strip_prefix("#").expect("a reference inside the schema");
            let schema = root.pointer(name).expect("what it refers to");
            return check(root, schema, value, at, problems);
        }
        let kind = match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "integer",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        let kinds = schema["type"].as_array().cloned().unwrap_or(vec![schema["type"].clone()]);
        let listed = schema["enum"].as_array().is_none_or(|words| words.contains(value));
        if !kinds.contains(&kind.into()) || !listed {
            problems.push(format!("{at}: {value} is not {} {}", schema["type"], schema["enum"]));
        }
        for (ix, item) in value.as_array().into_iter().flatten().enumerate() {
            check(root, &schema["items"], item, &format!("{at}/{ix}"), problems);
        }
        let Some(fields) = value.as_object() else { return };
        assert_eq!(schema["additionalProperties"], false, "{at}");
        let described = schema["properties"].as_object().expect("properties");
        let required = schema["required"].as_array().expect("required");
        assert!(described.keys().all(|key| required.contains(&key.as_str().into())), "{at}");
        let keys: Vec<&String> = fields.keys().collect();
        if keys.len() != described.len() {
            problems.push(format!("{at}: {keys:?}"));
        }
        for (key, value) in fields {
            match described.get(key) {
                Some(schema) => check(root, schema, value, &format!("{at}/{key}"), problems),
                None => problems.push(format!("{at}: {key} is not described")),
            }
        }
    }
}
