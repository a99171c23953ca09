//! A small portal for tests of writers: its texts try to break out of every format.

use jiff::civil::{Date, date};

use super::*;

/// Ends scripts, quotes, cells, values and lines; begins a formula.
pub const HOSTILE: &str = "=cmd|'</script>\"<!--]]>&amp;,;\\\n名称";

const AREA_CODE: &str = "0999";

/// A city with an extension, a county with a number of its own, whose texts are hostile, and a
/// district without one.
pub(crate) fn sample() -> Portal {
    Portal {
        statistics: Some(statistics::sample::statistics().into()),
        site: site(),
        places: vec![
            place("city", "样例市", PlaceKind::City, Some(0)),
            place("east", HOSTILE, PlaceKind::County, Some(1)),
            place("west", "西区", PlaceKind::District, None),
        ],
        hotlines: vec![
            hotline("city", 0, "2345678转802", None),
            Hotline {
                hours: Some(HOSTILE.into()),
                attribution: Attribution {
                    clause: Some(HOSTILE.into()),
                    verified: Some(date(2026, 1, 15)),
                    ..attribution()
                },
                ..hotline("east", 1, "2345679", Some(HOSTILE))
            },
        ],
        national: vec![NationalLine {
            phone: phone("110"),
            name: "报警".into(),
            use_when: Some(HOSTILE.into()),
        }],
        agencies: vec![Agency {
            id: "police".into(),
            name: HOSTILE.into(),
            summary: HOSTILE.into(),
            duties: Vec::new(),
            attribution: attribution(),
        }],
        groups: vec![group("alone")],
        categories: vec![Category {
            id: "orphans".into(),
            number: 1,
            name: HOSTILE.into(),
            plain: HOSTILE.into(),
            lead: vec![Party { name: HOSTILE.into(), agency: Some(0), scope: None }],
            assist: Vec::new(),
            measures: Vec::new(),
            groups: vec![0],
            attribution: attribution(),
        }],
        programme: Programme::default(),
        campaigns: vec![campaign()],
        policies: Policies::new(
            vec![
                Policy {
                    publication: publication(date(2026, 2, 10), 9, 30),
                    ..policy("notice", 2026)
                },
                Policy {
                    title: HOSTILE.into(),
                    document_number: Some(HOSTILE.into()),
                    written: Some(date(2014, 12, 31)),
                    validity: Some(Validity::Repealed),
                    publication: publication(date(2026, 1, 5), 0, 0),
                    updated: Some(date(2026, 2, 20)),
                    ..policy("plan", 2014)
                },
            ],
            1,
        ),
        articles: vec![Article {
            section: Section::About,
            id: "owner".into(),
            title: HOSTILE.into(),
            description: HOSTILE.into(),
            keywords: [HOSTILE.into()].into(),
            order: 1,
            view: ArticleView::Prose,
            updated: Some(date(2026, 2, 2)),
            publication: publication(date(2026, 1, 1), 0, 0),
            attribution: Attribution::default(),
            body: Text::default(),
        }],
        files: Vec::new(),
        leaflets: Leaflets::default(),
    }
}

pub(crate) fn group(id: &str) -> Group {
    Group {
        id: id.into(),
        number: 0,
        name: HOSTILE.into(),
        short_name: None,
        numbers: vec![0],
        advice: Vec::new(),
        answers: Vec::new(),
        plain: HOSTILE.into(),
        examples: Vec::new(),
        categories: vec![0],
        urgent: true,
        attribution: attribution(),
    }
}

/// A policy that went out on the first day of a year.
pub(crate) fn policy(id: &str, year: i16) -> Policy {
    Policy {
        id: id.into(),
        title: "文件".into(),
        description: HOSTILE.into(),
        keywords: [HOSTILE.into()].into(),
        index_number: None,
        subject: None,
        issuer: Some(HOSTILE.into()),
        document_number: None,
        written: None,
        issued: None,
        year: Some(year),
        validity: Some(Validity::InForce),
        expires: None,
        validity_note: None,
        categories: vec![0],
        agencies: vec![0],
        updated: None,
        publication: publication(date(year, 1, 1), 0, 0),
        attribution: attribution(),
        body: Text::default(),
    }
}

fn campaign() -> Campaign {
    Campaign {
        id: "home".into(),
        number: 1,
        name: HOSTILE.into(),
        short_name: "回家".into(),
        themes: vec![HOSTILE.into()],
        participants: vec![Party { name: HOSTILE.into(), agency: None, scope: None }],
        points: Vec::new(),
        description: HOSTILE.into(),
        keywords: [HOSTILE.into()].into(),
        first: None,
        actions: Vec::new(),
        headline: Vec::new(),
        slogan: None,
        picture: None,
        signs: Vec::new(),
        updated: None,
        publication: publication(date(2026, 1, 3), 8, 5),
        attribution: attribution(),
        body: Text::default(),
    }
}

fn site() -> Site {
    Site {
        name: "样例市保护网".into(),
        short_name: "样例".into(),
        description: HOSTILE.into(),
        keywords: vec!["样例".into(), HOSTILE.into()],
        language: "zh-CN".into(),
        theme: "theme".into(),
        area_code: AREA_CODE.into(),
        utc_offset: "+08:00".into(),
        base_url: "https://site.example/sub/".into(),
        domain: None,
        id_code: None,
        owner: Some(HOSTILE.into()),
        office: Some(Office { name: "办公室".into(), phone: phone("3456789") }),
        footer: None,
        leave_to: None,
        stale_after_days: 365,
        updated: Some(date(2026, 2, 1)),
        page_size: 20,
        sources: vec![Source {
            id: "plan".into(),
            title: "《方案》".into(),
            number: Some("样发〔2014〕1号".into()),
            year: Some(2014),
            policy: Some(1),
        }],
        home_title: "孩子遇到难处".into(),
        home_lead: None,
    }
}

fn place(id: &str, name: &str, kind: PlaceKind, own_hotline: Option<usize>) -> Place {
    Place {
        id: id.into(),
        name: name.into(),
        aliases: vec![HOSTILE.into()],
        kind,
        parent: (kind != PlaceKind::City).then_some(0),
        pilot_townships: None,
        pilot_villages: None,
        own_hotline,
        hotline: own_hotline.unwrap_or(0),
    }
}

fn hotline(id: &str, place: PlaceIx, number: &str, office: Option<&str>) -> Hotline {
    Hotline {
        id: id.into(),
        place,
        office: office.map(str::to_owned),
        purpose: "保护热线".into(),
        phone: phone(number),
        hours: None,
        attribution: attribution(),
    }
}

fn phone(number: &str) -> Phone {
    Phone::parse(number, AREA_CODE).expect("a number that can be rung")
}

fn attribution() -> Attribution {
    Attribution { source: Some(0), clause: None, verified: None }
}

fn publication(day: Date, hour: i8, minute: i8) -> Publication {
    Publication { at: day.at(hour, minute, 0, 0), state: PublicationState::Published }
}
