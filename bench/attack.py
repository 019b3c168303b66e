"""The server under attack for minutes: what honest clients notice, what becomes of hostile ones, memory at its peak.

Four hostile clients, each from an address and in a process of its own, send every kind of tests/hostile_requests.py
over several connections, beside half-open ones and readers that stall. Honest ones ask 50 different things a second;
their times count from when a request was due. The server has two cores, all clients have the others.

    .venv/bin/python bench/attack.py [--seconds 300] [-o attack.json]
"""

from __future__ import annotations

import argparse
import json
import multiprocessing as mp
import os
import random
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pyoxigraph as ox

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from hostile_requests import GET, QUERIES, RAW, exchange, query_bytes  # noqa: E402 - the tests come into the path above
from process_trees import cpu_seconds, memory  # noqa: E402
from serving import Served, served  # noqa: E402

Address = tuple[str, int]
HOSTILE = [f"127.0.0.{11 + n}" for n in range(4)]
CONNECTIONS = 8
START = 4  # seconds in which the clients get ready
QUICK = ("429", "503")
STALLS = (b"GET / HTTP/1.1\r\nX: ", b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 999\r\n\r\nASK",
          b"", f"{GET.format('/graphs?default')}\r\n".encode())  # fmt: skip


class Seen(NamedTuple):
    """One hostile request: its kind, what came (a status or the name of a fault), seconds to the end."""

    kind: str
    outcome: str
    seconds: float


def outcome_of(address: Address, source: str, text: bytes) -> tuple[str, float]:
    """Status, or what went wrong, and seconds."""
    begun = time.monotonic()
    try:
        found = exchange(address, source, text)
    except OSError as error:
        return type(error).__name__, time.monotonic() - begun
    return str(found.status) if found.status else "closed", found.seconds


def attack(address: Address, source: str, begin: float, end: float, out: mp.Queue[list[Seen]]) -> None:
    """A hostile client from begin to end; what it saw goes out at once then."""
    requests = {**{name: query_bytes(text) for name, text in QUERIES.items()}, **RAW}

    def send(number: int) -> list[Seen]:
        chance, seen = random.Random(f"{source} {number}"), []  # noqa: S311 - the same choice in each run
        time.sleep(max(0, begin - time.monotonic()))
        while time.monotonic() < end:
            kind = chance.choice(list(requests))
            seen.append(Seen(kind, *outcome_of(address, source, requests[kind])))
            time.sleep(0.05 if seen[-1].outcome in QUICK else 0)
        return seen

    with ThreadPoolExecutor(CONNECTIONS + 1) as threads:
        threads.submit(stall, address, source, end)
        found = [each for seen in threads.map(send, range(CONNECTIONS)) for each in seen]
    out.put(found)


def stall(address: Address, source: str, end: float) -> None:
    """A dozen connections that begin and do not go on, until they are cut; then others."""
    while time.monotonic() < end:
        connections = []
        with suppress(OSError):
            for number in range(12):
                connection = socket.socket()
                connections.append(connection)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                connection.bind((source, 0))
                connection.connect(address)
                connection.sendall(STALLS[number % len(STALLS)])
        time.sleep(max(0, min(25, end - time.monotonic())))
        for connection in connections:
            connection.close()


def honest_requests() -> Callable[[int], bytes]:
    """The n-th honest request: labels, what an entity says, names of what it leads to, counts, searches, health."""
    store = ox.Store()
    store.bulk_load(path=ROOT / "output" / "govgraph.nq", format=ox.RdfFormat.N_QUADS)
    found = store.query("SELECT DISTINCT ?s { GRAPH ?g { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l } "
                        "FILTER(CONTAINS(STR(?s), '/id/')) } ORDER BY ?s")  # fmt: skip
    assert isinstance(found, ox.QuerySolutions)
    entities = [row["s"].value for row in found]
    queries = (
        "SELECT ?l {{ <{}> rdfs:label ?l }} #{}",
        "SELECT ?p ?o {{ <{}> ?p ?o }} #{}",
        "SELECT ?y ?l {{ <{}> ?p ?y . ?y rdfs:label ?l }} #{}",
        "SELECT (COUNT(*) AS ?n) {{ ?s ?p <{}> }} #{}",
        "ASK {{ <{}> a gov:Person }} #{}",
    )

    def request(number: int) -> bytes:
        entity = entities[number * 7919 % len(entities)]
        if number % 10 == 9:
            name = quote(json.dumps({"q": {"query": entity.rpartition("/")[2].replace("-", " ")}}))
            return f"{GET.format(f'/reconcile?queries={name}')}\r\n".encode()
        text = queries[number % len(queries)].format(entity, number)
        return f"{GET.format(f'/sparql?query={quote(text)}')}\r\n".encode()

    return request


def ask_honestly(address: Address, rate: int, begin: float, end: float) -> list[tuple[str, float]]:
    """Outcomes of requests that are sent so often a second, whatever becomes of the earlier ones; seconds since due."""
    request = honest_requests()

    def send(number: int) -> tuple[str, float]:
        due = begin + number / rate
        time.sleep(max(0, due - time.monotonic()))
        outcome, _ = outcome_of(address, "127.0.0.1", request(number))
        return outcome, time.monotonic() - due

    with ThreadPoolExecutor(64) as threads:
        return list(threads.map(send, range(int((end - begin) * rate))))


def watch(pid: int, end: float, peak: list[int]) -> None:
    """The largest memory of the process tree, seen once a second: to look is not free for those looked at."""
    while time.monotonic() < end:
        peak[0] = max(peak[0], memory(pid))
        time.sleep(1)


def tell_honest(seen: list[tuple[str, float]]) -> dict[str, Any]:
    """Figures of the honest requests, times in ms."""
    times = sorted(seconds for _, seconds in seen)
    good = sum(outcome == "200" for outcome, _ in seen)
    return {
        "requests": len(seen),
        "success": round(good / len(seen), 5),
        "outcomes": dict(Counter(outcome for outcome, _ in seen)),
        **{f"p{p}, ms": round(times[min(len(times) - 1, int(len(times) * p / 100))] * 1000, 1) for p in (50, 99, 99.9)},
        "longest, ms": round(times[-1] * 1000, 1),
    }


def tell_hostile(seen: list[Seen], limit: float) -> dict[str, Any]:
    """Figures of the hostile requests, in all and by kind."""
    kinds: dict[str, Counter[str]] = {}
    for each in seen:
        kinds.setdefault(each.kind, Counter())[each.outcome] += 1
    last = max(seen, key=lambda each: each.seconds)
    return {
        "requests": len(seen),
        "outcomes": dict(Counter(each.outcome for each in seen).most_common()),
        "longest beyond the limit, s": round(last.seconds - limit, 3),
        "its kind": last.kind,
        "kinds": {name: dict(kinds[name].most_common()) for name in sorted(kinds)},
    }


def run(server: Served, seconds: float, rate: int, limit: float) -> dict[str, Any]:
    """All clients at one time; the figures."""
    host, port = server.address.removeprefix("http://").split(":")
    begin = time.monotonic() + START
    address, end, peak = (host, int(port)), begin + seconds, [0]
    cap = server.get("/health").json()["memory_cap"]
    spent = cpu_seconds(server.pid)
    watching = threading.Thread(target=watch, args=(server.pid, end, peak))
    watching.start()
    context = mp.get_context("spawn")
    out: mp.Queue[list[Seen]] = context.Queue()
    attackers = [context.Process(target=attack, args=(address, source, begin, end, out)) for source in HOSTILE]
    for each in attackers:
        each.start()
    honest = ask_honestly(address, rate, begin, end)
    hostile = [seen for _ in attackers for seen in out.get(timeout=60)]
    for each in attackers:
        each.join()
    watching.join()
    figures = server.figures()
    return {
        "honest": tell_honest(honest),
        "hostile": tell_hostile(hostile, limit),
        "memory": {"peak, MB": round(peak[0] / 1e6), "cap, MB": round(cap / 1e6), "under cap": peak[0] < cap},
        "CPU seconds of the server": round(cpu_seconds(server.pid) - spent),
        "workers that died": int(figures["govgraph_deaths_total"]),
        "front process": "the same" if server.get("/health").status_code == 200 else "?",
    }


def main() -> None:
    """Run and print; with -o also write JSON. Ends with 1 where a promise of the threat model does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--rate", type=int, default=50, help="honest requests a second")
    parser.add_argument("--timeout", type=float, default=2, help="the server's limit for a query, in seconds")
    parser.add_argument("-o", "--output", type=Path)
    options = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) >= 4:
        os.sched_setaffinity(0, cores[:2])  # for the server; the clients get the others
    with served(ROOT, "--timeout", f"{options.timeout:g}") as server:
        os.sched_setaffinity(0, cores[2:4] or cores)
        told = {
            "machine": f"server on cores {cores[:2]}, clients on {cores[2:4]}" if len(cores) >= 4 else "not pinned",
            "command": f"bench/attack.py --seconds {options.seconds:g} --rate {options.rate} "
            f"--timeout {options.timeout:g}",
            **run(server, options.seconds, options.rate, options.timeout),
        }
    text = json.dumps(told, indent=2)
    print(text)
    if options.output:
        options.output.write_text(text + "\n", encoding="utf-8")
    held = told["honest"]["success"] >= 0.995 and told["memory"]["under cap"]
    sys.exit(0 if held and told["hostile"]["longest beyond the limit, s"] <= 0.5 else 1)


if __name__ == "__main__":
    main()
