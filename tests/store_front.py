"""A server before a store: it speaks the paths of a kind of store, notes what it is asked, and may answer in its place.

The paths that each vendor documents are mapped to those of an Oxigraph server; a rule may say that the store is busy,
gone, or refuses.
"""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from stores import Store


class Asked(NamedTuple):
    """A request as it came in."""

    method: str
    path: str
    query: dict[str, list[str]]
    raw_query: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, list[str]]:
        """The fields of a form; empty for another body."""
        return parse_qs(self.body.decode()) if "form" in self.headers.get("content-type", "") else {}

    @property
    def is_chunk(self) -> bool:
        """True if it carries triples for a graph."""
        return self.headers.get("content-type", "").startswith("text/turtle")


class Reply(NamedTuple):
    """What is said in place of the store; status 0 cuts the connection."""

    status: int
    headers: Mapping[str, str] = MappingProxyType({})
    body: bytes = b""


Rule = Callable[[Asked], Reply | None]
Paths = Callable[[Asked], str | None]


class Front(NamedTuple):
    """A running front: its address and what it was asked."""

    address: str
    asked: list[Asked]

    @property
    def chunks(self) -> list[Asked]:
        return [each for each in self.asked if each.is_chunk]


def plain(asked: Asked) -> str | None:
    """Oxigraph's own paths."""
    return asked.path


def graphdb(asked: Asked) -> str | None:
    """RDF4J REST API: /repositories/ID, /statements, /rdf-graphs/service."""
    return {
        "/repositories/govgraph": "/query",
        "/repositories/govgraph/statements": "/update",
        "/repositories/govgraph/rdf-graphs/service": "/store",
    }.get(asked.path)


def stardog(asked: Asked) -> str | None:
    """Stardog HTTP API: /DB/query, /DB/update, and the graph store at /DB?graph=."""
    if asked.path == "/govgraph":
        return "/store" if "graph" in asked.query else None
    return {"/govgraph/query": "/query", "/govgraph/update": "/update"}.get(asked.path)


def neptune(asked: Asked) -> str | None:
    """Neptune: one place for queries and updates, told apart by the field of the form; /sparql/gsp/ for graphs."""
    if asked.path == "/sparql":
        return "/query" if "query" in asked.form else "/update" if "update" in asked.form else None
    return "/store" if asked.path == "/sparql/gsp/" else None


def nothing(asked: Asked) -> Reply | None:
    """Every request goes on to the store."""
    return None


@contextmanager
def front(store: Store, paths: Paths = plain, rule: Rule = nothing) -> Iterator[Front]:
    """A server before the store."""
    asked: list[Asked] = []
    behind = urlsplit(store.address).netloc

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 1 << 16  # head and body in one packet

        def do_POST(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Asked("POST", parts.path, parse_qs(parts.query), parts.query, headers, body)
            asked.append(request)
            reply = rule(request) or self.forward(request, parts.query)
            if reply.status == 0:
                self.close_connection = True
                return
            self.send_response_only(reply.status)
            for name, value in {**reply.headers, "Content-Length": str(len(reply.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

        def forward(self, request: Asked, query: str) -> Reply:
            path = paths(request)
            if path is None:
                return Reply(400, {}, b"not a request that this store knows")
            connection = http.client.HTTPConnection(behind, timeout=30)
            kept: dict[str, str] = {
                name: request.headers[name] for name in ("content-type", "accept") if name in request.headers
            }
            connection.request("POST", f"{path}?{query}" if query else path, request.body, kept)
            answer = connection.getresponse()
            told = Reply(answer.status, {"Content-Type": answer.headers.get("content-type", "")}, answer.read())
            connection.close()
            return told

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - http.server's own name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield Front(f"http://127.0.0.1:{server.server_address[1]}", asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
