//! What happens while a build runs: another build, an edit.

use std::{
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use weibao::build;

use super::{
    corpus,
    files::{difference, tree},
    random::Random,
};

#[test]
fn of_two_builds_at_a_time_one_may_be_refused_and_the_site_is_right() {
    let site = corpus::quick_site();
    let options = corpus::options(&site);
    let mut random = Random::new(5);
    let mut refused = 0;
    for round in 0..12 {
        let text = corpus::policy(1).replace("为了", &format!("第{round}次为了"));
        site.write("content/policies/p1.md", text);
        let start = || {
            Command::new(env!("CARGO_BIN_EXE_weibao"))
                .args(["build", "--as-of", "2026-11-23", "--format", "json", "--root"])
                .arg(site.root())
                .stdout(Stdio::piped())
                .spawn()
                .expect("weibao starts")
        };
        let one = start();
        thread::sleep(Duration::from_millis(random.below(40) as u64));
        let other = start();
        let ends = [one, other].map(|build| build.wait_with_output().expect("it ends"));
        assert!(ends.iter().any(|end| end.status.success()), "{ends:?}");
        for end in ends.iter().filter(|end| !end.status.success()) {
            let told = String::from_utf8_lossy(&end.stdout);
            assert!(told.contains("\"E607\"") && !told.contains("\"E602\""), "{told}");
            refused += 1;
        }
        let different = difference(&tree(&site.public()), &corpus::clean_output(&options).0);
        assert!(different.is_empty(), "round {round}: {different:?}");
    }
    assert!(refused > 0, "no two builds met");
}

/// A file that is written while it is read may look the same afterwards: same size, and times within
/// one tick of the clock.
#[test]
fn an_edit_during_a_build_is_in_the_next() {
    let site = corpus::quick_site();
    let options = corpus::options(&site);
    let mut random = Random::new(6);
    let path = "content/policies/p1.md";
    let text = |number: usize| corpus::policy(1).replace("为了", &format!("第{number:04}次为了"));
    build::build(&options, &|_, _| {});
    for round in 0..60 {
        site.write(path, text(2 * round));
        let delay = Duration::from_micros(random.below(20_000) as u64);
        thread::scope(|scope| {
            scope.spawn(|| {
                thread::sleep(delay);
                site.write(path, text(2 * round + 1));
            });
            build::build(&options, &|_, _| {});
        });
        let (summary, told) = build::build(&options, &|_, _| {});
        assert!(summary.is_some(), "{told:?}");
        let page = site.read("public/policies/p1.html");
        assert!(page.contains(&format!("第{:04}次", 2 * round + 1)), "round {round}, {delay:?}");
    }
}
