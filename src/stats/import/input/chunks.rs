//! A text in pieces that end where a record ends, so that they can be read side by side.

use std::{
    fs::File,
    io::{Read, Seek},
};

use csv::ByteRecord;
use encoding_rs::{Decoder, DecoderResult, GB18030, UTF_16BE, UTF_16LE};
use sha2::{Digest, Sha256};

use super::{
    broken_by,
    encoding::{Encoding, LONGEST_LINE, has_nul, line_too_long, mixed},
    unreadable,
};
use crate::diagnostic::Diagnostic;

/// Bytes of the file that are read at a time.
const BLOCK: usize = 512 << 10;
/// Bytes in which the headings are looked for.
const PEEKED: u64 = 1 << 20;

/// The pieces of a text, in UTF-8 and without a byte order mark.
pub struct Chunks {
    file: File,
    decoder: Option<Decoder>,
    delimiter: u8,
    raw: Vec<u8>,
    /// Decoded, not yet given out; begins where a record begins.
    text: Vec<u8>,
    /// How much of `text` was looked at.
    looked: usize,
    is_quoted: bool,
    is_start: bool,
    is_over: bool,
    digest: Sha256,
    read: u64,
}

impl Chunks {
    pub fn new(file: File, encoding: Encoding, delimiter: u8) -> Self {
        Chunks {
            file,
            decoder: decoder(encoding),
            delimiter,
            raw: Vec::new(),
            text: Vec::new(),
            looked: 0,
            is_quoted: false,
            is_start: true,
            is_over: false,
            digest: Sha256::new(),
            read: 0,
        }
    }

    /// Bytes of the file that were read.
    pub fn read(&self) -> u64 {
        self.read
    }

    /// The next piece; `None` behind the last.
    pub fn next(&mut self) -> Result<Option<Vec<u8>>, Diagnostic> {
        while !self.is_over {
            self.fill()?;
            let end = self.look();
            if self.is_over {
                break;
            }
            if let Some(end) = end {
                let rest = self.text[end..].to_vec();
                self.looked -= end;
                self.text.truncate(end);
                return Ok(Some(std::mem::replace(&mut self.text, rest)));
            }
            if self.text.len() > LONGEST_LINE {
                return Err(line_too_long());
            }
        }
        if self.is_quoted {
            return Err(unreadable(
                "the export ends in the middle of a value: a quotation mark is not closed",
                "导出文件在一个值的中间断了：引号没有配对",
                "export it again; it was cut, or a value has a single quotation mark",
                "请重新导出：文件不完整，或某个值里有不成对的引号",
            ));
        }
        let last = std::mem::take(&mut self.text);
        Ok((!last.is_empty()).then_some(last))
    }

    /// The SHA-256 of what was read.
    pub fn digest(self) -> [u8; 32] {
        self.digest.finalize().into()
    }

    fn fill(&mut self) -> Result<(), Diagnostic> {
        self.raw.clear();
        let mut block = (&mut self.file).take(BLOCK as u64);
        let size = block.read_to_end(&mut self.raw).map_err(|error| broken_by(&error))?;
        self.is_over = size == 0;
        self.read += size as u64;
        self.digest.update(&self.raw);
        let from = self.text.len();
        match &mut self.decoder {
            None => {
                let mark: &[u8] = if self.is_start { &[0xEF, 0xBB, 0xBF] } else { &[] };
                self.text.extend_from_slice(self.raw.strip_prefix(mark).unwrap_or(&self.raw));
            }
            Some(decoder) => decode(decoder, &self.raw, self.is_over, &mut self.text)?,
        }
        self.is_start = false;
        if memchr::memchr(0, &self.text[from..]).is_some() {
            return Err(has_nul());
        }
        Ok(())
    }

    /// Looks at what is new. Gives the end of the last record that is whole. A quotation mark opens a
    /// value only where a value begins, as in RFC 4180 and in the crate that reads the piece.
    fn look(&mut self) -> Option<usize> {
        let text = self.text.as_slice();
        let mut end = None;
        loop {
            let mark = memchr::memchr(b'"', &text[self.looked..]).map(|at| self.looked + at);
            if self.is_quoted {
                let Some(mark) = mark else {
                    self.looked = text.len();
                    return end;
                };
                match text.get(mark + 1) {
                    Some(b'"') => self.looked = mark + 2,
                    Some(_) => {
                        self.is_quoted = false;
                        self.looked = mark + 1;
                    }
                    // Whether it is doubled is not known yet.
                    None if !self.is_over => {
                        self.looked = mark;
                        return end;
                    }
                    None => {
                        self.is_quoted = false;
                        self.looked = text.len();
                        return end;
                    }
                }
                continue;
            }
            let stop = mark.unwrap_or(text.len());
            if let Some(at) = memchr::memrchr2(b'\n', b'\r', &text[self.looked..stop]) {
                end = Some(self.looked + at + 1);
            }
            let Some(mark) = mark else {
                self.looked = text.len();
                return end;
            };
            let before = mark.checked_sub(1).map(|at| text[at]);
            self.is_quoted =
                before.is_none_or(|byte| [b'\n', b'\r', self.delimiter].contains(&byte));
            self.looked = mark + 1;
        }
    }
}

fn decoder(encoding: Encoding) -> Option<Decoder> {
    let encoding = match encoding {
        Encoding::Utf8 => return None,
        Encoding::Utf16Le => UTF_16LE,
        Encoding::Utf16Be => UTF_16BE,
        Encoding::Gb18030 => GB18030,
    };
    Some(encoding.new_decoder_with_bom_removal())
}

fn decode(
    decoder: &mut Decoder,
    raw: &[u8],
    is_last: bool,
    text: &mut Vec<u8>,
) -> Result<(), Diagnostic> {
    let mut from = 0;
    loop {
        let room = decoder
            .max_utf8_buffer_length_without_replacement(raw.len() - from)
            .unwrap_or(raw.len() * 3)
            .max(16);
        let start = text.len();
        text.resize(start + room, 0);
        let (result, read, written) =
            decoder.decode_to_utf8_without_replacement(&raw[from..], &mut text[start..], is_last);
        text.truncate(start + written);
        from += read;
        match result {
            DecoderResult::InputEmpty => return Ok(()),
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => return Err(mixed()),
        }
    }
}

/// The first `most` records for each of the separators an export may have. The file stands at its
/// start afterwards.
pub fn peek(
    file: &mut File,
    encoding: Encoding,
    most: usize,
) -> Result<Vec<(u8, Vec<ByteRecord>)>, Diagnostic> {
    let mut raw = Vec::new();
    file.take(PEEKED).read_to_end(&mut raw).map_err(|error| broken_by(&error))?;
    file.rewind().map_err(|error| broken_by(&error))?;
    let text = match decoder(encoding) {
        None => raw.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(&raw).to_vec(),
        Some(mut decoder) => {
            let mut text = Vec::new();
            decode(&mut decoder, &raw, false, &mut text)?;
            text
        }
    };
    let read = |delimiter: u8| {
        let records = csv_reader(&text, delimiter).into_byte_records();
        (delimiter, records.take(most).filter_map(Result::ok).collect())
    };
    Ok([b',', b';', b'\t'].map(read).into())
}

/// Reads a piece. Records may differ in length: that is told of all at once.
pub fn csv_reader(text: &[u8], delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(64 << 10)
        .from_reader(text)
}
