#!/usr/bin/env bash
# Makes the fonts of a theme again, out of packages of the registries (Debian, PyPI).
#
#   bash scripts/fonts.sh            writes themes/lantern/fonts/
#   bash scripts/fonts.sh DIR        writes there instead
#
# Needs bash, python3 with venv, and either the Debian packages below installed or `apt-get download`.
# Same inputs, same bytes: sources are held to their SHA-256 and tools to their versions (fonts.py).
# The fonts are in git, so nobody has to run this to build a site.
set -euo pipefail
cd "$(dirname "$0")/.."

out=${1:-themes/lantern/fonts}
work=target/fonts
mkdir -p "$work"

# The source files: where the system has them, else unpacked from the package without installing it.
system=/
for package in fonts-noto-cjk unicode-data; do
  if ! dpkg -L "$package" >/dev/null 2>&1; then
    system=$work/system
    (cd "$work" && apt-get download -q fonts-noto-cjk unicode-data)
    for file in "$work"/*.deb; do dpkg-deb -x "$file" "$system"; done
    break
  fi
done

if [ ! -x "$work/venv/bin/python" ]; then
  python3 -m venv "$work/venv"
fi
"$work/venv/bin/pip" install -q --disable-pip-version-check fonttools==4.68.0 cffsubr==0.4.0

"$work/venv/bin/python" scripts/fonts.py "$system" "$out"
