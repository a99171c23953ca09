//! The picture of a campaign for sharing: its words, broken into lines.

use std::cmp::Reverse;

use serde::Serialize;

use super::hotlines::city_hotline;
use crate::plan::View;
use crate::portal::CampaignIx;

/// The longest line that fits the picture, in characters.
const LINE: usize = 12;

/// share.svg: the picture of a campaign for sharing, 1200 × 630.
#[derive(Debug, Serialize)]
pub struct ShareContext<'a> {
    pub number: u32,
    pub name: &'a str,
    pub short_name: &'a str,
    /// The name broken into lines of at most 12 characters, at sense.
    pub lines: Vec<String>,
    pub theme: Option<&'a str>,
    pub phone: &'a str,
    /// Whose number it is and what for.
    pub phone_label: String,
    /// The second number, where the first is a national one.
    pub then: Option<ShareLine<'a>>,
}

/// A number, and whose it is and what for.
#[derive(Debug, Serialize)]
pub struct ShareLine<'a> {
    pub phone: &'a str,
    pub label: String,
}

/// What the picture of a campaign is drawn from.
pub fn share_context<'p>(view: &'p View<'p>, campaign: CampaignIx) -> ShareContext<'p> {
    let portal = view.portal;
    let campaign = &portal.campaigns[campaign];
    let hotline = city_hotline(portal);
    let local = ShareLine {
        phone: hotline.phone.display(),
        label: format!("{}{}", portal.places[hotline.place].name, hotline.purpose),
    };
    let (first, then) = match campaign.first.map(|ix| &portal.national[ix]) {
        Some(line) => {
            (ShareLine { phone: line.phone.display(), label: line.name.clone() }, Some(local))
        }
        None => (local, None),
    };
    ShareContext {
        number: campaign.number,
        name: &campaign.name,
        short_name: &campaign.short_name,
        lines: lines(&campaign.name),
        theme: campaign.themes.first().map(String::as_str),
        phone: first.phone,
        phone_label: first.label,
        then,
    }
}

/// Breaks a name into lines: as few as will do, then after a quotation or a mark rather than inside
/// a run of words, then as even as can be. Never is a character left alone on a line, nor is a
/// closing mark put at the start of one or an opening mark at the end. A quotation that fits a line
/// is kept whole.
fn lines(name: &str) -> Vec<String> {
    let units = units(name);
    // `best[i]`: the least cost of the first `i` units, and where the last of their lines begins.
    let mut best: Vec<(usize, usize)> = vec![(0, 0)];
    for end in 1..=units.len() {
        let ways = (0..end).rev().filter_map(|start| {
            let cost = line_cost(&units[start..end], end == units.len())?;
            Some((best[start].0.saturating_add(cost), start))
        });
        // A unit alone always fits, so there is a way. Of two equal ones, the longer line goes first.
        let best_way = ways.min_by_key(|&(cost, start)| (cost, Reverse(start)));
        best.push(best_way.unwrap_or((usize::MAX, end - 1)));
    }
    let mut lines = Vec::new();
    let mut end = units.len();
    while end > 0 {
        let start = best[end].1;
        lines.push(units[start..end].concat());
        end = start;
    }
    lines.reverse();
    lines
}

/// What a line costs; `None` if it is too long.
fn line_cost(units: &[&str], is_last: bool) -> Option<usize> {
    const EACH: usize = 10_000;
    const ALONE: usize = 1_000_000;
    const INSIDE_WORDS: usize = 1_000;
    let length: usize = units.iter().map(|unit| unit.chars().count()).sum();
    let room = LINE.checked_sub(length)?;
    let ends_at_sense = is_last || units.last().is_some_and(|unit| unit.ends_with(is_mark));
    let alone = if length == 1 { ALONE } else { 0 };
    Some(EACH + room * room + if ends_at_sense { 0 } else { INSIDE_WORDS } + alone)
}

const PAIRS: [(char, char); 8] = [
    ('“', '”'),
    ('‘', '’'),
    ('《', '》'),
    ('〈', '〉'),
    ('「', '」'),
    ('『', '』'),
    ('（', '）'),
    ('(', ')'),
];

fn is_opening(c: char) -> bool {
    PAIRS.iter().any(|&(opening, _)| opening == c)
}

/// A mark that no line may begin with.
fn is_mark(c: char) -> bool {
    PAIRS.iter().any(|&(_, closing)| closing == c) || "，。、；：！？,.;:!?·—…".contains(c)
}

/// The pieces that a line break must not split: a quotation that fits a line, a Latin word or a
/// number, a character with the marks that cling to it.
fn units(name: &str) -> Vec<&str> {
    let mut units = Vec::new();
    let mut rest = name;
    while !rest.is_empty() {
        let (unit, after) = rest.split_at(unit_length(rest));
        units.push(unit);
        rest = after;
    }
    units
}

/// In bytes; of the unit that `text` begins with. At most a line long.
fn unit_length(text: &str) -> usize {
    let fits = |&length: &usize| text[..length].chars().count() <= LINE;
    let first = text.chars().next().map_or(0, char::len_utf8);
    let quotation = quotation_length(text).map(|length| with_marks(text, length)).filter(fits);
    quotation.unwrap_or_else(|| {
        let opening = text.find(|c| !is_opening(c)).unwrap_or(text.len());
        let length = opening + word_length(&text[opening..]);
        [with_marks(text, length), length].into_iter().find(fits).unwrap_or(first)
    })
}

/// In bytes; of the Latin word, number or single character that `text` begins with.
fn word_length(text: &str) -> usize {
    match text.find(|c: char| !c.is_ascii_alphanumeric()) {
        Some(0) => text.chars().next().map_or(0, char::len_utf8),
        Some(length) => length.min(LINE),
        None => text.len().min(LINE),
    }
}

/// `length` and the marks that follow it.
fn with_marks(text: &str, length: usize) -> usize {
    let after = &text[length..];
    length + after.find(|c| !is_mark(c)).unwrap_or(after.len())
}

/// In bytes; of the quotation that `text` begins with, if it fits a line.
fn quotation_length(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    let (_, closing) = PAIRS.into_iter().find(|&(opening, _)| opening == first)?;
    let mut depth = 0;
    for (count, (at, c)) in text.char_indices().enumerate().take(LINE) {
        if c == first {
            depth += 1;
        } else if c == closing {
            depth -= 1;
        }
        if depth == 0 && count > 0 {
            return Some(at + c.len_utf8());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;

    #[test]
    fn the_picture_says_whose_number_it_shows() {
        let portal = sample::portal();
        let view = sample::view(&portal);
        let picture = share_context(&view, 0);
        assert_eq!(
            (picture.phone_label.as_str(), picture.phone),
            ("样例市保护热线", "0999-2345678")
        );
    }

    #[test]
    fn a_name_is_broken_at_sense() {
        for (name, broken) in [
            ("", ""),
            ("行", "行"),
            ("“打拐”专项行动", "“打拐”专项行动"),
            ("“一二三四五六七八”专项行动", "“一二三四五六七八”|专项行动"),
            ("“一二三四五六七”专项行动", "“一二三四五六七”|专项行动"),
            ("一二三四五六七八九十甲乙", "一二三四五六七八九十甲乙"),
            ("一二三四五六七八九十甲乙丙", "一二三四五六七|八九十甲乙丙"),
            ("一二三四五六七八九十甲乙。", "一二三四五六七|八九十甲乙。"),
            ("关于《一二三四五六七八九十》的通知", "关于|《一二三四五六七八九十》|的通知"),
            ("保护儿童，告别流浪，平安回家", "保护儿童，|告别流浪，平安回家"),
            ("一二三四五六七八九Campaign", "一二三四五六七八九|Campaign"),
            ("“一二三四五六七八九十甲乙丙丁”行动", "“一二三四五六七八|九十甲乙丙丁”行动"),
        ] {
            assert_eq!(lines(name).join("|"), broken);
        }
    }

    #[test]
    fn no_line_is_too_long_or_lonely_or_begins_with_a_closing_mark() {
        let text =
            "“甲乙”丙丁，戊己（庚辛）壬癸。子丑寅卯《辰巳午未申酉戌亥一二三四》五六2015年、七";
        let all: Vec<char> = text.chars().collect();
        for end in 2..=all.len() {
            for start in 0..end - 1 {
                let name: String = all[start..end].iter().collect();
                let lines = lines(&name);
                assert_eq!(lines.concat(), name);
                for (at, line) in lines.iter().enumerate() {
                    assert!((2..=LINE).contains(&line.chars().count()), "{name}: {lines:?}");
                    assert!(at == 0 || !line.starts_with(is_mark), "{name}: {lines:?}");
                }
            }
        }
    }
}
