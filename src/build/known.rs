//! What an artifact was made of, and whether all of that is as it was.
//!
//! While an artifact is made, its view notes which parts of the policies it was asked for; all else that
//! a site has counts as one part that every artifact is made of. A part is known by the stats of the files
//! it comes from and by the ids of the policies in it. So a later build can pass over an artifact without
//! looking at what it says. This may be too careful, never too bold: an artifact that is not passed over
//! is still not made if its inputs turn out to be the same.

use std::{borrow::Cow, sync::OnceLock};

use ahash::AHashMap;
use rayon::prelude::*;

use super::Options;
use crate::{
    content::{
        files::FoundFile,
        stat::{Clock, Stat},
    },
    digest::{self, Digest, Sum},
    portal::{Leaflet, Part, Policies, PolicyIx, PolicyList, Portal, Subject},
};

/// The folder of the files that are told apart; each is one policy.
const POLICIES: &str = "content/policies/";

/// The parts that an artifact was made of.
#[derive(Debug, Clone, PartialEq)]
pub struct MadeOf<'k> {
    /// As `encode` writes them.
    pub parts: Cow<'k, [u8]>,
    /// Of what they were.
    pub digest: Digest,
}

/// What was edited where all policies stand where they stood.
#[derive(Debug, Clone)]
pub struct Edited {
    /// Whether each policy was, by number.
    pub policies: Vec<bool>,
    /// Of each, whether what lists say of it has changed.
    pub listed: Vec<bool>,
    /// Whether the card of one has changed.
    pub cards: bool,
}

/// Digests of the files that go into a build, by what the file system tells of them. `None` where a file
/// could have changed without that showing.
#[derive(Debug, Clone, Copy)]
pub struct Inputs {
    /// Of all of them, and of the options.
    pub all: Option<Digest>,
    /// The same without the files of policies.
    pub rest: Option<Digest>,
}

impl Inputs {
    pub fn new(options: &Options, files: &[&FoundFile], clock: Clock) -> Self {
        let site = &options.site;
        let take = &options.take;
        let said = format!("{} {} {:?} {take:?}\n", site.as_of, site.drafts, site.base_url);
        let seen = |file: &&FoundFile| {
            let stat = file.stat.filter(|stat| stat.is_settled(clock))?;
            Some(Sum::of(digest::of_all([file.name.as_bytes(), &stat.bytes()])))
        };
        let all: Option<Sum> = files.par_iter().map(seen).sum();
        let rest: Option<Sum> =
            files.iter().filter(|file| policy_of(file).is_none()).map(seen).sum();
        let digest = |sum: Sum| digest::of_all([said.as_bytes(), &sum.digest()]);
        Inputs { all: all.map(digest), rest: rest.map(digest) }
    }
}

/// The id of the policy that a file is the text of.
pub fn policy_of(file: &FoundFile) -> Option<&str> {
    policy_in(&file.name)
}

/// The id of the policy whose text is in the file of this name.
pub fn policy_in(name: &str) -> Option<&str> {
    let id = name.strip_prefix(POLICIES)?.strip_suffix(".md")?;
    Some(id).filter(|id| !id.contains('/'))
}

/// The parts of a site as they are now.
pub struct Now<'p> {
    inputs: Inputs,
    policies: &'p Policies,
    /// The stat of the file of each policy, by its number; `None` where it cannot be believed.
    stats: Vec<Option<Stat>>,
    issuers: Digest,
    totals: Digest,
    /// Asked for by few artifacts, and by none in many builds.
    cards: OnceLock<Digest>,
}

impl<'p> Now<'p> {
    /// `stats` are those of the policies' files, by number; `None` where they cannot be believed.
    pub fn new(inputs: Inputs, portal: &'p Portal, stats: Vec<Option<Stat>>) -> Self {
        let policies = &portal.policies;
        let rest = inputs.rest.map(|rest| with_leaflets(rest, portal));
        Now {
            inputs: Inputs { rest, ..inputs },
            policies,
            stats,
            issuers: shape(policies, Part::Issuers),
            totals: shape(policies, Part::Totals),
            cards: OnceLock::new(),
        }
    }

    /// Digest of all that goes into the build.
    pub fn inputs(&self) -> Option<Digest> {
        self.inputs.all
    }

    /// Digest of these parts. `None` where one of them could have changed without showing.
    pub fn digest(&self, parts: impl IntoIterator<Item = Part>) -> Option<Digest> {
        digest::with_buffer(|bytes| {
            bytes.extend_from_slice(&self.inputs.rest?);
            for part in parts {
                match part {
                    Part::Cards => {
                        let cards = || shape(self.policies, Part::Cards);
                        bytes.extend_from_slice(self.cards.get_or_init(cards));
                    }
                    Part::Issuers => bytes.extend_from_slice(&self.issuers),
                    Part::Totals => bytes.extend_from_slice(&self.totals),
                    // What lists say is not told apart here: to know it the policy must be read.
                    Part::Policy(ix) | Part::Listed(ix) => {
                        bytes.extend_from_slice(&(*self.stats.get(ix)?)?.bytes());
                    }
                    Part::Around(_) | Part::Members(..) | Part::OfAgency(..) => {
                        self.policies.shape(part, bytes);
                    }
                }
            }
            Some(digest::of(bytes))
        })
    }

    /// What an artifact is made of whose view was asked for these parts.
    pub fn made_of(&self, parts: &[Part]) -> Option<MadeOf<'static>> {
        let digest = self.digest(parts.iter().copied())?;
        Some(MadeOf { parts: encode(parts).into(), digest })
    }
}

fn shape(policies: &Policies, part: Part) -> Digest {
    let mut shape = Vec::new();
    policies.shape(part, &mut shape);
    digest::of(&shape)
}

/// All that is no policy, with the leaflets: which there are may hang on which policies there are.
fn with_leaflets(rest: Digest, portal: &Portal) -> Digest {
    let is_of_policy = |leaflet: &Leaflet| matches!(leaflet.subject, Subject::Policy(_));
    match portal.leaflets.all.iter().any(is_of_policy) {
        true => digest::of_all(
            [rest.as_slice()].into_iter().chain(portal.policies.ids().map(str::as_bytes)),
        ),
        false => rest,
    }
}

/// From the numbers of policies in an earlier build to those of today.
pub struct Numbers {
    today: Vec<Option<u32>>,
}

impl Numbers {
    /// `before`: the ids of the policies of that build, by number.
    pub fn new(before: &[&str], policies: &Policies) -> Self {
        if policies.ids().eq(before.iter().copied()) {
            return Numbers { today: (0..before.len() as u32).map(Some).collect() };
        }
        let today: AHashMap<&str, u32> = policies.ids().zip(0..).collect();
        Numbers { today: before.par_iter().map(|id| today.get(id).copied()).collect() }
    }

    /// The same parts, by the numbers of today; `None` if one of them is no more.
    pub fn today(&self, parts: &[u8]) -> Option<Vec<Part>> {
        decode(parts)
            .map(|part| {
                Some(match part? {
                    Part::Policy(ix) => Part::Policy(self.of(ix)?),
                    Part::Listed(ix) => Part::Listed(self.of(ix)?),
                    Part::Around(ix) => Part::Around(self.of(ix)?),
                    other => other,
                })
            })
            .collect()
    }

    fn of(&self, ix: PolicyIx) -> Option<PolicyIx> {
        self.today.get(ix).copied().flatten().map(|ix| ix as usize)
    }
}

/// How a part begins; its kind is in the lowest bits.
const KIND_BITS: u32 = 3;

/// Length of a word.
const WORD: usize = 4;

/// In words: the kind of a part with a number, and others after it where one is not enough.
fn encode(parts: &[Part]) -> Vec<u8> {
    let mut words = Vec::with_capacity(parts.len() * WORD);
    let mut word = |word: u32| words.extend_from_slice(&word.to_le_bytes());
    for &part in parts {
        let mut put = |kind: u32, number: usize| word((number as u32) << KIND_BITS | kind);
        match part {
            Part::Cards => put(0, 0),
            Part::Issuers => put(1, 0),
            Part::Totals => put(2, 0),
            Part::Policy(ix) => put(3, ix),
            Part::Around(ix) => put(4, ix),
            Part::Listed(ix) => put(7, ix),
            Part::OfAgency(ix, most) => {
                put(6, ix);
                word(most as u32);
            }
            Part::Members(list, from, to) => {
                put(5, from);
                let (kind, number) = match list {
                    PolicyList::All => (0, 0),
                    PolicyList::Category(ix) => (1, ix),
                    PolicyList::Issuer(ix) => (2, ix),
                    PolicyList::Year(year) => (3, year as u16 as usize),
                };
                word(to as u32);
                word((number as u32) << KIND_BITS | kind);
            }
        }
    }
    words
}

/// The parts that words say; `None` in the place of one that is none.
fn decode(words: &[u8]) -> impl Iterator<Item = Option<Part>> {
    let split = |word: u32| (word & ((1 << KIND_BITS) - 1), (word >> KIND_BITS) as usize);
    let (words, _) = words.as_chunks::<WORD>();
    let mut words = words.iter().map(|word| u32::from_le_bytes(*word));
    let part = move |word: u32, words: &mut dyn Iterator<Item = u32>| {
        Some(match split(word) {
            (0, _) => Part::Cards,
            (1, _) => Part::Issuers,
            (2, _) => Part::Totals,
            (3, ix) => Part::Policy(ix),
            (4, ix) => Part::Around(ix),
            (5, from) => {
                let to = words.next()? as usize;
                let list = match split(words.next()?) {
                    (0, _) => PolicyList::All,
                    (1, ix) => PolicyList::Category(ix),
                    (2, ix) => PolicyList::Issuer(ix),
                    (_, year) => PolicyList::Year(year as u16 as i16),
                };
                Part::Members(list, from, to)
            }
            (6, ix) => Part::OfAgency(ix, words.next()? as usize),
            (_, ix) => Part::Listed(ix),
        })
    };
    std::iter::from_fn(move || words.next().map(|word| part(word, &mut words)))
}

impl MadeOf<'_> {
    /// Whether it was made of what one of the policies of these numbers says, where all policies stand where
    /// they stood.
    pub fn reads(&self, edited: &Edited) -> bool {
        let is = |edited: &[bool], ix: PolicyIx| edited.get(ix).is_none_or(|&edited| edited);
        decode(&self.parts).any(|part| match part {
            Some(Part::Policy(ix)) => is(&edited.policies, ix),
            Some(Part::Listed(ix)) => is(&edited.listed, ix),
            Some(Part::Cards) => edited.cards,
            Some(_) => false,
            None => true,
        })
    }
}

/// The believable stats of the policies' files, by the numbers of the policies.
pub fn stats(found: &[FoundFile], clock: Clock, policies: &Policies) -> Vec<Option<Stat>> {
    let stat = |file: &FoundFile| file.stat.filter(|stat| stat.is_settled(clock));
    let files = found.iter().filter_map(|file| Some((policy_of(file)?, stat(file)?)));
    let by_id: AHashMap<&str, Stat> = files.collect();
    policies.ids().map(|id| by_id.get(id).copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_remembered_as_they_were() {
        let parts = [
            Part::Cards,
            Part::Issuers,
            Part::Totals,
            Part::Policy(99_999),
            Part::Listed(5),
            Part::Around(3),
            Part::Members(PolicyList::All, 0, 20),
            Part::Members(PolicyList::Category(7), 20, 40),
            Part::Members(PolicyList::Issuer(16), 99_980, 100_000),
            Part::Members(PolicyList::Year(2015), 0, 5),
            Part::Members(PolicyList::Year(-1), 0, 5),
            Part::OfAgency(3, 20),
        ];
        assert_eq!(
            decode(&encode(&parts)).collect::<Option<Vec<_>>>().as_deref(),
            Some(&parts[..])
        );
    }
}
