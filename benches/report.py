#!/usr/bin/env python3
"""Puts the figures that run.py kept into docs/benchmarks.md, between its two marks.

    report.py RESULTS DOCUMENT
"""

import json
import sys
from pathlib import Path
from statistics import median

START, END = "<!-- bench:start -->", "<!-- bench:end -->"
CASES = {
    "clean": "clean build into no folder",
    "clean-1-thread": "the same, one thread",
    "over": "everything made again over an existing `public/`",
    "unchanged": "nothing changed, new process",
    "text": "one sentence changed, new process",
    "title": "one title changed, new process",
}
TOOLS = {"weibao": "weibao", "hugo": "Hugo", "floor": "floor"}


def middle(runs, what):
    return median(run[what] for run in runs)


def seconds(value):
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 100 else f"{value:.0f}"


def times(ratio):
    return f"{ratio:.2f}" if ratio < 10 else f"{ratio:.1f}"


def bytes_text(count):
    return f"{count / 1e6:.1f} MB"


def row(cells):
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def cases_table(runs):
    lines = [
        row(["case", "tool", "wall, s (least–most)", "processor, s", "peak memory, MiB", "wall, × weibao", "processor, × weibao"]),
        "|---|---|--:|--:|--:|--:|--:|",
    ]
    for case, words in CASES.items():
        tools = runs.get(case, {})
        for tool, label in TOOLS.items():
            if tool not in tools:
                continue
            of_tool = tools[tool]
            walls = [run["wall"] for run in of_tool]
            ratios = ["" if tool == "weibao" else times(middle(of_tool, what) / middle(tools["weibao"], what))
                      for what in ("wall", "cpu")]
            lines.append(row([
                words if tool == "weibao" else "",
                label,
                f"**{seconds(median(walls))}** ({seconds(min(walls))}–{seconds(max(walls))})",
                seconds(middle(of_tool, "cpu")),
                f"{middle(of_tool, 'rss'):.0f}",
                *ratios,
            ]))
    return lines


def outputs_table(outputs):
    lines = [
        row(["", "pages of a text", "pages of a list", "all else", "files", "bytes"]),
        "|---|--:|--:|--:|--:|--:|",
    ]
    for tool, counts in outputs.items():
        cells = [f"{counts[kind][0]:,} ({bytes_text(counts[kind][1])})" for kind in ("texts", "lists", "others")]
        files, size = (sum(counts[kind][n] for kind in counts) for n in (0, 1))
        lines.append(row([TOOLS[tool], *cells, f"{files:,}", bytes_text(size)]))
    return lines


def equality(unequal):
    words = "all words are the same" if unequal["words"] == 0 else f"the words differ on **{unequal['words']:,}**"
    tags = ", ".join(f"`{tag}`" for tag in unequal["tags"])
    tags = f"the elements of the text differ in: {tags}" if tags else "so are the elements of the text"
    return f"Of {unequal['pages']:,} pages of a text that were compared, neighbours aside, {words}; {tags}."


def figures_table(results):
    """The figures to reach of the issue, each with what was measured."""
    rows = []

    def figure(words, measured, limit, shown):
        rows.append(row([words, shown(limit), shown(measured), "yes" if measured <= limit else "**no**"]))

    factor = lambda value: f"{times(value)} ×"
    part = lambda value: f"1/{1 / value:.1f}"
    mib = lambda value: f"{value:.0f} MiB"
    of = lambda count, case, tool="weibao", what="wall": middle(results[count]["runs"][case][tool], what)

    if "10000" in results:
        n = "10000"
        clean = of(n, "clean")
        figure("10,000: clean build against Hugo", clean / of(n, "clean", "hugo"), 1 / 10, part)
        figure("10,000: clean build against the floor", clean / of(n, "clean", "floor"), 2, factor)
        figure("10,000: peak memory of the clean build", of(n, "clean", what="rss"), 120, mib)
        figure("10,000: over an existing `public/`, against the clean build", of(n, "over") / clean, 1, factor)
        figure("10,000: nothing changed, against the clean build", of(n, "unchanged") / clean, 1 / 15, part)
        figure("10,000: one text edited, against the clean build", of(n, "text") / clean, 1 / 10, part)
        figure("10,000: two threads against one", clean / of(n, "clean-1-thread"), 1 / 1.6,
               lambda value: f"{1 / value:.2f} × faster")
    if "10000" in results and "100000" in results:
        n = "100000"
        figure("100,000: clean build against 10,000", of(n, "clean") / of("10000", "clean"), 11, factor)
        figure("100,000: peak memory of the clean build", of(n, "clean", what="rss"), 800, mib)
    if not rows:
        return []
    return [row(["what", "to reach", "measured", "reached"]), "|---|--:|--:|---|", *rows, ""]


def report(results):
    lines = []
    figures = figures_table(results)
    if figures:
        lines += ["## The figures to reach", "", "Ratios of medians.", "", *figures]
    for count, result in sorted(results.items(), key=lambda item: int(item[0])):
        versions, load = result["versions"], result["load"]
        lines += [
            f"## {int(count):,} texts", "",
            f"{result['corpus'].split(', ')[1].capitalize()}; {result['rounds']} rounds on {result['day']}; "
            f"weibao {versions['weibao']}, Hugo {versions['hugo']}; {result['machine']}. "
            f"Load average meanwhile {min(load):.1f} to {max(load):.1f}; a run of its own makes up to 2 of it.", "",
            *cases_table(result["runs"]), "",
            "What was written:", "",
            *outputs_table(result["outputs"]), "",
            equality(result["unequal"]), "",
        ]
    return "\n".join(lines)


def main():
    results = json.loads(Path(sys.argv[1]).read_text())
    document = Path(sys.argv[2])
    text = document.read_text(encoding="utf-8")
    head, _, rest = text.partition(START)
    _, end, tail = rest.partition(END)
    if not end:
        sys.exit(f"{document} lacks {START} … {END}")
    document.write_text(f"{head}{START}\n{report(results)}{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
