//! What a file says of an image.

use lopdf::{Dictionary, Document};

use super::{
    geometry::Matrix,
    lookup,
    space::{Foreign, Space},
};

#[derive(Debug)]
pub struct Image {
    /// Pixels.
    pub width: f64,
    pub height: f64,
    /// `None`: a stencil, painted in the colour of the moment.
    pub space: Option<Space>,
    pub soft_mask: bool,
}

impl Image {
    pub fn read(document: &Document, image: &Dictionary, resources: &Dictionary) -> Image {
        let side = |key: &[u8]| lookup::number(document, image, key).unwrap_or(0.0).max(0.0);
        let stencil = lookup::value(document, image, b"ImageMask")
            .is_some_and(|mask| mask.as_bool().unwrap_or(false));
        let space = lookup::value(document, image, b"ColorSpace");
        let space = space.map(|space| Space::read(document, space, Some(resources)));
        let own = is_jpeg_2000(document, image).then_some(Space::Foreign(Foreign::Jpeg2000));
        let soft_mask = image.has(b"SMask") && lookup::value(document, image, b"SMask").is_some();
        Image {
            width: side(b"Width"),
            height: side(b"Height"),
            space: if stencil { None } else { Some(space.or(own).unwrap_or(Space::Unknown)) },
            soft_mask,
        }
    }

    /// Pixels an inch where there are fewest, of an image that fills the unit square of `matrix`.
    ///
    /// `None` for a flat colour and where nothing is to be seen.
    pub fn ppi(&self, matrix: Matrix, unit: f64) -> Option<f64> {
        let (across, up) = matrix.stretch();
        if self.width * self.height <= 1.0 || across * up == 0.0 {
            return None;
        }
        let ppi = |pixels: f64, points: f64| pixels * 72.0 / (points * unit);
        Some(ppi(self.width, across).min(ppi(self.height, up)))
    }
}

fn is_jpeg_2000(document: &Document, image: &Dictionary) -> bool {
    lookup::value(document, image, b"Filter").is_some_and(|filter| match filter.as_array() {
        Ok(filters) => filters.iter().any(|one| lookup::is_name(one, b"JPXDecode")),
        Err(_) => lookup::is_name(filter, b"JPXDecode"),
    })
}
