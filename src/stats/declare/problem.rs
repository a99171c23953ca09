//! What can be wrong with a declaration.

use crate::{
    content::toml::At,
    diagnostic::{Code, Diagnostic, Place, nearest},
};

/// Keys that do not go together, or that cannot be counted by.
pub fn contradiction(place: &Place, en: &str, zh: &str) -> Diagnostic {
    Diagnostic::new(Code::BadDeclaration, en, zh)
        .mend("see docs/content.md, statistics", "写法见 docs/content.md 的 statistics 部分")
        .at(place.clone())
}

pub fn twice(id: &At<String>) -> Diagnostic {
    Diagnostic::new(
        Code::DuplicateId,
        format!("`{}` is there twice", id.value),
        format!("“{}”出现了两次", id.value),
    )
    .mend("change or remove one of the two", "请改掉或删去其中一个")
    .at(id.place.clone())
}

pub fn unknown_id<'k>(id: &At<String>, known: impl Iterator<Item = &'k str>) -> Diagnostic {
    let mut known: Vec<&str> = known.collect();
    known.sort_unstable();
    let problem = Diagnostic::new(
        Code::UnknownReference,
        format!("nothing here has the id `{}`", id.value),
        format!("这里没有“{}”", id.value),
    )
    .at(id.place.clone());
    match nearest(&id.value, known.iter().copied()) {
        Some(near) => {
            problem.mend(format!("did you mean `{near}`?"), format!("是不是想写“{near}”？"))
        }
        None => problem.mend(
            format!("known here: {}", known.join(", ")),
            format!("这里可用：{}", known.join("、")),
        ),
    }
}
