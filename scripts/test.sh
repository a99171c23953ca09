#!/usr/bin/env bash
# Runs every test on a Debian machine with Rust. Ends with one line that says how it went.
#
#   bash scripts/test.sh            everything
#   bash scripts/test.sh rust       format, lints and the Rust tests
#   bash scripts/test.sh browser    builds the site, then browser tests and validators
#   bash scripts/test.sh pdf        builds the site, then tests of the leaflets
#   bash scripts/test.sh duckdb     the query for counts on DuckDB, which comes from PyPI
#   bash scripts/test.sh spark      the same on Spark: 450 MB from PyPI, and a Java; not part of everything
#
# CARGO_TARGET_DIR and CHROMIUM are honoured.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

part="${1:-all}"
case "$part" in
  all | rust | browser | pdf | duckdb | spark) ;;
  *)
    echo "usage: bash scripts/test.sh [rust | browser | pdf | duckdb | spark]" >&2
    exit 2
    ;;
esac

# The site is built as of this day, so that its dates stay as they are.
as_of=2026-11-23
stage="start"
temporary="$(mktemp -d)"
site="$temporary/site"

finish() {
  local code=$?
  rm -rf "$temporary"
  if ((code == 0)); then
    echo "weibao: all tests passed ($part)"
  else
    echo "weibao: FAILED at: $stage" >&2
  fi
  exit "$code"
}
trap finish EXIT
trap 'exit 130' INT TERM

headline() {
  stage="$1"
  printf '\n== %s ==\n' "$stage"
}

if ! command -v cargo >/dev/null; then
  stage="looking for cargo (install Rust: https://rustup.rs)"
  exit 1
fi

# The query for counts on a database that comes from PyPI; kept for the next time, as the modules of the browser tests are.
on_database() { # name, package
  headline "counts of $1 give the release that the rows give"
  local folder="${CARGO_TARGET_DIR:-target}/databases/$2"
  [[ -x "$folder/bin/pip" ]] || python3 -m venv "$folder"
  "$folder/bin/pip" install --quiet --disable-pip-version-check "$2"
  cargo build --release --bin weibao
  "$folder/bin/python" tests/databases/run.py --weibao "${CARGO_TARGET_DIR:-target}/release/weibao" --root . "$1"
}

if [[ "$part" == spark ]]; then
  if ! command -v java >/dev/null; then
    stage="looking for java (install default-jre-headless)"
    exit 1
  fi
  on_database spark pyspark==4.3.0
  exit 0
fi

if [[ "$part" != rust ]]; then
  headline "setup"
  bash scripts/setup.sh
fi

if [[ "$part" == all || "$part" == duckdb ]]; then
  on_database duckdb duckdb==2.0.1
  [[ "$part" == all ]] || exit 0
fi

if [[ "$part" == all || "$part" == rust ]]; then
  headline "format"
  cargo fmt --check
  headline "lints"
  cargo clippy --all-targets -- -D warnings
  headline "Rust tests"
  cargo test
fi

if [[ "$part" != rust ]]; then
  headline "building the site as of $as_of"
  cargo run --release -- build --out "$site" --as-of "$as_of"
  headline "the sample release, made again as docs/statistics.md says"
  again="$temporary/again"
  release=content/statistics/releases/2026-q3.release
  mkdir "$again"
  cp -R content "$again/content"
  rm "$again/$release"
  program="${CARGO_TARGET_DIR:-target}/release/weibao"
  "$program" stats sample --rows 20000 --seed 7 --as-of 2026-09-30 --out "$temporary/sample.csv"
  "$program" stats import "$temporary/sample.csv" --release 2026-q3 --as-of 2026-09-30 --root "$again"
  cmp "$release" "$again/$release"
fi

if [[ "$part" == all || "$part" == browser ]]; then
  headline "tests of the browser tests"
  node tests/browser/selftest/run.mjs
  headline "browser tests and validators"
  node tests/browser/run.mjs --as-of "$as_of" "$site"
  headline "the preview in a browser"
  node tests/browser/serve.mjs "$program" .
fi

if [[ "$part" == all || "$part" == pdf ]]; then
  headline "tests of the PDF tests"
  python3 tests/pdf/selftest.py --weibao "$program" "$site"
  headline "the leaflets, as a print shop would look at them"
  python3 tests/pdf/run.py --weibao "$program" "$site"
fi
