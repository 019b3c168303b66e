"""Ids of the service and the graph's terms: entities below the identifier space, classes and properties as CURIEs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import pyoxigraph as ox

from govgraph.lookup import Lookup, in_language
from govgraph.namespaces import GOV, iri_fault
from govgraph.serve.operations import Loaded

_LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_COMMENT = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#comment")
_DEFINITION = ox.NamedNode("http://www.w3.org/2004/02/skos/core#definition")


class Named(NamedTuple):
    """An id of the service with its label and, where there is one, its definition."""

    id: str
    name: str
    description: str = ""


def graph(loaded: Loaded, name: str) -> ox.NamedNode:
    """A named graph of the build."""
    return ox.NamedNode(f"{loaded.base}graph/{name}")


def entity_iri(loaded: Loaded, ident: str) -> str:
    """IRI of an entity's id: `person/elon-musk`, or the IRI itself."""
    return ident if ident.startswith(loaded.base) else f"{loaded.base}id/{ident}"


def entity_id(loaded: Loaded, iri: str) -> str:
    """Id of an entity's IRI: what stands behind the identifier space."""
    return iri.removeprefix(f"{loaded.base}id/")


def curie(loaded: Loaded, iri: str) -> str:
    """A term with its prefix, the longest namespace that fits; the IRI itself where none does.

    >>> curie(Loaded(None, "", {"gov": "https://example.org/o#"}, None), "https://example.org/o#Ban")
    'gov:Ban'
    """
    fitting = [(len(space), prefix) for prefix, space in loaded.prefixes.items() if iri.startswith(space)]
    if not fitting:
        return iri
    size, prefix = max(fitting)
    return f"{prefix}:{iri[size:]}"


def term_iri(loaded: Loaded, ident: str) -> str:
    """IRI of a class's or property's id: a CURIE, or the IRI itself."""
    prefix, found, local = ident.partition(":")
    space = loaded.prefixes.get(prefix) if found else None
    return f"{space}{local}" if space and not local.startswith("//") else ident


def index(loaded: Loaded) -> Lookup:
    """The index of names; a worker has one."""
    assert loaded.lookup is not None  # noqa: S101 - made before a worker is forked
    return loaded.lookup


def class_iri(loaded: Loaded, ident: str) -> str:
    """IRI of a class's id, which may be without its prefix: `gov:Person`, `Person`, or the IRI itself."""
    return term_iri(loaded, ident) if ":" in ident else f"{GOV}{ident}"


def property_iri(loaded: Loaded, ident: str) -> str | None:
    """IRI of a property's id (`gov:basedIn`, `basedIn`, an IRI); None where no entity has such a property."""
    iri = class_iri(loaded, ident)
    if iri_fault(iri):
        return None
    node = ox.NamedNode(iri)
    for name in ("simple", "inferred"):
        if next(iter(loaded.store.quads_for_pattern(None, node, None, graph(loaded, name))), None) is not None:
            return iri
    return None


def own_kinds(kinds: Iterable[str]) -> list[str]:
    """The classes of the project's ontology among those of an entity, the most specific first."""
    return [each for each in kinds if each.startswith(GOV)]


def literals(loaded: Loaded, iri: str, prop: ox.NamedNode, name: str) -> dict[str, str]:
    """Texts of a property in a graph, by language."""
    found: dict[str, str] = {}
    for quad in loaded.store.quads_for_pattern(ox.NamedNode(iri), prop, None, graph(loaded, name)):
        if isinstance(quad.object, ox.Literal):
            found.setdefault(quad.object.language or "", quad.object.value)
    return found


def describe_term(loaded: Loaded, iri: str, language: str) -> Named:
    """A class or property with its label and definition; the CURIE is the label where there is none."""
    ident = curie(loaded, iri)
    labels = literals(loaded, iri, _LABEL, "ontology")
    for prop in (_DEFINITION, _COMMENT):
        if texts := literals(loaded, iri, prop, "ontology"):
            return Named(ident, in_language(labels, language) or ident, in_language(texts, language))
    return Named(ident, in_language(labels, language) or ident)


def entity_label(loaded: Loaded, iri: str, language: str) -> str:
    """The label of an entity, empty for what is none."""
    return in_language(literals(loaded, iri, _LABEL, "simple"), language)


def used_properties(loaded: Loaded, kind: str) -> list[str]:
    """Properties that entities of a class (or of any) have in the graph `simple`; the most used first."""
    lookup = index(loaded)
    if not kind:
        quads = loaded.store.quads_for_pattern(None, None, None, graph(loaded, "simple"))
        counted = Counter(quad.predicate.value for quad in quads)
        return sorted(counted, key=lambda each: (-counted[each], each))
    counted = Counter()
    for number in lookup.kinds.get(kind, ()):
        subject = ox.NamedNode(lookup.entries[number].iri)
        for quad in loaded.store.quads_for_pattern(subject, None, None, graph(loaded, "simple")):
            counted[quad.predicate.value] += 1
    return sorted(counted, key=lambda each: (-counted[each], each))


def values(loaded: Loaded, iri: str, prop: str) -> list[ox.NamedNode | ox.Literal]:
    """Values of a property of an entity in the graph `simple` and what rules derive, sorted."""
    found = {
        quad.object
        for name in ("simple", "inferred")
        for quad in loaded.store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(prop), None, graph(loaded, name))
        if isinstance(quad.object, ox.NamedNode | ox.Literal)
    }
    return sorted(found, key=str)
