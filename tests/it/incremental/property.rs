//! Whatever is edited, a rebuild equals a clean build byte for byte, the manifest included.

use std::sync::{
    Mutex,
    atomic::{AtomicU64, Ordering},
};

use super::sequence::Sequence;

/// In the test run; `WEIBAO_SEQUENCES` says otherwise.
const SEQUENCES: u64 = 500;

#[test]
fn after_any_edits_a_rebuild_equals_a_clean_build() {
    // `WEIBAO_SEED` runs one sequence: that of a failure; with `WEIBAO_SEQUENCES` so many from there on.
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let (seed, sequences) = (number("WEIBAO_SEED"), number("WEIBAO_SEQUENCES"));
    let first = seed.unwrap_or(0);
    let count = sequences.unwrap_or(if seed.is_some() { 1 } else { SEQUENCES });
    let next = AtomicU64::new(first);
    let failures = Mutex::new(Vec::new());
    let work = || {
        while failures.lock().expect("no panic").len() < 3 {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= first + count {
                return;
            }
            if let Err(failure) = Sequence::new(seed).run() {
                failures.lock().expect("no panic").push(format!("seed {seed}: {failure}"));
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(work);
        }
    });
    let failures = failures.into_inner().expect("no panic");
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}
