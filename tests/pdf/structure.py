"""Checks of how a file is built: syntax, boxes, fonts, keys of its standard, its ticket."""

import hashlib
import xml.etree.ElementTree as ET

from lib.document import text
from lib.leaflets import OUTLINES, SCREEN
from lib.tools import run, said

# Millimetres.
TOLERANCE = 0.1
BLEED = 3.0
# Kilobytes of a tri-fold.
HEAVY = 300


def syntax(pdf):
    """qpdf finds nothing to say."""
    code, told = said("qpdf", "--check", pdf.path)
    if code != 0:
        yield f"qpdf --check: {told.strip()[:200]}"


def ticket(pdf):
    """The ticket tells the digest, the number of pages, and the edge over which an upright back is turned."""
    data = pdf.path.read_bytes()
    if hashlib.sha256(data).hexdigest() != pdf.sha256:
        yield "the SHA-256 of the ticket is another"
    if len(pdf.document.pages) != pdf.ticket["pages"]:
        yield f"{len(pdf.document.pages)} pages, {pdf.ticket['pages']} by the ticket"
    width, height = pdf.ticket["trim"]
    side = "short-edge" if height < width else "long-edge"
    turn = side if len(pdf.document.pages) > 1 else None
    if pdf.ticket["turn"] != turn:
        yield f"turned over the {turn} its back is upright, and the ticket says {pdf.ticket['turn']}"
    if "三折页" in pdf.ticket["format"] and len(data) > HEAVY * 1024:
        yield f"{len(data) // 1024} KB, a tri-fold may have {HEAVY}"


def boxes(pdf):
    """Trim as the format says, bleed 3 mm around it, media around both, within 0.1 mm."""
    width, height = pdf.ticket["trim"]
    for number, page in enumerate(pdf.document.pages, 1):
        trim, bleed, media = (pdf.document.box(page, name) for name in ("/TrimBox", "/BleedBox", "/MediaBox"))
        if not (trim and bleed and media):
            yield f"page {number}: a box is missing"
            continue
        if not near([trim[2] - trim[0], trim[3] - trim[1]], [width, height]):
            yield f"page {number}: TrimBox {trim} is not {width} × {height} mm"
        if not near(bleed, [trim[0] - BLEED, trim[1] - BLEED, trim[2] + BLEED, trim[3] + BLEED]):
            yield f"page {number}: BleedBox {bleed} is not 3 mm around {trim}"
        if pdf.finish == "x4":
            outside = [bleed[0] - media[0], bleed[1] - media[1], media[2] - bleed[2], media[3] - bleed[3]]
            if min(outside) < 5:
                yield f"page {number}: no room for marks around the bleed: {outside}"
        elif not near(media, bleed):
            yield f"page {number}: MediaBox {media} is not trim plus bleed"
        if "/ArtBox" in page:
            yield f"page {number}: an ArtBox beside the TrimBox"


def near(some, others):
    return all(abs(one - other) <= TOLERANCE for one, other in zip(some, others, strict=True))


def fonts(pdf):
    """Every font is embedded, a subset, and knows which characters its glyphs are."""
    lines = run("pdffonts", pdf.path).splitlines()[2:]
    if pdf.finish == OUTLINES:
        if lines:
            yield f"text that is to be outlined uses {len(lines)} fonts"
        return
    if not lines:
        yield "no font: the text is missing"
    for line in lines:
        if line.split()[-5:-2] != ["yes", "yes", "yes"]:
            yield f"not embedded, no subset or no Unicode map: {line}"


RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
XMP = "{http://ns.adobe.com/xap/1.0/}"


def properties(document):
    """The properties of the XMP packet, attributes and elements."""
    found = {}
    for description in ET.fromstring(document.metadata.strip().encode()).iter(f"{RDF}Description"):
        found.update(description.attrib)
        for element in description:
            found[element.tag] = "".join(element.itertext()).strip()
    return found


def standard(pdf):
    """The keys that PDF/X-4 or PDF/X-1a:2003 asks for."""
    document, is_x4 = pdf.document, pdf.finish == "x4"
    info = document.info
    intents = document.at(document.catalog, "/OutputIntents") or []
    press = [one for one in map(document.get, intents) if one.get("/S") == "/GTS_PDFX"]
    if len(press) != 1:
        yield f"{len(press)} output intents for print"
    for intent in press:
        if not text(intent.get("/OutputConditionIdentifier")):
            yield "the output intent has no condition"
        profile = document.data(intent.get("/DestOutputProfile"))
        if profile[12:20] != b"prtrCMYK" or profile[36:40] != b"acsp":
            yield "the output intent embeds no profile of a CMYK press"
        elif len(profile) != int.from_bytes(profile[:4], "big"):
            yield "the profile is cut off"
    if info.get("/Trapped") not in ("/True", "/False"):
        yield "Info does not say whether the file is trapped"
    for key in ("/Title", "/CreationDate", "/ModDate"):
        if not text(info.get(key)):
            yield f"Info has no {key[1:]}"
    if len(document.trailer.get("/ID", [])) != 2:
        yield "the trailer has no ID"
    version = document.header["pdfversion"]
    if is_x4:
        known = properties(document)
        if known.get("{http://www.npes.org/pdfx/ns/id/}GTS_PDFXVersion") != "PDF/X-4":
            yield "XMP does not say PDF/X-4"
        for key in (f"{XMP}CreateDate", f"{XMP}ModifyDate", f"{XMP}MetadataDate"):
            if not known.get(key):
                yield f"XMP has no {key}"
        for key in ("DocumentID", "VersionID", "RenditionClass"):
            if not known.get("{http://ns.adobe.com/xap/1.0/mm/}" + key):
                yield f"XMP has no xmpMM:{key}"
        if known.get("{http://ns.adobe.com/pdf/1.3/}Trapped") != info.get("/Trapped", "")[1:]:
            yield "XMP and Info disagree on Trapped"
        if known.get("{http://purl.org/dc/elements/1.1/}title") != text(info.get("/Title")):
            yield "XMP and Info disagree on the title"
        if version > "1.6":
            yield f"PDF {version} is newer than PDF/X-4 knows"
        return
    if text(info.get("/GTS_PDFXVersion")) != "PDF/X-1a:2003":
        yield "Info does not say PDF/X-1a:2003"
    if version > "1.4":
        yield f"PDF {version} is newer than PDF/X-1a:2003 knows"
    if document.trailer.get("/Type") == "/XRef":
        yield "a cross-reference stream, which PDF 1.4 does not know"


def preflight(pdf):
    """weibao itself finds nothing that a shop would reject."""
    code, told = said(pdf.facts.weibao, "--lang", "en", "check", "--preflight", pdf.path)
    if code != 0 or "warning" in told:
        yield " | ".join(line for line in told.splitlines() if line.startswith(("error", "warning")))[:400]


def accessible(pdf):
    """Tagged, titled, in Chinese, and says that it keeps PDF/A-2a and PDF/UA-1."""
    document = pdf.document
    catalog = document.catalog
    if document.at(catalog, "/MarkInfo", "/Marked") is not True or not document.at(catalog, "/StructTreeRoot"):
        yield "not tagged"
    if text(catalog.get("/Lang")).lower() not in ("zh-cn", "zh-hans-cn"):
        yield f"language {text(catalog.get('/Lang'))!r} and not zh-CN"
    if document.at(catalog, "/ViewerPreferences", "/DisplayDocTitle") is not True:
        yield "a reader would show the file's name and not its title"
    known = properties(document)
    title = known.get("{http://purl.org/dc/elements/1.1/}title")
    if title != pdf.ticket["title"]:
        yield f"title {title!r} and not {pdf.ticket['title']!r}"
    wanted = {
        "{http://www.aiim.org/pdfa/ns/id/}part": "2",
        "{http://www.aiim.org/pdfa/ns/id/}conformance": "A",
        "{http://www.aiim.org/pdfua/ns/id/}part": "1",
    }
    for key, value in wanted.items():
        if known.get(key) != value:
            yield f"XMP: {key} is {known.get(key)!r} and not {value!r}"


def reading_order(pdf):
    """What a screen reader reads is what the page shows, in the order in which it is painted; headings
    begin with the first level, and none skips one."""
    told = run("pdfinfo", "-struct-text", pdf.path)
    spoken, levels = [], []
    for line in told.splitlines():
        line = line.strip()
        if line.startswith('"') and line.endswith('"'):
            spoken.append(line[1:-1])
        elif line[:1] == "H" and line[1:2].isdigit():
            levels.append(int(line[1]))
    said_in_order = "".join("".join(spoken).split())
    painted = "".join(pdf.text.split())
    # Decoration is painted and not spoken.
    missing = uncovered(said_in_order, painted)
    if missing:
        yield f"the reading order leaves the order of the page at “{missing}”"
    if len(said_in_order) < 0.7 * len(painted):
        yield f"{len(said_in_order)} of {len(painted)} characters are read out"
    # A sheet of ten cards has the same heading ten times.
    if levels[:1] != [1]:
        yield f"headings {levels}: one of the first level must come first"
    if any(after - before > 1 for before, after in zip(levels, levels[1:])):
        yield f"headings {levels} skip a level"


def uncovered(spoken, painted):
    """The first stretch of `spoken` that does not follow in `painted`."""
    at = 0
    for start in range(0, len(spoken), 8):
        piece = spoken[start : start + 8]
        found = painted.find(piece, at)
        if found < 0:
            found = painted.find(piece[:3], at)
        if found < 0:
            return piece
        at = found + 1
    return None


CHECKS = {
    SCREEN: (syntax, ticket, fonts, accessible, reading_order),
    "shop": (syntax, ticket, boxes, fonts, standard, preflight),
}
