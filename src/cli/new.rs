//! `weibao new`

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use include_dir::{Dir, DirEntry, include_dir};

use super::{Format, print_diagnostics};
use crate::diagnostic::{Code, Diagnostic, Language};

/// A site of an invented city.
static SCAFFOLD: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/cli/scaffold");
/// The theme that comes with weibao.
static THEME: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/lantern");

#[derive(Debug, Args)]
pub struct Arguments {
    /// Folder for the new site; it must be empty or not there yet
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub fn run(arguments: &Arguments, language: Language) -> ExitCode {
    let folder = &arguments.folder;
    let result = check_empty(folder).and_then(|()| {
        let theme = folder.join("themes/lantern");
        let failed = |error| failed(folder, &error);
        write(&SCAFFOLD, folder).and_then(|()| write(&THEME, &theme)).map_err(failed)
    });
    if let Err(problem) = result {
        print_diagnostics(folder, &[problem], Format::Text, language);
        return ExitCode::FAILURE;
    }
    let shown = folder.display();
    match language {
        Language::English => {
            println!("A site of an invented city lies in {shown}.");
            println!("Build it: weibao build --root {shown}");
        }
        Language::Chinese => {
            println!("示例站点已放在 {shown}。");
            println!("生成网页：weibao build --root {shown}");
        }
    }
    ExitCode::SUCCESS
}

fn check_empty(folder: &Path) -> Result<(), Diagnostic> {
    match fs::read_dir(folder).map(|mut entries| entries.next().is_none()) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(failed(folder, &error)),
        Ok(true) => Ok(()),
        Ok(false) => Err(Diagnostic::new(
            Code::TargetNotEmpty,
            format!("{} is not empty", folder.display()),
            format!("{} 不是空文件夹", folder.display()),
        )
        .mend("name a new folder", "请换一个新的文件夹名")),
    }
}

fn write(dir: &Dir<'_>, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for entry in dir.entries() {
        let name = entry.path().file_name().unwrap_or_default();
        match entry {
            DirEntry::Dir(dir) => write(dir, &folder.join(name))?,
            DirEntry::File(file) => fs::write(folder.join(name), file.contents())?,
        }
    }
    Ok(())
}

fn failed(folder: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::new(
        Code::OutputFailed,
        format!("{} cannot be written: {error}", folder.display()),
        format!("{} 写不进去（{error}）", folder.display()),
    )
    .mend("choose a folder you may write to", "请换一个有写入权限的文件夹")
}
