#!/usr/bin/env python3
"""Measures `weibao stats import` on synthetic exports and prints the figures as a table.

    stats.py --work FOLDER --weibao PROGRAM --root PROJECT [--rounds N] [ROWS...]

Each run takes an export as CSV all the way to a release, in a copy of the project's content. Every run counts.
The export is read once before, so that the disk has no part in the figures.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

AS_OF = "2026-09-30"


def run(command):
    """Seconds of wall time, seconds of processor time and peak memory in MiB."""
    start = time.monotonic()
    with open(os.devnull, "w") as nowhere:
        process = subprocess.Popen(command, stdout=nowhere, stderr=nowhere)
        _, status, used = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    if status != 0:
        sys.exit(f"stats.py: {' '.join(map(str, command))} failed")
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--weibao", type=Path, required=True)
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("rows", type=int, nargs="*", default=[100_000, 1_000_000, 10_000_000])
    asked = parser.parse_args()
    project = asked.work / "stats-project"
    shutil.rmtree(project, ignore_errors=True)
    (project / "content/statistics").mkdir(parents=True)
    shutil.copy(asked.root / "content/places.toml", project / "content")
    for declaration in (asked.root / "content/statistics").glob("*.toml"):
        shutil.copy(declaration, project / "content/statistics")
    common = ["--root", project, "--as-of", AS_OF]
    print("| records | size | wall time | processor time | peak memory |")
    print("|--:|--:|--:|--:|--:|")
    for rows in asked.rows:
        export = asked.work / f"stats-{rows}.csv"
        run([asked.weibao, "stats", "sample", "--rows", str(rows), "--seed", "7", "--out", export, *common])
        with open(export, "rb") as file:
            while file.read(1 << 24):
                pass
        figures = []
        for _ in range(asked.rounds):
            shutil.rmtree(project / "content/statistics/releases", ignore_errors=True)
            figures.append(run([asked.weibao, "stats", "import", export, "--release", "measured", "--quick", *common]))
        wall, processor, memory = (statistics.median(column) for column in zip(*figures))
        size = export.stat().st_size / 1e6
        print(f"| {rows:,} | {size:.0f} MB | {wall:.2f} s | {processor:.2f} s | {memory:.0f} MiB |", flush=True)
        export.unlink()


main()
