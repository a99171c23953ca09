//! Numbers that can be rung, wherever a page writes them, become links that dial.
//!
//! A number is a link if it stands alone (no letter, digit or joined digit beside it), counts nothing
//! (no unit after it) and is no ordinal (no 第 or 〔 before it). docs/theme.md has the rule for readers.

use memchr::{memchr, memchr3};

use crate::{
    content::scan,
    portal::{Phone, Portal},
};

/// The numbers that the site knows.
#[derive(Debug)]
pub struct Dial {
    /// As they are written, the longer before the shorter, with what dials them.
    spellings: Vec<(String, String)>,
}

/// Elements inside which nothing becomes a link.
const CLOSED: [&str; 10] =
    ["a", "head", "script", "style", "svg", "textarea", "select", "button", "title", "template"];
/// Elements that do not part what stands before them from what stands after.
const INLINE: [&str; 11] =
    ["b", "strong", "i", "em", "u", "s", "mark", "span", "small", "ins", "del"];
/// Words that say of a table that its numbers are to be rung.
const OF_TELEPHONES: [&str; 5] = ["电话", "热线", "号码", "报警", "急救"];
/// Words after which a number is rung, whatever follows it.
const TO_RING: [&str; 5] = ["打", "拨通", "致电", "呼叫", "报警电话"];
/// What makes the number before it an amount.
const UNITS: &str = "个人名位户家所元角万千百亿多余几年月日天周岁秒次起件条项例宗份只辆台张页章款期届级\
                     层楼室间套批组种类门篇字段行步米寸尺里克斤吨升亩度倍";
const LONG_UNITS: [&str; 17] = [
    "分钟", "分之", "小时", "公里", "公斤", "公分", "千米", "厘米", "毫米", "平方", "立方", "号",
    "cm", "mm", "km", "kg", "px",
];

impl Dial {
    pub fn new(portal: &Portal) -> Self {
        let national = portal.national.iter().map(|line| &line.phone);
        let hotlines = portal.hotlines.iter().map(|line| &line.phone);
        let office = portal.site.office.iter().map(|office| &office.phone);
        let mut spellings: Vec<(String, String)> = national
            .chain(hotlines)
            .chain(office)
            .flat_map(|phone| written(phone).into_iter().map(|text| (text, phone.tel())))
            .collect();
        spellings.sort_by(|(one, _), (other, _)| {
            other.len().cmp(&one.len()).then_with(|| one.cmp(other))
        });
        spellings.dedup_by(|one, other| one.0 == other.0);
        Dial { spellings }
    }

    /// All that the links depend on.
    pub fn spellings(&self) -> &[(String, String)] {
        &self.spellings
    }

    /// The page `html` with every number that can be rung as a link.
    pub fn link(&self, html: String) -> String {
        match self.is_in(&html) {
            true => self.linked(&html),
            false => html,
        }
    }

    /// Whether a number stands anywhere in `html`, be it in a tag: most pages of many have none.
    fn is_in(&self, html: &str) -> bool {
        let bytes = html.as_bytes();
        let mut at = 0;
        while let Some(found) = scan::find(&bytes[at..], |byte| byte.is_ascii_digit()) {
            let run = &bytes[at + found..];
            if self.spellings.iter().any(|(spelling, _)| run.starts_with(spelling.as_bytes())) {
                return true;
            }
            at += found + run.iter().take_while(|byte| byte.is_ascii_digit()).count();
        }
        false
    }

    fn linked(&self, html: &str) -> String {
        let mut out = String::with_capacity(html.len() + html.len() / 32);
        let mut rest = html;
        // What a reader sees before `rest`, in the same run of text.
        let mut before = String::new();
        let mut is_figures = false;
        loop {
            let (text, markup) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
            let is_cell = is_figures && before.trim().is_empty() && is_lone(text, markup);
            match is_cell {
                true => out.push_str(text),
                false => self.link_text(text, markup, &mut before, &mut out),
            }
            let Some(tag) = Tag::read(markup) else {
                out.push_str(markup);
                return out;
            };
            let length = match CLOSED.contains(&tag.name) && !tag.is_end {
                true => element_length(markup, tag.name),
                false => tag.length,
            };
            match tag.name {
                "table" => {
                    let table = &markup[..markup.find("</table").unwrap_or(markup.len())];
                    is_figures = !tag.is_end && self.is_of_figures(table, &markup[..tag.length]);
                    before.clear();
                }
                name if INLINE.contains(&name) => {}
                _ => before.clear(),
            }
            out.push_str(&markup[..length]);
            rest = &markup[length..];
        }
    }

    /// Whether the cells of a table that hold a number alone count something. `tag` is its start tag.
    fn is_of_figures(&self, table: &str, tag: &str) -> bool {
        if tag.contains("data-figures") {
            return true;
        }
        let is_number = |text: &str| {
            text.starts_with(|c: char| c.is_ascii_digit())
                && text.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'))
        };
        let cells =
            table.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text.trim());
        !OF_TELEPHONES.iter().any(|word| table.contains(word))
            && cells
                .filter(|text| is_number(text))
                .any(|text| !self.spellings.iter().any(|(spelling, _)| spelling == text))
    }

    fn link_text(&self, text: &str, markup: &str, before: &mut String, out: &mut String) {
        let mut done = 0;
        let mut at = 0;
        while let Some(found) = text[at..].find(|c: char| c.is_ascii_digit()) {
            let start = at + found;
            let tail = &text[start..];
            let run = tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len());
            before.push_str(&text[at..start]);
            let known = self.spellings.iter().find(|(spelling, _)| tail.starts_with(spelling));
            let length = known.map_or(run, |(spelling, _)| spelling.len().max(run));
            if let Some((spelling, tel)) = known
                && spelling.len() == length
                && self.is_rung(before, &after(&tail[length..], markup))
            {
                out.push_str(&text[done..start]);
                out.push_str(&format!(r#"<a class="number" href="{tel}">{spelling}</a>"#));
                done = start + length;
            }
            before.push_str(&tail[..length]);
            at = start + length;
        }
        before.push_str(&text[at..]);
        out.push_str(&text[done..]);
        // Of what came before, the last words are enough.
        if before.len() > 512
            && let Some((cut, _)) = before.char_indices().rev().nth(32)
        {
            before.drain(..cut);
        }
    }

    /// Whether a known number is to be rung where it stands.
    fn is_rung(&self, before: &str, after: &str) -> bool {
        if self.is_joined(before.chars().rev(), before, true)
            || self.is_joined(after.chars(), after, false)
        {
            return false;
        }
        let before = before.trim_end();
        if before.ends_with(['第', '〔', '№', '¥', '￥', '$', '€', '+', '±', '≈', '×'])
        {
            return false;
        }
        if TO_RING.iter().any(|word| before.ends_with(word)) {
            return true;
        }
        let after = after.trim_start();
        let is_unit = after.starts_with(|c| UNITS.contains(c))
            || LONG_UNITS.iter().any(|unit| after.starts_with(unit)) && !after.starts_with("号码");
        !is_unit
    }

    /// Whether what stands beside a number makes it a part of something longer. `beside` goes away from
    /// the number.
    fn is_joined(
        &self,
        mut beside: impl Iterator<Item = char>,
        text: &str,
        is_before: bool,
    ) -> bool {
        let Some(first) = beside.next() else { return false };
        let second = beside.next();
        let is_digit = second.is_some_and(|c| c.is_numeric());
        let is_word = second.is_some_and(|c| c.is_ascii_alphanumeric());
        match first {
            '/' if is_digit => !self.is_known(text, is_before),
            '-' | '.' | '/' | '_' | '=' => is_word,
            ',' | ':' | '~' | '～' | '–' | '—' | '－' | '至' => is_digit,
            '@' | '%' | '％' | '‰' | '°' | '℃' | '〕' => !is_before,
            '#' => is_before,
            c => c.is_ascii_alphanumeric() || c.is_numeric(),
        }
    }

    /// Whether the digits beyond a stroke are a number that can be rung: `110/120`.
    fn is_known(&self, text: &str, is_before: bool) -> bool {
        let digits = match is_before {
            true => text[..text.len() - 1].rsplit(|c: char| !c.is_ascii_digit()).next(),
            false => text[1..].split(|c: char| !c.is_ascii_digit()).next(),
        };
        self.spellings.iter().any(|(spelling, _)| Some(spelling.as_str()) == digits)
    }
}

/// The ways to write a number.
fn written(phone: &Phone) -> Vec<String> {
    let (area, local) = (phone.area_code(), phone.local());
    let mut all = vec![phone.display().to_owned()];
    if phone.extension().is_none() && !area.is_empty() {
        all.extend([local.to_owned(), format!("{area} {local}"), phone.digits()]);
    }
    all
}

/// What a reader sees after a number: the rest of its text, and of what follows as long as no block begins.
fn after(text: &str, mut markup: &str) -> String {
    let mut seen: String = text.chars().take(8).collect();
    while seen.trim().is_empty()
        && let Some(tag) = Tag::read(markup)
        && INLINE.contains(&tag.name)
    {
        let next = &markup[tag.length..];
        let end = next.find('<').unwrap_or(next.len());
        seen.extend(next[..end].chars().take(8));
        markup = &next[end..];
    }
    seen
}

/// Whether a text is nothing but a number, and the end of its cell follows.
fn is_lone(text: &str, markup: &str) -> bool {
    let text = text.trim();
    !text.is_empty()
        && text.chars().all(|c| c.is_ascii_digit())
        && Tag::read(markup).is_some_and(|tag| tag.is_end)
}

/// A tag or a comment.
struct Tag<'a> {
    name: &'a str,
    is_end: bool,
    length: usize,
}

impl<'a> Tag<'a> {
    /// The tag that `markup` begins with.
    fn read(markup: &'a str) -> Option<Self> {
        if markup.starts_with("<!--") {
            let length = markup.find("-->").map_or(markup.len(), |end| end + 3);
            return Some(Tag { name: "!--", is_end: false, length });
        }
        let inner = markup.strip_prefix('<')?;
        let is_end = inner.starts_with('/');
        let inner = inner.strip_prefix('/').unwrap_or(inner);
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
        Some(Tag { name: &inner[..end], is_end, length: tag_length(markup.as_bytes()) })
    }
}

/// In bytes; of the tag that `markup` begins with. A `>` in a quoted value does not end it.
fn tag_length(markup: &[u8]) -> usize {
    let mut at = 0;
    while let Some(found) = memchr3(b'>', b'"', b'\'', &markup[at..]) {
        at += found + 1;
        if markup[at - 1] == b'>' {
            return at;
        }
        match memchr(markup[at - 1], &markup[at..]) {
            Some(close) => at += close + 1,
            None => break,
        }
    }
    markup.len()
}

/// In bytes; of the element `name` that `markup` begins with, its end tag counted. Inside scripts and the like there
/// are no tags.
fn element_length(markup: &str, name: &str) -> usize {
    let end = format!("</{name}>");
    markup.find(&end).map_or(markup.len(), |at| at + end.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;

    /// What of `text` became a link, each in braces.
    fn marked(html: &str) -> String {
        let linked = Dial::new(&sample::portal()).link(html.to_owned());
        let mut out = String::new();
        let mut rest = linked.as_str();
        while let Some((text, link)) = rest.split_once(r#"<a class="number" href="tel:"#) {
            let (_, link) = link.split_once('>').expect("a start tag");
            let (number, after) = link.split_once("</a>").expect("an end tag");
            out.push_str(&format!("{text}{{{number}}}"));
            rest = after;
        }
        out + rest
    }

    #[test]
    fn a_number_that_can_be_rung_dials_wherever_it_is_written() {
        for (html, is) in [
            ("<p>先打 110。", "<p>先打 {110}。"),
            ("<p>先打110，再说", "<p>先打{110}，再说"),
            ("<p>打 <b>110</b> 报警", "<p>打 <b>{110}</b> 报警"),
            ("<p>110是报警电话", "<p>{110}是报警电话"),
            ("<p>拨打110时说清地点", "<p>拨打{110}时说清地点"),
            ("<p>打 110 个人信息要保密", "<p>打 {110} 个人信息要保密"),
            ("<p>110/110", "<p>{110}/{110}"),
            ("<p>电话:110", "<p>电话:{110}"),
            ("<h2 id=\"ring-110\">先打 110</h2>", "<h2 id=\"ring-110\">先打 {110}</h2>"),
            ("<p>2345678", "<p>{2345678}"),
            ("<p>0999-2345678、3456789", "<p>{0999-2345678}、{3456789}"),
            ("<p>(0999)2345678", "<p>(0999){2345678}"),
            ("<p>0999 2345678", "<p>{0999 2345678}"),
            ("<p>110 号码", "<p>{110} 号码"),
            (
                "<table><tr><th>报警电话<td>110</td></table>",
                "<table><tr><th>报警电话<td>{110}</td></table>",
            ),
            ("<table><tr><td>打 110</td></table>", "<table><tr><td>打 {110}</td></table>"),
            ("<td>1</td><td>先打 110</td>", "<td>1</td><td>先打 {110}</td>"),
        ] {
            assert_eq!(marked(html), is);
        }
        let linked = Dial::new(&sample::portal()).link("<p>2345678".to_owned());
        assert_eq!(linked, r#"<p><a class="number" href="tel:0999-2345678">2345678</a>"#);
    }

    #[test]
    fn what_only_looks_like_a_number_to_ring_stays_text() {
        for html in [
            "<p>1100 1110 A110 110A x-110 110-1 1,110 1.110 110.5 12:110 110%",
            "<p>110人、110 名、110 元、110米、110 多个、110 号、110cm、110 分钟、110/80",
            "<p>〔110〕、第110条、第 110 号、2014年110号、¥110",
            "<p>110<b>人</b>、<b>第</b>110",
            "<p>受理报警 110 起",
            "<p>１110",
            "<p>&#110;",
            "<p>http://site.example/110.html",
            "<head><title>先打 110</title></head>",
            "<a href=\"x.html\">先打 110</a>",
            "<a href=\"x.html\"><b>先打 110</b></a>",
            "<a href=\"x.html\"><abbr title=\"a > b\">报警</abbr> 110</a>",
            "<script>let x = \"110\";</script><style>a { order: 110 }</style><svg><text>110</text></svg>",
            "<p title=\"打 110 > 好\">",
            "<!-- 打 110 -->",
            "<table><tr><th>一季度</th><td>110</td></tr><tr><th>二季度</th><td>97</td></tr></table>",
            "<table data-figures><tr><th>一季度</th><td>110</td></tr></table>",
            "<p>12345678 99992345678 23456780",
        ] {
            assert_eq!(marked(html), html);
        }
    }
}
