"""The objects of a PDF, read by qpdf and not by the library that wrote it."""

import base64
import json
from functools import cached_property

from .tools import run

MM = 72 / 25.4


class Document:
    def __init__(self, path):
        self.path = path

    @cached_property
    def _read(self):
        return json.loads(
            run("qpdf", "--json=2", "--json-stream-data=inline", "--decode-level=generalized", self.path, accept=(0, 3))
        )

    @cached_property
    def objects(self):
        return self._read["qpdf"][1]

    @cached_property
    def header(self):
        return self._read["qpdf"][0]

    def get(self, value):
        """A value, wherever it stands. Streams give their dictionary."""
        for _ in range(32):
            if not (isinstance(value, str) and value.endswith(" R") and f"obj:{value}" in self.objects):
                return value
            value = self.objects[f"obj:{value}"]
            value = value["stream"]["dict"] if "stream" in value else value.get("value")
        return None

    def at(self, value, *keys):
        """Goes down by keys. `None` where there is nothing."""
        for key in keys:
            value = self.get(value)
            if not isinstance(value, (dict, list)):
                return None
            if isinstance(value, dict):
                value = value.get(key)
            else:
                value = value[key] if isinstance(key, int) and key < len(value) else None
        return self.get(value)

    def data(self, reference):
        """The bytes of a stream."""
        found = self.objects.get(f"obj:{reference}", {})
        return base64.b64decode(found.get("stream", {}).get("data", ""))

    @cached_property
    def trailer(self):
        return self.objects["trailer"]["value"]

    @cached_property
    def catalog(self):
        return self.at(self.trailer, "/Root")

    @cached_property
    def info(self):
        return self.at(self.trailer, "/Info") or {}

    @cached_property
    def pages(self):
        return [self.get(page["object"]) for page in self._read["pages"]]

    def content(self, page):
        contents = page.get("/Contents")
        if isinstance(contents, str) and not isinstance(self.get(contents), list):
            contents = [contents]
        return b"\n".join(self.data(part) for part in self.get(contents) or [])

    def box(self, page, name):
        """Left, bottom, right, top in millimetres. `None` where the page has none of its own."""
        numbers = self.get(page.get(name))
        return [number / MM for number in numbers] if numbers else None

    @cached_property
    def metadata(self):
        """The XMP packet."""
        return self.data(self.catalog.get("/Metadata")).decode("utf-8", "replace")


def text(value):
    """A text string of qpdf's JSON."""
    return value[2:] if isinstance(value, str) and value.startswith("u:") else ""
