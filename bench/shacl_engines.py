"""SHACL engines side by side on the project's graph: CPU, wall time, memory, results, and whether they are pySHACL's.

Engines: `fast` (package shacl for core constraints, Oxigraph for SPARQL ones: what a build uses), `pyshifty` (needs
`pip install pyshifty rdflib`, in any environment: --shifty-python) and `pyshacl`. Each runs in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

import measure

SH = "http://www.w3.org/ns/shacl#"
KEYS = ("focusNode", "resultPath", "value", "sourceShape", "sourceConstraintComponent", "resultSeverity")
REQUIREMENT = "pyshifty>=0.5.1 rdflib"


def prepare(project: Path, folder: Path) -> None:
    """Write what shapes see and the shapes, as N-Triples."""
    from govgraph.inputs import read_sources
    from govgraph.pipeline import read_model, validation_data
    from govgraph.project import load_project

    settings = load_project(project)
    model = read_model(settings, read_sources(settings))
    (folder / "data.nt").write_text(validation_data(model), encoding="utf-8")
    (folder / "shapes.nt").write_text(model.shapes.ntriples(), encoding="utf-8")


def work(engine: str, folder: Path) -> None:
    """Validate with one engine and leave its results in the folder: rows of terms, or a report as N-Triples."""
    if engine == "pyshifty":
        import shifty  # type: ignore[import-not-found, unused-ignore]

        _, report, _ = shifty.validate(str(folder / "data.nt"), shacl_graph=str(folder / "shapes.nt"), infer=False)
        report.serialize(folder / "pyshifty.nt", format="nt", encoding="utf-8")
        return
    import pyoxigraph as ox

    from govgraph.validate.engines import validate
    from govgraph.validate.shapes import make_shapes

    parsed = ox.parse(path=folder / "shapes.nt", format=ox.RdfFormat.N_TRIPLES)
    shapes = make_shapes([ox.Triple(quad.subject, quad.predicate, quad.object) for quad in parsed])
    rows = [list(each[:6]) for each in validate((folder / "data.nt").read_text(encoding="utf-8"), shapes, engine)]
    (folder / f"{engine}.json").write_text(json.dumps(rows), encoding="utf-8")


def read_results(folder: Path, engine: str) -> set[tuple[str, ...]]:
    """The results of one engine as comparable rows, in the order of KEYS."""
    if engine != "pyshifty":
        rows = json.loads((folder / f"{engine}.json").read_text(encoding="utf-8"))
        return {tuple(part.strip("<>") if not part.startswith('"') else part for part in row) for row in rows}
    import pyoxigraph as ox

    found: dict[str, dict[str, str]] = {}
    for quad in ox.parse(path=folder / "pyshifty.nt", format=ox.RdfFormat.N_TRIPLES):
        if quad.predicate.value.startswith(SH):
            found.setdefault(str(quad.subject), {})[quad.predicate.value[len(SH) :]] = str(quad.object)
    rows = [[node.get(key, "") for key in KEYS] for node in found.values() if "focusNode" in node]
    return {tuple(part.strip("<>") if not part.startswith('"') else part for part in row) for row in rows}


def compare(project: Path, shifty_python: str, runs: int, slow_runs: int) -> list[dict[str, object]]:
    """One row an engine; `missing` and `surplus` count results against pySHACL's."""
    rows: list[dict[str, object]] = []
    results: dict[str, set[tuple[str, ...]]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder, here = Path(name), Path(__file__).resolve()
        measure.run_once([sys.executable, here, "--prepare", folder, project.resolve()], folder)
        for engine, python, times in (
            ("pyshacl", sys.executable, slow_runs),
            ("fast", sys.executable, runs),
            ("pyshifty", shifty_python, runs),
        ):
            if engine == "pyshifty" and not _can_import(python, "shifty", folder):
                rows.append({"engine": engine, "note": f"not installed ({REQUIREMENT})"})
                continue
            run = measure.measure([python, here, "--worker", engine, folder], folder, times)
            results[engine] = read_results(folder, engine)
            rows.append({"engine": engine, "runs": times, **run._asdict(), "results": len(results[engine])})
    for row in rows:
        if "results" in row:
            own = results[str(row["engine"])]
            row["missing"] = len(results["pyshacl"] - own)
            row["surplus"] = len(own - results["pyshacl"])
    return rows


def _can_import(python: str, module: str, folder: Path) -> bool:
    try:
        measure.run_once([python, "-c", f"import {module}"], folder)
    except (SystemExit, OSError):
        return False
    return True


def main() -> None:
    """Print the comparison as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("project", type=Path, nargs="?", default=Path(__file__).parents[1])
    parser.add_argument("--shifty-python", default=sys.executable, help="a Python that has pyshifty")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--slow-runs", type=int, default=1, help="runs of pySHACL, which takes a minute")
    parser.add_argument("--prepare", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--worker", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.prepare:
        prepare(given.project, given.prepare)
    elif given.worker:
        work(given.worker[0], Path(given.worker[1]))
    else:
        measure.pin()
        print(json.dumps(compare(given.project, given.shifty_python, given.runs, given.slow_runs), indent=2))


if __name__ == "__main__":
    main()
