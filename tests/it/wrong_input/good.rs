//! The good site that is broken, and weibao run on it with all that a case must look at.

use std::{
    collections::BTreeMap,
    process::{Command, Output},
};

use serde_json::Value;

use super::case::Expected;
use crate::site::Site;

/// The small site and what it looks like when it is built: built once, copied for each case.
pub struct Good {
    public: BTreeMap<String, Vec<u8>>,
}

/// How a run ended.
pub struct Run {
    pub exit: Option<i32>,
    pub stderr: String,
    pub told: Vec<Told>,
}

pub struct Told {
    pub expected: Expected,
    pub message: String,
    pub mend: String,
}

impl Good {
    pub fn new() -> Self {
        Good { public: Site::new().built().output() }
    }

    /// A site of one's own, with its output.
    pub fn site(&self) -> Site {
        let site = Site::new();
        for (path, bytes) in &self.public {
            site.write(&format!("public/{path}"), bytes);
        }
        site
    }
}

/// `weibao build --format json` as of 2026-11-23, in the folder of the site.
pub fn build(site: &Site, arguments: &[String], language: &str) -> Run {
    let mut all = vec!["build", "--format", "json", "--lang", language];
    if !arguments.iter().any(|argument| argument == "--as-of") {
        all.extend(["--as-of", "2026-11-23"]);
    }
    all.extend(arguments.iter().map(String::as_str));
    let output = command(site).args(all).output().expect("weibao starts");
    Run {
        exit: output.status.code(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        told: told(&output),
    }
}

/// weibao in the folder of the site.
pub fn command(site: &Site) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weibao"));
    command.current_dir(site.root()).env("NO_COLOR", "1").env_remove("LC_MESSAGES");
    command.env("LC_ALL", "C");
    command
}

fn told(output: &Output) -> Vec<Told> {
    let stdout = String::from_utf8(output.stdout.clone()).expect("UTF-8");
    let objects = stdout.lines().map(|line| serde_json::from_str(line).expect("JSON"));
    objects
        .filter(|object: &Value| object["code"].is_string())
        .map(|object| {
            let text = |key: &str| object[key].as_str().unwrap_or_default().to_owned();
            let number = |key: &str| object[key].as_u64().unwrap_or_default();
            Told {
                expected: Expected::new(
                    &text("code"),
                    object["file"].as_str(),
                    number("line"),
                    number("column"),
                ),
                message: text("message"),
                mend: text("mend"),
            }
        })
        .collect()
}
