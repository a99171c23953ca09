//! `weibao stats sample`

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Args, ValueEnum};
use encoding_rs::GB18030;

use super::Project;
use crate::{
    diagnostic::{Code, Diagnostic, Language},
    stats::sample,
};

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    project: Project,
    /// Number of records
    #[arg(long, value_name = "N")]
    rows: u64,
    /// The same number gives the same file
    #[arg(long, value_name = "N")]
    seed: u64,
    #[arg(long, value_enum, default_value = "utf-8")]
    encoding: Encoding,
    /// The file [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Encoding {
    #[value(name = "utf-8")]
    Utf8,
    #[value(name = "gb18030")]
    Gb18030,
}

pub fn run(arguments: &Arguments, language: Language) -> ExitCode {
    match write(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(told) => arguments.project.fail(&told, language),
    }
}

fn write(arguments: &Arguments) -> Result<(), Vec<Diagnostic>> {
    let as_of = arguments.project.day().map_err(|problem| vec![problem])?;
    let declaration = arguments.project.read()?;
    let failed = |error: io::Error| {
        vec![
            Diagnostic::new(
                Code::OutputFailed,
                format!("the sample cannot be written: {error}"),
                format!("示例数据写不进去（{error}）"),
            )
            .mend("choose a file you may write to", "请换一个有写入权限的文件"),
        ]
    };
    let sink: Box<dyn Write> = match &arguments.out {
        Some(path) => Box::new(File::create(path).map_err(failed)?),
        None => Box::new(io::stdout().lock()),
    };
    let what = sample::Sample { rows: arguments.rows, seed: arguments.seed, as_of };
    let mut sink = BufWriter::with_capacity(1 << 20, sink);
    match arguments.encoding {
        Encoding::Utf8 => sample::write(&declaration, what, &mut sink),
        Encoding::Gb18030 => {
            let mut text = Encoder { rest: Vec::new(), sink: &mut sink };
            sample::write(&declaration, what, &mut text)
        }
    }
    .and_then(|()| sink.flush())
    .map_err(failed)
}

/// UTF-8 in, GB18030 out.
struct Encoder<W> {
    /// The beginning of a character whose end has not come yet.
    rest: Vec<u8>,
    sink: W,
}

impl<W: Write> Write for Encoder<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.rest.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.rest) {
            Ok(_) => self.rest.len(),
            Err(error) => error.valid_up_to(),
        };
        let text = std::str::from_utf8(&self.rest[..whole]).unwrap_or_default();
        self.sink.write_all(&GB18030.encode(text).0)?;
        self.rest.drain(..whole);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}
