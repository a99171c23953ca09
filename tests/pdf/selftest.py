#!/usr/bin/env python3
"""Spoils good leaflets, one thing at a time, and sees that the check meant for it says so.

usage: selftest.py [--weibao PROGRAM] [--content DIR] SITE

A check that can't fail proves nothing.
"""

import argparse
import hashlib
import re
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import colour
import raster
import structure
import words
from lib.leaflets import find
from lib.tools import ToolError

BLACK = rb"\b0 0 0 1 k\n"
POLICY = "/policies/"
JOB_LINE = rb"(\[\s*\] 0 d\s+q\s+1 0 0 1 )[\d.]+ [\d.]+ cm"

# A finish (or `policy`, a policy for the screen), the check, and what is put in place of what.
SPOILT = [
    ("x4", structure.fonts, rb"/FontFile([23]?) ", rb"/FontGone\1 "),
    ("x4", structure.fonts, rb"/ToUnicode ", rb"/ToNowhere "),
    ("x1a", structure.fonts, rb"/(BaseFont|FontName) /[A-Z]{6}\+", rb"/\1 /"),
    ("x4", structure.boxes, rb"/TrimBox \[", rb"/TrimBix ["),
    ("x4", structure.boxes, rb"/BleedBox \[\s+[\d.]+", rb"/BleedBox [ 1"),
    ("x1a", structure.boxes, rb"/MediaBox \[\s+[\d.]+", rb"/MediaBox [ -9"),
    ("x4", structure.standard, rb"pdfxid:GTS_PDFXVersion>PDF/X-4", rb"pdfxid:GTS_PDFXVersion>PDF/X-9"),
    ("x4", structure.standard, rb"<xmp:ModifyDate>[^<]*", rb"<xmp:ModifyDate>"),
    ("x4", structure.standard, rb"xmpMM:VersionID", rb"xmpMM:VersionXX"),
    ("x4", structure.standard, rb"/Trapped /False", rb"/Trapped /Maybe"),
    ("x4", structure.standard, rb"/DestOutputProfile ", rb"/DestOutputNothing "),
    ("x4", structure.standard, rb"prtrCMYK", rb"mntrRGB "),
    ("x4", structure.standard, rb"/OutputIntents ", rb"/OutputIntentX "),
    ("x1a", structure.standard, rb"GTS_PDFXVersion \(PDF/X-1a:2003\)", rb"GTS_PDFXVersion (PDF/X-9)"),
    ("x1a", structure.standard, rb"%PDF-1.4", rb"%PDF-1.7"),
    ("x4", structure.standard, rb"/ID \[", rb"/IX ["),
    ("x4", structure.preflight, BLACK, b"0 0 0 rg\n"),
    ("x1a", colour.inks, BLACK, b"0 0 0 rg\n"),
    ("x4", colour.inks, BLACK, b"0 g\n"),
    ("outlines", colour.inks, BLACK, b"0 0 1 rg\n"),
    ("x4", colour.flat_ink, BLACK, b"0.8 0.8 0.8 0.8 k\n"),
    ("x4", colour.black, BLACK, b"0.5 0.4 0.4 1 k\n"),
    ("x1a", colour.black, rb"/OPM 1", rb"/OPM 0"),
    ("outlines", colour.black, rb"/OPM 1", rb"/OPM 0"),
    ("x4", colour.black, rb"/WbOverprint gs", rb"/WbKnockout gs"),
    ("x4", colour.black, BLACK, b"0 0 0 0 k\n"),
    ("x1a", colour.opaque, rb"/OPM 1", rb"/OPM 1 /ca 0.5"),
    ("x4", colour.opaque, rb"/OPM 1", rb"/OPM 1 /BM /Multiply"),
    ("x4", colour.opaque, rb"/TrimBox \[", rb"/Group << /S /Transparency >> /TrimBox ["),
    ("x4", raster.ink, BLACK, b"1 1 1 1 k\n"),
    ("x4", raster.marks, JOB_LINE, rb"\g<1>9 11 cm"),
    ("x4", raster.marks, JOB_LINE, rb"\g<1>-9 2 cm"),
    ("x4", raster.marks, JOB_LINE, rb"\g<1>9 99 cm"),
    ("screen", structure.accessible, rb"/StructTreeRoot ", rb"/StructTreeRoof "),
    ("screen", structure.accessible, rb"/Lang \(zh-CN\)", rb"/Lang (en)"),
    ("screen", structure.accessible, rb"/DisplayDocTitle true", rb"/DisplayDocTitle false"),
    ("screen", structure.accessible, rb"pdfuaid:part>1", rb"pdfuaid:part>9"),
    ("screen", structure.accessible, rb"pdfaid:conformance>A", rb"pdfaid:conformance>B"),
    ("screen", structure.reading_order, rb"/S /H1\n", rb"/S /P\n"),
    ("screen", structure.reading_order, rb"/S /H1\n", rb"/S /H3\n"),
    ("policy", words.grid, rb"/MediaBox \[\s+0\s+0\b", rb"/MediaBox [ -9 0"),
    ("policy", words.grid, rb"(/MediaBox \[\s+0\s+0\s+[\d.]+\s+)\d+", rb"\g<1>851"),
]


def spoil(pdf, folder, pattern, by):
    """The file with every match replaced."""
    plain = folder / "plain.pdf"
    subprocess.run(["qpdf", "--qdf", "--object-streams=disable", pdf.path, plain], check=True)
    data, times = re.subn(pattern, by, plain.read_bytes())
    if not times:
        raise LookupError(f"nothing to spoil: {pattern} is not in {pdf.path}")
    mended = subprocess.run(["fix-qdf"], input=data, capture_output=True, check=True).stdout
    return rewritten(pdf, folder / "spoilt.pdf", mended)


def rewritten(pdf, path, data):
    path.write_bytes(data)
    return replace(pdf, path=path, sha256=hashlib.sha256(data).hexdigest())


def problems(check, pdf):
    try:
        return list(check(pdf))
    except ToolError as error:
        return [str(error)]


def told(check, pdf, what):
    found = problems(check, pdf)
    if not found:
        print(f"FAILED: {check.__name__} does not see {what}")
    return bool(found)


def by_hand(good, folder):
    """What is spoilt otherwise than by replacing bytes."""
    x4, screen = good["x4"], good["screen"]
    data = x4.path.read_bytes()
    cut = rewritten(x4, folder / "cut.pdf", data[: len(data) * 2 // 3])
    yield told(structure.syntax, cut, "a file that is cut off")
    other = replace(x4, path=rewritten(x4, folder / "other.pdf", data + b"\n").path)
    yield told(structure.ticket, other, "a file with another digest")
    short = replace(x4, ticket=x4.ticket | {"pages": 99})
    yield told(structure.ticket, short, "a page too few")
    for turn in (None, "short-edge", "long-edge"):
        if turn != x4.ticket["turn"]:
            turned = replace(x4, ticket=x4.ticket | {"turn": turn})
            yield told(structure.ticket, turned, f"a back that is turned over the {turn}")
    elsewhere = replace(screen, ticket=screen.ticket | {"page": "https://elsewhere.example/"})
    yield told(raster.codes, elsewhere, "a code that leads elsewhere")
    blank = folder / "blank.pdf"
    command = ["gs", "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfwrite", "-g800x800", f"-sOutputFile={blank}", "-c"]
    subprocess.run([*command, "showpage"], check=True)
    yield told(raster.codes, replace(screen, path=blank), "a page without a code")
    unknown = replace(screen, facts=replace(screen.facts, allowed=set()))
    yield told(words.numbers, unknown, "a number that is not in the table")
    place = screen.ticket["place"]
    missing = replace(screen, facts=replace(screen.facts, numbers={place: "0999-7654321"}))
    yield told(words.numbers, missing, "that the place's number is missing")
    for text in ("电话：0999-7654321", "打 7654321。", "打12399", "400-123-4567", "打119"):
        hit = bool(words.LONG.search(text) or words.SHORT.search(text))
        if not hit:
            print(f"FAILED: numbers does not see the number in {text}")
        yield hit
    pitch, words.PITCH = words.PITCH, words.PITCH * 1.05
    yield told(words.grid, good["policy"], "lines that are further apart than they should be")
    words.PITCH = pitch
    clear = structure.uncovered("甲乙丙丁戊己庚辛壬癸", "页眉甲乙丙丁戊己庚辛壬癸") is None
    swapped = structure.uncovered("一二三四五六七八甲乙丙丁戊己庚辛", "甲乙丙丁戊己庚辛一二三四五六七八") is not None
    if not (clear and swapped):
        print("FAILED: reading_order does not see two columns read the wrong way round")
    yield clear and swapped
    width = 60
    full = [[100.0] * width for _ in range(width)]
    stops = [[0.0] * 5 + row[5:] for row in full]
    thin = [[0.0] * 3 + row[3:] for row in full]
    for rows, wrong in ((full, False), (stops, True), (thin, True)):
        hit = bool(list(raster.bleeds(1, rows))) == wrong
        if not hit:
            print("FAILED: ink does not tell a colour that stops at the trim from one that runs over it")
        yield hit


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--weibao", default="target/release/weibao")
    arguments.add_argument("--content", type=Path, default=Path("content"))
    arguments.add_argument("site", type=Path)
    given = arguments.parse_args()
    pdfs, _ = find(given.site, given.content, given.weibao)
    good = {}
    for pdf in pdfs:
        if pdf.ticket["place"] and POLICY not in pdf.ticket["page"]:
            good.setdefault(pdf.finish, pdf)
        # A long one, so that its pages are full.
        if POLICY in pdf.ticket["page"] and not pdf.for_shop:
            if "policy" not in good or pdf.ticket["pages"] > good["policy"].ticket["pages"]:
                good["policy"] = pdf
    results = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for finish, check, pattern, by in SPOILT:
            if finish not in good:
                print(f"FAILED: the site has no leaflet to spoil: {finish}")
                results.append(False)
                continue
            spoilt = spoil(good[finish], folder, pattern, by)
            results.append(told(check, spoilt, f"{pattern.decode()} → {by.decode()} ({finish})"))
        results += by_hand(good, folder)
    print(f"{results.count(True)} passed, {results.count(False)} failed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
