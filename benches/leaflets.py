#!/usr/bin/env python3
"""Measures the leaflets of a project, each case in a process of its own, and prints a table.

    leaflets.py --weibao PROGRAM --root PROJECT

Works on a copy of the project. The one number that is changed is the last of `hotlines.toml`, which other places do not
fall back to; it is changed by one digit, in the copy only.
"""

import argparse
import os
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

AS_OF = ["--as-of", "2026-11-23", "--lang", "en"]


def run(*command):
    """Seconds of wall and processor time, peak memory in MiB, and what the command said."""
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(said)
    return time.monotonic() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, said.strip().splitlines()[-1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weibao", required=True)
    parser.add_argument("--root", default=".", type=Path)
    options = parser.parse_args()
    program = str(Path(options.weibao).resolve())
    with tempfile.TemporaryDirectory() as folder:
        project, out = Path(folder, "project"), Path(folder, "out")
        for part in ("content", "themes"):
            shutil.copytree(options.root / part, project / part)
        build = [program, "build", "--root", str(project), "--out", str(out), "--only", "leaflets", *AS_OF]
        rows = [("all, clean", *run(*build)), ("all again, nothing changed", *run(*build))]
        trifold = next(p for p in sorted(out.glob("print/*/*-trifold.x4.pdf")))
        one = [program, "leaflets", str(trifold.relative_to(out)), "--root", str(project), "--to", folder, *AS_OF]
        run(*one)
        rows.append(("one tri-fold, PDF/X-4, new process", *run(*one)[:3], ""))
        hotlines = project / "content" / "hotlines.toml"
        text = hotlines.read_text(encoding="utf-8")
        last = list(re.finditer(r'^number = "\d{6,}"', text, re.M))[-1].end() - 2
        hotlines.write_text(f"{text[:last]}{(int(text[last]) + 1) % 10}{text[last + 1:]}", encoding="utf-8")
        rows.append(("one number changed", *run(*build)))
        print("| case | wall, s | processor, s | peak memory, MiB | |\n|---|--:|--:|--:|---|")
        for name, wall, processor, memory, said in rows:
            print(f"| {name} | {wall:.2f} | {processor:.2f} | {memory:.0f} | {said} |")
        print("\n| a tri-fold | largest, KB |\n|---|--:|")
        for kind in ("trifold.pdf", "trifold.x4.pdf", "trifold.x1a.pdf", "trifold.outlines.pdf"):
            print(f"| `{kind}` | {max(p.stat().st_size for p in out.glob(f'print/*/*-{kind}')) / 1000:.0f} |")


if __name__ == "__main__":
    main()
