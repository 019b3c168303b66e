"""Do the values of an entity's property agree with what a query says? From 0, not at all, to 1."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import pyoxigraph as ox

from govgraph.lookup import identify
from govgraph.namespaces import XSD
from govgraph.serve.operations import Loaded
from govgraph.serve.reconcile.terms import entity_label, graph, index, values
from govgraph.spelling import cut, spell

ALIKE_FROM = 0.7  # the Dice coefficient of three-letter pieces from which texts agree in part
BEGUN = 0.97  # a year agrees with a day in it, and the other way round: no less than another name does
_DATES = ("date", "dateTime", "gYear", "gYearMonth")
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_cached_spelling = lru_cache(maxsize=20_000)(spell)
Value = ox.NamedNode | ox.Literal


class Asked(NamedTuple):
    """A value of a query: its text, the number of the entity that it names by IRI or id, spellings, date, number."""

    text: str
    entity: int | None
    spellings: dict[str, frozenset[str]]
    date: str
    number: float | None


def read_value(loaded: Loaded, text: str) -> Asked:
    """A value as a query says it: `30.3.2023` is a date like `2023-03-30`."""
    date = text.strip().partition("T")[0]
    if match := _DAY.fullmatch(date):
        date = f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"
    spellings = {each: _pieces(each) for each in spell(text) if each}
    return Asked(text, identify(index(loaded), text), spellings, date, _number(text))


def agree(loaded: Loaded, entity: str, prop: str, asked: Sequence[Asked]) -> float:
    """The best agreement of any value of the property with any asked one."""
    told = values(loaded, entity, prop)
    return round(max((_compare(loaded, value, each, True) for value in told for each in asked), default=0.0), 3)


def agreeing(loaded: Loaded, prop: str, asked: Sequence[Asked]) -> set[str]:
    """IRIs of the entities with a value of the property that agrees; texts only where they are equal."""
    node, numbers = ox.NamedNode(prop), index(loaded).numbers
    spellings = {spelling for each in asked for spelling in each.spellings}
    rated: dict[Value, bool] = {}
    found = set()
    for name in ("simple", "inferred"):
        for quad in loaded.store.quads_for_pattern(None, node, None, graph(loaded, name)):
            value = quad.object
            if isinstance(value, ox.NamedNode | ox.Literal) and isinstance(quad.subject, ox.NamedNode):
                if value not in rated:
                    rated[value] = _equal(loaded, value, asked, spellings)
                if rated[value] and quad.subject.value in numbers:
                    found.add(quad.subject.value)
    return found


def _equal(loaded: Loaded, value: Value, asked: Sequence[Asked], spellings: set[str]) -> bool:
    """Does any asked value agree? As `_compare` without parts, but quick for many texts."""
    if isinstance(value, ox.Literal) and value.datatype.value.removeprefix(XSD) not in _DATES:
        number = _number(value.value)
        same = number is not None and any(each.number == number for each in asked)
        return same or not spellings.isdisjoint(_cached_spelling(value.value))
    return any(_compare(loaded, value, each, False) > 0 for each in asked)


def _compare(loaded: Loaded, value: Value, asked: Asked, partly: bool) -> float:
    if isinstance(value, ox.NamedNode):
        return _compare_entity(loaded, value.value, asked, partly)
    if value.datatype.value.removeprefix(XSD) in _DATES:
        return _compare_dates(value.value.partition("T")[0], asked.date)
    if asked.number is not None and asked.number == _number(value.value):
        return 1.0
    return _compare_texts(_cached_spelling(value.value), asked, partly)


def _compare_entity(loaded: Loaded, iri: str, asked: Asked, partly: bool) -> float:
    """1 for its IRI, id or one of its names."""
    lookup = index(loaded)
    number = lookup.numbers.get(iri)
    if asked.text == iri or (number is not None and asked.entity == number):
        return 1.0
    if number is not None:
        return _compare_texts([name.spelling for name in lookup.entries[number].names], asked, partly)
    labels = (entity_label(loaded, iri, language) for language in ("en", "de"))
    return _compare_texts([spelling for label in labels for spelling in _cached_spelling(label)], asked, partly)


def _compare_texts(told: Sequence[str], asked: Asked, partly: bool) -> float:
    """1 for an equal spelling, the Dice coefficient for one that is alike."""
    if any(each in asked.spellings for each in told):
        return 1.0
    if not partly:
        return 0.0
    shares = (_dice(_pieces(each), pieces) for each in told if each for pieces in asked.spellings.values())
    share = max(shares, default=0.0)
    return share if share >= ALIKE_FROM else 0.0


@lru_cache(maxsize=4096)
def _pieces(spelling: str) -> frozenset[str]:
    return frozenset(cut(spelling))


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    both = len(one) + len(other)
    if 2 * min(len(one), len(other)) < ALIKE_FROM * both:
        return 0.0
    return 2 * len(one & other) / both


def _compare_dates(told: str, asked: str) -> float:
    """`2023-03-30`, `2023-03` and `2023` agree with each other; only the same precision wholly."""
    if told == asked:
        return 1.0
    return BEGUN if len(asked) >= 4 and (told.startswith(f"{asked}-") or asked.startswith(f"{told}-")) else 0.0


def _number(text: str) -> float | None:
    try:
        return float(text) if len(text) < 40 else None
    except ValueError:
        return None
