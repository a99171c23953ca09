//! What a build does with the output folder.

use std::fs;

use crate::site::{Site, files, weibao, weibao_with};

#[test]
fn a_build_ends_with_one_line_of_summary() {
    let site = Site::new();
    let run = site.build(&[]);
    assert!(run.success, "{}", run.stderr);
    assert_eq!(run.stdout.lines().count(), 1, "{}", run.stdout);
    assert!(run.stdout.contains(" pages, ") && run.stdout.ends_with(" s\n"), "{}", run.stdout);
    assert_eq!(run.stderr, "");
}

#[test]
fn a_district_without_its_own_number_shows_the_citys() {
    let site = Site::new().built();
    let south = site.read("public/hotlines/south.html");
    assert!(south.contains("tel:0999-2000001"), "{south}");
    assert!(!south.contains("tel:0999-2000002\" class=\"call"), "{south}");
}

#[test]
fn the_same_bytes_come_from_any_folder_and_any_number_of_threads() {
    let one = Site::of_the_repository();
    let two = Site::of_the_repository();
    assert!(one.build(&["--threads", "1"]).success);
    assert!(two.build(&["--threads", "4"]).success);
    let (one, two) = (one.output(), two.output());
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>());
    for (path, bytes) in &one {
        assert!(*bytes == two[path], "{path} differs");
    }
}

#[test]
fn an_error_leaves_the_last_good_output_as_it_was() {
    let site = Site::new().built();
    let before = site.output();
    site.edit("content/hotlines.toml", "2000001", "20000");
    let run = site.build(&[]);
    assert!(!run.success);
    assert!(run.stderr.contains("error[E303]"), "{}", run.stderr);
    assert_eq!(site.output(), before);
}

#[test]
fn a_broken_template_leaves_the_last_good_output_as_it_was() {
    let site = Site::new().built();
    let before = site.output();
    let template = site.read("themes/lantern/templates/layout.html");
    site.write("content/theme/templates/layout.html", template + "{{ nothing_of_the_kind }}");
    let told = site.told();
    assert_eq!(told[0].code, "E504", "{told:?}");
    assert_eq!(told[0].file.as_deref(), Some("content/theme/templates/layout.html"));
    assert_eq!(site.output(), before);
}

#[test]
fn a_page_is_the_same_whether_all_of_its_variables_are_put_together_or_those_that_are_read() {
    let site = Site::new();
    let layout = site.read("themes/lantern/templates/layout.html");
    let layout =
        layout.replace("if page.json_ld", "if false").replace("page.json_ld | safe", "\"\"");
    site.write("content/theme/templates/layout.html", &layout);
    let site = site.built();
    let read = site.output();
    site.write("content/theme/templates/layout.html", format!("{layout}{{# page #}}"));
    let run = site.build(&[]);
    assert!(run.success, "{}", run.stderr);
    assert!(!run.stdout.contains(" 0 made,"), "{}", run.stdout);
    assert_eq!(site.output(), read);
}

#[test]
fn what_no_page_claims_is_removed_and_what_was_changed_is_mended() {
    let site = Site::new().built();
    let before = site.output();
    let public = site.public();
    fs::write(public.join("index.html"), "changed by hand").expect("written");
    fs::remove_file(public.join("robots.txt")).expect("removed");
    fs::create_dir_all(public.join("old/deep")).expect("a folder");
    fs::write(public.join("old/deep/page.html"), "left over").expect("written");
    let run = site.build(&["--explain"]);
    assert!(run.stdout.contains("index.html was changed"), "{}", run.stdout);
    assert!(run.stdout.contains("robots.txt was gone"), "{}", run.stdout);
    assert!(run.stdout.contains("2 made, 2 written, 1 removed"), "{}", run.stdout);
    assert_eq!(site.output(), before);
    assert!(!public.join("old").exists());
}

#[test]
fn a_second_build_makes_and_writes_nothing() {
    let site = Site::new().built();
    let run = site.build(&[]);
    assert!(run.stdout.contains(" 0 made, 0 written, 0 removed"), "{}", run.stdout);
}

#[test]
fn files_with_a_leading_dot_at_the_top_of_the_output_stay() {
    let site = Site::new();
    site.write("public/.gitignore", "*\n");
    let site = site.built();
    assert_eq!(site.read("public/.gitignore"), "*\n");
}

#[test]
fn a_folder_that_is_not_weibaos_own_is_refused() {
    let site = Site::new();
    site.write("precious/letter.txt", "keep");
    let refused = |out: &str| {
        let out = site.root().join(out);
        let run = site.build(&["--format", "json", "--out", out.to_str().expect("UTF-8")]);
        assert!(!run.success, "{}", run.stdout);
        run.told().iter().any(|told| told.code == "E601")
    };
    assert!(refused("precious"));
    assert!(refused("."));
    assert!(refused(".."));
    assert!(refused("content/policies"));
    assert!(refused("themes"));
    assert_eq!(files(&site.root().join("precious"))["letter.txt"], b"keep");
}

#[cfg(unix)]
#[test]
fn a_link_in_the_output_is_not_followed() {
    let site = Site::new().built();
    let before = site.output();
    site.write("precious/letter.txt", "keep");
    let hotlines = site.public().join("hotlines");
    fs::remove_dir_all(&hotlines).expect("removed");
    std::os::unix::fs::symlink(site.root().join("precious"), &hotlines).expect("a link");
    assert!(site.build(&[]).success);
    assert_eq!(site.output(), before);
    assert_eq!(files(&site.root().join("precious")).len(), 1);
}

#[test]
fn a_build_that_was_killed_is_mended_by_the_next() {
    let site = Site::new().built();
    let before = site.output();
    site.remove("public/manifest.json");
    site.remove("public/index.html");
    site.write("public/.weibao-staging/3", "half a fi");
    assert!(site.build(&[]).success);
    assert_eq!(site.output(), before);
}

#[test]
fn a_page_goes_out_on_its_day_and_a_draft_does_not() {
    let site = Site::new();
    site.edit("content/policies/rules.md", "published = 2026-01-01", "published = 2026-12-01");
    site.edit("content/policies/plan.md", "见[办法](rules.md)。", "");
    let exists = || site.public().join("policies/rules.html").exists();
    let run = site.build(&[]);
    assert!(run.success && run.stderr.contains("note[N702]"), "{}", run.stderr);
    assert!(!exists());
    assert!(site.build(&["--drafts"]).success);
    assert!(exists());
    let root = site.root();
    let root = root.to_str().expect("UTF-8");
    assert!(site.build(&[]).success && !exists());
    assert!(weibao(&["build", "--root", root, "--as-of", "2026-12-01"]).success);
    assert!(exists());
}

#[test]
fn today_is_the_day_at_the_site_in_whatever_zone_the_machine_is() {
    let site = Site::new();
    site.edit("content/policies/plan.md", "见[办法](rules.md)。", "");
    // The day that it is where it is latest; where it is earliest that day is still to come.
    let latest = jiff::tz::Offset::constant(14).to_datetime(jiff::Timestamp::now()).date();
    let published = format!("published = {latest}");
    site.edit("content/policies/rules.md", "published = 2026-01-01", &published);
    site.edit("content/site.toml", "theme = ", "utc_offset = \"+14:00\"\ntheme = ");
    let root = site.root();
    let root = root.to_str().expect("UTF-8");
    let is_out = |zone: &str| {
        let run = weibao_with(&["build", "--root", root], &[("TZ", zone.as_ref())]);
        assert!(run.success, "{}", run.stderr);
        site.public().join("policies/rules.html").exists()
    };
    let zones = ["UTC0", "LATE+12", "EARLY-14"];
    assert_eq!(zones.map(is_out), [true; 3]);
    site.edit("content/site.toml", "+14:00", "-12:00");
    assert_eq!(zones.map(is_out), [false; 3]);
}

#[test]
fn a_site_of_weibao_new_builds_without_a_warning() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("new");
    let root = root.to_str().expect("UTF-8");
    assert!(weibao(&["new", root]).success);
    let run = weibao(&["build", "--root", root, "--as-of", "2026-11-23"]);
    assert!(run.success, "{}", run.stderr);
    assert!(!run.stderr.contains("warning") && !run.stderr.contains("error"), "{}", run.stderr);

    let again = weibao(&["new", root]);
    assert!(!again.success && again.stderr.contains("E604"), "{}", again.stderr);
}
