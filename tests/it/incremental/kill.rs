//! A build that is killed leaves each file old or new, and the next build mends the rest.

use std::{
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use weibao::build;

use super::{
    corpus,
    files::{Tree, difference, tree},
    random::Random,
};
use crate::site::Site;

/// At this many moments, half of them while files are written.
const KILLS: usize = 50;
const MORE: usize = 288;

/// Puts the site in its first or second state: other titles, other texts, other pages.
fn change(site: &Site, second: bool) {
    for number in (20..MORE).step_by(7) {
        let text = corpus::policy(number);
        let text =
            if second { text.replace("通知", "办法").replace("为了", "要") } else { text };
        site.write(&format!("content/policies/p{number}.md"), text);
    }
    for number in 0..20 {
        let text = corpus::policy(number + 1000);
        let (here, gone) = if second { ("second", "first") } else { ("first", "second") };
        site.write(&format!("content/policies/{here}-{number}.md"), text);
        let gone = site.root().join(format!("content/policies/{gone}-{number}.md"));
        let _ = std::fs::remove_file(gone);
    }
}

fn start(site: &Site) -> Child {
    Command::new(env!("CARGO_BIN_EXE_weibao"))
        .args(["build", "--as-of", "2026-11-23", "--root"])
        .arg(site.root())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("weibao starts")
}

/// What is neither as it was nor as it will be.
fn half_done(is: &Tree, old: &Tree, new: &Tree) -> Vec<String> {
    let paths = is.keys().chain(old.keys()).chain(new.keys());
    let wrong = paths.filter(|path| {
        let entry = is.get(*path);
        entry != old.get(*path) && entry != new.get(*path)
    });
    wrong.cloned().collect()
}

#[test]
fn a_build_killed_at_any_moment_leaves_whole_files_and_is_mended_by_the_next() {
    let site = corpus::large_site(MORE);
    let options = build::Options { threads: None, ..corpus::options(&site) };
    let states = [false, true].map(|second| {
        change(&site, second);
        corpus::clean_output(&options).0
    });
    // How long does a build take from the second state to the first?
    assert!(start(&site).wait().expect("it ends").success());
    change(&site, false);
    let started = Instant::now();
    assert!(start(&site).wait().expect("it ends").success());
    let time = started.elapsed();

    let mut random = Random::new(9);
    let mut met = 0;
    for kill in 0..KILLS {
        let second = kill % 2 == 0;
        let (old, new) = (&states[usize::from(!second)], &states[usize::from(second)]);
        change(&site, second);
        let mut build = start(&site);
        let staging = site.public().join(".weibao-staging");
        let mut wait = |part: u32| {
            thread::sleep(time * random.below(1000) as u32 / 1000 / part);
        };
        if kill % 4 < 2 {
            wait(1);
        } else {
            while !staging.exists() && matches!(build.try_wait(), Ok(None)) {
                thread::sleep(Duration::from_micros(200));
            }
            wait(4);
        }
        met += usize::from(matches!(build.try_wait(), Ok(None)));
        let _ = build.kill();
        build.wait().expect("it ends");
        let wrong = half_done(&tree(&site.public()), old, new);
        assert!(wrong.is_empty(), "kill {kill}: {wrong:?}");
        assert!(start(&site).wait().expect("it ends").success(), "kill {kill}");
        let different = difference(&tree(&site.public()), new);
        assert!(different.is_empty(), "kill {kill}: {different:?}");
    }
    assert!(met > KILLS / 4, "{met} of {KILLS} builds were killed before their end");
}
