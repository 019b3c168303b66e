"""What the graph tells of one IRI, in one of its three views (docs/architecture.md): simple, full, annotated.

A view of the description is a part of the view of the graph with the same name: what is derived is in none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypedDict

import pyoxigraph as ox

from govgraph.export.turtle import write_turtle
from govgraph.graph.inference import node_term
from govgraph.model.terms import Prefixes
from govgraph.namespaces import RDF, RDFS, iri_fault
from govgraph.publish.plain_jsonld import write_plain_jsonld
from govgraph.publish.rules.table import content_type
from govgraph.serve.http import Refused
from govgraph.serve.operations import Answer, Loaded

# View -> endings of the formats that can hold it, the first when nothing is asked for.
VIEWS = {"simple": ("ttl", "jsonld", "nt"), "full": ("ttl", "jsonld", "nt"), "annotated": ("ttl", "nt")}
ENDINGS = {"text/turtle": "ttl", "application/ld+json": "jsonld", "application/n-triples": "nt"}

_SUBJECT, _PREDICATE, _OBJECT = _ROLES = tuple(
    ox.NamedNode(f"{RDF}{name}") for name in ("subject", "predicate", "object")
)
_REIFIES = ox.NamedNode(f"{RDF}reifies")
_LABEL = ox.NamedNode(f"{RDFS}label")

Node = ox.NamedNode | ox.BlankNode


class DescribePayload(TypedDict):
    """`profile` is a key of `VIEWS`, `media_type` one of `ENDINGS`."""

    iri: str
    profile: str
    media_type: str


def describe(loaded: Loaded, payload: DescribePayload) -> Answer:
    """The description of an IRI: equal graph and payload give equal bytes.

    Simple holds the bare triples about the IRI, those that name it, and the labels of what they mention; full its own
    bare triples and each statement that has it as subject or object, with all that is told of it; annotated the same
    with `rdf:reifies` (RDF 1.2) in place of rdf:subject, rdf:predicate, rdf:object.

    Raises: Refused 400 for a view or IRI that is none, 404 where the view says nothing of the IRI, 406 where the view
    can't be had in that format.
    """
    iri, view = payload["iri"], payload["profile"]
    if view not in VIEWS:
        raise Refused(400, "profile", f"there is no profile {view[:80]!r}; there are {', '.join(VIEWS)}")
    if fault := iri_fault(iri):
        raise Refused(400, "iri", f"iri: {fault}")
    ending = ENDINGS.get(payload["media_type"], "")
    if ending not in VIEWS[view]:
        raise Refused(406, "not-acceptable", f"the {view} view can be had as {', '.join(VIEWS[view])}")
    triples = _collect(loaded, ox.NamedNode(iri), view)
    if not triples:
        raise Refused(404, "iri-unknown", f"the {view} view of the graph says nothing of {iri[:400]}")
    return Answer(content_type(ending), _write(triples, ending, loaded, f"{iri}: {view} view"))


def _collect(loaded: Loaded, node: ox.NamedNode, view: str) -> set[ox.Triple]:
    if view == "simple":
        return _simple(loaded, node)
    found: set[ox.Triple] = set(_own(loaded, node))
    for statement in _statements(loaded, node):
        found.update(_annotated(loaded, statement) if view == "annotated" else _told(loaded, statement))
    return found


def _own(loaded: Loaded, node: Node) -> list[ox.Triple]:
    """The bare triples about an IRI; what is no entity is described in the ontology or the metadata."""
    for graph in ("simple", "ontology", "metadata"):
        if found := list(_find(loaded, graph, node, None)):
            return found
    return []


def _simple(loaded: Loaded, node: ox.NamedNode) -> set[ox.Triple]:
    found = {*_own(loaded, node), *_find(loaded, "simple", None, None, node), *_bare(loaded, node)}
    mentioned = {each for triple in found for each in triple if isinstance(each, ox.NamedNode)}
    for each in mentioned:
        for graph in ("simple", "ontology"):
            found.update(_find(loaded, graph, each, _LABEL, None))
    return found


def _bare(loaded: Loaded, statement: ox.NamedNode) -> list[ox.Triple]:
    """What a statement says, if the simple view holds it."""
    said = _said(loaded, statement)
    if said is None:
        return []
    quad = ox.Quad(said.subject, said.predicate, said.object, ox.NamedNode(f"{loaded.base}graph/simple"))
    return [said] if quad in loaded.store else []


def _find(
    loaded: Loaded, graph: str, s: Node | None, p: ox.NamedNode | None, o: Node | None = None
) -> Iterator[ox.Triple]:
    """The triples of a graph that fit; None fits all."""
    name = ox.NamedNode(f"{loaded.base}graph/{graph}")
    for quad in loaded.store.quads_for_pattern(s, p, o, name):
        yield quad.triple


def _said(loaded: Loaded, statement: Node) -> ox.Triple | None:
    found = ([each.object for each in _find(loaded, "full", statement, role)] for role in _ROLES)
    s, p, o = (objects[0] if objects else None for objects in found)
    if isinstance(s, ox.NamedNode) and isinstance(p, ox.NamedNode) and o is not None:
        return ox.Triple(s, p, o)
    return None


def _statements(loaded: Loaded, node: ox.NamedNode) -> set[Node]:
    """The nodes of statements about an IRI, and the IRI itself where it is one (or a citation)."""
    found: set[Node] = {node}
    for role in (_SUBJECT, _OBJECT):
        told = _find(loaded, "full", None, role, node)
        found.update(each.subject for each in told if not isinstance(each.subject, ox.Triple))
    return found


def _told(loaded: Loaded, node: Node) -> set[ox.Triple]:
    """All that the full view tells of a statement, with its citations, whose IRIs begin with its own."""
    found = set(_find(loaded, "full", node, None))
    for each in {triple.object for triple in found}:
        if isinstance(each, ox.NamedNode) and each.value.startswith(f"{node.value}-at-"):
            found.update(_find(loaded, "full", each, None))
    return found


def _annotated(loaded: Loaded, node: Node) -> set[ox.Triple]:
    said = _said(loaded, node)
    replaced = _ROLES if said else ()
    found = {each for each in _told(loaded, node) if each.subject != node or each.predicate not in replaced}
    return found | ({ox.Triple(node, _REIFIES, said)} if said else set())


def _write(triples: Iterable[ox.Triple], ending: str, loaded: Loaded, title: str) -> bytes:
    if ending == "nt":
        return "".join(sorted(f"{each} .\n" for each in triples)).encode()
    prefixes = Prefixes(loaded.prefixes)
    listed = sorted((_term(s, prefixes), _term(p, prefixes), _term(o, prefixes)) for s, p, o in triples)
    if ending == "jsonld":
        return "".join(write_plain_jsonld(listed, loaded.prefixes)).encode()
    return "".join(write_turtle(listed, loaded.prefixes, title)).encode()


def _term(node: object, prefixes: Prefixes) -> str:
    if isinstance(node, ox.Triple):
        return f"<<( {' '.join(_term(each, prefixes) for each in node)} )>>"
    return str(node) if isinstance(node, ox.BlankNode) else node_term(node, prefixes)
