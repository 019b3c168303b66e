"""What the graph says of something, with statement, status and sources: the answers for tools that people talk to."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TypedDict

import pyoxigraph as ox

from govgraph.lookup import find, in_language
from govgraph.namespaces import iri_fault
from govgraph.serve.http import Refused
from govgraph.serve.operations import Answer, Loaded
from govgraph.serve.reconcile.terms import (
    curie,
    describe_term,
    entity_label,
    graph,
    literals,
    term_iri,
)

MOST = 200
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TYPE, _SUBJECT, _PREDICATE, _OBJECT = (
    ox.NamedNode(f"{_RDF}{name}") for name in ("type", "subject", "predicate", "object")
)
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_SOURCE = ox.NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom")
_URL = ox.NamedNode("https://schema.org/url")
_TITLE = ox.NamedNode("http://purl.org/dc/terms/title")


class SearchPayload(TypedDict, total=False):
    """`kinds` are CURIEs or IRIs of classes."""

    text: str
    kinds: list[str]
    limit: int
    language: str


class TellPayload(TypedDict, total=False):
    """`iri` may be a CURIE; `limit` is the most statements in each direction."""

    iri: str
    limit: int
    language: str


class ExplainPayload(TypedDict, total=False):
    """A triple of CURIEs or IRIs; `value` may be the plain text of a literal."""

    subject: str
    property: str
    value: str
    language: str


class CitePayload(TypedDict, total=False):
    """IRIs of statements."""

    statements: list[str]
    language: str


def search(loaded: Loaded, payload: SearchPayload) -> Answer:
    """`{"matches": [...]}`: entities that a text may mean, the best first. Raises: Refused 400 for an empty text."""
    text = payload.get("text", "").strip()
    if not text:
        raise Refused(400, "text", "the text is empty; give a name or words of one")
    assert loaded.lookup is not None  # noqa: S101 - a worker has one
    kinds = [term_iri(loaded, each) for each in payload.get("kinds") or ()]
    language, limit = payload.get("language", "en"), _limit(payload.get("limit", 10))
    found = find(loaded.lookup, text, kinds=kinds, language=language, limit=limit)
    matches = [
        {
            "iri": each.iri, "id": curie(loaded, each.iri), "label": each.label, "description": each.description,
            "kind": curie(loaded, each.kinds[0]), "score": each.score, **_named_by(loaded, each.iri, language),
        }
        for each in found
    ]  # fmt: skip
    return _json({"matches": matches})


def _named_by(loaded: Loaded, iri: str, language: str) -> dict[str, Any]:
    """The statement that gives an entity its label, with its sources."""
    for statement in _statements(loaded, _SUBJECT, iri):
        if _values(loaded, statement, _PREDICATE) == [_LABEL]:
            told = _told(loaded, statement, language)
            return {"statement": statement, "sources": told["sources"]}
    return {"statement": "", "sources": []}


def cite(loaded: Loaded, payload: CitePayload) -> Answer:
    """`{"statements": [...]}`: what statements say, with status and sources; unknown ones are left out."""
    language = payload.get("language", "en")
    told = [
        _told(loaded, each, language)
        for each in payload.get("statements", [])[:MOST]
        if not iri_fault(each) and _values(loaded, each, _PREDICATE)
    ]
    return _json({"statements": told})


def _limit(told: object) -> int:
    return max(1, min(MOST, told)) if isinstance(told, int) else 10


def tell(loaded: Loaded, payload: TellPayload) -> Answer:
    """All that is said of an entity, and of what leads to it, accepted or not, each statement with status and sources.

    Raises: Refused 404 where the graph says nothing of it.
    """
    iri, language = _iri(loaded, payload.get("iri", "")), payload.get("language", "en")
    limit = _limit(payload.get("limit", 50))
    own, incoming = _statements(loaded, _SUBJECT, iri), _statements(loaded, _OBJECT, iri)
    if not own and not incoming:
        raise Refused(404, "not-found", f"the graph says nothing of {iri[:200]}; search finds what there is")
    kinds = [quad.object.value for quad in loaded.store.quads_for_pattern(
        ox.NamedNode(iri), _TYPE, None, graph(loaded, "simple")) if isinstance(quad.object, ox.NamedNode)]  # fmt: skip
    return _json(
        {
            "iri": iri,
            "id": curie(loaded, iri),
            "label": entity_label(loaded, iri, language),
            "kinds": sorted(curie(loaded, each) for each in kinds),
            "statements": [_told(loaded, each, language) for each in own[:limit]],
            "statements_in_all": len(own),
            "incoming": [_told(loaded, each, language) for each in incoming[:limit]],
            "incoming_in_all": len(incoming),
        }
    )


def explain(loaded: Loaded, payload: ExplainPayload) -> Answer:
    """The statements that say a triple, whatever their status; `derived` is true where a rule makes it."""
    subject, prop = _iri(loaded, payload.get("subject", "")), _iri(loaded, payload.get("property", ""))
    value, language = payload.get("value", ""), payload.get("language", "en")
    wanted = {value, term_iri(loaded, value)}
    stated = [
        each
        for each in _statements(loaded, _SUBJECT, subject)
        if _values(loaded, each, _PREDICATE) == [prop] and wanted.intersection(_values(loaded, each, _OBJECT))
    ]
    derived = any(
        _plain(quad.object) in wanted
        for quad in loaded.store.quads_for_pattern(
            ox.NamedNode(subject), ox.NamedNode(prop), None, graph(loaded, "inferred")
        )
    )
    triple = [curie(loaded, each) for each in (subject, prop, term_iri(loaded, value))]
    return _json(
        {"triple": triple, "statements": [_told(loaded, each, language) for each in stated], "derived": derived}
    )


def _json(value: object) -> Answer:
    return Answer("application/json", json.dumps(value, ensure_ascii=False).encode())


def _iri(loaded: Loaded, told: str) -> str:
    iri = f"{_RDF}type" if told == "a" else term_iri(loaded, told.strip())
    if fault := iri_fault(iri):
        known = ", ".join(sorted(loaded.prefixes))
        raise Refused(400, "iri", f"{told[:200]!r} is no IRI and has no known prefix ({fault}); known are {known}")
    return iri


def _statements(loaded: Loaded, role: ox.NamedNode, iri: str) -> list[str]:
    """IRIs of the statements that have an entity as subject or object, sorted."""
    found = loaded.store.quads_for_pattern(None, role, ox.NamedNode(iri), graph(loaded, "full"))
    return sorted(quad.subject.value for quad in found if isinstance(quad.subject, ox.NamedNode))


def _quads(loaded: Loaded, statement: str) -> list[ox.Quad]:
    return sorted(
        loaded.store.quads_for_pattern(ox.NamedNode(statement), None, None, graph(loaded, "full")),
        key=lambda quad: (quad.predicate.value, str(quad.object)),
    )


def _values(loaded: Loaded, statement: str, prop: ox.NamedNode) -> list[str]:
    found = loaded.store.quads_for_pattern(ox.NamedNode(statement), prop, None, graph(loaded, "full"))
    return [_plain(quad.object) for quad in found]


def _plain(node: object) -> str:
    return node.value if isinstance(node, ox.NamedNode | ox.Literal) else str(node)


def _told(loaded: Loaded, statement: str, language: str) -> dict[str, Any]:
    """A statement as people read it: subject, property and value by label, qualifiers, status, sources."""
    told: dict[str, Any] = {"statement": statement, "status": "", "qualifiers": {}, "sources": []}
    for quad in _quads(loaded, statement):
        prop, node = quad.predicate, quad.object
        if prop in (_SUBJECT, _OBJECT):
            told["subject" if prop == _SUBJECT else "value"] = _node(loaded, node, language)
        elif prop == _PREDICATE:
            told["property"] = describe_term(loaded, _plain(node), language)._asdict()
            del told["property"]["description"]
        elif prop == _SOURCE:
            told["sources"].append(_source(loaded, _plain(node), language))
        elif prop.value == f"{loaded.base}ontology#status":
            told["status"] = _plain(node).rpartition("#")[2]
        elif prop != _TYPE:
            name = describe_term(loaded, prop.value, language).name
            told["qualifiers"].setdefault(name, []).append(_node(loaded, node, language))
    return told


def _node(loaded: Loaded, node: object, language: str) -> dict[str, str]:
    """An entity or term with its label, or a text with its language."""
    if isinstance(node, ox.NamedNode):
        label = entity_label(loaded, node.value, language)
        return {"id": curie(loaded, node.value), "label": label or describe_term(loaded, node.value, language).name}
    if isinstance(node, ox.Literal):
        return {"text": node.value, **({"language": node.language} if node.language else {})}
    return {"text": str(node)}


def _source(loaded: Loaded, iri: str, language: str) -> dict[str, str]:
    """A source with its title and address, where they are known."""
    title = in_language(literals(loaded, iri, _TITLE, "simple"), language) or entity_label(loaded, iri, language)
    return {"id": curie(loaded, iri), "title": title, "url": _first(literals(loaded, iri, _URL, "simple").values())}


def _first(texts: Iterable[str]) -> str:
    return next(iter(texts), "")
