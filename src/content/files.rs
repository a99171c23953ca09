//! What lies in a folder of the site, and reading it with bounds.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use rayon::{iter::Either, prelude::*};

use super::{
    scan,
    stat::Stat,
    walk::{self, Found, Unseen},
};
use crate::diagnostic::{Code, Diagnostic, Place};

/// Largest text file, in bytes.
pub const MOST_TEXT: u64 = 4 << 20;
/// Largest file that is copied, in bytes.
pub const MOST_COPIED: u64 = 64 << 20;

/// A file of the site.
#[derive(Debug, Clone)]
pub struct FoundFile {
    /// Relative to the folder that was listed, `/` separated.
    pub path: String,
    /// Relative to the project's root, `/` separated; for messages too.
    pub name: Arc<str>,
    /// The project's root.
    root: Arc<Path>,
    /// Taken before the file is read; `None` if it could not be.
    pub stat: Option<Stat>,
}

impl FoundFile {
    /// A file of `content/` by its name, which nobody has looked at yet.
    pub fn of_name(root: &Path, name: &str) -> Self {
        let path = name.strip_prefix("content/").unwrap_or(name).to_owned();
        FoundFile { path, name: name.into(), root: root.into(), stat: None }
    }

    /// The same file, under another path.
    pub fn at(&self, path: String) -> Self {
        FoundFile { path, ..self.clone() }
    }

    /// Where it is read from.
    pub fn from(&self) -> PathBuf {
        self.root.join(&*self.name)
    }

    /// Takes the stat again. Whether the file is still there.
    pub fn look_again(&mut self) -> bool {
        self.stat = fs::metadata(self.from()).ok().map(|metadata| Stat::of(&metadata));
        self.stat.is_some()
    }
}

/// Every file below `folder` of `root`, in order of its path. Hidden files and what editors and
/// systems leave behind are passed over. A link that leaves `content/` and `themes/` is told and passed over.
pub fn list(root: &Path, folder: &str, problems: &mut Vec<Diagnostic>) -> Vec<FoundFile> {
    let top = root.join(folder);
    let root: Arc<Path> = root.into();
    // There may be very many: in parallel.
    let (files, told): (Vec<FoundFile>, Vec<Diagnostic>) =
        walk::walk(&top, &|_, name| is_litter(name))
            .into_par_iter()
            .filter(|entry| !entry.as_ref().is_ok_and(|found| found.kind.is_dir()))
            .partition_map(|entry| match entry.map(|found| file(&root, folder, found)) {
                Ok(Ok(file)) => Either::Left(file),
                Ok(Err(problem)) => Either::Right(problem),
                Err(Unseen { path, error }) => {
                    Either::Right(unreadable(&name_of(&root, &path), Some(error)))
                }
            });
    problems.extend(told);
    files
}

/// A file of the site, or why it is none.
fn file(root: &Arc<Path>, folder: &str, found: Found) -> Result<FoundFile, Diagnostic> {
    let Found { address, kind, stat } = found;
    let name: Arc<str> = match &address {
        Ok(address) if folder.is_empty() => address.as_str().into(),
        Ok(address) => [folder, "/", address].concat().into(),
        Err(path) => name_of(root, path),
    };
    if let Some(c) = name.chars().find(|c| scan::turns(*c)) {
        return Err(turns(c).at(Place::file(&name)));
    }
    if !kind.is_file() && !kind.is_symlink() {
        // To open a pipe would be to wait for its writer.
        let reason = std::io::Error::other("neither a file nor a folder");
        return Err(unreadable(&name, Some(reason)));
    }
    let from = || address.as_ref().map_or_else(PathBuf::clone, |_| root.join(&*name));
    if kind.is_symlink() && !link_is_safe(root, &from()) {
        let problem = Diagnostic::new(
            Code::PathEscapes,
            "this link leads out of content/ and themes/, to a hidden file, to a folder, or nowhere",
            "这个链接文件指向 content/ 和 themes/ 之外、隐藏文件、文件夹或不存在的地方",
        )
        .mend("put a copy of the file here", "请把文件复制一份放在这里");
        return Err(problem.at(Place::file(&name)));
    }
    let Ok(path) = address else { return Err(bad_name(&name)) };
    let mut file = FoundFile { path, name, root: root.clone(), stat };
    if kind.is_symlink() {
        file.look_again();
    }
    Ok(file)
}

/// Hidden files, backups and droppings of editors and systems.
pub fn is_litter(name: &std::ffi::OsStr) -> bool {
    let name = name.to_string_lossy();
    name.starts_with('.')
        || name.starts_with("~$")
        || name.ends_with('~')
        || name.ends_with(".swp")
        || name.ends_with(".tmp")
        || name == "Thumbs.db"
        || name == "desktop.ini"
}

/// Whether a link leads to a file that could stand here itself: one of `content/` or `themes/`, not in a
/// hidden folder. Anything else of the project is not for readers: `.git/config` may have a password.
fn link_is_safe(root: &Path, link: &Path) -> bool {
    let Ok(to) = link.canonicalize() else { return false };
    let is_inside = |folder: &str| {
        let folder = root.join(folder).canonicalize().ok();
        let rest = folder.as_ref().and_then(|folder| to.strip_prefix(folder).ok());
        rest.is_some_and(|rest| !rest.components().any(|part| is_litter(part.as_os_str())))
    };
    to.is_file() && ["content", "themes"].into_iter().any(is_inside)
}

/// A path for messages: relative to the root, `/` separated.
pub fn name_of(root: &Path, path: &Path) -> Arc<str> {
    let path = path.strip_prefix(root).unwrap_or(path);
    path.to_string_lossy().replace('\\', "/").into()
}

pub fn bad_name(name: &Arc<str>) -> Diagnostic {
    Diagnostic::new(
        Code::BadFileName,
        "a file name here is made of a–z, 0–9 and -",
        "这里的文件名只能用小写字母 a–z、数字和连字符 -",
    )
    .mend("rename the file", "请给文件改名")
    .at(Place::file(name))
}

/// Reads a text. `None` if it cannot be read, is too large or is not UTF-8, which is told.
pub fn read_text(
    from: &Path,
    name: &Arc<str>,
    most: u64,
    problems: &mut Vec<Diagnostic>,
) -> Option<String> {
    with_text(from, name, most, problems, |text, _| text.to_owned())
}

/// Reads a text and gives what `read` makes of it. `None` as for `read_text`.
pub fn with_text<T>(
    from: &Path,
    name: &Arc<str>,
    most: u64,
    problems: &mut Vec<Diagnostic>,
    read: impl FnOnce(&str, &mut Vec<Diagnostic>) -> T,
) -> Option<T> {
    let bytes = match read_at_most(from, most) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => {
            problems.push(too_large(name, most));
            return None;
        }
        Err(error) => {
            problems.push(unreadable(name, Some(error)));
            return None;
        }
    };
    if let Ok(text) = simdutf8::basic::from_utf8(&bytes) {
        // Windows editors put a byte order mark first.
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        if scan::may_deceive(text) {
            problems.extend(deceiving(name, text));
        }
        return Some(read(text, problems));
    }
    problems.push(not_utf8(name, &bytes));
    None
}

/// Most of them that are told of one text: enough to see the pattern.
const MOST_DECEIVING: usize = 50;

/// What there is to tell of characters that turn the direction of writing, and of those that stand for
/// others that were lost.
fn deceiving(name: &Arc<str>, text: &str) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (line, number) in text.split('\n').zip(1..) {
        for (c, column) in line.chars().zip(1..) {
            let problem = match c {
                c if scan::turns(c) => turns(c),
                char::REPLACEMENT_CHARACTER => lost(),
                _ => continue,
            };
            problems.push(problem.at(Place {
                file: name.clone(),
                line: number,
                column,
                length: 1,
            }));
            if problems.len() == MOST_DECEIVING {
                return problems;
            }
        }
    }
    problems
}

/// Tells of a character that turns the direction of writing.
pub fn turns(c: char) -> Diagnostic {
    let code = c as u32;
    Diagnostic::new(
        Code::DirectionCharacter,
        format!(
            "the invisible character U+{code:04X} stands here, which can show text and numbers in another order than they are written in"
        ),
        format!("这里有一个看不见的字符 U+{code:04X}，会让文字和号码显示的顺序与实际不同"),
    )
    .mend("delete it, or type the text around it again", "请删掉它，或者把前后的字重新输入一遍")
}

fn lost() -> Diagnostic {
    Diagnostic::new(
        Code::ReplacementCharacter,
        "the character U+FFFD stands here: an earlier conversion lost what it stands for",
        "这里有替代字符 U+FFFD（�），说明转换编码时丢了字",
    )
    .mend("look into the original and type what is missing", "请对照原文补上丢失的字")
}

fn not_utf8(name: &Arc<str>, bytes: &[u8]) -> Diagnostic {
    let good = bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    let line = good.rsplit('\n').next().unwrap_or_default();
    let place = Place {
        file: name.clone(),
        line: good.matches('\n').count() as u32 + 1,
        column: line.chars().count() as u32 + 1,
        length: 1,
    };
    Diagnostic::new(Code::NotUtf8, "the file is not UTF-8 text", "这个文件不是 UTF-8 编码")
        .mend(
            "save it again with the encoding UTF-8 (in Notepad: Save as, Encoding: UTF-8)",
            "请另存为 UTF-8 编码（记事本：另存为，编码选 UTF-8）",
        )
        .at(place)
}

/// Whether a file that is to be copied begins with front matter, in UTF-8 or UTF-16. One that cannot be
/// read is told when it is copied.
pub fn begins_as_a_page(file: &FoundFile) -> bool {
    /// Enough for any blank lines that somebody leaves by accident.
    const HEAD: u64 = 64 << 10;
    let mut head = Vec::new();
    let read = File::open(file.from()).and_then(|file| file.take(HEAD).read_to_end(&mut head));
    read.is_ok() && has_front_matter(head)
}

fn has_front_matter(mut head: Vec<u8>) -> bool {
    // Of UTF-16 that leaves ASCII as it would be in UTF-8, behind the byte order mark.
    let is_utf16 = head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]);
    if is_utf16 {
        head.drain(..2);
    }
    head.retain(|byte| *byte != 0);
    let text = String::from_utf8_lossy(&head);
    let is_blank = |c: char| c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}');
    let first = text.trim_start_matches(is_blank).lines().next().unwrap_or_default();
    matches!(first.trim_end_matches(is_blank), "+++" | "---")
}

pub fn copied_draft(name: &Arc<str>) -> Diagnostic {
    Diagnostic::new(
        Code::CopiedDraft,
        "a text, draft or backup among the files that are copied: it would be published as it is",
        "这是文章、草稿或备份，却放在会原样复制的文件里，会被原样公开",
    )
    .mend(
        "if it is a page, rename it so that it ends in `.md` alone, in a folder of pages; else take it out of content/",
        "如果是文章，请改名，只以 .md 结尾，放到文章的文件夹里；否则请移出 content/",
    )
    .at(Place::file(name))
}

/// `None` if there is more.
fn read_at_most(from: &Path, most: u64) -> io::Result<Option<Vec<u8>>> {
    // More than most texts have; what is longer is read in more than one go.
    const USUAL: usize = 8 << 10;
    let mut bytes = Vec::with_capacity(USUAL);
    File::open(from)?.take(most + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= most).then_some(bytes))
}

pub fn too_large(name: &Arc<str>, most: u64) -> Diagnostic {
    let most = most >> 20;
    Diagnostic::new(
        Code::FileTooLarge,
        format!("the file is larger than {most} MiB"),
        format!("文件超过 {most} MiB"),
    )
    .mend("make it smaller, or split it", "请压缩或拆分这个文件")
    .at(Place::file(name))
}

pub fn unreadable(name: &Arc<str>, error: Option<std::io::Error>) -> Diagnostic {
    let reason = error.map_or_else(|| "a loop of links".to_owned(), |error| error.to_string());
    Diagnostic::new(
        Code::FileUnreadable,
        format!("cannot be read: {reason}"),
        format!("无法读取（{reason}）"),
    )
    .mend("see whether the file is there and may be read", "请检查文件是否存在、是否有读取权限")
    .at(Place::file(name))
}
