//! The fourth step of a build: the bytes of an artifact, out of its recipe and its inputs.
//!
//! Invariant: `inputs` gives all that a recipe reads, and `fingerprint` covers all of it, so that an
//! artifact whose fingerprint is known need not be made again.

use std::{fs, path::Path, sync::OnceLock};

use serde::Serialize;
use tera::{ErrorKind, Tera};

use super::theme::Theme;
use crate::{
    content::{
        files::{self, FoundFile, MOST_COPIED},
        pages,
    },
    data,
    diagnostic::{Code, Diagnostic, Place},
    digest::{self, Digest},
    leaflet::{
        Order, Press, Printer, TICKET_TEMPLATE,
        ticket::{Ticket, TicketFile, ticket},
    },
    page, picture,
    plan::{Reads, View},
    portal::{CopiedFile, LeafletFile, Part, Target, Text},
    share::{Painter, ShareError},
};

const VERSION: &[u8] = env!("CARGO_PKG_VERSION").as_bytes();

/// A theme, ready to make artifacts with: templates compiled, fonts read, once.
pub struct Recipes {
    theme: Theme,
    tera: Tera,
    painter: Painter,
}

/// Makes the artifacts of one site.
pub struct Maker<'p> {
    root: &'p Path,
    view: &'p View<'p>,
    recipes: &'p Recipes,
    /// The variable `site` of every template.
    site: tera::Value,
    /// The numbers that become links wherever a page writes them.
    dial: page::Dial,
    /// Digest of what every page reads: weibao's version, `site` and `dial`.
    site_digest: Digest,
    /// Of the policies, what `site` was made of.
    site_parts: Vec<Part>,
    /// Made when the first leaflet is.
    printer: OnceLock<Result<Printer<'p>, Vec<Diagnostic>>>,
}

/// What a recipe reads.
pub enum Inputs<'p> {
    Page(Page<'p>),
    Data(data::Context<'p>),
    /// A picture, still an SVG: to draw it takes far longer than to fill it in.
    Share(Vec<u8>),
    /// A file that is copied, a picture without its metadata. Read once, so that its fingerprint is that of
    /// its bytes.
    Copy(Vec<u8>),
    /// For a target that has no recipe of its own: the manifest, which is made of all others.
    Nothing,
}

/// A page: the template that draws it, what it reads, and the text whose HTML is in it.
pub struct Page<'p> {
    template: &'static str,
    context: Box<page::Context<'p>>,
    text: Option<&'p Text>,
}

/// The variables of a ticket's template.
#[derive(Serialize)]
struct TicketPage<'a> {
    ticket: Ticket<'a>,
}

impl Recipes {
    pub fn new(theme: Theme) -> Result<Self, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let mut tera = Tera::default();
        tera.autoescape_on([".html", ".svg"]);
        let texts = theme.templates.iter().map(|(name, template)| (name, &template.text));
        if let Err(error) = tera.add_raw_templates(texts) {
            problems.push(template_problem(&theme, &error, Code::TemplateSyntax));
        }
        match Painter::new(theme.fonts.clone()) {
            Ok(painter) if problems.is_empty() => return Ok(Recipes { theme, tera, painter }),
            Ok(_) => {}
            Err(error) => problems.push(share_problem(&theme, &error)),
        }
        Err(problems)
    }

    /// Files of the theme that are copied.
    pub fn files(&self) -> impl Iterator<Item = &FoundFile> {
        self.theme.files.iter()
    }

    /// What the theme has for leaflets.
    pub fn press(&self) -> Option<&Press> {
        self.theme.press.as_ref()
    }

    fn template_digest(&self, name: &str) -> Digest {
        self.theme.templates.get(name).map_or_else(Digest::default, |template| template.digest)
    }
}

impl<'p> Maker<'p> {
    pub fn new(root: &'p Path, view: &'p View<'p>, recipes: &'p Recipes) -> Self {
        let own = view.fresh();
        let site = page::site(&own, &recipes.theme.css);
        let dial = page::Dial::new(view.portal);
        let site_digest = digest::of_value(VERSION, &(&site, dial.spellings()));
        let site = tera::Value::from_serializable(&site);
        let site_parts = own.policies.parts();
        Maker { root, view, recipes, site, dial, site_digest, site_parts, printer: OnceLock::new() }
    }

    pub fn view(&self) -> &'p View<'p> {
        self.view
    }

    /// A view to make one artifact with.
    pub fn fresh(&self, target: Target) -> View<'p> {
        let template = page::template(target);
        let reads = template.and_then(|name| self.recipes.theme.templates.get(name));
        let reads = reads.map_or_else(Reads::default, |template| template.reads.clone());
        View { reads, ..self.view.fresh() }
    }

    /// What of the policies a page or a data file was made of, by the view that it was made with.
    pub fn parts(&self, view: &View<'_>) -> Vec<Part> {
        let mut parts = view.policies.parts();
        parts.extend_from_slice(&self.site_parts);
        parts
    }

    /// Makes leaflets.
    ///
    /// # Errors
    /// The theme's files for leaflets cannot be read.
    pub fn printer(&self) -> Result<&Printer<'p>, Vec<Diagnostic>> {
        let printer = self.printer.get_or_init(|| {
            let press = self.recipes.press().ok_or_else(Vec::new)?;
            Printer::new(self.root, self.view, press)
        });
        printer.as_ref().map_err(Vec::clone)
    }

    /// Digest of a template of the theme.
    pub fn template_digest(&self, name: &str) -> Digest {
        self.recipes.template_digest(name)
    }

    /// A job ticket.
    ///
    /// # Errors
    /// There is no profile, or the template has an error.
    pub fn ticket(
        &self,
        order: &Order<'_>,
        file: LeafletFile,
        pages: usize,
        files: Vec<TicketFile>,
    ) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let condition = self.printer()?.condition().unwrap_or_default();
        let ticket = ticket(self.view, order, condition, pages, files);
        match file {
            LeafletFile::Ticket => {
                let context = TicketPage { ticket };
                self.render(TICKET_TEMPLATE, &context).map_err(|problem| vec![problem])
            }
            _ => {
                let mut bytes = serde_json::to_vec_pretty(&ticket).unwrap_or_default();
                bytes.push(b'\n');
                Ok(bytes)
            }
        }
    }

    /// What the recipe of `target` reads.
    pub fn inputs<'v>(&self, view: &'v View<'v>, target: Target) -> Result<Inputs<'v>, Diagnostic> {
        Ok(match target {
            Target::File(ix) => Inputs::Copy(copied(&view.portal.files[ix])?),
            Target::CampaignImage(ix) => {
                Inputs::Share(self.render(SHARE, &page::share_context(view, ix))?)
            }
            _ => page_inputs(view, target)
                .map(Inputs::Page)
                .or_else(|| data::context(view, target).map(Inputs::Data))
                .unwrap_or(Inputs::Nothing),
        })
    }

    pub fn fingerprint(&self, inputs: &Inputs<'_>) -> Digest {
        match inputs {
            Inputs::Page(page) => {
                let template = self.recipes.template_digest(page.template);
                let before = [b"page".as_slice(), &self.site_digest, &template].concat();
                digest::of_value(&before, page.context.as_ref())
            }
            Inputs::Data(context) => digest::of_value(&[b"data", VERSION].concat(), context),
            Inputs::Share(svg) => {
                digest::of_all([b"share", VERSION, &self.recipes.theme.fonts_digest, svg])
            }
            Inputs::Copy(bytes) => digest::of_all([b"copy".as_slice(), bytes]),
            Inputs::Nothing => Digest::default(),
        }
    }

    pub fn bytes(&self, inputs: Inputs<'_>) -> Result<Vec<u8>, Diagnostic> {
        match inputs {
            Inputs::Page(page) => {
                if let Some(text) = page.text {
                    pages::load_body(self.root, &text.document)?;
                }
                let html = self.render(page.template, page.context.as_ref())?;
                // A page is text from templates and texts, so that this never fails.
                let html = String::from_utf8(html)
                    .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
                Ok(self.dial.link(html).into_bytes())
            }
            Inputs::Data(context) => Ok(data::write(&context)),
            Inputs::Share(svg) => {
                let png = match std::str::from_utf8(&svg) {
                    Ok(svg) => self.recipes.painter.png(svg),
                    Err(_) => Ok(Vec::new()),
                };
                png.map_err(|error| share_problem(&self.recipes.theme, &error))
            }
            Inputs::Copy(bytes) => Ok(bytes),
            Inputs::Nothing => Ok(Vec::new()),
        }
    }

    fn render(&self, template: &str, context: &impl Serialize) -> Result<Vec<u8>, Diagnostic> {
        let mut bytes = Vec::with_capacity(16 << 10);
        tera::Context::from_serialize(context)
            .and_then(|mut context| {
                context.insert_value("site", self.site.clone());
                self.recipes.tera.render_to(template, &context, &mut bytes)
            })
            .map_err(|error| template_problem(&self.recipes.theme, &error, Code::TemplateRender))?;
        Ok(bytes)
    }
}

const SHARE: &str = "share.svg";

fn page_inputs<'v>(view: &'v View<'v>, target: Target) -> Option<Page<'v>> {
    let context = Box::new(page::context(view, target)?);
    Some(Page { template: page::template(target)?, context, text: view.text(target) })
}

fn copied(file: &CopiedFile) -> Result<Vec<u8>, Diagnostic> {
    match fs::metadata(&file.from) {
        Ok(metadata) if metadata.len() > MOST_COPIED => {
            return Err(files::too_large(&file.name, MOST_COPIED));
        }
        _ => {}
    }
    let bytes = fs::read(&file.from).map_err(|error| files::unreadable(&file.name, Some(error)))?;
    picture::without_metadata(&file.path, bytes).map_err(|error| error.diagnostic(&file.name))
}

fn template_problem(theme: &Theme, error: &tera::Error, code: Code) -> Diagnostic {
    let (message, place) = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let span = report.span();
            let place = theme.templates.get(report.filename()).map(|template| Place {
                file: template.file.clone(),
                line: span.start_line as u32,
                column: span.start_col as u32 + 1,
                length: match span.end_line == span.start_line {
                    true => (span.end_col.saturating_sub(span.start_col)).max(1) as u32,
                    false => 1,
                },
            });
            (report.message().to_owned(), place)
        }
        _ => (error.to_string(), None),
    };
    let problem =
        Diagnostic::new(code, format!("the template: {message}"), format!("模板有误（{message}）"))
            .mend(
                "docs/theme.md lists the variables of every template",
                "每个模板可用的变量见 docs/theme.md",
            );
    match place {
        Some(place) => problem.at(place),
        None => problem,
    }
}

fn share_problem(theme: &Theme, error: &ShareError) -> Diagnostic {
    let problem = match error {
        ShareError::MissingGlyph(c) => Diagnostic::new(
            Code::MissingGlyph,
            format!("the theme's fonts have no glyph for `{c}` (U+{:04X})", *c as u32),
            format!("主题的字体里没有“{c}”（U+{:04X}）", *c as u32),
        )
        .mend(
            "write another character, or put a font that has it under content/theme/fonts/",
            "请换一个字，或者在 content/theme/fonts/ 里放一个有这个字的字体",
        ),
        other => Diagnostic::new(
            Code::ShareImage,
            format!("the share image cannot be drawn: {other}"),
            format!("分享图画不出来（{other}）"),
        )
        .mend("see the template share.svg", "请检查模板 share.svg"),
    };
    match theme.templates.get(SHARE) {
        Some(template) => problem.at(Place::file(&template.file)),
        None => problem,
    }
}
