use super::*;
use crate::{
    data,
    page::sample,
    plan::{self, View},
    portal::{
        Portal,
        statistics::sample::{
            HOSTILE, SMALL, counts, real, released, released_without_amounts,
            statistics_of_other_amounts, statistics_with_amounts_over_time,
        },
    },
    stats::{
        model::{CellKey, Shown},
        release::ShownAmount,
    },
};

fn targets(view: &View<'_>) -> Vec<Target> {
    let files = data::targets(view).into_iter();
    let all = plan::pages(view).into_iter().chain(files);
    all.filter(|target| matches!(target, Target::Statistics(_))).collect()
}

/// What a page or a file says, in whatever form.
fn text(view: &View<'_>, target: Target) -> String {
    match crate::page::context(view, target) {
        Some(context) => serde_json::to_string(&context).expect("plain data"),
        None => {
            let context = data::context(view, target).expect("a page or a file");
            match target {
                Target::Statistics(StatisticsPart::Xlsx(_)) => cells(&data::write(&context)),
                _ => String::from_utf8(data::write(&context)).expect("UTF-8"),
            }
        }
    }
}

/// Every cell of a workbook, as a real reader finds it.
fn cells(workbook: &[u8]) -> String {
    use calamine::{Reader, Xlsx};
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(workbook)).expect("a workbook");
    let mut text = String::new();
    for (_, range) in book.worksheets() {
        for cell in range.rows().flatten() {
            text.push_str(&format!("{cell}\n"));
        }
    }
    text
}

#[test]
fn a_count_that_is_withheld_is_nowhere() {
    let portal = sample::portal();
    let view = sample::view(&portal);
    for target in targets(&view) {
        let text = text(&view, target);
        let digits: String = text.chars().filter(|c| *c != ',').collect();
        assert!(!digits.contains(&SMALL.to_string()), "{target:?}: {text}");
    }
}

/// Every whole number of a text, without what groups its digits.
fn numbers(text: &str) -> Vec<u64> {
    let text = text.replace(',', "");
    text.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
}

#[test]
fn an_amount_that_is_withheld_is_nowhere() {
    let portal = sample::portal();
    let view = sample::view(&portal);
    let newest = portal.statistics.as_ref().expect("statistics").newest();
    let counts = counts(newest.design());
    let tables = 0..newest.design().tables.len();
    let withheld: Vec<u64> = tables
        .flat_map(|table| newest.table(table).amounts().collect::<Vec<_>>())
        .filter(|(_, amount)| amount.is_none())
        .map(|(key, _)| counts.sum(&key).total)
        .filter(|total| *total > 0)
        .collect();
    assert!(withheld.contains(&321_123), "what one child was given");
    for target in targets(&view) {
        let text = text(&view, target);
        for number in numbers(&text) {
            assert!(!withheld.contains(&number), "{target:?}: {number}: {text}");
        }
    }
}

#[test]
fn the_page_of_a_table_shows_its_amounts_in_the_rows_and_columns_of_its_counts() {
    let portal = sample::portal();
    let view = sample::view(&portal);
    let of = portal.statistics.as_ref().expect("statistics");
    for (ix, table) in of.tables().iter().enumerate() {
        let page = Target::Statistics(StatisticsPart::Table(ix));
        let Some(Context::StatisticsTable(page)) = crate::page::context(&view, page) else {
            panic!("a table");
        };
        assert_eq!(page.amounts.is_some(), table.amounts, "{}", table.id);
        let Some(amounts) = page.amounts else { continue };
        assert_eq!((amounts.unit, amounts.grid.corner), ("元", page.grid.corner));
        let labels = |columns: Vec<ColumnContext>| -> Vec<String> {
            columns.into_iter().map(|column| column.label).collect()
        };
        assert_eq!(labels(amounts.grid.columns), labels(page.grid.columns));
        let rows = amounts.grid.groups.into_iter().flat_map(|group| group.rows);
        let of_page: Vec<Vec<Option<String>>> = rows.map(|row| row.cells).collect();
        let laid = crate::portal::statistics::Grid::of_table(of, ix, u8::MAX);
        let [down, across] = [laid.down[0].clone(), laid.across.expect("columns")];
        let view = of.newest().table(ix);
        let of_release: Vec<Vec<Option<String>>> = down
            .codes
            .iter()
            .map(|&row| {
                let cell = |&column: &u16| {
                    let mut key = of.total();
                    (key[down.dimension], key[across.dimension]) = (row, column);
                    match view.amount(&key).expect("a cell") {
                        ShownAmount::Amount(amount) => Some(words::number(amount)),
                        ShownAmount::Withheld => None,
                    }
                };
                across.codes.iter().map(cell).collect()
            })
            .collect();
        assert_eq!(of_page, of_release, "{}", table.id);
        assert_eq!(amounts.grid.withheld, of_release.concat().contains(&None));
    }
}

#[test]
fn the_pages_of_a_place_and_of_protection_speak_of_amounts_where_there_are_some() {
    let mut portal = sample::portal();
    let pages = |portal: &Portal| {
        let view = sample::view(portal);
        let place = Target::Statistics(StatisticsPart::Place(2));
        let Some(Context::StatisticsPlace(place)) = crate::page::context(&view, place) else {
            panic!("a place");
        };
        let protection = Target::Statistics(StatisticsPart::Protection);
        let Some(Context::StatisticsProtection(page)) = crate::page::context(&view, protection)
        else {
            panic!("how they are protected");
        };
        let of_places = place.sections.iter().map(|section| section.amounts.is_some()).collect();
        (of_places, page.amounts.map(|amounts| amounts.percent))
    };
    assert_eq!(pages(&portal), (vec![true, true], Some(10)));
    let without = released_without_amounts();
    portal.statistics = Statistics::new(vec![without], |_, _| None).map(Into::into);
    assert_eq!(pages(&portal), (vec![false, false], None));
}

#[test]
fn what_is_withheld_has_a_mark_of_one_size_and_no_number() {
    let portal = sample::portal();
    let view = sample::view(&portal);
    let table = Target::Statistics(StatisticsPart::Table(0));
    let Some(Context::StatisticsTable(table)) = crate::page::context(&view, table) else {
        panic!("a table");
    };
    assert!(table.grid.withheld);
    let withheld = table.grid.groups.iter().flat_map(|group| &group.rows);
    assert!(withheld.flat_map(|row| &row.cells).any(Option::is_none));
    let place = Target::Statistics(StatisticsPart::Place(1));
    let Some(Context::StatisticsPlace(place)) = crate::page::context(&view, place) else {
        panic!("a place");
    };
    let chart = &place.sections[0].charts[0];
    assert!(chart.withheld);
    let marks: Vec<&str> = chart.svg.split('<').filter(|tag| tag.contains("kept")).collect();
    assert!(!marks.is_empty());
    for mark in marks {
        assert!(mark.contains("width=\"28\" height=\"12\""), "{mark}");
    }
}

#[test]
fn a_chart_says_in_words_what_it_shows_and_takes_its_colours_from_the_page() {
    let portal = sample::portal();
    let view = sample::view(&portal);
    let place = Target::Statistics(StatisticsPart::Place(2));
    let Some(Context::StatisticsPlace(place)) = crate::page::context(&view, place) else {
        panic!("a place");
    };
    let svg = &place.sections[0].charts[0].svg;
    assert!(svg.contains("role=\"img\" aria-labelledby=\"t0ct t0cd\""), "{svg}");
    assert!(svg.contains("<title id=") && svg.contains("<desc id="), "{svg}");
    assert!(svg.contains("甲类：") && svg.contains(words::SAMPLE), "{svg}");
    for fixed in ["fill=\"#", "stroke=\"#", "font-family", "</script>", "<!--"] {
        assert!(!svg.contains(fixed), "{fixed}: {svg}");
    }
    resvg::usvg::roxmltree::Document::parse(svg).expect("a well-formed picture");
}

#[test]
fn invented_figures_are_marked_on_every_page_and_in_every_file_and_real_ones_are_not() {
    for is_sample in [true, false] {
        let mut portal = sample::portal();
        if !is_sample {
            portal.statistics = Statistics::new(vec![released(None)], |_, _| None).map(Into::into);
        }
        let view = sample::view(&portal);
        for target in targets(&view) {
            let release = matches!(target, Target::Statistics(StatisticsPart::Release(_)));
            let text = text(&view, target);
            assert!(!is_sample || !text.contains("最多的是"), "{target:?}: {text}");
            // The description of a file names both natures; what it says of this one is its type.
            let marked = match target {
                Target::Statistics(StatisticsPart::Csvw(_)) => {
                    text.contains("\"dc:type\": \"样本数据")
                }
                _ => text.contains("样本"),
            };
            assert!(marked == is_sample || release, "{target:?}: {text}");
        }
    }
}

#[test]
fn time_is_drawn_in_its_order_and_what_is_no_time_only_stands_in_the_table() {
    let portal = sample::portal();
    let view = sample::view(&portal);
    let page = Target::Statistics(StatisticsPart::OverTime);
    let Some(Context::StatisticsOverTime(page)) = crate::page::context(&view, page) else {
        panic!("figures over time");
    };
    let section = &page.sections[0];
    let svg = &section.charts[0].svg;
    let [first, second] = ["3季度", "4季度"].map(|label| svg.find(label).expect(label));
    assert!(first < second && svg.contains("2025年") && !svg.contains("更早"), "{svg}");
    let rows = section.grid.groups.iter().flat_map(|group| &group.rows);
    assert!(rows.map(|row| row.label.as_str()).any(|label| label == "更早或不详"));
}

#[test]
fn a_site_without_a_release_has_no_page_and_no_link_to_one() {
    let portal = Portal { statistics: None, ..sample::portal() };
    let view = sample::view(&portal);
    assert!(targets(&view).is_empty());
    for target in plan::pages(&view) {
        let text = text(&view, target);
        assert!(!text.contains("statistics/"), "{target:?}: {text}");
    }
}

#[test]
fn a_place_is_linked_to_its_figures_and_back() {
    let portal = sample::portal();
    let view = sample::view(&portal);
    let at = |target| At { view: &view, target };
    let east = link_of_place(at(Target::Place(1)), 1).expect("figures");
    assert_eq!(east.url, "../statistics/places/east.html");
    let city = link_of_place(at(Target::Place(0)), 0).expect("figures");
    assert_eq!(city.url, "../statistics/index.html");
    let page = Target::Statistics(StatisticsPart::Place(1));
    let Some(Context::StatisticsPlace(place)) = crate::page::context(&view, page) else {
        panic!("a place");
    };
    assert_eq!(place.hotline.expect("a place of the site").url, "../../hotlines/east.html");
}

/// `占12%。`, and the count before it: a share, and what is said to be that share.
fn shares(text: &str) -> Vec<(&str, &str)> {
    let sentences = text.split('。').filter_map(|sentence| sentence.split_once("，占"));
    sentences
        .map(|(before, share)| (before.rsplit('：').next().unwrap_or_default(), share))
        .collect()
}

#[test]
fn every_share_is_of_two_numbers_that_its_table_shows() {
    let portal = Portal { statistics: Some(real().into()), ..sample::portal() };
    let view = sample::view(&portal);
    let of = portal.statistics.as_ref().expect("statistics");
    let unit = &of.newest().about().unit;
    let mut said = 0;
    for target in targets(&view) {
        let text = text(&view, target);
        let shares = shares(&text);
        assert_eq!(text.matches(['%', '％', '‰']).count(), shares.len(), "{target:?}: {text}");
        said += shares.len();
        // A page of a place says them of amounts, and its place is the whole.
        let (tables, base) = match target {
            Target::Statistics(StatisticsPart::Table(table)) => (table..table + 1, of.total()),
            Target::Statistics(StatisticsPart::Place(code)) => {
                let mut base = of.total();
                base[0] = code;
                (0..of.tables().len(), base)
            }
            _ => {
                assert!(shares.is_empty(), "{target:?}: {text}");
                continue;
            }
        };
        for (number, share) in shares {
            let is_share = |part: Shown, whole: Shown, unit: &str| {
                part.number().is_some()
                    && words::count(part, unit) == number
                    && words::share(part, whole).as_deref() == Some(share)
            };
            let is_said = |table: usize| {
                let cells = of.cells(table);
                let amount = |key: &CellKey| cells.amount(key).map_or(Shown::Withheld, Shown::from);
                of.newest().table(table).cells().any(|(key, shown)| {
                    is_share(shown, cells.shown(&base), unit)
                        || is_share(amount(&key), amount(&base), "元")
                })
            };
            assert!(tables.clone().any(is_said), "{target:?}: {number} is {share}");
        }
    }
    assert!(said > 0, "a page says a share");
}

/// What the pages of the statistics show of amounts, page by page.
fn amounts_of<'v>(view: &'v View<'_>) -> Vec<(Target, AmountsContext<'v>)> {
    let of_page = |target| -> Vec<AmountsContext<'v>> {
        match crate::page::context(view, target) {
            Some(Context::StatisticsTable(page)) => page.amounts.into_iter().collect(),
            Some(Context::StatisticsPlace(page)) => {
                page.sections.into_iter().filter_map(|section| section.amounts).collect()
            }
            Some(Context::StatisticsOverTime(page)) => {
                page.sections.into_iter().filter_map(|section| section.amounts).collect()
            }
            _ => Vec::new(),
        }
    };
    let all = targets(view).into_iter();
    all.flat_map(|target| of_page(target).into_iter().map(move |amounts| (target, amounts)))
        .collect()
}

#[test]
fn amounts_are_told_in_sentences_of_what_is_shown() {
    let kind = HOSTILE;
    let whole = "一共36,284,711元。".to_owned();
    let cases: [(StatisticsPart, Vec<String>); 6] = [
        (
            StatisticsPart::Table(0),
            vec![
                whole.clone(),
                "按地区看，最多的是西区：32,135,814元，占89%。".into(),
                format!("按{kind}看，最多的是{kind}：14,437,908元，占40%。"),
                "下面的表有12个数，其中6个不公布。".into(),
            ],
        ),
        (
            StatisticsPart::Table(1),
            vec![
                whole,
                "按地区看，最多的是西区：32,135,814元，占89%。".into(),
                "按性别看，最多的是男：19,095,220元，占53%。".into(),
            ],
        ),
        // Of the kinds of a place none is shown.
        (
            StatisticsPart::Place(1),
            vec!["一共4,148,897元。".into(), "下面的表有4个数，其中3个不公布。".into()],
        ),
        (
            StatisticsPart::Place(1),
            vec!["一共4,148,897元。".into(), "按性别看，最多的是男：2,154,067元，占52%。".into()],
        ),
        (
            StatisticsPart::Place(2),
            vec!["一共32,135,814元。".into(), "下面的表有4个数，其中3个不公布。".into()],
        ),
        (
            StatisticsPart::Place(2),
            vec!["一共32,135,814元。".into(), "按性别看，最多的是男：16,941,153元，占53%。".into()],
        ),
    ];
    let portal = Portal { statistics: Some(real().into()), ..sample::portal() };
    let view = sample::view(&portal);
    let told: Vec<(Target, Vec<String>)> =
        amounts_of(&view).into_iter().map(|(target, amounts)| (target, amounts.facts)).collect();
    assert_eq!(told, cases.map(|(part, facts)| (Target::Statistics(part), facts)));
}

#[test]
fn a_chart_of_amounts_says_each_amount_in_words_and_has_one_mark_for_what_is_withheld() {
    let portal = sample::portal();
    let view = sample::view(&portal);
    let all = amounts_of(&view);
    let of = |part| all.iter().find(|(target, _)| *target == Target::Statistics(part));
    let svg = |part| &of(part).expect("amounts").1.charts[0];
    let east = svg(StatisticsPart::Place(1));
    let escaped = HOSTILE.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let said = format!("甲类：不公布；{escaped}：不公布；丙类：不公布。</desc>");
    assert!(east.withheld && east.svg.contains(&said), "{}", east.svg);
    assert_eq!(east.caption, format!("{HOSTILE}救助（元），按{HOSTILE}分"));
    assert_eq!(east.svg.matches("class=\"kept\"").count(), 3);
    assert_eq!(east.svg.matches("width=\"28\" height=\"12\"").count(), 3);
    let sexes = svg(StatisticsPart::Table(1));
    let said = format!(
        "女：{escaped}1,994,830元，西区15,194,661元；男：{escaped}2,154,067元，西区16,941,153元。</desc>"
    );
    assert!(!sexes.withheld && sexes.svg.contains(&said), "{}", sexes.svg);
    // A table's two charts are on one page.
    assert!(sexes.svg.contains("aria-labelledby=\"ac1t ac1d\""), "{}", sexes.svg);
}

#[test]
fn pages_are_the_same_bytes_whatever_the_withheld_amounts_are() {
    let portal = |moved| Portal {
        statistics: Some(statistics_of_other_amounts(moved).into()),
        ..sample::portal()
    };
    let [one, other] = [0, 7_000].map(portal);
    let [one, other] = [sample::view(&one), sample::view(&other)];
    for target in targets(&one) {
        assert_eq!(text(&one, target), text(&other, target), "{target:?}");
    }
    assert!(amounts_of(&one).iter().any(|(_, amounts)| amounts.charts[0].withheld));
}

#[test]
fn amounts_over_time_are_drawn_in_its_order_and_the_newest_is_told() {
    let statistics = Some(statistics_with_amounts_over_time().into());
    let portal = Portal { statistics, ..sample::portal() };
    let view = sample::view(&portal);
    let page = Target::Statistics(StatisticsPart::OverTime);
    let all = amounts_of(&view);
    let (_, amounts) = all.iter().find(|(target, _)| *target == page).expect("amounts");
    assert_eq!(amounts.facts, ["一共36,284,711元。", "最近的2025年第四季度是18,513,056元。"]);
    let [chart] = &amounts.charts[..] else { panic!("one chart") };
    assert_eq!(chart.caption, format!("{HOSTILE}救助（元），按季度分"));
    let said = "2025年第三季度：17,771,655元；2025年第四季度：18,513,056元。</desc>";
    assert!(chart.svg.contains(said), "{}", chart.svg);
    let [first, second] = ["3季度", "4季度"].map(|label| chart.svg.find(label).expect(label));
    assert!(first < second && !chart.svg.contains("更早"), "{}", chart.svg);
}

#[test]
fn invented_figures_have_no_source_but_the_program_and_every_picture_says_so() {
    let mut portal = sample::portal();
    portal.site.owner = Some("示例市领导小组".into());
    let view = sample::view(&portal);
    let owner = "示例市领导小组";
    for target in targets(&view) {
        let text = text(&view, target);
        match target {
            // It is published as it is.
            Target::Statistics(StatisticsPart::Release(_)) => continue,
            Target::Statistics(StatisticsPart::Csv(_)) => {}
            _ => assert!(text.contains("程序编造的样本"), "{target:?}: {text}"),
        }
        assert!(!text.contains("dc:publisher"), "{text}");
        for svg in text.split("<svg").skip(1) {
            let svg = svg.split("</svg>").next().unwrap_or_default();
            assert_eq!(svg.matches(">程序编造的样本</text>").count(), 2, "{svg}");
            assert!(svg.contains(">程序编造的样本："), "its title: {svg}");
        }
        let Some(context) = crate::page::context(&view, target) else { continue };
        let page = serde_json::to_value(&context).expect("plain data");
        assert_eq!(page["register"]["source"], "程序编造的样本");
        let json_ld = page["page"]["json_ld"].as_str().unwrap_or_default();
        assert!(!json_ld.contains(owner) && !json_ld.contains("publisher"), "{json_ld}");
        assert!(!json_ld.contains("Dataset") || json_ld.contains("程序编造的样本"), "{json_ld}");
        for tag in page["page"]["tags"].as_array().expect("tags") {
            let name = tag["name"].as_str().unwrap_or_default();
            let content = tag["content"].as_str().unwrap_or_default();
            match name.to_ascii_lowercase().as_str() {
                "description" | "og:description" => assert!(content.contains("样本"), "{tag}"),
                "author" => assert_eq!(content, "", "{tag}"),
                "contentsource" => assert_eq!(content, "程序编造的样本", "{tag}"),
                _ => {}
            }
        }
    }
    let home = serde_json::to_string(&crate::page::context(&view, Target::Home)).expect("data");
    assert!(home.contains("统计数字（样本）"), "{home}");
}
