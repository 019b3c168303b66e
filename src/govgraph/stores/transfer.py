"""What is done to a store: triples posted, graphs dropped and counted, updates run, questions asked."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from govgraph.stores.exchange import Exchange, StoreFault, send
from govgraph.stores.kinds import place

# N-Triples is a part of Turtle, and Turtle is the one format that every store takes at every version; the charset is
# for Blazegraph, which else reads the bytes as it pleases.
TRIPLES = "text/turtle;charset=UTF-8"
UPDATE = "application/sparql-update"
FORM = "application/x-www-form-urlencoded"
RESULTS = "application/sparql-results+json"


def post_triples(exchange: Exchange, graph: str, triples: bytes, by_update: bool) -> None:
    """The triples (N-Triples) stand in the graph, beside what was there; twice the same is the same."""
    kind = exchange.target.kind
    if by_update or kind.graphs is None:
        update = b"INSERT DATA { GRAPH <" + graph.encode() + b"> {\n" + triples + b"} }"
        send(exchange, place(exchange.target, "update", exchange.signed), content=update, media_type=UPDATE)
        return
    address = place(exchange.target, "graphs", exchange.signed)
    send(exchange, address, content=triples, media_type=TRIPLES, params={kind.parameter: graph})


def run_update(exchange: Exchange, update: str, attempts: int | None = None) -> None:
    """The store has done the update, all its operations in one request."""
    body = urlencode({"update": update}).encode()
    address = place(exchange.target, "update", exchange.signed)
    send(exchange, address, content=body, media_type=FORM, attempts=attempts)


def drop_graphs(exchange: Exchange, graphs: Iterable[str]) -> None:
    """The graphs are gone, if they were there."""
    run_update(exchange, " ;\n".join(f"DROP SILENT GRAPH <{graph}>" for graph in graphs))


def select(exchange: Exchange, query: str, graphs: Iterable[str] = ()) -> dict[str, Any]:
    """The answer in SPARQL 1.1 JSON. The default graph is the merge of `graphs` (SPARQL 1.1 Protocol, 2.1.4)."""
    named = list(graphs)
    pairs = [("query", query), *(("default-graph-uri", each) for each in named)]
    pairs += [("named-graph-uri", each) for each in named]
    address = place(exchange.target, "query", exchange.signed)
    raw = send(exchange, address, content=urlencode(pairs).encode(), media_type=FORM, accept=RESULTS)
    try:
        found = json.loads(raw)
    except ValueError as error:
        raise StoreFault(f"{exchange.target}: the answer to a query is no JSON") from error
    if not isinstance(found, dict):
        raise StoreFault(f"{exchange.target}: the answer to a query is no SPARQL result")
    return found


def count_triples(exchange: Exchange, graphs: Iterable[str]) -> dict[str, int]:
    """Triples in each of the graphs; 0 for one that is not there."""
    found = {}
    for graph in graphs:
        answer = select(exchange, f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        try:
            found[graph] = int(answer["results"]["bindings"][0]["n"]["value"])
        except (KeyError, IndexError, ValueError, TypeError) as error:
            raise StoreFault(f"{exchange.target}: the answer to a count is no SPARQL result") from error
    return found
