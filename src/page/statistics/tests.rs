use super::*;
use crate::{
    data,
    page::sample,
    plan::{self, View},
    portal::{
        Portal,
        statistics::sample::{SMALL, counts, released, released_without_amounts},
    },
    stats::{model::Shown, release::ShownAmount},
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
fn every_share_is_of_two_counts_that_its_table_shows() {
    let portal = sample::portal();
    let view = sample::view(&portal);
    let of = portal.statistics.as_ref().expect("statistics");
    let unit = &of.newest().about().unit;
    let mut said = 0;
    for target in targets(&view) {
        let text = text(&view, target);
        let shares = shares(&text);
        assert_eq!(text.matches(['%', '％', '‰']).count(), shares.len(), "{target:?}: {text}");
        said += shares.len();
        let Target::Statistics(StatisticsPart::Table(table)) = target else {
            assert!(shares.is_empty(), "{target:?}: {text}");
            continue;
        };
        let cells = of.cells(table);
        let whole = cells.shown(&of.total());
        for (count, share) in shares {
            let is_said = |(_, shown): (_, Shown)| {
                shown.number().is_some()
                    && words::count(shown, unit) == count
                    && words::share(shown, whole).as_deref() == Some(share)
            };
            assert!(of.newest().table(table).cells().any(is_said), "{count} are {share}");
        }
    }
    assert!(said > 0, "a page says a share");
}
