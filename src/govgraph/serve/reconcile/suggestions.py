"""Suggestions (section 6 of the API): entities, types and properties that begin like what somebody types."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pyoxigraph as ox

from govgraph.lookup import complete, find
from govgraph.namespaces import GOV, RDFS
from govgraph.serve.operations import Loaded
from govgraph.serve.reconcile.terms import (
    Named,
    class_iri,
    curie,
    describe_term,
    entity_id,
    graph,
    index,
    used_properties,
)
from govgraph.spelling import spell

MOST = 20  # suggestions in one answer
Suggested = list[dict[str, object]]


def suggest_entity(loaded: Loaded, prefix: str, skipped: int, language: str) -> Suggested:
    """Entities with a name, id or IRI that begins so; where there is none, those that the text may mean."""
    told: Suggested = []
    begun = complete(index(loaded), prefix, language=language, limit=skipped + MOST)
    meant = begun or find(index(loaded), prefix, language=language, limit=skipped + MOST)
    for each in meant[skipped:]:
        kind = describe_term(loaded, each.kinds[0], language)
        named = {"id": entity_id(loaded, each.iri), "name": each.label, "description": each.description}
        told.append({**named, "notable": [{"id": kind.id, "name": kind.name}]})
    return told


def suggest_type(loaded: Loaded, prefix: str, skipped: int, language: str) -> Suggested:
    """Classes with the classes above them."""
    return [
        {**_told(each), "broader": [{"id": b.id, "name": b.name} for b in _broader(loaded, each, language)]}
        for each in _fitting(types(loaded, language), prefix)[skipped : skipped + MOST]
    ]


def suggest_property(loaded: Loaded, prefix: str, skipped: int, language: str) -> Suggested:
    """Properties that entities have, the most used first."""
    found = [describe_term(loaded, each, language) for each in used_properties(loaded, "")]
    return [_told(each) for each in _fitting(found, prefix)[skipped : skipped + MOST]]


def types(loaded: Loaded, language: str) -> list[Named]:
    """Classes of the ontology that entities have, those with most entities first."""
    sizes = {kind: len(numbers) for kind, numbers in index(loaded).kinds.items() if kind.startswith(GOV)}
    return [describe_term(loaded, each, language) for each in sorted(sizes, key=lambda kind: (-sizes[kind], kind))]


def main_types(loaded: Loaded, language: str) -> list[Named]:
    """The classes that give entities the kind in their ids (`person/...`), those with most entities first."""
    quads = loaded.store.quads_for_pattern(None, ox.NamedNode(f"{GOV}idPrefix"), None, graph(loaded, "ontology"))
    main = {curie(loaded, quad.subject.value) for quad in quads if isinstance(quad.subject, ox.NamedNode)}
    return [each for each in types(loaded, language) if each.id in main]


def _broader(loaded: Loaded, named: Named, language: str) -> list[Named]:
    node, above = ox.NamedNode(class_iri(loaded, named.id)), ox.NamedNode(f"{RDFS}subClassOf")
    found = {
        quad.object.value
        for quad in loaded.store.quads_for_pattern(node, above, None, graph(loaded, "ontology"))
        if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(GOV)
    }
    return [describe_term(loaded, each, language) for each in sorted(found)]


def _fitting(terms: Iterable[Named], prefix: str) -> list[Named]:
    """Terms with a word in their name or id that begins like the text; those that are named so first."""
    asked = spell(prefix)
    rated: list[tuple[bool, int, Named]] = []
    for each in terms:
        names = {spelling for name in (each.name, each.id, each.id.partition(":")[2]) for spelling in spell(name)}
        if any(f" {name}".find(f" {text}") >= 0 for name in names for text in asked):
            rated.append((not names.intersection(asked), len(rated), each))
    return [each for _, _, each in sorted(rated)]


def _told(each: Named) -> dict[str, object]:
    return {"id": each.id, "name": each.name, "description": each.description}


SUGGEST: dict[str, Callable[[Loaded, str, int, str], Suggested]] = {
    "suggest/entity": suggest_entity,
    "suggest/type": suggest_type,
    "suggest/property": suggest_property,
}
