"""The page that carries the explorer: one sealed file in which data stay data, whatever they look like."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govgraph.explore.document import write_explorer
from govgraph.explore.layout_cache import LayoutTask, cached_layouts
from govgraph.explore.page import render_page, write_block
from govgraph.graph.inference import Inference
from govgraph.model.harvest import Graph
from govgraph.model.statements import Entity, Statement, mint_statement
from govgraph.model.terms import quote
from real_project import built_project, real_model

HOSTILE = (
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]>",
    "@graph@ @details@ @script@ @style@ @title@ @script-hash@",
    "\\u003c/script> \\1 \\g<0>",
    "</noscript></style></title><img src=x onerror=alert(1)>",
    "quote \" and ' and & and &lt;",
    "line\u2028paragraph\u2029end",
    "right\u202eto\u2066left\u2069\u200f",
    "\U0001f600 e\u0301 \u0000 \u007f",
    "x" * 5000,
    "",
)


class Read(HTMLParser):
    """Tags with attributes in order, and the text inside each element of an id."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.blocks: dict[str, str] = {}
        self._inside = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag."""
        found = dict(attrs)
        self.tags.append((tag, found))
        if tag in ("script", "style", "title"):
            self._inside = found.get("id") or tag

    def handle_endtag(self, tag: str) -> None:
        """Leave the block."""
        self._inside = ""

    def handle_data(self, data: str) -> None:
        """Keep a block's text."""
        if self._inside:
            self.blocks[self._inside] = self.blocks.get(self._inside, "") + data


def hostile_page() -> str:
    """The explorer of a graph whose labels, descriptions, roles and titles are all hostile."""
    entities, statements = [], []
    for number, text in enumerate(HOSTILE):
        name = f"person:p-{number}"
        entities.append(Entity(name, "gov:Person", "a.yaml", 1, 1))
        texts = ("rdfs:label", "dcterms:description", "skos:altLabel", "gov:headquarters")
        statements += [stated(name, prop, f"{quote(text)}@en") for prop in texts]
        statements.append(stated(name, "gov:hasRole", "org:o", (("gov:role", f"{quote(text)}@en"),)))
    entities.insert(0, Entity("org:o", "gov:Organization", "a.yaml", 1, 1))
    project = built_project()
    return write_explorer(Graph(entities, statements), Inference([], {}), [], real_model().schema, project, [])


def stated(subject: str, prop: str, value: str, qualifiers: tuple[tuple[str, str], ...] = ()) -> Statement:
    """A confirmed statement without a source."""
    name = mint_statement(subject, prop, value)
    return Statement(
        name, "gov:Statement", subject, prop, value, "gov:confirmed", "", (), (), qualifiers, False, "a.yaml", 1, 1
    )


def built_page() -> str:
    """The real project's page."""
    return (built_project().output / "graph.html").read_text(encoding="utf-8")


def parts(page: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """GraphData and Details of a page."""
    blocks = Read(page).blocks
    return json.loads(blocks["graph"]), json.loads(blocks["details"])


def test_hostile_texts_stay_data() -> None:
    """Every text comes back as it was; tags are those of the real page; no mark is filled in twice."""
    page = hostile_page()
    read, real = Read(page), Read(built_page())
    assert read.tags == real.tags
    data, details = parts(page)
    assert data["nodes"]["id"] == ["org:o", *(f"person:p-{number}" for number in range(len(HOSTILE)))]
    labels = dict(zip(data["nodes"]["id"], data["nodes"]["label"], strict=True))
    for number, text in enumerate(HOSTILE):
        name, node = f"person:p-{number}", details["nodes"][number + 1]
        assert labels[name] == text  # where it is empty the page shows the id (labelOf in model.ts)
        assert node["description"] == [text, ""]
        assert [fact[1] for fact in node["facts"]] == [[text, ""]]
        assert data["nodes"]["alias"][str(number + 1)] == [text]
    roles = [text for _, qualifiers in details["edges"] for _, (text, _) in qualifiers]
    assert sorted(roles) == sorted(HOSTILE)
    for name in ("script", "style"):
        assert read.blocks[name] == real.blocks[name]


def test_data_blocks_hold_nothing_that_ends_them_or_hides() -> None:
    """No `<`, no line separator, no direction control, no surrogate stands raw in a data block."""
    for page in (hostile_page(), built_page()):
        blocks = Read(page).blocks
        for name in ("graph", "details"):
            found = re.findall("[<\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff]", blocks[name])
            assert found == []


@given(st.dictionaries(st.text(), st.text(st.characters()) | st.integers() | st.lists(st.text(max_size=5))))
def test_a_block_says_what_it_was_made_from(value: dict[str, Any]) -> None:
    """Any text, lone surrogates included, comes back; the block can be written as UTF-8."""
    block = write_block(value)
    assert json.loads(block) == value
    assert "<" not in block
    assert block.encode("utf-8")


def test_the_policy_allows_the_bundle_and_nothing_else() -> None:
    """Script and style by the hash of what stands in the file; no request, no base, no form."""
    read = Read(built_page())
    policies = [found["content"] for tag, found in read.tags if tag == "meta" and "http-equiv" in found]
    assert len(policies) == 1
    rules = dict(rule.strip().split(" ", 1) for rule in str(policies[0]).split(";"))
    for name, block in (("script-src", "script"), ("style-src", "style")):
        digest = base64.b64encode(hashlib.sha256(read.blocks[block].encode()).digest()).decode()
        assert rules.pop(name) == f"'sha256-{digest}'"
    assert rules.pop("img-src") == "data: blob:"
    assert rules == dict.fromkeys(("default-src", "connect-src", "base-uri", "form-action"), "'none'")


def test_nothing_is_fetched_and_no_style_or_handler_stands_in_a_tag() -> None:
    """One script runs; links lead into the file itself; head and body are complete."""
    tags = Read(built_page()).tags
    assert [found.get("type", "") for tag, found in tags if tag == "script"] == ["application/json"] * 2 + [""]
    for tag, found in tags:
        assert not [name for name in found if name == "style" or name.startswith("on")], tag
        for name in ("src", "href", "srcset", "data", "action"):
            assert str(found.get(name, "data:")).startswith("data:"), (tag, found)
    assert ("html", {"lang": "en"}) in tags
    assert ("div", {"id": "app"}) in tags
    assert ("meta", {"charset": "utf-8"}) in tags


def test_a_reader_without_script_learns_where_the_data_are() -> None:
    """In English and German, naming files that the build has made."""
    page = built_page()
    words = page[page.index("<noscript>") : page.index("</noscript>")]
    assert 'lang="de"' in words
    for name in ("entities.csv", "govgraph.ttl"):
        assert words.count(name) == 2
        assert (built_project().output / name).is_file()


def test_the_title_is_text() -> None:
    """A project's title can't open a tag."""
    title = "</title><b>@graph@"
    read = Read(render_page({}, {}, title))
    assert read.blocks["title"] == title
    assert read.tags == Read(built_page()).tags


def test_the_page_is_small_enough_to_pass_on() -> None:
    """At most 1.5 MB for the real graph."""
    assert len(built_page().encode()) <= 1_500_000


def test_starting_points_stand_in_the_graph() -> None:
    """Each has words in both languages, places for its nodes, and edges between them."""
    data, _ = parts(built_page())
    assert len(data["views"]) >= 5
    for view in data["views"]:
        assert all((*view["title"], *view["text"]))
        nodes, size = set(view["nodes"]), len(view["nodes"])
        assert size == len(nodes) >= 10
        assert [len(view[name]) for name in ("x", "y", "side")] == [size] * 3
        ends = {data["edges"][end][edge] for edge in view["edges"] for end in ("source", "target")}
        assert ends == nodes


def test_every_node_has_its_place_and_its_measures() -> None:
    """Columns of layout and measures run with the nodes; measures go from 0 to 1000; labels are in both languages."""
    data, _ = parts(built_page())
    size = len(data["nodes"]["id"])
    for name in ("x", "y", "community"):
        assert len(data["nodes"][name]) == size
    assert len(data["nodes"]["parent"]) in (0, size)
    assert data["measures"]
    for measure in data["measures"]:
        assert all(isinstance(text, str) for text in measure["label"])
        assert len(measure["values"]) == size
        assert min(measure["values"]) >= 0
        assert max(measure["values"]) == 1000


@pytest.mark.parametrize("entities", [0, 1])
def test_a_graph_without_a_relation_makes_a_page(entities: int) -> None:
    """No node, or one without a name: still a page with empty tables."""
    graph = Graph([Entity("person:one", "gov:Person", "a.yaml", 1, 1)][:entities], [])
    page = write_explorer(graph, Inference([], {}), [], real_model().schema, built_project(), [])
    data, details = parts(page)
    assert len(data["nodes"]["id"]) == len(details["nodes"]) == entities
    assert data["edges"]["source"] == data["views"] == []


# ---------------------------------------------------------------------- layouts kept between builds


def tasks(made: list[str], *names: str) -> list[LayoutTask]:
    """Tasks that note in `made` which of them ran (in this process: one alone is not forked)."""

    def make(name: str) -> dict[str, Any]:
        made.append(name)
        return {"x": [len(name)]}

    return [LayoutTask([name], partial(make, name)) for name in names]


def test_a_layout_is_made_once(tmp_path: Path) -> None:
    """The same structure is not laid out again; another one, another basis and a torn file are."""
    cache, made = tmp_path / "explorer.cache", list[str]()
    for basis in (b"one", b"one", b"two"):
        assert cached_layouts(cache, basis)(tasks(made, "aa")) == [{"x": [2]}]
    assert made == ["aa", "aa"]
    assert cached_layouts(cache, b"two")(tasks(made, "bbb")) == [{"x": [3]}]
    cache.write_bytes(cache.read_bytes()[:-1])
    assert cached_layouts(cache, b"two")(tasks(made, "bbb")) == [{"x": [3]}]
    assert made == ["aa", "aa", "bbb", "bbb"]
    assert [path.name for path in tmp_path.iterdir()] == ["explorer.cache"]


def test_only_what_changed_is_laid_out_again(tmp_path: Path) -> None:
    """One of three is new: it alone runs, and the answers keep the order of the tasks."""
    lay_out, made = cached_layouts(tmp_path / "explorer.cache", b""), list[str]()
    assert lay_out(tasks(made, "a", "bb", "ccc")) == [{"x": [1]}, {"x": [2]}, {"x": [3]}]
    made.clear()
    assert lay_out(tasks(made, "ccc", "dddd", "a")) == [{"x": [3]}, {"x": [4]}, {"x": [1]}]
    assert made == ["dddd"]


def test_the_page_is_the_same_with_and_without_a_cache(tmp_path: Path) -> None:
    """First from nothing, then from the cache, then without one."""
    model, project = real_model(), built_project()

    def page(**options: Any) -> str:
        return write_explorer(model.graph, Inference([], {}), [], model.schema, project, [], **options)

    first, second = (page(lay_out=cached_layouts(tmp_path / "explorer.cache", b"")) for _ in range(2))
    assert first == second == page()
