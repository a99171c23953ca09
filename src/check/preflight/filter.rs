//! The bytes of a stream, decoded to the letter: ISO 32000-1, 7.3.8 and 7.4.
//!
//! `lopdf` decodes as far as it can and says nothing of the rest, as a reader for people should. A
//! press needs to know that something is missing.

use flate2::{Decompress, FlushDecompress, Status};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, content::Content, xref::XrefEntry};
use weezl::{BitOrder, LzwStatus, decode::Decoder};

use super::lookup;

/// Filters of a stream; files use one or two.
const MOST_FILTERS: usize = 16;
/// Decoded bytes that are taken at a time.
const PIECE: usize = 64 * 1024;

/// Why a stream has no bytes to look at.
#[derive(Debug, PartialEq, Eq)]
pub enum Fault {
    /// Something of it is missing, is not as its filter writes it, or is followed by something else.
    Damaged,
    TooLarge,
}

type Decoded = Result<Vec<u8>, Fault>;

/// A file as it was read, and its bytes.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    pub document: &'a Document,
    pub bytes: &'a [u8],
}

impl<'a> File<'a> {
    /// `bytes` are those that the document was read from. What stands before the header does not count.
    pub fn new(document: &'a Document, bytes: &'a [u8]) -> File<'a> {
        let header = bytes.windows(5).position(|start| start == b"%PDF-").unwrap_or(0);
        File { document, bytes: &bytes[header..] }
    }

    /// The dictionary of a stream as it is written. `lopdf` puts the length there that it found.
    fn written(&self, id: ObjectId) -> Option<Dictionary> {
        let XrefEntry::Normal { offset, generation: _ } =
            self.document.reference_table.get(id.0)?
        else {
            return None;
        };
        let start = self.bytes.get(usize::try_from(*offset).ok()?..)?;
        // `7 0 obj << … >> stream` reads like two operators with what they work on.
        let mut operations = Content::decode_iter(start).map_while(Result::ok);
        operations.next().filter(|operation| operation.operator == "obj")?;
        let stream = operations.next().filter(|operation| operation.operator == "stream")?;
        match stream.operands.into_iter().next()? {
            Object::Dictionary(written) => Some(written),
            _ => None,
        }
    }
}

/// Decodes a stream that may hold so many bytes.
pub fn decode(document: &Document, stream: &Stream, most: usize) -> Decoded {
    // The data of a stream with `F` stands in another file.
    if stream.dict.has(b"F") {
        return Err(Fault::Damaged);
    }
    let mut bytes = stream.content.clone();
    for (filter, parameters) in filters(document, &stream.dict)? {
        let bytes_before = bytes.as_slice();
        let plain = match filter {
            b"FlateDecode" => flate(bytes_before, most)?,
            b"LZWDecode" => lzw(document, bytes_before, parameters, most)?,
            b"ASCII85Decode" => ascii_85(bytes_before)?,
            b"ASCIIHexDecode" => ascii_hex(bytes_before)?,
            b"RunLengthDecode" => run_length(bytes_before, most)?,
            _ => return Err(Fault::Damaged),
        };
        bytes = match (filter, parameters) {
            (b"FlateDecode" | b"LZWDecode", Some(parameters)) => {
                without_predictor(document, plain, parameters)?
            }
            _ => plain,
        };
        if bytes.len() > most {
            return Err(Fault::TooLarge);
        }
    }
    if bytes.len() > most { Err(Fault::TooLarge) } else { Ok(bytes) }
}

/// Whether `Length` is there and true. What was decrypted is shorter than its file says.
pub fn says_its_length(file: File<'_>, id: ObjectId, stream: &Stream) -> bool {
    let held = i64::try_from(stream.content.len()).ok();
    let says = |dict: &Dictionary| {
        let said = lookup::value(file.document, dict, b"Length").map(Object::as_i64);
        said.and_then(Result::ok).is_some_and(|said| Some(said) == held)
    };
    file.document.was_encrypted()
        || says(&stream.dict) && file.written(id).is_none_or(|written| says(&written))
}

type Filter<'a> = (&'a [u8], Option<&'a Dictionary>);

/// The filters with their parameters, in the order of decoding.
fn filters<'a>(document: &'a Document, dict: &'a Dictionary) -> Result<Vec<Filter<'a>>, Fault> {
    let list = |key: &[u8]| -> Result<Vec<&'a Object>, Fault> {
        if !dict.has(key) {
            return Ok(Vec::new());
        }
        let damaged = |_| Fault::Damaged;
        let parts = match document.dereference(dict.get(key).map_err(damaged)?).map_err(damaged)?.1
        {
            Object::Null => return Ok(Vec::new()),
            Object::Array(parts) => parts.as_slice(),
            one => std::slice::from_ref(one),
        };
        if parts.len() > MOST_FILTERS {
            return Err(Fault::TooLarge);
        }
        parts.iter().map(|part| Ok(document.dereference(part).map_err(damaged)?.1)).collect()
    };
    let parameters = list(b"DecodeParms")?;
    let with_parameters = list(b"Filter")?.into_iter().enumerate().map(|(at, filter)| {
        let parameters = match parameters.get(at) {
            None | Some(Object::Null) => None,
            Some(given) => Some(given.as_dict().map_err(|_| Fault::Damaged)?),
        };
        Ok((filter.as_name().map_err(|_| Fault::Damaged)?, parameters))
    });
    with_parameters.collect()
}

/// Whether nothing but white space follows the end of the data.
fn ends(rest: &[u8]) -> Result<(), Fault> {
    if rest.iter().all(|byte| is_space(*byte)) { Ok(()) } else { Err(Fault::Damaged) }
}

/// ISO 32000-1, table 1.
pub fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

fn flate(bytes: &[u8], most: usize) -> Decoded {
    // Programs name the filter of a page that is empty as well.
    if bytes.is_empty() {
        return Ok(Vec::new());
    }
    let mut decoder = Decompress::new(true);
    let mut plain = Vec::new();
    loop {
        if plain.len() > most {
            return Err(Fault::TooLarge);
        }
        plain.reserve(PIECE);
        let (taken, given) = (decoder.total_in(), decoder.total_out());
        let rest = &bytes[taken as usize..];
        let status = decoder.decompress_vec(rest, &mut plain, FlushDecompress::None);
        match status.map_err(|_| Fault::Damaged)? {
            Status::StreamEnd => break,
            // It asks for more than there is.
            _ if (taken, given) == (decoder.total_in(), decoder.total_out()) => {
                return Err(Fault::Damaged);
            }
            Status::Ok | Status::BufError => {}
        }
    }
    ends(&bytes[decoder.total_in() as usize..])?;
    Ok(plain)
}

fn lzw(document: &Document, bytes: &[u8], parameters: Option<&Dictionary>, most: usize) -> Decoded {
    let early = parameters.and_then(|given| lookup::number(document, given, b"EarlyChange"));
    let mut decoder = match early {
        Some(0.0) => Decoder::new(BitOrder::Msb, 8),
        _ => Decoder::with_tiff_size_switch(BitOrder::Msb, 8),
    };
    let mut plain = Vec::new();
    let mut rest = bytes;
    let mut piece = vec![0; PIECE];
    loop {
        if plain.len() > most {
            return Err(Fault::TooLarge);
        }
        let step = decoder.decode_bytes(rest, &mut piece);
        plain.extend(&piece[..step.consumed_out]);
        rest = &rest[step.consumed_in..];
        match step.status.map_err(|_| Fault::Damaged)? {
            LzwStatus::Done => break,
            LzwStatus::Ok => {}
            LzwStatus::NoProgress => return Err(Fault::Damaged),
        }
    }
    ends(rest)?;
    Ok(plain)
}

fn ascii_85(bytes: &[u8]) -> Decoded {
    let mut plain = Vec::new();
    let mut group: Vec<u8> = Vec::with_capacity(5);
    let value = |group: &[u8]| {
        let value = group.iter().fold(0_u64, |value, digit| value * 85 + u64::from(*digit));
        u32::try_from(value).map_err(|_| Fault::Damaged)
    };
    let mut all = bytes.iter().copied().enumerate().filter(|(_, byte)| !is_space(*byte));
    while let Some((_, byte)) = all.next() {
        match byte {
            b'!'..=b'u' => group.push(byte - b'!'),
            b'z' if group.is_empty() => plain.extend([0; 4]),
            b'~' => {
                let (end, close) = all.next().ok_or(Fault::Damaged)?;
                if close != b'>' || group.len() == 1 {
                    return Err(Fault::Damaged);
                }
                if !group.is_empty() {
                    let kept = group.len() - 1;
                    group.resize(5, 84);
                    plain.extend(&value(&group)?.to_be_bytes()[..kept]);
                }
                ends(&bytes[end + 1..])?;
                return Ok(plain);
            }
            _ => return Err(Fault::Damaged),
        }
        if group.len() == 5 {
            plain.extend(value(&group)?.to_be_bytes());
            group.clear();
        }
    }
    Err(Fault::Damaged)
}

fn ascii_hex(bytes: &[u8]) -> Decoded {
    let end = bytes.iter().position(|byte| *byte == b'>').ok_or(Fault::Damaged)?;
    ends(&bytes[end + 1..])?;
    let digits: Option<Vec<u8>> = bytes[..end]
        .iter()
        .filter(|byte| !is_space(**byte))
        .map(|byte| char::from(*byte).to_digit(16).map(|digit| digit as u8))
        .collect();
    // A digit that is left over stands before a zero.
    let pairs = digits.ok_or(Fault::Damaged)?;
    Ok(pairs.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).unwrap_or(&0)).collect())
}

fn run_length(bytes: &[u8], most: usize) -> Decoded {
    let mut plain = Vec::new();
    let mut rest = bytes;
    while let Some((&length, after)) = rest.split_first() {
        if plain.len() > most {
            return Err(Fault::TooLarge);
        }
        let count = usize::from(length);
        rest = match length {
            128 => {
                ends(after)?;
                return Ok(plain);
            }
            0..=127 => {
                let (run, after) = after.split_at_checked(count + 1).ok_or(Fault::Damaged)?;
                plain.extend(run);
                after
            }
            129..=255 => {
                let (byte, after) = after.split_first().ok_or(Fault::Damaged)?;
                plain.resize(plain.len() + 257 - count, *byte);
                after
            }
        };
    }
    Err(Fault::Damaged)
}

/// ISO 32000-1, 7.4.4.4.
fn without_predictor(document: &Document, bytes: Vec<u8>, parameters: &Dictionary) -> Decoded {
    let count = |key: &[u8], usual: usize| -> Result<usize, Fault> {
        match lookup::value(document, parameters, key) {
            None => Ok(usual),
            Some(given) => given
                .as_i64()
                .ok()
                .and_then(|given| usize::try_from(given).ok())
                .filter(|given| (1..=1 << 20).contains(given))
                .ok_or(Fault::Damaged),
        }
    };
    let predictor = count(b"Predictor", 1)?;
    if predictor == 1 {
        return Ok(bytes);
    }
    let colours = count(b"Colors", 1)?;
    let bits = count(b"BitsPerComponent", 8)?;
    let row = (count(b"Columns", 1)? * colours * bits).div_ceil(8);
    let pixel = (colours * bits).div_ceil(8);
    match predictor {
        2 if bits == 8 && bytes.len().is_multiple_of(row) => Ok(without_tiff(bytes, row, pixel)),
        10..=15 if bytes.len().is_multiple_of(row + 1) => without_png(&bytes, row, pixel),
        _ => Err(Fault::Damaged),
    }
}

fn without_tiff(mut bytes: Vec<u8>, row: usize, pixel: usize) -> Vec<u8> {
    for row in bytes.chunks_mut(row) {
        for at in pixel..row.len() {
            row[at] = row[at].wrapping_add(row[at - pixel]);
        }
    }
    bytes
}

/// PNG, 9.2: each row begins with the number of its filter.
fn without_png(bytes: &[u8], row: usize, pixel: usize) -> Decoded {
    let mut plain = Vec::with_capacity(bytes.len());
    let mut above = vec![0; row];
    for coded in bytes.chunks(row + 1) {
        let mut now = coded[1..].to_vec();
        for at in 0..row {
            let left = at.checked_sub(pixel).map_or(0, |at| now[at]);
            let corner = at.checked_sub(pixel).map_or(0, |at| above[at]);
            let guess = match coded[0] {
                0 => 0,
                1 => left,
                2 => above[at],
                3 => u16::midpoint(left.into(), above[at].into()) as u8,
                4 => paeth(left, above[at], corner),
                _ => return Err(Fault::Damaged),
            };
            now[at] = now[at].wrapping_add(guess);
        }
        plain.extend(&now);
        above = now;
    }
    Ok(plain)
}

fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let [a, b, c] = [left, above, corner].map(i16::from);
    let near = |one: i16| (a + b - c - one).abs();
    if near(a) <= near(b) && near(a) <= near(c) {
        left
    } else if near(b) <= near(c) {
        above
    } else {
        corner
    }
}
