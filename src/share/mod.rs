//! Pictures for sharing: an SVG, filled in by a template of the theme, becomes a PNG of 1200 × 630.
//!
//! Invariant: a picture depends on the SVG and the theme's fonts alone. No font of the system, no
//! file and no address is opened; text that would be drawn as an empty box is an error instead.

mod error;
mod inspect;
#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock};

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{self, FontResolver, ImageHrefResolver, Options, fontdb, roxmltree};

pub use error::ShareError;

/// Draws pictures with the fonts it was made with. Can be used from several threads at once.
#[derive(Debug)]
pub struct Painter {
    fonts: Arc<fontdb::Database>,
    /// For text that names no family: that of the first font.
    family: String,
}

impl Painter {
    /// Pixels; the size that Open Graph readers crop least.
    pub const WIDTH: u32 = 1200;
    pub const HEIGHT: u32 = 630;

    /// Takes font files (OpenType, TrueType or a collection), each with the name to use in an error.
    pub fn new(fonts: Vec<(String, Vec<u8>)>) -> Result<Painter, ShareError> {
        let mut database = fontdb::Database::new();
        for (name, data) in fonts {
            let source = fontdb::Source::Binary(Arc::new(data));
            if database.load_font_source(source).is_empty() {
                return Err(ShareError::UnreadableFont(name));
            }
        }
        let first = database.faces().next().and_then(|face| face.families.first());
        let family = first.map(|(name, _)| name.clone()).unwrap_or_default();
        Ok(Painter { fonts: Arc::new(database), family })
    }

    /// Draws an SVG of 1200 × 630 as an opaque PNG, on white where the SVG leaves it bare.
    ///
    /// Same SVG and fonts, same bytes.
    pub fn png(&self, svg: &str) -> Result<Vec<u8>, ShareError> {
        let tree = self.read(svg)?;
        let size = tree.size();
        let (width, height) = (size.width().round() as u32, size.height().round() as u32);
        if (width, height) != (Self::WIDTH, Self::HEIGHT) {
            return Err(ShareError::WrongSize { width, height });
        }
        inspect::tree(&tree)?;
        let mut pixmap = Pixmap::new(Self::WIDTH, Self::HEIGHT).expect("neither side is zero");
        pixmap.fill(Color::WHITE);
        resvg::render(&tree, Transform::identity(), &mut pixmap.as_mut());
        pixmap.encode_png().map_err(|error| ShareError::Encoding(error.to_string()))
    }

    fn read(&self, svg: &str) -> Result<usvg::Tree, ShareError> {
        inspect::length(svg)?;
        let options = inspect::xml_limits();
        let document = match roxmltree::Document::parse_with_options(svg, options) {
            Err(roxmltree::Error::NodesLimitReached) => return Err(ShareError::TooComplex),
            other => other.map_err(|error| ShareError::NotSvg(error.to_string()))?,
        };
        inspect::document(&document)?;
        // usvg leaves out what it cannot resolve and goes on; the first such thing is kept here.
        let refused = OnceLock::new();
        let tree = usvg::Tree::from_xmltree(&document, &self.options(&refused));
        if let Some(error) = refused.into_inner() {
            return Err(error);
        }
        tree.map_err(|error| match error {
            usvg::Error::ElementsLimitReached => ShareError::TooComplex,
            usvg::Error::ParsingFailed(roxmltree::Error::NodesLimitReached) => {
                ShareError::TooComplex
            }
            other => ShareError::NotSvg(other.to_string()),
        })
    }

    fn options<'a>(&self, refused: &'a OnceLock<ShareError>) -> Options<'a> {
        let refuse_picture = move |address: &str| {
            let start = address.chars().take(80).collect();
            refuse(refused, ShareError::OutsidePicture(start))
        };
        let select_font = FontResolver::default_font_selector();
        let select_fallback = FontResolver::default_fallback_selector();
        Options {
            font_family: self.family.clone(),
            fontdb: self.fonts.clone(),
            image_href_resolver: ImageHrefResolver {
                resolve_data: Box::new(move |kind, _, _| refuse_picture(&format!("data:{kind}"))),
                resolve_string: Box::new(move |address, _| refuse_picture(address)),
            },
            font_resolver: FontResolver {
                select_font: Box::new(move |font, fonts| {
                    select_font(font, fonts).or_else(|| {
                        let families: Vec<_> =
                            font.families().iter().map(ToString::to_string).collect();
                        refuse(refused, ShareError::UnknownFamily(families.join(", ")))
                    })
                }),
                select_fallback: Box::new(move |c, tried, fonts| {
                    select_fallback(c, tried, fonts)
                        .or_else(|| refuse(refused, ShareError::MissingGlyph(c)))
                }),
            },
            ..Options::default()
        }
    }
}

/// Keeps the first error and finds nothing.
fn refuse<T>(refused: &OnceLock<ShareError>, error: ShareError) -> Option<T> {
    refused.get_or_init(|| error);
    None
}
