"""What a worker can do with the graph: queries, graphs as a whole, updates. Each function runs in a sealed process.

An operation takes the graph and a payload of plain JSON values, and returns one `Answer`. `serve.worker` has the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from typing import IO, TYPE_CHECKING, Literal, NamedTuple, TypedDict, TypeVar

import pyoxigraph as ox

from govgraph.namespaces import iri_fault
from govgraph.query import RefusedQuery, check_query, names_dataset, reads_files, syntax_fault
from govgraph.serve.http import Refused
from govgraph.serve.negotiation import choose_media_type
from govgraph.serve.using import name_dataset

if TYPE_CHECKING:
    from govgraph.lookup import Lookup

T = TypeVar("T")

# Name that `_format` takes -> the engine's format; the order is that of the server's preference.
RESULT_FORMATS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
SOLUTION_FORMATS = tuple(RESULT_FORMATS)
BOOLEAN_FORMATS = ("json", "xml")
GRAPH_FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}
MEDIA_TYPES = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}
# What clients also ask for, with the name of the format that they get.
ALIASES = {
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
    "text/plain": "nt",
    "application/x-turtle": "ttl",
}


class Loaded(NamedTuple):
    """The graph in memory: the store, the project's base IRI, prefixes for queries, the index of names."""

    store: ox.Store
    base: str
    prefixes: dict[str, str]
    lookup: Lookup | None


class Answer(NamedTuple):
    """A media type, and bytes: all at once, one after the other, or written to a stream by a function."""

    media_type: str
    body: bytes | Iterator[bytes] | Callable[[IO[bytes]], object]


class QueryPayload(TypedDict, total=False):
    """`query` is the text; `accept` the request's header, `form` a name or media type that overrules it; `default` and
    `named` the IRIs of the protocol's dataset (SPARQL 1.1 Protocol, section 2.1.4)."""

    query: str
    accept: str
    form: str
    default: Sequence[str]
    named: Sequence[str]


def check_text(text: str) -> None:
    """Refused for a query or an update that may not run: too long, too deep, reaching out of the machine."""
    try:
        check_query(text)
    except RefusedQuery as error:
        raise Refused(400, "query-refused", str(error), limit=error.limit) from error


def run_query(loaded: Loaded, payload: QueryPayload) -> Answer:
    """The answer to a SPARQL 1.1 query in the format asked for.

    Raises: Refused 400 for a query that is wrong or refused, 406 where no format fits.
    """
    text = payload["query"]
    check_text(text)
    found = _ask(loaded, payload)
    if isinstance(found, ox.QueryTriples):
        name = choose_format(payload, tuple(GRAPH_FORMATS))
        form = GRAPH_FORMATS[name]
        return Answer(_media_type(name), lambda stream: _write_graph(found, stream, form, loaded.prefixes))
    boolean = isinstance(found, ox.QueryBoolean)
    name = choose_format(payload, BOOLEAN_FORMATS if boolean else SOLUTION_FORMATS)
    result_form = RESULT_FORMATS[name]
    return Answer(_media_type(name), lambda stream: found.serialize(stream, format=result_form))


def _write_graph(found: ox.QueryTriples, stream: IO[bytes], form: ox.RdfFormat, prefixes: dict[str, str]) -> None:
    ox.serialize(found, stream, format=form, prefixes=prefixes if form == ox.RdfFormat.TURTLE else None)


def _media_type(name: str) -> str:
    media_type = MEDIA_TYPES[name]
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def _graphs(payload: QueryPayload, key: Literal["default", "named"]) -> list[ox.NamedNode | ox.BlankNode]:
    iris = payload.get(key) or ()
    for iri in iris:
        if fault := iri_fault(iri):
            raise Refused(400, "dataset", f"{key}-graph-uri: {fault}")
    return [ox.NamedNode(iri) for iri in iris]


def _ask(loaded: Loaded, payload: QueryPayload) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """The engine's answer. Without a dataset of the protocol, the default graph is the union of all."""
    default, named = _graphs(payload, "default"), _graphs(payload, "named")
    read = partial(loaded.store.query, payload["query"], base_iri=loaded.base)
    try:
        if not default and not named:
            union = not names_dataset(payload["query"])
            ask_all = partial(read, use_default_graph_as_union=union)
            return _with_prefixes(loaded, ask_all)
        graphs: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [*default]
        ask = partial(read, default_graph=graphs, named_graphs=named)
        return _with_prefixes(loaded, ask)
    except SyntaxError as error:
        told = syntax_fault(str(error.msg), payload["query"])
        raise Refused(400, "query-syntax", f"the query is not SPARQL 1.1: {told}") from error
    except (RuntimeError, OSError, ValueError) as error:
        raise Refused(400, "query-failed", f"the query could not be answered: {error}") from error


def _with_prefixes(loaded: Loaded, ask: Callable[..., T]) -> T:
    """What `ask` returns; where the text uses a prefix that it does not declare, with the project's prefixes."""
    try:
        return ask()
    except SyntaxError as error:
        if "prefix" not in str(error.msg).lower():
            raise
        return ask(prefixes=loaded.prefixes)


def choose_format(payload: QueryPayload, offers: tuple[str, ...]) -> str:
    """Name of the format that answers: what `form` says, else what the Accept header prefers.

    Raises: Refused 400 for an unknown `form`, 406 where nothing fits.
    """
    return _choose(payload.get("form", ""), payload.get("accept", ""), offers)


@lru_cache(maxsize=1024)
def _choose(form: str, accept: str, offers: tuple[str, ...]) -> str:
    known = ", ".join(f"{name} ({MEDIA_TYPES[name]})" for name in offers)
    if form:
        name = form if form in MEDIA_TYPES else _named(form)
        if name not in offers:
            raise Refused(400, "format", f"_format={form[:80]} does not fit this query; there are {known}")
        return name
    types = {MEDIA_TYPES[name]: name for name in offers}
    types |= {other: name for other, name in ALIASES.items() if name in offers}
    chosen = choose_media_type(accept, tuple(types))
    if chosen is None:
        raise Refused(406, "not-acceptable", f"no format of this answer is among {accept[:200]!r}; there are {known}")
    return types[chosen]


def _named(media_type: str) -> str:
    names = {each: name for name, each in MEDIA_TYPES.items()} | ALIASES
    return names.get(media_type.split(";")[0].strip().lower(), "")


class GraphPayload(TypedDict, total=False):
    """`graph` is an IRI, empty for the default graph: the union of all, as queries see it."""

    graph: str
    accept: str
    form: str


def read_graph(loaded: Loaded, payload: GraphPayload) -> Answer:
    """One graph as a whole (SPARQL 1.1 Graph Store HTTP Protocol, section 5.2).

    Raises: Refused 404 for a graph that is not there, 406 where no format fits.
    """
    name = choose_format({"accept": payload.get("accept", ""), "form": payload.get("form", "")}, tuple(GRAPH_FORMATS))
    iri = payload.get("graph", "")
    if fault := iri_fault(iri) if iri else "":
        raise Refused(400, "graph", f"graph: {fault}")
    node = ox.NamedNode(iri) if iri else None
    if node is not None and not loaded.store.contains_named_graph(node):
        known = ", ".join(sorted(each.value for each in loaded.store.named_graphs()))
        raise Refused(404, "graph-unknown", f"there is no graph {iri[:200]}; there are {known}")
    return Answer(_media_type(name), lambda stream: _write_store(loaded, node, stream, GRAPH_FORMATS[name]))


def _write_store(loaded: Loaded, graph: ox.NamedNode | None, stream: IO[bytes], form: ox.RdfFormat) -> None:
    prefixes = loaded.prefixes if form == ox.RdfFormat.TURTLE else None
    if graph is not None:
        loaded.store.dump(stream, form, from_graph=graph, prefixes=prefixes)
        return
    union = loaded.store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", use_default_graph_as_union=True)
    if isinstance(union, ox.QueryTriples):
        ox.serialize(union, stream, format=form, prefixes=prefixes)


class UpdatePayload(TypedDict, total=False):
    """`update` is the text of one or more operations; `default` and `named` the IRIs of the protocol's dataset for
    their patterns (SPARQL 1.1 Protocol, section 2.2.3)."""

    update: str
    default: Sequence[str]
    named: Sequence[str]


def run_update(loaded: Loaded, payload: UpdatePayload) -> Answer:
    """The store after a SPARQL 1.1 update: all of its operations or none.

    Raises: Refused 400 for an update that is wrong or refused; the store is as it was.
    """
    text = payload["update"]
    check_text(text)
    if reads_files(text):
        raise Refused(400, "query-refused", "LOAD is not run: no update leaves this machine", limit="LOAD")
    text = name_dataset(text, payload.get("default", ()), payload.get("named", ()))
    try:
        loaded.store.update(text, base_iri=loaded.base, prefixes=loaded.prefixes)
    except SyntaxError as error:
        told = syntax_fault(str(error.msg), text)
        raise Refused(400, "update-syntax", f"the update is not SPARQL 1.1: {told}") from error
    except (RuntimeError, OSError, ValueError) as error:
        raise Refused(400, "update-failed", f"the update could not be done: {error}") from error
    return Answer("", b"")
