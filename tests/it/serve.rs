//! What a preview shows while files change.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use crate::{
    preview::{Preview, wait},
    site::{Site, weibao},
};

const NORTH: &str = "/hotlines/north.html";
const SOUTH: &str = "/hotlines/south.html";
const HOTLINES: &str = "content/hotlines.toml";

#[test]
fn an_edited_number_is_on_every_page_that_shows_it() {
    let site = Site::new();
    let preview = Preview::new(&site);
    assert!(preview.get(SOUTH).body.contains("0999-2000001"));
    site.edit(HOTLINES, "2000001", "2000003");
    preview.wait_for(SOUTH, "0999-2000003");
    for path in ["/", SOUTH, "/hotlines/", "/data/hotlines.json"] {
        let body = preview.get(path).body;
        assert!(!body.contains("2000001"), "{path} is stale: {body}");
    }
}

#[test]
fn while_a_file_is_broken_the_last_good_pages_stay_and_the_error_is_told() {
    let site = Site::new();
    let preview = Preview::new(&site);
    let before = preview.state();
    assert_eq!(before["errors"].as_array().map(Vec::len), Some(0), "{before}");

    site.edit(HOTLINES, "2000002", "20000");
    let errors = preview.wait_for_errors(1);
    let error = &errors[0];
    assert_eq!(error["code"], "E303", "{error}");
    assert_eq!(error["file"], HOTLINES);
    assert_eq!(error["line"], 12);
    assert!(error["text"].as_str().is_some_and(|line| line.contains("20000")), "{error}");
    assert!(error["message"].is_string() && error["column"].is_u64(), "{error}");
    assert!(preview.get(NORTH).body.contains("0999-2000002"));
    assert_eq!(preview.state()["site"], before["site"]);

    site.edit(HOTLINES, "20000\"", "2000004\"");
    preview.wait_for_errors(0);
    assert!(preview.get(NORTH).body.contains("0999-2000004"));
    assert_ne!(preview.state()["site"], before["site"]);
}

#[test]
fn open_pages_are_told_of_every_change() {
    let site = Site::new();
    let preview = Preview::new(&site);
    let mut stream = preview.connect();
    let host = format!("127.0.0.1:{}", preview.port);
    write!(stream, "GET /.weibao/events HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n\r\n")
        .expect("sent");
    let lines = BufReader::new(stream).lines().map(|line| line.expect("a line"));
    let mut told = lines.filter(|line| line.starts_with("data: "));
    assert!(told.next().is_some_and(|line| line.contains("\"errors\":[]")));
    site.edit(HOTLINES, "2000001", "20000");
    assert!(told.next().is_some_and(|line| line.contains("E303")));
}

#[test]
fn drafts_and_pages_of_later_days_are_shown_and_marked() {
    let site = Site::new();
    site.edit("content/policies/rules.md", "published = 2026-01-01", "published = 2026-12-01");
    site.edit("content/about/privacy.md", "published", "draft = true\npublished");
    let preview = Preview::new(&site);
    for path in ["/policies/rules.html", "/about/privacy.html"] {
        let answer = preview.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.body.contains("只供预览"), "{path}: {}", answer.body);
    }
    assert!(!preview.get("/policies/plan.html").body.contains("只供预览"));
}

#[test]
fn a_burst_of_edits_makes_few_rebuilds_and_ends_with_the_last() {
    let site = Site::new();
    let preview = Preview::new(&site);
    let before = preview.state()["generation"].as_u64().expect("a number");
    let text = site.read(HOTLINES);
    for number in 0..50 {
        site.write(HOTLINES, text.replace("2000001", &format!("20001{number:02}")));
    }
    preview.wait_for(SOUTH, "0999-2000149");
    let after = preview.state()["generation"].as_u64().expect("a number");
    assert!(after - before < 25, "{} rebuilds", after - before);
}

#[test]
fn a_file_that_is_saved_by_renaming_is_seen() {
    let site = Site::new();
    let preview = Preview::new(&site);
    for number in ["2000005", "2000006"] {
        let text = site.read(HOTLINES).replace("number = \"2000001\"", "number = \"2000005\"");
        let text = text.replace("2000005", number);
        // As Vim does: a backup beside it, the new text under another name, then the names change.
        site.write("content/.hotlines.toml.swp", "");
        site.write("content/hotlines.toml~", site.read(HOTLINES));
        site.write("content/.hotlines.new", text);
        let content = site.root().join("content");
        fs::rename(content.join(".hotlines.new"), content.join("hotlines.toml")).expect("renamed");
        preview.wait_for(SOUTH, &format!("0999-{number}"));
    }
}

#[test]
fn pages_come_and_go_with_their_files() {
    let site = Site::new();
    let preview = Preview::new(&site);
    let text = site.read("content/about/privacy.md").replace("\"隐私\"", "\"新的一页\"");
    site.write("content/about/new.md", text);
    preview.wait_for("/about/new.html", "新的一页");
    site.remove("content/about/new.md");
    wait("the page to go", || preview.get("/about/new.html").status == 404);
}

#[test]
fn a_folder_that_is_deleted_and_comes_back_is_survived() {
    let site = Site::new();
    let preview = Preview::new(&site);
    let (root, aside) = (site.root(), site.root().join("aside"));
    for (round, folder) in ["content/policies", "content", "themes"].into_iter().enumerate() {
        fs::rename(root.join(folder), &aside).expect("moved away");
        wait("errors", || preview.state()["errors"][0].is_object());
        assert_eq!(preview.get(SOUTH).status, 200);
        fs::rename(&aside, root.join(folder)).expect("moved back");
        preview.wait_for_errors(0);
        // What comes back is watched as before.
        site.edit(HOTLINES, "purpose = \"", &format!("purpose = \"{round}号"));
        preview.wait_for(SOUTH, &format!("{round}号"));
        site.edit("themes/lantern/templates/place.html", "{% block main %}", "{% block main %}★");
        wait("the template", || preview.get(SOUTH).body.matches('★').count() == round + 1);
    }
}

#[test]
fn another_state_of_the_whole_folder_is_survived() {
    let site = Site::new();
    let other = Site::new();
    for number in 0..40 {
        let text = other.read("content/policies/rules.md");
        let text = text.replace("示例办法", &format!("办法{number}"));
        other.write(&format!("content/policies/rules-{number}.md"), text);
    }
    other.edit(HOTLINES, "2000001", "2000007");
    let preview = Preview::new(&site);
    let (root, aside) = (site.root(), site.root().join("aside"));
    fs::rename(root.join("content"), &aside).expect("moved away");
    fs::rename(other.root().join("content"), root.join("content")).expect("moved in");
    preview.wait_for(SOUTH, "0999-2000007");
    preview.wait_for("/policies/rules-39.html", "办法39");
}

#[test]
fn a_file_laid_into_a_new_folder_is_seen() {
    let site = Site::new();
    let preview = Preview::new(&site);
    let template = "themes/lantern/templates/place.html";
    let text = site.read(template).replace("{% block main %}", "{% block main %}☆");
    site.write("content/theme/templates/place.html", text);
    preview.wait_for(SOUTH, "☆");
    site.edit("content/theme/templates/place.html", "☆", "◇");
    preview.wait_for(SOUTH, "◇");
}

#[test]
fn a_template_that_fails_gives_a_page_that_says_where() {
    let site = Site::new();
    let preview = Preview::new(&site);
    let template = "themes/lantern/templates/place.html";
    site.edit(template, "{% block main %}", "{% block main %}{{ nothing_of_the_kind }}");
    wait("the error", || preview.get(SOUTH).status == 500);
    let page = preview.get(SOUTH).body;
    for text in ["E504", template, "nothing_of_the_kind", "<script>"] {
        assert!(page.contains(text), "{text} is missing: {page}");
    }
    assert_eq!(preview.get("/").status, 200);
    site.edit(template, "{{ nothing_of_the_kind }}", "");
    wait("the page", || preview.get(SOUTH).status == 200);
}

#[test]
fn a_site_that_is_broken_from_the_start_says_so_until_it_is_mended() {
    let site = Site::new();
    site.edit(HOTLINES, "2000001", "<b>20000</b>");
    let preview = Preview::new(&site);
    let page = preview.get("/");
    assert_eq!(page.status, 500);
    assert!(page.body.contains("E303") && page.body.contains("&lt;b&gt;"), "{}", page.body);
    assert!(!page.body.contains("<b>20000"), "{}", page.body);
    site.edit(HOTLINES, "<b>20000</b>", "2000001");
    preview.wait_for(SOUTH, "0999-2000001");
}

#[test]
fn every_address_answers_while_the_site_is_rebuilt() {
    let site = Site::new();
    let preview = Preview::new(&site);
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let ask = scope.spawn(|| {
            let paths = ["/", SOUTH, "/policies/rules.html", "/about/privacy.html", "/hotlines/"];
            let mut asked = 0;
            while !stop.load(Ordering::Relaxed) {
                for path in paths {
                    assert_eq!(preview.get(path).status, 200, "{path}");
                    asked += 1;
                }
            }
            asked
        });
        let text = site.read(HOTLINES);
        for number in 10..40 {
            // Each second one is broken.
            let number = if number % 2 == 0 { format!("20000{number}") } else { "1".into() };
            site.write(HOTLINES, text.replace("2000001", &number));
            thread::sleep(std::time::Duration::from_millis(10));
        }
        stop.store(true, Ordering::Relaxed);
        assert!(ask.join().expect("no answer but 200") > 10);
    });
}

#[test]
fn only_a_preview_has_scripts() {
    let site = Site::new().built();
    let preview = Preview::new(&site);
    assert!(preview.get("/").body.contains("EventSource"));
    for (path, bytes) in site.output() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("EventSource") && !text.contains(".weibao"), "{path}");
    }
}

#[test]
fn a_port_in_use_is_told() {
    let site = Site::new();
    let preview = Preview::new(&site);
    let root = site.root();
    let root = root.to_str().expect("UTF-8");
    let run = weibao(&["serve", "--root", root, "--port", &preview.port.to_string()]);
    assert!(!run.success);
    let port = format!("port {}", preview.port);
    assert!(run.stderr.contains("error[E605]") && run.stderr.contains(&port), "{}", run.stderr);
    assert!(run.stderr.contains("--port 0"), "{}", run.stderr);
}

#[test]
fn a_project_that_is_not_there_is_told() {
    let run = weibao(&["serve", "--port", "0", "--root", "not/there"]);
    assert!(!run.success && run.stderr.contains("error[E101]"), "{}", run.stderr);
}
