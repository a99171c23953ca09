//! A site that is edited at random, built after every edit and held against a clean build.

use std::{fs, path::Path};

use weibao::{build, diagnostic::Code};

use super::{
    corpus, edits,
    files::{Tree, difference, tree},
    random::Random,
    tamper,
};
use crate::site::Site;

pub struct Sequence {
    pub site: Site,
    pub options: build::Options,
    pub random: Random,
    /// Counts what was made up, so that it is new.
    pub made_up: usize,
    /// What was done, for the message of a failure.
    log: Vec<String>,
    /// How files were before the last edit: `None` where there was none.
    undo: Vec<(String, Option<Vec<u8>>)>,
}

impl Sequence {
    pub fn new(seed: u64) -> Self {
        let site = corpus::quick_site();
        let mut random = Random::new(seed);
        if !random.once_in(10) {
            // To draw pictures takes most of the time of a build; some sequences do without.
            site.remove("content/campaigns/home.md");
            site.remove("content/campaigns/school.md");
        }
        let options = corpus::options(&site);
        Sequence { site, options, random, made_up: 0, log: Vec::new(), undo: Vec::new() }
    }

    /// Makes some edits, with a build after each. Tells what is wrong, if anything is.
    pub fn run(&mut self) -> Result<(), String> {
        let mut builds = self.build_and_compare()?;
        for _ in 0..4 + self.random.below(3) {
            // A broken site mostly is mended at once, so that what follows is seen.
            if !builds && !self.random.once_in(4) {
                self.change_back();
            } else {
                self.edit();
            }
            builds = self.build_and_compare()?;
        }
        Ok(())
    }

    fn edit(&mut self) {
        self.forget();
        let what = match self.random.below(8) {
            0 => tamper::output(self),
            1 => tamper::around(self),
            _ => edits::edit(self),
        };
        self.log.push(what);
        // Often two things have changed since the last build.
        if self.random.once_in(4) {
            let what = edits::edit(self);
            self.log.push(format!("and {what}"));
        }
    }

    /// Undoes the last edit of a source.
    fn change_back(&mut self) {
        self.log.push("changed back".to_owned());
        for (path, bytes) in std::mem::take(&mut self.undo).into_iter().rev() {
            match bytes {
                Some(bytes) => self.site.write(&path, bytes),
                None => self.site.remove(&path),
            }
        }
    }

    /// Takes no more note of what was edited so far.
    pub fn forget(&mut self) {
        self.undo.clear();
    }

    /// The sources that were edited since.
    pub fn touched(&self) -> impl Iterator<Item = &str> {
        self.undo.iter().map(|(path, _)| path.as_str())
    }

    /// Takes note of a source that is about to change, so that it can be changed back.
    pub fn note(&mut self, path: &str) {
        let bytes = fs::read(self.site.root().join(path)).ok();
        self.undo.push((path.to_owned(), bytes));
    }

    /// Writes a source, or removes it.
    pub fn put(&mut self, path: &str, bytes: Option<Vec<u8>>) {
        self.note(path);
        match bytes {
            Some(bytes) => self.site.write(path, bytes),
            None => self.site.remove(path),
        }
    }

    /// Whether the site could be built.
    fn build_and_compare(&mut self) -> Result<bool, String> {
        let public = self.site.public();
        let before = tree(&public);
        let (summary, told) = build::build(&self.options, &|_, _| {});
        if told.iter().any(|one| one.code == Code::OutputUnsafe) {
            return self.refused(&before);
        }
        let built = summary.is_some();
        if built && self.random.once_in(4) {
            let (again, told_again) = build::build(&self.options, &|_, _| {});
            let did = again.as_ref().map(|did| did.made + did.written + did.removed);
            if did != Some(0) || told != told_again {
                let both = [format!("{again:?}"), format!("{told:?}"), format!("{told_again:?}")];
                return Err(self.failure("a second build did something", &both));
            }
        }
        let clean = self.site.root().join("clean");
        let clean_options = build::Options {
            root: self.site.root(),
            out: Some(clean.clone()),
            site: self.options.site.clone(),
            take: self.options.take.clone(),
            cache: false,
            ..self.options
        };
        let (clean_summary, clean_told) =
            corpus::without_store(&self.options.root, || build::build(&clean_options, &|_, _| {}));
        if told != clean_told || built != clean_summary.is_some() {
            let both = [format!("told: {told:?}"), format!("a clean build: {clean_told:?}")];
            return Err(self.failure("ended otherwise than a clean build", &both));
        }
        let different = difference(&tree(&public), &if built { tree(&clean) } else { before });
        remove(&clean);
        match different.is_empty() {
            true => Ok(built),
            false if built => Err(self.failure("public/ is not that of a clean build", &different)),
            false => Err(self.failure("a failed build changed public/", &different)),
        }
    }

    /// Where both the manifest and the store are gone, nothing tells that the folder is weibao's: it
    /// is refused, and somebody has to take it away.
    fn refused(&mut self, before: &Tree) -> Result<bool, String> {
        let public = self.site.public();
        let manifest = fs::read(public.join("manifest.json")).unwrap_or_default();
        let is_whole = serde_json::from_slice::<serde_json::Value>(&manifest).is_ok();
        let different = difference(&tree(&public), before);
        if is_whole || !different.is_empty() {
            return Err(self.failure("the output is refused", &different));
        }
        self.log.push("public/ taken away".to_owned());
        remove(&public);
        self.build_and_compare()
    }

    fn failure(&self, what: &str, details: &[String]) -> String {
        format!("{what}\n  {}\nafter\n  {}", details.join("\n  "), self.log.join("\n  "))
    }
}

/// Removes whatever is there.
pub fn remove(path: &Path) {
    let folder = path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir());
    let _ = if folder { fs::remove_dir_all(path) } else { fs::remove_file(path) };
}
