"""Reconciliation queries (section 4 of the API): a name, types and properties to the entities that are meant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from govgraph.lookup import Match, find, in_language
from govgraph.serve.http import Refused
from govgraph.serve.operations import Loaded
from govgraph.serve.reconcile.agreement import Asked, agree, agreeing, read_value
from govgraph.serve.reconcile.terms import class_iri, describe_term, entity_id, index, own_kinds, property_iri

MOST_QUERIES, MOST_RESULTS, MOST_PROPERTIES, MOST_VALUES = 50, 50, 10, 20
RESULTS = 10  # where a query says no limit
MATCH = 97.0  # the score from which an equal name counts as the same entity
PROPERTIES = 0.2  # of a score, where properties are asked for
UNTYPED = 0.85  # what is left of a score where a type should fit and does not
NAMELESS = 80.0  # the best score of a query that names properties only
_STRICTNESS = ("any", "all", "should")


class Wanted(NamedTuple):
    """A query that has been read: class IRIs; property id, property IRI and values."""

    text: str
    kinds: list[str]
    strictness: str
    properties: list[tuple[str, str, list[Asked]]]
    limit: int


class _Candidate(NamedTuple):
    score: float
    match: Match
    fits: bool
    shares: list[tuple[str, float]]


def answer_queries(loaded: Loaded, queries: object, language: str) -> dict[str, object]:
    """`{"q0": {"result": [...]}}` for `{"q0": {"query": ..., "type": ..., "properties": [...], "limit": ...}}`.

    Raises: Refused 400 where a query is not of that form, 413 where there are too many.
    """
    if not isinstance(queries, dict):
        raise Refused(400, "queries", 'queries must be a JSON object of queries, as in {"q0": {"query": "Musk"}}')
    if len(queries) > MOST_QUERIES:
        raise Refused(413, "queries", f"{len(queries)} queries in a batch; at most {MOST_QUERIES}",
                      limit=f"batch: {MOST_QUERIES}")  # fmt: skip
    read = {name: _read(loaded, str(name), each) for name, each in queries.items()}
    return {name: {"result": _answer(loaded, each, language)} for name, each in read.items()}


# ---------------------------------------------------------------------- reading


def _read(loaded: Loaded, name: str, query: object) -> Wanted:
    if not isinstance(query, dict):
        raise _wrong(name, 'must be an object, as in {"query": "Musk"}')
    text, strictness = query.get("query", ""), query.get("type_strict", "any")
    if not isinstance(text, str):
        raise _wrong(name, "query must be a text")
    if not text and not query.get("properties"):
        raise _wrong(name, "has neither a query nor properties; one of them must be there")
    if strictness not in _STRICTNESS:
        raise _wrong(name, f"type_strict must be one of {', '.join(_STRICTNESS)}")
    kinds, properties = _kinds(loaded, name, query.get("type")), _properties(loaded, name, query.get("properties"))
    return Wanted(text, kinds, strictness, properties, _limit(name, query.get("limit")))


def _wrong(name: str, what: str) -> Refused:
    return Refused(400, "queries", f"query {name[:40]!r}: {what}")


def _limit(name: str, told: object) -> int:
    if told is None:
        return RESULTS
    if isinstance(told, bool) or not isinstance(told, int | float) or not 1 <= told < 1e9 or told != int(told):
        raise _wrong(name, f"limit must be a whole number from 1, not {str(told)[:40]}")
    return min(int(told), MOST_RESULTS)


def _kinds(loaded: Loaded, name: str, told: object) -> list[str]:
    """Class IRIs of a type's id or of several; a type may be an object with an id too."""
    listed = [
        each.get("id") if isinstance(each, dict) else each for each in (told if isinstance(told, list) else [told])
    ]
    found = []
    for each in listed[:MOST_VALUES]:
        if not (each is None or isinstance(each, str)):
            raise _wrong(name, "type must be the id of a type, or a list of ids")
        if each:
            iri = class_iri(loaded, each)
            if iri not in index(loaded).kinds:
                raise _wrong(name, f"type {each[:80]!r} is no class of any entity; suggest/type lists the classes")
            found.append(iri)
    return found


def _properties(loaded: Loaded, name: str, told: object) -> list[tuple[str, str, list[Asked]]]:
    """The values that are asked for, by property; an empty cell says nothing about its property."""
    if told is None:
        return []
    if not isinstance(told, list) or len(told) > MOST_PROPERTIES:
        raise _wrong(name, f"properties must be a list of at most {MOST_PROPERTIES}")
    found: dict[str, tuple[str, str, list[Asked]]] = {}
    for each in told:
        if not isinstance(each, dict) or not isinstance(each.get("pid"), str) or "v" not in each:
            raise _wrong(name, 'a property must be an object, as in {"pid": "gov:basedIn", "v": "Italy"}')
        iri = property_iri(loaded, each["pid"])
        if iri is None:
            raise _wrong(name, f"{each['pid'][:80]!r} is no property of any entity; suggest/property lists them")
        if asked := [read_value(loaded, value) for value in _values(name, each["v"]) if value.strip()]:
            found.setdefault(each["pid"], (each["pid"], iri, []))[2].extend(asked)
    return list(found.values())


def _values(name: str, told: object) -> Iterator[str]:
    """Texts or ids of a property's value, or of each of a list."""
    for each in (told if isinstance(told, list) else [told])[:MOST_VALUES]:
        if isinstance(each, dict) and isinstance(each.get("id"), str):
            yield each["id"]
        elif isinstance(each, bool):
            yield str(each).lower()
        elif isinstance(each, str | int | float):
            yield str(each)
        else:
            raise _wrong(name, "a value must be a text, a number, true or false, or an object with an id")


# ---------------------------------------------------------------------- answering


def _answer(loaded: Loaded, wanted: Wanted, language: str) -> list[dict[str, object]]:
    rated = [_rate(loaded, wanted, each) for each in _found(loaded, wanted, language)]
    rated.sort(key=lambda each: (-each.score, each.match.label, each.match.iri))
    sure = [each.match.iri for each in rated if each.match.exact and each.score >= MATCH]
    return [_told(loaded, each, sure == [each.match.iri], language) for each in rated[: wanted.limit]]


def _found(loaded: Loaded, wanted: Wanted, language: str) -> list[Match]:
    """Entities whose names are similar; without a text those that agree with a property."""
    filtering = wanted.kinds if wanted.strictness != "should" else []
    if wanted.text:
        found = find(index(loaded), wanted.text, kinds=filtering, language=language, limit=MOST_RESULTS)
    else:
        iris = {iri for _, prop, values in wanted.properties for iri in agreeing(loaded, prop, values)}
        found = [_nameless(loaded, iri, language) for iri in sorted(iris)]
    if wanted.strictness == "all" or not wanted.text:
        needed = all if wanted.strictness == "all" else any
        found = [each for each in found if not filtering or needed(kind in each.kinds for kind in filtering)]
    return found


def _nameless(loaded: Loaded, iri: str, language: str) -> Match:
    entry = index(loaded).entries[index(loaded).numbers[iri]]
    label, description = in_language(entry.labels, language), in_language(entry.descriptions, language)
    return Match(iri, label, 0.0, entry.kinds, description, False, 0.0, 0.0)


def _rate(loaded: Loaded, wanted: Wanted, match: Match) -> _Candidate:
    """The score of docs/reconciliation.md: the name's, with a fifth for properties, less where a type should fit."""
    shares = [(pid, agree(loaded, match.iri, prop, values)) for pid, prop, values in wanted.properties]
    score, share = match.score, sum(each for _, each in shares) / max(1, len(shares))
    if not wanted.text:
        score = NAMELESS * share
    elif shares:
        score = (1 - PROPERTIES) * score + 100 * PROPERTIES * share
    fits = any(kind in match.kinds for kind in wanted.kinds) if wanted.kinds else True
    return _Candidate(round(score if fits else score * UNTYPED, 1), match, fits, shares)


def _told(loaded: Loaded, candidate: _Candidate, sure: bool, language: str) -> dict[str, Any]:
    match = candidate.match
    types = [describe_term(loaded, kind, language) for kind in own_kinds(match.kinds)]
    features: list[dict[str, object]] = [
        {"id": "name", "value": match.score}, {"id": "exact", "value": match.exact},
        {"id": "words", "value": match.words}, {"id": "letters", "value": match.letters},
        {"id": "type", "value": candidate.fits},
    ]  # fmt: skip
    return {
        "id": entity_id(loaded, match.iri),
        "name": match.label,
        "description": match.description,
        "type": [{"id": each.id, "name": each.name} for each in types],
        "score": candidate.score,
        "match": sure,
        "features": [*features, *({"id": f"property:{pid}", "value": share} for pid, share in candidate.shares)],
    }
