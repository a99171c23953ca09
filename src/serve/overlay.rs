//! What the preview adds to a page: the script that renews it and lays errors over it. And the page
//! that stands where none could be made.

use std::path::Path;

use serde_json::{Value, json};

use super::events::{Moment, describe};
use crate::diagnostic::{Diagnostic, Language};

/// Runs in the page; takes its parameters from what is written before it.
const SCRIPT: &str = include_str!("preview.js");
const ERROR_PAGE: &str = include_str!("error.html");

/// Adds the script to a page of the site.
pub fn add_script(page: &mut Vec<u8>, moment: &Moment, language: Language) {
    let script = script(json!({ "site": moment.site }), language);
    let end = b"</body>";
    let at = page.windows(end.len()).rposition(|window| window == end).unwrap_or(page.len());
    page.splice(at..at, script.into_bytes());
}

/// A page with what is wrong, for an address of which no page can be made.
pub fn error_page(
    moment: &Moment,
    errors: &[&Diagnostic],
    root: &Path,
    language: Language,
) -> String {
    let errors = errors.iter().map(|one| describe(root, one, language)).collect();
    let script = script(json!({ "generation": moment.state.generation }), language);
    fill(errors, &script, language).unwrap_or_default()
}

fn fill(errors: Vec<Value>, script: &str, language: Language) -> tera::TeraResult<String> {
    let context = json!({ "words": words(language), "errors": errors, "script": script });
    tera::Tera::one_off(ERROR_PAGE, &tera::Context::from_serialize(&context)?, true)
}

fn script(mut parameters: Value, language: Language) -> String {
    parameters["words"] = words(language);
    // Inside a script nothing may look like a tag.
    let parameters = parameters.to_string().replace('<', "\\u003c");
    format!("<script>((parameters) => {{\n{SCRIPT}}})({parameters});</script>\n")
}

fn words(language: Language) -> Value {
    match language {
        Language::English => json!({
            "lang": "en",
            "title": "Not renewed: there are errors",
            "below": "The page below is the last one without errors.",
            "no_page": "This page cannot be made",
            "mend": "How to mend it: ",
            "close": "Show the page below",
        }),
        Language::Chinese => json!({
            "lang": "zh-CN",
            "title": "没有更新：有错误要改正",
            "below": "下面仍是出错以前的页面。",
            "no_page": "这个页面现在生成不了",
            "mend": "怎么改：",
            "close": "看下面的页面",
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_page_shows_text_as_text() {
        let whole = json!({
            "code": "E1", "file": "a.md", "line": 2, "column": 3, "message": "<b>", "mend": "so",
            "text": "<script>",
        });
        let bare = json!({ "code": "E2", "message": "bare", "file": null, "text": null });
        let page = fill(vec![whole, bare], "<script></script>", Language::Chinese);
        let page = page.expect("the template can be filled");
        for text in
            ["<b>&lt;b&gt;</b>", "a.md:2:3", "<pre>&lt;script&gt;</pre>", "怎么改：so", "bare"]
        {
            assert!(page.contains(text), "{text} is missing: {page}");
        }
        assert!(page.contains("lang=\"zh-CN\"") && page.contains("<script></script></body>"));
    }

    #[test]
    fn the_script_stands_at_the_end_of_the_page_and_closes_once() {
        let script = script(json!({ "site": "</script><b>" }), Language::English);
        assert_eq!(script.matches("</script>").count(), 1, "{script}");
        assert!(!SCRIPT.contains("</"));
    }
}
