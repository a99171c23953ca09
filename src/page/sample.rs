//! A small invented portal for tests.

use jiff::civil::{Date, date};

use crate::plan::View;
use crate::portal::programme::Requirement;
use crate::portal::*;

const AREA_CODE: &str = "0999";

pub fn view(portal: &Portal) -> View<'_> {
    View::new(portal, date(2026, 3, 1))
}

/// A city with a county that has a number of its own and a district that has none.
pub fn portal() -> Portal {
    let agencies = vec![agency("police", "公安局"), agency("civil", "民政局")];
    Portal {
        statistics: Some(statistics::sample::statistics().into()),
        site: site(),
        places: vec![
            place("city", "样例市", PlaceKind::City, Some(0)),
            place("east", "东县", PlaceKind::County, Some(1)),
            place("west", "西区", PlaceKind::District, None),
        ],
        hotlines: vec![hotline("city", 0, "2345678"), hotline("east", 1, "2345679")],
        national: vec![NationalLine {
            phone: phone("110"),
            name: "报警电话".into(),
            use_when: Some("眼前有危险".into()),
        }],
        groups: vec![Group {
            id: "alone".into(),
            number: 0,
            name: "没有人照看的孩子".into(),
            short_name: None,
            plain: "身边没有大人。".into(),
            examples: vec!["一个人在家".into()],
            categories: vec![0],
            urgent: true,
            numbers: vec![0],
            advice: Vec::new(),
            answers: Vec::new(),
            attribution: attribution(),
        }],
        categories: vec![
            category("orphans", "孤儿", vec![party("公安局", Some(0)), party("福利院", None)]),
            category("poor", "困境儿童", Vec::new()),
        ],
        programme: programme(),
        campaigns: vec![Campaign {
            id: "home".into(),
            number: 1,
            name: "“回家”专项行动".into(),
            short_name: "回家".into(),
            themes: vec!["平安回家".into()],
            participants: vec![party("公安", Some(0)), party("福利院", None)],
            points: Vec::new(),
            description: "送孩子回家。".into(),
            keywords: Vec::new(),
            first: None,
            actions: Vec::new(),
            headline: Vec::new(),
            slogan: None,
            picture: None,
            signs: Vec::new(),
            updated: None,
            publication: publication(2026),
            attribution: attribution(),
            body: Text::default(),
        }],
        policies: Policies::new(
            vec![
                policy("newest", "新文件", 2015, Vec::new()),
                policy("middle", "中间的文件", 2015, vec![0]),
                policy("oldest", "旧文件", 2014, vec![0]),
            ],
            agencies.len(),
        ),
        agencies,
        articles: vec![
            article(Section::Programme, "mechanisms", "工作机制", ArticleView::Mechanisms),
            article(Section::Programme, "discovery", "怎样发现", ArticleView::Discovery),
            article(Section::About, "owner", "谁负责", ArticleView::Prose),
            article(Section::About, "print", "怎样打印", ArticleView::Prose),
        ],
        files: Vec::new(),
        leaflets: Leaflets::default(),
    }
}

fn site() -> Site {
    Site {
        name: "样例市保护网".into(),
        short_name: "样例".into(),
        description: "给人看的样例。".into(),
        keywords: Vec::new(),
        language: "zh-CN".into(),
        theme: "theme".into(),
        area_code: AREA_CODE.into(),
        utc_offset: "+08:00".into(),
        base_url: "https://site.example/".into(),
        domain: None,
        id_code: None,
        owner: None,
        office: Some(Office { name: "办公室".into(), phone: phone("3456789") }),
        footer: None,
        leave_to: None,
        stale_after_days: 365,
        updated: Some(date(2026, 2, 1)),
        page_size: 2,
        sources: vec![Source {
            id: "plan".into(),
            title: "《方案》".into(),
            number: None,
            year: Some(2015),
            policy: Some(0),
        }],
        home_title: "孩子遇到难处".into(),
        home_lead: None,
    }
}

fn programme() -> Programme {
    let mechanism = |id: &str, number, name: &str, agencies: Vec<AgencyIx>| Mechanism {
        id: id.into(),
        number,
        name: name.into(),
        summary: String::new(),
        points: Vec::new(),
        agencies,
    };
    Programme {
        mechanisms: vec![
            mechanism("find", 1, "发现机制", Vec::new()),
            mechanism("help", 2, "帮扶机制", vec![1]),
        ],
        patrols: vec![Patrol {
            name: "巡逻".into(),
            by: "公安".into(),
            agencies: vec![0],
            is_hotline: false,
        }],
        patrol_mechanism: Some(0),
        requirements: vec![Requirement { name: "要求".into(), text: None }],
        attribution: attribution(),
        ..Programme::default()
    }
}

fn phone(number: &str) -> Phone {
    Phone::parse(number, AREA_CODE).expect("a number that can be rung")
}

fn place(id: &str, name: &str, kind: PlaceKind, own_hotline: Option<usize>) -> Place {
    Place {
        id: id.into(),
        name: name.into(),
        aliases: Vec::new(),
        kind,
        parent: (kind != PlaceKind::City).then_some(0),
        pilot_townships: None,
        pilot_villages: None,
        own_hotline,
        hotline: own_hotline.unwrap_or(0),
    }
}

fn hotline(id: &str, place: PlaceIx, number: &str) -> Hotline {
    Hotline {
        id: id.into(),
        place,
        office: None,
        purpose: "保护热线".into(),
        phone: phone(number),
        hours: None,
        attribution: attribution(),
    }
}

fn attribution() -> Attribution {
    Attribution { source: Some(0), clause: None, verified: None }
}

fn agency(id: &str, name: &str) -> Agency {
    Agency {
        id: id.into(),
        name: name.into(),
        summary: "做事。".into(),
        duties: Vec::new(),
        attribution: attribution(),
    }
}

fn party(name: &str, agency: Option<AgencyIx>) -> Party {
    Party { name: name.into(), agency, scope: None }
}

fn category(id: &str, name: &str, assist: Vec<Party>) -> Category {
    Category {
        id: id.into(),
        number: 1,
        name: name.into(),
        plain: "有人帮。".into(),
        lead: vec![party("市民政局", Some(1))],
        assist,
        measures: Vec::new(),
        groups: vec![0],
        attribution: attribution(),
    }
}

fn publication(year: i16) -> Publication {
    Publication { at: date(year, 1, 1).at(0, 0, 0, 0), state: PublicationState::Published }
}

fn policy(id: &str, title: &str, year: i16, categories: Vec<CategoryIx>) -> Policy {
    let issued: Date = date(year, 1, 1);
    Policy {
        id: id.into(),
        title: title.into(),
        description: "一份文件。".into(),
        keywords: Vec::new().into(),
        index_number: None,
        subject: None,
        issuer: Some("样例市人民政府".into()),
        document_number: None,
        written: None,
        issued: Some(issued),
        year: Some(year),
        validity: Some(Validity::InForce),
        expires: None,
        validity_note: None,
        categories,
        agencies: Vec::new(),
        updated: None,
        publication: publication(2026),
        attribution: attribution(),
        body: Text::default(),
    }
}

fn article(section: Section, id: &str, title: &str, view: ArticleView) -> Article {
    Article {
        section,
        id: id.into(),
        title: title.into(),
        description: "说明。".into(),
        keywords: Vec::new(),
        order: 1,
        view,
        updated: None,
        publication: publication(2026),
        attribution: Attribution::default(),
        body: Text::default(),
    }
}
