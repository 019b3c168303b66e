"""Reconciliation queries (section 4 of the API): a name, a type and properties to the entities that are meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyoxigraph as ox

from govgraph.lookup import Match, find, spell
from govgraph.namespaces import iri_fault
from govgraph.serve.http import Refused
from govgraph.serve.operations import Loaded
from govgraph.serve.reconcile.terms import describe_term, entity_id, entity_iri, entity_label, term_iri, values

MOST_QUERIES = 50
MOST_RESULTS = 50
_MATCH = 97.0  # the score from which a name counts as the same
_SHARE = 20.0  # of a score, for properties that agree


def answer_queries(loaded: Loaded, queries: object, language: str) -> dict[str, object]:
    """`{"q0": {"result": [...]}}` for `{"q0": {"query": ..., "type": ..., "properties": [...], "limit": ...}}`.

    Raises: Refused 400 where a query is not of that form, 413 where there are too many.
    """
    if not isinstance(queries, dict):
        raise Refused(400, "queries", 'queries must be a JSON object of queries, as in {"q0": {"query": "Musk"}}')
    if len(queries) > MOST_QUERIES:
        raise Refused(413, "queries", f"{len(queries)} queries in a batch; at most {MOST_QUERIES}",
                      limit=f"batch: {MOST_QUERIES}")  # fmt: skip
    return {str(name): {"result": _candidates(loaded, each, language)} for name, each in queries.items()}


def _candidates(loaded: Loaded, query: object, language: str) -> list[dict[str, object]]:
    if isinstance(query, str):
        query = {"query": query}
    if not isinstance(query, dict) or not isinstance(query.get("query", ""), str):
        raise Refused(400, "queries", 'a query must be an object with a text "query"')
    assert loaded.lookup is not None  # noqa: S101 - a worker has one
    limit, kinds = _limit(query.get("limit")), _kinds(loaded, query.get("type"))
    properties = _properties(loaded, query.get("properties"))
    found = find(loaded.lookup, query.get("query", ""), kinds=kinds, language=language, limit=MOST_RESULTS)
    rated = [(_rate(loaded, each, properties), each) for each in found]
    rated.sort(key=lambda pair: (-pair[0], pair[1].label, pair[1].iri))
    sure = [each for score, each in rated if each.exact and score >= _MATCH]
    return [_told(loaded, each, score, sure == [each], language) for score, each in rated[:limit]]


def _limit(told: object) -> int:
    if told is None:
        return 10
    if isinstance(told, bool) or not isinstance(told, int) or told < 1:
        raise Refused(400, "queries", f"limit must be a number from 1, not {str(told)[:40]}")
    return min(told, MOST_RESULTS)


def _kinds(loaded: Loaded, told: object) -> list[str]:
    """Class IRIs of a type's id or of several."""
    listed = told if isinstance(told, list) else [told] if told else []
    if not all(isinstance(each, str) for each in listed):
        raise Refused(400, "queries", "type must be the id of a type, or a list of ids")
    return [term_iri(loaded, str(each)) for each in listed]


def _properties(loaded: Loaded, told: object) -> list[tuple[str, list[str]]]:
    """Property IRI and the spellings of its values, for each property of a query."""
    if told is None:
        return []
    if not isinstance(told, list) or not all(
        isinstance(each, dict) and isinstance(each.get("pid"), str) for each in told
    ):
        raise Refused(
            400, "queries", 'properties must be a list of objects, as in {"pid": "gov:jurisdiction", "v": "Italy"}'
        )
    found = []
    for each in told[:20]:
        iri = term_iri(loaded, each["pid"])
        if not iri_fault(iri):
            found.append((iri, [spelling for value in _values(each.get("v")) for spelling in _spell(loaded, value)]))
    return found


def _values(told: object) -> Sequence[object]:
    return told[:20] if isinstance(told, list) else [told]


def _spell(loaded: Loaded, value: object) -> tuple[str, ...]:
    if isinstance(value, Mapping):
        return (entity_iri(loaded, str(value.get("id", ""))), *spell(str(value.get("name", ""))))
    return (entity_iri(loaded, str(value)), *spell(str(value)))


def _rate(loaded: Loaded, match: Match, properties: list[tuple[str, list[str]]]) -> float:
    """The name's score; where properties are asked for, four fifths of it and a fifth for those that agree."""
    if not properties:
        return match.score
    agree = sum(_agrees(loaded, match.iri, iri, spellings) for iri, spellings in properties)
    return round(match.score * (1 - _SHARE / 100) + _SHARE * agree / len(properties), 1)


def _agrees(loaded: Loaded, entity: str, prop: str, spellings: list[str]) -> bool:
    for value in values(loaded, entity, prop):
        if isinstance(value, ox.Literal):
            told = set(spell(value.value))
        else:
            told = {value.value}
            for language in ("en", "de"):
                told |= set(spell(entity_label(loaded, value.value, language)))
        if told.intersection(spellings):
            return True
    return False


def _told(loaded: Loaded, match: Match, score: float, sure: bool, language: str) -> dict[str, Any]:
    types = [describe_term(loaded, kind, language) for kind in match.kinds[:1]]
    return {
        "id": entity_id(loaded, match.iri),
        "name": match.label,
        "description": match.description,
        "type": [{"id": each.id, "name": each.name} for each in types],
        "score": score,
        "match": sure,
        "features": [{"id": "name", "value": match.score}],
    }
