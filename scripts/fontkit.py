"""What the scripts that subset fonts share: sources held to their SHA-256, the characters, the subsetting."""

import bz2
import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path

import cffsubr
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable


@dataclass
class Source:
    """A file of a Debian package."""

    package: str
    path: str
    sha256: str


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


def general_standard_characters(system: Path) -> list[int]:
    """In the order of the table, which goes from common to rare."""
    numbers = {}
    with bz2.open(checked(system, UNIHAN), "rt", encoding="utf-8") as lines:
        for line in lines:
            fields = line.split("\t")
            if len(fields) == 3 and fields[1] == "kTGH":
                point = int(fields[0].removeprefix("U+"), 16)
                numbers[point] = int(fields[2].strip().removeprefix("2013:"))
    if sorted(numbers.values()) != list(range(1, TABLE_SIZE + 1)):
        sys.exit(f"{UNIHAN.path} has {len(numbers)} characters with kTGH, expected {TABLE_SIZE}, numbered")
    return sorted(numbers, key=numbers.__getitem__)


def wanted_points(table: list[int], ranges: list[tuple[int, int]]) -> set[int]:
    return set(table) | {point for first, last in ranges for point in range(first, last + 1)}


def open_face(path: Path, postscript: str) -> TTFont:
    """A face of a collection, or the font of a file that holds one."""
    number = 0
    while True:  # fontTools raises where the collection ends
        font = TTFont(path, fontNumber=number, recalcTimestamp=False)
        if font["name"].getDebugName(6) == postscript:
            return font
        number += 1


def subset_font(font: TTFont, points: set[int], features: list[str]) -> None:
    options = subset.Options()
    options.hinting = False
    options.desubroutinize = True
    options.layout_features = features
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
    one = CmapSubtable.newSubtable(12)
    one.platformID, one.platEncID, one.language, one.cmap = 3, 10, 0, font.getBestCmap()
    font["cmap"].tables = [one]
    if "CFF " in font:
        cffsubr.subroutinize(font)


def open_font_licence(system: Path, notices: list[str]) -> str:
    """The notices of the fonts and the OFL, as the Debian package carries it."""
    text = (system / "usr/share/doc/fonts-noto-cjk/copyright").read_text(encoding="utf-8")
    stanza = text.split("\nLicense: SIL-1.1\n -", 1)[1].split("\n\n", 1)[0]
    lines = (" -" + stanza).splitlines()
    lines = ["" if line == " ." else line.removeprefix(" ") for line in lines]
    return "\n".join(notices + ["", *lines]) + "\n"
