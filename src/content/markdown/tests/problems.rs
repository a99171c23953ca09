//! Problems are told with their code and place.

use super::{html, read};

/// The text gives these problems: code, line, column.
#[track_caller]
fn check(markdown: &str, expected: &str) {
    let (_, problems) = read(markdown);
    let told: Vec<_> = problems
        .iter()
        .map(|problem| {
            let place = problem.place.as_ref().expect("a place");
            format!("{} {}:{}", problem.code.as_str(), place.line, place.column)
        })
        .collect();
    assert_eq!(told.join(", "), expected, "{markdown}");
    assert!(problems.iter().all(|problem| problem.mend.is_some()));
}

#[test]
fn each_problem_is_told_at_its_place() {
    for (markdown, expected) in [
        ("# 甲", "E407 1:1"),
        ("甲\n===", "E407 1:1"),
        ("### 甲", "E406 1:1"),
        ("## 甲\n\n#### 乙", "E406 3:1"),
        ("##", "E410 1:1"),
        ("## 甲 {#a}\n## 乙 {#a}", "E302 2:1"),
        ("## 甲 {#1b}", "E206 1:1"),
        ("[](agency:a)", "E410 1:1"),
        ("[ ](https://a.example)", "E410 1:1"),
        ("[甲]()", "E401 1:1"),
        ("![](a.png)", "E405 1:1"),
        ("![甲](https://a.example/b.png)", "E404 1:1"),
        ("甲[^x]乙[^]", "E409 1:2"),
        ("甲\\[^x]", ""),
        ("甲\n\n[^x]: 乙", "W412 3:1"),
        ("[打](tel:110)", "E411 1:1"),
        ("甲\u{1}乙\u{FDD0}", "E210 1:2, E210 1:4"),
        ("甲\n\n**（乙）**丙[](agency:a)", "E410 3:9"),
    ] {
        check(markdown, expected);
    }
}

#[test]
fn hostile_links_are_told_and_dropped() {
    for address in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "<java\tscript:alert(1)>",
        "java&Tab;script:alert(1)",
        "java&#10;script:alert(1)",
        "&#106;avascript&colon;alert(1)",
        "&#1;javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//a.example/b",
        "\\\\\\\\a.example",
        "/\\\\a.example",
        "ftp://a.example",
        "HOTLINE:a",
        "https:a",
        "http:///a",
    ] {
        for markdown in [
            format!("[甲]({address})"),
            format!("![甲]({address})"),
            format!("[甲][r]\n\n[r]: {address}"),
        ] {
            check(&markdown, "E404 1:1");
            assert_eq!(html(&read(&markdown).0), "<p>甲</p>\n", "{markdown}");
        }
    }
    check("<javascript:alert(1)>", "E404 1:1");
}

#[test]
fn hostile_html_is_told_and_dropped() {
    for (markdown, expected, output) in [
        ("<script>alert(1)</script>", "E403 1:1", ""),
        ("甲<script>alert(1)</script>", "E403 1:2", "<p>甲alert(1)</p>"),
        ("<div>\n<script>\nalert(1)\n</div>", "E403 2:1", "<div>\n</div>"),
        ("> <p\n> onclick=x>甲</p>", "E403 2:3", "<blockquote>\n<p>甲</p>\n</blockquote>"),
        (
            "<span style=\"x\" onclick='y' class=z>甲</span>",
            "E403 1:7, E403 1:17, E403 1:29",
            "<p><span>甲</span></p>",
        ),
        ("<a href=\"java&#115;cript:x\">甲</a>", "E404 1:4", "<p>甲</p>"),
        ("<a href=x.md>甲</a>", "E403 1:4", "<p>甲</p>"),
        ("<a href=tel:110>甲</a>", "E411 1:4", "<p>甲</p>"),
        ("<img src=x onerror=y>", "E403 1:1", ""),
        ("<img src=https://a.example/b alt=c>", "E403 1:1, E404 1:6", ""),
        ("<svg><a href='javascript:x'>甲</a></svg>", "E403 1:1, E404 1:9", "<p>甲</p>"),
        ("<!DOCTYPE html>", "E403 1:1", ""),
        ("<iframe src='//a.example'></iframe>", "E403 1:1, E404 1:9", ""),
        ("<h1>甲</h1>", "E403 1:1", "甲"),
        ("<b>甲", "E403 1:1", "<p>甲</p>"),
    ] {
        check(markdown, expected);
        assert_eq!(html(&read(markdown).0).trim(), output, "{markdown}");
    }
}

#[test]
fn nesting_has_an_end() {
    for markdown in [
        format!("{}a", ">".repeat(40)),
        format!("甲\n\n{}a", "> - ".repeat(20)),
        format!("{}a", "1. ".repeat(100_000)),
        format!("{}\n{}", "> ".repeat(50_000), "b\n".repeat(50_000)),
        (0..40).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect(),
        format!("{}{}", "*a ".repeat(200), " b*".repeat(200)),
        format!("{}\n\n{}", "<em title=a>".repeat(200), "甲\n\n".repeat(20_000)),
    ] {
        let (document, problems) = read(&markdown);
        assert!(problems.iter().any(|problem| problem.code.as_str() == "E209"));
        assert_eq!(document.parts().0, "");
    }
    let (document, problems) = read(&format!("{}a", "> ".repeat(32)));
    assert!(problems.is_empty() && document.parts().0.contains("<p>a</p>"));
}

#[test]
fn a_cell_without_a_column_is_told() {
    const HEAD: &str = "| 标准 | 数 |\n|---|--:|\n";
    for (row, expected) in [
        ("| 甲 | 1 | 这一格不见了 |", "E413 3:11"),
        ("甲 | 1 | 多", "E413 3:9"),
        ("| 甲 | 1 | 多 | 更多 |", "E413 3:11"),
        ("| 甲 | 1 | | 多 |", "E413 3:13"),
        ("| `甲|乙` | 1 |", "E413 3:11"),
        ("| 甲 | 1 | `多`", "E413 3:11"),
        ("| 甲 | 5~7 | 多 |", "E413 3:13"),
        ("| 甲 | 1 |", ""),
        ("| 甲 | 1 | |", ""),
        ("| 甲 | 1 |  |  |", ""),
        ("| 甲 |", ""),
        (r"| 甲\|乙 | 1 |", ""),
        (r"| `甲\|乙` | 1 |", ""),
    ] {
        check(&format!("{HEAD}{row}\n"), expected);
    }
    check("> | 甲 | 乙 |\n> |---|---|\n> | 1 | 2 | 3 |", "E413 3:13");
    check("- | 甲 | 乙 |\n  |---|---|\n  | 1 | 2 | 3 |", "E413 3:13");
    check("| 甲 |\n|---|\n| 1 |\n| 2 | 多 |\n\n后 | 面 | 文 | 字", "E413 4:7");
}

#[test]
fn a_reference_to_a_character_that_turns_the_writing_is_told() {
    for (markdown, expected) in [
        ("电话&#x202E;1-2", "E211 1:3"),
        ("电话&rlm;1-2", "E211 1:3"),
        ("甲&#8238;", "E211 1:2"),
        ("[甲&lrm;](agency:a)", "E211 1:3"),
        ("[甲](agency:a&#x2066;)", "E211 1:1"),
        ("![甲&#x61C;](a.png)", "E211 1:4"),
        ("<span title=\"&#x202E;\">甲</span>", "E211 1:14"),
        ("<div>\n甲&rlm;\n</div>", "E211 2:2"),
        ("`&#x202E;`", ""),
        ("&amp;rlm; &copy;", ""),
    ] {
        check(markdown, expected);
    }
}
