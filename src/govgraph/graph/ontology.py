"""The ontology and the shapes as sorted term triples, and the part of the ontology that validation and rules need."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from govgraph.errors import DataError, Finding
from govgraph.graph.inference import node_term
from govgraph.graph.views import Triple
from govgraph.model.schema import Schema
from govgraph.model.terms import Prefixes

_BACKBONE = frozenset({"rdfs:subClassOf", "rdfs:subPropertyOf", "owl:inverseOf", "rdf:type"})


def term_triples(triples: Iterable[ox.Triple], prefixes: Prefixes, name: str) -> list[Triple]:
    """Sorted term triples; DataError where a blank node stands in them, since none is published."""
    found: set[Triple] = set()
    for each in triples:
        if isinstance(each.subject, ox.BlankNode) or isinstance(each.object, ox.BlankNode):
            raise DataError(
                [Finding("blank-node", "violation", f"{name} holds a blank node: {each}", expected="an IRI of its own")]
            )
        found.add(
            (
                node_term(each.subject, prefixes),
                prefixes.contract(each.predicate.value),
                node_term(each.object, prefixes),
            )
        )
    return sorted(found)


def backbone(schema: Schema) -> list[Triple]:
    """Classes, hierarchies, inverses and individuals of the ontology: what shapes and rules look up. Sorted."""
    found = term_triples(schema.triples, schema.prefixes, "the ontology")
    return [each for each in found if each[1] in _BACKBONE]
