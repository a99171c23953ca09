//! Whatever is edited, the preview shows what one that is opened then would show.

use std::path::PathBuf;

use jiff::ToSpan;
use weibao::serve::live::{Live, Pages, Refreshed};

use super::{edits, sequence::Sequence};

const SEQUENCES: u64 = 40;
const EDITS: usize = 8;

#[test]
fn after_any_edits_the_preview_equals_one_that_is_just_opened() {
    let mut quick = 0;
    for seed in 0..SEQUENCES {
        let mut sequence = Sequence::new(seed);
        let root = sequence.site.root().canonicalize().expect("a folder");
        let mut options = sequence.options.site.clone();
        options.drafts = true;
        let mut live = Live::open(root.clone(), options.clone());
        let mut log = Vec::new();
        for _ in 0..EDITS {
            let changed = match sequence.random.below(12) {
                0 => {
                    options.as_of = options.as_of.saturating_add(9.days());
                    live.turn_to(options.as_of);
                    log.push("nine days later".to_owned());
                    Vec::new()
                }
                at => {
                    let mut changed = edit(&mut sequence, at < 10, &mut log);
                    if sequence.random.once_in(4) {
                        changed.extend(edit(&mut sequence, true, &mut log));
                    }
                    changed.into_iter().map(|path| root.join(path)).collect()
                }
            };
            quick += usize::from(live.refresh(&changed) == Refreshed::Texts);
            let opened = Live::open(root.clone(), options.clone()).state();
            let state = live.state();
            assert_eq!(state.told, opened.told, "seed {seed} after {log:#?}");
            let is_whole = state.generation == state.site_generation;
            assert_eq!(is_whole, opened.site.is_some(), "seed {seed} after {log:#?}");
            if let (Some(site), Some(opened)) = (&state.site, &opened.site)
                && let Some(address) = different(site, opened)
            {
                panic!("seed {seed}: {address} differs after {log:#?}");
            }
        }
    }
    let all = SEQUENCES as usize * EDITS;
    assert!((all / 10..all).contains(&quick), "{quick} of {all} edits were of texts alone");
}

/// Edits a source, of a page or any. Gives the files that were touched.
fn edit(sequence: &mut Sequence, of_page: bool, log: &mut Vec<String>) -> Vec<PathBuf> {
    sequence.forget();
    log.push(if of_page { edits::page_edit(sequence) } else { edits::edit(sequence) });
    sequence.touched().map(PathBuf::from).collect()
}

/// An address at which two sites are not the same. Pictures and leaflets are passed over: to make them takes
/// long, and they are made of the same.
fn different(one: &Pages, other: &Pages) -> Option<String> {
    let of = |pages: &Pages| {
        let mut all: Vec<String> = pages.addresses().map(str::to_owned).collect();
        all.sort();
        all
    };
    let (all, others) = (of(one), of(other));
    if all != others {
        return Some(format!("the list of addresses {all:?} or {others:?}"));
    }
    let is_quick = |path: &&String| {
        !path.ends_with(".png") && (!path.starts_with("print/") || path.ends_with("index.html"))
    };
    let get = |pages: &Pages, path: &str| pages.get(path).map(|made| made.map_err(|one| one.code));
    all.iter().filter(is_quick).find(|path| get(one, path) != get(other, path)).cloned()
}
