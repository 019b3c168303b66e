"""N-Triples and N-Quads lines (RDF 1.1 N-Triples, N-Quads)."""

from __future__ import annotations

from collections.abc import Iterable

from govgraph.graph.views import Triple
from govgraph.model.terms import Prefixes


def write_ntriples(triples: Iterable[Triple], prefixes: Prefixes) -> str:
    """One line a triple, in the order given."""
    expanded = prefixes.expanded
    return "".join([f"{expanded[s]} {expanded[p]} {expanded[o]} .\n" for s, p, o in triples])


def to_nquads(ntriples: str, graph: str) -> str:
    """The same lines in the named graph with the IRI `graph`; a line end never stands inside a literal."""
    return ntriples.replace(" .\n", f" <{graph}> .\n")
