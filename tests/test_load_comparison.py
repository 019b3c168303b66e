"""Answers of two stores: what counts as the same, and how a difference is named."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govgraph.stores.comparison import XSD, compare

Cell = dict[str, str]


def literal(value: str, datatype: str = "", language: str = "") -> Cell:
    cell = {"type": "literal", "value": value}
    if datatype:
        cell["datatype"] = XSD + datatype
    if language:
        cell["xml:lang"] = language
    return cell


def iri(value: str) -> Cell:
    return {"type": "uri", "value": f"https://example.org/{value}"}


def answer(*rows: dict[str, Cell]) -> dict[str, Any]:
    return {"head": {"vars": []}, "results": {"bindings": list(rows)}}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (literal("1", "integer"), literal("1.0", "decimal")),
        (literal("1.0", "decimal"), literal("1.00", "decimal")),
        (literal("1E25", "double"), literal("10000000000000000000000000", "double")),
        (literal("0.333333333333333333", "decimal"), literal("0.33333333333333333333333", "decimal")),
        (literal("true", "boolean"), literal("1", "boolean")),
        (literal("Pause", language="de-DE"), literal("Pause", language="de-de")),
        (literal("2026-01-02T03:04:05.500Z", "dateTime"), literal("2026-01-02T03:04:05.5+00:00", "dateTime")),
        (literal("2026-01-02T03:04:05.000Z", "dateTime"), literal("2026-01-02T03:04:05Z", "dateTime")),
    ],
)
def test_the_same_value_written_otherwise_is_equal(ours: Cell, theirs: Cell) -> None:
    found = compare("q", answer({"x": ours}), answer({"x": theirs}))
    assert found.verdict == "equal"
    assert found.examples


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (literal("1", "integer"), literal("2", "integer")),
        (literal("1", "integer"), literal("1")),
        (literal("true", "boolean"), literal("1", "integer")),
        (literal("Pause", language="de"), literal("Pause", language="en")),
        (literal("Pause"), literal("pause")),
        (literal("2026", "gYear"), literal("2026-01-01", "date")),
        (literal("2026-01-02", "date"), literal("2026-01-02Z", "date")),
        (iri("a"), literal("https://example.org/a")),
        (literal("9007199254740993", "integer"), literal("9007199254740992", "integer")),
    ],
)
def test_another_value_is_different_and_its_column_is_named(ours: Cell, theirs: Cell) -> None:
    found = compare("q", answer({"a": iri("s"), "x": ours}), answer({"a": iri("s"), "x": theirs}))
    assert (found.verdict, found.missing, found.extra, found.columns) == ("different", 1, 1, ("x",))
    assert found.examples[0].startswith("~ x is ")


def test_a_plain_string_is_an_xsd_string() -> None:
    """RDF 1.1 Concepts, 3.3; and `typed-literal` is what stores wrote before 2013."""
    theirs = {"type": "typed-literal", "value": "a", "datatype": XSD + "string"}
    assert compare("q", answer({"x": literal("a")}), answer({"x": theirs})).verdict == "same"


def test_rows_are_counted_not_only_listed() -> None:
    row = {"x": iri("a")}
    found = compare("q", answer(row), answer(row, row))
    assert (found.verdict, found.missing, found.extra) == ("different", 0, 1)
    assert found.examples == ("+ x=https://example.org/a",)


def test_the_order_of_rows_and_an_unbound_variable_do_not_matter() -> None:
    one, two = {"x": iri("a")}, {"x": iri("b"), "y": iri("c")}
    assert compare("q", answer(one, two), answer(two, one)).verdict == "same"
    found = compare("q", answer(two), answer({"x": iri("b")}))
    assert found.examples[0].startswith("~ y is unbound, not https://example.org/c")


def test_yes_is_not_no() -> None:
    assert compare("q", {"boolean": True}, {"boolean": True}).verdict == "same"
    assert compare("q", {"boolean": True}, {"boolean": False}).verdict == "different"


CELLS = st.one_of(
    st.text(max_size=5).map(iri),
    st.builds(literal, st.text(max_size=5), st.sampled_from(["", "integer", "double", "boolean", "dateTime", "date"])),
)


@given(st.lists(st.dictionaries(st.sampled_from("xyz"), CELLS), max_size=6), st.randoms())
def test_an_answer_is_the_same_as_itself_in_any_order(rows: list[dict[str, Cell]], random: Any) -> None:
    mixed = list(rows)
    random.shuffle(mixed)
    assert compare("q", answer(*rows), answer(*mixed)).verdict == "same"


@given(st.lists(st.dictionaries(st.sampled_from("xyz"), CELLS, min_size=1), min_size=1, max_size=6))
def test_a_row_that_is_gone_is_missed(rows: list[dict[str, Cell]]) -> None:
    found = compare("q", answer(*rows), answer(*rows[1:]))
    assert (found.verdict, found.missing, found.extra) == ("different", 1, 0)
