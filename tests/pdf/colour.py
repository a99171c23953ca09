"""Checks of what is painted: colours, black text, transparency."""

from lib.content import marks

WHITE = (0.0, 0.0, 0.0, 0.0)
BLACK = (0.0, 0.0, 0.0, 1.0)


def painted(pdf):
    document = pdf.document
    for page in document.pages:
        yield from marks(document, document.content(page), document.get(page.get("/Resources")))


def inks(pdf):
    """Only CMYK and separation colours."""
    foreign = {}
    for mark in painted(pdf):
        if mark.space != "/DeviceCMYK" and not mark.space.startswith("/Separation "):
            key = f"{mark.kind} in {mark.space}"
            foreign[key] = foreign.get(key, 0) + 1
    yield from (f"{what}, {times} times" for what, times in foreign.items())


def flat_ink(pdf):
    """No colour that is chosen takes more than 280 %."""
    most = max((sum(mark.colour) for mark in painted(pdf) if mark.space == "/DeviceCMYK"), default=0)
    if most > 2.801:
        yield f"a colour of {most:.0%} ink"


def black(pdf):
    """Black text is K 100 % alone and overprints; what is white does not."""
    text = [mark for mark in painted(pdf) if mark.kind == "text"]
    fills = [mark for mark in painted(pdf) if mark.kind == "fill"]
    if pdf.finish == "outlines":
        text = [mark for mark in fills if mark.colour == BLACK]
        if not text:
            yield "no black text"
    elif not text:
        yield "no text"
    rich = sum(1 for mark in text if mark.colour[3:] > (0.85,) and sum(mark.colour[:3]) > 0)
    knocked = sum(1 for mark in text if mark.colour == BLACK and not (mark.overprint and mark.mode == 1))
    lost = sum(1 for mark in text + fills if mark.colour == WHITE and mark.overprint and mark.mode == 1)
    if rich:
        yield f"{rich} pieces of text are in a black of several inks"
    if knocked:
        yield f"{knocked} pieces of black text do not overprint"
    if lost:
        yield f"{lost} white pieces overprint and vanish"


def opaque(pdf):
    """Nothing transparent: PDF/X-1a forbids it, and PDF/X-4 needs none here."""
    for key, value in pdf.document.objects.items():
        dictionary = value["stream"]["dict"] if "stream" in value else value.get("value")
        if not isinstance(dictionary, dict):
            continue
        if dictionary.get("/S") == "/Transparency" or "/Group" in dictionary:
            yield f"{key}: a transparency group"
        if dictionary.get("/SMask", "/None") != "/None":
            yield f"{key}: a soft mask"
        if min(dictionary.get("/ca", 1), dictionary.get("/CA", 1)) < 1:
            yield f"{key}: opacity below 100 %"
        if dictionary.get("/BM", "/Normal") not in ("/Normal", "/Compatible"):
            yield f"{key}: a blend mode"


CHECKS = (inks, flat_ink, black, opaque)
