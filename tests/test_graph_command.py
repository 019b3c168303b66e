"""`govgraph graph`: selections of the real graph as pages and files; names, filters, bad use."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from playwright.sync_api import Browser

import govgraph
from conftest import Govgraph
from explorer_page import chromium, opened
from govgraph.errors import UsageError
from govgraph.explore.selection import Selection, Wanted, select
from govgraph.explore.spans import lifetimes
from real_project import REPOSITORY, built_project, real_model

LETTER = "letter:pause-letter-2023"
MUSK = "person:elon-musk"

pytestmark = pytest.mark.xdist_group("graph-command")


@cache
def drawn(**options: Any) -> str:
    """The text that `govgraph.graph` makes of the real project."""
    return govgraph.graph(built_project(), **options)


def block(page: str, name: str) -> dict[str, Any]:
    """A data block of a page."""
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.DOTALL)
    assert found
    assert "<" not in found[1]
    data: dict[str, Any] = json.loads(found[1])
    return data


def chosen(**wanted: Any) -> Selection:
    """A selection of the real graph."""
    return select(real_model().graph, real_model().schema, Wanted(**wanted))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened_browser:
        yield opened_browser


def neighbours(node: str, statements: Any) -> set[str]:
    near = {each.value for each in statements if each.subject == node}
    return near | {each.subject for each in statements if each.value == node}


def test_depth_counts_relations_in_both_directions_and_not_through_sources() -> None:
    graph = real_model().graph
    known = {each.id for each in graph.entities}
    expected = neighbours(MUSK, graph.statements) & known
    assert set(chosen(focus=(MUSK,), depth=1).nodes) == expected | {MUSK}
    assert chosen(focus=(MUSK,), depth=0).nodes == (MUSK,)
    two = chosen(focus=(MUSK,), depth=2)
    assert max(two.distance.values()) == 2
    assert not [each for each, steps in two.distance.items() if steps == 2 and not _beside(each, expected, two)]


def _beside(node: str, ring: set[str], selection: Selection) -> bool:
    return any(not each.startswith("source:") and each in ring for each in neighbours(node, selection.relations))


def test_filters_keep_kinds_relations_statuses_and_days() -> None:
    kinds = {each.id: each.kind for each in real_model().graph.entities}
    people = chosen(kinds=frozenset({"gov:Person", "gov:OpenLetter"}))
    assert {kinds[each] for each in people.nodes} == {"gov:Person", "gov:OpenLetter"}
    signed = chosen(relations=frozenset({"gov:signed"}))
    assert {each.property for each in signed.relations} == {"gov:signed"}
    refuted = chosen(statuses=frozenset({"gov:refuted"}))
    assert {each.status for each in refuted.relations} == {"gov:refuted"}
    spans = lifetimes(real_model().graph.statements, real_model().schema)
    early = chosen(day=737_000, spans=spans)  # November 2018: long before the letter
    assert LETTER not in early.nodes
    assert MUSK in early.nodes
    assert len(chosen(limit=10).nodes) == 10


def test_a_page_holds_the_selection_and_opens_on_it() -> None:
    page = drawn(focus="Elon Musk", depth=1, as_of="2023-04-15", language="de", embed=True)
    data = block(page, "graph")
    nodes = chosen(
        focus=(MUSK,), day=738_625, spans=lifetimes(real_model().graph.statements, real_model().schema)
    ).nodes
    assert data["nodes"]["id"] == [each for each in nodes if not each.startswith("source:")]
    assert data["start"] == {
        "stage": {"type": "focus", "nodes": [MUSK], "depth": 1},
        "language": "de",
        "theme": "auto",
        "asOf": "2023-04-15",
        "embed": True,
    }
    assert len(page) < 500_000


def test_a_view_is_a_page_of_its_own() -> None:
    data = block(drawn(view="who-signed"), "graph")
    assert [each["id"] for each in data["views"]] == ["who-signed"]
    assert LETTER in data["nodes"]["id"]
    assert data["start"]["stage"] == {"type": "view", "id": "who-signed"}


def test_names_are_found_without_case_accents_or_language() -> None:
    for name in ("elon musk", "ELON MUSK", MUSK, "elon-musk"):
        assert block(drawn(focus=name, depth=0), "graph")["nodes"]["id"] == [MUSK]
    assert block(drawn(focus="ki-pause-brief", depth=0), "graph")["nodes"]["id"] == [LETTER]


def test_graphml_and_gexf_come_back_with_the_same_nodes_and_edges() -> None:
    selection = chosen(focus=(LETTER,), depth=1)
    for form, read in (("graphml", nx.read_graphml), ("gexf", nx.read_gexf)):
        text = drawn(focus=LETTER, form=form)
        back = read(io.BytesIO(text.encode()))
        assert set(back.nodes) == set(selection.nodes), form
        assert back.number_of_edges() == len(selection.relations), form
        assert back.nodes[MUSK]["label_de"] == "Elon Musk"
        assert back.nodes[LETTER]["kind"] in ("gov:OpenLetter", "OpenLetter")
    graphml = nx.read_graphml(io.BytesIO(drawn(focus=LETTER, form="graphml").encode()), force_multigraph=True)
    keys = {key for *_, key in graphml.edges(keys=True)}
    assert keys == {each.id for each in selection.relations}


def test_json_and_csv_hold_the_edges() -> None:
    selection = chosen(focus=(LETTER,), depth=1)
    network = json.loads(drawn(focus=LETTER, form="json"))
    assert {each["id"] for each in network["nodes"]} == set(selection.nodes)
    assert len(network["links"]) == len(selection.relations)
    rows = list(csv.DictReader(io.StringIO(drawn(focus=LETTER, form="csv"))))
    assert len(rows) == len(selection.relations)
    assert {row["property"] for row in rows} >= {"gov:signed"}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"focus": "elon mask"}, "Elon Musk (person:elon-musk)"),
        ({"focus": "no such thing at all"}, "no entity has the name"),
        ({"kinds": "Persn"}, "gov:Person"),
        ({"relations": "hasInterestIn"}, "derived by a rule"),
        ({"view": "stori"}, "story"),
        ({"focus": MUSK, "as_of": "2023-02-30"}, "2023-02-30"),
        ({"focus": MUSK, "depth": 7}, "between 0 and 6"),
        ({"depth": 2}, "give --focus or --view"),
        ({"renderer": "pyvis"}, "--limit 1000"),
        ({"form": "csv", "embed": True}, "--format html"),
    ],
)
def test_wrong_use_names_the_way_out(options: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=re.escape(words)):
        govgraph.graph(built_project(), **options)


def test_the_command_writes_files_by_their_ending(small: Path, govgraph: Govgraph, tmp_path: Path) -> None:
    for ending, start in (("html", "<!DOCTYPE html>"), ("graphml", "<?xml"), ("gexf", "<?xml"), ("json", "{")):
        file = tmp_path / f"part.{ending}"
        run = govgraph(small, "graph", "-o", str(file))
        assert run.code == 0, run.err
        assert file.read_text(encoding="utf-8").startswith(start)
    assert govgraph(small, "graph", "-o", str(tmp_path / "part.doc")).code == 2
    printed = govgraph(small, "graph", "--format", "csv")
    assert printed.code == 0
    assert len(printed.out.splitlines()) > 3


def test_same_input_same_bytes_whatever_the_hash_seed() -> None:
    def made(seed: str, *options: str) -> bytes:
        command = [sys.executable, "-m", "govgraph", "--project", str(REPOSITORY), "graph", "--focus", LETTER, *options]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        return subprocess.run(command, capture_output=True, check=True, env=environment, timeout=120).stdout

    for options in (["--format", "gexf"], ["--renderer", "pyvis"], ["--depth", "2", "--limit", "80"]):
        assert made("1", *options) == made("2", *options)


def test_pyvis_draws_without_a_request_and_a_notebook_can_frame_it(browser: Browser, tmp_path: Path) -> None:
    page = drawn(focus=LETTER, renderer="pyvis")
    assert "default-src 'none'" in page
    file = tmp_path / "notebook.html"
    file.write_text(page, encoding="utf-8")
    with opened(browser, file) as shown:
        ink = shown.evaluate(
            "() => { const c = document.querySelector('canvas');"
            " const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
            " let n = 0; for (let i = 3; i < d.length; i += 4) if (d[i]) n++; return n; }"
        )
        assert ink > 5000
    frame = govgraph.notebook_frame(page, 400)
    assert frame.startswith("<iframe")
    assert "<script" not in frame
