//! Where the databases differ.

use crate::stats::text::{IGNORED, folded};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// 13 or newer.
    PostgreSql,
    /// Spark SQL 3.3 or newer.
    Spark,
    /// DuckDB 1.0 or newer.
    DuckDb,
}

impl Dialect {
    /// A name of a table or column.
    pub fn name(self, name: &str) -> String {
        match self {
            Dialect::Spark => format!("`{}`", name.replace('`', "``")),
            _ => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }

    /// A text.
    pub fn text(self, text: &str) -> String {
        let doubled = match self {
            Dialect::Spark => text.replace('\\', "\\\\").replace('\'', "\\'"),
            _ => text.replace('\'', "''"),
        };
        format!("'{doubled}'")
    }

    pub fn as_text(self, value: &str) -> String {
        match self {
            Dialect::Spark => format!("CAST({value} AS STRING)"),
            _ => format!("CAST({value} AS VARCHAR)"),
        }
    }

    /// As `stats::text::fold`; with `keeps_spaces`, white space of any kind becomes spaces.
    pub fn folded(self, value: &str, keeps_spaces: bool) -> String {
        let wide = ('\u{FF01}'..='\u{FF5E}').chain('A'..='Z');
        let (mut from, mut to): (String, String) =
            wide.filter_map(|c| folded(c).map(|half| (c, half))).unzip();
        for c in IGNORED {
            from.push(c);
            if keeps_spaces {
                to.push(' ');
            }
        }
        format!("TRANSLATE({value}, {}, {})", self.text(&from), self.text(&to))
    }

    /// Whether a pattern is found. Patterns have no backslash.
    pub fn matches(self, value: &str, pattern: &str) -> String {
        match self {
            Dialect::PostgreSql => format!("({value} ~ '{pattern}')"),
            Dialect::Spark => format!("({value} RLIKE '{pattern}')"),
            Dialect::DuckDb => format!("REGEXP_MATCHES({value}, '{pattern}')"),
        }
    }

    /// The day, as `20260930`, of a number of days since 1899-12-30.
    pub fn serial_day(self, days: &str) -> String {
        match self {
            Dialect::PostgreSql => {
                format!(
                    "CAST(TO_CHAR(DATE '1899-12-30' + CAST({days} AS INTEGER), 'YYYYMMDD') AS INTEGER)"
                )
            }
            Dialect::Spark => format!(
                "CAST(DATE_FORMAT(DATE_ADD(DATE '1899-12-30', CAST({days} AS INT)), 'yyyyMMdd') AS INT)"
            ),
            Dialect::DuckDb => {
                format!(
                    "CAST(STRFTIME(DATE '1899-12-30' + CAST({days} AS INTEGER), '%Y%m%d') AS INTEGER)"
                )
            }
        }
    }

    /// Between `AS` and a step of the query: keeps PostgreSQL from writing each step into the next one,
    /// where it would be reckoned many times over.
    pub fn once(self) -> &'static str {
        match self {
            Dialect::PostgreSql => " MATERIALIZED ",
            Dialect::Spark | Dialect::DuckDb => " ",
        }
    }

    /// What makes an order one of bytes.
    pub fn by_bytes(self) -> &'static str {
        match self {
            Dialect::PostgreSql => " COLLATE \"C\"",
            _ => "",
        }
    }
}
