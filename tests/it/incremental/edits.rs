//! What an editor may do to the sources.

use std::{
    fs::{self, File},
    time::{Duration, SystemTime},
};

use jiff::ToSpan;

use super::{corpus, sequence::Sequence};

/// One random edit; tells which.
pub fn edit(to: &mut Sequence) -> String {
    match to.random.below(20) {
        0..=2 => text(to),
        3..=7 => front_matter(to),
        8..=10 => table(to),
        11 => entries(to),
        12..=13 => theme(to),
        14 => rename(to),
        15 => create(to),
        16 => delete(to),
        17 => touch(to),
        18 => copied(to),
        _ => asked(to),
    }
}

/// One random edit of the text or the front matter of a page; tells which.
pub fn page_edit(to: &mut Sequence) -> String {
    match to.random.once_in(3) {
        true => text(to),
        false => front_matter(to),
    }
}

/// The files below a folder of the sources that end so, in order.
fn files(to: &Sequence, folder: &str, end: &str) -> Vec<String> {
    let all = crate::site::files(&to.site.root().join(folder)).into_keys();
    all.filter(|path| path.ends_with(end)).map(|path| format!("{folder}/{path}")).collect()
}

fn page(to: &mut Sequence) -> String {
    let mut all = files(to, "content/policies", ".md");
    // Other pages now and then: there are fewer of them.
    if all.is_empty() || to.random.once_in(4) {
        all = files(to, "content", ".md");
    }
    to.random.pick(&all).clone()
}

fn text(to: &mut Sequence) -> String {
    let path = page(to);
    let before = to.site.read(&path);
    to.made_up += 1;
    let number = to.made_up;
    let after = match to.random.below(6) {
        0 => before.replace("办好", "办妥"),
        1 => before.replacen("## ", "## 新", 1),
        2 => format!("{before}\n第{number}段，打[](hotline:north)。\n"),
        3 => format!("{before}\n见[另一份](p{}.md)。\n", to.random.below(corpus::POLICIES)),
        4 => format!("{before}\n## 附录{number}\n\n<b>粗</b>[^1]\n\n[^1]: 注\n"),
        // Same length, other words.
        _ => before.replacen("做", "作", 1),
    };
    to.put(&path, Some(after.into()));
    format!("text of {path}")
}

const FRONT: [(&str, &[&str]); 18] = [
    ("title", &["\"新标题甲\"", "\"新标题乙\"", "\"新标题丙 & <丁>\"", "\"\""]),
    ("name", &["\"“新”行动\"", "\"“另”行动\""]),
    ("description", &["\"另说一句。\"", "\"再说一句。\""]),
    ("keywords", &["[\"甲\"]", "[\"甲\", \"乙\"]"]),
    ("issuer", &["\"示例市民政局\"", "\"示例市教育局\"", "\"示例市公安局\"", ""]),
    ("document_number", &["\"示政发〔2021〕1号\"", ""]),
    ("written", &["2017-02-03", "2020-05-06", "2022-12-31", ""]),
    ("issued", &["2019-01-02", ""]),
    ("year", &["2016", "2021", ""]),
    ("validity", &["\"in-force\"", "\"repealed\"", "\"expired\"", "", "\"gone\""]),
    ("expires", &["2026-11-30", "2027-06-30", ""]),
    ("categories", &["[\"orphans\"]", "[\"pupils\"]", "[\"orphans\", \"pupils\"]", "[]"]),
    ("agencies", &["[\"welfare\"]", "[\"school\"]", "[\"school\", \"welfare\"]", "[\"none\"]"]),
    ("draft", &["true", "false"]),
    ("published", &["2025-05-05", "2026-12-01", "2026-11-23T08:00:00", "2026-02-30"]),
    ("updated", &["2026-03-03", "2026-04-04", ""]),
    ("source", &["\"plan\"", ""]),
    ("verified", &["2025-12-01", "2026-11-01", ""]),
];

fn front_matter(to: &mut Sequence) -> String {
    let path = page(to);
    let (key, values) = *to.random.pick(&FRONT);
    let value = *to.random.pick(values);
    let before = to.site.read(&path);
    // Key by key as in TOML, so that none is given twice.
    let mut lines: Vec<&str> = before.lines().collect();
    lines.retain(|line| !line.starts_with(&format!("{key} = ")));
    let line = format!("{key} = {value}");
    if !value.is_empty() {
        lines.insert(1, &line);
    }
    to.put(&path, Some((lines.join("\n") + "\n").into()));
    format!("{path}: {line}")
}

/// A text or number of a table, changed a little.
fn table(to: &mut Sequence) -> String {
    let tables = files(to, "content", ".toml");
    let path = to.random.pick(&tables).clone();
    let before = to.site.read(&path);
    let can_change = |line: &&str| {
        let key = line.split(" = ").next().unwrap_or_default();
        line.contains('"') && !matches!(key, "id" | "place" | "parent" | "kind" | "theme")
    };
    let lines: Vec<&str> = before.lines().filter(can_change).collect();
    let line = *to.random.pick(&lines);
    let end = line.rfind('"').expect("a quote");
    let start = line[..end].rfind('"').expect("two quotes") + 1;
    let value = &line[start..end];
    let digit = to.random.below(10);
    let new = match value.strip_suffix(|c: char| c.is_ascii_digit()) {
        Some(head) => format!("{head}{digit}"),
        None => format!("{value}{}", to.random.pick(&["甲", "乙", "&"])),
    };
    let new = format!("{}{new}{}", &line[..start], &line[end..]);
    to.put(&path, Some(before.replacen(line, &new, 1).into()));
    format!("{path}: {new}")
}

/// An entry more or less in a table, or another order, or another number.
fn entries(to: &mut Sequence) -> String {
    to.made_up += 1;
    let number = to.made_up;
    let place = format!(
        "\n[[place]]\nid = \"new-{number}\"\nname = \"新区{number}\"\nkind = \"new-district\"\n\
         parent = \"city\"\n"
    );
    let hotline = format!(
        "\n[[hotline]]\nid = \"south-{number}\"\nplace = \"south\"\npurpose = \"保护热线\"\n\
         number = \"30000{:02}\"\n",
        number % 100
    );
    let agency = format!(
        "\n[[agency]]\nid = \"a{number}\"\nname = \"第{number}局\"\nsummary = \"管事\"\nduties = []\n"
    );
    let (path, add) = match to.random.below(6) {
        0 => ("content/places.toml", place),
        1 => ("content/hotlines.toml", hotline),
        2 => ("content/agencies.toml", agency),
        3 => return last_entry_removed(to),
        4 => return turned_around(to),
        _ => return site_number(to),
    };
    let text = to.site.read(path) + &add;
    to.put(path, Some(text.into()));
    format!("{path}: one more entry, number {number}")
}

fn last_entry_removed(to: &mut Sequence) -> String {
    let tables = files(to, "content", ".toml");
    let path = to.random.pick(&tables).clone();
    let text = to.site.read(&path);
    let at = text.rfind("\n[[").unwrap_or(text.len());
    to.put(&path, Some(text[..at].into()));
    format!("{path}: without its last entry")
}

/// The entries of a table, last first.
fn turned_around(to: &mut Sequence) -> String {
    let path = *to.random.pick(&["content/places.toml", "content/agencies.toml"]);
    let text = to.site.read(path);
    let mut entries: Vec<&str> = text.split("\n\n").map(str::trim).collect();
    entries.reverse();
    let text = entries.join("\n\n") + "\n";
    to.put(path, Some(text.into()));
    format!("{path}: turned around")
}

fn site_number(to: &mut Sequence) -> String {
    let path = "content/site.toml";
    let before = to.site.read(path);
    let (key, value) = *to.random.pick(&[
        ("page_size", "2"),
        ("page_size", "5"),
        ("page_size", "50"),
        ("stale_after_days", "100"),
        ("updated", "2026-06-06"),
        ("leave_to", "\"https://weather.example.net/\""),
    ]);
    let mut lines: Vec<&str> = before.lines().collect();
    lines.retain(|line| !line.starts_with(&format!("{key} = ")));
    let line = format!("{key} = {value}");
    lines.insert(0, &line);
    to.put(path, Some((lines.join("\n") + "\n").into()));
    format!("{path}: {line}")
}

/// A template or style: of the theme, or one that the site puts in its place.
fn theme(to: &mut Sequence) -> String {
    to.made_up += 1;
    let number = to.made_up;
    let own = files(to, "content/theme", "");
    if !own.is_empty() && to.random.once_in(4) {
        let path = to.random.pick(&own).clone();
        to.put(&path, None);
        return format!("removed {path}");
    }
    if to.random.once_in(6) {
        return component(to);
    }
    let mut all = files(to, "themes/lantern/templates", "");
    all.extend(files(to, "themes/lantern/styles", ""));
    all.retain(|path| !path.ends_with("share.svg"));
    let path = to.random.pick(&all).clone();
    let text = match to.random.below(8) {
        0 => to.site.read(&path) + "{{ nothing_of_the_kind }}{% if",
        _ => marked(&path, &to.site.read(&path), number),
    };
    let place = match to.random.once_in(2) {
        true => path,
        false => path.replace("themes/lantern", "content/theme"),
    };
    to.put(&place, Some(text.into()));
    format!("mark {number} in {place}")
}

/// A template or style with a mark where it shows.
fn marked(path: &str, text: &str, number: usize) -> String {
    let mark = format!("<!-- {number} -->");
    let before = |at: Option<usize>| {
        let at = at.unwrap_or(text.len());
        format!("{}{mark}{}", &text[..at], &text[at..])
    };
    if path.ends_with(".css") {
        format!("{text}.mark-{number} {{ margin: {number}px; }}\n")
    } else if text.contains("{% extends") {
        before(text.rfind("{% endblock"))
    } else if text.contains("{%- endcomponent") {
        before(text.find("{%- endcomponent"))
    } else {
        before(text.rfind("</body>"))
    }
}

/// A component in a file of its own, written and called in each way that Tera allows.
fn component(to: &mut Sequence) -> String {
    let number = to.made_up;
    let open = *to.random.pick(&["{%", "{%-", "{%- ", "{%\n"]);
    let file = "content/theme/templates/own.html";
    to.put(
        file,
        Some(format!("{open} component own() %}}own {number}{{% endcomponent own %}}").into()),
    );
    let quote = *to.random.pick(&["\"", "'", "`"]);
    let part = "content/theme/templates/parts/more.html";
    to.put(part, Some(format!("more {number} {{{{ <own /> }}}}").into()));
    let name = to.random.pick(&["parts/more.html", "parts\\/more.html"]);
    let page = "content/theme/templates/agencies.html";
    let text = to.site.read("themes/lantern/templates/agencies.html");
    let include = format!("{{% include {quote}{name}{quote} %}}{{% endblock");
    let at = text.rfind("{% endblock").expect("a block");
    let text = format!("{}{include}{}", &text[..at], &text[at + "{% endblock".len()..]);
    to.put(page, Some(text.into()));
    format!("a component, number {number}, {open:?}, {include:?}")
}

/// A page under another name, with or without the links to it.
fn rename(to: &mut Sequence) -> String {
    to.made_up += 1;
    let all = files(to, "content/policies", ".md");
    let Some(old) = all.get(to.random.below(all.len().max(1))).cloned() else {
        return "nothing to rename".to_owned();
    };
    let new = format!("content/policies/renamed-{}.md", to.made_up);
    let name = |path: &str| path.rsplit('/').next().expect("a name").to_owned();
    let text = to.site.read(&old);
    to.put(&new, Some(text.into()));
    to.put(&old, None);
    if !to.random.once_in(4) {
        for path in files(to, "content", ".md") {
            let text = to.site.read(&path);
            let followed = text.replace(&format!("({}", name(&old)), &format!("({}", name(&new)));
            let followed = followed
                .replace(&format!("policies/{}", name(&old)), &format!("policies/{}", name(&new)));
            if followed != text {
                to.put(&path, Some(followed.into()));
            }
        }
    }
    format!("{old} is now {new}")
}

fn create(to: &mut Sequence) -> String {
    to.made_up += 1;
    let number = to.made_up;
    let (folder, more) = *to.random.pick(&[
        ("policies", "year = 2021\nissuer = \"示例市民政局\""),
        ("policies", "written = 2023-01-01\ncategories = [\"pupils\"]"),
        ("programme", "order = 1\nview = \"timetable\""),
        ("about", "order = 2"),
    ]);
    let path = format!("content/{folder}/made-{number}.md");
    let text = format!(
        "+++\ntitle = \"新的一页{number}\"\ndescription = \"新。\"\n{more}\n\
         published = 2026-01-01\n+++\n## 新\n\n新的内容。\n"
    );
    to.put(&path, Some(text.into()));
    format!("made {path}")
}

fn delete(to: &mut Sequence) -> String {
    let path = page(to);
    to.put(&path, None);
    let name = path.rsplit('/').next().expect("a name").to_owned();
    if !to.random.once_in(3) {
        for path in files(to, "content", ".md") {
            let text = to.site.read(&path);
            if text.contains(&name) {
                let lines: Vec<&str> = text.lines().filter(|line| !line.contains(&name)).collect();
                to.put(&path, Some((lines.join("\n") + "\n").into()));
            }
        }
    }
    format!("deleted {path}")
}

/// The file changes and its bytes do not.
fn touch(to: &mut Sequence) -> String {
    let mut all = files(to, "content", "");
    all.extend(files(to, "themes", ""));
    let path = to.random.pick(&all).clone();
    let full = to.site.root().join(&path);
    match to.random.below(3) {
        0 => {
            let days = to.random.below(1000) as u64;
            let time = SystemTime::now() - Duration::from_secs(days * 86_400);
            File::options().write(true).open(&full).and_then(|file| file.set_modified(time))
        }
        1 => fs::read(&full).and_then(|bytes| fs::write(&full, bytes)),
        // As an editor saves.
        _ => {
            let new = full.with_extension("tmp");
            fs::copy(&full, &new).and_then(|_| fs::rename(&new, &full))
        }
    }
    .expect("touched");
    format!("touched {path}")
}

/// Files that are published as they are.
fn copied(to: &mut Sequence) -> String {
    to.made_up += 1;
    let number = to.made_up;
    let image = corpus::png(number as u8);
    let (path, bytes) = match to.random.below(8) {
        0 => ("content/policies/map.png", Some(image)),
        1 => ("content/policies/map.png", None),
        2 => ("content/policies/more.png", Some(image)),
        3 => ("content/static/notice.txt", Some(format!("公告 {}\n", number % 10).into_bytes())),
        4 => ("content/theme/static/lamp.txt", Some(vec![b'x'; number])),
        5 => ("content/static/robots.txt", Some(b"mine".to_vec())),
        6 => ("content/static/case/ONE.txt", Some(b"1".to_vec())),
        // A file where a folder was, or the other way round.
        _ => return swapped(to),
    };
    if bytes.is_none() && !to.site.root().join(path).exists() {
        return format!("{path} is gone already");
    }
    to.put(path, bytes);
    format!("copied file {path}")
}

fn swapped(to: &mut Sequence) -> String {
    let folder = to.site.root().join("content/static/swap");
    let (gone, new) = match folder.is_dir() {
        true => ("content/static/swap/inner", "content/static/swap"),
        false => ("content/static/swap", "content/static/swap/inner"),
    };
    if to.site.root().join(gone).is_file() {
        to.site.remove(gone);
        let _ = fs::remove_dir(&folder);
    }
    to.site.write(new, "swap");
    format!("{new} in place of {gone}")
}

/// What the command asks for.
fn asked(to: &mut Sequence) -> String {
    let options = &mut to.options.site;
    match to.random.below(6) {
        0 => options.drafts = !options.drafts,
        1 => {
            let urls = [None, Some("https://a.example.net/"), Some("https://b.example.net/sub/")];
            options.base_url = to.random.pick(&urls).map(str::to_owned);
        }
        2 => to.options.threads = Some(1 + to.random.below(3)),
        _ => {
            let days = *to.random.pick(&[1, 7, 28, 40, 400, -30]);
            options.as_of = options.as_of.checked_add(days.days()).expect("a date");
        }
    }
    format!("asked for {:?}, {:?} threads", to.options.site, to.options.threads)
}
