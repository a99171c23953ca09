//! `leaflets/leaflets.toml` of a theme: which formats it has templates for.

use std::sync::Arc;

use crate::{
    content::{
        is_id,
        toml::{self, At, Fields, bad_value, values},
    },
    diagnostic::{Diagnostic, Lines, nearest},
    portal::leaflet::{LeafletFormat, LeafletOf, LeafletSize, Need, PrintSettings},
};

/// A format as the theme declares it.
#[derive(Debug, Clone)]
pub struct Declared {
    id: At<String>,
    /// With its first size.
    format: LeafletFormat,
    sizes: Vec<LeafletSize>,
}

impl Declared {
    pub fn id(&self) -> &At<String> {
        &self.id
    }
}

/// Largest and smallest side of a leaflet, in millimetres.
const SIDES: std::ops::RangeInclusive<f64> = 20.0..=1200.0;

/// Reads the declarations.
pub fn declared(file: &Arc<str>, text: &str, problems: &mut Vec<Diagnostic>) -> Vec<Declared> {
    let lines = Lines::new(file.clone(), text);
    toml::read(&lines, text, 0, problems, |fields| fields.need_tables("format", format))
}

fn format(fields: &mut Fields<'_, '_>) -> Declared {
    let id = fields.need_text("id");
    if !id.value.is_empty() && !is_id(&id.value) {
        fields.problem(
            bad_value(
                id.place.clone(),
                "an id is made of a–z, 0–9 and -",
                "id 只能用 a–z、0–9 和 -",
            )
            .mend("write another id", "请换一个 id"),
        );
    }
    let name = fields.need_words("name");
    let of = fields.need_text("of");
    let of = word(&of, &LeafletOf::ALL, fields).unwrap_or(LeafletOf::Hotline);
    let each_place = fields.flag("each_place");
    let pages = fields.count("pages", 1..1_000).map(|at| at.value as usize);
    let needs = fields.texts("needs");
    let needs = needs.iter().filter_map(|need| word(need, &Need::ALL, fields)).collect();
    let sizes = fields.need_tables("size", size);
    let (paper, finishing) = fields
        .table("ticket", |fields| (fields.text("paper"), fields.text("finishing")))
        .unwrap_or_default();
    let format = LeafletFormat {
        id: id.value.clone(),
        name,
        of,
        each_place,
        pages,
        needs,
        size: sizes.first().cloned().unwrap_or_default(),
        paper: paper.map(|at| at.value),
        finishing: finishing.map(|at| at.value),
        quantity: None,
    };
    Declared { id, format, sizes }
}

fn size(fields: &mut Fields<'_, '_>) -> LeafletSize {
    let name = fields.need_words("name");
    let mut side = |key| {
        let side = fields.need_length(key);
        if side.value != 0.0 && !SIDES.contains(&side.value) {
            fields.problem(
                bad_value(
                    side.place.clone(),
                    format!("`{key}` must be from {} to {} mm", SIDES.start(), SIDES.end()),
                    format!("“{key}”应当在 {} 到 {} 毫米之间", SIDES.start(), SIDES.end()),
                )
                .mend("write it in millimetres", "单位是毫米"),
            );
        }
        side.value
    };
    let (width, height) = (side("width"), side("height"));
    LeafletSize { name, width, height, folds: values(fields.length_lists("folds")) }
}

fn word<T: Copy>(
    given: &At<String>,
    known: &[(&'static str, T)],
    fields: &mut Fields<'_, '_>,
) -> Option<T> {
    let found = known.iter().find(|(word, _)| *word == given.value);
    if found.is_none() && !given.value.is_empty() {
        let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
        fields.problem(
            bad_value(
                given.place.clone(),
                format!("`{}` is not known here", given.value),
                format!("这里没有“{}”", given.value),
            )
            .mend(
                format!("there are: {}", words.join(", ")),
                format!("可用的：{}", words.join("、")),
            ),
        );
    }
    found.map(|(_, value)| *value)
}

/// The formats with what the site chooses of them.
pub fn chosen(
    declared: &[Declared],
    settings: &PrintSettings,
    problems: &mut Vec<Diagnostic>,
) -> Vec<LeafletFormat> {
    let mut formats: Vec<LeafletFormat> =
        declared.iter().map(|declared| declared.format.clone()).collect();
    for choice in &settings.choices {
        let Some(at) = declared.iter().position(|format| format.id.value == choice.id.value) else {
            let known = || declared.iter().map(|format| format.id.value.as_str());
            problems.push(unknown(&choice.id, "format", "折页、海报等的格式", known()));
            continue;
        };
        formats[at].quantity = choice.quantity;
        let Some(wanted) = &choice.size else { continue };
        match declared[at].sizes.iter().find(|size| size.name == wanted.value) {
            Some(size) => formats[at].size = size.clone(),
            None => {
                let known = declared[at].sizes.iter().map(|size| size.name.as_str());
                problems.push(unknown(wanted, "size", "尺寸", known));
            }
        }
    }
    formats
}

fn unknown<'k>(
    given: &At<String>,
    en: &str,
    zh: &str,
    known: impl Iterator<Item = &'k str> + Clone,
) -> Diagnostic {
    let problem = bad_value(
        given.place.clone(),
        format!("the theme has no {en} `{}`", given.value),
        format!("主题里没有“{}”这种{zh}", given.value),
    );
    match nearest(&given.value, known.clone()) {
        Some(near) => {
            problem.mend(format!("did you mean `{near}`?"), format!("是不是想写“{near}”？"))
        }
        None => {
            let known: Vec<&str> = known.collect();
            problem.mend(
                format!("there are: {}", known.join(", ")),
                format!("现有的：{}", known.join("、")),
            )
        }
    }
}
