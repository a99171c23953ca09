//! The policies of a site and the lists of them, seen through a reader that remembers what it was
//! asked for.
//!
//! There may be very many, so a page is not to be made again because some policy has changed, but
//! because one has that the page was made of. Nobody lists which those are: outside `portal` there is
//! no way to a policy but through a `Reader`.

use std::{
    collections::BTreeSet,
    fmt,
    ops::Range,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

use ahash::AHashSet;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{AgencyIx, Issuer, Listed, Lists, Policy, PolicyIx, PolicyList, Publication};
use crate::flat;

/// Every policy, in the order of the list of all, and the lists.
#[derive(Debug, Clone, Default)]
pub struct Policies {
    /// Empty where nobody has asked for a policy that is read when it is asked for.
    all: Vec<OnceLock<Arc<Policy>>>,
    outline: Outline,
    unread: Option<Unread>,
}

/// Which policies there are and in which lists they stand, without what they say.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Outline {
    /// By number; none where every policy has been read.
    pub cards: Arc<[Card]>,
    /// The issuers of the policies, each once, by name.
    issuers: Arc<[Issuer]>,
    lists: Arc<Lists>,
    /// The files that policies link to, by their numbers in the portal.
    files: Arc<[usize]>,
}

/// What others than its own page say of a policy without reading it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    pub id: Arc<str>,
    pub publication: Publication,
    #[serde(with = "super::moments::day")]
    pub updated: Option<Date>,
}

/// Reads a policy when it is asked for.
#[derive(Clone)]
pub struct Unread(Arc<ReadPolicy>);

type ReadPolicy = dyn Fn(PolicyIx, &Card) -> Policy + Send + Sync;

impl Unread {
    pub fn new(read: impl Fn(PolicyIx, &Card) -> Policy + Send + Sync + 'static) -> Self {
        Unread(Arc::new(read))
    }
}

impl fmt::Debug for Unread {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("…")
    }
}

/// What of the policies a reader was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Which policies there are, and what the card of each says.
    Cards,
    /// The names of the issuers.
    Issuers,
    /// Which lists there are and how many policies each has.
    Totals,
    /// One policy.
    Policy(PolicyIx),
    /// What lists say of a policy, and its id.
    Listed(PolicyIx),
    /// Which policies stand before and after one in the list of all.
    Around(PolicyIx),
    /// Which policies stand at these positions of a list.
    Members(PolicyList, usize, usize),
    /// Which are the newest policies that name an agency, at most so many.
    OfAgency(AgencyIx, usize),
}

/// Gives policies and remembers which.
#[derive(Debug, Clone)]
pub struct Reader<'p> {
    policies: &'p Policies,
    parts: Arc<Mutex<Vec<Part>>>,
}

impl Policies {
    /// `all` is newest first; undated ones last, then by id.
    pub fn new<P: Into<Arc<Policy>>>(all: impl IntoIterator<Item = P>, agencies: usize) -> Self {
        let all: Vec<Arc<Policy>> = all.into_iter().map(Into::into).collect();
        let names: AHashSet<&Arc<str>> =
            all.iter().filter_map(|policy| policy.issuer.as_ref()).collect();
        let mut issuers: Vec<Issuer> =
            names.into_iter().map(|name| Issuer::new(name.clone())).collect();
        issuers.sort_unstable();
        let issuers: Arc<[Issuer]> = issuers.into();
        let lists = Lists::new(&all, &issuers, agencies).into();
        let outline = Outline { issuers, lists, ..Outline::default() };
        Policies { all: all.into_iter().map(OnceLock::from).collect(), outline, unread: None }
    }

    /// Policies that are read when they are asked for.
    pub fn unread(outline: Outline, unread: Unread) -> Self {
        let all = outline.cards.iter().map(|_| OnceLock::new()).collect();
        Policies { all, outline, unread: Some(unread) }
    }

    /// Which there are, without what they say.
    pub fn outline(&self) -> Outline {
        let cards = (0..self.all.len()).map(|ix| self.card(ix)).collect();
        Outline { cards, ..self.outline.clone() }
    }

    /// The files that policies link to, by their numbers in the portal.
    pub fn files(&self) -> impl Iterator<Item = usize> {
        self.outline.files.iter().copied()
    }

    /// Adds files that policies link to.
    pub(in crate::portal) fn add_files(&mut self, files: impl IntoIterator<Item = usize>) {
        let all: BTreeSet<usize> = self.files().chain(files).collect();
        self.outline.files = all.into_iter().collect();
    }

    /// A policy, which is read if it has not been.
    pub(in crate::portal) fn policy(&self, ix: PolicyIx) -> &Arc<Policy> {
        self.all[ix].get_or_init(|| match (&self.unread, self.outline.cards.get(ix)) {
            (Some(unread), Some(card)) => Arc::new(unread.0(ix, card)),
            _ => unreachable!("a policy is there or can be read"),
        })
    }

    pub(in crate::portal) fn iter(&self) -> impl Iterator<Item = &Arc<Policy>> {
        (0..self.all.len()).map(|ix| self.policy(ix))
    }

    /// A policy, if it has been read.
    pub fn if_read(&self, ix: PolicyIx) -> Option<&Policy> {
        self.all[ix].get().map(|policy| &**policy)
    }

    /// Puts a policy in the place of one that stands in the same lists.
    pub(in crate::portal) fn put(&mut self, ix: PolicyIx, policy: Arc<Policy>) {
        self.all[ix] = policy.into();
    }

    /// A policy, to be changed; nobody else sees the change.
    pub(in crate::portal) fn change(&mut self, ix: PolicyIx) -> &mut Policy {
        self.policy(ix);
        Arc::make_mut(self.all[ix].get_mut().expect("it has just been read"))
    }

    fn id(&self, ix: PolicyIx) -> &Arc<str> {
        match (self.outline.cards.get(ix), self.all[ix].get()) {
            (Some(card), _) => &card.id,
            (None, Some(policy)) => &policy.id,
            (None, None) => &self.policy(ix).id,
        }
    }

    /// What the list of all says of a policy.
    pub fn card(&self, ix: PolicyIx) -> Card {
        let of = |policy: &Policy| Card {
            id: policy.id.clone(),
            publication: policy.publication,
            updated: policy.updated,
        };
        match (self.all[ix].get(), self.outline.cards.get(ix)) {
            (None, Some(card)) => card.clone(),
            _ => of(self.policy(ix)),
        }
    }

    /// A reader that has not been asked for anything.
    pub fn reader(&self) -> Reader<'_> {
        Reader { policies: self, parts: Arc::default() }
    }

    /// The ids, in the order of the list of all.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.all.len()).map(|ix| &**self.id(ix))
    }

    /// Adds to `shape` what a part says of which policies there are, without what they say: with their
    /// ids, so that their numbers may change. Of one policy that is nothing.
    pub fn shape(&self, part: Part, shape: &mut Vec<u8>) {
        let mut put = |text: &str| {
            shape.extend_from_slice(&(text.len() as u32).to_le_bytes());
            shape.extend_from_slice(text.as_bytes());
        };
        match part {
            Part::Policy(_) | Part::Listed(_) => {}
            Part::Cards => {
                // A list of texts and days can always be written.
                let cards = flat::write(&self.outline().cards).unwrap_or_default();
                shape.extend_from_slice(&cards);
            }
            Part::Issuers => self.outline.issuers.iter().for_each(|issuer| put(&issuer.name)),
            Part::Totals => {
                for (list, members) in self.outline.lists.iter() {
                    put(&self.name(list));
                    put(&members.len().to_string());
                }
            }
            Part::Around(ix) => {
                let is_there = |ix: &PolicyIx| *ix < self.all.len();
                for ix in [ix.checked_sub(1), Some(ix + 1).filter(is_there)] {
                    put(ix.map_or("", |ix| self.id(ix)));
                }
            }
            Part::Members(list, from, to) => {
                put(&self.name(list));
                let members = self.members(list, from..to);
                put(&members.len().to_string());
                members.iter().for_each(|&ix| put(self.id(ix)));
            }
            Part::OfAgency(agency, most) => {
                let members = self.of_agency(agency, most);
                put(&members.len().to_string());
                members.iter().for_each(|&ix| put(self.id(ix)));
            }
        }
    }

    fn members(&self, list: PolicyList, at: Range<usize>) -> &[PolicyIx] {
        let members = self.outline.lists.of(list);
        let end = at.end.min(members.len());
        &members[at.start.min(end)..end]
    }

    fn of_agency(&self, agency: AgencyIx, most: usize) -> &[PolicyIx] {
        let members = self.outline.lists.of_agency(agency);
        &members[..most.min(members.len())]
    }

    /// A list's name that stays when other issuers come and go.
    fn name(&self, list: PolicyList) -> String {
        match list {
            PolicyList::Issuer(ix) => {
                self.outline.issuers.get(ix).map_or("", |one| &*one.name).to_owned()
            }
            other => format!("{other:?}"),
        }
    }
}

impl<'p> Reader<'p> {
    fn lock(&self) -> MutexGuard<'_, Vec<Part>> {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, part: Part) {
        let mut parts = self.lock();
        if !parts.contains(&part) {
            parts.push(part);
        }
    }

    /// Notes parts that something was made of before.
    pub fn note_all(&self, parts: &[Part]) {
        parts.iter().for_each(|&part| self.note(part));
    }

    /// What `make` gives, and the parts that it asked for.
    pub fn apart<T>(&self, make: impl FnOnce() -> T) -> (T, Vec<Part>) {
        let before = std::mem::take(&mut *self.lock());
        let made = make();
        let parts = std::mem::replace(&mut *self.lock(), before);
        self.note_all(&parts);
        (made, parts)
    }

    /// What it was asked for so far, each part once.
    pub fn parts(&self) -> Vec<Part> {
        self.lock().clone()
    }

    pub fn get(&self, ix: PolicyIx) -> &'p Policy {
        self.note(Part::Policy(ix));
        self.policies.policy(ix)
    }

    /// What lists say of a policy.
    pub fn listed(&self, ix: PolicyIx) -> Listed<'p> {
        self.note(Part::Listed(ix));
        self.policies.policy(ix).listed()
    }

    /// The id of a policy, which need not be read for that.
    pub fn id(&self, ix: PolicyIx) -> &'p str {
        // Who asked for all cards has it from there.
        if !self.lock().contains(&Part::Cards) {
            self.note(Part::Listed(ix));
        }
        self.policies.id(ix)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.note(Part::Cards);
        self.policies.all.len()
    }

    /// What the list of all says of a policy, whatever policies there are.
    pub fn card(&self, ix: PolicyIx) -> Card {
        self.note(Part::Cards);
        self.policies.card(ix)
    }

    /// The next newer one in the list of all.
    pub fn newer(&self, ix: PolicyIx) -> Option<PolicyIx> {
        self.note(Part::Around(ix));
        ix.checked_sub(1)
    }

    /// The next older one in the list of all.
    pub fn older(&self, ix: PolicyIx) -> Option<PolicyIx> {
        self.note(Part::Around(ix));
        Some(ix + 1).filter(|&ix| ix < self.policies.all.len())
    }

    pub fn issuer(&self, ix: usize) -> &'p Issuer {
        self.note(Part::Issuers);
        &self.policies.outline.issuers[ix]
    }

    /// The list of the policies of an issuer.
    pub fn list_of_issuer(&self, name: &str) -> Option<PolicyList> {
        self.note(Part::Issuers);
        let issuers = &self.policies.outline.issuers;
        let ix = issuers.binary_search_by(|issuer| (*issuer.name).cmp(name)).ok()?;
        Some(PolicyList::Issuer(ix))
    }

    /// Every list that has an entry, and the list of all; with how many policies each has.
    pub fn lists(&self) -> impl Iterator<Item = (PolicyList, usize)> {
        self.note(Part::Totals);
        self.policies.outline.lists.iter().map(|(list, members)| (list, members.len()))
    }

    /// How many policies a list has.
    pub fn total(&self, list: PolicyList) -> usize {
        self.note(Part::Totals);
        self.policies.outline.lists.of(list).len()
    }

    /// How many pages a list fills; at least one.
    pub fn pages(&self, list: PolicyList, page_size: usize) -> usize {
        self.total(list).div_ceil(page_size).max(1)
    }

    /// The policies at some positions of a list, as far as it goes; newest first.
    pub fn members(&self, list: PolicyList, at: Range<usize>) -> &'p [PolicyIx] {
        self.note(Part::Members(list, at.start, at.end));
        self.policies.members(list, at)
    }

    /// The newest policies that name an agency, at most `most` of them.
    pub fn of_agency(&self, agency: AgencyIx, most: usize) -> &'p [PolicyIx] {
        self.note(Part::OfAgency(agency, most));
        self.policies.of_agency(agency, most)
    }
}
