//! `robots.txt` (RFC 9309): every page may be read.

pub fn write(sitemap: &str) -> Vec<u8> {
    format!("User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n").into_bytes()
}
