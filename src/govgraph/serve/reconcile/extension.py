"""Data extension: values of properties for entities that were matched, and which properties there are (section 7)."""

from __future__ import annotations

import re
from typing import Any

import pyoxigraph as ox

from govgraph.namespaces import iri_fault
from govgraph.serve.http import Refused
from govgraph.serve.operations import Loaded
from govgraph.serve.reconcile.terms import (
    curie,
    describe_term,
    entity_id,
    entity_iri,
    entity_label,
    term_iri,
    used_properties,
    values,
)

MOST_ROWS = 200
MOST_PROPERTIES = 20
_NUMBERS = {"integer", "decimal", "double", "float", "nonNegativeInteger", "int", "long"}
_DATES = {"date", "dateTime", "gYear", "gYearMonth"}
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")


def extend(loaded: Loaded, asked: object, language: str) -> dict[str, object]:
    """`{"meta": [...], "rows": {id: {property: [value, ...]}}}`. Raises: Refused 400, 413."""
    if (
        not isinstance(asked, dict)
        or not isinstance(asked.get("ids"), list)
        or not isinstance(asked.get("properties"), list)
    ):
        raise Refused(400, "extend", 'extend must be {"ids": [...], "properties": [{"id": ...}]}')
    ids, properties = asked["ids"], asked["properties"]
    if len(ids) > MOST_ROWS or len(properties) > MOST_PROPERTIES:
        raise Refused(413, "extend", f"at most {MOST_ROWS} ids and {MOST_PROPERTIES} properties at a time",
                      limit=f"extend: {MOST_ROWS} x {MOST_PROPERTIES}")  # fmt: skip
    if not all(isinstance(each, str) for each in ids):
        raise Refused(400, "extend", "ids must be texts")
    wanted = [_property(each) for each in properties]
    meta = [_meta(loaded, ident, language) for ident, _ in wanted]
    rows = {ident: _row(loaded, ident, wanted, language) for ident in ids}
    return {"meta": meta, "rows": rows}


def _property(told: object) -> tuple[str, dict[str, Any]]:
    if not isinstance(told, dict) or not isinstance(told.get("id"), str):
        raise Refused(400, "extend", 'a property must be an object with an "id"')
    settings = told.get("settings")
    return told["id"], settings if isinstance(settings, dict) else {}


def _meta(loaded: Loaded, ident: str, language: str) -> dict[str, object]:
    named = describe_term(loaded, term_iri(loaded, ident), language)
    return {"id": ident, "name": named.name}


def _row(loaded: Loaded, ident: str, wanted: list[tuple[str, dict[str, Any]]], language: str) -> dict[str, object]:
    entity = entity_iri(loaded, ident)
    if iri_fault(entity):
        return {prop: [] for prop, _ in wanted}
    return {prop: _cells(loaded, entity, term_iri(loaded, prop), settings, language) for prop, settings in wanted}


def _cells(loaded: Loaded, entity: str, prop: str, settings: dict[str, Any], language: str) -> list[dict[str, object]]:
    if iri_fault(prop):
        return []
    told = settings.get("language") or ""
    found = [
        each
        for each in values(loaded, entity, prop)
        if not (told and isinstance(each, ox.Literal) and each.language and each.language != told)
    ]
    limit = settings.get("limit")
    most = int(str(limit)) if str(limit).isdigit() and int(str(limit)[:6]) > 0 else len(found)
    return [_cell(loaded, each, language) for each in found[:most]]


def _cell(loaded: Loaded, value: ox.NamedNode | ox.Literal, language: str) -> dict[str, object]:
    """A value in the API's form: an entity, a date, a number, a truth value, a text."""
    if isinstance(value, ox.NamedNode):
        label = entity_label(loaded, value.value, language)
        if label:
            return {"id": entity_id(loaded, value.value), "name": label}
        return {"str": curie(loaded, value.value)}
    datatype = value.datatype.value.removeprefix(_XSD)
    if datatype in _NUMBERS and _NUMBER.fullmatch(value.value):
        number = float(value.value)
        return {"int": int(number)} if number.is_integer() and abs(number) < 2**53 else {"float": number}
    if datatype == "boolean":
        return {"bool": value.value in ("true", "1")}
    return {"date": value.value} if datatype in _DATES else {"str": value.value}


def propose(loaded: Loaded, kind: str, limit: int, language: str) -> dict[str, object]:
    """Properties that entities of a type have, the most used first."""
    found = used_properties(loaded, term_iri(loaded, kind) if kind else "")[:limit]
    named = [describe_term(loaded, each, language) for each in found]
    told: dict[str, object] = {"properties": [{"id": each.id, "name": each.name} for each in named], "limit": limit}
    return {**told, "type": kind} if kind else told
