//! Readers of foreign formats, kept from taking the program down.

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Once,
};

use super::unreadable;
use crate::diagnostic::Diagnostic;

thread_local! {
    static IS_QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs a reader of a crate over hostile bytes. A panic in it is an export that cannot be read, and
/// its message, which may quote a value, goes nowhere.
pub fn guarded<T>(read: impl FnOnce() -> Result<T, Diagnostic>) -> Result<T, Diagnostic> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !IS_QUIET.get() {
                before(info);
            }
        }));
    });
    let was_quiet = IS_QUIET.replace(true);
    let result = catch_unwind(AssertUnwindSafe(read));
    IS_QUIET.set(was_quiet);
    result.unwrap_or_else(|_| Err(damaged()))
}

pub fn damaged() -> Diagnostic {
    unreadable(
        "the export is damaged, or protected by a password",
        "导出文件损坏，或者设了密码",
        "open it, take the password off, and save it again as XLSX or CSV",
        "请打开它，去掉密码，重新保存为 XLSX 或 CSV",
    )
}
