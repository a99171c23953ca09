//! A leaflet's files, out of its data and the press.

use std::{cell::OnceCell, collections::BTreeSet, path::Path};

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use typst::utils::Scalar;
use typst_layout::PagedDocument;
use typst_render::RenderOptions;

use super::{
    check,
    data::{self, Data},
    finish::{self, BLEED, Job, Profile},
    fonts::Fonts,
    layout, names, outlines, pdf,
    press::{Loaded, Press},
};
use crate::{
    diagnostic::{self, Code, Diagnostic},
    digest::{self, Digest},
    plan::View,
    portal::{Finish, Leaflet, LeafletFile, LeafletFormat, LeafletIx, Target},
};

/// Layouts that Typst's own cache of parts remembers.
const REMEMBERED: usize = 4;

/// Makes leaflets of one site.
pub struct Printer<'p> {
    root: &'p Path,
    view: &'p View<'p>,
    press: &'p Loaded,
    /// Why no file for print shops can be made, where none can.
    profile: Result<Profile, Diagnostic>,
}

/// What the files of a leaflet are made of.
pub struct Order<'p> {
    pub ix: LeafletIx,
    pub leaflet: &'p Leaflet,
    pub format: &'p LeafletFormat,
    pub data: Data<'p>,
}

/// A leaflet in the making: laid out once for screens and once for print shops, when first asked.
pub struct Sheet<'o> {
    printer: &'o Printer<'o>,
    order: &'o Order<'o>,
    screen: OnceCell<Laid>,
    print: OnceCell<Laid>,
}

/// Pages, or what is wrong with them; and what there is to tell.
struct Laid {
    document: Option<PagedDocument>,
    told: Vec<Diagnostic>,
}

impl<'p> Printer<'p> {
    /// # Errors
    /// The files of the theme cannot be read.
    pub fn new(
        root: &'p Path,
        view: &'p View<'p>,
        press: &'p Press,
    ) -> Result<Self, Vec<Diagnostic>> {
        let press = press.load()?;
        Ok(Printer { root, view, press, profile: profile(view, press) })
    }

    /// # Errors
    /// The leaflet's page has an address that makes no code.
    pub fn order(&self, ix: LeafletIx) -> Result<Order<'p>, Diagnostic> {
        let leaflets = &self.view.portal.leaflets;
        let leaflet = &leaflets.all[ix];
        let data = data::data(self.view, leaflet)?;
        Ok(Order { ix, leaflet, format: leaflets.format(leaflet), data })
    }

    /// Digest of all that a file is made of. Tickets, which are made of other files, have another.
    pub fn fingerprint(&self, order: &Order<'_>, file: LeafletFile) -> Digest {
        let mut hash = Sha256::new();
        hash.update(b"leaflet");
        hash.update(env!("CARGO_PKG_VERSION"));
        hash.update(self.press.digest());
        hash.update(file.extension());
        if let (LeafletFile::Pdf(Finish::X4 | Finish::X1a | Finish::Outlines), Ok(profile)) =
            (file, &self.profile)
        {
            hash.update(&profile.condition);
        }
        digest::value(&mut hash, &order.data);
        digest::half(hash)
    }

    pub fn sheet<'o>(&'o self, order: &'o Order<'o>) -> Sheet<'o> {
        Sheet { printer: self, order, screen: OnceCell::new(), print: OnceCell::new() }
    }

    /// Name of the condition that the files for print shops are made for.
    pub fn condition(&self) -> Option<&str> {
        self.profile.as_ref().ok().map(|profile| profile.condition.as_str())
    }
}

impl Sheet<'_> {
    /// The bytes of a PDF or of the picture.
    ///
    /// # Errors
    /// All that is wrong with the leaflet.
    pub fn bytes(&self, file: LeafletFile) -> Result<Vec<u8>, Vec<Diagnostic>> {
        match file {
            LeafletFile::Pdf(Finish::Screen) => {
                let document = self.laid(false)?;
                let day = self.day();
                pdf::screen(document, &self.ident(), day).map_err(|errors| self.failed(&errors))
            }
            LeafletFile::Picture => Ok(picture(self.laid(false)?)),
            LeafletFile::Pdf(finish) => self.shop(finish),
            LeafletFile::TicketJson | LeafletFile::Ticket => Ok(Vec::new()),
        }
    }

    /// What there is to tell of the leaflet although it could be made.
    pub fn told(self) -> Vec<Diagnostic> {
        let laid = [self.screen.into_inner(), self.print.into_inner()];
        typst::comemo::evict(REMEMBERED);
        laid.into_iter().flatten().flat_map(|laid| laid.told).collect()
    }

    fn shop(&self, finish: Finish) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let printer = self.printer;
        let document = self.laid(true)?;
        let profile = printer.profile.as_ref().map_err(|problem| vec![problem.clone()])?;
        let outlined;
        let source = match finish {
            Finish::Outlines => {
                outlined = outlines::outlined(document);
                &outlined
            }
            _ => document,
        };
        let ident = self.ident();
        let base = pdf::base(source, &ident, self.day()).map_err(|errors| self.failed(&errors))?;
        let slugs = match finish {
            Finish::X4 => self.slugs(document.pages().len(), &profile.condition),
            _ => Vec::new(),
        };
        let data = &self.order.data;
        let job = Job {
            finish,
            size: &self.order.format.size,
            title: &data.title,
            author: data.site.owner.unwrap_or(data.site.name),
            ident: &ident,
            version: &data.version,
            day: self.day(),
            profile,
            slugs: &slugs,
        };
        finish::finish(&base, &job).map_err(|error| {
            let problem = Diagnostic::new(
                Code::LeafletExport,
                format!("{}: {error}", data.title),
                format!("{}：{error}", data.title),
            );
            vec![problem.at(printer.press.template(&self.order.format.id))]
        })
    }

    /// The job line of each page; a small format or a long name leaves room for less.
    fn slugs(&self, pages: usize, condition: &str) -> Vec<finish::Slug> {
        let Some(font) = self.printer.press.fonts().regular() else { return Vec::new() };
        let file = LeafletFile::Pdf(Finish::X4);
        let name = names::file_name(self.printer.view, self.order.leaflet, file);
        let size = &self.order.format.size;
        let version = &self.order.data.version;
        let room = finish::slug_width(size) * finish::MM;
        let slug = |page: usize| {
            let lines = [
                format!(
                    "{name}  {page}/{pages}  {} × {} mm +{BLEED}  CMYK  {condition}  {version}",
                    size.width, size.height
                ),
                format!("{name}  {page}/{pages}  {version}"),
                format!("{page}/{pages}  {version}"),
            ];
            outlines::slug(&font, room, &lines)
        };
        (1..=pages).map(slug).collect()
    }

    /// The pages, laid out and checked, if nothing is wrong.
    fn laid(&self, is_print: bool) -> Result<&PagedDocument, Vec<Diagnostic>> {
        let cell = if is_print { &self.print } else { &self.screen };
        let laid = cell.get_or_init(|| self.lay(is_print));
        match &laid.document {
            Some(document) if !diagnostic::any_error(&laid.told) => Ok(document),
            _ => Err(laid.told.clone()),
        }
    }

    fn lay(&self, is_print: bool) -> Laid {
        let Sheet { printer, order, .. } = self;
        let data = match self.data(is_print) {
            Ok(data) => data,
            Err(problem) => return Laid { document: None, told: vec![problem] },
        };
        let lay = |fonts: &Fonts| {
            layout::lay_out(printer.press, fonts, &order.format.id, data.clone(), self.day())
        };
        let (mut document, mut told) = lay(printer.press.fonts());
        let missing = document.as_ref().map(check::missing).unwrap_or_default();
        if !missing.is_empty() {
            // Only then are the fonts of this machine looked at.
            let with_system = printer.press.with_system_fonts();
            (document, told) = lay(with_system);
            let still = document.as_ref().map(check::missing).unwrap_or_default();
            told.extend(missing.iter().map(|&c| self.missing(c, still.contains(&c))));
        }
        if let Some(document) = &document {
            let numbers = numbers(&order.data);
            let subject = check::Subject {
                title: &order.data.title,
                template: &printer.press.template(&order.format.id),
                size: &order.format.size,
                pages: order.format.pages,
                numbers: &numbers,
                is_print,
            };
            told.extend(check::check(document, &subject));
        }
        Laid { document, told }
    }

    /// `/leaflet.json`
    fn data(&self, is_print: bool) -> Result<Vec<u8>, Diagnostic> {
        let data = &self.order.data;
        let bodies = [
            data.campaign.as_ref().map(|campaign| &campaign.body),
            data.policy.as_ref().map(|policy| &policy.body),
        ];
        for body in bodies.into_iter().flatten() {
            body.load(self.printer.root)?;
        }
        let mut value = serde_json::to_value(data).unwrap_or_default();
        if let Value::Object(fields) = &mut value {
            let (finish, bleed) = if is_print { ("print", BLEED) } else { ("screen", 0.0) };
            fields.insert("finish".into(), json!(finish));
            fields.insert("bleed".into(), json!(bleed));
        }
        Ok(serde_json::to_vec(&value).unwrap_or_default())
    }

    fn missing(&self, c: char, is_lost: bool) -> Diagnostic {
        let (title, code) = (&self.order.data.title, c as u32);
        let problem = match is_lost {
            true => Diagnostic::new(
                Code::LeafletGlyph,
                format!("{title}: no font has the character `{c}` (U+{code:04X})"),
                format!("{title}：没有字体有“{c}”（U+{code:04X}）这个字"),
            ),
            false => Diagnostic::new(
                Code::LeafletSystemFont,
                format!(
                    "{title}: `{c}` (U+{code:04X}) is set in a font of this machine, since the theme's \
                     have none: another machine may print it otherwise"
                ),
                format!(
                    "{title}：主题的字体里没有“{c}”（U+{code:04X}），用了本机的字体；换一台电脑，印出来可能\
                     不一样"
                ),
            ),
        };
        problem
            .mend(
                "write another character, or put a font that has it under content/theme/leaflets/fonts/",
                "请换一个字，或者在 content/theme/leaflets/fonts/ 里放一个有这个字的字体",
            )
            .at(self.printer.press.template(&self.order.format.id))
    }

    fn failed(&self, errors: &[typst::diag::SourceDiagnostic]) -> Vec<Diagnostic> {
        let press = self.printer.press;
        layout::told(press, press.fonts(), &self.order.format.id, errors)
    }

    fn day(&self) -> jiff::civil::Date {
        names::content_day(self.printer.view, self.order.leaflet)
    }

    /// The same for all issues: its address.
    fn ident(&self) -> String {
        let target = Target::Leaflet(self.order.ix, LeafletFile::Pdf(Finish::Screen));
        self.printer.view.routes.absolute(target)
    }
}

/// Numbers that must not be broken; short ones look like any other digits.
fn numbers(data: &Data<'_>) -> BTreeSet<String> {
    let place = data.place.iter().flat_map(|place| {
        let fallback = place.fallback.iter().map(|hotline| &hotline.number);
        std::iter::once(&place.hotline.number).chain(fallback)
    });
    place
        .chain(data.national.iter().map(|line| &line.number))
        .chain(data.places.iter().map(|place| &place.number))
        .chain(data.site.office.iter().map(|office| &office.number))
        .flat_map(|number| [number.display, number.local])
        .filter(|number| number.len() >= 5)
        .map(str::to_owned)
        .collect()
}

fn profile(view: &View<'_>, press: &Loaded) -> Result<Profile, Diagnostic> {
    let settings = &view.portal.leaflets.settings;
    let chosen = settings.profile.as_ref();
    let found = press.profile(chosen.map(|path| path.value.as_str()));
    let profile = found.and_then(|(condition, bytes)| Profile::new(condition, bytes));
    profile.ok_or_else(|| {
        let path = chosen.map_or("leaflets/press/", |path| &path.value);
        let problem = Diagnostic::new(
            Code::LeafletProfile,
            format!("{path} is no ICC profile of a press in CMYK"),
            format!("{path} 不是 CMYK 印刷机的 ICC 特性文件"),
        )
        .mend(
            "put one under content/theme/leaflets/press/ and name it in content/leaflets.toml",
            "请在 content/theme/leaflets/press/ 里放一个，并写进 content/leaflets.toml",
        );
        match chosen {
            Some(path) => problem.at(path.place.clone()),
            None => problem,
        }
    })
}

fn picture(document: &PagedDocument) -> Vec<u8> {
    let Some(page) = document.pages().first() else { return Vec::new() };
    let longer = page.frame.width().to_pt().max(page.frame.height().to_pt());
    let options =
        RenderOptions { pixel_per_pt: Scalar::new(names::PICTURE / longer), render_bleed: false };
    typst_render::render(page, &options).encode_png().unwrap_or_default()
}
