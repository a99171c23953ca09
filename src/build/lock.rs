//! One build at a time into one output folder.

use std::{
    fs::{self, File, TryLockError},
    io::Write,
    path::Path,
};

use super::store;
use crate::diagnostic::{Code, Diagnostic};

/// Held while a build looks at an output folder and writes to it. The system lets go of it when the
/// process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    /// `None` where the project's store cannot be written to or the file system has no locks: a
    /// build goes on without.
    file: Option<File>,
}

impl Lock {
    /// Refused while another build of the project at `root` holds the lock of the folder `out`.
    pub fn take(root: &Path, out: &Path) -> Result<Self, Diagnostic> {
        let path = store::of_output(root, out, "lock");
        if let Some(folder) = path.parent() {
            // If it cannot be made, neither can the file.
            let _ = fs::create_dir_all(folder);
        }
        let Ok(file) = File::options().create(true).append(true).open(path) else {
            return Ok(Lock { file: None });
        };
        match file.try_lock() {
            Ok(()) => {
                // For `store::forget_gone`; without it the store is not tidied.
                let _ = file.set_len(0);
                let _ = (&file).write_all(out.to_str().unwrap_or_default().as_bytes());
                Ok(Lock { file: Some(file) })
            }
            Err(TryLockError::WouldBlock) => Err(busy(out)),
            Err(TryLockError::Error(_)) => Ok(Lock { file: None }),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // To close the file is not enough: a process that is being started at this moment has it too.
        if let Some(file) = &self.file {
            let _ = file.unlock();
        }
    }
}

fn busy(out: &Path) -> Diagnostic {
    let shown = out.display();
    Diagnostic::new(
        Code::OutputBusy,
        format!("{shown}: another build is writing to this folder"),
        format!("{shown}：另一次生成正在写这个文件夹"),
    )
    .mend("build again when it is done", "请等它完成以后再生成")
}
