"""Whether the plain way's files hold the triples of the project's simple and full view: exit code 0, or 1 with samples.

rdflib's Turtle and TriG writers rewrite numbers (the decimal `15000000` becomes `15000000.0`); those files are compared
by the value of numbers, the others letter by letter.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pyoxigraph as ox

FILES = {"govgraph.ttl": ("simple",), "govgraph-full.ttl": ("full",), "govgraph.nq": ("simple", "full"),
         "govgraph.trig": ("simple", "full"), "govgraph.jsonld": ("simple", "full")}  # fmt: skip


NUMBER = re.compile(r'"([^"]+)"(\^\^<http://www\.w3\.org/2001/XMLSchema#(?:decimal|double)>)')


def by_value(triples: set[ox.Triple]) -> set[str]:
    """The triples as lines, decimals and doubles as Python writes their value."""
    return {NUMBER.sub(lambda match: f'"{float(match[1])!r}"{match[2]}', str(triple)) for triple in triples}


def as_lines(triples: set[ox.Triple]) -> set[str]:
    """The triples as lines, letter by letter."""
    return {str(triple) for triple in triples}


def read_triples(path: Path, views: tuple[str, ...] = ()) -> set[ox.Triple]:
    """All triples of a file; with `views`, only those of the named graphs whose IRI ends in one of them."""
    form = {
        ".ttl": ox.RdfFormat.TURTLE,
        ".nq": ox.RdfFormat.N_QUADS,
        ".trig": ox.RdfFormat.TRIG,
        ".jsonld": ox.RdfFormat.JSON_LD,
    }
    return {
        quad.triple
        for quad in ox.parse(path=path, format=form[path.suffix])
        if not views or getattr(quad.graph_name, "value", "").rpartition("/")[2] in views
    }


def count_results(report: Path) -> int:
    """How many SHACL results a report holds."""
    result = "http://www.w3.org/ns/shacl#result"
    return sum(triple.predicate.value == result for triple in read_triples(report))


def main(plain: Path, project: Path) -> int:
    """Compare each of the plain way's files with the project's N-Quads."""
    failed = 0
    for name, views in FILES.items():
        lines = by_value if name.endswith((".ttl", ".trig")) else as_lines
        wanted, found = lines(read_triples(project / "govgraph.nq", views)), lines(read_triples(plain / name))
        missing, surplus = wanted - found, found - wanted
        verdict = "same graph" if not missing and not surplus else f"{len(missing)} missing, {len(surplus)} too many"
        print(f"{name}: {len(found):,} triples, {verdict}")
        for sign, triples in (("-", missing), ("+", surplus)):
            for triple in sorted(triples)[:3]:
                print(f"  {sign} {triple[:300]}")
        failed += bool(missing or surplus)
    reports = [count_results(folder / "validation-report.ttl") for folder in (plain, project)]
    print(f"validation results: {reports[0]} by the plain way, {reports[1]} by the project")
    return 1 if failed or reports[0] != reports[1] else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
