//! The policies of the last build as they stood, for a build in which nothing has changed but what a few of
//! them say.
//!
//! Then each stands where it stood, in the same lists; all but the edited ones say what they said, and are
//! read only if a page that has to be made shows them. What a build is spared by that is nine tenths of
//! reading and resolving. Wherever more may have changed the site is read and resolved as a whole.

use std::sync::{Arc, Mutex, PoisonError};

use ahash::AHashMap;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    Options,
    keep::{PATCHES, STANDING},
    known::{Edited, Inputs, policy_in, policy_of},
    store::Values,
};
use crate::{
    content::{
        self, Shelved,
        files::FoundFile,
        pages::{self, PolicyFront},
        stat::{Clock, Stat},
    },
    diagnostic::Diagnostic,
    digest::{self, Digest},
    flat,
    portal::{Outline, Policies, Policy, PolicyIx, resolve},
};

/// What is kept of the policies.
#[derive(Debug, Serialize, Deserialize)]
pub struct Standing {
    /// Of all that went into the build beside the files of policies.
    rest: Digest,
    /// What there was to tell of these files.
    told: Vec<Diagnostic>,
    /// In the order in which the files are found.
    files: Vec<File>,
    outline: Outline,
}

/// What a few edits change of it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Changes {
    told: Vec<Diagnostic>,
    /// By their places in `Standing::files`.
    files: Vec<(u32, File)>,
}

/// The file of a policy.
#[derive(Debug, Serialize, Deserialize)]
struct File {
    which: Which,
    /// `None` where it could have changed without that showing.
    stat: Option<Stat>,
    /// Of the title.
    #[serde(with = "flat::fixed")]
    title: Digest,
    /// What `Policy::place` gave.
    #[serde(with = "flat::fixed")]
    place: Digest,
    /// Of what lists say.
    #[serde(with = "flat::fixed")]
    listed: Digest,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
enum Which {
    Out(u32),
    /// A draft, or one of a later day.
    HeldBack(Box<str>),
}

/// The policies of today, where they stand as they stood.
pub struct Edits<'s> {
    standing: &'s Standing,
    /// What is to be read: the edited policies and all that is none.
    pub found: Vec<FoundFile>,
    /// Whether each policy was edited, by number.
    pub edited: Vec<bool>,
    /// The stats of the policies' files, by number.
    pub stats: Vec<Option<Stat>>,
    changed: Changed,
}

/// Files that are not what they were when the build began.
type Changed = Arc<Mutex<Vec<Diagnostic>>>;

/// Up to how many edited policies are looked at one by one, and one in how many of all.
const FEW: usize = 16;
const ONE_IN: usize = 32;
/// As for edited ones: pages that are no policies and are parsed again.
const OTHERS: usize = 32;

impl Standing {
    /// What is to be kept of the policies of this build, whose files were found at `clock`. `told` is what
    /// there was to tell of the sources; `before` is of the last build, if the policies stand as they stood.
    pub fn new(
        found: &[FoundFile],
        clock: Clock,
        rest: Digest,
        policies: &Policies,
        told: &[Diagnostic],
        before: Option<&Standing>,
    ) -> Self {
        let numbers: AHashMap<&str, u32> = match before {
            Some(_) => AHashMap::new(),
            None => policies.ids().zip(0..).collect(),
        };
        let files: Vec<(&FoundFile, &str)> =
            found.iter().filter_map(|file| Some((file, policy_of(file)?))).collect();
        let file = |(at, (file, id)): (usize, &(&FoundFile, &str))| {
            let before = before.and_then(|before| before.files.get(at));
            let which = match (before, numbers.get(id)) {
                (Some(before), _) => before.which.clone(),
                (None, Some(&number)) => Which::Out(number),
                (None, None) => Which::HeldBack((*id).into()),
            };
            File::new(file, clock, which, policies, before)
        };
        Standing {
            rest,
            told: of_policies(told),
            files: files.par_iter().enumerate().map(file).collect(),
            outline: policies.outline(),
        }
    }

    /// The policies of the last build, by what its file has. `None` if there is nothing or it is damaged.
    pub fn of(values: &Values) -> Option<Self> {
        let mut standing = values.value::<Option<Standing>>(STANDING)??;
        let mut patches = values.iter().skip(PATCHES);
        patches.try_for_each(|mut patch| standing.apply(patch.value()?))?;
        Some(standing)
    }

    /// `None` if the changes are of other policies.
    fn apply(&mut self, changes: Changes) -> Option<()> {
        self.told = changes.told;
        for (at, file) in changes.files {
            *self.files.get_mut(at as usize)? = file;
        }
        Some(())
    }

    /// What was edited, if nothing has changed but a few policies.
    pub fn edits(&self, found: &[FoundFile], inputs: Inputs, clock: Clock) -> Option<Edits<'_>> {
        if inputs.rest != Some(self.rest) {
            return None;
        }
        let cards = &self.outline.cards;
        let mut files = self.files.iter();
        let mut read = Vec::new();
        let (mut few, mut others) = (FEW + cards.len() / ONE_IN, OTHERS + cards.len() / ONE_IN);
        let mut edited = vec![false; cards.len()];
        let mut stats = vec![None; cards.len()];
        for file in found {
            let Some(id) = policy_of(file) else {
                if file.path.ends_with(".md") {
                    others = others.checked_sub(1)?;
                }
                read.push(file.clone());
                continue;
            };
            let before = files.next()?;
            let stat = settled(file, clock);
            let is_same = stat.is_some() && stat == before.stat;
            match &before.which {
                Which::Out(number) if *cards.get(*number as usize)?.id == *id => {
                    stats[*number as usize] = stat;
                    edited[*number as usize] = !is_same;
                    if !is_same {
                        few = few.checked_sub(1)?;
                        read.push(file.clone());
                    }
                }
                Which::HeldBack(held) if **held == *id && is_same => {}
                _ => return None,
            }
        }
        let is_whole = files.next().is_none();
        let changed = Changed::default();
        is_whole.then_some(Edits { standing: self, found: read, edited, stats, changed })
    }
}

impl File {
    /// `before` is of the last build, if the policies stand as they stood.
    fn new(
        file: &FoundFile,
        clock: Clock,
        which: Which,
        policies: &Policies,
        before: Option<&File>,
    ) -> Self {
        let policy = match which {
            Which::Out(number) => policies.if_read(number as usize),
            Which::HeldBack(_) => None,
        };
        let said = policy.map(|policy| (title(policy), policy.place(), listed(policy)));
        let before = || before.map(|before| (before.title, before.place, before.listed));
        let (title, place, listed) = said.or_else(before).unwrap_or_default();
        File { which, stat: settled(file, clock), title, place, listed }
    }
}

impl Edits<'_> {
    /// What is to be kept of them, where the outline of the policies is as it was. The other arguments are
    /// those of `Standing::new`.
    pub fn changes(&self, clock: Clock, policies: &Policies, told: &[Diagnostic]) -> Changes {
        let files = self.standing.files.iter().zip(0..);
        // They were found in this order.
        let mut found = self.found.iter().filter(|file| policy_of(file).is_some());
        let edited = files.filter(|(file, _)| match file.which {
            Which::Out(number) => self.edited[number as usize],
            Which::HeldBack(_) => false,
        });
        let now = |(before, at): (&File, u32)| {
            Some((
                at,
                File::new(found.next()?, clock, before.which.clone(), policies, Some(before)),
            ))
        };
        Changes { told: of_policies(told), files: edited.filter_map(now).collect() }
    }

    /// The policies, to be resolved with.
    pub fn policies(&self, options: &Options, clock: Clock) -> resolve::Standing {
        let files = self.standing.files.iter();
        let held_back = files.filter_map(|file| match &file.which {
            Which::HeldBack(id) => Some(id.clone()),
            Which::Out(_) => None,
        });
        let (root, changed) = (options.root.clone(), self.changed.clone());
        let stats = self.stats.clone();
        let read = move |ix: PolicyIx, id: &str| {
            let mut file = FoundFile::of_name(&root, &resolve::policy_file(id));
            let parsed = content::read_policy(&file, clock);
            // What was read is what was found if the file is still as it was found.
            let is_found = file.look_again() && file.stat == stats[ix];
            let page = parsed.page.filter(|_| is_found);
            let page = page.as_ref().and_then(PolicyFront::fetch);
            if page.is_none() {
                let mut changed = changed.lock().unwrap_or_else(PoisonError::into_inner);
                changed.push(pages::changed(&file.name));
            }
            page
        };
        resolve::Standing {
            outline: self.standing.outline.clone(),
            held_back: held_back.collect(),
            read: Arc::new(read),
        }
    }

    /// Whether the edited policies stand where they stood, with a title that no other has.
    pub fn stand(&self, policies: &Policies) -> bool {
        let files = &self.standing.files;
        files.iter().all(|file| {
            let Which::Out(number) = file.which else { return true };
            let ix: PolicyIx = number as usize;
            if !self.edited[ix] {
                return true;
            }
            let Some(policy) = policies.if_read(ix) else { return false };
            let title = title(policy);
            let is_new = || files.iter().all(|other| other.title != title);
            policy.place() == file.place && (title == file.title || is_new())
        })
    }

    /// What was edited, by the policies as they are now.
    pub fn of(&self, policies: &Policies) -> Edited {
        let edited = self.edited.iter().zip(&*self.standing.outline.cards).enumerate();
        let mut edited = edited.filter(|(_, (edited, _))| **edited);
        let cards = edited.any(|(ix, (_, before))| policies.card(ix) != *before);
        let mut of_lists = vec![false; self.edited.len()];
        for file in &self.standing.files {
            if let Which::Out(number) = file.which
                && let ix = number as usize
                && self.edited[ix]
            {
                let policy = policies.if_read(ix);
                of_lists[ix] = policy.is_none_or(|policy| listed(policy) != file.listed);
            }
        }
        Edited { policies: self.edited.clone(), listed: of_lists, cards }
    }

    /// What there was to tell of the policies that were not edited.
    pub fn told(&self) -> impl Iterator<Item = &Diagnostic> {
        let is_read = |name: &str| self.found.iter().any(|file| *file.name == *name);
        let told = self.standing.told.iter();
        told.filter(move |one| one.place.as_ref().is_some_and(|place| !is_read(&place.file)))
    }

    /// Files that were read since and are not what they were.
    pub fn changed(&self) -> Vec<Diagnostic> {
        std::mem::take(&mut *self.changed.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub fn standing(&self) -> &Standing {
        self.standing
    }
}

/// What there is to tell of policies.
fn of_policies(told: &[Diagnostic]) -> Vec<Diagnostic> {
    let is_of_policy =
        |one: &&Diagnostic| one.place.as_ref().is_some_and(|at| policy_in(&at.file).is_some());
    told.iter().filter(is_of_policy).cloned().collect()
}

fn title(policy: &Policy) -> Digest {
    digest::of(policy.title.as_bytes())
}

fn listed(policy: &Policy) -> Digest {
    digest::of_value(&[], &policy.listed())
}

fn settled(file: &FoundFile, clock: Clock) -> Option<Stat> {
    file.stat.filter(|stat| stat.is_settled(clock))
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path, thread, time::Duration};

    use super::*;
    use crate::{content::files, portal::sample::policy};

    /// The files there, long enough after the last change.
    fn found(root: &Path) -> (Vec<FoundFile>, Clock) {
        thread::sleep(Duration::from_millis(25));
        let clock = Clock::now();
        (files::list(root, "content", &mut Vec::new()), clock)
    }

    fn write(root: &Path, file: &str, text: &str) {
        fs::write(root.join("content").join(file), text).expect("written");
    }

    /// A project with these files of content.
    fn project(files: &[&str]) -> tempfile::TempDir {
        let root = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(root.path().join("content/policies")).expect("a folder");
        files.iter().for_each(|file| write(root.path(), file, "1"));
        root
    }

    #[test]
    fn policies_stand_while_only_what_a_few_say_may_have_changed() {
        let root = project(&["site.toml", "policies/a.md", "policies/b.md", "policies/held.md"]);
        let root = root.path();
        let write = |file: &str, text: &str| write(root, file, text);
        let policies = Policies::new(["b", "a"].map(|id| policy(id, 2020)), 9);
        let (files, clock) = found(root);
        let rest = [1; 16];
        let standing = Standing::new(&files, clock, rest, &policies, &[], None);
        let edits = |rest| {
            let (files, clock) = found(root);
            let edits = standing.edits(&files, Inputs { all: None, rest }, clock)?;
            let read = edits.found.iter().map(|file| file.path.clone()).collect::<Vec<_>>();
            Some((edits.edited, read))
        };
        let read = |paths: &[&str]| paths.iter().map(|&path| path.to_owned()).collect::<Vec<_>>();
        assert_eq!(edits(Some(rest)), Some((vec![false, false], read(&["site.toml"]))));
        assert_eq!(edits(Some([2; 16])), None, "something else has changed");
        assert_eq!(edits(None), None, "something else may have changed");
        write("policies/a.md", "2");
        let one = (vec![false, true], read(&["policies/a.md", "site.toml"]));
        assert_eq!(edits(Some(rest)), Some(one), "by number: b is first");
        write("policies/c.md", "new");
        assert_eq!(edits(Some(rest)), None, "one more");
        fs::rename(root.join("content/policies/c.md"), root.join("content/policies/b.md"))
            .expect("renamed");
        assert!(edits(Some(rest)).is_some_and(|(edited, _)| edited == [true, true]));
        fs::remove_file(root.join("content/policies/a.md")).expect("removed");
        assert_eq!(edits(Some(rest)), None, "one less");
        write("policies/a.md", "3");
        assert!(edits(Some(rest)).is_some());
        write("policies/held.md", "2");
        assert_eq!(edits(Some(rest)), None, "what was held back may be out");
    }

    #[test]
    fn a_list_is_made_of_what_it_says_of_an_edited_policy() {
        let root = project(&["policies/a.md", "policies/b.md"]);
        let root = root.path();
        let (files, clock) = found(root);
        let policies = Policies::new(["b", "a"].map(|id| policy(id, 2020)), 9);
        let rest = [1; 16];
        let standing = Standing::new(&files, clock, rest, &policies, &[], None);
        write(root, "policies/a.md", "2");
        let (files, clock) = found(root);
        let inputs = Inputs { all: None, rest: Some(rest) };
        let edits = standing.edits(&files, inputs, clock).expect("one edit");
        let listed = |a: Policy| edits.of(&Policies::new([policy("b", 2020), a], 9)).listed;
        let a = || policy("a", 2020);
        assert_eq!(listed(a()), [false, false]);
        assert_eq!(
            listed(Policy { keywords: vec!["新".to_owned()].into(), ..a() }),
            [false, false]
        );
        for changed in [
            Policy { title: "新".into(), ..a() },
            Policy { description: "新".into(), ..a() },
            Policy { document_number: Some("新〔2020〕1号".into()), ..a() },
            Policy { validity: Some(crate::portal::Validity::Repealed), ..a() },
        ] {
            assert_eq!(listed(changed), [false, true]);
        }
    }
}
