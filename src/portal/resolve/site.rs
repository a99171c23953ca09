//! The site's own settings.

use super::{
    Options,
    names::{Kind, Names},
};
use crate::{
    content::{
        day, is_id,
        site::{AttributionSource, SiteSource},
        toml::{At, bad_value},
    },
    diagnostic::{Code, Diagnostic},
    portal::{Attribution, Office, Phone, Site, Source, phone::PhoneError},
};

/// Names reserved for examples by RFC 2606 and RFC 6761: an address there is a placeholder.
const RESERVED: [&str; 5] = [".example", ".invalid", ".test", ".localhost", "example.com"];

/// Folder of the theme under `themes/`; empty where it is none, so that no folder outside is looked at.
pub fn theme(source: &SiteSource) -> &str {
    Some(source.theme.value.as_str()).filter(|name| is_id(name)).unwrap_or_default()
}

pub fn site(
    source: &SiteSource,
    options: &Options,
    names: &mut Names,
    problems: &mut Vec<Diagnostic>,
) -> Site {
    let text = |at: &At<String>| at.value.clone();
    let optional = |at: &Option<At<String>>| at.as_ref().map(text);
    for (index, cited) in source.sources.iter().enumerate() {
        names.put(Kind::Source, &cited.id, index, problems);
    }
    let area_code = area_code(&source.area_code, problems);
    let office = source.office.as_ref().and_then(|office| {
        let phone = phone(&office.phone, &area_code, problems)?;
        Some(Office { name: text(&office.name), phone })
    });
    let theme = theme(source).to_owned();
    if !source.theme.value.is_empty() && theme.is_empty() {
        problems.push(
            bad_value(
                source.theme.place.clone(),
                "this is no name of a folder under themes/",
                "这不是 themes/ 下的文件夹名",
            )
            .mend("write the folder's name, such as lantern", "请写文件夹名，例如 lantern"),
        );
    }
    if let Some(leave_to) = &source.leave_to
        && !is_web_address(&leave_to.value, &["https://"])
    {
        problems.push(bad_address(leave_to));
    }
    Site {
        name: text(&source.name),
        short_name: text(&source.short_name),
        description: text(&source.description),
        keywords: source.keywords.iter().map(text).collect(),
        language: language(&source.language, problems),
        theme,
        area_code,
        utc_offset: utc_offset(&source.utc_offset, problems),
        base_url: base_url(&source.base_url, options, problems),
        domain: optional(&source.domain),
        id_code: optional(&source.id_code),
        owner: optional(&source.owner),
        office,
        footer: optional(&source.footer),
        leave_to: optional(&source.leave_to),
        stale_after_days: source.stale_after_days.as_ref().map_or(365, |at| i64::from(at.value)),
        updated: source.updated.as_ref().map(|at| at.value),
        page_size: source.page_size.as_ref().map_or(20, |at| at.value as usize),
        sources: source
            .sources
            .iter()
            .map(|cited| Source {
                id: text(&cited.id),
                title: text(&cited.title),
                number: optional(&cited.number),
                year: cited.year.as_ref().map(|at| at.value as i16),
                policy: None,
            })
            .collect(),
        home_title: text(&source.home_title),
        home_lead: optional(&source.home_lead),
    }
}

/// Ties the cited sources to the pages that carry them, once the policies are known.
pub fn cite_policies(
    site: &mut Site,
    source: &SiteSource,
    names: &Names,
    problems: &mut Vec<Diagnostic>,
) {
    for (cited, from) in site.sources.iter_mut().zip(&source.sources) {
        let policy = from.policy.as_ref();
        cited.policy = policy.and_then(|id| names.follow(Kind::Policy, id, problems));
    }
}

pub fn attribution(
    source: &AttributionSource,
    options: &Options,
    names: &Names,
    problems: &mut Vec<Diagnostic>,
) -> Attribution {
    if let Some(verified) = &source.verified
        && verified.value > options.as_of
    {
        problems.push(
            Diagnostic::new(
                Code::FutureVerification,
                format!("verified on {}, a day that has not come yet", verified.value),
                format!("核实日期 {} 还没有到", verified.value),
            )
            .mend(
                "write the day on which somebody checked it",
                "请写真正核实的那一天；没有核实就不要写",
            )
            .at(verified.place.clone()),
        );
    }
    Attribution {
        source: source.source.as_ref().and_then(|id| names.follow(Kind::Source, id, problems)),
        clause: source.clause.as_ref().map(|at| at.value.clone()),
        verified: source.verified.as_ref().map(|at| at.value),
    }
}

/// A number that can be rung; one that cannot is told. Says nothing where the area code is missing,
/// which has been told.
pub fn phone(
    number: &At<String>,
    area_code: &str,
    problems: &mut Vec<Diagnostic>,
) -> Option<Phone> {
    if number.value.is_empty() || area_code.is_empty() {
        return None;
    }
    let error = match Phone::parse(&number.value, area_code) {
        Ok(phone) => return Some(phone),
        Err(error) => error,
    };
    let text = &number.value;
    let (en, zh) = match error {
        PhoneError::Character(c) => (
            format!("`{text}` cannot be rung: `{c}` is no digit"),
            format!("“{text}”拨不通：“{c}”不是数字"),
        ),
        PhoneError::Pattern => (
            format!("`{text}` cannot be rung: no number has these digits"),
            format!("“{text}”拨不通：没有这样的号码"),
        ),
        PhoneError::AreaCode(_) => (
            format!("`{text}` cannot be rung here: its area code is not {area_code}"),
            format!("“{text}”的区号不是 {area_code}"),
        ),
    };
    problems.push(
        Diagnostic::new(Code::BadPhone, en, zh)
            .mend(
                "compare it with the source, digit by digit: 7 or 8 digits for a local number",
                "请对照来源逐位核对：本地号码是 7 位或 8 位数字",
            )
            .at(number.place.clone()),
    );
    None
}

fn area_code(source: &At<String>, problems: &mut Vec<Diagnostic>) -> String {
    let code = &source.value;
    let digits = code.bytes().all(|byte| byte.is_ascii_digit());
    let fits = digits && code.starts_with('0') && matches!(code.len(), 3 | 4);
    if fits || code.is_empty() {
        return code.clone();
    }
    problems.push(
        bad_value(
            source.place.clone(),
            format!("`{code}` is no area code"),
            format!("“{code}”不是区号"),
        )
        .mend("3 or 4 digits with the zero: \"0123\"", "连零一起写 3 或 4 位：\"0123\""),
    );
    String::new()
}

fn language(source: &Option<At<String>>, problems: &mut Vec<Diagnostic>) -> String {
    let Some(language) = source else { return "zh-CN".into() };
    let subtag = |tag: &str| {
        (1..=8).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let mut subtags = language.value.split('-');
    let first = subtags.next().is_some_and(|tag| {
        matches!(tag.len(), 2 | 3) && tag.bytes().all(|byte| byte.is_ascii_alphabetic())
    });
    if !(first && subtags.all(subtag)) {
        problems.push(
            bad_value(
                language.place.clone(),
                format!("`{}` is no language", language.value),
                format!("“{}”不是语言代码", language.value),
            )
            .mend("for example zh-CN", "例如 zh-CN"),
        );
    }
    language.value.clone()
}

fn utc_offset(source: &Option<At<String>>, problems: &mut Vec<Diagnostic>) -> String {
    let Some(offset) = source else { return day::DEFAULT_OFFSET.into() };
    problems.extend(day::check(offset).err());
    offset.value.clone()
}

/// Ends in `/`. A placeholder gives a note.
fn base_url(source: &At<String>, options: &Options, problems: &mut Vec<Diagnostic>) -> String {
    let from_option = options.base_url.as_ref();
    let mut url = from_option.unwrap_or(&source.value).clone();
    if url.is_empty() && from_option.is_none() {
        return "https://portal.invalid/".into();
    }
    if !url.ends_with('/') {
        url.push('/');
    }
    if !is_web_address(&url, &["https://", "http://"]) || url.contains(['?', '#']) {
        problems.push(match from_option {
            Some(given) => Diagnostic::new(
                Code::BadOption,
                format!("--base-url: `{given}` is no address of a site"),
                format!("--base-url：“{given}”不是网址"),
            )
            .mend("write https://…/", "请写 https://…/"),
            None => bad_address(source),
        });
        return "https://portal.invalid/".into();
    }
    let host = url.split('/').nth(2).unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    if from_option.is_none() && RESERVED.iter().any(|name| host.ends_with(name)) {
        problems.push(
            Diagnostic::new(
                Code::PlaceholderAddress,
                format!("the site's address {url} is a placeholder"),
                format!("站点地址 {url} 只是占位"),
            )
            .mend(
                "write the real address as base_url before you publish",
                "正式发布前请把 base_url 改成真实网址",
            )
            .at(source.place.clone()),
        );
    }
    url
}

fn bad_address(source: &At<String>) -> Diagnostic {
    bad_value(
        source.place.clone(),
        format!("`{}` is no address", source.value),
        format!("“{}”不是网址", source.value),
    )
    .mend("write the whole address: https://…", "请写完整网址：https://…")
}

fn is_web_address(url: &str, schemes: &[&str]) -> bool {
    let Some(rest) = schemes.iter().find_map(|scheme| url.strip_prefix(scheme)) else {
        return false;
    };
    let host = rest.split('/').next().unwrap_or_default();
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"\"'<>\\^`{|}".contains(&byte);
    !host.is_empty()
        && url.bytes().all(plain)
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte))
        && !rest.split('/').any(|part| part == "..")
}
