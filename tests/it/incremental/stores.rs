//! `.weibao/` is never trusted: whatever becomes of it, a build is right.

use std::{fs, path::Path, thread, time::Duration};

use weibao::build;

use super::{
    corpus,
    files::{difference, tree},
    sequence::remove,
};
use crate::site::Site;

type Damage = fn(&Path);

const DAMAGES: [(&str, Damage); 14] = [
    ("gone", remove),
    ("empty", |file| fs::write(file, "").expect("emptied")),
    ("cut in its first line", |file| cut(file, |_| 10)),
    ("cut in its digest", |file| cut(file, |_| 60)),
    ("cut in half", |file| cut(file, |length| length / 2)),
    ("cut by a byte", |file| cut(file, |length| length - 1)),
    ("longer", |file| change(file, |bytes| bytes.extend(b"more"))),
    ("flipped at its start", |file| change(file, |bytes| bytes[3] ^= 1)),
    ("flipped in the middle", |file| {
        change(file, |bytes| {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 0x20;
        })
    }),
    ("flipped at its end", |file| {
        change(file, |bytes| *bytes.last_mut().expect("not empty") ^= 0x80)
    }),
    ("of another version", |file| {
        change(file, |bytes| {
            let line = bytes.iter().position(|byte| *byte == b'\n').expect("a first line");
            bytes[line - 1] += 1;
        })
    }),
    ("something else", |file| fs::copy("Cargo.toml", file).map(drop).expect("copied")),
    ("a folder", |file| {
        remove(file);
        fs::create_dir_all(file.join("in the way")).expect("a folder");
    }),
    ("unreadable", unreadable),
];

fn change(file: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(file).expect("a store");
    change(&mut bytes);
    fs::write(file, bytes).expect("changed");
}

/// Makes a file shorter.
fn cut(file: &Path, length: impl FnOnce(usize) -> usize) {
    change(file, |bytes| bytes.truncate(length(bytes.len())));
}

/// Even for root.
fn unreadable(file: &Path) {
    remove(file);
    #[cfg(unix)]
    std::os::unix::fs::symlink(file, file).expect("a link to itself");
}

/// The stores that builds of a site leave.
fn stores(site: &Site) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(site.root().join(".weibao")).expect("stores").flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_none_or(|extension| extension != "lock"));
    paths.sort();
    paths
}

/// Builds and holds the output against a clean build.
fn check(site: &Site, what: &str) {
    let options = corpus::options(site);
    let (summary, told) = build::build(&options, &|_, _| {});
    assert!(summary.is_some(), "{what}: {told:?}");
    let (clean, told_clean) = corpus::clean_output(&options);
    assert_eq!(told, told_clean, "{what}");
    let different = difference(&tree(&site.public()), &clean);
    assert!(different.is_empty(), "{what}: {different:?}");
}

#[test]
fn a_damaged_store_is_as_good_as_none() {
    let site = corpus::quick_site();
    check(&site, "first");
    for (number, (what, damage)) in DAMAGES.into_iter().enumerate() {
        for store in 0..stores(&site).len() {
            let stores = stores(&site);
            damage(&stores[store]);
            let what = format!("{} is {what}", stores[store].display());
            check(&site, &what);
            // Then there is a store again.
            let text = corpus::policy(1).replace("为了", &format!("第{number}{store}次为了"));
            site.write("content/policies/p1.md", text);
            check(&site, &format!("{what}, and an edit"));
            let (again, _) = build::build(&corpus::options(&site), &|_, _| {});
            assert_eq!(again.map(|did| did.made), Some(0), "{what}");
        }
    }
}

/// The cache of the site's output.
fn cache(site: &Site) -> Vec<u8> {
    let stores = stores(site);
    let cache = stores.iter().find(|path| path.extension().is_some_and(|end| end == "cache"));
    fs::read(cache.expect("a cache")).expect("bytes")
}

#[test]
fn an_edit_adds_what_it_changes_to_the_cache_which_is_written_anew_before_it_grows_large() {
    let site = corpus::quick_site();
    (corpus::POLICIES..90).for_each(|number| {
        site.write(&format!("content/policies/p{number}.md"), corpus::policy(number));
    });
    // The stats of what was just written are not believed, and where the policies stand is not kept.
    check(&site, "first");
    thread::sleep(Duration::from_millis(30));
    check(&site, "second");
    let before = corpus::policy(1);
    let first = cache(&site);
    let (mut kept, mut added, mut anew) = (first.clone(), 0, 0);
    for number in 0..40 {
        // Long enough for the file to be seen to change.
        thread::sleep(Duration::from_millis(30));
        site.write("content/policies/p1.md", before.replace("为了", &format!("第{number}次为了")));
        thread::sleep(Duration::from_millis(30));
        let (summary, _) = build::build(&corpus::options(&site), &|_, _| {});
        assert_eq!(summary.map(|did| did.made), Some(1), "edit {number}");
        let now = cache(&site);
        match now.strip_prefix(kept.as_slice()) {
            Some(more) => {
                assert!(more.len() < 2000, "edit {number} adds {} bytes", more.len());
                added += 1;
            }
            None => anew += 1,
        }
        assert!(now.len() < first.len() * 3 / 2, "{} after {}", now.len(), first.len());
        kept = now;
    }
    assert!(added > 20 && anew > 0, "{added} added, {anew} anew");
    check(&site, "after all");
}

#[test]
fn the_store_of_another_site_is_as_good_as_none() {
    let (site, other) = (corpus::quick_site(), corpus::quick_site());
    other.edit("content/policies/p1.md", "目的", "另的");
    other.edit("content/policies/p2.md", "第2件", "另一件");
    check(&site, "first");
    check(&other, "the other");
    for (to, from) in stores(&site).iter().zip(stores(&other)) {
        fs::copy(from, to).expect("copied");
    }
    check(&site, "with the store of another");
}

#[test]
fn a_build_goes_on_where_there_can_be_no_store() {
    let site = corpus::quick_site();
    site.write(".weibao", "a file in its place");
    check(&site, "a file");
    check(&site, "a file, again");
    site.remove(".weibao");
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere/at/all", site.root().join(".weibao")).expect("a link");
    check(&site, "a link to nowhere");
}
