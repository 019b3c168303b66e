"""When statements hold and entities exist: spans of days as ordinals (`date.toordinal`), 0 where an end is open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from govgraph.dates import span_of
from govgraph.model.schema import Schema
from govgraph.model.statements import Statement
from govgraph.model.terms import split_literal

Span = tuple[int, int]

OPEN: Span = (0, 0)
_BEGINNINGS = ("gov:validFrom", "gov:on")  # qualifiers that say since when a statement holds, the better one first
_END = "gov:validUntil"


def statement_span(statement: Statement) -> Span:
    """First and last day on which a statement holds, by its qualifiers. A coarse date covers its whole span."""
    told = {prop: split_literal(value)[0] for prop, value in statement.qualifiers if prop in (*_BEGINNINGS, _END)}
    begin = next((told[each] for each in _BEGINNINGS if each in told), "")
    return (
        span_of(begin)[0].toordinal() if begin else 0,
        span_of(told[_END])[1].toordinal() if _END in told else 0,
    )


def lifetimes(statements: Iterable[Statement], schema: Schema) -> dict[str, Span]:
    """First and last day of the entities of which accepted statements tell them (`gov:lifetime` in the ontology)."""
    bounds = {prop: bound for prop in schema.by_property if (bound := schema.lifetime(prop))}
    lives: dict[str, Span] = {}
    for each in statements:
        if each.property not in bounds or not each.in_simple_view:
            continue
        first, last = (day.toordinal() for day in span_of(split_literal(each.value)[0]))
        begin, end = lives.get(each.subject, OPEN)
        if bounds[each.property] == "begin":
            lives[each.subject] = (min(begin or first, first), end)
        else:
            lives[each.subject] = (begin, max(end, last))
    return lives


def holds(day: int, span: Span) -> bool:
    """True if the day lies in the span; day 0 lies in all."""
    return not day or ((not span[0] or span[0] <= day) and (not span[1] or day <= span[1]))


def day_text(day: int) -> str:
    """The day of an ordinal as 2023-04-15; empty for 0."""
    return date.fromordinal(day).isoformat() if day else ""
