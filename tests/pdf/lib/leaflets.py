"""The leaflets of a built site, as their job tickets list them."""

import json
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .document import Document
from .tools import run

SCREEN = "screen"
OUTLINES = "outlines"


@dataclass
class Pdf:
    """A PDF with the ticket it belongs to."""

    path: Path
    finish: str
    ticket: dict
    facts: "Facts" = field(repr=False)
    sha256: str = ""

    @cached_property
    def document(self):
        return Document(self.path)

    @cached_property
    def text(self):
        """In the order of the content."""
        return run("pdftotext", "-raw", "-enc", "UTF-8", self.path, "-")

    @property
    def for_shop(self):
        return self.finish != SCREEN

    @property
    def kind(self):
        """What a sample has one of."""
        return self.ticket["format"], self.campaign, self.finish

    @property
    def campaign(self):
        return self.ticket["page"] if "/campaigns/" in self.ticket["page"] else None


@dataclass
class Facts:
    """What the site says, to hold its leaflets against. Numbers: those of the hotline table, and that of
    the office that runs the site."""

    weibao: str
    # Place to the number it shows.
    numbers: dict
    # Every number that may be printed, digits only.
    allowed: set


def facts(site, content, weibao):
    hotlines = json.loads((site / "data/hotlines.json").read_text(encoding="utf-8"))
    numbers = {place["name"]: place["number"]["display"] for place in hotlines["places"]}
    allowed = {digits(entry["number"]["display"]) for entry in hotlines["places"] + hotlines["national"]}
    settings = tomllib.loads((content / "site.toml").read_text(encoding="utf-8"))
    if "office" in settings:
        allowed.add(digits(settings["area_code"] + settings["office"]["phone"]))
    return Facts(weibao, numbers, allowed)


def digits(text):
    return "".join(one for one in text if one.isdigit())


def find(site, content, weibao):
    """Every PDF of a site that a job ticket lists. A PDF under no ticket is listed with none."""
    known = facts(site, content, weibao)
    pdfs, listed = [], set()
    for path in sorted(site.rglob("*.ticket.json")):
        ticket = json.loads(path.read_text(encoding="utf-8"))
        for file in ticket["files"]:
            pdf = path.parent / unquote(urlsplit(file["url"]).path).rsplit("/", 1)[-1]
            listed.add(pdf)
            pdfs.append(Pdf(pdf, file["finish"], ticket, known, file["sha256"]))
    unlisted = sorted(path for path in site.rglob("*.pdf") if path not in listed)
    return pdfs, unlisted


def sample(pdfs):
    """One of each format, campaign and finish; which place it is for goes round."""
    groups = {}
    for pdf in pdfs:
        groups.setdefault(pdf.kind, []).append(pdf)
    return [group[at % len(group)] for at, group in enumerate(groups.values())]
