//! Ids, and following a reference to one.

use std::sync::Arc;

use ahash::AHashMap;

use crate::{
    content::{
        is_id,
        toml::{At, bad_value},
    },
    diagnostic::{Code, Diagnostic, Place, nearest},
};

/// Kinds of thing that have an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Source,
    Place,
    Agency,
    Group,
    Category,
    Form,
    Mechanism,
    Campaign,
    Policy,
    ProgrammePage,
    AboutPage,
}

impl Kind {
    const COUNT: usize = Kind::AboutPage as usize + 1;

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Kind::Source => ("source", "来源"),
            Kind::Place => ("place", "地区"),
            Kind::Agency => ("agency", "部门"),
            Kind::Group => ("group", "保护对象"),
            Kind::Category => ("category", "政策类别"),
            Kind::Form => ("form", "表格"),
            Kind::Mechanism => ("mechanism", "机制"),
            Kind::Campaign => ("campaign", "行动"),
            Kind::Policy => ("policy", "政策"),
            Kind::ProgrammePage => ("programme page", "试点页面"),
            Kind::AboutPage => ("about page", "关于页面"),
        }
    }
}

/// The index of every id.
#[derive(Debug, Default)]
pub struct Names {
    /// By kind.
    ids: [AHashMap<Arc<str>, usize>; Kind::COUNT],
    /// Pages that are there and held back: drafts, or scheduled for a later day.
    held_back: [Vec<String>; Kind::COUNT],
}

impl Names {
    /// Gives an id its index. A form that cannot be an address and an id given twice are told.
    pub fn put(
        &mut self,
        kind: Kind,
        id: &At<String>,
        index: usize,
        problems: &mut Vec<Diagnostic>,
    ) {
        if id.value.is_empty() {
            return;
        }
        if !is_id(&id.value) {
            problems.push(
                bad_value(
                    id.place.clone(),
                    "an id is made of a–z, 0–9 and -, and does not begin or end with -",
                    "id 只能用小写字母 a–z、数字和连字符 -，首尾不能是连字符",
                )
                .mend("for example `north-county`", "例如 north-county"),
            );
            // Known all the same: what refers to it is not wrong as well.
            self.ids[kind as usize].entry(id.value.as_str().into()).or_insert(index);
            return;
        }
        let ids = &mut self.ids[kind as usize];
        if ids.contains_key(id.value.as_str()) {
            let (en, zh) = kind.words();
            let name = &id.value;
            problems.push(
                Diagnostic::new(
                    Code::DuplicateId,
                    format!("the {en} `{name}` is there twice"),
                    format!("{zh}“{name}”出现了两次"),
                )
                .mend("give one of them another id", "请给其中一个换一个 id")
                .at(id.place.clone()),
            );
            return;
        }
        ids.insert(id.value.as_str().into(), index);
    }

    /// Room for so many more ids.
    pub fn reserve(&mut self, kind: Kind, more: usize) {
        self.ids[kind as usize].reserve(more);
    }

    /// The index of a page's id; file names are unique by themselves.
    pub fn put_page(&mut self, kind: Kind, id: &Arc<str>, index: usize) {
        self.ids[kind as usize].insert(id.clone(), index);
    }

    pub fn hold_back(&mut self, kind: Kind, id: &str) {
        self.held_back[kind as usize].push(id.to_owned());
    }

    pub fn ids(&self, kind: Kind) -> impl Iterator<Item = &str> {
        self.ids[kind as usize].keys().map(|id| &**id)
    }

    pub fn get(&self, kind: Kind, id: &str) -> Option<usize> {
        self.ids[kind as usize].get(id).copied()
    }

    /// Follows a reference; one that leads nowhere is told.
    pub fn follow(
        &self,
        kind: Kind,
        id: &At<String>,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<usize> {
        if id.value.is_empty() {
            return None;
        }
        let index = self.get(kind, &id.value);
        if index.is_none() {
            problems.push(self.unknown(kind, &id.value, &id.place, Code::UnknownReference));
        }
        index
    }

    pub fn follow_all(
        &self,
        kind: Kind,
        ids: &[At<String>],
        problems: &mut Vec<Diagnostic>,
    ) -> Vec<usize> {
        let mut indices = Vec::with_capacity(ids.len());
        for id in ids {
            if let Some(index) = self.follow(kind, id, problems)
                && !indices.contains(&index)
            {
                indices.push(index);
            }
        }
        indices
    }

    /// The sentence about a reference that leads nowhere.
    pub fn unknown(&self, kind: Kind, id: &str, place: &Place, code: Code) -> Diagnostic {
        let (en, zh) = kind.words();
        if self.held_back[kind as usize].iter().any(|held| held == id) {
            return Diagnostic::new(
                code,
                format!("the {en} `{id}` is not published on this day"),
                format!("{zh}“{id}”在这一天还没有发布"),
            )
            .mend(
                "take the link out until it is, or publish it",
                "请先去掉这个链接，或者把那一页也发布",
            )
            .at(place.clone());
        }
        let problem = Diagnostic::new(
            code,
            format!("there is no {en} `{id}`"),
            format!("没有名为“{id}”的{zh}"),
        )
        .at(place.clone());
        let known = &self.ids[kind as usize];
        match nearest(id, known.keys().map(|id| &**id)) {
            Some(near) => {
                problem.mend(format!("did you mean `{near}`?"), format!("是不是想写“{near}”？"))
            }
            None if known.is_empty() => problem.mend("write the entry first", "请先写好那一条"),
            None => {
                let mut ids: Vec<&str> = known.keys().map(|id| &**id).collect();
                ids.sort_unstable();
                ids.truncate(12);
                problem.mend(
                    format!("there are: {}", ids.join(", ")),
                    format!("现有的：{}", ids.join("、")),
                )
            }
        }
    }
}
