//! What open pages are told of the site, and telling them (server-sent events).

use std::{path::Path, sync::Arc, time::Duration};

use http_body_util::channel::Channel;
use hyper::body::Bytes;
use serde_json::{Value, json};
use tokio::{sync::watch, time::timeout};

use super::live::State;
use crate::diagnostic::{Diagnostic, Language, report};

/// A line is sent this often, so that a browser that has gone is noticed.
const BEAT: Duration = Duration::from_secs(15);

/// The site at one moment, and what its open pages are told of it.
pub struct Moment {
    pub state: Arc<State>,
    /// Another one for every site that is served, also after a restart.
    pub site: String,
    /// As JSON: `site`, `generation` and `errors`.
    pub told: Bytes,
}

impl Moment {
    /// `start` names this run of weibao.
    pub fn new(state: Arc<State>, start: &str, root: &Path, language: Language) -> Self {
        let site = format!("{start}-{}", state.site_generation);
        let errors = state.told.iter().filter(|one| one.is_error());
        let told = json!({
            "site": site,
            "generation": state.generation,
            "errors": errors.map(|one| describe(root, one, language)).collect::<Vec<_>>(),
        });
        Moment { state, site, told: told.to_string().into() }
    }
}

/// A diagnostic with the line of the file that it is about, as `text`.
pub fn describe(root: &Path, diagnostic: &Diagnostic, language: Language) -> Value {
    let mut object = report::object(diagnostic, language);
    object["text"] = report::line(root, diagnostic).into();
    object
}

/// Tells the moment as it is, then every other one.
pub fn stream(mut moments: watch::Receiver<Arc<Moment>>) -> Channel<Bytes> {
    let (mut sender, body) = Channel::new(1);
    tokio::spawn(async move {
        loop {
            let told = moments.borrow_and_update().told.clone();
            let text = [b"retry: 500\ndata: ".as_slice(), &told, b"\n\n"].concat();
            if sender.send_data(text.into()).await.is_err() {
                return;
            }
            loop {
                match timeout(BEAT, moments.changed()).await {
                    Ok(Ok(())) => break,
                    Ok(Err(_)) => return,
                    Err(_) if sender.send_data(Bytes::from_static(b":\n\n")).await.is_err() => {
                        return;
                    }
                    Err(_) => {}
                }
            }
        }
    });
    body
}
