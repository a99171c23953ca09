//! weibao serve, running, and a client that sends it any bytes.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Shutdown, TcpStream},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::site::Site;

/// Longest time for an edit to be seen; a hundred times what it takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Preview {
    process: Child,
    pub port: u16,
}

/// An answer as it came.
#[derive(Debug, Default)]
pub struct Answer {
    /// 0 where the connection was closed without one.
    pub status: u16,
    /// Names in small letters.
    pub head: String,
    pub body: String,
}

impl Preview {
    pub fn new(site: &Site) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_weibao"))
            .args(["serve", "--port", "0", "--as-of", "2026-11-23", "--root"])
            .arg(site.root())
            .env("LC_ALL", "C")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("weibao starts");
        let mut lines = BufReader::new(process.stdout.take().expect("a pipe")).lines();
        let line = lines.next().expect("a line").expect("UTF-8");
        let port = line.split("http://127.0.0.1:").nth(1).and_then(|rest| rest.split('/').next());
        let port = port.and_then(|port| port.parse().ok()).unwrap_or_else(|| panic!("{line}"));
        // Nobody reads the rest, and nothing may wait for that.
        thread::spawn(move || lines.for_each(drop));
        Preview { process, port }
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        stream
    }

    /// Sends bytes and reads until the connection is closed.
    pub fn send(&self, bytes: &[u8]) -> Answer {
        let mut stream = self.connect();
        // It may answer and close before it has read everything.
        let _ = stream.write_all(bytes);
        Self::receive(stream)
    }

    /// The same, for bytes that are no whole request: says that no more will come.
    pub fn send_all_there_is(&self, bytes: &[u8]) -> Answer {
        let mut stream = self.connect();
        let _ = stream.write_all(bytes);
        let _ = stream.shutdown(Shutdown::Write);
        Self::receive(stream)
    }

    fn receive(mut stream: TcpStream) -> Answer {
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        Answer::parse(&answer)
    }

    /// A request with any method, path and further header lines.
    pub fn ask(&self, method: &str, path: &str, headers: &str) -> Answer {
        let port = self.port;
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{headers}\r\n"
        );
        self.send(request.as_bytes())
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "")
    }

    /// What open pages are told.
    pub fn state(&self) -> Value {
        serde_json::from_str(&self.get("/.weibao/state").body).expect("JSON")
    }

    pub fn wait_for(&self, path: &str, text: &str) {
        wait(&format!("{path} to have {text:?}"), || self.get(path).body.contains(text));
    }

    pub fn wait_for_errors(&self, count: usize) -> Value {
        let errors = || self.state()["errors"].as_array().map_or(0, Vec::len);
        wait(&format!("{count} errors"), || errors() == count);
        self.state()["errors"].clone()
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Answer {
    fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            return Answer::default();
        };
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Answer { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
    }
}

pub fn wait(what: &str, done: impl Fn() -> bool) {
    let started = Instant::now();
    while !done() {
        assert!(started.elapsed() < PATIENCE, "waited in vain for {what}");
        thread::sleep(Duration::from_millis(2));
    }
}
