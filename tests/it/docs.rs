//! The references in `docs/` list what the code has.

use std::fs;

use crate::site::{files, repository};

fn text(path: &str) -> String {
    fs::read_to_string(repository().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every Rust file of a folder of `src/`, tests aside.
fn sources(folder: &str) -> Vec<String> {
    files(&repository().join("src").join(folder))
        .into_iter()
        .filter(|(path, _)| path.ends_with(".rs") && !path.contains("tests"))
        .map(|(_, bytes)| String::from_utf8(bytes).expect("UTF-8"))
        .collect()
}

#[test]
fn every_diagnostic_has_its_line() {
    let docs = text("docs/diagnostics.md");
    for code in weibao::diagnostic::Code::ALL {
        assert!(docs.contains(&format!("| {} ", code.as_str())), "{}", code.as_str());
    }
}

#[test]
fn every_key_of_a_content_file_is_listed() {
    let docs = text("docs/content.md");
    let mut keys = 0;
    for source in [sources("content"), sources("stats/declare")].concat() {
        for (at, _) in source.match_indices("fields.") {
            // `fields.need_text("name")`
            let call = source[at..].split([')', ';']).next().unwrap_or_default();
            let Some((_, rest)) = call.split_once("(\"") else { continue };
            let key = rest.split('"').next().unwrap_or_default();
            keys += 1;
            let listed = [format!("`{key}`"), format!("`[[{key}]]`"), format!("{key} =")];
            let in_braces = [format!("{{ {key},"), format!(" {key},"), format!(" {key} }}")];
            assert!(
                listed.iter().chain(&in_braces).any(|form| docs.contains(form)),
                "docs/content.md does not list `{key}`"
            );
        }
    }
    assert!(keys > 80, "{keys}");
}

#[test]
fn every_variable_of_a_template_is_listed() {
    let docs = text("docs/theme.md");
    let mut structs = 0;
    for source in sources("page") {
        let after_derive = source.split("Serialize)]\npub struct ").skip(1);
        for (name, fields) in after_derive.filter_map(|rest| rest.split_once(" {\n")) {
            let name = name.split('<').next().unwrap_or_default();
            let (fields, _) = fields.split_once("\n}").expect("the end of a struct");
            structs += 1;
            let (_, section) = docs
                .split_once(&format!("### {name}\n"))
                .unwrap_or_else(|| panic!("docs/theme.md does not describe {name}"));
            let section = section.split("\n### ").next().unwrap_or_default();
            for field in fields.lines().filter_map(|line| line.trim().strip_prefix("pub ")) {
                let field = field.split(':').next().unwrap_or_default();
                assert!(
                    section.contains(&format!("`{field}`")),
                    "docs/theme.md does not list {name}.{field}"
                );
            }
        }
    }
    assert!(structs > 30, "{structs}");
}
