"""A store elsewhere answers the queries: same addresses, same limits, its faults told as faults of the store."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from govgraph.pipeline import build
from govgraph.project import load_project
from servers import free_ports
from serving import problem, served
from small_project import make_project

ELSEWHERE = '<https://example.org/a> <https://example.org/b> "elsewhere" <https://example.org/g> .\n'
FIND = "SELECT ?o { GRAPH ?g { <https://example.org/a> ?p ?o } }"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_project(tmp_path_factory.mktemp("project"))
    build(load_project(root))
    return root


@contextmanager
def oxigraph() -> Iterator[str]:
    """An Oxigraph server with one quad: the address of its endpoint."""
    port = free_ports(1)[0]
    program = Path(sys.executable).parent / "oxigraph"
    process = subprocess.Popen([program, "serve", "--bind", f"127.0.0.1:{port}"], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                sent = {"content-type": "application/n-quads"}
                httpx.post(f"http://127.0.0.1:{port}/store", content=ELSEWHERE, headers=sent, trust_env=False)
                break
            except httpx.ConnectError:
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/query"
    finally:
        process.terminate()
        process.wait()


class Faulty(BaseHTTPRequestHandler):
    """A store that does what the path says: fail, redirect, send without end, be slow."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        what = self.path.strip("/")
        self.send_response({"fails": 500, "redirects": 302}.get(what, 200))
        self.send_header("content-type", "text/csv")
        if what == "redirects":
            self.send_header("location", f"http://127.0.0.1:{self.server.server_port}/fine")  # type: ignore[attr-defined]
        self.end_headers()
        try:
            if what == "slow":
                time.sleep(3)
            for _ in range(2000 if what == "endless" else 1):
                self.wfile.write(b"x" * 65536)
        except OSError:
            pass

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - as the class has it
        """Nothing."""


def test_the_store_elsewhere_answers(project: Path) -> None:
    with oxigraph() as address, served(project, "--endpoint", address) as server:
        assert server.rows(FIND) == [{"o": "elsewhere"}]
        assert server.sparql(FIND, "text/csv").text.split() == ["o", "elsewhere"]
        assert (
            server.sparql(FIND, "text/html", _format="xml")
            .headers["content-type"]
            .startswith("application/sparql-results+xml")
        )
        assert problem(server.sparql("SELECT nonsense"))["status"] == 400
        assert problem(server.sparql("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"))["limit"] == "SERVICE"


@pytest.mark.parametrize(("what", "status"), [("fails", 502), ("redirects", 502), ("endless", 422), ("slow", 422)])
def test_faults_of_the_store_are_told_and_redirects_are_not_followed(project: Path, what: str, status: int) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Faulty) as store:
        threading.Thread(target=store.serve_forever, daemon=True).start()
        with served(project, "--endpoint", f"http://127.0.0.1:{store.server_port}/{what}", "--timeout", "1") as server:
            assert problem(server.sparql(FIND))["status"] == status
        store.shutdown()


def test_a_store_that_is_not_there_is_a_fault_of_the_store(project: Path) -> None:
    with served(project, "--endpoint", f"http://127.0.0.1:{free_ports(1)[0]}/query") as server:
        assert problem(server.sparql(FIND))["status"] == 502
        assert server.get("/health").json()["status"] == "ok"
