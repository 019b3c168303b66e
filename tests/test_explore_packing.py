"""Long tables are written short: nothing is lost on the way to the page, and short ones stay as they are."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect

from explorer_page import chromium, opened
from govgraph.explore.packing import LONG, pack_details, pack_graph, pack_numbers
from govgraph.explore.page import render_page

SIGNERS = LONG + 1
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def letter(signers: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """GraphData and Details: a letter (node 0) and its signers, each with an edge; signer 7 has a fact."""
    size = signers + 1
    labels = {"label": ["Person", ""], "look": 0}
    zeros, at = [0] * size, range(1, size)
    data = {
        "format": 1, "title": ["Letter", "Brief"], "version": "1", "issued": "2026-01-01",
        "namespaces": {"person": "https://example.org/person/", "letter": "https://example.org/letter/"},
        "looks": [{"id": "gov:Person", "label": ["Person", ""], "mark": "circle"}],
        "kinds": [{"id": "gov:Person", **labels}],
        "relations": [{"id": "gov:signed", "label": ["signed", "unterzeichnete"], "derived": False}],
        "statuses": [{"id": "confirmed", "label": ["confirmed", "bestätigt"]}],
        "measures": [{"id": "degree", "label": ["Degree", "Grad"], "text": ["", ""], "values": [1000, *[1] * signers]}],
        "nodes": {
            "id": ["letter:x", *(f"person:signer-{each}" for each in at)],
            "label": ["The letter", *(f"Signer {each}" for each in at)], "labelDe": [""] * size,
            "short": {}, "alias": {}, "jurisdiction": [-1] * size, "kind": zeros, "until": zeros, "community": zeros,
            "from": [0, *(700_000 + each % 50_000 for each in at)],
            "x": [each % 200 * 30 for each in range(size)], "y": [each // 200 * -30 for each in range(size)],
            "parent": [-1, -1, -1, -1, -1, -1, -1, -1, *[0] * (size - 8)],
        },
        "edges": {
            "source": list(at), "target": [0] * signers, "relation": [0] * signers, "status": [0] * signers,
            "from": [0] * signers, "until": [0] * signers, "id": [f"{each:012x}" for each in at],
        },
        "views": [], "start": {},
    }  # fmt: skip
    fact = [0, ["chess", "Schach"], 0, 1, []]
    details = {
        "sources": [{"id": "source:a", "title": ["Alpha", ""], "url": "", "publisher": "", "date": ""}],
        "properties": [{"id": "gov:plays", "label": ["plays", "spielt"]}],
        "evidence": [[[0, "p. 1"]], [[0, "p. 2"]]],
        "nodes": [
            {"description": [f"line {each}", ""], "facts": [fact] if each == 7 else [], "links": []}
            for each in range(size)
        ],
        "edges": [[each % 2, [[0, ["go", ""]]] if each == 6 else []] for each in range(signers)],
        "claims": {}, "derivations": {},
    }  # fmt: skip
    return data, details


def read(text: str) -> Iterator[int]:
    """The numbers of a text, by the book: base64 VLQ of differences."""
    number = rest = shift = 0
    for digit in map(DIGITS.index, text):
        rest += (digit % 32) << shift
        shift += 5
        if digit < 32:
            number += -(rest // 2) if rest % 2 else rest // 2
            yield number
            rest = shift = 0


@given(st.lists(st.integers(-(2**29), 2**29)))
def test_a_column_reads_as_it_was(numbers: list[int]) -> None:
    assert list(read(pack_numbers(numbers))) == numbers


def test_short_tables_stay_as_the_contract_has_them() -> None:
    data, details = letter(20)
    assert pack_graph(data) == data
    assert pack_details(details) == details


def test_long_tables_lose_nothing_and_leave_the_given_ones_alone() -> None:
    data, details = letter(SIGNERS)
    before = copy.deepcopy((data, details))
    graph, told = pack_graph(data), pack_details(details)
    assert (data, details) == before
    for table, name in (("nodes", "x"), ("nodes", "y"), ("nodes", "from"), ("edges", "source")):
        assert list(read(graph[table][name])) == data[table][name]
    assert graph["nodes"]["label"] == data["nodes"]["label"]
    assert told["nodes"]["facts"] == {"7": details["nodes"][7]["facts"]}
    assert told["nodes"]["links"] == {}
    assert list(read(told["edges"]["evidence"])) == [evidence for evidence, _ in details["edges"]]
    assert told["edges"]["qualifiers"] == {"6": [[0, ["go", ""]]]}


@pytest.mark.parametrize("broken", [1.5, 2**40, None, True])
def test_what_is_no_small_whole_number_is_not_packed(broken: object) -> None:
    data, _ = letter(SIGNERS)
    data["nodes"]["x"][3] = broken
    assert pack_graph(data)["nodes"]["x"] == data["nodes"]["x"]


def test_the_page_reads_what_is_packed(tmp_path: Path) -> None:
    file = tmp_path / "letter.html"
    file.write_text(render_page(*letter(SIGNERS), "Letter"), encoding="utf-8")
    with chromium() as browser, opened(browser, file, "select=person:signer-7&lang=en") as page:
        panel = page.get_by_role("region", name="Details")
        expect(panel).to_contain_text("Signer 7")
        for text in ("line 7", "chess", "p. 2", "go", "The letter"):
            expect(panel).to_contain_text(text)
