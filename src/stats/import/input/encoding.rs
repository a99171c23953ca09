//! In which encoding a text is, told from all of its bytes.

use std::{
    fs::File,
    io::{Read, Seek},
};

use sha2::{Digest, Sha256};

use super::{broken_by, unreadable};
use crate::diagnostic::{Code, Diagnostic};

const BLOCK: usize = 1 << 20;
/// Longest line, in bytes of UTF-8 or GB18030.
pub const LONGEST_LINE: usize = 4 << 20;
/// Chinese characters of a line that are UTF-8 and no accident of GB18030: by chance one line in many
/// millions has as many.
const NO_ACCIDENT: usize = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    Gb18030,
}

/// The encoding and the SHA-256 of a text. The file stands at its start afterwards.
pub fn sniff(file: &mut File) -> Result<(Encoding, [u8; 32]), Diagnostic> {
    let mut digest = Sha256::new();
    let mut block = Vec::with_capacity(BLOCK + 4);
    let mut wide = None;
    let mut is_utf8 = true;
    let mut has_mark = false;
    let mut is_first = true;
    let mut line = 0;
    loop {
        let carried = block.len();
        let size = fill(file, &mut block)?;
        if size == 0 {
            // A character that the end cuts.
            is_utf8 &= carried == 0;
            break;
        }
        let new = &block[carried..];
        digest.update(new);
        if is_first {
            wide = wide_encoding(new);
            has_mark = new.starts_with(&[0xEF, 0xBB, 0xBF]);
            is_first = false;
        }
        if wide.is_some() {
            // An ASCII character has two bytes.
            check_length(new, &mut line, 2 * LONGEST_LINE)?;
            block.clear();
            continue;
        }
        if memchr::memchr(0, new).is_some() {
            return Err(has_nul());
        }
        check_length(new, &mut line, LONGEST_LINE)?;
        if !is_utf8 {
            block.clear();
            continue;
        }
        match std::str::from_utf8(&block) {
            Ok(_) => block.clear(),
            Err(error) if error.error_len().is_none() => {
                block.drain(..error.valid_up_to());
            }
            Err(_) if has_mark => return Err(mixed()),
            Err(_) => {
                is_utf8 = false;
                block.clear();
            }
        }
    }
    file.rewind().map_err(|error| broken_by(&error))?;
    let encoding = match wide {
        Some(wide) => wide,
        None if is_utf8 => Encoding::Utf8,
        None => {
            check_gb18030(file)?;
            Encoding::Gb18030
        }
    };
    file.rewind().map_err(|error| broken_by(&error))?;
    Ok((encoding, digest.finalize().into()))
}

/// Appends up to a block. How many bytes it was.
fn fill(file: &mut File, block: &mut Vec<u8>) -> Result<usize, Diagnostic> {
    file.take(BLOCK as u64).read_to_end(block).map_err(|error| broken_by(&error))
}

fn wide_encoding(start: &[u8]) -> Option<Encoding> {
    match start {
        [0xFF, 0xFE, ..] => return Some(Encoding::Utf16Le),
        [0xFE, 0xFF, ..] => return Some(Encoding::Utf16Be),
        _ => {}
    }
    // Without a mark: line ends and separators are ASCII, each beside a NUL.
    let start = &start[..start.len().min(4096)];
    let nul_at = |odd: usize| start.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (nul_at(0), nul_at(1));
    let enough = start.len() / 40 + 1;
    match (even, odd) {
        (0, odd) if odd >= enough => Some(Encoding::Utf16Le),
        (even, 0) if even >= enough => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// `line` is how long the last line is so far. Bytes of other characters that look like an end of a
/// line only put a refusal off.
fn check_length(new: &[u8], line: &mut usize, most: usize) -> Result<(), Diagnostic> {
    match memchr::memrchr2(b'\n', b'\r', new) {
        Some(last) => *line = new.len() - last,
        None => *line += new.len(),
    }
    if *line > most { Err(line_too_long()) } else { Ok(()) }
}

/// Refuses a text some of whose lines are UTF-8: decoded as GB18030 they would be other words.
fn check_gb18030(file: &mut File) -> Result<(), Diagnostic> {
    let mut block = Vec::with_capacity(BLOCK);
    loop {
        let carried = block.len();
        let size = fill(file, &mut block)?;
        let end = match (size, memchr::memrchr(b'\n', &block)) {
            (0, _) => block.len(),
            (_, Some(end)) => end,
            // No line can be longer: that was checked.
            (_, None) if carried > LONGEST_LINE => return Err(line_too_long()),
            (_, None) => continue,
        };
        if block[..end].split(|byte| *byte == b'\n').any(is_utf8_line) {
            return Err(mixed());
        }
        if size == 0 {
            return Ok(());
        }
        block.drain(..end);
    }
}

fn is_utf8_line(line: &[u8]) -> bool {
    !line.is_ascii()
        && std::str::from_utf8(line).is_ok_and(|text| {
            text.chars().filter(|c| matches!(c, '\u{4E00}'..='\u{9FFF}')).count() >= NO_ACCIDENT
        })
}

pub fn mixed() -> Diagnostic {
    Diagnostic::new(
        Code::ExportEncoding,
        "the export is in no encoding from its beginning to its end",
        "导出文件前后不是同一种编码",
    )
    .mend(
        "export it again, as UTF-8; do not join files of different programs",
        "请重新导出为 UTF-8，不要把不同程序导出的文件拼在一起",
    )
}

pub fn has_nul() -> Diagnostic {
    unreadable(
        "the export has NUL bytes, which no text has",
        "导出文件里有空字节（NUL），不是文本",
        "export it again as CSV or XLSX",
        "请重新导出为 CSV 或 XLSX",
    )
}

pub fn line_too_long() -> Diagnostic {
    unreadable(
        "the export has a record longer than 4 MiB",
        "导出文件里有超过 4 MiB 的一条记录",
        "see whether a quotation mark is not closed, or export it again",
        "请检查是否有没配对的引号，或重新导出",
    )
}
