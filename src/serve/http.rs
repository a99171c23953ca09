//! From a request to an answer.
//!
//! Invariant: no path of a request ever reaches the file system; it is looked up among the planned
//! addresses of the site.

use std::{path::PathBuf, sync::Arc};

use http_body_util::{Either, Full, channel::Channel};
use hyper::{
    Method, Request, Response, StatusCode,
    body::{Bytes, Incoming},
    header::{self, HeaderMap, HeaderName, HeaderValue},
};
use percent_encoding::percent_decode_str;
use tokio::{sync::watch, task::spawn_blocking};

use super::{
    events::{self, Moment},
    overlay,
};
use crate::diagnostic::Language;

/// Longest address that is looked at, in bytes.
const MOST_ADDRESS: usize = 8 << 10;

pub type Body = Either<Full<Bytes>, Channel<Bytes>>;

/// Answers for the site as it is now.
pub struct Server {
    /// A canonical path; for showing lines of files in messages.
    pub root: PathBuf,
    pub port: u16,
    pub language: Language,
    pub moments: watch::Receiver<Arc<Moment>>,
}

/// What is sent.
struct Answer {
    status: StatusCode,
    kind: &'static str,
    bytes: Vec<u8>,
}

impl Server {
    pub async fn answer(&self, request: Request<Incoming>) -> Response<Body> {
        let address = match self.admit(&request) {
            Ok(address) => address,
            Err(status) => return refusal(status),
        };
        let moment = self.moments.borrow().clone();
        match address.as_str() {
            ".weibao/events" if request.method() == Method::HEAD => {
                response(StatusCode::OK, EVENTS, Either::Left(Full::default()))
            }
            ".weibao/events" => {
                let stream = events::stream(self.moments.clone());
                response(StatusCode::OK, EVENTS, Either::Right(stream))
            }
            ".weibao/state" => {
                let told = Either::Left(Full::new(moment.told.clone()));
                response(StatusCode::OK, content_type("json"), told)
            }
            _ => {
                let (root, language) = (self.root.clone(), self.language);
                // Making a page takes long enough to keep others waiting.
                let made = spawn_blocking(move || make(&moment, &address, &root, language)).await;
                match made {
                    Ok(Answer { status, kind, bytes }) => {
                        response(status, kind, Either::Left(Full::new(bytes.into())))
                    }
                    Err(_) => refusal(StatusCode::INTERNAL_SERVER_ERROR),
                }
            }
        }
    }

    /// The address that is asked for, without a leading `/`, or why it is refused.
    fn admit(&self, request: &Request<Incoming>) -> Result<String, StatusCode> {
        let uri = request.uri();
        // As RFC 9110, 7.2 and 7.4: another site's name that was made to lead here (DNS rebinding) is
        // not this site's.
        let host = only(request.headers(), &header::HOST).ok_or(StatusCode::BAD_REQUEST)?;
        let hosts = [self.own_host("127.0.0.1"), self.own_host("localhost")];
        let is_own = |host: &str| hosts.iter().any(|own| own == host);
        if !is_own(host) || !uri.authority().is_none_or(|authority| is_own(authority.as_str())) {
            return Err(StatusCode::MISDIRECTED_REQUEST);
        }
        if request.headers().contains_key(header::ORIGIN) {
            let origin = only(request.headers(), &header::ORIGIN).unwrap_or_default();
            if !origin.strip_prefix("http://").is_some_and(is_own) {
                return Err(StatusCode::FORBIDDEN);
            }
        }
        if ![Method::GET, Method::HEAD].contains(request.method()) {
            return Err(StatusCode::METHOD_NOT_ALLOWED);
        }
        if uri.path_and_query().is_some_and(|path| path.as_str().len() > MOST_ADDRESS) {
            return Err(StatusCode::URI_TOO_LONG);
        }
        address(uri.path()).ok_or(StatusCode::BAD_REQUEST)
    }

    /// As browsers write it.
    fn own_host(&self, name: &str) -> String {
        match self.port {
            80 => name.to_owned(),
            port => format!("{name}:{port}"),
        }
    }
}

fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

/// Decodes the path of a request, once. `None` where no address of a site is written so.
fn address(path: &str) -> Option<String> {
    let path = percent_decode_str(path.strip_prefix('/')?).decode_utf8().ok()?;
    let plain = |c: char| !c.is_control() && c != '\\';
    let inside = |part: &str| part != ".." && part != ".";
    if !path.chars().all(plain) || path.starts_with('/') || !path.split('/').all(inside) {
        return None;
    }
    let index = if path.is_empty() || path.ends_with('/') { "index.html" } else { "" };
    Some(format!("{path}{index}"))
}

fn make(moment: &Moment, address: &str, root: &std::path::Path, language: Language) -> Answer {
    let Some(site) = &moment.state.site else {
        let errors: Vec<_> = moment.state.told.iter().filter(|one| one.is_error()).collect();
        return error_page(overlay::error_page(moment, &errors, root, language));
    };
    let (status, address, made) = match site.get(address) {
        Some(made) => (StatusCode::OK, address, made),
        None => {
            let page = "404.html";
            (StatusCode::NOT_FOUND, page, site.get(page).unwrap_or_else(|| Ok(Vec::new())))
        }
    };
    match made {
        Ok(mut bytes) => {
            let extension = address.rsplit_once('.').map_or("", |(_, extension)| extension);
            if extension == "html" {
                overlay::add_script(&mut bytes, moment, language);
            }
            Answer { status, kind: content_type(extension), bytes }
        }
        Err(problem) => error_page(overlay::error_page(moment, &[&problem], root, language)),
    }
}

fn error_page(html: String) -> Answer {
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    Answer { status, kind: content_type("html"), bytes: html.into() }
}

fn refusal(status: StatusCode) -> Response<Body> {
    let text = Either::Left(Full::new(format!("{status}\n").into()));
    let mut response = response(status, content_type("txt"), text);
    if status == StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    response
}

fn response(status: StatusCode, kind: &'static str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // A draft is for nobody else: no other site may show it in a frame or an image.
        (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

const EVENTS: &str = "text/event-stream";

/// The media type of a file, by its extension.
fn content_type(extension: &str) -> &'static str {
    match extension {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "csv" => "text/csv; charset=utf-8",
        "vcf" => "text/vcard; charset=utf-8",
        "xml" => "application/xml",
        "txt" | "release" => "text/plain; charset=utf-8",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "gif" => "image/gif",
        "ico" => "image/x-icon",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn an_address_is_decoded_once_and_stays_inside() {
        for (path, expected) in [
            ("/", Some("index.html")),
            ("/hotlines/", Some("hotlines/index.html")),
            ("/%E5%8C%97.pdf", Some("北.pdf")),
            ("/%252e%252e/a", Some("%2e%2e/a")),
            ("/a/...html", Some("a/...html")),
            ("", None),
            ("*", None),
            ("/../a", None),
            ("/a/..", None),
            ("/%2e%2e/a", None),
            ("/.%2E%2fa", None),
            ("/..%5ca", None),
            ("/./a", None),
            ("//etc/passwd", None),
            ("/%2fetc/passwd", None),
            ("/a%00.html", None),
            ("/%ff", None),
            ("/%c0%ae%c0%ae/a", None),
        ] {
            assert_eq!(address(path).as_deref(), expected, "{path}");
        }
    }
}
