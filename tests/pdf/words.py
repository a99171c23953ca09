"""Checks of the text: telephone numbers, and the grid of official documents."""

import re
import xml.etree.ElementTree as ET

from lib.document import MM
from lib.leaflets import digits
from lib.tools import run

# With an area code, or of seven or eight digits, or of a mobile telephone.
LONG = re.compile(r"(?<![\d.\-])(0\d{2,3}[\- ]?\d{7,8}|1[3-9]\d{9}|[2-8]\d{6,7}|[48]00-?\d{3}-?\d{4})(?![\d])")
# Numbers for all of the country.
SHORT = re.compile(r"(?<![A-Za-z\d.\-/])(1[12]\d|12[3-5]\d\d|96\d{3})(?![A-Za-z\d.\-/%年页号条])")


def numbers(pdf):
    """Every telephone number in the text is one of the hotline table, and that of the place is there."""
    text = pdf.text
    # A count is not a short number, though it may look like one.
    short = [] if "/statistics/" in pdf.ticket["page"] else SHORT.findall(text)
    for found in LONG.findall(text) + short:
        if digits(found) not in pdf.facts.allowed and not is_day(found):
            yield f"the number {found} is not in data/hotlines.json"
    own = pdf.facts.numbers.get(pdf.ticket["place"])
    if own and not any(own.rsplit("-", 1)[-1] in line for line in text.splitlines()):
        yield f"the number of {pdf.ticket['place']}, {own}, is missing or broken over lines"


def is_day(found):
    return re.fullmatch(r"20\d\d[01]\d[0-3]\d", found) is not None


# GB/T 9704-2012, 5.2: millimetres of A4. The binding margin is at the left of odd pages, at the right of even ones.
HEAD, BINDING, WIDTH, HEIGHT = 37.0, 28.0, 156.0, 225.0
SHEET = 210.0
LINES, CHARACTERS = 22, 28
PITCH = HEIGHT / LINES
EM = WIDTH / CHARACTERS
# 16 pt.
SIZE = 16 * 25.4 / 72
TOLERANCE = 1.0
PITCH_TOLERANCE = 0.3
CLOSING = "，。、；：！？”’）》〕】"


def grid(pdf):
    """22 lines a page of 28 characters a line, and the margins within 1 mm."""
    full, tallest = 0, 0
    for number, (lines, trim) in enumerate(lines_of(pdf), 1):
        rows = set()
        margin = BINDING if number % 2 else SHEET - BINDING - WIDTH
        for left, right, middle, text in lines:
            if len(text) >= CHARACTERS - 1:
                full += 1
                if len(text) > CHARACTERS + 14:
                    yield f"page {number}: {len(text)} characters in “{text[:12]}…”"
            inside = middle - trim[1] - HEAD
            if -PITCH / 2 < inside < HEIGHT + PITCH / 2:
                rows.add(round(inside / PITCH - 0.5))
                # The right half of a closing mark is empty and may hang.
                hang = EM / 2 if text[-1:] in CLOSING else 0
                if left - trim[0] < margin - TOLERANCE or right - trim[0] > margin + WIDTH + hang + TOLERANCE:
                    yield f"page {number}: “{text[:12]}…” leaves the type area"
        begins = [line for line in lines if abs(line[0] - trim[0] - margin) < EM and is_chinese(line[3])]
        for left, right, middle, text in [line for line in begins if len(line[3]) == CHARACTERS]:
            hang = EM / 2 if text[-1:] in CLOSING else 0
            within = -TOLERANCE <= right - trim[0] - margin - WIDTH <= hang + TOLERANCE
            if abs(left - trim[0] - margin) > TOLERANCE or not within:
                yield f"page {number}: “{text[:12]}…” runs from {left - trim[0]:.1f} to {right - trim[0]:.1f} mm"
        first = min((middle for _, _, middle, _ in lines), default=0)
        # A title stands lower on the first page.
        if number > 1 and abs(first - trim[1] - HEAD - SIZE / 2) > TOLERANCE:
            yield f"page {number}: the text begins {first - SIZE / 2 - trim[1]:.1f} mm below the edge and not {HEAD:.0f}"
        running = sorted(middle for left, right, middle, text in lines if is_running(text, right - left))
        for upper, lower in zip(running, running[1:]):
            if lower - upper < 1.5 * PITCH and abs(lower - upper - PITCH) > PITCH_TOLERANCE:
                yield f"page {number}: lines {lower - upper:.2f} mm apart and not {PITCH:.2f}"
        tallest = max(tallest, len(rows))
        if len(rows) > LINES:
            yield f"page {number}: {len(rows)} lines"
    if len(pdf.document.pages) > 1 and tallest < LINES - 1:
        yield f"the fullest page has {tallest} lines of {LINES}"
    if not full:
        yield "no line is full"


def is_running(text, width):
    """Whether a line is of the body's size and nearly whole."""
    return len(text) >= CHARACTERS - 8 and abs(width / len(text) - EM) < 0.07 * EM


def is_chinese(text):
    return all("\u3400" <= one <= "\u9fff" or one in "，。、；：“”（）《》〔〕—" for one in text)


def lines_of(pdf):
    """For each page its lines as left, right, middle (mm from the top left) and text, and the trim."""
    told = run("pdftotext", "-bbox-layout", "-enc", "UTF-8", pdf.path, "-")
    root = ET.fromstring(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", told))
    name = "{http://www.w3.org/1999/xhtml}"
    for page, element in zip(pdf.document.pages, root.iter(f"{name}page")):
        media = pdf.document.box(page, "/MediaBox")
        trim = pdf.document.box(page, "/TrimBox") or media
        corner = (trim[0] - media[0], media[3] - trim[3])
        lines = []
        for line in element.iter(f"{name}line"):
            box = [float(line.get(key)) / MM for key in ("xMin", "xMax", "yMin", "yMax")]
            text = "".join("".join(word.itertext()) for word in line.iter(f"{name}word"))
            lines.append((box[0], box[1], (box[2] + box[3]) / 2, text))
        yield lines, corner
