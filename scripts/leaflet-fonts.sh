#!/usr/bin/env bash
# Makes the fonts of the leaflets again, out of packages of the registries (Debian, PyPI).
#
#   bash scripts/leaflet-fonts.sh            writes themes/lantern/leaflets/fonts/
#   bash scripts/leaflet-fonts.sh DIR        writes there instead
#
# Needs bash, python3 with venv and `apt-get download`: the packages (some 300 MB) are unpacked under
# target/, nothing is installed. Same inputs, same bytes: sources are held to their SHA-256 and tools to
# their versions (leaflet_fonts.py). The fonts are in git, so nobody has to run this to build a site.
set -euo pipefail
cd "$(dirname "$0")/.."

out=${1:-themes/lantern/leaflets/fonts}
work=target/leaflet-fonts
mkdir -p "$work"

if [ ! -d "$work/system" ]; then
  (cd "$work" && apt-get download -q \
    fonts-noto-cjk=1:20220127+repack1-1 \
    fonts-noto-cjk-extra=1:20220127+repack1-1 \
    fonts-lxgw-wenkai=1.250+repack-1 \
    texlive-lang-chinese=2022.20230122-1 \
    unicode-data=15.0.0-1)
  for file in "$work"/*.deb; do dpkg-deb -x "$file" "$work/unpacked"; done
  mv "$work/unpacked" "$work/system"
fi

if [ ! -x "$work/venv/bin/python" ]; then
  python3 -m venv "$work/venv"
fi
"$work/venv/bin/pip" install -q --disable-pip-version-check fonttools==4.68.0 cffsubr==0.4.0

"$work/venv/bin/python" scripts/leaflet_fonts.py "$work/system" "$out"
