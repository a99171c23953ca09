//! What kind of file an export is, and its parts, read with bounds.
//!
//! Invariant: no message has anything that stands in an export, its name included.

mod chunks;
mod encoding;
mod guard;
mod workbook;
mod zipped;

use std::{
    fs::{self, File},
    io::{Read, Seek},
    path::Path,
};

use crate::{
    content::stat::Stat,
    diagnostic::{Code, Diagnostic},
};
pub use chunks::{Chunks, csv_reader, peek};
pub use encoding::{Encoding, sniff};
pub use guard::{damaged, guarded};
pub use workbook::{Sheet, Visible, Workbook, rows};

/// Largest file that is held in memory: a workbook or a Parquet file.
const MOST_HELD: u64 = 256 << 20;

/// An export that was opened, and the state it was in then.
pub struct Export {
    pub file: File,
    pub kind: Kind,
    stat: Stat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// XLSX or ODS
    Zip,
    /// XLS
    Compound,
    Parquet,
}

impl Export {
    pub fn open(path: &Path) -> Result<Self, Diagnostic> {
        // Before it is opened: to open a pipe would be to wait for its writer.
        let metadata = fs::metadata(path).map_err(|error| broken_by(&error))?;
        if !metadata.is_file() {
            return Err(unreadable(
                "the export is no file",
                "导出的不是文件",
                "name the file itself, not its folder",
                "请写文件本身，不要写文件夹",
            ));
        }
        let mut file = File::open(path).map_err(|error| broken_by(&error))?;
        let stat = Stat::of(&file.metadata().map_err(|error| broken_by(&error))?);
        let mut start = [0; 8];
        let mut size = 0;
        while size < start.len() {
            match file.read(&mut start[size..]).map_err(|error| broken_by(&error))? {
                0 => break,
                more => size += more,
            }
        }
        file.rewind().map_err(|error| broken_by(&error))?;
        let kind = match start {
            [b'P', b'K', 3, 4, ..] => Kind::Zip,
            [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] => Kind::Compound,
            [b'P', b'A', b'R', b'1', ..] => Kind::Parquet,
            _ => Kind::Text,
        };
        if size == 0 {
            return Err(unreadable(
                "the export is empty",
                "导出文件是空的",
                "export it again",
                "请重新导出",
            ));
        }
        Ok(Export { file, kind, stat })
    }

    /// Size in bytes when it was opened.
    pub fn size(&self) -> u64 {
        self.stat.size
    }

    /// The whole file.
    pub fn held(&mut self) -> Result<Vec<u8>, Diagnostic> {
        let mut bytes = Vec::new();
        let mut bounded = (&mut self.file).take(MOST_HELD + 1);
        bounded.read_to_end(&mut bytes).map_err(|error| broken_by(&error))?;
        if bytes.len() as u64 > MOST_HELD {
            return Err(too_large());
        }
        Ok(bytes)
    }

    /// Whether it is still as it was when it was opened: the same file, not written to since.
    pub fn check_unchanged(&self, path: &Path) -> Result<(), Diagnostic> {
        let now = fs::metadata(path).map(|metadata| Stat::of(&metadata));
        match now {
            Ok(now) if now == self.stat => Ok(()),
            _ => Err(changed()),
        }
    }
}

pub fn changed() -> Diagnostic {
    Diagnostic::new(
        Code::ExportChanged,
        "the export changed while it was read",
        "读取的时候导出文件变了",
    )
    .mend("import it again when it is complete", "等它导出完以后再导入一次")
}

pub fn unreadable(en: &str, zh: &str, mend_en: &str, mend_zh: &str) -> Diagnostic {
    Diagnostic::new(Code::ExportUnreadable, en, zh).mend(mend_en, mend_zh)
}

pub fn broken_by(error: &std::io::Error) -> Diagnostic {
    // The kind only: a message of the system may quote the path.
    let kind = error.kind();
    unreadable(
        &format!("the export cannot be read: {kind}"),
        &format!("导出文件读不了（{kind}）"),
        "see whether the file is there and may be read",
        "请检查文件是否存在、是否有读取权限",
    )
}

pub fn too_large() -> Diagnostic {
    unreadable(
        "a workbook this large is not taken",
        "工作簿太大",
        "save it as CSV, which may be of any size",
        "请另存为 CSV，大小不限",
    )
}
