"""A case against an endpoint: the store made ready, the requests sent in order, each response judged."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urljoin

import pyoxigraph as ox
from rdflib import Graph, Namespace

from conformance.cases import DESCRIPTION, GRAPH_STORE, OLD_GRAPH_STORE, Case, Step
from conformance.exchange import Reply, send
from conformance.verdicts import find_faults, fits, read_graph

PASSED, READ, FAILED, APART = "passed", "passed, reading", "failed", "does not apply"
_READING = ("GET", "HEAD")
_QUERY, _UPDATE = "application/sparql-query", "application/sparql-update"
_DESCRIPTIONS = ("returns-rdf", "has-endpoint-triple")
_SD = Namespace("http://www.w3.org/ns/sparql-service-description#")


class Endpoint(NamedTuple):
    """Where the tests are sent; what is empty is not there.

    `read_only`: the graph store takes no PUT, POST, DELETE; `direct`: it names graphs by addresses below its own;
    `loaded`: it holds the graphs of `write_data` already.
    """

    query: str
    update: str = ""
    graphs: str = ""
    token: str = ""
    read_only: bool = False
    direct: bool = False
    loaded: bool = False


class Outcome(NamedTuple):
    """What came of a case. `result` is one of the four words; `reason` is empty where it passed in full."""

    suite: str
    name: str
    result: str
    reason: str


class FaultError(Exception):
    """A response that is not as it must be, or none at all."""


def run_case(case: Case, endpoint: Endpoint) -> Outcome:
    """The outcome of a case; the store is emptied and filled for it where there is a way to do so."""
    reason = why_apart(case, endpoint)
    if reason:
        return Outcome(case.suite, case.name, APART, reason)
    try:
        if case.suite == DESCRIPTION:
            _run_description(case.name, endpoint)
        else:
            _prepare(case, endpoint)
            if _run_steps(case, endpoint):
                reason = "what it writes was written by updates; PUT, POST and DELETE got 405 with Allow"
    except (OSError, FaultError) as error:
        return Outcome(case.suite, case.name, FAILED, str(error))
    return Outcome(case.suite, case.name, READ if reason else PASSED, reason)


def why_apart(case: Case, endpoint: Endpoint) -> str:
    """Why a case says nothing about an endpoint; empty where it applies."""
    if case.suite == OLD_GRAPH_STORE and case.deprecated:
        return "deprecated by the suite, which has graph-store-protocol in its place"
    if case.suite == DESCRIPTION:
        return "" if case.name in _DESCRIPTIONS else "the suite has neither request nor schema for it"
    if not case.steps:
        return "the suite has no request for it"
    return _why_no_store(case, endpoint) if case.suite == GRAPH_STORE else _why_no_protocol(case, endpoint)


def _why_no_protocol(case: Case, endpoint: Endpoint) -> str:
    if _is_update(case) and not endpoint.update:
        return "the endpoint takes no updates"
    if case.graphs and not (endpoint.loaded or endpoint.update):
        return "needs data, and there is no way to load them (--update, or --write-data and --loaded)"
    return ""


def _why_no_store(case: Case, endpoint: Endpoint) -> str:
    if not endpoint.graphs:
        return "no graph store was named"
    if "DirectGraphIdentification" in case.requires and not endpoint.direct:
        return "needs direct graph identification (mf:requires), which this store has not: graphs are named by ?graph"
    if endpoint.read_only and "POSTGraphCreation" in case.requires:
        return "needs graphs to be made by POST (mf:requires), which this store has not: graphs are only read"
    if endpoint.read_only and not endpoint.update and any(step.method not in _READING for step in case.steps):
        return "graphs are only read here, and without --update nothing can bring the data"
    return ""


def _is_update(case: Case) -> bool:
    return any(part.startswith("update") for part in case.name.split("_"))


def _prepare(case: Case, endpoint: Endpoint) -> None:
    """The store holds the graphs of the case and nothing else, as far as it can be written."""
    if endpoint.update:
        texts = [_insert(iri, ox.parse(path=file, format=ox.RdfFormat.N_TRIPLES)) for iri, file in case.graphs]
        _update(" ;\n".join(["DROP ALL", *texts]), endpoint)
    elif case.suite == GRAPH_STORE and not endpoint.read_only:
        for target in sorted({step.target for step in case.steps if "$" not in step.target and step.target != "/gsp"}):
            send("DELETE", _address(target, False, endpoint), _credentials(endpoint))


def _update(text: str, endpoint: Endpoint) -> None:
    headers = (("content-type", _UPDATE), *_credentials(endpoint))
    reply = send("POST", endpoint.update, headers, text.encode())
    if not fits("2xx", reply.status):
        raise FaultError(
            f"the store could not be made ready: {reply.status} {reply.body[:200].decode(errors='replace')}"
        )


def _insert(graph: str, triples: Iterator[ox.Quad]) -> str:
    lines = b"".join(ox.serialize([each.triple], format=ox.RdfFormat.N_TRIPLES) or b"" for each in triples).decode()
    return f"INSERT DATA {{ GRAPH <{graph}> {{\n{lines}}} }}" if graph else f"INSERT DATA {{\n{lines}}}"


def _credentials(endpoint: Endpoint) -> tuple[tuple[str, str], ...]:
    return (("authorization", f"Bearer {endpoint.token}"),) if endpoint.token else ()


def _run_steps(case: Case, endpoint: Endpoint) -> bool:
    """All requests of the case in order. True where writing requests were made as updates. Raises: FaultError."""
    known: dict[str, str] = {}
    by_updates = False
    for number, step in enumerate(case.steps, 1):
        reply = _send_step(_filled(step, known), case, endpoint)
        if case.suite == GRAPH_STORE and endpoint.read_only and step.method not in _READING:
            by_updates = True
            faults = _write_faults(step.method, reply)
            _write_by_update(step, endpoint)
        else:
            faults = find_faults(step.expected, reply, step.method)
        if faults:
            raise FaultError(f"request {number} ({step.method} {step.target[:60]}): {'; '.join(faults)}")
        if step.expected.location:
            known[step.expected.location] = urljoin(reply.url, reply.headers["location"])
    return by_updates


def _filled(step: Step, known: dict[str, str]) -> Step:
    """The request with the addresses that earlier responses told."""
    for name, value in known.items():
        body = step.body.replace(name.encode(), value.encode())
        step = step._replace(target=step.target.replace(name, quote(value, safe="")), body=body)
    return step


def _send_step(step: Step, case: Case, endpoint: Endpoint) -> Reply:
    updating = _is_update(case) and dict(step.headers).get("content-type") != _QUERY
    writing = step.method not in _READING if case.suite == GRAPH_STORE else updating
    headers = (*step.headers, *_credentials(endpoint)) if writing else step.headers
    return send(step.method, _address(step.target, updating, endpoint), headers, step.body)


def _address(target: str, updating: bool, endpoint: Endpoint) -> str:
    """The address of the endpoint that stands for a path of the suite, which begins with /gsp or /sparql/."""
    path, _, query = target.partition("?")
    if path.startswith("/gsp"):
        found = endpoint.graphs + path.removeprefix("/gsp")
    else:
        found = (endpoint.update if updating else endpoint.query) + path.removeprefix("/sparql/")
    return f"{found}{'&' if '?' in found else '?'}{query}" if query else found


def _write_faults(method: str, reply: Reply) -> list[str]:
    """What is wrong with the answer of a store that is only read (RFC 9110, section 15.5.6)."""
    if reply.status != 405:
        return [f"status {reply.status} for {method}, expected 405 of a store that is only read"]
    allowed = [each.strip() for each in reply.headers.get("allow", "").split(",")]
    return [] if "GET" in allowed and method not in allowed else [f"405 with Allow: {', '.join(allowed)}"]


def _write_by_update(step: Step, endpoint: Endpoint) -> None:
    """The store is as the request would have made it (Graph Store Protocol, section 5)."""
    graph = dict(parse_qsl(step.target.partition("?")[2])).get("graph", "")
    named = f"GRAPH <{graph}>" if graph else "DEFAULT"
    drop = [] if step.method == "POST" else [f"DROP SILENT {named}"]
    inserts = [_insert(graph, ox.parse(body, format=ox.RdfFormat.TURTLE)) for body in _turtle_parts(step)]
    _update(" ;\n".join([*drop, *inserts]), endpoint)


def _turtle_parts(step: Step) -> list[bytes]:
    """The Turtle documents of a body: one, or those of multipart/form-data."""
    kind = dict(step.headers).get("content-type", "")
    if not kind.startswith("multipart/"):
        return [step.body] if step.body else []
    message = message_from_bytes(f"content-type: {kind}\r\n\r\n".encode() + step.body)
    parts = [part.get_payload(decode=True) for part in message.walk() if not part.is_multipart()]
    return [part for part in parts if isinstance(part, bytes)]


def _described(endpoint: Endpoint) -> Graph:
    reply = send("GET", endpoint.query, (("accept", "text/turtle"),))
    if reply.status != 200 or reply.media_type != "text/turtle":
        raise FaultError(
            f"status {reply.status}, {reply.media_type or 'no content type'}, expected 200 with text/turtle"
        )
    return read_graph(reply)


def _run_description(name: str, endpoint: Endpoint) -> None:
    """SPARQL 1.1 Service Description, sections 2 and 3.4.3. Raises: FaultError."""
    graph = _described(endpoint)
    told = {str(each) for each in graph.objects(None, _SD.endpoint)}
    if name == "has-endpoint-triple" and endpoint.query not in told:
        raise FaultError(f"no sd:endpoint {endpoint.query}; there are {', '.join(sorted(told)) or 'none'}")
    if not graph:
        raise FaultError("the description is empty")
