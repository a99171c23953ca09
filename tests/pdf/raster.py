"""Checks of the separations that Ghostscript makes, and of the page as a camera sees it."""

import tempfile
from math import ceil, floor
from pathlib import Path

from lib.tools import run

# Pixels an inch of the separations.
LOW = 50
MOST_INK = 280
# What a scan of a code is made at.
HIGH = 300
INKS = ("Cyan", "Magenta", "Yellow", "Black")


def separations(pdf):
    """Ink of each page as rows of per cent, cut to the bleed."""
    with tempfile.TemporaryDirectory() as folder:
        run(
            *("gs", "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=tiffsep", "-sCompression=none", f"-r{LOW}"),
            *(f"-sOutputFile={folder}/%d.tif", pdf.path),
        )
        for number, page in enumerate(pdf.document.pages, 1):
            plates = [read_tiff(Path(folder) / f"{number}({ink}).tif") for ink in INKS]
            media, bleed = (pdf.document.box(page, name) for name in ("/MediaBox", "/BleedBox"))
            pixels = LOW / 25.4
            left, right = (bleed[0] - media[0]) * pixels, (bleed[2] - media[0]) * pixels
            top, bottom = (media[3] - bleed[3]) * pixels, (media[3] - bleed[1]) * pixels
            rows = []
            # Whole pixels only: marks begin where the bleed ends.
            for row in range(ceil(top), min(floor(bottom), len(plates[0]))):
                columns = slice(ceil(left), floor(right))
                cut = (plate[row][columns] for plate in plates)
                rows.append([1020 - sum(levels) for levels in zip(*cut)])
            yield number, [[level * 100 / 255 for level in row] for row in rows]


def read_tiff(path):
    """Rows of an uncompressed grey TIFF of 8 bits, 255 for no ink."""
    data = path.read_bytes()
    order = "little" if data[:2] == b"II" else "big"
    at = int.from_bytes(data[4:8], order)
    tags = {}
    for entry in range(int.from_bytes(data[at : at + 2], order)):
        start = at + 2 + entry * 12
        tag, kind = (int.from_bytes(data[start + part : start + part + 2], order) for part in (0, 2))
        count = int.from_bytes(data[start + 4 : start + 8], order)
        size = {3: 2, 4: 4}.get(kind, 1)
        where = start + 8 if size * count <= 4 else int.from_bytes(data[start + 8 : start + 12], order)
        tags[tag] = [int.from_bytes(data[where + one * size :][:size], order) for one in range(count)]
    width, height = tags[256][0], tags[257][0]
    pixels = b"".join(data[offset : offset + length] for offset, length in zip(tags[273], tags[279], strict=True))
    return [pixels[row * width : (row + 1) * width] for row in range(height)]


def ink(pdf):
    """Nowhere inside the bleed more than 280 %, and what reaches the trim runs over it."""
    for number, rows in separations(pdf):
        most = max(map(max, rows))
        if most < 50:
            yield f"page {number} is empty"
        # A level of 255 is a rounding more.
        if most > MOST_INK + 1.5:
            yield f"page {number}: {most:.0f} % of ink"
        yield from bleeds(number, rows)


def bleeds(number, rows):
    """Where there is a colour just inside the trim, there is one just outside, and mostly still one 2 mm on."""
    pixels = LOW / 25.4
    # Shapes that reach the edge aslant end elsewhere a little further on.
    for outside, share in ((2.5, 0.03), (1.0, 0.12)):
        for edge, pairs in edges(rows, round(3.5 * pixels), round(outside * pixels)).items():
            short = sum(1 for within, beyond in pairs if within > 10 and beyond < 5)
            if short > share * len(pairs):
                yield f"page {number}: at the {edge} edge a colour stops before the end of the bleed"
                return


def edges(rows, inside, outside):
    """Pairs of ink along each edge, so many pixels from the end of the bleed."""
    width, height = len(rows[0]), len(rows)
    return {
        "left": [(row[inside], row[outside]) for row in rows[inside : height - inside]],
        "right": [(row[width - 1 - inside], row[width - 1 - outside]) for row in rows[inside : height - inside]],
        "top": list(zip(rows[inside], rows[outside]))[inside : width - inside],
        "bottom": list(zip(rows[height - 1 - inside], rows[height - 1 - outside]))[inside : width - inside],
    }


def marks(pdf):
    """Around the bleed stand marks and below them the job line, all on the page and clear of each other."""
    with tempfile.TemporaryDirectory() as folder:
        run("pdftoppm", "-r", HIGH, "-gray", pdf.path, f"{folder}/page")
        for page, picture in zip(pdf.document.pages, sorted(Path(folder).iterdir()), strict=True):
            number = int(picture.stem.split("-")[-1])
            rows = read_pgm(picture)
            picture.unlink()
            edge = floor(EDGE * HIGH / 25.4)
            if any(min(row) < 255 for row in rows[:edge] + rows[-edge:]):
                yield f"page {number}: something runs out of the page above or below"
            if any(min(row[:edge] + row[-edge:]) < 255 for row in rows):
                yield f"page {number}: something runs out of the page at a side"
            media, trim = (pdf.document.box(page, name) for name in ("/MediaBox", "/TrimBox"))
            beyond = [(media[3] - trim[1] + far) * HIGH / 25.4 for far in BETWEEN]
            strip = rows[ceil(beyond[0]) : floor(beyond[1])]
            if not strip or any(min(row) < 255 for row in strip):
                yield f"page {number}: a mark and the job line meet"
            if not any(min(row) < 128 for row in rows[ceil(beyond[1]) :]):
                yield f"page {number}: no job line"


# Millimetres: what must stay white at the edges of a page with marks, and between the marks and the job line below
# the trim.
EDGE = 0.3
BETWEEN = (8.6, 8.9)


def read_pgm(path):
    """Rows of a grey picture, 255 for white."""
    data = path.read_bytes()
    width, height = (int(number) for number in data.split(None, 3)[1:3])
    pixels = data[len(data) - width * height :]
    return [pixels[row * width : (row + 1) * width] for row in range(height)]


def codes(pdf):
    """Every QR code gives the address of the leaflet's page."""
    found = set()
    with tempfile.TemporaryDirectory() as folder:
        run("pdftoppm", "-r", HIGH, "-gray", pdf.path, f"{folder}/page")
        for picture in sorted(Path(folder).iterdir()):
            # 4: no code on this page.
            told = run("zbarimg", "--raw", "--quiet", "-Sdisable", "-Sqrcode.enable", picture, accept=(0, 4))
            found.update(told.split())
            picture.unlink()
    if not found:
        yield "no code can be read"
    for address in found - {pdf.ticket["page"]}:
        yield f"a code leads to {address} and not to {pdf.ticket['page']}"
