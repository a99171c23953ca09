//! What the site decides about its leaflets. Whether the theme has such formats is seen when its
//! templates are known.

use crate::{
    content::{
        leaflets::LeafletsSource,
        toml::{At, bad_value, values},
    },
    diagnostic::Diagnostic,
    portal::leaflet::{Finish, FormatChoice, PrintSettings},
};

pub fn settings(source: LeafletsSource, problems: &mut Vec<Diagnostic>) -> PrintSettings {
    let finishes = match source.finishes {
        None => Finish::SHOP.to_vec(),
        Some(words) => {
            let named: Vec<Finish> =
                words.iter().filter_map(|word| finish(word, problems)).collect();
            Finish::SHOP.into_iter().filter(|finish| named.contains(finish)).collect()
        }
    };
    PrintSettings {
        headline: values(source.headline),
        when: values(source.when),
        say: values(source.say),
        finishes,
        profile: source.profile,
        choices: source
            .formats
            .into_iter()
            .map(|format| FormatChoice {
                id: format.id,
                size: format.size,
                quantity: format.quantity.map(|at| at.value),
            })
            .collect(),
    }
}

fn finish(word: &At<String>, problems: &mut Vec<Diagnostic>) -> Option<Finish> {
    let found = Finish::SHOP.into_iter().find(|finish| finish.word() == word.value);
    if found.is_none() {
        let known = Finish::SHOP.map(Finish::word);
        problems.push(
            bad_value(
                word.place.clone(),
                format!("`{}` is no finish for print shops", word.value),
                format!("没有“{}”这种印刷文件", word.value),
            )
            .mend(
                format!("there are: {}", known.join(", ")),
                format!("可用的：{}", known.join("、")),
            ),
        );
    }
    found
}
