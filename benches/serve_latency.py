#!/usr/bin/env python3
"""Measures `weibao serve`: from saving a text to its new bytes being served, nothing stale anywhere.

    serve_latency.py WEIBAO PROJECT [--edits N]

Starts the preview of PROJECT (a folder with content/ and themes/), changes the title and the date of one of
the newest policies N times (30) and asks over one kept connection, as a browser does, until the page has the
new title. Then its list, the feed and the sitemap must be new at the first asking. The files are put back as
they were. Prints one JSON object, times in milliseconds:

    first      from the start of the program until it serves
    page       from before the file is written until its page is there: median and worst
    all        the same, until page, list, feed and sitemap are there
    stale      answers of list, feed or sitemap that were still the old ones; must be 0
"""

import argparse
import http.client
import json
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

PATIENCE = 30


class Preview:
    def __init__(self, weibao, project):
        started = time.perf_counter()
        arguments = [weibao, "--lang", "en", "serve", "--root", project, "--port", "0", "--as-of", "2026-11-23"]
        self.process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
        if not found:
            sys.exit(f"serve_latency: {weibao} does not serve {project}: {line!r}")
        self.connection = http.client.HTTPConnection("127.0.0.1", int(found[1]), timeout=PATIENCE)
        self.get("/")
        self.first = time.perf_counter() - started

    def get(self, path):
        self.connection.request("GET", path)
        answer = self.connection.getresponse()
        body = answer.read().decode()
        if answer.status != 200:
            sys.exit(f"serve_latency: {path} answers {answer.status}")
        return body

    def end(self):
        self.connection.close()
        self.process.kill()
        self.process.wait()


def changed(text, edit):
    """A policy with another title and another date of update, and both."""
    title = f"第{edit}次改动的标题"
    # After the newest text was published: the later of both days counts.
    day = f"2026-11-{1 + edit % 22:02}"
    text = re.sub(r"(?m)^updated *=.*\n", "", text)
    text = re.sub(r'(?m)^title *= *".*"$', f'title = "{title}"\nupdated = {day}', text, count=1)
    return text, title, day


def pages_of(preview):
    """Addresses of the newest policies, of their list and of the sitemap that has them."""
    feed = preview.get("/feeds/policies.xml")
    ids = list(dict.fromkeys(re.findall(r"/policies/([a-z0-9-]+)\.html", feed)))
    if not ids:
        sys.exit("serve_latency: the feed has no policies")
    sitemaps = re.findall(r"<loc>[^<]*(/sitemap-\d+\.xml)</loc>", preview.get("/sitemap.xml")) or ["/sitemap.xml"]
    sitemap = next(path for path in sitemaps if f"/policies/{ids[0]}.html" in preview.get(path))
    first = preview.get("/policies/index.html")
    return [name for name in ids if f'"{name}.html"' in first], "/policies/index.html", sitemap


def measure(preview, project, edits):
    ids, listing, sitemap = pages_of(preview)
    page_times, all_times, stale = [], [], 0
    for edit in range(1, edits + 1):
        name = ids[edit % len(ids)]
        file = Path(project, "content/policies", f"{name}.md")
        before = file.read_text()
        text, title, day = changed(before, edit)
        try:
            started = time.perf_counter()
            file.write_text(text)
            while title not in preview.get(f"/policies/{name}.html"):
                if time.perf_counter() - started > PATIENCE:
                    sys.exit(f"serve_latency: {file} was changed and its page never")
            page_times.append(time.perf_counter() - started)
            stale += title not in preview.get(listing)
            stale += title not in preview.get("/feeds/policies.xml")
            stale += not re.search(rf"/policies/{name}\.html</loc>\s*<lastmod>{day}", preview.get(sitemap))
            all_times.append(time.perf_counter() - started)
        finally:
            file.write_text(before)
        while title in preview.get(f"/policies/{name}.html"):
            pass
        # An office does not save twenty times a second.
        time.sleep(0.1)
    return page_times, all_times, stale


def summary(times):
    return {"median": round(statistics.median(times) * 1e3, 2), "worst": round(max(times) * 1e3, 2)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weibao")
    parser.add_argument("project")
    parser.add_argument("--edits", type=int, default=30)
    arguments = parser.parse_args()
    preview = Preview(arguments.weibao, arguments.project)
    try:
        page, everything, stale = measure(preview, arguments.project, arguments.edits)
    finally:
        preview.end()
    figures = {"first": round(preview.first * 1e3, 1), "page": summary(page), "all": summary(everything)}
    print(json.dumps({**figures, "stale": stale, "edits": arguments.edits}))
    sys.exit(1 if stale else 0)


if __name__ == "__main__":
    main()
