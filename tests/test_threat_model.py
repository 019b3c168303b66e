"""The threat model claims only what a test shows: each row names tests that are there and are run."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs" / "threat-model.md"
_NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")


class Claim(NamedTuple):
    """A row of the table: its number, what is claimed, what stands for it, the tests as file and function."""

    number: int
    claim: str
    control: str
    tests: list[tuple[str, str]]


def read_claims() -> list[Claim]:
    """The rows below the heading of claims, in their order."""
    section = PAGE.read_text(encoding="utf-8").split("\n## Claims\n")[1].split("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split(" | ")] for line in section.splitlines() if line[:2] == "| "
    ]
    assert all(len(row) == 4 for row in rows), [row for row in rows if len(row) != 4]
    return [Claim(int(number), claim, control, _NAMED.findall(tests)) for number, claim, control, tests in rows[1:]]


@cache
def functions_of(file: str) -> dict[str, ast.FunctionDef]:
    """The test functions of a file by name."""
    found = ast.parse((TESTS / file).read_text(encoding="utf-8")).body
    return {each.name: each for each in found if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")}


CLAIMS = read_claims()


def test_the_claims_are_numbered_and_many() -> None:
    assert [each.number for each in CLAIMS] == list(range(1, len(CLAIMS) + 1))
    assert len(CLAIMS) >= 30
    assert len({each.claim for each in CLAIMS}) == len(CLAIMS)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda each: f"claim {each.number}")
def test_a_claim_has_a_control_and_tests_that_are_run(claim: Claim) -> None:
    assert claim.claim.endswith(".")
    assert claim.control.endswith(".")
    assert claim.tests
    for file, name in claim.tests:
        assert (TESTS / file).is_file(), file
        assert name in functions_of(file), f"{file} has no {name}"
        marks = [ast.unparse(each) for each in functions_of(file)[name].decorator_list]
        assert not any(mark.startswith(("pytest.mark.skip(", "pytest.mark.xfail")) for mark in marks), marks


def test_every_test_of_attacks_stands_for_a_claim() -> None:
    named = {test for claim in CLAIMS for test in claim.tests}
    there = {(file, name) for file in ("test_serve_attacks.py", "test_serve_ssrf.py") for name in functions_of(file)}
    controls = {  # these show that the others can fail, or that honest use is not hurt
        ("test_serve_attacks.py", "test_the_kinds_are_many_and_most_would_hurt"),
        ("test_serve_attacks.py", "test_requests_in_a_row_are_answered_in_their_order"),
        ("test_serve_ssrf.py", "test_the_table_is_long_and_the_canary_hears"),
    }
    assert there - named == controls


def test_every_door_is_told() -> None:
    doors = PAGE.read_text(encoding="utf-8").split("\n## Doors\n")[1].split("\n## ")[0]
    for door in ("HTTP", "queries", "updates", "files", "MCP", "load targets", "static site", "reconciliation"):
        assert f"\n| {door}" in doors, door
