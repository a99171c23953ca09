//! The one way from counts, or from a text, to what may be published.

use std::{ops::Deref, sync::Arc};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{About, Release, Withheld, offers, problems, text};
use crate::{
    diagnostic::Diagnostic,
    stats::{
        audit::{Audit, Hints, audit, audit_knowing, audit_with_hints},
        model::{CellKey, Counts, Design},
        protect::{Asked, MOST_AMOUNTS, Patience, Protected, protect},
    },
};

/// A release in which the audit found no leak.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditedRelease {
    release: Release,
    text: Arc<str>,
}

impl Deref for AuditedRelease {
    type Target = Release;

    fn deref(&self) -> &Release {
        &self.release
    }
}

impl AuditedRelease {
    /// The file, as it is published.
    pub fn text(&self) -> &str {
        &self.text
    }

    fn of(release: Release) -> AuditedRelease {
        let text = text::write(&release).into();
        AuditedRelease { release, text }
    }
}

/// What an editor decides when a release is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Of the random numbers of rounding, and of choices between equals.
    pub seed: u64,
    /// Withhold more where an earlier release would otherwise reveal something, instead of refusing.
    pub protect_against_past: bool,
    /// How long fewer cells to withhold are looked for.
    pub patience: Patience,
}

/// A release that was just made.
#[derive(Debug, Clone)]
pub struct Made {
    pub release: AuditedRelease,
    pub report: Report,
}

/// For the terminal of who made it. Holds no count of a record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    pub cells: usize,
    /// Withheld because of their own count.
    pub primary: usize,
    /// Withheld so that those cannot be derived.
    pub complementary: usize,
    /// No method can withhold fewer.
    pub bound: usize,
    /// Whether withheld cells may hold zero.
    pub zeros_withheld: bool,
    /// Where amounts are shown.
    pub amounts: Option<Withheld>,
}

/// Protects and audits. `past` are the releases that are published already, in any order.
///
/// # Errors
/// What cannot be protected, what would be revealed together with an earlier release, and whatever
/// else the audit finds; the cells are named, their counts are not.
pub fn make(
    about: About,
    design: &Design,
    counts: &Counts,
    past: &[Release],
    options: &Options,
) -> Result<Made, Vec<Diagnostic>> {
    let amounts = design.tables.iter().filter(|table| table.amounts);
    let amounts: usize = amounts.map(|table| design.cells(table).len()).sum();
    if amounts > MOST_AMOUNTS {
        return Err(vec![problems::too_many_amounts(amounts, MOST_AMOUNTS)]);
    }
    let mut past: Vec<&Release> =
        past.iter().filter(|release| release.about.name != about.name).collect();
    in_order(&mut past);
    let attempt = Attempt { about: &about, past: &past, options, only_whether: false };
    let protected = attempt.protect(design, counts).map_err(|failed| match failed {
        Failed::Lost(release, cells) => {
            let options = &attempt.in_short();
            let attempt = Attempt { options, only_whether: true, ..attempt };
            let offers = offers::that_would_do(design, counts, &cells, &attempt);
            vec![problems::unprotectable(&release, &cells, &offers)]
        }
        Failed::Leaks(release, audit) => problems::leaks(&[&release], &audit),
        Failed::WithPast(release, audit) => {
            let all: Vec<&Release> = past.iter().copied().chain([&*release]).collect();
            problems::past(&all, &audit)
        }
    })?;
    let report = Report {
        cells: protected.release.protection.cells,
        primary: protected.primary,
        complementary: protected.complementary,
        bound: protected.bound,
        zeros_withheld: protected.release.protection.zeros_withheld,
        amounts: protected.release.protection.amounts,
    };
    Ok(Made { release: AuditedRelease::of(protected.release), report })
}

/// How often more is withheld against earlier releases before that is given up.
const ROUNDS: usize = 12;

/// What stays the same while designs are tried.
#[derive(Clone, Copy)]
pub(super) struct Attempt<'a> {
    about: &'a About,
    /// In order; none of the name that is made: such a release is replaced, not added to.
    past: &'a [&'a Release],
    options: &'a Options,
    /// Nobody is going to publish it.
    only_whether: bool,
}

/// Why a design cannot be released.
pub(super) enum Failed {
    /// Cells that no withholding of others protects.
    Lost(Box<Release>, Vec<CellKey>),
    Leaks(Box<Release>, Audit),
    WithPast(Box<Release>, Audit),
}

impl Attempt<'_> {
    /// Protects a design and audits it, alone and together with what is published already.
    pub(super) fn protect(&self, design: &Design, counts: &Counts) -> Result<Protected, Failed> {
        let asked = Asked { only_whether: self.only_whether, ..Asked::default() };
        let protected = self.with(design, counts, &asked)?;
        let hints = Hints { changes: &protected.proofs, common: &protected.common };
        let mut alone = audit_with_hints(&[&protected.release], counts, &hints);
        alone.leaks.extend(audit(&[&protected.release]).leaks);
        if !alone.leaks.is_empty() {
            return Err(Failed::Leaks(Box::new(protected.release), alone));
        }
        if self.past.is_empty() {
            return Ok(protected);
        }
        let mut protected = protected;
        let mut together = joint(self.past, &protected.release, counts);
        if !together.leaks.is_empty() && self.options.protect_against_past {
            let mut asked = Asked::by(self.past, &protected.release, counts);
            asked.only_whether = self.only_whether;
            let in_short = Attempt { options: &self.in_short(), ..*self };
            for _ in 0..ROUNDS {
                protected = in_short.with(design, counts, &asked)?;
                together = joint(self.past, &protected.release, counts);
                let leaking = together.leaks.iter().filter(|leak| !leak.key.is_empty());
                let leaking = leaking.map(|leak| {
                    let of = self.past.get(leak.release).copied().unwrap_or(&protected.release);
                    (of, &leak.key, leak.what.is_of_an_amount())
                });
                if together.leaks.is_empty() || !asked.more(leaking, &protected.release) {
                    break;
                }
            }
        }
        match together.leaks.is_empty() {
            true => Ok(protected),
            false => Err(Failed::WithPast(Box::new(protected.release), together)),
        }
    }

    /// The options for what is done many times over.
    fn in_short(&self) -> Options {
        Options { patience: Patience::Short, ..self.options.clone() }
    }

    fn with(&self, design: &Design, counts: &Counts, asked: &Asked) -> Result<Protected, Failed> {
        let protected = protect(self.about.clone(), design, counts, asked, self.options);
        match protected.lost.is_empty() {
            true => Ok(protected),
            false => Err(Failed::Lost(Box::new(protected.release), protected.lost)),
        }
    }
}

fn joint(past: &[&Release], release: &Release, counts: &Counts) -> Audit {
    let all: Vec<&Release> = past.iter().copied().chain([release]).collect();
    let mut knowing = audit_knowing(&all, counts);
    knowing.leaks.extend(audit(&all).leaks);
    knowing
}

fn in_order(releases: &mut [&Release]) {
    releases.sort_by(|a, b| (a.about.as_of, &a.about.name).cmp(&(b.about.as_of, &b.about.name)));
}

/// That the audit of certain releases found no leak; worth keeping.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// SHA-256 of the texts in the order of their names.
    texts: [u8; 32],
}

/// Audits all releases of a site together.
///
/// # Errors
/// Every leak and contradiction.
pub fn audit_all(releases: Vec<Release>) -> Result<Vec<AuditedRelease>, Vec<Diagnostic>> {
    audit_verdict(&releases)?;
    Ok(releases.into_iter().map(AuditedRelease::of).collect())
}

/// As [`audit_all`], for a caller that keeps the verdict.
///
/// # Errors
/// Every leak and contradiction.
pub fn audit_verdict(releases: &[Release]) -> Result<Verdict, Vec<Diagnostic>> {
    let mut all: Vec<&Release> = releases.iter().collect();
    in_order(&mut all);
    let audit = audit(&all);
    match audit.leaks.is_empty() {
        true => Ok(Verdict { texts: digest(releases) }),
        false => Err(problems::leaks(&all, &audit)),
    }
}

/// The releases that a verdict is about; `None` if it is about others.
pub fn accept(releases: Vec<Release>, verdict: &Verdict) -> Option<Vec<AuditedRelease>> {
    (digest(&releases) == verdict.texts)
        .then(|| releases.into_iter().map(AuditedRelease::of).collect())
}

fn digest(releases: &[Release]) -> [u8; 32] {
    let mut texts: Vec<(&str, String)> = releases
        .iter()
        .map(|release| (release.about.name.as_str(), text::write(release)))
        .collect();
    texts.sort();
    let mut digest = Sha256::new();
    for (name, text) in texts {
        digest.update((name.len() as u64).to_le_bytes());
        digest.update(name);
        digest.update((text.len() as u64).to_le_bytes());
        digest.update(text);
    }
    digest.finalize().into()
}
