//! What there is before anything is read: the sources as the file system shows them, the output folder, and what
//! the last build left to know of it.

use std::path::{Path, PathBuf};

use super::{
    Options,
    cache::Whole,
    known::Inputs,
    output::{Claimed, Seen},
    standing::Standing,
    store::{self, Values},
};
use crate::{
    content::{
        files::{self, FoundFile},
        stat::{Clock, Stat},
    },
    diagnostic::Diagnostic,
    digest::Digest,
};

/// The sources as the file system shows them, before any is read.
pub struct Looked {
    /// The files of `content/`.
    pub found: Vec<FoundFile>,
    pub clock: Clock,
    pub inputs: Inputs,
    pub problems: Vec<Diagnostic>,
}

pub fn sources(options: &Options) -> Looked {
    let clock = Clock::now();
    let mut problems = Vec::new();
    let found = files::list(&options.root, "content", &mut problems);
    // What is wrong there is told when the theme is read, if it is of the theme that is used.
    let mut of_other_themes = Vec::new();
    let of_themes = files::list(&options.root, "themes", &mut of_other_themes);
    let inputs = match problems.is_empty() && of_other_themes.is_empty() {
        true => {
            let files: Vec<&FoundFile> = found.iter().chain(&of_themes).collect();
            Inputs::new(options, &files, clock)
        }
        false => Inputs { all: None, rest: None },
    };
    Looked { found, clock, inputs, problems }
}

/// What the last build left to know of the output folder, read when it is asked for.
struct Left {
    /// The file of its cache.
    file: PathBuf,
    last: Option<Whole>,
    /// `None` as long as it has not been read.
    kept: Option<(Values, Option<Standing>)>,
}

/// The output folder and what the last build left to know of it.
pub struct Opened {
    seen: Seen,
    left: Left,
}

/// The cache of an output folder.
#[derive(Default)]
pub struct Kept {
    pub file: PathBuf,
    pub values: Values,
    /// The policies of the last build.
    pub standing: Option<Standing>,
}

/// Sources and output. The output is refused if it must not be written to.
pub fn look(options: &Options) -> (Looked, Result<Opened, Diagnostic>) {
    let root = &options.root;
    let out = options.out.clone().unwrap_or_else(|| root.join("public"));
    let claimed = match Claimed::new(&out, root) {
        Ok(claimed) => claimed,
        Err(problem) => return (sources(options), Err(problem)),
    };
    let mut left = Left::of(&claimed, root);
    let of_sources = || {
        let looked = sources(options);
        // What will be needed then is read while the other thread still looks at the output.
        if options.cache && left.same(looked.inputs.all).is_none() {
            left.read();
        }
        looked
    };
    let (looked, seen) = rayon::join(of_sources, || claimed.look());
    (looked, seen.map(|seen| Opened { seen, left }))
}

impl Left {
    fn of(claimed: &Claimed, root: &Path) -> Self {
        let file = store::of_output(root, claimed.folder(), "cache");
        let last = store::load(&last(&file)).flatten();
        Left { file, last, kept: None }
    }

    /// The last build, if it was made of the same.
    fn same(&self, inputs: Option<Digest>) -> Option<&Whole> {
        self.last.as_ref().filter(|last| Some(last.inputs) == inputs)
    }

    fn read(&mut self) {
        self.kept.get_or_insert_with(|| {
            let values = Values::open(&self.file);
            let standing = Standing::of(&values);
            (values, standing)
        });
    }
}

/// The file that says what the last build was, beside its cache.
pub fn last(cache: &Path) -> PathBuf {
    cache.with_extension("last")
}

impl Opened {
    /// The last build, if this one would do the same and its output is as it left it.
    pub fn same(&self, inputs: Option<Digest>) -> Option<&Whole> {
        let last = self.left.same(inputs)?;
        let same = self.seen.files() == last.files && self.seen.sight() == Some(last.output);
        same.then_some(last)
    }

    /// Lets other builds write to the folder. Gives what it knew of it.
    pub fn close(self) -> Vec<(String, Stat)> {
        self.seen.close()
    }

    /// The folder and its cache.
    pub fn split(mut self) -> (Seen, Kept) {
        self.left.read();
        let Left { file, kept, .. } = self.left;
        let (values, standing) = kept.unwrap_or_default();
        (self.seen, Kept { file, values, standing })
    }
}
