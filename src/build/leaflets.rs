//! Making leaflets: the files of one together, because they share its pages, and packages of many.

use std::{fs, io::Write, sync::OnceLock};

use sha2::{Digest as _, Sha256};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{
    Artifact,
    make::Maker,
    making::{Made, Making},
};
use crate::{
    diagnostic::{Code, Diagnostic},
    digest::{self, Digest},
    leaflet::{self, Order, Sheet, names, ticket},
    portal::{Finish, LeafletFile, LeafletIx, Target},
};

/// The leaflet whose file it is.
pub fn leaflet_of(artifact: &Artifact) -> Option<LeafletIx> {
    match artifact.target {
        Target::Leaflet(ix, _) => Some(ix),
        _ => None,
    }
}

/// The files of leaflets, by number, those of one together and in the order in which they are made.
pub fn by_leaflet(making: &Making<'_, '_>, files: Vec<usize>) -> Vec<Vec<usize>> {
    let order: Vec<LeafletFile> = making.maker.view().portal.leaflets.files().collect();
    let mut files: Vec<_> = files
        .into_iter()
        .filter_map(|number| match making.artifacts[number].target {
            Target::Leaflet(ix, file) => {
                Some((ix, order.iter().position(|one| *one == file), number))
            }
            _ => None,
        })
        .collect();
    files.sort_unstable();
    let of_one = files.chunk_by(|(one, ..), (other, ..)| one == other);
    of_one.map(|files| files.iter().map(|&(.., number)| number).collect()).collect()
}

/// Makes the files of a leaflet that are not known. `numbers` are those of its artifacts, in the order of
/// `by_leaflet`. Gives the files in that order, and what there is to tell.
pub fn make<'m>(
    making: &Making<'m, '_>,
    numbers: &[usize],
) -> Result<(Vec<Made<'m>>, Vec<Diagnostic>), Vec<Diagnostic>> {
    let artifacts: Vec<&Artifact> =
        numbers.iter().map(|&number| &making.artifacts[number]).collect();
    let Some(ix) = artifacts.first().and_then(|one| leaflet_of(one)) else {
        return Ok(Default::default());
    };
    let printer = making.maker.printer()?;
    let order = printer.order(ix).map_err(|problem| vec![problem])?;
    let sheet = printer.sheet(&order);
    let mut made: Vec<Made<'_>> = Vec::with_capacity(artifacts.len());
    let mut problems = Vec::new();
    for (&number, artifact) in numbers.iter().zip(&artifacts) {
        let Target::Leaflet(_, file) = artifact.target else { continue };
        let done = match file {
            LeafletFile::Pdf(_) | LeafletFile::Picture => {
                let fingerprint = printer.fingerprint(&order, file);
                making.make(number, fingerprint, None, || sheet.bytes(file))
            }
            // Of what could not be made there is no ticket.
            LeafletFile::TicketJson | LeafletFile::Ticket if !problems.is_empty() => continue,
            LeafletFile::TicketJson | LeafletFile::Ticket => {
                let work = Work { making, order: &order, artifacts: &artifacts, made: &made };
                let fingerprint = work.ticket_fingerprint(file);
                making.make(number, fingerprint, None, || work.ticket(file))
            }
        };
        match done {
            Ok(one) => made.push(one),
            Err(told) => problems.extend(told),
        }
    }
    let told = sheet.told();
    if problems.is_empty() { Ok((made, told)) } else { Err(problems) }
}

/// A leaflet whose PDFs have been made.
struct Work<'w, 'm, 'p> {
    making: &'w Making<'m, 'p>,
    order: &'w Order<'w>,
    artifacts: &'w [&'w Artifact],
    made: &'w [Made<'m>],
}

impl Work<'_, '_, '_> {
    fn pdfs(&self) -> impl Iterator<Item = (Finish, &str, &Made<'_>)> {
        self.artifacts.iter().zip(self.made).filter_map(|(artifact, made)| match artifact.target {
            Target::Leaflet(_, LeafletFile::Pdf(finish)) => {
                Some((finish, artifact.path.as_str(), made))
            }
            _ => None,
        })
    }

    fn ticket_fingerprint(&self, file: LeafletFile) -> Digest {
        let mut hash = Sha256::new();
        hash.update(b"ticket");
        hash.update(env!("CARGO_PKG_VERSION"));
        hash.update(self.making.maker.template_digest(TICKET));
        hash.update(file.extension());
        digest::value(&mut hash, &self.order.data);
        let format = self.order.format;
        digest::value(&mut hash, &(&format.paper, &format.finishing, format.quantity));
        for (_, _, made) in self.pdfs() {
            hash.update(made.sha256);
        }
        digest::half(hash)
    }

    fn ticket(&self, file: LeafletFile) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let maker = self.making.maker;
        let mut pages = self.order.format.pages.unwrap_or(0);
        let mut files = Vec::new();
        for (finish, path, made) in self.pdfs() {
            if pages == 0 {
                pages = ticket::count_pages(&self.making.read(path, made)?);
            }
            let file = ticket::TicketFile::new(
                maker.view(),
                self.order,
                finish,
                made.stat.size,
                &made.sha256,
            );
            files.push(file);
        }
        maker.ticket(self.order, file, pages, files)
    }
}

const TICKET: &str = leaflet::TICKET_TEMPLATE;

/// Makes a package of files that have been made or stand in the output: `made`, by number.
pub fn package<'m>(
    making: &Making<'m, '_>,
    made: &[OnceLock<Made<'m>>],
    number: usize,
) -> Result<Made<'m>, Vec<Diagnostic>> {
    let artifact = &making.artifacts[number];
    let view = making.maker.view();
    let leaflets = &view.portal.leaflets;
    let mut members: Vec<(String, &str, &Made<'_>)> = Vec::new();
    for (member, made) in making.artifacts.iter().zip(made) {
        let Target::Leaflet(ix, file) = member.target else { continue };
        if let Some(made) = made.get()
            && file.is_for_shop()
            && leaflets.is_in_package(ix, artifact.target)
        {
            members.push((
                names::file_name(view, &leaflets.all[ix], file),
                member.path.as_str(),
                made,
            ));
        }
    }
    let mut hash = Sha256::new();
    hash.update(b"package");
    for (name, _, made) in &members {
        hash.update((name.len() as u64).to_le_bytes());
        hash.update(name);
        hash.update(made.sha256);
    }
    making.make(number, digest::half(hash), None, || {
        let files = members.iter().map(|(name, path, made)| Ok((name, making.read(path, made)?)));
        zip(&artifact.path, files)
    })
}

/// A ZIP of these files, each taken when it is its turn. PDFs are compressed already. Without times of its
/// own, so that the same files give the same bytes.
fn zip<N: AsRef<str>>(
    path: &str,
    files: impl Iterator<Item = Result<(N, Vec<u8>), Vec<Diagnostic>>>,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let failed = |error| vec![unzippable(path, &error)];
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for file in files {
        let (name, bytes) = file?;
        let name = name.as_ref();
        let method = match name.ends_with(".pdf") {
            true => CompressionMethod::Stored,
            false => CompressionMethod::Deflated,
        };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(zip::DateTime::default())
            .unix_permissions(0o644);
        zip.start_file(name, options).map_err(failed)?;
        zip.write_all(&bytes).map_err(|error| failed(error.into()))?;
    }
    Ok(zip.finish().map_err(failed)?.into_inner())
}

fn unzippable(path: &str, error: &zip::result::ZipError) -> Diagnostic {
    Diagnostic::new(
        Code::OutputFailed,
        format!("{path} cannot be written: {error}"),
        format!("{path} 写不出来（{error}）"),
    )
}

/// For the preview: a file of a leaflet, or a package, made when it is asked for.
pub fn ask(maker: &Maker<'_>, target: Target) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let view = maker.view();
    let leaflets = &view.portal.leaflets;
    match target {
        Target::Leaflet(ix, file) => {
            let printer = maker.printer()?;
            let order = printer.order(ix).map_err(|problem| vec![problem])?;
            let sheet = printer.sheet(&order);
            let bytes = file_of(maker, &order, &sheet, file);
            drop(sheet.told());
            bytes
        }
        _ => {
            let of_package =
                (0..leaflets.all.len()).filter(|&ix| leaflets.is_in_package(ix, target));
            let files = of_package.map(|ix| -> Result<_, Vec<Diagnostic>> {
                let printer = maker.printer()?;
                let order = printer.order(ix).map_err(|problem| vec![problem])?;
                let sheet = printer.sheet(&order);
                let shop = leaflets.files().filter(|file| file.is_for_shop());
                let files: Result<Vec<_>, Vec<Diagnostic>> = shop
                    .map(|file| {
                        let name = names::file_name(view, &leaflets.all[ix], file);
                        Ok((name, file_of(maker, &order, &sheet, file)?))
                    })
                    .collect();
                drop(sheet.told());
                files
            });
            let files = files.flat_map(|files| match files {
                Ok(files) => files.into_iter().map(Ok).collect(),
                Err(problems) => vec![Err(problems)],
            });
            zip("zip", files)
        }
    }
}

fn file_of(
    maker: &Maker<'_>,
    order: &Order<'_>,
    sheet: &Sheet<'_>,
    file: LeafletFile,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    if let LeafletFile::Pdf(_) | LeafletFile::Picture = file {
        return sheet.bytes(file);
    }
    let mut pages = 0;
    let mut files = Vec::new();
    for of in maker.view().portal.leaflets.files() {
        let LeafletFile::Pdf(finish) = of else { continue };
        let bytes = sheet.bytes(of)?;
        pages = ticket::count_pages(&bytes);
        let sha256 = Sha256::digest(&bytes).into();
        let size = bytes.len() as u64;
        files.push(ticket::TicketFile::new(maker.view(), order, finish, size, &sha256));
    }
    maker.ticket(order, file, pages, files)
}

impl Making<'_, '_> {
    /// The bytes of an artifact that is staged or stands.
    fn read(&self, path: &str, made: &Made<'_>) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let file = match made.staged {
            true => self.output.staged(path),
            false => self.output.folder().join(path),
        };
        fs::read(&file).map_err(|error| {
            let name = path.into();
            vec![crate::content::files::unreadable(&name, Some(error))]
        })
    }
}
