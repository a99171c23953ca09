//! Turned over the edge that its ticket names, the back of each leaflet stands upright behind its front.

use std::collections::BTreeMap;

use lopdf::{Document, Object, content::Content};
use serde_json::Value;

use crate::site::{repository, weibao};

/// Points a millimetre.
const MM: f64 = 72.0 / 25.4;

/// Where a run of text begins, and which way is up for who reads it; from the lower left corner of the trim.
struct Run {
    at: [f64; 2],
    up: [f64; 2],
}

type Matrix = [f64; 6];

fn then([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix) -> Matrix {
    [
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + l,
    ]
}

/// All runs of text of a page, by what the PDF says and nothing else.
fn runs(document: &Document, page: lopdf::ObjectId) -> Vec<Run> {
    let content = document.get_page_content(page);
    let content = Content::decode(&content).expect("operators");
    let identity = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];
    let (mut now, mut saved, mut text, mut runs) = (identity, Vec::new(), identity, Vec::new());
    for operation in &content.operations {
        let numbers: Vec<f64> = operation
            .operands
            .iter()
            .filter_map(|one| one.as_float().ok().map(f64::from))
            .collect();
        match operation.operator.as_str() {
            "q" => saved.push(now),
            "Q" => now = saved.pop().expect("as many q as Q"),
            "cm" => now = then(numbers.try_into().expect("six"), now),
            "BT" => text = identity,
            "Tm" => text = numbers.try_into().expect("six"),
            "Td" => text = then([1.0, 0.0, 0.0, 1.0, numbers[0], numbers[1]], text),
            "Tj" | "TJ" => {
                let [_, _, x, y, e, f] = then(text, now);
                let length = x.hypot(y);
                runs.push(Run { at: [e, f], up: [x / length, y / length] });
            }
            _ => {}
        }
    }
    runs
}

/// The sheet seen from the front: where a place of its back is, after it was turned over an edge.
fn behind([width, height]: [f64; 2], edge: &str, [x, y]: [f64; 2]) -> [f64; 2] {
    let over_a_side = (edge == "long-edge") == (height > width);
    if over_a_side { [width - x, y] } else { [x, height - y] }
}

fn made(address: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let root = repository().to_str().expect("a path").to_owned();
    let to = folder.path().to_str().expect("a path");
    let run = weibao(&["leaflets", address, "--root", &root, "--to", to, "--as-of", "2026-11-23"]);
    assert!(run.success, "{address}");
    let mut files = std::fs::read_dir(folder.path()).expect("the folder");
    std::fs::read(files.next().expect("a file").expect("a file").path()).expect("the file")
}

/// The pages of a leaflet with its sides in points, and its ticket.
fn leaflet(address: &str) -> (Vec<Vec<Run>>, [f64; 2], Value) {
    let ticket = made(&format!("{address}.ticket.json"));
    let ticket: Value = serde_json::from_slice(&ticket).expect("JSON");
    let document = Document::load_mem(&made(&format!("{address}.pdf"))).expect("a PDF");
    let pages: Vec<lopdf::ObjectId> = document.page_iter().collect();
    let sides = document.get_dictionary(pages[0]).expect("a page");
    let sides = sides.get(b"MediaBox").and_then(Object::as_array).expect("a box");
    let side = |at: usize| f64::from(sides[at].as_float().expect("a number"));
    let sides = [side(2) - side(0), side(3) - side(1)];
    (pages.iter().map(|page| runs(&document, *page)).collect(), sides, ticket)
}

#[test]
fn turned_by_its_ticket_each_back_stands_upright_behind_its_front() {
    for (address, edge) in [
        ("print/heishan/hotline-cards", "long-edge"),
        ("print/heishan/hotline-card", "short-edge"),
        ("print/heishan/home-trifold", "short-edge"),
        ("print/heishan/home-flyer", "long-edge"),
        ("print/all/agencies-duties", "long-edge"),
        ("print/all/pilot-plan-policy", "long-edge"),
    ] {
        let (pages, sides, ticket) = leaflet(address);
        assert_eq!(ticket["turn"], edge, "{address}");
        assert!(pages.len() > 1, "{address}");
        let words = format!("{}{}", ticket["paper"], ticket["finishing"]);
        assert!(!words.contains("翻"), "{address}: two words for one thing: {words}");
        for (number, page) in pages.iter().enumerate() {
            assert!(!page.is_empty(), "{address}, page {number}");
            for run in page {
                // Up as a finger would show it on the sheet's front.
                let up = if number % 2 == 0 {
                    run.up
                } else {
                    let [x, y] = behind(sides, edge, run.up);
                    let [x0, y0] = behind(sides, edge, [0.0, 0.0]);
                    [x - x0, y - y0]
                };
                assert!(up[1] > 0.99, "{address}, page {}: {up:?}", number + 1);
            }
        }
    }
    let (_, _, ticket) = leaflet("print/heishan/hotline-sheet");
    assert_eq!(ticket["turn"], Value::Null);
}

#[test]
fn each_of_ten_cards_has_its_back_behind_it() {
    let (pages, sides, ticket) = leaflet("print/heishan/hotline-cards");
    let edge = ticket["turn"].as_str().expect("an edge");
    let (card, grid) = ([90.0 * MM, 54.0 * MM], [2, 5]);
    let first = [0, 1].map(|at| (sides[at] - card[at] * f64::from(grid[at])) / 2.0);
    let mut found = [BTreeMap::new(), BTreeMap::new()];
    for (page, runs) in pages.iter().enumerate() {
        for run in runs {
            let at = if page == 0 { run.at } else { behind(sides, edge, run.at) };
            let cell = [0, 1].map(|way| ((at[way] - first[way]) / card[way]).floor() as i32);
            *found[page].entry(cell).or_insert(0) += 1;
        }
    }
    let cells = |side: &BTreeMap<[i32; 2], usize>| side.keys().copied().collect::<Vec<_>>();
    let all: Vec<[i32; 2]> = (0..2).flat_map(|x| (0..5).map(move |y| [x, y])).collect();
    for side in &found {
        assert_eq!(cells(side), all, "words outside of the cards, or a card without");
        assert!(side.values().all(|words| Some(words) == side.values().next()), "{side:?}");
    }
}
