//! The row of page numbers under a list.

use std::borrow::Cow;

use serde::Serialize;

/// How many pages are named on each side of the current one.
const NEIGHBOURS: usize = 2;

#[derive(Debug, Serialize)]
pub struct Pager<'a> {
    /// From 1.
    pub current: usize,
    pub total: usize,
    pub previous: Option<String>,
    pub next: Option<String>,
    /// First, last and the neighbours of the current page; an entry without `url` is a gap or the
    /// current page. Empty where there is one page.
    pub entries: Vec<PagerEntry<'a>>,
}

#[derive(Debug, Serialize)]
pub struct PagerEntry<'a> {
    pub title: Cow<'a, str>,
    pub url: Option<String>,
    pub current: bool,
}

/// `url` gives the address of a page of the list.
pub(super) fn pager(current: usize, total: usize, url: impl Fn(usize) -> String) -> Pager<'static> {
    let entry = |page: Option<usize>| match page {
        None => PagerEntry { title: Cow::Borrowed("…"), url: None, current: false },
        Some(page) => PagerEntry {
            title: page.to_string().into(),
            url: (page != current).then(|| url(page)),
            current: page == current,
        },
    };
    Pager {
        current,
        total,
        previous: (current > 1).then(|| url(current - 1)),
        next: (current < total).then(|| url(current + 1)),
        entries: named_pages(current, total).into_iter().map(entry).collect(),
    }
}

/// The pages that are named, in order; `None` is a gap of two pages or more.
fn named_pages(current: usize, total: usize) -> Vec<Option<usize>> {
    if total < 2 {
        return Vec::new();
    }
    let near = current.saturating_sub(NEIGHBOURS).max(1)..=(current + NEIGHBOURS).min(total);
    let mut named: Vec<Option<usize>> = Vec::new();
    let mut last = 0;
    for page in [1].into_iter().chain(near).chain([total]) {
        match page.saturating_sub(last) {
            0 => continue,
            1 => {}
            2 => named.push(Some(page - 1)),
            _ => named.push(None),
        }
        named.push(Some(page));
        last = page;
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pager_names_first_last_and_neighbours_and_no_gap_hides_a_single_page() {
        for (current, total, row) in [
            (1, 1, ""),
            (1, 2, "[1] 2"),
            (2, 3, "1 [2] 3"),
            (1, 9, "[1] 2 3 … 9"),
            (4, 9, "1 2 3 [4] 5 6 … 9"),
            (5, 9, "1 2 3 4 [5] 6 7 8 9"),
            (5, 10, "1 2 3 4 [5] 6 7 … 10"),
            (50, 5000, "1 … 48 49 [50] 51 52 … 5000"),
            (5000, 5000, "1 … 4998 4999 [5000]"),
        ] {
            let pager = pager(current, total, |page| format!("page-{page}.html"));
            let entries = pager.entries.iter().map(|entry| match entry.current {
                true => format!("[{}]", entry.title),
                false => entry.title.to_string(),
            });
            assert_eq!(entries.collect::<Vec<_>>().join(" "), row);
            assert_eq!(pager.previous.is_some(), current > 1);
            assert_eq!(pager.next.is_some(), current < total);
        }
    }

    #[test]
    fn a_pager_leads_to_the_pages_that_it_names() {
        let pager = pager(2, 3, |page| format!("page-{page}.html"));
        let urls: Vec<_> = pager.entries.iter().map(|entry| entry.url.as_deref()).collect();
        assert_eq!(urls, [Some("page-1.html"), None, Some("page-3.html")]);
    }
}
