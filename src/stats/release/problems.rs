//! What is told of a release. Cells are named by their codes; no count is.

use super::{Release, text};
use crate::{
    diagnostic::{Code, Diagnostic, Place, Sentence},
    stats::{
        audit::{Audit, What},
        model::CellKey,
    },
};

/// Cells that are named in one message; the others are counted.
const NAMED: usize = 20;

/// The file of a release below the project's root.
pub fn file(release: &Release) -> String {
    format!("content/statistics/releases/{}.release", release.about.name)
}

/// `place: heishan, age: 6-11`; `total` where the cell is the total of everything.
pub fn name(release: &Release, key: &[u16]) -> String {
    let parts: Vec<String> = key
        .iter()
        .enumerate()
        .filter(|(_, code)| **code != 0)
        .map(|(at, code)| {
            let dimension = &release.design.dimensions[at];
            format!("{}: {}", dimension.id, dimension.codes[*code as usize].id)
        })
        .collect();
    if parts.is_empty() { "total".to_owned() } else { parts.join(", ") }
}

/// Leaks of releases that are published, or would be.
pub fn leaks(releases: &[&Release], audit: &Audit) -> Vec<Diagnostic> {
    told(releases, audit, Code::StatisticsLeak, cell, |diagnostic| {
        diagnostic.mend(
            "make the release again with `weibao stats import`; do not edit it",
            "用 `weibao stats import` 重新生成，不要手工修改",
        )
    })
}

/// Leaks of a new release together with those before it.
pub fn past(releases: &[&Release], audit: &Audit) -> Vec<Diagnostic> {
    told(releases, audit, Code::StatisticsPast, whole, |diagnostic| {
        diagnostic.mend(
            "withhold more with `--protect-against-past`; where an earlier release already shows too much, publish no such table",
            "加 `--protect-against-past` 多隐去一些；以前的发布已经显示太多的，不要再发布这张表",
        )
    })
}

/// A release that may not be a file yet.
fn whole(release: &Release, _: &[u16]) -> Place {
    Place::file(&file(release).into())
}

/// The line of a cell in the file of a release: the first, where several tables have it.
fn cell(release: &Release, key: &[u16]) -> Place {
    let tables = 0..release.design.tables.len();
    let mut cells = tables.flat_map(|index| release.table(index).cells().collect::<Vec<_>>());
    let text = text::write(release);
    let lines = text.lines().zip(1..).filter(|(line, _)| line.starts_with("cell\t"));
    let mut found = lines.filter(|_| cells.next().is_some_and(|(cell, _)| *cell == *key));
    match found.next() {
        Some((line, number)) => {
            let length = line.chars().count() as u32;
            Place { line: number, column: 1, length, ..whole(release, key) }
        }
        None => whole(release, key),
    }
}

fn told(
    releases: &[&Release],
    audit: &Audit,
    code: Code,
    place: fn(&Release, &[u16]) -> Place,
    mend: impl Fn(Diagnostic) -> Diagnostic,
) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    for (number, leak) in audit.leaks.iter().enumerate() {
        let release = releases[leak.release];
        if number == NAMED {
            let more = audit.leaks.len() - NAMED;
            told.push(mend(Diagnostic::new(
                code,
                format!("and {more} cells more"),
                format!("另外还有 {more} 个单元格"),
            )));
            break;
        }
        let named = match leak.key.is_empty() {
            true => release.about.name.clone(),
            false => name(release, &leak.key),
        };
        let (en, zh) = match leak.what {
            What::Contradiction => ("its numbers cannot all be true", "数字互相矛盾"),
            What::Value => ("a reader can derive the small count", "读者可以推出这个小数目"),
            What::Bands => (
                "the bands are others than those of an earlier release of the same records, and cannot be compared",
                "分段与同一批登记以前的发布不同，两者无法一起核算",
            ),
            What::OneColumn => (
                "two of its dimensions are read from the same column: each tells the counts of the other",
                "有两个维度取自同一列：由其中一个的人数可以推出另一个的",
            ),
            What::Renamed => (
                "an earlier release counts the same thing under other ids or codes, and the two cannot be checked \
                 together",
                "以前的发布用别的 id 或代码数过同一样东西，两者无法一起核算",
            ),
            What::RunningPeriods => (
                "running totals of different days, of which one is told by periods and one is not, tell by how much \
                 they differ",
                "不同日期的累计数，一个分季度、一个不分，两数一减就知道某一季度的人数",
            ),
            What::Derived => ("a reader can derive the withheld count", "读者可以推出隐去的数目"),
            What::Small => {
                ("a reader can derive that the count is small", "读者可以推出这个数目很小")
            }
            What::MoreThanOne => (
                "a reader can narrow the small count from below",
                "读者可以从下面缩小这个小数目的范围",
            ),
            What::Group => (
                "a reader can derive that nearly all of a group have this value",
                "读者可以推出某一组人几乎都属于这一类",
            ),
            What::ByOneRecord => {
                ("somebody who knows one record can derive it", "知道一条登记的人可以推出来")
            }
            What::TooLarge => (
                "the tables overlap in a ring and cannot be checked together",
                "这些表互相交叉成环，无法一起核算",
            ),
            What::Amount => (
                "a reader can derive the withheld amount, or nearly",
                "读者可以推出、或几乎可以推出这个隐去的金额",
            ),
            What::AmountChanged => (
                "an earlier release shows another amount for nearly the same children: the difference tells what few have",
                "以前的发布对几乎同一批孩子公布过另一个金额：两个数一减就知道少数孩子的金额",
            ),
            What::Unproven => {
                ("it could not be shown that nothing can be derived", "无法证明推不出来")
            }
        };
        let code = match leak.what {
            What::Contradiction => Code::ReleaseContradiction,
            What::TooLarge => Code::TablesTooLarge,
            What::OneColumn => Code::DependentDimensions,
            _ => code,
        };
        let place = place(release, &leak.key);
        let diagnostic =
            Diagnostic::new(code, format!("{named}: {en}"), format!("{named}：{zh}")).at(place);
        told.push(match help(leak.what) {
            Some((en, zh)) => diagnostic.mend(en, zh),
            None => mend(diagnostic),
        });
    }
    told
}

/// What helps where withholding more does not.
fn help(what: What) -> Option<(&'static str, &'static str)> {
    match what {
        What::OneColumn => Some((
            "keep one of the two dimensions in the declaration, and make the release again",
            "在统计说明里只留其中一个维度，重新生成发布文件",
        )),
        What::Renamed => Some((
            "give dimensions and codes the ids that the earlier release has, with the same codes; to merge or split \
             codes wait for a day at least four weeks later, and leave quarters out",
            "维度和代码沿用以前发布里的 id，代码也不要增减；要合并或拆分代码，请等到至少四周以后的统计日，而且不分季度",
        )),
        What::RunningPeriods => Some((
            "publish running totals either by periods in every table of every release, or in none",
            "累计数要么每次发布的每张表都分季度，要么都不分",
        )),
        What::Contradiction
        | What::Value
        | What::Derived
        | What::Small
        | What::MoreThanOne
        | What::Group
        | What::ByOneRecord
        | What::TooLarge
        | What::Bands
        | What::Amount
        | What::AmountChanged
        | What::Unproven => None,
    }
}

/// More amounts than are protected together.
pub fn too_many_amounts(amounts: usize, most: usize) -> Diagnostic {
    Diagnostic::new(
        Code::TablesTooLarge,
        format!("the tables show {amounts} amounts, more than {most} that are protected together"),
        format!("这些表一共要带 {amounts} 个金额，超过能一起核算的 {most} 个"),
    )
    .mend(
        "show amounts in fewer or smaller tables: by county instead of by township, by fewer dimensions",
        "少几张表带金额，或让带金额的表小一些：按县区不按乡镇，少分一个维度",
    )
}

/// Cells that cannot be protected, and what would help.
pub fn unprotectable(release: &Release, cells: &[CellKey], offers: &[Sentence]) -> Diagnostic {
    let mut named: Vec<String> = cells.iter().map(|cell| name(release, cell)).collect();
    named.truncate(NAMED);
    let (mut en, mut zh) = (named.join("; "), named.join("；"));
    if cells.len() > NAMED {
        let more = cells.len() - NAMED;
        en.push_str(&format!("; and {more} cells more"));
        zh.push_str(&format!("；另外还有 {more} 个单元格"));
    }
    let diagnostic = Diagnostic::new(
        Code::StatisticsUnprotectable,
        format!("no withholding of other cells can protect these: {en}"),
        format!("隐去别的单元格也保护不了这些：{zh}"),
    );
    let listed = |of: fn(&Sentence) -> &str| -> String {
        let numbered =
            (1..).zip(offers).map(|(number, offer)| format!("\n{number}. {}", of(offer)));
        numbered.collect()
    };
    match offers {
        [] => diagnostic.mend(
            "none of these tables can be saved by coarser codes or fewer dimensions: publish no such table \
             until more children are in the register",
            "放宽分段、减少维度也保不住这几张表：登记的孩子多起来以前，不要公布这样的表",
        ),
        _ => diagnostic.mend(
            format!("any one of these does, each was tried:{}", listed(|offer| &offer.en)),
            format!("下面每一种改法都试算过，改一处就行：{}", listed(|offer| &offer.zh)),
        ),
    }
}
