//! Requests that a preview refuses, and that it goes on.

use std::{
    io::{Read, Write},
    time::{Duration, Instant},
};

use crate::{preview::Preview, site::Site};

fn preview() -> (Site, Preview) {
    let site = Site::new();
    site.write("secret.txt", "secret");
    let preview = Preview::new(&site);
    (site, preview)
}

fn still_serves(preview: &Preview) {
    let answer = preview.get("/");
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains("</html>"));
}

#[test]
fn answers_say_what_they_are_and_are_not_kept() {
    let (_site, preview) = preview();
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/hotlines/index.html?query", "text/html; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/data/hotlines.json", "application/json"),
        ("/data/hotlines.csv", "text/csv; charset=utf-8"),
        ("/data/hotlines.vcf", "text/vcard; charset=utf-8"),
        ("/sitemap.xml", "application/xml"),
        ("/campaigns/home.png", "image/png"),
    ] {
        let get = preview.get(path);
        assert_eq!(get.status, 200, "{path}");
        for header in [
            &format!("content-type: {kind}\r\n"),
            "cache-control: no-store\r\n",
            "x-content-type-options: nosniff\r\n",
        ] {
            assert!(get.head.contains(header), "{path} lacks {header:?}: {}", get.head);
        }
        let head = preview.ask("HEAD", path, "");
        assert_eq!((head.status, head.body.as_str()), (200, ""), "{path}");
        assert!(head.head.contains(&format!("content-type: {kind}\r\n")), "{}", head.head);
    }
    let missing = preview.get("/nothing/here.html");
    assert_eq!(missing.status, 404);
    assert!(missing.body.contains("href=\"/hotlines/index.html\""), "{}", missing.body);
}

#[test]
fn no_address_leads_out_of_the_site() {
    let (_site, preview) = preview();
    for path in [
        "/../secret.txt",
        "/hotlines/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2E%2E%2Fsecret.txt",
        "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/%252e%252e/secret.txt",
        "/%252e%252e%252fsecret.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "/%c0%ae%c0%ae%c0%afsecret.txt",
        "/%u002e%u002e/secret.txt",
        "/....//secret.txt",
        "/.;/../secret.txt",
        "/hotlines/..;/..;/secret.txt",
        "/%00/../secret.txt",
        "/secret.txt%00.html",
        "//etc/passwd",
        "/%2fetc%2fpasswd",
        "/etc/passwd",
        "/file:///etc/passwd",
        "/C:%5cWindows%5cwin.ini",
        "/secret.txt",
        "/public/",
        "/content/site.toml",
        "/themes/lantern/theme.toml",
        "/.weibao/pages.library",
        "/.git/config",
        "/%ff%fe",
        "/%",
        "../secret.txt",
        "file:///etc/passwd",
    ] {
        let answer = preview.get(path);
        assert!([400, 404, 421].contains(&answer.status), "{path}: {answer:?}");
        assert!(!answer.body.contains("secret") && !answer.body.contains("root:"), "{path}");
    }
    still_serves(&preview);
}

#[test]
fn only_its_own_name_and_origin_are_answered() {
    let (_site, preview) = preview();
    let port = preview.port;
    let with_host = |host: &str| {
        let request = format!("GET / HTTP/1.1\r\n{host}Connection: close\r\n\r\n");
        preview.send(request.as_bytes()).status
    };
    assert_eq!(with_host(&format!("Host: 127.0.0.1:{port}\r\n")), 200);
    assert_eq!(with_host(&format!("Host: localhost:{port}\r\n")), 200);
    for host in [
        "Host: portal.example\r\n".to_owned(),
        format!("Host: portal.example:{port}\r\n"),
        format!("Host: 127.0.0.1:{port}.portal.example\r\n"),
        format!("Host: 127.0.0.1:{}\r\n", port ^ 1),
        format!("Host: user@127.0.0.1:{port}\r\n"),
        format!("Host: [::1]:{port}\r\n"),
        "Host: 127.0.0.1\r\n".to_owned(),
    ] {
        assert_eq!(with_host(&host), 421, "{host}");
    }
    for host in [
        String::new(),
        format!("Host: 127.0.0.1:{port}\r\nHost: portal.example\r\n"),
        "Host: \u{9526}\r\n".to_owned(),
    ] {
        assert_eq!(with_host(&host), 400, "{host}");
    }
    let foreign = preview.ask("GET", "http://portal.example/", "");
    assert_eq!(foreign.status, 421);

    let with_origin = |origin: &str| {
        let headers = format!("Origin: {origin}\r\n");
        ["/", "/.weibao/state"].map(|path| preview.ask("GET", path, &headers).status)
    };
    assert_eq!(with_origin(&format!("http://127.0.0.1:{port}")), [200, 200]);
    assert_eq!(with_origin(&format!("http://localhost:{port}")), [200, 200]);
    for origin in [
        "https://portal.example",
        "null",
        "http://127.0.0.1",
        &format!("https://127.0.0.1:{port}"),
        &format!("http://127.0.0.1:{port}.portal.example"),
    ] {
        assert_eq!(with_origin(origin), [403, 403], "{origin}");
    }
    still_serves(&preview);
}

#[test]
fn other_methods_and_what_is_no_http_are_refused() {
    let (_site, preview) = preview();
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "get"] {
        let answer = preview.ask(method, "/", "Content-Length: 3\r\n");
        assert_eq!(answer.status, 405, "{method}");
        assert!(answer.head.contains("allow: get, head"), "{}", answer.head);
    }
    for bytes in [
        b"\0\xff\xfe\x01garbage\r\n\r\n".as_slice(),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        b"\r\n\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"",
    ] {
        let status = preview.send_all_there_is(bytes).status;
        assert!([0, 400, 505].contains(&status), "{bytes:?}: {status}");
    }
    still_serves(&preview);
}

#[test]
fn long_addresses_and_heads_are_refused() {
    let (_site, preview) = preview();
    assert_eq!(preview.get(&format!("/{}", "a".repeat(7_000))).status, 404);
    for length in [9_000, 70_000, 1_000_000] {
        let status = preview.get(&format!("/{}", "a".repeat(length))).status;
        // Where the answer comes before everything was sent, the connection may be reset first.
        assert!([414, 431, 0].contains(&status), "{length}: {status}");
    }
    assert_eq!(preview.get(&format!("/{}", "a".repeat(9_000))).status, 414);
    let many = "X: y\r\n".repeat(1_000);
    assert!([431, 0].contains(&preview.ask("GET", "/", &many).status));
    let long = format!("X: {}\r\n", "y".repeat(1 << 20));
    assert!([431, 0].contains(&preview.ask("GET", "/", &long).status));
    still_serves(&preview);
}

#[test]
fn a_slow_sender_is_dropped_and_keeps_nobody_waiting() {
    let (_site, preview) = preview();
    let started = Instant::now();
    let mut slow = preview.connect();
    slow.set_read_timeout(Some(Duration::from_millis(500))).expect("a timeout");
    slow.write_all(b"GET / HTTP/1.1\r\nX: ").expect("sent");
    let mut buffer = [0; 1024];
    loop {
        still_serves(&preview);
        let sent = slow.write_all(b"y");
        // A timeout is an error too, of another kind.
        let ended = match slow.read(&mut buffer) {
            Ok(read) => read == 0,
            Err(error) => error.kind() == std::io::ErrorKind::ConnectionReset,
        };
        if sent.is_err() || ended {
            break;
        }
        assert!(started.elapsed() < Duration::from_secs(60), "still connected");
    }
    still_serves(&preview);
}

#[test]
fn a_thousand_idle_connections_shut_nobody_out() {
    let (_site, preview) = preview();
    let idle: Vec<_> = (0..1_000).map(|_| preview.connect()).collect();
    for _ in 0..20 {
        still_serves(&preview);
    }
    drop(idle);
    still_serves(&preview);
}
