//! Colour spaces: ISO 32000-1, 8.6.

use std::rc::Rc;

use lopdf::{Dictionary, Document, Object};

use super::lookup;

/// Spaces that a space may be made of, one in the other.
const DEEPEST: u8 = 8;
/// Inks of a DeviceN space: ISO 32000-1, annex C.
const MOST_INKS: usize = 32;

#[derive(Debug, Clone, PartialEq)]
pub enum Space {
    Gray,
    Cmyk,
    /// Not in inks: the shop would have to convert it.
    Foreign(Foreign),
    Indexed(Rc<Space>),
    /// Separation and DeviceN: inks by name, and the space that stands in for them.
    Inks(Rc<[Ink]>, Rc<Space>),
    /// With the space of its colour, if the pattern brings none.
    Pattern(Option<Rc<Space>>),
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Foreign {
    Rgb,
    IccRgb,
    IccCmyk,
    IccGray,
    Lab,
    CalRgb,
    CalGray,
    /// The file says nothing, the image's own data would.
    Jpeg2000,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ink {
    /// 0 to 3: cyan, magenta, yellow, black.
    Process(usize),
    /// On every plate: registration marks.
    All,
    None,
    Spot(Rc<str>),
}

impl Space {
    /// A colour space by name or array; `resources` knows the names that the file gives.
    pub fn read(document: &Document, object: &Object, resources: Option<&Dictionary>) -> Space {
        read(document, object, resources, DEEPEST).unwrap_or(Space::Unknown)
    }

    /// Past the table of an indexed space.
    pub fn base(&self) -> &Space {
        match self {
            Space::Indexed(base) => base,
            space => space,
        }
    }

    /// How many numbers make a colour.
    pub fn components(&self) -> usize {
        match self {
            Space::Gray | Space::Indexed(_) => 1,
            Space::Cmyk => 4,
            Space::Inks(inks, _) => inks.len(),
            _ => 0,
        }
    }
}

fn read(
    document: &Document,
    object: &Object,
    resources: Option<&Dictionary>,
    depth: u8,
) -> Option<Space> {
    let depth = depth.checked_sub(1)?;
    let object = document.dereference(object).ok()?.1;
    if let Ok(name) = object.as_name() {
        return named(document, name, resources, depth);
    }
    let array = object.as_array().ok()?;
    let part = |at: usize| document.dereference(array.get(at)?).ok().map(|(_, object)| object);
    let inner = |at: usize| Some(Rc::new(read(document, part(at)?, resources, depth)?));
    match part(0)?.as_name().ok()? {
        b"ICCBased" => {
            let profile = lookup::dict_of(part(1)?)?;
            Some(Space::Foreign(match lookup::number(document, profile, b"N")? as i64 {
                1 => Foreign::IccGray,
                3 => Foreign::IccRgb,
                4 => Foreign::IccCmyk,
                _ => return None,
            }))
        }
        b"CalGray" => Some(Space::Foreign(Foreign::CalGray)),
        b"CalRGB" => Some(Space::Foreign(Foreign::CalRgb)),
        b"Lab" => Some(Space::Foreign(Foreign::Lab)),
        b"Indexed" | b"I" => inner(1).map(Space::Indexed),
        b"Separation" => Some(Space::Inks([ink(part(1)?.as_name().ok()?)].into(), inner(2)?)),
        b"DeviceN" => {
            let names = part(1)?.as_array().ok()?;
            let inks: Option<Vec<Ink>> = names
                .iter()
                .take(MOST_INKS)
                .map(|name| Some(ink(document.dereference(name).ok()?.1.as_name().ok()?)))
                .collect();
            Some(Space::Inks(inks?.into(), inner(2)?))
        }
        b"Pattern" => Some(Space::Pattern(if array.len() > 1 { Some(inner(1)?) } else { None })),
        name => named(document, name, resources, depth),
    }
}

fn named(
    document: &Document,
    name: &[u8],
    resources: Option<&Dictionary>,
    depth: u8,
) -> Option<Space> {
    match name {
        b"DeviceGray" | b"G" => Some(Space::Gray),
        b"DeviceCMYK" | b"CMYK" => Some(Space::Cmyk),
        b"DeviceRGB" | b"RGB" => Some(Space::Foreign(Foreign::Rgb)),
        b"CalGray" => Some(Space::Foreign(Foreign::CalGray)),
        b"CalRGB" => Some(Space::Foreign(Foreign::CalRgb)),
        b"Pattern" => Some(Space::Pattern(None)),
        name => {
            let (_, object) = lookup::resource(document, resources?, b"ColorSpace", name)?;
            // A name that stands for itself would go on for ever.
            read(document, object, object.as_name().is_err().then_some(resources).flatten(), depth)
        }
    }
}

fn ink(name: &[u8]) -> Ink {
    match name {
        b"Cyan" => Ink::Process(0),
        b"Magenta" => Ink::Process(1),
        b"Yellow" => Ink::Process(2),
        b"Black" => Ink::Process(3),
        b"All" => Ink::All,
        b"None" => Ink::None,
        name => Ink::Spot(lookup::shown(name).into()),
    }
}
