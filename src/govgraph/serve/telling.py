"""What the graph says of something, with statement, status and sources: the answers for tools that people talk to.

A statement as it is told: `statement` (its IRI), `subject`, `property`, `value` (each with id and label, or a text),
`qualifiers` where there are any, `status`, and `sources`: ids, with the place in the source (`locator`) where it is
known. Beside the statements stands one table `sources`: IRI, id, title and address of each source that they name.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from typing import Any, TypedDict

import pyoxigraph as ox

from govgraph.lookup import find, in_language
from govgraph.namespaces import GOV, iri_fault
from govgraph.serve.http import Refused
from govgraph.serve.operations import Answer, Loaded
from govgraph.serve.reconcile.terms import (
    class_iri,
    curie,
    describe_term,
    entity_label,
    graph,
    index,
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
_CITED = ox.NamedNode("http://purl.org/dc/terms/source")
_CITATION, _LOCATOR, _STATUS = (ox.NamedNode(f"{GOV}{name}") for name in ("citation", "locator", "status"))


class SearchPayload(TypedDict, total=False):
    """`kinds` are CURIEs or IRIs of classes."""

    text: str
    kinds: list[str]
    limit: int
    language: str


class TellPayload(TypedDict, total=False):
    """`iri` may be a CURIE; `limit` is the most statements in each direction, `offset` how many are left out before."""

    iri: str
    limit: int
    offset: int
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
    """`{"matches", "sources"}`: entities that a text may mean, the best first.

    Raises: Refused 400 for an empty text, or a class that the graph does not know.
    """
    text = payload.get("text", "").strip()
    if not text:
        raise Refused(400, "text", "the text is empty; give a name or words of one")
    kinds = [_kind(loaded, each) for each in payload.get("kinds") or ()]
    language, limit = payload.get("language", "en"), _limit(payload.get("limit", 10))
    found = find(index(loaded), text, kinds=kinds, language=language, limit=limit)
    matches = [
        {
            "iri": each.iri, "id": curie(loaded, each.iri), "label": each.label, "description": each.description,
            "kind": curie(loaded, each.kinds[0]), "score": each.score, **_named_by(loaded, each.iri, language),
        }
        for each in found
    ]  # fmt: skip
    return _json({"matches": matches, "sources": _sources_of(loaded, matches, language)})


def _kind(loaded: Loaded, told: str) -> str:
    """IRI of a class of the ontology; without its prefix, it is of the project's own."""
    iri, known = class_iri(loaded, told.strip()), index(loaded).kinds
    if iri in known or (not iri_fault(iri) and _in_ontology(loaded, iri)):
        return iri
    near = difflib.get_close_matches(curie(loaded, iri), [curie(loaded, each) for each in known], 3, 0.6)
    hint = f"did you mean {' or '.join(near)}?" if near else "the resource govgraph://schema lists the classes"
    raise Refused(400, "kind", f"{told[:200]!r} is no class of this graph; {hint}")


def _in_ontology(loaded: Loaded, iri: str) -> bool:
    terms = loaded.store.quads_for_pattern(ox.NamedNode(iri), _TYPE, None, graph(loaded, "ontology"))
    return next(iter(terms), None) is not None


def _named_by(loaded: Loaded, iri: str, language: str) -> dict[str, Any]:
    """The statement that gives an entity its label, with its sources."""
    for statement in _statements(loaded, _SUBJECT, iri):
        if _values(loaded, statement, _PREDICATE) == [_LABEL]:
            return {"statement": statement, "sources": _told(loaded, statement, language)["sources"]}
    return {"statement": "", "sources": []}


def cite(loaded: Loaded, payload: CitePayload) -> Answer:
    """`{"statements", "sources"}`: what statements say, with status and sources; unknown ones are left out."""
    language = payload.get("language", "en")
    told = [
        _told(loaded, each, language)
        for each in payload.get("statements", [])[:MOST]
        if not iri_fault(each) and _is_statement(loaded, each)
    ]
    return _json({"statements": told, "sources": _sources_of(loaded, told, language)})


def _limit(told: object) -> int:
    return max(1, min(MOST, told)) if isinstance(told, int) else 10


def tell(loaded: Loaded, payload: TellPayload) -> Answer:
    """All that is said of an entity, and of what leads to it, accepted or not, each statement with status and sources.

    What is said of the entity comes without `subject`, what leads to it without `value`. Of a statement, the statement
    itself is told; of a class or property, its definition. Raises: Refused 404 where the graph says nothing of it.
    """
    iri, language = _iri(loaded, payload.get("iri", "")), payload.get("language", "en")
    begin = payload.get("offset", 0)
    end = begin + _limit(payload.get("limit", 50))
    itself = _is_statement(loaded, iri)
    own, incoming = [iri] if itself else _statements(loaded, _SUBJECT, iri), _statements(loaded, _OBJECT, iri)
    if not own and not incoming and not _in_ontology(loaded, iri):
        raise Refused(404, "not-found", f"the graph says nothing of {iri[:200]}; search finds what there is")
    said = [_told(loaded, each, language, "" if itself else "subject") for each in own[begin:end]]
    leading = [_told(loaded, each, language, "value") for each in incoming[begin:end]]
    return _json(
        {
            "iri": iri, "id": curie(loaded, iri), **_names(loaded, iri, language),
            "statements": said, "statements_in_all": len(own),
            "incoming": leading, "incoming_in_all": len(incoming),
            "sources": _sources_of(loaded, [*said, *leading], language),
        }
    )  # fmt: skip


def _names(loaded: Loaded, iri: str, language: str) -> dict[str, Any]:
    """Label and kinds of an entity; label, definition and kinds of a term of the ontology."""
    place, node = "ontology" if _in_ontology(loaded, iri) else "simple", ox.NamedNode(iri)
    kinds = sorted(
        curie(loaded, _plain(quad.object))
        for quad in loaded.store.quads_for_pattern(node, _TYPE, None, graph(loaded, place))
    )
    if place == "simple":
        return {"label": entity_label(loaded, iri, language), "kinds": kinds}
    term = describe_term(loaded, iri, language)
    return {"label": term.name, "kinds": kinds, "definition": term.description}


def explain(loaded: Loaded, payload: ExplainPayload) -> Answer:
    """The statements that say a triple, whatever their status; `derived` is true where a rule makes it."""
    subject, prop = _iri(loaded, payload.get("subject", "")), _iri(loaded, payload.get("property", ""))
    value, language = payload.get("value", ""), payload.get("language", "en")
    wanted = {value, term_iri(loaded, value)}
    stated = [
        _told(loaded, each, language)
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
    sources = _sources_of(loaded, stated, language)
    return _json({"triple": triple, "statements": stated, "derived": derived, "sources": sources})


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


def _is_statement(loaded: Loaded, iri: str) -> bool:
    return bool(_values(loaded, iri, _PREDICATE))


def _told(loaded: Loaded, statement: str, language: str, without: str = "") -> dict[str, Any]:
    """A statement as people read it; `without` names a part that its reader knows."""
    told: dict[str, Any] = {}
    status, qualifiers, sources = "", dict[str, list[dict[str, str]]](), list[dict[str, str]]()
    for quad in _quads(loaded, statement):
        prop, node = quad.predicate, quad.object
        if prop in (_SUBJECT, _OBJECT):
            told["subject" if prop == _SUBJECT else "value"] = _node(loaded, node, language)
        elif prop == _PREDICATE:
            told["property"] = _node(loaded, node, language)
        elif prop == _SOURCE:
            sources.append(_cited(loaded, statement, _plain(node)))
        elif prop == _STATUS:
            status = _plain(node).rpartition("#")[2]
        elif prop not in (_TYPE, _CITATION):
            name = describe_term(loaded, prop.value, language).name
            qualifiers.setdefault(name, []).append(_node(loaded, node, language))
    shown = (each for each in ("subject", "property", "value") if each in told and each != without)
    parts: dict[str, Any] = {each: told[each] for each in shown}
    chosen = {name: _in(language, texts) for name, texts in qualifiers.items()}
    if chosen:
        parts["qualifiers"] = chosen
    return {"statement": statement, "status": status, **parts, "sources": sources}


def _in(language: str, told: list[dict[str, str]]) -> list[dict[str, str]]:
    """Of values in several languages those in the one asked for, where there are any; all others stay."""
    languages = {each.get("language", "") for each in told}
    return [each for each in told if each.get("language", language) == language] if language in languages else told


def _cited(loaded: Loaded, statement: str, source: str) -> dict[str, str]:
    """A source of a statement, with the places in it where it says so."""
    full = graph(loaded, "full")
    citations = loaded.store.quads_for_pattern(ox.NamedNode(statement), _CITATION, None, full)
    cited = sorted(_plain(quad.object) for quad in citations)
    places = [
        place
        for each in cited
        if source in _values(loaded, each, _CITED)
        for place in sorted(_values(loaded, each, _LOCATOR))
    ]
    ident = curie(loaded, source)
    return {"id": ident, "locator": "; ".join(places)} if places else {"id": ident}


def _sources_of(loaded: Loaded, told: Iterable[dict[str, Any]], language: str) -> list[dict[str, str]]:
    """The table of the sources that statements (or matches) name, by id."""
    idents = {each["id"] for entry in told for each in entry["sources"]}
    return [_source(loaded, term_iri(loaded, each), language) for each in sorted(idents)]


def _node(loaded: Loaded, node: object, language: str) -> dict[str, str]:
    """An entity or term with its label, or a text with its language."""
    if isinstance(node, ox.NamedNode):
        label = entity_label(loaded, node.value, language)
        return {"id": curie(loaded, node.value), "label": label or describe_term(loaded, node.value, language).name}
    if isinstance(node, ox.Literal):
        return {"text": node.value, **({"language": node.language} if node.language else {})}
    return {"text": str(node)}


def _source(loaded: Loaded, iri: str, language: str) -> dict[str, str]:
    """A source with its title and, where it has one, its address."""
    title = in_language(literals(loaded, iri, _TITLE, "simple"), language) or entity_label(loaded, iri, language)
    found = loaded.store.quads_for_pattern(ox.NamedNode(iri), _URL, None, graph(loaded, "simple"))
    url = next(iter(sorted(_plain(quad.object) for quad in found)), "")
    return {"iri": iri, "id": curie(loaded, iri), "title": title, **({"url": url} if url else {})}
