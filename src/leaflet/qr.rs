//! QR codes, as rows of modules that a template draws as vectors.

use qrcode::{EcLevel, QrCode};
use serde::Serialize;

use crate::diagnostic::{Code as Problem, Diagnostic};

/// A code without its quiet zone, which is 4 modules wide (ISO/IEC 18004, 5.3.8).
#[derive(Debug, Serialize)]
pub struct Code {
    /// Modules a side.
    pub size: usize,
    /// `1` is dark.
    pub rows: Vec<String>,
}

/// The code of an address. Level M: a notice board is not a factory floor, and a module of a
/// shorter code is larger, which a telephone reads better.
pub fn code(url: &str) -> Result<Code, Diagnostic> {
    let code = QrCode::with_error_correction_level(url, EcLevel::M).map_err(|_| {
        Diagnostic::new(
            Problem::LeafletTemplate,
            format!("the address {url} is too long for a QR code"),
            format!("网址 {url} 太长，做不成二维码"),
        )
        .mend("shorten base_url or the file name", "请缩短 base_url 或文件名")
    })?;
    let size = code.width();
    let modules = code.into_colors();
    let row = |row: &[qrcode::Color]| {
        row.iter().map(|module| if *module == qrcode::Color::Dark { '1' } else { '0' }).collect()
    };
    Ok(Code { size, rows: modules.chunks(size).map(row).collect() })
}
