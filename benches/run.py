#!/usr/bin/env python3
"""Measures weibao, Hugo and the floor in turn and keeps the figures as JSON.

    run.py --work FOLDER --results FILE --weibao PROGRAM --hugo PROGRAM --floor PROGRAM [--rounds N] COUNT...

In every round each case is run once by each tool, one after the other, so that a busy minute of the machine
falls on all of them. No run is left out. Figures of counts that are not asked for stay as they were.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import equal

HERE = Path(__file__).parent
AS_OF = "2026-11-23"
# From here on Hugo is measured for the clean build alone: one run takes minutes.
LARGE = 100_000


class Measured:
    """The folders of one corpus and the programs to run over it."""

    def __init__(self, programs, folder):
        self.programs = programs
        self.folder = folder
        self.weibao_site = folder / "weibao"
        self.hugo_site = folder / "hugo"
        self.floor_out = folder / "floor"
        self.policies = sorted((self.weibao_site / "content/policies").glob("doc-*.md"))

    # The commands.

    def weibao(self, *more):
        return [self.programs["weibao"], "build", "--root", self.weibao_site, "--as-of", AS_OF, *more]

    def hugo(self):
        # --buildFuture: what is built must not depend on the day of the run.
        site = self.hugo_site
        return [self.programs["hugo"], "--source", site, "--cacheDir", self.folder / "hugo-cache",
                "--buildFuture", "--noBuildLock", "--quiet"]

    def floor(self):
        return [self.programs["floor"], self.weibao_site / "content/policies", self.floor_out]

    # The states before a run; none of this is timed.

    def clean(self, tool):
        folders = {
            "weibao": [self.weibao_site / "public", self.weibao_site / ".weibao"],
            "hugo": [self.hugo_site / "public", self.hugo_site / "resources", self.folder / "hugo-cache"],
            "floor": [self.floor_out],
        }
        for folder in folders[tool]:
            shutil.rmtree(folder, ignore_errors=True)

    def settled(self, tool):
        """After a build with nothing to do, long enough ago that time stamps are beyond doubt."""
        if tool == "weibao":
            time.sleep(0.2)
            run(self.weibao())

    def edit(self, tool, change):
        self.settled(tool)
        site = self.weibao_site if tool == "weibao" else self.hugo_site
        file = site / "content/policies" / self.policies[len(self.policies) // 2].name
        file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")


def other_text(text):
    sentence = "本条自印发之日起施行。\n"
    return text.removesuffix(sentence) if text.endswith(sentence) else text + sentence


def other_title(text):
    there, mark = 'title = "关于', 'title = "修订：关于'
    return text.replace(mark, there, 1) if mark in text else text.replace(there, mark, 1)


def cases(site, count):
    """Each case: its name, and for each tool what to do before and the command with its environment."""
    one = {"RAYON_NUM_THREADS": "1"}
    clean = lambda tool: lambda: site.clean(tool)
    yield "clean-1-thread", {
        "weibao": (clean("weibao"), site.weibao("--threads", "1"), {}),
        "floor": (clean("floor"), site.floor(), one),
    }
    yield "clean", {
        "weibao": (clean("weibao"), site.weibao(), {}),
        "hugo": (clean("hugo"), site.hugo(), {}),
        "floor": (clean("floor"), site.floor(), {}),
    }
    yield "over", also_hugo(count, site, {"weibao": (lambda: None, site.weibao("--no-cache"), {})}, lambda: None)
    yield "unchanged", also_hugo(
        count, site, {"weibao": (lambda: site.settled("weibao"), site.weibao(), {})}, lambda: None
    )
    for name, change in (("text", other_text), ("title", other_title)):
        edit = lambda tool, change=change: lambda: site.edit(tool, change)
        yield name, also_hugo(count, site, {"weibao": (edit("weibao"), site.weibao(), {})}, edit("hugo"))


def also_hugo(count, site, tools, before):
    if count < LARGE:
        tools["hugo"] = (before, site.hugo(), {})
    return tools


def run(command, environment=None):
    """Wall and processor time in seconds, peak memory in MiB. A failure ends the benchmark."""
    environment = {**os.environ, **(environment or {})}
    null = os.open(os.devnull, os.O_RDWR)
    quiet = [(os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, null, 2)]
    command = [str(word) for word in command]
    started = time.monotonic()
    process = os.posix_spawn(command[0], command, environment, file_actions=quiet)
    _, status, usage = os.wait4(process, 0)
    wall = time.monotonic() - started
    os.close(null)
    if status != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "rss": usage.ru_maxrss / 1024}


def count_output(folder):
    """Files and bytes of a site: pages of one text, pages of lists, all else."""
    counts = {"texts": [0, 0], "lists": [0, 0], "others": [0, 0]}
    lists = {"policies", "categories", "issuers", "years"}
    for path, _, names in os.walk(folder):
        top = Path(path).relative_to(folder).parts[:1]
        ours = (Path(folder) / "manifest.json").exists()
        for name in names:
            kind = "others"
            if name.startswith("doc-"):
                kind = "texts"
            elif name.endswith(".html") and top and top[0] in ({"policies"} if ours else lists):
                kind = "lists"
            elif name.endswith(".html") and not top and not ours and name.removesuffix(".html") in lists:
                kind = "lists"
            counts[kind][0] += 1
            counts[kind][1] += os.path.getsize(os.path.join(path, name))
    return counts


def measure(programs, work, count, rounds, keep):
    """`keep` is given all that is known after each round."""
    folder = work / str(count)
    corpus = subprocess.run(
        [sys.executable, HERE / "corpus.py", str(count), folder], check=True, capture_output=True, text=True
    ).stdout.strip()
    print(corpus, flush=True)
    site = Measured(programs, folder)
    runs, outputs, unequal, load = {}, {}, {}, [os.getloadavg()[0]]
    for number in range(1, rounds + 1):
        for case, tools in cases(site, count):
            for tool, (before, command, environment) in tools.items():
                before()
                os.sync()
                figures = run(command, environment)
                runs.setdefault(case, {}).setdefault(tool, []).append(figures)
                print(f"{count} {number}/{rounds} {case} {tool} {figures['wall']:.3f} s "
                      f"{figures['cpu']:.3f} s {figures['rss']:.0f} MiB", flush=True)
            if case == "clean" and number == 1:
                ours, theirs = site.weibao_site / "public", site.hugo_site / "public"
                outputs = {"weibao": count_output(ours), "hugo": count_output(theirs)}
                unequal = equal.differences(ours / "policies", theirs / "policies")
        load.append(os.getloadavg()[0])
        keep({"corpus": corpus, "rounds": number, "outputs": outputs, "unequal": unequal, "runs": runs, "load": load,
              "day": time.strftime("%Y-%m-%d"), "machine": f"{machine()}, {file_system(folder)}",
              "versions": versions(programs)})


def machine():
    def first(file, key):
        lines = Path(file).read_text(errors="replace").splitlines()
        return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(key)), "unknown")

    memory = int(first("/proc/meminfo", "MemTotal").split()[0]) / (1 << 20)
    kernel = Path("/proc/sys/kernel/osrelease").read_text().strip()
    return f"{os.cpu_count()} cores of {first('/proc/cpuinfo', 'model name')}, {memory:.0f} GiB, Linux {kernel}"


def file_system(folder):
    mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text().splitlines()]
    holds = [(point, kind) for point, kind in mounts if folder.resolve().is_relative_to(point)]
    return max(holds, key=lambda mount: len(mount[0]), default=("/", "unknown"))[1]


def versions(programs):
    def said(*command):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.stdout.strip().splitlines()[0] if done.stdout.strip() else "unknown"

    commit = said("git", "-C", str(HERE), "rev-parse", "--short", "HEAD")
    hugo = said(programs["hugo"], "version").removeprefix("hugo v").split("-")[0].split("+")[0]
    return {"weibao": f"{said(programs['weibao'], '--version').removeprefix('weibao ')} ({commit})", "hugo": hugo}


def main():
    arguments = argparse.ArgumentParser()
    for name in ("work", "results", "weibao", "hugo", "floor"):
        arguments.add_argument(f"--{name}", required=True)
    arguments.add_argument("--rounds", type=int, help="5 unless told, 3 from 100,000 on")
    arguments.add_argument("counts", type=int, nargs="+")
    asked = arguments.parse_args()
    work = Path(asked.work)
    results = Path(asked.results)
    programs = {"weibao": asked.weibao, "hugo": asked.hugo, "floor": asked.floor}
    for count in asked.counts:
        rounds = asked.rounds or (3 if count >= LARGE else 5)
        kept = json.loads(results.read_text()) if results.exists() else {}

        def keep(figures, count=count, kept=kept):
            kept[str(count)] = figures
            results.write_text(json.dumps(kept, indent=1) + "\n")

        measure(programs, work, count, rounds, keep)


if __name__ == "__main__":
    main()
