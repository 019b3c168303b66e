"""What a worker answers for the reconciliation service: manifest, candidates, suggestions, preview, data extension."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypedDict

import pyoxigraph as ox

from govgraph.lookup import complete, spell
from govgraph.serve.http import Refused
from govgraph.serve.operations import Answer, Loaded
from govgraph.serve.reconcile.candidates import MOST_QUERIES, answer_queries
from govgraph.serve.reconcile.extension import extend, propose
from govgraph.serve.reconcile.preview import HEIGHT, WIDTH, preview
from govgraph.serve.reconcile.terms import Named, describe_term, entity_id, graph, term_iri, used_properties

_MOST = 20
_DEPTH = 12


class ReconcilePayload(TypedDict):
    """`path` is what stands behind the service's address, `parameters` those of the request in their order;
    `address` and `title` are those of the service."""

    path: str
    parameters: list[tuple[str, str]]
    address: str
    title: str
    language: str


def answer_reconcile(loaded: Loaded, payload: ReconcilePayload) -> Answer:
    """The answer to one request. Raises: Refused 400, 404, 413."""
    asked = dict(reversed([(name, value) for name, value in payload["parameters"]]))
    path, language = payload["path"], payload["language"]
    if path == "preview":
        return Answer("text/html; charset=utf-8", preview(loaded, asked.get("id", ""), payload["address"], language))
    if path == "":
        return _json(_root(loaded, asked, payload["address"], payload["title"], language))
    if path == "extend/propose":
        return _json(propose(loaded, asked.get("type", ""), _number(asked.get("limit", "")), language))
    if path not in _SUGGEST:
        raise Refused(404, "not-found", f"there is nothing at {path[:100]}; there are {', '.join(sorted(_SUGGEST))}")
    prefix, skipped = asked.get("prefix", ""), _number(asked.get("cursor", "0"), 0)
    return _json({"result": _SUGGEST[path](loaded, prefix, language)[skipped : skipped + _MOST]})


def _json(value: object) -> Answer:
    return Answer("application/json", json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def _number(text: str, otherwise: int = 100) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else otherwise


def _root(loaded: Loaded, asked: dict[str, str], address: str, title: str, language: str) -> object:
    if "queries" in asked:
        return answer_queries(loaded, _parse(asked["queries"], "queries"), language)
    if "extend" in asked:
        return extend(loaded, _parse(asked["extend"], "extend"), language)
    return manifest(loaded, address, title, language)


def _parse(text: str, name: str) -> Any:
    """JSON of a parameter, not nested too deep."""
    depth = deepest = 0
    for char in text:
        depth += (char in "{[") - (char in "}]")
        deepest = max(deepest, depth)
    if deepest > _DEPTH:
        raise Refused(
            400, name, f"{name} is nested {deepest} levels deep; at most {_DEPTH}", limit=f"nesting: {_DEPTH}"
        )
    try:
        return json.loads(text)
    except ValueError as error:
        raise Refused(400, name, f"{name} is no JSON: {error}") from error


def manifest(loaded: Loaded, address: str, title: str, language: str) -> dict[str, object]:
    """The service manifest (section 3 of the API)."""
    root = address.removesuffix("/reconcile")
    suggest = {
        kind: {"service_url": address, "service_path": f"/suggest/{kind}"} for kind in ("entity", "type", "property")
    }
    setting = {
        "name": "limit", "label": "Limit", "type": "number", "default": 0, "help_text": "0: all values",
    }  # fmt: skip
    return {
        "versions": ["0.2"],
        "name": title,
        "identifierSpace": f"{loaded.base}id/",
        "schemaSpace": f"{loaded.base}ontology#",
        "defaultTypes": [{"id": each.id, "name": each.name} for each in _types(loaded, language)[:12]],
        "view": {"url": f"{root}/id/{{{{id}}}}"},
        "preview": {"url": f"{address}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": suggest,
        "extend": {
            "propose_properties": {"service_url": address, "service_path": "/extend/propose"},
            "property_settings": [setting],
        },
        "batchSize": MOST_QUERIES,
    }


def _types(loaded: Loaded, language: str) -> list[Named]:
    """Classes of the ontology that entities have, those with most entities first."""
    assert loaded.lookup is not None  # noqa: S101 - a worker has one
    counted: dict[str, int] = {}
    for entry in loaded.lookup.entries:
        for kind in entry.kinds:
            if kind.startswith(f"{loaded.base}ontology#"):
                counted[kind] = counted.get(kind, 0) + 1
    return [describe_term(loaded, each, language) for each in sorted(counted, key=lambda k: (-counted[k], k))]


def _suggest_entity(loaded: Loaded, prefix: str, language: str) -> list[dict[str, object]]:
    assert loaded.lookup is not None  # noqa: S101 - a worker has one
    found = complete(loaded.lookup, prefix, language=language, limit=_MOST * 5)
    told: list[dict[str, object]] = []
    for each in found:
        kind = describe_term(loaded, each.kinds[0], language)
        named = {"id": entity_id(loaded, each.iri), "name": each.label, "description": each.description}
        told.append({**named, "notable": [{"id": kind.id, "name": kind.name}]})
    return told


def _suggest_type(loaded: Loaded, prefix: str, language: str) -> list[dict[str, object]]:
    above = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
    told = []
    for each in _fitting(_types(loaded, language), prefix):
        iri = ox.NamedNode(term_iri(loaded, each.id))
        broader = [
            describe_term(loaded, quad.object.value, language)
            for quad in loaded.store.quads_for_pattern(iri, above, None, graph(loaded, "ontology"))
            if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(f"{loaded.base}ontology#")
        ]
        told.append({**_named(each), "broader": [{"id": b.id, "name": b.name} for b in sorted(broader)]})
    return told


def _suggest_property(loaded: Loaded, prefix: str, language: str) -> list[dict[str, object]]:
    found = [describe_term(loaded, each, language) for each in used_properties(loaded, "")]
    return [_named(each) for each in _fitting(found, prefix)]


def _fitting(terms: list[Named], prefix: str) -> list[Named]:
    """Terms with a word that begins like the text, in their name or id."""
    begun = spell(prefix)
    return [
        each
        for each in terms
        if any(f" {spelling}".find(f" {text}") >= 0 for text in begun for name in (each.name, each.id.partition(":")[2])
               for spelling in spell(name))
    ]  # fmt: skip


def _named(each: Named) -> dict[str, object]:
    return {"id": each.id, "name": each.name, "description": each.description}


_SUGGEST: dict[str, Callable[[Loaded, str, str], list[dict[str, object]]]] = {
    "suggest/entity": _suggest_entity,
    "suggest/type": _suggest_type,
    "suggest/property": _suggest_property,
}
