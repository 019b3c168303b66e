"""The running server against its own description: schemathesis sends what that allows, and what it doesn't."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from real_project import built_project
from serving import Served, served

CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
    "response_headers_conformance", "unsupported_method", "allow_header_conformance",
)  # fmt: skip
EXAMPLES = 12
HOOKS = Path(__file__).with_name("schemathesis_hooks.py")
COUNTED = re.compile(r'govgraph_requests_total\{door="([^"]+)",status="(\d+)"\}')


def run_schemathesis(address: str, folder: Path, *options: str) -> tuple[int, str]:
    """Exit code of schemathesis, and what it printed; it has at most 60 seconds."""
    command = [
        str(Path(sys.executable).with_name("schemathesis")), "run", f"{address}/openapi.json", "--checks",
        ",".join(CHECKS), "--max-examples", str(EXAMPLES), "--seed", "1", "--workers", "1", "--phases",
        "examples,coverage,fuzzing", "--continue-on-failure", "--no-color", "--warnings", "off", "--request-timeout",
        "20", "--generation-database", "none", *options,
    ]  # fmt: skip
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": str(HOOKS), "PYTHONPATH": str(HOOKS.parent)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


def answers(server: Served) -> dict[str, Counter[str]]:
    """How often each door gave each status."""
    found: dict[str, Counter[str]] = {}
    for name, count in server.figures().items():
        if match := COUNTED.fullmatch(name):
            found.setdefault(match[1], Counter())[match[2]] += int(count)
    return found


def check(server: Served, folder: Path) -> dict[str, Counter[str]]:
    """Schemathesis found nothing wrong; and it came further than to refusals. Returns what the server counted."""
    code, printed = run_schemathesis(server.address, folder)
    told = printed[printed.find("= FAILURES =") :]
    assert code == 0, "\n".join(line[:300] for line in told.splitlines())
    found = answers(server)
    described = {path.split("/")[1] for path in server.get("/openapi.json").json()["paths"]}
    assert {"page" if name == "id" else name for name in described} <= set(found)
    return found


def test_a_server_that_is_only_read_does_what_its_description_says(tmp_path: Path) -> None:
    with served(built_project().root, "--budget", "3600") as server:
        found = check(server, tmp_path)
    assert found["sparql"]["200"] > 20
    assert all(found[door]["200"] and found[door]["400"] for door in ("sparql", "graphs", "reconcile"))
    assert found["page"]["303"] + found["page"]["200"] > 0


def test_a_server_that_takes_updates_asks_for_its_token(tmp_path: Path) -> None:
    dump = tmp_path / "small.nq"
    dump.write_text(
        "<https://example.org/s> <https://example.org/p> <https://example.org/o> <https://example.org/g> .\n"
    )
    options = ("--writable", str(tmp_path / "store"), "--dump", str(dump), "--budget", "3600")
    with served(built_project().root, *options) as server:
        before = server.rows("SELECT * { GRAPH ?g { ?s ?p ?o } }")
        found = check(server, tmp_path)
        assert server.rows("SELECT * { GRAPH ?g { ?s ?p ?o } }") == before
    assert found["sparql"]["401"] > 5


@pytest.mark.parametrize("seconds", ["5e-324", "1e-9", "0.000001"])
def test_a_limit_near_nothing_is_the_clients_and_not_a_busy_server(small_server: Served, seconds: str) -> None:
    response = small_server.sparql("SELECT * { ?s ?p ?o }", timeout=seconds)
    assert response.status_code in (200, 422), response.text


def test_an_address_beyond_all_limits_is_told_as_a_problem(small_server: Served) -> None:
    connection = HTTPConnection(small_server.address.removeprefix("http://"), timeout=10)
    connection.request("GET", f"/sparql?query={'x' * 200_000}")
    response = connection.getresponse()
    assert (response.status, response.getheader("content-type")) == (431, "application/problem+json")
    connection.close()


@pytest.fixture(scope="module")
def small_server() -> Iterator[Served]:
    """A server of the built project."""
    with served(built_project().root) as server:
        yield server
