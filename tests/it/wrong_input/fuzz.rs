//! Sources damaged at random, always the same ones: no damage is a panic, and none that is an error
//! touches the output.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;
use weibao::{build, diagnostic::any_error, portal::resolve};

use super::good::Good;
use crate::site::{Site, files};

/// Sites damaged side by side, and damages of each: as many as a few seconds allow.
const SITES: u64 = 4;
const DAMAGES: usize = 75;

/// xorshift64*: the same numbers everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % bound.max(1)
    }
}

/// What has meaning in TOML or Markdown, and so does more damage than any byte.
const TOKENS: [&str; 24] = [
    "[[",
    "]]",
    "{",
    "}",
    "\"",
    "\"\"\"",
    "'",
    "=",
    "\n",
    "+++\n",
    "#",
    "\\",
    "](",
    "![",
    "<",
    ">",
    "[^1]",
    "|",
    "**",
    "2026-02-30",
    "0999-",
    "\u{0}",
    "\u{FEFF}",
    "🏮",
];

fn damage(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=random.below(3) {
        let (one, two) = (random.below(bytes.len()), random.below(bytes.len()));
        let (from, to) = (one.min(two), one.max(two));
        match random.below(6) {
            0 => bytes.truncate(to),
            1 => drop(bytes.drain(from..to.min(from + 40))),
            2 => {
                let twice = bytes[from..to].to_vec();
                bytes.splice(from..from, twice);
            }
            3 => {
                if let Some(byte) = bytes.get_mut(from) {
                    *byte ^= 1 << random.below(8);
                }
            }
            4 => {
                let token = TOKENS[random.below(TOKENS.len())].bytes();
                bytes.splice(from..from, token);
            }
            _ => {
                let token = TOKENS[random.below(TOKENS.len())].repeat(1 + random.below(400));
                bytes.splice(from..from, token.bytes());
            }
        }
    }
    bytes
}

#[test]
fn no_damage_to_a_source_is_a_panic_or_a_half_written_site() {
    let good = Good::new();
    let failures: Vec<String> =
        (1..=SITES).into_par_iter().flat_map_iter(|seed| run(&good.site(), seed)).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn run(site: &Site, seed: u64) -> Vec<String> {
    let sources: Vec<(String, Vec<u8>)> = files(&site.root().join("content"))
        .into_iter()
        .map(|(path, bytes)| (format!("content/{path}"), bytes))
        .collect();
    let options = build::Options {
        root: site.root(),
        out: None,
        site: resolve::Options {
            as_of: jiff::civil::date(2026, 11, 23),
            drafts: false,
            base_url: None,
        },
        threads: Some(1),
        cache: true,
        explain: false,
        take: build::Take::default(),
    };
    let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let mut failures = Vec::new();
    let mut before = site.output();
    for _ in 0..DAMAGES {
        let (path, good) = &sources[random.below(sources.len())];
        let bad = damage(good, &mut random);
        site.write(path, &bad);
        let result = catch_unwind(AssertUnwindSafe(|| build::build(&options, &|_, _| {})));
        let after = site.output();
        let shown = || format!("{path}: {:?}", String::from_utf8_lossy(&bad));
        match result {
            Err(_) => failures.push(format!("a panic: {}", shown())),
            Ok((summary, told)) => {
                if summary.is_some() == any_error(&told) {
                    failures.push(format!("an error and a site, or neither: {}", shown()));
                }
                if summary.is_none() && after != before {
                    failures.push(format!("the output was changed: {}", shown()));
                }
            }
        }
        before = after;
        site.write(path, good);
    }
    failures
}
