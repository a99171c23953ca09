use super::{Document, LinkKind, parse};
use crate::diagnostic::{Diagnostic, Lines};

mod nasty;
mod problems;

fn read(markdown: &str) -> (Document, Vec<Diagnostic>) {
    parse(&Lines::new("a.md".into(), markdown), 0..markdown.len())
}

/// The HTML with each slot filled by what the link names.
fn html(document: &Document) -> String {
    let resolved = document.links.iter().map(|link| match link.kind {
        LinkKind::Number => format!("<a class=\"number\" href=\"tel:0\">{}</a>", link.target),
        _ => link.target.clone(),
    });
    document.html(&resolved.collect::<Vec<_>>())
}

/// A text without problems gives this HTML.
#[track_caller]
fn check(markdown: &str, expected: &str) {
    let (document, problems) = read(markdown);
    assert_eq!(html(&document).trim_end(), expected, "{markdown}");
    assert!(problems.is_empty(), "{markdown}: {problems:?}");
}

#[test]
fn emphasis_beside_chinese_punctuation_is_emphasis() {
    for (markdown, expected) in [
        ("**历经10年发展，**年", "<strong>历经10年发展，</strong>年"),
        ("**“引号”**中", "<strong>“引号”</strong>中"),
        ("前**（括号）**后", "前<strong>（括号）</strong>后"),
        ("*强调。*后", "<em>强调。</em>后"),
        ("~~删除。~~后", "<del>删除。</del>后"),
        ("前***（全部）***后", "前<em><strong>（全部）</strong></em>后"),
        ("**甲*（乙）*丙。**丁", "<strong>甲<em>（乙）</em>丙。</strong>丁"),
        ("**重点**，继续", "<strong>重点</strong>，继续"),
        ("见**[链接](agency:a)**后", "见<strong><a href=\"agency:a\">链接</a></strong>后"),
        ("用**`码`**写", "用<strong><code>码</code></strong>写"),
        ("第一**甲。**第二**乙。**第三", "第一<strong>甲。</strong>第二<strong>乙。</strong>第三"),
        (r"前\*（不是）\*后", "前*（不是）*后"),
        (r"前\\**（是）**后", r"前\<strong>（是）</strong>后"),
        ("前\\***（是）**后", "前*<strong>（是）</strong>后"),
        ("`中**（码）**后`", "<code>中**（码）**后</code>"),
        ("3~5天，6~8天", "3~5天，6~8天"),
    ] {
        check(markdown, &format!("<p>{expected}</p>"));
    }
    check("~~~\n中**（码）**后\n~~~", "<pre><code>中**（码）**后\n</code></pre>");
    check("[前](<中**（x）**后.md>)", "<p class=\"alone\"><a href=\"中**（x）**后.md\">前</a></p>");
}

#[test]
fn emphasis_elsewhere_is_as_in_commonmark() {
    for (markdown, expected) in [
        ("*foo bar*", "<em>foo bar</em>"),
        ("a * foo bar*", "a * foo bar*"),
        ("a*\"foo\"*", "a*&quot;foo&quot;*"),
        ("foo*bar*", "foo<em>bar</em>"),
        ("**foo bar **", "**foo bar **"),
        ("a**\"foo\"**", "a**&quot;foo&quot;**"),
        ("*foo**bar**baz*", "<em>foo<strong>bar</strong>baz</em>"),
        ("***foo** bar*", "<em><strong>foo</strong> bar</em>"),
        ("snake_case_word", "snake_case_word"),
        ("2 * 3 * 4", "2 * 3 * 4"),
    ] {
        let expected = expected.replace("&quot;", "\"");
        check(markdown, &format!("<p>{expected}</p>"));
    }
}

#[test]
fn lists_rules_and_tables_keep_their_stars() {
    check("* 甲\n* 乙", "<ul>\n<li>甲</li>\n<li>乙</li>\n</ul>");
    check("***\n", "<hr>");
    check("- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -", "<hr>");
    check(
        "|甲|乙|\n|:-:|--:|\n|**（一）**后|*二。*|\n",
        "<section class=\"table\" tabindex=\"0\" aria-label=\"表格：甲、乙\"><table>\n\
         <thead>\n<tr><th scope=\"col\" class=\"center\">甲</th><th scope=\"col\" class=\"right\">乙</th></tr>\n</thead>\n\
         <tbody>\n<tr><td class=\"center\"><strong>（一）</strong>后</td><td class=\"right\"><em>二。</em></td></tr>\n</tbody>\n\
         </table>\n</section>",
    );
}

#[test]
fn lines_of_chinese_join_without_a_space() {
    for (markdown, expected) in [
        ("保护未成年人，\n人人有责。", "保护未成年人，人人有责。"),
        ("**保护**\n*孩子*", "<strong>保护</strong><em>孩子</em>"),
        ("看“甲”\n乙", "看“甲”乙"),
        ("[保护](agency:a)\n孩子", "<a href=\"agency:a\">保护</a>孩子"),
        ("one\ntwo", "one\ntwo"),
        ("中文\nword\n中文", "中文\nword\n中文"),
        ("\"one\"\n“two”", "\"one\"\n“two”"),
        ("甲  \n乙", "甲<br>\n乙"),
    ] {
        check(markdown, &format!("<p>{expected}</p>"));
    }
    check("> 保护\n> 孩子", "<blockquote>\n<p>保护孩子</p>\n</blockquote>");
    check("甲\r\n乙\r\n", "<p>甲乙</p>");
}

#[test]
fn chinese_enumerations_keep_their_numbers_and_lines() {
    check(
        "各村要做好这些事：\n（一）摸清情况。\n（二）建好档案，\n按月更新。\n(3) 及时上报。",
        "<p>各村要做好这些事：<br>\n（一）摸清情况。<br>\n（二）建好档案，按月更新。<br>\n(3) 及时上报。</p>",
    );
    check(
        "一、总的要求\n二、主要任务\n**（一）**排查。\n1、入户\n（1）登记\n2.5倍\n2. 回访",
        "<p>一、总的要求<br>\n二、主要任务<br>\n<strong>（一）</strong>排查。<br>\n1、入户<br>\n\
         （1）登记\n2.5倍<br>\n2. 回访</p>",
    );
    check("3. 甲\n4. 乙", "<ol start=\"3\">\n<li>甲</li>\n<li>乙</li>\n</ol>");
    check("1) 甲\n2) 乙", "<ol>\n<li>甲</li>\n<li>乙</li>\n</ol>");
    check(
        "（一）甲\n\n1. 乙\n\n   （1）丙",
        "<p>（一）甲</p>\n<ol>\n<li><p>乙</p>\n<p>（1）丙</p>\n</li>\n</ol>",
    );
}

#[test]
fn headings_have_ids_from_their_words() {
    let (document, problems) = read(
        "## 一、总体 *要求*\n### 甲（Plan B）\n## 一、总体要求 {#goals}\n### 甲（plan b）\n### 2014年\n### ！\n### fn-1\n",
    );
    assert!(problems.is_empty(), "{problems:?}");
    let ids: Vec<_> = document.headings.read().iter().map(|h| (h.level, h.id, h.text)).collect();
    assert_eq!(
        ids,
        [
            (2, "一总体-要求", "一、总体 要求"),
            (3, "甲plan-b", "甲（Plan B）"),
            (2, "goals", "一、总体要求"),
            (3, "甲plan-b-2", "甲（plan b）"),
            (3, "h-2014年", "2014年"),
            (3, "section", "！"),
            (3, "h-fn-1", "fn-1"),
        ]
    );
    assert!(document.parts().0.contains("<h2 id=\"一总体-要求\">一、总体 <em>要求</em></h2>\n"));
}

#[test]
fn links_into_the_site_are_left_to_the_site() {
    let (document, problems) = read(
        "[甲](../policies/plan.md#a) [乙](agency:police \"题\") [](hotline:north)，[](office:)。\n\n![图](map.png) [丙](#b)\n",
    );
    assert!(problems.is_empty(), "{problems:?}");
    let links: Vec<_> =
        document.links.iter().map(|link| (&*link.target, link.kind, link.place.column)).collect();
    assert_eq!(
        links,
        [
            ("../policies/plan.md#a", LinkKind::Link, 1),
            ("agency:police", LinkKind::Link, 28),
            ("hotline:north", LinkKind::Number, 51),
            ("office:", LinkKind::Number, 69),
            ("map.png", LinkKind::Image, 1),
            ("#b", LinkKind::Link, 15),
        ]
    );
    let resolved = ["a?b&c=\"", "x", "<b>1</b>", "<b>2</b>", "m.png", "#b"].map(String::from);
    assert_eq!(
        document.html(&resolved),
        "<p><a href=\"a?b&amp;c=&quot;\">甲</a> <a href=\"x\" title=\"题\">乙</a> <b>1</b>，<b>2</b>。</p>\n\
         <p><img src=\"m.png\" alt=\"图\" loading=\"lazy\" decoding=\"async\"> <a href=\"#b\">丙</a></p>\n"
    );
    assert_eq!(document.html(&[]).matches("href=\"\"").count(), 3, "missing addresses are empty");
}

#[test]
fn links_to_the_outside_are_printed() {
    check(
        "<https://a.example/b&c> [信](mailto:a@b.example) <a@b.example> [外](<HTTP://a.example/b c>)",
        "<p><a href=\"https://a.example/b&amp;c\" rel=\"noopener noreferrer\">https://a.example/b&amp;c</a> \
         <a href=\"mailto:a@b.example\">信</a> <a href=\"mailto:a@b.example\">a@b.example</a> \
         <a href=\"HTTP://a.example/b%20c\" rel=\"noopener noreferrer\">外</a></p>",
    );
}

#[test]
fn footnotes_are_numbered_by_first_use_and_written_at_the_end() {
    check(
        "甲[^b]乙[^a]丙[^b]\n\n[^a]: 见[丁](x.md)。\n[^b]: 戊\n",
        "<p>甲<sup><a href=\"#fn-1\" id=\"fnref-1\" role=\"doc-noteref\" aria-label=\"脚注1\">1</a></sup>\
         乙<sup><a href=\"#fn-2\" id=\"fnref-2\" role=\"doc-noteref\" aria-label=\"脚注2\">2</a></sup>\
         丙<sup><a href=\"#fn-1\" id=\"fnref-1-2\" role=\"doc-noteref\" aria-label=\"脚注1\">1</a></sup></p>\n\
         <section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"脚注\">\n<ol>\n\
         <li id=\"fn-1\"><p>戊 <a href=\"#fnref-1\" role=\"doc-backlink\" aria-label=\"回到正文：脚注1\">↩\u{FE0E}</a> \
         <a href=\"#fnref-1-2\" role=\"doc-backlink\" aria-label=\"回到正文：脚注1第2处\">↩\u{FE0E}</a></p>\n</li>\n\
         <li id=\"fn-2\"><p>见<a href=\"x.md\">丁</a>。 <a href=\"#fnref-2\" role=\"doc-backlink\" aria-label=\"回到正文：脚注2\">↩\u{FE0E}</a></p>\n</li>\n\
         </ol>\n</section>",
    );
}

#[test]
fn allowed_html_stays_and_is_closed() {
    check("甲<br>乙<!-- 不见 -->", "<p>甲<br>乙</p>");
    check("<!-- 不见\n\n也不见 -->", "");
    check("H<sub>2</sub>O [甲](x.md)", "<p>H<sub>2</sub>O <a href=\"x.md\">甲</a></p>");
    check(
        "<details open>\n<summary>甲 &amp; &copy; &#x4e2d;</summary>\n\n乙 [](hotline:a)\n",
        "<details open=\"\">\n<summary>甲 &amp; © 中</summary>\n<p>乙 <a class=\"number\" href=\"tel:0\">hotline:a</a></p>\n</details>",
    );
    check(
        "<a href=\"https://a.example/?b&amp;c\" title='d'>甲</a>",
        "<p class=\"alone\"><a href=\"https://a.example/?b&amp;c\" rel=\"noopener noreferrer\" title=\"d\">甲</a></p>",
    );
}

#[test]
fn numbers_that_look_local_are_found_with_their_place() {
    for (markdown, expected) in [
        ("请打2345678。", "2345678"),
        ("打 0999-2345678 或（0999）23456789", "0999-2345678 0999-23456789"),
        ("打09992345678", "09992345678"),
        ("打２３４５６７８", "2345678"),
        ("**2345678** <span>3456789</span>", "2345678 3456789"),
        ("号码2345678号码", "2345678"),
        ("`2345678`", ""),
        ("民函〔2014〕2400000号", ""),
        ("20141031", ""),
        ("2014-10-31，2014年10月31日", ""),
        ("123456789012 23456789012", ""),
        ("2345678元，2345678.5，A2345678，2345678-1", ""),
        ("1234567", ""),
        ("110、12345", ""),
    ] {
        let (document, _) = read(markdown);
        let found: Vec<_> = document.numbers.iter().map(|(number, _)| &**number).collect();
        assert_eq!(found.join(" "), expected, "{markdown}");
    }
    let (document, _) = read("甲\n\n**乙。**丙2345678");
    let place = &document.numbers[0].1;
    assert_eq!((place.line, place.column, place.length), (3, 8, 7));
}

#[test]
fn the_summary_is_the_first_sentences() {
    let long = "保护未成年人是全社会的责任。".repeat(20);
    let endless = "保护".repeat(100);
    for (markdown, expected) in [
        (
            "## 标题\n\n甲*乙*\n丙。\n\n- 丁[^1]\n- Two words\n\n[^1]: 注",
            "甲乙丙。丁 Two words".to_owned(),
        ),
        (&*long, "保护未成年人是全社会的责任。".repeat(8)),
        (&*endless, format!("{}保…", "保护".repeat(59))),
        ("|甲|\n|-|\n|乙|\n", String::new()),
    ] {
        assert_eq!(read(markdown).0.summary, expected);
    }
}

#[test]
fn the_digest_is_that_of_the_text_alone() {
    let lines = |text| Lines::new("a.md".into(), text);
    let (one, _) = parse(&lines("+++\na\n+++\n甲"), 10..13);
    let (other, _) = parse(&lines("甲"), 0..3);
    assert_eq!(one.digest, other.digest);
    assert_ne!(one.digest, read("乙").0.digest);
}

#[test]
fn a_single_tilde_is_a_tilde() {
    for (markdown, expected) in [
        ("第（1）~（3）项、第（5）~（7）项", "第（1）~（3）项、第（5）~（7）项"),
        ("“甲”~“乙”、“丙”~“丁”", "“甲”~“乙”、“丙”~“丁”"),
        ("1~3，**5~7**", "1~3，<strong>5~7</strong>"),
        ("甲~*乙~丙*", "甲~<em>乙~丙</em>"),
        ("~甲~", "~甲~"),
        ("~ 甲 ~ ~乙~", "~ 甲 ~ ~乙~"),
        ("~~删~~、5~7、~~删~~", "<del>删</del>、5~7、<del>删</del>"),
        ("~~删5~7~~", "<del>删5~7</del>"),
        ("**（1）**~**（3）**", "<strong>（1）</strong>~<strong>（3）</strong>"),
        ("`1~2` ~ `3\\~4`", "<code>1~2</code> ~ <code>3\\~4</code>"),
        ("\\~甲\\~ 乙~", "~甲~ 乙~"),
        ("[5~7](agency:a~b \"1~2\")", "<a href=\"agency:a~b\" title=\"1~2\">5~7</a>"),
        (
            "![5~7](a~b.png)",
            "<img src=\"a~b.png\" alt=\"5~7\" loading=\"lazy\" decoding=\"async\">",
        ),
        (
            "见 <https://a.example/~b> ~",
            "见 <a href=\"https://a.example/~b\" rel=\"noopener noreferrer\">https://a.example/~b</a> ~",
        ),
    ] {
        let (document, problems) = read(markdown);
        assert_eq!(
            html(&document).replace(" class=\"alone\"", "").trim_end(),
            format!("<p>{expected}</p>")
        );
        assert!(problems.is_empty(), "{markdown}: {problems:?}");
    }
    check("~~~\n1~2 ~3~\n~~~", "<pre><code>1~2 ~3~\n</code></pre>");
    check("    1~2~", "<pre><code>1~2~</code></pre>");
    check("<span title=\"1~2\">3~4</span>~5", "<p><span title=\"1~2\">3~4</span>~5</p>");
    let (document, _) = read("## 5~7 *1~2*\n\n5~7。\n");
    assert_eq!(document.headings.read()[0].text, "5~7 1~2");
    assert_eq!(document.summary, "5~7。");
}

#[test]
fn braces_after_a_heading_are_words_unless_they_name_it() {
    for (markdown, text) in [
        ("## 第三条 {2014年修订}", "第三条 {2014年修订}"),
        ("## 集合 {1,2}", "集合 {1,2}"),
        ("## 甲 {.class}", "甲 {.class}"),
        ("## 甲 {#a b}", "甲 {#a b}"),
        ("## 甲 {#a .b}", "甲 {#a .b}"),
        ("## 甲 {key=value}", "甲 {key=value}"),
        ("## 甲 {}", "甲 {}"),
        ("## 甲 {#}", "甲 {#}"),
        ("## 甲 {#a} {乙}", "甲 {#a} {乙}"),
        ("## 甲 {乙} ##", "甲 {乙}"),
        ("## 甲{乙}{丙}  ", "甲{乙}{丙}"),
        ("## 甲 \\{#a}", "甲 {#a}"),
        ("## 甲 `{乙}`", "甲 {乙}"),
        ("## **甲 {乙}**", "甲 {乙}"),
        ("甲 {乙}\n---", "甲 {乙}"),
        ("> ## 甲 {乙}", "甲 {乙}"),
        ("## 甲 {乙}\r\n\r\n丙", "甲 {乙}"),
    ] {
        let (document, problems) = read(markdown);
        assert_eq!(document.headings.read()[0].text, text, "{markdown}");
        assert!(problems.is_empty(), "{markdown}: {problems:?}");
    }
    for level in ["##", "###", "####", "#####", "######"] {
        let (document, _) = read(&format!("{level} 甲 {{乙}}"));
        assert_eq!(document.headings.read()[0].text, "甲 {乙}");
    }
    for (markdown, text, id) in [
        ("## 甲 {#a}", "甲", "a"),
        ("## 甲 {#第一章}", "甲", "第一章"),
        ("## 甲 {2014} {#a-1}", "甲 {2014}", "a-1"),
        ("甲 {#b}\n---", "甲", "b"),
    ] {
        let (document, problems) = read(markdown);
        let headings = document.headings.read();
        assert_eq!((headings[0].text, headings[0].id), (text, id), "{markdown}");
        assert!(problems.is_empty(), "{markdown}: {problems:?}");
    }
    check("甲 {乙}\n丙", "<p>甲 {乙}\n丙</p>");
    check("```\n{\n}\n```", "<pre><code>{\n}\n</code></pre>");
    check("[甲](<a{b}>)\n丙 {d}", "<p><a href=\"a{b}\">甲</a>丙 {d}</p>");
}
