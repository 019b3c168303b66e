"""The W3C tests of SPARQL 1.1 Protocol, Graph Store Protocol and Service Description against a live endpoint.

    python tests/conformance/run.py --tests ../rdf-tests --query http://127.0.0.1:8080/sparql

With --update the store is emptied again and again. Exit: 0 where nothing failed, 1 where something did.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a script, the package is not found otherwise

from conformance.cases import Case, read_cases, write_data
from conformance.running import APART, FAILED, PASSED, READ, Endpoint, Outcome, run_case

RESULTS = (PASSED, READ, FAILED, APART)


def read_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    """The options of the command line; the process ends where they are wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tests", type=Path, required=True, metavar="DIR", help="checkout of github.com/w3c/rdf-tests")
    parser.add_argument("--query", default="", metavar="URL", help="address for queries")
    parser.add_argument("--update", default="", metavar="URL", help="address for updates")
    parser.add_argument("--graph-store", default="", metavar="URL", help="address of the graph store")
    parser.add_argument("--token-file", type=Path, metavar="FILE", help="bearer token for whatever writes")
    parser.add_argument("--read-only-graphs", action="store_true", help="the graph store refuses PUT, POST, DELETE")
    parser.add_argument("--direct", action="store_true", help="addresses below the graph store's name graphs")
    parser.add_argument("--erase", action="store_true", help="the store may be emptied")
    parser.add_argument("--loaded", action="store_true", help="the store holds the data of --write-data")
    parser.add_argument("--write-data", type=Path, metavar="FILE", help="write the data as N-Quads, and nothing more")
    parser.add_argument("--only", default="", metavar="TEXT", help="cases whose name has this in it")
    parser.add_argument("--json", action="store_true", help="the outcomes as JSON")
    found = parser.parse_args(arguments)
    writes = found.update or (found.graph_store and not found.read_only_graphs)
    if writes and not found.erase:
        parser.error("the tests empty the store behind --update and --graph-store; say --erase if that is meant")
    if not found.query and not found.write_data:
        parser.error("--query is missing")
    return found


def suite_commit(tests: Path) -> str:
    """The commit of the checkout; empty where it is none."""
    command = ["git", "-C", str(tests), "rev-parse", "HEAD"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def run(cases: list[Case], told: argparse.Namespace) -> list[Outcome]:
    """The outcomes of all cases, in their order."""
    token = told.token_file.read_text(encoding="ascii").strip() if told.token_file else ""
    endpoint = Endpoint(
        told.query, told.update, told.graph_store, token, told.read_only_graphs, told.direct, told.loaded
    )
    return [run_case(case, endpoint) for case in cases if told.only in case.name]


def table(outcomes: list[Outcome]) -> str:
    """What readers get: a line for each case, the sums at the end."""
    wide = max(len(each.name) for each in outcomes) if outcomes else 0
    lines = []
    for suite in dict.fromkeys(each.suite for each in outcomes):
        lines.append(f"\n{suite}")
        lines += [
            f"  {each.name:<{wide}}  {each.result}{': ' if each.reason else ''}{each.reason}"
            for each in outcomes
            if each.suite == suite
        ]
        counts = Counter(each.result for each in outcomes if each.suite == suite)
        lines.append("  " + ", ".join(f"{counts[each]} {each}" for each in RESULTS if counts[each]))
    return "\n".join(lines).lstrip("\n")


def main() -> int:
    """The exit code."""
    told = read_arguments()
    try:
        cases = read_cases(told.tests)
    except FileNotFoundError as error:
        sys.exit(str(error))
    if told.write_data:
        write_data(cases, told.write_data)
        return 0
    outcomes = run(cases, told)
    if told.json:
        counts = Counter(each.result for each in outcomes)
        document = {
            "suite": {"repository": "https://github.com/w3c/rdf-tests", "commit": suite_commit(told.tests)},
            "totals": {each: counts[each] for each in RESULTS},
            "outcomes": [each._asdict() for each in outcomes],
        }
        print(json.dumps(document, indent=2, ensure_ascii=False))
    else:
        print(table(outcomes))
    return 1 if any(each.result == FAILED for each in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
