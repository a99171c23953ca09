//! What there is before anything is read: the sources as the file system shows them, the output folder, and what
//! the last build left to know of it.

use std::path::PathBuf;

use super::{
    Options,
    cache::Cache,
    known::Inputs,
    output::{Claimed, Output},
    store,
};
use crate::{
    content::{
        files::{self, FoundFile},
        stat::Clock,
    },
    diagnostic::Diagnostic,
};

/// The sources as the file system shows them, before any is read.
pub struct Looked {
    /// The files of `content/`.
    pub found: Vec<FoundFile>,
    pub clock: Clock,
    pub inputs: Inputs,
    pub problems: Vec<Diagnostic>,
}

pub fn look(options: &Options) -> Looked {
    let clock = Clock::now();
    let mut problems = Vec::new();
    let found = files::list(&options.root, "content", &mut problems);
    // What is wrong there is told when the theme is read, if it is of the theme that is used.
    let mut of_other_themes = Vec::new();
    let of_themes = files::list(&options.root, "themes", &mut of_other_themes);
    let inputs = match problems.is_empty() && of_other_themes.is_empty() {
        true => Inputs::new(options, found.iter().chain(&of_themes), clock),
        false => Inputs { all: None, rest: None },
    };
    Looked { found, clock, inputs, problems }
}

/// The output folder and what the last build left to know of it.
pub struct Opened {
    /// `None` if it is refused, which is told in `problem`.
    pub output: Option<Output>,
    /// The file of its cache.
    pub file: Option<PathBuf>,
    pub cache: Cache,
    pub problem: Option<Diagnostic>,
}

impl Opened {
    pub fn new(options: &Options) -> Self {
        let root = &options.root;
        let out = options.out.clone().unwrap_or_else(|| root.join("public"));
        let refused = |problem| {
            let cache = Cache::default();
            Opened { output: None, file: None, cache, problem: Some(problem) }
        };
        let claimed = match Claimed::new(&out, root) {
            Ok(claimed) => claimed,
            Err(problem) => return refused(problem),
        };
        let file = store::of_output(root, claimed.folder(), "cache");
        let (output, cache) =
            rayon::join(|| claimed.look(), || store::load::<Cache>(&file).unwrap_or_default());
        let output = match output {
            Ok(output) => output,
            Err(problem) => return refused(problem),
        };
        let own = output.check_own(|path, stat| cache.knows(path, stat));
        let cache = if options.cache { cache } else { Cache::default() };
        let (output, problem) = match own {
            Ok(()) => (Some(output), None),
            Err(problem) => (None, Some(problem)),
        };
        Opened { output, file: Some(file), cache, problem }
    }
}
