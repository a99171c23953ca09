"""Makes the fonts of the leaflets. Run by leaflet-fonts.sh, which brings the sources and the tools.

    leaflet_fonts.py SYSTEM OUT     SYSTEM: root under which the Debian packages are unpacked

Every font gets a family name of its own, for two reasons: "LXGW" is a reserved font name, and a font of
the same name that happens to be installed could otherwise stand in for ours, so that two machines would
print different bytes.
"""

import gzip
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

NOTO = "fonts-noto-cjk 1:20220127+repack1-1"
NOTO_EXTRA = "fonts-noto-cjk-extra 1:20220127+repack1-1"
NOTO_FOLDER = "usr/share/fonts/opentype/noto/"

HEI_REGULAR = Source(
    NOTO, NOTO_FOLDER + "NotoSansCJK-Regular.ttc", "b76b0433203017ca80401b2ee0dd69350349871c4b19d504c34dbdd80541690a"
)
HEI_BOLD = Source(
    NOTO, NOTO_FOLDER + "NotoSansCJK-Bold.ttc", "faa5f3656a78b2e2d450d27fe8382c778bc2b6bb5ea29c986664a6a435056ceb"
)
HEI_BLACK = Source(
    NOTO_EXTRA, NOTO_FOLDER + "NotoSansCJK-Black.ttc", "3cffb10242b4b7e6edd439ebf3bd7e392345525e093ea08149e0a0158a1b5151"
)
SONG_REGULAR = Source(
    NOTO, NOTO_FOLDER + "NotoSerifCJK-Regular.ttc", "a04178ec485dffdff7cc0c0c20e1fce9202d7e2160d805e8e44a4c8841c58481"
)
SONG_BOLD = Source(
    NOTO, NOTO_FOLDER + "NotoSerifCJK-Bold.ttc", "a5d4b046c127da3d7c72f98b46c41489cd29bf52abfdf18aba920903e920d4ac"
)
KAI = Source(
    "fonts-lxgw-wenkai 1.250+repack-1",
    "usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf",
    "bbf534b0ca093928f94d1782855e65a19a32cde82b075d495d072025521953c8",
)
FANG = Source(
    "texlive-lang-chinese 2022.20230122-1",
    "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf",
    "d838ad32ce2244d8144f408c37fe71065aba6fbbc80759a4d2aa2033948d5bc9",
)
FANDOL_DOC = "usr/share/doc/texlive-doc/fonts/fandol/"
FANDOL_COPYING = Source(
    "texlive-lang-chinese 2022.20230122-1",
    FANDOL_DOC + "COPYING.gz",
    "b94928591ae23ad41681fe34991e5d95d793666e751af505453a0152e6bc1a10",
)


@dataclass
class Face:
    """One font to make. `whole`: it must have all of the table."""

    output: str
    source: Source
    postscript: str
    family: str
    style: str
    whole: bool = True

    def postscript_name(self) -> str:
        return f"{self.family.replace(' ', '')}-{self.style}"


# To add a font, add its source and a line.
FACES = [
    Face("WeibaoHei-Regular.otf", HEI_REGULAR, "NotoSansCJKsc-Regular", "Weibao Hei", "Regular"),
    Face("WeibaoHei-Bold.otf", HEI_BOLD, "NotoSansCJKsc-Bold", "Weibao Hei", "Bold"),
    Face("WeibaoHei-Black.otf", HEI_BLACK, "NotoSansCJKsc-Black", "Weibao Hei", "Black"),
    Face("WeibaoSong-Regular.otf", SONG_REGULAR, "NotoSerifCJKsc-Regular", "Weibao Song", "Regular"),
    Face("WeibaoSong-Bold.otf", SONG_BOLD, "NotoSerifCJKsc-Bold", "Weibao Song", "Bold"),
    Face("WeibaoKai-Regular.ttf", KAI, "LXGWWenKai-Regular", "Weibao Kai", "Regular"),
    Face("fangsong/WeibaoFang-Regular.otf", FANG, "FandolFang-Regular", "Weibao Fang", "Regular", whole=False),
]

# What a leaflet may show beside the characters of the theme's own font.
MORE_RANGES = [
    (0x2196, 0x2199),  # slanting arrows
    (0x25B6, 0x25B7),  # triangles that point sideways
    (0x25C0, 0x25C1),
    (0x2702, 0x2702),  # scissors
    (0x338E, 0x338F),  # ㎎ ㎏
    (0x339C, 0x339E),  # ㎜ ㎝ ㎞
    (0x33A1, 0x33A1),  # ㎡
]

# `ccmp` makes one unbroken stroke of ——, and is applied without asking.
FEATURES = ["ccmp", "halt", "kern", "palt"]


def rename(font: TTFont, face: Face) -> None:
    """The family's new name, and a version that says the font was changed."""
    names = font["name"]
    ribbi = face.style in ("Regular", "Bold")
    full = face.family if face.style == "Regular" else f"{face.family} {face.style}"
    version = names.getDebugName(5)
    texts = {
        1: face.family if ribbi else full,
        2: face.style if ribbi else "Regular",
        3: f"{version};{face.postscript_name()};subset of {face.postscript}",
        4: full,
        5: f"{version};subset",
        6: face.postscript_name(),
    }
    if not ribbi:
        texts |= {16: face.family, 17: face.style}
    kept = (0, 7, 8, 9, 10, 11, 12, 13, 14)
    names.names = [record for record in names.names if record.nameID in kept and record.platformID == 3]
    for name_id, text in texts.items():
        names.setName(text, name_id, 3, 1, 0x409)
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames[0] = face.postscript_name()
        cff[0].FullName, cff[0].FamilyName = full, face.family


def widen_quotation_marks(font: TTFont) -> None:
    """Chinese quotation marks are one em wide, the opening ones at its right, the closing ones at its left.

    The Kai font draws them narrow, for Latin text. A typesetter compresses them where they meet other
    punctuation only if they have the full width to begin with.
    """
    em, cmap, glyphs = font["head"].unitsPerEm, font.getBestCmap(), font["glyf"]
    for character, opening in (("‘", True), ("’", False), ("“", True), ("”", False)):
        name = cmap[ord(character)]
        advance, bearing = font["hmtx"][name]
        shift = em - advance if opening else 0
        glyph = glyphs[name]
        if glyph.isComposite():
            for component in glyph.components:
                component.x += shift
        else:
            glyph.coordinates.translate((shift, 0))
        glyph.recalcBounds(glyphs)
        font["hmtx"][name] = (em, bearing + shift)


def make(face: Face, system: Path, out: Path, table: list[int]) -> dict:
    font = open_face(checked(system, face.source), face.postscript)
    lacking = set(table) - set(font.getBestCmap())
    if lacking and face.whole:
        sys.exit(f"{face.postscript} lacks {''.join(map(chr, sorted(lacking)))}")
    notices = [text for text in (font["name"].getDebugName(0), font["name"].getDebugName(7)) if text]
    subset_font(font, wanted_points(table, RANGES + MORE_RANGES), FEATURES)
    if face.source is KAI:
        widen_quotation_marks(font)
    rename(font, face)
    path = out / face.output
    path.parent.mkdir(parents=True, exist_ok=True)
    font.save(path)
    data = path.read_bytes()
    print(f"{path}: {len(data):,} bytes")
    return {
        "row": f"| `{face.output}` | `{face.family}` | {font['OS/2'].usWeightClass} | {len(font.getBestCmap()):,}"
        f" | {TABLE_SIZE - len(lacking):,} | {len(data):,} | `{hashlib.sha256(data).hexdigest()}` |",
        "source": f"- `{face.output}`: face `{face.postscript}` of `/{face.source.path}`,\n"
        f"  Debian {face.source.package}, SHA-256 `{face.source.sha256}`",
        "notices": notices,
    }


def characters(table: list[int]) -> str:
    """The table as text: its three levels, 100 characters to a line."""
    parts = [f"# 通用规范汉字表 (2013), the {TABLE_SIZE:,} characters in the order of the table: kTGH of Unihan, {UNIHAN.package}."]
    for title, first, last in (("一级字表", 0, 3500), ("二级字表", 3500, 6500), ("三级字表", 6500, TABLE_SIZE)):
        parts.append(f"# {title}, {first + 1} to {last}")
        level = "".join(map(chr, table[first:last]))
        parts += [level[at : at + 100] for at in range(0, len(level), 100)]
    return "\n".join(parts) + "\n"


README = """\
# Fonts of the leaflets

Made by `scripts/leaflet-fonts.sh`; don't edit. A template asks for a font by family and weight:

| file | family | weight | characters | of the {table:,} | bytes | SHA-256 |
|---|---|---|---|---|---|---|
{rows}

Together {total:,} bytes. A leaflet embeds only the glyphs it shows. `Weibao Fang` lacks some of the table, so a
template names `Weibao Song` after it.

## What is inside
The {table:,} characters of 通用规范汉字表 (`characters.txt`; `kTGH` of Unihan, from {unihan}), ASCII, Latin-1,
Chinese and full-width punctuation, ① to ⑳, ㈠ to ㈩, Ⅰ to Ⅻ, arrows and a few signs: the ranges stand in
`scripts/fontkit.py` and `scripts/leaflet_fonts.py`. No hinting, no vertical layout; of the OpenType features `ccmp`
(joins ——), `halt`, `kern` and `palt`. The quotation marks of `Weibao Kai` were set to one em.

## Sources
{sources}

## Licences
- Hei, Song and Kai: SIL Open Font License 1.1, in `OFL.txt`. The Kai font's authors reserve the names "霞鹜" and "LXGW",
  so it has another one here; the notices of the others reserve none. "Noto" is a trademark of Google Inc.
- FangSong: GNU General Public License, version 3 or later, with the font exception (a document that embeds the font is
  not covered by it), in `fangsong/COPYING.txt`, and kept in a folder of its own for that reason. What was changed: see
  `fangsong/README.md`.

All have names of their own, so that a font of the same name on a machine can't stand in for one of them, and version
strings that end in `;subset`.
"""

FANGSONG_README = """\
# FangSong

`WeibaoFang-Regular.otf` is FandolFang-Regular 1.300, copyright © 2012-2013 the Fandol team (Clerk Ma, Jie Su), changed
by the weibao project in November 2026: cut down to the characters of `../characters.txt` and the signs that leaflets
use, tables for vertical layout taken out, renamed. `scripts/leaflet-fonts.sh` does all of it, from the OpenType file
that the authors publish (their form for changing it), in Debian's texlive-lang-chinese.

GNU General Public License version 3 or later with the font exception: `COPYING.txt`. The changed font extends the
exception. If a site mustn't ship a GPL font, delete this folder: templates name `Weibao Song` after it.
"""


def main() -> None:
    system, out = Path(sys.argv[1]), Path(sys.argv[2])
    table = general_standard_characters(system)
    made = [make(face, system, out, table) for face in FACES]
    notices = []
    for face, result in zip(FACES, made):
        notices += [notice for notice in result["notices"] if face.source is not FANG and notice not in notices]
    notices.append('霞鹜文楷 / LXGW WenKai: with Reserved Font Names "霞鹜" and "LXGW".')
    (out / "OFL.txt").write_text(open_font_licence(system, notices), encoding="utf-8")
    (out / "characters.txt").write_text(characters(table), encoding="utf-8")
    copying = gzip.decompress(checked(system, FANDOL_COPYING).read_bytes())
    (out / "fangsong/COPYING.txt").write_bytes(copying)
    (out / "fangsong/README.md").write_text(FANGSONG_README, encoding="utf-8")
    readme = README.format(
        rows="\n".join(result["row"] for result in made),
        sources="\n".join(result["source"] for result in made),
        total=sum((out / face.output).stat().st_size for face in FACES),
        table=TABLE_SIZE,
        unihan=UNIHAN.package,
    )
    (out / "README.md").write_text(readme, encoding="utf-8")


main()
