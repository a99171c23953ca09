"""Subsets the fonts of a theme. Run by fonts.sh, which brings the sources and the tools.

    fonts.py SYSTEM OUT     SYSTEM: root under which the Debian packages are unpacked
"""

import bz2
import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path

import cffsubr
from fontTools import subset
from fontTools.ttLib import TTFont


@dataclass
class Source:
    """A file of a Debian package."""

    package: str
    path: str
    sha256: str


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

# 通用规范汉字表 (2013): the 8,105 characters with a value of Unihan's kTGH.
UNIHAN = Source(
    package="unicode-data 15.0.0-1",
    path="usr/share/unicode/Unihan_OtherMappings.txt.bz2",
    sha256="bdeef44d75d914e793b7f27ddc3bee01b2d11dd34f4e52de1a9fba74a1612dc2",
)
TABLE_SIZE = 8105

# Beside the table. A point that a font has no glyph for is left out.
RANGES = [
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00FF),  # Latin-1
    (0x2010, 0x2027),  # dashes, quotation marks, ellipsis
    (0x2030, 0x205E),  # per mille, primes, ※
    (0x2103, 0x2103),  # ℃
    (0x2116, 0x2116),  # №
    (0x2160, 0x216B),  # Ⅰ to Ⅻ
    (0x2190, 0x2193),  # arrows
    (0x2212, 0x2212),  # minus
    (0x2460, 0x2473),  # ① to ⑳
    (0x25A0, 0x25A1),  # squares
    (0x25B2, 0x25B3),  # triangles
    (0x25BC, 0x25BD),
    (0x25C6, 0x25C7),  # lozenges
    (0x25CB, 0x25CB),  # circles
    (0x25CE, 0x25CF),
    (0x2605, 0x2606),  # stars
    (0x260E, 0x260E),  # telephone
    (0x2713, 0x2713),  # tick
    (0x3000, 0x303F),  # Chinese punctuation, 〇, brackets
    (0x3220, 0x3229),  # ㈠ to ㈩
    (0xFF01, 0xFF5E),  # full-width forms
    (0xFFE0, 0xFFE6),
]


def checked(system: Path, source: Source) -> Path:
    path = system / source.path
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != source.sha256:
        sys.exit(f"{path} is not the file of {source.package}: SHA-256 {found}, expected {source.sha256}")
    return path


def general_standard_characters(system: Path) -> set[int]:
    points = set()
    with bz2.open(checked(system, UNIHAN), "rt", encoding="utf-8") as lines:
        for line in lines:
            fields = line.split("\t")
            if len(fields) == 3 and fields[1] == "kTGH":
                points.add(int(fields[0].removeprefix("U+"), 16))
    if len(points) != TABLE_SIZE:
        sys.exit(f"{UNIHAN.path} has {len(points)} characters with kTGH, expected {TABLE_SIZE}")
    return points


def open_face(path: Path, postscript: str) -> TTFont:
    number = 0
    while True:  # fontTools raises where the collection ends
        font = TTFont(path, fontNumber=number, recalcTimestamp=False)
        if font["name"].getDebugName(6) == postscript:
            return font
        number += 1


def subset_font(font: TTFont, points: set[int]) -> None:
    options = subset.Options()
    options.hinting = False
    options.desubroutinize = True
    options.layout_features = ["kern", "palt", "halt"]
    # Horizontal text only.
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE"]
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.name_languages = [0x409]
    options.recalc_timestamp = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=points)
    subsetter.subset(font)
    # One map with all characters: the renderers of this project read format 12.
    font["cmap"].tables = [t for t in font["cmap"].tables if (t.platformID, t.platEncID) == (3, 10)]
    cffsubr.subroutinize(font)


def say_it_is_modified(font: TTFont) -> None:
    """A copy that was changed must be told from the original; the family keeps its name."""
    names = font["name"]
    for name_id in (3, 5):
        names.setName(f"{names.getDebugName(name_id)};subset", name_id, 3, 1, 0x409)


def licence(system: Path, notices: list[str]) -> str:
    """The notices of the fonts and the OFL, as the Debian package carries it."""
    text = (system / "usr/share/doc/fonts-noto-cjk/copyright").read_text(encoding="utf-8")
    stanza = text.split("\nLicense: SIL-1.1\n -", 1)[1].split("\n\n", 1)[0]
    lines = (" -" + stanza).splitlines()
    lines = ["" if line == " ." else line.removeprefix(" ") for line in lines]
    return "\n".join(notices + ["", *lines]) + "\n"


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
`scripts/fonts.py`. A picture whose text has any other character is refused with the name of the character.
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
    wanted = table | {point for first, last in RANGES for point in range(first, last + 1)}
    rows, sources, notices = [], [], []
    for face in FACES:
        font = open_face(checked(system, face.source), face.postscript)
        lacking = table - set(font.getBestCmap())
        if lacking:
            sys.exit(f"{face.postscript} lacks {''.join(map(chr, sorted(lacking)))}")
        subset_font(font, wanted)
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
    (out / "OFL.txt").write_text(licence(system, notices), encoding="utf-8")
    readme = README.format(rows="\n".join(rows), sources="\n".join(sources), table=TABLE_SIZE, unihan=UNIHAN.package)
    (out / "README.md").write_text(readme, encoding="utf-8")


main()
