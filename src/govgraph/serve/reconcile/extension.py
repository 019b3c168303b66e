"""Data extension: values of properties for entities that were matched, and which properties there are (section 7)."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

import pyoxigraph as ox

from govgraph.namespaces import RDFS, XSD, iri_fault
from govgraph.serve.http import Refused
from govgraph.serve.operations import Loaded
from govgraph.serve.reconcile.terms import (
    class_iri,
    curie,
    describe_term,
    entity_id,
    entity_iri,
    entity_label,
    graph,
    index,
    property_iri,
    used_properties,
    values,
)

MOST_ROWS, MOST_PROPERTIES = 200, 20
SETTINGS: list[dict[str, object]] = [
    {
        "name": "limit", "label": "Limit", "type": "number", "default": 0,
        "help_text": "At most so many values of a row; 0: all",
    },
    {
        "name": "content", "label": "Entities as", "type": "select", "default": "entity",
        "help_text": "What stands for a value that is an entity",
        "choices": [
            {"value": "entity", "name": "Entity"}, {"value": "label", "name": "Label"}, {"value": "id", "name": "IRI"},
        ],
    },
    {
        "name": "language", "label": "Language", "type": "select", "default": "one",
        "help_text": "Of texts that are there in several languages",
        "choices": [
            {"value": "one", "name": "That of the request"}, {"value": "en", "name": "English"},
            {"value": "de", "name": "German"}, {"value": "all", "name": "All"},
        ],
    },
]  # fmt: skip
_INTEGERS = {"integer", "nonNegativeInteger", "positiveInteger", "int", "long", "short"}
_NUMBERS = {"decimal", "double", "float"}
_INT = 2**31  # OpenRefine reads an "int" with 32 bits and drops the rest; what is larger goes as "float"
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?")


class _Column(NamedTuple):
    """A property that is asked for: its id, its IRI, the settings."""

    id: str
    iri: str
    limit: int
    content: str
    language: str


def extend(loaded: Loaded, asked: object, language: str) -> dict[str, object]:
    """`{"meta": [...], "rows": {id: {property: [value, ...]}}}`. Raises: Refused 400, 413."""
    if not isinstance(asked, dict):
        raise Refused(400, "extend", 'extend must be {"ids": [...], "properties": [{"id": ...}]}')
    ids, properties = asked.get("ids"), asked.get("properties")
    if not isinstance(ids, list) or not isinstance(properties, list):
        raise Refused(400, "extend", 'extend must have a list "ids" and a list "properties"')
    if len(ids) > MOST_ROWS or len(properties) > MOST_PROPERTIES:
        raise Refused(413, "extend", f"at most {MOST_ROWS} ids and {MOST_PROPERTIES} properties at a time",
                      limit=f"extend: {MOST_ROWS} x {MOST_PROPERTIES}")  # fmt: skip
    if not all(isinstance(each, str) for each in ids):
        raise Refused(400, "extend", "ids must be texts")
    columns = [_column(loaded, each, language) for each in properties]
    rows = {ident: _row(loaded, ident, columns) for ident in ids}
    return {"meta": [_meta(loaded, each, language) for each in columns], "rows": rows}


def _column(loaded: Loaded, told: object, language: str) -> _Column:
    if not isinstance(told, dict) or not isinstance(told.get("id"), str):
        raise Refused(400, "extend", 'a property must be an object with an "id"')
    iri = property_iri(loaded, told["id"])
    if iri is None:
        raise Refused(400, "extend", f"{told['id'][:80]!r} is no property of any entity; suggest/property lists them")
    settings = told.get("settings")
    settings = settings if isinstance(settings, dict) else {}
    content, wanted = _chosen(settings, "content"), _chosen(settings, "language")
    return _Column(told["id"], iri, _limit(settings), content, language if wanted == "one" else wanted)


def _limit(settings: dict[str, object]) -> int:
    """How many values; 0 for all. Clients send numbers as texts too."""
    try:
        return max(0, int(float(str(settings.get("limit") or 0)[:20])))
    except (ValueError, OverflowError) as error:
        raise Refused(400, "extend", "the setting limit must be a number") from error


def _chosen(settings: dict[str, object], name: str) -> str:
    """A setting's value, its default where it is not set. Raises: Refused 400 for another value than the choices."""
    described = next(each for each in SETTINGS if each["name"] == name)
    told = settings.get(name) or described["default"]
    choices = [each["value"] for each in described["choices"]]  # type: ignore[attr-defined]
    if told not in choices:
        raise Refused(400, "extend", f"the setting {name} must be one of {', '.join(choices)}")
    return str(told)


def _meta(loaded: Loaded, column: _Column, language: str) -> dict[str, object]:
    """Id and name of a property, and the class of its values where these are entities of the graph."""
    told: dict[str, object] = {"id": column.id, "name": describe_term(loaded, column.iri, language).name}
    pattern = (ox.NamedNode(column.iri), ox.NamedNode(f"{RDFS}range"), None, graph(loaded, "ontology"))
    ranges = sorted(
        q.object.value for q in loaded.store.quads_for_pattern(*pattern) if isinstance(q.object, ox.NamedNode)
    )
    kind = next((each for each in ranges if each in index(loaded).kinds), None)
    if kind is not None and column.content == "entity":
        told["type"] = {"id": curie(loaded, kind), "name": describe_term(loaded, kind, language).name}
    return told


def _row(loaded: Loaded, ident: str, columns: Sequence[_Column]) -> dict[str, object]:
    entity = entity_iri(loaded, ident)
    known = not iri_fault(entity)
    return {each.id: _cells(loaded, entity, each) if known else [] for each in columns}


def _cells(loaded: Loaded, entity: str, column: _Column) -> list[dict[str, object]]:
    found = values(loaded, entity, column.iri)
    tagged = {each.language for each in found if isinstance(each, ox.Literal) and each.language}
    if column.language != "all" and tagged:
        one = next((each for each in (column.language, "en") if each in tagged), min(tagged))
        found = [each for each in found if not isinstance(each, ox.Literal) or each.language in (None, one)]
    return [_cell(loaded, each, column) for each in found[: column.limit or None]]


def _cell(loaded: Loaded, value: ox.NamedNode | ox.Literal, column: _Column) -> dict[str, object]:
    """A value in the API's form: an entity, a day, a number, a text. It knows no truth values and no years as dates."""
    if isinstance(value, ox.NamedNode):
        return _entity_cell(loaded, value.value, column)
    datatype, text = value.datatype.value.removeprefix(XSD), value.value
    if datatype in _INTEGERS and _NUMBER.fullmatch(text) and len(text) < 16:
        return {"int": int(text)} if -_INT <= int(text) < _INT else {"float": float(text)}
    if datatype in _NUMBERS and _NUMBER.fullmatch(text) and math.isfinite(float(text)):
        return {"float": float(text)}
    if datatype == "date" and _DAY.fullmatch(text):
        return {"date": f"{text}T00:00:00Z"}
    return {"date": text} if datatype == "dateTime" and _MOMENT.fullmatch(text) else {"str": text}


def _entity_cell(loaded: Loaded, iri: str, column: _Column) -> dict[str, object]:
    if iri not in index(loaded).numbers:
        return {"str": iri if column.content == "id" else curie(loaded, iri)}
    label = entity_label(loaded, iri, column.language)
    if column.content == "entity":
        return {"id": entity_id(loaded, iri), "name": label}
    return {"str": label if column.content == "label" else iri}


def propose(loaded: Loaded, kind: str, limit: int, language: str) -> dict[str, object]:
    """Properties that entities of a type have, the most used first; of all entities where no type is told."""
    found = used_properties(loaded, class_iri(loaded, kind) if kind else "")[:limit]
    named = [describe_term(loaded, each, language) for each in found]
    told: dict[str, object] = {
        "properties": [{"id": each.id, "name": each.name, "description": each.description} for each in named],
        "limit": limit,
    }
    return {**told, "type": kind} if kind else told
