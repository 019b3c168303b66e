"""The server measured beside Oxigraph's own: requests a second, times, and what a CPU second buys.

Both serve the same dump on two cores; wrk asks over 16 connections from the others: labels of different entities, and
two-hop joins. CPU is that of all processes of a server, also of those that have ended.

    .venv/bin/python bench/serve.py [--seconds 10] [--factor 10] [-o serve.json]
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from urllib.parse import quote

import httpx
import pyoxigraph as ox

from enlarge import enlarge

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from process_trees import cpu_seconds, memory  # noqa: E402 - the folder of the tests comes into the path above
from servers import free_ports  # noqa: E402
from serving import served  # noqa: E402

DUMP = Path("output", "govgraph.nq")
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
QUERIES = {
    "lookup": f"SELECT ?l WHERE {{ <ENTITY> <{LABEL}> ?l }}",
    "two-hop join": f"SELECT ?y ?l WHERE {{ <ENTITY> ?p ?y . ?y <{LABEL}> ?l }}",
}
CONNECTIONS = 16
LUA = """local paths = {}
for line in io.lines("PATHS") do paths[#paths + 1] = line end
local at = 0
request = function()
  at = at % #paths + 1
  return wrk.format("GET", paths[at], {Accept = "application/sparql-results+json"})
end
"""


class Server(NamedTuple):
    """A running server: its address, its process, what an address of a query ends with."""

    address: str
    pid: int
    ending: str


class Load(NamedTuple):
    """One run of wrk: requests a second, times in ms, requests that failed; CPU seconds and requests for each."""

    a_second: float
    p50: float
    p99: float
    failed: int
    cpu: float
    a_cpu_second: float


@contextmanager
def ours(project: Path, *options: str) -> Iterator[Server]:
    """`govgraph serve`."""
    with served(project, *options) as server:
        yield Server(server.address, server.pid, "")


@contextmanager
def oxigraph(project: Path) -> Iterator[Server]:
    """Oxigraph's server with the dump in memory; queries see the union of all graphs, as ours do."""
    binary = Path(sys.executable).with_name("oxigraph")
    port = free_ports(1)[0]
    address = f"http://127.0.0.1:{port}"
    command = [str(binary), "serve", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _load(address, project / DUMP)
        yield Server(address, process.pid, "&union-default-graph")
    finally:
        process.terminate()
        process.wait(20)


def _load(address: str, dump: Path) -> None:
    for _ in range(100):
        try:
            told = httpx.post(f"{address}/store", content=dump.read_bytes(), timeout=120, trust_env=False,
                              headers={"content-type": "application/n-quads"})  # fmt: skip
        except httpx.ConnectError:
            time.sleep(0.1)
            continue
        told.raise_for_status()
        return
    raise SystemExit("Oxigraph does not answer")


def entities(dump: Path) -> list[str]:
    """IRIs of all entities with a label, sorted."""
    store = ox.Store()
    store.bulk_load(path=dump, format=ox.RdfFormat.N_QUADS)
    found = store.query(f"SELECT DISTINCT ?s {{ GRAPH ?g {{ ?s <{LABEL}> ?l }} FILTER(CONTAINS(STR(?s), '/id/')) }}")
    assert isinstance(found, ox.QuerySolutions)
    return sorted(row["s"].value for row in found)


def paths_of(query: str, iris: Sequence[str], ending: str) -> list[str]:
    """Addresses of a query for each entity."""
    return [f"/sparql?query={quote(query.replace('ENTITY', each), safe='')}{ending}" for each in iris]


def check_same(servers: Sequence[Server], query: str, iris: Sequence[str]) -> None:
    """The servers give the same rows. SystemExit where they don't: then figures would compare different work."""
    for iri in iris:
        rows = []
        for server in servers:
            told = httpx.get(f"{server.address}{paths_of(query, [iri], server.ending)[0]}", trust_env=False,
                             headers={"accept": "application/sparql-results+json"})  # fmt: skip
            found = told.raise_for_status().json()["results"]["bindings"]
            rows.append(sorted(json.dumps(row, sort_keys=True) for row in found))
        if any(each != rows[0] for each in rows):
            raise SystemExit(f"different answers for {iri}")


def load(server: Server, paths: Sequence[str], seconds: int, cores: Sequence[int]) -> Load:
    """One run of wrk."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "paths").write_text("\n".join(paths) + "\n", encoding="utf-8")
        script = Path(folder) / "ask.lua"
        script.write_text(LUA.replace("PATHS", str(Path(folder) / "paths")), encoding="utf-8")
        command = ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", str(script), server.address]
        before = cpu_seconds(server.pid)
        os.sched_setaffinity(0, cores)
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        spent = cpu_seconds(server.pid) - before
    return read_wrk(told, spent)


def read_wrk(told: str, spent: float) -> Load:
    """What wrk printed, as figures."""
    total = re.search(r"(\d+) requests in ([\d.]+)(m?s)", told)
    times = {part: float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
             for part, value, unit in re.findall(r"(\d\d)%\s+([\d.]+)(us|ms|s)\b", told)}  # fmt: skip
    if total is None or "99" not in times:
        raise SystemExit(f"wrk said: {told}")
    requests, wall = int(total[1]), float(total[2]) / (1000 if total[3] == "ms" else 1)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    lost = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", told)
    failed = (int(bad[1]) if bad else 0) + (sum(map(int, lost.groups())) if lost else 0)
    return Load(requests / wall, times["50"], times["99"], failed, spent, requests / spent)


def middle(runs: Sequence[Load]) -> dict[str, float]:
    """The median of each figure on its own."""
    return {name: round(median(getattr(each, name) for each in runs), 3) for name in Load._fields}


def measure(
    servers: dict[str, Server], iris: Sequence[str], seconds: int, runs: int, cores: Sequence[int]
) -> dict[str, Any]:
    """All servers under each load, in turns, so that what else the machine does falls on all of them."""
    told: dict[str, Any] = {}
    for name, query in QUERIES.items():
        check_same(list(servers.values()), query, iris[::97])
        found: dict[str, list[Load]] = {each: [] for each in servers}
        for _ in range(runs):
            for each, server in servers.items():
                found[each].append(load(server, paths_of(query, iris, server.ending), seconds, cores))
        rows = {each: middle(loads) for each, loads in found.items()}
        other = rows["oxigraph"]["a_cpu_second"]
        for row in rows.values():
            row["times oxigraph, a CPU second"] = round(row["a_cpu_second"] / other, 2)
        told[name] = rows
    return {"entities": len(iris), **told, "memory, MB": {k: round(memory(v.pid) / 1e6) for k, v in servers.items()}}


def larger(project: Path, factor: int) -> Path:
    """The project with so many times its data, built."""
    enlarge(ROOT, project, factor)
    subprocess.run([sys.executable, "-m", "govgraph", "--project", str(project), "build"], check=True)
    return project


def main() -> None:
    """Measure and print; with -o also write JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=10, help="length of a run")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--factor", type=int, default=1, help="how many times the data")
    parser.add_argument("-o", "--output", type=Path)
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is not installed: apt install wrk")
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 4:
        raise SystemExit("two cores for the servers and two for wrk are needed")
    with tempfile.TemporaryDirectory() as folder:
        project = ROOT if options.factor == 1 else larger(Path(folder) / "project", options.factor)
        os.sched_setaffinity(0, cores[:2])
        with ours(project) as kept, ours(project, "--cache", "0") as bare, oxigraph(project) as other:
            servers = {"govgraph": kept, "govgraph, no cache": bare, "oxigraph": other}
            iris = entities(project / DUMP)
            told = {
                "machine": f"servers on cores {cores[:2]}, wrk on {cores[2:4]}, {CONNECTIONS} connections",
                "command": " ".join(["bench/serve.py", *sys.argv[1:]]),
                **measure(servers, iris, options.seconds, options.runs, cores[2:4]),
            }
    text = json.dumps(told, indent=2)
    print(text)
    if options.output:
        options.output.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
