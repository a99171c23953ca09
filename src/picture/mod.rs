//! Pictures without what they say besides: where and when a photograph was taken, who made a drawing,
//! smaller pictures inside, what stands after the end.
//!
//! Pixels are never decoded. A picture is taken apart into its segments or chunks, and those that a reader
//! needs to show it are put together again; what is not known stays behind.
//!
//! Invariant: any bytes whatever give a picture or an error, in time linear in their length.

mod gif;
mod jpeg;
mod orientation;
mod png;
mod svg;
#[cfg(test)]
mod tests;
mod webp;

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Place};

/// Why a picture cannot be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureError {
    /// Its name says another kind than its bytes.
    Mismatch { is: &'static str },
    /// It ends too early, or its parts contradict each other.
    Damaged,
    /// Of a kind whose metadata is not known how to take out.
    Unsupported(&'static str),
    /// A drawing with a photograph inside, or with names for parts of its own text.
    Embedded,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Jpeg,
    Png,
    Gif,
    WebP,
    Svg,
    /// A picture, but none that is published.
    Other(&'static str),
}

impl Kind {
    fn by_name(path: &str) -> Option<Kind> {
        let (_, extension) = path.rsplit_once('.')?;
        Some(match extension.to_ascii_lowercase().as_str() {
            "jpg" | "jpeg" | "jpe" | "jfif" => Kind::Jpeg,
            "png" | "apng" => Kind::Png,
            "gif" => Kind::Gif,
            "webp" => Kind::WebP,
            "svg" => Kind::Svg,
            "heic" | "heif" | "hif" => Kind::Other("HEIC"),
            "avif" => Kind::Other("AVIF"),
            "tif" | "tiff" | "dng" => Kind::Other("TIFF"),
            "jxl" => Kind::Other("JPEG XL"),
            "jp2" => Kind::Other("JPEG 2000"),
            "psd" => Kind::Other("PSD"),
            "bmp" => Kind::Other("BMP"),
            "svgz" => Kind::Other("SVGZ"),
            _ => return None,
        })
    }

    fn by_bytes(bytes: &[u8]) -> Option<Kind> {
        let at = |from: usize, what: &[u8]| bytes.get(from..).is_some_and(|b| b.starts_with(what));
        let brand = |brands: &[&[u8; 4]]| at(4, b"ftyp") && brands.iter().any(|one| at(8, *one));
        Some(match () {
            () if at(0, &[0xFF, 0xD8, 0xFF]) => Kind::Jpeg,
            () if at(0, png::SIGNATURE) => Kind::Png,
            () if at(0, b"GIF87a") || at(0, b"GIF89a") => Kind::Gif,
            () if at(0, b"RIFF") && at(8, b"WEBP") => Kind::WebP,
            () if at(0, b"II*\0") || at(0, b"MM\0*") => Kind::Other("TIFF"),
            () if brand(&[b"avif", b"avis"]) => Kind::Other("AVIF"),
            () if brand(&[b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"]) => {
                Kind::Other("HEIC")
            }
            () if at(0, b"\0\0\0\x0CJXL ") || at(0, &[0xFF, 0x0A]) => Kind::Other("JPEG XL"),
            () if at(0, b"\0\0\0\x0CjP  ") => Kind::Other("JPEG 2000"),
            () if at(0, b"8BPS") => Kind::Other("PSD"),
            () => return None,
        })
    }

    fn label(self) -> &'static str {
        match self {
            Kind::Jpeg => "JPEG",
            Kind::Png => "PNG",
            Kind::Gif => "GIF",
            Kind::WebP => "WebP",
            Kind::Svg => "SVG",
            Kind::Other(label) => label,
        }
    }
}

/// The bytes of a file as they may be published: a picture without its metadata, anything else as it is.
///
/// # Errors
/// A picture that is damaged, not of the kind that its name says, or of a kind that cannot be cleaned.
pub fn without_metadata(path: &str, bytes: Vec<u8>) -> Result<Vec<u8>, PictureError> {
    let (named, found) = (Kind::by_name(path), Kind::by_bytes(&bytes));
    let kind = match (named, found) {
        (Some(Kind::Other(label)), _) | (_, Some(Kind::Other(label))) => {
            return Err(PictureError::Unsupported(label));
        }
        (Some(named), Some(found)) if named != found => {
            return Err(PictureError::Mismatch { is: found.label() });
        }
        (Some(Kind::Svg), _) => Kind::Svg,
        (Some(_), None) => return Err(PictureError::Damaged),
        (_, Some(found)) => found,
        (None, None) => return Ok(bytes),
    };
    let cleaned = match kind {
        Kind::Jpeg => jpeg::clean(&bytes),
        Kind::Png => png::clean(&bytes),
        Kind::Gif => gif::clean(&bytes),
        Kind::WebP => webp::clean(&bytes),
        Kind::Svg => return svg::clean(&bytes),
        Kind::Other(label) => return Err(PictureError::Unsupported(label)),
    };
    cleaned.ok_or(PictureError::Damaged)
}

impl PictureError {
    /// What there is to tell of it; `name` is the file's.
    pub fn diagnostic(self, name: &Arc<str>) -> Diagnostic {
        let (en, zh) = match self {
            PictureError::Mismatch { is } => (
                format!("the name says another kind of picture than its bytes, which are {is}"),
                format!("文件名写的图片类型不对，里面其实是 {is}"),
            ),
            PictureError::Damaged => (
                "this picture is damaged, or no picture".to_owned(),
                "这张图片已经损坏，或者不是图片".to_owned(),
            ),
            PictureError::Unsupported(label) => (
                format!("a picture of the kind {label}, whose metadata cannot be removed"),
                format!("无法去除 {label} 图片里的拍摄地点等信息"),
            ),
            PictureError::Embedded => (
                "this drawing holds an embedded picture or entities of its own, which cannot be cleaned".to_owned(),
                "这个图形里嵌有图片或自定义实体，无法去除其中的隐藏信息".to_owned(),
            ),
        };
        Diagnostic::new(Code::BadPicture, en, zh)
            .mend(
                "open it in an image editor and save it again as JPEG or PNG (a drawing as plain SVG), with the matching name",
                "请用看图软件打开，另存为 JPEG 或 PNG（图形存为普通 SVG），扩展名与类型一致",
            )
            .at(Place::file(name))
    }
}

/// Reads bytes from the front.
struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|bytes| bytes[0])
    }
}
