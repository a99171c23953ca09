#!/usr/bin/env python3
"""Checks the leaflets of a built site.

usage: run.py [--weibao PROGRAM] [--jobs N] [--everything] [--content DIR] SITE

Every PDF is looked at for its structure, colours and words. Separations are measured, and codes read
at 300 ppi, of a sample of the files for print shops (one of each format, campaign and finish) and codes
of every file for the screen; with --everything, of all.
"""

import argparse
import sys
import time
from multiprocessing import Pool
from pathlib import Path

import colour
import raster
import structure
import words
from lib.leaflets import find, sample
from lib.tools import ToolError


def checks_of(pdf, sampled):
    """The checks that a file must pass."""
    checks = list(structure.CHECKS["shop" if pdf.for_shop else "screen"])
    if pdf.for_shop:
        checks += colour.CHECKS
    if sampled:
        checks += [raster.ink] if pdf.for_shop else []
        checks += [raster.marks] if pdf.finish == "x4" else []
    if sampled or not pdf.for_shop:
        checks.append(raster.codes)
    if pdf.finish != "outlines":
        checks.append(words.numbers)
        if "/policies/" in pdf.ticket["page"] and not pdf.for_shop:
            checks.append(words.grid)
    return checks


def look(job):
    """The name of each check with the problems it found."""
    pdf, sampled = job
    found = []
    for check in checks_of(pdf, sampled):
        try:
            problems = list(check(pdf))
        except (ToolError, OSError, LookupError, TypeError, ValueError, SyntaxError) as error:
            problems = [f"cannot be checked: {type(error).__name__}: {error}"]
        found.append((check.__name__, problems))
    return pdf.path, found


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--weibao", default="target/release/weibao")
    arguments.add_argument("--jobs", type=int, default=2)
    arguments.add_argument("--everything", action="store_true")
    arguments.add_argument("--content", type=Path, default=Path("content"))
    arguments.add_argument("site", type=Path)
    given = arguments.parse_args()
    started = time.monotonic()
    pdfs, unlisted = find(given.site, given.content, given.weibao)
    chosen = {pdf.path for pdf in (pdfs if given.everything else sample(pdfs))}
    passed, failed = {}, {}
    for path in unlisted:
        print(f"FAILED ticket {path.relative_to(given.site)}: no job ticket lists it")
        failed["ticket"] = failed.get("ticket", 0) + 1
    with Pool(given.jobs) as pool:
        jobs = [(pdf, pdf.path in chosen) for pdf in pdfs]
        for path, found in pool.imap(look, jobs, chunksize=1):
            for name, problems in found:
                counts = failed if problems else passed
                counts[name] = counts.get(name, 0) + 1
                for problem in problems[:5]:
                    print(f"FAILED {name} {path.relative_to(given.site)}: {problem}", flush=True)
    for name in sorted(passed | failed):
        print(f"  {name}: {passed.get(name, 0)} passed, {failed.get(name, 0)} failed")
    seconds = time.monotonic() - started
    print(f"{len(pdfs)} PDFs, of {len(chosen)} also the separations, in {seconds:.0f} s")
    print(f"{sum(passed.values())} passed, {sum(failed.values())} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
