"""What schemathesis must know of RDF and SPARQL: texts worth sending, bodies that must be what they are called.

Loaded by its command line (SCHEMATHESIS_HOOKS); see test_schemathesis.py.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable

import pyoxigraph as ox
import schemathesis
from hypothesis import strategies as st

from govgraph.serve.openapi import ASK, CONSTRUCT, EXTEND, QUERIES, SELECT, UPDATE

GRAPHS = ["simple", "full", "inferred", "metadata", "ontology", "none"]
QUERY_TEXTS = [
    SELECT, ASK, CONSTRUCT, "DESCRIBE person:elon-musk", "SELECT * {} LIMIT 0", "SELECT ?x { ?x ?y", "\x00", "",
    "SELECT ('\U0001f600\"<&>\t' AS ?x) {}", "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
    "ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 3", "INSERT DATA {}",
    "CONSTRUCT WHERE { <x> ?p ?o }", "SELECT (1/0 AS ?x) (STRLANG('a', 'en') AS ?y) (BNODE() AS ?z) {}",
]  # fmt: skip
_BATCHES = [
    QUERIES, "{}", "[]", "null", "", "{", "[" * 50, '{"q": 1}', '{"q": "musk"}', '{"q": {"query": null}}',
    '{"q": {"query": "x", "limit": -1}}', '{"q": {"query": "x", "type": [1]}}', '{"q": {"query": "\\ud800"}}',
    '{"q": {"query": "Italy", "properties": [{"pid": "gov:jurisdiction", "v": {"id": "x y"}}]}}',
]  # fmt: skip
_EXTENSIONS = [
    EXTEND, "{}", '{"ids": ["x y", ""], "properties": [{"id": "a b"}]}', '{"ids": [1], "properties": []}',
    '{"ids": [], "properties": [{"id": "gov:signed", "settings": {"limit": "x"}}]}',
]  # fmt: skip
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)

schemathesis.openapi.format("sparql-query", st.sampled_from(QUERY_TEXTS) | _TEXT)
schemathesis.openapi.format("sparql-update", st.sampled_from([UPDATE, "CLEAR GRAPH <x>", "INSERT {", ""]) | _TEXT)
_GRAPH_IRIS = st.sampled_from([f"https://w3id.org/govgraph/graph/{name}" for name in GRAPHS])
schemathesis.openapi.format("graph-iri", _GRAPH_IRIS | st.just("no iri") | _TEXT)
schemathesis.openapi.format("iri", _GRAPH_IRIS | st.just("no iri") | _TEXT)
schemathesis.openapi.format("reconcile-queries", st.sampled_from(_BATCHES) | _TEXT)
schemathesis.openapi.format("reconcile-extend", st.sampled_from(_EXTENSIONS) | _TEXT)


@schemathesis.serializer("application/sparql-query", "application/sparql-update")
def _serialize(_context: object, value: object) -> bytes:
    """The text as it is; what is generated against the schema may be anything."""
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else json.dumps(value).encode()


def _is_whole(response: schemathesis.Response) -> bool:
    """False where schemathesis has cut off what is over 1 MB (schemathesis.config._output)."""
    return len(response.content) < 1024**2


@schemathesis.deserializer(
    "text/turtle", "application/n-triples", "application/rdf+xml", "application/sparql-results+xml"
)
def _read(_context: object, response: schemathesis.Response) -> str:
    """One function for all, since schemathesis takes one for `+xml`."""
    media_type = response.headers["content-type"][0].partition(";")[0]
    if media_type == "application/sparql-results+xml":
        _exhaust(ox.parse_query_results(response.content, ox.QueryResultsFormat.XML))
    elif _is_whole(response):
        _exhaust(ox.parse(response.content, ox.RdfFormat.from_media_type(media_type)))
    return response.content.decode(errors="replace")


def _exhaust(found: object) -> None:
    """What is read one by one has been read to its end."""
    for _ in found if isinstance(found, Iterable) else ():
        pass


@schemathesis.deserializer("text/csv", "text/tab-separated-values")
def _read_table(_context: object, response: schemathesis.Response) -> str:
    text = response.content.decode()
    rows = list(csv.reader(io.StringIO(text, newline=""), dialect="excel"))
    if response.headers["content-type"][0].startswith("text/csv") and len({len(row) for row in rows if row}) > 1:
        raise ValueError("rows of several lengths")
    return text


@schemathesis.deserializer("text/html", "text/markdown", "text/plain")
def _read_text(_context: object, response: schemathesis.Response) -> str:
    return response.content.decode()
