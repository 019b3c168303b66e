"""The kinds of stores: where each answers queries, takes updates and graphs, and what it can't do. A table."""

from __future__ import annotations

import difflib
import re
from typing import NamedTuple
from urllib.parse import urlsplit

from govgraph.errors import UsageError


class StoreKind(NamedTuple):
    """How one kind of store is spoken to. Paths stand below the address of the target; an empty one is the address.

    `graphs` is where triples are posted to a named graph (SPARQL 1.1 Graph Store HTTP Protocol, or the store's like of
    it), None where the store has no such place; `parameter` names the graph there. `swap`: one update request with MOVE
    puts all the graphs in place. `signed` paths take the place of the others where credentials are given.
    `tried` says what the tests run: the store itself, or a server that speaks its protocol.
    """

    name: str
    title: str
    example: str
    query: str
    update: str
    graphs: str | None
    parameter: str
    swap: bool
    logins: tuple[str, ...]
    missing: str
    tried: str
    signed: tuple[str, str, str] | None = None


REAL, PROTOCOL = "the store itself", "a server that speaks its protocol"
_RDF4J = ("", "statements", "rdf-graphs/service", "graph", True)

KINDS = {
    each.name: each
    for each in (
        StoreKind("oxigraph", "Oxigraph server", "oxigraph+http://127.0.0.1:7878/",
                  "query", "update", "store", "graph", True, ("basic", "bearer"),
                  "start it with: oxigraph serve --location DIR --bind 127.0.0.1:7878", REAL),
        StoreKind("fuseki", "Apache Jena Fuseki", "fuseki+http://127.0.0.1:3030/ds",
                  "query", "update", "data", "graph", True, ("basic", "bearer"),
                  "the address ends in the name of a dataset; start Fuseki with: --update --loc DIR /ds", REAL),
        StoreKind("virtuoso", "OpenLink Virtuoso", "virtuoso+http://127.0.0.1:8890/",
                  "sparql", "sparql", "sparql-graph-crud", "graph", True, ("digest",),
                  "the address is that of Virtuoso's HTTP server; give --user dba and --password-file", REAL,
                  ("sparql-auth", "sparql-auth", "sparql-graph-crud-auth")),
        StoreKind("rdf4j", "Eclipse RDF4J Server", "rdf4j+http://127.0.0.1:8080/rdf4j-server/repositories/govgraph",
                  *_RDF4J, ("basic",),
                  "the address ends in the id of a repository; make it in the workbench, or with curl as in "
                  "docs/loading.md", REAL),
        StoreKind("graphdb", "Ontotext GraphDB", "graphdb+http://127.0.0.1:7200/repositories/govgraph",
                  *_RDF4J, ("basic", "bearer"),
                  "the address ends in the id of a repository; make it in the workbench under Setup", PROTOCOL),
        StoreKind("blazegraph", "Blazegraph", "blazegraph+http://127.0.0.1:9999/blazegraph/namespace/kb/sparql",
                  "", "", "", "context-uri", True, ("basic",),
                  "the address ends in /namespace/NAME/sparql; the namespace must be in quads mode", REAL),
        StoreKind("qlever", "QLever", "qlever+http://127.0.0.1:7001/",
                  "", "", "", "graph", False, ("bearer",),
                  "QLever serves an index that stands already (see --bulk); writing needs its access token, given with "
                  "--token-file", PROTOCOL),
        StoreKind("stardog", "Stardog", "stardog+http://127.0.0.1:5820/govgraph",
                  "query", "update", "", "graph", True, ("basic", "bearer"),
                  "the address ends in the name of a database; make it with: stardog-admin db create -n govgraph",
                  PROTOCOL),
        StoreKind("neptune", "Amazon Neptune", "neptune+https://CLUSTER:8182/",
                  "sparql", "sparql", "sparql/gsp/", "graph", True, ("aws-iam",),
                  "the address is that of the cluster; with IAM authentication give --aws-iam, and see that the "
                  "credentials, their rights (neptune-db), the region and this machine's clock are right", PROTOCOL),
        StoreKind("sparql", "any SPARQL 1.1 endpoint that takes updates", "sparql+http://127.0.0.1:8080/sparql",
                  "", "", None, "", True, ("basic", "bearer"),
                  "the address is that of the endpoint itself; queries and updates go there", REAL),
    )
}  # fmt: skip

_TARGET = re.compile(r"([a-z0-9]+)\+(https?://\S+)")


class Target(NamedTuple):
    """A store to load: its kind and its address without a slash at the end."""

    kind: StoreKind
    address: str

    def __str__(self) -> str:
        return f"{self.kind.title} at {self.address}"


def parse_target(text: str) -> Target:
    """The target that `kind+http://host:port/path` names.

    Raises: UsageError for an unknown kind, an address that is none, or one that carries a password.
    """
    if not (found := _TARGET.fullmatch(text)):
        raise UsageError(
            f"{text!r} is no target; write it as in {KINDS['oxigraph'].example} (see govgraph load --list)"
        )
    name, address = found[1], found[2]
    if name not in KINDS:
        near = difflib.get_close_matches(name, KINDS, 1, 0.5)
        hint = f"did you mean {near[0]}? " if near else ""
        raise UsageError(f"{name!r} is no kind of store; {hint}known are {', '.join(KINDS)}")
    _check_address(address)
    return Target(KINDS[name], address.rstrip("/"))


def _check_address(address: str) -> None:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise UsageError(f"the address of the target is wrong: {error}") from error
    if parts.username is not None or parts.password is not None:
        raise UsageError("credentials do not belong into an address; give --user and --password-file")
    if not parts.hostname or port == 0 or parts.query or parts.fragment:
        raise UsageError(f"{address!r} is no address of a store: scheme, host, port and path, no query")


def place(target: Target, purpose: str, signed: bool) -> str:
    """The address for a purpose: `query`, `update` or `graphs`."""
    purposes = ("query", "update", "graphs")
    kind = target.kind
    path = kind.signed[purposes.index(purpose)] if signed and kind.signed else getattr(kind, purpose)
    return f"{target.address}/{path}" if path else target.address


def describe_kinds() -> str:
    """All kinds for people: name, title, how it is written to, what the tests load, an example."""
    return "\n".join(
        f"{kind.name:<11} {kind.title}\n"
        f"            {kind.example}\n"
        f"            {_manner(kind)}; login: {', '.join(kind.logins) or 'none'}; tested with {kind.tried}"
        for kind in KINDS.values()
    )


def _manner(kind: StoreKind) -> str:
    by = "SPARQL Update" if kind.graphs is None else "Graph Store Protocol"
    if kind.parameter == "context-uri":
        by = "its own REST interface"
    return f"{by}; {'replaced by MOVE in one request' if kind.swap else 'graphs are dropped, then loaded'}"
