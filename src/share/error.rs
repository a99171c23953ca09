use std::fmt;

/// Why a picture was not drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShareError {
    /// A font file that cannot be read; its name.
    UnreadableFont(String),
    /// Not an SVG document; what the parser says.
    NotSvg(String),
    /// The picture must be `Painter::WIDTH` × `Painter::HEIGHT`; its size, rounded.
    WrongSize { width: u32, height: u32 },
    /// More text, elements or nesting than a picture for sharing needs.
    TooComplex,
    /// A picture file that the SVG asks for: only what stands in the SVG is drawn. Its address, cut.
    OutsidePicture(String),
    /// No font has any of these families; as CSS writes them, names between quotation marks.
    UnknownFamily(String),
    /// No font has this character.
    MissingGlyph(char),
    /// The PNG could not be written.
    Encoding(String),
}

impl fmt::Display for ShareError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ShareError::UnreadableFont(name) => write!(f, "`{name}` is not a font"),
            ShareError::NotSvg(reason) => write!(f, "not an SVG picture: {reason}"),
            ShareError::WrongSize { width, height } => {
                write!(f, "the picture is {width} × {height}, not 1200 × 630")
            }
            ShareError::TooComplex => write!(f, "the picture is too large or nested too deep"),
            ShareError::OutsidePicture(address) => {
                write!(f, "the picture asks for another picture, `{address}`")
            }
            ShareError::UnknownFamily(family) => {
                write!(f, "no font of the theme has the family {family}")
            }
            ShareError::MissingGlyph(c) => {
                write!(f, "no font of the theme has the character `{c}` (U+{:04X})", *c as u32)
            }
            ShareError::Encoding(reason) => write!(f, "the PNG could not be written: {reason}"),
        }
    }
}

impl std::error::Error for ShareError {}
