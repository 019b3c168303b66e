"""Measure the explorer beside pyvis, vis-network, cytoscape.js, sigma.js and force-graph in headless Chromium.

Four graphs: the project's own, and three generated ones (explorer_graphs.py). Every page is opened in a browser of its
own, bound to two cores; the subjects take turns, and every figure is the median of the runs. What needs more than a
minute is ended. The peers come from npm (`npm ci` in bench/explorer, at the versions of the lock file).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import explorer_browser
from explorer_graphs import generate, read_real
from explorer_pages import WRITERS, Subject, fetch_libraries, version_of

Row = dict[str, Any]

SEED = 1
GENERATED = {"3k": (3_000, 8_000, 0), "35k": (35_000, 70_000, 33_000), "100k": (100_000, 300_000, 95_000)}
GRAPHS = ("real", *GENERATED)
FIGURES = (
    "ready", "load_block", "block", "pan_fps", "pan_median", "pan_worst", "zoom_fps", "zoom_median", "zoom_worst",
    "heap", "cpu_ready", "cpu",
)  # fmt: skip

# What the explorer has to reach: MB of the file, ms to ready, frames a second, ms of the longest block.
TARGETS = {
    "real": (1.5, 700, 60, 100),
    "3k": (2, 1000, 50, 150),
    "35k": (8, 2500, 30, 400),
    "100k": (25, 6000, 15, 800),
}
WHOLE = "govgraph, #view=*"
ADDRESS = {WHOLE: "#view=*"}  # behind the file's name
ONLY_ON = {"pyvis": ("real", "3k"), WHOLE: ("real",)}  # generated graphs open on everything
ROUNDED = 0.98  # of the screen's rate counts as the whole: two seconds hold 119 or 120 frames


def subject_of(graph: str) -> Subject:
    """The graph of a name."""
    if graph == "real":
        real = read_real()
        return Subject(real.data, real.details, real.page)
    nodes, edges, signers = GENERATED[graph]
    return Subject(*generate(nodes, edges, SEED, signers))


def measure_graph(graph: str, names: Sequence[str], runs: int, folder: Path, cores: str) -> list[Row]:
    """A row for each renderer; they take turns."""
    subject = subject_of(graph)
    names = [name for name in names if graph in ONLY_ON.get(name, GRAPHS)]
    counts = {"nodes": len(subject.data["nodes"]["id"]), "edges": len(subject.data["edges"]["source"])}
    files = {name: _write(WRITERS[name], subject, folder / f"{graph}-{at}.html") for at, name in enumerate(names)}
    found: dict[str, list[Row]] = {name: [] for name in names}
    for number in range(runs):
        for name in names:
            if found[name] and "ended" in found[name][-1]:
                continue
            print(f"{graph}, {name}, run {number + 1} of {runs}", file=sys.stderr, flush=True)
            found[name].append(explorer_browser.run(files[name], cores, ADDRESS.get(name, "")))
    return [
        {"graph": graph, **counts, "name": name, "version": version_of(name), "file": files[name].stat().st_size / 1e6}
        | _summary(found[name])
        for name in names
    ]


def _write(write: Callable[[Subject], str], subject: Subject, file: Path) -> Path:
    file.write_text(write(subject), encoding="utf-8")
    return file


def _summary(found: list[Row]) -> Row:
    """Medians of each figure on its own; where a run was ended, why."""
    ended = next((each["ended"] for each in found if "ended" in each), "")
    if ended:
        return {"runs": len(found), "ended": ended}
    return {"runs": len(found), **{key: round(median(each[key] for each in found), 2) for key in FIGURES}}


def judge(row: Row) -> str:
    """Which targets the explorer misses; empty for a peer."""
    if row["name"] not in ("govgraph", WHOLE):
        return ""
    if "ended" in row:
        return "missed"
    size, ready, rate, block = TARGETS[row["graph"]]
    missed = [
        text
        for text, failed in (
            (f"file > {size} MB", row["file"] > size),
            (f"ready > {ready} ms", row["ready"] > ready),
            (f"pan < {rate} fps", row["pan_fps"] < rate * ROUNDED),
            (f"zoom < {rate} fps", row["zoom_fps"] < rate * ROUNDED),
            (f"block > {block} ms", max(row["load_block"], row["block"]) > block),
        )
        if failed
    ]
    return "; ".join(missed) or "met"


def table(rows: Sequence[Row]) -> str:
    """Markdown: one table a graph."""
    parts = []
    for graph in dict.fromkeys(row["graph"] for row in rows):
        own = [row for row in rows if row["graph"] == graph]
        parts.append(f"### {graph}: {own[0]['nodes']:,} nodes, {own[0]['edges']:,} edges\n")
        parts.append(
            "| renderer | file MB | ready ms | pan fps (median, worst frame ms) | zoom fps (median, worst frame ms) "
            "| block ms, loading | block ms, moving | heap MB | CPU s | target |\n"
            "|---|--:|--:|--:|--:|--:|--:|--:|--:|---|"
        )
        parts += [_line(row) for row in own]
        parts.append("")
    return "\n".join(parts)


def _line(row: Row) -> str:
    name = f"{row['name']} {row['version']}".strip()
    if "ended" in row:
        return f"| {name} | {row['file']:.2f} | {row['ended']} | | | | | | | {judge(row)} |"
    moves = [
        f"{row[f'{each}_fps']:.0f} ({row[f'{each}_median']:.0f}, {row[f'{each}_worst']:.0f})"
        for each in ("pan", "zoom")
    ]
    return (
        f"| {name} | {row['file']:.2f} | {row['ready']:.0f} | {moves[0]} | {moves[1]} | {row['load_block']:.0f} "
        f"| {row['block']:.0f} | {row['heap']:.0f} | {row['cpu']:.1f} | {judge(row)} |"
    )


def pick_cores(wanted: str) -> tuple[str, str]:
    """Cores for the browser as taskset takes them (empty for all), and what was done, in words."""
    known = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
    if shutil.which("taskset") is None or not known >= {int(each) for each in wanted.split(",")}:
        return "", f"{os.cpu_count()} cores, not pinned"
    return wanted, f"browser pinned to {len(wanted.split(','))} of {os.cpu_count()} cores"


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", metavar="NAME", help=f"a renderer: {', '.join(WRITERS)}")
    parser.add_argument("--graphs", default=",".join(GRAPHS), help="some of them, with commas (default: %(default)s)")
    parser.add_argument("--runs", type=int, default=5, help="runs of each (default: %(default)s)")
    parser.add_argument("--cores", default="0,1", help="that the browser is bound to (default: %(default)s)")
    parser.add_argument("--pages", type=Path, help="keep the pages in this folder")
    parser.add_argument("-o", "--output", type=Path, help="write the figures as JSON")
    options = parser.parse_args(given)
    for wrong in [each for each in options.only or () if each not in WRITERS]:
        parser.error(f"--only: {wrong!r} is none of {', '.join(WRITERS)}")
    options.graphs = options.graphs.split(",")
    for wrong in [each for each in options.graphs if each not in GRAPHS]:
        parser.error(f"--graphs: {wrong!r} is none of {', '.join(GRAPHS)}")
    if options.runs < 1:
        parser.error("--runs: at least 1")
    return options


def _note(file: Path, rows: Sequence[Row], pinned: str) -> None:
    """The figures so far, as JSON."""
    machine = f"{platform.machine()}, {pinned}, {platform.system()}, Python {platform.python_version()}"
    found = {"command": " ".join(["bench/explorer.py", *sys.argv[1:]]), "machine": machine, "rows": rows}
    file.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Measure, print the tables, write the figures."""
    options = arguments()
    fetch_libraries()
    cores, pinned = pick_cores(options.cores)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder: Path = options.pages or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for graph in options.graphs:
            rows += measure_graph(graph, options.only or list(WRITERS), options.runs, folder.resolve(), cores)
            if options.output:
                _note(options.output, rows, pinned)
    print(table(rows))


if __name__ == "__main__":
    main()
