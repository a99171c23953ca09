//! Places, their tree, and the number to ring in each.

use std::collections::HashMap;

use super::{
    Options,
    names::{Kind, Names},
    site::{attribution, phone},
};
use crate::{
    content::{
        tables::{HotlineSource, NationalSource, PlaceSource},
        toml::{At, unknown_word},
    },
    diagnostic::{Code, Diagnostic},
    portal::{Hotline, NationalLine, Phone, Place, PlaceIx, PlaceKind, Site},
};

pub fn places(
    (mut places, hotlines, national): (Vec<PlaceSource>, Vec<HotlineSource>, Vec<NationalSource>),
    site: &Site,
    options: &Options,
    names: &mut Names,
    problems: &mut Vec<Diagnostic>,
) -> (Vec<Place>, Vec<Hotline>, Vec<NationalLine>) {
    let before = problems.len();
    // The city first; a stable sort keeps the others in their order.
    places.sort_by_key(|place| place.kind.value != PlaceKind::City.word());
    for (index, place) in places.iter().enumerate() {
        names.put(Kind::Place, &place.id, index, problems);
    }
    let mut made: Vec<Place> = places.iter().map(|source| place(source, names, problems)).collect();
    // Which place is the city is not known before every kind is.
    if places.iter().all(|source| kind(source).is_some()) {
        check_tree(&places, &made, problems);
    }
    let tree_is_sound = problems.len() == before;
    let given = hotlines.len();
    let hotlines = own_hotlines(hotlines, &mut made, site, options, names, problems);
    // A place or a hotline that was refused has been told; more would only hide it.
    if tree_is_sound && hotlines.len() == given {
        reach(&places, &mut made, problems);
    }
    (made, hotlines, national_lines(national, site, problems))
}

fn place(source: &PlaceSource, names: &Names, problems: &mut Vec<Diagnostic>) -> Place {
    let kind = kind(source);
    if kind.is_none() && !source.kind.value.is_empty() {
        problems.push(unknown_word(&source.kind, PlaceKind::ALL.iter().map(|(word, _)| *word)));
    }
    Place {
        id: source.id.value.clone(),
        name: source.name.value.clone(),
        aliases: source.aliases.iter().map(|at| at.value.clone()).collect(),
        kind: kind.unwrap_or(PlaceKind::County),
        parent: source.parent.as_ref().and_then(|id| names.follow(Kind::Place, id, problems)),
        pilot_townships: source.pilot_townships.as_ref().map(|at| at.value),
        pilot_villages: source.pilot_villages.as_ref().map(|at| at.value),
        own_hotline: None,
        hotline: 0,
    }
}

fn kind(source: &PlaceSource) -> Option<PlaceKind> {
    PlaceKind::ALL.iter().find(|(word, _)| *word == source.kind.value).map(|(_, kind)| *kind)
}

fn check_tree(sources: &[PlaceSource], places: &[Place], problems: &mut Vec<Diagnostic>) {
    let mut tell = |source: &PlaceSource, en: &str, zh: &str, mend: (&str, &str)| {
        let problem = Diagnostic::new(Code::PlaceTree, en, zh).mend(mend.0, mend.1);
        problems.push(problem.at(source.id.place.clone()));
    };
    let cities = places.iter().filter(|place| place.kind == PlaceKind::City).count();
    if cities == 0
        && let Some(first) = sources.first()
    {
        tell(
            first,
            "no place is the city",
            "没有一个地区是市本级",
            ("give one place kind = \"city\"", "请给一个地区写 kind = \"city\""),
        );
    }
    for (source, place) in sources.iter().zip(places) {
        match (place.kind, &source.parent) {
            (PlaceKind::City, Some(_)) => tell(
                source,
                "the city has a parent",
                "市本级不能有上级",
                ("take the parent out", "请删去 parent"),
            ),
            (PlaceKind::City, None) if cities > 1 => tell(
                source,
                "more than one place is the city",
                "市本级不止一个",
                ("let one place be the city", "只留一个 kind = \"city\""),
            ),
            (PlaceKind::City, None) => {}
            (_, None) => tell(
                source,
                "a place below the city needs a parent",
                "市以下的地区要写上级",
                ("add parent = \"…\"", "请加 parent = \"…\""),
            ),
            (_, Some(_)) if is_own_ancestor(place, places) => tell(
                source,
                "the place is its own ancestor",
                "这个地区成了自己的上级",
                ("mend the parents", "请改正 parent"),
            ),
            _ => {}
        }
    }
}

fn is_own_ancestor(place: &Place, places: &[Place]) -> bool {
    let mut parent = place.parent;
    for _ in 0..places.len() {
        match parent {
            None => return false,
            Some(ix) => parent = places[ix].parent,
        }
    }
    parent.is_some()
}

fn own_hotlines(
    sources: Vec<HotlineSource>,
    places: &mut [Place],
    site: &Site,
    options: &Options,
    names: &Names,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Hotline> {
    let mut hotlines: Vec<Hotline> = Vec::new();
    let mut ids = HashMap::new();
    let mut numbers: HashMap<String, String> = HashMap::new();
    if let Some(office) = &site.office {
        numbers.insert(office.phone.digits(), office.name.clone());
    }
    for source in sources {
        let twice = |en: String, zh: String, at: &At<String>| {
            Diagnostic::new(Code::DuplicateId, en, zh)
                .mend("take one of them out", "请删去其中一条")
                .at(at.place.clone())
        };
        let id = source.id.value.clone();
        if !id.is_empty() && ids.insert(id.clone(), ()).is_some() {
            problems.push(twice(
                format!("the hotline `{id}` is there twice"),
                format!("热线“{id}”出现了两次"),
                &source.id,
            ));
        }
        let place = names.follow(Kind::Place, &source.place, problems);
        let phone = phone(&source.number, &site.area_code, problems);
        let attribution = attribution(&source.attribution, options, names, problems);
        let (Some(place), Some(phone)) = (place, phone) else { continue };
        let office = source.office.map(|at| at.value);
        let whose = office.clone().unwrap_or_else(|| places[place].name.clone());
        if let Some(other) = numbers.insert(phone.digits(), whose.clone())
            && other != whose
        {
            problems.push(
                Diagnostic::new(
                    Code::DuplicatePhone,
                    format!("{phone} is also printed for {other}"),
                    format!("号码 {phone} 同时写给了“{other}”"),
                )
                .mend(
                    "compare both with the source; a place that shares its parent's number needs \
                     no entry",
                    "请对照来源核对；与上级共用号码的地区不用写热线",
                )
                .at(source.number.place.clone()),
            );
        }
        if places[place].own_hotline.is_some() {
            problems.push(twice(
                format!("{} has a hotline already", places[place].name),
                format!("“{}”已经有一条热线了", places[place].name),
                &source.place,
            ));
            continue;
        }
        places[place].own_hotline = Some(hotlines.len());
        hotlines.push(Hotline {
            id,
            place,
            office,
            purpose: source.purpose.value,
            phone,
            hours: source.hours.map(|at| at.value),
            attribution,
        });
    }
    hotlines
}

/// Finds the number to ring in each place: its own, else that of the nearest place above it.
fn reach(sources: &[PlaceSource], places: &mut [Place], problems: &mut Vec<Diagnostic>) {
    for index in 0..places.len() {
        let Some(hotline) = nearest_hotline(index, places) else {
            problems.push(
                Diagnostic::new(
                    Code::NoHotline,
                    format!("no number can be rung in {}", places[index].name),
                    format!("在“{}”没有可拨的热线", places[index].name),
                )
                .mend(
                    "give it, or a place above it, an entry in hotlines.toml",
                    "请在 hotlines.toml 给它或它的上级写一条热线",
                )
                .at(sources[index].id.place.clone()),
            );
            // The city comes first: without its number every place may lack one.
            return;
        };
        places[index].hotline = hotline;
    }
}

fn nearest_hotline(place: PlaceIx, places: &[Place]) -> Option<usize> {
    let mut at = Some(place);
    for _ in 0..=places.len() {
        let place = &places[at?];
        if place.own_hotline.is_some() {
            return place.own_hotline;
        }
        at = place.parent;
    }
    None
}

fn national_lines(
    sources: Vec<NationalSource>,
    site: &Site,
    problems: &mut Vec<Diagnostic>,
) -> Vec<NationalLine> {
    let mut seen: Vec<Phone> = Vec::new();
    let mut lines = Vec::new();
    for source in sources {
        let Some(phone) = phone(&source.number, &site.area_code, problems) else { continue };
        if seen.contains(&phone) {
            problems.push(
                Diagnostic::new(
                    Code::DuplicatePhone,
                    format!("{phone} is there twice"),
                    format!("号码 {phone} 出现了两次"),
                )
                .mend("take one of them out", "请删去其中一条")
                .at(source.number.place.clone()),
            );
            continue;
        }
        seen.push(phone.clone());
        let use_when = source.use_when.map(|at| at.value);
        lines.push(NationalLine { phone, name: source.name.value, use_when });
    }
    lines
}
