"""The SPARQL endpoint and the graph store: answers with entity tags, kept where they were dear; updates by token."""

from __future__ import annotations

import hmac
import time
from typing import cast

import pyoxigraph as ox

from govgraph.serve.http import Refused, Request, Response, json_response, parse_pairs
from govgraph.serve.job import Reply, Watch
from govgraph.serve.negotiation import choose_media_type
from govgraph.serve.operations import GRAPH_FORMATS, MEDIA_TYPES, GraphPayload
from govgraph.serve.protocol import Wanted, read_request
from govgraph.serve.service import Answers, Service

_READ = "GET, HEAD, OPTIONS"


async def answer_sparql(service: Service, request: Request, watch: Watch) -> Response:
    """The response of `/sparql` (SPARQL 1.1 Protocol; without a query, section 2 of SPARQL 1.1 Service Description)."""
    wanted = read_request(request)
    if wanted.what == "description":
        return _describe(service, request)
    if wanted.what == "update":
        return await _update(service, request, wanted)
    return await _query(service, request, wanted, watch)


async def _query(service: Service, request: Request, wanted: Wanted, watch: Watch) -> Response:
    payload = wanted.payload
    steady = service.remote is None and wanted.key != ""
    key = service.etag(wanted.key) if steady else ""
    if steady and request.headers.get("if-none-match") == key:
        return Response(304, (("etag", key), ("vary", "Accept"), _freshness(service)), b"")
    kept = service.cache.get(key) if steady else None
    if kept is not None:
        return _answer(service, kept, key)
    begun = time.perf_counter()
    answers: Answers = service.remote or service.pool
    try:
        reply = await answers.ask("query", payload, request.client, wanted.seconds, watch)
    finally:
        service.metrics.observe(time.perf_counter() - begun)
    if steady and isinstance(reply.body, bytes):
        service.cache.keep(key, reply, reply.seconds)
    return _answer(service, reply, key)


def _freshness(service: Service) -> tuple[str, str]:
    """A graph that may change is asked for anew each time; the entity tag makes that cheap."""
    return "cache-control", "no-cache" if service.token else "public, max-age=60"


def _answer(service: Service, reply: Reply, key: str) -> Response:
    headers = (("content-type", reply.media_type), ("vary", "Accept"))
    if key:
        return Response(200, (*headers, ("etag", key), _freshness(service)), reply.body)
    return Response(200, (*headers, ("cache-control", "no-store")), reply.body)


def _describe(service: Service, request: Request) -> Response:
    """What the service is, in RDF; readers of pages get the page where queries are written."""
    offers = ("text/turtle", *(MEDIA_TYPES[name] for name in GRAPH_FORMATS if name != "ttl"), "text/html")
    accept = request.headers.get("accept", "")
    chosen = choose_media_type(accept, offers)
    if chosen is None:
        raise Refused(406, "not-acceptable", f"no form of the description is among {accept[:200]!r}; there are "
                      f"{', '.join(offers)}; or send a query")  # fmt: skip
    if chosen == "text/html":
        page = f"{service.prefix}sparql.html"
        return Response(303, (("location", page), ("vary", "Accept"), ("content-length", "0")), b"")
    name = next((name for name, each in MEDIA_TYPES.items() if each == chosen and name in GRAPH_FORMATS), "ttl")
    body = service.description.encode()
    if name != "ttl":
        body = ox.serialize(ox.parse(body, ox.RdfFormat.TURTLE), format=GRAPH_FORMATS[name]) or b""
    media_type = MEDIA_TYPES[name]
    told = f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
    return Response(200, (("content-type", told), ("vary", "Accept"), ("cache-control", "public, max-age=60")), body)


async def _update(service: Service, request: Request, wanted: Wanted) -> Response:
    """The store changed: 200 with the number of the change. Only with the token that the server was started with."""
    if not service.token:
        raise Refused(
            403, "read-only", "this graph is read-only; a store that takes updates: govgraph serve --writable"
        )
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), service.token.encode()):
        raise Refused(401, "token", "an update needs the header Authorization: Bearer TOKEN",
                      headers=(("www-authenticate", 'Bearer realm="govgraph"'),))  # fmt: skip
    named = {"default": wanted.payload["default"], "named": wanted.payload["named"]}
    await service.pool.update({"update": wanted.update, **named}, request.client)
    service.cache.clear()
    return json_response({"status": "ok", "generation": service.pool.generation}, ("cache-control", "no-store"))


async def answer_graph_store(service: Service, request: Request, watch: Watch) -> Response:
    """The response of `/graphs` (SPARQL 1.1 Graph Store HTTP Protocol, sections 4.2 and 5.2): graphs are only read."""
    if request.method not in ("GET", "HEAD"):
        raise Refused(405, "method", f"graphs are only read here; {request.method} is not allowed",
                      headers=(("allow", _READ),))  # fmt: skip
    pairs = parse_pairs(request.query)
    graphs = [value for name, value in pairs if name == "graph"]
    default = sum(name == "default" for name, _ in pairs)
    if len(graphs) + default != 1 or graphs == [""]:
        raise Refused(400, "parameters", "name one graph: ?default, or ?graph=IRI")
    form = next((value for name, value in pairs if name in ("_format", "format") and value), "")
    payload: GraphPayload = {"graph": "".join(graphs), "accept": request.headers.get("accept", ""), "form": form}
    key = service.etag("graph", payload["graph"], payload["accept"], form)
    if request.headers.get("if-none-match") == key:
        return Response(304, (("etag", key), ("vary", "Accept"), _freshness(service)), b"")
    reply = await service.pool.ask("graph", cast("object", payload), request.client, 0.0, watch)
    return _answer(service, reply, key)
