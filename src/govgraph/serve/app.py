"""The ASGI application: reads a request under limits, finds the door, sends the answer; every fault has a body."""

from __future__ import annotations

import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from functools import partial
from typing import Any

from govgraph.serve.endpoint import answer_graph_store, answer_sparql
from govgraph.serve.guard import GuardedProtocol
from govgraph.serve.http import Refused, Request, Response, json_response, problem
from govgraph.serve.iris import KEPT, answer_page
from govgraph.serve.job import BrokenAnswerError, Watch
from govgraph.serve.limits import MEGABYTE
from govgraph.serve.reconcile.routes import reconcile
from govgraph.serve.service import Service

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

_OPEN = (
    ("access-control-allow-origin", "*"),
    ("access-control-expose-headers", "ETag, Retry-After, Link"),
    ("x-content-type-options", "nosniff"),
)
_PREFLIGHT = (
    ("access-control-allow-methods", "GET, HEAD, POST, OPTIONS"),
    ("access-control-allow-headers", "Accept, Accept-Profile, Authorization, Content-Type, If-None-Match"),
    ("access-control-max-age", "86400"),
    ("content-length", "0"),
)
_READ = ("GET", "HEAD")
DOORS = ("sparql", "graphs", "reconcile", "health", "metrics", "openapi.json")


def make_app(service: Service) -> Application:
    """The application of a service that has been started."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        door, response = await _respond(service, scope, receive)
        service.metrics.requests[door, response.status] += 1
        await _send(response, scope["method"], send)

    return app


async def _respond(service: Service, scope: Scope, receive: Receive) -> tuple[str, Response]:
    """Door and response; a refusal becomes its problem, a fault of the program 500 with nothing about its inside."""
    path = scope["path"]
    door = path[len(service.prefix) :].partition("/")[0] if path.startswith(service.prefix) else ""
    door = door if door in DOORS else "page"
    try:
        request = await _read(service, scope, receive)
        if request.method == "OPTIONS":
            return door, Response(204, (*_OPEN, *_PREFLIGHT), b"")
        if door == "page":
            return door, await answer_page(service.pages, request, service.pool.ask)
        response = await _answer(service, door, request, partial(_gone, receive))
    except Refused as refused:
        response = problem(refused)
    except Exception:  # noqa: BLE001 - the edge: every request gets an answer
        traceback.print_exc()
        response = problem(Refused(500, "internal", "a fault of this server; it has been written to its log"))
    return door, Response(response.status, (*response.headers, *_OPEN), response.body)


async def _answer(service: Service, door: str, request: Request, watch: Watch) -> Response:
    if door == "sparql":
        return await answer_sparql(service, request, watch)
    if door == "graphs":
        return await answer_graph_store(service, request, watch)
    if door == "reconcile":
        return await reconcile(request, service.pool.ask, f"{service.url}reconcile", service.project.title)
    if request.method not in _READ:
        raise Refused(405, "method", f"{request.method} is not for this address", headers=(("allow", "GET, HEAD"),))
    if door == "health":
        return json_response(_health(service), ("cache-control", "no-store"))
    if door == "metrics":
        media_type = ("content-type", "text/plain; version=0.0.4; charset=utf-8")
        return Response(200, (media_type, ("cache-control", "no-store")), _metrics(service).encode())
    headers = (("content-type", "application/json"), ("cache-control", "public, max-age=60"))
    return Response(200, headers, service.openapi)


async def _read(service: Service, scope: Scope, receive: Receive) -> Request:
    """The request, its body read as far as it may go. Refused 413 where it is longer."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    path, method = scope["path"], scope["method"]
    if not path.startswith(service.prefix):
        raise Refused(404, "elsewhere", f"this server answers below {service.prefix}")
    body = b""
    if method not in ("GET", "HEAD", "OPTIONS"):
        body = await _read_body(receive, headers.get("content-length", ""), service.limits.body)
    client = scope["client"][0] if scope.get("client") else ""
    if service.trust_proxy:
        client = headers.get("x-forwarded-for", client).rpartition(",")[2].strip()
    query = scope["query_string"].decode("latin-1")
    return Request(method, f"/{path[len(service.prefix) :]}", query, headers, body, client)


async def _read_body(receive: Receive, told: str, most: int) -> bytes:
    refused = Refused(413, "body", f"the body is longer than {most} bytes", limit=f"body: {most} bytes",
                      headers=(("connection", "close"),))  # fmt: skip
    if told.isdigit() and int(told[:18]) > most:
        raise refused
    parts = bytearray()
    while True:
        message = await receive()
        parts += message.get("body", b"")
        if len(parts) > most:
            raise refused
        if message["type"] == "http.disconnect":
            raise Refused(400, "body", "the body broke off")  # half of an update may mean something else
        if not message.get("more_body"):
            return bytes(parts)


async def _gone(receive: Receive) -> None:
    """Returns when the client has closed the connection."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send(response: Response, method: str, send: Send) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
    whole = isinstance(response.body, bytes)
    if whole and response.status not in (204, 304):
        headers = [each for each in headers if each[0] != b"content-length"]
        headers.append((b"content-length", str(len(response.body)).encode()))  # type: ignore[arg-type]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    if isinstance(response.body, bytes):
        await send({"type": "http.response.body", "body": b"" if method == "HEAD" else response.body})
        return
    try:
        async for part in response.body:
            if method == "HEAD":
                break
            await send({"type": "http.response.body", "body": part, "more_body": True})
    except BrokenAnswerError:
        return  # without a last part: the client sees that the answer broke off
    await send({"type": "http.response.body", "body": b""})


def _health(service: Service) -> dict[str, object]:
    """State, the graph's version, and the most memory that all processes together may take."""
    pool = service.pool
    return {
        "status": "ok" if pool.workers else "starting",
        "name": service.project.name,
        "version": service.project.version,
        "build": service.build,
        "generation": pool.generation,
        "workers": len(pool.workers),
        "waiting": pool.queues.size,
        "memory_cap": memory_cap(service),
    }


def memory_cap(service: Service) -> int:
    """Bytes: the graph, what each worker may take beside it, and what the front process may hold.

    The engine locks what it reads, so that in time a worker has copies of all pages of the graph that its queries saw.
    """
    limits = service.limits
    front = 96 * MEGABYTE + KEPT + limits.buffered + limits.cache + limits.connections * (limits.head + limits.body)
    return service.pool.graph_bytes * (1 + limits.workers) + limits.workers * limits.memory + front


def _metrics(service: Service) -> str:
    pool = service.pool
    gauges: dict[str, float] = {
        "workers": len(pool.workers),
        "workers_idle": len(pool.idle),
        "waiting": pool.queues.size,
        "buffered_bytes": pool.backlog.size,
        "cache_bytes": service.cache.size,
        "memory_cap_bytes": memory_cap(service),
    }
    counters: dict[str, float] = {
        **pool.counts,
        "engine_seconds": pool.engine_seconds,
        "cache_hits": service.cache.hits,
        **{f"connections_ended_{reason}": count for reason, count in GuardedProtocol.ended.items()},
    }
    return service.metrics.lines(gauges, counters)
