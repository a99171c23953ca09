//! The floor that `scripts/bench.sh` holds weibao against: reads every text below a folder, turns its
//! CommonMark into HTML and writes it, in parallel, with nothing in between. No front matter is
//! parsed, no link resolved, no template filled, nothing compared or remembered.
//!
//!     floor TEXTS OUT

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use pulldown_cmark::{Options, Parser, html};
use rayon::prelude::*;
use walkdir::WalkDir;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(texts), Some(out)) = (arguments.next(), arguments.next()) else {
        return Err("usage: floor TEXTS OUT".into());
    };
    fs::create_dir_all(&out)?;
    let mut files = Vec::new();
    for entry in WalkDir::new(&texts) {
        let path = entry?.into_path();
        if path.extension().is_some_and(|extension| extension == "md") {
            files.push(path);
        }
    }
    Ok(files.par_iter().try_for_each(|file| convert(file, &out))?)
}

fn convert(file: &Path, out: &Path) -> std::io::Result<()> {
    let text = fs::read_to_string(file)?;
    let body = text.splitn(3, "+++\n").nth(2).unwrap_or(&text);
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut page = String::with_capacity(text.len() * 3 / 2);
    html::push_html(&mut page, Parser::new_ext(body, options));
    let name = file.file_stem().unwrap_or_default();
    fs::write(out.join(name).with_extension("html"), page)
}
