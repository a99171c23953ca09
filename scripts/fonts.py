"""Subsets the fonts of a theme. Run by fonts.sh, which brings the sources and the tools.

    fonts.py SYSTEM OUT     SYSTEM: root under which the Debian packages are unpacked
"""

import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTFont

from fontkit import (
    RANGES,
    TABLE_SIZE,
    UNIHAN,
    Source,
    checked,
    general_standard_characters,
    open_face,
    open_font_licence,
    subset_font,
    wanted_points,
)


@dataclass
class Face:
    """One font to make: a face of a collection."""

    output: str
    source: Source
    postscript: str


NOTO_SANS_CJK_BOLD = Source(
    package="fonts-noto-cjk 1:20220127+repack1-1",
    path="usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
    sha256="faa5f3656a78b2e2d450d27fe8382c778bc2b6bb5ea29c986664a6a435056ceb",
)

# To add a font, add its source and a line.
FACES = [
    Face("NotoSansSC-Bold.subset.otf", NOTO_SANS_CJK_BOLD, "NotoSansCJKsc-Bold"),
]


def say_it_is_modified(font: TTFont) -> None:
    """A copy that was changed must be told from the original; the family keeps its name."""
    names = font["name"]
    for name_id in (3, 5):
        names.setName(f"{names.getDebugName(name_id)};subset", name_id, 3, 1, 0x409)


README = """\
# Fonts of the theme

Made by `scripts/fonts.sh`; don't edit. Templates of pictures ask for a font by family and weight:

| file | font-family | weight | characters | bytes | SHA-256 |
|---|---|---|---|---|---|
{rows}

Pages ask for no font file: they use what the reader's device has.

## What is inside
The {table:,} characters of 通用规范汉字表 (`kTGH` of Unihan, from {unihan}), ASCII, Latin-1, Chinese and
full-width punctuation, ① to ⑳, ㈠ to ㈩, Ⅰ to Ⅻ, arrows and a few signs: the ranges stand at the top of
`scripts/fontkit.py`. A picture whose text has any other character is refused with the name of the character.
No hinting, no vertical layout; of the OpenType features `kern`, `palt` and `halt`.

## Sources
{sources}

## Licence
SIL Open Font License 1.1, in `OFL.txt`. Neither the licence text nor the copyright notices of the fonts name a Reserved
Font Name, so a changed copy may keep the family name; "Noto" is a trademark of Google Inc. The version string of each
file ends in `;subset`.
"""


def main() -> None:
    system, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    table = general_standard_characters(system)
    wanted = wanted_points(table, RANGES)
    rows, sources, notices = [], [], []
    for face in FACES:
        font = open_face(checked(system, face.source), face.postscript)
        lacking = set(table) - set(font.getBestCmap())
        if lacking:
            sys.exit(f"{face.postscript} lacks {''.join(map(chr, sorted(lacking)))}")
        subset_font(font, wanted, ["kern", "palt", "halt"])
        say_it_is_modified(font)
        path = out / face.output
        font.save(path)
        data = path.read_bytes()
        names = font["name"]
        family = names.getDebugName(16) or names.getDebugName(1)
        rows.append(
            f"| `{face.output}` | `{family}` | {font['OS/2'].usWeightClass} | {len(font.getBestCmap()):,}"
            f" | {len(data):,} | `{hashlib.sha256(data).hexdigest()}` |"
        )
        source = face.source
        sources.append(
            f"- `{face.output}`: face `{face.postscript}` of `/{source.path}`, Debian {source.package},\n"
            f"  SHA-256 `{source.sha256}`"
        )
        for notice in (names.getDebugName(0), names.getDebugName(7)):
            if notice not in notices:
                notices.append(notice)
        print(f"{path}: {len(data):,} bytes")
    (out / "OFL.txt").write_text(open_font_licence(system, notices), encoding="utf-8")
    readme = README.format(rows="\n".join(rows), sources="\n".join(sources), table=TABLE_SIZE, unihan=UNIHAN.package)
    (out / "README.md").write_text(readme, encoding="utf-8")


main()
