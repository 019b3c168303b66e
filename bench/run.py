"""Measure GovGraph against the plain way; write bench/results.json and the tables of docs/benchmarks.md.

Everything runs on a temporary copy of the project and the package; the checkout's output and caches stay as they are.
CPU time is that of the whole process tree; every figure is a median. `make bench` calls this program.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import enlarge
import measure
import shacl_engines
import tables

ROOT = Path(__file__).resolve().parents[1]
BENCH = ROOT / "bench"
GOVGRAPH = Path(sys.executable).with_name("govgraph")
QUERY = "SELECT ?who { ?who gov:signed letter:pause-letter-2023 }"
OPTIONS = {"runs": "runs", "plain-runs": "plain_runs", "scale": "scale", "scale-runs": "scale_runs"}
PATIENCE = 600  # seconds that one run of the plain way may take on the larger data

Row = dict[str, object]


class Bench:
    """A temporary copy of the project and the runs on it, each a row of figures."""

    def __init__(self, project: Path, runs: int) -> None:
        self.project = project
        self.runs = runs
        self.rows: list[Row] = []

    def add(
        self,
        name: str,
        *arguments: str,
        before: Callable[[int], None] | None = None,
        allowed: tuple[int, ...] = (0,),
    ) -> measure.Run:
        """Measure one govgraph command and note it."""
        command: list[str | Path] = [GOVGRAPH, *arguments]
        print(name, file=sys.stderr, flush=True)
        run = measure.measure(command, self.project, self.runs, before, allowed)
        self.note(name, self.runs, run)
        return run

    def note(self, name: str, runs: int, run: measure.Run) -> None:
        """Take in a row."""
        self.rows.append({"name": name, "runs": runs, **{key: round(value, 3) for key, value in run._asdict().items()}})

    def note_sum(self, *arguments: str) -> None:
        """Add to the last row what all processes together hold at the peak."""
        self.rows[-1]["memory_sum"] = round(measure.peak_sum([GOVGRAPH, *arguments], self.project))

    def drop_caches(self, _: int) -> None:
        """A cold start: no record cache, no picture, no store."""
        shutil.rmtree(self.project / ".govgraph", ignore_errors=True)

    def drop_store(self, _: int) -> None:
        """No query store."""
        shutil.rmtree(self.project / ".govgraph" / "store", ignore_errors=True)

    def edit(self, key: str) -> Callable[[int], None]:
        """What changes the English text of `key` in the first person's file, differently in every run."""
        path = next(
            path
            for path in sorted((self.project / "data/person").glob("*.yaml"))
            if f"\n{key}:\n  en: " in path.read_text("utf-8")
        )
        original = path.read_text(encoding="utf-8")

        def change(number: int) -> None:
            head, mark, tail = original.partition(f"\n{key}:\n  en: ")
            _, end, rest = tail.partition("\n")
            path.write_text(f"{head}{mark}Changed text {number}{end}{rest}", encoding="utf-8")

        return change


def copy_project(target: Path) -> None:
    """The parts of the project that a build reads."""
    target.mkdir()
    shutil.copy(ROOT / "govgraph.toml", target)
    for name in ("data", "ontology", "shapes"):
        shutil.copytree(ROOT / name, target / name)


def measure_builds(bench: Bench) -> None:
    """The four kinds of build."""
    bench.add("build, cold cache", "build", "--force", before=bench.drop_caches)
    bench.drop_caches(0)
    bench.note_sum("build", "--force")
    bench.add("build, warm cache", "build", "--force")
    bench.note_sum("build", "--force")
    bench.add("build, one description changed", "build", before=bench.edit("description"))
    bench.add("build, one name changed", "build", before=bench.edit("label"))
    bench.add("build, nothing changed", "build")


def measure_commands(bench: Bench) -> None:
    """What people and machines call most."""
    names = sorted(path.stem for path in (bench.project / "ontology/questions").glob("*.rq"))
    question = names[0] if names else QUERY
    bench.add("query NAME, first call", "query", question, before=bench.drop_store)
    bench.add("query NAME, later call", "query", question)
    bench.add("validate", "validate", allowed=(0, 1))
    bench.add("--version", "--version")


def measure_plain(bench: Bench, runs: int, output: Path) -> tuple[measure.Run, str]:
    """The plain way on the same copy, and the check that it made the same graph."""
    print("the plain way", file=sys.stderr, flush=True)
    shapes = bench.project / "output/shapes.ttl"
    command: list[str | Path] = [sys.executable, BENCH / "plain.py", bench.project, shapes, output]
    run = measure.measure(command, bench.project, runs)
    bench.note("the plain way", runs, run)
    measure.run_once([sys.executable, BENCH / "same.py", output, bench.project / "output"], bench.project, (0, 1))
    return run, (bench.project / ".bench.log").read_text(encoding="utf-8")


def measure_scaled(folder: Path, factor: int, runs: int, plain: measure.Run | None) -> Row:
    """The builds on generated data of `factor` times the size; the plain way only where it ends in time."""
    enlarge.enlarge(ROOT, folder, factor)
    bench = Bench(folder, runs)
    measure_builds(bench)
    expected = plain.wall * factor if plain else float("inf")
    if plain is not None and expected < PATIENCE:
        measure_plain(bench, 1, folder.parent / "plain-scaled")
        note = ""
    else:
        note = f"the plain way was not run: {expected:,.0f} s are to be expected, more than {PATIENCE} s"
    return {"factor": factor, "rows": bench.rows, "note": note, "counts": read_counts(folder)}


def read_counts(project: Path) -> Row:
    """Size of the graph that a build made."""
    counts = json.loads((project / "output/manifest.json").read_text(encoding="utf-8"))["counts"]
    return {
        key: counts[key] for key in ("entities", "statements", "triples simple", "triples full", "triples inferred")
    }


def machine(pinned: str) -> str:
    """Cores and versions, nothing that names this machine."""
    return f"{platform.system()} {platform.machine()}, {pinned}, Python {platform.python_version()}"


def main() -> None:
    """Measure, write results.json, renew the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="runs of each command of the project")
    parser.add_argument(
        "--plain-runs", type=int, default=3, help="runs of the plain way, a minute each; 0 leaves it out"
    )
    parser.add_argument("--scale", type=int, default=10, help="factor of the generated larger data; 0 leaves it out")
    parser.add_argument("--scale-runs", type=int, default=3)
    parser.add_argument("--shifty-python", default=sys.executable, help="a Python that has pyshifty")
    parser.add_argument("--no-write", action="store_true", help="print the results, change no file")
    given = parser.parse_args()
    pinned = measure.pin()
    os.environ.pop("GOVGRAPH_TRACE", None)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy_project(folder / "project")
        shutil.copytree(ROOT / "src", folder / "src")
        os.environ["PYTHONPATH"] = str(folder / "src")  # edits of the checkout meanwhile don't reach the runs
        bench = Bench(folder / "project", given.runs)
        measure_builds(bench)
        measure_commands(bench)
        plain, check = None, "not run"
        if given.plain_runs:
            plain, check = measure_plain(bench, given.plain_runs, folder / "plain")
        found: Row = {
            "machine": machine(pinned),
            "command": " ".join(
                ["bench/run.py", *(f"--{option} {vars(given)[key]}" for option, key in OPTIONS.items())]
            ),
            "counts": read_counts(bench.project),
            "rows": bench.rows,
            "same graph": check.splitlines(),
            "engines": shacl_engines.compare(
                bench.project, given.shifty_python, given.runs, max(1, given.plain_runs // 3)
            ),
        }
        _write(found, given.no_write)
        if given.scale:
            found["scaled"] = measure_scaled(folder / "scaled", given.scale, given.scale_runs, plain)
            _write(found, given.no_write)
    if "missing" in check:
        raise SystemExit(f"the plain way made another graph:\n{check}")


def _write(found: Row, only_print: bool) -> None:
    if only_print:
        print(json.dumps(found, indent=2))
        return
    (BENCH / "results.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    tables.renew(ROOT / "docs/benchmarks.md", found)


if __name__ == "__main__":
    main()
