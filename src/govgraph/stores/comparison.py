"""Two answers to one question: the same rows, rows with the same values, or what differs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Context, Decimal, InvalidOperation
from typing import Any, Literal, NamedTuple

XSD = "http://www.w3.org/2001/XMLSchema#"
SHOWN, WIDTH = 3, 160  # rows that are shown of a difference, characters of one
PAIRED = 200  # rows whose likes are looked for
DIGITS = 12  # of numbers that were computed: stores round averages and sums differently after these

_NUMBERS = {
    XSD + name
    for name in (
        "integer", "decimal", "double", "float", "int", "long", "short", "byte", "nonNegativeInteger",
        "positiveInteger", "nonPositiveInteger", "negativeInteger", "unsignedInt", "unsignedLong", "unsignedShort",
        "unsignedByte",
    )
}  # fmt: skip
_FRACTION = re.compile(r"(T\d\d:\d\d:\d\d)(?:\.0+(?=\D|$)|(\.\d*?[1-9])0+(?=\D|$))")

Verdict = Literal["same", "equal", "different", "failed"]


class Difference(NamedTuple):
    """How a store answered one question.

    `same`: term for term. `equal`: the same values, some written otherwise (1.0 for 1). `different`: `missing` rows
    of ours are not there, `extra` ones are; `columns` are those in which the rows that look alike differ; `examples`
    shows the first. `failed`: the store gave no answer.
    """

    question: str
    verdict: Verdict
    rows: int
    missing: int = 0
    extra: int = 0
    columns: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


def compare(question: str, ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Difference:
    """Two answers in SPARQL 1.1 JSON, compared as multisets of rows: the order of rows is not looked at."""
    if "boolean" in ours:
        good = _boolean(theirs) == ours["boolean"]
        shown = () if good else (f"ours is {ours['boolean']}",)
        return Difference(question, "same" if good else "different", 1, int(not good), int(not good), (), shown)
    mine, other = ours["results"]["bindings"], theirs["results"]["bindings"]
    if _rows(mine, _term) == _rows(other, _term):
        return Difference(question, "same", len(mine))
    left, right = _rows(mine, value_of), _rows(other, value_of)
    missing, extra = left - right, right - left
    if not missing and not extra:
        return Difference(question, "equal", len(mine), examples=_written(mine, other))
    columns, examples = _name_differences(sorted(missing.elements()), sorted(extra.elements()))
    return Difference(question, "different", len(mine), missing.total(), extra.total(), columns, examples)


def _boolean(answer: Mapping[str, Any]) -> object:
    return answer.get("boolean")


Row = tuple[tuple[str, tuple[str, ...]], ...]


def _rows(bindings: Iterable[Mapping[str, Any]], key: Any) -> Counter[Row]:
    return Counter(tuple(sorted((name, key(cell)) for name, cell in row.items())) for row in bindings)


def _term(cell: Mapping[str, str]) -> tuple[str, ...]:
    kind = "literal" if cell["type"] == "typed-literal" else cell["type"]  # as stores wrote it before 2013
    if kind == "bnode":
        return ("bnode",)
    datatype = cell.get("datatype", "")
    return kind, cell["value"], cell.get("xml:lang", ""), "" if datatype == XSD + "string" else datatype


def value_of(cell: Mapping[str, str]) -> tuple[str, ...]:
    """A term by its value: numbers by size (fractions to 12 digits), languages in lower case, times without zeros."""
    kind, *rest = _term(cell)
    if kind != "literal":
        return kind, *rest
    value, language, datatype = rest
    if language:
        return "text", value, language.lower()
    if datatype in _NUMBERS:
        return "number", _number(value)
    if datatype == XSD + "boolean":
        return "boolean", {"1": "true", "0": "false"}.get(value, value)
    if datatype in (XSD + "dateTime", XSD + "time"):
        return datatype, _FRACTION.sub(r"\1\2", value).replace("+00:00", "Z")
    return "literal", value, datatype


def _number(text: str) -> str:
    try:
        exact = Decimal(text)
    except InvalidOperation:
        return text
    if not exact.is_finite():
        return str(exact)
    rounded = exact if exact == exact.to_integral_value() else Context(prec=DIGITS).plus(exact)
    return f"{rounded.normalize():f}"


def _written(mine: list[Mapping[str, Any]], other: list[Mapping[str, Any]]) -> tuple[str, ...]:
    """The first cells that are written otherwise, without saying in which row."""
    left = Counter(_term(cell) for row in mine for cell in row.values())
    right = Counter(_term(cell) for row in other for cell in row.values())
    ours = {value_of_term(term): term for term in left - right}
    pairs = [(ours[value_of_term(term)], term) for term in sorted(right - left) if value_of_term(term) in ours]
    return tuple(f"{_word(theirs)} for {_word(own)}" for own, theirs in pairs[:SHOWN])


def value_of_term(term: tuple[str, ...]) -> tuple[str, ...]:
    """The value of a term as `_term` gives it."""
    if term[0] == "bnode":
        return term
    kind, value, language, datatype = term
    return value_of({"type": kind, "value": value, "xml:lang": language, "datatype": datatype})


def _word(term: tuple[str, ...]) -> str:
    if term[0] != "literal":
        return " ".join(term)
    _, value, language, datatype = term
    return f'"{value}"' + (f"@{language}" if language else f"^^{datatype.rpartition('#')[2]}" if datatype else "")


def _name_differences(missing: list[Row], extra: list[Row]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns in which rows differ that look alike, and the first rows: `~` differing, `-` missing, `+` extra."""
    columns: set[str] = set()
    lines, left = [], extra
    for row in missing[:PAIRED]:
        near = max(left, key=lambda other: len(set(row) & set(other)), default=())
        if 2 * len(set(row) & set(near)) < len(row):
            lines.append(f"- {_shown(row)}")
            continue
        left = [other for other in left if other is not near]
        ours, theirs = dict(row), dict(near)
        differing = [name for name in sorted(ours | theirs) if ours.get(name) != theirs.get(name)]
        columns.update(differing)
        told = ", ".join(f"{name} is {_value(theirs.get(name))}, not {_value(ours.get(name))}" for name in differing)
        lines.append(f"~ {told} (in {_shown(row)})")
    added = [f"+ {_shown(row)}" for row in left] if len(missing) <= PAIRED else []
    return tuple(sorted(columns)), (*lines[:SHOWN], *added[:SHOWN])


def _value(value: tuple[str, ...] | None) -> str:
    if value is None:
        return "unbound"
    return " ".join(part.replace(XSD, "xsd:") for part in value[1:] if part) or value[0]


def _shown(row: Row) -> str:
    text = ", ".join(f"{name}={_value(value)}" for name, value in row)
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"
