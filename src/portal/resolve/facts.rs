//! Agencies, groups, categories and the programme.

use super::{
    Options,
    names::{Kind, Names},
    site::attribution,
};
use crate::{
    content::{
        programme::{MechanismSource, PhaseSource, ProgrammeSource},
        tables::{AgencySource, CategorySource, GroupSource, PartySource},
        toml::{At, values},
    },
    diagnostic::{Code, Diagnostic},
    portal::{
        Agency, Answer, Attribution, Category, Duty, Form, Group, Level, Mechanism, NationalLine,
        Party, Patrol, Phase, Point, Programme, Step, programme::Requirement,
    },
};

pub struct FactSources {
    pub agencies: Vec<AgencySource>,
    pub groups: Vec<GroupSource>,
    pub categories: Vec<CategorySource>,
    pub programme: ProgrammeSource,
}

pub struct Facts {
    pub agencies: Vec<Agency>,
    pub groups: Vec<Group>,
    pub categories: Vec<Category>,
    pub programme: Programme,
}

pub fn facts(
    mut sources: FactSources,
    national: &[NationalLine],
    options: &Options,
    names: &mut Names,
    problems: &mut Vec<Diagnostic>,
) -> Facts {
    sources.groups.sort_by_key(|group| group.number.value);
    sources.categories.sort_by_key(|category| category.number.value);
    sources.programme.mechanisms.sort_by_key(|mechanism| mechanism.number.value);
    sources.programme.steps.sort_by_key(|step| step.number.value);
    check_numbers(sources.groups.iter().map(|group| &group.number), problems);
    check_numbers(sources.categories.iter().map(|category| &category.number), problems);
    check_numbers(sources.programme.mechanisms.iter().map(|one| &one.number), problems);
    check_numbers(sources.programme.steps.iter().map(|step| &step.number), problems);
    let mut put = |kind, ids: &mut dyn Iterator<Item = &At<String>>| {
        for (index, id) in ids.enumerate() {
            names.put(kind, id, index, problems);
        }
    };
    put(Kind::Agency, &mut sources.agencies.iter().map(|agency| &agency.id));
    put(Kind::Group, &mut sources.groups.iter().map(|group| &group.id));
    put(Kind::Category, &mut sources.categories.iter().map(|category| &category.id));
    put(Kind::Form, &mut sources.programme.forms.iter().map(|form| &form.id));
    put(Kind::Mechanism, &mut sources.programme.mechanisms.iter().map(|one| &one.id));
    let names = &*names;

    let agencies = sources
        .agencies
        .into_iter()
        .map(|source| Agency {
            id: source.id.value,
            name: source.name.value,
            summary: source.summary.value,
            duties: source
                .duties
                .into_iter()
                .map(|duty| Duty {
                    text: duty.text.value,
                    forms: names.follow_all(Kind::Form, &duty.forms, problems),
                })
                .collect(),
            attribution: attribution(&source.attribution, options, names, problems),
        })
        .collect();
    let groups: Vec<Group> = sources
        .groups
        .into_iter()
        .map(|source| group(source, national, options, names, problems))
        .collect();
    let categories = sources
        .categories
        .into_iter()
        .enumerate()
        .map(|(index, source)| Category {
            id: source.id.value,
            number: source.number.value,
            name: source.name.value,
            plain: source.plain.value,
            lead: parties(&source.lead, names, problems),
            assist: parties(&source.assist, names, problems),
            measures: values(source.measures),
            groups: (0..groups.len())
                .filter(|group| groups[*group].categories.contains(&index))
                .collect(),
            attribution: attribution(&source.attribution, options, names, problems),
        })
        .collect();
    let programme = programme(sources.programme, options, names, problems);
    Facts { agencies, groups, categories, programme }
}

fn group(
    source: GroupSource,
    national: &[NationalLine],
    options: &Options,
    names: &Names,
    problems: &mut Vec<Diagnostic>,
) -> Group {
    let of_group = attribution(&source.attribution, options, names, problems);
    let mut numbers: Vec<usize> =
        source.numbers.iter().filter_map(|at| national_number(at, national, problems)).collect();
    if source.urgent && numbers.is_empty() {
        numbers = (0..national.len()).collect();
    }
    let answers = source.answers.into_iter().map(|answer| {
        let own = attribution(&answer.attribution, options, names, problems);
        Answer {
            who: answer.who.value,
            agency: answer.agency.and_then(|id| names.follow(Kind::Agency, &id, problems)),
            text: answer.text.value,
            attribution: Attribution { source: own.source.or(of_group.source), ..own },
        }
    });
    let answers = answers.collect();
    Group {
        id: source.id.value,
        number: source.number.value,
        name: source.name.value,
        short_name: source.short_name.map(|at| at.value),
        plain: source.plain.value,
        examples: values(source.examples),
        categories: names.follow_all(Kind::Category, &source.categories, problems),
        urgent: source.urgent,
        numbers,
        advice: values(source.advice),
        answers,
        attribution: of_group,
    }
}

/// Follows a reference to a national number, as `hotlines.toml` writes it; one that leads nowhere is told.
pub fn national_number(
    number: &At<String>,
    national: &[NationalLine],
    problems: &mut Vec<Diagnostic>,
) -> Option<usize> {
    let known = national.iter().map(|line| line.phone.display());
    let index = known.clone().position(|display| display == number.value);
    if index.is_none() && !number.value.is_empty() {
        let known: Vec<&str> = known.collect();
        let value = &number.value;
        let problem = Diagnostic::new(
            Code::UnknownReference,
            format!("there is no national number `{value}`"),
            format!("没有全国号码“{value}”"),
        );
        let problem = match known.is_empty() {
            true => problem.mend(
                "write a [[national]] in hotlines.toml first",
                "请先在 hotlines.toml 里写好 [[national]]",
            ),
            false => problem.mend(
                format!("there are: {}", known.join(", ")),
                format!("现有的：{}", known.join("、")),
            ),
        };
        problems.push(problem.at(number.place.clone()));
    }
    index
}

pub fn parties(
    sources: &[PartySource],
    names: &Names,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Party> {
    sources
        .iter()
        .map(|source| Party {
            name: source.name.value.clone(),
            agency: source.agency.as_ref().and_then(|id| names.follow(Kind::Agency, id, problems)),
            scope: source.scope.as_ref().map(|at| at.value.clone()),
        })
        .collect()
}

/// Tells a number that is there twice; `numbers` come in order.
pub fn check_numbers<'n>(
    numbers: impl Iterator<Item = &'n At<u32>>,
    problems: &mut Vec<Diagnostic>,
) {
    let mut last = None;
    for number in numbers {
        if last == Some(number.value) {
            let value = number.value;
            problems.push(
                Diagnostic::new(
                    Code::DuplicateId,
                    format!("the number {value} is there twice"),
                    format!("序号 {value} 出现了两次"),
                )
                .mend("count on without repeating", "请按顺序编号，不要重复")
                .at(number.place.clone()),
            );
        }
        last = Some(number.value);
    }
}

fn programme(
    source: ProgrammeSource,
    options: &Options,
    names: &Names,
    problems: &mut Vec<Diagnostic>,
) -> Programme {
    let patrols: Vec<Patrol> = source
        .patrols
        .into_iter()
        .map(|source| Patrol {
            name: source.name.value,
            by: source.by.value,
            agencies: names.follow_all(Kind::Agency, &source.agencies, problems),
            is_hotline: source.hotline,
        })
        .collect();
    let patrol_mechanism = source.mechanisms.iter().position(|mechanism| mechanism.patrols);
    let mechanisms = source
        .mechanisms
        .into_iter()
        .map(|source| mechanism(source, &patrols, names, problems))
        .collect();
    Programme {
        model: source.model.value,
        structure: source.structure.value,
        principles: values(source.principles),
        levels: source
            .levels
            .into_iter()
            .map(|level| Level { name: level.name.value, body: level.body.map(|at| at.value) })
            .collect(),
        links: values(source.links),
        campaigns_title: source.campaigns_title.map(|at| at.value),
        mechanisms,
        patrols,
        patrol_mechanism,
        steps: source
            .steps
            .into_iter()
            .map(|step| Step {
                number: step.number.value,
                who: step.who.value,
                text: step.text.value,
                forms: names.follow_all(Kind::Form, &step.forms, problems),
            })
            .collect(),
        forms: source
            .forms
            .into_iter()
            .map(|form| Form {
                id: form.id.value,
                label: form.label.value,
                name: form.name.value,
                use_for: form.use_for.map(|at| at.value),
            })
            .collect(),
        phases: source.phases.into_iter().filter_map(|one| phase(one, problems)).collect(),
        requirements: source
            .requirements
            .into_iter()
            .map(|one| Requirement { name: one.name.value, text: one.text.map(|at| at.value) })
            .collect(),
        attribution: attribution(&source.attribution, options, names, problems),
    }
}

fn mechanism(
    source: MechanismSource,
    patrols: &[Patrol],
    names: &Names,
    problems: &mut Vec<Diagnostic>,
) -> Mechanism {
    let points: Vec<Point> = source
        .points
        .into_iter()
        .map(|point| Point {
            head: point.head.value,
            text: point.text.value,
            agencies: names.follow_all(Kind::Agency, &point.agencies, problems),
        })
        .collect();
    let mut agencies: Vec<usize> =
        points.iter().flat_map(|point| point.agencies.iter().copied()).collect();
    if source.patrols {
        agencies.extend(patrols.iter().flat_map(|patrol| &patrol.agencies));
    }
    agencies.sort_unstable();
    agencies.dedup();
    Mechanism {
        id: source.id.value,
        number: source.number.value,
        name: source.name.value,
        summary: source.summary.value,
        points,
        agencies,
    }
}

fn phase(source: PhaseSource, problems: &mut Vec<Diagnostic>) -> Option<Phase> {
    let (start, end) = (source.start?, source.end?);
    if start.value > end.value {
        problems.push(
            Diagnostic::new(
                Code::PeriodReversed,
                format!("it ends on {}, before it begins on {}", end.value, start.value),
                format!("结束日期 {} 早于开始日期 {}", end.value, start.value),
            )
            .mend("compare both dates with the source", "请对照来源核对两个日期")
            .at(end.place),
        );
    }
    Some(Phase {
        name: source.name.value,
        start: start.value,
        end: end.value,
        tasks: values(source.tasks),
    })
}
