//! Values of a PDF that may be written in place or elsewhere, and may be missing or of the wrong kind.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::geometry::{Matrix, Rect};

/// How many parents a page may have.
const MOST_PARENTS: usize = 64;

/// The value of a key, wherever it stands. `None` where it is missing or null.
pub fn value<'a>(document: &'a Document, dict: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    let object = document.dereference(dict.get(key).ok()?).ok()?.1;
    (!object.is_null()).then_some(object)
}

pub fn dict<'a>(document: &'a Document, of: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
    dict_of(value(document, of, key)?)
}

/// A dictionary, or that of a stream.
pub fn dict_of(object: &Object) -> Option<&Dictionary> {
    match object {
        Object::Dictionary(dict) => Some(dict),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

pub fn name<'a>(document: &'a Document, of: &'a Dictionary, key: &[u8]) -> Option<&'a [u8]> {
    value(document, of, key)?.as_name().ok()
}

pub fn is_name(object: &Object, name: &[u8]) -> bool {
    object.as_name().is_ok_and(|found| found == name)
}

pub fn array<'a>(
    document: &'a Document,
    of: &'a Dictionary,
    key: &[u8],
) -> Option<&'a Vec<Object>> {
    value(document, of, key)?.as_array().ok()
}

pub fn number(document: &Document, of: &Dictionary, key: &[u8]) -> Option<f64> {
    float(value(document, of, key)?)
}

/// A finite number.
pub fn float(object: &Object) -> Option<f64> {
    object.as_float().ok().map(f64::from).filter(|number| number.is_finite())
}

/// The numbers of an array, each of which may stand elsewhere.
pub fn numbers(document: &Document, array: &[Object]) -> Option<Vec<f64>> {
    array.iter().map(|one| float(document.dereference(one).ok()?.1)).collect()
}

pub fn rect(document: &Document, of: &Dictionary, key: &[u8]) -> Option<Rect> {
    let numbers = numbers(document, array(document, of, key)?)?;
    let [x0, y0, x1, y1] = numbers.try_into().ok()?;
    Some(Rect::new(x0, y0, x1, y1))
}

pub fn matrix(document: &Document, of: &Dictionary, key: &[u8]) -> Matrix {
    array(document, of, key)
        .and_then(|array| numbers(document, array)?.try_into().ok())
        .map_or(Matrix::IDENTITY, Matrix)
}

/// A value of a page that it may take over from its parents.
pub fn inherited<'a>(
    document: &'a Document,
    page: &'a Dictionary,
    key: &[u8],
) -> Option<&'a Dictionary> {
    let mut node = page;
    for _ in 0..MOST_PARENTS {
        if value(document, node, key).is_some() {
            return Some(node);
        }
        node = dict(document, node, b"Parent")?;
    }
    None
}

/// A resource by its kind and name.
pub fn resource<'a>(
    document: &'a Document,
    resources: &'a Dictionary,
    kind: &[u8],
    name: &[u8],
) -> Option<(Option<ObjectId>, &'a Object)> {
    let (id, object) =
        document.dereference(dict(document, resources, kind)?.get(name).ok()?).ok()?;
    (!object.is_null()).then_some((id, object))
}

pub fn stream(object: &Object) -> Option<&Stream> {
    object.as_stream().ok()
}

/// Text of a file as a message may show it: short, and nothing that moves a cursor.
pub fn shown(bytes: &[u8]) -> String {
    const MOST: usize = 60;
    let text = String::from_utf8_lossy(bytes);
    text.chars().take(MOST).map(|c| if c.is_control() { '?' } else { c }).collect()
}
