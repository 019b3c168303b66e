"""What the W3C manifests hold, as plain data: cases of HTTP requests in order, each with the response it should get.

The manifests are read from a checkout of github.com/w3c/rdf-tests. They use the W3C's HTTP vocabulary (`ht:`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
from rdflib import RDF, RDFS, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
DAWG = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-dawg#")

PROTOCOL, GRAPH_STORE, DESCRIPTION = "protocol", "graph-store-protocol", "service-description"
OLD_GRAPH_STORE = "http-rdf-update"
SUITES = (PROTOCOL, GRAPH_STORE, DESCRIPTION, OLD_GRAPH_STORE)
_STATUSES = {each.name.replace("_", "").lower(): str(each.value) for each in HTTPStatus}

Headers = tuple[tuple[str, str], ...]


class Expected(NamedTuple):
    """A response: `statuses` are codes or classes (`404`, `2xx`); what is empty or None is not asked for.

    `form` is boolean, tabular or RDF; `media_type` and `body` stand for a graph; `location` is the name under which
    later requests use the Location header.
    """

    statuses: tuple[str, ...]
    boolean: bool | None
    form: str
    media_type: str
    body: str
    location: str


class Step(NamedTuple):
    """A request; `target` is path and query as in the manifest, names of headers are in lower case."""

    method: str
    target: str
    headers: Headers
    body: bytes
    expected: Expected


class Case(NamedTuple):
    """A test: `graphs` are graph IRIs and files that the store must hold, `requires` are names of features."""

    suite: str
    name: str
    title: str
    deprecated: bool
    requires: frozenset[str]
    graphs: tuple[tuple[str, Path], ...]
    steps: tuple[Step, ...]


def read_cases(tests: Path) -> list[Case]:
    """All cases that the manifests list, in their order. Args: tests, the checkout of w3c/rdf-tests.

    Raises: FileNotFoundError where it has no manifest of the protocol.
    """
    folder = tests / "sparql" / "sparql11"
    read_first = folder / PROTOCOL / "manifest.ttl"
    if not read_first.is_file():
        raise FileNotFoundError(f"{read_first} is missing; --tests names a checkout of github.com/w3c/rdf-tests")
    return [case for suite in SUITES for case in _read_manifest(folder / suite / "manifest.ttl", suite)]


def _read_manifest(file: Path, suite: str) -> Iterator[Case]:
    """The cases of a manifest and of those that it includes; none where the file is not there."""
    if not file.is_file():
        return
    graph = Graph().parse(file, publicID=file.as_uri())
    for included in graph.objects(None, MF.include):
        for each in Collection(graph, included):
            yield from _read_manifest(_path(each), suite)
    for entries in graph.objects(None, MF.entries):
        for each in Collection(graph, entries):
            yield _case(graph, each, suite)


def _path(iri: Node) -> Path:
    return Path(URIRef(str(iri)).removeprefix("file://"))


def _case(graph: Graph, node: Node, suite: str) -> Case:
    graphs = [
        (_text(graph, each, RDFS.label), graph.value(each, UT.graph)) for each in graph.objects(node, UT.graphData)
    ]
    action = graph.value(node, MF.action)
    requests = graph.value(action, HT.requests) if action is not None else None
    return Case(
        suite,
        re.split("[#/]", str(node))[-1],
        _text(graph, node, MF.name),
        (node, DAWG.approval, DAWG.Deprecated) in graph,
        frozenset(str(each).removeprefix(MF) for each in graph.objects(node, MF.requires)),
        tuple(sorted((iri, _path(file)) for iri, file in graphs if file is not None)),
        tuple(_step(graph, each) for each in Collection(graph, requests)) if requests is not None else (),
    )


def _text(graph: Graph, node: Node, predicate: URIRef) -> str:
    found = graph.value(node, predicate)
    return "" if found is None else str(found)


def _step(graph: Graph, node: Node) -> Step:
    headers = _headers(graph, node)
    response = graph.value(node, HT.resp)
    assert response is not None, f"{node}: a request without a response"
    boolean = graph.value(response, MF.expectedBoolean)
    expected = Expected(
        tuple(sorted(_status(each) for each in graph.objects(response, MF.expectedStatus))),
        None if boolean is None else str(boolean) == "true",
        _text(graph, response, MF.expectedFormat),
        dict(_headers(graph, response)).get("content-type", ""),
        _body(graph, response)[0],
        _text(graph, response, MF.expectedLocation),
    )
    text, encoding = _body(graph, node)
    method, target = _text(graph, node, HT.methodName), _text(graph, node, HT.absolutePath)
    return Step(method, target, headers, text.encode(encoding), expected)


def _status(term: Node) -> str:
    name = str(term).rpartition("#")[2]
    return _STATUSES.get(name.lower()) or name.removeprefix("StatusCode")


def _headers(graph: Graph, node: Node) -> Headers:
    found = graph.value(node, HT.headers)
    items = Collection(graph, found) if found is not None else ()
    return tuple((_text(graph, each, HT.fieldName).lower(), _text(graph, each, HT.fieldValue)) for each in items)


def _body(graph: Graph, node: Node) -> tuple[str, str]:
    """Text and encoding of what a message holds."""
    found = graph.value(node, HT.body)
    parts = list(Collection(graph, found)) if found is not None and (found, RDF.first, None) in graph else [found]
    if parts[0] is None:
        return "", "utf-8"
    return _text(graph, parts[0], CNT.chars), _text(graph, parts[0], CNT.characterEncoding) or "utf-8"


def write_data(cases: list[Case], target: Path) -> None:
    """All graphs that the cases need, as one N-Quads file."""
    graphs = sorted({each for case in cases for each in case.graphs})
    quads = [
        ox.Quad(triple.subject, triple.predicate, triple.object, ox.NamedNode(iri))
        for iri, file in graphs
        for triple in ox.parse(path=file, format=ox.RdfFormat.N_TRIPLES)
    ]
    ox.serialize(quads, target, format=ox.RdfFormat.N_QUADS)
