//! Cases that no text can write down: bytes, sizes, depths, links, and what is no file.

use std::fs;

use super::case::Case;
use crate::site::Site;

pub fn cases() -> Vec<Case> {
    let mut cases = bytes();
    cases.extend(sizes());
    cases.extend(depths());
    cases.extend(folders());
    #[cfg(unix)]
    cases.extend(unix::cases());
    cases
}

fn bytes() -> Vec<Case> {
    fn append(site: &Site, file: &str, bytes: &[u8]) {
        let mut all = site.read(file).into_bytes();
        all.extend_from_slice(bytes);
        site.write(file, all);
    }
    vec![
        Case::odd(
            "a table saved as GBK",
            |site| site.write("content/groups.toml", b"# \xb1\xa3\xbb\xa4\xb6\xd4\xcf\xf3\n"),
            &[("E102", "content/groups.toml", 1, 3)],
        ),
        Case::odd(
            "a page saved as UTF-16",
            |site| {
                let text = site.read("content/about/privacy.md");
                let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
                let bytes: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
                site.write("content/about/privacy.md", bytes);
            },
            &[("E102", "content/about/privacy.md", 1, 1)],
        ),
        Case::odd(
            "a page cut in the middle of a character",
            |site| append(site, "content/about/privacy.md", b"\xe4\xbf\x9d\xe6\x8a"),
            &[("E102", "content/about/privacy.md", 7, 2)],
        ),
        Case::odd(
            "half of a surrogate pair",
            |site| append(site, "content/hotlines.toml", b"# \xed\xa0\x80"),
            &[("E102", "content/hotlines.toml", 19, 3)],
        )
        .follows(&["E307"]),
        Case::odd(
            "a template that is not UTF-8",
            |site| site.write("themes/lantern/templates/home.html", b"<p>\n\xff"),
            &[("E102", "themes/lantern/templates/home.html", 2, 1)],
        ),
        Case::odd(
            "a null character in a table",
            |site| append(site, "content/hotlines.toml", b"#\0\n"),
            &[("E201", "content/hotlines.toml", 19, 2)],
        ),
    ]
}

fn sizes() -> Vec<Case> {
    fn grow(site: &Site, file: &str, megabytes: u64) {
        let path = site.root().join(file);
        let file = fs::OpenOptions::new().write(true).create(true).truncate(false).open(path);
        file.and_then(|file| file.set_len(megabytes << 20)).expect("a large file");
    }
    vec![
        Case::odd(
            "a table of five megabytes",
            |site| grow(site, "content/groups.toml", 5),
            &[("E103", "content/groups.toml", 0, 0)],
        ),
        Case::odd(
            "a page of five megabytes",
            |site| grow(site, "content/about/privacy.md", 5),
            &[("E103", "content/about/privacy.md", 0, 0)],
        ),
        Case::odd(
            "a picture of sixty-five megabytes",
            |site| {
                site.write("content/static/map.png", "");
                grow(site, "content/static/map.png", 65);
            },
            &[("E103", "content/static/map.png", 0, 0)],
        ),
        Case::odd(
            "a font of sixty-five megabytes",
            |site| grow(site, "themes/lantern/fonts/NotoSansSC-Bold.subset.otf", 65),
            &[("E103", "themes/lantern/fonts/NotoSansSC-Bold.subset.otf", 0, 0)],
        ),
    ]
}

/// Ten thousand levels of what can be nested.
fn depths() -> Vec<Case> {
    const DEEP: usize = 10_000;
    fn keywords(site: &Site, value: &str) {
        let text = site.read("content/site.toml");
        site.write("content/site.toml", format!("{value}\n{text}"));
    }
    fn text(site: &Site, text: &str) {
        site.edit("content/about/privacy.md", "什么都不收集。\n", text);
    }
    vec![
        Case::odd(
            "lists in lists, ten thousand deep",
            |site| {
                let (open, close) = ("[".repeat(DEEP), "]".repeat(DEEP));
                keywords(site, &format!("keywords = {open}{close}"));
            },
            &[("E209", "content/site.toml", 1, 92)],
        ),
        Case::odd(
            "tables in tables, ten thousand deep",
            |site| {
                let (open, close) = ("{a=".repeat(DEEP), "}".repeat(DEEP));
                keywords(site, &format!("office = {open}1{close}"));
            },
            &[("E209", "content/site.toml", 1, 250)],
        ),
        Case::odd(
            "a key of ten thousand parts",
            |site| keywords(site, &format!("{}a = 1", "a.".repeat(DEEP))),
            &[("E209", "content/site.toml", 1, 1)],
        )
        .follows(&["E301"]),
        Case::odd(
            "a table header of ten thousand parts",
            |site| {
                let header = site.read("content/site.toml");
                let header = format!("{header}\n[{}a]\n", "a.".repeat(DEEP));
                site.write("content/site.toml", header);
            },
            &[("E209", "content/site.toml", 1, 1)],
        ),
        Case::odd(
            "quotes in quotes, ten thousand deep",
            |site| text(site, &format!("{}深\n", ">".repeat(DEEP))),
            &[("E209", "content/about/privacy.md", 6, 1)],
        ),
        Case::odd(
            "lists in lists of a text, ten thousand deep",
            |site| text(site, &format!("{}深\n", "- ".repeat(DEEP))),
            &[("E209", "content/about/privacy.md", 6, 1)],
        ),
    ]
}

/// Folders where a file is meant, and the other way round.
fn folders() -> Vec<Case> {
    fn folder(site: &Site, path: &str) {
        fs::create_dir_all(site.root().join(path)).expect("a folder");
    }
    vec![
        Case::odd(
            "a folder in the place of a table",
            |site| {
                site.remove("content/groups.toml");
                folder(site, "content/groups.toml");
            },
            &[("E106", "content/groups.toml", 0, 0)],
        ),
        Case::odd(
            "a folder in the place of site.toml",
            |site| {
                site.remove("content/site.toml");
                folder(site, "content/site.toml");
            },
            &[("E106", "content/site.toml", 0, 0)],
        )
        .follows(&["E301"]),
        Case::odd(
            "no content at all",
            |site| fs::remove_dir_all(site.root().join("content")).expect("removed"),
            &[("E101", "content", 0, 0)],
        ),
        Case::odd(
            "a file in the place of the folder of themes",
            |site| {
                fs::remove_dir_all(site.root().join("themes")).expect("removed");
                site.write("themes", "a file");
            },
            &[("E501", "content/site.toml", 0, 0)],
        ),
    ]
}

#[cfg(unix)]
mod unix {
    use std::os::unix::{fs::symlink, net::UnixListener};

    use super::*;

    fn link(site: &Site, to: &str, at: &str) {
        symlink(to, site.root().join(at)).expect("a link");
    }

    pub fn cases() -> Vec<Case> {
        vec![
            Case::odd(
                "a link to a file outside",
                |site| link(site, "/etc/hostname", "content/about/host.txt"),
                &[("E104", "content/about/host.txt", 0, 0)],
            ),
            Case::odd(
                "a link that climbs out",
                |site| {
                    fs::write(site.root().join("../secret.md"), "+++\n+++\n").expect("a file");
                    link(site, "../../../secret.md", "content/about/secret.md");
                },
                &[("E104", "content/about/secret.md", 0, 0)],
            ),
            Case::odd(
                "a link that leads nowhere",
                |site| link(site, "nowhere.md", "content/about/host.md"),
                &[("E104", "content/about/host.md", 0, 0)],
            ),
            Case::odd(
                "a link to itself",
                |site| link(site, "host.md", "content/about/host.md"),
                &[("E104", "content/about/host.md", 0, 0)],
            ),
            Case::odd(
                "a link to a folder above",
                |site| link(site, "..", "content/about/all"),
                &[("E104", "content/about/all", 0, 0)],
            ),
            Case::odd(
                "a table that is a link to the outside",
                |site| {
                    site.remove("content/groups.toml");
                    link(site, "/etc/hostname", "content/groups.toml");
                },
                &[("E104", "content/groups.toml", 0, 0)],
            ),
            Case::odd(
                "a template that is a link to the outside",
                |site| {
                    site.remove("themes/lantern/templates/style-steps.html");
                    link(site, "/etc/hostname", "themes/lantern/templates/style-steps.html");
                },
                &[("E104", "themes/lantern/templates/style-steps.html", 0, 0)],
            ),
            Case::odd(
                "a link to a secret of the project",
                |site| {
                    site.write(".git/config", "password");
                    site.write("content/static/.keep", "");
                    link(site, "../../.git/config", "content/static/k.txt");
                },
                &[("E104", "content/static/k.txt", 0, 0)],
            ),
            Case::odd(
                "a link to a link to a file of the project",
                |site| {
                    site.write("exports/children.csv", "a child");
                    link(site, "../../exports/children.csv", "content/about/.link");
                    link(site, ".link", "content/about/b.csv");
                },
                &[("E104", "content/about/b.csv", 0, 0)],
            ),
            Case::odd(
                "a link to a hidden file of the content",
                |site| {
                    site.write("content/.secrets/k.txt", "password");
                    link(site, "../.secrets/k.txt", "content/about/k.txt");
                },
                &[("E104", "content/about/k.txt", 0, 0)],
            ),
            Case::odd(
                "a socket for a page",
                |site| {
                    let folder = site.root().join("content/about");
                    drop(UnixListener::bind(folder.join("a.md")).expect("a socket"));
                },
                &[("E101", "content/about/a.md", 0, 0)],
            ),
            Case::odd(
                "a pipe that nobody writes to for a page",
                |site| {
                    let path = site.root().join("content/about/a.md");
                    let made = std::process::Command::new("mkfifo").arg(path).status();
                    assert!(made.expect("mkfifo").success());
                },
                &[("E101", "content/about/a.md", 0, 0)],
            ),
        ]
    }
}
