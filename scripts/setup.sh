#!/usr/bin/env bash
# Installs what the tests need: Chromium, WebKitGTK with its driver and a screen for it, Node.js, a Chinese font, xmllint, Poppler, qpdf, Ghostscript, zbar,
# PostgreSQL, Python with venv, and the packages of tests/browser. Quick where all is present. For Debian and its kin; Rust must be there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

missing=()
need() { # command, package
  command -v "$1" >/dev/null || missing+=("$2")
}
[[ -x "${CHROMIUM:-/usr/bin/chromium}" ]] || missing+=(chromium)
need WebKitWebDriver webkit2gtk-driver
need xvfb-run xvfb
need xauth xauth
need node nodejs
need npm npm
need xmllint libxml2-utils
need pdftotext poppler-utils
need qpdf qpdf
need gs ghostscript
need zbarimg zbar-tools
need python3 python3
python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
need fc-list fontconfig
need psql postgresql
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
[[ -n "$(fc-list :lang=zh-cn family 2>/dev/null)" ]] || missing+=(fonts-noto-cjk)

if ((${#missing[@]})); then
  as_root=()
  if ((EUID != 0)); then
    if ! command -v sudo >/dev/null; then
      echo "setup: missing: ${missing[*]}. Run as root, or install sudo, or install them by hand." >&2
      exit 1
    fi
    as_root=(sudo)
  fi
  if ! command -v apt-get >/dev/null; then
    echo "setup: missing: ${missing[*]}. There is no apt-get here; install them by hand." >&2
    exit 1
  fi
  echo "setup: installing ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 18 || (a === 18 && b >= 19) ? 0 : 1)'; then
  echo "setup: Node.js $(node --version) is too old; 18.19 or newer is needed." >&2
  exit 1
fi

# npm keeps its own copy of the lock file; ours is the mark of a finished installation.
modules=tests/browser/node_modules
if ! cmp -s tests/browser/package-lock.json "$modules/.installed-lock.json"; then
  echo "setup: installing the packages of tests/browser"
  npm --prefix tests/browser ci --ignore-scripts --no-audit --no-fund --loglevel=error
  cp tests/browser/package-lock.json "$modules/.installed-lock.json"
fi
echo "setup: complete"
