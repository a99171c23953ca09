//! What there is before anything is read: the sources as the file system shows them, the output folder, and what
//! the last build left to know of it.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use super::{
    Options,
    cache::{Cache, Whole},
    known::Inputs,
    output::{Claimed, Output, Seen},
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

/// What the last build left to know of the output folder: values of its cache, of which each is read only if
/// it is needed.
struct Left {
    /// The file of the cache.
    file: PathBuf,
    /// What of it has not been read; `None` where there is nothing.
    values: Option<Values<File>>,
    whole: Option<Whole>,
    /// `None` as long as it has not been read.
    standing: Option<Option<Standing>>,
}

/// The output folder and what the last build left to know of it.
pub struct Opened {
    seen: Seen,
    left: Left,
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
            left.read_standing();
        }
        looked
    };
    let (looked, seen) = rayon::join(of_sources, || claimed.look());
    (looked, seen.map(|seen| Opened { seen, left }))
}

impl Left {
    fn of(claimed: &Claimed, root: &Path) -> Self {
        let file = store::of_output(root, claimed.folder(), "cache");
        let mut values = Values::open(&file);
        let whole = values.as_mut().and_then(Values::next).unwrap_or_default();
        Left { file, values, whole, standing: None }
    }

    /// The last build, if it was made of the same.
    fn same(&self, inputs: Option<Digest>) -> Option<&Whole> {
        self.whole.as_ref().filter(|whole| Some(whole.inputs) == inputs)
    }

    fn read_standing(&mut self) -> &mut Option<Standing> {
        let values = &mut self.values;
        self.standing.get_or_insert_with(|| values.as_mut().and_then(Values::next).flatten())
    }
}

impl Opened {
    /// The last build, if this one would do the same and its output is as it left it.
    pub fn same(&self, inputs: Option<Digest>) -> Option<&Whole> {
        let whole = self.left.same(inputs)?;
        let same = self.seen.files() == whole.files && self.seen.sight() == Some(whole.output);
        same.then_some(whole)
    }

    /// The policies of the last build. To be asked for once.
    pub fn standing(&mut self) -> Option<Standing> {
        self.left.read_standing().take()
    }

    /// Lets other builds write to the folder. Gives what it knew of it.
    pub fn close(self) -> Vec<(String, Stat)> {
        self.seen.close()
    }

    /// The folder, to be written to; its cache, and the file of that.
    ///
    /// # Errors
    /// There are files in it that are not weibao's.
    pub fn write_to(mut self) -> Result<(Output, Cache, PathBuf), Diagnostic> {
        self.left.read_standing();
        let Opened { seen, left: Left { file, mut values, .. } } = self;
        let cache = || values.as_mut().and_then(Values::next).unwrap_or_default();
        let (output, cache): (Output, Cache) = rayon::join(|| seen.index(), cache);
        output.check_own(|path, stat| cache.knows(path, stat))?;
        Ok((output, cache, file))
    }
}
